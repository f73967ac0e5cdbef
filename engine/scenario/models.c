/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/models.h"

#include <math.h>
#include <string.h>

#include "scenario/dynamic_options.h"
#include "scenario/equilibrium_options.h"
#include "scenario/quantity.h"

static const char *const intensities[] = {"mean", "if_permanent"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* `static:` with nothing behind it asks for the model with its defaults. */
static bool has_options(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  bool nothing = node->kind == RIFT_YAML_SCALAR && !node->quoted && node->text[0] == '\0';
  return !nothing && rift_reader_expect(reader, node, RIFT_YAML_MAPPING, what);
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
  rift_equilibrium_options_default(reader, &scenario->equilibrium_options);
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
  if (equilibrium != NULL && has_options(reader, equilibrium, "models.equilibrium")) {
    rift_equilibrium_options_read(reader, equilibrium, &scenario->equilibrium_options);
  }
  if (dynamic != NULL && has_options(reader, dynamic, "models.dynamic")) {
    rift_dynamic_options_read(reader, dynamic, &scenario->dynamic_options);
  }
}
