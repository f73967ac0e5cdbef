/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiny economy (tests/support/tiny_folder.h) in the layouts of published tables, without names for
 * people. Where a layout has no line of transport margins they are part of value added. */
#ifndef RIFT_TESTS_SUPPORT_IMPORT_SAMPLES_H
#define RIFT_TESTS_SUPPORT_IMPORT_SAMPLES_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/tiny_folder.h"

typedef struct sample_file {
  const char *format; /* of rift economy import */
  const char *layout; /* files of one layout stand together */
  const char *name;   /* of the file */
  const char *content;
} sample_file;

#define EXIOBASE_HH "Final consumption expenditure by households"
#define EXIOBASE_NPISH                                                                             \
  "Final consumption expenditure by non-profit organisations serving households (NPISH)"
#define EXIOBASE_USES                                                                              \
  "\t" EXIOBASE_HH "\t" EXIOBASE_NPISH "\tFinal consumption expenditure by government"             \
  "\tGross fixed capital formation\tChanges in inventories\tChanges in valuables"                  \
  "\tExports: Total (fob)"
#define DE7 "\tDE\tDE\tDE\tDE\tDE\tDE\tDE"
#define CN7 "\tCN\tCN\tCN\tCN\tCN\tCN\tCN"

static const sample_file samples[] = {
    {"icio", "icio-2023", "2018_SML.csv",
     "V1,DEU_C29,DEU_C20,CHN_C29,CHN_C20,DEU_HFCE,DEU_NPISH,DEU_GGFC,DEU_GFCF,DEU_INVNT,DEU_DPABR,"
     "CHN_HFCE,CHN_NPISH,CHN_GGFC,CHN_GFCF,CHN_INVNT,CHN_DPABR,OUT\n"
     "DEU_C29,10,5,4,1,50,0,0,0,0,0,30,0,0,0,0,0,100\n"
     "DEU_C20,8,6,2,4,40,0,0,0,-2,0,10,0,0,0,0,0,68\n"
     "CHN_C29,3,1,12,4,20,0,0,0,0,0,70,0,0,0,0,0,110\n"
     "CHN_C20,2,3,7,8,15,0,0,0,0,0,45,0,0,0,0,0,80\n"
     "TLS,2,1,-1,0,1,1,1,1,1,1,1,1,1,1,1,1,12\n"
     "VA,75,52,86,63,0,0,0,0,0,0,0,0,0,0,0,0,276\n"
     "OUT,100,68,110,80,0,0,0,0,0,0,0,0,0,0,0,0,0\n"},
    /* China in parts: half of its cars and all of its chemicals in CN2, the rest in CN1. */
    {"icio", "icio-2021", "ICIO2021_2018.csv",
     ",DEU_29,DEU_20,CHN_29,CHN_20,CN1_29,CN1_20,CN2_29,CN2_20,DEU_HFCE,DEU_NPISH,DEU_GGFC,DEU_GFCF,"
     "DEU_INVNT,DEU_P33,CHN_HFCE,CHN_NPISH,CHN_GGFC,CHN_GFCF,CHN_INVNT,CHN_P33,TOTAL\n"
     "DEU_29,10,5,0,0,2,0,2,1,50,0,0,0,0,0,30,0,0,0,0,0,100\n"
     "DEU_20,8,6,0,0,1,0,1,4,40,0,0,0,-2,0,10,0,0,0,0,0,68\n"
     "CHN_29,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"
     "CHN_20,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"
     "CN1_29,2,0,0,0,3,0,3,2,10,0,0,0,0,0,35,0,0,0,0,0,55\n"
     "CN1_20,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"
     "CN2_29,1,1,0,0,3,0,3,2,10,0,0,0,0,0,35,0,0,0,0,0,55\n"
     "CN2_20,2,3,0,0,3,0,4,8,15,0,0,0,0,0,45,0,0,0,0,0,80\n"
     "DEU_TAXSUB,2,1,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,4\n"
     "CHN_TAXSUB,0,0,0,0,-1,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0\n"
     "VALU,75,52,0,0,44,0,42,63,0,0,0,0,0,0,0,0,0,0,0,0,276\n"
     "OUTPUT,100,68,0,0,55,0,55,80,0,0,0,0,0,0,0,0,0,0,0,0,358\n"},
    {"figaro", "figaro-matrix", "matrix_eu-ic-io_ind-by-ind_24ed_2014.csv",
     "rowLabels,DE_C29,DE_C20,CN_C29,CN_C20,DE_P3_S13,DE_P3_S14,DE_P3_S15,DE_P51G,DE_P5M,CN_P3_S13,"
     "CN_P3_S14,CN_P3_S15,CN_P51G,CN_P5M\n"
     "DE_C29,10,5,4,1,0,50,0,0,0,0,30,0,0,0\n"
     "DE_C20,8,6,2,4,0,40,0,0,-2,0,10,0,0,0\n"
     "CN_C29,3,1,12,4,0,20,0,0,0,0,70,0,0,0\n"
     "CN_C20,2,3,7,8,0,15,0,0,0,0,45,0,0,0\n"
     "W2_D21X31,2,1,-1,0,0,5,0,0,0,0,5,0,0,0\n"
     "W2_OP_RES,0,0,0,0,0,3,0,0,0,0,1,0,0,0\n"
     "W2_OP_NRES,0,0,0,0,0,-2,0,0,0,0,-2,0,0,0\n"
     "W2_D1,45,32,56,33,0,0,0,0,0,0,0,0,0,0\n"
     "W2_D29X39,1,1,1,1,0,0,0,0,0,0,0,0,0,0\n"
     "W2_B2A3G,29,19,29,29,0,0,0,0,0,0,0,0,0,0\n"},
    {"figaro", "figaro-flat", "flatfile_eu-ic-io_ind-by-ind_24ed_2014.csv",
     "icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue\n"
     "DE_C29,DE_C29,DE,C29,DE,C29,10\n"
     "DE_C29,DE_C20,DE,C29,DE,C20,5\n"
     "DE_C29,CN_C29,DE,C29,CN,C29,4\n"
     "DE_C29,CN_C20,DE,C29,CN,C20,1\n"
     "DE_C20,DE_C29,DE,C20,DE,C29,8\n"
     "DE_C20,DE_C20,DE,C20,DE,C20,6\n"
     "DE_C20,CN_C29,DE,C20,CN,C29,2\n"
     "DE_C20,CN_C20,DE,C20,CN,C20,4\n"
     "CN_C29,DE_C29,CN,C29,DE,C29,3\n"
     "CN_C29,DE_C20,CN,C29,DE,C20,1\n"
     "CN_C29,CN_C29,CN,C29,CN,C29,12\n"
     "CN_C29,CN_C20,CN,C29,CN,C20,4\n"
     "CN_C20,DE_C29,CN,C20,DE,C29,2\n"
     "CN_C20,DE_C20,CN,C20,DE,C20,3\n"
     "CN_C20,CN_C29,CN,C20,CN,C29,7\n"
     "CN_C20,CN_C20,CN,C20,CN,C20,8\n"
     "DE_C29,DE_P3_S14,DE,C29,DE,P3_S14,50\n"
     "DE_C29,CN_P3_S14,DE,C29,CN,P3_S14,30\n"
     "DE_C20,DE_P3_S14,DE,C20,DE,P3_S14,40\n"
     "DE_C20,DE_P5M,DE,C20,DE,P5M,-2\n"
     "DE_C20,CN_P3_S14,DE,C20,CN,P3_S14,10\n"
     "CN_C29,DE_P3_S14,CN,C29,DE,P3_S14,20\n"
     "CN_C29,CN_P3_S14,CN,C29,CN,P3_S14,70\n"
     "CN_C20,DE_P3_S14,CN,C20,DE,P3_S14,15\n"
     "CN_C20,CN_P3_S14,CN,C20,CN,P3_S14,45\n"
     "W2_D21X31,DE_C29,W2,D21X31,DE,C29,2\n"
     "W2_D21X31,DE_C20,W2,D21X31,DE,C20,1\n"
     "W2_D21X31,CN_C29,W2,D21X31,CN,C29,-1\n"
     "W2_D21X31,DE_P3_S14,W2,D21X31,DE,P3_S14,5\n"
     "W2_OP_RES,DE_P3_S14,W2,OP_RES,DE,P3_S14,3\n"
     "W2_D1,DE_C29,W2,D1,DE,C29,45\n"
     "W2_D1,DE_C20,W2,D1,DE,C20,32\n"
     "W2_D1,CN_C29,W2,D1,CN,C29,56\n"
     "W2_D1,CN_C20,W2,D1,CN,C20,33\n"
     "W2_B2A3G,DE_C29,W2,B2A3G,DE,C29,30\n"
     "W2_B2A3G,DE_C20,W2,B2A3G,DE,C20,20\n"
     "W2_B2A3G,CN_C29,W2,B2A3G,CN,C29,30\n"
     "W2_B2A3G,CN_C20,W2,B2A3G,CN,C20,30\n"},
    {"wiod", "wiod-sheet", "WIOT2014_Nov16_ROW.csv",
     "\"World Input-Output Table, 2014\",,,,,,,,,,,,,,,,,,\n"
     "(industry-by-industry),,,,,,,,,,,,,,,,,,\n"
     ",,,,C29,C20,C29,C20,CONS_h,CONS_np,CONS_g,GFCF,INVEN,CONS_h,CONS_np,CONS_g,GFCF,INVEN,GO\n"
     "(millions of US$),,,,Cars,Chemicals,Cars,Chemicals,Households,NPISH,Government,Investment,"
     "Inventories,Households,NPISH,Government,Investment,Inventories,Total output\n"
     ",,,,DEU,DEU,CHN,CHN,DEU,DEU,DEU,DEU,DEU,CHN,CHN,CHN,CHN,CHN,TOT\n"
     ",,,,c1,c2,c1,c2,c57,c58,c59,c60,c61,c57,c58,c59,c60,c61,c62\n"
     "C29,Cars,DEU,r1,10,5,4,1,50,0,0,0,0,30,0,0,0,0,100\n"
     "C20,Chemicals,DEU,r2,8,6,2,4,40,0,0,0,-2,10,0,0,0,0,68\n"
     "C29,Cars,CHN,r1,3,1,12,4,20,0,0,0,0,70,0,0,0,0,110\n"
     "C20,Chemicals,CHN,r2,2,3,7,8,15,0,0,0,0,45,0,0,0,0,80\n"
     "II_fob,Total intermediate consumption,TOT,r65,23,15,25,17,125,0,0,0,-2,155,0,0,0,0,358\n"
     "TXSP,taxes less subsidies on products,TOT,r66,2,1,-1,0,5,0,0,0,0,6,0,0,0,0,13\n"
     "EXP_adj,Cif/ fob adjustments on exports,TOT,r67,0,0,0,0,1,0,0,0,0,1,0,0,0,0,2\n"
     "PURR,Direct purchases abroad by residents,TOT,r68,0,0,0,0,1,0,0,0,0,1,0,0,0,0,2\n"
     "PURNR,Purchases by non-residents,TOT,r69,0,0,0,0,-1,0,0,0,0,-1,0,0,0,0,-2\n"
     "VA,Value added at basic prices,TOT,r70,74,51.5,85,63,0,0,0,0,0,0,0,0,0,0,273.5\n"
     "IntTTM,International Transport Margins,TOT,r71,1,0.5,1,0,1,0,0,0,0,0,0,0,0,0,3.5\n"
     "GO,Output at basic prices,TOT,r73,100,68,110,80,,,,,,,,,,,\n"},
    {"wiod", "wiod-table", "WIOT2014.csv",
     "IndustryCode,IndustryDescription,Country,RNr,Year,DEU1,DEU2,CHN1,CHN2,DEU3,DEU4,DEU5,DEU6,DEU7,"
     "CHN3,CHN4,CHN5,CHN6,CHN7,TOT\n"
     "C29,Cars,DEU,1,2014,10,5,4,1,50,0,0,0,0,30,0,0,0,0,100\n"
     "C20,Chemicals,DEU,2,2014,8,6,2,4,40,0,0,0,-2,10,0,0,0,0,68\n"
     "C29,Cars,CHN,1,2014,3,1,12,4,20,0,0,0,0,70,0,0,0,0,110\n"
     "C20,Chemicals,CHN,2,2014,2,3,7,8,15,0,0,0,0,45,0,0,0,0,80\n"
     "II_fob,Total intermediate consumption,TOT,65,2014,23,15,25,17,125,0,0,0,-2,155,0,0,0,0,358\n"
     "TXSP,taxes less subsidies on products,TOT,66,2014,2,1,-1,0,5,0,0,0,0,6,0,0,0,0,13\n"
     "VA,Value added at basic prices,TOT,70,2014,74,51.5,85,63,0,0,0,0,0,0,0,0,0,0,273.5\n"
     "IntTTM,International Transport Margins,TOT,71,2014,1,0.5,1,0,1,0,0,0,0,0,0,0,0,0,3.5\n"
     "GO,Output at basic prices,TOT,73,2014,100,68,110,80,0,0,0,0,0,0,0,0,0,0,358\n"},
    {"exiobase", "exiobase", "industries.txt",
     "Number\tName\tCodeNr\tCodeTxt\n1\tCars\ti34\tA_MOTO\n2\tChemicals nec\ti24.d\tA_CHEM\n"},
    {"exiobase", "exiobase", "unit.txt",
     "region\tsector\tunit\nDE\tCars\tM.EUR\nDE\tChemicals nec\tM.EUR\nCN\tCars\tM.EUR\n"
     "CN\tChemicals nec\tM.EUR\n"},
    {"exiobase", "exiobase", "x.txt",
     "region\tsector\tindout\nDE\tCars\t100\nDE\tChemicals nec\t68\nCN\tCars\t110\n"
     "CN\tChemicals nec\t80\n"},
    {"exiobase", "exiobase", "Z.txt",
     "region\t\tDE\tDE\tCN\tCN\n"
     "sector\t\tCars\tChemicals nec\tCars\tChemicals nec\n"
     "region\tsector\t\t\t\t\n"
     "DE\tCars\t10\t5\t4\t1\n"
     "DE\tChemicals nec\t8\t6\t2\t4\n"
     "CN\tCars\t3\t1\t12\t4\n"
     "CN\tChemicals nec\t2\t3\t7\t8\n"},
    {"exiobase", "exiobase", "Y.txt",
     "region\t" DE7 CN7 "\n"
     "category\t" EXIOBASE_USES EXIOBASE_USES "\n"
     "region\tsector\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
     "DE\tCars\t50\t0\t0\t0\t0\t0\t0\t30\t0\t0\t0\t0\t0\t0\n"
     "DE\tChemicals nec\t40\t0\t0\t0\t-3\t1\t0\t10\t0\t0\t0\t0\t0\t0\n"
     "CN\tCars\t20\t0\t0\t0\t0\t0\t0\t70\t0\t0\t0\t0\t0\t0\n"
     "CN\tChemicals nec\t15\t0\t0\t0\t0\t0\t0\t45\t0\t0\t0\t0\t0\t0\n"},
    {"exiobase", "exiobase", "satellite/F.txt",
     "region\tDE\tDE\tCN\tCN\n"
     "sector\tCars\tChemicals nec\tCars\tChemicals nec\n"
     "stressor\t\t\t\t\n"
     "Taxes less subsidies on products purchased: Total\t2\t1\t-1\t0\n"
     "Other net taxes on production\t1\t1\t1\t1\n"
     "Compensation of employees; wages, salaries, & employers' social contributions: "
     "Low-skilled\t20\t20\t20\t20\n"
     "Compensation of employees; wages, salaries, & employers' social contributions: "
     "High-skilled\t24\t11\t35\t12\n"
     "Operating surplus: Consumption of fixed capital\t10\t10\t10\t10\n"
     "Operating surplus: Remaining net operating surplus\t20\t10\t20\t20\n"
     "Employment people: Low-skilled male\t1\t1\t1\t1\n"}};

