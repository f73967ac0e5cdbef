/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comparison/answers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "comparison/compare.h"
#include "comparison/drivers.h"
#include "output/schema.h"
#include "tables/csv.h"
#include "tables/csv_write.h"
#include "tables/file.h"

static const char *const models[RIFT_ANSWER_MODELS] = {"static", "equilibrium", "dynamic"};
/* Which horizon of each model stands for the first year. */
static const char *const horizons[RIFT_ANSWER_MODELS] = {"static", "1y", "cum_1y"};

rift_answer_options rift_answer_options_default(void) {
  return (rift_answer_options){.together = "act-with-the-eu", .alone = "act-alone", .stockpile = "magnet-stockpile"};
}

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* Position of the model whose first year the row is; RIFT_ANSWER_MODELS if it is none. */
static size_t model_of(const char *model, const char *horizon) {
  size_t m = 0;
  while (m < RIFT_ANSWER_MODELS && !(same(model, models[m]) && same(horizon, horizons[m]))) {
    m++;
  }
  return m;
}

static bool is_bound(const char *closure) {
  return same(closure, "resourcing_0") || same(closure, "resourcing_1") || strncmp(closure, "linear", 6) == 0;
}

static rift_answer *add(rift_answers *answers, const char *question, const char *unit) {
  rift_answer *items = rift_grow(answers->items, &answers->capacity, answers->count + 1, sizeof *items);
  if (items == NULL) {
    return NULL;
  }
  answers->items = items;
  rift_answer *answer = &items[answers->count++];
  *answer = (rift_answer){.value = (double)NAN, .mcse = (double)NAN, .model = ""};
  snprintf(answer->question, sizeof answer->question, "%s", question);
  snprintf(answer->unit, sizeof answer->unit, "%s", unit);
  for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
    answer->by_model[m] = (double)NAN;
  }
  return answer;
}

/* Later models see more of the question: theirs is the answer. */
static void set(rift_answer *answer, size_t model, double value, double mcse) {
  answer->by_model[model] = value;
  answer->value = value;
  answer->mcse = mcse;
  answer->model = models[model];
}

static const char *home_of(const rift_results *results) {
  const char *first = "";
  for (size_t r = 0; r < results->count; r++) {
    for (size_t o = 0; o < results->items[r].outcome_count; o++) {
      const char *region = results->items[r].outcomes[o].parts[1];
      first = first[0] == '\0' ? region : first;
      if (same(region, "DEU")) {
        return "DEU";
      }
    }
  }
  return first;
}

/* ---- differences between policies ---- */

/* A difference that is asked for. */
typedef struct difference {
  const char *own, *baseline; /* policies; baseline "none" */
  const char *indicator, *sector, *question;
} difference;

static rift_status answer_difference(rift_answers *answers, const rift_comparison *comparison, const difference *asked,
                                     rift_error *error) {
  const char *home = home_of(&comparison->folders[0]);
  rift_answer *answer = NULL;
  for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
    for (size_t i = 0; i < comparison->count; i++) {
      const rift_compared *row = &comparison->rows[i];
      const char *const *parts = (const char *const *)row->outcome->parts;
      if (!same(row->own.result->draws.policy, asked->own) || !same(row->baseline.result->draws.policy, asked->baseline) ||
          model_of(row->own.result->draws.model, parts[3]) != m || !same(parts[0], asked->indicator) ||
          !same(parts[1], home) || !same(parts[2], asked->sector) || is_bound(parts[4])) {
        continue;
      }
      answer = answer == NULL ? add(answers, asked->question, "percentage points") : answer;
      if (answer == NULL) {
        return rift_error_memory(error, 0);
      }
      set(answer, m, row->pairs.mean, row->pairs.mcse);
      break;
    }
  }
  return RIFT_OK;
}

