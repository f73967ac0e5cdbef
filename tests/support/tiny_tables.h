/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every optional table of the tiny economy, and a sector file. */
#ifndef RIFT_TESTS_SUPPORT_TINY_TABLES_H
#define RIFT_TESTS_SUPPORT_TINY_TABLES_H

#include "support/tiny_folder.h"

#define TINY_END ",2023,made up,judgement\n"
static const tiny_file tiny_tables[] = {
    {"trade_elasticities.csv", "sector,theta,sd,distribution,source_value,concept,conversion,unit,year,source,status\n"
                               "C29,8,4,lognormal,8,c,none,elasticity" TINY_END "C20,25,,point,25,c,none,elasticity" TINY_END},
    {"inventories.csv", "sector,days,cv,unit,year,source,status\nC29,20,0.5,day" TINY_END},
    {"criticality.csv", "input_sector,using_sector,rating,unit,year,source,status\nC20,C29,0.5,rating" TINY_END},
    {"tariffs.csv", "importer,exporter,sector,rate,unit,year,source,status\nCHN,DEU,C29,0.25,ad_valorem" TINY_END},
    {"critical_inputs.csv",
     "input,carrier_sector,user_region,user_sector,parameter,distribution,low,central,high,unit,year,source,status\n"
     "magnets,C20,all,C29,dependence,pert,0.2,0.5,0.9,share" TINY_END
     "magnets,C20,all,C29,china_share,uniform,0.8,,0.95,share" TINY_END "magnets,C20,BOTH,C29,stock,lognormal,4,8,16,week" TINY_END
     "magnets,C20,CHN,C29,substitution_time,point,,18,,month" TINY_END
     "magnets,C20,all,C29,substitution_time,point,,12,,month" TINY_END},
    {"table_errors.csv", "id,exporter,importer,sector,distribution,low,central,high,unit,year,source,status\n"
                         "china,CHN,DEU,all,uniform,0.7,,1,factor" TINY_END "cars,all,all,autos,normal,0.9,1,1.1,factor" TINY_END},
    {"autos.csv", "region,sector,parameter,input,distribution,low,central,high,unit,year,source,status\n"
                  "DEU,autos,stock,magnets,point,,12,,week" TINY_END "DEU,C29,inventory,,point,,5,,day" TINY_END
                  "DEU,C29,sales_to_china,,uniform,0.35,,0.42,share of output" TINY_END
                  "DEU,C20,joint_venture_income,,point,,9,,million USD" TINY_END
                  "DEU,C29,trade_elasticity,,lognormal,2,3,4,elasticity" TINY_END}};
#define TINY_TABLES (sizeof tiny_tables / sizeof tiny_tables[0])

/* Adds them to a folder of tiny_create, with the description that names the sector file. */
static inline void tiny_add_tables(const char *folder) {
  static const char package[] =
      "{\"title\": \"Tiny\", \"year\": 2014, \"unit\": \"million USD\", \"sector_files\": [\"autos.csv\"],\n"
      " \"exchange_rates\": {\"usd_per_eur\": {\"value\": 1.25, \"year\": 2014}}}\n";
  tiny_put(folder, "datapackage.json", package, sizeof package - 1);
  for (size_t i = 0; i < TINY_TABLES; i++) {
    tiny_put(folder, tiny_tables[i].name, tiny_tables[i].content, strlen(tiny_tables[i].content));
  }
}

#endif
