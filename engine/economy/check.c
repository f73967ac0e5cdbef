/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

rift_identity_tolerance rift_identity_tolerance_default(void) {
  return (rift_identity_tolerance){.of_node = 1e-3, .of_world = 1e-6, .of_sum = 1e-4};
}

/* gaps: sales less output (first n), inputs less output (second n). */
static void compute_gaps(const rift_economy *economy, double *gaps) {
  size_t n = economy->node_count;
  double *columns = gaps + n;
  for (size_t i = 0; i < n; i++) {
    const double *row = economy->intermediate + i * n;
    double sales = 0;
    for (size_t j = 0; j < n; j++) {
      sales += row[j];
      columns[j] += row[j];
    }
    for (size_t region = 0; region < economy->region_count; region++) {
      sales += rift_economy_final(economy, i, region);
    }
    gaps[i] = sales - economy->gross_output[i];
  }
  for (size_t j = 0; j < n; j++) {
    columns[j] += economy->taxes[j] + economy->margins[j] + economy->value_added[j] -
                  economy->gross_output[j];
  }
}

static void keep_worst(rift_identity *identity, size_t node, double gap) {
  size_t at = identity->worst_count;
  while (at > 0 && fabs(identity->worst[at - 1].gap_musd) < fabs(gap)) {
    at--;
  }
  if (at == RIFT_IDENTITY_WORST) {
    return;
  }
  size_t last = identity->worst_count < RIFT_IDENTITY_WORST ? identity->worst_count++
                                                            : RIFT_IDENTITY_WORST - 1;
  memmove(&identity->worst[at + 1], &identity->worst[at], (last - at) * sizeof identity->worst[0]);
  identity->worst[at] = (rift_identity_gap){.node = node, .gap_musd = gap};
}

typedef struct judged_identity {
  const rift_economy *economy;
  const rift_identity_tolerance *tolerance;
  const char *path;
  const long *lines;
  rift_problems *problems;
  double world;
  const char *sum; /* what is compared with gross output */
} judged_identity;

static void report_node(const judged_identity *judged, size_t node, double gap) {
  const rift_economy *economy = judged->economy;
  double output = economy->gross_output[node];
  if (judged->problems == NULL) {
    return;
  }
  rift_problems_add(
      judged->problems, RIFT_ERROR, judged->path, judged->lines == NULL ? 0 : judged->lines[node],
      1,
      "%s %s: %s is %.6g, gross output %.6g: they differ by %.6g; expected at most %.3g; correct "
      "the "
      "node or its flows",
      economy->regions.items[node / economy->sector_count],
      economy->sectors.items[node % economy->sector_count], judged->sum, output + gap, output, gap,
      fmax(judged->tolerance->of_node * output, judged->tolerance->of_world * judged->world));
}

static void judge(const judged_identity *judged, const double *gaps, rift_identity *identity) {
  const rift_economy *economy = judged->economy;
  memset(identity, 0, sizeof *identity);
  for (size_t i = 0; i < economy->node_count; i++) {
    double size = fabs(gaps[i]);
    identity->sum_musd += size;
    keep_worst(identity, i, gaps[i]);
    if (size > judged->tolerance->of_node * economy->gross_output[i] &&
        size > judged->tolerance->of_world * judged->world) {
      identity->violations++;
      report_node(judged, i, gaps[i]);
    }
  }
  double limit = judged->tolerance->of_sum * judged->world;
  if (identity->violations == 0 && identity->sum_musd > limit) {
    identity->violations++;
    if (judged->problems != NULL) {
      rift_problems_add(judged->problems, RIFT_ERROR, judged->path, 0, 0,
                        "the gaps between %s and gross output sum to %.6g over all nodes; expected "
                        "at most %.3g; the "
                        "table is not balanced",
                        judged->sum, identity->sum_musd, limit);
    }
  }
}

rift_status rift_economy_check_identities(const rift_economy *economy,
                                          const rift_identity_tolerance *tolerance,
                                          rift_identities *result, const char *path,
                                          const long *lines, rift_problems *problems,
                                          rift_error *error) {
  double *gaps = rift_allocate_doubles(2 * economy->node_count);
  if (gaps == NULL) {
    return rift_error_memory(error, 2 * economy->node_count * sizeof *gaps);
  }
  compute_gaps(economy, gaps);
  memset(result, 0, sizeof *result);
  for (size_t i = 0; i < economy->node_count; i++) {
    result->world_output_musd += economy->gross_output[i];
  }
  rift_identity_tolerance standard = rift_identity_tolerance_default();
  judged_identity judged = {.economy = economy,
                            .tolerance = tolerance == NULL ? &standard : tolerance,
                            .path = path,
                            .lines = lines,
                            .problems = problems,
                            .world = result->world_output_musd,
                            .sum = "the sum of its sales"};
  judge(&judged, gaps, &result->rows);
  judged.sum = "the sum of its inputs, taxes, margins and value added";
  judge(&judged, gaps + economy->node_count, &result->columns);
  free(gaps);
  size_t violations = result->rows.violations + result->columns.violations;
  return violations == 0 ? RIFT_OK
                         : rift_error_set(error, RIFT_INVALID,
                                          "the economy violates its accounting identities");
}

