/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows about threads. */
#ifndef RIFT_MONTECARLO_THREADS_H
#define RIFT_MONTECARLO_THREADS_H

#include <stddef.h>

/* The number of threads to use when `asked` (0: as many as the machine offers). */
int rift_threads_available(int asked);

/* Sets the number for rift_threads_map and makes the team now: the library ends the process if it cannot, which must not happen with outputs half written. */
void rift_threads_start(int threads);

/* Calls task(context, index, thread) once for every index < count, in any order, thread < threads. */
typedef void rift_task(void *context, size_t index, int thread);
void rift_threads_for(size_t count, int threads, rift_task *task, void *context);

/* The same with the number of rift_threads_start and without the thread's number: the form the sink asks for. */
void rift_threads_map(size_t count, void (*work)(size_t index, void *context), void *context);

/* Runs the function while no other thread is in such a section. */
void rift_one_at_a_time(void (*section)(void *context), void *context);

#endif
