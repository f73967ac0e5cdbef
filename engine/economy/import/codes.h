/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Country codes of the sources that use two letters. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_CODES_H
#define RIFT_ECONOMY_IMPORT_CODES_H

/* The ISO 3166 alpha-3 code of an alpha-2 code (EL and UK as well as GR and GB); NULL if unknown. */
const char *rift_import_alpha3(const char *alpha2);

#endif
