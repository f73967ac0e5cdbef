/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/compare.h"
#include "cli/economies.h"
#include "cli/headline.h"
#include "cli/progress.h"
#include "cli/run_arguments.h"
#include "cli/run_design.h"
#include "cli/run_prepare.h"
#include "model/registry.h"
#include "montecarlo/decompose.h"
#include "montecarlo/run.h"
#include "montecarlo/threads.h"
#include "output/output.h"

/* Above this share of draws whose solver failed, the run fails. */
static const double most_failed = 0.001;

static volatile sig_atomic_t interrupted;

static void interrupt(int number) {
  (void)number;
  interrupted = 1;
}

static void catch_interrupts(void) {
  struct sigaction action = {0};
  action.sa_handler = interrupt;
  action.sa_flags = (int)SA_RESETHAND; /* a second Ctrl-C ends the program at once */
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

/* One scenario with what is ready for its draws. */
typedef struct planned {
  rift_scenario scenario;
  bool read;
  rift_run *runs[RIFT_MODEL_COUNT]; /* NULL for models that are not run */
} planned;

typedef struct batch {
  rift_run_arguments arguments;
  rift_economies economies;
  planned *items;
  char *command_line;
  rift_design *design;
  rift_problems problems;
  rift_error error;
} batch;

/* Every scenario, without policy and then with each: item = scenario * (1 + policies) + policy. */
static int item_count(const batch *b) { return b->arguments.scenario_count * (1 + b->arguments.policy_count); }

static void batch_free(batch *b) {
  for (int i = 0; b->items != NULL && i < item_count(b); i++) {
    for (size_t m = 0; m < RIFT_MODEL_COUNT; m++) {
      rift_run_destroy(b->items[i].runs[m]);
    }
    if (b->items[i].read) {
      rift_scenario_free(&b->items[i].scenario);
    }
  }
  free(b->items);
  rift_design_destroy(b->design);
  free(b->command_line);
  rift_economies_free(&b->economies);
  rift_problems_free(&b->problems);
  rift_run_arguments_free(&b->arguments);
}

static rift_status note_command_line(batch *b, int argc, char **argv) {
  rift_text text = {0};
  rift_text_add(&text, "rift run");
  for (int i = 1; i < argc; i++) {
    rift_text_add(&text, " %s", argv[i]);
  }
  b->command_line = text.bytes;
  return text.failed ? rift_error_memory(&b->error, 0) : RIFT_OK;
}

static rift_status read_scenario(batch *b, int index) {
  int policies = 1 + b->arguments.policy_count;
  const char *path = b->arguments.scenarios[index / policies];
  const char *policy = index % policies == 0 ? NULL : b->arguments.policies[index % policies - 1];
  planned *item = &b->items[index];
  const rift_economy *economy = NULL;
  rift_status status = rift_economies_for_scenario(&b->economies, path, &economy, &b->problems, &b->error);
  if (status != RIFT_OK) {
    return status;
  }
  status = rift_scenario_read_with(&item->scenario, path, policy, economy, b->arguments.settings,
                                   b->arguments.setting_count, &b->problems, &b->error);
  item->read = status == RIFT_OK;
  if (status != RIFT_OK) {
    return status;
  }
  for (int other = 0; other < index; other++) {
    const rift_scenario *earlier = &b->items[other].scenario;
    if (b->items[other].read && other / policies == index / policies && other % policies > 0 &&
        strcmp(earlier->policy, item->scenario.policy) == 0) {
      return rift_problems_add(&b->problems, RIFT_ERROR, policy, 0, 0,
                               "the policy id '%s' is already used by %s: ids name the rows of the results",
                               item->scenario.policy, b->arguments.policies[other % policies - 1]);
    }
    if (b->items[other].read && other / policies != index / policies && index % policies == 0 &&
        strcmp(earlier->id, item->scenario.id) == 0) {
      return rift_problems_add(&b->problems, RIFT_ERROR, path, 0, 0,
                               "the scenario id '%s' is already used by %s: ids name the rows of the results",
                               item->scenario.id, earlier->path);
    }
  }
  return RIFT_OK;
}

static bool asked_on_command_line(const rift_run_arguments *arguments, const char *model) {
  for (size_t i = 0; i < arguments->model_count; i++) {
    if (strcmp(arguments->models[i], model) == 0) {
      return true;
    }
  }
  return false;
}

/* The command line, or else the scenario, says which models run. */
static bool is_chosen(const batch *b, const rift_scenario *scenario, const char *model) {
  return b->arguments.model_count > 0 ? asked_on_command_line(&b->arguments, model) : rift_scenario_asks(scenario, model);
}

/* Notes what the scenario asks for and cannot be had. */
static void report_missing(batch *b, const rift_scenario *scenario) {
  static const char *const names[] = {"static", "equilibrium", "dynamic"};
  for (size_t i = 0; i < sizeof names / sizeof names[0] && b->arguments.model_count == 0; i++) {
    if (!rift_scenario_asks(scenario, names[i]) || rift_model_find(names[i]) != NULL) {
      continue;
    }
    rift_problems_add(&b->problems, b->arguments.skip_models ? RIFT_NOTE : RIFT_ERROR, scenario->path, 0, 0,
                      "the %s model is asked for and is not built in this version%s", names[i],
                      b->arguments.skip_models ? ": left out"
                                               : ": leave it out with --skip-models, or run --model static");
  }
}

/* The runs that a scenario asks for, behind the others. */
static void want_runs(batch *b, int index, rift_wanted_run *wanted, size_t *count) {
  planned *item = &b->items[index];
  size_t before = *count;
  if (!item->read) {
    return;
  }
  size_t errors = b->problems.errors;
  report_missing(b, &item->scenario);
  for (size_t m = 0; m < RIFT_MODEL_COUNT; m++) {
    const rift_model_kind *kind = rift_model_at(m);
    if (is_chosen(b, &item->scenario, kind->name)) {
      wanted[(*count)++] =
          (rift_wanted_run){.run = &item->runs[m],
                            .request = {.scenario = &item->scenario,
                                        .economy = rift_economies_find(&b->economies, item->scenario.economy_folder),
                                        .kind = kind,
                                        .seed = b->arguments.seed,
                                        .detail = b->arguments.detail,
                                        .home = RIFT_NOT_FOUND,
                                        .strata = b->arguments.strata}};
    }
  }
  if (*count == before && b->problems.errors == errors) {
    rift_problems_add(&b->problems, RIFT_ERROR, item->scenario.path, 0, 0,
                      "no model is left to run: add `models: {static: {}}`, or run --model static");
  }
}

static rift_status prepare_runs(batch *b) {
  size_t most = (size_t)item_count(b) * RIFT_MODEL_COUNT;
  size_t count = 0;
  rift_wanted_run *wanted = rift_allocate(most, sizeof *wanted);
  if (wanted == NULL) {
    return rift_error_memory(&b->error, most * sizeof *wanted);
  }
  for (int i = 0; i < item_count(b); i++) {
    want_runs(b, i, wanted, &count);
  }
  rift_status status = rift_cli_prepare_runs(wanted, count, b->arguments.threads, &b->problems, &b->error);
  free(wanted);
  return status;
}

static bool known_models(const rift_run_arguments *arguments) {
  for (size_t i = 0; i < arguments->model_count; i++) {
    if (rift_model_find(arguments->models[i]) == NULL) {
      rift_text list = {0};
      for (size_t m = 0; m < RIFT_MODEL_COUNT; m++) {
        rift_text_add(&list, "%s%s", m == 0 ? "" : ", ", rift_model_at(m)->name);
      }
      fprintf(stderr, "rift run: there is no model '%s': expected %s\n", arguments->models[i],
              list.failed ? "static" : list.bytes);
      rift_text_free(&list);
      return false;
    }
  }
  return true;
}

/* Reads and prepares everything, so that all problems of all files are seen before the first draw. */
static rift_status prepare_all(batch *b) {
  int count = item_count(b);
  b->items = rift_allocate((size_t)count, sizeof *b->items);
  if (b->items == NULL) {
    return rift_error_memory(&b->error, 0);
  }
  for (int i = 0; i < count; i++) {
    rift_status status = read_scenario(b, i);
    if (status != RIFT_OK && status != RIFT_INVALID) {
      return status;
    }
  }
  rift_status status = prepare_runs(b);
  return status != RIFT_OK && status != RIFT_INVALID ? status : rift_problems_status(&b->problems);
}

/* Work that is left out once the user has stopped the run; what is half done then is thrown away. */
typedef struct stoppable {
  void (*work)(size_t index, void *context);
  void *context;
} stoppable;

static void work_unless_stopped(size_t index, void *context) {
  const stoppable *s = context;
  if (!interrupted) {
    s->work(index, s->context);
  }
}

static void map_unless_stopped(size_t count, void (*work)(size_t index, void *context), void *context) {
  stoppable s = {.work = work, .context = context};
  rift_threads_map(count, work_unless_stopped, &s);
}

/* How uniforms are made, and how many draws there will be. */
static rift_status settle_draws(batch *b) {
  size_t count = (size_t)item_count(b) * RIFT_MODEL_COUNT;
  rift_run **runs = rift_allocate(count, sizeof *runs);
  if (runs == NULL) {
    return rift_error_memory(&b->error, count * sizeof *runs);
  }
  for (size_t i = 0; i < count; i++) {
    runs[i] = b->items[i / RIFT_MODEL_COUNT].runs[i % RIFT_MODEL_COUNT];
  }
  rift_status status = rift_cli_use_design(&b->design, &b->arguments, runs, count, &b->error);
  if (status == RIFT_OK && b->arguments.until_error > 0) {
    catch_interrupts();
    status = rift_cli_find_draws(&b->arguments, runs, count, &interrupted, &b->error);
  }
  free(runs);
  return status;
}

static rift_output_options output_options(const batch *b) {
  rift_output_options options = rift_output_options_default();
  options.path = b->arguments.output;
  options.force = b->arguments.force;
  options.command_line = b->command_line;
  options.version = RIFT_VERSION;
  options.streams = rift_design_streams(b->design);
  options.seed = b->arguments.seed;
  options.draws = b->arguments.draws;
  options.threads = (unsigned)b->arguments.threads;
  options.currency = b->arguments.currency;
  options.draws_mode = b->arguments.draws_mode;
  options.parallel = map_unless_stopped;
  return options;
}

static double megabytes(uint64_t bytes) { return (double)bytes / 1e6; }

/* What the run will store, before it starts. */
static void announce(const batch *b, const rift_output_options *options) {
  rift_output_size size = {0};
  uint64_t largest_spill = 0;
  size_t outcomes = 0;
  for (size_t i = 0; i < (size_t)item_count(b) * RIFT_MODEL_COUNT; i++) {
    const rift_run *run = b->items[i / RIFT_MODEL_COUNT].runs[i % RIFT_MODEL_COUNT];
    rift_result result = {0};
    if (run == NULL) {
      continue;
    }
    rift_output_size one = {0};
    rift_run_describe(run, b->arguments.draws, &result);
    rift_output_estimate(&one, options, &result);
    size.tables_bytes += one.tables_bytes;
    size.draws_bytes += one.draws_bytes;
    largest_spill = one.spill_bytes > largest_spill ? one.spill_bytes : largest_spill;
    outcomes = result.stored_count > outcomes ? result.stored_count : outcomes;
  }
  char policies[64] = "";
  if (b->arguments.policy_count > 0) {
    snprintf(policies, sizeof policies, " without and with %d %s", b->arguments.policy_count,
             b->arguments.policy_count == 1 ? "policy" : "policies");
  }
  if (!b->arguments.quiet) {
    fprintf(stderr,
            "%d scenario%s%s, %llu draws each, seed %llu, %d threads; up to %zu outcomes with exact quantiles\n"
            "will store about %.1f MB of tables and %.1f MB of draws; %.1f MB of temporary disk\n",
            b->arguments.scenario_count, b->arguments.scenario_count == 1 ? "" : "s", policies,
            (unsigned long long)b->arguments.draws, (unsigned long long)b->arguments.seed, b->arguments.threads, outcomes,
            megabytes(size.tables_bytes), megabytes(size.draws_bytes), megabytes(largest_spill));
  }
}

static rift_status check_failures(const rift_result *result, rift_error *error) {
  if (result->failed == 0) {
    return RIFT_OK;
  }
  fprintf(stderr, "%s: warning: the solver failed in %llu of %llu draws; they are left out of the statistics and counted\n",
          result->scenario->id, (unsigned long long)result->failed, (unsigned long long)result->draws);
  if ((double)result->failed > most_failed * (double)result->draws) {
    return rift_error_set(error, RIFT_NOT_CONVERGED,
                          "scenario '%s': %llu of %llu draws failed, more than the allowed %.1f per thousand; the usual "
                          "cause is a cost so high that some product would need more than itself: lower the sizes of tariffs, "
                          "trade costs or energy costs",
                          result->scenario->id, (unsigned long long)result->failed,
                          (unsigned long long)result->draws, 1000 * most_failed);
  }
  return RIFT_OK;
}

/* Draws the scenario again with the pathways of the home region kept apart. */
static rift_status decompose(batch *b, const rift_result *result, const rift_model_kind *kind, rift_output *output) {
  const char *home = rift_cli_headline_region(result->economy);
  rift_run_request request = {.scenario = result->scenario, .economy = result->economy, .kind = kind, .seed = result->seed,
                              .detail = RIFT_DETAIL_FOCUS, .home = rift_economy_region(result->economy, home)};
  rift_run *run = NULL;
  rift_decomposition decomposition = {0};
  rift_status status = rift_run_prepare_request(&run, &request, &b->problems, &b->error);
  if (status == RIFT_OK) {
    status = rift_run_decompose(run, b->arguments.decompose, b->arguments.threads, &interrupted, &decomposition, &b->error);
  }
  if (status == RIFT_OK) {
    rift_result described = {0};
    rift_run_describe(run, b->arguments.decompose, &described);
    status = rift_output_add_decomposition(output, &described, &decomposition, home, &b->error);
  }
  rift_decomposition_free(&decomposition);
  rift_run_destroy(run);
  return status;
}

static rift_status simulate(batch *b, rift_run *run, rift_output *output, const char *spill_folder) {
  rift_result result;
  rift_progress_line line;
  rift_run_options options = {.draws = b->arguments.draws,
                              .seed = b->arguments.seed,
                              .threads = b->arguments.threads,
                              .detail = b->arguments.detail,
                              .spill_folder = spill_folder,
                              .headline_region = "DEU",
                              .stop = &interrupted,
                              .progress = rift_progress_show,
                              .progress_context = &line};
  if (run == NULL) {
    return RIFT_OK;
  }
  rift_progress_start(&line, rift_scenario_label(rift_shock_plan_scenario(rift_run_plan(run))), b->arguments.quiet);
  rift_status status = rift_run_execute(run, &options, &result, &b->error);
  rift_progress_end(&line);
  if (status != RIFT_OK) {
    return status;
  }
  status = check_failures(&result, &b->error);
  if (status == RIFT_OK) {
    status = rift_output_add(output, &result, &b->error);
  }
  if (status == RIFT_OK) {
    rift_cli_headline_print(&result);
    status = b->arguments.decompose > 0 && result.scenario->policy == NULL ? decompose(b, &result, rift_model_find(result.model), output) : RIFT_OK;
  }
  rift_result_free(&result);
  return interrupted && status == RIFT_OK
             ? rift_error_set(&b->error, RIFT_INTERRUPTED, "stopped while the tables were written")
             : status;
}

static rift_status simulate_all(batch *b) {
  rift_output_options options = output_options(b);
  rift_output *output = NULL;
  rift_text spill = {0};
  announce(b, &options);
  rift_threads_start(b->arguments.threads);
  rift_text_add(&spill, "%s.partial", b->arguments.output);
  rift_status status = spill.failed ? rift_error_memory(&b->error, 0)
                                    : rift_output_begin(&output, &options, &b->error);
  if (status == RIFT_OK) {
    catch_interrupts();
    rift_cli_headline_start(rift_economies_find(&b->economies, b->items[0].scenario.economy_folder));
  }
  for (size_t i = 0; i < (size_t)item_count(b) * RIFT_MODEL_COUNT && status == RIFT_OK; i++) {
    status = simulate(b, b->items[i / RIFT_MODEL_COUNT].runs[i % RIFT_MODEL_COUNT], output, spill.bytes);
  }
  if (status == RIFT_OK) {
    status = rift_output_finish(output, &b->error);
  }
  if (status == RIFT_OK) {
    rift_cli_headline_end(rift_economies_find(&b->economies, b->items[0].scenario.economy_folder));
    printf("results in %s: start with %s/README.txt\n", b->arguments.output, b->arguments.output);
  }
  rift_output_abort(output);
  rift_text_free(&spill);
  if (status == RIFT_OK && b->arguments.policy_count > 0 && b->arguments.draws_mode == RIFT_DRAWS_NONE) {
    puts("without stored draws policies cannot be compared draw by draw: leave out --store none");
  } else if (status == RIFT_OK && b->arguments.policy_count > 0) {
    status = rift_cli_compare_policies(b->arguments.output, &b->error);
  }
  return status;
}

int rift_cli_run(int argc, char **argv) {
  batch b = {0};
  rift_problems_init(&b.problems);
  rift_status status = note_command_line(&b, argc, argv);
  int code = rift_run_arguments_read(&b.arguments, argc, argv);
  if (code < 0 && !known_models(&b.arguments)) {
    code = RIFT_INVALID;
  }
  if (code >= 0) {
    batch_free(&b);
    return code;
  }
  if (status == RIFT_OK) {
    status = prepare_all(&b);
  }
  rift_problems_write(&b.problems, stderr);
  if (status == RIFT_OK) {
    status = settle_draws(&b);
  }
  if (status == RIFT_OK) {
    status = simulate_all(&b);
  } else if (b.problems.errors > 0) {
    fprintf(stderr, "rift run: %zu error%s; nothing was run\n", b.problems.errors,
            b.problems.errors == 1 ? "" : "s");
    b.error.message[0] = '\0';
  }
  if (status != RIFT_OK && b.error.message[0] != '\0') {
    fputs("rift run: ", stderr);
    rift_error_write(&b.error, stderr);
  }
  batch_free(&b);
  return (int)status;
}
