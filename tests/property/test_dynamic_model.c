/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dynamic model from scenario to outcomes: nothing without a shock, critical inputs in closed form, stockpiles, carriers,
 * licences, the outcomes' definitions, what it needs of an economy. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/memory.h"
#include "montecarlo/run.h"
#include "support/tiny_folder.h"

#define INPUTS \
  "input,carrier_sector,user_region,user_sector,parameter,distribution,low,central,high,unit,year,source,status\n"
#define RATINGS "input_sector,using_sector,rating,unit,year,source,status\n"
#define END ",2023,made up,judgement\n"

/* Half of German car makers need magnets, all from China, and have 5.2 weeks of them. No input of the table binds. */
static const tiny_file tables[] = {
    {"inventories.csv", "sector,days,cv,unit,year,source,status\nC29,30,,day" END "C20,30,,day" END},
    {"criticality.csv", RATINGS "C20,C29,0,rating" END},
    {"critical_inputs.csv", INPUTS "magnets,C20,DEU,C29,dependence,point,,0.5,,share" END
                                   "magnets,C20,DEU,C29,china_share,point,,0.8,,share" END
                                   "magnets,C20,DEU,C29,stock,point,,5.2,,week" END
                                   "magnets,C20,DEU,C29,substitution_time,point,,9,,month" END}};

enum { WEEKS = 157, STEPS = 1095 };

typedef struct answer {
  double path[STEPS]; /* of gross output of the region and sector asked for, percent */
  double cum_1y, cum_3y, peak, stoppage, recovery;
  double worst; /* largest absolute outcome, weeks apart */
  size_t outcomes;
  rift_status status;
  rift_problems problems;
} answer;

typedef struct question {
  const char *region, *sector;
  const char *scenario; /* everything below `horizon` */
  const tiny_file *extra;
  const char *removed;
} question;

static void read_answer(answer *a, const question *q, const rift_model_info *info, const double *outcomes) {
  for (size_t o = 0; o < info->outcome_count; o++) {
    const rift_outcome *outcome = &info->outcomes[o];
    double value = outcomes[o * RIFT_LANES + 3];
    bool weeks = outcome->indicator == RIFT_STOPPAGE_WEEKS || outcome->indicator == RIFT_RECOVERY_WEEKS;
    a->worst = fabs(value) > a->worst && !weeks ? fabs(value) : a->worst;
    if (strcmp(outcome->region, q->region) != 0 || strcmp(outcome->sector, q->sector) != 0) {
      continue;
    }
    if (outcome->path_step > 0) {
      a->path[outcome->path_step - 1] = value;
    } else if (weeks) {
      *(outcome->indicator == RIFT_STOPPAGE_WEEKS ? &a->stoppage : &a->recovery) = value;
    } else if (outcome->indicator == RIFT_GROSS_OUTPUT) {
      double *to = strcmp(outcome->horizon, "peak") == 0 ? &a->peak : strcmp(outcome->horizon, "cum_1y") == 0 ? &a->cum_1y : &a->cum_3y;
      *to = value;
    }
  }
  a->outcomes = info->outcome_count;
}

static void put(const char *folder, const tiny_file *file) { tiny_put(folder, file->name, file->content, strlen(file->content)); }

