/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an escalation: what is meant must arrive, and every fault must be told where it stands. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "scenario/experts.h"
#include "scenario/scenario.h"
#include "support/scenario_economy.h"
#include "support/scenario_text.h"

#define MEASURES                                                                                   \
  "measures:\n"                                                                                    \
  "  - {id: listings, instrument: export_control, from: CHN, to: DEU, size: 0.5 share, source: s}\n" \
  "  - {id: magnets, instrument: trade_cost, from: CHN, to: EU, size: 0.2 ad_valorem, source: s}\n"

static char folder[] = "/tmp/rift-escalation-XXXXXX";

/* Takes the mark @ out; its place is where the fault is. */
static void write_marked(const char *text, char path[512], long *line, long *column) {
  char plain[8192];
  size_t at = 0;
  long row = 1, position = 1;
  *line = *column = 0;
  for (const char *c = text; *c != '\0' && at < sizeof plain - 1; c++) {
    if (*c == '@') {
      *line = row;
      *column = position;
      continue;
    }
    plain[at++] = *c;
    position = *c == '\n' ? 1 : position + 1;
    row += *c == '\n';
  }
  plain[at] = '\0';
  write_text(folder, "scenario.yaml", plain, path);
}

static rift_status read_text(const char *text, const rift_economy *economy, rift_scenario *scenario,
                             rift_problems *problems, long *line, long *column) {
  char path[512];
  rift_problems_init(problems);
  write_marked(text, path, line, column);
  return rift_scenario_read(scenario, path, economy, NULL, 0, problems, NULL);
}

static const char whole[] = SCENARIO_HEAD MEASURES
    "experts:\n"
    "  weights: equal\n"
    "escalation:\n"
    "  source: judgement\n"
    "  covariates:\n"
    "    coordination: {alone: 0.4, eu: 0.4, eu_us: 0.2}\n"
    "    posture: {denial: 0.5, retaliation: 0.5}\n"
    "  stages:\n"
    "    protest:\n"
    "    targeted: {title: Targeted sanctions}\n"
    "    embargo: {dwell: {dist: uniform, min: 2, max: 4, unit: month}, next: {protest: 0.25, broad: 0.75}}\n"
    "    broad: {final: true}\n"
    "  begin: targeted\n"
    "  transitions:\n"
    "    protest:\n"
    "      targeted: {rate: 0.9 per year, lag: 1 month}\n"
    "    targeted:\n"
    "      protest: {word: very likely, within: 2 years}\n"
    "      embargo:\n"
    "        rate: {experts: {a: [0.6, 1.2, 2.4], b: [1.2, 2.4, 4.8]}, unit: per year}\n"
    "        when: {coordination: [eu, eu_us]}\n"
    "        multiply: {posture: {retaliation: 1.5}}\n"
    "      broad: {dwell: {dist: lognormal, median: 24, sigma: 0.5, unit: month}, source: own}\n"
    "  measures:\n"
    "    magnets: {stages: [embargo, broad], lag: 2 weeks, half_life: 6 months, permanent: 10 percent, keep: true}\n"
    "    listings: {stages: targeted, when: {posture: denial}}\n";

