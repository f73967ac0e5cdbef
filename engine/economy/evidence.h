/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures from outside, held against what an economy implies. */
#ifndef RIFT_ECONOMY_EVIDENCE_H
#define RIFT_ECONOMY_EVIDENCE_H

#include "economy/economy.h"

typedef enum rift_verdict {
  RIFT_VERDICT_INSIDE,    /* the band holds the economy's figure */
  RIFT_VERDICT_EXPLAINED, /* it does not, and the row says why */
  RIFT_VERDICT_MISSED     /* it does not, and the row says nothing */
} rift_verdict;

typedef struct rift_evidence_row {
  char *variable; /* see economy/implied.h */
  char *explanation;
  double value;     /* what the economy implies */
  double low, high; /* -inf or inf where not given */
  rift_verdict verdict;
  long line, column; /* of the explanation */
} rift_evidence_row;

typedef struct rift_evidence {
  rift_evidence_row *items;
  size_t count, capacity;
} rift_evidence;

/* Reads `variable,low,high,source,explanation` (and, optional, `unit,year,status,note`) and judges
 * every row. A row that is missed without an explanation is no fault of the file and not recorded:
 * see rift_evidence_report. `classes_path` may be NULL. On failure `evidence` is freed. */
RIFT_CHECKED rift_status rift_evidence_read(rift_evidence *evidence, const rift_economy *economy,
                                            const char *path, const char *classes_path,
                                            rift_problems *problems, rift_error *error);
void rift_evidence_free(rift_evidence *evidence);

/* Records an error for every row that is missed without an explanation. RIFT_INVALID if there is
 * one. */
RIFT_CHECKED rift_status rift_evidence_report(const rift_evidence *evidence, const char *path,
                                              rift_problems *problems, rift_error *error);

#endif
