/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A balanced economy of 2 regions and 2 sectors in a temporary folder, and files that replace its
 * own. */
#ifndef RIFT_TESTS_SUPPORT_TINY_FOLDER_H
#define RIFT_TESTS_SUPPORT_TINY_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct tiny_file {
  const char *name;
  const char *content;
} tiny_file;

static const tiny_file tiny_files[] = {
    {"datapackage.json",
     "{\"title\": \"Tiny\", \"year\": 2014, \"unit\": \"million USD\",\n"
     " \"licenses\": [{\"name\": \"CC0-1.0\"}], \"sources\": [{\"title\": \"made up\"}],\n"
     " \"exchange_rates\": {\"usd_per_eur\": {\"value\": 1.25, \"year\": 2014}}}\n"},
    {"regions.csv", "region,name\nDEU,Germany\nCHN,China\n"},
    {"sectors.csv", "sector,name\nC29,Motor vehicles\nC20,Chemicals\n"},
    {"nodes.csv",
     "region,sector,gross_output,value_added,taxes_less_subsidies,transport_margins,employment\n"
     "DEU,C29,100,74,2,1,800000\n"
     "DEU,C20,68,51.5,1,0.5,\n"
     "CHN,C29,110,85,-1,1,\n"
     "CHN,C20,80,63,0,0,\n"},
    {"final_demand.csv", "origin_region,origin_sector,dest_region,category,value\n"
                         "DEU,C29,DEU,HFCE,50\n"
                         "DEU,C29,CHN,HFCE,30\n"
                         "DEU,C20,DEU,INVNT,-2\n"
                         "DEU,C20,DEU,HFCE,40\n"
                         "DEU,C20,CHN,HFCE,10\n"
                         "CHN,C29,DEU,HFCE,20\n"
                         "CHN,C29,CHN,HFCE,70\n"
                         "CHN,C20,DEU,HFCE,15\n"
                         "CHN,C20,CHN,HFCE,45\n"},
    {"intermediate.csv", "origin_region,origin_sector,dest_region,dest_sector,value\n"
                         "DEU,C29,DEU,C29,10\n"
                         "DEU,C29,DEU,C20,5\n"
                         "DEU,C29,CHN,C29,4\n"
                         "DEU,C29,CHN,C20,1\n"
                         "DEU,C20,DEU,C29,8\n"
                         "DEU,C20,DEU,C20,6\n"
                         "DEU,C20,CHN,C29,2\n"
                         "DEU,C20,CHN,C20,4\n"
                         "CHN,C29,DEU,C29,3\n"
                         "CHN,C29,DEU,C20,1\n"
                         "CHN,C29,CHN,C29,12\n"
                         "CHN,C29,CHN,C20,4\n"
                         "CHN,C20,DEU,C29,2\n"
                         "CHN,C20,DEU,C20,3\n"
                         "CHN,C20,CHN,C29,7\n"
                         "CHN,C20,CHN,C20,8\n"},
    {"groups.csv", "kind,group,member\n"
                   "region,BOTH,DEU\n"
                   "region,BOTH,CHN\n"
                   "sector,autos,C29\n"
                   "sector_proxy,green_tech,C20\n"},
    {"affiliate_income.csv",
     "host,owner,sector,value,unit,year,source,status\n"
     "CHN,DEU,C29,3.5,million USD,2014,\"made up, for the test\",judgement\n"}};

#define TINY_FILES (sizeof tiny_files / sizeof tiny_files[0])
#define TINY_PATH 256

static inline void tiny_put(const char *folder, const char *name, const void *bytes,
                            size_t length) {
  char path[4 * TINY_PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *stream = fopen(path, "wb");
  if (stream == NULL || fwrite(bytes, 1, length, stream) != length || fclose(stream) != 0) {
    perror(path);
    abort();
  }
}

static inline void tiny_remove_file(const char *folder, const char *name) {
  char path[4 * TINY_PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  remove(path);
}

/* Makes a new folder and fills it. `folder` holds TINY_PATH bytes. */
static inline void tiny_create(char *folder) {
  const char *base = getenv("TMPDIR");
  snprintf(folder, TINY_PATH, "%s/rift-test-XXXXXX", base == NULL ? "/tmp" : base);
  if (mkdtemp(folder) == NULL) {
    perror(folder);
    abort();
  }
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_put(folder, tiny_files[i].name, tiny_files[i].content, strlen(tiny_files[i].content));
  }
}

/* Removes the folder and the files (and empty folders) in it. */
static inline void tiny_destroy(const char *folder) {
  DIR *handle = opendir(folder);
  for (struct dirent *entry = NULL; handle != NULL && (entry = readdir(handle)) != NULL;) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      tiny_remove_file(folder, entry->d_name);
    }
  }
  if (handle != NULL) {
    closedir(handle);
  }
  rmdir(folder);
}

#endif
