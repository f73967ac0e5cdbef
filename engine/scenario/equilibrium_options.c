/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/equilibrium_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/parameter_tables.h"
#include "scenario/merge.h"
#include "scenario/quantity.h"
#include "scenario/relative.h"

/* A quantity of the options: its key, and what is drawn without it. */
typedef struct entry {
  const char *key, *id;
  rift_dimension dimension;
  rift_distribution_kind kind;
  double a, b;
  const char *source;
} entry;

enum { UPPER, MATERIALS, CONSUMPTION, MOBILITY, SHORT_RUN, SPEED, LEVEL };

/* Substitution and mobility as in Caliendo & Parro (2015). theta(h): chosen so that a cut-off of West from East on data of 2011
 * gives Germany the published losses of about 5, 4 and 1.5 percent in the first months, the first year and the long run.
 * The level: sector estimates of one study err together, and studies differ by about a third. */
static const entry entries[RIFT_EQUILIBRIUM_QUANTITIES] = {
    {"value_added_materials", "equilibrium.value_added_materials", RIFT_DIMENSION_ELASTICITY, RIFT_POINT, 1, 0, "Caliendo and Parro (2015): Cobb-Douglas"},
    {"materials", "equilibrium.materials", RIFT_DIMENSION_ELASTICITY, RIFT_POINT, 1, 0, "Caliendo and Parro (2015): Cobb-Douglas"},
    {"consumption", "equilibrium.consumption", RIFT_DIMENSION_ELASTICITY, RIFT_POINT, 1, 0, "Caliendo and Parro (2015): Cobb-Douglas"},
    {"mobility", "equilibrium.mobility", RIFT_DIMENSION_SHARE, RIFT_POINT, 1, 0, "Caliendo and Parro (2015): factors move freely between sectors"},
    {"short_run_elasticity", "equilibrium.theta_0", RIFT_DIMENSION_ELASTICITY, RIFT_LOGNORMAL, -0.16251892949777494, 0.25,
     "own calibration: median 0.85, to the published path of a cut-off of West from East"},
    {"elasticity_speed", "equilibrium.speed", RIFT_DIMENSION_SPEED, RIFT_UNIFORM, 0.3, 0.7, "own calibration: a half-life of one to two and a third years"},
    {"elasticity_level", "equilibrium.level", RIFT_DIMENSION_FACTOR, RIFT_LOGNORMAL, 0, 0.25, "judgement: sector estimates err together; studies differ by about a third"}};

static rift_quantity *quantity_at(rift_equilibrium_options *options, size_t index) {
  rift_quantity *const all[RIFT_EQUILIBRIUM_QUANTITIES] = {&options->value_added_materials, &options->materials, &options->consumption,
                                                           &options->mobility, &options->short_run, &options->speed, &options->level};
  return all[index];
}

const rift_quantity *rift_equilibrium_quantity(const rift_equilibrium_options *options, size_t index) {
  const rift_quantity *const all[RIFT_EQUILIBRIUM_QUANTITIES] = {&options->value_added_materials, &options->materials, &options->consumption,
                                                                 &options->mobility, &options->short_run, &options->speed, &options->level};
  return all[index];
}

void rift_equilibrium_options_default(rift_reader *reader, rift_equilibrium_options *options) {
  static const double months[] = {3, 12, 36, 120};
  options->horizon_count = sizeof months / sizeof months[0];
  memcpy(options->horizons, months, sizeof months);
  options->tolerance = 1e-9;
  reader->scenario->sector_count = reader->economy == NULL ? 0 : reader->economy->sector_count;
  for (size_t i = 0; i < RIFT_EQUILIBRIUM_QUANTITIES; i++) {
    rift_quantity *quantity = quantity_at(options, i);
    rift_quantity_default(reader, entries[i].id, entries[i].dimension, entries[i].a, quantity);
    quantity->distribution.kind = entries[i].kind;
    quantity->distribution.b = entries[i].b;
    free(quantity->source);
    quantity->source = rift_reader_copy(reader, entries[i].source);
  }
}

void rift_equilibrium_options_free(rift_equilibrium_options *options, size_t sector_count) {
  for (size_t i = 0; i < RIFT_EQUILIBRIUM_QUANTITIES; i++) {
    rift_quantity_free(quantity_at(options, i));
  }
  for (size_t s = 0; options->trade_elasticities != NULL && s < sector_count; s++) {
    rift_quantity_free(&options->trade_elasticities[s]);
  }
  free(options->trade_elasticities);
  memset(options, 0, sizeof *options);
}

static void read_horizons(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, "horizons")) {
    return;
  }
  if (node->count == 0 || node->count > RIFT_HORIZONS_MAX) {
    rift_reader_error(reader, node, "horizons holds %zu times; expected 1 to %d (leave the key out for the default)", node->count, RIFT_HORIZONS_MAX);
    return;
  }
  options->horizon_count = 0;
  for (size_t i = 0; i < node->count; i++) {
    rift_quantity time = {0};
    bool read = rift_quantity_read(reader, node->items[i], "horizons.horizon", RIFT_DIMENSION_POSITIVE_TIME, "an option", &time);
    double months = time.distribution.a;
    if (read && time.distribution.kind != RIFT_POINT) {
      rift_reader_error(reader, node->items[i], "a horizon is one time, like 1 year; it cannot be a distribution");
    } else if (read && options->horizon_count > 0 && !(months > options->horizons[options->horizon_count - 1])) {
      rift_reader_error(reader, node->items[i], "horizons must grow: %s is not after the one before", node->items[i]->text);
    } else if (read) {
      options->horizons[options->horizon_count++] = months;
    }
    rift_quantity_free(&time);
  }
}

