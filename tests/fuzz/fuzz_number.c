/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: what is accepted is finite, equals the C library's reading in the C locale, and
 * survives writing and reading. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  char text[256];
  if (length >= sizeof text) {
    return 0;
  }
  memcpy(text, bytes, length);
  text[length] = '\0';
  double value = 0;
  rift_number_fault fault = rift_number_read(text, length, &value);
  if (fault != RIFT_NUMBER_OK) {
    return rift_number_fault_text(fault)[0] == '\0';
  }
  char *end = NULL;
  if (!isfinite(value) || strtod(text, &end) != value || end != text + length) {
    abort();
  }
  char written[RIFT_NUMBER_TEXT];
  double back = 0;
  size_t size = rift_number_write(value, written);
  if (rift_number_read(written, size, &back) != RIFT_NUMBER_OK || back != value) {
    abort();
  }
  return 0;
}
