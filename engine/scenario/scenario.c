/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/dynamic_options.h"
#include "scenario/equilibrium_options.h"
#include "scenario/measure.h"
#include "scenario/quantity.h"

void rift_scenario_init(rift_scenario *scenario) { memset(scenario, 0, sizeof *scenario); }

void rift_scenario_free(rift_scenario *scenario) {
  if (scenario == NULL) {
    return;
  }
  for (size_t i = 0; i < scenario->measure_count; i++) {
    rift_measure_free(&scenario->measures[i]);
  }
  for (size_t i = 0; i < scenario->correlation_count; i++) {
    free(scenario->correlations[i].a);
    free(scenario->correlations[i].b);
    free(scenario->correlations[i].place.file);
  }
  for (size_t i = 0; i < scenario->file_count; i++) {
    free(scenario->files[i]);
  }
  rift_quantity_free(&scenario->static_options.resourcing);
  rift_equilibrium_options_free(&scenario->equilibrium_options, scenario->sector_count);
  rift_dynamic_options_free(&scenario->dynamic_options);
  for (size_t i = 0; i < scenario->stockpile_count; i++) {
    free(scenario->stockpiles[i].input);
    free(scenario->stockpiles[i].regions);
    rift_quantity_free(&scenario->stockpiles[i].size);
  }
  free(scenario->stockpiles);
  rift_escalation_free(&scenario->escalation);
  free(scenario->policy);
  free(scenario->label);
  free(scenario->measures);
  free(scenario->correlations);
  free(scenario->files);
  free(scenario->id);
  free(scenario->title_en);
  free(scenario->title_de);
  free(scenario->description);
  free(scenario->path);
  free(scenario->economy_folder);
  free(scenario->resolved);
  rift_scenario_init(scenario);
}

rift_status rift_scenario_quantities(const rift_scenario *scenario, const rift_quantity ***list,
                                     size_t *count, rift_error *error) {
  *count = 0;
  size_t most = scenario->measure_count * RIFT_MEASURE_QUANTITIES + scenario->stockpile_count + 1 +
                RIFT_EQUILIBRIUM_QUANTITIES + RIFT_DYNAMIC_QUANTITIES;
  *list = rift_allocate(most, sizeof **list);
  if (*list == NULL) {
    return rift_error_memory(error, 0);
  }
  for (size_t i = 0; i < scenario->measure_count; i++) {
    for (size_t j = 0; j < RIFT_MEASURE_QUANTITIES; j++) {
      const rift_quantity *quantity = rift_measure_quantity(&scenario->measures[i], j);
      if (quantity->given) {
        (*list)[(*count)++] = quantity;
      }
    }
  }
  for (size_t i = 0; i < scenario->stockpile_count; i++) {
    if (scenario->stockpiles[i].size.given) {
      (*list)[(*count)++] = &scenario->stockpiles[i].size;
    }
  }
  if (scenario->static_options.resourcing.given) {
    (*list)[(*count)++] = &scenario->static_options.resourcing;
  }
  for (size_t i = 0; i < RIFT_EQUILIBRIUM_QUANTITIES; i++) {
    const rift_quantity *quantity = rift_equilibrium_quantity(&scenario->equilibrium_options, i);
    if (quantity->given) {
      (*list)[(*count)++] = quantity;
    }
  }
  for (size_t i = 0; i < RIFT_DYNAMIC_QUANTITIES; i++) {
    const rift_quantity *quantity = rift_dynamic_quantity(&scenario->dynamic_options, i);
    if (quantity->given) {
      (*list)[(*count)++] = quantity;
    }
  }
  return RIFT_OK;
}

const char *rift_scenario_policy(const rift_scenario *scenario) { return scenario->policy == NULL ? "none" : scenario->policy; }

const char *rift_scenario_label(const rift_scenario *scenario) { return scenario->label == NULL ? scenario->id : scenario->label; }

bool rift_scenario_asks(const rift_scenario *scenario, const char *model) {
  return (scenario->static_options.asked && strcmp(model, "static") == 0) ||
         (scenario->equilibrium_asked && strcmp(model, "equilibrium") == 0) ||
         (scenario->dynamic_asked && strcmp(model, "dynamic") == 0);
}
