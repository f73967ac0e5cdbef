/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/write.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tables/csv_write.h"
#include "tables/file.h"

#define AFFILIATES_BYTES_MAX ((size_t)1 << 24)

typedef void table_writer(const rift_economy *economy, rift_csv_writer *writer);

static const char *region_of(const rift_economy *economy, size_t node) {
  return economy->regions.items[node / economy->sector_count];
}

static const char *sector_of(const rift_economy *economy, size_t node) {
  return economy->sectors.items[node % economy->sector_count];
}

static void write_flow(const rift_economy *economy, rift_csv_writer *writer, size_t node,
                       const char *region, const char *use, double value) {
  if (value == 0) {
    return;
  }
  rift_csv_write_code(writer, region_of(economy, node));
  rift_csv_write_code(writer, sector_of(economy, node));
  rift_csv_write_code(writer, region);
  rift_csv_write_code(writer, use);
  rift_csv_write_number(writer, value);
  rift_csv_end_row(writer);
}

static void write_intermediate(const rift_economy *economy, rift_csv_writer *writer) {
  static const char *const header[] = {"origin_region", "origin_sector", "dest_region",
                                       "dest_sector", "value"};
  rift_csv_write_row(writer, header, 5);
  size_t n = economy->node_count;
  for (size_t cell = 0; cell < n * n; cell++) {
    size_t user = cell % n;
    write_flow(economy, writer, cell / n, region_of(economy, user), sector_of(economy, user),
               economy->intermediate[cell]);
  }
}

static void write_final_demand(const rift_economy *economy, rift_csv_writer *writer) {
  static const char *const header[] = {"origin_region", "origin_sector", "dest_region", "category",
                                       "value"};
  rift_csv_write_row(writer, header, 5);
  size_t cells = economy->node_count * economy->region_count * economy->category_count;
  for (size_t cell = 0; cell < cells; cell++) {
    size_t flow = cell / economy->category_count;
    write_flow(economy, writer, flow / economy->region_count,
               economy->regions.items[flow % economy->region_count],
               economy->categories.items[cell % economy->category_count],
               economy->final_demand[cell]);
  }
}

static void write_nodes(const rift_economy *economy, rift_csv_writer *writer) {
  static const char *const header[] = {"region",
                                       "sector",
                                       "gross_output",
                                       "value_added",
                                       "taxes_less_subsidies",
                                       "transport_margins",
                                       "employment"};
  rift_csv_write_row(writer, header, 7);
  for (size_t node = 0; node < economy->node_count; node++) {
    rift_csv_write_code(writer, region_of(economy, node));
    rift_csv_write_code(writer, sector_of(economy, node));
    rift_csv_write_number(writer, economy->gross_output[node]);
    rift_csv_write_number(writer, economy->value_added[node]);
    rift_csv_write_number(writer, economy->taxes[node]);
    rift_csv_write_number(writer, economy->margins[node]);
    rift_csv_write_number(writer, economy->employment[node]);
    rift_csv_end_row(writer);
  }
}

static void write_codes(rift_csv_writer *writer, const char *header, const rift_names *codes,
                        char *const *names) {
  const char *const columns[] = {header, "name"};
  rift_csv_write_row(writer, columns, 2);
  for (size_t i = 0; i < codes->count; i++) {
    rift_csv_write_code(writer, codes->items[i]);
    rift_csv_write_text(writer, names[i]);
    rift_csv_end_row(writer);
  }
}

static void write_regions(const rift_economy *economy, rift_csv_writer *writer) {
  write_codes(writer, "region", &economy->regions, economy->region_names);
}

static void write_sectors(const rift_economy *economy, rift_csv_writer *writer) {
  write_codes(writer, "sector", &economy->sectors, economy->sector_names);
}

