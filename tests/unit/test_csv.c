/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV: a fault that is not found, or found at the wrong place, costs an analyst hours or falsifies
 * a table. Every case is read at every chunk size, since a fault at the border of two chunks is
 * easily missed. Expected fields and positions were counted by hand from RFC 4180 and the rules in
 * tables/csv.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#include "base/text.h"
#include "support/tiny_folder.h"
#include "tables/csv.h"
#include "tables/csv_write.h"

static const rift_csv_column columns[] = {{"code", RIFT_CSV_CODE, true},
                                          {"value", RIFT_CSV_NUMBER, true},
                                          {"note", RIFT_CSV_TEXT, false}};

/* "code|value|note;" for each row read, and the number of errors. */
static rift_status read_case(const void *bytes, size_t length, size_t chunk, rift_text *rows,
                             rift_problems *problems) {
  rift_csv_options options = rift_csv_options_default();
  options.chunk_bytes = chunk;
  rift_csv *csv = NULL;
  rift_error error;
  rift_status status =
      rift_csv_open_bytes(&csv, "case.csv", bytes, length, columns, 3, &options, problems, &error);
  while (csv != NULL && rift_csv_next(csv)) {
    const char *code = NULL;
    size_t size = 0;
    double value = (double)NAN;
    bool good = rift_csv_code(csv, 0, &code, &size);
    good &= rift_csv_number(csv, 1, &value);
    const char *note = rift_csv_text(csv, 2, &size);
    rift_text_add(rows, "%s|%g|%s%s;", code, value, note, good ? "" : "!");
  }
  rift_status closing = rift_csv_close(csv, &error);
  return status == RIFT_OK ? closing : status;
}

static void reads_well_formed_files(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    const char *rows;
  } cases[] = {{"code,value\nA,1\nB,2.5\n", "A|1|;B|2.5|;"},
               {"code,value\r\nA,1\r\nB,2\r\n", "A|1|;B|2|;"},
               {"code,value\nA,1", "A|1|;"},
               {"note,value,code\nhello,3,A\n", "A|3|hello;"},
               {"code,value,note\nA,1,\"x, \"\"y\"\"\"\n", "A|1|x, \"y\";"},
               {"\"code\",\"value\",\"note\"\n\"A\",\"1\",\"\"\n", "A|1|;"},
               {"code,value,note\nA,1,\" kept \"\nB,2,plain text\n", "A|1| kept ;B|2|plain text;"},
               {"code,value,note\nA,1,M\xC3\xBCnchen \xE4\xB8\xAD\nB,2,\n",
                "A|1|M\xC3\xBCnchen \xE4\xB8\xAD;B|2|;"},
               {"\xEF\xBB\xBF"
                "code,value\nA,1\n",
                "A|1|;"},
               {"code,value\nA,1\n\n\n", "A|1|;"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    size_t length = strlen(cases[i].bytes);
    for (size_t chunk = 1; chunk <= length + 1; chunk++) {
      rift_text rows = {0};
      rift_problems problems;
      rift_problems_init(&problems);
      assert_int_equal(read_case(cases[i].bytes, length, chunk, &rows, &problems), RIFT_OK);
      assert_string_equal(rows.bytes, cases[i].rows);
      assert_int_equal(problems.errors, 0);
      rift_text_free(&rows);
      rift_problems_free(&problems);
    }
  }
}

typedef struct fault {
  const char *bytes;
  size_t length; /* 0: up to the NUL */
  long line, column;
  const char *fragment;
  const char *rows; /* what is read all the same; NULL: nothing */
} fault;

