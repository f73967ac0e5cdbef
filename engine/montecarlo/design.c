/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/design.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "montecarlo/prepared.h"

struct rift_design {
  rift_design_kind kind;
  uint64_t draws;
  rift_names dimensions; /* ids of quantities */
  rift_sobol *sobol;
  rift_text streams;
};

static rift_status list_dimensions(rift_design *design, rift_run *const *runs, size_t run_count,
                                   rift_error *error) {
  for (size_t r = 0; r < run_count; r++) {
    for (size_t q = 0; runs[r] != NULL && q < runs[r]->quantity_count; q++) {
      const rift_quantity *quantity = runs[r]->quantities[q];
      if (quantity->distribution.kind != RIFT_POINT &&
          rift_names_add(&design->dimensions, quantity->id, strlen(quantity->id), NULL) ==
              RIFT_NOT_FOUND) {
        return rift_error_memory(error, 0);
      }
    }
  }
  return RIFT_OK;
}

static rift_status name_streams(rift_design *design, rift_error *error) {
  if (design->kind == RIFT_DESIGN_PLAIN) {
    rift_text_add(&design->streams, "%s", RIFT_STREAM_LAYOUT);
  } else if (design->kind == RIFT_DESIGN_LATIN) {
    rift_text_add(&design->streams, "latin hypercube 1, %d replicates, %" PRIu64 " draws",
                  RIFT_DESIGN_REPLICATES, design->draws);
  } else {
    char hash[RIFT_HASH_TEXT];
    rift_text ids = {0};
    for (size_t i = 0; i < design->dimensions.count; i++) {
      rift_text_add(&ids, "%s\n", design->dimensions.items[i]);
    }
    rift_hash_bytes(ids.bytes == NULL ? "" : ids.bytes, ids.length, hash);
    rift_text_add(&design->streams, "sobol 1, %d replicates, dimensions %.12s",
                  RIFT_DESIGN_REPLICATES, hash);
    design->streams.failed = design->streams.failed || ids.failed;
    rift_text_free(&ids);
  }
  return design->streams.failed ? rift_error_memory(error, 0) : RIFT_OK;
}

rift_status rift_design_create(rift_design **result, rift_design_kind kind, uint64_t draws,
                               rift_run *const *runs, size_t run_count, rift_error *error) {
  *result = NULL;
  rift_design *design = rift_allocate(1, sizeof *design);
  if (design == NULL) {
    return rift_error_memory(error, sizeof *design);
  }
  design->kind = kind;
  design->draws = draws;
  rift_status status = RIFT_OK;
  if (kind == RIFT_DESIGN_SOBOL) {
    status = list_dimensions(design, runs, run_count, error);
    if (status == RIFT_OK) {
      status = rift_sobol_create(&design->sobol, design->dimensions.count, RIFT_DESIGN_REPLICATES,
                                 error);
    }
  }
  if (status == RIFT_OK && kind == RIFT_DESIGN_LATIN && draws < 2 * RIFT_DESIGN_REPLICATES) {
    status = rift_error_set(error, RIFT_INVALID,
                            "a Latin hypercube of %d replicates needs at least %d draws",
                            RIFT_DESIGN_REPLICATES, 2 * RIFT_DESIGN_REPLICATES);
  }
  if (status == RIFT_OK) {
    status = name_streams(design, error);
  }
  if (status != RIFT_OK) {
    rift_design_destroy(design);
    return status;
  }
  *result = design;
  return RIFT_OK;
}

void rift_design_destroy(rift_design *design) {
  if (design != NULL) {
    rift_names_free(&design->dimensions);
    rift_sobol_destroy(design->sobol);
    rift_text_free(&design->streams);
    free(design);
  }
}

const char *rift_design_streams(const rift_design *design) { return design->streams.bytes; }

rift_status rift_run_use_design(rift_run *run, const rift_design *design, rift_error *error) {
  rift_sampler_design of_sampler = {.sobol = design->sobol};
  size_t *dimensions = NULL;
  if (design->kind == RIFT_DESIGN_PLAIN) {
    return RIFT_OK;
  }
  run->replicates = RIFT_DESIGN_REPLICATES;
  if (design->kind == RIFT_DESIGN_LATIN) {
    of_sampler.latin = (rift_latin_hypercube){design->draws, RIFT_DESIGN_REPLICATES};
  } else {
    dimensions = rift_allocate(run->quantity_count, sizeof *dimensions);
    if (dimensions == NULL) {
      return rift_error_memory(error, run->quantity_count * sizeof *dimensions);
    }
    for (size_t q = 0; q < run->quantity_count; q++) {
      const char *id = run->quantities[q]->id;
      size_t at = rift_names_find(&design->dimensions, id, strlen(id));
      dimensions[q] = at == RIFT_NOT_FOUND ? 0 : at; /* fixed values draw nothing */
    }
    of_sampler.dimensions = dimensions;
  }
  rift_status status = rift_sampler_use_design(run->sampler, &of_sampler, error);
  free(dimensions);
  return status;
}
