/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the World Input-Output Database (2016 release) in long form to an economy folder. */
#ifndef RIFT_ECONOMY_IMPORT_WIOD_H
#define RIFT_ECONOMY_IMPORT_WIOD_H

#include "base/status.h"

/* `source` holds intermediate.csv.gz
 * (origin_region,origin_sector,dest_region,dest_sector,value_musd), final_demand.csv.gz (...,
 * category, value_musd), primary_inputs_output.csv (region, sector, gross_output_musd,
 * value_added_musd, taxes_less_subsidies_musd, intl_transport_margins_musd, ...) and sectors.csv
 * (code,name); .csv or .csv.gz. Numbers pass through as text, so no digit changes. Employment is
 * not in the source and stays blank. */
RIFT_CHECKED rift_status rift_economy_import_wiod(const char *source, const char *folder, int year,
                                                  const char *command, rift_problems *problems,
                                                  rift_error *error);

#endif
