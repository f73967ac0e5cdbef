/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "montecarlo/run.h"
#include "output/column.h"
#include "output/draws.h"
#include "output/headline.h"
#include "output/output.h"

/* Mean lengths of rows with numbers at full precision, on the generous side. */
#define SUMMARY_ROW 420
#define MOMENTS_ROW 190
#define CURVE_ROW 170
#define CURVE_POINTS 34
#define CONVERGENCE_ROW 190
#define INPUT_ROW 260
#define DRAWS_HEADER 16384
#define VARIABLE_HEADER 1024

static uint64_t doublings(uint64_t draws) {
  uint64_t count = 1;
  for (; draws > RIFT_CONVERGENCE_FIRST; draws = (draws + 1) / 2) {
    count++;
  }
  return count;
}

static uint64_t outcome_bytes(const rift_result *planned, size_t index) {
  const rift_outcome *outcome = &planned->outcomes[index];
  uint64_t rows = isfinite(rift_column_level_factor(outcome, 1)) ? 2 : 1;
  if (index >= planned->stored_count) {
    return rows * (1 + planned->stage_count) * MOMENTS_ROW;
  }
  bool headline = rift_headline_is(planned->economy, outcome);
  uint64_t curves = headline ? rows : 1;
  return rows * (1 + planned->stage_count) * SUMMARY_ROW + curves * CURVE_POINTS * CURVE_ROW +
         (headline ? doublings(planned->draws) * CONVERGENCE_ROW : 0);
}

void rift_output_estimate(rift_output_size *size, const rift_output_options *options,
                          const rift_result *planned) {
  for (size_t i = 0; i < planned->outcome_count; i++) {
    size->tables_bytes += outcome_bytes(planned, i);
  }
  size->tables_bytes += planned->variate_count * INPUT_ROW;
  if (options->draws_mode != RIFT_DRAWS_NONE) {
    uint64_t variables = rift_draws_count(planned, options->draws_mode) + planned->variate_count + planned->path_column_count;
    size->draws_bytes +=
        DRAWS_HEADER + variables * (planned->draws * sizeof(double) + VARIABLE_HEADER);
  }
  uint64_t columns = rift_result_columns(planned);
  size->spill_bytes += columns * planned->draws * sizeof(double);
}
