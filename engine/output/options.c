/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/options.h"

#include "montecarlo/result.h"

rift_output_options rift_output_options_default(void) {
  return (rift_output_options){.path = "out",
                               .command_line = "",
                               .streams = RIFT_STREAM_LAYOUT,
                               .version = RIFT_VERSION,
                               .threads = 1,
                               .currency = RIFT_CURRENCY_USD,
                               .draws_mode = RIFT_DRAWS_HEADLINE};
}
