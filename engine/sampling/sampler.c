/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "sampling/correlation.h"
#include "sampling/inverse.h"
#include "sampling/normal.h"

struct rift_sampler {
  uint64_t seed;
  const rift_sampling_kernels *kernels;
  size_t count;
  uint64_t *keys;
  rift_inverse **inverses;
  bool *is_correlated;
  size_t correlated_count;
  size_t *correlated; /* variates in order of first mention */
  double *factor;     /* correlated x correlated, lower triangle */
  bool designed;
  rift_sampler_design design;
  size_t *dimensions; /* of the Sobol sequence */
};

/* While it is made. */
typedef struct builder {
  rift_sampler *sampler;
  rift_names names;
  const rift_variate *variates;
  double *matrix;
  bool *is_stated;  /* of each entry of the matrix */
  size_t *position; /* of a variate among the correlated ones, plus one; 0 for none */
} builder;

void rift_sampler_destroy(rift_sampler *sampler) {
  if (sampler == NULL) {
    return;
  }
  for (size_t v = 0; v < sampler->count && sampler->inverses != NULL; v++) {
    rift_inverse_destroy(sampler->inverses[v]);
  }
  free(sampler->keys);
  free(sampler->inverses);
  free(sampler->is_correlated);
  free(sampler->correlated);
  free(sampler->factor);
  free(sampler->dimensions);
  free(sampler);
}

typedef struct keyed {
  uint64_t key;
  size_t variate;
} keyed;

static int compare_keys(const void *a, const void *b) {
  const keyed *x = a, *y = b;
  if (x->key != y->key) {
    return x->key < y->key ? -1 : 1;
  }
  return x->variate < y->variate ? -1 : x->variate > y->variate;
}

static rift_status check_keys(const rift_sampler *sampler, const rift_variate *variates,
                              rift_error *error) {
  keyed *list = rift_allocate(sampler->count, sizeof *list);
  if (list == NULL) {
    return rift_error_memory(error, sampler->count * sizeof *list);
  }
  for (size_t v = 0; v < sampler->count; v++) {
    list[v] = (keyed){sampler->keys[v], v};
  }
  qsort(list, sampler->count, sizeof *list, compare_keys);
  rift_status status = RIFT_OK;
  for (size_t i = 1; i < sampler->count && status == RIFT_OK; i++) {
    if (list[i].key == list[i - 1].key) {
      const char *a = variates[list[i - 1].variate].id, *b = variates[list[i].variate].id;
      status = rift_error_set(
          error, RIFT_INVALID,
          strcmp(a, b) == 0 ? "'%s' and '%s' are the same id; expected one id for each uncertain "
                              "quantity, because it names its random stream"
                            : "'%s' and '%s' lead to the same random stream (their 64-bit keys "
                              "collide); rename one of them",
          a, b);
    }
  }
  free(list);
  return status;
}

static rift_status add_variates(builder *b, rift_isa isa, rift_error *error) {
  rift_sampler *sampler = b->sampler;
  for (size_t v = 0; v < sampler->count; v++) {
    const rift_variate *variate = &b->variates[v];
    rift_error inner = {0};
    rift_status status =
        rift_inverse_create_for(isa, &sampler->inverses[v], variate->distribution, &inner);
    if (status != RIFT_OK) {
      return rift_error_set(error, status, "%s: %s", variate->id, inner.message);
    }
    sampler->keys[v] = rift_hash_id(variate->id);
    if (rift_names_add(&b->names, variate->id, strlen(variate->id), NULL) == RIFT_NOT_FOUND) {
      return rift_error_memory(error, 0);
    }
  }
  return check_keys(sampler, b->variates, error);
}

static rift_status find_variate(const builder *b, const char *id, size_t *variate,
                                rift_error *error) {
  *variate = rift_names_find(&b->names, id, strlen(id));
  if (*variate == RIFT_NOT_FOUND) {
    const char *closest = rift_closest(id, (const char *const *)b->names.items, b->names.count);
    return rift_error_set(
        error, RIFT_INVALID, "correlation: '%s' is not an uncertain quantity here%s%s%s", id,
        closest ? "; did you mean '" : "", closest ? closest : "", closest ? "'?" : "");
  }
  if (rift_inverse_is_point(b->sampler->inverses[*variate])) {
    return rift_error_set(error, RIFT_INVALID,
                          "correlation: '%s' is a fixed number; only uncertain quantities can be "
                          "correlated; give it a distribution or remove the pair",
                          id);
  }
  return RIFT_OK;
}

static size_t mention(builder *b, size_t variate) {
  if (b->position[variate] == 0) {
    b->sampler->correlated[b->sampler->correlated_count++] = variate;
    b->position[variate] = b->sampler->correlated_count;
    b->sampler->is_correlated[variate] = true;
  }
  return b->position[variate] - 1;
}

