/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruments: their names and the fields that each of them has. */
#ifndef RIFT_SCENARIO_INSTRUMENT_H
#define RIFT_SCENARIO_INSTRUMENT_H

#include "scenario/quantity.h"
#include "scenario/scenario.h"

/* Fields whose presence depends on the instrument. */
typedef enum rift_field {
  RIFT_FIELD_COMMON = 1 << 0, /* id, instrument, title, source, times: every instrument */
  RIFT_FIELD_FROM = 1 << 1,
  RIFT_FIELD_TO = 1 << 2,
  RIFT_FIELD_BY = 1 << 3, /* boycott, demand_support: the buyers */
  RIFT_FIELD_IN = 1 << 4, /* capacity_loss, energy_cost: where */
  RIFT_FIELD_SECTORS = 1 << 5,
  RIFT_FIELD_USE = 1 << 6,
  RIFT_FIELD_COVERAGE = 1 << 7,
  RIFT_FIELD_LICENCE = 1 << 8, /* delay, approval, approval_half_life */
  RIFT_FIELD_INPUT = 1 << 9,
  RIFT_FIELD_GOES_TO = 1 << 10,
  RIFT_FIELD_KIND = 1 << 11,
  RIFT_FIELD_SCHEDULE = 1 << 12,
  RIFT_FIELD_PATH = 1 << 13
} rift_field;

/* All fields of the instrument, as a union of bits. */
unsigned rift_instrument_fields(rift_instrument instrument);

/* Share, or rate for tariffs and costs. */
rift_dimension rift_instrument_size(rift_instrument instrument);

/* Reports keys that no measure has (with the nearest) and keys of other instruments (saying whose
 * they are). */
void rift_instrument_check_keys(rift_reader *reader, const rift_yaml_node *node,
                                rift_instrument instrument);

/* Reads `instrument`; RIFT_INSTRUMENT_COUNT after an error. */
rift_instrument rift_instrument_read(rift_reader *reader, const rift_yaml_node *node);

#endif
