/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/stockpile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/codes.h"
#include "scenario/quantity.h"

#define STOCKPILES_MAX 256

static bool uses_input(const rift_critical_use *use, const rift_stockpile *stockpile) {
  for (size_t i = 0; i < use->region_count; i++) {
    for (size_t r = 0; r < stockpile->region_count; r++) {
      if (use->regions[i] == stockpile->regions[r]) {
        return true;
      }
    }
  }
  return false;
}

static void check_input(rift_reader *reader, const rift_yaml_node *node, const rift_stockpile *stockpile) {
  const rift_economy *economy = reader->economy;
  bool used = false;
  for (size_t i = 0; i < economy->critical_use_count; i++) {
    const rift_critical_use *use = &economy->critical_uses[i];
    used = used || (strcmp(use->input, stockpile->input) == 0 && uses_input(use, stockpile));
  }
  if (rift_codes_check_input(reader, node, stockpile->input) && !used) {
    rift_reader_error(reader, node, "nobody in these regions uses '%.60s'; name regions of its users", stockpile->input);
  }
}

static void read_stockpile(rift_reader *reader, const rift_yaml_node *node, rift_stockpile *stockpile) {
  static const char *const keys[] = {"input", "in", "size", "source"};
  char id[160];
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "a stockpile")) {
    return;
  }
  rift_reader_check_keys(reader, node, "a stockpile", keys, 4);
  const rift_yaml_node *input = rift_yaml_find(node, "input");
  const rift_yaml_node *regions = rift_yaml_find(node, "in");
  const rift_yaml_node *size = rift_yaml_find(node, "size");
  if (input == NULL || regions == NULL || size == NULL) {
    rift_reader_error(reader, node, "a stockpile has no '%s'; write {input: magnets, in: DEU, size: 12 weeks}",
                      input == NULL ? "input" : regions == NULL ? "in" : "size");
    return;
  }
  const char *name = rift_reader_text(reader, input, "input");
  bool placed = rift_codes_read(reader, regions, "in", RIFT_CODE_REGION, &stockpile->region_count, &stockpile->regions);
  if (name == NULL || !placed) {
    return;
  }
  stockpile->input = rift_reader_copy(reader, name);
  snprintf(id, sizeof id, "stockpile.%.120s", name);
  const rift_yaml_node *source = rift_yaml_find(node, "source");
  const char *text = source == NULL ? NULL : rift_reader_text(reader, source, "source");
  rift_quantity_read(reader, size, id, RIFT_DIMENSION_TIME, text, &stockpile->size);
  if (stockpile->input != NULL) {
    check_input(reader, input, stockpile);
  }
}

void rift_stockpiles_read(rift_reader *reader, const rift_yaml_node *node) {
  rift_scenario *scenario = reader->scenario;
  if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, "stockpiles")) {
    return;
  }
  if (node->count == 0 || node->count > STOCKPILES_MAX) {
    rift_reader_error(reader, node, node->count == 0 ? "stockpiles is an empty list; leave the key out"
                                                     : "there are more than 256 stockpiles");
    return;
  }
  scenario->stockpiles = rift_allocate(node->count, sizeof *scenario->stockpiles);
  if (scenario->stockpiles == NULL) {
    reader->memory_failed = true;
    return;
  }
  for (size_t i = 0; i < node->count && !reader->memory_failed; i++) {
    rift_stockpile *stockpile = &scenario->stockpiles[i];
    scenario->stockpile_count = i + 1;
    read_stockpile(reader, node->items[i], stockpile);
    for (size_t j = 0; j < i && stockpile->input != NULL; j++) {
      if (scenario->stockpiles[j].input != NULL && strcmp(scenario->stockpiles[j].input, stockpile->input) == 0) {
        rift_reader_error(reader, node->items[i], "a stockpile of '%.60s' stands in the list already; name its regions in one",
                          stockpile->input);
      }
    }
  }
}
