/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sensitivity indices against closed forms: an index that is wrong sends the reader after the wrong
 * unknown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sampling/sampler.h"
#include "sampling/sobol.h"
#include "statistics/sensitivity.h"
#include "statistics/signal.h"

enum { ROWS = 16384, INPUTS_MAX = 8, REPLICATES = 16 };

static const double pi = 3.14159265358979323846;

typedef double function(const double *u, double offset);

/* Ishigami & Homma (1990), a = 7, b = 0.1, inputs uniform on (-pi, pi). */
static double ishigami(const double *u, double offset) {
  double x[3];
  for (size_t i = 0; i < 3; i++) {
    x[i] = pi * (2 * u[i] - 1);
  }
  double sine = sin(x[1]);
  return offset + sin(x[0]) + 7 * sine * sine + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
}

/* Variances of the parts: (1 + b pi^4 / 5)^2 / 2, a^2 / 8, and 8 b^2 pi^8 / 225 for inputs 1 and 3
 * together. */
static void ishigami_parts(double parts[3]) {
  double p4 = pi * pi * pi * pi;
  parts[0] = (1 + 0.1 * p4 / 5) * (1 + 0.1 * p4 / 5) / 2;
  parts[1] = 49.0 / 8;
  parts[2] = 8 * 0.01 * p4 * p4 / 225;
}

static const double g_parameters[INPUTS_MAX] = {0, 1, 4.5, 9, 99, 99, 99, 99};

/* Saltelli & Sobol' (1995): product of (|4 u - 2| + a) / (1 + a). */
static double g_function(const double *u, double offset) {
  double product = 1;
  for (size_t i = 0; i < INPUTS_MAX; i++) {
    product *= (fabs(4 * u[i] - 2) + g_parameters[i]) / (1 + g_parameters[i]);
  }
  return offset + product;
}

static double a[INPUTS_MAX][ROWS], b[INPUTS_MAX][ROWS];
static double of_a[ROWS], of_b[ROWS], of_mixed[ROWS];

typedef struct design {
  function *f;
  size_t inputs;
  double offset;
  unsigned group; /* bit i: column i comes from B */
} design;

static void evaluate(const design *d, unsigned from_b, double *values) {
  for (size_t row = 0; row < ROWS; row++) {
    double u[INPUTS_MAX];
    for (size_t i = 0; i < d->inputs; i++) {
      u[i] = (from_b >> i & 1) != 0 ? b[i][row] : a[i][row];
    }
    values[row] = d->f(u, d->offset);
  }
}

static void sample(size_t replicates) {
  rift_sobol *sobol = NULL;
  assert_int_equal(rift_sobol_create(&sobol, 2 * INPUTS_MAX, REPLICATES, NULL), RIFT_OK);
  for (size_t i = 0; i < INPUTS_MAX; i++) {
    if (replicates > 1) {
      rift_sobol_uniforms(sobol, i, 1, i, 0, ROWS, a[i]);
      rift_sobol_uniforms(sobol, INPUTS_MAX + i, 1, INPUTS_MAX + i, 0, ROWS, b[i]);
    } else {
      rift_stream_uniforms(1, i, 0, 0, ROWS, a[i]);
      rift_stream_uniforms(1, INPUTS_MAX + i, 0, 0, ROWS, b[i]);
    }
  }
  rift_sobol_destroy(sobol);
}

static void indices(const design *d, size_t replicates, rift_index *first, rift_index *total) {
  evaluate(d, 0, of_a);
  evaluate(d, ~0u, of_b);
  evaluate(d, d->group, of_mixed);
  *first = rift_sensitivity_first(of_b, of_mixed, ROWS, replicates);
  *total = rift_sensitivity_total(of_a, of_mixed, ROWS, replicates);
}

/* Four of its own errors, which are below `most`. */
static void assert_index(const rift_index *index, double expected, double most) {
  assert_true(index->error <= most);
  assert_true(fabs(index->value - expected) <= 4 * index->error + 1e-12);
  assert_true(index->low <= index->value && index->value <= index->high);
}

