/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/parameters.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "economy/reader.h"

enum { KIND, GROUP, MEMBER, GROUP_COLUMNS };

static const char *const kind_words[] = {"region", "sector", "sector_proxy"};

typedef struct group_list {
  rift_economy *economy;
  rift_csv *csv;
  rift_error *error;
  size_t capacity; /* of economy->groups */
  rift_group *current;
  size_t member_capacity; /* of the current group */
} group_list;

static void free_groups(rift_economy *economy) {
  for (size_t i = 0; i < economy->group_count; i++) {
    free(economy->groups[i].name);
    free(economy->groups[i].members);
  }
  free(economy->groups);
  economy->groups = NULL;
  economy->group_count = 0;
}

static bool read_kind(rift_csv *csv, rift_group_kind *kind) {
  const char *word = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, KIND, &word, &length)) {
    return false;
  }
  for (int i = 0; i < 3; i++) {
    if (strcmp(word, kind_words[i]) == 0) {
      *kind = (rift_group_kind)i;
      return true;
    }
  }
  const char *closest = rift_closest(word, kind_words, 3);
  rift_csv_error(csv, KIND, "unknown kind '%.60s'; expected region, sector or sector_proxy%s%s%s",
                 word, closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
                 closest == NULL ? "" : "'?");
  return false;
}

static rift_status start_group(group_list *list, rift_group_kind kind, const char *name,
                               bool *usable) {
  rift_economy *economy = list->economy;
  bool of_regions = kind == RIFT_GROUP_REGION;
  const rift_names *codes = of_regions ? &economy->regions : &economy->sectors;
  *usable = false;
  list->current = NULL;
  if (rift_reader_is_reserved(name) || rift_names_find(codes, name, strlen(name)) != RIFT_NOT_FOUND) {
    rift_csv_error(list->csv, GROUP,
                   "the group '%s' bears the code of a %s, or the word for a total; expected a name of its own; rename it",
                   name, of_regions ? "region" : "sector");
    return RIFT_OK;
  }
  if (rift_economy_group(economy, name, of_regions) != NULL) {
    rift_csv_error(
        list->csv, GROUP,
        "the group '%s' stands further up already; expected its rows together and of one "
        "kind; move or rename this row",
        name);
    return RIFT_OK;
  }
  rift_group *groups =
      rift_grow(economy->groups, &list->capacity, economy->group_count + 1, sizeof *groups);
  if (groups == NULL) {
    return rift_error_memory(list->error, 0);
  }
  economy->groups = groups;
  char *copy = rift_copy_text(name);
  if (copy == NULL) {
    return rift_error_memory(list->error, 0);
  }
  list->current = &groups[economy->group_count++];
  *list->current = (rift_group){.kind = kind, .name = copy};
  list->member_capacity = 0;
  *usable = true;
  return RIFT_OK;
}

/* Keeps the members ascending and once each; *added is false if it was there. */
static rift_status add_member(group_list *list, size_t member, bool *added) {
  rift_group *group = list->current;
  size_t at = group->count;
  while (at > 0 && group->members[at - 1] > member) {
    at--;
  }
  *added = at == 0 || group->members[at - 1] != member;
  if (!*added) {
    return RIFT_OK;
  }
  size_t *members =
      rift_grow(group->members, &list->member_capacity, group->count + 1, sizeof *members);
  if (members == NULL) {
    return rift_error_memory(list->error, 0);
  }
  group->members = members;
  memmove(members + at + 1, members + at, (group->count - at) * sizeof *members);
  members[at] = member;
  group->count++;
  return RIFT_OK;
}

static rift_status include_group(group_list *list, const rift_group *included) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < included->count && status == RIFT_OK; i++) {
    bool added = false;
    status = add_member(list, included->members[i], &added);
  }
  return status;
}

static rift_status read_member(group_list *list) {
  const rift_economy *economy = list->economy;
  bool of_regions = list->current->kind == RIFT_GROUP_REGION;
  size_t length = 0;
  const char *code = rift_csv_text(list->csv, MEMBER, &length);
  const rift_group *included = rift_economy_group(economy, code, of_regions);
  if (included != NULL && included != list->current) {
    return include_group(list, included);
  }
  size_t member = RIFT_NOT_FOUND;
  if (!rift_reader_code(list->csv, MEMBER, of_regions ? &economy->regions : &economy->sectors,
                        of_regions ? "region or group" : "sector or group", &member)) {
    return RIFT_OK;
  }
  bool added = false;
  rift_status status = add_member(list, member, &added);
  if (status == RIFT_OK && !added) {
    rift_csv_error(list->csv, MEMBER,
                   "'%s' is in the group '%s' already; expected it once; delete the row", code,
                   list->current->name);
  }
  return status;
}

