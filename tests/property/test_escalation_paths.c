/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escalation paths against what can be known of them: chains against the matrix exponential, other
 * dwell times against their distributions, strata against plain draws. Frequencies lie within 4.5
 * standard errors (three in a million by chance) of N draws. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sampling/escalation.h"
#include "sampling/strata.h"
#include "support/scenario_economy.h"
#include "support/scenario_text.h"

#define MEASURES                                                                                   \
  "measures:\n"                                                                                    \
  "  - {id: listings, instrument: export_control, from: CHN, to: DEU, size: 0.5 share, source: s}\n" \
  "  - {id: magnets, instrument: trade_cost, from: CHN, to: EU, size: 0.2 ad_valorem, source: s}\n"
#define HEAD SCENARIO_HEAD MEASURES "escalation:\n  source: s\n"

enum { N = 100000, STAGES = 5 };

static char folder[] = "/tmp/rift-paths-XXXXXX";

/* A scenario and the sampler of its escalation. */
typedef struct fixture {
  rift_scenario scenario;
  rift_escalation_sampler *sampler;
} fixture;

static void open_fixture(fixture *f, const rift_economy *economy, const char *text) {
  char path[512];
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  write_text(folder, "scenario.yaml", text, path);
  if (rift_scenario_read(&f->scenario, path, economy, NULL, 0, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fail();
  }
  rift_problems_free(&problems);
  assert_int_equal(
      rift_escalation_sampler_create(&f->sampler, &f->scenario.escalation, 1, &error), RIFT_OK);
}

static void close_fixture(fixture *f) {
  rift_escalation_sampler_destroy(f->sampler);
  rift_scenario_free(&f->scenario);
}

static void assert_share(double found, double expected, double n) {
  double reach = 4.5 * sqrt(expected * (1 - expected) / n) + 1e-12;
  if (!(fabs(found - expected) <= reach)) {
    fail_msg("found %.6f, expected %.6f +- %.6f", found, expected, reach);
  }
}

/* ---- Markov chains ---- */

/* The reference chain, per year, stages 1 to 5. */
static const char chain[] = HEAD
    "  stages: {s1: {}, s2: {}, s3: {}, s4: {}, s5: {}}\n"
    "  transitions:\n"
    "    s1: {s2: {rate: 0.9 per year}}\n"
    "    s2: {s1: {rate: 0.3 per year}, s3: {rate: 0.5 per year}}\n"
    "    s3: {s1: {rate: 0.1 per year}, s2: {rate: 0.2 per year}, s4: {rate: 0.3 per year}}\n"
    "    s4: {s2: {rate: 0.1 per year}, s3: {rate: 0.25 per year}, s5: {rate: 0.1 per year}}\n"
    "    s5: {s3: {rate: 0.05 per year}, s4: {rate: 0.1 per year}}\n";

static const double generator[STAGES][STAGES] = {{-0.9, 0.9, 0, 0, 0},
                                                 {0.3, -0.8, 0.5, 0, 0},
                                                 {0.1, 0.2, -0.6, 0.3, 0},
                                                 {0, 0.1, 0.25, -0.45, 0.1},
                                                 {0, 0, 0.05, 0.1, -0.15}};

/* Row `from` of exp(Q years). */
static void exponential(const double q[STAGES][STAGES], double years, size_t from,
                        double row[STAGES]) {
  gsl_matrix *scaled = gsl_matrix_alloc(STAGES, STAGES), *result = gsl_matrix_alloc(STAGES, STAGES);
  for (size_t i = 0; i < STAGES; i++) {
    for (size_t j = 0; j < STAGES; j++) {
      gsl_matrix_set(scaled, i, j, q[i][j] * years);
    }
  }
  assert_int_equal(gsl_linalg_exponential_ss(scaled, result, GSL_MODE_DEFAULT), 0);
  for (size_t j = 0; j < STAGES; j++) {
    row[j] = gsl_matrix_get(result, from, j);
  }
  gsl_matrix_free(scaled);
  gsl_matrix_free(result);
}

/* The reference's own numbers, printed to six decimals. */
static void the_matrix_exponential_is_the_reference(void **state) {
  (void)state;
  static const double one[] = {0.468664, 0.410616, 0.108789, 0.011609, 0.000322};
  static const double three[] = {0.215102, 0.385466, 0.292714, 0.097168, 0.009551};
  double row[STAGES];
  exponential(generator, 1, 0, row);
  for (size_t j = 0; j < STAGES; j++) {
    assert_true(fabs(row[j] - one[j]) < 5.1e-7);
  }
  exponential(generator, 3, 0, row);
  for (size_t j = 0; j < STAGES; j++) {
    assert_true(fabs(row[j] - three[j]) < 5.1e-7);
  }
}

static void a_markov_chain_follows_its_matrix(void **state) {
  fixture f;
  open_fixture(&f, *state, chain);
  double counts[2][STAGES] = {{0}};
  rift_path path;
  for (uint64_t draw = 0; draw < N; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 60, &path);
    counts[0][rift_path_stage_at(&path, 12)]++;
    counts[1][rift_path_stage_at(&path, 36)]++;
    assert_false(path.cut);
  }
  for (size_t t = 0; t < 2; t++) {
    double row[STAGES];
    exponential(generator, t == 0 ? 1 : 3, 0, row);
    for (size_t j = 0; j < STAGES; j++) {
      assert_share(counts[t][j] / N, row[j], N);
    }
  }
  close_fixture(&f);
}