/* Independent rows: errors near 1 / sqrt(16384) = 0.008. Sobol: several times smaller. */
static void ishigami_with_and_without_offset(void **state) {
  (void)state;
  double parts[3];
  ishigami_parts(parts);
  double variance = parts[0] + parts[1] + parts[2];
  const double first_expected[] = {parts[0] / variance, parts[1] / variance, 0};
  const double total_expected[] = {(parts[0] + parts[2]) / variance, parts[1] / variance,
                                   parts[2] / variance};
  assert_true(fabs(first_expected[0] - 0.3139) < 5e-5 && fabs(total_expected[0] - 0.5576) < 5e-5);
  for (size_t replicates = 1; replicates <= REPLICATES; replicates *= REPLICATES) {
    sample(replicates);
    double most = replicates > 1 ? 0.005 : 0.02;
    for (unsigned i = 0; i < 3; i++) {
      design d = {ishigami, 3, 0, 1u << i};
      rift_index first, total, first_far, total_far;
      indices(&d, replicates, &first, &total);
      assert_index(&first, first_expected[i], most);
      assert_index(&total, total_expected[i], most);
      d.offset = 1e6; /* the outcome keeps ten digits behind it: 1e-9 of the index */
      indices(&d, replicates, &first_far, &total_far);
      assert_true(fabs(first_far.value - first.value) < 1e-9);
      assert_true(fabs(total_far.value - total.value) < 1e-9);
      assert_true(fabs(first_far.error - first.error) < 1e-9);
    }
  }
}

/* A group counts its own interactions: closed S of inputs 1 and 3 is all but S of input 2. */
static void a_group_of_inputs(void **state) {
  (void)state;
  double parts[3];
  ishigami_parts(parts);
  double variance = parts[0] + parts[1] + parts[2];
  sample(REPLICATES);
  design d = {ishigami, 3, 0, 5};
  rift_index first, total;
  indices(&d, REPLICATES, &first, &total);
  assert_index(&first, 1 - parts[1] / variance, 0.005);
  assert_index(&total, 1 - parts[1] / variance, 0.005);
}

/* V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, T_i = V_i prod_{j != i} (1 + V_j) / V. */
static void g_function_in_closed_form(void **state) {
  (void)state;
  double parts[INPUTS_MAX], product = 1;
  for (size_t i = 0; i < INPUTS_MAX; i++) {
    parts[i] = 1 / (3 * (1 + g_parameters[i]) * (1 + g_parameters[i]));
    product *= 1 + parts[i];
  }
  sample(REPLICATES);
  for (unsigned i = 0; i < INPUTS_MAX; i++) {
    design d = {g_function, INPUTS_MAX, i % 2 == 0 ? 0 : 1e6, 1u << i};
    rift_index first, total;
    indices(&d, REPLICATES, &first, &total);
    assert_index(&first, parts[i] / (product - 1), 0.005);
    assert_index(&total, parts[i] * product / (1 + parts[i]) / (product - 1), 0.005);
  }
}

/* The stated errors are right: the share of 200 runs of 256 rows whose interval holds the true index
 * is 95 % within 3.5 standard errors, less two hundredths for the skewness of small samples. */
static void errors_are_honest(void **state) {
  (void)state;
  enum { RUNS = 200, SMALL = 256 };
  double parts[3];
  ishigami_parts(parts);
  double variance = parts[0] + parts[1] + parts[2];
  size_t covered[2] = {0};
  for (uint64_t run = 0; run < RUNS; run++) {
    for (size_t i = 0; i < 3; i++) {
      rift_stream_uniforms(run + 100, i, 0, 0, SMALL, a[i]);
      rift_stream_uniforms(run + 100, INPUTS_MAX + i, 0, 0, SMALL, b[i]);
    }
    design d = {ishigami, 3, 0, 1};
    evaluate(&d, 0, of_a);
    evaluate(&d, ~0u, of_b);
    evaluate(&d, d.group, of_mixed);
    rift_index first = rift_sensitivity_first(of_b, of_mixed, SMALL, 1);
    rift_index total = rift_sensitivity_total(of_a, of_mixed, SMALL, 1);
    double s = parts[0] / variance, t = (parts[0] + parts[2]) / variance;
    covered[0] += first.low <= s && s <= first.high;
    covered[1] += total.low <= t && t <= total.high;
  }
  double least = 0.95 - 3.5 * sqrt(0.95 * 0.05 / RUNS) - 0.02;
  for (size_t k = 0; k < 2; k++) {
    assert_true((double)covered[k] / RUNS >= least);
  }
}

