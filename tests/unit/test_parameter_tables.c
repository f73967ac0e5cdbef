/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The optional tables of an economy: what they mean, what outranks what, and every fault at its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/economy.h"
#include "economy/table_errors.h"
#include "support/tiny_folder.h"

#define THETA "sector,theta,sd,distribution,source_value,concept,conversion,unit,year,source,status\n"
#define STOCKS "sector,days,cv,unit,year,source,status\n"
#define RATINGS "input_sector,using_sector,rating,unit,year,source,status\n"
#define TARIFFS "importer,exporter,sector,rate,unit,year,source,status\n"
#define INPUTS \
  "input,carrier_sector,user_region,user_sector,parameter,distribution,low,central,high,unit,year,source,status\n"
#define ERRORS "id,exporter,importer,sector,distribution,low,central,high,unit,year,source,status\n"
#define SECTOR "region,sector,parameter,input,distribution,low,central,high,unit,year,source,status\n"
#define CONSUMPTION "group,sector,share,unit,year,source,status\n"
#define END ",2023,made up,judgement\n"
#define PACKAGE "{\"year\": 2014, \"unit\": \"million USD\", \"sector_files\": [\"autos.csv\"]}\n"

#define MAGNETS                                                   \
  "magnets,C20,all,C29,dependence,pert,0.2,0.5,0.9,share" END     \
  "magnets,C20,all,C29,china_share,uniform,0.8,,0.95,share" END   \
  "magnets,C20,all,C29,stock,lognormal,4,8,16,week" END           \
  "magnets,C20,all,C29,substitution_time,point,,18,,month" END

typedef struct opened {
  char folder[TINY_PATH];
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_status status;
} opened;

static void open_with(opened *o, const tiny_file *files, size_t count) {
  tiny_create(o->folder);
  for (size_t i = 0; i < count; i++) {
    tiny_put(o->folder, files[i].name, files[i].content, strlen(files[i].content));
  }
  rift_problems_init(&o->problems);
  o->status = rift_economy_read(&o->economy, o->folder, &o->problems, &o->error);
}

static void close_opened(opened *o) {
  rift_economy_free(&o->economy);
  rift_problems_free(&o->problems);
  tiny_destroy(o->folder);
}

#define OPEN(o, files) open_with(o, files, sizeof files / sizeof files[0])

static void expect_fine(opened *o) {
  if (o->status != RIFT_OK || o->problems.errors > 0) {
    rift_problems_write(&o->problems, stderr);
    fail();
  }
}

