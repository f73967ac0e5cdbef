/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is ready for drawing paths; for the files of escalation. */
#ifndef RIFT_SAMPLING_ESCALATION_SOURCES_H
#define RIFT_SAMPLING_ESCALATION_SOURCES_H

#include "base/text.h"
#include "sampling/escalation.h"
#include "sampling/sampler.h"

/* A quantity ready to be drawn. */
typedef struct rift_source {
  uint64_t key;
  rift_inverse *inverse; /* NULL: not given */
} rift_source;

typedef struct rift_exit_source {
  uint64_t key; /* of the times */
  rift_source time, lag;
} rift_exit_source;

typedef struct rift_stage_source {
  rift_exit_source *exits;
  rift_source dwell;
  uint64_t next_key;
} rift_stage_source;

typedef struct rift_switch_source {
  rift_source lag, half_life, permanent;
} rift_switch_source;

struct rift_escalation_sampler {
  const rift_escalation *escalation;
  uint64_t seed;
  uint64_t covariate_keys[RIFT_COVARIATES_MAX];
  rift_stage_source stages[RIFT_STAGES_MAX];
  rift_switch_source *switches;
  rift_source *path; /* times of a fixed path */
  rift_names ids;
  uint64_t *keys; /* of the ids, to see collisions */
  size_t key_capacity;
};

#endif