static const fault faults[] = {
    {"", 0, 1, 1, "the file is empty", NULL},
    {"code,value\n", 0, 2, 1, "a header but no rows", NULL},
    {"\nA,1\n", 0, 1, 1, "first line is blank", NULL},
    {"A,1\nB,2\n", 0, 1, 1, "not the header", NULL},
    {"code,valeu\nA,x\n", 0, 1, 6, "did you mean 'value'?", "A|nan|!;"},
    {"code,value,colour\nA,1,red\n", 0, 1, 12, "unknown column 'colour'", "A|1|;"},
    {"code\nA\n", 0, 1, 5, "'value' is missing", NULL},
    {"code,value,code\nA,1,B\n", 0, 1, 12, "'code' is there twice", NULL},
    {"code,value,\nA,1,2\n", 0, 1, 12, "has no name", "A|1|;"},
    {"code;value\nA;1,5\n", 0, 1, 5, "separated by ';'", "A|nan|!;"},
    {"code\tvalue\nA\t1\n", 0, 1, 5, "separated by tabs", "A|1|;"},
    {"code,value\nA,1\nB;2\n", 0, 3, 2, "this row is separated by ';'", "A|1|;"},
    {"code,value\nA,12,5\nB,2\n", 0, 2, 3, "'12,5' seems to be a number with a decimal comma",
     "B|2|;"},
    {"code,value\nA,-12,5\n", 0, 2, 3, "write a decimal point (-12.5)", NULL},
    {"code,value\nA,\"12,5\"\n", 0, 2, 3, "decimal comma", "A|nan|!;"},
    {"code,value\nA,1,x,y\nB,2\n", 0, 2, 5, "the row has 4 fields; expected 2", "B|2|;"},
    {"code,value,note\nA,1\nB,2,x\n", 0, 2, 4, "ends after 2 fields; expected 3", "B|2|x;"},
    {"code,value\nA,1\n\nB,2\n", 0, 3, 1, "a blank line", "A|1|;B|2|;"},
    {"code,value\n,\nB,2\n", 0, 2, 1, "only empty fields", "B|2|;"},
    {"code,value\n A,1\n", 0, 2, 1, "begins with a blank", "A|1|;"},
    {"code,value\nA,1 \n", 0, 2, 3, "ends with a blank", "A|1|;"},
    {"code,value,note\nA,1,\"open\nB,2,x\n", 0, 2, 5, "quote that opens here", "B|2|x;"},
    {"code,value,note\nA,1,\"a\"b\nB,2,x\n", 0, 2, 8, "text follows a closing quote", "B|2|x;"},
    {"code,value,note\nA,1,a\"b\nB,2,x\n", 0, 2, 6, "a quote inside an unquoted field", "B|2|x;"},
    {"code,value\nA,1\0\nB,2\n", 19, 2, 4, "NUL byte", "B|2|;"},
    {"code,value\nA,1\rB,2\nC,3\n", 0, 2, 4, "carriage return", "C|3|;"},
    {"code,value\nA,1\x07\nB,2\n", 0, 2, 4, "control character 0x07", "B|2|;"},
    {"code,value,note\nA,1,M\xFCnchen\n", 0, 2, 6, "0xFC is not UTF-8", NULL},
    {"code,value,note\nA,1,\xC0\x80\n", 0, 2, 5, "0xC0 is not UTF-8", NULL},
    {"code,value,note\nA,1,\xED\xA0\x80\n", 0, 2, 5, "0xED is not UTF-8", NULL},
    {"\xFF\xFE"
     "c\0o\0d\0e\0",
     10, 1, 1, "UTF-16", NULL},
    {"c\0o\0d\0e\0", 8, 1, 1, "UTF-16", NULL},
    {"PK\x03\x04 whatever", 0, 1, 1, "spreadsheet or zip", NULL},
    {"code,value\n9.45E+12,1\n", 0, 2, 1, "a spreadsheet has probably rewritten it",
     "9.45E+12|1|!;"},
    {"code,value\n\"9,45E+12\",1\n", 0, 2, 1, "a spreadsheet has probably rewritten it",
     "9,45E+12|1|!;"},
    {"code,value,note\n,1,x\n", 0, 2, 1, "'code' is empty", "|1|x!;"},
    {"code,value,note\nA,,x\n", 0, 2, 3, "is empty: expected a number", "A|nan|x!;"},
    {"code,value\nA,nan\n", 0, 2, 3, "not a finite number", "A|nan|!;"},
    {"note,code,value\n\xC3\xBC\xC3\xBC,A,x\n", 0, 2, 6, "is not a number",
     "A|nan|\xC3\xBC\xC3\xBC!;"},
    {"\xEF\xBB\xBF"
     "code,valeu\nA,1\n",
     0, 1, 6, "did you mean 'value'?", "A|1|;"}};

