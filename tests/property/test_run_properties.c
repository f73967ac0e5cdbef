/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run promises beyond its model: the same bytes at any number of threads, longer runs that begin like shorter ones,
 * draws that belong to their quantity alone, and an end in good order when it cannot go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "montecarlo/run.h"
#include "support/toy.h"

enum { R = 3, S = 5, SEED = 42 };

static char folder[] = "/tmp/rift-run-XXXXXX";

static const char base_text[] =
    "measures:\n"
    "  - {id: controls, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26],\n"
    "     size: {dist: pert, min: 0.2, mode: 0.5, max: 0.9, unit: share, source: test},\n"
    "     start: {dist: uniform, min: 0, max: 8, unit: month, source: test}}\n"
    "  - {id: boycott, instrument: boycott, from: [DEU], by: [CHN], sectors: [C29],\n"
    "     size: {dist: beta, mean: 0.3, sd: 0.1, unit: share, source: test}}\n"
    "  - {id: duty, instrument: tariff, kind: increase, from: [CHN], to: [DEU, FRA], sectors: [C26, C29],\n"
    "     size: {dist: lognormal, median: 0.2, sigma: 0.4, unit: ad_valorem, source: test}}\n";
static const char more_text[] =
    "  - {id: another, instrument: import_ban, from: [CHN], to: [DEU], sectors: [C20],\n"
    "     size: {dist: uniform, min: 0, max: 1, unit: share, source: test}}\n";
static const char correlation_text[] = "correlation:\n  - {a: controls.size, b: duty.size, rho: 0.6, source: test}\n";

/* A prepared run and what came of it. */
typedef struct outcome_of_run {
  rift_economy economy;
  rift_scenario scenario;
  rift_run *run;
  rift_result result;
  rift_status status;
  rift_error error;
} outcome_of_run;

static rift_run_options options_for(uint64_t draws, int threads) {
  return (rift_run_options){.draws = draws, .seed = SEED, .threads = threads, .detail = RIFT_DETAIL_FOCUS, .spill_folder = folder};
}

static void prepare(outcome_of_run *o, const char *more, const char *id) {
  char text[4096];
  rift_problems problems;
  memset(o, 0, sizeof *o);
  snprintf(text, sizeof text, "%s%s%s", base_text, more, correlation_text);
  toy_economy(&o->economy, R, S, 7);
  assert_int_equal(toy_scenario(&o->scenario, &o->economy, "{static: {}}", text), RIFT_OK);
  free(o->scenario.id);
  o->scenario.id = rift_copy_text(id);
  rift_problems_init(&problems);
  assert_int_equal(rift_run_prepare(&o->run, &o->scenario, &o->economy, &rift_static_model, SEED, RIFT_DETAIL_FOCUS, &problems, &o->error), RIFT_OK);
  rift_problems_free(&problems);
}

static void execute(outcome_of_run *o, const rift_run_options *options) {
  memset(&o->error, 0, sizeof o->error);
  o->status = rift_run_execute(o->run, options, &o->result, &o->error);
}

static void simulate(outcome_of_run *o, const char *more, const char *id, uint64_t draws, int threads) {
  prepare(o, more, id);
  rift_run_options options = options_for(draws, threads);
  execute(o, &options);
  assert_int_equal(o->status, RIFT_OK);
}

static void release(outcome_of_run *o) {
  rift_result_free(&o->result);
  rift_run_destroy(o->run);
  rift_scenario_free(&o->scenario);
  rift_economy_free(&o->economy);
}

static size_t columns_of(const rift_result *result) { return result->stored_count + result->variate_count; }

static double *column(const rift_result *result, size_t position) {
  rift_error error;
  double *values = rift_allocate_doubles((size_t)result->draws);
  assert_int_equal(rift_store_read(result->store, position, values, &error), RIFT_OK);
  return values;
}

/* The first `draws` of every column, byte by byte. */
static void assert_same_columns(const rift_result *one, const rift_result *other, uint64_t draws) {
  assert_int_equal(columns_of(one), columns_of(other));
  for (size_t c = 0; c < columns_of(one); c++) {
    double *a = column(one, c);
    double *b = column(other, c);
    assert_memory_equal(a, b, draws * sizeof *a);
    free(a);
    free(b);
  }
}