enum { SAMPLES = sizeof samples / sizeof samples[0] };

/* Writes a layout's files, with `from` in the file `name` replaced by `to` (NULL: as they are), and gives
 * the path to import: the folder, or the file if the layout has one only. Returns the format. */
static inline const char *sample_write(const char *layout, const char *folder, char *source,
                                       const char *name, const char *from, const char *to) {
  const char *format = NULL;
  snprintf(source, 2 * TINY_PATH, "%s/satellite", folder);
  mkdir(source, 0777);
  for (size_t i = 0; i < SAMPLES; i++) {
    if (strcmp(samples[i].layout, layout) != 0) {
      continue;
    }
    char changed[8192];
    const char *at =
        name != NULL && strcmp(name, samples[i].name) == 0 ? strstr(samples[i].content, from) : NULL;
    int length = at == NULL ? snprintf(changed, sizeof changed, "%s", samples[i].content)
                            : snprintf(changed, sizeof changed, "%.*s%s%s",
                                       (int)(at - samples[i].content), samples[i].content, to,
                                       at + strlen(from));
    tiny_put(folder, samples[i].name, changed, (size_t)length);
    format = samples[i].format;
    bool alone = strcmp(layout, "exiobase") != 0;
    snprintf(source, 2 * TINY_PATH, alone ? "%s/%s" : "%s", folder, samples[i].name);
  }
  return format;
}

static inline void sample_remove(const char *folder) {
  char path[2 * TINY_PATH];
  snprintf(path, sizeof path, "%s/satellite", folder);
  tiny_destroy(path);
  snprintf(path, sizeof path, "%s/out", folder);
  tiny_destroy(path);
  tiny_destroy(folder);
}

#endif
