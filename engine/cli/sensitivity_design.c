/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sobol indices of a scenario: it is solved again for every group of inputs. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/economies.h"
#include "cli/sensitivity.h"
#include "model/registry.h"
#include "montecarlo/indices.h"
#include "montecarlo/threads.h"
#include "tables/csv_write.h"

static volatile sig_atomic_t interrupted;

static void interrupt(int number) {
  (void)number;
  interrupted = 1;
}

typedef struct analysis {
  const rift_sensitivity_arguments *arguments;
  rift_economies economies;
  const rift_economy *economy;
  rift_scenario scenario;
  bool read;
  rift_run *run;
  size_t outcome_count, *outcomes;
  rift_indices indices;
} analysis;

static rift_status read_all(analysis *a, rift_problems *problems, rift_error *error) {
  const rift_sensitivity_arguments *arguments = a->arguments;
  const char *path = arguments->inputs[0];
  const rift_model_kind *kind = rift_model_find(arguments->model);
  if (kind == NULL) {
    return rift_error_set(error, RIFT_USAGE, "there is no model '%s'", arguments->model);
  }
  rift_status status =
      rift_economies_for_scenario(&a->economies, path, &a->economy, problems, error);
  if (status == RIFT_OK) {
    status = rift_scenario_read_with(&a->scenario, path, arguments->policy, a->economy, NULL, 0,
                                     problems, error);
    a->read = status == RIFT_OK;
  }
  if (status == RIFT_OK) {
    status = rift_run_prepare(&a->run, &a->scenario, a->economy, kind, arguments->seed,
                              RIFT_DETAIL_FOCUS, problems, error);
  }
  return status;
}

static rift_status choose_outcomes(analysis *a, rift_error *error) {
  const rift_model_info *info = rift_run_model_info(a->run);
  bool german = rift_economy_region(a->economy, "DEU") != RIFT_NOT_FOUND;
  const char *home = german ? "DEU" : a->economy->regions.items[0];
  a->outcomes = rift_allocate(info->outcome_count, sizeof *a->outcomes);
  if (a->outcomes == NULL) {
    return rift_error_memory(error, info->outcome_count * sizeof *a->outcomes);
  }
  for (size_t o = 0; o < info->outcome_count; o++) {
    const rift_outcome *outcome = &info->outcomes[o];
    bool bound = strcmp(outcome->closure, "resourcing_0") == 0 ||
                 strcmp(outcome->closure, "resourcing_1") == 0;
    if (!bound && outcome->path_step == 0 &&
        rift_cli_sensitivity_shown(a->arguments, home,
                                   rift_indicator_entry_of(outcome->indicator)->name,
                                   outcome->region, outcome->sector)) {
      a->outcomes[a->outcome_count++] = o;
    }
  }
  return a->outcome_count > 0
             ? RIFT_OK
             : rift_error_set(error, RIFT_USAGE, "the %s model has none of the outcomes asked for",
                              a->arguments->model);
}

static const rift_outcome *outcome_at(const analysis *a, size_t o) {
  return &rift_run_model_info(a->run)->outcomes[a->outcomes[o]];
}

static void write_index(rift_csv_writer *table, const analysis *a, size_t g, size_t o, bool total) {
  const rift_outcome *outcome = outcome_at(a, o);
  size_t at = g * a->indices.outcome_count + o;
  const rift_index *index = total ? &a->indices.total[at] : &a->indices.first[at];
  rift_csv_write_text(table, a->scenario.id);
  rift_csv_write_text(table, rift_scenario_policy(&a->scenario));
  rift_csv_write_code(table, "all");
  rift_csv_write_code(table, a->arguments->model);
  rift_csv_write_code(table, rift_indicator_entry_of(outcome->indicator)->name);
  rift_csv_write_code(table, outcome->region);
  rift_csv_write_code(table, outcome->sector);
  rift_csv_write_code(table, outcome->horizon);
  rift_csv_write_code(table, outcome->closure);
  rift_csv_write_text(table, a->indices.groups[g]);
  rift_csv_write_code(table, "sobol");
  rift_csv_write_code(table, total ? "total" : "first");
  rift_csv_write_number(table, index->value);
  rift_csv_write_number(table, index->error);
  rift_csv_write_number(table, index->low);
  rift_csv_write_number(table, index->high);
  rift_csv_write_count(table, a->indices.draws);
  rift_csv_end_row(table);
}

