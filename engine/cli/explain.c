/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/explain.h"

#include <getopt.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "model/static/trace.h"
#include "montecarlo/run.h"
#include "tables/file.h"

static const char usage[] =
    "usage: rift explain OUT --indicator X --region R [option]...\n"
    "\n"
    "Draws the scenario of a results folder again and splits the mean of one of its numbers into the\n"
    "flows that the measures cut, the flows that replace them and what support adds. The parts add up to the mean.\n"
    "\n"
    "      --indicator X  gross_output, value_added, employment, exports or imports\n"
    "      --region R     region or group, like DEU, EU or WORLD\n"
    "      --sector S     sector or group (default: all)\n"
    "      --scenario ID  which scenario of the folder (default: the only one)\n"
    "      --top N        flows to print (default 15)\n";

typedef struct arguments {
  const char *output, *indicator, *region, *sector, *scenario;
  uint64_t top;
} arguments;

/* What the manifest says about the run. */
typedef struct record {
  json_t *manifest;
  char *scenario; /* its label: ID, or ID+POLICY */
  uint64_t seed, draws;
  char *file, *economy; /* paths as seen from here */
} record;

/* Everything that is drawn again. */
typedef struct replay {
  rift_economy economy;
  bool economy_read;
  rift_scenario scenario;
  bool scenario_read;
  rift_run *run;
  rift_trace *trace;
  rift_trace_entry *entries;
  size_t entry_count;
  double total;
} replay;

static rift_status read_arguments(arguments *a, int argc, char **argv, int *code) {
  enum { INDICATOR = 256, REGION, SECTOR, SCENARIO, TOP, HELP };
  static const struct option options[] = {
      {"indicator", required_argument, NULL, INDICATOR}, {"region", required_argument, NULL, REGION},
      {"sector", required_argument, NULL, SECTOR},       {"scenario", required_argument, NULL, SCENARIO},
      {"top", required_argument, NULL, TOP},             {"help", no_argument, NULL, HELP},
      {NULL, 0, NULL, 0}};
  static char name[] = "rift explain";
  *a = (arguments){.sector = "all", .top = 15};
  *code = RIFT_USAGE;
  argv[0] = name;
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    const char **text = option == INDICATOR  ? &a->indicator
                        : option == REGION   ? &a->region
                        : option == SECTOR   ? &a->sector
                        : option == SCENARIO ? &a->scenario
                                             : NULL;
    if (text != NULL) {
      *text = optarg;
    } else if (option == HELP) {
      fputs(usage, stdout);
      *code = RIFT_OK;
      return RIFT_USAGE;
    } else if (option != TOP || !rift_count_read(optarg, strlen(optarg), &a->top)) {
      fputs("`rift explain --help` lists the options\n", stderr);
      return RIFT_USAGE;
    }
  }
  if (argc - optind != 1 || a->indicator == NULL || a->region == NULL) {
    fputs("rift explain: expected one results folder, --indicator and --region: "
          "`rift explain OUT --indicator value_added --region DEU`\n", stderr);
    return RIFT_USAGE;
  }
  a->output = argv[optind];
  return RIFT_OK;
}

static rift_indicator find_indicator(const char *name) {
  rift_indicator indicator = 0;
  while (indicator < RIFT_INDICATOR_COUNT && strcmp(rift_indicator_entry_of(indicator)->name, name) != 0) {
    indicator++;
  }
  return indicator;
}

static const json_t *member(const json_t *object, const char *first, const char *second) {
  return json_object_get(json_object_get(object, first), second);
}

static rift_status broken(const arguments *a, rift_error *error) {
  return rift_error_set(error, RIFT_INVALID, "%s/manifest.json is not the manifest of a results folder", a->output);
}

/* ID, or ID+POLICY; NULL when memory runs out. */
static char *label_of(const json_t *result, const char *id) {
  const char *policy = json_string_value(json_object_get(result, "policy"));
  rift_text label = {0};
  bool with = policy != NULL && strcmp(policy, "none") != 0;
  rift_text_add(&label, "%s%s%s", id, with ? "+" : "", with ? policy : "");
  return label.bytes;
}

/* What is traced is the static model. */
static bool is_traced(const json_t *result) {
  const char *model = json_string_value(json_object_get(result, "model"));
  return model != NULL && strcmp(model, rift_static_model.name) == 0;
}

