/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/removal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const uint32_t class_uses[RIFT_CLASS_COUNT] = {RIFT_USES_INTERMEDIATE, RIFT_USES_HOUSEHOLD,
                                                      RIFT_USES_OTHER_FINAL};

static size_t slot(const rift_economy *economy, int use_class, size_t importer, size_t exporter,
                   size_t sector) {
  size_t r = economy->region_count;
  return (((size_t)use_class * r + importer) * r + exporter) * economy->sector_count + sector;
}

void rift_removal_free(rift_removal *removal) {
  free(removal->groups);
  free(removal->group_of);
  memset(removal, 0, sizeof *removal);
}

uint32_t rift_removal_group_of(const rift_removal *removal, int use_class, size_t importer,
                               size_t exporter, size_t sector) {
  return removal->group_of[slot(removal->economy, use_class, importer, exporter, sector)];
}

bool rift_removal_touches(const rift_removal *removal, int use_class, size_t importer, size_t sector) {
  for (size_t e = 0; e < removal->economy->region_count; e++) {
    if (rift_removal_group_of(removal, use_class, importer, e, sector) != RIFT_NO_GROUP) {
      return true;
    }
  }
  return false;
}

/* The group of that pair of levers, added if new. */
static uint32_t find_group(rift_removal *removal, size_t *capacity, size_t cut, size_t shift) {
  for (size_t g = 0; g < removal->group_count; g++) {
    if (removal->groups[g].cut == cut && removal->groups[g].shift == shift) {
      return (uint32_t)g;
    }
  }
  rift_removal_group *groups =
      rift_grow(removal->groups, capacity, removal->group_count + 1, sizeof *groups);
  if (groups == NULL) {
    return RIFT_NO_GROUP;
  }
  removal->groups = groups;
  groups[removal->group_count] = (rift_removal_group){.cut = cut, .shift = shift};
  return (uint32_t)removal->group_count++;
}

/* lever + 1 of the channel acting on every slot, or 0. */
static void mark(const rift_shock_plan *plan, const rift_economy *economy, rift_channel channel,
                 size_t *marks) {
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == channel; c++) {
      const rift_cell *cell = &lever->cells[c];
      for (int u = 0; u < RIFT_CLASS_COUNT; u++) {
        if ((cell->uses & class_uses[u]) != 0) {
          marks[slot(economy, u, cell->importer, cell->exporter, cell->sector)] = l + 1;
        }
      }
    }
  }
}

rift_status rift_removal_init(rift_removal *removal, const rift_economy *economy,
                              const rift_shock_plan *plan, rift_error *error) {
  memset(removal, 0, sizeof *removal);
  removal->economy = economy;
  size_t slots = RIFT_CLASS_COUNT * economy->region_count * economy->region_count * economy->sector_count;
  size_t capacity = 0;
  size_t *cuts = rift_allocate(slots, sizeof *cuts);
  size_t *shifts = rift_allocate(slots, sizeof *shifts);
  removal->group_of = rift_allocate(slots, sizeof *removal->group_of);
  rift_status status = RIFT_OK;
  if (cuts == NULL || shifts == NULL || removal->group_of == NULL) {
    status = rift_error_memory(error, slots * sizeof *cuts);
    goto out;
  }
  mark(plan, economy, RIFT_CHANNEL_TRADE_CUT, cuts);
  mark(plan, economy, RIFT_CHANNEL_DEMAND_SHIFT, shifts);
  for (size_t i = 0; i < slots; i++) {
    removal->group_of[i] = RIFT_NO_GROUP;
    if (cuts[i] == 0 && shifts[i] == 0) {
      continue;
    }
    removal->group_of[i] = find_group(removal, &capacity, cuts[i] == 0 ? RIFT_NO_LEVER : cuts[i] - 1,
                                      shifts[i] == 0 ? RIFT_NO_LEVER : shifts[i] - 1);
    if (removal->group_of[i] == RIFT_NO_GROUP) {
      status = rift_error_memory(error, 0);
      goto out;
    }
  }
out:
  free(cuts);
  free(shifts);
  if (status != RIFT_OK) {
    rift_removal_free(removal);
  }
  return status;
}

