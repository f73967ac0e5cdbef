/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which regions and industries an EXIOBASE folder has: industries.txt, x.txt, unit.txt. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/import/codes.h"
#include "economy/import/exiobase.h"
#include "tables/file.h"

static const char *region_code(const char *code) {
  const char *alpha3 = rift_import_alpha3(code);
  return alpha3 == NULL ? code : alpha3;
}

size_t rift_exiobase_region(const rift_exiobase *state, const char *code) {
  return rift_economy_region(&state->importing->economy, region_code(code));
}

size_t rift_exiobase_industry(const rift_exiobase *state, const char *name) {
  return rift_names_find(&state->industries, name, strlen(name));
}

/* Opens a file of the folder. */
rift_status rift_exiobase_open(rift_exiobase *state, rift_matrix *matrix, const char *name,
                             size_t label_cells) {
  char *path = rift_importing_path(state->importing, name);
  *matrix = (rift_matrix){.importing = state->importing}; /* freeing it is legal in any case */
  rift_status status = path == NULL
                           ? rift_error_memory(state->importing->error, 0)
                           : rift_matrix_open(matrix, state->importing, path, '\t', label_cells);
  free(path);
  return status;
}

bool rift_exiobase_has(const rift_exiobase *state, const char *name) {
  char *path = rift_importing_path(state->importing, name);
  bool found = path != NULL && rift_path_exists(path);
  state->importing->memory_failed |= path == NULL;
  free(path);
  return found;
}

/* A line that must be there; recorded if not, or if its first cell is another. */
bool rift_exiobase_header(rift_wide *wide, const char *first) {
  if (!rift_wide_next(wide)) {
    rift_wide_error(wide, 0, "the file ends; expected a line that begins with %s", first);
    return false;
  }
  if (strcmp(wide->cells[0].text, first) != 0) {
    rift_wide_error(wide, 0, "the line begins with '%.60s'; expected %s", wide->cells[0].text, first);
    return false;
  }
  return true;
}

/* Short codes by industry name, from industries.txt. */
static rift_status read_codes(rift_exiobase *state, rift_names *names, rift_names *codes) {
  rift_matrix file;
  if (!rift_exiobase_has(state, "industries.txt")) {
    return RIFT_OK;
  }
  rift_status status = rift_exiobase_open(state, &file, "industries.txt", 0);
  if (status == RIFT_OK && rift_exiobase_header(&file.wide, "Number")) {
    while (rift_wide_next(&file.wide)) {
      if (!rift_wide_expect(&file.wide, 4)) {
        continue;
      }
      const rift_wide_cell *cells = file.wide.cells;
      bool added = false;
      bool again = false;
      if (rift_names_add(names, cells[1].text, cells[1].length, &added) == RIFT_NOT_FOUND ||
          rift_names_add(codes, cells[2].text, cells[2].length, &again) == RIFT_NOT_FOUND) {
        file.wide.memory_failed = true;
        break;
      }
      if (!added || !again) {
        rift_wide_error(&file.wide, added ? 2 : 1, "'%.80s' is there twice; expected it once",
                        cells[added ? 2 : 1].text);
      }
    }
  }
  rift_status closed = rift_wide_close(&file.wide, state->importing->error);
  rift_matrix_free(&file);
  return status == RIFT_OK ? closed : status;
}