static void ask(const question *q, answer *a) {
  char folder[TINY_PATH], path[2 * TINY_PATH], text[4096];
  rift_economy economy;
  rift_scenario scenario;
  rift_error error = {0};
  rift_run *run = NULL;
  memset(a, 0, sizeof *a);
  rift_problems_init(&a->problems);
  tiny_create(folder);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    put(folder, &tables[i]);
  }
  if (q->extra != NULL) {
    put(folder, q->extra);
  }
  if (q->removed != NULL) {
    tiny_remove_file(folder, q->removed);
  }
  snprintf(text, sizeof text, "rift: 1\nid: x\ntitle: x\neconomy: .\nhorizon: {start: 2027-01, months: 36}\n%s", q->scenario);
  tiny_put(folder, "x.yaml", text, strlen(text));
  snprintf(path, sizeof path, "%s/x.yaml", folder);
  assert_int_equal(rift_economy_read(&economy, folder, &a->problems, &error), RIFT_OK);
  if (rift_scenario_read(&scenario, path, &economy, NULL, 0, &a->problems, &error) != RIFT_OK) {
    rift_problems_write(&a->problems, stderr);
    fail();
  }
  a->status = rift_run_prepare(&run, &scenario, &economy, &rift_dynamic_model, 1, RIFT_DETAIL_NODES, &a->problems, &error);
  if (a->status == RIFT_OK) {
    const rift_model_info *info = rift_run_model_info(run);
    double *outcomes = rift_allocate_doubles(info->outcome_count * RIFT_LANES);
    rift_probe probe = {.outcomes = outcomes};
    assert_int_equal(rift_run_probe(run, 0, &probe, &error), RIFT_OK);
    read_answer(a, q, info, outcomes);
    free(outcomes);
  }
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

#define ASK(a, region_, sector_, text) ask(&(question){.region = region_, .sector = sector_, .scenario = text}, a)
#define MAGNETS(fields) "models: {dynamic: {}}\nmeasures:\n  - {id: m, instrument: critical_input_cut, input: magnets, from: CHN, to: DEU, source: test, " fields "}\n"

static void done(answer *a) { rift_problems_free(&a->problems); }

/* 1e-10 percent: 1e-12 of base. Sizes of zero in every channel, the solver run in full. */
static void zero_sizes_change_nothing(void **state) {
  (void)state;
  static const char *const models[] = {"{dynamic: {}}", "{dynamic: {input_function: ario, orders: capacity_weighted}}",
                                       "{dynamic: {step: day, rationing: proportional}}"};
  for (size_t i = 0; i < 3; i++) {
    char text[2048];
    answer a;
    snprintf(text, sizeof text,
             "models: %s\nmeasures:\n"
             "  - {id: cut, instrument: export_control, from: DEU, to: CHN, size: 0 share, source: test}\n"
             "  - {id: ban, instrument: import_ban, from: CHN, to: DEU, size: 0 share, source: test}\n"
             "  - {id: boycott, instrument: boycott, from: DEU, by: CHN, sectors: [C29], size: 0 share, source: test}\n"
             "  - {id: premium, instrument: demand_support, by: [DEU, CHN], sectors: [C29], size: 0 share, source: test}\n"
             "  - {id: plant, instrument: capacity_loss, in: CHN, size: 0 share, source: test}\n"
             "  - {id: m, instrument: critical_input_cut, input: magnets, from: CHN, to: DEU, size: 0 share, source: test}\n",
             models[i]);
    ASK(&a, "DEU", "autos", text);
    assert_int_equal(a.status, RIFT_OK);
    assert_true(a.outcomes > 100);
    assert_true(a.worst <= 1e-10);
    assert_true(a.stoppage <= 1e-10 && a.recovery == 0);
    done(&a);
  }
}

/* Supply falls to 1 - 0.8; stocks of 5.2 weeks fall by 0.8 a week and are gone after 6.5; then 1 - D (1 - 0.2) = 60 % of output
 * is left until the alternative delivers after 9 months (39.1 weeks). In the week of the turn half of the use is still in stock. From
 * then on output is the cap or less: households who lose income buy less, which also makes the way back slow. */
