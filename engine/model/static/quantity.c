/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/response.h"
#include "numeric/dense.h"

void rift_quantity_response_free(rift_quantity_response *response) {
  rift_removal_free(&response->removal);
  rift_addition_free(&response->addition);
  free(response->importers);
  free(response->use_base);
  rift_reduced_destroy(response->reduced);
  rift_packed_free(&response->risk);
  memset(response, 0, sizeof *response);
}

/* What building needs beside the result. */
typedef struct builder {
  const rift_economy *economy;
  const double *inverse;
  bool totals;
  size_t unknown_count;
  size_t *unknown_of; /* node -> unknown, or SIZE_MAX */
  size_t *nodes;      /* unknown -> node */
  size_t *importer_slot; /* region -> touched importer, or SIZE_MAX */
  double *region_output, *sector_output;
  size_t part_count;
  rift_reduced_part *parts;
  double *risk; /* n x parts */
} builder;

static void builder_free(builder *b) {
  free(b->unknown_of);
  free(b->nodes);
  free(b->importer_slot);
  free(b->region_output);
  free(b->sector_output);
  for (size_t p = 0; b->parts != NULL && p < b->part_count; p++) {
    free(b->parts[p].matrix);
    free(b->parts[p].unknown);
  }
  free(b->parts);
  free(b->risk);
}

static rift_status builder_init(builder *b, const rift_economy *economy, size_t part_count, rift_error *error) {
  size_t n = economy->node_count;
  b->economy = economy;
  b->part_count = part_count;
  b->unknown_of = rift_allocate(n, sizeof *b->unknown_of);
  b->nodes = rift_allocate(n, sizeof *b->nodes);
  b->importer_slot = rift_allocate(economy->region_count, sizeof *b->importer_slot);
  b->region_output = rift_allocate_doubles(economy->region_count);
  b->sector_output = rift_allocate_doubles(economy->sector_count);
  b->parts = rift_allocate(part_count + 1, sizeof *b->parts);
  b->risk = rift_allocate_doubles(n * part_count + 1);
  if (b->unknown_of == NULL || b->nodes == NULL || b->importer_slot == NULL || b->parts == NULL ||
      b->region_output == NULL || b->sector_output == NULL || b->risk == NULL) {
    return rift_error_memory(error, n * part_count * sizeof(double));
  }
  for (size_t i = 0; i < n; i++) {
    b->unknown_of[i] = SIZE_MAX;
    b->region_output[i / economy->sector_count] += economy->gross_output[i];
    b->sector_output[i % economy->sector_count] += economy->gross_output[i];
  }
  return RIFT_OK;
}

static bool touched(const rift_removal *removal, size_t importer) {
  for (int u = 0; u < RIFT_CLASS_COUNT; u++) {
    for (size_t s = 0; s < removal->economy->sector_count; s++) {
      if (rift_removal_touches(removal, u, importer, s)) {
        return true;
      }
    }
  }
  return false;
}

static double base_use(const rift_economy *economy, size_t importer, size_t sector) {
  size_t sectors = economy->sector_count;
  double sum = 0;
  for (size_t e = 0; e < economy->region_count; e++) {
    size_t supplier = e * sectors + sector;
    for (size_t j = 0; j < sectors; j++) {
      sum += economy->intermediate[supplier * economy->node_count + importer * sectors + j];
    }
    sum += rift_economy_final(economy, supplier, importer);
  }
  return sum;
}

static rift_status find_importers(rift_quantity_response *response, builder *b, rift_error *error) {
  const rift_economy *economy = b->economy;
  size_t sectors = economy->sector_count;
  response->importers = rift_allocate(economy->region_count, sizeof *response->importers);
  response->use_base = rift_allocate_doubles(economy->node_count);
  if (response->importers == NULL || response->use_base == NULL) {
    return rift_error_memory(error, economy->node_count * sizeof(double));
  }
  for (size_t m = 0; m < economy->region_count; m++) {
    b->importer_slot[m] = SIZE_MAX;
    if (!touched(&response->removal, m) && !rift_addition_touches(&response->addition, m)) {
      continue;
    }
    b->importer_slot[m] = response->importer_count;
    for (size_t s = 0; s < sectors; s++) {
      response->use_base[response->importer_count * sectors + s] = base_use(economy, m, s);
    }
    response->importers[response->importer_count++] = m;
  }
  return RIFT_OK;
}

static void find_unknowns(builder *b, const rift_removal_part *part) {
  for (size_t c = 0; c < part->user_count; c++) {
    if (b->unknown_of[part->users[c]] == SIZE_MAX) {
      b->unknown_of[part->users[c]] = b->unknown_count;
      b->nodes[b->unknown_count++] = part->users[c];
    }
  }
}

