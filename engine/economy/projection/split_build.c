/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The economy with its new sectors. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/splitting.h"

typedef struct build {
  const rift_economy *source;
  const rift_splitting *splittings;
  size_t parent_count;
  rift_economy *target;
  size_t *old;       /* S': sector of the source */
  size_t *parts;     /* S': 0 for the remainder and for sectors that are not split */
  const rift_splitting **of; /* S: the splitting of a sector, or NULL */
  double *shares;    /* R x S': share in the output of the source's sector */
} build;

static bool name_sector(rift_economy *target, const char *code, const char *name) {
  size_t at = target->sector_count;
  if (rift_names_add(&target->sectors, code, strlen(code), NULL) == RIFT_NOT_FOUND ||
      (target->sector_names[at] = rift_copy_text(name)) == NULL) {
    return false;
  }
  target->sector_count++;
  return true;
}

static bool list_sectors(build *b) {
  const rift_economy *source = b->source;
  size_t count = source->sector_count;
  for (size_t i = 0; i < b->parent_count; i++) {
    b->of[b->splittings[i].parent] = &b->splittings[i];
    count += b->splittings[i].part_count - 1;
  }
  b->old = rift_allocate(count, sizeof *b->old);
  b->parts = rift_allocate(count, sizeof *b->parts);
  b->target->sector_names = rift_allocate(count, sizeof *b->target->sector_names);
  b->shares = rift_allocate_doubles(source->region_count * count);
  if (b->old == NULL || b->parts == NULL || b->target->sector_names == NULL || b->shares == NULL) {
    return false;
  }
  for (size_t s = 0; s < source->sector_count; s++) {
    size_t parts = b->of[s] == NULL ? 1 : b->of[s]->part_count;
    for (size_t part = 0; part < parts; part++) {
      const char *child =
          part == 0 ? NULL : b->of[s]->rows->children[b->of[s]->children[part - 1]].code;
      b->old[b->target->sector_count] = s;
      b->parts[b->target->sector_count] = part;
      if (!name_sector(b->target, child == NULL ? source->sectors.items[s] : child,
                       child == NULL ? source->sector_names[s] : child)) {
        return false;
      }
    }
  }
  return true;
}