/* The scenario's entry among the results; the only one if none is named. */
static rift_status choose_result(const arguments *a, record *r, rift_error *error) {
  const json_t *results = member(r->manifest, "hashed", "results");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(results); i++) {
    count += is_traced(json_array_get(results, i));
  }
  if (a->scenario == NULL && count != 1) {
    return rift_error_set(error, RIFT_USAGE, "%s holds %zu scenarios under the static model: name one with --scenario", a->output, count);
  }
  for (size_t i = 0; i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    const char *id = json_string_value(json_object_get(result, "scenario"));
    const char *seed = json_string_value(json_object_get(result, "seed"));
    if (!is_traced(result)) {
      continue;
    }
    if (id == NULL || seed == NULL || !rift_count_read(seed, strlen(seed), &r->seed)) {
      return broken(a, error);
    }
    free(r->scenario);
    r->scenario = label_of(result, id);
    if (r->scenario == NULL) {
      return rift_error_memory(error, 0);
    }
    r->draws = (uint64_t)json_integer_value(json_object_get(result, "draws"));
    if (a->scenario == NULL || strcmp(r->scenario, a->scenario) == 0) {
      return r->draws > 0 ? RIFT_OK : broken(a, error);
    }
  }
  return rift_error_set(error, RIFT_USAGE, "%s has no scenario '%s' under the static model", a->output, a->scenario);
}

static char *from_folder(const char *folder, const char *path) {
  return path[0] == '/' ? rift_copy_text(path) : rift_path_join(folder, path);
}

static rift_status read_record(const arguments *a, record *r, rift_error *error) {
  json_error_t problem;
  char *path = rift_path_join(a->output, "manifest.json");
  if (path == NULL) {
    return rift_error_memory(error, 0);
  }
  r->manifest = json_load_file(path, 0, &problem);
  free(path);
  if (r->manifest == NULL) {
    return rift_error_set(error, RIFT_INVALID, "%s is no results folder: manifest.json cannot be read (%s)",
                          a->output, problem.text);
  }
  const char *streams = json_string_value(member(r->manifest, "hashed", "streams"));
  if (streams == NULL || strcmp(streams, RIFT_STREAM_LAYOUT) != 0) {
    return rift_error_set(error, RIFT_MISMATCH,
                          "%s was drawn otherwise (%s) than what is drawn again here (%s): run the scenario without --design",
                          a->output, streams == NULL ? "unknown" : streams, RIFT_STREAM_LAYOUT);
  }
  rift_status status = choose_result(a, r, error);
  if (status != RIFT_OK) {
    return status;
  }
  const json_t *place = json_object_get(member(r->manifest, "run", "scenarios"), r->scenario);
  const char *folder = json_string_value(member(r->manifest, "run", "working_folder"));
  const char *file = json_string_value(json_object_get(place, "file"));
  const char *economy = json_string_value(json_object_get(place, "economy"));
  if (folder == NULL || file == NULL || economy == NULL) {
    return broken(a, error);
  }
  r->file = from_folder(folder, file);
  r->economy = from_folder(folder, economy);
  return r->file == NULL || r->economy == NULL ? rift_error_memory(error, 0) : RIFT_OK;
}

/* An economy that has changed since would explain another number. */
static rift_status check_inputs(const record *r, rift_error *error) {
  const json_t *inputs = member(r->manifest, "hashed", "inputs");
  const json_t *paths = member(r->manifest, "run", "input_paths");
  const char *folder = json_string_value(member(r->manifest, "run", "working_folder"));
  for (size_t i = 0; i < json_array_size(inputs); i++) {
    const json_t *input = json_array_get(inputs, i);
    const char *role = json_string_value(json_object_get(input, "role"));
    const char *hash = json_string_value(json_object_get(input, "sha256"));
    const char *path = json_string_value(json_array_get(paths, i));
    char now[RIFT_HASH_TEXT];
    if (role == NULL || hash == NULL || path == NULL || strcmp(role, "economy") != 0) {
      continue;
    }
    char *full = from_folder(folder, path);
    rift_status status = full == NULL ? rift_error_memory(error, 0) : rift_hash_file(full, now, error);
    free(full);
    if (status != RIFT_OK) {
      return status;
    }
    if (strcmp(now, hash) != 0) {
      return rift_error_set(error, RIFT_MISMATCH, "%s has changed since the run: run the scenario again", path);
    }
  }
  return RIFT_OK;
}

