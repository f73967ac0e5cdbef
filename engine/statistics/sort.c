/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radix sort on bits that order as the numbers do. Heap sort, which needs no memory, for short
 * arrays and when there is none: equal numbers have equal bits (a negative zero sorts before a
 * positive one), so that both give the same bytes. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "statistics/statistics.h"

#define DIGIT_BITS 11
#define DIGITS 6
#define BUCKETS ((size_t)1 << DIGIT_BITS)
#define SHORT 256

static uint64_t to_key(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double from_key(uint64_t key) {
  uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Finite values to the front, in order of appearance. */
static size_t partition_finite(double *values, size_t count) {
  size_t finite = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      double value = values[i];
      values[i] = values[finite];
      values[finite++] = value;
    }
  }
  return finite;
}

static void sift_down(double *values, size_t root, size_t count) {
  double value = values[root];
  uint64_t key = to_key(value);
  for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
    if (child + 1 < count && to_key(values[child]) < to_key(values[child + 1])) {
      child++;
    }
    if (key >= to_key(values[child])) {
      break;
    }
    values[root] = values[child];
    root = child;
  }
  values[root] = value;
}

static void heap_sort(double *values, size_t count) {
  for (size_t i = count / 2; i-- > 0;) {
    sift_down(values, i, count);
  }
  for (size_t end = count; end-- > 1;) {
    double largest = values[0];
    values[0] = values[end];
    values[end] = largest;
    sift_down(values, 0, end);
  }
}

/* counts: DIGITS x BUCKETS. */
static void count_digits(const uint64_t *keys, size_t count, size_t *counts) {
  for (size_t i = 0; i < count; i++) {
    uint64_t key = keys[i];
    for (size_t digit = 0; digit < DIGITS; digit++) {
      counts[digit * BUCKETS + (key & (BUCKETS - 1))]++;
      key >>= DIGIT_BITS;
    }
  }
}

static void scatter(const uint64_t *from, uint64_t *to, size_t count, size_t digit,
                    size_t *counts) {
  size_t start = 0;
  for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
    size_t here = counts[bucket];
    counts[bucket] = start;
    start += here;
  }
  for (size_t i = 0; i < count; i++) {
    to[counts[from[i] >> (DIGIT_BITS * digit) & (BUCKETS - 1)]++] = from[i];
  }
}

static void radix_sort(double *values, size_t count, uint64_t *keys, size_t *counts) {
  uint64_t *from = keys, *to = keys + count;
  for (size_t i = 0; i < count; i++) {
    from[i] = to_key(values[i]);
  }
  count_digits(from, count, counts);
  for (size_t digit = 0; digit < DIGITS; digit++) {
    size_t *here = counts + digit * BUCKETS;
    if (here[from[0] >> (DIGIT_BITS * digit) & (BUCKETS - 1)] == count) {
      continue; /* all alike */
    }
    scatter(from, to, count, digit, here);
    uint64_t *swap = from;
    from = to;
    to = swap;
  }
  for (size_t i = 0; i < count; i++) {
    values[i] = from_key(from[i]);
  }
}

size_t rift_sort(double *values, size_t count) {
  size_t finite = partition_finite(values, count);
  if (finite < SHORT) {
    heap_sort(values, finite);
    return finite;
  }
  size_t length = 0;
  uint64_t *keys =
      rift_size_product(finite, 2, &length) ? rift_allocate(length, sizeof *keys) : NULL;
  size_t *counts = rift_allocate(DIGITS * BUCKETS, sizeof *counts);
  if (keys != NULL && counts != NULL) {
    radix_sort(values, finite, keys, counts);
  } else {
    heap_sort(values, finite);
  }
  free(keys);
  free(counts);
  return finite;
}
