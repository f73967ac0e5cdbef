/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/equilibrium.h"
#include "numeric/elementary.h"

#define L RIFT_LANES

static const double theta_least = 0.5; /* CONVENTIONS: draws are truncated to [0.5, max(30, 1.5 mean)] */

static const rift_quantity *elasticities(const rift_equilibrium *m) {
  return m->options->trade_elasticities != NULL ? m->options->trade_elasticities : m->economy->trade_elasticities;
}

static double mean_of(const rift_distribution *d) {
  return d->kind == RIFT_LOGNORMAL ? rift_exp(d->a + d->b * d->b / 2) : d->a;
}

rift_status rift_equilibrium_set_parameters(rift_equilibrium *m, rift_error *error) {
  const rift_quantity *theta = elasticities(m);
  size_t sectors = m->economy->sector_count;
  size_t count = RIFT_PARAMETER_THETA + sectors + m->channels.parameter_count;
  m->parameters = rift_allocate(count, sizeof *m->parameters);
  m->theta_most = rift_allocate_doubles(sectors);
  if (m->parameters == NULL || m->theta_most == NULL) {
    return rift_error_memory(error, count * sizeof *m->parameters);
  }
  if (theta == NULL) {
    return rift_error_set(error, RIFT_INVALID, "the equilibrium model needs trade elasticities: add trade_elasticities.csv to the economy %s, or "
                          "name a file in models.equilibrium.trade_elasticities", m->economy->folder == NULL ? "" : m->economy->folder);
  }
  const rift_equilibrium_options *o = m->options;
  const rift_quantity *own[RIFT_PARAMETER_THETA] = {&o->value_added_materials, &o->materials, &o->consumption, &o->mobility, &o->short_run, &o->speed, &o->level};
  memcpy(m->parameters, own, sizeof own);
  for (size_t s = 0; s < sectors; s++) {
    if (!theta[s].given) {
      return rift_error_set(error, RIFT_INVALID, "sector %s has no trade elasticity in the table that the equilibrium model reads",
                            m->economy->sectors.items[s]);
    }
    double high = theta[s].distribution.high;
    m->theta_most[s] = isfinite(high) ? high : fmax(30, 1.5 * mean_of(&theta[s].distribution));
    m->parameters[RIFT_PARAMETER_THETA + s] = &theta[s];
  }
  for (size_t p = 0; p < m->channels.parameter_count; p++) {
    m->parameters[RIFT_PARAMETER_THETA + sectors + p] = m->channels.parameters[p];
  }
  m->info.parameter_count = count;
  m->info.parameters = m->parameters;
  return RIFT_OK;
}

/* Months of a window at which theta and mobility are read. */
double rift_equilibrium_mobility(const rift_equilibrium *m, size_t window, double drawn, double speed) {
  return m->options->mobility_by_horizon ? 1 - rift_exp(-speed * m->windows[window].to / 12) : drawn;
}

void rift_equilibrium_read_theta(const rift_equilibrium *m, size_t window, const double *parameters, double *theta) {
  double years = m->windows[window].to / 12;
  for (size_t l = 0; l < L; l++) {
    double left = m->options->long_run ? 0 : rift_exp(-parameters[RIFT_PARAMETER_SPEED * L + l] * years);
    for (size_t s = 0; s < m->economy->sector_count; s++) {
      double far = parameters[RIFT_PARAMETER_LEVEL * L + l] * parameters[(RIFT_PARAMETER_THETA + s) * L + l];
      double value = far - (far - parameters[RIFT_PARAMETER_SHORT_RUN * L + l]) * left;
      theta[s * L + l] = value < theta_least ? theta_least : value > m->theta_most[s] ? m->theta_most[s] : value;
    }
  }
}

/* The central elasticities of the long run, within the truncation. */
void rift_equilibrium_central_theta(const rift_equilibrium *m, double *theta) {
  for (size_t s = 0; s < m->economy->sector_count; s++) {
    double mean = mean_of(&elasticities(m)[s].distribution);
    theta[s] = fmin(fmax(mean, theta_least), m->theta_most[s]);
  }
}

rift_equilibrium_typical rift_equilibrium_typical_of(const rift_equilibrium *m, size_t window, size_t guide_count,
                                                     const rift_batch *guides, double *theta) {
  const rift_equilibrium_options *o = m->options;
  rift_equilibrium_typical typical = {.upper = mean_of(&o->value_added_materials.distribution),
                                      .mobility = o->mobility.distribution.a, .theta = theta};
  double speed = 0.5;
  double weight = guide_count > 0 ? 1 / (double)(guide_count * L) : 0;
  double *lanes = theta + m->economy->sector_count;
  rift_equilibrium_central_theta(m, theta);
  for (size_t s = 0; s < m->economy->sector_count && guide_count > 0; s++) {
    theta[s] = 0;
  }
  if (guide_count > 0) {
    typical.upper = typical.mobility = speed = 0;
  }
  for (size_t k = 0; k < guide_count * L; k++) {
    const double *parameters = guides[k / L].parameters;
    typical.upper += weight * parameters[RIFT_PARAMETER_UPPER * L + k % L];
    typical.mobility += weight * parameters[RIFT_PARAMETER_MOBILITY * L + k % L];
    speed += weight * parameters[RIFT_PARAMETER_SPEED * L + k % L];
    if (k % L == 0) {
      rift_equilibrium_read_theta(m, window, parameters, lanes);
    }
    for (size_t s = 0; s < m->economy->sector_count; s++) {
      theta[s] += weight * lanes[s * L + k % L];
    }
  }
  typical.mobility = m->mobile ? 1 : fmin(rift_equilibrium_mobility(m, window, typical.mobility, speed), 0.999);
  return typical;
}
