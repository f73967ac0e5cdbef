/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of a trace: flows, and what they contribute. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/trace_inside.h"

/* What a unit change of the flow itself adds, beside its multiplier: trade that it is. */
static double direct_value(const rift_trace *trace, size_t exporter, size_t importer, size_t sector) {
  size_t sectors = trace->economy->sector_count;
  if (trace->indicator == RIFT_EXPORTS) {
    return exporter == importer && trace->in_set[exporter * sectors + sector] ? -1 : 0;
  }
  if (trace->indicator == RIFT_IMPORTS) {
    return exporter != importer && trace->in_set[importer * sectors + sector] ? 1 : 0;
  }
  return 0;
}

typedef struct entry_list {
  rift_trace_entry *items;
  size_t count, capacity;
} entry_list;

/* [importer][node]: final demand in a part, and what errors of the table change (sums over the draws). */
typedef struct by_importer {
  const double *final, *errors;
} by_importer;

/* Completes the entry with what its flow from that supplier does. */
static bool add_entry(const rift_trace *trace, size_t supplier, rift_trace_entry *entry, entry_list *list) {
  size_t sectors = trace->economy->sector_count;
  rift_trace_entry *items = rift_grow(list->items, &list->capacity, list->count + 1, sizeof *items);
  if (items == NULL) {
    return false;
  }
  list->items = items;
  entry->exporter = supplier / sectors;
  entry->sector = supplier % sectors;
  double value = trace->node_value[supplier] + direct_value(trace, entry->exporter, entry->importer, entry->sector);
  entry->contribution = 100 * entry->change_musd * value / trace->base;
  items[list->count++] = *entry;
  return true;
}

/* Sums the flows of one supplier to one importer: all its users and its final demand. */
static bool add_flow(const rift_trace *trace, const rift_removal_part *part, bool gained, size_t supplier,
                     size_t importer, const by_importer *more, entry_list *list) {
  const rift_economy *economy = trace->economy;
  size_t n = economy->node_count;
  size_t sectors = economy->sector_count;
  size_t width = part->user_count + 1;
  const double *change = gained ? part->resourced : part->cut;
  const double *mean = trace->means + (2 * part->group + (gained ? 1 : 0)) * (n + 1);
  double sum = 0;
  double base = 0;
  for (size_t c = 0; c < part->user_count; c++) {
    if (part->users[c] / sectors == importer) {
      double flow = change[supplier * width + c];
      sum += flow * mean[part->users[c]] / (double)trace->count;
      base += flow;
    }
  }
  double final = more->final[importer * n + supplier];
  sum += (final * mean[n] + more->errors[importer * n + supplier]) / (double)trace->count;
  base += final;
  const rift_removal_group *group = &trace->quantity.removal.groups[part->group];
  rift_trace_entry entry = {.lever = group->cut != RIFT_NO_LEVER ? group->cut : group->shift,
                            .shift_lever = group->cut != RIFT_NO_LEVER ? group->shift : RIFT_NO_LEVER,
                            .importer = importer,
                            .kind = gained ? RIFT_TRACE_GAINED : RIFT_TRACE_CUT,
                            .base_musd = fabs(base),
                            .change_musd = sum};
  return base == 0 || add_entry(trace, supplier, &entry, list);
}

static bool add_group(const rift_trace *trace, size_t group, entry_list *list, rift_error *error) {
  const rift_economy *economy = trace->economy;
  rift_removal_part part;
  size_t half = economy->region_count * economy->node_count;
  double *final = rift_allocate_doubles(4 * half + economy->region_count);
  double *errors = final == NULL ? NULL : final + 2 * half;
  if (final == NULL || rift_removal_part_init(&part, &trace->quantity.removal, group, error) != RIFT_OK) {
    free(final);
    return false;
  }
  rift_removal_part_final(&part, &trace->quantity.removal, final + 4 * half, final, final + half);
  bool fine = rift_table_plan_changes(&trace->table, group, trace->table_means, errors, errors + half, error) == RIFT_OK;
  const by_importer cut = {.final = final, .errors = errors};
  const by_importer gained = {.final = final + half, .errors = errors + half};
  for (size_t i = 0; fine && i < economy->node_count; i++) {
    for (size_t m = 0; fine && m < economy->region_count; m++) {
      fine = add_flow(trace, &part, false, i, m, &cut, list) && add_flow(trace, &part, true, i, m, &gained, list);
    }
  }
  rift_removal_part_free(&part);
  free(final);
  return fine;
}

/* What households buy in addition. */
static bool add_added(const rift_trace *trace, size_t group, entry_list *list, rift_error *error) {
  size_t n = trace->economy->node_count;
  size_t length = trace->economy->region_count * n;
  const double *mean = trace->means + (2 * trace->quantity.removal.group_count + group) * (n + 1);
  double *flows = rift_allocate_doubles(2 * length);
  double *errors = flows == NULL ? NULL : flows + length;
  bool fine = flows != NULL && rift_table_plan_additions(&trace->table, group, trace->table_means, errors, error) == RIFT_OK;
  if (fine) {
    rift_addition_flows(&trace->quantity.addition, group, flows);
  }
  for (size_t i = 0; fine && i < length; i++) {
    rift_trace_entry entry = {.lever = trace->quantity.addition.groups[group].support,
                              .shift_lever = RIFT_NO_LEVER,
                              .importer = i / n,
                              .kind = RIFT_TRACE_ADDED,
                              .base_musd = flows[i],
                              .change_musd = (flows[i] * mean[n] + errors[i]) / (double)trace->count};
    fine = flows[i] == 0 || add_entry(trace, i % n, &entry, list);
  }
  free(flows);
  return fine;
}

static int compare_entries(const void *first, const void *second) {
  const rift_trace_entry *a = first;
  const rift_trace_entry *b = second;
  double size_a = fabs(a->contribution);
  double size_b = fabs(b->contribution);
  return size_a > size_b ? -1 : size_a < size_b;
}

rift_status rift_trace_finish(const rift_trace *trace, rift_trace_entry **entries, size_t *count,
                              double *total, rift_error *error) {
  entry_list list = {0};
  for (size_t g = 0; g < trace->quantity.removal.group_count; g++) {
    if (!add_group(trace, g, &list, error)) {
      free(list.items);
      return rift_error_memory(error, 0);
    }
  }
  for (size_t a = 0; a < trace->quantity.addition.group_count; a++) {
    if (!add_added(trace, a, &list, error)) {
      free(list.items);
      return rift_error_memory(error, 0);
    }
  }
  *total = 0;
  for (size_t i = 0; i < list.count; i++) {
    *total += list.items[i].contribution;
  }
  if (list.count > 0) {
    qsort(list.items, list.count, sizeof *list.items, compare_entries);
  }
  *entries = list.items;
  *count = list.count;
  return RIFT_OK;
}
