/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user wrote, described: measures with uncertain sizes and times, parameters, correlations, model options.
 * After reading, units are base units: shares and ad valorem rates as fractions, times in months from horizon.start. */
#ifndef RIFT_SCENARIO_SCENARIO_H
#define RIFT_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/distribution.h"
#include "base/status.h"
#include "economy/economy.h"
#include "scenario/escalation.h"

typedef enum rift_instrument {
  RIFT_TARIFF,
  RIFT_EXPORT_CONTROL,
  RIFT_IMPORT_BAN,
  RIFT_LICENSING,
  RIFT_BOYCOTT,
  RIFT_TRADE_COST,
  RIFT_CAPACITY_LOSS,
  RIFT_CRITICAL_INPUT_CUT,
  RIFT_AFFILIATE_INCOME_LOSS,
  RIFT_ENERGY_COST,
  RIFT_DEMAND_SUPPORT,
  RIFT_INSTRUMENT_COUNT
} rift_instrument;

const char *rift_instrument_name(rift_instrument instrument); /* "export_control", ... */

typedef enum rift_use {
  RIFT_USE_ALL,          /* every use */
  RIFT_USE_INTERMEDIATE, /* inputs of industries */
  RIFT_USE_FINAL,        /* final demand of all categories */
  RIFT_USE_HOUSEHOLD     /* household consumption (HFCE) only */
} rift_use;

typedef struct rift_tariff_row { /* of a tariff schedule CSV */
  size_t importer, exporter, sector;
  double rate;      /* ad valorem, fraction */
  bool is_increase; /* kind: level replaces first, then increase adds */
} rift_tariff_row;

typedef struct rift_capacity_row { /* of a capacity path CSV */
  size_t step, region, sector;
  double share; /* lost */
} rift_capacity_row;

/* One measure. Region and sector lists are indices into the economy, ascending, groups resolved to the union of their members;
 * without `sectors` in the file the list holds all sectors (energy_cost: B, C19, D35). `from` are the sellers (exporters), `to`
 * the buyers (importers); for a boycott `by` is read into `to` and the boycotted sellers into `from`; for affiliate income `from`
 * is the host and `to` the owner. `in` is read into `from` for a capacity loss (`to` is empty), and into `to` for energy
 * costs (`from` holds all regions). For demand support `by` is read into `to` (whose households buy more) and `from` holds the
 * suppliers, all regions where the file names none. With a schedule or path all three lists are empty. No region is in both
 * lists, energy costs and demand support apart. */
typedef struct rift_measure {
  char *id;
  char *title; /* "" if none */
  rift_instrument instrument;
  size_t from_count, *from;
  size_t to_count, *to;
  size_t sector_count, *sectors;
  rift_use use;
  rift_quantity size;      /* share removed (demand support: added) at full intensity; rate for tariff, trade_cost, energy_cost; licensing: default 1 */
  rift_quantity coverage;  /* share of the flow the measure covers (an HS code inside a sector); default point 1 */
  rift_quantity start;     /* months; default point 0 */
  rift_quantity ramp;      /* months from start to full intensity, linear; default 0 */
  rift_quantity duration;  /* months at full intensity after the ramp; not given: permanent */
  rift_quantity half_life; /* months: exponential decay after the duration; not given: ends at once */
  rift_quantity permanent; /* share of the full intensity that stays after decay; default 0 */
  rift_quantity delay;     /* licensing: months without any approval after start */
  rift_quantity approval;  /* licensing: share approved in the long run */
  rift_quantity approval_half_life; /* licensing: months for half of the way from nothing to `approval` */
  char *critical_input;    /* critical_input_cut: its name; else NULL */
  bool income_to_host;     /* affiliate_income_loss: goes_to host (true) or nobody */
  bool tariff_is_level;    /* tariff without schedule: level (true) or increase */
  size_t tariff_row_count;
  rift_tariff_row *tariff_rows; /* from `schedule`; NULL if none */
  size_t capacity_row_count;
  rift_capacity_row *capacity_rows; /* from `path`; NULL if none */
  rift_place place;
} rift_measure;

/* Options of the static model (models.static). */
typedef struct rift_static_options {
  bool asked;              /* the model stands in `models` */
  rift_quantity resourcing; /* r in [0,1]; id "static.resourcing"; default uniform 0..1, `given` whenever the model is asked */
  bool bounds;             /* also report r = 0 and r = 1; default true */
  bool if_permanent;       /* intensity: if_permanent instead of the mean of months 0-12 */
} rift_static_options;

typedef enum rift_quota_rents { RIFT_RENTS_LOST, RIFT_RENTS_EXPORTER, RIFT_RENTS_IMPORTER } rift_quota_rents;

#define RIFT_HORIZONS_MAX 8
#define RIFT_EQUILIBRIUM_QUANTITIES 7

/* Options of the equilibrium model (models.equilibrium). Quantities have the ids "equilibrium.KEY"; those that the file does not
 * give hold the default, which the model draws as well. */
