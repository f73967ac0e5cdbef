/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/schema.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define SCENARIO                                                                                   \
  { "scenario", RIFT_COLUMN_STRING, "id of the scenario" }
#define POLICY                                                                                     \
  { "policy", RIFT_COLUMN_STRING, "policy overlay, or none" }
#define MODEL                                                                                      \
  { "model", RIFT_COLUMN_STRING, "model class that produced the row" }
#define INDICATOR                                                                                  \
  {                                                                                                \
    "indicator", RIFT_COLUMN_STRING,                                                               \
        "what is measured; defined in codebook.csv (kind = indicator)"                             \
  }
#define REGION                                                                                     \
  { "region", RIFT_COLUMN_STRING, "region code, group of regions, or WORLD" }
#define SECTOR                                                                                     \
  { "sector", RIFT_COLUMN_STRING, "sector code, group of sectors, consumption group (consumer prices), or all" }
#define HORIZON                                                                                    \
  {                                                                                                \
    "horizon", RIFT_COLUMN_STRING,                                                                 \
        "static; 3m, 1y, ...: mean of the 12 months that end there (3m: of months 0 to 3), ramps " \
        "included; cum_1y, cum_3y: mean over the first year or three; peak: the worst step of "    \
        "each draw; run: all steps; in paths: the length of a step"                                \
  }
#define CLOSURE                                                                                    \
  {                                                                                                \
    "closure", RIFT_COLUMN_STRING,                                                                 \
        "resourcing_drawn: the re-sourcing share is uncertain; resourcing_0, resourcing_1: its "   \
        "bounds; none: does not depend on it"                                                      \
  }
#define UNIT                                                                                       \
  { "unit", RIFT_COLUMN_STRING, "percent of base, million USD or EUR a year, persons, or weeks" }

/* Mean, spread and quantiles of a row's draws. */
#define DISTRIBUTION                                                                               \
  {"mean", RIFT_COLUMN_NUMBER, "mean over the draws"}, \
  {"sd", RIFT_COLUMN_NUMBER, "standard deviation over the draws"}, \
  {"mcse", RIFT_COLUMN_NUMBER, "Monte Carlo standard error of the mean"}, \
  {"p01", RIFT_COLUMN_NUMBER, "1st percentile: smallest x with cumulative share >= 0.01"}, \
  {"p05", RIFT_COLUMN_NUMBER, "5th percentile"}, \
  {"p10", RIFT_COLUMN_NUMBER, "10th percentile"}, \
  {"p25", RIFT_COLUMN_NUMBER, "25th percentile"}, \
  {"p50", RIFT_COLUMN_NUMBER, "median"}, \
  {"p75", RIFT_COLUMN_NUMBER, "75th percentile"}, \
  {"p90", RIFT_COLUMN_NUMBER, "90th percentile"}, \
  {"p95", RIFT_COLUMN_NUMBER, "95th percentile"}, \
  {"p99", RIFT_COLUMN_NUMBER, "99th percentile"}

static const rift_column summary_columns[] = {
    SCENARIO,
    POLICY,
    {"condition", RIFT_COLUMN_STRING,
     "stage:NAME: draws whose escalation stands in that stage at the horizon; all: every draw, mixed as mixture.csv says"},
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    UNIT,
    {"worse", RIFT_COLUMN_STRING, "direction of harm: lower, higher or none"},
    CLOSURE,
    {"n", RIFT_COLUMN_INTEGER, "draws that gave a number"},
    {"n_failed", RIFT_COLUMN_INTEGER, "draws that gave none"},
    {"n_eff", RIFT_COLUMN_NUMBER, "effective number of draws; n when unweighted"},
    {"approximate", RIFT_COLUMN_BOOLEAN, "a measure is expressed only approximately"},
    DISTRIBUTION,
    {"es95", RIFT_COLUMN_NUMBER, "expected shortfall: mean of the worst 5 % of the draws"},
    {"prob_loss", RIFT_COLUMN_NUMBER, "share of the draws worse than zero"}};

static const rift_column paths_columns[] = {
    SCENARIO,
    POLICY,
    {"condition", RIFT_COLUMN_STRING,
     "stage:NAME: draws whose escalation stands in that stage at the horizon; all: every draw, mixed as mixture.csv says"},
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    {"step", RIFT_COLUMN_INTEGER, "step of the model's clock (a day or a week, as the column horizon says), from 0"},
    UNIT,
    {"n", RIFT_COLUMN_INTEGER, "draws that gave a number"},
    {"n_failed", RIFT_COLUMN_INTEGER, "draws that gave none"},
    DISTRIBUTION};

