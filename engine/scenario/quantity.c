/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/distribution_reader.h"
#include "scenario/experts.h"
#include "scenario/scale.h"

typedef struct unit {
  const char *name;
  const char *plural; /* in the text form; NULL if it is the same */
  rift_scale scale;   /* to the base unit */
} unit;

static const unit share_units[] = {{"share", NULL, {1, 1}}, {"percent", NULL, {1, 100}}};
static const unit rate_units[] = {{"ad_valorem", NULL, {1, 1}}, {"percent", NULL, {1, 100}}};
static const unit elasticity_units[] = {{"elasticity", NULL, {1, 1}}};
static const unit factor_units[] = {{"factor", NULL, {1, 1}}};
static const unit speed_units[] = {{"per_year", NULL, {1, 1}}};
/* A year is 365 days and 12 months. */
static const unit time_units[] = {{"month", "months", {1, 1}},
                                  {"day", "days", {12, 365}},
                                  {"week", "weeks", {84, 365}},
                                  {"year", "years", {12, 1}}};

static const unit hazard_units[] = {{"per month", NULL, {1, 1}},
                                    {"per day", NULL, {365, 12}},
                                    {"per week", NULL, {365, 84}},
                                    {"per year", NULL, {1, 12}}};

typedef struct dimension {
  const char *base;
  const char *choices; /* for messages */
  const unit *units;
  size_t unit_count;
  double low, high;
  bool low_excluded, high_excluded;
  const char *range;
} dimension;

static const dimension dimensions[] = {
    {"share", "share or percent", share_units, 2, 0, 1, false, false,
     "a share lies between 0 and 1 (100 percent)"},
    {"rate", "ad_valorem or percent", rate_units, 2, -1, HUGE_VAL, true, false,
     "an ad valorem rate is above -1 (-100 percent)"},
    {"month", "day, week, month or year", time_units, 4, 0, HUGE_VAL, false, false,
     "a time is 0 or more"},
    {"month", "day, week, month or year", time_units, 4, 0, HUGE_VAL, true, false,
     "this time is greater than 0"},
    {"elasticity", "elasticity", elasticity_units, 1, 0, HUGE_VAL, true, false,
     "an elasticity is greater than 0"},
    {"factor", "factor", factor_units, 1, 0, HUGE_VAL, true, false,
     "a factor is greater than 0"},
    {"per_year", "per_year", speed_units, 1, 0, HUGE_VAL, true, false,
     "a speed is greater than 0"},
    {"per month", "per day, per week, per month or per year", hazard_units, 4, 0, HUGE_VAL, true,
     false, "a rate is greater than 0"},
    {"share", "share or percent", share_units, 2, 0, 1, true, true,
     "this probability lies between 0 and 1, both excluded"},
};

static const unit *find_unit(const dimension *kind, const char *name, bool plural_too) {
  for (size_t i = 0; i < kind->unit_count; i++) {
    const unit *candidate = &kind->units[i];
    if (strcmp(candidate->name, name) == 0 ||
        (plural_too && candidate->plural != NULL && strcmp(candidate->plural, name) == 0)) {
      return candidate;
    }
  }
  return NULL;
}

/* "size" of "controls.size": what the message calls the quantity. */
static const char *field_of(const char *id) {
  const char *point = strrchr(id, '.');
  return point == NULL ? id : point + 1;
}

static bool check_range(rift_reader *reader, const rift_yaml_node *node, const char *id,
                        const dimension *kind, const rift_distribution *distribution) {
  double low = 0;
  double high = 0;
  rift_distribution_support(distribution, &low, &high);
  /* A continuous distribution does not reach the end of its support: only values that have a
   * probability do. */
  bool atomic = distribution->kind == RIFT_POINT || distribution->kind == RIFT_DISCRETE;
  bool below = low < kind->low || (kind->low_excluded && low == kind->low && atomic);
  bool above = high > kind->high || (kind->high_excluded && high == kind->high && atomic);
  if (!below && !above) {
    return true;
  }
  if (isinf(low) || isinf(high)) {
    rift_reader_error(reader, node,
                      "%s can become %s without limit, but %s; add truncate: {low: ..., high: ...}",
                      field_of(id), below ? "small" : "large", kind->range);
  } else {
    rift_reader_error(reader, node, "%s reaches %.6g %s, but %s", field_of(id), below ? low : high,
                      kind->base, kind->range);
  }
  return false;
}

static bool read_source(rift_reader *reader, const rift_yaml_node *node, const char *id,
                        const char *common_source, rift_quantity *quantity) {
  const rift_yaml_node *item = rift_yaml_find(node, "source");
  const char *text = common_source;
  if (item != NULL) {
    text = rift_reader_text(reader, item, "source");
    if (text == NULL) {
      return false;
    }
  }
  if (text == NULL) {
    rift_reader_report(reader, RIFT_WARNING, node,
                       "%s has no source; say where the number is from, or that it is a judgement",
                       id);
  }
  quantity->source = rift_reader_copy(reader, text == NULL ? "" : text);
  return quantity->source != NULL;
}

