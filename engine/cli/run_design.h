/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs of `rift run`, and how many draws it takes (--design, --until-error). */
#ifndef RIFT_CLI_RUN_DESIGN_H
#define RIFT_CLI_RUN_DESIGN_H

#include "cli/run_arguments.h"

/* One design for all runs (NULL ones are passed over), so that a quantity has the same draws in all of
 * them. */
RIFT_CHECKED rift_status rift_cli_use_design(rift_design **design,
                                             const rift_run_arguments *arguments,
                                             rift_run *const *runs, size_t count,
                                             rift_error *error);

/* Sets arguments->draws to the number that the most uncertain run needs: all get it, so that they
 * stay comparable. */
RIFT_CHECKED rift_status rift_cli_find_draws(rift_run_arguments *arguments, rift_run *const *runs,
                                             size_t count, const volatile sig_atomic_t *stop,
                                             rift_error *error);

#endif