static void the_same_bytes_at_any_number_of_threads(void **state) {
  (void)state;
  static const int threads[] = {2, 3, 8};
  enum { DRAWS = 2 * RIFT_BLOCK + 77 };
  outcome_of_run alone, together;
  simulate(&alone, "", "alone", DRAWS, 1);
  for (size_t i = 0; i < 3; i++) {
    simulate(&together, "", "together", DRAWS, threads[i]);
    assert_same_columns(&alone.result, &together.result, DRAWS);
    assert_memory_equal(alone.result.moments, together.result.moments, alone.result.outcome_count * sizeof(rift_moments));
    release(&together);
  }
  release(&alone);
}

static void a_longer_run_begins_like_a_shorter_one(void **state) {
  (void)state;
  static const uint64_t lengths[] = {1, 1507, RIFT_BLOCK + 13};
  static const uint64_t factors[] = {10, 10, 3};
  for (size_t i = 0; i < 3; i++) {
    outcome_of_run brief, longer;
    simulate(&brief, "", "brief", lengths[i], 2);
    simulate(&longer, "", "longer", factors[i] * lengths[i], 2);
    assert_same_columns(&brief.result, &longer.result, lengths[i]);
    release(&brief);
    release(&longer);
  }
}

/* The draws of a quantity, by its id. */
static double *draws_of(const rift_result *result, const char *id) {
  for (size_t v = 0; v < result->variate_count; v++) {
    if (strcmp(result->variate_ids[v], id) == 0) {
      return column(result, result->stored_count + v);
    }
  }
  fail_msg("no draws of %s", id);
  return NULL;
}

/* One more measure, and another scenario id: each quantity keeps its draws, correlated ones too. */
static void draws_belong_to_their_quantity(void **state) {
  (void)state;
  enum { DRAWS = 1000 };
  outcome_of_run base, more;
  simulate(&base, "", "base", DRAWS, 1);
  simulate(&more, more_text, "more", DRAWS, 1);
  assert_true(base.result.variate_count >= 5);
  assert_true(more.result.variate_count == base.result.variate_count + 1);
  for (size_t v = 0; v < base.result.variate_count; v++) {
    double *a = draws_of(&base.result, base.result.variate_ids[v]);
    double *b = draws_of(&more.result, base.result.variate_ids[v]);
    assert_memory_equal(a, b, DRAWS * sizeof *a);
    assert_true(a[0] != a[1]);
    free(a);
    free(b);
  }
  release(&base);
  release(&more);
}

/* Long double sums over all draws at once have no rounding to speak of; blocks in double err by some 1e-14. */
static void moments_are_those_of_the_columns(void **state) {
  (void)state;
  enum { DRAWS = 2 * RIFT_BLOCK + 345 };
  outcome_of_run o;
  simulate(&o, "", "moments", DRAWS, 2);
  for (size_t c = 0; c < o.result.stored_count; c++) {
    double *values = column(&o.result, c);
    long double sum = 0;
    long double squares = 0;
    for (size_t i = 0; i < DRAWS; i++) {
      sum += (long double)values[i];
    }
    for (size_t i = 0; i < DRAWS; i++) {
      long double deviation = (long double)values[i] - sum / DRAWS;
      squares += deviation * deviation;
    }
    const rift_moments *m = &o.result.moments[c];
    assert_true(m->n == DRAWS && m->failed == 0);
    assert_true(fabs(m->mean - (double)(sum / DRAWS)) <= 1e-12 * fabs(m->mean));
    assert_true(fabs(m->m2 - (double)squares) <= 1e-12 * m->m2);
    free(values);
  }
  assert_true(o.result.failed == 0);
  release(&o);
}

static bool folder_is_empty(void) {
  DIR *listing = opendir(folder);
  size_t entries = 0;
  while (readdir(listing) != NULL) {
    entries++;
  }
  closedir(listing);
  return entries == 2; /* itself and its parent */
}

static volatile sig_atomic_t stop;
static uint64_t seen;

static void stop_at_first_block(void *context, uint64_t done, uint64_t draws, const rift_outcome *headline,
                                const rift_moments *moments) {
  (void)context;
  (void)draws;
  (void)headline;
  (void)moments;
  seen = done;
  stop = 1;
}