void rift_removal_part_free(rift_removal_part *part) {
  free(part->users);
  free(part->cut);
  free(part->resourced);
  free(part->home);
  free(part->lost_use);
  free(part->regained_use);
  memset(part, 0, sizeof *part);
}

/* One purchase: product `sector` bought by one user of `importer`; flows[e] is what supplier e delivers. */
typedef struct purchase {
  int use_class;
  size_t importer, sector, column;
  double *flows;
} purchase;

static void add_purchase(rift_removal_part *part, const rift_removal *removal, const purchase *bought) {
  const rift_economy *economy = removal->economy;
  size_t sectors = economy->sector_count;
  size_t width = part->user_count + 1;
  size_t use_row = bought->importer * sectors + bought->sector;
  double removed = 0;
  double others = 0;
  for (size_t e = 0; e < economy->region_count; e++) {
    uint32_t group = rift_removal_group_of(removal, bought->use_class, bought->importer, e, bought->sector);
    if (group == part->group) {
      part->cut[(e * sectors + bought->sector) * width + bought->column] -= bought->flows[e];
      removed += bought->flows[e];
    } else if (group == RIFT_NO_GROUP) {
      others += bought->flows[e];
    }
  }
  part->lost_use[use_row * width + bought->column] -= removed;
  if (removed == 0) {
    return;
  }
  if (!(others > 0)) {
    part->unreplaceable += removed;
    return;
  }
  part->regained_use[use_row * width + bought->column] += removed;
  for (size_t e = 0; e < economy->region_count; e++) {
    uint32_t group = rift_removal_group_of(removal, bought->use_class, bought->importer, e, bought->sector);
    if (group != RIFT_NO_GROUP) {
      continue;
    }
    double gained = removed * (bought->flows[e] / others);
    part->resourced[(e * sectors + bought->sector) * width + bought->column] += gained;
    if (e == bought->importer) {
      part->home[use_row * width + bought->column] += gained;
    }
  }
}

static bool group_in(const rift_removal *removal, int use_class, size_t importer, size_t group) {
  size_t first = slot(removal->economy, use_class, importer, 0, 0);
  size_t count = removal->economy->region_count * removal->economy->sector_count;
  for (size_t i = 0; i < count; i++) {
    if (removal->group_of[first + i] == group) {
      return true;
    }
  }
  return false;
}

static void add_intermediate(rift_removal_part *part, const rift_removal *removal, double *flows) {
  const rift_economy *economy = removal->economy;
  for (size_t column = 0; column < part->user_count; column++) {
    size_t user = part->users[column];
    purchase bought = {.use_class = RIFT_CLASS_INTERMEDIATE,
                       .importer = user / economy->sector_count,
                       .column = column,
                       .flows = flows};
    for (bought.sector = 0; bought.sector < economy->sector_count; bought.sector++) {
      for (size_t e = 0; e < economy->region_count; e++) {
        size_t supplier = e * economy->sector_count + bought.sector;
        flows[e] = economy->intermediate[supplier * economy->node_count + user];
      }
      add_purchase(part, removal, &bought);
    }
  }
}

/* Calls `act` for every purchase of final demand that the group may touch, category by category. Negative entries (inventories
 * run down, disposals) are not purchases: they are neither cut nor taken as an alternative supply. */
static void visit_final(const rift_removal *removal, size_t group, double *flows,
                        void (*act)(void *context, const purchase *bought), void *context) {
  const rift_economy *economy = removal->economy;
  size_t household = rift_economy_household_category(economy);
  size_t regions = economy->region_count;
  size_t categories = economy->category_count;
  for (size_t m = 0; m < regions; m++) {
    for (size_t c = 0; c < categories; c++) {
      purchase bought = {.use_class = c == household ? RIFT_CLASS_HOUSEHOLD : RIFT_CLASS_OTHER_FINAL,
                         .importer = m,
                         .flows = flows};
      if (!group_in(removal, bought.use_class, m, group)) {
        continue;
      }
      for (bought.sector = 0; bought.sector < economy->sector_count; bought.sector++) {
        for (size_t e = 0; e < regions; e++) {
          size_t supplier = e * economy->sector_count + bought.sector;
          double flow = economy->final_demand[(supplier * regions + m) * categories + c];
          flows[e] = flow > 0 ? flow : 0;
        }
        act(context, &bought);
      }
    }
  }
}