/* Factors of covariates multiply rates; `when` takes a way off; de-escalation from a stage that is
 * not the first. Each of the four combinations against its own matrix. */
static void covariates_multiply_hazards(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  covariates: {who: {alone: 0.3, eu: 0.7}, posture: {denial: 0.6, hard: 0.4}}\n"
               "  stages: {s1: {}, s2: {}, s3: {final: true}}\n"
               "  begin: s2\n"
               "  transitions:\n"
               "    s1: {s2: {rate: 1.2 per year, multiply: {who: {eu: 0.5}, posture: {hard: 3}}}}\n"
               "    s2:\n"
               "      s1: {probability: 0.4 share, within: 6 months}\n"
               "      s3: {rate: 0.6 per year, when: {posture: hard}, multiply: {who: {alone: 2}}}\n");
  double counts[2][2][3] = {{{0}}}, totals[2][2] = {{0}};
  rift_path path;
  for (uint64_t draw = 0; draw < N; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 18.0001, &path);
    totals[path.covariates[0]][path.covariates[1]]++;
    counts[path.covariates[0]][path.covariates[1]][rift_path_stage_at(&path, 18)]++;
  }
  assert_share(totals[0][0] / N, 0.3 * 0.6, N);
  assert_share(totals[1][1] / N, 0.7 * 0.4, N);
  for (size_t who = 0; who < 2; who++) {
    for (size_t posture = 0; posture < 2; posture++) {
      double up = 1.2 * (who == 1 ? 0.5 : 1) * (posture == 1 ? 3 : 1);
      double down = -log(0.6) / 0.5, on = posture == 1 ? 0.6 * (who == 0 ? 2 : 1) : 0;
      const double q[STAGES][STAGES] = {{-up, up}, {down, -down - on, on}};
      double row[STAGES];
      exponential(q, 1.5, 1, row);
      for (size_t j = 0; j < 3; j++) {
        assert_share(counts[who][posture][j] / totals[who][posture], row[j], totals[who][posture]);
      }
    }
  }
  close_fixture(&f);
}

/* ---- other dwell times ---- */

static double normal_below(double z) { return 0.5 * erfc(-z / sqrt(2)); }

/* P(still there at t) is the survival function of the dwell time, t months after the lag; a factor m
 * raises it to the power m. */
static void dwell_times_have_their_distribution(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  covariates: {who: {alone: 0.5, eu: 0.5}}\n"
               "  stages: {calm: {}, storm: {final: true}}\n"
               "  transitions:\n"
               "    calm:\n"
               "      storm:\n"
               "        dwell: {dist: lognormal, median: 10, sigma: 0.6, unit: month}\n"
               "        lag: 2 months\n"
               "        multiply: {who: {eu: 2.5}}\n");
  static const double times[] = {1.9, 5, 10, 20, 40};
  double there[2][5] = {{0}}, totals[2] = {0};
  rift_path path;
  for (uint64_t draw = 0; draw < N; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 1000, &path);
    totals[path.covariates[0]]++;
    for (size_t k = 0; k < 5; k++) {
      there[path.covariates[0]][k] += rift_path_stage_at(&path, times[k]) == 0;
    }
  }
  for (size_t k = 0; k < 5; k++) {
    double t = times[k] - 2;
    double survival = t <= 0 ? 1 : normal_below(-log(t / 10) / 0.6);
    assert_share(there[0][k] / totals[0], survival, totals[0]);
    assert_share(there[1][k] / totals[1], pow(survival, 2.5), totals[1]);
  }
  close_fixture(&f);
}

