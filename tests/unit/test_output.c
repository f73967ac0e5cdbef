/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result folder: a wrong quantile, a lost draw, a half-written or overwritten folder would
 * mislead whoever reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netcdf.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/hash.h"
#include "output/folder.h"
#include "output/output.h"
#include "tables/file.h"

#include "support/csv_compare.h"
#include "support/fake_result.h"

/* A thousand roundings of 2^-53 in sums of 600; quantiles and text are exact anyway. */
#define TOLERANCE 1e-12

typedef struct workspace {
  char folder[64];
  char economy[96];
  char scenario[96];
  char out[96];
  char partial[112];
} workspace;

static void put(const char *path, const char *content) {
  rift_error error;
  assert_int_equal(rift_file_write(path, content, strlen(content), &error), RIFT_OK);
}

static int make_workspace(void **state) {
  workspace *w = calloc(1, sizeof *w);
  snprintf(w->folder, sizeof w->folder, "/tmp/rift-test-output.XXXXXX");
  if (w == NULL || mkdtemp(w->folder) == NULL) {
    return -1;
  }
  char path[128];
  snprintf(w->economy, sizeof w->economy, "%s/economy", w->folder);
  snprintf(w->scenario, sizeof w->scenario, "%s/scenario.yaml", w->folder);
  snprintf(w->out, sizeof w->out, "%s/out", w->folder);
  snprintf(w->partial, sizeof w->partial, "%s.partial", w->out);
  mkdir(w->economy, 0777);
  snprintf(path, sizeof path, "%s/nodes.csv", w->economy);
  put(path, "region,sector\n");
  put(w->scenario, "rift: 1\n");
  *state = w;
  return 0;
}

static int remove_workspace(void **state) {
  workspace *w = *state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", w->folder);
  int code = system(command);
  free(w);
  return code;
}

static void plain_loop_backwards(size_t count, void (*work)(size_t, void *), void *context) {
  for (size_t i = count; i > 0; i--) {
    work(i - 1, context);
  }
}

static rift_output_options options_of(const workspace *w) {
  rift_output_options options = rift_output_options_default();
  options.path = w->out;
  options.seed = UINT64_MAX;
  options.draws = FAKE_DRAWS;
  options.command_line = "rift run a.yaml";
  return options;
}