/* A lognormal with mean 8 and sd 4 has sigma^2 = log(1 + 1/4) and mu = log 8 - sigma^2 / 2. */
static void elasticities_match_their_moments(void **state) {
  (void)state;
  static const tiny_file files[] = {
      {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,none,elasticity" END "C20,25,,point,25,c,none,elasticity" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  const rift_quantity *autos = &o.economy.trade_elasticities[0];
  assert_string_equal(autos->id, "C29.theta");
  assert_true(fabs(autos->distribution.b - sqrt(log(1.25))) < 1e-14);
  assert_true(fabs(autos->distribution.a - (log(8) - log(1.25) / 2)) < 1e-14);
  assert_true(autos->distribution.low == 0.5 && autos->distribution.high == 30);
  assert_true(o.economy.trade_elasticities[1].distribution.kind == RIFT_POINT);
  assert_true(o.economy.trade_elasticities[1].distribution.a == 25);
  assert_ptr_equal(rift_economy_quantity(&o.economy, "C29.theta"), autos);
  assert_null(rift_economy_quantity(&o.economy, "C99.theta"));
  close_opened(&o);
}

static void stocks_ratings_and_tariffs_are_read(void **state) {
  (void)state;
  static const tiny_file files[] = {{"inventories.csv", STOCKS "C29,20,0.5,day" END "C20,0,,day" END},
                                    {"criticality.csv", RATINGS "C20,C29,0.5,rating" END},
                                    {"tariffs.csv", TARIFFS "CHN,DEU,C29,0.25,ad_valorem" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  const rift_economy *e = &o.economy;
  assert_int_equal(e->inventory_of[0], e->inventory_of[2]);
  const rift_distribution *d = &e->inventories[e->inventory_of[0]].distribution;
  assert_true(d->kind == RIFT_LOGNORMAL && fabs(exp(d->a) - 20) < 1e-12);
  /* The coefficient of variation of a lognormal: sqrt(exp(sigma^2) - 1). */
  assert_true(fabs(sqrt(exp(d->b * d->b) - 1) - 0.5) < 1e-14);
  assert_true(e->criticality[1 * 2 + 0] == 0.5 && e->criticality[0] == 0);
  assert_true(e->tariffs[(1 * 2 + 0) * 2 + 0] == 0.25 && e->tariffs[(0 * 2 + 1) * 2 + 0] == 0);
  close_opened(&o);
}

/* 5 % and 95 % of a lognormal lie 1.6449 sigma from its median. */
static void critical_inputs_make_uses(void **state) {
  (void)state;
  static const tiny_file files[] = {
      {"critical_inputs.csv", INPUTS MAGNETS "magnets,C20,CHN,C29,stock,point,,30,,week" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  assert_int_equal(o.economy.critical_use_count, 2);
  const rift_critical_use *german = &o.economy.critical_uses[0];
  const rift_critical_use *chinese = &o.economy.critical_uses[1];
  assert_int_equal(german->region_count, 1);
  assert_int_equal(german->regions[0], 0);
  assert_int_equal(german->carrier, 1);
  assert_string_equal(german->parameters[RIFT_STOCK]->id, "magnets.C29.stock");
  assert_true(fabs(german->parameters[RIFT_STOCK]->distribution.b - log(2) / 1.6448536269514722) < 1e-14);
  assert_string_equal(chinese->parameters[RIFT_STOCK]->id, "magnets.CHN.C29.stock");
  assert_ptr_equal(german->parameters[RIFT_DEPENDENCE], chinese->parameters[RIFT_DEPENDENCE]);
  close_opened(&o);
}

/* What a sector file says changes what the models read, and only there. */
static void a_sector_file_outranks_the_tables(void **state) {
  (void)state;
  static const tiny_file files[] = {
      {"datapackage.json", PACKAGE},
      {"critical_inputs.csv", INPUTS MAGNETS},
      {"inventories.csv", STOCKS "C29,20,,day" END},
      {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,none,elasticity" END},
      {"autos.csv", SECTOR "DEU,autos,stock,magnets,point,,12,,week" END "DEU,C29,inventory,,point,,5,,day" END
                           "DEU,C29,employment,,point,,700000,,persons" END
                           "DEU,C29,joint_venture_income,,point,,9,,million USD" END
                           "DEU,C29,trade_elasticity,,point,,3,,elasticity" END
                           "DEU,C29,sales_to_china,,uniform,0.35,,0.42,share of output" END
                           "DEU,C29,inputs_from_china,,uniform,0.5,,0.6,share of inputs" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  const rift_economy *e = &o.economy;
  assert_int_equal(e->critical_use_count, 2);
  assert_true(e->critical_uses[0].parameters[RIFT_STOCK]->distribution.a == 12);
  assert_true(e->critical_uses[1].parameters[RIFT_STOCK]->distribution.kind == RIFT_LOGNORMAL);
  assert_true(e->inventories[e->inventory_of[0]].distribution.a == 5);
  assert_true(e->inventories[e->inventory_of[2]].distribution.a == 20);
  assert_true(e->employment[0] == 700000);
  assert_true(e->affiliates[0].value_musd == 9 && e->affiliate_count == 1);
  assert_true(e->trade_elasticities[0].distribution.a == 3);
  /* The table sells 30 + 4 + 1 of 100 to China: 0.35 of output is factor 1, 0.42 is factor 1.2. */
  size_t factors[4];
  assert_int_equal(rift_economy_table_factors(e, 0, 1, 0, 4, factors), 1);
  const rift_quantity *factor = &e->table_factors[factors[0]];
  assert_string_equal(factor->id, "table.DEU.C29.sales_to_china");
  assert_true(fabs(factor->distribution.a - 1) < 1e-14 && fabs(factor->distribution.b - 1.2) < 1e-14);
  assert_int_equal(rift_economy_table_factors(e, 0, 1, 1, 4, factors), 0);
  /* 5 of the 23 inputs come from China: outside what the file says, so the reader is told. */
  assert_int_equal(o.problems.count, 1);
  assert_non_null(strstr(o.problems.items[0].message, "0.2174"));
  close_opened(&o);
}

static void factors_of_a_flow(void **state) {
  (void)state;
  static const tiny_file files[] = {
      {"datapackage.json", PACKAGE},
      {"autos.csv", SECTOR "DEU,C29,sales_to_china,,point,,0.35,,share of output" END},
      {"table_errors.csv", ERRORS "china,CHN,DEU,all,uniform,0.7,,1,factor" END "cars,all,all,autos,normal,0.9,1,1.1,factor" END
                                  "china,CHN,CHN,C20,uniform,0.7,,1,factor" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  size_t factors[4];
  assert_int_equal(o.economy.table_factor_count, 3);
  assert_int_equal(rift_economy_table_factors(&o.economy, 1, 0, 0, 4, factors), 2);
  assert_int_equal(factors[0], 0);
  assert_int_equal(factors[1], 1);
  assert_int_equal(rift_economy_table_factors(&o.economy, 1, 1, 1, 4, factors), 1);
  assert_int_equal(rift_economy_table_factors(&o.economy, 0, 0, 1, 4, factors), 0);
  /* The sector file stands alone on its flow. */
  assert_int_equal(rift_economy_table_factors(&o.economy, 0, 1, 0, 4, factors), 1);
  assert_int_equal(factors[0], 2);
  close_opened(&o);
}

static void consumption_groups_are_read(void **state) {
  (void)state;
  static const tiny_file files[] = {{"consumption.csv", CONSUMPTION "cars,C29,0.75,share" END "other,C29,0.25,share" END "other,C20,1,share" END}};
  opened o;
  OPEN(&o, files);
  expect_fine(&o);
  assert_int_equal(o.economy.consumption_groups.count, 2);
  assert_true(o.economy.consumption_shares[0] == 0.75 && o.economy.consumption_shares[1] == 0);
  assert_true(o.economy.consumption_shares[2] == 0.25 && o.economy.consumption_shares[3] == 1);
  close_opened(&o);
}

/* One table with a fault in its last line; the fault is at the first place of `needle` in that line. */
typedef struct fault {
  const char *name, *content, *needle, *fragment;
} fault;

static const fault faults[] = {
    {"trade_elasticities.csv", THETA "C99,8,4,lognormal,8,c,n,elasticity" END, "C99", "did you mean"},
    {"trade_elasticities.csv", THETA "C29,0,4,lognormal,8,c,n,elasticity" END, "0,4", "above 0"},
    {"trade_elasticities.csv", THETA "C29,-4,4,lognormal,8,c,n,elasticity" END, "-4", "without its sign"},
    {"trade_elasticities.csv", THETA "C29,8,0,lognormal,8,c,n,elasticity" END, "0,l", "sd is 0"},
    {"trade_elasticities.csv", THETA "C29,8,,lognormal,8,c,n,elasticity" END, ",lognormal", "is empty"},
    {"trade_elasticities.csv", THETA "C29,8,4,gamma,8,c,n,elasticity" END, "gamma", "point or lognormal"},
    {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,n,percent" END, "percent", "'elasticity'"},
    {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,n,elasticity,2023,,read\n", ",read", "no source"},
    {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,n,elasticity,soon,x,read\n", "soon", "the year is 'soon'"},
    {"trade_elasticities.csv", THETA "C29,8,4,lognormal,8,c,n,elasticity,2023,x,recalled\n", "recalled", "read, derived, judgement or assumption"},
    {"trade_elasticities.csv", THETA "C29,8,,point,8,c,n,elasticity" END "C29,9,,point,8,c,n,elasticity" END, "C29", "further up"},
    {"inventories.csv", STOCKS "C29,-1,0.5,day" END, "-1", "0 or more"},
    {"inventories.csv", STOCKS "C29,20,-0.5,day" END, "-0.5", "coefficient of variation"},
    {"inventories.csv", STOCKS "C29,20,0.5,week" END, "week", "'day'"},
    {"criticality.csv", RATINGS "C20,C29,1.5,rating" END, "1.5", "0 (never binds) to 1"},
    {"criticality.csv", RATINGS "C20,C29,1,rating" END "C20,C29,0,rating" END, "C20", "further up"},
    {"tariffs.csv", TARIFFS "CHN,DEU,C29,-1,ad_valorem" END, "-1", "above -1"},
    {"tariffs.csv", TARIFFS "CHN,DEU,C29,25,percent" END, "percent", "0.1 is a tariff of 10 %"},
    {"tariffs.csv", TARIFFS "CHN,CHN,C29,0.1,ad_valorem" END, "CHN,C29", "no tariff at home"},
    {"tariffs.csv", TARIFFS "CHN,FRA,C29,0.1,ad_valorem" END, "FRA", "unknown region 'FRA'"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,weight,point,,1,,share" END, "weight", "expected dependence"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,stock,point,,1,,month" END, "month", "'week'"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,dependence,pert,0.5,0.2,0.9,share" END, "0.5", "not in order"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,dependence,uniform,0.5,0.6,0.9,share" END, "0.6", "has no 'central'"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,dependence,pert,0.5,0.7,1.9,share" END, "1.9", "outside the range"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,stock,lognormal,0,3,9,week" END, "0,3", "above 0"},
    {"critical_inputs.csv", INPUTS "magnets,C20,all,C29,stock,point,,3,,week" END, "magnets", "has no substitution_time"},
    {"critical_inputs.csv", INPUTS MAGNETS "magnets,C20,BOTH,C29,stock,point,,3,,week" END "magnets,C20,BOTH,C29,stock,point,,4,,week" END, "magnets", "already"},
    {"critical_inputs.csv", INPUTS "magnets,C99,all,C29,stock,point,,3,,week" END, "C99", "sector 'C99'"},
    {"critical_inputs.csv", INPUTS "magnets,C20,Europe,C29,stock,point,,3,,week" END, "Europe", "region or group"},
    {"consumption.csv", CONSUMPTION "cars,C29,0.75,share" END "other,C29,0.5,share" END, "0.5", "add up to 1.25"},
    {"consumption.csv", CONSUMPTION "cars,C29,0,share" END, "0,s", "above 0"},
    {"consumption.csv", CONSUMPTION "cars,C29,50,percent" END, "percent", "'share'"},
    {"consumption.csv", CONSUMPTION "cars,C29,0.2,share" END "cars,C29,0.2,share" END, "C29", "add the two up"},
    {"table_errors.csv", ERRORS "cars,DEU,CHN,C29,normal,0.9,1,1.1,share" END, "share", "'factor'"},
    {"table_errors.csv", ERRORS "cars,DEU,CHN,C29,uniform,0,,1.1,factor" END, "0,,", "above 0"},
    {"table_errors.csv", ERRORS "cars,DEU,CHN,C29,point,,1,,factor" END "cars,DEU,CHN,C20,point,,2,,factor" END, "point", "rows of one id share one draw"},
    {"table_errors.csv", ERRORS "cars,DEU,CHN,C77,point,,1,,factor" END, "C77", "sector or group"}};

static void check_fault(const fault *f) {
  opened o;
  tiny_file file = {f->name, f->content};
  open_with(&o, &file, 1);
  long line = 0;
  const char *last = f->content;
  for (const char *at = f->content; *at != '\0'; at++) {
    line += *at == '\n';
    last = *at == '\n' && at[1] != '\0' ? at + 1 : last;
  }
  const char *needle = strstr(last, f->needle);
  assert_non_null(needle);
  bool found = false;
  for (size_t i = 0; i < o.problems.count; i++) {
    const rift_problem *p = &o.problems.items[i];
    found = found || (p->severity == RIFT_ERROR && p->line == line && p->column == needle - last + 1 &&
                      strstr(p->message, f->fragment) != NULL);
  }
  if (o.status != RIFT_INVALID || !found) {
    rift_problems_write(&o.problems, stderr);
    fail_msg("%s: status %d; expected %ld:%ld %s", f->content, (int)o.status, line, (long)(needle - last + 1), f->fragment);
  }
  close_opened(&o);
}

static void every_fault_is_reported_at_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    check_fault(&faults[i]);
  }
}

static const fault sector_faults[] = {
    {"autos.csv", SECTOR "DEU,C29,sale_to_china,,point,,0.3,,share of output" END, "sale_to_china", "did you mean 'sales_to_china'"},
    {"autos.csv", SECTOR "DEU,C29,sales_to_china,,point,,0.3,,share" END, "share", "'share of output'"},
    {"autos.csv", SECTOR "CHN,C29,sales_to_china,,point,,0.3,,share of output" END, "sales", "other than the row's own"},
    {"autos.csv", SECTOR "DEU,C29,stock,,point,,3,,week" END, ",point", "is empty"},
    {"autos.csv", SECTOR "DEU,C29,stock,magnets,point,,3,,week" END, "DEU", "has no substitution_time"},
    {"autos.csv", SECTOR "DEU,C29,inventory,,point,,3,,day" END "DEU,C29,inventory,,point,,4,,day" END, "inventory", "further up"},
    {"autos.csv", SECTOR "FRA,C29,inventory,,point,,3,,day" END, "FRA", "unknown region"}};

static void faults_of_sector_files_too(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof sector_faults / sizeof sector_faults[0]; i++) {
    const fault *f = &sector_faults[i];
    opened o;
    const tiny_file files[] = {{"datapackage.json", PACKAGE}, {f->name, f->content}};
    OPEN(&o, files);
    bool found = false;
    for (size_t p = 0; p < o.problems.count; p++) {
      found = found || (o.problems.items[p].severity == RIFT_ERROR && strstr(o.problems.items[p].file, "autos.csv") != NULL &&
                        o.problems.items[p].line >= 2 && strstr(o.problems.items[p].message, f->fragment) != NULL);
    }
    if (o.status != RIFT_INVALID || !found) {
      rift_problems_write(&o.problems, stderr);
      fail_msg("%s: status %d; expected %s", f->content, (int)o.status, f->fragment);
    }
    close_opened(&o);
  }
  opened o;
  const tiny_file missing = {"datapackage.json", PACKAGE};
  open_with(&o, &missing, 1);
  assert_int_equal(o.status, RIFT_INVALID);
  close_opened(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(elasticities_match_their_moments),  cmocka_unit_test(stocks_ratings_and_tariffs_are_read),
      cmocka_unit_test(critical_inputs_make_uses),         cmocka_unit_test(a_sector_file_outranks_the_tables),
      cmocka_unit_test(consumption_groups_are_read), cmocka_unit_test(factors_of_a_flow),                 cmocka_unit_test(every_fault_is_reported_at_its_place),
      cmocka_unit_test(faults_of_sector_files_too),
  };
  return cmocka_run_group_tests_name("parameter tables", tests, NULL, NULL);
}
