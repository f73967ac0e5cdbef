/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the files in which multi-regional input-output tables are published to an economy folder.
 *
 * A fault of a source is recorded with its file, line and column and refuses the import; nothing is
 * repaired in silence. What a format cannot hold is stated in the warnings. The folder that is
 * written passes rift_economy_read, or the import says why it would not. */
#ifndef RIFT_ECONOMY_IMPORT_IMPORT_H
#define RIFT_ECONOMY_IMPORT_IMPORT_H

#include "base/status.h"

typedef struct rift_import_request {
  const char *format; /* one of rift_import_formats() */
  const char *source; /* a file or a folder, as the format asks */
  const char *folder; /* to write */
  int year;           /* of the money values; 0: the format knows it, or it is asked for */
  double usd_per_eur; /* for formats in euro, mean of `year`; 0: not given */
  const char *rate_source, *rate_status; /* of the rate; NULL: not given */
  const char *command;                   /* for the dataset's history */
} rift_import_request;

typedef struct rift_import_format {
  const char *name;
  const char *source;      /* what SOURCE is */
  const char *description; /* releases whose layout is followed */
} rift_import_format;

/* All formats, ended by one without a name. */
const rift_import_format *rift_import_formats(void);

/* RIFT_USAGE for an unknown format or a missing option, RIFT_INVALID with the reasons in `problems`
 * for a source that does not fit. */
RIFT_CHECKED rift_status rift_economy_import(const rift_import_request *request,
                                             rift_problems *problems, rift_error *error);

#endif
