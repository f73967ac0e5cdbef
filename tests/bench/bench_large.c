/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the size of the OECD's ICIO of 2023, 77 regions and 45 sectors, from its CSV file to results
 * of the static model: seconds and peak memory of every step, each in a process of its own. Fails if the
 * import takes more than a minute or a gigabyte. Only with RIFT_LARGE=REGIONSxSECTORS (`make large`),
 * since it needs about a gigabyte of disk under TMPDIR. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/economy.h"
#include "cli/run.h"
#include "support/icio_table.h"

#define PATH 512
#define SECONDS_MAX 60
#define MEGABYTES_MAX 1024

static const char scenario[] =
    "rift: 1\n"
    "id: large\n"
    "title: {en: A cut and a tariff at full size, de: Ein Schnitt und ein Zoll in voller Größe}\n"
    "economy: economy\n"
    "horizon: {start: 2026-07, months: 12}\n"
    "models: {static: {}}\n"
    "measures:\n"
    "  - id: cut\n"
    "    instrument: export_control\n"
    "    from: AAX\n"
    "    to: [ABX, ACX]\n"
    "    sectors: [FIRST, LAST]\n"
    "    size: {dist: pert, min: 0.3, mode: 0.45, max: 0.65, unit: share, source: made up}\n"
    "  - id: duty\n"
    "    instrument: tariff\n"
    "    kind: increase\n"
    "    from: ABX\n"
    "    to: AAX\n"
    "    sectors: [FIRST]\n"
    "    size: {dist: uniform, min: 0.05, max: 0.25, unit: ad_valorem, source: made up}\n";

typedef struct bench {
  icio_shape shape;
  char folder[PATH];
} bench;

static void join(char *path, const bench *b, const char *name) {
  snprintf(path, 2 * PATH, "%s/%s", b->folder, name);
}

static int write_table(const bench *b) {
  char path[2 * PATH];
  join(path, b, "table.csv");
  FILE *stream = fopen(path, "wb");
  bool written = stream != NULL && icio_write(stream, &b->shape);
  return stream == NULL || fclose(stream) != 0 || !written;
}

static int import_table(const bench *b) {
  char source[2 * PATH];
  char target[2 * PATH];
  join(source, b, "table.csv");
  join(target, b, "economy");
  char *arguments[] = {(char[]){"economy"}, (char[]){"import"}, (char[]){"--format"},
                       (char[]){"icio"},    (char[]){"--year"}, (char[]){"2018"},
                       source,              (char[]){"-o"},     target,
                       NULL};
  return rift_cli_economy(9, arguments);
}

static int check_economy(const bench *b) {
  char target[2 * PATH];
  join(target, b, "economy");
  char *arguments[] = {(char[]){"economy"}, (char[]){"check"}, target, NULL};
  return freopen("/dev/null", "w", stdout) == NULL || rift_cli_economy(3, arguments) != 0;
}

/* The scenario with the codes of the first and the last sector. */
static int write_scenario(const bench *b) {
  char path[2 * PATH];
  char first[16];
  char last[16];
  join(path, b, "large.yaml");
  icio_sector(first, &b->shape, 0);
  icio_sector(last, &b->shape, b->shape.sectors - 1);
  FILE *stream = fopen(path, "wb");
  if (stream == NULL) {
    return 1;
  }
  for (const char *at = scenario; *at != '\0';) {
    if (strncmp(at, "FIRST", 5) == 0) {
      fputs(first, stream);
      at += 5;
    } else if (strncmp(at, "LAST", 4) == 0) {
      fputs(last, stream);
      at += 4;
    } else {
      fputc(*at++, stream);
    }
  }
  return fclose(stream) != 0;
}

static int run_scenario(const bench *b) {
  char source[2 * PATH];
  char target[2 * PATH];
  join(source, b, "large.yaml");
  join(target, b, "results");
  char *arguments[] = {(char[]){"run"}, source, (char[]){"-n"}, (char[]){"4096"},
                       (char[]){"-o"},  target, NULL};
  return write_scenario(b) != 0 || freopen("/dev/null", "w", stdout) == NULL ||
         rift_cli_run(6, arguments) != 0;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void show_messages(const bench *b) {
  char path[2 * PATH];
  join(path, b, "messages");
  FILE *stream = fopen(path, "rb");
  for (int c; stream != NULL && (c = fgetc(stream)) != EOF;) {
    putchar(c);
  }
  if (stream != NULL) {
    fclose(stream);
  }
}

/* False if the step fails, or takes more than it may when it is limited. */
static bool measure(const bench *b, const char *name, int (*step)(const bench *b), bool limited) {
  struct rusage used;
  char log[2 * PATH];
  int status = 0;
  double before = seconds();
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    join(log, b, "messages");
    int result = freopen(log, "w", stderr) == NULL || step(b) != 0;
    fflush(NULL);
    _exit(result);
  }
  if (child < 0 || wait4(child, &status, 0, &used) != child) {
    perror("fork");
    return false;
  }
  double taken = seconds() - before;
  double megabytes = (double)used.ru_maxrss / 1024;
  bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  bool within = !limited || (taken <= SECONDS_MAX && megabytes <= MEGABYTES_MAX);
  printf("%-28s %8.1f s %8.0f MB%s\n", name, taken, megabytes,
         !done ? "  FAILED" : !within ? "  FAILED: too slow or too large" : "");
  if (!done) {
    show_messages(b);
  }
  return done && within;
}

static int remove_entry(const char *path, const struct stat *information, int kind,
                        struct FTW *walk) {
  (void)information;
  (void)kind;
  (void)walk;
  return remove(path);
}

static bool read_shape(icio_shape *shape) {
  const char *text = getenv("RIFT_LARGE");
  unsigned regions = 0;
  unsigned sectors = 0;
  char behind = '\0';
  if (text == NULL) {
    puts("skipped: set RIFT_LARGE=77x45, or use `make large`");
    exit(0);
  }
  bool read = sscanf(text, "%ux%u%c", &regions, &sectors, &behind) == 2;
  *shape = (icio_shape){.regions = regions, .sectors = sectors};
  return read && regions >= 3 && regions <= 676 && sectors >= 2 && sectors <= 49;
}

int main(void) {
  bench b;
  const char *base = getenv("TMPDIR");
  if (!read_shape(&b.shape)) {
    fputs("RIFT_LARGE: expected REGIONSxSECTORS, 3 to 676 and 2 to 49\n", stderr);
    return 2;
  }
  snprintf(b.folder, sizeof b.folder, "%s/rift-large-XXXXXX", base == NULL ? "/tmp" : base);
  if (mkdtemp(b.folder) == NULL) {
    perror(b.folder);
    return 1;
  }
  printf("%zu regions, %zu sectors, %zu cells of intermediate use\n", b.shape.regions,
         b.shape.sectors,
         b.shape.regions * b.shape.sectors * b.shape.regions * b.shape.sectors);
  bool fine = measure(&b, "write the table", write_table, false) &&
              measure(&b, "import it", import_table, true) &&
              measure(&b, "read and check the economy", check_economy, false) &&
              measure(&b, "static model, 4096 draws", run_scenario, false);
  nftw(b.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  return fine ? 0 : 1;
}