/* Writes one result; returns the first failure. */
static rift_status write_fake(const fake *f, const rift_output_options *options,
                              rift_error *error) {
  rift_output *output = NULL;
  rift_status status = rift_output_begin(&output, options, error);
  if (status == RIFT_OK) {
    status = rift_output_add(output, &f->result, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_finish(output, error);
  }
  rift_output_abort(output);
  return status;
}

static rift_status write_folder(workspace *w, const rift_output_options *options,
                                rift_error *error) {
  fake *f = fake_create("a", w->economy, w->scenario);
  rift_status status = write_fake(f, options, error);
  fake_destroy(f);
  return status;
}

static void write_well(workspace *w, const rift_output_options *options) {
  rift_error error = {0};
  rift_status status = write_folder(w, options, &error);
  if (status != RIFT_OK) {
    rift_error_write(&error, stdout);
  }
  assert_int_equal(status, RIFT_OK);
}

static bool has(const char *folder, const char *name) {
  char *path = rift_path_join(folder, name);
  bool exists = rift_path_exists(path);
  free(path);
  return exists;
}

static void hash_inside(const char *folder, const char *name, char hash[RIFT_HASH_TEXT]) {
  rift_error error;
  char *path = rift_path_join(folder, name);
  assert_int_equal(rift_hash_file(path, hash, &error), RIFT_OK);
  free(path);
}

static void tables_agree_with_the_definitions(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  static const char *const names[] = {"summary", "exceedance", "convergence", "inputs",
                                      "unexpressed"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char found[512];
    char expected[512];
    snprintf(found, sizeof found, "%s/tables/%s.csv", w->out, names[i]);
    snprintf(expected, sizeof expected, "tests/golden/output_%s.csv", names[i]);
    assert_int_equal(csv_compare(found, expected, TOLERANCE), 0);
  }
}

static void codebook_names_proxies_and_titles(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char path[512];
  rift_text text = {0};
  rift_error error;
  snprintf(path, sizeof path, "%s/codebook.csv", w->out);
  assert_int_equal(rift_file_read(path, 1 << 20, &text, &error), RIFT_OK);
  assert_non_null(strstr(text.bytes, "\nsector_group,machine_tools,machine_tools,,,,true,C28\n"));
  assert_non_null(strstr(text.bytes, "\nsector_group,autos,autos,,,,false,C29\n"));
  assert_non_null(strstr(text.bytes, "\nsector,C28,\"Machinery, equipment\",,,,false,\n"));
  assert_non_null(strstr(
      text.bytes, "\nscenario,a,\"Controls, EU \"\"fast\"\"\",Kontrollen für Maschinen,,,false,"
                  "\"first line, second line\"\n"));
  assert_non_null(strstr(text.bytes, "\nindicator,gross_output_musd,Gross output,"));
  rift_text_free(&text);
}

static void euros_divide_by_the_rate(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  options.currency = RIFT_CURRENCY_EUR;
  write_well(w, &options);
  char path[512];
  rift_text text = {0};
  rift_error error;
  snprintf(path, sizeof path, "%s/tables/summary.csv", w->out);
  assert_int_equal(rift_file_read(path, 1 << 20, &text, &error), RIFT_OK);
  /* -1.25 % of 300,000 million USD at 1.25 USD per EUR. */
  assert_non_null(strstr(text.bytes, "gross_output_meur,DEU,C28,static,meur,lower,resourcing_drawn,"
                                     "600,0,600,false,-3000,1200,"));
  assert_null(strstr(text.bytes, "musd"));
  rift_text_free(&text);
}

static void euros_need_a_rate(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  options.currency = RIFT_CURRENCY_EUR;
  fake *f = fake_create("a", w->economy, w->scenario);
  f->economy.usd_per_eur = 0;
  rift_output *output = NULL;
  rift_error error = {0};
  assert_int_equal(rift_output_begin(&output, &options, &error), RIFT_OK);
  assert_int_equal(rift_output_add(output, &f->result, &error), RIFT_INVALID);
  assert_non_null(strstr(error.message, "usd_per_eur"));
  rift_output_abort(output);
  assert_false(rift_path_exists(w->partial));
  fake_destroy(f);
}

static double attribute_number(int file, int variable, const char *name) {
  double value = 0;
  assert_int_equal(nc_get_att_double(file, variable, name, &value), NC_NOERR);
  return value;
}

static void draws_read_back(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  options.draws_mode = RIFT_DRAWS_ALL;
  write_well(w, &options);
  char path[512];
  snprintf(path, sizeof path, "%s/draws/a.static.nc", w->out);
  int file = 0;
  int count = 0;
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  assert_int_equal(nc_inq_nvars(file, &count), NC_NOERR);
  assert_int_equal(count, FAKE_STORED + FAKE_VARIATES);
  for (int v = 0; v < count; v++) {
    double values[FAKE_DRAWS];
    assert_int_equal(nc_get_var_double(file, v, values), NC_NOERR);
    for (size_t i = 0; i < FAKE_DRAWS; i++) {
      double expected = fake_value((size_t)v, i);
      assert_true(values[i] == expected || (isnan(values[i]) && isnan(expected)));
    }
  }
  int variable = 0;
  assert_int_equal(
      nc_inq_varid(file, "value_added__DEU__autos__static__resourcing_drawn", &variable), NC_NOERR);
  assert_true(attribute_number(file, variable, "base") == 120000);
  assert_int_equal(nc_inq_varid(file, "input__controls_size", &variable), NC_NOERR);
  nc_close(file);
}

static void draws_keep_the_headlines_only(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char path[512];
  snprintf(path, sizeof path, "%s/draws/a.static.nc", w->out);
  int file = 0;
  int variable = 0;
  int count = 0;
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  assert_int_equal(nc_inq_nvars(file, &count), NC_NOERR);
  assert_int_equal(count, 4 + FAKE_VARIATES); /* not China's inputs at risk, not a single sector */
  assert_int_equal(nc_inq_varid(file, "producer_price__DEU__all__static__none", &variable),
                   NC_NOERR);
  nc_close(file);
}

static const char *const hashed_files[] = {
    "tables/summary.csv", "tables/exceedance.csv",  "tables/convergence.csv", "tables/inputs.csv",
    "codebook.csv",       "tables/unexpressed.csv", "draws/a.static.nc",      "DONE"};

/* Another path, another order of work: the same bytes, and the same hash in DONE. */
static void equal_bytes_twice(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char second[96];
  snprintf(second, sizeof second, "%s/second", w->folder);
  options.path = second;
  options.parallel = plain_loop_backwards;
  options.threads = 7;
  sleep(1); /* so that a stored time would show */
  write_well(w, &options);
  for (size_t i = 0; i < sizeof hashed_files / sizeof hashed_files[0]; i++) {
    char a[RIFT_HASH_TEXT];
    char b[RIFT_HASH_TEXT];
    hash_inside(w->out, hashed_files[i], a);
    hash_inside(second, hashed_files[i], b);
    assert_string_equal(a, b);
  }
}

static void manifest_lists_what_is_there(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char path[512];
  snprintf(path, sizeof path, "%s/manifest.json", w->out);
  json_t *manifest = json_load_file(path, 0, NULL);
  assert_non_null(manifest);
  json_t *hashed = json_object_get(manifest, "hashed");
  char *compact = json_dumps(hashed, JSON_COMPACT | JSON_SORT_KEYS);
  char hash[RIFT_HASH_TEXT];
  rift_hash_bytes(compact, strlen(compact), hash);
  assert_string_equal(json_string_value(json_object_get(manifest, "hash")), hash);
  free(compact);
  assert_string_equal(json_string_value(json_object_get(hashed, "seed")), "18446744073709551615");
  size_t index = 0;
  json_t *entry = NULL;
  json_t *outputs = json_object_get(hashed, "outputs");
  assert_int_equal(json_array_size(outputs), 18);
  json_array_foreach(outputs, index, entry) {
    hash_inside(w->out, json_string_value(json_object_get(entry, "path")), hash);
    assert_string_equal(json_string_value(json_object_get(entry, "sha256")), hash);
  }
  json_t *inputs = json_object_get(hashed, "inputs");
  assert_int_equal(json_array_size(inputs), 2);
  assert_string_equal(json_string_value(json_object_get(json_array_get(inputs, 0), "name")),
                      "scenario.yaml");
  assert_string_equal(json_string_value(json_object_get(json_array_get(inputs, 1), "name")),
                      "nodes.csv");
  json_decref(manifest);
}

static void an_existing_folder_is_refused(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char before[RIFT_HASH_TEXT];
  char after[RIFT_HASH_TEXT];
  hash_inside(w->out, "manifest.json", before);
  rift_error error = {0};
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_non_null(strstr(error.message, "--force"));
  hash_inside(w->out, "manifest.json", after);
  assert_string_equal(before, after);
  assert_false(rift_path_exists(w->partial));
  options.force = true;
  options.draws_mode = RIFT_DRAWS_NONE;
  write_well(w, &options);
  assert_false(has(w->out, "draws"));
  assert_true(has(w->out, "DONE"));
}

static void force_spares_what_is_not_ours(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  options.force = true;
  rift_error error = {0};
  char path[512];

  /* somebody's folder, even with a README.txt and a manifest.json */
  mkdir(w->out, 0777);
  snprintf(path, sizeof path, "%s/README.txt", w->out);
  put(path, "My thesis\n");
  snprintf(path, sizeof path, "%s/manifest.json", w->out);
  put(path, "{}\n");
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_true(has(w->out, "README.txt"));

  /* somebody's folder under the partial name */
  options.path = w->economy;
  snprintf(path, sizeof path, "%s.partial", w->economy);
  assert_int_equal(rename(w->economy, path), 0);
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_true(has(path, "nodes.csv"));
  assert_int_equal(rename(path, w->economy), 0);

  /* a link to a result folder is no result folder */
  snprintf(path, sizeof path, "%s/link", w->folder);
  assert_int_equal(symlink(w->economy, path), 0);
  options.path = path;
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_true(has(w->economy, "nodes.csv"));

  /* a file */
  options.path = w->scenario;
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_true(rift_path_exists(w->scenario));
}

static void an_interrupted_run_is_found_and_replaced(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  rift_error error = {0};
  rift_output *interrupted = NULL;
  assert_int_equal(rift_output_begin(&interrupted, &options, &error), RIFT_OK);
  assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  assert_non_null(strstr(error.message, "interrupted"));
  assert_true(rift_path_exists(w->partial));
  options.force = true;
  write_well(w, &options);
  rift_output_abort(interrupted);
  assert_true(has(w->out, "DONE"));
  assert_false(rift_path_exists(w->partial));
}

static void removal_does_not_follow_links(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char path[512];
  snprintf(path, sizeof path, "%s/plots", w->out);
  assert_int_equal(symlink(w->economy, path), 0);
  options.force = true;
  write_well(w, &options);
  assert_true(has(w->economy, "nodes.csv"));
}

static void strange_targets_and_ids_are_refused(void **state) {
  workspace *w = *state;
  static const char *const paths[] = {"", "/", ".", "..", "./"};
  rift_output_options options = options_of(w);
  rift_error error = {0};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    options.path = paths[i];
    assert_int_equal(write_folder(w, &options, &error), RIFT_USAGE);
  }
  static const char *const ids[] = {"../up", "a b", ".hidden", "", "a/b"};
  options.path = w->out;
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
    fake *f = fake_create(ids[i], w->economy, w->scenario);
    rift_output *output = NULL;
    assert_int_equal(rift_output_begin(&output, &options, &error), RIFT_OK);
    assert_int_equal(rift_output_add(output, &f->result, &error), RIFT_INVALID);
    rift_output_abort(output);
    fake_destroy(f);
  }
}