static void check_fault(const fault *expected, size_t chunk) {
  size_t length = expected->length > 0 ? expected->length : strlen(expected->bytes);
  rift_text rows = {0};
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status = read_case(expected->bytes, length, chunk, &rows, &problems);
  const rift_problem *found = NULL;
  for (size_t i = 0; i < problems.count && found == NULL; i++) {
    found = problems.items[i].severity == RIFT_ERROR ? &problems.items[i] : NULL;
  }
  if (status != RIFT_INVALID || found == NULL || found->line != expected->line ||
      found->column != expected->column || strstr(found->message, expected->fragment) == NULL) {
    fail_msg("'%s' at chunk %zu: status %d, found %ld:%ld %s, expected %ld:%ld %s", expected->bytes,
             chunk, (int)status, found == NULL ? 0 : found->line, found == NULL ? 0 : found->column,
             found == NULL ? "" : found->message, expected->line, expected->column,
             expected->fragment);
  }
  assert_string_equal(rows.bytes == NULL ? "" : rows.bytes,
                      expected->rows == NULL ? "" : expected->rows);
  rift_text_free(&rows);
  rift_problems_free(&problems);
}

static void finds_every_fault_where_it_is(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    size_t length = faults[i].length > 0 ? faults[i].length : strlen(faults[i].bytes);
    for (size_t chunk = 1; chunk <= length + 1; chunk++) {
      check_fault(&faults[i], chunk);
    }
  }
}

static void finds_all_faults_of_a_file_in_one_pass(void **state) {
  (void)state;
  static const char bytes[] = "code,value,note\nA,x,\nB\nC,1,\"y\n,2,\n9.5E+3,3,\nD,4,fine\n";
  static const long expected[][2] = {{2, 3}, {3, 2}, {4, 5}, {5, 1}, {6, 1}};
  rift_text rows = {0};
  rift_problems problems;
  rift_problems_init(&problems);
  assert_int_equal(read_case(bytes, strlen(bytes), 7, &rows, &problems), RIFT_INVALID);
  assert_int_equal(problems.errors, 5);
  for (size_t i = 0; i < 5; i++) {
    assert_int_equal(problems.items[i].line, expected[i][0]);
    assert_int_equal(problems.items[i].column, expected[i][1]);
  }
  assert_non_null(strstr(rows.bytes, "D|4|fine;"));
  rift_text_free(&rows);
  rift_problems_free(&problems);
}

/* The first error's message when the options limit what is read. */
static void expect_limit(const char *bytes, rift_csv_options options, long line,
                         const char *fragment) {
  rift_problems problems;
  rift_problems_init(&problems);
  rift_csv *csv = NULL;
  rift_error error;
  options.chunk_bytes = 8;
  if (rift_csv_open_bytes(&csv, "case.csv", bytes, strlen(bytes), columns, 3, &options, &problems,
                          &error) == RIFT_OK) {
    while (rift_csv_next(csv)) {
    }
    assert_int_equal(rift_csv_close(csv, &error), RIFT_INVALID);
  }
  assert_true(problems.count >= 1);
  assert_int_equal(problems.items[0].line, line);
  assert_non_null(strstr(problems.items[0].message, fragment));
  rift_problems_free(&problems);
}

static void refuses_what_is_too_large(void **state) {
  (void)state;
  rift_csv_options options = rift_csv_options_default();
  options.field_limit = 10;
  expect_limit("code,value,note\nA,1,ok\nB,2,a field that is long\n", options, 3,
               "the field has 20 bytes");
  options = rift_csv_options_default();
  options.row_limit = 20;
  expect_limit("code,value,note\nA,1,a row that is much longer than allowed\nB,2,x\n", options, 2,
               "more than 20 bytes");
  options = rift_csv_options_default();
  options.row_count_limit = 2;
  expect_limit("code,value\nA,1\nB,2\nC,3\nD,4\n", options, 4, "more than 2 rows");
  options = rift_csv_options_default();
  options.file_limit = 16;
  expect_limit("code,value\nA,1\nB,2\nC,3\nD,4\nE,5\nF,6\n", options, 4, "larger than 16 bytes");
}

static rift_status read_path(const char *path, size_t *rows, rift_problems *problems) {
  rift_csv *csv = NULL;
  rift_error error;
  rift_status status = rift_csv_open(&csv, path, columns, 3, NULL, problems, &error);
  for (*rows = 0; csv != NULL && rift_csv_next(csv);) {
    ++*rows;
  }
  rift_status closing = rift_csv_close(csv, &error);
  return status == RIFT_OK ? closing : status;
}

