/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "comparison/drivers.h"

/* ---- which outcomes ---- */

typedef struct choice {
  const rift_sensitivity_arguments *arguments;
  const char *home;
} choice;

static bool is_wanted(const rift_read_result *result, const rift_read_outcome *outcome, const void *context) {
  (void)result;
  const choice *c = context;
  bool bound = strcmp(outcome->parts[4], "resourcing_0") == 0 ||
               strcmp(outcome->parts[4], "resourcing_1") == 0;
  return !bound && rift_cli_sensitivity_shown(c->arguments, c->home, outcome->parts[0],
                                              outcome->parts[1], outcome->parts[2]);
}

static const char *home_of(const rift_results *results) {
  for (size_t r = 0; r < results->count; r++) {
    for (size_t i = 0; i < results->items[r].outcome_count; i++) {
      if (strcmp(results->items[r].outcomes[i].parts[1], "DEU") == 0) {
        return "DEU";
      }
    }
  }
  return results->count > 0 && results->items[0].outcome_count > 0
             ? results->items[0].outcomes[0].parts[1]
             : "";
}

/* ---- printing ---- */

static bool same_outcome(const rift_driver *a, const rift_driver *b) {
  return a->result == b->result && a->outcome == b->outcome;
}

static void print_heading(const rift_read_result *result, const rift_read_outcome *outcome) {
  const rift_draws_reader *draws = &result->draws;
  bool policy = strcmp(draws->policy, "none") != 0;
  printf("\n%s%s%s, %s, %s: %s of %s, %s\n", draws->scenario, policy ? "+" : "",
         policy ? draws->policy : "", draws->model, outcome->parts[3], outcome->parts[0],
         outcome->parts[1], outcome->parts[2]);
}

/* The drivers first[0 .. count) of one outcome, the strongest first. */
static void print_drivers(const rift_sensitivity_arguments *a, const rift_driver *first,
                          size_t count) {
  bool *printed = rift_allocate(count, sizeof *printed);
  print_heading(first->result, first->outcome);
  printf("%-44s %7s %7s %7s   %s\n", "share of variance (first order)", "index", "error", "rank 1%",
         "in the worst 1 %");
  for (uint64_t n = 0; printed != NULL && n < a->top && n < count; n++) {
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
      bool better = best == count || first[i].index.value > first[best].index.value;
      best = !printed[i] && isfinite(first[i].index.value) && better ? i : best;
    }
    if (best == count) {
      break;
    }
    const rift_driver *d = &first[best];
    printed[best] = true;
    printf("%-44.44s %7.3f %7.3f %7.2f   %s\n", d->input, d->index.value, d->index.error,
           d->tail.mean_rank,
           d->tail.distance <= d->tail.critical ? "as everywhere"
           : d->tail.z > 0                      ? "higher"
                                                : "lower");
  }
  free(printed);
}

static void print_signal(const rift_signal_row *row) {
  const rift_signal *worth = &row->worth;
  printf("signal %-37.37s narrows p05-p95 from %.4f to %.4f, moves the mean by %.4f\n", row->signal,
         worth->width, worth->width_left, worth->mean_shift);
  for (size_t v = 0; v < worth->value_count; v++) {
    const rift_signal_value *value = &row->values[v];
    if (value->probability > 0) {
      printf("    %-38.38s probability %.3f, mean %+.4f +- %.4f\n", rift_signal_value_name(row, v),
             value->probability, value->summary.summary.mean, value->summary.summary.mcse);
    }
  }
}

static void print_all(const rift_sensitivity_arguments *a, const rift_drivers *drivers) {
  for (size_t i = 0, next; i < drivers->count; i = next) {
    for (next = i; next < drivers->count && same_outcome(&drivers->items[i], &drivers->items[next]);) {
      next++;
    }
    print_drivers(a, &drivers->items[i], next - i);
    for (size_t s = 0; s < drivers->signal_count; s++) {
      const rift_signal_row *row = &drivers->signals[s];
      if (row->result == drivers->items[i].result && row->outcome == drivers->items[i].outcome) {
        print_signal(row);
      }
    }
  }
  if (drivers->count == 0) {
    puts("no outcome of those asked for has draws that vary");
  }
}

static rift_status analyse_folders(const rift_sensitivity_arguments *a, rift_problems *problems,
                                   rift_error *error) {
  rift_drivers drivers = {0};
  rift_results *folders = rift_allocate((size_t)a->input_count, sizeof *folders);
  rift_status status = folders == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  int open = 0;
  while (status == RIFT_OK && open < a->input_count) {
    status = rift_results_open(&folders[open], a->inputs[open], problems, error);
    if (status == RIFT_OK) {
      choice c = {a, home_of(&folders[open])};
      status = rift_drivers_add(&drivers, &folders[open++], is_wanted, &c, error);
    }
  }
  if (status == RIFT_OK) {
    status = rift_drivers_write(&drivers, a->output, error);
  }
  if (status == RIFT_OK && drivers.signal_count > 0) {
    status = rift_signals_write(&drivers, a->signals, error);
  }
  if (status == RIFT_OK) {
    print_all(a, &drivers);
    printf("\nevery input in %s%s%s\n", a->output, drivers.signal_count > 0 ? ", every signal in " : "",
           drivers.signal_count > 0 ? a->signals : "");
  }
  rift_drivers_free(&drivers);
  for (int i = 0; i < open; i++) {
    rift_results_close(&folders[i]);
  }
  free(folders);
  return status;
}

int rift_cli_sensitivity(int argc, char **argv) {
  rift_sensitivity_arguments a;
  int code = rift_cli_sensitivity_arguments(&a, argc, argv);
  if (code >= 0) {
    return code;
  }
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  rift_status status = a.design ? rift_cli_sensitivity_design(&a, &error)
                                : analyse_folders(&a, &problems, &error);
  if (status != RIFT_OK && problems.errors > 0) {
    rift_problems_write(&problems, stderr);
  } else if (status != RIFT_OK && error.message[0] != '\0') {
    rift_error_write(&error, stderr);
  }
  rift_problems_free(&problems);
  return (int)status;
}