typedef struct rift_equilibrium_options {
  size_t horizon_count;
  double horizons[RIFT_HORIZONS_MAX]; /* months, ascending; default 3 months, 1, 3 and 10 years */
  rift_quantity value_added_materials, materials, consumption; /* substitution.KEY: elasticities; default 1 */
  rift_quantity mobility;       /* share in [0,1]: 0 specific factors, 1 mobile; default 1 */
  bool mobility_by_horizon;     /* rises with the trade elasticities: 1 - exp(-speed h) */
  bool zero_deficits;           /* base re-solved at zero deficits; else deficits are a fixed share of world value added */
  bool long_run;                /* elasticities: long_run at every horizon, instead of by_horizon */
  rift_quantity short_run;      /* short_run_elasticity, id "equilibrium.theta_0": theta at month 0, all sectors */
  rift_quantity speed;          /* elasticity_speed, per year: theta(h) = long run - (long run - theta_0) exp(-speed h) */
  rift_quantity level;          /* elasticity_level: common factor on all long-run elasticities */
  rift_quantity *trade_elasticities; /* S, from the file `trade_elasticities`; NULL: the economy's */
  double tolerance;             /* of logs of prices; default 1e-9 */
  bool cut_is_value;            /* cut_meaning: value */
  rift_quota_rents quota_rents;
  bool if_permanent;            /* intensity: if_permanent instead of the mean of the 12 months that end at the horizon */
} rift_equilibrium_options;

#define RIFT_DYNAMIC_QUANTITIES 5

/* Options of the dynamic model (models.dynamic). Quantities are times in months; their ids "dynamic.KEY". */
typedef struct rift_dynamic_options {
  bool daily;              /* step: day, else week */
  bool ario;               /* input_function: ario, else criticality */
  bool capacity_weighted;  /* orders: capacity_weighted, else fixed shares */
  bool intermediate_first; /* rationing, else proportional; default: proportional with ario only */
  double psi;              /* ario: (0,1], default 0.8 */
  double overproduction_max;  /* at least 1, default 1.25 */
  double overproduction_days; /* default 365 */
  rift_quantity inventory; /* of every user; not given: the economy's inventories */
  rift_quantity restock, hiring, firing, switching;
} rift_dynamic_options;

typedef struct rift_correlation {
  char *a, *b; /* quantity ids */
  double rho;
  rift_place place;
} rift_correlation;

/* Weeks of a critical input that users hold in addition (a policy). */
typedef struct rift_stockpile {
  char *input;                   /* of the economy's critical inputs */
  size_t region_count, *regions; /* of the users */
  rift_quantity size;            /* months of use; id "stockpile.INPUT" */
} rift_stockpile;

typedef struct rift_scenario {
  char *id;
  char *policy;              /* id of the overlay; NULL if none */
  char *label;               /* id, or id+policy: names files */
  char *title_en, *title_de; /* title_de "" if none */
  char *description;         /* "" if none */
  char *path;                /* the file as given */
  char *economy_folder;      /* resolved relative to the file */
  int start_year, start_month; /* horizon.start; 1 = January */
  double horizon_months;
  rift_static_options static_options;
  rift_equilibrium_options equilibrium_options;
  rift_dynamic_options dynamic_options;
  bool equilibrium_asked, dynamic_asked; /* in `models` */
  size_t sector_count;       /* of the economy it was read against */
  size_t measure_count;
  rift_measure *measures;
  size_t stockpile_count;
  rift_stockpile *stockpiles;
  rift_escalation escalation; /* `given` false: measures keep to their own times */
  bool table_errors;         /* draw the economy's table_errors; default true */
  size_t correlation_count;
  rift_correlation *correlations; /* in order of first mention */
  size_t file_count; /* every input file that was read: the scenario, what it extends, schedules, paths */
  char **files;
  char *resolved; /* the scenario after `extends`, schedules still by name, as YAML text that reads back to the same */
} rift_scenario;

void rift_scenario_init(rift_scenario *scenario);
void rift_scenario_free(rift_scenario *scenario);

const char *rift_scenario_policy(const rift_scenario *scenario); /* "none" where there is none */
const char *rift_scenario_label(const rift_scenario *scenario);
/* True if `models` asks for the model of that name. */
bool rift_scenario_asks(const rift_scenario *scenario, const char *model);

/* The economy folder that a scenario names, without checking the rest: needed before the codes can be read.
 * *folder is malloc'ed. RIFT_INVALID with problems if the file cannot be parsed that far. */
RIFT_CHECKED rift_status rift_scenario_economy_folder(const char *path, char **folder,
                                                      rift_problems *problems, rift_error *error);

/* `--set key=value` of the command line: key is a dotted path (measures.ID.size.max, horizon.months), value YAML. */
typedef struct rift_setting {
  const char *key;
  const char *value;
} rift_setting;

/* Reads one scenario against an economy. All problems of the file, of what it extends and of its tables go to
 * `problems`; returns RIFT_INVALID if there was any error. On failure the scenario is freed. */
RIFT_CHECKED rift_status rift_scenario_read(rift_scenario *scenario, const char *path,
                                            const rift_economy *economy,
                                            const rift_setting *settings, size_t setting_count,
                                            rift_problems *problems, rift_error *error);

/* The same with a policy laid over it (scenario/overlay.h) before the settings; NULL: none. */
RIFT_CHECKED rift_status rift_scenario_read_with(rift_scenario *scenario, const char *path, const char *policy,
                                                 const rift_economy *economy,
                                                 const rift_setting *settings, size_t setting_count,
                                                 rift_problems *problems, rift_error *error);

/* Reads the `resolved` text of a scenario back from the file at `path`; its tables are found as from `original`, the file
 * that the scenario was first read from. */
RIFT_CHECKED rift_status rift_scenario_read_resolved(rift_scenario *scenario, const char *path,
                                                     const char *original,
                                                     const rift_economy *economy,
                                                     rift_problems *problems, rift_error *error);

/* All quantities of the scenario that are given, in file order: measures first, then model parameters.
 * *list is malloc'ed, its entries borrowed. */
RIFT_CHECKED rift_status rift_scenario_quantities(const rift_scenario *scenario,
                                                  const rift_quantity ***list, size_t *count,
                                                  rift_error *error);

#endif
