/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/escalation.h"

#include <math.h>
#include <string.h>

#include "numeric/elementary.h"
#include "sampling/escalation_sources.h"

#define VISITS_MAX 65536 /* k = attempt * VISITS_MAX + visit */

static double uniform_at(const rift_escalation_sampler *sampler, const rift_path *path,
                         uint64_t key, size_t visit) {
  return rift_stream_uniform(sampler->seed, key, path->attempt * VISITS_MAX + visit, path->draw);
}

static double inverse_at(const rift_inverse *inverse, double u) {
  double value;
  rift_inverse_apply(inverse, 1, &u, &value);
  return value;
}

/* A quantity that is settled once for a path; `standard` where it is not given. */
static double value_of(const rift_escalation_sampler *sampler, const rift_path *path,
                       const rift_source *from, double standard) {
  return from->inverse == NULL
             ? standard
             : inverse_at(from->inverse, uniform_at(sampler, path, from->key, 0));
}

/* The value whose cumulative probability reaches u; the last possible one for what rounding leaves. */
static size_t choose(const double *probabilities, size_t count, double u) {
  double reached = 0;
  size_t chosen = 0;
  for (size_t i = 0; i < count; i++) {
    if (probabilities[i] > 0) {
      chosen = i;
      reached += probabilities[i];
      if (u <= reached) {
        break;
      }
    }
  }
  return chosen;
}

static bool holds(const rift_escalation *escalation, const rift_condition *condition,
                  const rift_path *path) {
  for (size_t c = 0; c < escalation->covariate_count; c++) {
    if ((condition->when[c] >> path->covariates[c] & 1) == 0) {
      return false;
    }
  }
  return true;
}

static double factor_of(const rift_escalation *escalation, const rift_exit *exit,
                        const rift_path *path) {
  double factor = 1;
  for (size_t c = 0; c < escalation->covariate_count; c++) {
    factor *= exit->multiply[c][path->covariates[c]];
  }
  return factor;
}

/* Months after entering at which the exit would happen. -log(1 - u) is what the hazard has to add up
 * to. */
static double time_of_exit(const rift_escalation_sampler *sampler, const rift_path *path,
                           const rift_exit *exit, const rift_exit_source *from, size_t visit) {
  double u = uniform_at(sampler, path, from->key, visit);
  double factor = factor_of(sampler->escalation, exit, path);
  double needed = -rift_log1p(-u) / factor;
  double lag = value_of(sampler, path, &from->lag, 0);
  if (exit->kind == RIFT_EXIT_DWELL) {
    double level = factor == 1 ? u : -rift_expm1(-needed);
    level = level < 1 - 0x1p-53 ? level : 1 - 0x1p-53;
    level = level > 0x1p-53 ? level : 0x1p-53;
    return lag + inverse_at(from->time.inverse, level);
  }
  double value = value_of(sampler, path, &from->time, 0);
  double rate = exit->kind == RIFT_EXIT_RATE ? value : -rift_log1p(-value) / exit->within;
  return lag + needed / rate;
}

/* The next stage, and in *time the months until then; the stage itself and INFINITY where it stays. */
static size_t leave(const rift_escalation_sampler *sampler, const rift_path *path, size_t s,
                    size_t visit, double *time) {
  const rift_stage *stage = &sampler->escalation->stages[s];
  const rift_stage_source *from = &sampler->stages[s];
  size_t next = s;
  *time = (double)INFINITY;
  if (stage->branches) {
    *time = inverse_at(from->dwell.inverse, uniform_at(sampler, path, from->dwell.key, visit));
    return choose(stage->next, sampler->escalation->stage_count,
                  uniform_at(sampler, path, from->next_key, visit));
  }
  for (size_t e = 0; e < stage->exit_count; e++) {
    if (holds(sampler->escalation, &stage->exits[e].condition, path)) {
      double then = time_of_exit(sampler, path, &stage->exits[e], &from->exits[e], visit);
      next = then < *time ? stage->exits[e].to : next;
      *time = then < *time ? then : *time;
    }
  }
  return next;
}

