/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of estimative language and the probabilities that they stand for [United States,
 * Intelligence Community Directive 203, Analytic Standards, 2015]. */
#ifndef RIFT_SCENARIO_PROBABILITY_WORDS_H
#define RIFT_SCENARIO_PROBABILITY_WORDS_H

#include "scenario/reader.h"

/* The band [*low, *high] of a word; false after an error with the nearest word. */
bool rift_probability_word_read(rift_reader *reader, const rift_yaml_node *node, double *low,
                                double *high);

#endif
