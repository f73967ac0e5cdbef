/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Well-formed UTF-8. */
#ifndef RIFT_TABLES_UTF8_H
#define RIFT_TABLES_UTF8_H

#include <stddef.h>

/* Bytes (1 to 4) of the character at `bytes`, of which `left` (at least 1) are there; 0 if it is
 * none: a stray or missing continuation, an overlong form, a surrogate or a code beyond U+10FFFF.
 * [RFC 3629, section 4] */
size_t rift_utf8_length(const unsigned char *bytes, size_t left);

/* Characters in the first `length` bytes, counted by their first bytes. */
size_t rift_utf8_count(const char *bytes, size_t length);

#endif
