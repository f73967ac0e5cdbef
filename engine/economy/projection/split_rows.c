/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/split_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"
#include "economy/projection/statement.h"

enum {
  REGION, PARENT, CHILD, VARIABLE, VALUE, LOW, HIGH, UNIT, YEAR, SOURCE, STATUS, PARTNER, USER,
  NOTE, COLUMNS
};

typedef struct shares_reader {
  rift_split_rows *rows;
  const rift_economy *economy;
  const rift_split_options *options;
  rift_csv *csv;
  rift_problems *problems;
  rift_error *error;
} shares_reader;

void rift_split_rows_free(rift_split_rows *rows) {
  for (size_t i = 0; i < rows->count; i++) {
    free(rows->items[i].users);
    free(rows->items[i].user);
  }
  for (size_t i = 0; i < rows->child_count; i++) {
    free(rows->children[i].code);
  }
  free(rows->items);
  free(rows->children);
  memset(rows, 0, sizeof *rows);
}

static rift_status add_child(shares_reader *reader, const char *code, size_t parent,
                             size_t *child) {
  rift_split_rows *rows = reader->rows;
  rift_split_child *children =
      rift_grow(rows->children, &rows->child_capacity, rows->child_count + 1, sizeof *children);
  rows->children = children == NULL ? rows->children : children;
  char *copy = rift_copy_text(code);
  if (children == NULL || copy == NULL) {
    free(copy);
    return rift_error_memory(reader->error, 0);
  }
  *child = rows->child_count;
  children[rows->child_count++] = (rift_split_child){.code = copy, .parent = parent};
  return RIFT_OK;
}

static rift_status take_child(shares_reader *reader, size_t parent, size_t *child) {
  const char *code = NULL;
  size_t length = 0;
  *child = RIFT_NOT_FOUND;
  if (!rift_csv_code(reader->csv, CHILD, &code, &length)) {
    return RIFT_OK;
  }
  if (!rift_reader_is_code(code, length)) {
    rift_csv_error(reader->csv, CHILD,
                   "the code '%.60s' is not usable; expected letters, digits and _ - . only, at "
                   "most 32; choose a shorter code",
                   code);
    return RIFT_OK;
  }
  if (rift_economy_sector(reader->economy, code) != RIFT_NOT_FOUND || strcmp(code, "all") == 0) {
    rift_csv_error(reader->csv, CHILD,
                   "the child '%s' bears the code of a sector of the economy; expected a new one; "
                   "rename it",
                   code);
    return RIFT_OK;
  }
  for (size_t i = 0; i < reader->rows->child_count; i++) {
    const rift_split_child *other = &reader->rows->children[i];
    if (strcmp(other->code, code) != 0) {
      continue;
    }
    *child = i;
    if (parent != RIFT_NOT_FOUND && other->parent != parent) {
      rift_csv_error(reader->csv, PARENT,
                     "the child '%s' has the parent %s further up; expected one parent; give its "
                     "part of %s another code and aggregate the two later",
                     code, reader->economy->sectors.items[other->parent],
                     reader->economy->sectors.items[parent]);
    }
    return RIFT_OK;
  }
  return parent == RIFT_NOT_FOUND ? RIFT_OK : add_child(reader, code, parent, child);
}

