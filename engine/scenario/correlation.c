/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/correlation.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define PAIRS_MAX 4096

static const rift_quantity *find_quantity(const rift_reader *reader, const rift_quantity *const *list, size_t count,
                                          const char *id) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(list[i]->id, id) == 0) {
      return list[i];
    }
  }
  return rift_economy_quantity(reader->economy, id);
}

static void report_unknown(rift_reader *reader, const rift_yaml_node *node, const char *id,
                           const rift_quantity *const *list, size_t count) {
  const char **ids = rift_allocate(count, sizeof *ids);
  for (size_t i = 0; ids != NULL && i < count; i++) {
    ids[i] = list[i]->id;
  }
  const char *closest = ids == NULL ? NULL : rift_closest(id, ids, count);
  rift_reader_error(reader, node, "there is no quantity '%.120s'%s%s%s", id,
                    closest == NULL ? "; write measure.field for one that this scenario states, sector.parameter for one of the economy"
                                    : "; did you mean '",
                    closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  free(ids);
}

/* A copy of the id, or NULL when the pair is left out: after an error, or beside a fixed value. */
static char *read_id(rift_reader *reader, const rift_yaml_node *pair, const char *key,
                     const rift_quantity *const *list, size_t count) {
  const rift_yaml_node *node = rift_yaml_find(pair, key);
  if (node == NULL) {
    rift_reader_error(
        reader, pair,
        "a correlation has no '%s'; write {a: measure.field, b: measure.field, rho: 0.5}", key);
    return NULL;
  }
  const char *id = rift_reader_text(reader, node, key);
  if (id == NULL) {
    return NULL;
  }
  const rift_quantity *quantity = find_quantity(reader, list, count, id);
  if (quantity == NULL) {
    report_unknown(reader, node, id, list, count);
    return NULL;
  }
  if (quantity->distribution.kind == RIFT_POINT) {
    /* Not an error: a range may have been set to one value on the command line. */
    rift_reader_report(reader, RIFT_WARNING, node,
                       "'%s' is a fixed value, so this correlation has no effect", id);
    return NULL;
  }
  return rift_reader_copy(reader, id);
}

static void read_rho(rift_reader *reader, const rift_yaml_node *pair, double *rho) {
  const rift_yaml_node *node = rift_yaml_find(pair, "rho");
  if (node == NULL) {
    rift_reader_error(reader, pair, "a correlation has no 'rho'; state a number from -1 to 1");
  } else if (rift_reader_number(reader, node, "rho", rho) && !(*rho >= -1 && *rho <= 1)) {
    rift_reader_error(reader, node, "rho is %s; a correlation lies between -1 and 1", node->text);
  }
}

static bool same_pair(const rift_correlation *x, const rift_correlation *y) {
  return (strcmp(x->a, y->a) == 0 && strcmp(x->b, y->b) == 0) ||
         (strcmp(x->a, y->b) == 0 && strcmp(x->b, y->a) == 0);
}

static void check_pair(rift_reader *reader, const rift_yaml_node *node,
                       const rift_correlation *pair) {
  if (strcmp(pair->a, pair->b) == 0) {
    rift_reader_error(reader, node, "a and b are the same quantity; name two");
  }
  const rift_scenario *scenario = reader->scenario;
  for (size_t i = 0; i < scenario->correlation_count; i++) {
    if (same_pair(&scenario->correlations[i], pair)) {
      rift_reader_error(reader, node,
                        "this pair stands in the list twice, first on line %ld; keep one",
                        scenario->correlations[i].place.line);
      return;
    }
  }
}

static void read_pair(rift_reader *reader, const rift_yaml_node *node,
                      const rift_quantity *const *list, size_t count) {
  static const char *const keys[] = {"a", "b", "rho", "source"};
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "a correlation")) {
    return;
  }
  rift_reader_check_keys(reader, node, "a correlation", keys, 4);
  rift_correlation pair = {0};
  pair.a = read_id(reader, node, "a", list, count);
  pair.b = read_id(reader, node, "b", list, count);
  read_rho(reader, node, &pair.rho);
  rift_reader_place(reader, node, &pair.place);
  rift_scenario *scenario = reader->scenario;
  if (pair.a == NULL || pair.b == NULL || pair.place.file == NULL) {
    free(pair.a);
    free(pair.b);
    free(pair.place.file);
    return;
  }
  check_pair(reader, node, &pair);
  scenario->correlations[scenario->correlation_count++] = pair;
}

void rift_correlations_read(rift_reader *reader, const rift_yaml_node *node) {
  const rift_quantity **list = NULL;
  size_t count = 0;
  rift_scenario *scenario = reader->scenario;
  if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, "correlation")) {
    return;
  }
  if (node->count == 0 || node->count > PAIRS_MAX) {
    rift_reader_error(reader, node,
                      node->count == 0 ? "correlation is an empty list; leave the key out"
                                       : "there are more than 4096 correlations");
    return;
  }
  scenario->correlations = rift_allocate(node->count, sizeof *scenario->correlations);
  rift_status status = rift_scenario_quantities(scenario, &list, &count, NULL);
  if (status != RIFT_OK || scenario->correlations == NULL) {
    reader->memory_failed = true;
  } else {
    for (size_t i = 0; i < node->count; i++) {
      read_pair(reader, node->items[i], list, count);
    }
  }
  free(list);
}
