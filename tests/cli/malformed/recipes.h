/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Malformed economies: each recipe changes one file of the tiny economy
 * (tests/support/tiny_folder.h) and states where the fault must be reported and a part of the
 * message. Positions were counted by hand. */
#ifndef RIFT_TESTS_MALFORMED_RECIPES_H
#define RIFT_TESTS_MALFORMED_RECIPES_H

#include <stddef.h>

typedef struct malformed_recipe {
  const char *file;
  const char
      *from; /* text replaced once; NULL: the whole file. "" with to == NULL: the file is removed */
  const char *to;
  size_t length;  /* of `to` where it holds NULs; else 0 */
  const char *in; /* file named in the message; NULL: `file` */
  long line, column;
  const char *fragment;
} malformed_recipe;

#define FLOW_HEADER "origin_region,origin_sector,dest_region,dest_sector,value\n"

static const malformed_recipe recipes[] = {
    /* Form of the file. */
    {"regions.csv", "", NULL, 0, NULL, 0, 0, "the file is missing"},
    {"sectors.csv", NULL, "", 0, NULL, 1, 1, "the file is empty"},
    {"nodes.csv", NULL,
     "region,sector,gross_output,value_added,taxes_less_subsidies,transport_margins,employment\n",
     0, NULL, 2, 1, "a header but no rows"},
    {"intermediate.csv", FLOW_HEADER, "", 0, NULL, 1, 1, "the first line is not the header"},
    {"intermediate.csv", "dest_sector,value", "dest_sectr,value", 0, NULL, 1, 41,
     "did you mean 'dest_sector'?"},
    {"intermediate.csv", "value\n", "value,unit\n", 0, NULL, 1, 59, "unknown column 'unit'"},
    {"intermediate.csv", ",value\n", "\n", 0, NULL, 1, 52, "the column 'value' is missing"},
    {"final_demand.csv", "category,value", "value,value", 0, NULL, 1, 47,
     "the column 'value' is there twice"},
    {"nodes.csv", "DEU,C20,68,51.5,1,0.5,", "DEU,C20,68,51,5,1,0,5,", 0, NULL, 3, 9,
     "numbers from here on seem to have decimal commas"},
    {"intermediate.csv", "DEU,C29,DEU,C20,5\n", "DEU,C29,DEU,C20,5,5\n", 0, NULL, 3, 17,
     "'5,5' seems to be a number"},
    {"nodes.csv", "DEU,C20,68,51.5,1,0.5,", "DEU,C20,68,\"51,5\",1,0.5,", 0, NULL, 3, 12,
     "has a decimal comma"},
    {"regions.csv", NULL, "region;name\nDEU;Germany\nCHN;China\n", 0, NULL, 1, 7,
     "separated by ';'"},
    {"regions.csv", NULL, "region\tname\nDEU\tGermany\nCHN\tChina\n", 0, NULL, 1, 7,
     "separated by tabs"},
    {"regions.csv", "DEU,Germany", "DEU,\"Germany", 0, NULL, 2, 5, "the quote that opens here"},
    {"regions.csv", "CHN,China", "CHN,\"China\" mainland", 0, NULL, 3, 12,
     "text follows a closing quote"},
    {"regions.csv", "DEU,Germany", "DEU,the \"old\" one", 0, NULL, 2, 9,
     "a quote inside an unquoted field"},
    {"regions.csv", "Germany", "M\xFCnchen", 0, NULL, 2, 6, "0xFC is not UTF-8"},
    {"regions.csv", NULL, "\xFF\xFEr\0e\0g\0", 8, NULL, 1, 1, "UTF-16"},
    {"regions.csv", NULL, "region,name\nDE\0U,Germany\nCHN,China\n", 35, NULL, 2, 3, "NUL byte"},
    {"intermediate.csv", "DEU,C29,DEU,C20,5\n", "DEU,C29,DEU,C20\n", 0, NULL, 3, 16,
     "ends after 4 fields; expected 5"},
    {"intermediate.csv", "DEU,C29,DEU,C20,5\n", "DEU,C29,DEU,C20,5,USD\n", 0, NULL, 3, 19,
     "the row has 6 fields"},
    {"intermediate.csv", "DEU,C29,CHN,C29,4\n", "\nDEU,C29,CHN,C29,4\n", 0, NULL, 4, 1,
     "a blank line"},
    {"intermediate.csv", "DEU,C29,CHN,C29,4\n", ",,,,\nDEU,C29,CHN,C29,4\n", 0, NULL, 4, 1,
     "only empty fields"},
    {"intermediate.csv", "DEU,C29,CHN,C29,4\n", "DEU,C29,CHN,C29,4\r", 0, NULL, 4, 18,
     "carriage return"},
    {"intermediate.csv", "DEU,C29,CHN,C29,4\n", "DEU, C29,CHN,C29,4\n", 0, NULL, 4, 5,
     "begins with a blank"},
    /* Codes. */
    {"intermediate.csv", "CHN,C29,DEU,C29,3", "CHN,C29,DEV,C29,3", 0, NULL, 10, 9,
     "unknown region 'DEV'"},
    {"intermediate.csv", "CHN,C29,DEU,C29,3", "CHN,C92,DEU,C29,3", 0, NULL, 10, 5,
     "did you mean 'C29'?"},
    {"intermediate.csv", "CHN,C29,DEU,C29,3", "CHN,9.45E+12,DEU,C29,3", 0, NULL, 10, 5,
     "a spreadsheet has probably"},
    {"intermediate.csv", "CHN,C29,DEU,C29,3", "CHN,,DEU,C29,3", 0, NULL, 10, 5,
     "'origin_sector' is empty"},
    {"final_demand.csv", "DEU,C29,CHN,HFCE,30", "DEU,C29,CHN,HFEC,30", 0, NULL, 3, 13,
     "did you mean 'HFCE'?"},
    {"sectors.csv", "C20,Chemicals", "C29,Chemicals", 0, NULL, 3, 1,
     "the code 'C29' is there twice"},
    {"sectors.csv", "C20,Chemicals", "=C20,Chemicals", 0, NULL, 3, 1, "is not usable"},
    {"nodes.csv", "CHN,C29,110", "CHN,C20,110", 0, NULL, 5, 1,
     "the node CHN C20 is there twice, first on line 4"},
    {"nodes.csv", "CHN,C20,80,63,0,0,\n", "", 0, NULL, 0, 0, "the node CHN C20 is missing"},
    /* Values. */
    {"intermediate.csv", "CHN,C29,CHN,C29,12", "CHN,C29,CHN,C29,nan", 0, NULL, 12, 17,
     "not a finite number"},
    {"intermediate.csv", "CHN,C29,CHN,C29,12", "CHN,C29,CHN,C29,", 0, NULL, 12, 17,
     "is empty: expected a number"},
    {"intermediate.csv", "CHN,C29,CHN,C29,12", "CHN,C29,CHN,C29,1'200", 0, NULL, 12, 17,
     "thousands separators"},
    {"intermediate.csv", "CHN,C29,CHN,C29,12", "CHN,C29,CHN,C29,0x1F", 0, NULL, 12, 17,
     "hexadecimal"},
    {"intermediate.csv", "CHN,C29,CHN,C29,12", "CHN,C29,CHN,C29,-12", 0, NULL, 12, 17,
     "a negative intermediate flow"},
    {"intermediate.csv", "DEU,C29,DEU,C20,5", "DEU,C29,DEU,C29,5", 0, NULL, 3, 1,
     "there twice, first on line 2"},
    {"final_demand.csv", "DEU,C20,DEU,HFCE,40", "DEU,C20,DEU,INVNT,40", 0, NULL, 5, 1,
     "there twice, first on line 4"},
    {"nodes.csv", "CHN,C20,80", "CHN,C20,-80", 0, NULL, 5, 9, "negative gross output"},
    {"nodes.csv", ",1,800000", ",1,-8", 0, NULL, 2, 20, "negative employment"},
    {"nodes.csv", ",1,800000", ",1,5%", 0, NULL, 2, 20, "a percentage"},
    /* Accounts. */
    {"intermediate.csv", "DEU,C29,DEU,C29,10", "DEU,C29,DEU,C29,11", 0, "nodes.csv", 2, 1,
     "they differ by 1;"},
    {"nodes.csv", "DEU,C29,100,74,", "DEU,C29,100,75,", 0, NULL, 2, 1,
     "inputs, taxes, margins and value added is 101"},
    /* Groups, affiliates, description (JSON: where the token that does not fit ends). */
    {"groups.csv", "sector,autos,C29", "sektor,autos,C29", 0, NULL, 4, 1, "did you mean 'sector'?"},
    {"groups.csv", "sector,autos,C29", "sector,autos,DEU", 0, NULL, 4, 14,
     "unknown sector or group 'DEU'"},
    {"groups.csv", "sector,autos,C29", "sector,C20,C29", 0, NULL, 4, 8,
     "bears the code of a sector"},
    {"groups.csv", "region,BOTH,CHN", "region,BOTH,DEU", 0, NULL, 3, 13,
     "in the group 'BOTH' already"},
    {"groups.csv", "sector_proxy,green_tech,C20", "region,BOTH,CHN", 0, NULL, 5, 8,
     "stands further up already"},
    {"affiliate_income.csv", "million USD", "billion USD", 0, NULL, 2, 17,
     "expected 'million USD'"},
    {"affiliate_income.csv", "CHN,DEU,C29", "CHN,CHN,C29", 0, NULL, 2, 5,
     "host and owner are the same"},
    {"affiliate_income.csv", "judgement", "guess", 0, NULL, 2, 58, "the status is 'guess'"},
    {"datapackage.json", "\"year\": 2014, \"unit\"", "\"year\": 2014 \"unit\"", 0, NULL, 1, 37,
     "not valid JSON"},
    {"datapackage.json", "million USD", "billion USD", 0, NULL, 0, 0,
     "'unit' is not 'million USD'"},
    {"datapackage.json", "\"year\": 2014, \"unit\"", "\"year\": \"2014\", \"unit\"", 0, NULL, 0, 0,
     "'year' is not a year"},
    /* Words for totals. */
    {"regions.csv", "CHN,China", "WORLD,All others", 0, NULL, 3, 1, "the word for a total"},
    {"groups.csv", "sector,autos,C29", "sector,all,C29", 0, NULL, 4, 8, "or the word for a total"}};

#endif
