/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/outcome.h"

#include <assert.h>

/* The order is that of the enumeration; a designated index keeps an insertion from shifting
 * definitions. */
static const rift_indicator_entry entries[RIFT_INDICATOR_COUNT] = {
    [RIFT_GROSS_OUTPUT] =
        {"gross_output", "Gross output", "Produktionswert",
         "100 * (sum of x' over the nodes / sum of x - 1); x: gross output at basic "
         "prices, at base-year prices",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_VALUE_ADDED] =
        {"value_added", "Value added", "Bruttowertschöpfung",
         "100 * (sum of v x' / sum of v x - 1); v: base-year value added per unit of "
         "gross output, without taxes less subsidies and transport margins",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_EMPLOYMENT] =
        {"employment", "Employment", "Beschäftigung",
         "100 * (sum of e x' / sum of e x - 1); e: persons per unit of gross output in "
         "the base year; blank where a member's employment is unknown",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_EXPORTS] =
        {"exports", "Exports", "Exporte",
         "100 * (E' / E - 1); E: sales to other regions, intermediate and final, at basic "
         "prices; for a group the sum over its members, trade inside the group included",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_IMPORTS] =
        {"imports", "Imports", "Importe",
         "100 * (M' / M - 1); M: purchases of the sector's products from other regions, intermediate and final, at "
         "basic prices; for a group the sum over its members, trade inside the group "
         "included",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_PRODUCER_PRICE] =
        {"producer_price", "Producer price", "Erzeugerpreis",
         "100 * (sum of x p / sum of x - 1); p: price of output relative to the "
         "base; weights: base-year gross output x",
         RIFT_HIGHER_IS_WORSE, false, "percent"},
    [RIFT_CONSUMER_PRICE] =
        {"consumer_price", "Consumer price", "Verbraucherpreis",
         "100 * (sum of c p / sum of c - 1); p: purchaser's price relative to the "
         "base, tariffs included; weights: base-year household consumption c",
         RIFT_HIGHER_IS_WORSE, false, "percent"},
    [RIFT_AFFILIATE_INCOME] =
        {"affiliate_income", "Income from affiliates abroad", "Einkommen aus Auslandstöchtern",
         "100 * (J' / J - 1); J: the owner's income from affiliates abroad; part "
         "of national income, never of GDP",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_INPUT_AT_RISK] = {
        "input_at_risk", "Inputs at risk", "Gefährdete Vorleistungen",
        "100 * (value of inputs that are cut and not re-sourced) / (gross output of "
        "their users); an exposure, never added to output",
        RIFT_HIGHER_IS_WORSE, true, "percent"},
    [RIFT_REAL_WAGE] =
        {"real_wage", "Real wage", "Reallohn",
         "100 * (w' / P' - 1); w: price of labour (value added per unit of factors) relative to the base, P: consumer price",
         RIFT_LOWER_IS_WORSE, false, "percent"},
    [RIFT_GNE_REAL] =
        {"gne_real", "Real income (gross national expenditure)", "Realeinkommen (Bruttonationalausgaben)",
         "100 * ((I' / I) / Pc - 1); I: income from factors, tariffs, transfers and affiliates abroad, Pc: consumer price",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_REAL_GDP] =
        {"real_gdp", "Real GDP", "Reales Bruttoinlandsprodukt",
         "100 * (V' / V - 1); V: value added at base prices, double deflated: output less inputs, both at base prices",
         RIFT_LOWER_IS_WORSE, true, "percent"},
    [RIFT_TARIFF_REVENUE] =
        {"tariff_revenue", "Tariff revenue", "Zolleinnahmen",
         "100 * (T' - T) / I; T: tariffs collected, I: base income; in percent of income, since many bases are zero",
         RIFT_NEITHER_IS_WORSE, true, "percent"},
    [RIFT_STOPPAGE_WEEKS] =
        {"stoppage_weeks", "Weeks of stoppage", "Wochen Stillstand",
         "weeks of full standstill that missing inputs amount to: the sum over time of max(0, w - l) / sum of x; w: what demand and "
         "plants at base capacity would allow, l: what inputs allow, x: base output; whole run",
         RIFT_HIGHER_IS_WORSE, false, "week"},
    [RIFT_RECOVERY_WEEKS] = {
        "recovery_weeks", "Weeks to recovery", "Wochen bis zur Erholung",
        "weeks from the start until output stays at or above 95 % of the base; 0 where it never falls below, the length of the run where it does not come back",
        RIFT_HIGHER_IS_WORSE, false, "week"}};

const rift_indicator_entry *rift_indicator_entry_of(rift_indicator indicator) {
  assert(indicator >= 0 && indicator < RIFT_INDICATOR_COUNT);
  return &entries[indicator];
}