static void a_scenario_is_added_once(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  fake *f = fake_create("a", w->economy, w->scenario);
  rift_output *output = NULL;
  rift_error error = {0};
  assert_int_equal(rift_output_begin(&output, &options, &error), RIFT_OK);
  assert_int_equal(rift_output_add(output, &f->result, &error), RIFT_OK);
  assert_int_equal(rift_output_add(output, &f->result, &error), RIFT_INVALID);
  rift_output_abort(output);
  fake_destroy(f);
}

/* A store that lost draws must not pass for a complete one. */
static void lost_draws_are_noticed(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  fake *f = fake_create("a", w->economy, w->scenario);
  f->moments[1].n--;
  rift_output *output = NULL;
  rift_error error = {0};
  assert_int_equal(rift_output_begin(&output, &options, &error), RIFT_OK);
  assert_int_equal(rift_output_add(output, &f->result, &error), RIFT_MISMATCH);
  rift_output_abort(output);
  fake_destroy(f);
}

/* In a child whose files may not grow beyond `limit` bytes: 0 if the failure was reported and
 * nothing was left. */
static int run_with_limit(workspace *w, rlim_t limit) {
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit bound = {limit, limit};
  rift_output_options options = options_of(w);
  options.draws_mode = RIFT_DRAWS_ALL;
  rift_error error = {0};
  fake *f = fake_create("a", w->economy, w->scenario); /* its store is larger than the limit */
  if (setrlimit(RLIMIT_FSIZE, &bound) != 0) {
    return 1;
  }
  rift_status status = write_fake(f, &options, &error);
  fake_destroy(f);
  if (status != RIFT_FAILED || error.message[0] == '\0') {
    return 2;
  }
  return rift_path_exists(w->out) || rift_path_exists(w->partial) ? 3 : 0;
}