static bool copy_regions(const rift_economy *source, rift_economy *target) {
  target->region_names = rift_allocate(source->region_count, sizeof *target->region_names);
  if (target->region_names == NULL) {
    return false;
  }
  for (size_t i = 0; i < source->region_count; i++) {
    const char *code = source->regions.items[i];
    target->region_names[i] = rift_copy_text(source->region_names[i]);
    target->region_count = i + 1;
    if (target->region_names[i] == NULL ||
        rift_names_add(&target->regions, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return false;
    }
  }
  for (size_t i = 0; i < source->category_count; i++) {
    const char *code = source->categories.items[i];
    if (rift_names_add(&target->categories, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return false;
    }
  }
  target->category_count = source->category_count;
  return true;
}

static bool copy_header(const rift_economy *source, rift_economy *target) {
  target->year = source->year;
  target->usd_per_eur = source->usd_per_eur;
  target->usd_per_eur_year = source->usd_per_eur_year;
  target->title = rift_copy_text(source->title);
  target->source = rift_copy_text(source->source);
  target->folder = rift_copy_text("");
  return target->title != NULL && target->source != NULL && target->folder != NULL;
}

static bool allocate_values(rift_economy *target) {
  size_t n = target->region_count * target->sector_count;
  size_t cells = 0;
  if (!rift_size_product(n, n, &cells)) {
    return false;
  }
  target->node_count = n;
  target->intermediate = rift_allocate_doubles(cells);
  target->final_demand = rift_allocate_doubles(n * target->region_count * target->category_count);
  target->gross_output = rift_allocate_doubles(n);
  target->value_added = rift_allocate_doubles(n);
  target->taxes = rift_allocate_doubles(n);
  target->margins = rift_allocate_doubles(n);
  target->employment = rift_allocate_doubles(n);
  return target->intermediate != NULL && target->final_demand != NULL &&
         target->gross_output != NULL && target->value_added != NULL && target->taxes != NULL &&
         target->margins != NULL && target->employment != NULL;
}

/* Shares of the parts in the sales of a sector of a region; the remainder takes what is left. */
static void find_shares(build *b) {
  size_t new_count = b->target->sector_count;
  for (size_t region = 0; region < b->source->region_count; region++) {
    size_t remainder = 0;
    for (size_t s = 0; s < new_count; s++) {
      double *shares = b->shares + region * new_count;
      const rift_splitting *splitting = b->of[b->old[s]];
      remainder = b->parts[s] == 0 ? s : remainder;
      shares[s] = 1;
      if (b->parts[s] == 0) {
        continue;
      }
      size_t width = splitting->flow_count / b->source->region_count;
      const double *whole = splitting->flows + region * width;
      const double *part =
          splitting->parts.values + b->parts[s] * splitting->flow_count + region * width;
      double sales = 0;
      double its = 0;
      for (size_t i = 0; i < width; i++) {
        sales += whole[i];
        its += part[i];
      }
      shares[s] = sales > 0 ? its / sales : 0;
      shares[remainder] -= shares[s];
    }
  }
}

/* Sales of a new sector to a region's user (a sector of the source, or S + category). */
static double sales_to(const build *b, size_t region, size_t sector, size_t to, size_t user) {
  const rift_economy *source = b->source;
  const rift_splitting *splitting = b->of[b->old[sector]];
  size_t S = source->sector_count;
  if (splitting != NULL) {
    size_t flow = (region * source->region_count + to) * splitting->users + user;
    return splitting->parts.values[b->parts[sector] * splitting->flow_count + flow];
  }
  size_t node = region * S + b->old[sector];
  return user < S ? source->intermediate[node * source->node_count + to * S + user]
                  : source->final_demand[(node * source->region_count + to) *
                                             source->category_count +
                                         user - S];
}

static void fill_sales(build *b) {
  rift_economy *target = b->target;
  size_t sectors = target->sector_count;
  size_t R = target->region_count;
  for (size_t node = 0; node < target->node_count; node++) {
    double *row = target->intermediate + node * target->node_count;
    for (size_t user = 0; user < target->node_count; user++) {
      row[user] = sales_to(b, node / sectors, node % sectors, user / sectors,
                           b->old[user % sectors]) *
                  b->shares[user];
    }
    double *finals = target->final_demand + node * R * target->category_count;
    for (size_t i = 0; i < R * target->category_count; i++) {
      finals[i] = sales_to(b, node / sectors, node % sectors, i / target->category_count,
                           b->source->sector_count + i % target->category_count);
    }
  }
}

static void fill_nodes(build *b) {
  const rift_economy *source = b->source;
  rift_economy *target = b->target;
  for (size_t node = 0; node < target->node_count; node++) {
    size_t from = node / target->sector_count * source->sector_count +
                  b->old[node % target->sector_count];
    double share = b->shares[node];
    target->gross_output[node] = source->gross_output[from] * share;
    target->value_added[node] = source->value_added[from] * share;
    target->taxes[node] = source->taxes[from] * share;
    target->margins[node] = source->margins[from] * share;
    target->employment[node] = source->employment[from] * share; /* NaN (unknown) stays NaN */
  }
}

static size_t new_position(const build *b, size_t old, size_t part) {
  size_t at = 0;
  while (b->old[at] != old || b->parts[at] != part) {
    at++;
  }
  return at;
}

static bool copy_group(const build *b, const rift_group *group) {
  rift_economy *target = b->target;
  rift_group *copy = &target->groups[target->group_count];
  *copy = (rift_group){.kind = group->kind, .name = rift_copy_text(group->name)};
  target->group_count++;
  bool regions = group->kind == RIFT_GROUP_REGION;
  copy->members = rift_allocate(regions ? group->count : target->sector_count, sizeof(size_t));
  if (copy->name == NULL || copy->members == NULL) {
    return false;
  }
  for (size_t i = 0; i < group->count; i++) {
    for (size_t s = 0; !regions && s < target->sector_count; s++) {
      if (b->old[s] == group->members[i]) {
        copy->members[copy->count++] = s;
      }
    }
    if (regions) {
      copy->members[copy->count++] = group->members[i];
    }
  }
  return true;
}

static bool copy_groups(const build *b) {
  const rift_economy *source = b->source;
  b->target->groups = rift_allocate(source->group_count, sizeof *b->target->groups);
  if (b->target->groups == NULL) {
    return false;
  }
  for (size_t i = 0; i < source->group_count; i++) {
    const rift_group *group = &source->groups[i];
    bool taken = group->kind != RIFT_GROUP_REGION &&
                 rift_economy_sector(b->target, group->name) != RIFT_NOT_FOUND;
    if (!taken && !copy_group(b, group)) {
      return false;
    }
  }
  return true;
}

static bool copy_affiliates(const build *b) {
  const rift_economy *source = b->source;
  b->target->affiliates = rift_allocate(source->affiliate_count, sizeof *b->target->affiliates);
  if (b->target->affiliates == NULL) {
    return false;
  }
  for (size_t i = 0; i < source->affiliate_count; i++) {
    b->target->affiliates[i] = source->affiliates[i];
    b->target->affiliates[i].sector = new_position(b, source->affiliates[i].sector, 0);
  }
  b->target->affiliate_count = source->affiliate_count;
  return true;
}

rift_status rift_splitting_build(const rift_economy *source, const rift_splitting *splittings,
                                 size_t parent_count, rift_economy *target, rift_error *error) {
  build b = {.source = source,
             .splittings = splittings,
             .parent_count = parent_count,
             .target = target,
             .of = rift_allocate(source->sector_count, sizeof *b.of)};
  bool good = b.of != NULL && list_sectors(&b) && copy_regions(source, target) &&
              copy_header(source, target) && allocate_values(target);
  if (good) {
    find_shares(&b);
    fill_sales(&b);
    fill_nodes(&b);
    good = copy_groups(&b) && copy_affiliates(&b);
  }
  free(b.old);
  free(b.parts);
  free(b.of);
  free(b.shares);
  if (!good) {
    rift_economy_free(target);
    return rift_error_memory(error, 0);
  }
  return RIFT_OK;
}
