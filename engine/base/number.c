/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Powers of ten that a double holds exactly: with a mantissa below 2^53 one division or product is
 * correctly rounded, so the fast path equals strtod. */
static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

typedef struct parsed {
  bool negative;
  uint64_t mantissa;
  int digits;     /* significant digits in mantissa */
  long scale;     /* value = mantissa * 10^scale */
  bool truncated; /* mantissa does not hold all digits */
} parsed;

static void take_digit(parsed *number, char digit, bool fraction) {
  if (number->digits < 18) {
    number->mantissa = number->mantissa * 10 + (uint64_t)(digit - '0');
    number->digits += number->mantissa != 0;
    number->scale -= fraction;
  } else {
    number->truncated = true;
    number->scale += !fraction;
  }
}

static bool parse_exponent(const char *text, size_t length, size_t *at, parsed *number) {
  size_t i = *at + 1;
  bool negative = i < length && text[i] == '-';
  i += i < length && (text[i] == '-' || text[i] == '+');
  size_t first = i;
  long exponent = 0;
  for (; i < length && is_digit(text[i]); i++) {
    exponent = exponent < 100000 ? exponent * 10 + (text[i] - '0') : exponent;
  }
  *at = i;
  number->scale += negative ? -exponent : exponent;
  return i > first;
}

static bool parse(const char *text, size_t length, parsed *number) {
  size_t i = 0;
  size_t digits = 0;
  number->negative = length > 0 && text[0] == '-';
  i += length > 0 && (text[0] == '-' || text[0] == '+');
  for (; i < length && is_digit(text[i]); i++, digits++) {
    take_digit(number, text[i], false);
  }
  if (i < length && text[i] == '.') {
    for (i++; i < length && is_digit(text[i]); i++, digits++) {
      take_digit(number, text[i], true);
    }
  }
  if (digits == 0) {
    return false;
  }
  if (i < length && (text[i] == 'e' || text[i] == 'E') &&
      !parse_exponent(text, length, &i, number)) {
    return false;
  }
  return i == length;
}

static bool contains_word(const char *text, size_t length, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= length; i++) {
    size_t j = 0;
    while (j < n && tolower((unsigned char)text[i + j]) == word[j]) {
      j++;
    }
    if (j == n) {
      return true;
    }
  }
  return false;
}

static rift_number_fault diagnose(const char *text, size_t length) {
  size_t commas = 0;
  size_t points = 0;
  size_t blanks = 0;
  size_t digits = 0;
  size_t others = 0;
  for (size_t i = 0; i < length; i++) {
    commas += text[i] == ',';
    points += text[i] == '.';
    blanks += text[i] == ' ' || text[i] == '\'';
    digits += is_digit(text[i]);
    others += !is_digit(text[i]) && strchr("+-., '", text[i]) == NULL;
  }
  if (contains_word(text, length, "nan") || contains_word(text, length, "inf")) {
    return RIFT_NUMBER_NOT_FINITE;
  }
  if (contains_word(text, length, "0x")) {
    return RIFT_NUMBER_HEXADECIMAL;
  }
  if (digits > 0 && others == 1 && text[length - 1] == '%') {
    return RIFT_NUMBER_PERCENT;
  }
  if (digits == 0 || others > 0) {
    return RIFT_NUMBER_NOT_A_NUMBER;
  }
  if (commas == 1 && points + blanks == 0) {
    return RIFT_NUMBER_DECIMAL_COMMA;
  }
  if (commas == 1 && points >= 1) {
    const char *comma = memchr(text, ',', length);
    const char *point = memchr(text, '.', length);
    return comma > point ? RIFT_NUMBER_DECIMAL_COMMA : RIFT_NUMBER_THOUSANDS;
  }
  return commas + points + blanks > 0 ? RIFT_NUMBER_THOUSANDS : RIFT_NUMBER_NOT_A_NUMBER;
}

static rift_number_fault convert_slowly(const char *text, size_t length, double *value) {
  char buffer[512];
  if (length >= sizeof buffer) {
    return RIFT_NUMBER_NOT_A_NUMBER;
  }
  memcpy(buffer, text, length);
  buffer[length] = '\0';
  /* The grammar is checked already and the program never leaves the C locale. */
  double result = strtod(buffer, NULL);
  if (!isfinite(result)) {
    return RIFT_NUMBER_NOT_FINITE;
  }
  *value = result;
  return RIFT_NUMBER_OK;
}

rift_number_fault rift_number_read(const char *text, size_t length, double *value) {
  if (length == 0) {
    return RIFT_NUMBER_EMPTY;
  }
  parsed number = {0};
  if (!parse(text, length, &number)) {
    return diagnose(text, length);
  }
  bool exact = !number.truncated && number.mantissa < (UINT64_C(1) << 53) &&
               number.scale >= -22 && number.scale <= 22;
  if (!exact) {
    return convert_slowly(text, length, value);
  }
  double result = (double)number.mantissa;
  result = number.scale < 0 ? result / exact_powers[-number.scale]
                            : result * exact_powers[number.scale];
  *value = number.negative ? -result : result;
  return RIFT_NUMBER_OK;
}

bool rift_count_read(const char *text, size_t length, uint64_t *value) {
  uint64_t result = 0;
  for (size_t i = 0; i < length; i++) {
    if (!is_digit(text[i]) || __builtin_mul_overflow(result, UINT64_C(10), &result) ||
        __builtin_add_overflow(result, (uint64_t)(text[i] - '0'), &result)) {
      return false;
    }
  }
  *value = result;
  return length > 0;
}

const char *rift_number_fault_text(rift_number_fault fault) {
  switch (fault) {
    case RIFT_NUMBER_OK:
      return "is a number";
    case RIFT_NUMBER_EMPTY:
      return "is empty: expected a number";
    case RIFT_NUMBER_DECIMAL_COMMA:
      return "has a decimal comma: write a decimal point";
    case RIFT_NUMBER_THOUSANDS:
      return "has thousands separators: write digits and one decimal point only";
    case RIFT_NUMBER_PERCENT:
      return "is a percentage: write a share between 0 and 1";
    case RIFT_NUMBER_NOT_FINITE:
      return "is not a finite number: leave the row out, or the field blank where it is unknown";
    case RIFT_NUMBER_HEXADECIMAL:
      return "is hexadecimal: write it in decimal";
    case RIFT_NUMBER_NOT_A_NUMBER:
      break;
  }
  return "is not a number: expected digits with a decimal point, like 1234.5 or 1.2e6";
}

size_t rift_number_write(double value, char text[RIFT_NUMBER_TEXT]) {
  text[0] = '\0';
  if (!isfinite(value)) {
    return 0;
  }
  for (int precision = 15; precision <= 17; precision++) {
    int length = snprintf(text, RIFT_NUMBER_TEXT, "%.*g", precision, value == 0 ? 0.0 : value);
    if (precision == 17 || strtod(text, NULL) == value) {
      return (size_t)length;
    }
  }
  return 0;
}
