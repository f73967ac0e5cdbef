/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/inverse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/elementary.h"
#include "numeric/incomplete_beta.h"
#include "sampling/blocks.h"
#include "sampling/normal.h"
#include "sampling/table.h"

/* Tables reach down to this tail probability; six uniforms in a hundred thousand lie beyond and are
 * solved for. */
#define TABLE_LIMIT 0x1p-15
#define FEWEST_BITS 3
#define MOST_BITS 6
#define TABLE_ERROR 1e-12 /* of the range */

typedef enum inverse_kind {
  KIND_POINT,
  KIND_UNIFORM,
  KIND_TRIANGLE,
  KIND_QUANTILE,
  KIND_DISCRETE,
  KIND_PIECEWISE
} inverse_kind;

struct rift_inverse {
  inverse_kind kind;
  double mean;
  double point;
  bool exponential;   /* e to the power of what the plan gives */
  bool plain_normal;  /* normal or lognormal without truncation */
  double least, most; /* of e to the power */
  rift_quantile_plan plan;
  rift_triangle triangle;
  rift_beta lower, upper; /* shapes seen from either end */
  double *rows;           /* owned; NULL when the normal table is used */
  size_t value_count;
  double *values; /* discrete, piecewise: owned, with the cumulative weights behind */
  double *cumulative;
};

/* Without a table every value is beyond it. */
static const double unused_row[2 * RIFT_ROW_LENGTH] = {0};

static double normal_exact(const void *context, double p, double q) {
  (void)context;
  return p < q ? -rift_normal_tail_quantile(p) : rift_normal_tail_quantile(q);
}

static double beta_exact(const void *context, double p, double q) {
  const rift_inverse *inverse = context;
  const rift_beta *shape = p < q ? &inverse->lower : &inverse->upper;
  double s = rift_incomplete_beta_inverse_log(shape, p < q ? p : q, rift_beta_start(shape));
  return p < q ? rift_exp(s) : -rift_expm1(s);
}

/* One half of a table: neighbouring values are good starts for one another. */
typedef struct beta_half {
  const rift_beta *shape;
  bool is_upper;
  double *last; /* log of the distance from the end of this half */
} beta_half;

static double beta_curve(const void *context, double t) {
  const beta_half *half = context;
  *half->last = rift_incomplete_beta_inverse_log(half->shape, t, *half->last);
  return half->is_upper ? -rift_expm1(*half->last) : rift_exp(*half->last);
}

static double fit_half(const rift_beta *shape, bool is_upper, int bits, double *rows) {
  double last = rift_beta_start(shape);
  const beta_half half = {shape, is_upper, &last};
  return rift_table_fit(beta_curve, &half, bits, TABLE_LIMIT, rows);
}

/* A finer table where the coarse one is not accurate enough; none at all for extreme shapes. */
static rift_status make_beta_table(rift_inverse *inverse, rift_error *error) {
  rift_quantile_rows *rows = &inverse->plan.rows;
  for (int bits = FEWEST_BITS; bits <= MOST_BITS; bits++) {
    size_t half = rift_table_rows(bits, TABLE_LIMIT);
    free(inverse->rows);
    inverse->rows = rift_allocate_doubles(2 * half * RIFT_ROW_LENGTH);
    if (inverse->rows == NULL) {
      return rift_error_memory(error, 2 * half * RIFT_ROW_LENGTH * sizeof(double));
    }
    double *upper = inverse->rows + half * RIFT_ROW_LENGTH;
    double worst = fit_half(&inverse->lower, false, bits, inverse->rows);
    if (worst <= TABLE_ERROR) {
      worst = fit_half(&inverse->upper, true, bits, upper);
    }
    if (worst <= TABLE_ERROR) {
      *rows = (rift_quantile_rows){inverse->rows, bits, half, TABLE_LIMIT, 0};
      return RIFT_OK;
    }
  }
  *rows = (rift_quantile_rows){unused_row, 0, 1, 1, 0};
  return RIFT_OK;
}

static rift_status prepare_beta(rift_inverse *inverse, const rift_distribution *d,
                                rift_error *error) {
  double alpha, beta, min, max;
  rift_beta_shape(d, &alpha, &beta, &min, &max);
  inverse->lower = rift_beta_of(alpha, beta);
  inverse->upper = rift_beta_of(beta, alpha);
  inverse->kind = KIND_QUANTILE;
  inverse->plan.exact = beta_exact;
  inverse->plan.context = inverse;
  inverse->plan.affine = (rift_affine){min, max - min, fmax(min, d->low), fmin(max, d->high)};
  return make_beta_table(inverse, error);
}

