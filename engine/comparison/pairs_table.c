/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "comparison/compare.h"
#include "tables/csv_write.h"

static const char *const names[] = {"scenario",
                                    "policy",
                                    "baseline_scenario",
                                    "baseline_policy",
                                    "results",
                                    "baseline_results",
                                    "condition",
                                    "model",
                                    "indicator",
                                    "region",
                                    "sector",
                                    "horizon",
                                    "unit",
                                    "worse",
                                    "closure",
                                    "paired",
                                    "n",
                                    "n_failed",
                                    "n_eff",
                                    "approximate",
                                    "mean",
                                    "sd",
                                    "mcse",
                                    "p01",
                                    "p05",
                                    "p10",
                                    "p25",
                                    "p50",
                                    "p75",
                                    "p90",
                                    "p95",
                                    "p99",
                                    "own_mean",
                                    "baseline_mean",
                                    "correlation",
                                    "prob_worse",
                                    "prob_worse_mcse",
                                    "prob_better",
                                    "prob_tie",
                                    "regret",
                                    "regret_p95",
                                    "prob_best",
                                    "baseline_regret",
                                    "baseline_regret_p95",
                                    "baseline_prob_best",
                                    "dominance_first",
                                    "dominance_second"};

rift_pairs rift_pairs_scaled(const rift_pairs *pairs, double factor) {
  rift_pairs scaled = *pairs;
  scaled.mean_a *= factor;
  scaled.mean_b *= factor;
  scaled.mean *= factor;
  scaled.sd *= factor;
  scaled.mcse *= factor;
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    scaled.quantiles[i] *= factor;
  }
  scaled.regret_a *= factor;
  scaled.regret_a_p95 *= factor;
  scaled.regret_b *= factor;
  scaled.regret_b_p95 *= factor;
  return scaled;
}

/* The row in percent (unit NULL), or in the unit of its level. */
typedef struct table_row {
  const rift_compared *compared;
  const char *unit;
  double factor;
  bool paired;
} table_row;

static void write_place(rift_csv_writer *table, const table_row *row) {
  static const char *const directions[] = {
      [RIFT_WORSE_LOWER] = "lower", [RIFT_WORSE_HIGHER] = "higher", [RIFT_WORSE_NONE] = "none"};
  const rift_compared *c = row->compared;
  const rift_read_outcome *outcome = c->outcome;
  rift_csv_write_text(table, c->own.result->draws.scenario);
  rift_csv_write_text(table, c->own.result->draws.policy);
  rift_csv_write_text(table, c->baseline.result->draws.scenario);
  rift_csv_write_text(table, c->baseline.result->draws.policy);
  rift_csv_write_text(table, c->own.folder);
  rift_csv_write_text(table, c->baseline.folder);
  rift_csv_write_code(table, "all");
  rift_csv_write_code(table, c->own.result->draws.model);
  char indicator[128];
  snprintf(indicator, sizeof indicator, "%.100s%s%s", outcome->parts[0],
           row->unit == NULL ? "" : "_", row->unit == NULL ? "" : row->unit);
  rift_csv_write_code(table, indicator);
  rift_csv_write_code(table, outcome->parts[1]);
  rift_csv_write_code(table, outcome->parts[2]);
  rift_csv_write_code(table, outcome->parts[3]);
  rift_csv_write_code(table, row->unit == NULL ? "percent" : row->unit);
  rift_csv_write_code(table, directions[outcome->worse]);
  rift_csv_write_code(table, outcome->parts[4]);
  rift_csv_write_code(table, row->paired ? "true" : "false");
}

/* Zero, never minus zero. */
static void write_number(rift_csv_writer *table, double value) {
  rift_csv_write_number(table, value + 0.0);
}

static void write_dominance(rift_csv_writer *table, rift_dominance dominance) {
  const char *text = dominance == RIFT_DOMINANCE_A   ? "own"
                     : dominance == RIFT_DOMINANCE_B ? "baseline"
                                                     : rift_dominance_text(dominance);
  rift_csv_write_code(table, text);
}

static void write_regret(rift_csv_writer *table, const rift_regret *regret, double factor) {
  write_number(table, regret->expected * factor);
  write_number(table, regret->p95 * factor);
  write_number(table, regret->prob_best);
}

static void write_row(rift_csv_writer *table, const table_row *row) {
  const rift_compared *c = row->compared;
  rift_pairs pairs = rift_pairs_scaled(&c->pairs, row->factor);
  write_place(table, row);
  rift_csv_write_count(table, pairs.n);
  rift_csv_write_count(table, pairs.failed);
  write_number(table, pairs.n_eff);
  rift_csv_write_code(table, c->approximate ? "true" : "false");
  write_number(table, pairs.mean);
  write_number(table, pairs.sd);
  write_number(table, pairs.mcse);
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    write_number(table, pairs.quantiles[i]);
  }
  write_number(table, pairs.mean_a);
  write_number(table, pairs.mean_b);
  write_number(table, pairs.correlation);
  write_number(table, pairs.prob_worse);
  write_number(table, pairs.prob_worse_mcse);
  write_number(table, pairs.prob_better);
  write_number(table, pairs.prob_tie);
  write_regret(table, &c->own_regret, row->factor);
  write_regret(table, &c->baseline_regret, row->factor);
  write_dominance(table, pairs.first_order);
  write_dominance(table, pairs.second_order);
  rift_csv_end_row(table);
}

rift_status rift_comparison_write(const rift_comparison *comparison, const char *path,
                                  rift_error *error) {
  rift_csv_writer table;
  rift_status status = rift_csv_writer_open(&table, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&table, names, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < comparison->count; i++) {
    const rift_compared *c = &comparison->rows[i];
    table_row row = {.compared = c, .factor = 1, .paired = comparison->paired};
    write_row(&table, &row);
    if (c->level != NULL && c->base > 0 && comparison->paired) {
      row.unit = c->level;
      row.factor = c->base / 100;
      write_row(&table, &row);
    }
  }
  return rift_csv_writer_commit(&table, error);
}
