/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The optional parameter tables of an economy folder. Every row states unit, year, source and status; a row that repeats
 * another, or names an unknown code, is an error. RIFT_INVALID with the reasons in `problems`. */
#ifndef RIFT_ECONOMY_PARAMETER_TABLES_H
#define RIFT_ECONOMY_PARAMETER_TABLES_H

#include "economy/economy.h"

/* trade_elasticities.csv: `sector,theta,sd,distribution,source_value,concept,conversion,unit,year,source,status`. theta is
 * the elasticity of the sourcing equation, above 0, unit `elasticity`. distribution `point` (sd blank) or `lognormal` with
 * mean theta and standard deviation sd, truncated to [0.5, max(30, 1.5 theta)] (CONVENTIONS). Replaces what is there. */
RIFT_CHECKED rift_status rift_economy_read_trade_elasticities(rift_economy *economy, const char *path,
                                                              rift_problems *problems, rift_error *error);

/* inventories.csv: `sector,days,cv,unit,year,source,status`: stocks of inputs of a using sector, in days of use; lognormal
 * with that median and coefficient of variation (cv 0 or blank: a point). */
RIFT_CHECKED rift_status rift_economy_read_inventories(rift_economy *economy, const char *path,
                                                       rift_problems *problems, rift_error *error);

/* criticality.csv: `input_sector,using_sector,rating,unit,year,source,status`, rating in [0,1], unit `rating`. */
RIFT_CHECKED rift_status rift_economy_read_criticality(rift_economy *economy, const char *path,
                                                       rift_problems *problems, rift_error *error);

/* tariffs.csv: `importer,exporter,sector,rate,unit,year,source,status`, rate above -1, unit `ad_valorem`. */
RIFT_CHECKED rift_status rift_economy_read_tariffs(rift_economy *economy, const char *path,
                                                   rift_problems *problems, rift_error *error);

/* critical_inputs.csv: `input,carrier_sector,user_region,user_sector,parameter,distribution,low,central,high,unit,year,
 * source,status`; parameter dependence or china_share (unit share), stock (week), substitution_time (month). user_region and
 * user_sector are codes, groups or `all`. Adds rows; rift_economy_resolve_critical_inputs makes uses of them. */
RIFT_CHECKED rift_status rift_economy_read_critical_inputs(rift_economy *economy, const char *path,
                                                           rift_problems *problems, rift_error *error);

/* Sets critical_uses: for every input, region and sector the row of the highest rank for each parameter. All four
 * parameters are needed, once in a rank. */
RIFT_CHECKED rift_status rift_economy_resolve_critical_inputs(rift_economy *economy, rift_problems *problems,
                                                              rift_error *error);

/* consumption.csv: `group,sector,share,unit,year,source,status`: the share (unit `share`) of what households spend on a
 * sector's products that counts in a consumption group; the shares of a sector add up to at most 1. A bridge to COICOP has
 * this form. */
RIFT_CHECKED rift_status rift_economy_read_consumption(rift_economy *economy, const char *path,
                                                       rift_problems *problems, rift_error *error);

/* table_errors.csv: `id,exporter,importer,sector,distribution,low,central,high,unit,year,source,status`, unit `factor`, above 0;
 * exporter, importer and sector are codes, groups or `all`. Rows of one id share one draw and state one distribution. */
RIFT_CHECKED rift_status rift_economy_read_table_errors(rift_economy *economy, const char *path,
                                                        rift_problems *problems, rift_error *error);

/* A sector file: `region,sector,parameter,input,distribution,low,central,high,unit,year,source,status`, what an analyst knows of
 * one sector in one region. It outranks the other tables (parameters and effects in economy/sector_file.c). */
RIFT_CHECKED rift_status rift_economy_read_sector_file(rift_economy *economy, const char *path,
                                                       rift_problems *problems, rift_error *error);

#endif