static void expect_unreadable(const char *path, const char *fragment) {
  rift_problems problems;
  rift_problems_init(&problems);
  size_t rows = 0;
  assert_int_equal(read_path(path, &rows, &problems), RIFT_INVALID);
  assert_int_equal(problems.errors, 1);
  assert_non_null(strstr(problems.items[0].message, fragment));
  assert_int_equal(rows, 0);
  rift_problems_free(&problems);
}

static void explains_files_that_cannot_be_read(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char path[TINY_PATH + 32];
  tiny_create(folder);
  expect_unreadable(folder, "is a folder");
  expect_unreadable("/dev/zero", "is a device"); /* without end */
  snprintf(path, sizeof path, "%s/none.csv", folder);
  expect_unreadable(path, "no such file");
  tiny_put(folder, "plain.csv.gz", "code,value\nA,1\n", 15);
  snprintf(path, sizeof path, "%s/plain.csv.gz", folder);
  expect_unreadable(path, "is not gzip data");
  snprintf(path, sizeof path, "%s/loop.csv", folder);
  assert_int_equal(symlink("loop.csv", path), 0);
  expect_unreadable(path, "cannot be read");
  tiny_destroy(folder);
}

#define PACKED_ROWS 3000

static size_t pack_rows(const char *path, unsigned char *bytes, size_t size) {
  rift_csv_writer writer;
  rift_error error;
  assert_int_equal(rift_csv_writer_open(&writer, path, &error), RIFT_OK);
  rift_csv_write_row(&writer, (const char *const[]){"code", "value"}, 2);
  for (size_t i = 0; i < PACKED_ROWS; i++) {
    rift_csv_write_code(&writer, i % 2 == 0 ? "A" : "B");
    rift_csv_write_number(&writer, sqrt((double)i));
    rift_csv_end_row(&writer);
  }
  assert_int_equal(rift_csv_writer_commit(&writer, &error), RIFT_OK);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  size_t length = fread(bytes, 1, size, stream);
  fclose(stream);
  return length;
}

/* A download that broke off must never pass for a shorter table. */
static void notices_truncated_and_corrupt_gzip(void **state) {
  (void)state;
  static unsigned char bytes[1 << 17];
  char folder[TINY_PATH];
  char path[TINY_PATH + 32];
  tiny_create(folder);
  snprintf(path, sizeof path, "%s/rows.csv.gz", folder);
  size_t length = pack_rows(path, bytes, sizeof bytes);
  assert_true(length > 1000 && length < sizeof bytes);
  rift_problems problems;
  rift_problems_init(&problems);
  size_t rows = 0;
  assert_int_equal(read_path(path, &rows, &problems), RIFT_OK);
  assert_int_equal(rows, PACKED_ROWS);
  for (size_t cut = 11; cut < length; cut += cut + 40 < length ? 37 : 1) {
    tiny_put(folder, "cut.csv.gz", bytes, cut);
    snprintf(path, sizeof path, "%s/cut.csv.gz", folder);
    size_t before = problems.errors;
    assert_int_equal(read_path(path, &rows, &problems), RIFT_INVALID);
    assert_int_equal(problems.errors, before + 1);
    assert_true(rows <= PACKED_ROWS);
  }
  assert_non_null(strstr(problems.items[0].message, "stops before its end"));
  bytes[length - 6] ^= 1; /* in the checksum: only reading to the end can tell */
  tiny_put(folder, "cut.csv.gz", bytes, length);
  size_t before = problems.errors;
  assert_int_equal(read_path(path, &rows, &problems), RIFT_INVALID);
  assert_int_equal(problems.errors, before + 1);
  rift_problems_free(&problems);
  tiny_destroy(folder);
}

