/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy check: what is in a dataset and whether it adds up. */
#include <math.h>
#include <stdio.h>

#include "cli/economy.h"
#include "economy/check.h"
#include "economy/evidence.h"

static const char *region_of(const rift_economy *economy, size_t node) {
  return economy->regions.items[node / economy->sector_count];
}

static const char *sector_of(const rift_economy *economy, size_t node) {
  return economy->sectors.items[node % economy->sector_count];
}

static void print_identity(const rift_economy *economy, const char *name,
                           const rift_identity *identity, double world) {
  printf(
      "\n%s: %zu violations; absolute gaps sum to %.6g million USD, %.2e of world output; worst:\n",
      name, identity->violations, identity->sum_musd, identity->sum_musd / world);
  for (size_t i = 0; i < identity->worst_count && i < 5; i++) {
    const rift_identity_gap *gap = &identity->worst[i];
    double output = economy->gross_output[gap->node];
    printf("  %-4s %-8s gap %12.6g  output %14.6g", region_of(economy, gap->node),
           sector_of(economy, gap->node), gap->gap_musd, output);
    if (output > 0) {
      printf("  relative %.2e", fabs(gap->gap_musd) / output);
    }
    printf("\n");
  }
}

static void print_totals(const rift_economy *economy, const rift_economy_totals *totals) {
  printf(
      "\ntotals, million USD:\n"
      "  gross output        %18.3f\n  intermediate flows  %18.3f\n  final demand        %18.3f\n"
      "  value added         %18.3f\n  taxes less subsidies%18.3f\n  transport margins   %18.3f\n",
      totals->gross_output_musd, totals->intermediate_musd, totals->final_demand_musd,
      totals->value_added_musd, totals->taxes_musd, totals->margins_musd);
  printf("\nunusual but legal:\n"
         "  nodes with zero output               %zu (%zu of them with flows)\n"
         "  nodes with negative value added      %zu\n"
         "  negative final demand, inventories   %zu cells\n"
         "  negative final demand, other         %zu cells\n"
         "  nodes with unknown employment        %zu of %zu\n",
         totals->zero_output, totals->zero_output_used, totals->negative_value_added,
         totals->negative_inventories, totals->negative_final_demand, totals->unknown_employment,
         economy->node_count);
}

static void list_negative_value_added(const rift_economy *economy) {
  for (size_t node = 0; node < economy->node_count; node++) {
    if (economy->value_added[node] < 0) {
      printf("  value added %-4s %-8s %.6g\n", region_of(economy, node), sector_of(economy, node),
             economy->value_added[node]);
    }
  }
}

/* A long list would bury the rest: the first twenty say where to look. */
static void list_zero_output(const rift_economy *economy, size_t count) {
  size_t listed = 0;
  printf("%s", count == 0 ? "" : "  zero output:");
  for (size_t node = 0; node < economy->node_count && listed < 20; node++) {
    if (economy->gross_output[node] == 0) {
      printf("%s %s-%s", listed == 0 ? "" : ",", region_of(economy, node),
             sector_of(economy, node));
      listed++;
    }
  }
  printf("%s", count > listed ? ", ..." : "");
  printf("%s", count == 0 ? "" : "\n");
}

static void print_groups(const rift_economy *economy) {
  static const char *const kinds[] = {"regions", "sectors", "proxy sectors"};
  if (economy->group_count == 0) {
    return;
  }
  printf("\ngroups:\n");
  for (size_t i = 0; i < economy->group_count; i++) {
    const rift_group *group = &economy->groups[i];
    const rift_names *codes =
        group->kind == RIFT_GROUP_REGION ? &economy->regions : &economy->sectors;
    printf("  %-16s %-13s", group->name, kinds[group->kind]);
    for (size_t member = 0; member < group->count; member++) {
      printf(" %s", codes->items[group->members[member]]);
    }
    printf("\n");
  }
}

