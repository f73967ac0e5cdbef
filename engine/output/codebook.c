/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codebook.csv: what every indicator, code and column means. */
#include <string.h>

#include "output/state.h"

typedef struct codebook_row {
  const char *kind, *name, *label_en, *label_de, *unit, *worse, *definition;
  bool proxy;
} codebook_row;

static rift_status add_row(rift_output *output, const codebook_row *row, rift_error *error) {
  rift_text key = {0};
  bool added = false;
  rift_text_add(&key, "%s %s", row->kind, row->name);
  size_t place =
      key.failed ? RIFT_NOT_FOUND : rift_names_add(&output->codes, key.bytes, key.length, &added);
  rift_text_free(&key);
  if (place == RIFT_NOT_FOUND) {
    return rift_error_memory(error, 0);
  }
  if (!added) {
    return RIFT_OK;
  }
  rift_csv_writer *table = &output->tables[RIFT_TABLE_CODEBOOK];
  rift_csv_write_code(table, row->kind);
  rift_csv_write_text(table, row->name);
  rift_output_cell(table, row->label_en);
  rift_output_cell(table, row->label_de);
  rift_csv_write_code(table, row->unit == NULL ? "" : row->unit);
  rift_csv_write_code(table, row->worse == NULL ? "" : row->worse);
  rift_csv_write_code(table, row->proxy ? "true" : "false");
  rift_output_cell(table, row->definition);
  rift_csv_end_row(table);
  return RIFT_OK;
}

static rift_status add_indicator(rift_output *output, rift_indicator indicator, rift_error *error) {
  static const char *const directions[] = {[RIFT_LOWER_IS_WORSE] = "lower",
                                           [RIFT_HIGHER_IS_WORSE] = "higher",
                                           [RIFT_NEITHER_IS_WORSE] = "none"};
  const rift_indicator_entry *entry = rift_indicator_entry_of(indicator);
  codebook_row row = {.kind = "indicator",
                      .name = entry->name,
                      .label_en = entry->label_en,
                      .label_de = entry->label_de,
                      .unit = entry->unit,
                      .worse = directions[entry->worse],
                      .definition = entry->formula};
  rift_status status = add_row(output, &row, error);
  if (status != RIFT_OK || !entry->has_level) {
    return status;
  }
  bool euro = output->options.currency == RIFT_CURRENCY_EUR;
  char name[64];
  row.unit = indicator == RIFT_EMPLOYMENT ? "persons" : euro ? "meur" : "musd";
  snprintf(name, sizeof name, "%s_%s", entry->name, row.unit);
  row.name = name;
  row.definition = indicator == RIFT_EMPLOYMENT ? "the percentage times the base, in persons: over cum_1y and cum_3y the average number"
                   : euro
                       ? "the percentage times the base, in million EUR at base-year prices: of a year, over cum_3y of three"
                       : "the percentage times the base, in million USD at base-year prices: of a year, over cum_3y of three";
  return add_row(output, &row, error);
}

static rift_status add_columns(rift_output *output, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < RIFT_TABLE_COUNT; i++) {
    const rift_schema *schema = rift_schema_of((rift_table_id)i);
    for (size_t j = 0; j < schema->column_count && status == RIFT_OK; j++) {
      codebook_row row = {.kind = "column",
                          .name = schema->columns[j].name,
                          .label_en = schema->columns[j].name,
                          .definition = schema->columns[j].description};
      status = add_row(output, &row, error);
    }
  }
  return status;
}

rift_status rift_output_codebook_begin(rift_output *output, rift_error *error) {
  static const codebook_row totals[] = {{.kind = "region_group",
                                         .name = "WORLD",
                                         .label_en = "World",
                                         .label_de = "Welt",
                                         .definition = "all regions"},
                                        {.kind = "sector_group",
                                         .name = "all",
                                         .label_en = "All sectors",
                                         .label_de = "Alle Wirtschaftszweige",
                                         .definition = "all sectors"}};
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < RIFT_INDICATOR_COUNT && status == RIFT_OK; i++) {
    status = add_indicator(output, (rift_indicator)i, error);
  }
  for (size_t i = 0; i < sizeof totals / sizeof totals[0] && status == RIFT_OK; i++) {
    status = add_row(output, &totals[i], error);
  }
  return status == RIFT_OK ? add_columns(output, error) : status;
}

static rift_status add_group(rift_output *output, const rift_economy *economy,
                             const rift_group *group, rift_error *error) {
  bool of_regions = group->kind == RIFT_GROUP_REGION;
  const rift_names *codes = of_regions ? &economy->regions : &economy->sectors;
  rift_text members = {0};
  for (size_t i = 0; i < group->count; i++) {
    rift_text_add(&members, "%s%s", i == 0 ? "" : " ", codes->items[group->members[i]]);
  }
  if (members.failed) {
    rift_text_free(&members);
    return rift_error_memory(error, 0);
  }
  codebook_row row = {.kind = of_regions ? "region_group" : "sector_group",
                      .name = group->name,
                      .label_en = group->name,
                      .definition = members.bytes,
                      .proxy = group->kind == RIFT_GROUP_SECTOR_PROXY};
  rift_status status = add_row(output, &row, error);
  rift_text_free(&members);
  return status;
}

static rift_status add_codes(rift_output *output, const char *kind, const rift_names *codes,
                             char *const *labels, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < codes->count && status == RIFT_OK; i++) {
    codebook_row row = {.kind = kind,
                        .name = codes->items[i],
                        .label_en = labels == NULL ? codes->items[i] : labels[i]};
    status = add_row(output, &row, error);
  }
  return status;
}

rift_status rift_output_codebook_add(rift_output *output, const rift_result *result,
                                     rift_error *error) {
  const rift_economy *economy = result->economy;
  rift_status status = add_codes(output, "region", &economy->regions, economy->region_names, error);
  if (status == RIFT_OK) {
    status = add_codes(output, "sector", &economy->sectors, economy->sector_names, error);
  }
  for (size_t i = 0; i < economy->group_count && status == RIFT_OK; i++) {
    status = add_group(output, economy, &economy->groups[i], error);
  }
  for (size_t i = 0; i < economy->consumption_groups.count && status == RIFT_OK; i++) {
    codebook_row group = {.kind = "consumption_group",
                          .name = economy->consumption_groups.items[i],
                          .label_en = economy->consumption_groups.items[i],
                          .definition = "part of household consumption; in the column sector of consumer prices: 100 * (sum of c p / sum of c - 1) "
                                        "over the products of the group, c: base-year household consumption times the share of the product that "
                                        "counts in the group; weighted with c, groups add up to all. Equilibrium, closure cost_of_living: "
                                        "100 * ((sum of a p^(1-s))^(1/(1-s)) - 1), a: shares of c, s: elasticity of substitution in consumption "
                                        "(s = 1: product of p^a); groups make up all by the same formula. p there is relative to world value added"};
    status = add_row(output, &group, error);
  }
  codebook_row scenario = {.kind = "scenario",
                           .name = result->scenario->id,
                           .label_en = result->scenario->title_en,
                           .label_de = result->scenario->title_de,
                           .definition = result->scenario->description};
  return status == RIFT_OK ? add_row(output, &scenario, error) : status;
}