static void everything_arrives(void **state) {
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  rift_status status = read_text(whole, *state, &scenario, &problems, &line, &column);
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
  }
  assert_int_equal(status, RIFT_OK);
  const rift_escalation *e = &scenario.escalation;
  assert_true(e->given && e->covariate_count == 2 && e->stage_count == 4 && e->begin == 1);
  assert_true(e->covariates[0].probabilities[2] == 0.2);
  assert_string_equal(e->covariates[0].values[1], "eu");
  assert_string_equal(e->stages[1].title, "Targeted sanctions");
  assert_true(e->stages[3].final && e->stages[3].exit_count == 0);
  assert_true(e->stages[2].branches && e->stages[2].next[0] == 0.25 && e->stages[2].next[3] == 0.75);
  assert_string_equal(e->stages[2].dwell.id, "escalation.embargo.dwell");
  const rift_exit *out = e->stages[0].exits;
  assert_string_equal(out->id, "escalation.protest.targeted");
  assert_string_equal(out->time.id, "escalation.protest.targeted.rate");
  assert_true(out->kind == RIFT_EXIT_RATE && fabs(out->time.distribution.a - 0.075) < 1e-15);
  assert_true(out->lag.distribution.a == 1 && out->condition.when[0] == UINT32_MAX);
  out = e->stages[1].exits;
  assert_true(e->stages[1].exit_count == 3 && out[0].kind == RIFT_EXIT_PROBABILITY);
  assert_true(out[0].within == 24 && out[0].time.distribution.a == 0.8);
  assert_true(out[0].time.distribution.b == 0.95 && out[0].to == 0);
  assert_string_equal(out[0].time.source, "judgement");
  assert_true(out[1].condition.when[0] == 6 && out[1].multiply[1][1] == 1.5);
  assert_true(out[1].multiply[1][0] == 1 && out[1].time.distribution.kind == RIFT_PIECEWISE);
  assert_true(out[2].kind == RIFT_EXIT_DWELL && out[2].to == 3);
  assert_string_equal(out[2].time.source, "own");
  assert_true(e->switch_count == 2 && e->switches[0].measure == 1 && e->switches[0].stages == 12);
  assert_true(e->switches[0].keep && e->switches[0].half_life.given);
  assert_true(e->switches[0].permanent.distribution.a == 0.1);
  assert_string_equal(e->switches[0].lag.id, "escalation.magnets.lag");
  assert_true(e->switches[1].stages == 2 && e->switches[1].condition.when[1] == 1);
  assert_int_equal(problems.errors, 0);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

/* Equal weights: at each point the mean of the two experts' cumulative shares. By hand at 1.2 per
 * year: a has 0.5, b 0.05; range 0.6 - 0.42 = 0.18 to 4.8 + 0.42. */
