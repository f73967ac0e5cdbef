/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that one result adds to the tables. Columns are summarised a group at a time, perhaps on
 * several threads; the rows are written here alone, in the order of the outcomes. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/headline.h"
#include "output/state.h"

#define GROUP                                                                                      \
  64 /* columns summarised before their rows are written: bounds the memory of the slots */

typedef struct column_group {
  const rift_draw_classes *classes;
  double usd_per_unit;
  size_t first;
  rift_column_summary *slots;
} column_group;

static void summarise_one(size_t index, void *context) {
  column_group *group = context;
  rift_column_summarise(&group->slots[index], group->classes, group->first + index,
                        group->usd_per_unit);
}

static void summarise_group(const rift_output *output, column_group *group, size_t count) {
  if (output->options.parallel != NULL) {
    output->options.parallel(count, summarise_one, group);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    summarise_one(i, group);
  }
}

static const char *level_suffix(const rift_output *output, rift_indicator indicator) {
  if (indicator == RIFT_EMPLOYMENT) {
    return "persons";
  }
  return output->options.currency == RIFT_CURRENCY_EUR ? "meur" : "musd";
}

/* One row's place: the outcome, and whether in percent (unit NULL) or in a level. */
typedef struct row_place {
  const rift_result *result;
  const rift_outcome *outcome;
  const char *unit;
  const char *stage; /* of the draws that end there; NULL: all draws */
  double n_eff;
} row_place;

static void write_indicator(rift_csv_writer *table, const row_place *place) {
  char name[64];
  snprintf(name, sizeof name, "%s%s%s", rift_indicator_entry_of(place->outcome->indicator)->name,
           place->unit == NULL ? "" : "_", place->unit == NULL ? "" : place->unit);
  rift_csv_write_code(table, name);
  rift_csv_write_code(table, place->outcome->region);
  rift_csv_write_code(table, place->outcome->sector);
  rift_csv_write_code(table, place->outcome->horizon);
}

static const char *unit_of(const row_place *place) {
  return place->unit == NULL ? rift_indicator_entry_of(place->outcome->indicator)->unit : place->unit;
}

/* Which run a row belongs to. */
static void write_run(rift_csv_writer *table, const rift_scenario *scenario) {
  rift_csv_write_text(table, scenario->id);
  rift_csv_write_text(table, rift_scenario_policy(scenario));
}

/* "all", or "stage:NAME". */
static void name_condition(char condition[80], const row_place *place) {
  snprintf(condition, 80, place->stage == NULL ? "all" : "stage:%.70s", place->stage == NULL ? "" : place->stage);
}

static void write_condition(rift_csv_writer *table, const row_place *place) {
  char condition[80];
  name_condition(condition, place);
  rift_csv_write_code(table, condition);
}

/* For the comparison of models; a lack of memory is kept until the tables are closed. */
static void note_model(rift_output *output, const row_place *place, const rift_summary *summary) {
  char condition[80];
  name_condition(condition, place);
  if (rift_model_row_is_compared(place->result, place->outcome) &&
      !rift_model_rows_add(&output->model_rows, place->result, place->outcome, condition, summary)) {
    output->memory_failed = true;
  }
}

static void write_summary(rift_csv_writer *table, const row_place *place,
                          const rift_summary *summary) {
  static const char *const directions[] = {[RIFT_LOWER_IS_WORSE] = "lower",
                                           [RIFT_HIGHER_IS_WORSE] = "higher",
                                           [RIFT_NEITHER_IS_WORSE] = "none"};
  write_run(table, place->result->scenario);
  write_condition(table, place);
  rift_csv_write_code(table, place->result->model);
  write_indicator(table, place);
  rift_csv_write_code(table, unit_of(place));
  rift_csv_write_code(table, directions[rift_indicator_entry_of(place->outcome->indicator)->worse]);
  rift_csv_write_code(table, place->outcome->closure);
  rift_csv_write_count(table, summary->n);
  rift_csv_write_count(table, summary->failed);
  rift_csv_write_number(table, place->n_eff);
  rift_csv_write_code(table, place->outcome->approximate ? "true" : "false");
  rift_csv_write_number(table, summary->mean);
  rift_csv_write_number(table, summary->sd);
  rift_csv_write_number(table, summary->mcse);
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    rift_csv_write_number(table, summary->quantiles[i]);
  }
  rift_csv_write_number(table, summary->es95);
  rift_csv_write_number(table, summary->prob_loss);
  rift_csv_end_row(table);
}