static void writes_safe_text_that_reads_back(void **state) {
  (void)state;
  static const char expected[] =
      "code,value,note\nA,0.1,'=1+1\nB,,\"x, \"\"y\"\"\"\nC,-3,'-dash\nD,1e+22,\" blank\"\n"
      "E,7,\"'\t\"\n";
  char folder[TINY_PATH];
  char path[TINY_PATH + 32];
  tiny_create(folder);
  snprintf(path, sizeof path, "%s/out.csv", folder);
  static const char *const notes[] = {"=1+1", "x, \"y\"", "-dash", " blank", "\t"};
  static const char *const codes[] = {"A", "B", "C", "D", "E"};
  const double values[] = {0.1, (double)NAN, -3, 1e22, 7};
  rift_csv_writer writer;
  rift_error error;
  assert_int_equal(rift_csv_writer_open(&writer, path, &error), RIFT_OK);
  rift_csv_write_row(&writer, (const char *const[]){"code", "value", "note"}, 3);
  for (size_t i = 0; i < 5; i++) {
    rift_csv_write_code(&writer, codes[i]);
    rift_csv_write_number(&writer, values[i]);
    rift_csv_write_text(&writer, notes[i]);
    rift_csv_end_row(&writer);
  }
  assert_int_equal(rift_csv_writer_commit(&writer, &error), RIFT_OK);
  rift_text content = {0};
  assert_int_equal(rift_file_read(path, 10000, &content, &error), RIFT_OK);
  assert_string_equal(content.bytes, expected);
  rift_text_free(&content);
  assert_int_equal(rift_file_read(path, 10, &content, &error), RIFT_FAILED);
  rift_text_free(&content);
  tiny_destroy(folder);
}

/* A full disk (here: a file-size limit) must leave the old file whole and no debris. */
static void a_failed_write_keeps_the_old_file(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char path[TINY_PATH + 32];
  tiny_create(folder);
  snprintf(path, sizeof path, "%s/regions.csv", folder);
  static char large[300000];
  memset(large, 'x', sizeof large);
  struct rlimit old;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = {.rlim_cur = 100000, .rlim_max = old.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  rift_error error;
  rift_status status = rift_file_write(path, large, sizeof large, &error);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(status, RIFT_FAILED);
  assert_non_null(strstr(error.message, "cannot write"));
  rift_text content = {0};
  assert_int_equal(rift_file_read(path, 10000, &content, &error), RIFT_OK);
  assert_string_equal(content.bytes, tiny_files[1].content);
  rift_text_free(&content);
  size_t files = 0;
  DIR *handle = opendir(folder);
  for (struct dirent *entry = NULL; (entry = readdir(handle)) != NULL;) {
    files += entry->d_name[0] != '.';
  }
  closedir(handle);
  assert_int_equal(files, TINY_FILES);
  tiny_destroy(folder);
}

/* A rename would put a plain file in the place of a pipe or a device: for root, of /dev/full. */
static void only_plain_files_are_written_over(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char path[TINY_PATH + 32];
  struct stat information;
  rift_error error;
  tiny_create(folder);
  snprintf(path, sizeof path, "%s/pipe", folder);
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_int_equal(rift_file_write(path, "x", 1, &error), RIFT_FAILED);
  assert_non_null(strstr(error.message, "no plain file"));
  assert_int_equal(lstat(path, &information), 0);
  assert_true(S_ISFIFO(information.st_mode));
  assert_int_equal(rift_file_write(folder, "x", 1, &error), RIFT_FAILED);
  assert_non_null(strstr(error.message, "no plain file"));
  tiny_destroy(folder);
}

static void makes_folders_and_joins_paths(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  char *inner = rift_path_join(folder, "a");
  char *deep = rift_path_join(inner, "b");
  rift_error error;
  assert_int_equal(rift_folder_make(deep, &error), RIFT_OK);
  assert_int_equal(rift_folder_make(deep, &error), RIFT_OK);
  assert_true(rift_path_exists(deep));
  char *file = rift_path_join(folder, "regions.csv");
  assert_int_equal(rift_folder_make(file, &error), RIFT_FAILED);
  rmdir(deep);
  rmdir(inner);
  free(file);
  free(deep);
  free(inner);
  char *root = rift_path_join("/", "x");
  char *bare = rift_path_join("", "x");
  char *slashes = rift_path_join("a//", "x");
  assert_string_equal(root, "/x");
  assert_string_equal(bare, "x");
  assert_string_equal(slashes, "a/x");
  free(root);
  free(bare);
  free(slashes);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_well_formed_files),
      cmocka_unit_test(finds_every_fault_where_it_is),
      cmocka_unit_test(finds_all_faults_of_a_file_in_one_pass),
      cmocka_unit_test(refuses_what_is_too_large),
      cmocka_unit_test(explains_files_that_cannot_be_read),
      cmocka_unit_test(notices_truncated_and_corrupt_gzip),
      cmocka_unit_test(writes_safe_text_that_reads_back),
      cmocka_unit_test(a_failed_write_keeps_the_old_file),
      cmocka_unit_test(only_plain_files_are_written_over),
      cmocka_unit_test(makes_folders_and_joins_paths),
  };
  return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
