/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/status.h"
#include "base/text.h"

static const char usage[] =
    "usage: rift init NAME\n"
    "Writes NAME.yaml, a starter scenario with comments (NAME may begin with a folder).\n";

/* Two %s: the id, and the economy's path as seen from the file. */
static const char starter[] =
    "# A scenario for rift. Change it, then: rift check FILE, and: rift run FILE -o OUT\n"
    "# Every field, unit and distribution is described in scenarios/README.md.\n"
    "rift: 1\n"
    "id: %s\n"
    "title:\n"
    "  en: Export controls on machinery\n"
    "  de: Exportkontrollen für Maschinen\n"
    "description: >\n"
    "  What happens, between whom, and why it is looked at.\n"
    "\n"
    "# The folder of the dataset, relative to this file.\n"
    "economy: %s\n"
    "\n"
    "# Month 0, and for how many months the effects are followed.\n"
    "horizon: {start: 2027-01, months: 36}\n"
    "\n"
    "# The models to run.\n"
    "models:\n"
    "  static: {}\n"
    "\n"
    "measures:\n"
    "  - id: machinery                 # letters, digits, '-' and '_'\n"
    "    instrument: export_control\n"
    "    from: DEU                     # the sellers: a code, a group (EU, WEST), or a list of "
    "them\n"
    "    to: CHN                       # the buyers\n"
    "    sectors: [C28]                # without this line: all sectors\n"
    "    # The share of the trade that ends at full intensity: at least 30, at most 65, most "
    "likely 45 percent.\n"
    "    size:\n"
    "      dist: pert\n"
    "      min: 0.30\n"
    "      mode: 0.45\n"
    "      max: 0.65\n"
    "      unit: share\n"
    "      source: \"Judgement: replace it by the source of your figure.\"\n"
    "    # When it begins; a range, because it is not known.\n"
    "    start: {dist: uniform, min: 0, max: 3, unit: month, source: \"Judgement.\"}\n"
    "    # How long it lasts; without this line it does not end.\n"
    "    duration: {dist: lognormal, median: 24, sigma: 0.5, unit: month, source: "
    "\"Judgement.\"}\n";

static bool is_identifier(const char *text) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  size_t length = strlen(text);
  return length > 0 && length <= 64 && strchr(letters, text[0]) != NULL &&
         strchr("0123456789-_", text[0]) == NULL && strspn(text, letters) == length;
}

/* From the folder of the file to the dataset, if it is found near; otherwise the place in a fresh
 * checkout. */
static const char *guess_economy(const char *path) {
  static const char *const guesses[] = {"../data/economy", "data/economy", "../../data/economy"};
  const char *slash = strrchr(path, '/');
  for (size_t i = 0; i < sizeof guesses / sizeof guesses[0]; i++) {
    rift_text candidate = {0};
    rift_text_add(&candidate, "%.*s%s", slash == NULL ? 0 : (int)(slash - path) + 1, path,
                  guesses[i]);
    bool found = !candidate.failed && access(candidate.bytes, R_OK) == 0;
    rift_text_free(&candidate);
    if (found) {
      return guesses[i];
    }
  }
  return guesses[0];
}

static int write_starter(const char *path, const char *id) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
  FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "w");
  if (stream == NULL) {
    fprintf(stderr, "rift init: cannot write '%s': %s%s\n", path, strerror(errno),
            errno == EEXIST ? "; choose another name, or move the file away" : "");
    if (descriptor >= 0) {
      close(descriptor);
    }
    return RIFT_FAILED;
  }
  bool written = fprintf(stream, starter, id, guess_economy(path)) > 0;
  written = fflush(stream) == 0 && written;
  written = fclose(stream) == 0 && written;
  if (!written) {
    fprintf(stderr, "rift init: cannot write '%s': %s\n", path, strerror(errno));
    unlink(path);
    return RIFT_FAILED;
  }
  printf("%s written; next: rift check %s\n", path, path);
  return RIFT_OK;
}

int rift_cli_init(int argc, char **argv) {
  if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
    fputs(usage, stdout);
    return RIFT_OK;
  }
  if (argc != 2 || argv[1][0] == '-') {
    fprintf(stderr, "rift init: expected one name\n%s", usage);
    return RIFT_USAGE;
  }
  rift_text path = {0};
  rift_text id = {0};
  size_t length = strlen(argv[1]);
  bool has_suffix = length > 5 && strcmp(argv[1] + length - 5, ".yaml") == 0;
  rift_text_add(&path, "%s%s", argv[1], has_suffix ? "" : ".yaml");
  const char *slash = strrchr(argv[1], '/');
  const char *name = slash == NULL ? argv[1] : slash + 1;
  rift_text_add(&id, "%.*s", (int)(strlen(name) - (has_suffix ? 5 : 0)), name);
  int result = RIFT_FAILED;
  if (path.failed || id.failed) {
    fprintf(stderr, "rift init: out of memory\n");
  } else if (!is_identifier(id.bytes)) {
    fprintf(stderr,
            "rift init: '%s' cannot be an id; begin with a letter and use letters, digits, '-' and "
            "'_'\n",
            id.bytes);
    result = RIFT_USAGE;
  } else {
    result = write_starter(path.bytes, id.bytes);
  }
  rift_text_free(&path);
  rift_text_free(&id);
  return result;
}
