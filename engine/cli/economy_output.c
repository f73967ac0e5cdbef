/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy_output.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "tables/file.h"

bool rift_cli_economy_whole(const char *text, int least, int most, int *value) {
  uint64_t number = 0;
  if (!rift_count_read(text, strlen(text), &number) || number < (uint64_t)least ||
      number > (uint64_t)most) {
    fprintf(stderr, "error: '%s' is not a whole number from %d to %d\n", text, least, most);
    return false;
  }
  *value = (int)number;
  return true;
}

static bool is_empty_or_absent(const char *folder) {
  DIR *handle = opendir(folder);
  if (handle == NULL) {
    return !rift_path_exists(folder);
  }
  size_t entries = 0;
  while (readdir(handle) != NULL) {
    entries++;
  }
  closedir(handle);
  return entries <= 2; /* . and .. */
}

bool rift_cli_economy_output_is_free(const char *folder, bool force) {
  if (folder == NULL) {
    fprintf(stderr, "error: no output folder; give one with -o OUT\n");
    return false;
  }
  if (!force && !is_empty_or_absent(folder)) {
    fprintf(stderr, "error: '%s' is there already; choose another folder, or add --force\n",
            folder);
    return false;
  }
  return true;
}

bool rift_cli_economy_record(int argc, char **argv, rift_text *command) {
  rift_text_add(command, "rift economy");
  for (int i = 0; i < argc; i++) {
    const char *slash = strchr(argv[i], ' ') == NULL ? strrchr(argv[i], '/') : NULL;
    const char *word = slash == NULL || slash[1] == '\0' ? argv[i] : slash + 1;
    rift_text_add(command, strchr(word, ' ') == NULL ? " %s" : " \"%s\"", word);
  }
  return !command->failed;
}

int rift_cli_economy_conclude(rift_status status, rift_problems *problems,
                              const rift_error *error) {
  rift_problems_write(problems, stderr);
  if (status != RIFT_OK && error->message[0] != '\0') {
    rift_error_write(error, stderr);
  }
  rift_problems_free(problems);
  return (int)status;
}
