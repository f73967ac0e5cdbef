/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/headline.h"

#include <string.h>

static const char *const focus_sectors[] = {"all", "autos", "chemicals", "machine_tools",
                                            "green_tech"};

static bool is_one_of(const char *word, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (words[i] != NULL && strcmp(word, words[i]) == 0) {
      return true;
    }
  }
  return false;
}

bool rift_headline_is(const rift_economy *economy, const rift_outcome *outcome) {
  bool german = rift_names_find(&economy->regions, "DEU", 3) != RIFT_NOT_FOUND;
  const char *home = german ? "DEU" : economy->region_count > 0 ? economy->regions.items[0] : NULL;
  const char *rival = german ? "CHN" : economy->region_count > 1 ? economy->regions.items[1] : NULL;
  const char *const regions[] = {home, rival, "EU", "WORLD"};

  static const char *const bounds[] = {"resourcing_0", "resourcing_1", "linear", "linear_terms_of_trade", "linear_volume_of_trade", "value",
                                       "cost_of_living"};
  if (!is_one_of(outcome->sector, focus_sectors, sizeof focus_sectors / sizeof focus_sectors[0]) ||
      is_one_of(outcome->closure, bounds, sizeof bounds / sizeof bounds[0]) || outcome->path_step > 0) {
    return false;
  }
  switch (outcome->indicator) {
  case RIFT_GROSS_OUTPUT:
  case RIFT_VALUE_ADDED:
  case RIFT_GNE_REAL:
    return is_one_of(outcome->region, regions, sizeof regions / sizeof regions[0]);
  case RIFT_EXPORTS:
  case RIFT_IMPORTS:
  case RIFT_INPUT_AT_RISK:
  case RIFT_PRODUCER_PRICE:
  case RIFT_CONSUMER_PRICE:
  case RIFT_REAL_WAGE:
  case RIFT_REAL_GDP:
  case RIFT_STOPPAGE_WEEKS:
  case RIFT_RECOVERY_WEEKS:
    return is_one_of(outcome->region, regions, 1);
  case RIFT_EMPLOYMENT:
  case RIFT_AFFILIATE_INCOME:
  case RIFT_TARIFF_REVENUE:
  case RIFT_INDICATOR_COUNT:
  default:
    return false;
  }
}