static void an_interrupted_run_leaves_nothing_behind(void **state) {
  (void)state;
  outcome_of_run o;
  prepare(&o, "", "stopped");
  for (int early = 0; early < 2; early++) {
    for (int threads = 1; threads <= 3; threads++) {
      rift_run_options options = options_for(40 * RIFT_BLOCK, threads);
      options.stop = &stop;
      options.progress = stop_at_first_block;
      stop = early;
      seen = 0;
      execute(&o, &options);
      assert_int_equal(o.status, RIFT_INTERRUPTED);
      assert_true(early ? seen == 0 : seen > 0 && seen < 40 * RIFT_BLOCK);
      assert_non_null(strstr(o.error.message, "'stopped'"));
      assert_null(o.result.store);
      assert_true(folder_is_empty());
    }
  }
  release(&o);
}

static void a_missing_spill_folder_is_named(void **state) {
  (void)state;
  outcome_of_run o;
  prepare(&o, "", "lost");
  rift_run_options options = options_for(100, 2);
  options.spill_folder = "/tmp/rift-no-such-folder/inside";
  execute(&o, &options);
  assert_int_equal(o.status, RIFT_FAILED);
  assert_non_null(strstr(o.error.message, "/tmp/rift-no-such-folder/inside/lost.static.draws"));
  release(&o);
}

/* A file may grow to 100 kB only, as on a disk that is nearly full: the write that fails is an error with a sentence. */
static void a_full_disk_is_an_error_with_a_sentence(void **state) {
  (void)state;
  outcome_of_run o;
  struct rlimit before, tight;
  prepare(&o, "", "full");
  rift_run_options options = options_for(5 * RIFT_BLOCK, 3);
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  tight = before;
  tight.rlim_cur = 100000;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
  execute(&o, &options);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(o.status, RIFT_FAILED);
  assert_non_null(strstr(o.error.message, "cannot write the draws to"));
  assert_non_null(strstr(o.error.message, "full.static.draws"));
  assert_true(folder_is_empty());
  execute(&o, &options); /* with room again, the same run goes through */
  assert_int_equal(o.status, RIFT_OK);
  release(&o);
}

/* Energy costs that in some draws leave no prices: those draws are not numbers in any column, and they are counted. */
static void failed_draws_are_counted(void **state) {
  (void)state;
  enum { DRAWS = RIFT_BLOCK + 500 };
  outcome_of_run o;
  simulate(&o,
           "  - {id: gas, instrument: energy_cost, in: DEU, sectors: [A, C20, C26, C28, C29],\n"
           "     size: {dist: lognormal, median: 4, sigma: 1, unit: ad_valorem, source: test}}\n",
           "failing", DRAWS, 2);
  bool *failed = rift_allocate(DRAWS, sizeof *failed);
  uint64_t count = 0;
  for (size_t c = 0; c < o.result.stored_count; c++) {
    double *values = column(&o.result, c);
    for (size_t i = 0; i < DRAWS; i++) {
      count += c == 0 && isnan(values[i]);
      failed[i] = c == 0 ? isnan(values[i]) : failed[i];
      assert_true(isnan(values[i]) == failed[i]);
    }
    free(values);
  }
  assert_true(count > DRAWS / 100 && count < DRAWS);
  assert_true(o.result.failed == count);
  for (size_t c = 0; c < o.result.outcome_count; c++) {
    assert_true(o.result.moments[c].failed == count && o.result.moments[c].n == DRAWS - count);
    assert_true(isfinite(o.result.moments[c].mean));
  }
  free(failed);
  release(&o);
}

static int set_up(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state) {
  (void)state;
  return rmdir(folder); /* fails if a run left anything in it */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_bytes_at_any_number_of_threads), cmocka_unit_test(a_longer_run_begins_like_a_shorter_one),
      cmocka_unit_test(draws_belong_to_their_quantity),          cmocka_unit_test(moments_are_those_of_the_columns),
      cmocka_unit_test(an_interrupted_run_leaves_nothing_behind), cmocka_unit_test(a_missing_spill_folder_is_named),
      cmocka_unit_test(a_full_disk_is_an_error_with_a_sentence), cmocka_unit_test(failed_draws_are_counted)};
  return cmocka_run_group_tests_name("runs", tests, set_up, tear_down);
}
