/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sensitivity.csv and signals.csv. */
#include "comparison/drivers.h"
#include "tables/csv_write.h"

static void write_place(rift_csv_writer *table, const rift_read_result *result,
                        const rift_read_outcome *outcome) {
  rift_csv_write_text(table, result->draws.scenario);
  rift_csv_write_text(table, result->draws.policy);
  rift_csv_write_code(table, "all");
  rift_csv_write_code(table, result->draws.model);
  for (size_t i = 0; i < 5; i++) {
    rift_csv_write_code(table, outcome->parts[i]);
  }
}

#define PLACE                                                                                      \
  "scenario", "policy", "condition", "model", "indicator", "region", "sector", "horizon", "closure"

rift_status rift_drivers_write(const rift_drivers *drivers, const char *path, rift_error *error) {
  static const char *const names[] = {PLACE,           "input",     "method",        "index",
                                      "value",         "mcse",      "low",           "high",
                                      "n",             "tail_n",    "tail_n_eff",    "tail_mean_rank",
                                      "tail_z",        "tail_distance", "tail_critical"};
  rift_csv_writer table;
  rift_status status = rift_csv_writer_open(&table, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&table, names, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < drivers->count; i++) {
    const rift_driver *driver = &drivers->items[i];
    write_place(&table, driver->result, driver->outcome);
    rift_csv_write_text(&table, driver->input);
    rift_csv_write_code(&table, "given_data");
    rift_csv_write_code(&table, "first");
    rift_csv_write_number(&table, driver->index.value);
    rift_csv_write_number(&table, driver->index.error);
    rift_csv_write_number(&table, driver->index.low);
    rift_csv_write_number(&table, driver->index.high);
    rift_csv_write_count(&table, driver->result->draws.draws);
    rift_csv_write_count(&table, driver->tail.n);
    rift_csv_write_number(&table, driver->tail.n_eff);
    rift_csv_write_number(&table, driver->tail.mean_rank);
    rift_csv_write_number(&table, driver->tail.z);
    rift_csv_write_number(&table, driver->tail.distance);
    rift_csv_write_number(&table, driver->tail.critical);
    rift_csv_end_row(&table);
  }
  return rift_csv_writer_commit(&table, error);
}

static void write_value(rift_csv_writer *table, const rift_signal_row *row, size_t v) {
  const rift_signal_value *value = &row->values[v];
  const rift_summary *summary = &value->summary.summary;
  write_place(table, row->result, row->outcome);
  rift_csv_write_text(table, row->signal);
  rift_csv_write_text(table, rift_signal_value_name(row, v));
  rift_csv_write_number(table, value->probability);
  rift_csv_write_count(table, summary->n);
  rift_csv_write_number(table, summary->mean);
  rift_csv_write_number(table, value->shift);
  rift_csv_write_number(table, value->shift_error);
  rift_csv_write_number(table, summary->sd);
  rift_csv_write_number(table, summary->quantiles[1]);
  rift_csv_write_number(table, summary->quantiles[4]);
  rift_csv_write_number(table, summary->quantiles[7]);
  rift_csv_write_number(table, row->worth.sd);
  rift_csv_write_number(table, row->worth.sd_left);
  rift_csv_write_number(table, row->worth.width);
  rift_csv_write_number(table, row->worth.width_left);
  rift_csv_write_number(table, row->worth.variance_share);
  rift_csv_write_number(table, row->worth.mean_shift);
  rift_csv_end_row(table);
}

rift_status rift_signals_write(const rift_drivers *drivers, const char *path, rift_error *error) {
  static const char *const names[] = {PLACE,     "signal",   "value", "probability", "n",
                                      "mean",    "shift",    "shift_mcse", "sd",     "p05",
                                      "p50",     "p95",      "sd_all", "sd_left",    "width_all",
                                      "width_left", "variance_share", "mean_shift"};
  rift_csv_writer table;
  rift_status status = rift_csv_writer_open(&table, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&table, names, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < drivers->signal_count; i++) {
    for (size_t v = 0; v < drivers->signals[i].worth.value_count; v++) {
      if (drivers->signals[i].values[v].probability > 0) {
        write_value(&table, &drivers->signals[i], v);
      }
    }
  }
  return rift_csv_writer_commit(&table, error);
}