static void write_groups(const rift_economy *economy, rift_csv_writer *writer) {
  static const char *const header[] = {"kind", "group", "member"};
  static const char *const kinds[] = {"region", "sector", "sector_proxy"};
  rift_csv_write_row(writer, header, 3);
  for (size_t i = 0; i < economy->group_count; i++) {
    const rift_group *group = &economy->groups[i];
    const rift_names *codes =
        group->kind == RIFT_GROUP_REGION ? &economy->regions : &economy->sectors;
    for (size_t member = 0; member < group->count; member++) {
      rift_csv_write_code(writer, kinds[group->kind]);
      rift_csv_write_code(writer, group->name);
      rift_csv_write_code(writer, codes->items[group->members[member]]);
      rift_csv_end_row(writer);
    }
  }
}

static void write_affiliates(const rift_economy *economy, rift_csv_writer *writer) {
  static const char *const header[] = {"host", "owner", "sector", "value",
                                       "unit", "year",  "source", "status"};
  rift_csv_write_row(writer, header, 8);
  for (size_t i = 0; i < economy->affiliate_count; i++) {
    const rift_affiliate_income *income = &economy->affiliates[i];
    rift_csv_write_code(writer, economy->regions.items[income->host]);
    rift_csv_write_code(writer, economy->regions.items[income->owner]);
    rift_csv_write_code(writer, economy->sectors.items[income->sector]);
    rift_csv_write_number(writer, income->value_musd);
    rift_csv_write_code(writer, "million USD");
    rift_csv_write_code(writer, "");
    rift_csv_write_text(writer,
                        economy->title[0] == '\0' ? "summed from another economy" : economy->title);
    rift_csv_write_code(writer, "derived");
    rift_csv_end_row(writer);
  }
}

/* A table of the same name in the other form would make the folder ambiguous. */
static rift_status write_table(const rift_economy *economy, const char *folder, const char *name,
                               bool packed, table_writer *write, rift_error *error) {
  char plain[64];
  char compressed[64];
  snprintf(plain, sizeof plain, "%s.csv", name);
  snprintf(compressed, sizeof compressed, "%s.csv.gz", name);
  char *path = rift_path_join(folder, packed ? compressed : plain);
  char *other = rift_path_join(folder, packed ? plain : compressed);
  rift_csv_writer writer;
  rift_status status = path == NULL || other == NULL ? rift_error_memory(error, 0)
                                                     : rift_csv_writer_open(&writer, path, error);
  if (status == RIFT_OK) {
    write(economy, &writer);
    status = rift_csv_writer_commit(&writer, error);
  }
  if (status == RIFT_OK) {
    unlink(other);
  }
  free(path);
  free(other);
  return status;
}

static rift_status copy_affiliates(const char *folder, const char *from, rift_error *error) {
  rift_text content = {0};
  char *path = rift_path_join(folder, "affiliate_income.csv");
  rift_status status = path == NULL ? rift_error_memory(error, 0)
                                    : rift_file_read(from, AFFILIATES_BYTES_MAX, &content, error);
  if (status == RIFT_OK) {
    status = rift_file_write(path, content.bytes, content.length, error);
  }
  rift_text_free(&content);
  free(path);
  return status;
}

rift_status rift_economy_write(const rift_economy *economy, const char *folder,
                               const char *affiliates_path, const rift_package_options *options,
                               rift_error *error) {
  static const struct {
    const char *name;
    bool packed;
    table_writer *write;
  } tables[] = {{"regions", false, write_regions},
                {"sectors", false, write_sectors},
                {"nodes", false, write_nodes},
                {"final_demand", true, write_final_demand},
                {"intermediate", true, write_intermediate}};
  rift_status status = rift_folder_make(folder, error);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == RIFT_OK; i++) {
    status = write_table(economy, folder, tables[i].name, tables[i].packed, tables[i].write, error);
  }
  if (status == RIFT_OK && economy->group_count > 0) {
    status = write_table(economy, folder, "groups", false, write_groups, error);
  }
  if (status == RIFT_OK && affiliates_path != NULL) {
    status = copy_affiliates(folder, affiliates_path, error);
  } else if (status == RIFT_OK && economy->affiliate_count > 0) {
    status = write_table(economy, folder, "affiliate_income", false, write_affiliates, error);
  }
  return status == RIFT_OK ? rift_package_write(folder, options, error) : status;
}
