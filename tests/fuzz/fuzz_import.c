/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a published table: no crash, and what is refused is refused with a reason. The first byte
 * chooses the format; nothing is written. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "economy/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Longer inputs name more nodes than can be tried often. */
#define LENGTH_MAX 1200

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const char *const formats[] = {"icio", "figaro", "wiod"};
  char path[64];
  if (length < 2 || length > LENGTH_MAX) {
    return 0;
  }
  int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
  if (descriptor < 0 || write(descriptor, bytes + 1, length - 1) != (ssize_t)(length - 1)) {
    abort();
  }
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_import_request request = {.format = formats[bytes[0] % 3],
                                 .source = path,
                                 .folder = "/dev/null/nowhere",
                                 .year = 2014,
                                 .usd_per_eur = 1.25};
  rift_status status = rift_economy_import(&request, &problems, &error);
  if (status == RIFT_OK || (status == RIFT_INVALID && problems.errors == 0)) {
    abort();
  }
  for (size_t i = 0; i < problems.count; i++) {
    if (problems.items[i].line < 0 || problems.items[i].column > (long)length + 2) {
      abort();
    }
  }
  rift_problems_free(&problems);
  close(descriptor);
  return 0;
}
