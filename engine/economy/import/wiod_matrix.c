/* SPDX-License-Identifier: GPL-3.0-or-later */
/* World Input-Output Database, 2016 release (November 2016), a world table as CSV, million USD at basic
 * prices. Two forms:
 *
 * - the sheet of WIOT2014_Nov16_ROW.xlsb saved as CSV (commas or semicolons): title lines, then four
 *   lines of industry or use codes, names, countries and column numbers from the fifth column on;
 * - the table of the R file: IndustryCode,IndustryDescription,Country,RNr,Year,AUS1,...,AUS61,...,TOT,
 *   where the numbers count a country's industries and then its five final uses.
 *
 * Lines are industries, then the primary inputs of country TOT: TXSP taxes less subsidies on products,
 * VA, IntTTM international transport margins, GO output; EXP_adj, PURR and PURNR concern final users. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "economy/import/matrix.h"

enum { CODE, NAME, COUNTRY, NUMBER, YEAR };
enum { TITLE_LINES_MAX = 8, USES = 5 };

static const struct {
  const char *name, *category;
} uses[USES] = {{"CONS_h", "HFCE"},
                {"CONS_np", "NPISH"},
                {"CONS_g", "GGFC"},
                {"GFCF", "GFCF"},
                {"INVEN", "INVNT"}};

static const struct {
  const char *code;
  rift_matrix_kind kind;
} lines[] = {{"II_fob", RIFT_MATRIX_SKIPPED}, {"TXSP", RIFT_MATRIX_TAXES},
             {"EXP_adj", RIFT_MATRIX_ZERO},   {"PURR", RIFT_MATRIX_ZERO},
             {"PURNR", RIFT_MATRIX_ZERO},     {"VA", RIFT_MATRIX_VALUE_ADDED},
             {"IntTTM", RIFT_MATRIX_MARGINS}, {"GO", RIFT_MATRIX_OUTPUT}};

/* Copies of a line's cells. */
typedef struct line_copy {
  size_t count;
  char **texts;
} line_copy;

static void free_copy(line_copy *copy) {
  for (size_t i = 0; copy->texts != NULL && i < copy->count; i++) {
    free(copy->texts[i]);
  }
  free(copy->texts);
  *copy = (line_copy){0};
}

static bool copy_line(const rift_wide *wide, line_copy *copy) {
  copy->texts = rift_allocate(wide->count, sizeof *copy->texts);
  copy->count = copy->texts == NULL ? 0 : wide->count;
  bool complete = copy->texts != NULL;
  for (size_t i = 0; i < copy->count; i++) {
    copy->texts[i] = rift_copy_text(wide->cells[i].text);
    complete = complete && copy->texts[i] != NULL;
  }
  return complete;
}

static size_t find_use(const char *name) {
  size_t use = 0;
  while (use < USES && strcmp(uses[use].name, name) != 0) {
    use++;
  }
  return use;
}

static bool is_code(const char *code) {
  return isupper((unsigned char)code[0]) && (code[1] == '\0' || code[1] == '_' ||
                                             isdigit((unsigned char)code[1]));
}

/* A column of a country: the industry `code`, or a final use. */
static rift_status add_column(rift_matrix *matrix, size_t cell, const char *country,
                              const char *code, const char *name) {
  rift_importing *importing = matrix->importing;
  rift_economy *economy = &importing->economy;
  rift_matrix_label column = {.kind = RIFT_MATRIX_SKIPPED};
  char text[96];
  size_t use = find_use(code);
  snprintf(text, sizeof text, "%.40s %.50s", country, code);
  if (strcmp(country, "TOT") == 0) {
    column.kind = RIFT_MATRIX_OUTPUT;
    return rift_matrix_add_column(matrix, cell, text, column);
  }
  if (!isupper((unsigned char)country[0]) || (use == USES && !is_code(code))) {
    rift_wide_error(&matrix->wide, cell,
                    "the column '%s' is neither an industry of a country nor a final use; expected "
                    "codes like C29 or CONS_h above countries like AUS",
                    text);
    return rift_matrix_add_column(matrix, cell, text, column);
  }
  if (!rift_importing_add_region(importing, country, country) ||
      (use == USES && !rift_importing_add_sector(importing, code, name))) {
    return rift_error_memory(importing->error, 0);
  }
  column.kind = use == USES ? RIFT_MATRIX_NODE : RIFT_MATRIX_FINAL;
  column.region = rift_economy_region(economy, country);
  column.code = use == USES ? rift_economy_sector(economy, code) : use;
  return rift_matrix_add_column(matrix, cell, text, column);
}

