/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a scenario: reading must end with a status; text that is accepted must read back
 * from its resolved form. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/scenario.h"
#include "scenario/yaml.h"
#include "support/scenario_economy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(bool holds) {
  if (!holds) {
    abort();
  }
}

/* The tree of the written text is written as the same text again. */
static void check_tree(const uint8_t *bytes, size_t length) {
  rift_yaml_document document = {0};
  rift_problems problems;
  rift_problems_init(&problems);
  rift_yaml_node *root = NULL;
  rift_yaml_node *again = NULL;
  rift_status status =
      rift_yaml_read_text(&document, "fuzz", (const char *)bytes, length, &root, &problems, NULL);
  must(status == RIFT_OK || problems.errors > 0);
  if (status == RIFT_OK) {
    rift_text first = {0};
    rift_text second = {0};
    rift_yaml_write(root, &first);
    /* Keys of more than 128 characters are not written as simple keys: no scenario has one. */
    if (rift_yaml_read_text(&document, "again", first.bytes, first.length, &again, &problems,
                            NULL) == RIFT_OK) {
      rift_yaml_write(again, &second);
      must(strcmp(first.bytes, second.bytes) == 0);
    }
    rift_text_free(&first);
    rift_text_free(&second);
  }
  rift_problems_free(&problems);
  rift_yaml_document_free(&document);
}

static void check_scenario(const rift_economy *economy, const uint8_t *bytes, size_t length) {
  char path[] = "/tmp/rift-fuzz-XXXXXX";
  int descriptor = mkstemp(path);
  must(descriptor >= 0 && write(descriptor, bytes, length) == (ssize_t)length &&
       close(descriptor) == 0);
  rift_problems problems;
  rift_problems_init(&problems);
  rift_scenario scenario;
  rift_status status = rift_scenario_read(&scenario, path, economy, NULL, 0, &problems, NULL);
  must((status == RIFT_INVALID) == (problems.errors > 0));
  if (status == RIFT_OK) {
    rift_scenario_free(&scenario);
  }
  unlink(path);
  rift_problems_free(&problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static rift_economy economy;
  if (economy.region_count == 0) {
    must(scenario_economy_create(&economy));
  }
  check_tree(bytes, length);
  check_scenario(&economy, bytes, length);
  return 0;
}