/* Two uniform dwell times compete: A on (0, 10), B on (4, 8). P(A < B) = E(B) / 10 = 0.6, since A is
 * uniform; neither before month 5: 1/2 times 3/4. */
static void the_earliest_of_competing_exits_wins(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  stages: {calm: {}, a: {final: true}, b: {final: true}}\n"
               "  transitions:\n"
               "    calm:\n"
               "      a: {dwell: {dist: uniform, min: 0, max: 10, unit: month}}\n"
               "      b: {dwell: {dist: uniform, min: 4, max: 8, unit: month}}\n");
  double first = 0, by_five = 0;
  rift_path path;
  for (uint64_t draw = 0; draw < N; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 100, &path);
    assert_int_equal(path.count, 2);
    first += path.steps[1].stage == 1;
    by_five += path.steps[1].from <= 5;
    assert_true(path.steps[1].from < 8);
  }
  assert_share(first / N, 0.6, N);
  assert_share(by_five / N, 1 - 0.5 * 0.75, N);
  close_fixture(&f);
}

static void an_event_tree(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  stages:\n"
               "    calm: {dwell: 3 months, next: {storm: 0.25, flood: 0.75}}\n"
               "    storm: {dwell: {dist: uniform, min: 2, max: 4, unit: month}, next: {flood: 1, calm: 0}}\n"
               "    flood: {final: true}\n");
  double storms = 0, early = 0;
  rift_path path;
  for (uint64_t draw = 0; draw < N; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 100, &path);
    assert_true(path.steps[1].from == 3);
    bool storm = path.steps[1].stage == 1;
    storms += storm;
    assert_int_equal(path.count, storm ? 3 : 2);
    assert_int_equal(path.steps[path.count - 1].stage, 2);
    early += storm && path.steps[2].from <= 6.5;
  }
  assert_share(storms / N, 0.25, N);
  assert_share(early / storms, 0.75, storms);
  close_fixture(&f);
}

/* Every path the same, up to the uncertain time. */
static void a_fixed_path(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  stages: {calm: {}, storm: {}, flood: {}}\n"
               "  path:\n"
               "    - {stage: storm, at: 3 months}\n"
               "    - {stage: flood, at: {dist: uniform, min: 6, max: 12, unit: month}}\n"
               "    - {stage: calm, at: 2 years}\n");
  double mean = 0;
  rift_path path;
  for (uint64_t draw = 0; draw < 10000; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 24, &path);
    assert_true(path.count == 3 && path.steps[1].from == 3 && path.steps[2].stage == 2);
    mean += path.steps[2].from / 10000;
    assert_int_equal(rift_path_stage_at(&path, 2.999), 0);
    assert_int_equal(rift_path_stage_at(&path, 3), 1);
    assert_int_equal(rift_path_worst_until(&path, 23), 2);
    rift_escalation_path(f.sampler, draw, 0, 25, &path);
    assert_true(path.count == 4 && path.steps[3].stage == 0 && path.steps[3].from == 24);
    assert_int_equal(rift_path_worst_until(&path, 25), 2);
  }
  assert_true(fabs(mean - 9) < 4.5 * 6 / sqrt(12 * 10000.0));
  close_fixture(&f);
}

/* ---- what a path depends on ---- */

/* A longer path begins with the shorter one, and an exit that is added where it cannot happen leaves
 * every other number as it was. */
