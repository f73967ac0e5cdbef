/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/codes.h"
#include "scenario/instrument.h"
#include "scenario/schedule.h"

typedef struct work {
  rift_reader *reader;
  const rift_yaml_node *node;
  rift_measure *measure;
  const char *source; /* of the measure, or NULL */
  unsigned fields;    /* of the instrument */
} work;

static const rift_yaml_node *find(const work *at, const char *key) {
  return rift_yaml_find(at->node, key);
}

/* Reads the quantity under `key`, or sets the default. */
static void read_quantity(const work *at, const char *key, rift_dimension dimension,
                          double default_value, rift_quantity *quantity) {
  char id[160];
  snprintf(id, sizeof id, "%.100s.%s", at->measure->id, key);
  const rift_yaml_node *node = find(at, key);
  if (node == NULL) {
    rift_quantity_default(at->reader, id, dimension, default_value, quantity);
  } else if (!rift_quantity_read(at->reader, node, id, dimension, at->source, quantity)) {
    quantity->given = false;
  }
}

static void require(const work *at, const char *key, const char *why) {
  if (find(at, key) == NULL) {
    rift_reader_error(at->reader, at->node, "the measure '%s' has no '%s'; %s", at->measure->id,
                      key, why);
  }
}

static void read_regions(const work *at, const char *key, const char *why, size_t *count,
                         size_t **list) {
  const rift_yaml_node *node = find(at, key);
  require(at, key, why);
  if (node != NULL) {
    rift_codes_read(at->reader, node, key, RIFT_CODE_REGION, count, list);
  }
}

static void check_apart(const work *at) {
  const rift_measure *measure = at->measure;
  for (size_t i = 0; i < measure->from_count; i++) {
    for (size_t j = 0; j < measure->to_count; j++) {
      if (measure->from[i] == measure->to[j]) {
        const char *key = at->fields & RIFT_FIELD_BY ? "by" : "to";
        rift_reader_error(
            at->reader, find(at, key),
            "'%s' stands on both sides, in 'from' and in '%s'; a measure acts between regions",
            at->reader->economy->regions.items[measure->from[i]], key);
        return;
      }
    }
  }
}

/* Energy products, as far as the economy has them. */
static void default_energy_sectors(const work *at) {
  static const char *const codes[] = {"B", "C19", "D35"};
  const rift_economy *economy = at->reader->economy;
  at->measure->sectors = rift_allocate(3, sizeof *at->measure->sectors);
  if (at->measure->sectors == NULL) {
    at->reader->memory_failed = true;
    return;
  }
  for (size_t s = 0; s < economy->sector_count; s++) {
    for (size_t i = 0; i < 3; i++) {
      if (strcmp(economy->sectors.items[s], codes[i]) == 0) {
        at->measure->sectors[at->measure->sector_count++] = s;
      }
    }
  }
  if (at->measure->sector_count == 0) {
    rift_reader_error(at->reader, at->node,
                      "the economy has none of the sectors B, C19 and D35; name 'sectors'");
  }
}

static void read_sectors(const work *at) {
  const rift_yaml_node *node = find(at, "sectors");
  rift_measure *measure = at->measure;
  if (node != NULL) {
    rift_codes_read(at->reader, node, "sectors", RIFT_CODE_SECTOR, &measure->sector_count,
                    &measure->sectors);
  } else if (measure->instrument == RIFT_ENERGY_COST) {
    default_energy_sectors(at);
  } else {
    rift_codes_all(at->reader, RIFT_CODE_SECTOR, &measure->sector_count, &measure->sectors);
  }
}

static void read_where(const work *at) {
  rift_measure *measure = at->measure;
  bool supports = measure->instrument == RIFT_DEMAND_SUPPORT;
  if (supports && find(at, "from") == NULL) {
    rift_codes_all(at->reader, RIFT_CODE_REGION, &measure->from_count, &measure->from);
  } else if (at->fields & RIFT_FIELD_FROM) {
    read_regions(at, "from", "name the sellers", &measure->from_count, &measure->from);
  }
  if (at->fields & RIFT_FIELD_TO) {
    read_regions(at, "to", "name the buyers", &measure->to_count, &measure->to);
  }
  if (at->fields & RIFT_FIELD_BY) {
    read_regions(at, "by",
                 supports ? "name the regions whose households buy more"
                          : "name the regions whose households boycott",
                 &measure->to_count, &measure->to);
  }
  if (measure->instrument == RIFT_CAPACITY_LOSS) {
    read_regions(at, "in", "name the regions", &measure->from_count, &measure->from);
  }
  if (measure->instrument == RIFT_ENERGY_COST) {
    read_regions(at, "in", "name the regions", &measure->to_count, &measure->to);
    rift_codes_all(at->reader, RIFT_CODE_REGION, &measure->from_count, &measure->from);
  } else if (!supports) { /* households buy at home too */
    check_apart(at);
  }
  read_sectors(at);
}

