/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bucket sort for draws of smooth distributions. Heap sort, which needs no memory, for short arrays, for values that
 * crowd however finely they are divided, and when there is no memory: the sorted bytes are the same. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "statistics/statistics.h"

#define SHORT 256      /* below: heap sort */
#define PER_BUCKET 4   /* values an interval holds on average */
#define CROWDED 48     /* values above which an interval is distributed again */

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
  for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
    if (child + 1 < count && values[child] < values[child + 1]) {
      child++;
    }
    if (value >= values[child]) {
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

/* For short runs. */
static void insertion_sort(double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    double value = values[i];
    size_t at = i;
    for (; at > 0 && values[at - 1] > value; at--) {
      values[at] = values[at - 1];
    }
    values[at] = value;
  }
}

static size_t bucket_of(double value, double least, double scale, size_t buckets) {
  size_t bucket = (size_t)((value - least) * scale);
  return bucket < buckets ? bucket : buckets - 1;
}

/* ends[b]: the end of interval b after the values are distributed; `copy`: count, scratch. */
static void distribute(double *values, size_t count, double least, double scale, size_t buckets,
                       uint32_t *ends, double *copy) {
  for (size_t i = 0; i < count; i++) {
    ends[bucket_of(values[i], least, scale, buckets) + 1]++;
  }
  for (size_t b = 0; b < buckets; b++) {
    ends[b + 1] += ends[b];
  }
  memcpy(copy, values, count * sizeof *values);
  for (size_t i = 0; i < count; i++) {
    values[ends[bucket_of(copy[i], least, scale, buckets)]++] = copy[i];
  }
}

/* Distributes the values over equal intervals of their range, then sorts each interval: linear time for draws of smooth
 * distributions. Crowded intervals are distributed again, at most `depth` times. */
static void bucket_sort(double *values, size_t count, size_t depth, double *copy) {
  double least = values[0];
  double most = values[0];
  for (size_t i = 1; i < count; i++) {
    least = values[i] < least ? values[i] : least;
    most = values[i] > most ? values[i] : most;
  }
  if (least == most) {
    return;
  }
  size_t buckets = count / PER_BUCKET + 1;
  double scale = (double)buckets / (most - least);
  uint32_t *ends = depth > 0 && isfinite(scale) ? rift_allocate(buckets + 1, sizeof *ends) : NULL;
  if (ends == NULL) {
    heap_sort(values, count);
    return;
  }
  distribute(values, count, least, scale, buckets, ends, copy);
  for (size_t b = 0, start = 0; b < buckets; start = ends[b], b++) {
    if (ends[b] - start <= CROWDED) {
      insertion_sort(values + start, ends[b] - start);
    } else {
      bucket_sort(values + start, ends[b] - start, depth - 1, copy);
    }
  }
  free(ends);
}

static bool is_ascending(const double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (values[i - 1] > values[i]) {
      return false;
    }
  }
  return true;
}

size_t rift_sort(double *values, size_t count) {
  size_t finite = partition_finite(values, count);
  for (size_t i = 0; i < finite; i++) {
    values[i] += 0.0; /* a negative zero becomes a positive one: equal numbers have equal bits */
  }
  if (is_ascending(values, finite)) {
    return finite;
  }
  double *copy = finite >= SHORT && finite <= UINT32_MAX ? rift_allocate_doubles(finite) : NULL;
  if (copy != NULL) {
    bucket_sort(values, finite, 4, copy);
  } else {
    heap_sort(values, finite);
  }
  free(copy);
  return finite;
}