static void prepare_normal(rift_inverse *inverse, const rift_distribution *d) {
  inverse->kind = KIND_QUANTILE;
  inverse->plan.exact = normal_exact;
  inverse->plan.rows = rift_normal_rows;
  inverse->plain_normal = d->low == -(double)INFINITY && d->high == (double)INFINITY;
  inverse->exponential = d->kind == RIFT_LOGNORMAL;
  if (inverse->exponential) {
    inverse->plan.affine = (rift_affine){d->a, d->b, -(double)INFINITY, (double)INFINITY};
    inverse->least = fmax(0, d->low);
    inverse->most = d->high;
  } else {
    inverse->plan.affine = (rift_affine){d->a, d->b, d->low, d->high};
  }
}

static rift_status prepare_discrete(rift_inverse *inverse, const rift_distribution *d,
                                    rift_error *error) {
  inverse->kind = KIND_DISCRETE;
  inverse->values = rift_allocate(d->value_count, 2 * sizeof(double));
  if (inverse->values == NULL) {
    return rift_error_memory(error, d->value_count * 2 * sizeof(double));
  }
  inverse->cumulative = inverse->values + d->value_count;
  double sum = 0, weighted = 0;
  size_t count = 0;
  for (size_t i = 0; i < d->value_count; i++) {
    if (d->weights[i] > 0 && d->values[i] >= d->low && d->values[i] <= d->high) {
      sum += d->weights[i];
      weighted += d->weights[i] * d->values[i];
      inverse->values[count] = d->values[i];
      inverse->cumulative[count++] = sum;
    }
  }
  for (size_t i = 0; i < count; i++) {
    inverse->cumulative[i] /= sum;
  }
  inverse->value_count = count;
  inverse->mean = weighted / sum;
  return RIFT_OK;
}

static rift_status prepare_piecewise(rift_inverse *inverse, const rift_distribution *d,
                                     rift_error *error) {
  inverse->kind = KIND_PIECEWISE;
  inverse->value_count = d->value_count;
  inverse->values = rift_allocate(d->value_count, 2 * sizeof(double));
  if (inverse->values == NULL) {
    return rift_error_memory(error, d->value_count * 2 * sizeof(double));
  }
  inverse->cumulative = inverse->values + d->value_count;
  memcpy(inverse->values, d->values, d->value_count * sizeof(double));
  memcpy(inverse->cumulative, d->weights, d->value_count * sizeof(double));
  for (size_t i = 1; i < d->value_count; i++) {
    inverse->mean +=
        (d->weights[i] - d->weights[i - 1]) * (0.5 * d->values[i - 1] + 0.5 * d->values[i]);
  }
  return RIFT_OK;
}

static void prepare_point(rift_inverse *inverse, const rift_distribution *d) {
  inverse->kind = KIND_POINT;
  inverse->point = d->kind == RIFT_LOGNORMAL  ? rift_exp(d->a)
                   : d->kind == RIFT_BETA     ? d->c
                   : d->kind == RIFT_DISCRETE ? d->values[0]
                                              : d->a;
  inverse->mean = inverse->point;
}

static void prepare_uniform(rift_inverse *inverse, const rift_distribution *d) {
  double min = fmax(d->a, d->low), max = fmin(d->b, d->high);
  inverse->kind = KIND_UNIFORM;
  inverse->plan.affine = (rift_affine){min, max - min, min, max};
}

static void prepare_triangle(rift_inverse *inverse, const rift_distribution *d) {
  double range = d->c - d->a;
  inverse->kind = KIND_TRIANGLE;
  inverse->triangle = (rift_triangle){d->a, d->c, (d->b - d->a) / range, range * (d->b - d->a),
                                      range * (d->c - d->b)};
  inverse->plan.affine = (rift_affine){0, 1, fmax(d->a, d->low), fmin(d->c, d->high)};
}

static rift_status prepare(rift_inverse *inverse, const rift_distribution *d, rift_error *error) {
  if (rift_distribution_is_point(d)) {
    prepare_point(inverse, d);
    return RIFT_OK;
  }
  if (d->kind == RIFT_DISCRETE) {
    return prepare_discrete(inverse, d, error);
  }
  if (d->kind == RIFT_PIECEWISE) {
    return prepare_piecewise(inverse, d, error);
  }
  inverse->plan.map = rift_distribution_map(d);
  inverse->mean = rift_distribution_mean(d, &inverse->plan.map);
  switch (d->kind) {
  case RIFT_UNIFORM:
    prepare_uniform(inverse, d);
    break;
  case RIFT_TRIANGULAR:
    prepare_triangle(inverse, d);
    break;
  case RIFT_NORMAL:
  case RIFT_LOGNORMAL:
    prepare_normal(inverse, d);
    break;
  case RIFT_PERT:
  case RIFT_BETA:
    return prepare_beta(inverse, d, error);
  case RIFT_POINT:
  case RIFT_DISCRETE:
  case RIFT_PIECEWISE:
    break; /* done above */
  }
  return RIFT_OK;
}