static void take_variable(rift_csv *csv, rift_split_row *row) {
  static const char *const words[] = {"output", "exports", "imports", "use"};
  static const char *const units[] = {"share of parent", "share of child"};
  const char *word = NULL;
  size_t length = 0;
  size_t at = 4;
  if (rift_csv_code(csv, VARIABLE, &word, &length)) {
    for (at = 0; at < 4 && strcmp(word, words[at]) != 0;) {
      at++;
    }
    if (at == 4) {
      const char *closest = rift_closest(word, words, 4);
      rift_csv_error(csv, VARIABLE,
                     "unknown variable '%.60s'; expected output, exports, imports or use%s%s%s",
                     word, closest == NULL ? "" : "; did you mean '",
                     closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
    }
  }
  row->variable = at < 4 ? (rift_split_variable)at : RIFT_SPLIT_OUTPUT;
  if (rift_statement_unit(csv, UNIT, units, 2) == 1) {
    if (at != RIFT_SPLIT_USE) {
      rift_csv_error(csv, UNIT, "'share of child' is for the variable use; expected 'share of "
                                "parent'");
    }
    row->variable = RIFT_SPLIT_USERS;
  }
}

static void take_value(shares_reader *reader, rift_split_row *row) {
  static const size_t columns[] = {VALUE, LOW, HIGH};
  double values[3] = {0, 0, 1};
  bool given[3] = {true, false, false};
  bool sound = rift_csv_number(reader->csv, VALUE, &values[0]);
  sound &= rift_statement_optional(reader->csv, LOW, &values[1], &given[1]);
  sound &= rift_statement_optional(reader->csv, HIGH, &values[2], &given[2]);
  for (size_t i = 0; sound && i < 3; i++) {
    if (values[i] < 0 || values[i] > 1) {
      rift_csv_error(reader->csv, columns[i], "the share is %g; expected one from 0 to 1",
                     values[i]);
      return;
    }
  }
  if (sound && (values[1] > values[0] || values[0] > values[2])) {
    rift_csv_error(reader->csv, values[1] > values[0] ? LOW : HIGH,
                   "low, value and high are %g, %g and %g; expected low <= value <= high",
                   values[1], values[0], values[2]);
  }
  size_t wanted = (size_t)reader->options->variant;
  row->value = given[wanted] ? values[wanted] : values[0];
}

/* The users that a word stands for: a sector, a category, intermediate, final, or (blank) all. */
static bool mark_users(const rift_economy *economy, const char *word, bool *users) {
  size_t S = economy->sector_count;
  size_t sector = rift_economy_sector(economy, word);
  size_t category = rift_names_find(&economy->categories, word, strlen(word));
  bool all = word[0] == '\0' || strcmp(word, "all") == 0;
  bool known = all || sector != RIFT_NOT_FOUND || category != RIFT_NOT_FOUND;
  for (size_t i = 0; i < S + economy->category_count; i++) {
    users[i] = all || (i < S && i == sector) || (i >= S && i - S == category) ||
               (i < S && strcmp(word, "intermediate") == 0) ||
               (i >= S && strcmp(word, "final") == 0);
  }
  return known || strcmp(word, "intermediate") == 0 || strcmp(word, "final") == 0;
}

static rift_status take_user(shares_reader *reader, rift_split_row *row) {
  const rift_economy *economy = reader->economy;
  size_t length = 0;
  const char *word = rift_csv_text(reader->csv, USER, &length);
  row->users = rift_allocate(economy->sector_count + economy->category_count, sizeof(bool));
  row->user = rift_copy_text(strcmp(word, "all") == 0 ? "" : word);
  if (row->users == NULL || row->user == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  if (!mark_users(economy, word, row->users)) {
    rift_csv_error(reader->csv, USER,
                   "unknown user '%.60s'; expected a sector, a category of final demand, "
                   "intermediate, final, or a blank for all",
                   word);
  }
  bool all = row->user[0] == '\0';
  if (row->variable == RIFT_SPLIT_USERS && all) {
    rift_csv_error(reader->csv, USER, "a 'share of child' needs the user whose share it is");
  }
  if (row->variable < RIFT_SPLIT_USE && !all) {
    rift_csv_error(reader->csv, USER,
                   "a user goes with the variable use only; expected a blank here");
  }
  return RIFT_OK;
}

static void take_partner(shares_reader *reader, rift_split_row *row) {
  size_t length = 0;
  const char *word = rift_csv_text(reader->csv, PARTNER, &length);
  row->partner = RIFT_NOT_FOUND;
  if (length == 0 || strcmp(word, "all") == 0) {
    return;
  }
  rift_reader_code(reader->csv, PARTNER, &reader->economy->regions, "region", &row->partner);
  if (row->variable != RIFT_SPLIT_EXPORTS && row->variable != RIFT_SPLIT_IMPORTS) {
    rift_csv_error(reader->csv, PARTNER,
                   "a partner goes with exports and imports only; expected a blank here");
  } else if (row->partner == row->region) {
    rift_csv_error(reader->csv, PARTNER, "region and partner are the same; expected trade abroad");
  }
}

static bool alike(const rift_split_row *a, const rift_split_row *b) {
  return a->child == b->child && a->variable == b->variable && a->partner == b->partner &&
         strcmp(a->user, b->user) == 0;
}

static rift_status take_row(shares_reader *reader) {
  static const rift_statement_columns statement = {UNIT, YEAR, SOURCE, STATUS};
  rift_split_rows *rows = reader->rows;
  rift_split_row *items = rift_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *items);
  if (items == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  rows->items = items;
  rift_split_row *row = &items[rows->count++];
  *row = (rift_split_row){.line = rift_csv_line(reader->csv), .region = RIFT_NOT_FOUND};
  size_t length = 0;
  if (strcmp(rift_csv_text(reader->csv, REGION, &length), "all") != 0) {
    rift_reader_code(reader->csv, REGION, &reader->economy->regions, "region (or all)",
                     &row->region);
  }
  size_t parent = RIFT_NOT_FOUND;
  rift_reader_code(reader->csv, PARENT, &reader->economy->sectors, "sector", &parent);
  rift_status status = take_child(reader, parent, &row->child);
  take_variable(reader->csv, row);
  take_value(reader, row);
  if (status == RIFT_OK) {
    status = take_user(reader, row);
  }
  take_partner(reader, row);
  rift_statement_check(reader->csv, &statement);
  for (size_t i = 0; status == RIFT_OK && i + 1 < rows->count; i++) {
    if (alike(&items[i], row) && items[i].region == row->region && row->child != RIFT_NOT_FOUND) {
      rift_csv_error(reader->csv, REGION,
                     "this share is there twice, first on line %ld; expected it once; delete one "
                     "of the rows",
                     items[i].line);
      break;
    }
  }
  return status;
}

const rift_split_row *rift_split_rows_find(const rift_split_rows *rows, const rift_split_row *like,
                                           size_t region) {
  const rift_split_row *found = NULL;
  for (size_t i = 0; i < rows->count; i++) {
    const rift_split_row *row = &rows->items[i];
    if (alike(row, like) &&
        (row->region == region || (row->region == RIFT_NOT_FOUND && found == NULL))) {
      found = row;
    }
  }
  return found;
}

/* Every child needs its share of output in every region. */
static rift_status check_outputs(const shares_reader *reader) {
  char blank[] = "";
  rift_status status = RIFT_OK;
  for (size_t child = 0; child < reader->rows->child_count; child++) {
    const rift_split_row like = {.child = child,
                                 .variable = RIFT_SPLIT_OUTPUT,
                                 .partner = RIFT_NOT_FOUND,
                                 .user = blank};
    for (size_t region = 0; region < reader->economy->region_count; region++) {
      if (rift_split_rows_find(reader->rows, &like, region) == NULL) {
        status = rift_problems_add(
            reader->problems, RIFT_ERROR, reader->options->shares, 0, 0,
            "there is no share of '%s' in the output of %s; expected a row with the variable "
            "output for it, or for all",
            reader->rows->children[child].code, reader->economy->regions.items[region]);
      }
    }
  }
  return status;
}

rift_status rift_split_rows_read(rift_split_rows *rows, const rift_economy *economy,
                                 const rift_split_options *options, rift_problems *problems,
                                 rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"region", RIFT_CSV_CODE, true},   {"parent", RIFT_CSV_CODE, true},
      {"child", RIFT_CSV_CODE, true},    {"variable", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true},  {"low", RIFT_CSV_NUMBER, true},
      {"high", RIFT_CSV_NUMBER, true},   {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},     {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true},   {"partner", RIFT_CSV_TEXT, false},
      {"user", RIFT_CSV_TEXT, false},    {"note", RIFT_CSV_TEXT, false}};
  memset(rows, 0, sizeof *rows);
  shares_reader reader = {.rows = rows,
                          .economy = economy,
                          .options = options,
                          .problems = problems,
                          .error = error};
  rift_status status =
      rift_csv_open(&reader.csv, options->shares, columns, COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(reader.csv)) {
    status = take_row(&reader);
  }
  status = rift_reader_worse(status, rift_csv_close(reader.csv, error));
  if (status == RIFT_OK) {
    status = check_outputs(&reader);
  }
  if (status != RIFT_OK) {
    rift_split_rows_free(rows);
  }
  return status;
}
