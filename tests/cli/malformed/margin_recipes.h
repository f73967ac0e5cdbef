/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Malformed files of the commands that balance, project, split and judge an economy, all for the
 * tiny economy (tests/support/tiny_folder.h): regions DEU and CHN, sectors C29 and C20. Each recipe
 * replaces one text of a good file and states where the fault must be reported. Positions were
 * counted by hand. */
#ifndef RIFT_TESTS_MARGIN_RECIPES_H
#define RIFT_TESTS_MARGIN_RECIPES_H

typedef enum margin_file {
  FILE_CLASSES,
  FILE_VALUE_ADDED,
  FILE_BLOCKS,
  FILE_FACTS,
  FILE_FINAL_DEMAND,
  FILE_SHARES,
  FILE_EMPLOYMENT,
  FILE_EVIDENCE,
  FILE_COUNT
} margin_file;

static const char *const good_files[FILE_COUNT] = {
    [FILE_CLASSES] = "class,member\n"
                     "goods,C29\n"
                     "goods,C20\n",
    [FILE_VALUE_ADDED] = "region,sectors,value,unit,year,source,status\n"
                         "DEU,all,1.2,ratio to base,2023,made up,judgement\n"
                         "DEU,C29,0.5,share of value added,2023,made up,judgement\n"
                         "CHN,goods,180,million USD,2023,made up,judgement\n",
    [FILE_BLOCKS] = "exporter,importer,class,value,min,max,unit,year,source,status\n"
                    "DEU,CHN,goods,1.1,0.9,1.3,ratio to base,2023,made up,judgement\n"
                    "CHN,all,goods,60,,,million USD,2023,made up,judgement\n",
    [FILE_FACTS] =
        "exporter,importer,sector,user,value,unit,valuation,sd,year,source,status\n"
        "DEU,CHN,C29,all,36,million USD,fob,0.1,2023,made up,judgement\n"
        "DEU,CHN,C20,C29,2.5,million EUR,basic,,2023,made up,judgement\n",
    [FILE_FINAL_DEMAND] = "region,category,value,unit,year,source,status\n"
                          "CHN,HFCE,1.3,ratio to base,2023,made up,judgement\n",
    [FILE_SHARES] = "region,parent,child,variable,value,low,high,unit,year,source,status,partner,user\n"
                    "all,C29,trucks,output,0.2,0.1,0.3,share of parent,2023,made up,judgement,,\n"
                    "DEU,C29,trucks,exports,0.25,,,share of parent,2023,made up,judgement,CHN,\n"
                    "DEU,C29,trucks,use,0.6,,,share of child,2023,made up,judgement,,C20\n",
    [FILE_EMPLOYMENT] = "region,sector,value,unit,year,source,status\n"
                        "DEU,C29,780,thousand persons,2023,made up,judgement\n"
                        "DEU,C20,330000,persons,2023,made up,judgement\n",
    [FILE_EVIDENCE] = "variable,low,high,source,explanation\n"
                      "exports:DEU:C29:CHN,30,40,made up,\n"
                      "output:DEU / output:all,,0.9,made up,\n"};

typedef struct margin_recipe {
  margin_file file;
  const char *from, *to; /* text replaced once */
  long line, column;
  const char *fragment;
} margin_recipe;