static void write_head(rift_csv_writer *table, const row_place *place) {
  write_run(table, place->result->scenario);
  rift_csv_write_code(table, place->result->model);
  write_indicator(table, place);
  rift_csv_write_code(table, place->outcome->closure);
  rift_csv_write_code(table, unit_of(place));
}

static void write_exceedance(rift_csv_writer *table, const row_place *place,
                             const rift_exceedance_point *points, size_t count) {
  for (size_t i = 0; i < count; i++) {
    write_head(table, place);
    rift_csv_write_number(table, points[i].threshold);
    rift_csv_write_number(table, points[i].probability);
    rift_csv_write_number(table, points[i].low);
    rift_csv_write_number(table, points[i].high);
    rift_csv_end_row(table);
  }
}

static void write_convergence(rift_csv_writer *table, const row_place *place,
                              const rift_convergence_point *points, size_t count) {
  for (size_t i = 0; i < count; i++) {
    write_head(table, place);
    rift_csv_write_count(table, points[i].draws);
    rift_csv_write_count(table, points[i].n);
    rift_csv_write_number(table, points[i].mean);
    rift_csv_write_number(table, points[i].mcse);
    rift_csv_write_number(table, points[i].p50);
    rift_csv_write_number(table, points[i].worse_tail);
    rift_csv_end_row(table);
  }
}

static void write_path(rift_csv_writer *table, const row_place *place, const rift_summary *summary) {
  write_run(table, place->result->scenario);
  write_condition(table, place);
  rift_csv_write_code(table, place->result->model);
  write_indicator(table, place);
  rift_csv_write_count(table, place->outcome->path_step - 1);
  rift_csv_write_code(table, unit_of(place));
  rift_csv_write_count(table, summary->n);
  rift_csv_write_count(table, summary->failed);
  rift_csv_write_number(table, summary->mean);
  rift_csv_write_number(table, summary->sd);
  rift_csv_write_number(table, summary->mcse);
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    rift_csv_write_number(table, summary->quantiles[i]);
  }
  rift_csv_end_row(table);
}

static void write_tail(rift_csv_writer *table, const row_place *place, const rift_shortfall *tail) {
  bool lower = rift_indicator_entry_of(place->outcome->indicator)->worse == RIFT_LOWER_IS_WORSE;
  write_head(table, place);
  rift_csv_write_code(table, lower ? "lower" : "higher");
  rift_csv_write_number(table, tail->edge + 0.0);
  rift_csv_write_number(table, tail->value + 0.0);
  rift_csv_write_number(table, tail->error);
  rift_csv_write_number(table, tail->low + 0.0);
  rift_csv_write_number(table, tail->high + 0.0);
  rift_csv_write_number(table, tail->tail_n_eff);
  rift_csv_write_code(table, tail->few ? "true" : "false");
  rift_csv_end_row(table);
}

/* Rows of the draws that end in each stage: they come before those of all draws. */
static void write_stages(rift_csv_writer *table, row_place place, const rift_summary *of_stages) {
  for (size_t s = 0; s < place.result->stage_count; s++) {
    place.stage = place.result->scenario->escalation.stages[s].id;
    place.n_eff = (double)of_stages[s].n;
    if (of_stages[s].n + of_stages[s].failed == 0) {
      continue; /* no draw ends there */
    }
    if (place.outcome->path_step > 0) {
      write_path(table, &place, &of_stages[s]);
    } else {
      write_summary(table, &place, &of_stages[s]);
    }
  }
}

