/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths through the stages of an escalation, simulated by competing risks: on entering a stage every
 * exit draws the time at which it would happen, and the earliest does. A covariate's factor m
 * multiplies the hazard: survival becomes survival^m. With constant hazards this is a Markov chain.
 *
 * A path is a function of (seed, draw, attempt) alone. Every number in it has its own stream: an
 * exit's times that of its id, k = the number of earlier visits to the stage; what is uncertain but
 * fixed for a path (rates, lags) that of its quantity. So an exit that is added, or a stage that is
 * visited less, leaves all other numbers as they were. `attempt` tells apart the paths among which
 * a stratum takes the first that ends as wanted; plain Monte Carlo uses attempt 0. */
#ifndef RIFT_SAMPLING_ESCALATION_H
#define RIFT_SAMPLING_ESCALATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "scenario/escalation.h"

enum {
  RIFT_PATH_STEPS_MAX = 64,
  RIFT_EPISODES_MAX = RIFT_PATH_STEPS_MAX / 2 /* of one measure: it is off in between */
};

typedef struct rift_path_step {
  size_t stage;
  double from; /* months */
} rift_path_step;

typedef struct rift_path {
  uint64_t draw, attempt;
  size_t count; /* at least 1: where it begins, from month 0 */
  rift_path_step steps[RIFT_PATH_STEPS_MAX]; /* ascending; the last stage lasts beyond the end */
  bool cut;     /* there were more steps than fit before the end: the last stage is then too long */
  uint8_t covariates[RIFT_COVARIATES_MAX];
} rift_path;

typedef struct rift_escalation_sampler rift_escalation_sampler; /* read only: thread-safe */

/* The escalation must outlive the sampler. RIFT_INVALID for a distribution that is none and for
 * streams that collide. */
RIFT_CHECKED rift_status rift_escalation_sampler_create(rift_escalation_sampler **sampler,
                                                        const rift_escalation *escalation,
                                                        uint64_t seed, rift_error *error);
void rift_escalation_sampler_destroy(rift_escalation_sampler *sampler);
const rift_escalation *rift_escalation_sampled(const rift_escalation_sampler *sampler);

/* The path of a draw up to month `until`: an event at or after it has not happened. A longer path
 * begins with the shorter one. */
void rift_escalation_path(const rift_escalation_sampler *sampler, uint64_t draw, uint64_t attempt,
                          double until, rift_path *path);

/* The stage at month t >= 0, and the most severe one (the last in the scenario's list) up to it. */
size_t rift_path_stage_at(const rift_path *path, double t);
size_t rift_path_worst_until(const rift_path *path, double t);

/* When a switched measure is on: episodes, ascending and apart; the last may end at INFINITY. */
typedef struct rift_episode {
  double on, off; /* months */
} rift_episode;
size_t rift_path_episodes(const rift_escalation_sampler *sampler, const rift_path *path,
                          size_t which, rift_episode episodes[RIFT_EPISODES_MAX]);

/* What is uncertain about a switch, in this path: months of its half-life (0: ends at once), and the
 * share that stays. */
typedef struct rift_fading {
  double half_life, permanent;
} rift_fading;
rift_fading rift_path_fading(const rift_escalation_sampler *sampler, const rift_path *path,
                             size_t which);

#endif
