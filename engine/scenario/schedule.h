/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that a measure names: tariff schedules and capacity paths. */
#ifndef RIFT_SCENARIO_SCHEDULE_H
#define RIFT_SCENARIO_SCHEDULE_H

#include "scenario/reader.h"

/* importer,exporter,sector,rate,unit,kind: codes or groups; rate in `unit` (ad_valorem or percent);
 * kind level or increase. Rows are resolved to single cells in file order. Faults stand at their
 * line and column in the table. False after an error. */
bool rift_schedule_read(rift_reader *reader, const rift_yaml_node *name, rift_measure *measure);

/* step,region,sector,share: steps count from 0; share of the node's capacity that is lost, [0,1].
 */
bool rift_capacity_path_read(rift_reader *reader, const rift_yaml_node *name,
                             rift_measure *measure);

#endif
