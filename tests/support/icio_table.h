/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A balanced table of any size in the layouts of the OECD's ICIO files, from a hash of its cells: the
 * same numbers each time, four decimals as in the published files, output = sum of sales = sum of
 * inputs to rounding. */
#ifndef RIFT_TESTS_SUPPORT_ICIO_TABLE_H
#define RIFT_TESTS_SUPPORT_ICIO_TABLE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct icio_shape {
  size_t regions, sectors;
  bool edition_2021; /* else as in 2023 and 2025 */
} icio_shape;

enum { ICIO_CATEGORIES = 6 };
static const char *const icio_categories[ICIO_CATEGORIES] = {"HFCE", "NPISH", "GGFC",
                                                             "GFCF", "INVNT", "DPABR"};

static inline void icio_region(char text[4], size_t region) {
  text[0] = (char)('A' + region / 26);
  text[1] = (char)('A' + region % 26);
  text[2] = 'X';
  text[3] = '\0';
}

static inline void icio_sector(char text[16], const icio_shape *shape, size_t sector) {
  snprintf(text, 16, shape->edition_2021 ? "%02zuT%02zu" : "C%02zu_%02zu", 2 * sector + 1,
           2 * sector + 2);
}

/* In [0, 1), from the cell's two indices. */
static inline double icio_noise(uint64_t row, uint64_t column) {
  uint64_t x = row * UINT64_C(0x9E3779B97F4A7C15) ^ (column + 1) * UINT64_C(0xC2B2AE3D27D4EB4F);
  x ^= x >> 31;
  x *= UINT64_C(0xBF58476D1CE4E5B9);
  x ^= x >> 29;
  return (double)(x >> 11) * 0x1p-53;
}

/* In ten-thousandths of a million: whole numbers, so that sums are exact. Larger at home; two
 * fifths of output are inputs. */
static inline int64_t icio_cell(const icio_shape *shape, size_t row, size_t column) {
  size_t n = shape->regions * shape->sectors;
  bool final = column >= n;
  size_t category = final ? (column - n) % ICIO_CATEGORIES : 0;
  size_t user = final ? (column - n) / ICIO_CATEGORIES : column / shape->sectors;
  double size = row / shape->sectors == user ? 400 : 10;
  double value = size * icio_noise(row, column) * (final ? 0.25 * (double)shape->sectors : 1);
  if (final && category == 4) {
    value = 0.1 * value - 0.01 * size * (double)shape->sectors; /* inventories go both ways */
  }
  return (int64_t)(value * 1e4);
}

static inline void icio_number(FILE *stream, int64_t value) {
  uint64_t size = (uint64_t)(value < 0 ? -value : value);
  fprintf(stream, ",%s%llu.%04llu", value < 0 ? "-" : "", (unsigned long long)(size / 10000),
          (unsigned long long)(size % 10000));
}

static inline void icio_label(FILE *stream, const icio_shape *shape, size_t node) {
  char region[4];
  char sector[16];
  icio_region(region, node / shape->sectors);
  icio_sector(sector, shape, node % shape->sectors);
  fprintf(stream, "%s_%s", region, sector);
}

static inline void icio_header(FILE *stream, const icio_shape *shape) {
  size_t n = shape->regions * shape->sectors;
  fputs(shape->edition_2021 ? "" : "V1", stream);
  for (size_t node = 0; node < n; node++) {
    fputc(',', stream);
    icio_label(stream, shape, node);
  }
  for (size_t i = 0; i < shape->regions * ICIO_CATEGORIES; i++) {
    char region[4];
    icio_region(region, i / ICIO_CATEGORIES);
    fprintf(stream, ",%s_%s", region, icio_categories[i % ICIO_CATEGORIES]);
  }
  fprintf(stream, ",%s\n", shape->edition_2021 ? "TOTAL" : "OUT");
}

/* Taxes are one percent of output; value added is what is left. In 2021 every region has a line of
 * taxes: only that of the user's region is not zero. */
static inline void icio_primary(FILE *stream, const icio_shape *shape, const char *label,
                                const int64_t *values, size_t region) {
  size_t n = shape->regions * shape->sectors;
  fputs(label, stream);
  for (size_t node = 0; node < n; node++) {
    icio_number(stream, region == SIZE_MAX || region == node / shape->sectors ? values[node] : 0);
  }
  for (size_t i = 0; i <= shape->regions * ICIO_CATEGORIES; i++) {
    fputs(",0", stream);
  }
  fputc('\n', stream);
}

static inline void icio_taxes(FILE *stream, const icio_shape *shape, const int64_t *taxes) {
  if (!shape->edition_2021) {
    icio_primary(stream, shape, "TLS", taxes, SIZE_MAX);
    return;
  }
  for (size_t i = 0; i < shape->regions; i++) {
    char label[16];
    icio_region(label, i);
    snprintf(label + 3, sizeof label - 3, "_TAXSUB");
    icio_primary(stream, shape, label, taxes, i);
  }
}

/* Writes the whole table; false if memory or the stream fails. */
static inline bool icio_write(FILE *stream, const icio_shape *shape) {
  size_t n = shape->regions * shape->sectors;
  size_t width = n + shape->regions * ICIO_CATEGORIES;
  int64_t *sums = calloc(4 * n, sizeof *sums); /* inputs, outputs, taxes, value added */
  if (sums == NULL) {
    return false;
  }
  int64_t *outputs = sums + n;
  int64_t *taxes = sums + 2 * n;
  int64_t *value_added = sums + 3 * n;
  icio_header(stream, shape);
  for (size_t row = 0; row < n; row++) {
    icio_label(stream, shape, row);
    for (size_t column = 0; column < width; column++) {
      int64_t value = icio_cell(shape, row, column);
      icio_number(stream, value);
      outputs[row] += value;
      if (column < n) {
        sums[column] += value;
      }
    }
    icio_number(stream, outputs[row]);
    fputc('\n', stream);
  }
  for (size_t node = 0; node < n; node++) {
    taxes[node] = outputs[node] / 100;
    value_added[node] = outputs[node] - sums[node] - taxes[node];
  }
  icio_taxes(stream, shape, taxes);
  icio_primary(stream, shape, shape->edition_2021 ? "VALU" : "VA", value_added, SIZE_MAX);
  icio_primary(stream, shape, shape->edition_2021 ? "OUTPUT" : "OUT", outputs, SIZE_MAX);
  free(sums);
  return !ferror(stream);
}

#endif
