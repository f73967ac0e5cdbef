/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: a title must not run a command, a figure must not show another number than the table,
 * and a machine without gnuplot must not lose its results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/wait.h>

#include "cli/plots.h"
#include "output/output.h"
#include "report/plot_data.h"
#include "tables/file.h"

#include "support/fake_result.h"

static void quotes_so(const char *text, size_t width, const char *expected) {
  rift_text quoted = {0};
  rift_plot_quote(&quoted, text, width);
  assert_string_equal(quoted.bytes, expected);
  rift_text_free(&quoted);
}

static void labels_run_nothing(void **state) {
  (void)state;
  quotes_so("a `rm x` \"b\" \\n", 0, "\"a 'rm x' \\\"b\\\" \\\\n\"");
  quotes_so("tab\there", 0, "\"tab here\"");
}

static void labels_break_evenly(void **state) {
  (void)state;
  quotes_so("Hard decoupling of the West", 24, "\"Hard decoupling\\nof the West\"");
  quotes_so("Größe und Änderung", 18, "\"Größe und Änderung\""); /* characters, not bytes */
  quotes_so("Unbreakablyverylongword", 5, "\"Unbreakablyverylongword\"");
  quotes_so("", 5, "\"\"");
}

typedef struct folder {
  char path[64];
  char out[96];
  char scenario[96];
} folder;

static int make_results(void **state) {
  folder *w = calloc(1, sizeof *w);
  snprintf(w->path, sizeof w->path, "/tmp/rift-test-plots.XXXXXX");
  if (w == NULL || mkdtemp(w->path) == NULL) {
    return -1;
  }
  snprintf(w->out, sizeof w->out, "%s/out", w->path);
  snprintf(w->scenario, sizeof w->scenario, "%s/a.yaml", w->path);
  rift_error error = {0};
  rift_output *output = NULL;
  rift_output_options options = rift_output_options_default();
  options.path = w->out;
  char none[] = "";
  fake *f = NULL;
  int code = rift_file_write(w->scenario, "rift: 1\n", 8, &error) != RIFT_OK;
  f = fake_create("a", none, w->scenario);
  code = code || rift_output_begin(&output, &options, &error) != RIFT_OK ||
         rift_output_add(output, &f->result, &error) != RIFT_OK ||
         rift_output_finish(output, &error) != RIFT_OK;
  rift_output_abort(output);
  fake_destroy(f);
  *state = w;
  return code;
}

static int remove_results(void **state) {
  folder *w = *state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", w->path);
  int code = system(command);
  free(w);
  return code;
}

static void contains(const char *folder_path, const char *name, const char *expected) {
  char *path = rift_path_join(folder_path, name);
  rift_text text = {0};
  rift_error error;
  assert_int_equal(rift_file_read(path, 1 << 20, &text, &error), RIFT_OK);
  assert_non_null(strstr(text.bytes, expected));
  rift_text_free(&text);
  free(path);
}

static void data_are_those_of_the_tables(void **state) {
  folder *w = *state;
  rift_problems problems;
  rift_error error = {0};
  rift_plot_data *data = NULL;
  rift_problems_init(&problems);
  assert_int_equal(
      rift_plot_data_create(&data, w->out, "plots/labels.csv", "de", &problems, &error), RIFT_OK);
  assert_int_equal(rift_plot_data_views(data)->count, 1);
  assert_string_equal(rift_plot_data_views(data)->items[0], "static static");
  assert_int_equal(rift_plot_data_write(data, 0, w->path, &problems, &error), RIFT_OK);
  rift_plot_data_destroy(data);
  rift_problems_free(&problems);
  /* 0.4 - 0.005 u for u = 0 .. 599: p75 is the 450th of 600 from below, u = 150 */
  contains(w->path, "boxes.csv", "panel,scenario,p01,p05,p25,p50,p75,p95,p99\n1,1,");
  contains(w->path, "boxes.csv", ",-1.85,-1.1,-0.35,0.25,");
  contains(w->path, "heat.csv", "sector,scenario,value\n1,1,-1.25\n");
  contains(w->path, "settings.gp", "draws_text = \"600\"\n");
  contains(w->path, "settings.gp", "home_name = \"Deutschland\"\n");
  contains(w->path, "settings.gp", "\"Werkzeugmaschinen*\""); /* a proxy */
  contains(w->path, "settings.gp", "\"Kontrollen für Maschinen\"");
}

