/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to number and back: a misread digit or a silently accepted comma would falsify every table. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static void reads_plain_numbers(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } cases[] = {{"0", 0},          {"-0.5", -0.5},        {"1e4", 1e4},
               {"+12.50", 12.5},  {".5", 0.5},           {"5.", 5},
               {"1E-3", 1e-3},    {"9007199254740993", 9007199254740992.0},
               {"0.1", 0.1},      {"123456789012345678901234567890", 123456789012345678901234567890.0},
               {"1e-320", 1e-320}, {"0.30000000000000004", 0.1 + 0.2}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double value = -1;
    assert_int_equal(rift_number_read(cases[i].text, strlen(cases[i].text), &value), RIFT_NUMBER_OK);
    assert_true(value == cases[i].value);
  }
}

static void names_the_fault(void **state) {
  (void)state;
  static const struct {
    const char *text;
    rift_number_fault fault;
  } cases[] = {{"", RIFT_NUMBER_EMPTY},
               {"1,5", RIFT_NUMBER_DECIMAL_COMMA},
               {"1.234,5", RIFT_NUMBER_DECIMAL_COMMA},
               {"1,234.5", RIFT_NUMBER_THOUSANDS},
               {"1,234,567", RIFT_NUMBER_THOUSANDS},
               {"1 234", RIFT_NUMBER_THOUSANDS},
               {"5%", RIFT_NUMBER_PERCENT},
               {"NaN", RIFT_NUMBER_NOT_FINITE},
               {"-inf", RIFT_NUMBER_NOT_FINITE},
               {"1e999", RIFT_NUMBER_NOT_FINITE},
               {"0x10", RIFT_NUMBER_HEXADECIMAL},
               {"12a", RIFT_NUMBER_NOT_A_NUMBER},
               {"1e", RIFT_NUMBER_NOT_A_NUMBER},
               {" 1", RIFT_NUMBER_THOUSANDS},
               {"--1", RIFT_NUMBER_NOT_A_NUMBER},
               {".", RIFT_NUMBER_NOT_A_NUMBER}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double value = -1;
    assert_int_equal(rift_number_read(cases[i].text, strlen(cases[i].text), &value), cases[i].fault);
    assert_true(value == -1);
  }
}

static void agrees_with_strtod_on_random_text(void **state) {
  (void)state;
  uint64_t x = 88172645463325252u;
  for (int i = 0; i < 200000; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    char text[64];
    int length = snprintf(text, sizeof text, "%s%llu.%0*lluE%d", x & 1 ? "-" : "",
                          (unsigned long long)(x >> 40), (int)(x % 19 + 1),
                          (unsigned long long)(x % 1000000), (int)(x >> 8 & 63) - 32);
    double value = 0;
    assert_int_equal(rift_number_read(text, (size_t)length, &value), RIFT_NUMBER_OK);
    assert_true(value == strtod(text, NULL));
  }
}

static void writes_the_shortest_text_that_reads_back(void **state) {
  (void)state;
  static const double values[] = {0.1, 1.0 / 3, 1e22, 123456.789, -5e-324, 1.7976931348623157e308, 100};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    char text[RIFT_NUMBER_TEXT];
    size_t length = rift_number_write(values[i], text);
    double back = 0;
    assert_int_equal(rift_number_read(text, length, &back), RIFT_NUMBER_OK);
    assert_true(back == values[i]);
  }
  char text[RIFT_NUMBER_TEXT];
  rift_number_write(0.1, text);
  assert_string_equal(text, "0.1");
  rift_number_write(-0.0, text);
  assert_string_equal(text, "0");
  assert_int_equal(rift_number_write((double)NAN, text), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_plain_numbers),
      cmocka_unit_test(names_the_fault),
      cmocka_unit_test(agrees_with_strtod_on_random_text),
      cmocka_unit_test(writes_the_shortest_text_that_reads_back),
  };
  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
