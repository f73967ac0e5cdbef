/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of bytes and files, and the 64-bit key that names a random stream. */
#ifndef RIFT_BASE_HASH_H
#define RIFT_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define RIFT_HASH_TEXT 65 /* 64 hexadecimal digits and the NUL */

void rift_hash_bytes(const void *bytes, size_t length, char text[RIFT_HASH_TEXT]);

/* Of the file's raw bytes (a .gz is hashed as it is). RIFT_FAILED when it cannot be read. */
RIFT_CHECKED rift_status rift_hash_file(const char *path, char text[RIFT_HASH_TEXT],
                                        rift_error *error);

/* The first 64 bits of SHA-256 of the id, most significant byte first: the first 16 hexadecimal digits. */
uint64_t rift_hash_id(const char *id);

#endif