/* The exit code of `rift plots` in a child with the given PATH (NULL: as it is). */
static int plots_with_path(const char *search, int argc, char **argv) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (search != NULL) {
      setenv("PATH", search, 1);
    }
    if (freopen("/dev/null", "w", stdout) == NULL) {
      _exit(99);
    }
    int code = rift_cli_plots(argc, argv);
    fflush(NULL);
    _exit(code);
  }
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void without_gnuplot_nothing_is_lost(void **state) {
  folder *w = *state;
  char word[] = "plots", option[] = "--scripts", scripts[] = "plots";
  char *argv[] = {word, w->out, option, scripts, NULL};
  assert_int_equal(plots_with_path(w->path, 4, argv), 0);
  char *path = rift_path_join(w->out, "plots/exceedance.static.svg");
  assert_false(rift_path_exists(path));
  free(path);
  contains(w->out, "tables/summary.csv", "gross_output");
}

static void mistakes_have_their_exit_codes(void **state) {
  folder *w = *state;
  char word[] = "plots", lang[] = "--lang", french[] = "fr", scripts[] = "--scripts",
       here[] = "plots";
  char *no_folder[] = {word, NULL};
  char *unknown_language[] = {word, w->out, lang, french, NULL};
  char *unfinished[] = {word, w->path, scripts, here, NULL};
  char *no_scripts[] = {word, w->out, scripts, w->path, NULL};
  assert_int_equal(plots_with_path(NULL, 1, no_folder), 2);
  assert_int_equal(plots_with_path(NULL, 4, unknown_language), 2);
  assert_int_equal(plots_with_path(NULL, 4, unfinished), 3);
  assert_int_equal(plots_with_path(NULL, 4, no_scripts), 2);
}

static void every_figure_is_drawn(void **state) {
  folder *w = *state;
  if (system("command -v gnuplot > /dev/null 2>&1") != 0) {
    print_message("skipped: no gnuplot to draw with\n");
    skip();
  }
  static const char *const figures[] = {"loss_by_sector", "exceedance", "sector_heatmap"};
  static const char *const languages[] = {"en", "de"};
  char word[] = "plots", option[] = "--lang", language[3] = "";
  for (size_t l = 0; l < 2; l++) {
    snprintf(language, sizeof language, "%s", languages[l]);
    char *argv[] = {word, w->out, option, language, NULL};
    assert_int_equal(plots_with_path(NULL, 4, argv), 0);
    for (size_t i = 0; i < 3; i++) {
      char name[64];
      snprintf(name, sizeof name, "plots/%s.static.svg", figures[i]);
      contains(w->out, name, "</svg>");
      contains(w->out, name, l == 0 ? "Data: made by hand" : "Datenquelle: made by hand");
      snprintf(name, sizeof name, "plots/%s.static.png", figures[i]);
      char *path = rift_path_join(w->out, name);
      assert_true(rift_path_exists(path));
      free(path);
    }
  }
  contains(w->out, "plots/sector_heatmap.static.svg",
           "−1,2<"); /* -1.25 %, to even, with a decimal comma */
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make_results, remove_results)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_run_nothing), cmocka_unit_test(labels_break_evenly),
      CASE(data_are_those_of_the_tables),   CASE(without_gnuplot_nothing_is_lost),
      CASE(mistakes_have_their_exit_codes), CASE(every_figure_is_drawn)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