static void answers_are_mixed(void **state) {
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  assert_int_equal(read_text(whole, *state, &scenario, &problems, &line, &column), RIFT_OK);
  const rift_distribution *d = &scenario.escalation.stages[1].exits[1].time.distribution;
  assert_int_equal(d->value_count, 6); /* 0.18 0.6 1.2 2.4 4.8 5.22, two coincide twice */
  assert_true(fabs(d->values[0] - 0.18 / 12) < 1e-15 && fabs(d->values[5] - 5.22 / 12) < 1e-15);
  assert_true(fabs(d->values[2] - 0.1) < 1e-15);
  assert_true(fabs(d->weights[2] - (0.5 + 0.05) / 2) < 1e-14);
  assert_true(fabs(d->weights[3] - (0.95 + 0.5) / 2) < 1e-14);
  /* at 0.6: a 0.05; b 0.05 (0.6 - 0.18) / (1.2 - 0.18) */
  assert_true(fabs(d->weights[1] - (0.05 + 0.05 * 0.42 / 1.02) / 2) < 1e-14);
  assert_true(d->weights[0] == 0 && d->weights[5] == 1);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

static const char cooke[] = SCENARIO_HEAD
    "experts:\n"
    "  weights: cooke\n"
    "  cutoff: 0.05\n"
    "  seeds:\n"
    "    q1: {realised: 5, answers: {good: [2, 4, 8], bad: [6, 7, 8]}}\n"
    "    q2: {realised: 3, answers: {good: [2, 4, 8], bad: [6, 7, 8]}}\n"
    "measures:\n"
    "  - id: m\n"
    "    instrument: export_control\n"
    "    from: CHN\n"
    "    to: DEU\n"
    "    size: {experts: {good: [0.2, 0.4, 0.6], bad: [0.7, 0.8, 0.9]}, unit: share, source: s}\n";

/* `good` hits each inner bin once, s = (0, 1/2, 1/2, 0): divergence ln(1 / 0.9), x = 4 ln(1 / 0.9) =
 * 0.42144, calibration P(chi2_3 > 0.42144) = 0.935778 (by quadrature of the density). `bad` has both answers below
 * its 5 % quantile: x = 4 ln 20, p-value 0.0074, below the cut-off: only `good` counts. */
static void seed_questions_give_weights(void **state) {
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  assert_int_equal(read_text(cooke, *state, &scenario, &problems, &line, &column), RIFT_OK);
  const rift_distribution *d = &scenario.measures[0].size.distribution;
  assert_int_equal(d->value_count, 5);
  assert_true(d->values[1] == 0.2 && d->values[3] == 0.6 && d->weights[2] == 0.5);
  assert_true(fabs(d->values[0] - 0.16) < 1e-15 && fabs(d->values[4] - 0.64) < 1e-15);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
  /* 7.815 and 11.345 are the 5 % and 1 % points of the tables. */
  assert_true(fabs(rift_chi_squared_3_tail(7.814728) - 0.05) < 1e-7);
  assert_true(fabs(rift_chi_squared_3_tail(11.344867) - 0.01) < 1e-7);
  assert_true(rift_chi_squared_3_tail(0) == 1);
}

/* With a lower cut-off both count, by calibration times information. */
static void both_experts_by_their_scores(void **state) {
  char text[sizeof cooke];
  memcpy(text, cooke, sizeof cooke);
  memcpy(strstr(text, "0.05\n"), "0.00\n", 5);
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  assert_int_equal(read_text(text, *state, &scenario, &problems, &line, &column), RIFT_OK);
  const rift_distribution *d = &scenario.measures[0].size.distribution;
  double good_calibration = rift_chi_squared_3_tail(4 * log(1 / 0.9));
  double bad_calibration = rift_chi_squared_3_tail(4 * log(20));
  /* q1, q2: range 2 to 8 and a tenth of 6 beyond; widths over 7.2. */
  const double p[] = {0.05, 0.45, 0.45, 0.05};
  const double good_width[] = {0.6, 2, 4, 0.6}, bad_width[] = {4.6, 1, 1, 0.6};
  double good = 0, bad = 0;
  for (int k = 0; k < 4; k++) {
    good += p[k] * log(p[k] * 7.2 / good_width[k]);
    bad += p[k] * log(p[k] * 7.2 / bad_width[k]);
  }
  double weight = good_calibration * good / (good_calibration * good + bad_calibration * bad);
  assert_true(fabs(good_calibration - 0.935778) < 1e-6 && weight > 0.9 && weight < 1);
  size_t at = 0;
  while (d->values[at] < 0.6) {
    at++;
  }
  double low = 0.2 - 0.07; /* of the common range 0.13 to 0.97 */
  double expected = weight * 0.95 + (1 - weight) * 0.05 * (0.6 - low) / (0.7 - low);
  assert_true(fabs(d->weights[at] - expected) < 1e-12);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

#define STAGES "  stages: {calm: {}, storm: {}}\n"
#define BACK "    storm: {calm: {rate: 1 per year, source: s}}\n"
#define HEAD SCENARIO_HEAD MEASURES "escalation:\n"
#define HEAD_ALL HEAD "  source: s\n" STAGES "  transitions:\n"

typedef struct fault {
  const char *text;
  const char *fragment;
} fault;

static const fault faults[] = {
    /* times at or below zero */
    {HEAD_ALL "    calm: {storm: {rate: @0 per year}}\n" BACK, "a rate is greater than 0"},
    {HEAD_ALL "    calm: {storm: {rate: @-2 per year}}\n" BACK, "a rate is greater than 0"},
    {HEAD_ALL "    calm: {storm: {rate: @{dist: uniform, min: -1, max: 2, unit: per year}}}\n" BACK,
     "a rate is greater than 0"},
    {HEAD_ALL "    calm: {storm: {dwell: @0 months}}\n" BACK, "this time is greater than 0"},
    {HEAD_ALL "    calm: {storm: {dwell: @{dist: normal, mean: 3, sd: 1, unit: month}}}\n" BACK,
     "add truncate"},
    {HEAD_ALL "    calm: {storm: {rate: @0.5}}\n" BACK, "without a unit"},
    {HEAD_ALL "    calm: {storm: {rate: @0.5 month}}\n" BACK, "expected per day"},
    {HEAD_ALL "    calm: {storm: {probability: @0 percent, within: 1 year}}\n" BACK,
     "both excluded"},
    {HEAD_ALL "    calm: {storm: {probability: @100 percent, within: 1 year}}\n" BACK,
     "both excluded"},
    {HEAD_ALL "    calm: {storm: {probability: @0.4 share}}\n" BACK, "add 'within'"},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year, lag: @-1 month}}\n" BACK, "0 or more"},
    {HEAD_ALL "    calm: {storm: {word: @probabel, within: 1 year}}\n" BACK,
     "did you mean 'probable'?"},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year, within: @1 year}}\n" BACK, "leave it out"},
    {HEAD_ALL "    calm: {storm: @{rate: 1 per year, dwell: 3 months}}\n" BACK, "has several of"},
    {HEAD_ALL "    calm: {storm: @{lag: 3 months}}\n" BACK, "has none of"},
    {HEAD_ALL "    calm: {storm: {rat: 1 per year}}\n" BACK, NULL},
    /* names */
    {HEAD_ALL "    calm: {@strom: {rate: 1 per year}}\n    storm: {calm: {rate: 1 per year}}\n", NULL},
    {HEAD_ALL "    @clam: {storm: {rate: 1 per year}}\n" BACK, NULL},
    {HEAD_ALL "    calm: {@calm: {rate: 1 per year}, storm: {rate: 1 per year}}\n" BACK,
     "leads to itself"},
    {HEAD "  source: s\n" STAGES "  begin: @wind\n  transitions:\n    calm: {storm: {rate: 1 per year}}\n" BACK,
     "expected one of calm, storm"},
    /* probabilities */
    {HEAD "  source: s\n  covariates: {who: @{alone: 0.5, eu: 0.4}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, multiply: {who: {eu: 2}}}}\n" BACK,
     "add up to 0.9; they must add up to 1"},
    {HEAD "  source: s\n  covariates: {who: {alone: @1.5, eu: -0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, multiply: {who: {eu: 2}}}}\n" BACK, NULL},
    {HEAD "  source: s\n  covariates: {who: @{alone: 1}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year}}\n" BACK, "expected 2 to 8"},
    {HEAD "  source: s\n  stages: {calm: {dwell: 3 months, next: @{storm: 0.7}}, storm: {final: true}}\n",
     "after 'calm' add up to 0.7"},
    {HEAD "  source: s\n  stages: {calm: @{next: {storm: 1}}, storm: {final: true}}\n",
     "has no 'dwell'"},
    {HEAD "  source: s\n  stages: {calm: @{dwell: 2 months}, storm: {final: true}}\n", NULL},
    {HEAD "  source: s\n  stages: {calm: {dwell: 2 months, next: {@calm: 1}}, storm: {final: true}}\n",
     NULL},
    {HEAD "  source: s\n  stages: {calm: {dwell: 2 months, next: {storm: 1}}, storm: {final: true}}\n"
     "  transitions: {@calm: {storm: {rate: 1 per year}}}\n",
     "branches ('next'), and has transitions"},
    /* stages that cannot be reached or left */
    {HEAD "  source: s\n  stages: {calm: {}, storm: {}, @flood: {}}\n  transitions:\n"
     "    calm: {storm: {rate: 1 per year}}\n    storm: {calm: {rate: 1 per year}}\n"
     "    flood: {calm: {rate: 1 per year}}\n",
     "'flood' cannot be reached from 'calm'"},
    {HEAD "  source: s\n  stages: {calm: {}, @storm: {}}\n  transitions:\n"
     "    calm: {storm: {rate: 1 per year}}\n",
     "'storm' cannot be left"},
    {HEAD "  source: s\n  stages: {calm: {}, storm: {final: true}}\n  transitions:\n"
     "    calm: {storm: {rate: 1 per year}}\n    @storm: {calm: {rate: 1 per year}}\n",
     "'storm' is final, and has transitions"},
    {HEAD "  source: s\n  stages: @{calm: {}}\n", "expected 2 to 16"},
    {SCENARIO_HEAD MEASURES "escalation:\n  @source: s\n", "has no 'stages'"},
    /* covariates */
    {HEAD "  source: s\n  covariates: {@who: {alone: 0.5, eu: 0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year}}\n" BACK,
     "'who' has no effect"},
    {HEAD "  source: s\n  covariates: {@who: {alone: 0.5, eu: 0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, multiply: {who: {eu: 1}}}}\n" BACK,
     "'who' has no effect"},
    {HEAD "  source: s\n  covariates: {who: {alone: 0.5, eu: 0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, multiply: {who: {eu: @0}}}}\n" BACK,
     "is not above 0"},
    {HEAD "  source: s\n  covariates: {who: {alone: 0.5, eu: 0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, multiply: {who: {@uk: 2}}}}\n" BACK, NULL},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year, when: {@who: eu}}}\n" BACK,
     "there are no covariates"},
    {HEAD "  source: s\n  covariates: {who: {alone: 0.5, eu: 0.5}}\n" STAGES
     "  transitions:\n    calm: {storm: {rate: 1 per year, when: {who: @[]}}}\n" BACK,
     "the list of values is empty"},
    /* experts */
    {HEAD_ALL "    calm: {storm: {rate: {experts: {a: @[2, 1, 3]}, unit: per year}}}\n" BACK,
     "2, 1, 3 are not in ascending order"},
    {HEAD_ALL "    calm: {storm: {rate: {experts: {a: @[1, 3]}, unit: per year}}}\n" BACK,
     "has 2 numbers; expected three"},
    {HEAD_ALL "    calm: {storm: {rate: {experts: @{a: [-1, 1, 3]}, unit: per year}}}\n" BACK,
     "outside of what is possible"},
    {HEAD_ALL "    calm: {storm: {rate: {experts: {a: [1, 2, 3]}, @value: 2, unit: per year}}}\n" BACK,
     "has no key 'value'"},
    {SCENARIO_HEAD MEASURES "experts: @{weights: cooke}\n", "needs 'seeds'"},
    {SCENARIO_HEAD MEASURES "experts:\n  weights: cooke\n  seeds:\n"
     "    q1: {realised: 1, answers: {a: [1, 2, 3], b: [1, 2, 3]}}\n"
     "    q2: @{realised: 1, answers: {a: [1, 2, 3]}}\n",
     "'b' has no good answer to the seed question 'q2'"},
    {SCENARIO_HEAD MEASURES "experts:\n  weights: cooke\n  seeds:\n"
     "    q1: {realised: 1, answers: {a: @[3, 2, 1]}}\n", "not in ascending order"},
    {SCENARIO_HEAD MEASURES "experts:\n  weights: cooke\n  cutoff: 1\n  seeds:\n"
     "    @q1: {realised: 9, answers: {a: [1, 2, 3]}}\n", "no expert reaches the cut-off"},
    {SCENARIO_HEAD "experts:\n  weights: cooke\n  seeds:\n"
     "    q1: {realised: 2, answers: {a: [1, 2, 3]}}\n"
     "measures:\n  - id: m\n    instrument: export_control\n    from: CHN\n    to: DEU\n"
     "    source: s\n    size: {experts: {@ab: [0.1, 0.2, 0.3]}, unit: share}\n",
     "'ab' has not answered the seed questions; did you mean 'a'?"},
    /* measures and paths */
    {HEAD_ALL "    calm: {storm: {rate: 1 per year}}\n" BACK
     "  measures: {@magnet: {stages: storm}}\n", "did you mean 'magnets'?"},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year}}\n" BACK
     "  measures: {magnets: {stages: @strom}}\n", "did you mean 'storm'?"},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year}}\n" BACK
     "  measures: {magnets: @{lag: 2 weeks}}\n", "has no 'stages'"},
    {HEAD_ALL "    calm: {storm: {rate: 1 per year}}\n" BACK
     "  measures: {magnets: {stages: storm, half_life: @0 weeks}}\n", "greater than 0"},
    {HEAD "  source: s\n" STAGES "  path: @[]\n", "expected 1 to 32"},
    {HEAD "  source: s\n" STAGES "  path: [@{stage: storm}]\n", "has no 'at'"},
    {HEAD "  source: s\n" STAGES "  path:\n    - {stage: storm, at: 3 months}\n"
     "    - @{stage: calm, at: {dist: uniform, min: 2, max: 6, unit: month}}\n",
     "times must ascend in every draw"},
    {HEAD "  source: s\n" STAGES "  path: @[{stage: storm, at: 3 months}]\n"
     "  transitions:\n    calm: {storm: {rate: 1 per year}}\n" BACK, "keep one of the two"},
};