/* effect (n x width) = inverse x change, using only the rows of `change` that are not zero: *rank is their number. */
static rift_status multiply_through(const builder *b, const double *change, size_t width, double *effect,
                                    size_t *rank, rift_error *error) {
  size_t n = b->economy->node_count;
  size_t depth = 0;
  double *rows = rift_allocate_doubles(n * width);
  double *columns = rift_allocate_doubles(n * n);
  size_t *used = rift_allocate(n, sizeof *used);
  rift_status status = RIFT_OK;
  if (rows == NULL || columns == NULL || used == NULL) {
    status = rift_error_memory(error, n * n * sizeof(double));
    goto out;
  }
  for (size_t i = 0; i < n; i++) {
    bool any = false;
    for (size_t c = 0; c < width; c++) {
      any = any || change[i * width + c] != 0;
    }
    if (any) {
      memcpy(rows + depth * width, change + i * width, width * sizeof *rows);
      used[depth++] = i;
    }
  }
  *rank = depth;
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < depth; k++) {
      columns[i * depth + k] = b->inverse[i * n + used[k]];
    }
  }
  status = rift_dense_add_product(n, width, depth, 1, (rift_dense_view){columns, depth},
                                  (rift_dense_view){rows, width}, (rift_dense_view){effect, width}, error);
out:
  free(rows);
  free(columns);
  free(used);
  return status;
}

static double share(double value, double base) { return base != 0 ? value / base : 0; }

static void copy_row(double *to, const double *from, size_t width, double base) {
  for (size_t c = 0; c < width; c++) {
    to[c] = share(from[c], base);
  }
}

/* Rows of the part's matrix from the effect on every node: the unknowns, then the targets. */
static void fill_totals(const builder *b, const double *effect, size_t width, double *matrix) {
  const rift_economy *economy = b->economy;
  double *target = matrix + b->unknown_count * width;
  for (size_t i = 0; i < economy->node_count; i++) {
    size_t r = i / economy->sector_count;
    size_t s = economy->region_count + i % economy->sector_count;
    for (size_t c = 0; c < width; c++) {
      double change = effect[i * width + c];
      target[r * width + c] += share(change, b->region_output[r]);
      target[s * width + c] += share(change, b->sector_output[s - economy->region_count]);
    }
  }
}

static void fill_nodes(const builder *b, const rift_quantity_response *response, const double *effect,
                       const double *home, const double *use, size_t width, double *matrix) {
  const rift_economy *economy = b->economy;
  size_t sectors = economy->sector_count;
  double *target = matrix + b->unknown_count * width;
  for (size_t i = 0; i < economy->node_count; i++) {
    copy_row(target + i * width, effect + i * width, width, economy->gross_output[i]);
  }
  target += economy->node_count * width;
  for (size_t k = 0; k < response->importer_count * sectors; k++) {
    size_t node = response->importers[k / sectors] * sectors + k % sectors;
    copy_row(target + k * width, home + node * width, width, economy->gross_output[node]);
  }
  target += response->importer_count * sectors * width;
  for (size_t k = 0; k < response->importer_count * sectors; k++) {
    size_t node = response->importers[k / sectors] * sectors + k % sectors;
    copy_row(target + k * width, use + node * width, width, response->use_base[k]);
  }
}

/* What a unit of a part changes in money. Columns: `users`, and one last column for final demand. */
typedef struct part_change {
  size_t user_count;
  const size_t *users;
  const double *sales; /* n x columns */
  const double *home;  /* R*S x columns; NULL: nothing */
  const double *use;   /* R*S x columns */
} part_change;

static rift_status add_part(builder *b, const rift_quantity_response *response, size_t index, const part_change *from,
                            rift_error *error) {
  size_t n = b->economy->node_count;
  size_t width = from->user_count + 1;
  rift_reduced_part *part = &b->parts[index];
  size_t rows = b->unknown_count + response->target_count;
  size_t *unknown = rift_allocate(width, sizeof *unknown);
  double *effect = rift_allocate_doubles(n * width);
  double *nothing = rift_allocate_doubles(n * width);
  part->unknown = unknown;
  part->columns = width;
  part->matrix = rift_allocate_doubles(rows * width);
  rift_status status = RIFT_OK;
  if (unknown == NULL || part->matrix == NULL || effect == NULL || nothing == NULL) {
    status = rift_error_memory(error, rows * width * sizeof(double));
    goto out;
  }
  for (size_t c = 0; c < width; c++) {
    unknown[c] = c < from->user_count ? b->unknown_of[from->users[c]] : RIFT_CONSTANT;
  }
  status = multiply_through(b, from->sales, width, effect, &part->rank, error);
  if (status != RIFT_OK) {
    goto out;
  }
  for (size_t e = 0; e < b->unknown_count; e++) {
    copy_row(part->matrix + e * width, effect + b->nodes[e] * width, width,
             b->economy->gross_output[b->nodes[e]]);
  }
  if (b->totals) {
    fill_totals(b, effect, width, part->matrix);
  } else {
    fill_nodes(b, response, effect, from->home == NULL ? nothing : from->home, from->use, width, part->matrix);
  }
out:
  free(effect);
  free(nothing);
  return status;
}

