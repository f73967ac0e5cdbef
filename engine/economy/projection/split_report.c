/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "economy/projection/split.h"
#include "tables/csv_write.h"

void rift_split_report_free(rift_split_report *report) {
  for (size_t i = 0; i < report->count; i++) {
    free(report->margins[i].label);
  }
  free(report->margins);
  memset(report, 0, sizeof *report);
}

static double share(double part, double whole) { return whole != 0 ? part / whole : (double)NAN; }

rift_status rift_split_report_write(const rift_split_report *report, const char *path,
                                    rift_error *error) {
  static const char *const header[] = {"kind",         "what",          "parent", "target", "reached",
                                       "target_share", "reached_share", "status", "file",   "line"};
  rift_csv_writer writer;
  rift_status status = rift_csv_writer_open(&writer, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&writer, header, 10);
  for (size_t i = 0; i < report->count; i++) {
    const rift_split_margin *margin = &report->margins[i];
    const char *slash = strrchr(margin->path, '/');
    rift_csv_write_code(&writer, margin->kind);
    rift_csv_write_text(&writer, margin->label);
    rift_csv_write_number(&writer, margin->parent);
    rift_csv_write_number(&writer, margin->target);
    rift_csv_write_number(&writer, margin->reached);
    rift_csv_write_number(&writer, share(margin->target, margin->parent));
    rift_csv_write_number(&writer, share(margin->reached, margin->parent));
    rift_csv_write_code(&writer, margin->released ? "given up" : "met");
    rift_csv_write_code(&writer, slash == NULL ? margin->path : slash + 1);
    rift_csv_write_count(&writer, (uint64_t)margin->line);
    rift_csv_end_row(&writer);
  }
  return rift_csv_writer_commit(&writer, error);
}
