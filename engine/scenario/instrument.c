/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/instrument.h"

#include <string.h>

typedef struct instrument {
  const char *name;
  unsigned fields;
  rift_dimension size;
} instrument;

#define PAIR (RIFT_FIELD_COMMON | RIFT_FIELD_FROM | RIFT_FIELD_TO | RIFT_FIELD_SECTORS)
#define FLOW (PAIR | RIFT_FIELD_USE | RIFT_FIELD_COVERAGE)
#define HOUSEHOLDS \
  (RIFT_FIELD_COMMON | RIFT_FIELD_BY | RIFT_FIELD_FROM | RIFT_FIELD_SECTORS | RIFT_FIELD_COVERAGE)
#define PLACE (RIFT_FIELD_COMMON | RIFT_FIELD_IN | RIFT_FIELD_SECTORS)

/* In the order of rift_instrument. */
static const instrument instruments[RIFT_INSTRUMENT_COUNT] = {
    {"tariff", PAIR | RIFT_FIELD_COVERAGE | RIFT_FIELD_KIND | RIFT_FIELD_SCHEDULE,
     RIFT_DIMENSION_RATE},
    {"export_control", FLOW, RIFT_DIMENSION_SHARE},
    {"import_ban", FLOW, RIFT_DIMENSION_SHARE},
    {"licensing", FLOW | RIFT_FIELD_LICENCE, RIFT_DIMENSION_SHARE},
    {"boycott", HOUSEHOLDS, RIFT_DIMENSION_SHARE},
    {"trade_cost", FLOW, RIFT_DIMENSION_RATE},
    {"capacity_loss", PLACE | RIFT_FIELD_PATH, RIFT_DIMENSION_SHARE},
    {"critical_input_cut", PAIR | RIFT_FIELD_INPUT | RIFT_FIELD_LICENCE, RIFT_DIMENSION_SHARE},
    {"affiliate_income_loss", PAIR | RIFT_FIELD_GOES_TO, RIFT_DIMENSION_SHARE},
    {"energy_cost", PLACE, RIFT_DIMENSION_RATE},
    {"demand_support", HOUSEHOLDS, RIFT_DIMENSION_SHARE},
};

typedef struct field_key {
  const char *name;
  unsigned field;
} field_key;

static const field_key keys[] = {{"id", RIFT_FIELD_COMMON},
                                 {"instrument", RIFT_FIELD_COMMON},
                                 {"title", RIFT_FIELD_COMMON},
                                 {"source", RIFT_FIELD_COMMON},
                                 {"size", RIFT_FIELD_COMMON},
                                 {"start", RIFT_FIELD_COMMON},
                                 {"ramp", RIFT_FIELD_COMMON},
                                 {"duration", RIFT_FIELD_COMMON},
                                 {"half_life", RIFT_FIELD_COMMON},
                                 {"permanent", RIFT_FIELD_COMMON},
                                 {"from", RIFT_FIELD_FROM},
                                 {"to", RIFT_FIELD_TO},
                                 {"by", RIFT_FIELD_BY},
                                 {"in", RIFT_FIELD_IN},
                                 {"sectors", RIFT_FIELD_SECTORS},
                                 {"use", RIFT_FIELD_USE},
                                 {"coverage", RIFT_FIELD_COVERAGE},
                                 {"delay", RIFT_FIELD_LICENCE},
                                 {"approval", RIFT_FIELD_LICENCE},
                                 {"approval_half_life", RIFT_FIELD_LICENCE},
                                 {"input", RIFT_FIELD_INPUT},
                                 {"goes_to", RIFT_FIELD_GOES_TO},
                                 {"kind", RIFT_FIELD_KIND},
                                 {"schedule", RIFT_FIELD_SCHEDULE},
                                 {"path", RIFT_FIELD_PATH}};
#define KEY_COUNT (sizeof keys / sizeof keys[0])

const char *rift_instrument_name(rift_instrument which) {
  return which < RIFT_INSTRUMENT_COUNT ? instruments[which].name : "";
}

unsigned rift_instrument_fields(rift_instrument which) { return instruments[which].fields; }

rift_dimension rift_instrument_size(rift_instrument which) { return instruments[which].size; }

static const field_key *find_key(const char *name) {
  for (size_t i = 0; i < KEY_COUNT; i++) {
    if (strcmp(keys[i].name, name) == 0) {
      return &keys[i];
    }
  }
  return NULL;
}

static void report_foreign_key(rift_reader *reader, const rift_yaml_node *key,
                               const field_key *known, rift_instrument which) {
  rift_text owners = {0};
  for (size_t i = 0; i < RIFT_INSTRUMENT_COUNT; i++) {
    if (instruments[i].fields & known->field) {
      rift_text_add(&owners, "%s%s", owners.length == 0 ? "" : ", ", instruments[i].name);
    }
  }
  rift_reader_error(
      reader, key, "the instrument %s has no '%s': only %s; take it out, or change the instrument",
      instruments[which].name, known->name, owners.failed ? "others have" : owners.bytes);
  rift_text_free(&owners);
}

void rift_instrument_check_keys(rift_reader *reader, const rift_yaml_node *node,
                                rift_instrument which) {
  const char *names[KEY_COUNT];
  for (size_t i = 0; i < KEY_COUNT; i++) {
    names[i] = keys[i].name;
  }
  for (size_t i = 0; i < node->count; i++) {
    const rift_yaml_node *key = node->keys[i];
    const field_key *known = find_key(key->text);
    if (known == NULL && strcmp(key->text, "remove") == 0) {
      rift_reader_error(reader, key,
                        "there is no measure to remove: no extended file has one with this id");
    } else if (known == NULL) {
      const char *closest = rift_closest(key->text, names, KEY_COUNT);
      rift_reader_error(reader, key, "a measure has no key '%.80s'%s%s%s", key->text,
                        closest == NULL ? "; see the table of instruments in scenarios/README.md"
                                        : "; did you mean '",
                        closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
    } else if (!(instruments[which].fields & known->field)) {
      report_foreign_key(reader, key, known, which);
    }
  }
}

rift_instrument rift_instrument_read(rift_reader *reader, const rift_yaml_node *node) {
  const char *names[RIFT_INSTRUMENT_COUNT];
  for (size_t i = 0; i < RIFT_INSTRUMENT_COUNT; i++) {
    names[i] = instruments[i].name;
  }
  size_t at = rift_reader_choice(reader, node, "instrument", names, RIFT_INSTRUMENT_COUNT);
  return at == RIFT_NOT_FOUND ? RIFT_INSTRUMENT_COUNT : (rift_instrument)at;
}