/* What is said of the first year. */
static bool is_of_first_year(const rift_read_result *result, const rift_read_outcome *outcome) {
  return model_of(result->draws.model, outcome->parts[3]) < RIFT_ANSWER_MODELS && !is_bound(outcome->parts[4]);
}

/* What the questions about policies are about: totals and autos at home. */
static bool is_asked(const rift_read_result *result, const rift_read_outcome *outcome, const void *context) {
  const char *home = context;
  return is_of_first_year(result, outcome) && same(outcome->parts[1], home) &&
         (same(outcome->parts[2], "all") || same(outcome->parts[2], "autos"));
}

/* Compares with a policy, or with none (NULL); a folder without that policy answers nothing. */
static rift_status compare_with(const char *folder, const char *baseline, const char *home, rift_comparison **comparison,
                                rift_problems *problems, rift_error *error) {
  rift_compare_options options = rift_compare_options_default();
  rift_error found = {0};
  options.baseline = baseline;
  options.wanted = is_asked;
  options.context = home;
  rift_status status = rift_comparison_create(comparison, &folder, 1, &options, problems, &found);
  if (status == RIFT_USAGE) {
    *comparison = NULL;
    return RIFT_OK;
  }
  if (status != RIFT_OK && error != NULL) {
    *error = found;
  }
  return status;
}

static rift_status answer_policies(rift_answers *answers, const char *folder, const char *home, const rift_answer_options *options,
                                   rift_problems *problems, rift_error *error) {
  const difference together[] = {
      {options->together, options->alone, "value_added", "all",
       "What does acting with the EU change against acting alone: value added, first year"},
      {options->together, options->alone, "gne_real", "all",
       "What does acting with the EU change against acting alone: real income, first year"}};
  const difference stock[] = {
      {options->stockpile, "none", "gross_output", "autos", "What does a stockpile of magnets buy: output of autos, first year"},
      {options->stockpile, "none", "value_added", "all", "What does a stockpile of magnets buy: value added, first year"}};
  rift_comparison *comparison = NULL;
  rift_status status = compare_with(folder, options->alone, home, &comparison, problems, error);
  for (size_t i = 0; i < 2 && status == RIFT_OK && comparison != NULL; i++) {
    status = answer_difference(answers, comparison, &together[i], error);
  }
  rift_comparison_destroy(comparison);
  comparison = NULL;
  if (status == RIFT_OK) {
    status = compare_with(folder, NULL, home, &comparison, problems, error);
  }
  for (size_t i = 0; i < 2 && status == RIFT_OK && comparison != NULL; i++) {
    status = answer_difference(answers, comparison, &stock[i], error);
  }
  rift_comparison_destroy(comparison);
  return status;
}

/* ---- tables ---- */

static const char *const focus[] = {"autos", "chemicals", "machine_tools", "green_tech"};
enum { FOCUS = sizeof focus / sizeof focus[0] };

/* What is read of a table: by the schema's columns. */
typedef struct table_reader {
  const rift_schema *schema;
  rift_csv_column columns[RIFT_CSV_COLUMNS_MAX];
  rift_csv *csv;
} table_reader;

static rift_status open_table(table_reader *reader, const char *folder, rift_table_id table, rift_problems *problems,
                              rift_error *error) {
  rift_csv_options options = rift_csv_options_default();
  options.rows_required = false;
  reader->schema = rift_schema_of(table);
  for (size_t c = 0; c < reader->schema->column_count; c++) {
    reader->columns[c] = (rift_csv_column){reader->schema->columns[c].name, RIFT_CSV_TEXT, true};
  }
  char *path = rift_path_join(folder, reader->schema->path);
  rift_status status = path == NULL ? rift_error_memory(error, 0)
                                    : rift_csv_open(&reader->csv, path, reader->columns, reader->schema->column_count,
                                                    &options, problems, error);
  free(path);
  return status;
}

static size_t column_of(const table_reader *reader, const char *name) {
  size_t c = 0;
  while (!same(reader->schema->columns[c].name, name)) {
    c++;
  }
  return c;
}