static void note_models(rift_output *output, row_place place, const rift_column_summary *summary) {
  for (size_t s = 0; s < place.result->stage_count; s++) {
    place.stage = place.result->scenario->escalation.stages[s].id;
    if (summary->stage_percent[s].n > 0) {
      note_model(output, &place, &summary->stage_percent[s]);
    }
  }
  place.stage = NULL;
  note_model(output, &place, &summary->percent);
}

static void write_outcome(rift_output *output, const rift_result *result, size_t index,
                          const rift_column_summary *summary) {
  const rift_outcome *outcome = &result->outcomes[index];
  row_place place = {.result = result, .outcome = outcome, .n_eff = summary->n_eff};
  if (outcome->path_step > 0) {
    write_stages(&output->tables[RIFT_TABLE_PATHS], place, summary->stage_percent);
    write_path(&output->tables[RIFT_TABLE_PATHS], &place, &summary->percent);
    return;
  }
  rift_csv_writer *summaries = &output->tables[RIFT_TABLE_SUMMARY];
  rift_csv_writer *curves = &output->tables[RIFT_TABLE_EXCEEDANCE];
  write_stages(summaries, place, summary->stage_percent);
  write_summary(summaries, &place, &summary->percent);
  note_models(output, place, summary);
  if (summary->has_tail) {
    write_tail(&output->tables[RIFT_TABLE_TAILS], &place, &summary->tail);
  }
  write_exceedance(curves, &place, summary->percent_points, summary->percent_point_count);
  write_convergence(&output->tables[RIFT_TABLE_CONVERGENCE], &place, summary->convergence,
                    summary->convergence_count);
  if (summary->has_level) {
    place.unit = level_suffix(output, outcome->indicator);
    write_stages(summaries, place, summary->stage_level);
    write_summary(summaries, &place, &summary->level);
    write_exceedance(curves, &place, summary->level_points, summary->level_point_count);
  }
}

static void write_unexpressed(rift_output *output, const rift_result *result) {
  rift_csv_writer *table = &output->tables[RIFT_TABLE_UNEXPRESSED];
  for (size_t i = 0; i < result->unexpressed_count; i++) {
    write_run(table, result->scenario);
    rift_csv_write_code(table, result->model);
    rift_csv_write_text(table, result->unexpressed[i].measure);
    rift_csv_write_code(table, result->unexpressed[i].channel);
    rift_output_cell(table, result->unexpressed[i].reason);
    rift_csv_end_row(table);
  }
}

static rift_status write_groups(rift_output *output, column_group *group, rift_error *error) {
  const rift_result *result = group->classes->result;
  rift_status status = RIFT_OK;
  for (; group->first < result->outcome_count && status == RIFT_OK; group->first += GROUP) {
    size_t left = result->outcome_count - group->first;
    size_t count = left < GROUP ? left : GROUP;
    summarise_group(output, group, count);
    for (size_t i = 0; i < count && status == RIFT_OK; i++) {
      status = group->slots[i].status;
      if (status != RIFT_OK && error != NULL) {
        *error = group->slots[i].error;
      } else if (status == RIFT_OK) {
        write_outcome(output, result, group->first + i, &group->slots[i]);
      }
    }
  }
  return status;
}

rift_status rift_output_rows(rift_output *output, const rift_result *result, double usd_per_unit,
                             rift_error *error) {
  rift_draw_classes classes;
  column_group group = {.classes = &classes, .usd_per_unit = usd_per_unit};
  rift_status status = rift_draw_classes_read(&classes, result, error);
  if (status == RIFT_OK) {
    group.slots = rift_allocate(GROUP, sizeof *group.slots);
    status = group.slots == NULL ? rift_error_memory(error, GROUP * sizeof *group.slots)
                                 : write_groups(output, &group, error);
  }
  free(group.slots);
  rift_draw_classes_free(&classes);
  if (status == RIFT_OK) {
    write_unexpressed(output, result);
  }
  return status;
}
