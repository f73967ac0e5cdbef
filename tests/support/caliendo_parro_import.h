/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same study by the way of a user: `rift economy import`, and the folder read back. */
#ifndef RIFT_TESTS_SUPPORT_CALIENDO_PARRO_IMPORT_H
#define RIFT_TESTS_SUPPORT_CALIENDO_PARRO_IMPORT_H

#include "economy/import/import.h"
#include "support/caliendo_parro.h"
#include "support/tiny_folder.h"

/* Replaces economy, tariffs of 1993 and elasticities by what the folder holds; false after a message. */
static inline bool cp_import(caliendo_parro *cp) {
  char source[1024];
  char folder[TINY_PATH];
  rift_problems problems;
  rift_error error = {0};
  snprintf(source, sizeof source, "%s/caliendo-parro-2015", cp_folder());
  tiny_create(folder);
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(folder, tiny_files[i].name);
  }
  rift_problems_init(&problems);
  rift_import_request request = {.format = "caliendo-parro", .source = source, .folder = folder, .command = "import"};
  rift_status status = rift_economy_import(&request, &problems, &error);
  rift_economy_free(&cp->economy);
  if (status == RIFT_OK) {
    status = rift_economy_read(&cp->economy, folder, &problems, &error);
  }
  if (status == RIFT_OK) {
    memcpy(cp->before, cp->economy.tariffs, sizeof(double) * CP_R * CP_R * CP_S);
  }
  for (size_t s = 0; status == RIFT_OK && s < CP_S; s++) {
    cp->theta[s] = cp->economy.trade_elasticities[s].distribution.a;
  }
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
  }
  rift_problems_free(&problems);
  tiny_destroy(folder);
  return status == RIFT_OK;
}

#endif
