/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/models.h"

#include <math.h>
#include <string.h>

#include "scenario/dynamic_options.h"
#include "scenario/quantity.h"

static const char *const intensities[] = {"mean", "if_permanent"};

/* What an option may hold. */
typedef enum option_type {
  OPTION_CHOICE, /* one of `choices` */
  OPTION_NUMBER, /* low <= number <= high, or low < number if `open` */
  OPTION_TEXT,   /* a name or a path */
  OPTION_TIMES,  /* a list of times, like [1 year, 3 years] */
  OPTION_NUMBERS /* a mapping of names to numbers or distributions without unit */
} option_type;

typedef struct option {
  const char *name;
  option_type type;
  double low, high;
  bool open;
  const char *choices[4];
} option;

static const option equilibrium_options[] = {
    {"horizons", OPTION_TIMES, 0, 0, false, {NULL}},
    {"substitution", OPTION_NUMBERS, 0, 100, false, {NULL}},
    {"mobility", OPTION_CHOICE, 0, 0, false, {"mobile", "specific", "by_horizon"}},
    {"deficits", OPTION_CHOICE, 0, 0, false, {"fixed_share", "zero"}},
    {"trade_elasticities", OPTION_TEXT, 0, 0, false, {NULL}},
    {"tolerance", OPTION_NUMBER, 0, 1e-3, true, {NULL}},
    {"cut_meaning", OPTION_CHOICE, 0, 0, false, {"quantity", "value"}},
    {"quota_rents", OPTION_CHOICE, 0, 0, false, {"lost", "exporter", "importer"}},
    {"intensity", OPTION_CHOICE, 0, 0, false, {"mean", "if_permanent"}}};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A time of a list: a quantity that is read and dropped, for its checks. */
static void check_time(rift_reader *reader, const rift_yaml_node *node) {
  rift_quantity quantity = {0};
  bool read = rift_quantity_read(reader, node, "horizons.horizon", RIFT_DIMENSION_POSITIVE_TIME,
                                 "an option", &quantity);
  if (read && quantity.distribution.kind != RIFT_POINT) {
    rift_reader_error(reader, node,
                      "a horizon is one time, like 1 year; it cannot be a distribution");
  }
  rift_quantity_free(&quantity);
}

static void check_times(rift_reader *reader, const rift_yaml_node *node, const char *name) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, name)) {
    return;
  }
  if (node->count == 0) {
    rift_reader_error(reader, node, "%s is an empty list; leave the key out for the default", name);
  }
  for (size_t i = 0; i < node->count; i++) {
    check_time(reader, node->items[i]);
  }
}

static void check_number(rift_reader *reader, const rift_yaml_node *node, const option *kind) {
  double value = 0;
  if (!rift_reader_number(reader, node, kind->name, &value)) {
    return;
  }
  bool low_enough = value <= kind->high;
  bool high_enough = kind->open ? value > kind->low : value >= kind->low;
  if (!low_enough || !high_enough) {
    rift_reader_error(reader, node, "%s is %s; expected a number %s %g and at most %g", kind->name,
                      node->text, kind->open ? "above" : "from", kind->low, kind->high);
  }
}

static void check_numbers(rift_reader *reader, const rift_yaml_node *node, const option *kind) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, kind->name)) {
    return;
  }
  for (size_t i = 0; i < node->count; i++) {
    if (node->items[i]->kind != RIFT_YAML_MAPPING) {
      check_number(reader, node->items[i], kind);
    }
  }
}

static void check_option(rift_reader *reader, const rift_yaml_node *node, const option *kind) {
  size_t choices = 0;
  while (choices < COUNT(kind->choices) && kind->choices[choices] != NULL) {
    choices++;
  }
  switch (kind->type) {
    case OPTION_CHOICE:
      rift_reader_choice(reader, node, kind->name, kind->choices, choices);
      break;
    case OPTION_NUMBER:
      check_number(reader, node, kind);
      break;
    case OPTION_TEXT:
      rift_reader_text(reader, node, kind->name);
      break;
    case OPTION_TIMES:
      check_times(reader, node, kind->name);
      break;
    case OPTION_NUMBERS:
      check_numbers(reader, node, kind);
      break;
  }
}