static const char *field(const table_reader *reader, const char *name) {
  size_t length = 0;
  return rift_csv_text(reader->csv, column_of(reader, name), &length);
}

/* A row of output of a focus sector at home in the first year, without policy, over all draws. */
static bool is_focus_row(const table_reader *reader, const char *home, bool conditional, size_t *model, size_t *sector) {
  *model = model_of(field(reader, "model"), field(reader, "horizon"));
  for (*sector = 0; *sector < FOCUS && !same(field(reader, "sector"), focus[*sector]); (*sector)++) {
  }
  return *model < RIFT_ANSWER_MODELS && *sector < FOCUS && same(field(reader, "policy"), "none") &&
         same(field(reader, "indicator"), "gross_output") && same(field(reader, "region"), home) &&
         same(field(reader, "unit"), "percent") && !is_bound(field(reader, "closure")) &&
         (!conditional || same(field(reader, "condition"), "all"));
}

typedef struct means {
  double mean[RIFT_ANSWER_MODELS][FOCUS], mcse[RIFT_ANSWER_MODELS][FOCUS];
} means;

static rift_status read_sectors(means *found, const char *folder, const char *home, rift_problems *problems, rift_error *error) {
  table_reader reader = {0};
  rift_status status = open_table(&reader, folder, RIFT_TABLE_SUMMARY, problems, error);
  while (status == RIFT_OK && rift_csv_next(reader.csv)) {
    size_t model = 0;
    size_t sector = 0;
    if (is_focus_row(&reader, home, true, &model, &sector) && isnan(found->mean[model][sector])) {
      rift_csv_number(reader.csv, column_of(&reader, "mean"), &found->mean[model][sector]);
      rift_csv_number(reader.csv, column_of(&reader, "mcse"), &found->mcse[model][sector]);
    }
  }
  rift_status closed = rift_csv_close(reader.csv, error);
  return status == RIFT_OK ? closed : status;
}

/* The sector of the greatest loss in a model, or FOCUS. */
static size_t worst_sector(const means *found, size_t model) {
  size_t worst = FOCUS;
  for (size_t s = 0; s < FOCUS; s++) {
    if (!isnan(found->mean[model][s]) && (worst == FOCUS || found->mean[model][s] < found->mean[model][worst])) {
      worst = s;
    }
  }
  return worst;
}

/* The pathway that alone does most to a sector in a model. */
typedef struct strongest {
  char name[40];
  double mean, mcse;
} strongest;

static rift_status read_pathways(strongest pathways[RIFT_ANSWER_MODELS], const char *folder, const char *home, size_t sector,
                                 rift_problems *problems, rift_error *error) {
  table_reader reader = {0};
  rift_status status = open_table(&reader, folder, RIFT_TABLE_DECOMPOSITION, problems, error);
  while (status == RIFT_OK && rift_csv_next(reader.csv)) {
    size_t model = 0;
    size_t at = 0;
    double mean = 0;
    const char *pathway = field(&reader, "pathway");
    bool part = !same(pathway, "total") && !same(pathway, "interaction");
    if (!part || !is_focus_row(&reader, home, false, &model, &at) || at != sector ||
        !rift_csv_number(reader.csv, column_of(&reader, "mean"), &mean)) {
      continue;
    }
    if (pathways[model].name[0] == '\0' || mean < pathways[model].mean) {
      snprintf(pathways[model].name, sizeof pathways[model].name, "%.39s", pathway);
      pathways[model].mean = mean;
      rift_csv_number(reader.csv, column_of(&reader, "mcse"), &pathways[model].mcse);
    }
  }
  rift_status closed = rift_csv_close(reader.csv, error);
  return status == RIFT_OK ? closed : status;
}

