/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a listing shows of a scenario, read without its economy. */
#ifndef RIFT_SCENARIO_SUMMARY_H
#define RIFT_SCENARIO_SUMMARY_H

#include "base/status.h"

typedef struct rift_scenario_summary {
  char *id;
  char *title_en;
  size_t measure_count;
} rift_scenario_summary;

/* RIFT_INVALID with problems if the file, or one it extends, cannot be read or has no id. */
RIFT_CHECKED rift_status rift_scenario_summary_read(rift_scenario_summary *summary,
                                                    const char *path, rift_problems *problems,
                                                    rift_error *error);
void rift_scenario_summary_free(rift_scenario_summary *summary);

#endif
