/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a rift escalates: stages, the ways from one to another, what holds them back or drives them,
 * and the measures that each stage brings. A semi-Markov process simulated by competing risks
 * (sampling/escalation.h); an event tree and a fixed path are special cases. */
#ifndef RIFT_SCENARIO_ESCALATION_H
#define RIFT_SCENARIO_ESCALATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/distribution.h"
#include "base/status.h"

enum {
  RIFT_STAGES_MAX = 16,
  RIFT_COVARIATES_MAX = 4,
  RIFT_COVARIATE_VALUES_MAX = 8,
  RIFT_SWITCHES_MAX = 64
};

/* Something that is settled once for a path: who acts, how the other side takes it. */
typedef struct rift_covariate {
  char *id; /* its stream is escalation.ID */
  size_t value_count;
  char *values[RIFT_COVARIATE_VALUES_MAX];
  double probabilities[RIFT_COVARIATE_VALUES_MAX]; /* add up to 1 */
} rift_covariate;

/* For which values of each covariate something holds: bit v of when[c]. Everything: all bits. */
typedef struct rift_condition {
  uint32_t when[RIFT_COVARIATES_MAX];
} rift_condition;

typedef enum rift_exit_kind {
  RIFT_EXIT_RATE,        /* time: events a month */
  RIFT_EXIT_PROBABILITY, /* time: probability that it happens `within` months if nothing else does; constant hazard */
  RIFT_EXIT_DWELL        /* time: months until it happens if nothing else does; drawn at each visit */
} rift_exit_kind;

/* A way out of a stage. The first of the competing exits wins. */
typedef struct rift_exit {
  char *id; /* "escalation.FROM.TO": its stream */
  size_t to;
  rift_exit_kind kind;
  rift_quantity time;  /* "escalation.FROM.TO.rate", .probability or .dwell */
  double within;       /* months */
  rift_quantity lag;   /* months after entering during which it cannot happen; default 0 */
  double multiply[RIFT_COVARIATES_MAX][RIFT_COVARIATE_VALUES_MAX]; /* of the hazard, above 0; default 1 */
  rift_condition condition; /* impossible otherwise */
  rift_place place;
} rift_exit;

typedef struct rift_stage {
  char *id;
  char *title; /* "" if none */
  bool final;  /* never left */
  size_t exit_count;
  rift_exit *exits;
  bool branches;       /* event tree: stays for `dwell`, then goes to `next` with its probability */
  rift_quantity dwell; /* months, drawn at each visit; "escalation.STAGE.dwell" */
  double next[RIFT_STAGES_MAX];
  rift_place place;
} rift_stage;

/* A measure that stages switch on; its own start, ramp and duration count from there. It is on while
 * the path is in one of `stages` and the condition holds, `lag` later than that begins; when it
 * ends, the measure fades. */
typedef struct rift_switch {
  size_t measure;
  uint32_t stages; /* bit s */
  rift_condition condition;
  rift_quantity lag;       /* months; default 0; "escalation.MEASURE.lag" */
  bool keep;               /* once on, stays on */
  rift_quantity half_life; /* months of fading after it is lifted; not given: ends at once */
  rift_quantity permanent; /* share that never fades; default 0 */
  rift_place place;
} rift_switch;

/* A step of a fixed path. */
typedef struct rift_path_point {
  size_t stage;
  rift_quantity at; /* months; "escalation.path.N", N from 1 */
} rift_path_point;

typedef struct rift_escalation {
  bool given;
  size_t covariate_count;
  rift_covariate covariates[RIFT_COVARIATES_MAX];
  size_t stage_count;
  rift_stage stages[RIFT_STAGES_MAX]; /* in the order of severity, as listed */
  size_t begin;
  size_t switch_count;
  rift_switch *switches;
  size_t path_count; /* 0: stages are left by their exits */
  rift_path_point *path;
  rift_place place;
} rift_escalation;

/* Every quantity that is given, stage by stage, then those of paths and measures. *quantities is
 * malloc'ed (NULL for none), its entries borrowed. */
RIFT_CHECKED rift_status rift_escalation_quantities(const rift_escalation *escalation,
                                                    const rift_quantity ***quantities,
                                                    size_t *count, rift_error *error);

void rift_escalation_free(rift_escalation *escalation);

#endif
