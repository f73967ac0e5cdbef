/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result folder: tables, draws, manifest, load scripts. Everything is written to PATH.partial
 * and renamed to PATH when whole, so a folder named PATH is always complete. One writer, in the
 * caller's order: the bytes of tables/ and draws/ depend on the seed and the inputs alone. */
#ifndef RIFT_OUTPUT_OUTPUT_H
#define RIFT_OUTPUT_OUTPUT_H

#include <stdint.h>

#include "base/status.h"
#include "montecarlo/decompose.h"
#include "montecarlo/result.h"
#include "output/options.h"

typedef struct rift_output rift_output;

/* Makes PATH.partial. RIFT_USAGE if PATH or PATH.partial exists and `force` is not set, or is not
 * ours to replace: with `force` only an empty folder or one that holds our README.txt is replaced,
 * and the old one only when the new one is whole. The texts in `options` must outlive the output.
 */
RIFT_CHECKED rift_status rift_output_begin(rift_output **output, const rift_output_options *options,
                                           rift_error *error);

/* Adds one scenario under one model; what it borrows must outlive the output. The store is read one
 * column at a time (one a thread under options.parallel): memory is one column of draws, whatever
 * the number of outcomes. Results of the same scenario must be added one after the other.
 * RIFT_INVALID for a scenario id that is no file name, a pair added twice, or --currency eur when
 * the economy states no rate. */
RIFT_CHECKED rift_status rift_output_add(rift_output *output, const rift_result *result,
                                         rift_error *error);

/* Adds what each pathway does to the headline outcomes of a planned result (rift_run_describe). */
RIFT_CHECKED rift_status rift_output_add_decomposition(rift_output *output, const rift_result *planned,
                                                       const rift_decomposition *decomposition, const char *home,
                                                       rift_error *error);

/* Writes what concerns the whole folder, then renames it. After a failure only rift_output_abort
 * may follow. */
RIFT_CHECKED rift_status rift_output_finish(rift_output *output, rift_error *error);

/* Removes PATH.partial unless the output is finished, and frees; NULL is allowed. */
void rift_output_abort(rift_output *output);
/* Frees after a successful finish: the same as abort, under the name that a reader expects. */
void rift_output_destroy(rift_output *output);

/* Bytes that a run will store; tables are an estimate from the length of their rows, the others
 * exact but for headers. */
typedef struct rift_output_size {
  uint64_t tables_bytes;
  uint64_t draws_bytes;
  uint64_t spill_bytes; /* temporary: the store of this result, removed afterwards */
} rift_output_size;

/* Adds to *size what one planned result will store. Only the scenario, economy, outcomes, counts
 * and draws of `planned` are read; its store and moments may be absent. */
void rift_output_estimate(rift_output_size *size, const rift_output_options *options,
                          const rift_result *planned);

#endif