static const rift_column mixture_columns[] = {
    SCENARIO,
    POLICY,
    {"condition", RIFT_COLUMN_STRING, "stage:NAME at the horizon, or COVARIATE:VALUE"},
    {"probability", RIFT_COLUMN_NUMBER, "weight of the condition among all draws"},
    {"mcse", RIFT_COLUMN_NUMBER, "its Monte Carlo standard error; 0 for what the scenario states"},
    {"draws", RIFT_COLUMN_INTEGER, "draws that meet it"},
    {"basis", RIFT_COLUMN_STRING,
     "draws: share of the draws; pilot: of separate paths (strata); stated: in the scenario"}};

static const rift_column models_columns[] = {
    SCENARIO,
    POLICY,
    {"condition", RIFT_COLUMN_STRING, "all draws, or stage:NAME: those that end in the stage"},
    INDICATOR,
    REGION,
    SECTOR,
    UNIT,
    {"model", RIFT_COLUMN_STRING, "model class; spread: the greatest less the smallest of the models above"},
    HORIZON,
    CLOSURE,
    {"n", RIFT_COLUMN_INTEGER, "draws that gave a number; spread: number of models"},
    {"mean", RIFT_COLUMN_NUMBER, "mean over the draws"},
    {"mcse", RIFT_COLUMN_NUMBER, "Monte Carlo standard error of the mean"},
    {"p05", RIFT_COLUMN_NUMBER, "5th percentile"},
    {"p50", RIFT_COLUMN_NUMBER, "median"},
    {"p95", RIFT_COLUMN_NUMBER, "95th percentile"}};

static const rift_column tails_columns[] = {
    SCENARIO,
    POLICY,
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    CLOSURE,
    UNIT,
    {"worse", RIFT_COLUMN_STRING, "direction of harm: lower or higher"},
    {"var95", RIFT_COLUMN_NUMBER, "value at risk: where the worst 5 % of the draws begin"},
    {"es95", RIFT_COLUMN_NUMBER, "expected shortfall: mean of the worst 5 %"},
    {"mcse", RIFT_COLUMN_NUMBER, "its asymptotic Monte Carlo standard error"},
    {"es95_low", RIFT_COLUMN_NUMBER, "lower end of its 95 % interval"},
    {"es95_high", RIFT_COLUMN_NUMBER, "upper end"},
    {"tail_n_eff", RIFT_COLUMN_NUMBER, "effective number of draws in the tail"},
    {"few", RIFT_COLUMN_BOOLEAN, "fewer than 500 draws in the tail: the interval is too narrow"}};

static const rift_column decomposition_columns[] = {
    SCENARIO,
    POLICY,
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    CLOSURE,
    {"home", RIFT_COLUMN_STRING, "region whose exports and imports are told apart"},
    {"pathway", RIFT_COLUMN_STRING,
     "export_demand, imports, ...: the effect of these measures alone; interaction: what is left; total: all together"},
    UNIT,
    {"n", RIFT_COLUMN_INTEGER, "draws that gave a number in every solve"},
    {"n_failed", RIFT_COLUMN_INTEGER, "draws that gave none in one of them"},
    {"mean", RIFT_COLUMN_NUMBER, "mean over the draws; pathways and interaction add up to the total"},
    {"sd", RIFT_COLUMN_NUMBER, "standard deviation over the draws"},
    {"mcse", RIFT_COLUMN_NUMBER, "Monte Carlo standard error of the mean"}};

static const rift_column exceedance_columns[] = {
    SCENARIO,
    POLICY,
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    CLOSURE,
    UNIT,
    {"threshold", RIFT_COLUMN_NUMBER, "signed change, in `unit`"},
    {"probability", RIFT_COLUMN_NUMBER, "share of the draws strictly worse than the threshold"},
    {"probability_low", RIFT_COLUMN_NUMBER, "lower end of the 95 % Wilson interval"},
    {"probability_high", RIFT_COLUMN_NUMBER, "upper end of the 95 % Wilson interval"}};

static const rift_column convergence_columns[] = {
    SCENARIO,
    POLICY,
    MODEL,
    INDICATOR,
    REGION,
    SECTOR,
    HORIZON,
    CLOSURE,
    UNIT,
    {"draws", RIFT_COLUMN_INTEGER, "the first so many draws, failed ones included"},
    {"n", RIFT_COLUMN_INTEGER, "of these, draws that gave a number"},
    {"mean", RIFT_COLUMN_NUMBER, "running mean"},
    {"mcse", RIFT_COLUMN_NUMBER, "its Monte Carlo standard error"},
    {"p50", RIFT_COLUMN_NUMBER, "running median"},
    {"worse_tail", RIFT_COLUMN_NUMBER,
     "running quantile of the worse tail: p95 where higher is worse, else p05"}};