static void stocks_last_as_long_as_they_should(void **state) {
  (void)state;
  answer a;
  ASK(&a, "DEU", "autos", MAGNETS("size: 100 percent"));
  assert_int_equal(a.status, RIFT_OK);
  for (size_t week = 0; week < 6; week++) {
    assert_true(fabs(a.path[week]) <= 1e-9);
  }
  assert_true(fabs(a.path[6] - -20) <= 1e-9); /* half a week at 60 %: 0.4 left of 0.8 missing, times 0.5 */
  assert_true(a.path[7] <= -40 + 1e-9 && a.path[7] > -41);
  for (size_t week = 7; week < 39; week++) {
    assert_true(a.path[week] <= -40 + 1e-9 && a.path[week] > -50);
  }
  assert_true(a.path[52] > -20 && a.path[156] > a.path[52]);
  assert_true(a.stoppage <= 0.4 * (39.1 - 6.5) + 1e-9 && a.stoppage > 0.8 * 0.4 * (39.1 - 6.5));
  assert_true(a.recovery > 39);
  assert_true(a.peak <= -40 && a.peak > -50);
  double sum = 0;
  for (size_t week = 0; week < 52; week++) {
    sum += a.path[week] * 7 / 365;
  }
  sum += a.path[52] / 365; /* the year's last day */
  assert_true(fabs(a.cum_1y - sum) <= 1e-9);
  done(&a);
}

/* 36 months end within the 157th week: what begins then or later is not looked at. */
static void nothing_after_the_horizon_counts(void **state) {
  (void)state;
  static const char *const starts[] = {"36 months", "36.05 months", "60 months"};
  for (size_t i = 0; i < 3; i++) {
    char text[512];
    answer a;
    snprintf(text, sizeof text, "models: {dynamic: {}}\nmeasures:\n  - {id: cut, instrument: export_control, from: DEU, to: CHN, size: 60 percent, start: %s, source: test}\n", starts[i]);
    ASK(&a, "DEU", "autos", text);
    assert_int_equal(a.status, RIFT_OK);
    assert_true(a.worst == 0 && a.stoppage == 0 && a.recovery == 0);
    done(&a);
  }
}

/* Eight weeks more, at 0.8 a week less: ten weeks later, and as much less lost. */
static void a_stockpile_buys_its_weeks(void **state) {
  (void)state;
  answer with, without;
  ASK(&without, "DEU", "autos", MAGNETS("size: 100 percent"));
  ASK(&with, "DEU", "autos", MAGNETS("size: 100 percent") "stockpiles:\n  - {input: magnets, in: DEU, size: 8 weeks, source: test}\n");
  assert_true(fabs(with.path[15]) <= 1e-9);
  assert_true(fabs(with.path[16] - -20) <= 1e-9);
  assert_true(with.path[17] <= -40 + 1e-9 && with.path[17] > -41);
  double saved = without.stoppage - with.stoppage; /* at most ten weeks of 0.4 */
  assert_true(saved <= 4 + 1e-9 && saved > 3);
  done(&with);
  done(&without);
}

/* Licences for 75 % at once after two months leave a quarter of the cut: supply is 1 - 0.25 * 0.8, and what is licensed grows by
 * a quarter: + 0.25 * 0.8 * 0.75; half of what is missing of 0.95 is output. */
static void licences_bring_deliveries_back(void **state) {
  (void)state;
  answer a;
  ASK(&a, "DEU", "autos", MAGNETS("size: 100 percent, delay: 2 months, approval: 75 percent"));
  assert_true(a.path[7] <= -40 + 1e-9 && a.path[7] > -41);
  assert_true(a.path[20] <= -2.5 + 1e-9 && a.path[20] > -15);
  done(&a);
}

/* A cut of the carrier's flows takes the input with them, once: both together as one of the larger share. */
static void the_carrier_takes_the_input_with_it(void **state) {
  (void)state;
  static const char carrier[] =
      "models: {dynamic: {}}\nmeasures:\n  - {id: c, instrument: export_control, from: CHN, to: DEU, sectors: [C20], use: intermediate, size: 100 percent, source: test}\n";
  static const char both[] =
      "models: {dynamic: {}}\nmeasures:\n  - {id: c, instrument: export_control, from: CHN, to: DEU, sectors: [C20], use: intermediate, size: 100 percent, source: test}\n"
      "  - {id: m, instrument: critical_input_cut, input: magnets, from: CHN, to: DEU, size: 50 percent, source: test}\n";
  answer a, b;
  ASK(&a, "DEU", "autos", carrier);
  ASK(&b, "DEU", "autos", both);
  assert_true(a.path[7] <= -40 + 1e-6 && a.path[7] > -42);
  for (size_t week = 0; week < WEEKS; week++) {
    assert_true(fabs(a.path[week] - b.path[week]) <= 1e-12);
  }
  done(&a);
  done(&b);
}