/* The next node of x.txt: nodes come region by region, each with the same industries. */
static rift_status take_output(rift_exiobase *state, rift_wide *wide, const rift_names *names,
                               const rift_names *codes, double **outputs, size_t *capacity,
                               size_t count) {
  rift_importing *importing = state->importing;
  const char *industry = wide->cells[1].text;
  const char *region = region_code(wide->cells[0].text);
  char numbered[32];
  bool added = false;
  if (!rift_importing_add_region(importing, region, region) ||
      rift_names_add(&state->industries, industry, wide->cells[1].length, &added) ==
          RIFT_NOT_FOUND) {
    return rift_error_memory(importing->error, 0);
  }
  size_t known = rift_names_find(names, industry, wide->cells[1].length);
  snprintf(numbered, sizeof numbered, "i%03zu", state->industries.count);
  if (added && names->count > 0 && known == RIFT_NOT_FOUND) {
    rift_wide_error(wide, 1, "the industry '%.80s' is not in industries.txt; expected it there",
                    industry);
  }
  const char *code = known == RIFT_NOT_FOUND ? numbered : codes->items[known];
  if (added && !rift_importing_add_sector(importing, code, industry)) {
    return rift_error_memory(importing->error, 0);
  }
  double *grown = rift_grow(*outputs, capacity, count + 1, sizeof *grown);
  if (grown == NULL) {
    return rift_error_memory(importing->error, 0);
  }
  *outputs = grown;
  size_t sectors = state->industries.count;
  size_t node = rift_exiobase_region(state, wide->cells[0].text) * sectors + rift_exiobase_industry(state, industry);
  if (node != count) {
    rift_wide_error(wide, 0, "'%.40s %.80s' is out of order; expected each region's industries in "
                             "the order of the first region's",
                    wide->cells[0].text, industry);
  }
  if (rift_wide_number(wide, 2, "the output", &grown[count]) && grown[count] < 0) {
    rift_wide_error(wide, 2, "the output is %g; expected zero or more", grown[count]);
  }
  return RIFT_OK;
}

static rift_status settle_nodes(rift_exiobase *state, rift_wide *wide, const double *outputs,
                                size_t count) {
  rift_importing *importing = state->importing;
  rift_economy *economy = &importing->economy;
  if ((count == 0 || count != economy->region_count * economy->sector_count) && wide->errors == 0) {
    wide->count = 0;
    wide->length = 0;
    wide->line++;
    rift_wide_error(wide, 0, "the file ends after %zu nodes; expected %zu regions with %zu industries",
                    count, economy->region_count, economy->sector_count);
  }
  if (wide->errors > 0) {
    return RIFT_INVALID;
  }
  rift_status status = rift_importing_allocate(importing);
  if (status == RIFT_OK) {
    memcpy(economy->gross_output, outputs, count * sizeof *outputs);
  }
  return status;
}

static rift_status read_outputs(rift_exiobase *state, const rift_names *names, const rift_names *codes) {
  rift_matrix file;
  double *outputs = NULL;
  size_t capacity = 0;
  size_t count = 0;
  rift_status status = rift_exiobase_open(state, &file, "x.txt", 0);
  if (status == RIFT_OK && !rift_exiobase_header(&file.wide, "region")) {
    status = RIFT_INVALID;
  }
  while (status == RIFT_OK && rift_wide_next(&file.wide)) {
    if (rift_wide_expect(&file.wide, 3)) {
      status = take_output(state, &file.wide, names, codes, &outputs, &capacity, count++);
    }
  }
  if (status == RIFT_OK) {
    status = settle_nodes(state, &file.wide, outputs, count);
  }
  free(outputs);
  rift_matrix_free(&file);
  return status;
}

static rift_status read_units(rift_exiobase *state) {
  rift_matrix file;
  if (!rift_exiobase_has(state, "unit.txt")) {
    return RIFT_OK;
  }
  rift_status status = rift_exiobase_open(state, &file, "unit.txt", 0);
  if (status == RIFT_OK && rift_exiobase_header(&file.wide, "region")) {
    while (rift_wide_next(&file.wide)) {
      if (rift_wide_expect(&file.wide, 3) && strcmp(file.wide.cells[2].text, "M.EUR") != 0) {
        rift_wide_error(&file.wide, 2, "the unit is '%.40s'; expected M.EUR: only the monetary tables "
                                       "can be imported",
                        file.wide.cells[2].text);
      }
    }
  }
  rift_status closed = rift_wide_close(&file.wide, state->importing->error);
  rift_matrix_free(&file);
  return status == RIFT_OK ? closed : status;
}

rift_status rift_exiobase_read_nodes(rift_exiobase *state) {
  rift_names names = {0};
  rift_names codes = {0};
  rift_status status = read_codes(state, &names, &codes);
  if (status == RIFT_OK) {
    status = read_outputs(state, &names, &codes);
  }
  if (status == RIFT_OK) {
    status = read_units(state);
  }
  rift_names_free(&names);
  rift_names_free(&codes);
  return status;
}