static void what_has_no_index(void **state) {
  (void)state;
  double same[8] = {3, 3, 3, 3, 3, 3, 3, 3}, failed[8];
  for (size_t i = 0; i < 8; i++) {
    failed[i] = (double)NAN;
  }
  assert_true(isnan(rift_sensitivity_first(same, same, 8, 1).value));
  assert_true(isnan(rift_sensitivity_total(same, failed, 8, 1).value));
  rift_index index;
  assert_int_equal(rift_sensitivity_given(&index, same, same, NULL, 8, NULL), RIFT_OK);
  assert_true(isnan(index.value));
  assert_int_equal(rift_sensitivity_ranked(&index, same, same, 8, NULL), RIFT_OK);
  assert_true(isnan(index.value));
}

/* A failed row leaves both sides. */
static void failed_rows_are_left_out(void **state) {
  (void)state;
  const double x[] = {1, 2, (double)NAN, 4, 8}, y[] = {2, 1, 5, (double)INFINITY, 9};
  const double x_kept[] = {1, 2, 8}, y_kept[] = {2, 1, 9};
  rift_index whole = rift_sensitivity_first(x, y, 5, 1);
  rift_index kept = rift_sensitivity_first(x_kept, y_kept, 3, 1);
  assert_true(whole.value == kept.value && whole.error == kept.error);
}

/* From a plain run of Ishigami's function: four errors, and two hundredths for what bins of a
 * forty-eighth hide. */
static void indices_from_a_run_as_it_is(void **state) {
  (void)state;
  double parts[3];
  ishigami_parts(parts);
  double variance = parts[0] + parts[1] + parts[2];
  const double expected[] = {parts[0] / variance, parts[1] / variance, 0};
  sample(1);
  design d = {ishigami, 3, 1e6, 0};
  evaluate(&d, 0, of_a);
  for (size_t i = 0; i < 3; i++) {
    rift_index binned, ranked;
    assert_int_equal(rift_sensitivity_given(&binned, a[i], of_a, NULL, ROWS, NULL), RIFT_OK);
    assert_int_equal(rift_sensitivity_ranked(&ranked, a[i], of_a, ROWS, NULL), RIFT_OK);
    assert_true(binned.error < 0.01 && ranked.error < 0.02);
    assert_true(fabs(binned.value - expected[i]) < 4 * binned.error + 0.02);
    assert_true(fabs(ranked.value - expected[i]) < 4 * ranked.error);
  }
}

/* A three-valued signal X with E(Y | X) = -1, 0, 2 at probabilities .5, .3, .2 and noise N(0, 1):
 * Var E = 1.3 - 0.01 = 1.29, S = 1.29 / 2.29. With weights that undo a sample in which all three
 * are equally frequent. */
static void a_discrete_signal_with_weights(void **state) {
  (void)state;
  static const double means[] = {-1, 0, 2}, probabilities[] = {0.5, 0.3, 0.2};
  static double x[ROWS], y[ROWS], weights[ROWS];
  rift_stream_uniforms(4, 1, 0, 0, ROWS, y);
  rift_normal_quantile(ROWS, y, y);
  for (size_t i = 0; i < ROWS; i++) {
    size_t signal = i % 3;
    x[i] = (double)signal;
    y[i] += means[signal];
    weights[i] = 3 * probabilities[signal];
  }
  rift_index index;
  assert_int_equal(rift_sensitivity_given(&index, x, y, weights, ROWS, NULL), RIFT_OK);
  assert_index(&index, 1.29 / 2.29, 0.01);
  weights[5] = -1;
  rift_error error = {0};
  assert_int_equal(rift_sensitivity_given(&index, x, y, weights, ROWS, &error), RIFT_INVALID);
}

/* Y = X1 + X2 / 1000 for uniforms, lower is worse: the worst 1 % have X1 in its lowest 1 % or so, and
 * X2 anywhere. */