typedef struct final_target {
  rift_removal_part *part;
  const rift_removal *removal;
} final_target;

static void add_final_purchase(void *context, const purchase *bought) {
  const final_target *target = context;
  purchase last = *bought;
  last.column = target->part->user_count;
  add_purchase(target->part, target->removal, &last);
}

static bool find_users(rift_removal_part *part, const rift_removal *removal) {
  const rift_economy *economy = removal->economy;
  part->users = rift_allocate(economy->node_count, sizeof *part->users);
  for (size_t m = 0; part->users != NULL && m < economy->region_count; m++) {
    if (!group_in(removal, RIFT_CLASS_INTERMEDIATE, m, part->group)) {
      continue;
    }
    for (size_t s = 0; s < economy->sector_count; s++) {
      size_t node = m * economy->sector_count + s;
      if (economy->gross_output[node] > 0) {
        part->users[part->user_count++] = node;
      }
    }
  }
  return part->users != NULL;
}

rift_status rift_removal_part_init(rift_removal_part *part, const rift_removal *removal,
                                   size_t group, rift_error *error) {
  const rift_economy *economy = removal->economy;
  size_t n = economy->node_count;
  memset(part, 0, sizeof *part);
  part->group = group;
  double *flows = rift_allocate_doubles(economy->region_count);
  if (flows == NULL || !find_users(part, removal)) {
    free(flows);
    rift_removal_part_free(part);
    return rift_error_memory(error, n * sizeof(size_t));
  }
  size_t length = n * (part->user_count + 1);
  part->cut = rift_allocate_doubles(length);
  part->resourced = rift_allocate_doubles(length);
  part->home = rift_allocate_doubles(length);
  part->lost_use = rift_allocate_doubles(length);
  part->regained_use = rift_allocate_doubles(length);
  if (part->cut == NULL || part->resourced == NULL || part->home == NULL || part->lost_use == NULL ||
      part->regained_use == NULL) {
    free(flows);
    rift_removal_part_free(part);
    return rift_error_memory(error, length * sizeof(double));
  }
  add_intermediate(part, removal, flows);
  final_target target = {part, removal};
  visit_final(removal, group, flows, add_final_purchase, &target);
  free(flows);
  return RIFT_OK;
}

typedef struct final_split {
  const rift_removal *removal;
  size_t group;
  double *cut, *resourced; /* [importer][node] */
} final_split;

static void split_final_purchase(void *context, const purchase *bought) {
  const final_split *split = context;
  const rift_economy *economy = split->removal->economy;
  size_t first = bought->importer * economy->node_count + bought->sector;
  double removed = 0;
  double others = 0;
  for (size_t e = 0; e < economy->region_count; e++) {
    uint32_t group = rift_removal_group_of(split->removal, bought->use_class, bought->importer, e, bought->sector);
    if (group == split->group) {
      split->cut[first + e * economy->sector_count] -= bought->flows[e];
      removed += bought->flows[e];
    }
    others += group == RIFT_NO_GROUP ? bought->flows[e] : 0;
  }
  for (size_t e = 0; e < economy->region_count && others > 0; e++) {
    uint32_t group = rift_removal_group_of(split->removal, bought->use_class, bought->importer, e, bought->sector);
    if (group == RIFT_NO_GROUP) {
      split->resourced[first + e * economy->sector_count] += removed * (bought->flows[e] / others);
    }
  }
}

void rift_removal_part_final(const rift_removal_part *part, const rift_removal *removal, double *flows,
                             double *cut, double *resourced) {
  final_split split = {.removal = removal, .group = part->group, .cut = cut, .resourced = resourced};
  visit_final(removal, part->group, flows, split_final_purchase, &split);
}