static void paths_depend_on_nothing_else(void **state) {
  fixture f, more;
  open_fixture(&f, *state, chain);
  open_fixture(&more, *state, HEAD
               "  begin: s1\n"
               "  stages: {s1: {}, s2: {}, s3: {}, s4: {}, s5: {}, s6: {}}\n"
               "  transitions:\n"
               "    s1: {s6: {rate: 0.000000001 per year}, s2: {rate: 0.9 per year}}\n"
               "    s2: {s1: {rate: 0.3 per year}, s3: {rate: 0.5 per year}}\n"
               "    s3: {s1: {rate: 0.1 per year}, s2: {rate: 0.2 per year}, s4: {rate: 0.3 per year}}\n"
               "    s4: {s2: {rate: 0.1 per year}, s3: {rate: 0.25 per year}, s5: {rate: 0.1 per year}}\n"
               "    s5: {s3: {rate: 0.05 per year}, s4: {rate: 0.1 per year}}\n"
               "    s6: {s1: {rate: 3 per year}}\n");
  rift_path path, longer, other;
  for (uint64_t draw = 0; draw < 2000; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 30, &path);
    rift_escalation_path(f.sampler, draw, 0, 90, &longer);
    rift_escalation_path(more.sampler, draw, 0, 30, &other);
    assert_true(longer.count >= path.count && other.count == path.count);
    for (size_t i = 0; i < path.count; i++) {
      assert_true(path.steps[i].stage == longer.steps[i].stage);
      assert_true(path.steps[i].from == longer.steps[i].from);
      assert_true(path.steps[i].from == other.steps[i].from && path.steps[i].from < 30);
    }
    assert_true(longer.count == path.count || longer.steps[path.count].from >= 30);
  }
  close_fixture(&f);
  close_fixture(&more);
}

/* Very fast exits: the path is cut where its steps end, and says so. */
static void too_many_steps_are_marked(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD "  stages: {a: {}, b: {}}\n"
                                "  transitions: {a: {b: {rate: 30 per day}}, b: {a: {rate: 30 per day}}}\n");
  rift_path path;
  rift_escalation_path(f.sampler, 3, 0, 36, &path);
  assert_true(path.cut && path.count == RIFT_PATH_STEPS_MAX);
  close_fixture(&f);
}

/* ---- measures ---- */

static void stages_switch_measures(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  covariates: {who: {alone: 0.5, eu: 0.5}}\n"
               "  stages: {calm: {}, storm: {}, flood: {}}\n"
               "  path:\n"
               "    - {stage: storm, at: 2 months}\n"
               "    - {stage: flood, at: 5 months}\n"
               "    - {stage: calm, at: 6 months}\n"
               "    - {stage: storm, at: 10 months}\n"
               "    - {stage: calm, at: 11 months}\n"
               "    - {stage: flood, at: 20 months}\n"
               "  measures:\n"
               "    magnets: {stages: [storm, flood], lag: 2 months, half_life: 3 months, permanent: 0.1 share}\n"
               "    listings: {stages: flood, when: {who: eu}, keep: true}\n");
  rift_path path;
  rift_episode episodes[RIFT_EPISODES_MAX];
  size_t with[2] = {0};
  for (uint64_t draw = 0; draw < 1000; draw++) {
    rift_escalation_path(f.sampler, draw, 0, 36, &path);
    /* two months late; the second storm is over before; the last never ends */
    assert_int_equal(rift_path_episodes(f.sampler, &path, 0, episodes), 2);
    assert_true(episodes[0].on == 4 && episodes[0].off == 6 && episodes[1].on == 22);
    assert_true(isinf(episodes[1].off));
    rift_fading fading = rift_path_fading(f.sampler, &path, 0);
    assert_true(fading.half_life == 3 && fading.permanent == 0.1);
    size_t count = rift_path_episodes(f.sampler, &path, 1, episodes);
    with[path.covariates[0]] += count;
    assert_int_equal(count, path.covariates[0]);
    assert_true(count == 0 || (episodes[0].on == 5 && isinf(episodes[0].off)));
    fading = rift_path_fading(f.sampler, &path, 1);
    assert_true(fading.half_life == 0 && fading.permanent == 0);
  }
  assert_true(with[0] == 0 && with[1] > 400);
  close_fixture(&f);
}

/* ---- strata ---- */

