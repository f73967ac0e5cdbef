/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_ECONOMY_EXPOSURE_H
#define RIFT_CLI_ECONOMY_EXPOSURE_H

/* `rift economy exposure DIR --region R --partner P`: argv[0] is "exposure". Returns the exit code. */
int rift_cli_economy_exposure(int argc, char **argv);

#endif
