/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/probability_words.h"

/* The directive gives two series of words for the same seven bands. */
static const char *const words[] = {
    "almost no chance", "remote",
    "very unlikely",    "highly improbable",
    "unlikely",         "improbable",
    "roughly even chance", "roughly even odds",
    "likely",           "probable",
    "very likely",      "highly probable",
    "almost certain",   "nearly certain"};

static const double bands[][2] = {{0.01, 0.05}, {0.05, 0.20}, {0.20, 0.45}, {0.45, 0.55},
                                  {0.55, 0.80}, {0.80, 0.95}, {0.95, 0.99}};

bool rift_probability_word_read(rift_reader *reader, const rift_yaml_node *node, double *low,
                                double *high) {
  size_t at = rift_reader_choice(reader, node, "word", words, sizeof words / sizeof words[0]);
  if (at == RIFT_NOT_FOUND) {
    return false;
  }
  *low = bands[at / 2][0];
  *high = bands[at / 2][1];
  return true;
}