static rift_status write_table(const analysis *a, rift_error *error) {
  static const char *const names[] = {"scenario", "policy",  "condition", "model", "indicator",
                                      "region",   "sector",  "horizon",   "closure", "input",
                                      "method",   "index",   "value",     "mcse",  "low",
                                      "high",     "n"};
  rift_csv_writer table;
  rift_status status = rift_csv_writer_open(&table, a->arguments->output, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&table, names, sizeof names / sizeof names[0]);
  for (size_t o = 0; o < a->indices.outcome_count; o++) {
    for (size_t g = 0; g < a->indices.group_count; g++) {
      write_index(&table, a, g, o, false);
      write_index(&table, a, g, o, true);
    }
  }
  return rift_csv_writer_commit(&table, error);
}

/* The groups by total index. */
static void print_outcome(const analysis *a, size_t o) {
  const rift_indices *indices = &a->indices;
  const rift_outcome *outcome = outcome_at(a, o);
  bool *printed = rift_allocate(indices->group_count, sizeof *printed);
  printf("\n%s, %s, %s: %s of %s, %s\n%-44s %16s %16s\n", a->scenario.id, a->arguments->model,
         outcome->horizon, rift_indicator_entry_of(outcome->indicator)->name, outcome->region,
         outcome->sector, "share of variance", "first order", "total");
  for (uint64_t n = 0; printed != NULL && n < a->arguments->top && n < indices->group_count; n++) {
    size_t best = indices->group_count;
    for (size_t g = 0; g < indices->group_count; g++) {
      const rift_index *index = &indices->total[g * indices->outcome_count + o];
      bool better = best == indices->group_count ||
                    index->value > indices->total[best * indices->outcome_count + o].value;
      best = !printed[g] && index->value == index->value && better ? g : best;
    }
    if (best == indices->group_count) {
      break;
    }
    size_t at = best * indices->outcome_count + o;
    printed[best] = true;
    printf("%-44.44s %7.3f +- %.3f %7.3f +- %.3f\n", indices->groups[best],
           indices->first[at].value, indices->first[at].error, indices->total[at].value,
           indices->total[at].error);
  }
  free(printed);
}

static rift_status analyse(analysis *a, rift_problems *problems, rift_error *error) {
  rift_status status = read_all(a, problems, error);
  if (status == RIFT_OK) {
    status = choose_outcomes(a, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  rift_indices_request request = {.draws = a->arguments->draws,
                                  .threads = a->arguments->threads,
                                  .stop = &interrupted,
                                  .outcome_count = a->outcome_count,
                                  .outcomes = a->outcomes,
                                  .each = a->arguments->each};
  struct sigaction action = {0};
  action.sa_handler = interrupt;
  action.sa_flags = (int)SA_RESETHAND;
  sigaction(SIGINT, &action, NULL);
  rift_threads_start(a->arguments->threads);
  status = rift_run_indices(a->run, &request, &a->indices, error);
  if (status == RIFT_OK) {
    status = write_table(a, error);
  }
  for (size_t o = 0; status == RIFT_OK && o < a->indices.outcome_count; o++) {
    print_outcome(a, o);
  }
  if (status == RIFT_OK) {
    printf("\n%zu groups in %s, %llu rows; total less first order is interaction\n",
           a->indices.group_count, a->arguments->output, (unsigned long long)a->indices.draws);
  }
  return status;
}

rift_status rift_cli_sensitivity_design(const rift_sensitivity_arguments *arguments,
                                        rift_error *error) {
  analysis a = {.arguments = arguments};
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status = analyse(&a, &problems, error);
  if (problems.count > 0) {
    rift_problems_write(&problems, stderr);
  }
  if (problems.errors > 0 && error != NULL) {
    error->message[0] = '\0'; /* told already */
  }
  rift_indices_free(&a.indices);
  free(a.outcomes);
  rift_run_destroy(a.run);
  if (a.read) {
    rift_scenario_free(&a.scenario);
  }
  rift_economies_free(&a.economies);
  rift_problems_free(&problems);
  return status;
}