static rift_status read_inputs(const arguments *a, const record *r, replay *again, rift_error *error) {
  rift_problems problems;
  rift_text resolved = {0};
  rift_problems_init(&problems);
  rift_text_add(&resolved, "%s/resolved/%s.yaml", a->output, r->scenario);
  rift_status status = resolved.failed ? rift_error_memory(error, 0) : check_inputs(r, error);
  if (status == RIFT_OK) {
    status = rift_economy_read(&again->economy, r->economy, &problems, error);
    again->economy_read = status == RIFT_OK;
  }
  if (status == RIFT_OK) {
    status = rift_scenario_read_resolved(&again->scenario, resolved.bytes, r->file, &again->economy, &problems, error);
    again->scenario_read = status == RIFT_OK;
  }
  if (status == RIFT_OK) {
    status = rift_run_prepare(&again->run, &again->scenario, &again->economy, &rift_static_model, r->seed,
                              RIFT_DETAIL_TOTALS, &problems, error);
  }
  if (problems.errors > 0) {
    rift_problems_write(&problems, stderr);
  }
  rift_problems_free(&problems);
  rift_text_free(&resolved);
  return status;
}

/* A trace that takes batches as they are drawn again. */
typedef struct tracer {
  rift_trace *trace;
  double *workspace;
  size_t count; /* draws of the batch that count */
} tracer;

static void trace_batch(void *context, const rift_batch *batch) {
  tracer *t = context;
  rift_trace_add(t->trace, batch, t->count, t->workspace);
}

static rift_status draw_again(const record *r, replay *again, rift_error *error) {
  tracer t = {.trace = again->trace, .workspace = rift_allocate_doubles(rift_trace_workspace(again->trace))};
  rift_probe probe = {.use_batch = trace_batch, .context = &t};
  rift_status status = t.workspace == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  for (uint64_t first = 0; first < r->draws && status == RIFT_OK; first += RIFT_LANES) {
    uint64_t left = r->draws - first;
    t.count = left < RIFT_LANES ? (size_t)left : RIFT_LANES;
    status = rift_run_probe(again->run, first, &probe, error);
  }
  free(t.workspace);
  return status;
}

/* "a + b": the measures of a lever. */
static void name_measures(const replay *again, const rift_trace_entry *entry, char *text, size_t size) {
  const rift_shock_plan *plan = rift_run_plan(again->run);
  size_t used = 0;
  text[0] = '\0';
  for (int which = 0; which < 2; which++) {
    size_t index = which == 0 ? entry->lever : entry->shift_lever;
    const rift_lever *lever = index == SIZE_MAX ? NULL : rift_shock_plan_lever(plan, index);
    for (size_t t = 0; lever != NULL && t < lever->term_count && used < size; t++) {
      int length = snprintf(text + used, size - used, "%s%s", used == 0 ? "" : " + ",
                            again->scenario.measures[lever->terms[t].measure].id);
      used += length > 0 ? (size_t)length : 0;
    }
  }
}

static void print_by_measure(const replay *again) {
  rift_names names = {0};
  double *sums = rift_allocate_doubles(RIFT_TRACE_KINDS * again->entry_count + 1);
  bool added = false; /* a column only where something is */
  char text[256];
  for (size_t i = 0; sums != NULL && i < again->entry_count; i++) {
    name_measures(again, &again->entries[i], text, sizeof text);
    size_t at = rift_names_add(&names, text, strlen(text), NULL);
    if (at != RIFT_NOT_FOUND) {
      sums[RIFT_TRACE_KINDS * at + (size_t)again->entries[i].kind] += again->entries[i].contribution;
    }
    added = added || again->entries[i].kind == RIFT_TRACE_ADDED;
  }
  printf("%-44s %12s %12s %s%12s\n", "by measure (percentage points)", "flows cut", "re-sourced",
         added ? "       added " : "", "together");
  for (size_t i = 0; sums != NULL && i < names.count; i++) {
    const double *sum = sums + RIFT_TRACE_KINDS * i;
    printf("%-44.44s %+12.6f %+12.6f ", names.items[i], sum[RIFT_TRACE_CUT], sum[RIFT_TRACE_GAINED]);
    if (added) {
      printf("%+12.6f ", sum[RIFT_TRACE_ADDED]);
    }
    printf("%+12.6f\n", sum[RIFT_TRACE_CUT] + sum[RIFT_TRACE_GAINED] + sum[RIFT_TRACE_ADDED]);
  }
  rift_names_free(&names);
  free(sums);
}