rift_status rift_inverse_create_for(rift_isa isa, rift_inverse **inverse,
                                    const rift_distribution *distribution, rift_error *error) {
  *inverse = NULL;
  rift_status status = rift_distribution_check(distribution, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_inverse *made = rift_allocate(1, sizeof *made);
  if (made == NULL) {
    return rift_error_memory(error, sizeof *made);
  }
  made->plan.kernels = rift_sampling_kernels_for(isa);
  status = prepare(made, distribution, error);
  if (status != RIFT_OK) {
    rift_inverse_destroy(made);
    return status;
  }
  *inverse = made;
  return RIFT_OK;
}

rift_status rift_inverse_create(rift_inverse **inverse, const rift_distribution *distribution,
                                rift_error *error) {
  return rift_inverse_create_for(rift_isa_active(), inverse, distribution, error);
}

void rift_inverse_destroy(rift_inverse *inverse) {
  if (inverse != NULL) {
    free(inverse->rows);
    free(inverse->values);
    free(inverse);
  }
}

double rift_inverse_mean(const rift_inverse *inverse) { return inverse->mean; }

bool rift_inverse_is_point(const rift_inverse *inverse) {
  return inverse->kind == KIND_POINT ||
         (inverse->kind == KIND_DISCRETE && inverse->value_count == 1);
}

/* Position of the first value whose cumulative weight reaches u; the last one for whatever rounding
 * leaves above. */
static size_t reaching(const rift_inverse *inverse, double u) {
  size_t low = 0, high = inverse->value_count - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (inverse->cumulative[middle] < u) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static double discrete_value(const rift_inverse *inverse, double u) {
  return inverse->values[reaching(inverse, u)];
}

static double piecewise_value(const rift_inverse *inverse, double u) {
  size_t at = reaching(inverse, u); /* at least 1, since the first cumulative weight is 0 */
  const double *x = inverse->values + at - 1, *c = inverse->cumulative + at - 1;
  return x[0] + (x[1] - x[0]) * ((u - c[0]) / (c[1] - c[0]));
}

/* e to the power of values that need not fill whole vectors. */
static void exponentiate(const rift_inverse *inverse, size_t count, double *values) {
  size_t whole = count - count % RIFT_SAMPLING_LANES;
  inverse->plan.kernels->exponential(inverse->least, inverse->most, whole, values, values);
  if (whole < count) {
    double rest[RIFT_SAMPLING_LANES] = {0};
    memcpy(rest, values + whole, (count - whole) * sizeof(double));
    inverse->plan.kernels->exponential(inverse->least, inverse->most, RIFT_SAMPLING_LANES, rest,
                                       rest);
    memcpy(values + whole, rest, (count - whole) * sizeof(double));
  }
}

void rift_inverse_apply(const rift_inverse *inverse, size_t count, const double *uniforms,
                        double *values) {
  const rift_quantile_plan *plan = &inverse->plan;
  switch (inverse->kind) {
  case KIND_POINT:
    for (size_t i = 0; i < count; i++) {
      values[i] = inverse->point;
    }
    break;
  case KIND_UNIFORM:
    plan->kernels->affine(&plan->affine, count, uniforms, values);
    break;
  case KIND_TRIANGLE:
    plan->kernels->triangle(&inverse->triangle, &plan->map, &plan->affine, count, uniforms, values);
    break;
  case KIND_QUANTILE:
    rift_quantile_plan_apply(plan, count, uniforms, values);
    if (inverse->exponential) {
      exponentiate(inverse, count, values);
    }
    break;
  case KIND_DISCRETE:
    for (size_t i = 0; i < count; i++) {
      values[i] = discrete_value(inverse, uniforms[i]);
    }
    break;
  case KIND_PIECEWISE:
    for (size_t i = 0; i < count; i++) {
      values[i] = piecewise_value(inverse, uniforms[i]);
    }
    break;
  }
}

void rift_inverse_apply_normals(const rift_inverse *inverse, size_t count, const double *normals,
                                double *values) {
  if (inverse->plain_normal) {
    inverse->plan.kernels->affine(&inverse->plan.affine, count, normals, values);
    if (inverse->exponential) {
      exponentiate(inverse, count, values);
    }
    return;
  }
  rift_normal_distribution_with(inverse->plan.kernels, count, normals, values);
  for (size_t i = 0; i < count; i++) { /* sums of normals may leave what a uniform reaches */
    values[i] = values[i] < 0x1p-53 ? 0x1p-53 : values[i];
    values[i] = values[i] > 1 - 0x1p-53 ? 1 - 0x1p-53 : values[i];
  }
  rift_inverse_apply(inverse, count, values, values);
}