/* A buyer's ban on the carrier does what it does without any critical input: nobody bans what stops its own plants. */
static void a_buyers_ban_lets_the_input_in(void **state) {
  (void)state;
  static const char ban[] =
      "models: {dynamic: {}}\nmeasures:\n  - {id: c, instrument: import_ban, from: CHN, to: DEU, sectors: [C20], use: intermediate, size: 100 percent, source: test}\n";
  static const tiny_file harmless = {"critical_inputs.csv", INPUTS
                                     "magnets,C20,DEU,C29,dependence,point,,0,,share" END "magnets,C20,DEU,C29,china_share,point,,0.8,,share" END
                                     "magnets,C20,DEU,C29,stock,point,,5.2,,week" END "magnets,C20,DEU,C29,substitution_time,point,,9,,month" END};
  question q = {.region = "DEU", .sector = "autos", .extra = &harmless, .scenario = ban};
  answer with, without;
  ASK(&with, "DEU", "autos", ban);
  ask(&q, &without);
  assert_true(with.status == RIFT_OK && without.status == RIFT_OK);
  for (size_t week = 0; week < WEEKS; week++) {
    assert_true(fabs(with.path[week] - without.path[week]) <= 1e-12);
  }
  done(&with);
  done(&without);
}

/* Two inputs are cut apart: what stops one does not stop the other's users. */
static void inputs_are_told_apart(void **state) {
  (void)state;
  static const tiny_file two = {"critical_inputs.csv", INPUTS
                                "magnets,C20,DEU,C29,dependence,point,,0.5,,share" END "magnets,C20,DEU,C29,china_share,point,,0.8,,share" END
                                "magnets,C20,DEU,C29,stock,point,,5.2,,week" END "magnets,C20,DEU,C29,substitution_time,point,,9,,month" END
                                "salts,C20,DEU,C20,dependence,point,,0.5,,share" END "salts,C20,DEU,C20,china_share,point,,0.5,,share" END
                                "salts,C20,DEU,C20,stock,point,,0,,week" END "salts,C20,DEU,C20,substitution_time,point,,3,,month" END};
  question q = {.region = "DEU", .sector = "autos", .extra = &two,
                .scenario = MAGNETS("size: 0 percent") "  - {id: s, instrument: critical_input_cut, input: salts, from: CHN, to: DEU, size: 100 percent, source: test}\n"};
  answer cars, salts;
  ask(&q, &cars);
  /* The tiny economy's groups: C20 stands as green_tech. */
  q.sector = "green_tech";
  ask(&q, &salts);
  assert_true(fabs(salts.path[0] - -25) <= 1e-9); /* no stock: 1 - 0.5 * 0.5 at once */
  assert_true(cars.path[4] > -5);
  assert_true(cars.status == RIFT_OK && salts.status == RIFT_OK);
  done(&cars);
  done(&salts);
}

/* Cut for good, exports fall by the share that goes there; plants keep working for waiting orders only while buyers look elsewhere. */
static void a_cut_reaches_the_seller(void **state) {
  (void)state;
  answer control, ban;
  ASK(&control, "DEU", "autos", "models: {dynamic: {}}\nmeasures:\n  - {id: c, instrument: export_control, from: DEU, to: CHN, sectors: [C29], size: 100 percent, source: test}\n");
  ASK(&ban, "DEU", "autos", "models: {dynamic: {}}\nmeasures:\n  - {id: c, instrument: import_ban, from: DEU, to: CHN, sectors: [C29], size: 100 percent, source: test}\n");
  /* 35 of 100 go to China (30 to households, 5 as inputs). */
  assert_true(fabs(control.path[0] - -35) <= 1e-9);
  assert_true(fabs(ban.path[0] - -35) <= 1e-9);
  assert_true(control.cum_1y < -30 && ban.cum_1y < -30);
  done(&control);
  done(&ban);
}