static rift_status read_group_row(group_list *list) {
  rift_group_kind kind = RIFT_GROUP_REGION;
  const char *name = NULL;
  size_t length = 0;
  bool kind_known = read_kind(list->csv, &kind);
  if (!rift_csv_code(list->csv, GROUP, &name, &length) || !kind_known) {
    return RIFT_OK;
  }
  bool usable = true;
  rift_status status = RIFT_OK;
  if (list->current == NULL || list->current->kind != kind ||
      strcmp(list->current->name, name) != 0) {
    status = start_group(list, kind, name, &usable);
  }
  return status == RIFT_OK && usable ? read_member(list) : status;
}

rift_status rift_economy_read_groups(rift_economy *economy, const char *path,
                                     rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[GROUP_COLUMNS] = {{"kind", RIFT_CSV_CODE, true},
                                                         {"group", RIFT_CSV_CODE, true},
                                                         {"member", RIFT_CSV_CODE, true}};
  free_groups(economy);
  group_list list = {.economy = economy, .error = error};
  rift_status status =
      rift_csv_open(&list.csv, path, columns, GROUP_COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(list.csv)) {
    status = read_group_row(&list);
  }
  return rift_reader_worse(status, rift_csv_close(list.csv, error));
}

enum { HOST, OWNER, SECTOR, VALUE, UNIT, YEAR, SOURCE, STATUS, AFFILIATE_COLUMNS };

static void check_affiliate_texts(rift_csv *csv) {
  static const char *const known[] = {"read", "derived", "judgement", "assumption"};
  size_t length = 0;
  const char *unit = rift_csv_text(csv, UNIT, &length);
  if (strcmp(unit, "million USD") != 0) {
    rift_csv_error(csv, UNIT, "the unit is '%.60s'; expected 'million USD'; convert the value",
                   unit);
  }
  const char *year = rift_csv_text(csv, YEAR, &length);
  uint64_t number = 0;
  if (length > 0 && (!rift_count_read(year, length, &number) || number < 1900 || number > 2100)) {
    rift_csv_error(csv, YEAR, "the year is '%.60s'; expected one like 2014", year);
  }
  rift_csv_text(csv, SOURCE, &length);
  if (length == 0) {
    rift_csv_error(csv, SOURCE, "no source is given; expected where the figure was read");
  }
  const char *status = rift_csv_text(csv, STATUS, &length);
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(status, known[i]) == 0) {
      return;
    }
  }
  rift_csv_error(csv, STATUS,
                 "the status is '%.60s'; expected read, derived, judgement or assumption", status);
}

static bool stated_before(const rift_economy *economy, const rift_affiliate_income *income) {
  for (size_t i = 0; i < economy->affiliate_count; i++) {
    const rift_affiliate_income *other = &economy->affiliates[i];
    if (other->host == income->host && other->owner == income->owner &&
        other->sector == income->sector) {
      return true;
    }
  }
  return false;
}

static rift_status read_affiliate(rift_economy *economy, rift_csv *csv, size_t *capacity,
                                  rift_error *error) {
  rift_affiliate_income income = {RIFT_NOT_FOUND, RIFT_NOT_FOUND, RIFT_NOT_FOUND, 0};
  bool known = rift_reader_code(csv, HOST, &economy->regions, "region", &income.host);
  known &= rift_reader_code(csv, OWNER, &economy->regions, "region", &income.owner);
  known &= rift_reader_code(csv, SECTOR, &economy->sectors, "sector", &income.sector);
  check_affiliate_texts(csv);
  size_t length = 0;
  rift_csv_text(csv, VALUE, &length);
  if (length == 0 || !rift_csv_number(csv, VALUE, &income.value_musd) || !known) {
    return RIFT_OK;
  }
  if (income.host == income.owner) {
    rift_csv_error(csv, OWNER, "host and owner are the same region; expected income from abroad");
  }
  if (stated_before(economy, &income)) {
    rift_csv_error(
        csv, HOST,
        "this host, owner and sector stand further up already; expected them once; add the two up");
  }
  rift_affiliate_income *grown =
      rift_grow(economy->affiliates, capacity, economy->affiliate_count + 1, sizeof *grown);
  if (grown == NULL) {
    return rift_error_memory(error, 0);
  }
  economy->affiliates = grown;
  grown[economy->affiliate_count++] = income;
  return RIFT_OK;
}

rift_status rift_economy_read_affiliates(rift_economy *economy, const char *path,
                                         rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[AFFILIATE_COLUMNS] = {
      {"host", RIFT_CSV_CODE, true},   {"owner", RIFT_CSV_CODE, true},
      {"sector", RIFT_CSV_CODE, true}, {"value", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},   {"year", RIFT_CSV_TEXT, true},
      {"source", RIFT_CSV_TEXT, true}, {"status", RIFT_CSV_TEXT, true}};
  free(economy->affiliates);
  economy->affiliates = NULL;
  economy->affiliate_count = 0;
  size_t capacity = 0;
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, AFFILIATE_COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = read_affiliate(economy, csv, &capacity, error);
  }
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