static const rift_column inputs_columns[] = {
    SCENARIO,
    POLICY,
    {"id", RIFT_COLUMN_STRING, "measure.field or parameter; names the random stream"},
    {"distribution", RIFT_COLUMN_STRING, "as given, in the unit of the next column"},
    {"unit", RIFT_COLUMN_STRING, "unit of all numbers in the row; shares are 0 to 1"},
    {"source", RIFT_COLUMN_STRING, "where the number comes from; blank: none was given"},
    {"mean", RIFT_COLUMN_NUMBER, "mean of the draws"},
    {"sd", RIFT_COLUMN_NUMBER, "standard deviation of the draws"},
    {"p05", RIFT_COLUMN_NUMBER, "5th percentile of the draws"},
    {"p50", RIFT_COLUMN_NUMBER, "median of the draws"},
    {"p95", RIFT_COLUMN_NUMBER, "95th percentile of the draws"}};

static const rift_column unexpressed_columns[] = {
    SCENARIO,
    POLICY,
    MODEL,
    {"measure", RIFT_COLUMN_STRING, "id of the measure"},
    {"channel", RIFT_COLUMN_STRING, "the part of it that the model cannot express"},
    {"reason", RIFT_COLUMN_STRING, "why"}};

static const rift_column codebook_columns[] = {
    {"kind", RIFT_COLUMN_STRING,
     "indicator, region, region_group, sector, sector_group, consumption_group, scenario or column"},
    {"name", RIFT_COLUMN_STRING, "the code as it stands in the tables"},
    {"label_en", RIFT_COLUMN_STRING, "label in English"},
    {"label_de", RIFT_COLUMN_STRING, "label in German; blank: none"},
    {"unit", RIFT_COLUMN_STRING, "unit of an indicator"},
    {"worse", RIFT_COLUMN_STRING, "direction of harm of an indicator"},
    {"proxy", RIFT_COLUMN_BOOLEAN, "wider sectors stand in for this group"},
    {"definition", RIFT_COLUMN_STRING, "formula, members of a group, or meaning of a column"}};

#define SCHEMA(name, path, description, columns)                                                   \
  { name, path, description, COUNT(columns), columns }

static const rift_schema schemas[RIFT_TABLE_COUNT] = {
    [RIFT_TABLE_SUMMARY] = SCHEMA(
        "summary", "tables/summary.csv",
        "The distribution of every outcome: mean, spread, quantiles, tail.", summary_columns),
    [RIFT_TABLE_PATHS] = SCHEMA("paths", "tables/paths.csv",
                                "Outcomes over time: their distribution at every step of a dynamic model.", paths_columns),
    [RIFT_TABLE_MIXTURE] =
        SCHEMA("mixture", "tables/mixture.csv",
               "How likely each stage of an escalation is: what `all` mixes.", mixture_columns),
    [RIFT_TABLE_MODELS] = SCHEMA("models", "tables/models.csv",
                                 "Headline outcomes after one year in every model class, and how far the classes lie "
                                 "apart: uncertainty that no draw within one model shows.",
                                 models_columns),
    [RIFT_TABLE_DECOMPOSITION] =
        SCHEMA("decomposition", "tables/decomposition.csv",
               "Headline outcomes by the pathways through which a scenario acts (--decompose).", decomposition_columns),
    [RIFT_TABLE_TAILS] = SCHEMA("tails", "tables/tails.csv",
                                "Expected shortfall of the headline outcomes, with intervals.",
                                tails_columns),
    [RIFT_TABLE_EXCEEDANCE] = SCHEMA(
        "exceedance", "tables/exceedance.csv",
        "How likely it is that an outcome is worse than a threshold: thresholds are zero, round "
        "numbers (1, 2, 5 times a power of ten) and quantiles of the outcome itself, "
        "denser towards its worse tail; headline outcomes also in money.",
        exceedance_columns),
    [RIFT_TABLE_CONVERGENCE] =
        SCHEMA("convergence", "tables/convergence.csv",
               "Headline outcomes after 256, 512, 1024, ... draws: has the estimate settled?",
               convergence_columns),
    [RIFT_TABLE_INPUTS] =
        SCHEMA("inputs", "tables/inputs.csv",
               "Every number of the scenarios as it was drawn, with its source.", inputs_columns),
    [RIFT_TABLE_UNEXPRESSED] = SCHEMA(
        "unexpressed", "tables/unexpressed.csv",
        "Parts of a scenario that a model cannot express and leaves out.", unexpressed_columns),
    [RIFT_TABLE_CODEBOOK] =
        SCHEMA("codebook", "codebook.csv", "What every indicator, code and column means.",
               codebook_columns)};

const rift_schema *rift_schema_of(rift_table_id table) {
  assert(table >= 0 && table < RIFT_TABLE_COUNT);
  return &schemas[table];
}
