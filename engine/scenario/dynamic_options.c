/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/dynamic_options.h"

#include <math.h>
#include <string.h>

#include "scenario/quantity.h"

static const double months_a_day = 12.0 / 365;

static const char *const steps[] = {"week", "day"};
static const char *const input_functions[] = {"criticality", "ario"};
static const char *const orders[] = {"fixed", "capacity_weighted"};
static const char *const rationings[] = {"proportional", "intermediate_first"};

/* A quantity of the options: its key, and what is drawn without it. */
typedef struct entry {
  const char *key, *id;
  rift_distribution_kind kind;
  double a, b; /* days; lognormal: mean and standard deviation of the logarithm of months */
} entry;

/* Ranges found in use: restocking 10 days (Pichler et al. 2022) to 60 (BoARIO's default); hiring and firing 7 to 30 days.
 * Switching: median four months, nine in ten between 1 and 15: a judgement between licensing delays (over two months for
 * 40 % of firms, EU Chamber 2025) and the months of a re-qualification. */
static const entry entries[RIFT_DYNAMIC_QUANTITIES] = {
    {"inventory_days", "dynamic.inventory_days", RIFT_POINT, 0, 0},
    {"restock_days", "dynamic.restock_days", RIFT_UNIFORM, 10, 60},
    {"hiring_days", "dynamic.hiring_days", RIFT_UNIFORM, 7, 30},
    {"firing_days", "dynamic.firing_days", RIFT_UNIFORM, 7, 30},
    {"switching_days", "dynamic.switching_days", RIFT_LOGNORMAL, 1.3862943611198906, 0.8}};

static rift_quantity *quantity_at(rift_dynamic_options *options, size_t index) {
  rift_quantity *const all[RIFT_DYNAMIC_QUANTITIES] = {&options->inventory, &options->restock, &options->hiring,
                                                       &options->firing, &options->switching};
  return all[index];
}

const rift_quantity *rift_dynamic_quantity(const rift_dynamic_options *options, size_t index) {
  const rift_quantity *const all[RIFT_DYNAMIC_QUANTITIES] = {&options->inventory, &options->restock, &options->hiring,
                                                             &options->firing, &options->switching};
  return all[index];
}

static void default_quantity(rift_reader *reader, const entry *with, rift_quantity *quantity) {
  rift_quantity_default(reader, with->id, RIFT_DIMENSION_TIME, with->a * months_a_day, quantity);
  rift_distribution *distribution = &quantity->distribution;
  distribution->kind = with->kind;
  distribution->b = with->b * months_a_day;
  if (with->kind == RIFT_LOGNORMAL) {
    distribution->a = with->a;
    distribution->b = with->b;
  }
}

void rift_dynamic_options_default(rift_reader *reader, rift_dynamic_options *options) {
  options->intermediate_first = true;
  options->psi = 0.8;
  options->overproduction_max = 1.25;
  options->overproduction_days = 365;
  for (size_t i = 0; i < RIFT_DYNAMIC_QUANTITIES; i++) {
    default_quantity(reader, &entries[i], quantity_at(options, i));
  }
}

void rift_dynamic_options_free(rift_dynamic_options *options) {
  for (size_t i = 0; i < RIFT_DYNAMIC_QUANTITIES; i++) {
    rift_quantity_free(quantity_at(options, i));
  }
}

static bool is_bare_number(const rift_yaml_node *node) {
  return node->kind == RIFT_YAML_SCALAR && strchr(node->text, ' ') == NULL;
}

/* low <= number <= high; without 0 where low is 0. */
static void read_number(rift_reader *reader, const rift_yaml_node *node, const char *key, double low, double high,
                        double *value) {
  double number = 0;
  if (node == NULL || !rift_reader_number(reader, node, key, &number)) {
    return;
  }
  if (!(number >= low && number > 0 && number <= high)) {
    rift_reader_error(reader, node, "%s is %s; expected a number %s %g and at most %g", key, node->text,
                      low > 0 ? "from" : "above", low, high);
    return;
  }
  *value = number;
}

/* The key names the unit of a bare number: days. */
static void read_quantity(rift_reader *reader, const rift_yaml_node *node, const entry *with, rift_quantity *quantity) {
  double days = 0;
  if (!is_bare_number(node)) {
    rift_quantity_free(quantity);
    rift_quantity_read(reader, node, with->id, RIFT_DIMENSION_POSITIVE_TIME, NULL, quantity);
    return;
  }
  read_number(reader, node, with->key, 0, 3650, &days);
  if (days == 0) {
    return;
  }
  quantity->distribution =
      (rift_distribution){.kind = RIFT_POINT, .a = days * months_a_day, .low = -HUGE_VAL, .high = HUGE_VAL};
  quantity->given = true;
}

static void read_overproduction(rift_reader *reader, const rift_yaml_node *node, rift_dynamic_options *options) {
  static const char *const keys[] = {"max", "days"};
  if (node == NULL || !rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "overproduction")) {
    return;
  }
  rift_reader_check_keys(reader, node, "overproduction", keys, 2);
  read_number(reader, rift_yaml_find(node, "max"), "max", 1, 10, &options->overproduction_max);
  read_number(reader, rift_yaml_find(node, "days"), "days", 1, 36500, &options->overproduction_days);
}

/* True if the second of the two is chosen. */
static bool read_choice(rift_reader *reader, const rift_yaml_node *node, const char *key, const char *const names[2]) {
  const rift_yaml_node *value = rift_yaml_find(node, key);
  return value != NULL && rift_reader_choice(reader, value, key, names, 2) == 1;
}

void rift_dynamic_options_read(rift_reader *reader, const rift_yaml_node *node, rift_dynamic_options *options) {
  const char *keys[6 + RIFT_DYNAMIC_QUANTITIES] = {"step", "input_function", "orders", "rationing", "psi", "overproduction"};
  for (size_t i = 0; i < RIFT_DYNAMIC_QUANTITIES; i++) {
    keys[6 + i] = entries[i].key;
  }
  rift_reader_check_keys(reader, node, "models.dynamic", keys, 6 + RIFT_DYNAMIC_QUANTITIES);
  options->daily = read_choice(reader, node, "step", steps);
  options->ario = read_choice(reader, node, "input_function", input_functions);
  options->capacity_weighted = read_choice(reader, node, "orders", orders);
  /* As BoARIO where its input function is chosen. */
  options->intermediate_first = rift_yaml_find(node, "rationing") == NULL
                                    ? !options->ario
                                    : read_choice(reader, node, "rationing", rationings);
  read_number(reader, rift_yaml_find(node, "psi"), "psi", 0, 1, &options->psi);
  read_overproduction(reader, rift_yaml_find(node, "overproduction"), options);
  for (size_t i = 0; i < RIFT_DYNAMIC_QUANTITIES; i++) {
    const rift_yaml_node *value = rift_yaml_find(node, entries[i].key);
    if (value != NULL) {
      read_quantity(reader, value, &entries[i], quantity_at(options, i));
    }
  }
}