/* `room` is the order of the matrix while it fills. */
static rift_status add_pair(builder *b, const rift_variate_pair *pair, size_t room,
                            rift_error *error) {
  size_t first = 0, second = 0;
  if (find_variate(b, pair->a, &first, error) || find_variate(b, pair->b, &second, error)) {
    return RIFT_INVALID;
  }
  if (!(pair->rho >= -1 && pair->rho <= 1)) {
    return rift_error_set(error, RIFT_INVALID,
                          "correlation of '%s' and '%s' is %.17g; expected a number from -1 to 1",
                          pair->a, pair->b, pair->rho);
  }
  if (first == second) {
    return rift_error_set(error, RIFT_INVALID,
                          "correlation of '%s' with itself; expected two different quantities",
                          pair->a);
  }
  size_t i = mention(b, first), j = mention(b, second);
  if (b->is_stated[i * room + j] && b->matrix[i * room + j] != pair->rho) {
    return rift_error_set(
        error, RIFT_INVALID,
        "correlation of '%s' and '%s' is stated twice, as %.17g and %.17g; keep one", pair->a,
        pair->b, b->matrix[i * room + j], pair->rho);
  }
  b->is_stated[i * room + j] = b->is_stated[j * room + i] = true;
  b->matrix[i * room + j] = b->matrix[j * room + i] = pair->rho;
  return RIFT_OK;
}

static rift_status factorise(builder *b, size_t room, rift_sampler_info *info, rift_error *error) {
  rift_sampler *sampler = b->sampler;
  size_t n = sampler->correlated_count;
  for (size_t i = 0; i < n; i++) { /* from row length `room` to n, in place */
    memmove(b->matrix + i * n, b->matrix + i * room, n * sizeof(double));
    b->matrix[i * n + i] = 1;
  }
  sampler->factor = rift_allocate_doubles(n * n);
  double *stated = rift_allocate_doubles(n * n);
  if (sampler->factor == NULL || stated == NULL) {
    free(stated);
    return rift_error_memory(error, n * n * sizeof(double));
  }
  memcpy(stated, b->matrix, n * n * sizeof(double));
  rift_status status = RIFT_OK;
  if (!rift_correlation_factor(n, b->matrix, sampler->factor)) {
    info->repaired = true;
    status = rift_correlation_repair(n, b->matrix, error);
  }
  for (size_t i = 0; i < n * n && info->repaired; i++) {
    info->largest_change = fmax(info->largest_change, fabs(b->matrix[i] - stated[i]));
  }
  free(stated);
  if (status == RIFT_OK && info->repaired &&
      !rift_correlation_factor(n, b->matrix, sampler->factor)) {
    status = rift_error_set(error, RIFT_FAILED,
                            "the repaired correlation matrix has no Cholesky factor");
  }
  return status;
}

static rift_status add_pairs(builder *b, const rift_variate_pair *pairs, size_t pair_count,
                             rift_sampler_info *info, rift_error *error) {
  if (pair_count == 0) {
    return RIFT_OK;
  }
  size_t room = pair_count < b->sampler->count / 2 ? 2 * pair_count : b->sampler->count;
  size_t square = 0;
  if (!rift_size_product(room, room, &square) || square > SIZE_MAX / sizeof(double)) {
    return rift_error_memory(error, 0);
  }
  b->matrix = rift_allocate_doubles(square);
  b->is_stated = rift_allocate(square, sizeof(bool));
  b->position = rift_allocate(b->sampler->count, sizeof(size_t));
  b->sampler->correlated = rift_allocate(room, sizeof(size_t));
  if (b->matrix == NULL || b->is_stated == NULL || b->position == NULL ||
      b->sampler->correlated == NULL) {
    return rift_error_memory(error, square * sizeof(double));
  }
  for (size_t i = 0; i < pair_count; i++) {
    rift_status status = add_pair(b, &pairs[i], room, error);
    if (status != RIFT_OK) {
      return status;
    }
  }
  info->correlated_count = b->sampler->correlated_count;
  return factorise(b, room, info, error);
}