static void add_step(rift_path *path, size_t stage, double from) {
  if (path->count == RIFT_PATH_STEPS_MAX) {
    path->cut = true;
    return;
  }
  path->steps[path->count++] = (rift_path_step){stage, from};
}

static void follow_fixed(const rift_escalation_sampler *sampler, double until, rift_path *path) {
  for (size_t p = 0; p < sampler->escalation->path_count; p++) {
    double at = value_of(sampler, path, &sampler->path[p], 0);
    if (at >= until) {
      return;
    }
    add_step(path, sampler->escalation->path[p].stage, at);
  }
}

static void follow_exits(const rift_escalation_sampler *sampler, double until, rift_path *path) {
  size_t visits[RIFT_STAGES_MAX] = {0};
  size_t stage = sampler->escalation->begin;
  double now = 0;
  while (!path->cut) {
    double time;
    size_t next = leave(sampler, path, stage, visits[stage]++, &time);
    now += time;
    if (!(now < until)) {
      return;
    }
    stage = next;
    add_step(path, stage, now);
  }
}

void rift_escalation_path(const rift_escalation_sampler *sampler, uint64_t draw, uint64_t attempt,
                          double until, rift_path *path) {
  const rift_escalation *escalation = sampler->escalation;
  path->draw = draw;
  path->attempt = attempt;
  path->count = 0;
  path->cut = false;
  memset(path->covariates, 0, sizeof path->covariates);
  for (size_t c = 0; c < escalation->covariate_count; c++) {
    const rift_covariate *covariate = &escalation->covariates[c];
    double u = uniform_at(sampler, path, sampler->covariate_keys[c], 0);
    path->covariates[c] = (uint8_t)choose(covariate->probabilities, covariate->value_count, u);
  }
  add_step(path, escalation->begin, 0);
  if (escalation->path_count > 0) {
    follow_fixed(sampler, until, path);
  } else {
    follow_exits(sampler, until, path);
  }
}

/* ---- what a path says ---- */

size_t rift_path_stage_at(const rift_path *path, double t) {
  size_t i = path->count - 1;
  while (i > 0 && path->steps[i].from > t) {
    i--;
  }
  return path->steps[i].stage;
}

size_t rift_path_worst_until(const rift_path *path, double t) {
  size_t worst = path->steps[0].stage;
  for (size_t i = 1; i < path->count && path->steps[i].from <= t; i++) {
    worst = path->steps[i].stage > worst ? path->steps[i].stage : worst;
  }
  return worst;
}

size_t rift_path_episodes(const rift_escalation_sampler *sampler, const rift_path *path,
                          size_t which, rift_episode episodes[RIFT_EPISODES_MAX]) {
  const rift_switch *on = &sampler->escalation->switches[which];
  if (!holds(sampler->escalation, &on->condition, path)) {
    return 0;
  }
  double lag = value_of(sampler, path, &sampler->switches[which].lag, 0);
  size_t count = 0;
  for (size_t i = 0; i < path->count;) {
    size_t end = i;
    while (end < path->count && (on->stages >> path->steps[end].stage & 1) != 0) {
      end++;
    }
    if (end == i) {
      i++;
      continue;
    }
    double from = path->steps[i].from + lag;
    double to = end < path->count ? path->steps[end].from : (double)INFINITY;
    if (from < to) {
      episodes[count++] = (rift_episode){from, on->keep ? (double)INFINITY : to};
      if (on->keep) {
        break;
      }
    }
    i = end;
  }
  return count;
}

rift_fading rift_path_fading(const rift_escalation_sampler *sampler, const rift_path *path,
                             size_t which) {
  const rift_switch_source *from = &sampler->switches[which];
  return (rift_fading){.half_life = value_of(sampler, path, &from->half_life, 0),
                       .permanent = value_of(sampler, path, &from->permanent, 0)};
}
