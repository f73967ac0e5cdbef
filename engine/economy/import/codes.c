/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/codes.h"

#include <stddef.h>
#include <string.h>

/* ISO 3166-1, the countries of FIGARO and EXIOBASE and some more; EL and UK are the EU's own. */
static const char codes[][2][4] = {
    {"AE", "ARE"}, {"AL", "ALB"}, {"AR", "ARG"}, {"AT", "AUT"}, {"AU", "AUS"}, {"BA", "BIH"},
    {"BE", "BEL"}, {"BG", "BGR"}, {"BR", "BRA"}, {"CA", "CAN"}, {"CH", "CHE"}, {"CL", "CHL"},
    {"CN", "CHN"}, {"CO", "COL"}, {"CY", "CYP"}, {"CZ", "CZE"}, {"DE", "DEU"}, {"DK", "DNK"},
    {"DZ", "DZA"}, {"EE", "EST"}, {"EG", "EGY"}, {"EL", "GRC"}, {"ES", "ESP"}, {"FI", "FIN"},
    {"FR", "FRA"}, {"GB", "GBR"}, {"GE", "GEO"}, {"GR", "GRC"}, {"HK", "HKG"}, {"HR", "HRV"},
    {"HU", "HUN"}, {"ID", "IDN"}, {"IE", "IRL"}, {"IL", "ISR"}, {"IN", "IND"}, {"IS", "ISL"},
    {"IT", "ITA"}, {"JP", "JPN"}, {"KR", "KOR"}, {"LT", "LTU"}, {"LU", "LUX"}, {"LV", "LVA"},
    {"MA", "MAR"}, {"MD", "MDA"}, {"ME", "MNE"}, {"MK", "MKD"}, {"MT", "MLT"}, {"MX", "MEX"},
    {"MY", "MYS"}, {"NG", "NGA"}, {"NL", "NLD"}, {"NO", "NOR"}, {"NZ", "NZL"}, {"PE", "PER"},
    {"PH", "PHL"}, {"PL", "POL"}, {"PT", "PRT"}, {"RO", "ROU"}, {"RS", "SRB"}, {"RU", "RUS"},
    {"SA", "SAU"}, {"SE", "SWE"}, {"SG", "SGP"}, {"SI", "SVN"}, {"SK", "SVK"}, {"TH", "THA"},
    {"TN", "TUN"}, {"TR", "TUR"}, {"TW", "TWN"}, {"UA", "UKR"}, {"UK", "GBR"}, {"US", "USA"},
    {"VN", "VNM"}, {"XK", "XKX"}, {"ZA", "ZAF"}};

const char *rift_import_alpha3(const char *alpha2) {
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    if (strcmp(alpha2, codes[i][0]) == 0) {
      return codes[i][1];
    }
  }
  return NULL;
}
