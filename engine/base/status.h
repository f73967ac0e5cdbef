/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcome of a fallible function, and the one error or the many problems it found. */
#ifndef RIFT_BASE_STATUS_H
#define RIFT_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The values are the exit codes of the program. */
typedef enum rift_status {
  RIFT_OK = 0,
  RIFT_FAILED = 1,        /* memory, disk, a library, the operating system */
  RIFT_USAGE = 2,         /* the command line */
  RIFT_INVALID = 3,       /* an input file */
  RIFT_NOT_CONVERGED = 4, /* a solver, beyond the stated threshold */
  RIFT_MISMATCH = 5,      /* results that should agree do not */
  RIFT_INTERRUPTED = 75   /* stopped by the user */
} rift_status;

#define RIFT_CHECKED __attribute__((warn_unused_result))
#define RIFT_PRINTF(position, first) __attribute__((format(printf, position, first)))

/* One error, owned by the caller. `file` is empty and `line`, `column` are 0 where unknown; both count from 1. */
typedef struct rift_error {
  rift_status status;
  long line;
  long column;
  char file[512];
  char message[1024];
} rift_error;

/* Fills `error` (which may be NULL) and returns `status`. */
rift_status rift_error_set(rift_error *error, rift_status status, const char *format, ...)
    RIFT_PRINTF(3, 4);

/* The usual "out of memory" with the number of bytes asked for (0: unknown); returns RIFT_FAILED. */
rift_status rift_error_memory(rift_error *error, size_t bytes);

/* "WHAT 'path': <errno text>"; returns RIFT_FAILED. */
rift_status rift_error_system(rift_error *error, const char *what, const char *path);

/* Writes "file:line:column: error: message\n", leaving out what is unknown. */
void rift_error_write(const rift_error *error, FILE *stream);

typedef enum rift_severity { RIFT_NOTE, RIFT_WARNING, RIFT_ERROR } rift_severity;

typedef struct rift_problem {
  rift_severity severity;
  long line;
  long column;
  char *file;
  char *message;
} rift_problem;

/* All problems of all input files, in the order in which they were found. At most `limit` errors are
 * kept a file; the rest are counted, so that a broken file of a million rows stays readable. */
typedef struct rift_problems {
  size_t count;
  size_t capacity;
  size_t errors;   /* found, also those not kept */
  size_t warnings; /* found, also those not kept */
  size_t limit;    /* per file; default 50 */
  bool memory_failed;
  rift_problem *items;
} rift_problems;

void rift_problems_init(rift_problems *problems);
void rift_problems_free(rift_problems *problems);

/* Adds one problem; file may be NULL, line and column 0. Returns RIFT_INVALID for an error, else RIFT_OK. */
rift_status rift_problems_add(rift_problems *problems, rift_severity severity, const char *file,
                              long line, long column, const char *format, ...) RIFT_PRINTF(6, 7);

/* Adds the problems that are not there yet: two scenarios that extend one file find the same in it. */
void rift_problems_merge(rift_problems *all, const rift_problems *some);

/* RIFT_INVALID if an error was found, RIFT_FAILED if one could not be recorded, else RIFT_OK. */
RIFT_CHECKED rift_status rift_problems_status(const rift_problems *problems);

/* One line a problem, sorted by file (in order of first mention), line and column. */
void rift_problems_write(const rift_problems *problems, FILE *stream);

#endif
