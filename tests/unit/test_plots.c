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
  /* its one measure cannot be expressed, yet output moves: a dagger, but no silence */
  contains(w->path, "settings.gp", "\"Kontrollen für Maschinen†\"");
  contains(w->path, "settings.gp", "is_silent[1] = [0]\nhas_partly = 1\nhas_silent = 0\n");
  /* there is no exceedance of Germany's value added over all sectors */
  contains(w->path, "settings.gp", "without_data = \"Kontrollen für Maschinen†\"\n");
  contains(w->path, "settings.gp", "curves = 0\n");
}

/* ---- what a model leaves out ---- */

static void write_file(const char *folder_path, const char *name, const char *bytes) {
  char *path = rift_path_join(folder_path, name);
  rift_error error;
  assert_int_equal(rift_file_write(path, bytes, strlen(bytes), &error), RIFT_OK);
  free(path);
}

/* Six scenarios: two with losses, the smaller one first; one of size zero; one that the model does
 * not express at all; one of which it expresses a measure that moves nothing; one with gains only.
 */
static void make_tables(const char *out) {
  rift_error error;
  char *tables = rift_path_join(out, "tables");
  assert_int_equal(rift_folder_make(tables, &error), RIFT_OK);
  free(tables);
  write_file(out, "DONE", "");
  write_file(out, "manifest.json",
             "{\"hash\": \"0123456789abcdef\", \"hashed\": {\"version\": \"0\", \"economies\": "
             "[{\"source\": \"made by hand\"}]}}");
  write_file(out, "codebook.csv",
             "kind,name,label_en,label_de,unit,worse,proxy,definition\n"
             "region,DEU,Germany,,,,false,\nsector,C28,Machinery,,,,false,\n"
             "scenario,small,Small loss,,,,false,\nscenario,large,Large loss,,,,false,\n"
             "scenario,nothing,Size zero,,,,false,\nscenario,prices,Prices only,,,,false,\n"
             "scenario,half,Half of it,,,,false,\nscenario,gain,Gains,,,,false,\n");
  write_file(out, "tables/unexpressed.csv",
             "scenario,policy,model,measure,channel,reason\n"
             "small,none,equilibrium,cut,trade_cut,of another model\n"
             "prices,none,static,tariffs,tariff,prices only\nprices,none,static,papers,cost,prices only\n"
             "half,none,static,tariffs,tariff,prices only\n");
  write_file(out, "tables/inputs.csv",
             "scenario,policy,id,distribution,unit,source,mean,sd,p05,p50,p95\n"
             "small,none,cut.size,,,,,,,,\nlarge,none,cut.size,,,,,,,,\nnothing,none,cut.size,,,,,,,,\n"
             "prices,none,tariffs.start,,,,,,,,\nprices,none,papers.size,,,,,,,,\n"
             "prices,none,C28.theta,,,,,,,,\nprices,none,static.resourcing,,,,,,,,\n"
             "half,none,tariffs.start,,,,,,,,\nhalf,none,cut.size,,,,,,,,\ngain,none,cut.size,,,,,,,,\n");
  rift_text summary = {0};
  rift_text curves = {0};
  static const struct {
    const char *id;
    double output, first, second; /* probability of a loss above 0 % and above 1 % */
  } rows[] = {{"small", -0.5, 1, 0.25}, {"large", -2, 1, 1}, {"nothing", 0, 0, 0},
              {"prices", 0, 0, 0},      {"half", 0, 0, 0},   {"gain", 1, 0, 0}};
  rift_text_add(&summary,
                "scenario,policy,condition,model,indicator,region,sector,horizon,closure,n,mean,"
                "p01,p05,p25,p50,p75,p95,p99\n");
  rift_text_add(&curves, "scenario,policy,model,indicator,region,sector,horizon,closure,threshold,"
                         "probability\n");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    double x = rows[i].output;
    rift_text_add(&summary,
                  "%s,none,all,static,gross_output,DEU,C28,static,none,9,%g,,,,,,,\n"
                  "%s,none,all,static,gross_output,DEU,all,static,none,9,%g,%g,%g,%g,%g,%g,%g,%g\n",
                  rows[i].id, x, rows[i].id, x, x, x, x, x, x, x, x);
    rift_text_add(&curves,
                  "%s,none,static,value_added,DEU,all,static,none,0,%g\n"
                  "%s,none,static,value_added,DEU,all,static,none,-1,%g\n",
                  rows[i].id, rows[i].first, rows[i].id, rows[i].second);
  }
  write_file(out, "tables/summary.csv", summary.bytes);
  write_file(out, "tables/exceedance.csv", curves.bytes);
  rift_text_free(&summary);
  rift_text_free(&curves);
}