/* The limits stop README.txt, a table, the codebook and (the largest file) the netCDF draws in
 * turn. */
static void a_full_disk_leaves_nothing(void **state) {
  workspace *w = *state;
  static const rlim_t limits[] = {10, 1000, 3000, 12000, 40000};
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
    pid_t child = fork();
    if (child == 0) {
      int output = open("/dev/null", O_WRONLY);
      dup2(output, 2);
      _exit(run_with_limit(w, limits[i]));
    }
    int code = 0;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
  }
}

/* The estimate is a promise about the disk: never far below, never several times above. */
static void the_estimate_is_near(void **state) {
  workspace *w = *state;
  rift_output_options options = options_of(w);
  options.draws_mode = RIFT_DRAWS_ALL;
  fake *f = fake_create("a", w->economy, w->scenario);
  rift_output_size size = {0};
  rift_output_estimate(&size, &options, &f->result);
  fake_destroy(f);
  assert_int_equal(size.spill_bytes, (FAKE_STORED + FAKE_VARIATES) * FAKE_DRAWS * 8);
  write_well(w, &options);
  char path[512];
  struct stat information;
  off_t tables = 0;
  static const char *const names[] = {"summary", "exceedance", "convergence", "inputs"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    snprintf(path, sizeof path, "%s/tables/%s.csv", w->out, names[i]);
    assert_int_equal(stat(path, &information), 0);
    tables += information.st_size;
  }
  assert_in_range(size.tables_bytes, (uintmax_t)tables * 9 / 10, (uintmax_t)tables * 3);
  snprintf(path, sizeof path, "%s/draws/a.static.nc", w->out);
  assert_int_equal(stat(path, &information), 0);
  assert_in_range(size.draws_bytes, (uintmax_t)information.st_size * 9 / 10,
                  (uintmax_t)information.st_size * 3);
}

