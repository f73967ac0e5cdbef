/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/threads.h"

#include <omp.h>

int rift_threads_available(int asked) { return asked > 0 ? asked : omp_get_max_threads(); }

static void nothing(void *context, size_t index, int thread) {
  (void)context;
  (void)index;
  (void)thread;
}

void rift_threads_start(int threads) {
  omp_set_num_threads(threads);
  rift_threads_for((size_t)threads, threads, nothing, NULL);
}

void rift_threads_for(size_t count, int threads, rift_task *task, void *context) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t index = 0; index < count; index++) {
    task(context, index, omp_get_thread_num());
  }
}

void rift_threads_map(size_t count, void (*work)(size_t index, void *context), void *context) {
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t index = 0; index < count; index++) {
    work(index, context);
  }
}

void rift_one_at_a_time(void (*section)(void *context), void *context) {
#pragma omp critical(rift_section)
  section(context);
}
