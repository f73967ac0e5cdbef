/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws are solved from their first measure on, sorted by it, and not at all where none begins in time. None of that may
 * change a result: every draw is compared with the same model solved from month 0, neighbours as they come. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/solving.h"

/* Percent: 1e-12 of base, as for the zero shock: what is skipped is a zero shock. */
static const double tolerance = 1e-10;

typedef struct fixture {
  rift_economy economy;
  rift_scenario scenario;
  rift_run *run;
  rift_drawn drawn;
  rift_solving solving;
  size_t outcomes;
} fixture;

static void open_fixture(fixture *f, const rift_model_kind *kind, const rift_setting *settings, size_t setting_count) {
  rift_problems problems;
  rift_error error = {0};
  memset(f, 0, sizeof *f);
  rift_problems_init(&problems);
  if (rift_economy_read(&f->economy, "data/economy", &problems, &error) != RIFT_OK ||
      rift_scenario_read(&f->scenario, "scenarios/escalation.yaml", &f->economy, settings, setting_count, &problems, &error) !=
          RIFT_OK ||
      rift_run_prepare(&f->run, &f->scenario, &f->economy, kind, 1, RIFT_DETAIL_FOCUS, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fail_msg("%s", error.message);
  }
  rift_problems_free(&problems);
  f->outcomes = f->run->info->outcome_count;
  assert_true(rift_drawn_init(&f->drawn, f->run) && rift_solving_init(&f->solving, f->run, 1));
  assert_int_equal(rift_run_draw(f->run, 0, &f->drawn, &error), RIFT_OK);
}

static void close_fixture(fixture *f) {
  rift_drawn_free(&f->drawn);
  rift_solving_free(&f->solving);
  rift_run_destroy(f->run);
  rift_scenario_free(&f->scenario);
  rift_economy_free(&f->economy);
}

static double *solved(fixture *f, size_t count) {
  double *values = rift_allocate_doubles(f->outcomes * RIFT_SAMPLER_CHUNK);
  const rift_solve_request request = {.chunk_count = 1, .drawn = &f->drawn, .count = count, .outcome_count = f->outcomes};
  assert_non_null(values);
  rift_solve_drawn(f->run, &request, &f->solving, values);
  return values;
}

/* Largest difference to solving the first draws in full. */
static double distance(fixture *f, const double *values, size_t count) {
  double worst = 0;
  for (size_t at = 0; at < count; at += RIFT_LANES) {
    rift_run_realise_at(f->run, &f->drawn, at, &f->solving.room);
    f->solving.room.batch.begins = NULL;
    f->run->kind->solve(f->run->model, &f->solving.room.batch, f->solving.workspace, f->solving.batch);
    for (size_t i = 0; i < f->outcomes * RIFT_LANES; i++) {
      double difference = values[i / RIFT_LANES * RIFT_SAMPLER_CHUNK + at + i % RIFT_LANES] - f->solving.batch[i];
      worst = fabs(difference) > worst ? fabs(difference) : worst;
    }
  }
  return worst;
}

static size_t idle_draws(const fixture *f, size_t count) {
  size_t idle = 0;
  for (size_t i = 0; i < count; i++) {
    idle += !(f->drawn.begins[i] < f->run->watched);
  }
  return idle;
}

static void weeks_before_the_first_measure_are_the_base(void **state) {
  (void)state;
  enum { DRAWS = 96 };
  fixture f;
  open_fixture(&f, &rift_dynamic_model, NULL, 0);
  double *values = solved(&f, DRAWS);
  size_t idle = idle_draws(&f, DRAWS);
  assert_true(idle > 2 && idle < DRAWS / 2); /* both kinds are there */
  assert_true(distance(&f, values, DRAWS) <= tolerance);
  free(values);
  close_fixture(&f);
}

static void days_start_late_as_weeks_do(void **state) {
  (void)state;
  static const rift_setting settings[] = {{"models.dynamic.step", "day"}};
  fixture f;
  open_fixture(&f, &rift_dynamic_model, settings, 1);
  double *values = solved(&f, RIFT_LANES);
  assert_true(distance(&f, values, RIFT_LANES) <= tolerance);
  free(values);
  close_fixture(&f);
}

/* With one pathway alone a draw starts with the first measure on it, perhaps later than with all. */
static void a_pathway_alone_starts_with_its_own_measures(void **state) {
  (void)state;
  fixture f;
  open_fixture(&f, &rift_dynamic_model, NULL, 0);
  double *values = rift_allocate_doubles(f.outcomes * RIFT_SAMPLER_CHUNK);
  assert_non_null(values);
  uint32_t pathways = rift_shock_plan_pathways(f.run->plan);
  size_t solved_alone = 0, later = 0;
  for (uint32_t bit = 1; bit != 0 && bit <= pathways; bit <<= 1) {
    double all[RIFT_LANES];
    const rift_solve_request request = {
        .chunk_count = 1, .drawn = &f.drawn, .count = RIFT_LANES, .pathways = bit, .outcome_count = f.outcomes};
    if ((pathways & bit) == 0) {
      continue;
    }
    rift_run_find_begins(f.run, 0, &f.drawn);
    memcpy(all, f.drawn.begins, sizeof all);
    rift_run_find_begins(f.run, bit, &f.drawn);
    for (size_t i = 0; i < RIFT_LANES; i++) {
      assert_true(f.drawn.begins[i] >= all[i]);
      later += f.drawn.begins[i] > all[i] && f.drawn.begins[i] < f.run->watched;
    }
    rift_solve_drawn(f.run, &request, &f.solving, values);
    assert_true(distance(&f, values, RIFT_LANES) <= tolerance); /* the room keeps the pathway */
    solved_alone++;
  }
  assert_true(solved_alone > 3 && later > 0);
  free(values);
  close_fixture(&f);
}

/* Bytes: a policy that leaves a draw as it is must find exactly the same outcome beside other neighbours. */
static void no_draw_depends_on_its_neighbours(void **state) {
  (void)state;
  fixture f;
  open_fixture(&f, &rift_dynamic_model, NULL, 0);
  double *many = solved(&f, 64);
  double *few = solved(&f, 13);
  size_t moved = 0;
  for (size_t o = 0; o < f.outcomes; o++) {
    assert_memory_equal(many + o * RIFT_SAMPLER_CHUNK, few + o * RIFT_SAMPLER_CHUNK, 13 * sizeof *many);
    moved += few[o * RIFT_SAMPLER_CHUNK] != few[o * RIFT_SAMPLER_CHUNK + 1];
  }
  assert_true(moved > 100);
  free(many);
  free(few);
  close_fixture(&f);
}

static void draws_without_a_measure_in_time_are_exactly_the_base(void **state) {
  static const rift_model_kind *const kinds[] = {&rift_static_model, &rift_equilibrium_model, &rift_dynamic_model};
  (void)state;
  for (size_t k = 0; k < 3; k++) {
    fixture f;
    open_fixture(&f, kinds[k], NULL, 0);
    double *values = solved(&f, 64);
    size_t others = 0;
    for (size_t i = 0; i < 64 * f.outcomes; i++) {
      size_t draw = i % 64;
      double value = values[i / 64 * RIFT_SAMPLER_CHUNK + draw];
      if (f.drawn.begins[draw] >= f.run->watched) {
        assert_true(value == 0);
      } else {
        others += value != 0;
      }
    }
    assert_true(idle_draws(&f, 64) > 0 && others > 1000);
    /* Solved, those draws say the same; equilibrium stops at 1e-9 in logs, which leaves up to ten times that. */
    assert_true(distance(&f, values, 64) <= (k == 1 ? 1e-6 : tolerance));
    free(values);
    close_fixture(&f);
  }
}

/* The control must be solved: only the clock counts, and its measures begin at once. */
static void sizes_of_zero_begin_all_the_same(void **state) {
  (void)state;
  rift_setting settings[] = {{"measures.listings-germany.size", "0 share"}, {"measures.listings-eu.size", "0 share"}};
  fixture with, without;
  open_fixture(&with, &rift_static_model, NULL, 0);
  open_fixture(&without, &rift_static_model, settings, 2);
  assert_memory_equal(with.drawn.begins, without.drawn.begins, sizeof with.drawn.begins);
  close_fixture(&with);
  close_fixture(&without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(weeks_before_the_first_measure_are_the_base),
      cmocka_unit_test(days_start_late_as_weeks_do),
      cmocka_unit_test(a_pathway_alone_starts_with_its_own_measures),
      cmocka_unit_test(no_draw_depends_on_its_neighbours),
      cmocka_unit_test(draws_without_a_measure_in_time_are_exactly_the_base),
      cmocka_unit_test(sizes_of_zero_begin_all_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