#define SUPPORT(by, size) "  - {id: s, instrument: demand_support, by: " by ", sectors: [C29], size: " size ", source: test}\n"

/* Of 100 German cars 50 go to households at home and 30 to Chinese ones. What is supported of a flow is what measures leave of it:
 * half of it 1.4 times makes 21 of 30; of nothing 1.4 times is nothing. Idle plants serve support at once. */
static void support_meets_what_measures_leave(void **state) {
  (void)state;
  static const char boycott[] = "models: {dynamic: {}}\nmeasures:\n"
      "  - {id: b, instrument: boycott, from: DEU, by: CHN, sectors: [C29], size: 50 percent, source: test}\n" SUPPORT("CHN", "40 percent");
  static const char banned[] = "models: {dynamic: {}}\nmeasures:\n"
      "  - {id: b, instrument: import_ban, from: DEU, to: CHN, sectors: [C29], size: 100 percent, source: test}\n" SUPPORT("CHN", "40 percent");
  static const char home[] = "models: {dynamic: {}}\nmeasures:\n"
      "  - {id: b, instrument: import_ban, from: DEU, to: CHN, sectors: [C29], size: 100 percent, source: test}\n" SUPPORT("DEU", "50 percent");
  answer a;
  ASK(&a, "DEU", "autos", boycott);
  assert_true(fabs(a.path[0] - -9) <= 1e-9);
  done(&a);
  ASK(&a, "DEU", "autos", banned);
  assert_true(fabs(a.path[0] - -35) <= 1e-9);
  done(&a);
  ASK(&a, "DEU", "autos", home);
  assert_true(fabs(a.path[0] - -10) <= 1e-9);
  done(&a);
}

static bool says(const answer *a, const char *words) {
  for (size_t i = 0; i < a->problems.count; i++) {
    if (a->problems.items[i].severity == RIFT_ERROR && strstr(a->problems.items[i].message, words) != NULL) {
      return true;
    }
  }
  return false;
}

/* What the economy lacks is told, with what to do. */
static void what_is_missing_is_told(void **state) {
  (void)state;
  static const char measures[] = "measures:\n  - {id: c, instrument: import_ban, from: DEU, to: CHN, size: 10 percent, source: test}\n";
  char text[512];
  answer a;
  snprintf(text, sizeof text, "models: {dynamic: {}}\n%s", measures);
  question q = {.region = "DEU", .sector = "autos", .scenario = text, .removed = "criticality.csv"};
  ask(&q, &a);
  assert_int_equal(a.status, RIFT_INVALID);
  assert_true(says(&a, "criticality.csv"));
  done(&a);
  q.removed = "inventories.csv";
  ask(&q, &a);
  assert_int_equal(a.status, RIFT_INVALID);
  assert_true(says(&a, "models.dynamic.inventory_days"));
  done(&a);
  snprintf(text, sizeof text, "models: {dynamic: {inventory_days: 20}}\n%s", measures);
  ask(&q, &a);
  assert_int_equal(a.status, RIFT_OK);
  done(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(zero_sizes_change_nothing),      cmocka_unit_test(stocks_last_as_long_as_they_should),
      cmocka_unit_test(nothing_after_the_horizon_counts),
      cmocka_unit_test(a_stockpile_buys_its_weeks),     cmocka_unit_test(licences_bring_deliveries_back),
      cmocka_unit_test(the_carrier_takes_the_input_with_it), cmocka_unit_test(a_buyers_ban_lets_the_input_in), cmocka_unit_test(inputs_are_told_apart),
      cmocka_unit_test(a_cut_reaches_the_seller),       cmocka_unit_test(support_meets_what_measures_leave), cmocka_unit_test(what_is_missing_is_told)};
  return cmocka_run_group_tests_name("dynamic model", tests, NULL, NULL);
}