static void zeros_left_out_are_no_finding(void **state) {
  folder *w = *state;
  char *out = rift_path_join(w->path, "hand");
  rift_problems problems;
  rift_error error = {0};
  rift_plot_data *data = NULL;
  rift_problems_init(&problems);
  make_tables(out);
  assert_int_equal(rift_plot_data_create(&data, out, NULL, "en", &problems, &error), RIFT_OK);
  assert_int_equal(rift_plot_data_write(data, 0, w->path, &problems, &error), RIFT_OK);
  rift_plot_data_destroy(data);
  rift_problems_free(&problems);
  contains(w->path, "settings.gp",
           "scenario_name[6] = [\"Small loss\", \"Large loss\", \"Size zero\", \"Prices only†\", "
           "\"Half of it†\", \"Gains\"]\n");
  contains(w->path, "settings.gp",
           "is_silent[6] = [0, 0, 0, 1, 0, 0]\nhas_partly = 1\nhas_silent = 1\n");
  contains(w->path, "settings.gp", "not_expressed = \"Prices only†\"\n");
  contains(w->path, "settings.gp", "without_loss = \"Size zero; Half of it†; Gains\"\n");
  contains(w->path, "settings.gp", "without_data = \"\"\n");
  contains(w->path, "settings.gp", "curves = 2\narray curve_scenario[2] = [2, 1]\n");
  free(out);
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

static void skip_without_gnuplot(void) {
  if (system("command -v gnuplot > /dev/null 2>&1") != 0) {
    print_message("skipped: no gnuplot to draw with\n");
    skip();
  }
}

static size_t count_in(const char *folder_path, const char *name, const char *word) {
  char *path = rift_path_join(folder_path, name);
  rift_text text = {0};
  rift_error error;
  size_t count = 0;
  assert_int_equal(rift_file_read(path, 1 << 20, &text, &error), RIFT_OK);
  for (const char *at = strstr(text.bytes, word); at != NULL; at = strstr(at + 1, word)) {
    count++;
  }
  rift_text_free(&text);
  free(path);
  return count;
}

static void figures_name_what_is_left_out(void **state) {
  folder *w = *state;
  skip_without_gnuplot();
  char *out = rift_path_join(w->path, "hand");
  make_tables(out);
  char word[] = "plots";
  char *argv[] = {word, out, NULL};
  assert_int_equal(plots_with_path(NULL, 2, argv), 0);
  static const char *const figures[] = {"plots/loss_by_sector.static.svg",
                                        "plots/exceedance.static.svg",
                                        "plots/sector_heatmap.static.svg"};
  for (size_t i = 0; i < 3; i++) {
    contains(out, figures[i], "† Parts of the scenario act through channels");
    contains(out, figures[i], "Prices only†");
    assert_int_equal(count_in(out, figures[i], "Small loss†"), 0);
  }
  /* one panel and one sector hold rows: a dash for the silent scenario, a zero for the two others
   */
  assert_int_equal(count_in(out, figures[0], ">–<"), 1);
  assert_int_equal(count_in(out, figures[2], ">–<"), 1);
  assert_int_equal(count_in(out, figures[2], ">0<"), 2);
  contains(out, figures[1], "No curve, as no draw has a loss: Size zero; Half of it†; Gains.");
  contains(out, figures[1],
           "No curve, as the model expresses no measure in quantities: Prices only†.");
  /* in the key and nowhere else: the two that have a curve; in the note alone: one that has none */
  assert_int_equal(count_in(out, figures[1], "Small loss"), 1);
  assert_int_equal(count_in(out, figures[1], "Size zero"), 1);
  free(out);
}

static void every_figure_is_drawn(void **state) {
  folder *w = *state;
  skip_without_gnuplot();
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
      CASE(mistakes_have_their_exit_codes), CASE(every_figure_is_drawn),
      CASE(zeros_left_out_are_no_finding),  CASE(figures_name_what_is_left_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
