/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the section `escalation` of a scenario; what the files of it share stands below. */
#ifndef RIFT_SCENARIO_ESCALATION_READER_H
#define RIFT_SCENARIO_ESCALATION_READER_H

#include "scenario/reader.h"

/* Into reader->scenario->escalation; the measures have been read. */
void rift_escalation_read(rift_reader *reader, const rift_yaml_node *node);

typedef struct rift_escalation_reader {
  rift_reader *reader;
  rift_escalation *escalation;
  const char *source; /* of the whole section; NULL if none */
  uint32_t effects[RIFT_COVARIATES_MAX]; /* values that make a difference somewhere */
} rift_escalation_reader;

/* Position of a stage; RIFT_NOT_FOUND after an error. */
size_t rift_escalation_stage(const rift_escalation_reader *at, const rift_yaml_node *node,
                             const char *what);

/* A mapping from covariates to one of their values or a list of them; node NULL: always. */
void rift_escalation_condition(rift_escalation_reader *at, const rift_yaml_node *node,
                               rift_condition *condition);

/* Quantity escalation.NAME[.FIELD], read from `node` or set to the default where it is NULL. */
void rift_escalation_quantity(const rift_escalation_reader *at, const rift_yaml_node *node,
                              const char *name, const char *field, int dimension, double standard,
                              rift_quantity *quantity);

/* transitions: {FROM: {TO: ...}}, and the branches of stages. */
void rift_escalation_exits_read(rift_escalation_reader *at, const rift_yaml_node *transitions);
void rift_escalation_branches_read(rift_escalation_reader *at, const rift_yaml_node *node,
                                   rift_stage *stage);
/* measures: {MEASURE: {stages: ...}} and path: [{stage: ..., at: ...}]. */
void rift_escalation_switches_read(rift_escalation_reader *at, const rift_yaml_node *node);
void rift_escalation_path_read(rift_escalation_reader *at, const rift_yaml_node *node);

/* Stages that cannot be reached or left, covariates without effect. */
void rift_escalation_check(rift_escalation_reader *at, const rift_yaml_node *node);

#endif
