/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift plots OUT [--lang en|de] [--scripts DIR]: draws the figures of a finished result folder. */
#ifndef RIFT_CLI_PLOTS_H
#define RIFT_CLI_PLOTS_H

/* argv[0] is "plots". Returns the exit code. Without gnuplot the tables are whole: says what is
 * missing, exit code 0. */
int rift_cli_plots(int argc, char **argv);

#endif