static bool trades(const rift_economy *economy, size_t node) {
  size_t n = economy->node_count;
  for (size_t j = 0; j < n; j++) {
    if (economy->intermediate[node * n + j] != 0 || economy->intermediate[j * n + node] != 0) {
      return true;
    }
  }
  for (size_t region = 0; region < economy->region_count; region++) {
    if (rift_economy_final(economy, node, region) != 0) {
      return true;
    }
  }
  return false;
}

static void count_final_demand(const rift_economy *economy, rift_economy_totals *totals) {
  size_t inventories = rift_names_find(&economy->categories, "INVNT", 5);
  size_t cells = economy->node_count * economy->region_count * economy->category_count;
  for (size_t cell = 0; cell < cells; cell++) {
    double value = economy->final_demand[cell];
    totals->final_demand_musd += value;
    if (value < 0 && cell % economy->category_count == inventories) {
      totals->negative_inventories++;
    } else if (value < 0) {
      totals->negative_final_demand++;
    }
  }
}

void rift_economy_compute_totals(const rift_economy *economy, rift_economy_totals *totals) {
  memset(totals, 0, sizeof *totals);
  size_t n = economy->node_count;
  for (size_t i = 0; i < n; i++) {
    totals->gross_output_musd += economy->gross_output[i];
    totals->value_added_musd += economy->value_added[i];
    totals->taxes_musd += economy->taxes[i];
    totals->margins_musd += economy->margins[i];
    totals->negative_value_added += economy->value_added[i] < 0;
    totals->unknown_employment += isnan(economy->employment[i]) != 0;
    bool silent = economy->gross_output[i] == 0;
    totals->zero_output += silent;
    totals->zero_output_used += silent && trades(economy, i);
    for (size_t j = 0; j < n; j++) {
      totals->intermediate_musd += economy->intermediate[i * n + j];
    }
  }
  count_final_demand(economy, totals);
}

/* y = A v, and the sum of y; v sums to 1, so that the sum tends to the eigenvalue. */
static double multiply(const rift_economy *economy, const double *scaled, double *y) {
  size_t n = economy->node_count;
  double total = 0;
  for (size_t i = 0; i < n; i++) {
    const double *row = economy->intermediate + i * n;
    double sum = 0;
    for (size_t j = 0; j < n; j++) {
      sum += row[j] * scaled[j];
    }
    y[i] = sum;
    total += sum;
  }
  return total;
}

static rift_status iterate(const rift_economy *economy, double *v, double *scaled, double *radius,
                           rift_error *error) {
  size_t n = economy->node_count;
  for (size_t i = 0; i < n; i++) {
    v[i] = 1 / (double)n;
  }
  *radius = 0;
  for (int iteration = 0; iteration < 10000; iteration++) {
    for (size_t j = 0; j < n; j++) {
      scaled[j] = economy->gross_output[j] > 0 ? v[j] / economy->gross_output[j] : 0;
    }
    double previous = *radius;
    *radius = multiply(economy, scaled, v);
    if (*radius <= 0) {
      return RIFT_OK; /* no intermediate flows */
    }
    for (size_t i = 0; i < n; i++) {
      v[i] /= *radius;
    }
    if (fabs(*radius - previous) <= 1e-10 * *radius) {
      return RIFT_OK;
    }
  }
  return rift_error_set(error, RIFT_NOT_CONVERGED,
                        "the spectral radius did not settle in 10,000 iterations: %.10g", *radius);
}

rift_status rift_economy_spectral_radius(const rift_economy *economy, double *radius,
                                         rift_error *error) {
  double *v = rift_allocate_doubles(economy->node_count);
  double *scaled = rift_allocate_doubles(economy->node_count);
  rift_status status = v == NULL || scaled == NULL ? rift_error_memory(error, 0)
                                                   : iterate(economy, v, scaled, radius, error);
  free(v);
  free(scaled);
  return status;
}
