/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a scenario: its file, what it extends, and the settings on top. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "scenario/correlation.h"
#include "scenario/escalation_reader.h"
#include "scenario/experts.h"
#include "scenario/measure.h"
#include "scenario/merge.h"
#include "scenario/models.h"
#include "scenario/overlay.h"
#include "scenario/relative.h"
#include "scenario/scenario.h"
#include "scenario/stockpile.h"

#define MONTHS_MAX 1200

/* Value of a key that must be there; NULL after an error. */
static const rift_yaml_node *required(rift_reader *reader, const rift_yaml_node *node,
                                      const char *what, const char *key, const char *fix) {
  const rift_yaml_node *value = rift_yaml_find(node, key);
  if (value == NULL) {
    rift_reader_error(reader, node, "%s has no '%s'; %s", what, key, fix);
  }
  return value;
}

static void read_version(rift_reader *reader, const rift_yaml_node *root) {
  const rift_yaml_node *node =
      required(reader, root, "the scenario", "rift", "begin it with 'rift: 1'");
  const char *text = node == NULL ? NULL : rift_reader_text(reader, node, "rift");
  if (text != NULL && strcmp(text, "1") != 0) {
    rift_reader_error(reader, node, "the format is 'rift: %.40s'; this program reads 'rift: 1'",
                      text);
  }
}

static char *copy_text(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  const char *text = node == NULL ? NULL : rift_reader_text(reader, node, what);
  return rift_reader_copy(reader, text == NULL ? "" : text);
}

static void read_title(rift_reader *reader, const rift_yaml_node *root) {
  static const char *const languages[] = {"en", "de"};
  rift_scenario *scenario = reader->scenario;
  const rift_yaml_node *node =
      required(reader, root, "the scenario", "title", "write title: {en: ..., de: ...}");
  const rift_yaml_node *english = node;
  const rift_yaml_node *german = NULL;
  if (node != NULL && node->kind == RIFT_YAML_MAPPING) {
    rift_reader_check_keys(reader, node, "title", languages, 2);
    english = required(reader, node, "title", "en", "give one in English");
    german = rift_yaml_find(node, "de");
  }
  scenario->title_en = copy_text(reader, english, "title");
  scenario->title_de = copy_text(reader, german, "title.de");
}

/* Digits only, of that length. */
static bool digits(const char *text, size_t length, int *value) {
  uint64_t number = 0;
  bool read = rift_count_read(text, length, &number);
  *value = (int)number;
  return read;
}

static void read_start(rift_reader *reader, const rift_yaml_node *node) {
  rift_scenario *scenario = reader->scenario;
  const char *text = rift_reader_text(reader, node, "horizon.start");
  if (text == NULL) {
    return;
  }
  bool shaped = strlen(text) == 7 && text[4] == '-' && digits(text, 4, &scenario->start_year) &&
                digits(text + 5, 2, &scenario->start_month);
  if (!shaped || scenario->start_month < 1 || scenario->start_month > 12 ||
      scenario->start_year < 1900) {
    rift_reader_error(reader, node,
                      "horizon.start is '%.40s'; expected a year and a month, like 2027-01", text);
  }
}

static void read_horizon(rift_reader *reader, const rift_yaml_node *root) {
  static const char *const keys[] = {"start", "months"};
  rift_scenario *scenario = reader->scenario;
  const rift_yaml_node *node = required(reader, root, "the scenario", "horizon",
                                        "write horizon: {start: 2027-01, months: 36}");
  if (node == NULL || !rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "horizon")) {
    return;
  }
  rift_reader_check_keys(reader, node, "horizon", keys, 2);
  const rift_yaml_node *start =
      required(reader, node, "horizon", "start", "write a month, like 2027-01");
  const rift_yaml_node *months = required(reader, node, "horizon", "months", "36 is usual");
  if (start != NULL) {
    read_start(reader, start);
  }
  double *count = &scenario->horizon_months;
  if (months != NULL && rift_reader_number(reader, months, "horizon.months", count)) {
    bool usable = *count >= 1 && *count <= MONTHS_MAX && *count == (double)(int)*count;
    if (!usable) {
      rift_reader_error(reader, months,
                        "horizon.months is %s; expected a whole number from 1 to %d", months->text,
                        MONTHS_MAX);
    }
  }
}