rift_status rift_sampler_create_for(rift_isa isa, rift_sampler **sampler, uint64_t seed,
                                    const rift_variate *variates, size_t variate_count,
                                    const rift_variate_pair *pairs, size_t pair_count,
                                    rift_sampler_info *info, rift_error *error) {
  *sampler = NULL;
  rift_sampler_info found = {0};
  builder b = {.variates = variates, .sampler = rift_allocate(1, sizeof(rift_sampler))};
  rift_status status = RIFT_OK;
  if (b.sampler == NULL) {
    return rift_error_memory(error, sizeof(rift_sampler));
  }
  b.sampler->seed = seed;
  b.sampler->kernels = rift_sampling_kernels_for(isa);
  b.sampler->count = variate_count;
  b.sampler->keys = rift_allocate(variate_count, sizeof(uint64_t));
  b.sampler->inverses = rift_allocate(variate_count, sizeof(rift_inverse *));
  b.sampler->is_correlated = rift_allocate(variate_count, sizeof(bool));
  if (b.sampler->keys == NULL || b.sampler->inverses == NULL || b.sampler->is_correlated == NULL) {
    status = rift_error_memory(error, variate_count * sizeof(uint64_t));
    goto out;
  }
  status = add_variates(&b, isa, error);
  if (status == RIFT_OK) {
    status = add_pairs(&b, pairs, pair_count, &found, error);
  }
out:
  rift_names_free(&b.names);
  free(b.matrix);
  free(b.is_stated);
  free(b.position);
  if (status != RIFT_OK) {
    rift_sampler_destroy(b.sampler);
    return status;
  }
  if (info != NULL) {
    *info = found;
  }
  *sampler = b.sampler;
  return RIFT_OK;
}

rift_status rift_sampler_create(rift_sampler **sampler, uint64_t seed, const rift_variate *variates,
                                size_t variate_count, const rift_variate_pair *pairs,
                                size_t pair_count, rift_sampler_info *info, rift_error *error) {
  return rift_sampler_create_for(rift_isa_active(), sampler, seed, variates, variate_count, pairs,
                                 pair_count, info, error);
}

/* From the last row upwards each needs only rows that are still independent: no scratch. */
static void draw_correlated(const rift_sampler *sampler, size_t count, double *values,
                            size_t stride) {
  size_t n = sampler->correlated_count;
  for (size_t i = n; i-- > 0;) {
    const double *row = sampler->factor + i * n;
    double total[RIFT_SAMPLER_CHUNK] = {0};
    for (size_t j = 0; j <= i; j++) {
      if (row[j] != 0) {
        sampler->kernels->accumulate(row[j], count, values + sampler->correlated[j] * stride,
                                     total);
      }
    }
    memcpy(values + sampler->correlated[i] * stride, total, count * sizeof(double));
  }
  for (size_t i = 0; i < n; i++) {
    double *column = values + sampler->correlated[i] * stride;
    rift_inverse_apply_normals(sampler->inverses[sampler->correlated[i]], count, column, column);
  }
}

rift_status rift_sampler_use_design(rift_sampler *sampler, const rift_sampler_design *design,
                                    rift_error *error) {
  if (design->sobol != NULL) {
    sampler->dimensions = rift_allocate(sampler->count, sizeof *sampler->dimensions);
    if (sampler->dimensions == NULL) {
      return rift_error_memory(error, sampler->count * sizeof *sampler->dimensions);
    }
    memcpy(sampler->dimensions, design->dimensions, sampler->count * sizeof *sampler->dimensions);
  } else { /* a hypercube that can be made is made without failure later */
    double one;
    rift_status status = rift_latin_hypercube_uniforms(&design->latin, 0, 0, 0, 1, &one, error);
    if (status != RIFT_OK) {
      return status;
    }
  }
  sampler->design = *design;
  sampler->designed = true;
  return RIFT_OK;
}

static void draw_uniforms(const rift_sampler *sampler, size_t v, uint64_t first, size_t count,
                          double *column) {
  const rift_sampler_design *design = &sampler->design;
  if (sampler->designed && design->sobol != NULL) {
    rift_sobol_uniforms(design->sobol, sampler->dimensions[v], sampler->seed, sampler->keys[v],
                        first, count, column);
    return;
  }
  rift_stream_uniforms_with(sampler->kernels, sampler->seed, sampler->keys[v], 0, first, count,
                            column);
  if (sampler->designed && first < design->latin.draws) {
    uint64_t left = design->latin.draws - first;
    size_t inside = left < count ? (size_t)left : count;
    rift_status status = rift_latin_hypercube_uniforms(&design->latin, sampler->seed,
                                                       sampler->keys[v], first, inside, column, NULL);
    (void)status; /* the design and the draws have been checked */
  }
}

void rift_sampler_draw(const rift_sampler *sampler, uint64_t first, size_t count, double *values,
                       size_t stride) {
  for (size_t v = 0; v < sampler->count; v++) {
    double *column = values + v * stride;
    if (!rift_inverse_is_point(sampler->inverses[v])) {
      draw_uniforms(sampler, v, first, count, column);
    }
    if (sampler->is_correlated[v]) {
      rift_normal_quantile_with(sampler->kernels, count, column, column);
    } else {
      rift_inverse_apply(sampler->inverses[v], count, column, column);
    }
  }
  if (sampler->correlated_count > 0) {
    draw_correlated(sampler, count, values, stride);
  }
}
