/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy aggregate. */
#include "cli/economy_make.h"
#include "economy/aggregate.h"

/* Without a map every code stays what it is. */
static rift_status read_map(rift_code_map *map, const char *path, const char *column,
                            const rift_names *known, char *const *names, rift_problems *problems,
                            rift_error *error) {
  return path == NULL ? rift_code_map_identity(map, known, names, error)
                      : rift_code_map_read(map, path, column, known, problems, error);
}

rift_status rift_cli_economy_aggregate(rift_economy *economy,
                                       const rift_economy_arguments *arguments,
                                       rift_problems *problems, rift_error *error) {
  rift_economy source;
  rift_code_map regions = {0};
  rift_code_map sectors = {0};
  rift_economy_init(economy);
  rift_status status = rift_economy_read(&source, arguments->folder, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  status = read_map(&regions, arguments->regions, "region", &source.regions, source.region_names,
                    problems, error);
  rift_status second = read_map(&sectors, arguments->sectors, "sector", &source.sectors,
                                source.sector_names, problems, error);
  status = status == RIFT_OK ? second : status;
  if (status == RIFT_OK) {
    status = rift_economy_aggregate(&source, &regions, &sectors, economy, error);
  }
  if (status == RIFT_OK && arguments->decimals >= 0) {
    rift_economy_round(economy, arguments->decimals);
  }
  rift_economy_free(&source);
  rift_code_map_free(&regions);
  rift_code_map_free(&sectors);
  return status;
}