static bool is_told(const rift_problems *problems, const fault *f, long line, long column) {
  for (size_t i = 0; i < problems->count; i++) {
    const rift_problem *problem = &problems->items[i];
    if (problem->severity == RIFT_ERROR && (line == 0 || problem->line == line) &&
        (line == 0 || problem->column == column) &&
        (f->fragment == NULL || strstr(problem->message, f->fragment) != NULL)) {
      return true;
    }
  }
  return false;
}

static void every_fault_is_told_where_it_is(void **state) {
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    rift_scenario scenario;
    rift_problems problems;
    long line, column;
    rift_status status = read_text(faults[i].text, *state, &scenario, &problems, &line, &column);
    if (status != RIFT_INVALID || !is_told(&problems, &faults[i], line, column)) {
      wrong++;
      print_message("not told at %ld:%ld: %s\n%s", line, column,
                    faults[i].fragment == NULL ? "" : faults[i].fragment, faults[i].text);
      rift_problems_write(&problems, stderr);
    }
    if (status == RIFT_OK) {
      rift_scenario_free(&scenario);
    }
    rift_problems_free(&problems);
  }
  assert_int_equal(wrong, 0);
}

/* A number without a source is warned about, once for each. */
static void missing_sources_are_warned_about(void **state) {
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  assert_int_equal(read_text(HEAD STAGES "  transitions:\n"
                                         "    calm: {storm: {word: likely, within: 1 year}}\n" BACK,
                             *state, &scenario, &problems, &line, &column),
                   RIFT_OK);
  assert_int_equal(problems.warnings, 1);
  assert_non_null(strstr(problems.items[0].message, "whose judgement"));
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

/* A fixed path needs no transitions, and no stage must lead on. */
static void a_fixed_path(void **state) {
  rift_scenario scenario;
  rift_problems problems;
  long line, column;
  assert_int_equal(read_text(HEAD "  source: s\n" STAGES
                                  "  path: [{stage: storm, at: 3 months}, {stage: calm, at: 1 year}]\n",
                             *state, &scenario, &problems, &line, &column),
                   RIFT_OK);
  const rift_escalation *e = &scenario.escalation;
  assert_true(e->path_count == 2 && e->path[0].stage == 1 && e->path[1].at.distribution.a == 12);
  assert_string_equal(e->path[1].at.id, "escalation.path.2");
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
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
      cmocka_unit_test(everything_arrives),
      cmocka_unit_test(answers_are_mixed),
      cmocka_unit_test(seed_questions_give_weights),
      cmocka_unit_test(both_experts_by_their_scores),
      cmocka_unit_test(every_fault_is_told_where_it_is),
      cmocka_unit_test(missing_sources_are_warned_about),
      cmocka_unit_test(a_fixed_path),
  };
  return cmocka_run_group_tests_name("escalation_scenario", tests, prepare, clean_up);
}