static rift_status answer_pathway(rift_answers *answers, const char *folder, const char *home, size_t sector,
                                  rift_problems *problems, rift_error *error) {
  strongest pathways[RIFT_ANSWER_MODELS] = {{{0}, 0, 0}};
  char question[160];
  rift_status status = read_pathways(pathways, folder, home, sector, problems, error);
  rift_answer *answer = NULL;
  snprintf(question, sizeof question, "By which pathway does it lose most: what that does alone to output of %s, first year", focus[sector]);
  for (size_t m = 0; m < RIFT_ANSWER_MODELS && status == RIFT_OK; m++) {
    if (pathways[m].name[0] == '\0') {
      continue;
    }
    answer = answer == NULL ? add(answers, question, "percent") : answer;
    if (answer == NULL) {
      return rift_error_memory(error, 0);
    }
    set(answer, m, pathways[m].mean, pathways[m].mcse);
    snprintf(answer->answer, sizeof answer->answer, "%.39s", pathways[m].name);
  }
  return status;
}

static rift_status answer_sectors(rift_answers *answers, const char *folder, const char *home, rift_problems *problems,
                                  rift_error *error) {
  means found;
  size_t worst = FOCUS;
  for (size_t i = 0; i < RIFT_ANSWER_MODELS * FOCUS; i++) {
    found.mean[i / FOCUS][i % FOCUS] = (double)NAN;
    found.mcse[i / FOCUS][i % FOCUS] = (double)NAN;
  }
  rift_status status = read_sectors(&found, folder, home, problems, error);
  for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
    worst = worst_sector(&found, m) < FOCUS ? worst_sector(&found, m) : worst;
  }
  if (status != RIFT_OK || worst == FOCUS) {
    return status;
  }
  rift_answer *answer = add(answers, "Which of the four sectors loses most output in the first year", "percent");
  if (answer == NULL) {
    return rift_error_memory(error, 0);
  }
  snprintf(answer->answer, sizeof answer->answer, "%s", focus[worst]);
  for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
    if (!isnan(found.mean[m][worst])) {
      set(answer, m, found.mean[m][worst], found.mcse[m][worst]);
    }
  }
  return answer_pathway(answers, folder, home, worst, problems, error);
}

/* ---- signals ---- */

/* Value added of the whole region without policy. */
static bool is_total(const rift_read_result *result, const rift_read_outcome *outcome, const void *context) {
  const char *home = context;
  return same(result->draws.policy, "none") && is_of_first_year(result, outcome) && same(outcome->parts[0], "value_added") && same(outcome->parts[1], home) && same(outcome->parts[2], "all");
}

/* The signal that explains the greatest share of the variance; where the rift ends ("stage") is no signal, it is the event. */
static const rift_signal_row *best_signal(const rift_drivers *drivers, size_t model) {
  const rift_signal_row *best = NULL;
  for (size_t i = 0; i < drivers->signal_count; i++) {
    const rift_signal_row *row = &drivers->signals[i];
    if (model_of(row->result->draws.model, row->outcome->parts[3]) == model && same(row->result->draws.policy, "none") &&
        !same(row->signal, "stage") && (best == NULL || row->worth.variance_share > best->worth.variance_share)) {
      best = row;
    }
  }
  return best;
}

static rift_status answer_signals(rift_answers *answers, const rift_results *results, const char *home, rift_error *error) {
  rift_drivers drivers = {.signals_only = true};
  rift_answer *answer = NULL;
  rift_status status = rift_drivers_add(&drivers, results, is_total, home, error);
  for (size_t m = 0; m < RIFT_ANSWER_MODELS && status == RIFT_OK; m++) {
    const rift_signal_row *best = best_signal(&drivers, m);
    if (best == NULL) {
      continue;
    }
    answer = answer == NULL ? add(answers, "Which signal is worth most: share of the variance of value added that it explains, first year", "share")
                            : answer;
    if (answer == NULL) {
      status = rift_error_memory(error, 0);
      break;
    }
    set(answer, m, best->worth.variance_share, (double)NAN);
    snprintf(answer->answer, sizeof answer->answer, "%.79s", best->signal);
  }
  rift_drivers_free(&drivers);
  return status;
}

