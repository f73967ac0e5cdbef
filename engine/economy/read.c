/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an economy folder: the order of the files. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "economy/check.h"
#include "economy/parameter_tables.h"
#include "economy/parameters.h"
#include "economy/reader.h"
#include "tables/file.h"

typedef rift_status table_reader(rift_economy *economy, const char *path, rift_problems *problems,
                                 rift_error *error);

static rift_status read_optional(rift_economy_reader *reader, const char *name,
                                 table_reader *read) {
  bool found = false;
  bool both = false;
  char *path = rift_reader_path(reader, name, &found, &both);
  if (path == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  rift_status status = RIFT_OK;
  if (found) {
    status = read(reader->economy, path, reader->problems, reader->error);
  }
  free(path);
  return status;
}

static bool allocate(rift_economy *economy) {
  size_t n = 0;
  size_t cells = 0;
  if (!rift_size_product(economy->region_count, economy->sector_count, &n) ||
      !rift_size_product(n, n, &cells)) {
    return false;
  }
  economy->node_count = n;
  economy->intermediate = rift_allocate_doubles(cells);
  economy->gross_output = rift_allocate_doubles(n);
  economy->value_added = rift_allocate_doubles(n);
  economy->taxes = rift_allocate_doubles(n);
  economy->margins = rift_allocate_doubles(n);
  economy->employment = rift_allocate_doubles(n);
  return economy->intermediate != NULL && economy->gross_output != NULL &&
         economy->value_added != NULL && economy->taxes != NULL && economy->margins != NULL &&
         economy->employment != NULL;
}

static rift_status read_values(rift_economy_reader *reader) {
  if (!allocate(reader->economy)) {
    return rift_error_memory(reader->error, 0);
  }
  rift_status status = rift_reader_read_nodes(reader);
  if (status != RIFT_FAILED) {
    status = rift_reader_worse(status, rift_reader_read_final_demand(reader));
  }
  if (status != RIFT_FAILED) {
    status = rift_reader_worse(status, rift_reader_read_intermediate(reader));
  }
  if (status != RIFT_FAILED) {
    status = rift_reader_worse(status, read_optional(reader, "groups", rift_economy_read_groups));
  }
  static const struct {
    const char *name;
    table_reader *read;
  } tables[] = {{"affiliate_income", rift_economy_read_affiliates},
                {"trade_elasticities", rift_economy_read_trade_elasticities},
                {"inventories", rift_economy_read_inventories},
                {"criticality", rift_economy_read_criticality},
                {"tariffs", rift_economy_read_tariffs},
                {"critical_inputs", rift_economy_read_critical_inputs},
                {"consumption", rift_economy_read_consumption},
                {"table_errors", rift_economy_read_table_errors}};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status != RIFT_FAILED; i++) {
    status = rift_reader_worse(status, read_optional(reader, tables[i].name, tables[i].read));
  }
  return status;
}

/* Sector files outrank the tables; only whole tables can be resolved. */
static rift_status read_sector_files(rift_economy_reader *reader) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < reader->economy->sector_files.count && status != RIFT_FAILED; i++) {
    char *path = rift_path_join(reader->folder, reader->economy->sector_files.items[i]);
    rift_status read = path == NULL ? rift_error_memory(reader->error, 0)
                                    : rift_economy_read_sector_file(reader->economy, path, reader->problems, reader->error);
    status = rift_reader_worse(status, read);
    free(path);
  }
  return status == RIFT_OK ? rift_economy_resolve_critical_inputs(reader->economy, reader->problems, reader->error) : status;
}

static rift_status check_folder(rift_economy_reader *reader) {
  struct stat information;
  if (stat(reader->folder, &information) == 0 && S_ISDIR(information.st_mode)) {
    return RIFT_OK;
  }
  return rift_problems_add(reader->problems, RIFT_ERROR, reader->folder, 0, 0,
                           "there is no such folder; expected an economy folder with regions.csv, "
                           "sectors.csv, nodes.csv, "
                           "intermediate.csv and final_demand.csv");
}

static rift_status read_all(rift_economy_reader *reader, bool balanced) {
  reader->economy->folder = rift_copy_text(reader->folder);
  if (reader->economy->folder == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  rift_status status = check_folder(reader);
  if (status != RIFT_OK) {
    return status;
  }
  status = rift_reader_read_package(reader);
  rift_status codes = status == RIFT_FAILED ? RIFT_FAILED : rift_reader_read_codes(reader, true);
  if (codes != RIFT_FAILED) {
    codes = rift_reader_worse(codes, rift_reader_read_codes(reader, false));
  }
  status = rift_reader_worse(status, codes);
  if (status == RIFT_FAILED || reader->economy->region_count == 0 ||
      reader->economy->sector_count == 0) {
    return status;
  }
  status = rift_reader_worse(status, read_values(reader));
  if (status == RIFT_OK) {
    status = read_sector_files(reader);
  }
  if (status != RIFT_OK || !balanced) {
    return status; /* sums of a table with holes would only repeat what is known */
  }
  rift_identities identities;
  return rift_economy_check_identities(reader->economy, NULL, &identities, reader->nodes_path,
                                       reader->node_lines, reader->problems, reader->error);
}

static rift_status read_economy(rift_economy *economy, const char *folder, bool balanced,
                                rift_problems *problems, rift_error *error) {
  rift_economy_init(economy);
  size_t errors_before = problems->errors;
  rift_economy_reader reader = {
      .economy = economy, .folder = folder, .problems = problems, .error = error};
  rift_status status = read_all(&reader, balanced);
  free(reader.nodes_path);
  free(reader.node_lines);
  if (status == RIFT_OK && problems->memory_failed) {
    status = rift_error_memory(error, 0);
  }
  if (status == RIFT_INVALID) {
    size_t found = problems->errors - errors_before;
    rift_error_set(error, RIFT_INVALID, "the economy in '%s' has %zu error%s", folder, found,
                   found == 1 ? "" : "s");
  }
  if (status != RIFT_OK) {
    rift_economy_free(economy);
  }
  return status;
}

rift_status rift_economy_read(rift_economy *economy, const char *folder, rift_problems *problems,
                              rift_error *error) {
  return read_economy(economy, folder, true, problems, error);
}

rift_status rift_economy_read_unbalanced(rift_economy *economy, const char *folder,
                                         rift_problems *problems, rift_error *error) {
  return read_economy(economy, folder, false, problems, error);
}
