/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does an economy add up? The two accounting identities, what is unusual, and the spectral radius.
 */
#ifndef RIFT_ECONOMY_CHECK_H
#define RIFT_ECONOMY_CHECK_H

#include "economy/economy.h"

/* A node violates an identity when its gap exceeds both of the first two. Published tables are
 * balanced as a whole, not cell by cell: in WIOD 2014 the gap of a tiny industry reaches 14 % of
 * its output, and the largest gap is 64.5 million USD, 4e-7 of the world's output. Leaving out
 * cells under 0.01 adds gaps that sum to 3e-5 of it and reach 5e-4 of a node's output after
 * aggregation. So a gap is an error when it matters both for its node and for the world, or when
 * the gaps pile up. */
typedef struct rift_identity_tolerance {
  double of_node;  /* share of the node's output; default 1e-3 */
  double of_world; /* share of the world's output; default 1e-6 */
  double of_sum; /* largest sum of absolute gaps, as a share of the world's output; default 1e-4 */
} rift_identity_tolerance;

rift_identity_tolerance rift_identity_tolerance_default(void);

#define RIFT_IDENTITY_WORST 10

typedef struct rift_identity_gap {
  size_t node;
  double gap_musd; /* uses (or inputs) less gross output */
} rift_identity_gap;

typedef struct rift_identity {
  size_t violations; /* nodes beyond the tolerance */
  double sum_musd;   /* of absolute gaps */
  size_t worst_count;
  rift_identity_gap worst[RIFT_IDENTITY_WORST]; /* largest absolute gap first */
} rift_identity;

typedef struct rift_identities {
  rift_identity rows;    /* sales = output */
  rift_identity columns; /* inputs + taxes + margins + value added = output */
  double world_output_musd;
} rift_identities;

/* Records an error in `problems` (may be NULL) for every violation; `path` and `lines` (n, may be
 * NULL) say where the nodes stand. Returns RIFT_INVALID if there is a violation. */
RIFT_CHECKED rift_status rift_economy_check_identities(const rift_economy *economy,
                                                       const rift_identity_tolerance *tolerance,
                                                       rift_identities *result, const char *path,
                                                       const long *lines, rift_problems *problems,
                                                       rift_error *error);

typedef struct rift_economy_totals {
  double gross_output_musd, value_added_musd, taxes_musd, margins_musd;
  double intermediate_musd, final_demand_musd;
  size_t zero_output;           /* nodes */
  size_t zero_output_used;      /* of these, nodes that sell or buy something all the same */
  size_t negative_value_added;  /* nodes */
  size_t negative_final_demand; /* cells, inventories (INVNT) apart */
  size_t negative_inventories;  /* cells: normal */
  size_t unknown_employment;    /* nodes */
} rift_economy_totals;

void rift_economy_compute_totals(const rift_economy *economy, rift_economy_totals *totals);

/* Largest eigenvalue of A (A[i][j] = Z[i][j] / x[j]; columns of zero output are zero) by power
 * iteration, to a relative change of 1e-10. Below 1 the Leontief inverse exists and is
 * non-negative. [Miller & Blair 2022, section 2.4] RIFT_NOT_CONVERGED after 10,000 iterations, with
 * the last estimate in *radius. */
RIFT_CHECKED rift_status rift_economy_spectral_radius(const rift_economy *economy, double *radius,
                                                      rift_error *error);

#endif
