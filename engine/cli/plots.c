/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/plots.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/status.h"
#include "base/text.h"
#include "report/plot_data.h"
#include "tables/file.h"

extern char **environ;

static const char help[] =
    "Usage: rift plots OUT [--lang en|de] [--scripts DIR]\n"
    "\n"
    "Draws the figures of the finished result folder OUT into OUT/plots, as SVG and PNG:\n"
    "  loss_by_sector   distributions of output losses by focus sector and scenario\n"
    "  exceedance       probability that the loss of value added exceeds x\n"
    "  sector_heatmap   mean change of output, every sector by scenario\n"
    "\n"
    "  --lang en|de     language of the figures (default en)\n"
    "  --scripts DIR    folder of the gnuplot scripts (default: plots/ here, or the installed "
    "one)\n"
    "  --help           this text\n"
    "\n"
    "The figures need gnuplot 5.4 or later (Debian, Ubuntu: apt-get install gnuplot-nox).\n";

typedef struct plot_request {
  const char *results;
  const char *language;
  char *scripts; /* owned */
  char *target;  /* OUT/plots, owned */
} plot_request;

static int report(const rift_error *error) {
  rift_error_write(error, stderr);
  return (int)error->status;
}

static bool is_scripts_folder(const char *folder) {
  char *path = rift_path_join(folder, "common.gp");
  bool found = path != NULL && access(path, R_OK) == 0;
  free(path);
  return found;
}

/* plots/ of the working folder, of the source tree that holds build/MODE/rift, or of the
 * installation. */
static char *find_scripts(const char *asked) {
  static const char *const beside[] = {"../../plots", "../share/rift/plots"};
  if (asked != NULL || is_scripts_folder("plots")) {
    const char *folder = asked == NULL ? "plots" : asked;
    return is_scripts_folder(folder) ? rift_path_join("", folder) : NULL;
  }
  char program[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length < 0 ? 0 : length] = '\0';
  char *slash = strrchr(program, '/');
  if (slash == NULL) {
    return NULL;
  }
  *slash = '\0';
  for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
    char *folder = rift_path_join(program, beside[i]);
    if (folder != NULL && is_scripts_folder(folder)) {
      return folder;
    }
    free(folder);
  }
  return NULL;
}