static void print_header(const rift_economy *economy) {
  printf("%s\nfolder: %s\nsource: %s\n", economy->title[0] == '\0' ? "(no title)" : economy->title,
         economy->folder, economy->source[0] == '\0' ? "(not stated)" : economy->source);
  if (economy->year > 0) {
    printf("year: %d\n", economy->year);
  } else {
    printf("year: not stated\n");
  }
  if (economy->usd_per_eur > 0) {
    printf("USD per EUR: %g (mean of %d)\n", economy->usd_per_eur, economy->usd_per_eur_year);
  }
  printf("%zu regions x %zu sectors = %zu nodes; final demand:", economy->region_count,
         economy->sector_count, economy->node_count);
  for (size_t i = 0; i < economy->category_count; i++) {
    printf(" %s", economy->categories.items[i]);
  }
  printf("; affiliate incomes: %zu\n", economy->affiliate_count);
}

static rift_status print_report(const rift_economy *economy, rift_error *error) {
  rift_identities identities;
  rift_economy_totals totals;
  double radius = 0;
  rift_status status =
      rift_economy_check_identities(economy, NULL, &identities, NULL, NULL, NULL, error);
  if (status == RIFT_OK) {
    status = rift_economy_spectral_radius(economy, &radius, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  rift_economy_compute_totals(economy, &totals);
  print_header(economy);
  print_totals(economy, &totals);
  list_negative_value_added(economy);
  list_zero_output(economy, totals.zero_output);
  print_identity(economy, "rows (sales = output)", &identities.rows, identities.world_output_musd);
  print_identity(economy, "columns (inputs + taxes + margins + value added = output)",
                 &identities.columns, identities.world_output_musd);
  printf("\nspectral radius of the input coefficients: %.10f%s\n", radius,
         radius < 1 ? "" : " (not below 1: there is no non-negative Leontief inverse)");
  print_groups(economy);
  return RIFT_OK;
}

static void print_bound(double value) {
  if (isfinite(value)) {
    printf(" %12.6g", value);
  } else {
    printf(" %12s", "-");
  }
}

static void print_evidence(const rift_evidence *evidence) {
  static const char *const verdicts[] = {"inside", "explained", "MISSED"};
  size_t counts[3] = {0, 0, 0};
  printf("\nevidence:\n  %-44s %12s %12s %12s  %s\n", "figure", "economy", "low", "high",
         "verdict");
  for (size_t i = 0; i < evidence->count; i++) {
    const rift_evidence_row *row = &evidence->items[i];
    printf("  %-44s %12.6g", row->variable, row->value);
    print_bound(row->low);
    print_bound(row->high);
    printf("  %s\n", verdicts[row->verdict]);
    counts[row->verdict]++;
  }
  printf("%zu figures: %zu inside, %zu outside and explained, %zu outside without an explanation\n",
         evidence->count, counts[0], counts[1], counts[2]);
  for (size_t i = 0; i < evidence->count; i++) {
    const rift_evidence_row *row = &evidence->items[i];
    if (row->verdict == RIFT_VERDICT_EXPLAINED) {
      printf("  %s: %s\n", row->variable, row->explanation);
    }
  }
}

static rift_status check_evidence(const rift_economy *economy,
                                  const rift_economy_arguments *arguments,
                                  rift_problems *problems, rift_error *error) {
  rift_evidence evidence;
  rift_status status = rift_evidence_read(&evidence, economy, arguments->evidence,
                                          arguments->classes, problems, error);
  if (status == RIFT_OK) {
    print_evidence(&evidence);
    status = rift_evidence_report(&evidence, arguments->evidence, problems, error);
    rift_evidence_free(&evidence);
  }
  return status;
}

int rift_cli_economy_check(const rift_economy_arguments *arguments) {
  rift_economy economy;
  rift_problems problems;
  rift_error error = {.status = RIFT_OK};
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&economy, arguments->folder, &problems, &error);
  if (status == RIFT_OK) {
    status = print_report(&economy, &error);
    if (status == RIFT_OK && arguments->evidence != NULL) {
      status = check_evidence(&economy, arguments, &problems, &error);
    }
    rift_economy_free(&economy);
  }
  rift_problems_write(&problems, stderr);
  if (status != RIFT_OK && error.message[0] != '\0') {
    rift_error_write(&error, stderr);
  }
  rift_problems_free(&problems);
  return (int)status;
}
