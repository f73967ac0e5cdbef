/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to number and back, without locale: a decimal point, an optional exponent, nothing else. */
#ifndef RIFT_BASE_NUMBER_H
#define RIFT_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rift_number_fault {
  RIFT_NUMBER_OK = 0,
  RIFT_NUMBER_EMPTY,
  RIFT_NUMBER_DECIMAL_COMMA, /* "1,5" or "1.234,5" */
  RIFT_NUMBER_THOUSANDS,     /* "1,234,567" or "1 234" */
  RIFT_NUMBER_PERCENT,       /* "5%" */
  RIFT_NUMBER_NOT_FINITE,    /* "nan", "inf", or too large */
  RIFT_NUMBER_HEXADECIMAL,
  RIFT_NUMBER_NOT_A_NUMBER
} rift_number_fault;

/* Reads the whole of text[0..length): no blanks, no hex, no nan or inf. *value is set only when OK. */
rift_number_fault rift_number_read(const char *text, size_t length, double *value);

/* Whole numbers 0 .. UINT64_MAX, digits only. */
bool rift_count_read(const char *text, size_t length, uint64_t *value);

/* What is wrong, and the likely fix, as the end of a sentence ("is not a number"). */
const char *rift_number_fault_text(rift_number_fault fault);

/* The shortest text that reads back as exactly `value`; "nan" and "inf" never occur: they give "".
 * Returns its length. */
#define RIFT_NUMBER_TEXT 32
size_t rift_number_write(double value, char text[RIFT_NUMBER_TEXT]);

#endif
