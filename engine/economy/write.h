/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing an economy folder: what rift_economy_read reads back, bit for bit. */
#ifndef RIFT_ECONOMY_WRITE_H
#define RIFT_ECONOMY_WRITE_H

#include "economy/economy.h"
#include "economy/package.h"

/* Writes the tables (flows as .csv.gz, zero cells left out) and datapackage.json into the folder,
 * which is made if need be. `affiliates_path` (may be NULL) is an affiliate_income.csv whose bytes
 * are taken over with years and sources; without it the incomes are written as `derived`. Equal
 * input gives equal bytes. */
RIFT_CHECKED rift_status rift_economy_write(const rift_economy *economy, const char *folder,
                                            const char *affiliates_path,
                                            const rift_package_options *options, rift_error *error);

#endif