static bool can_run(const char *command) {
  char line[256];
  snprintf(line, sizeof line, "command -v %s > /dev/null 2>&1", command);
  return system(line) == 0;
}

static void python_loads_and_recomputes_the_hash(void **state) {
  workspace *w = *state;
  if (!can_run("python3")) {
    print_message("skipped: no python3 to run load.py with\n");
    skip();
  }
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char command[2048];
  snprintf(command, sizeof command,
           "cd '%s' && python3 -c '\n"
           "exec(open(\"load/load.py\").read())\n"
           "import hashlib\n"
           "row = rift[\"summary\"][0]\n"
           "assert len(rift[\"summary\"]) == 14 and row[\"n\"] == 600 and row[\"approximate\"] is "
           "False\n"
           "assert abs(row[\"mean\"] + 1.0975) < 1e-12 and rift[\"summary\"][-1][\"p50\"] is None\n"
           "assert rift[\"inputs\"][0][\"source\"][0] == chr(39)\n"
           "m = json.load(open(\"manifest.json\"))\n"
           "text = json.dumps(m[\"hashed\"], sort_keys=True, separators=(\",\", \":\"), "
           "ensure_ascii=False)\n"
           "assert hashlib.sha256(text.encode()).hexdigest() == m[\"hash\"]\n'",
           w->out);
  assert_int_equal(system(command), 0);
  snprintf(command, sizeof command, "cd / && python3 '%s/load/load.py'", w->out);
  assert_int_equal(system(command), 0);
}

static void r_loads(void **state) {
  workspace *w = *state;
  if (!can_run("Rscript")) {
    print_message("skipped: no Rscript to run load.R with\n");
    skip();
  }
  rift_output_options options = options_of(w);
  write_well(w, &options);
  char command[2048];
  snprintf(command, sizeof command,
           "cd '%s' && Rscript --vanilla -e 'source(\"load/load.R\", chdir = TRUE)' -e '"
           "stopifnot(nrow(rift$summary) == 14, abs(rift$summary$mean[1] + 1.0975) < 1e-12,"
           "is.na(rift$summary$p50[14]), is.character(rift$summary$region),"
           "nrow(rift$codebook) > 20, rift$unexpressed$channel == \"cost\")'",
           w->out);
  assert_int_equal(system(command), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make_workspace, remove_workspace)

int main(void) {
  const struct CMUnitTest tests[] = {CASE(tables_agree_with_the_definitions),
                                     CASE(codebook_names_proxies_and_titles),
                                     CASE(euros_divide_by_the_rate),
                                     CASE(euros_need_a_rate),
                                     CASE(draws_read_back),
                                     CASE(draws_keep_the_headlines_only),
                                     CASE(equal_bytes_twice),
                                     CASE(manifest_lists_what_is_there),
                                     CASE(an_existing_folder_is_refused),
                                     CASE(force_spares_what_is_not_ours),
                                     CASE(an_interrupted_run_is_found_and_replaced),
                                     CASE(removal_does_not_follow_links),
                                     CASE(strange_targets_and_ids_are_refused),
                                     CASE(a_scenario_is_added_once),
                                     CASE(lost_draws_are_noticed),
                                     CASE(a_full_disk_leaves_nothing),
                                     CASE(the_estimate_is_near),
                                     CASE(python_loads_and_recomputes_the_hash),
                                     CASE(r_loads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