/* "6 months", "0.45 share": number, blanks, unit. The node's text is cut at the first blank into
 * `number`. */
static bool read_text_form(rift_reader *reader, const rift_yaml_node *node, const char *id,
                           const dimension *kind, rift_distribution *distribution) {
  const char *text = rift_reader_text(reader, node, field_of(id));
  if (text == NULL) {
    return false;
  }
  size_t length = strcspn(text, " ");
  const char *unit_name = text + length + strspn(text + length, " ");
  char number[512] = {0};
  if (length >= sizeof number) {
    rift_reader_error(reader, node, "%s is '%.40s...', which is too long for a number", field_of(id), text);
    return false;
  }
  memcpy(number, text, length);
  rift_yaml_node plain = *node;
  plain.text = number;
  plain.quoted = false;
  if (*unit_name == '\0') {
    double value = 0;
    bool is_number = rift_reader_number(reader, &plain, field_of(id), &value);
    if (is_number) {
      rift_reader_error(reader, node,
                        "%s is %s without a unit; write {value: %s, unit: ...} with %s",
                        field_of(id), number, number, kind->choices);
    }
    return false;
  }
  double value = 0;
  if (!rift_reader_number(reader, &plain, field_of(id), &value)) {
    return false;
  }
  const unit *found = find_unit(kind, unit_name, true);
  if (found == NULL) {
    rift_reader_error(reader, node, "%s has the unit '%.60s'; expected %s", field_of(id), unit_name,
                      kind->choices);
    return false;
  }
  *distribution = (rift_distribution){.kind = RIFT_POINT, .low = -HUGE_VAL, .high = HUGE_VAL};
  distribution->a = rift_scale_apply(found->scale, value);
  return true;
}

static bool read_mapping_form(rift_reader *reader, const rift_yaml_node *node, const char *id,
                              const dimension *kind, rift_distribution *distribution) {
  const rift_yaml_node *item = rift_yaml_find(node, "unit");
  if (item == NULL) {
    rift_reader_error(reader, node, "%s has no unit; add 'unit:' with %s", field_of(id),
                      kind->choices);
    return false;
  }
  const char *name = rift_reader_text(reader, item, "unit");
  if (name == NULL) {
    return false;
  }
  const unit *found = find_unit(kind, name, false);
  if (found == NULL) {
    rift_reader_error(reader, item, "%s has the unit '%.60s'; expected %s", field_of(id), name,
                      kind->choices);
    return false;
  }
  if (rift_yaml_find(node, "experts") != NULL) {
    return rift_experts_pool(reader, node, found->scale, kind->low, kind->high, distribution);
  }
  return rift_distribution_read(reader, node, found->scale, kind->units == share_units,
                                distribution);
}

static bool read_value(rift_reader *reader, const rift_yaml_node *node, const char *id,
                       const dimension *kind, rift_distribution *distribution) {
  if (node->kind == RIFT_YAML_MAPPING) {
    return read_mapping_form(reader, node, id, kind, distribution);
  }
  if (node->kind == RIFT_YAML_SEQUENCE) {
    rift_reader_error(reader, node,
                      "%s is a list; expected {value: ..., unit: ...} or {dist: ..., unit: ...}",
                      field_of(id));
    return false;
  }
  return node->kind == RIFT_YAML_SCALAR && read_text_form(reader, node, id, kind, distribution);
}

static void set_labels(rift_reader *reader, const char *id, const dimension *kind,
                       rift_quantity *quantity) {
  quantity->id = rift_reader_copy(reader, id);
  quantity->unit = rift_reader_copy(reader, kind->base);
}

bool rift_quantity_read(rift_reader *reader, const rift_yaml_node *node, const char *id,
                        rift_dimension dimension_kind, const char *common_source,
                        rift_quantity *quantity) {
  const dimension *kind = &dimensions[dimension_kind];
  memset(quantity, 0, sizeof *quantity);
  set_labels(reader, id, kind, quantity);
  rift_reader_place(reader, node, &quantity->place);
  bool read = read_value(reader, node, id, kind, &quantity->distribution) &&
              check_range(reader, node, id, kind, &quantity->distribution);
  read = read_source(reader, node, id, common_source, quantity) && read;
  quantity->given = read && !reader->memory_failed;
  return quantity->given;
}

void rift_quantity_default(rift_reader *reader, const char *id, rift_dimension dimension_kind,
                           double value, rift_quantity *quantity) {
  memset(quantity, 0, sizeof *quantity);
  set_labels(reader, id, &dimensions[dimension_kind], quantity);
  quantity->source = rift_reader_copy(reader, "");
  quantity->place.file = rift_reader_copy(reader, "");
  quantity->distribution =
      (rift_distribution){.kind = RIFT_POINT, .a = value, .low = -HUGE_VAL, .high = HUGE_VAL};
}