/* `static:` with nothing behind it asks for the model with its defaults. */
static bool has_options(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  bool nothing = node->kind == RIFT_YAML_SCALAR && !node->quoted && node->text[0] == '\0';
  return !nothing && rift_reader_expect(reader, node, RIFT_YAML_MAPPING, what);
}

static void check_options(rift_reader *reader, const rift_yaml_node *node, const char *what,
                          const option *options, size_t count) {
  const char *names[16];
  for (size_t i = 0; i < count; i++) {
    names[i] = options[i].name;
  }
  if (!has_options(reader, node, what)) {
    return;
  }
  rift_reader_check_keys(reader, node, what, names, count);
  for (size_t i = 0; i < count; i++) {
    const rift_yaml_node *value = rift_yaml_find(node, options[i].name);
    if (value != NULL) {
      check_option(reader, value, &options[i]);
    }
  }
}

/* How far lost sales find other buyers and suppliers is not known: all of [0,1] is drawn. */
static void default_resourcing(rift_reader *reader, rift_quantity *quantity) {
  rift_quantity_default(reader, "static.resourcing", RIFT_DIMENSION_SHARE, 0, quantity);
  quantity->given = true;
  quantity->distribution.kind = RIFT_UNIFORM;
  quantity->distribution.b = 1;
}

static void read_static(rift_reader *reader, const rift_yaml_node *node) {
  static const char *const names[] = {"resourcing", "bounds", "intensity"};
  rift_static_options *options = &reader->scenario->static_options;
  options->asked = true;
  bool with_options = node != NULL && has_options(reader, node, "models.static");
  const rift_yaml_node *holder = with_options ? node : NULL;
  if (with_options) {
    rift_reader_check_keys(reader, node, "models.static", names, COUNT(names));
  }
  const rift_yaml_node *resourcing = rift_yaml_find(holder, "resourcing");
  const rift_yaml_node *bounds = rift_yaml_find(holder, "bounds");
  const rift_yaml_node *intensity = rift_yaml_find(holder, "intensity");
  if (resourcing == NULL) {
    default_resourcing(reader, &options->resourcing);
  } else {
    rift_quantity_read(reader, resourcing, "static.resourcing", RIFT_DIMENSION_SHARE, NULL,
                       &options->resourcing);
  }
  if (bounds != NULL) {
    rift_reader_boolean(reader, bounds, "bounds", &options->bounds);
  }
  if (intensity != NULL) {
    options->if_permanent = rift_reader_choice(reader, intensity, "intensity", intensities, 2) == 1;
  }
}

void rift_models_read(rift_reader *reader, const rift_yaml_node *models) {
  static const char *const names[] = {"static", "equilibrium", "dynamic"};
  rift_scenario *scenario = reader->scenario;
  scenario->static_options.bounds = true;
  rift_dynamic_options_default(reader, &scenario->dynamic_options);
  if (models == NULL) {
    read_static(reader, NULL);
    return;
  }
  if (!rift_reader_expect(reader, models, RIFT_YAML_MAPPING, "models")) {
    return;
  }
  rift_reader_check_keys(reader, models, "models", names, COUNT(names));
  if (models->count == 0) {
    rift_reader_error(reader, models,
                      "models is empty; name at least one of static, equilibrium and dynamic");
  }
  const rift_yaml_node *statics = rift_yaml_find(models, "static");
  const rift_yaml_node *equilibrium = rift_yaml_find(models, "equilibrium");
  const rift_yaml_node *dynamic = rift_yaml_find(models, "dynamic");
  scenario->equilibrium_asked = equilibrium != NULL;
  scenario->dynamic_asked = dynamic != NULL;
  if (statics != NULL) {
    read_static(reader, statics);
  } else {
    /* The model may be asked for on the command line. */
    default_resourcing(reader, &scenario->static_options.resourcing);
    scenario->static_options.resourcing.given = false;
  }
  if (equilibrium != NULL) {
    check_options(reader, equilibrium, "models.equilibrium", equilibrium_options,
                  COUNT(equilibrium_options));
  }
  if (dynamic != NULL && has_options(reader, dynamic, "models.dynamic")) {
    rift_dynamic_options_read(reader, dynamic, &scenario->dynamic_options);
  }
}
