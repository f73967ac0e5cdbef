/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/strata.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define PILOT_FIRST (UINT64_C(1) << 40)
#define ATTEMPTS_MAX UINT64_C(1000000)

static void add_stratum(rift_strata *strata, uint32_t stages, double probability) {
  double n = (double)strata->pilot;
  strata->items[strata->count++] = (rift_stratum){
      stages, probability, sqrt(probability * fmax(0, 1 - probability) / n)};
}

/* A stratum a stage; stages too rare for one of their own share one, or join the likeliest. */
static void group_stages(rift_strata *strata, size_t stage_count) {
  uint32_t rare = 0;
  double rest = 0;
  size_t likeliest = 0;
  for (size_t s = 0; s < stage_count; s++) {
    double probability = strata->stage_probabilities[s];
    if (probability >= RIFT_STRATUM_LEAST) {
      add_stratum(strata, UINT32_C(1) << s, probability);
    } else {
      rare |= UINT32_C(1) << s;
      rest += probability;
    }
  }
  if (rest >= RIFT_STRATUM_LEAST) {
    add_stratum(strata, rare, rest);
    return;
  }
  for (size_t i = 1; i < strata->count; i++) {
    likeliest = strata->items[i].probability > strata->items[likeliest].probability ? i : likeliest;
  }
  strata->items[likeliest].stages |= rare;
  strata->items[likeliest].probability += rest;
}

void rift_strata_plan(rift_strata *strata, const rift_escalation_sampler *sampler, double month,
                      uint64_t pilot) {
  uint64_t counts[RIFT_STAGES_MAX] = {0};
  size_t stage_count = rift_escalation_sampled(sampler)->stage_count;
  rift_path path;
  memset(strata, 0, sizeof *strata);
  strata->month = month;
  strata->pilot = pilot;
  for (uint64_t i = 0; i < pilot; i++) {
    /* `month` itself belongs to the path: nextafter lets an event at it happen. */
    rift_escalation_path(sampler, PILOT_FIRST + i, 0, nextafter(month, (double)INFINITY), &path);
    counts[rift_path_stage_at(&path, month)]++;
  }
  for (size_t s = 0; s < stage_count; s++) {
    strata->stage_probabilities[s] = (double)counts[s] / (double)pilot;
  }
  group_stages(strata, stage_count);
}

rift_status rift_strata_path(const rift_strata *strata, const rift_escalation_sampler *sampler,
                             uint64_t draw, double until, rift_path *path, double *weight,
                             rift_error *error) {
  const rift_stratum *stratum = &strata->items[draw % strata->count];
  double end = nextafter(strata->month, (double)INFINITY);
  *weight = stratum->probability * (double)strata->count;
  for (uint64_t attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    rift_escalation_path(sampler, draw, attempt, end, path);
    if ((stratum->stages >> rift_path_stage_at(path, strata->month) & 1) != 0) {
      if (until > end) {
        rift_escalation_path(sampler, draw, attempt, until, path);
      }
      return RIFT_OK;
    }
  }
  return rift_error_set(error, RIFT_FAILED,
                        "draw %" PRIu64 ": none of %" PRIu64 " paths ends in its stratum of "
                        "probability %g",
                        draw, ATTEMPTS_MAX, stratum->probability);
}