/* Inputs cut, and those of them that others replace, as a share of the user's output. */
static void add_risk(builder *b, const rift_removal_part *part) {
  const rift_economy *economy = b->economy;
  size_t sectors = economy->sector_count;
  size_t width = part->user_count + 1;
  for (size_t c = 0; c < part->user_count; c++) {
    size_t user = part->users[c];
    double cut = 0;
    double replaced = 0;
    for (size_t s = 0; s < sectors; s++) {
      size_t row = user / sectors * sectors + s;
      cut -= part->lost_use[row * width + c];
      replaced += part->regained_use[row * width + c];
    }
    b->risk[user * b->part_count + 2 * part->group] = cut / economy->gross_output[user];
    b->risk[user * b->part_count + 2 * part->group + 1] = -replaced / economy->gross_output[user];
  }
}

/* What a group cuts, and what others deliver instead. */
static rift_status add_group(builder *b, const rift_quantity_response *response, const rift_removal_part *part,
                             rift_error *error) {
  part_change change = {.user_count = part->user_count, .users = part->users, .sales = part->cut, .use = part->lost_use};
  rift_status status = add_part(b, response, 2 * part->group, &change, error);
  change.sales = part->resourced;
  change.home = part->home;
  change.use = part->regained_use;
  return status == RIFT_OK ? add_part(b, response, 2 * part->group + 1, &change, error) : status;
}

static rift_status build_additions(const rift_quantity_response *response, builder *b, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t a = 0; a < response->addition.group_count && status == RIFT_OK; a++) {
    rift_addition_part part;
    status = rift_addition_part_init(&part, &response->addition, a, error);
    if (status == RIFT_OK) {
      part_change change = {.sales = part.sales, .home = part.home, .use = part.use};
      status = add_part(b, response, 2 * response->removal.group_count + a, &change, error);
      rift_addition_part_free(&part);
    }
  }
  return status;
}

static rift_status build_groups(rift_quantity_response *response, builder *b, rift_error *error) {
  const rift_removal *removal = &response->removal;
  rift_status status = RIFT_OK;
  rift_removal_part part;
  for (size_t g = 0; g < removal->group_count && status == RIFT_OK; g++) {
    status = rift_removal_part_init(&part, removal, g, error);
    if (status == RIFT_OK) {
      find_unknowns(b, &part);
      rift_removal_part_free(&part);
    }
  }
  for (size_t g = 0; g < removal->group_count && status == RIFT_OK; g++) {
    status = rift_removal_part_init(&part, removal, g, error);
    if (status != RIFT_OK) {
      break;
    }
    add_risk(b, &part);
    response->unreplaceable += part.unreplaceable;
    status = add_group(b, response, &part, error);
    rift_removal_part_free(&part);
  }
  return status == RIFT_OK ? build_additions(response, b, error) : status;
}

rift_status rift_quantity_response_init(rift_quantity_response *response, const rift_economy *economy,
                                        const rift_shock_plan *plan, const double *inverse,
                                        const rift_guides *guides, bool totals, rift_error *error) {
  builder b = {.inverse = inverse, .totals = totals};
  double *samples = NULL;
  size_t sample_count = 0;
  memset(response, 0, sizeof *response);
  rift_status status = rift_removal_init(&response->removal, economy, plan, error);
  if (status == RIFT_OK) {
    status = rift_addition_init(&response->addition, economy, plan, &response->removal, error);
  }
  response->part_count = 2 * response->removal.group_count + response->addition.group_count;
  if (status == RIFT_OK) {
    status = builder_init(&b, economy, response->part_count, error);
  }
  if (status == RIFT_OK) {
    status = find_importers(response, &b, error);
  }
  if (status != RIFT_OK) {
    goto out;
  }
  response->target_count = totals ? economy->region_count + economy->sector_count
                                  : economy->node_count +
                                        2 * response->importer_count * economy->sector_count;
  status = build_groups(response, &b, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&response->risk, economy->node_count, b.part_count, b.risk, b.part_count, error);
  }
  if (status == RIFT_OK) {
    status = rift_quantity_sample_weights(response, guides, &samples, &sample_count, error);
  }
  if (status == RIFT_OK) {
    rift_reduced_options options = {.sample_count = sample_count, .samples = samples, .compress = true};
    status = rift_reduced_create(&response->reduced, b.unknown_count, response->target_count,
                                 b.part_count, b.parts, &options, error);
  }
out:
  free(samples);
  builder_free(&b);
  if (status != RIFT_OK) {
    rift_quantity_response_free(response);
  }
  return status;
}
