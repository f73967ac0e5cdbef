/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static bool is_measure(const rift_scenario *scenario, const char *name, size_t length) {
  for (size_t m = 0; m < scenario->measure_count; m++) {
    if (strlen(scenario->measures[m].id) == length &&
        strncmp(scenario->measures[m].id, name, length) == 0) {
      return true;
    }
  }
  return false;
}

/* "measure.field" and "model.option" go by what is before the point, "C29.trade_elasticity" by what is
 * behind it. */
static const char *group_name(const rift_run *run, const char *id, bool each, size_t *length) {
  static const char *const owners[] = {"static", "equilibrium", "dynamic", "stockpile"};
  const char *point = strchr(id, '.');
  *length = strlen(id);
  if (each || point == NULL) {
    return id;
  }
  size_t before = (size_t)(point - id);
  bool owned = is_measure(run->scenario, id, before);
  for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
    owned = owned || (strlen(owners[i]) == before && strncmp(owners[i], id, before) == 0);
  }
  const char *last = strrchr(id, '.') + 1;
  *length = owned ? before : strlen(last);
  return owned ? id : last;
}

/* While groups are made: `into[g]` is the group that g has been joined to, itself at first. */
typedef struct making {
  rift_names names;
  size_t *into;
  size_t *of_quantity;
} making;

static size_t root_of(const making *m, size_t group) {
  while (m->into[group] != group) {
    group = m->into[group];
  }
  return group;
}

static bool is_drawn(const rift_quantity *quantity) {
  return quantity->distribution.kind != RIFT_POINT;
}

static rift_status name_groups(making *m, const rift_run *run, bool each, rift_error *error) {
  for (size_t q = 0; q < run->quantity_count; q++) {
    size_t length = 0;
    const char *name = group_name(run, run->quantities[q]->id, each, &length);
    m->of_quantity[q] = SIZE_MAX;
    if (!is_drawn(run->quantities[q])) {
      continue;
    }
    m->of_quantity[q] = rift_names_add(&m->names, name, length, NULL);
    if (m->of_quantity[q] == RIFT_NOT_FOUND) {
      return rift_error_memory(error, 0);
    }
  }
  return RIFT_OK;
}

static size_t find_quantity(const rift_run *run, const char *id) {
  for (size_t q = 0; q < run->quantity_count; q++) {
    if (strcmp(run->quantities[q]->id, id) == 0) {
      return q;
    }
  }
  return SIZE_MAX;
}

/* Correlated quantities cannot be exchanged apart: their groups become one. */
static void join_correlated(making *m, const rift_run *run) {
  for (size_t i = 0; i < run->scenario->correlation_count; i++) {
    size_t a = find_quantity(run, run->scenario->correlations[i].a);
    size_t b = find_quantity(run, run->scenario->correlations[i].b);
    if (a == SIZE_MAX || b == SIZE_MAX || m->of_quantity[a] == SIZE_MAX ||
        m->of_quantity[b] == SIZE_MAX) {
      continue;
    }
    size_t first = root_of(m, m->of_quantity[a]), second = root_of(m, m->of_quantity[b]);
    m->into[first > second ? first : second] = first < second ? first : second;
  }
}

static rift_status collect(rift_groups *groups, const making *m, const rift_run *run,
                           rift_error *error) {
  size_t *position = rift_allocate(m->names.count + 1, sizeof *position);
  rift_text text = {0};
  rift_status status = position == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  for (size_t g = 0; g < m->names.count && status == RIFT_OK; g++) {
    if (m->into[g] != g) {
      continue;
    }
    text.length = 0;
    for (size_t other = g; other < m->names.count; other++) {
      if (root_of(m, other) == g) {
        rift_text_add(&text, "%s%s", text.length > 0 ? " + " : "", m->names.items[other]);
      }
    }
    position[g] = groups->count;
    groups->names[groups->count] = text.failed ? NULL : rift_copy_text(text.bytes);
    status = groups->names[groups->count++] == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  }
  for (size_t q = 0; q < run->quantity_count && status == RIFT_OK; q++) {
    if (m->of_quantity[q] != SIZE_MAX) {
      groups->of_quantity[q] = position[root_of(m, m->of_quantity[q])];
      groups->sizes[groups->of_quantity[q]]++;
    }
  }
  rift_text_free(&text);
  free(position);
  return status;
}

static rift_status add_paths(rift_groups *groups, const rift_run *run, rift_error *error) {
  if (run->escalation == NULL) {
    return RIFT_OK;
  }
  groups->paths = groups->count;
  groups->names[groups->count] = rift_copy_text("escalation");
  groups->sizes[groups->count] = 1;
  return groups->names[groups->count++] == NULL ? rift_error_memory(error, 0) : RIFT_OK;
}

rift_status rift_groups_make(rift_groups *groups, const rift_run *run, bool each,
                             rift_error *error) {
  size_t room = run->quantity_count + 1;
  making m = {.into = rift_allocate(room, sizeof *m.into)};
  *groups = (rift_groups){.paths = SIZE_MAX,
                          .names = rift_allocate(room, sizeof *groups->names),
                          .sizes = rift_allocate(room, sizeof *groups->sizes),
                          .of_quantity = rift_allocate(room, sizeof *groups->of_quantity)};
  m.of_quantity = rift_allocate(room, sizeof *m.of_quantity);
  bool fine = m.into != NULL && m.of_quantity != NULL && groups->names != NULL &&
              groups->sizes != NULL && groups->of_quantity != NULL;
  rift_status status = fine ? name_groups(&m, run, each, error) : rift_error_memory(error, room);
  for (size_t q = 0; q < room && fine; q++) {
    m.into[q] = q;
    groups->of_quantity[q] = SIZE_MAX;
  }
  if (status == RIFT_OK) {
    join_correlated(&m, run);
    status = collect(groups, &m, run, error);
  }
  if (status == RIFT_OK) {
    status = add_paths(groups, run, error);
  }
  rift_names_free(&m.names);
  free(m.into);
  free(m.of_quantity);
  if (status != RIFT_OK) {
    rift_groups_free(groups);
  }
  return status;
}

void rift_groups_free(rift_groups *groups) {
  for (size_t g = 0; groups->names != NULL && g < groups->count; g++) {
    free(groups->names[g]);
  }
  free(groups->names);
  free(groups->sizes);
  free(groups->of_quantity);
  *groups = (rift_groups){0};
}