/* A bare number is an elasticity (or a share of mobility): the key says so. */
static void read_quantity(rift_reader *reader, const rift_yaml_node *node, size_t index, rift_equilibrium_options *options) {
  rift_quantity *quantity = quantity_at(options, index);
  const entry *with = &entries[index];
  bool share = with->dimension == RIFT_DIMENSION_SHARE;
  double value = 0;
  if (node->kind != RIFT_YAML_SCALAR || strchr(node->text, ' ') != NULL) {
    rift_quantity_free(quantity);
    rift_quantity_read(reader, node, with->id, with->dimension, NULL, quantity);
    return;
  }
  if (!rift_reader_number(reader, node, with->key, &value)) {
    return;
  }
  if (share ? !(value >= 0 && value <= 1) : !(value > 0)) {
    rift_reader_error(reader, node, share ? "%s is %s; expected a share from 0 to 1" : "%s is %s; expected a number above 0", with->key, node->text);
    return;
  }
  quantity->distribution = (rift_distribution){.kind = RIFT_POINT, .a = value, .low = -HUGE_VAL, .high = HUGE_VAL};
  quantity->given = true;
}

static void read_substitution(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  static const char *const keys[] = {"value_added_materials", "materials", "consumption"};
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "substitution")) {
    return;
  }
  rift_reader_check_keys(reader, node, "substitution", keys, 3);
  for (size_t i = 0; i < 3; i++) {
    const rift_yaml_node *value = rift_yaml_find(node, keys[i]);
    if (value != NULL) {
      read_quantity(reader, value, i, options);
    }
  }
}

static void read_mobility(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  static const char *const words[] = {"specific", "mobile", "by_horizon"};
  bool word = node->kind == RIFT_YAML_SCALAR && node->text[0] >= 'a' && node->text[0] <= 'z';
  if (!word) {
    read_quantity(reader, node, MOBILITY, options);
    return;
  }
  size_t choice = rift_reader_choice(reader, node, "mobility", words, 3);
  options->mobility_by_horizon = choice == 2;
  options->mobility.distribution.a = choice == 0 ? 0 : 1;
  options->mobility.given = choice < 2;
}

/* Another table of elasticities than the economy's. */
static void read_table(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  const char *name = rift_reader_text(reader, node, "trade_elasticities");
  rift_error error = {0};
  if (name == NULL || reader->economy == NULL) {
    return;
  }
  char *path = rift_relative_resolve(reader->folder, name);
  rift_economy view = *reader->economy; /* codes are borrowed; only the table is new */
  view.trade_elasticities = NULL;
  if (path == NULL) {
    reader->memory_failed = true;
    return;
  }
  if (rift_economy_read_trade_elasticities(&view, path, reader->problems, &error) == RIFT_FAILED) {
    rift_reader_error(reader, node, "trade_elasticities: %s", error.message);
  }
  options->trade_elasticities = view.trade_elasticities;
  rift_scenario_add_file(reader, path);
  free(path);
}

static size_t read_choice(rift_reader *reader, const rift_yaml_node *node, const char *key, const char *const *names, size_t count) {
  const rift_yaml_node *value = rift_yaml_find(node, key);
  return value == NULL ? RIFT_NOT_FOUND : rift_reader_choice(reader, value, key, names, count);
}

static void read_tolerance(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  double value = 0;
  if (!rift_reader_number(reader, node, "tolerance", &value)) {
    return;
  }
  if (!(value >= 1e-13 && value <= 1e-3)) {
    rift_reader_error(reader, node, "tolerance is %s; expected a number from 1e-13 to 1e-3", node->text);
    return;
  }
  options->tolerance = value;
}

static void read_choices(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  static const char *const deficits[] = {"fixed_share", "zero"};
  static const char *const profiles[] = {"by_horizon", "long_run"};
  static const char *const meanings[] = {"quantity", "value"};
  static const char *const rents[] = {"lost", "exporter", "importer"};
  static const char *const intensities[] = {"mean", "if_permanent"};
  options->zero_deficits = read_choice(reader, node, "deficits", deficits, 2) == 1;
  options->long_run = read_choice(reader, node, "elasticities", profiles, 2) == 1;
  options->cut_is_value = read_choice(reader, node, "cut_meaning", meanings, 2) == 1;
  options->if_permanent = read_choice(reader, node, "intensity", intensities, 2) == 1;
  size_t rent = read_choice(reader, node, "quota_rents", rents, 3);
  options->quota_rents = rent == 1 ? RIFT_RENTS_EXPORTER : rent == 2 ? RIFT_RENTS_IMPORTER : RIFT_RENTS_LOST;
}

void rift_equilibrium_options_read(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options) {
  static const char *const keys[] = {"horizons", "substitution", "mobility", "deficits", "elasticities", "trade_elasticities",
                                     "short_run_elasticity", "elasticity_speed", "elasticity_level", "tolerance",
                                     "cut_meaning", "quota_rents", "intensity"};
  typedef void read_key(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options);
  static const struct {
    const char *key;
    read_key *read;
  } readers[] = {{"horizons", read_horizons}, {"substitution", read_substitution}, {"mobility", read_mobility},
                 {"trade_elasticities", read_table}, {"tolerance", read_tolerance}};
  rift_reader_check_keys(reader, node, "models.equilibrium", keys, sizeof keys / sizeof keys[0]);
  for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
    const rift_yaml_node *value = rift_yaml_find(node, readers[i].key);
    if (value != NULL) {
      readers[i].read(reader, value, options);
    }
  }
  for (size_t i = SHORT_RUN; i <= LEVEL; i++) {
    const rift_yaml_node *value = rift_yaml_find(node, entries[i].key);
    if (value != NULL) {
      read_quantity(reader, value, i, options);
    }
  }
  read_choices(reader, node, options);
}