/* The line of codes is the first with something in the fifth cell. */
static rift_status find_codes_line(rift_matrix *matrix, line_copy *codes) {
  rift_wide *wide = &matrix->wide;
  size_t read = 1;
  while (wide->count <= YEAR || wide->cells[YEAR].length == 0) {
    if (read == TITLE_LINES_MAX || !rift_wide_next(wide)) {
      rift_wide_error(wide, 0, "no line of industry codes in the first %d; expected one after the "
                               "title, with codes from the fifth cell on",
                      TITLE_LINES_MAX);
      return RIFT_INVALID;
    }
    read++;
  }
  return copy_line(wide, codes) ? RIFT_OK : rift_error_memory(matrix->importing->error, 0);
}

static rift_status next_header_line(rift_matrix *matrix, size_t count, const char *what) {
  if (!rift_wide_next(&matrix->wide)) {
    rift_wide_error(&matrix->wide, 0, "the file ends; expected the line of %s", what);
    return RIFT_INVALID;
  }
  return rift_wide_expect(&matrix->wide, count) ? RIFT_OK : RIFT_INVALID;
}

static rift_status read_sheet_header(rift_matrix *matrix) {
  line_copy codes = {0};
  line_copy names = {0};
  matrix->label_cells = YEAR;
  rift_status status = find_codes_line(matrix, &codes);
  if (status == RIFT_OK) {
    status = next_header_line(matrix, codes.count, "names");
  }
  if (status == RIFT_OK) {
    status = copy_line(&matrix->wide, &names) ? RIFT_OK
                                              : rift_error_memory(matrix->importing->error, 0);
  }
  if (status == RIFT_OK) {
    status = next_header_line(matrix, codes.count, "countries");
  }
  for (size_t i = YEAR; i < codes.count && status == RIFT_OK; i++) {
    status = add_column(matrix, i, matrix->wide.cells[i].text, codes.texts[i], names.texts[i]);
  }
  if (status == RIFT_OK) {
    status = next_header_line(matrix, codes.count, "column numbers");
  }
  if (status == RIFT_OK && matrix->wide.cells[YEAR].text[0] != 'c') {
    rift_wide_error(&matrix->wide, YEAR, "'%.40s'; expected the line of column numbers (c1, c2, ...)",
                    matrix->wide.cells[YEAR].text);
  }
  free_copy(&codes);
  free_copy(&names);
  return status;
}

/* The industries of the first country, whose numbers the columns of the other form bear. */
static rift_status read_industries(rift_importing *importing, rift_names *codes) {
  rift_wide wide;
  char first[32] = "";
  rift_status status = rift_wide_open(&wide, importing->request->source, ',', importing->problems,
                                      importing->error);
  if (status != RIFT_OK) {
    return status;
  }
  bool more = rift_wide_next(&wide);
  while (more && rift_wide_next(&wide) && wide.count > YEAR) {
    if (first[0] == '\0') {
      snprintf(first, sizeof first, "%s", wide.cells[COUNTRY].text);
    }
    const rift_wide_cell *code = &wide.cells[CODE];
    more = strcmp(first, wide.cells[COUNTRY].text) == 0;
    if (more && rift_names_add(codes, code->text, code->length, NULL) == RIFT_NOT_FOUND) {
      wide.memory_failed = true;
    }
  }
  return rift_wide_close(&wide, importing->error);
}

/* AUS57: country and number. */
static bool split_number(const rift_wide_cell *label, char country[16], uint64_t *number) {
  size_t letters = 0;
  while (letters < 15 && isalpha((unsigned char)label->text[letters])) {
    country[letters] = label->text[letters];
    letters++;
  }
  country[letters] = '\0';
  return letters > 0 && rift_count_read(label->text + letters, label->length - letters, number) &&
         *number > 0;
}

static rift_status add_numbered_column(rift_matrix *matrix, size_t cell, const rift_names *codes) {
  const rift_wide_cell *label = &matrix->wide.cells[cell];
  rift_matrix_label skipped = {.kind = RIFT_MATRIX_SKIPPED};
  char country[16];
  uint64_t number = 0;
  if (strcmp(label->text, "TOT") == 0) {
    return add_column(matrix, cell, "TOT", "GO", "");
  }
  if (!split_number(label, country, &number) || number > codes->count + USES) {
    rift_wide_error(&matrix->wide, cell,
                    "'%.60s' is no column of this form; expected a country and a number from 1 to "
                    "%zu (%zu industries, %d final uses), or TOT",
                    label->text, codes->count + USES, codes->count, USES);
    return rift_matrix_add_column(matrix, cell, label->text, skipped);
  }
  const char *code = number <= codes->count ? codes->items[number - 1]
                                            : uses[number - codes->count - 1].name;
  return add_column(matrix, cell, country, code, code);
}