/* ---- all ---- */

static bool has_policy(const rift_results *results, const char *id) {
  for (size_t r = 0; r < results->count; r++) {
    if (same(results->items[r].draws.policy, id)) {
      return true;
    }
  }
  return false;
}

/* Policies that are asked about and are not there. */
static rift_status look_for_policies(rift_answers *answers, const rift_results *results, const rift_answer_options *options,
                                     rift_error *error) {
  const struct {
    const char *id, *question, *option;
    bool named;
  } asked[] = {{options->together, "what acting together changes", "--together", options->together_named},
               {options->alone, "what acting together changes", "--alone", options->alone_named},
               {options->stockpile, "what a stockpile buys", "--stockpile", options->stockpile_named}};
  for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
    if (has_policy(results, asked[i].id)) {
      continue;
    }
    if (asked[i].named) {
      return rift_error_set(error, RIFT_USAGE, "%s: the folder holds no policy '%.60s'", asked[i].option, asked[i].id);
    }
    rift_text_add(&answers->missing, "no answer to %s: the folder holds no policy '%s'\n", asked[i].question, asked[i].id);
  }
  return RIFT_OK;
}

static void note_missing(rift_answers *answers, size_t before, size_t least, const char *why) {
  if (answers->count < before + least) {
    rift_text_add(&answers->missing, "%s\n", why);
  }
}

rift_status rift_answers_find(rift_answers *answers, const char *folder, const rift_answer_options *options,
                              rift_problems *problems, rift_error *error) {
  rift_results results = {0};
  *answers = (rift_answers){0};
  rift_status status = rift_results_open(&results, folder, problems, error);
  if (status == RIFT_OK) {
    const char *home = home_of(&results);
    status = look_for_policies(answers, &results, options, error);
    if (status == RIFT_OK) {
      status = answer_policies(answers, folder, home, options, problems, error);
    }
    size_t before = answers->count;
    if (status == RIFT_OK) {
      status = answer_sectors(answers, folder, home, problems, error);
      note_missing(answers, before, 2, "no answer to by which pathway: the run was made without --decompose N");
    }
    before = answers->count;
    if (status == RIFT_OK) {
      status = answer_signals(answers, &results, home, error);
      note_missing(answers, before, 1, "no answer to which signal is worth most: no path was drawn through an escalation");
    }
    rift_results_close(&results);
  }
  if (status == RIFT_OK && answers->missing.failed) {
    status = rift_error_memory(error, 0);
  }
  if (status != RIFT_OK) {
    rift_answers_free(answers);
  }
  return status;
}

void rift_answers_free(rift_answers *answers) {
  free(answers->items);
  rift_text_free(&answers->missing);
  *answers = (rift_answers){0};
}

rift_status rift_answers_write(const rift_answers *answers, const char *path, rift_error *error) {
  static const char *const header[] = {"question", "answer", "value", "mcse", "unit", "model", "static", "equilibrium", "dynamic"};
  rift_csv_writer table;
  rift_status status = rift_csv_writer_open(&table, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&table, header, sizeof header / sizeof header[0]);
  for (size_t i = 0; i < answers->count; i++) {
    const rift_answer *answer = &answers->items[i];
    rift_csv_write_text(&table, answer->question);
    rift_csv_write_text(&table, answer->answer);
    rift_csv_write_number(&table, answer->value);
    rift_csv_write_number(&table, answer->mcse);
    rift_csv_write_code(&table, answer->unit);
    rift_csv_write_code(&table, answer->model);
    for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
      rift_csv_write_number(&table, answer->by_model[m]);
    }
    rift_csv_end_row(&table);
  }
  return rift_csv_writer_commit(&table, error);
}
