/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios from text: written to a file of the test's own folder and read from there. */
#ifndef RIFT_TESTS_SCENARIO_TEXT_H
#define RIFT_TESTS_SCENARIO_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

/* Everything a scenario needs but its measures. */
#define SCENARIO_HEAD                                                                              \
  "rift: 1\n"                                                                                      \
  "id: test\n"                                                                                     \
  "title: {en: Test, de: Probe}\n"                                                                 \
  "economy: data\n"                                                                                \
  "horizon: {start: 2027-01, months: 36}\n"

static inline void write_text(const char *folder, const char *name, const char *text,
                              char path[512]) {
  int length = snprintf(path, 512, "%s/%s", folder, name);
  FILE *stream = length < 0 || length >= 512 ? NULL : fopen(path, "wb");
  if (stream == NULL || fputs(text, stream) < 0 || fclose(stream) != 0) {
    abort();
  }
}

#endif
