/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four questions that a minister asks, answered from one results folder with a few policies in it. */
#ifndef RIFT_COMPARISON_ANSWERS_H
#define RIFT_COMPARISON_ANSWERS_H

#include "base/status.h"
#include "base/text.h"

enum { RIFT_ANSWER_MODELS = 3 }; /* static, equilibrium, dynamic */

typedef struct rift_answer {
  char question[160];
  char answer[80];   /* a name where the answer is one: a sector, a pathway, a signal; "" where it is the number */
  char unit[40];
  double value, mcse; /* of the model named, NaN: unknown */
  const char *model;  /* the one that sees most of the question: dynamic, else equilibrium, else static */
  double by_model[RIFT_ANSWER_MODELS]; /* the same number in each model; NaN where it says nothing */
} rift_answer;

typedef struct rift_answers {
  size_t count, capacity;
  rift_answer *items;
  rift_text missing; /* a line for each question that the folder cannot answer, and why; empty if there is none */
} rift_answers;

typedef struct rift_answer_options {
  const char *together, *alone, *stockpile; /* ids of policies */
  bool together_named, alone_named, stockpile_named; /* the user asked for that id: it must be there */
} rift_answer_options;

rift_answer_options rift_answer_options_default(void);

/* What the folder can answer: differences between policies on common draws after one year, the sector that loses most and
 * the pathway that does most of it (needs --decompose), and the signal whose knowledge narrows the distribution most. Questions
 * for which the folder holds nothing are told in `missing`. RIFT_USAGE for a policy that was named and is not there. */
RIFT_CHECKED rift_status rift_answers_find(rift_answers *answers, const char *folder, const rift_answer_options *options,
                                           rift_problems *problems, rift_error *error);
void rift_answers_free(rift_answers *answers);

/* question,answer,value,mcse,unit,model,static,equilibrium,dynamic */
RIFT_CHECKED rift_status rift_answers_write(const rift_answers *answers, const char *path, rift_error *error);

#endif