static void strata_are_the_same_paths_weighted(void **state) {
  fixture f;
  open_fixture(&f, *state, chain);
  rift_strata strata;
  rift_strata_plan(&strata, f.sampler, 36, RIFT_STRATA_PILOT);
  double row[STAGES], total = 0, squares = 0, entered = 0;
  exponential(generator, 3, 0, row);
  assert_int_equal(strata.count, 5);
  for (size_t j = 0; j < STAGES; j++) {
    assert_share(strata.stage_probabilities[j], row[j], RIFT_STRATA_PILOT);
  }
  double weights[STAGES] = {0}, plain = 0;
  size_t draws[STAGES] = {0}, plain_count = 0;
  enum { DRAWS = 50000 };
  rift_path path;
  for (uint64_t draw = 0; draw < DRAWS; draw++) {
    double weight;
    assert_int_equal(rift_strata_path(&strata, f.sampler, draw, 120, &path, &weight, NULL), RIFT_OK);
    size_t stage = rift_path_stage_at(&path, 36);
    weights[stage] += weight;
    draws[stage]++;
    total += weight;
    squares += weight * weight;
    entered += stage == 4 ? path.steps[path.count - 1].from < 120 : 0;
  }
  for (size_t j = 0; j < STAGES; j++) {
    assert_int_equal(draws[j], DRAWS / STAGES);
    assert_true(fabs(weights[j] / total - strata.stage_probabilities[j]) < 1e-9);
  }
  assert_true(fabs(total / DRAWS - 1) < 1e-9);
  assert_true(total * total / squares < DRAWS && total * total / squares > DRAWS / 5.0);
  assert_true(entered == DRAWS / STAGES);
  /* Conditional on the end, the path is as among plain ones: share that began late. */
  size_t strata_late = 0;
  for (uint64_t draw = 0; draw < DRAWS; draw++) {
    double weight;
    assert_int_equal(rift_strata_path(&strata, f.sampler, draw, 37, &path, &weight, NULL), RIFT_OK);
    strata_late += rift_path_stage_at(&path, 36) == 3 && path.steps[1].from > 6;
    rift_escalation_path(f.sampler, draw, 0, 37, &path);
    plain_count += rift_path_stage_at(&path, 36) == 3;
    plain += rift_path_stage_at(&path, 36) == 3 && path.steps[1].from > 6;
  }
  double share = (double)strata_late / (DRAWS / STAGES), expected = plain / (double)plain_count;
  double error = sqrt(expected * (1 - expected) * (1 / (double)plain_count + STAGES / (double)DRAWS));
  assert_true(fabs(share - expected) < 4.5 * error);
  close_fixture(&f);
}

/* Ends rarer than one in a thousand join another stratum: their weight is not lost. */
static void rare_ends_join_others(void **state) {
  fixture f;
  open_fixture(&f, *state, HEAD
               "  stages: {calm: {}, storm: {final: true}, flood: {final: true}}\n"
               "  transitions: {calm: {storm: {rate: 1 per year}, flood: {rate: 0.0002 per year}}}\n");
  rift_strata strata;
  rift_strata_plan(&strata, f.sampler, 12, 100000);
  assert_int_equal(strata.count, 2);
  double sum = 0;
  uint32_t stages = 0;
  for (size_t i = 0; i < strata.count; i++) {
    sum += strata.items[i].probability;
    stages |= strata.items[i].stages;
  }
  assert_true(fabs(sum - 1) < 1e-12 && stages == 7);
  close_fixture(&f);
}

static int prepare(void **state) {
  static rift_economy economy;
  *state = &economy;
  return mkdtemp(folder) != NULL && scenario_economy_create(&economy) ? 0 : -1;
}

static int clean_up(void **state) {
  char path[512];
  scenario_economy_free(*state);
  snprintf(path, sizeof path, "%s/scenario.yaml", folder);
  unlink(path);
  return rmdir(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_matrix_exponential_is_the_reference),
      cmocka_unit_test(a_markov_chain_follows_its_matrix),
      cmocka_unit_test(covariates_multiply_hazards),
      cmocka_unit_test(dwell_times_have_their_distribution),
      cmocka_unit_test(the_earliest_of_competing_exits_wins),
      cmocka_unit_test(an_event_tree),
      cmocka_unit_test(a_fixed_path),
      cmocka_unit_test(paths_depend_on_nothing_else),
      cmocka_unit_test(too_many_steps_are_marked),
      cmocka_unit_test(stages_switch_measures),
      cmocka_unit_test(strata_are_the_same_paths_weighted),
      cmocka_unit_test(rare_ends_join_others),
  };
  return cmocka_run_group_tests_name("escalation_paths", tests, prepare, clean_up);
}
