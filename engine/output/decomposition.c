/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decomposition.csv: headline outcomes by pathway. */
#include <math.h>

#include "output/headline.h"
#include "output/output.h"
#include "output/state.h"

static const char *part_name(const rift_decomposition *d, size_t part) {
  return part < d->pathway_count    ? rift_pathway_name(d->pathways[part])
         : part == d->pathway_count ? "interaction"
                                    : "total";
}

static void write_part(rift_csv_writer *table, const rift_result *planned, const rift_outcome *outcome,
                       const char *home, const char *name, const rift_moments *moments) {
  const rift_indicator_entry *entry = rift_indicator_entry_of(outcome->indicator);
  bool any = moments->n > 0;
  rift_csv_write_text(table, planned->scenario->id);
  rift_csv_write_text(table, rift_scenario_policy(planned->scenario));
  rift_csv_write_code(table, planned->model);
  rift_csv_write_code(table, entry->name);
  rift_csv_write_code(table, outcome->region);
  rift_csv_write_code(table, outcome->sector);
  rift_csv_write_code(table, outcome->horizon);
  rift_csv_write_code(table, outcome->closure);
  rift_csv_write_code(table, home);
  rift_csv_write_code(table, name);
  rift_csv_write_code(table, entry->unit);
  rift_csv_write_count(table, moments->n);
  rift_csv_write_count(table, moments->failed);
  rift_csv_write_number(table, any ? moments->mean : (double)NAN);
  rift_csv_write_number(table, any ? rift_moments_sd(moments) : (double)NAN);
  rift_csv_write_number(table, any ? rift_moments_mcse(moments) : (double)NAN);
  rift_csv_end_row(table);
}

rift_status rift_output_add_decomposition(rift_output *output, const rift_result *planned,
                                          const rift_decomposition *decomposition, const char *home, rift_error *error) {
  (void)error; /* the writer keeps its failure until the table is closed */
  size_t parts = decomposition->pathway_count + 2;
  for (size_t o = 0; o < decomposition->outcome_count; o++) {
    const rift_outcome *outcome = &planned->outcomes[o];
    if (!rift_headline_is(planned->economy, outcome)) {
      continue;
    }
    for (size_t part = 0; part < parts; part++) {
      write_part(&output->tables[RIFT_TABLE_DECOMPOSITION], planned, outcome, home, part_name(decomposition, part),
                 &decomposition->parts[part * decomposition->outcome_count + o]);
    }
  }
  return RIFT_OK;
}