static void read_use(const work *at) {
  static const char *const names[] = {"all", "intermediate", "final", "household"};
  const rift_yaml_node *node = find(at, "use");
  at->measure->use = at->fields & RIFT_FIELD_BY ? RIFT_USE_HOUSEHOLD : RIFT_USE_ALL;
  if (node != NULL && at->fields & RIFT_FIELD_USE) {
    size_t which = rift_reader_choice(at->reader, node, "use", names, 4);
    at->measure->use = which == RIFT_NOT_FOUND ? RIFT_USE_ALL : (rift_use)which;
  }
}

/* What fades must end first: without a duration the measure is permanent. */
static void check_profile(const work *at) {
  static const char *const keys[] = {"half_life", "permanent"};
  for (size_t i = 0; i < 2; i++) {
    const rift_yaml_node *node = find(at, keys[i]);
    if (node != NULL && find(at, "duration") == NULL) {
      rift_reader_error(
          at->reader, node,
          "'%s' says what happens after 'duration', and there is none; add 'duration'", keys[i]);
    }
  }
}

static void read_times(const work *at) {
  rift_measure *measure = at->measure;
  read_quantity(at, "start", RIFT_DIMENSION_TIME, 0, &measure->start);
  read_quantity(at, "ramp", RIFT_DIMENSION_TIME, 0, &measure->ramp);
  read_quantity(at, "duration", RIFT_DIMENSION_TIME, 0, &measure->duration);
  read_quantity(at, "half_life", RIFT_DIMENSION_POSITIVE_TIME, 0, &measure->half_life);
  read_quantity(at, "permanent", RIFT_DIMENSION_SHARE, 0, &measure->permanent);
  check_profile(at);
}

static void read_licence(const work *at) {
  rift_measure *measure = at->measure;
  bool optional = measure->instrument == RIFT_CRITICAL_INPUT_CUT && find(at, "delay") == NULL && find(at, "approval_half_life") == NULL;
  if ((at->fields & RIFT_FIELD_LICENCE) && !optional) {
    require(at, "approval", "state the share of applications that is approved in the long run");
  }
  read_quantity(at, "delay", RIFT_DIMENSION_TIME, 0, &measure->delay);
  read_quantity(at, "approval", RIFT_DIMENSION_SHARE, 0, &measure->approval);
  read_quantity(at, "approval_half_life", RIFT_DIMENSION_POSITIVE_TIME, 0,
                &measure->approval_half_life);
}

/* True if the text of the choice is the first of the two; the first is also the result after an
 * error. */
static bool read_switch(const work *at, const char *key, const char *first, const char *second,
                        bool required) {
  const char *names[] = {first, second};
  const rift_yaml_node *node = find(at, key);
  if (node == NULL) {
    if (required) {
      rift_reader_error(at->reader, at->node, "the measure '%s' has no '%s'; write %s or %s",
                        at->measure->id, key, first, second);
    }
    return true;
  }
  return rift_reader_choice(at->reader, node, key, names, 2) != 1;
}

static void read_specialities(const work *at) {
  rift_measure *measure = at->measure;
  if (at->fields & RIFT_FIELD_KIND) {
    measure->tariff_is_level =
        !read_switch(at, "kind", "increase", "level", find(at, "schedule") == NULL);
  }
  if (at->fields & RIFT_FIELD_GOES_TO) {
    measure->income_to_host = read_switch(at, "goes_to", "host", "nobody", true);
  }
  if (at->fields & RIFT_FIELD_INPUT) {
    const rift_yaml_node *input = find(at, "input");
    require(at, "input", "name the critical input, as in critical_inputs.csv");
    if (input != NULL && rift_reader_identifier(at->reader, input, "input")) {
      measure->critical_input = rift_reader_copy(at->reader, input->text);
      if (at->reader->economy->critical_use_count > 0) { /* without the table no model expresses the measure, and says so */
        rift_codes_check_input(at->reader, input, input->text);
      }
    }
  }
}

/* A table states places and sizes (a path also times): the keys that would contradict it are
 * refused. */
static void refuse_beside_table(const work *at, const char *table, const char *const *keys,
                                size_t count) {
  for (size_t i = 0; i < count; i++) {
    const rift_yaml_node *node = find(at, keys[i]);
    if (node != NULL) {
      rift_reader_error(at->reader, node,
                        "'%s' stands beside '%s', which states it already; keep one of the two",
                        keys[i], table);
    }
  }
}