static const margin_recipe margin_recipes[] = {
    /* Classes. */
    {FILE_CLASSES, "goods,C20", "goods,C21", 3, 7, "did you mean 'C29'?"},
    {FILE_CLASSES, "goods,C20", "goods,C29", 3, 7, "in the class 'goods' already"},
    {FILE_CLASSES, "goods,C20", "C20,C20", 3, 1, "bears the code of a sector"},
    {FILE_CLASSES, "goods,C20", "all,C20", 3, 1, "bears the code of a sector"},
    {FILE_CLASSES, "class,member", "class,members", 1, 7, "did you mean 'member'?"},
    /* Value added. */
    {FILE_VALUE_ADDED, "CHN,goods", "CHM,goods", 4, 1, "did you mean 'CHN'?"},
    {FILE_VALUE_ADDED, "CHN,goods", "CHN,godos", 4, 5, "did you mean 'goods'?"},
    {FILE_VALUE_ADDED, "1.2,ratio", "1.2,ration", 2, 13, "expected 'million USD', 'ratio to base' or"},
    {FILE_VALUE_ADDED, "C29,0.5", "C29,1.5", 3, 9, "a share above 1"},
    {FILE_VALUE_ADDED, "1.2,ratio to base", "1,share of value added", 2, 11,
     "the share of all sectors in value added is 1"},
    {FILE_VALUE_ADDED, "180,million", "-180,million", 4, 11, "the value is negative"},
    {FILE_VALUE_ADDED, "DEU,C29,0.5", "DEU,all,0.5", 3, 1, "there twice, first on line 2"},
    {FILE_VALUE_ADDED, "base,2023", "base,23", 2, 27, "the year is '23'"},
    {FILE_VALUE_ADDED, "USD,2023,made up,", "USD,2023,,", 4, 32, "no source is given"},
    {FILE_VALUE_ADDED, "base,2023,made up,judgement", "base,2023,made up,guess", 2, 40,
     "the status is 'guess'"},
    {FILE_VALUE_ADDED, "180,million", "\"1,8\",million", 4, 11, "decimal comma"},
    /* Trade by class. */
    {FILE_BLOCKS, "DEU,CHN,goods", "DEU,DEU,goods", 2, 5, "exporter and importer are the same"},
    {FILE_BLOCKS, "DEU,CHN,goods", "DEU,BOTH,goods", 2, 5, "unknown region 'BOTH'"},
    {FILE_BLOCKS, "1.1,0.9,1.3", "1.1,1.4,1.3", 2, 19, "min is 1.4, max is 1.3"},
    {FILE_BLOCKS, "1.1,0.9,1.3", "1.1,x,1.3", 2, 19, "not a number"},
    {FILE_BLOCKS, "60,,,", "60,,70,", 3, 19, "a total has no min and max"},
    {FILE_BLOCKS, "60,,,", "60,10,,", 3, 18, "a total has no min and max"},
    {FILE_BLOCKS, "CHN,all,goods", "CHN,all,services", 3, 9, "unknown sector or class 'services'"},
    {FILE_BLOCKS, ",,million USD", ",,billion USD", 3, 20, "the unit is 'billion USD'"},
    /* Flows of products. */
    {FILE_FACTS, "C29,all,36", "C29,each,36", 2, 13, "unknown user"},
    {FILE_FACTS, "C29,all,36", "C28,all,36", 2, 9, "unknown sector or class 'C28'"},
    {FILE_FACTS, "fob,0.1", "exw,0.1", 2, 32, "the valuation is 'exw'; expected basic, fob or cif"},
    {FILE_FACTS, "fob,0.1", "fob,3", 2, 36, "the relative error is 3"},
    {FILE_FACTS, "36,million", "nan,million", 2, 17, "not a finite number"},
    {FILE_FACTS, "DEU,CHN,C20,C29", "DEU,CHN,C29,all", 3, 1, "there twice, first on line 2"},
    {FILE_FACTS, "DEU,CHN,C29,all", "EU,CHN,C29,all", 2, 1, "unknown region or group 'EU'"},
    /* Final demand. */
    {FILE_FINAL_DEMAND, "CHN,HFCE", "CHN,HFEC", 2, 5, "did you mean 'HFCE'?"},
    {FILE_FINAL_DEMAND, "HFCE,1.3,ratio to base", "all,0.9,share of final demand", 2, 13,
     "the share of all categories is 1"},
    {FILE_FINAL_DEMAND, "1.3,ratio to base", "1.3,share of final demand", 2, 10, "a share above 1"},
    /* Shares. */
    {FILE_SHARES, "all,C29,trucks", "all,C28,trucks", 2, 5, "unknown sector 'C28'"},
    {FILE_SHARES, "all,C29,trucks", "all,C29,C20", 2, 9, "bears the code of a sector"},
    {FILE_SHARES, "all,C29,trucks", "all,C29,big trucks", 2, 9, "is not usable"},
    {FILE_SHARES, "DEU,C29,trucks,exports", "DEU,C20,trucks,exports", 3, 5,
     "has the parent C29 further up"},
    {FILE_SHARES, "trucks,exports", "trucks,export", 3, 16, "did you mean 'exports'?"},
    {FILE_SHARES, "0.2,0.1,0.3", "0.2,0.3,0.3", 2, 27, "expected low <= value <= high"},
    {FILE_SHARES, "0.2,0.1,0.3", "1.2,0.1,1.3", 2, 23, "the share is 1.2"},
    {FILE_SHARES, "0.25,,,share of parent", "0.25,,,share of child", 3, 31,
     "'share of child' is for the variable use"},
    {FILE_SHARES, "judgement,CHN,", "judgement,DEU,", 3, 70, "region and partner are the same"},
    {FILE_SHARES, "judgement,,\n", "judgement,CHN,\n", 2, 74, "a partner goes with exports and imports"},
    {FILE_SHARES, "judgement,CHN,\n", "judgement,CHN,C20\n", 3, 74, "a user goes with the variable use"},
    {FILE_SHARES, "judgement,,C20", "judgement,,C21", 4, 65, "unknown user 'C21'"},
    {FILE_SHARES, "judgement,,C20", "judgement,,", 4, 65, "needs the user whose share it is"},
    {FILE_SHARES, "all,C29", "CHN,C29", 0, 0, "no share of 'trucks' in the output of DEU"},
    {FILE_SHARES, "DEU,C29,trucks,exports,0.25,,,share of parent,2023,made up,judgement,CHN,",
     "all,C29,trucks,output,0.2,,,share of parent,2023,made up,judgement,,", 3, 1,
     "there twice, first on line 2"},
    /* Employment. */
    {FILE_EMPLOYMENT, "DEU,C20", "DEU,C29", 3, 1, "DEU C29 is there twice, first on line 2"},
    {FILE_EMPLOYMENT, "330000,persons", "330000,people", 3, 16, "the unit is 'people'"},
    {FILE_EMPLOYMENT, "330000", "-1", 3, 9, "negative employment"},
    {FILE_EMPLOYMENT, "DEU,C20", "FRA,C20", 3, 1, "unknown region 'FRA'"},
    /* Evidence. */
    {FILE_EVIDENCE, "exports:DEU", "export:DEU", 2, 1, "unknown figure 'export'; expected 'exports'"},
    {FILE_EVIDENCE, "exports:DEU:C29:CHN", "exports:DEU", 2, 1, "expected exports:R:S[:P]"},
    {FILE_EVIDENCE, "exports:DEU:C29:CHN", "exports:DEU:C29:CHN:C20", 2, 1,
     "expected exports:R:S[:P]"},
    {FILE_EVIDENCE, "exports:DEU:C29:CHN", "exports:FRA:C29:CHN", 2, 1, "unknown 'FRA'"},
    {FILE_EVIDENCE, "exports:DEU:C29:CHN", "exports:DEU:C21:CHN", 2, 1, "unknown 'C21'"},
    {FILE_EVIDENCE, "exports:DEU:C29:CHN", "employment:CHN", 2, 1, "has no value for"},
    {FILE_EVIDENCE, "30,40", "40,30", 2, 21, "low is 40, high is 30"},
    {FILE_EVIDENCE, "30,40", ",", 2, 21, "neither low nor high"},
    {FILE_EVIDENCE, "30,40,made up", "30,40,", 2, 27, "no source is given"}};

#endif