static void read_measures(rift_reader *reader, const rift_yaml_node *root) {
  rift_scenario *scenario = reader->scenario;
  const rift_yaml_node *node = required(reader, root, "the scenario", "measures",
                                        "list at least one; for no shock, give one with size 0");
  if (node == NULL || !rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, "measures")) {
    return;
  }
  if (node->count == 0) {
    rift_reader_error(reader, node,
                      "measures is an empty list; for no shock, give one measure with size 0");
  }
  scenario->measures = rift_allocate(node->count, sizeof *scenario->measures);
  if (scenario->measures == NULL) {
    reader->memory_failed = true;
    return;
  }
  for (size_t i = 0; i < node->count && !reader->memory_failed; i++) {
    scenario->measure_count = i + 1;
    rift_measure_read(reader, node->items[i], &scenario->measures[i]);
  }
}

static char *economy_folder(rift_reader *reader, const rift_yaml_node *root) {
  const rift_yaml_node *node = required(reader, root, "the scenario", "economy",
                                        "name the folder of the dataset, relative to this file");
  const char *text = node == NULL ? NULL : rift_reader_text(reader, node, "economy");
  char *folder = text == NULL ? NULL : rift_relative_resolve(reader->folder, text);
  reader->memory_failed = reader->memory_failed || (text != NULL && folder == NULL);
  return folder;
}

static void read_table_errors(rift_reader *reader, const rift_yaml_node *node) {
  static const char *const words[] = {"drawn", "none"};
  reader->scenario->table_errors =
      node == NULL || rift_reader_choice(reader, node, "table_errors", words, 2) != 1;
}

static void read_root(rift_reader *reader, const rift_yaml_node *root) {
  static const char *const keys[] = {"rift",    "extends", "id",     "title",    "description",
                                     "economy", "horizon", "models", "measures", "correlation",
                                     "table_errors", "stockpiles", "escalation", "experts"};
  rift_scenario *scenario = reader->scenario;
  rift_experts experts = {0};
  rift_reader_check_keys(reader, root, "the scenario", keys, sizeof keys / sizeof keys[0]);
  if (rift_yaml_find(root, "experts") != NULL) {
    rift_experts_read(reader, rift_yaml_find(root, "experts"), &experts);
    reader->experts = &experts;
  }
  read_version(reader, root);
  const rift_yaml_node *id =
      required(reader, root, "the scenario", "id", "give it a short name of its own");
  if (id != NULL && rift_reader_identifier(reader, id, "id")) {
    scenario->id = rift_reader_copy(reader, id->text);
  }
  read_title(reader, root);
  scenario->description = copy_text(reader, rift_yaml_find(root, "description"), "description");
  scenario->economy_folder = economy_folder(reader, root);
  read_horizon(reader, root);
  read_measures(reader, root);
  rift_models_read(reader, rift_yaml_find(root, "models"));
  read_table_errors(reader, rift_yaml_find(root, "table_errors"));
  if (rift_yaml_find(root, "stockpiles") != NULL && !reader->memory_failed) {
    rift_stockpiles_read(reader, rift_yaml_find(root, "stockpiles"));
  }
  if (rift_yaml_find(root, "escalation") != NULL && !reader->memory_failed) {
    rift_escalation_read(reader, rift_yaml_find(root, "escalation"));
  }
  const rift_yaml_node *pairs = rift_yaml_find(root, "correlation");
  if (pairs != NULL && !reader->memory_failed) {
    rift_correlations_read(reader, pairs);
  }
  reader->experts = NULL;
  rift_experts_free(&experts);
}

static rift_status write_resolved(rift_scenario *scenario, const rift_yaml_node *root,
                                  rift_error *error) {
  rift_text text = {0};
  rift_yaml_write(root, &text);
  if (text.failed) {
    rift_text_free(&text);
    return rift_error_memory(error, 0);
  }
  scenario->resolved = text.bytes;
  return RIFT_OK;
}

/* What a scenario is read from. */
typedef struct sources {
  const char *path;
  const char *folder; /* relative names in the file are taken from here; NULL when memory ran out */
  const char *policy; /* may be NULL */
  const rift_setting *settings;
  size_t setting_count;
} sources;

