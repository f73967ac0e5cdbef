/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws in netCDF-4: one variable an outcome, one a variate, along the dimension `draw`. */
#ifndef RIFT_OUTPUT_DRAWS_H
#define RIFT_OUTPUT_DRAWS_H

#include "montecarlo/result.h"
#include "output/options.h"

/* Writes the draws of the result to `path`. Variables are stored contiguously and uncompressed:
 * draws hardly compress, contiguous variables need no cache, and the bytes depend on nothing but
 * the content and the version of the HDF5 library (HDF5 stores no times here). Memory: one column.
 */
RIFT_CHECKED rift_status rift_draws_write(const char *path, const rift_result *result,
                                          rift_draws_mode mode, rift_error *error);

/* How many outcomes of the result the mode stores. */
size_t rift_draws_count(const rift_result *result, rift_draws_mode mode);

#endif