static void warn_without_source(const work *at, const char *table) {
  if (at->source == NULL) {
    rift_reader_report(
        at->reader, RIFT_WARNING, find(at, table),
        "%s.%s has no source; add 'source' to the measure: where the table is from, or "
        "that it is a judgement",
        at->measure->id, table);
  }
}

/* True if a table takes the place of the fields. */
static bool read_table(const work *at) {
  static const char *const beside_schedule[] = {"from", "to",   "sectors",
                                                "size", "kind", "coverage"};
  static const char *const beside_path[] = {"in",   "sectors",  "size",      "start",
                                            "ramp", "duration", "half_life", "permanent"};
  const rift_yaml_node *schedule = at->fields & RIFT_FIELD_SCHEDULE ? find(at, "schedule") : NULL;
  const rift_yaml_node *path = at->fields & RIFT_FIELD_PATH ? find(at, "path") : NULL;
  if (schedule != NULL) {
    refuse_beside_table(at, "schedule", beside_schedule, 6);
    warn_without_source(at, "schedule");
    rift_schedule_read(at->reader, schedule, at->measure);
  } else if (path != NULL) {
    refuse_beside_table(at, "path", beside_path, 8);
    warn_without_source(at, "path");
    rift_capacity_path_read(at->reader, path, at->measure);
  }
  return schedule != NULL || path != NULL;
}

static void read_fields(const work *at) {
  rift_measure *measure = at->measure;
  bool from_table = read_table(at);
  if (!from_table) {
    read_where(at);
    if (measure->instrument != RIFT_LICENSING) {
      require(at, "size", "state how large it is, with a unit");
    }
  }
  read_use(at);
  read_quantity(at, "size", rift_instrument_size(measure->instrument), 1, &measure->size);
  read_quantity(at, "coverage", RIFT_DIMENSION_SHARE, 1, &measure->coverage);
  read_times(at);
  read_licence(at);
  read_specialities(at);
}

static const char *optional_text(const work *at, const char *key) {
  const rift_yaml_node *node = find(at, key);
  return node == NULL ? NULL : rift_reader_text(at->reader, node, key);
}

void rift_measure_read(rift_reader *reader, const rift_yaml_node *node, rift_measure *measure) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "a measure")) {
    return;
  }
  work at = {.reader = reader, .node = node, .measure = measure};
  const rift_yaml_node *id = find(&at, "id");
  const rift_yaml_node *instrument = find(&at, "instrument");
  bool named = id != NULL && rift_reader_identifier(reader, id, "the measure's id");
  if (id == NULL) {
    rift_reader_error(reader, node, "a measure has no 'id'; give it a short name of its own");
  }
  measure->id = rift_reader_copy(reader, named ? id->text : "?");
  rift_reader_place(reader, node, &measure->place);
  if (reader->memory_failed) {
    return;
  }
  at.source = optional_text(&at, "source");
  const char *title = optional_text(&at, "title");
  measure->title = rift_reader_copy(reader, title == NULL ? "" : title);
  if (instrument == NULL) {
    rift_reader_error(reader, node,
                      "the measure '%s' has no 'instrument'; see the table in scenarios/README.md",
                      measure->id);
    return;
  }
  rift_instrument which = rift_instrument_read(reader, instrument);
  if (which == RIFT_INSTRUMENT_COUNT || reader->memory_failed) {
    return;
  }
  measure->instrument = which;
  at.fields = rift_instrument_fields(which);
  rift_instrument_check_keys(reader, node, which);
  read_fields(&at);
}

const rift_quantity *rift_measure_quantity(const rift_measure *measure, size_t index) {
  const rift_quantity *const all[RIFT_MEASURE_QUANTITIES] = {
      &measure->size,     &measure->coverage,          &measure->start,     &measure->ramp,
      &measure->duration, &measure->half_life,         &measure->permanent, &measure->delay,
      &measure->approval, &measure->approval_half_life};
  return all[index];
}

void rift_measure_free(rift_measure *measure) {
  rift_quantity *const all[RIFT_MEASURE_QUANTITIES] = {
      &measure->size,     &measure->coverage,          &measure->start,     &measure->ramp,
      &measure->duration, &measure->half_life,         &measure->permanent, &measure->delay,
      &measure->approval, &measure->approval_half_life};
  for (size_t i = 0; i < RIFT_MEASURE_QUANTITIES; i++) {
    rift_quantity_free(all[i]);
  }
  free(measure->id);
  free(measure->title);
  free(measure->from);
  free(measure->to);
  free(measure->sectors);
  free(measure->critical_input);
  free(measure->tariff_rows);
  free(measure->capacity_rows);
  free(measure->place.file);
  memset(measure, 0, sizeof *measure);
}