static rift_status set_label(rift_scenario *scenario, rift_error *error) {
  rift_text label = {0};
  if (scenario->policy == NULL || scenario->id == NULL) {
    return RIFT_OK;
  }
  rift_text_add(&label, "%s+%s", scenario->id, scenario->policy);
  scenario->label = label.bytes;
  return label.failed ? rift_error_memory(error, 0) : RIFT_OK;
}

static rift_status read_tree(rift_reader *reader, rift_yaml_document *document, const sources *from, rift_error *error) {
  rift_yaml_node *root = NULL;
  rift_status status = rift_merge_read(reader, document, from->path, &root, error);
  if (status == RIFT_OK && from->policy != NULL) {
    status = rift_overlay_apply(reader, document, from->policy, root, error);
  }
  for (size_t i = 0; status == RIFT_OK && i < from->setting_count; i++) {
    status = rift_merge_set(reader, document, &from->settings[i], root, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  read_root(reader, root);
  if (reader->memory_failed || reader->problems->memory_failed) {
    return rift_error_memory(error, 0);
  }
  status = set_label(reader->scenario, error);
  return status == RIFT_OK ? write_resolved(reader->scenario, root, error) : status;
}

static rift_status read_from(rift_scenario *scenario, const sources *from, const rift_economy *economy,
                             rift_problems *problems, rift_error *error) {
  rift_yaml_document document = {0};
  size_t errors_before = problems->errors;
  rift_scenario_init(scenario);
  rift_reader reader = {
      .economy = economy, .problems = problems, .scenario = scenario, .folder = from->folder};
  scenario->path = rift_copy_text(from->path);
  rift_status status = RIFT_FAILED;
  if (from->folder == NULL || scenario->path == NULL) {
    status = rift_error_memory(error, 0);
    goto out;
  }
  status = read_tree(&reader, &document, from, error);
  if (status == RIFT_OK && problems->errors > errors_before) {
    status = RIFT_INVALID;
  }
out:
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "the scenario %s has errors", from->path);
  }
  if (status != RIFT_OK) {
    rift_scenario_free(scenario);
  }
  rift_yaml_document_free(&document);
  return status;
}

rift_status rift_scenario_read_with(rift_scenario *scenario, const char *path, const char *policy,
                                    const rift_economy *economy, const rift_setting *settings,
                                    size_t setting_count, rift_problems *problems, rift_error *error) {
  char *folder = rift_relative_folder(path);
  sources from = {.path = path, .folder = folder, .policy = policy, .settings = settings, .setting_count = setting_count};
  rift_status status = read_from(scenario, &from, economy, problems, error);
  free(folder);
  return status;
}

rift_status rift_scenario_read(rift_scenario *scenario, const char *path,
                               const rift_economy *economy, const rift_setting *settings,
                               size_t setting_count, rift_problems *problems, rift_error *error) {
  return rift_scenario_read_with(scenario, path, NULL, economy, settings, setting_count, problems, error);
}

rift_status rift_scenario_read_resolved(rift_scenario *scenario, const char *path,
                                        const char *original, const rift_economy *economy,
                                        rift_problems *problems, rift_error *error) {
  char *folder = rift_relative_folder(original);
  sources from = {.path = path, .folder = folder};
  rift_status status = read_from(scenario, &from, economy, problems, error);
  free(folder);
  return status;
}

rift_status rift_scenario_economy_folder(const char *path, char **folder, rift_problems *problems,
                                         rift_error *error) {
  *folder = NULL;
  rift_scenario scenario;
  rift_scenario_init(&scenario);
  rift_yaml_document document = {0};
  rift_yaml_node *root = NULL;
  char *own_folder = rift_relative_folder(path);
  rift_reader reader = {.problems = problems, .scenario = &scenario, .folder = own_folder};
  rift_status status = own_folder == NULL ? rift_error_memory(error, 0)
                                          : rift_merge_read(&reader, &document, path, &root, error);
  if (status == RIFT_OK) {
    *folder = economy_folder(&reader, root);
    status = *folder != NULL ? RIFT_OK : RIFT_INVALID;
    if (reader.memory_failed) {
      status = rift_error_memory(error, 0);
    }
  }
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "the scenario %s cannot be read", path);
  }
  rift_scenario_free(&scenario);
  rift_yaml_document_free(&document);
  free(own_folder);
  return status;
}