/* Exit code of the program, 127 if there is none, -1 if it did not end by itself. */
static int run(const char *const *arguments) {
  pid_t child = 0;
  int code = posix_spawnp(&child, arguments[0], NULL, NULL, (char *const *)(const void *)arguments,
                          environ);
  if (code != 0) {
    return code == ENOENT ? 127 : -1;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return -1;
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One script, one view, one format. */
static int draw(const plot_request *request, const char *figure, const char *data, const char *view,
                const char *format) {
  rift_text script = {0};
  rift_text target = {0};
  rift_text_add(&script, "%s/%s.gp", request->scripts, figure);
  rift_text_add(&target, "%s/%s.%s.%s", request->target, figure, view, format);
  int code = -1;
  if (!script.failed && !target.failed) {
    const char *const arguments[] = {"gnuplot", "-c",         script.bytes, request->scripts,
                                     data,      target.bytes, format,       NULL};
    code = run(arguments);
  }
  if (code == 0) {
    printf("%s\n", target.bytes);
  }
  rift_text_free(&script);
  rift_text_free(&target);
  return code;
}

static int draw_view(const plot_request *request, const char *data, const char *view) {
  static const char *const figures[] = {"loss_by_sector", "exceedance", "sector_heatmap"};
  static const char *const formats[] = {"svg", "png"};
  for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
    for (size_t j = 0; j < sizeof formats / sizeof formats[0]; j++) {
      int code = draw(request, figures[i], data, view, formats[j]);
      if (code == 127) {
        fprintf(stderr,
                "note: gnuplot is not installed, so no figure was drawn; the tables in '%s' "
                "are whole; install it (Debian, Ubuntu: apt-get install gnuplot-nox) and "
                "repeat `rift plots %s`\n",
                request->results, request->results);
        return 127;
      }
      if (code != 0) {
        fprintf(stderr, "error: gnuplot failed on %s.gp (%s); its message stands above\n",
                figures[i], formats[j]);
        return RIFT_FAILED;
      }
    }
  }
  return RIFT_OK;
}

/* The view's name as part of a file name: "static", or "equilibrium.1y". */
static void name_view(const char *view, char name[128]) {
  const char *horizon = strchr(view, ' ');
  size_t model = (size_t)(horizon - view);
  bool twice = strlen(horizon + 1) == model && strncmp(view, horizon + 1, model) == 0;
  snprintf(name, 128, "%.*s%s%s", (int)model, view, twice ? "" : ".", twice ? "" : horizon + 1);
}

static int make_view(const plot_request *request, rift_plot_data *data, size_t index) {
  rift_problems problems;
  rift_error error = {0};
  char view[128];
  rift_text folder = {0};
  rift_problems_init(&problems);
  name_view(rift_plot_data_views(data)->items[index], view);
  rift_text_add(&folder, "%s/data/%s", request->target, view);
  rift_status status =
      folder.failed ? rift_error_memory(&error, 0) : rift_folder_make(folder.bytes, &error);
  if (status == RIFT_OK) {
    status = rift_plot_data_write(data, index, folder.bytes, &problems, &error);
  }
  int code = RIFT_OK;
  if (status == RIFT_OK) {
    code = draw_view(request, folder.bytes, view);
  } else {
    rift_problems_write(&problems, stderr);
    code = problems.errors > 0 ? RIFT_INVALID : report(&error);
  }
  rift_problems_free(&problems);
  rift_text_free(&folder);
  return code;
}

static int make_views(const plot_request *request) {
  rift_problems problems;
  rift_error error = {0};
  rift_plot_data *data = NULL;
  rift_problems_init(&problems);
  char *labels = rift_path_join(request->scripts, "labels.csv");
  bool labelled = labels != NULL && access(labels, R_OK) == 0;
  rift_status status = rift_plot_data_create(&data, request->results, labelled ? labels : NULL,
                                             request->language, &problems, &error);
  int code = RIFT_OK;
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    code = problems.errors > 0 ? RIFT_INVALID : report(&error);
  }
  for (size_t i = 0; code == RIFT_OK && i < rift_plot_data_views(data)->count; i++) {
    code = make_view(request, data, i);
  }
  rift_plot_data_destroy(data);
  rift_problems_free(&problems);
  free(labels);
  return code == 127 ? RIFT_OK : code;
}

static int usage(const char *message, const char *word) {
  fprintf(stderr, "error: %s%s; see `rift plots --help`\n", message, word);
  return RIFT_USAGE;
}

/* Fills the request from the command line; -1: go on, else the exit code. */
static int read_arguments(int argc, char **argv, plot_request *request, const char **scripts) {
  static const struct option options[] = {{"lang", required_argument, NULL, 'l'},
                                          {"scripts", required_argument, NULL, 's'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  request->language = "en";
  optind = 0; /* the program has parsed its own options before */
  for (int option = 0; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
    switch (option) {
    case 'l':
      request->language = optarg;
      break;
    case 's':
      *scripts = optarg;
      break;
    case 'h':
      fputs(help, stdout);
      return RIFT_OK;
    default:
      return RIFT_USAGE;
    }
  }
  if (strcmp(request->language, "en") != 0 && strcmp(request->language, "de") != 0) {
    return usage("--lang is en or de, not ", request->language);
  }
  if (optind + 1 != argc) {
    return usage("expected the name of one result folder", "");
  }
  request->results = argv[optind];
  return -1;
}

int rift_cli_plots(int argc, char **argv) {
  plot_request request = {0};
  const char *scripts = NULL;
  int code = read_arguments(argc, argv, &request, &scripts);
  if (code >= 0) {
    return code;
  }
  request.scripts = find_scripts(scripts);
  request.target = rift_path_join(request.results, "plots");
  char *done = rift_path_join(request.results, "DONE");
  if (request.target == NULL || done == NULL) {
    code = RIFT_FAILED;
    fputs("error: out of memory\n", stderr);
  } else if (request.scripts == NULL) {
    code = usage("the gnuplot scripts (common.gp and others) are not in ",
                 scripts == NULL ? "plots/, nor installed; name their folder with --scripts"
                                 : scripts);
  } else if (access(done, R_OK) != 0) {
    fprintf(stderr,
            "error: '%s' is no finished result folder (it has no file DONE); give one that "
            "`rift run` has completed\n",
            request.results);
    code = RIFT_INVALID;
  } else {
    code = make_views(&request);
  }
  free(done);
  free(request.scripts);
  free(request.target);
  return code;
}
