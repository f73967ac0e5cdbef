/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the result folder is to be written. */
#ifndef RIFT_OUTPUT_OPTIONS_H
#define RIFT_OUTPUT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rift_currency { RIFT_CURRENCY_USD, RIFT_CURRENCY_EUR } rift_currency;

typedef enum rift_draws_mode {
  RIFT_DRAWS_NONE,
  RIFT_DRAWS_HEADLINE, /* headline outcomes and every variate */
  RIFT_DRAWS_ALL       /* every stored outcome and every variate */
} rift_draws_mode;

/* Calls work(i, context) once for every i < count, in any order and on any thread, and returns when
 * all are done. */
typedef void (*rift_parallel_for)(size_t count, void (*work)(size_t index, void *context),
                                  void *context);

typedef struct rift_output_options {
  const char *path;         /* of the finished folder; parents are made */
  bool force;               /* replace an earlier result folder (never anything else) */
  const char *command_line; /* as typed, for the manifest; "" if unknown */
  const char *streams; /* names the generator and design; default: plain */
  const char *version;
  uint64_t seed;
  uint64_t draws;
  unsigned threads;
  rift_currency currency;
  rift_draws_mode draws_mode;
  rift_parallel_for parallel; /* NULL: a plain loop */
} rift_output_options;

rift_output_options rift_output_options_default(void);

#endif