static rift_status read_table_header(rift_matrix *matrix) {
  rift_names codes = {0};
  matrix->label_cells = YEAR + 1;
  rift_status status = read_industries(matrix->importing, &codes);
  for (size_t i = YEAR + 1; i < matrix->wide.count && status == RIFT_OK; i++) {
    status = add_numbered_column(matrix, i, &codes);
  }
  rift_names_free(&codes);
  return status;
}

static rift_status take_line(rift_matrix *matrix) {
  rift_economy *economy = &matrix->importing->economy;
  rift_wide *wide = &matrix->wide;
  rift_matrix_label line = {.kind = RIFT_MATRIX_NODE};
  char text[96];
  if (wide->count <= matrix->label_cells) {
    rift_wide_expect(wide, matrix->label_cells + matrix->column_count);
    return RIFT_OK;
  }
  const char *code = wide->cells[CODE].text;
  const char *country = wide->cells[COUNTRY].text;
  snprintf(text, sizeof text, "%.40s %.50s", country, code);
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    if (strcmp(code, lines[i].code) == 0) {
      line.kind = lines[i].kind;
      return rift_matrix_take_line(matrix, text, line);
    }
  }
  line.region = rift_matrix_known(matrix, COUNTRY, &economy->regions, country, "country");
  line.code = rift_matrix_known(matrix, CODE, &economy->sectors, code, "industry");
  double year = 0;
  if (matrix->label_cells > YEAR && rift_wide_number(wide, YEAR, "the year", &year) &&
      (int)year != matrix->importing->request->year) {
    rift_wide_error(wide, YEAR, "the year is %g; expected %d, as --year says", year,
                    matrix->importing->request->year);
  }
  bool known = line.region != RIFT_NOT_FOUND && line.code != RIFT_NOT_FOUND;
  return known ? rift_matrix_take_line(matrix, text, line) : RIFT_OK;
}

static rift_status read_all(rift_matrix *matrix) {
  for (size_t use = 0; use < USES; use++) {
    if (!rift_importing_add_category(matrix->importing, uses[use].category)) {
      return rift_error_memory(matrix->importing->error, 0);
    }
  }
  bool table = strcmp(matrix->wide.cells[0].text, "IndustryCode") == 0;
  rift_status status = table ? read_table_header(matrix) : read_sheet_header(matrix);
  if (status == RIFT_OK) {
    status = rift_matrix_prepare(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                             RIFT_MATRIX_SET(RIFT_MATRIX_FINAL));
  }
  while (status == RIFT_OK && rift_wide_next(&matrix->wide)) {
    status = take_line(matrix);
  }
  if (status == RIFT_OK) {
    status = rift_matrix_finish(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_VALUE_ADDED) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_TAXES) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_MARGINS) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_OUTPUT));
  }
  return status == RIFT_OK ? rift_matrix_settle_output(matrix) : status;
}

/* Semicolons if the first line has some and no comma. */
static rift_status find_separator(rift_importing *importing, char *separator) {
  rift_wide wide;
  rift_status status = rift_wide_open(&wide, importing->request->source, ',', importing->problems,
                                      importing->error);
  if (status != RIFT_OK) {
    return status;
  }
  *separator = ',';
  if (!rift_wide_next(&wide)) {
    rift_wide_error(&wide, 0, "the file is empty; expected a world input-output table");
  } else if (wide.count == 1 && strchr(wide.cells[0].text, ';') != NULL) {
    *separator = ';';
  }
  return rift_wide_close(&wide, importing->error);
}

rift_status rift_import_wiod(rift_importing *importing) {
  rift_matrix matrix;
  char separator = ',';
  char name[32];
  char title[96];
  rift_status status = find_separator(importing, &separator);
  if (status != RIFT_OK) {
    return status;
  }
  status = rift_matrix_open(&matrix, importing, importing->request->source, separator, YEAR);
  if (status == RIFT_OK && rift_wide_next(&matrix.wide)) {
    status = read_all(&matrix);
  }
  rift_matrix_free(&matrix);
  if (status != RIFT_OK) {
    return status;
  }
  int year = importing->request->year;
  snprintf(name, sizeof name, "wiod-%d", year);
  snprintf(title, sizeof title, "World input-output table %d, WIOD 2016 release", year);
  rift_import_origin origin = {
      .name = name,
      .title = title,
      .source = "World Input-Output Database, 2016 release: Timmer, Dietzenbacher, Los, Stehrer, de "
                "Vries (2015), An Illustrated User Guide to the World Input-Output Database, Review of "
                "International Economics 23, 575-605",
      .address = "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release",
      .licence_name = "CC-BY-4.0",
      .licence_path = "https://creativecommons.org/licenses/by/4.0/",
      .licence_title = "Creative Commons Attribution 4.0"};
  return rift_importing_finish(importing, &origin);
}