static void print_entries(const arguments *a, const replay *again) {
  static const char *const kinds[RIFT_TRACE_KINDS] = {"cut", "gained instead", "added"};
  char text[256];
  double rest = 0;
  size_t shown = a->top < again->entry_count ? (size_t)a->top : again->entry_count;
  printf("\n%-18s %-7s %-14s %12s %12s %12s  %s\n", "flow", "sector", "", "base musd", "change musd", "points", "measures");
  for (size_t i = 0; i < again->entry_count; i++) {
    const rift_trace_entry *entry = &again->entries[i];
    if (i >= shown) {
      rest += entry->contribution;
      continue;
    }
    name_measures(again, entry, text, sizeof text);
    printf("%-8.8s> %-8.8s %-7s %-14s %12.1f %+12.1f %+12.6f  %s\n", again->economy.regions.items[entry->exporter],
           again->economy.regions.items[entry->importer], again->economy.sectors.items[entry->sector],
           kinds[entry->kind], entry->base_musd, entry->change_musd, entry->contribution, text);
  }
  if (shown < again->entry_count) {
    printf("%-67s %+12.6f  %zu other flows\n", "rest", rest, again->entry_count - shown);
  }
}

static void print_all(const arguments *a, const record *r, const replay *again) {
  printf("%s: mean change of %s, %s, sector %s, static model with r as drawn: %+.6f percent of base\n"
         "(%llu draws, seed %llu. Points: what the change of a flow does to this number directly and through all suppliers.\n"
         " cut: a flow that measures remove. gained instead: what a seller wins by replacing such flows if r were 1 (base) and\n"
         " on average (change). added: what supported households buy on top.\n"
         " Changes are means over the draws, at the users' changed outputs.)\n\n",
         r->scenario, a->indicator, a->region, a->sector, again->total, (unsigned long long)r->draws,
         (unsigned long long)r->seed);
  print_by_measure(again);
  print_entries(a, again);
}

static rift_status explain(const arguments *a, record *r, replay *again, rift_error *error) {
  rift_status status = read_record(a, r, error);
  if (status == RIFT_OK) {
    status = read_inputs(a, r, again, error);
  }
  if (status == RIFT_OK) {
    if (find_indicator(a->indicator) == RIFT_INDICATOR_COUNT) {
      return rift_error_set(error, RIFT_USAGE, "there is no indicator '%s': gross_output, value_added, employment, exports and imports can be traced", a->indicator);
    }
    status = rift_trace_create(&again->trace, &again->economy, rift_run_plan(again->run),
                               find_indicator(a->indicator), a->region, a->sector, error);
  }
  if (status == RIFT_OK) {
    status = draw_again(r, again, error);
  }
  if (status == RIFT_OK) {
    status = rift_trace_finish(again->trace, &again->entries, &again->entry_count, &again->total, error);
  }
  return status;
}

int rift_cli_explain(int argc, char **argv) {
  arguments a;
  record r = {0};
  replay again = {0};
  rift_error error = {0};
  int code = 0;
  if (read_arguments(&a, argc, argv, &code) != RIFT_OK) {
    return code;
  }
  rift_status status = explain(&a, &r, &again, &error);
  if (status == RIFT_OK) {
    print_all(&a, &r, &again);
  } else {
    fputs("rift explain: ", stderr);
    rift_error_write(&error, stderr);
  }
  free(again.entries);
  rift_trace_destroy(again.trace);
  rift_run_destroy(again.run);
  if (again.scenario_read) {
    rift_scenario_free(&again.scenario);
  }
  if (again.economy_read) {
    rift_economy_free(&again.economy);
  }
  json_decref(r.manifest);
  free(r.scenario);
  free(r.file);
  free(r.economy);
  return (int)status;
}
