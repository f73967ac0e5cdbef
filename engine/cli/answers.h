/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rift answers`: what a results folder says to four questions. */
#ifndef RIFT_CLI_ANSWERS_H
#define RIFT_CLI_ANSWERS_H

int rift_cli_answers(int argc, char **argv);

#endif