static void what_the_worst_draws_share(void **state) {
  (void)state;
  static double y[ROWS];
  sample(1);
  for (size_t i = 0; i < ROWS; i++) {
    y[i] = a[0][i] + a[1][i] / 1000;
  }
  rift_tail_attribution cause, bystander;
  assert_int_equal(
      rift_tail_attribute(&cause, a[0], y, NULL, ROWS, RIFT_WORSE_LOWER, 0.01, NULL), RIFT_OK);
  assert_int_equal(
      rift_tail_attribute(&bystander, a[1], y, NULL, ROWS, RIFT_WORSE_LOWER, 0.01, NULL), RIFT_OK);
  assert_true(cause.n == 164 && cause.n_eff == 164);
  assert_true(fabs(cause.mean_rank - 0.005) < 0.001 && cause.z < -20);
  assert_true(fabs(cause.distance - 0.99) < 0.005);
  assert_true(fabs(bystander.z) < 3.5 && bystander.distance < 1.3 * bystander.critical);
  assert_int_equal(
      rift_tail_attribute(&cause, a[0], y, NULL, ROWS, RIFT_WORSE_HIGHER, 0.01, NULL), RIFT_OK);
  assert_true(fabs(cause.mean_rank - 0.995) < 0.001 && cause.z > 20);
  assert_int_equal(
      rift_tail_attribute(&cause, a[0], y, NULL, ROWS, RIFT_WORSE_NONE, 0.01, NULL), RIFT_OK);
  assert_true(isnan(cause.z));
}

/* By hand, with weights: the tail of a quarter of the weight 8 is the first draw. */
static void a_weighted_tail_by_hand(void **state) {
  (void)state;
  const double x[] = {1, 1, 2, 3}, y[] = {-5, 0, 1, 2}, weights[] = {2, 2, 2, 2};
  rift_tail_attribution tail;
  assert_int_equal(rift_tail_attribute(&tail, x, y, weights, 4, RIFT_WORSE_LOWER, 0.25, NULL),
                   RIFT_OK);
  assert_true(tail.n == 1 && tail.n_eff == 1 && tail.mean_rank == 0.25 && tail.distance == 0.5);
}

/* A signal X = 0, 1 with probabilities 3/4, 1/4 and Y = 4 X + Z, Z normal with sd 1 or 2: mean 1, the
 * variance 3/4 + 1/4 * 4 = 1.75 is left of 4.75, sd left 1.25, the mean moves by 3/4 * 1 + 1/4 * 3. */
static void what_a_signal_is_worth(void **state) {
  (void)state;
  static double x[ROWS], y[ROWS], weights[ROWS];
  rift_stream_uniforms(5, 1, 0, 0, ROWS, y);
  rift_normal_quantile(ROWS, y, y);
  for (size_t i = 0; i < ROWS; i++) {
    x[i] = (double)(i % 2); /* both equally often, weighted back */
    y[i] = 4 * x[i] + (1 + x[i]) * y[i];
    weights[i] = i % 2 == 0 ? 1.5 : 0.5;
  }
  rift_signal_value values[3];
  rift_signal signal = {.value_count = 3, .values = values};
  assert_int_equal(rift_signal_compute(&signal, x, y, weights, ROWS, RIFT_WORSE_LOWER, NULL), RIFT_OK);
  double error = 4 * 2 / sqrt(ROWS / 2.0); /* four errors of the coarser mean */
  assert_true(fabs(values[0].probability - 0.75) < 1e-12 && values[2].probability == 0);
  assert_true(fabs(values[0].shift + 1) < error && fabs(values[1].shift - 3) < error);
  assert_true(fabs(values[1].summary.summary.sd - 2) < error);
  assert_true(fabs(signal.sd - sqrt(4.75)) < error && fabs(signal.sd_left - 1.25) < error);
  assert_true(fabs(signal.variance_share - 3 / 4.75) < error / 2);
  assert_true(fabs(signal.mean_shift - 1.5) < error && isnan(values[2].shift));
  assert_true(fabs(signal.width_left - 2 * 1.6448536 * 1.25) < 4 * error);
  /* By hand: the error of shift_1 = (1 - p) (m_1 - m_0), sd 2 / sqrt(n / 2) and 1 / sqrt(n / 2) */
  double expected = 0.75 * sqrt((4 + 1) / (ROWS / 2.0));
  assert_true(fabs(values[1].shift_error / expected - 1) < 0.05);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ishigami_with_and_without_offset),
      cmocka_unit_test(a_group_of_inputs),
      cmocka_unit_test(g_function_in_closed_form),
      cmocka_unit_test(errors_are_honest),
      cmocka_unit_test(what_has_no_index),
      cmocka_unit_test(failed_rows_are_left_out),
      cmocka_unit_test(indices_from_a_run_as_it_is),
      cmocka_unit_test(a_discrete_signal_with_weights),
      cmocka_unit_test(what_the_worst_draws_share),
      cmocka_unit_test(a_weighted_tail_by_hand),
      cmocka_unit_test(what_a_signal_is_worth),
  };
  return cmocka_run_group_tests_name("sensitivity", tests, NULL, NULL);
}
