#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expected tables of tests/unit/test_output.c, computed from the definitions alone.

Draws are the formulas of tests/support/fake_result.h; quantiles, expected shortfall, thresholds and Wilson intervals
follow the text of the conventions, not the engine. Run in this folder: python3 make_output.py
"""
import csv
import math
from fractions import Fraction

N = 600
LEVELS = [1, 5, 10, 25, 50, 75, 90, 95, 99]
rank = [float((i * 7919 + 13) % N) for i in range(N)]
columns = [
    ("gross_output", "DEU", "all", "resourcing_drawn", 5e6, "lower", False, True,
     [0.4 - 0.005 * u for u in rank]),
    ("value_added", "DEU", "autos", "resourcing_drawn", 120000.0, "lower", True, True,
     [-(u * u) / 100000 for u in rank]),
    ("producer_price", "DEU", "all", "none", None, "higher", False, True, [0.01 * u for u in rank]),
    ("imports", "DEU", "all", "resourcing_drawn", 1e6, "lower", False, True,
     [None if i % 100 == 0 else -0.02 * u for i, u in enumerate(rank)]),
    ("input_at_risk", "CHN", "machine_tools", "resourcing_1", 7000.0, "higher", False, False, [0.0] * N),
    ("value_added", "CHN", "C28", "resourcing_drawn", -200.0, "lower", False, False,
     [0.001 * u for u in rank]),
]


def number(x):
    return "" if x is None else repr(float(x) + 0.0)


def moments(values):
    n = len(values)
    mean = math.fsum(values) / n
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))
    return mean, sd, sd / math.sqrt(n)


def quantile(ordered, per_cent):
    need = Fraction(per_cent, 100) * len(ordered)
    return ordered[max(1, math.ceil(need)) - 1]


def shortfall(ordered, worse):
    tail = ordered if worse == "lower" else ordered[::-1]
    weight = Fraction(5, 100) * len(ordered)
    whole = int(weight)
    total = math.fsum(tail[:whole]) + float(weight - whole) * tail[whole]
    return total / float(weight)


def is_worse(x, threshold, worse):
    return x < threshold if worse == "lower" else x > threshold


def wilson(k, n):
    z = 1.959963984540054
    p = k / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0 if k == 0 else max(0, centre - half)), (1 if k == n else min(1, centre + half))


def curve(ordered, worse):
    sign = -1 if worse == "lower" else 1
    worst = max(sign * x for x in ordered)
    rounds = sorted((float("%de%d" % (d, e)) for e in range(-9, 16) for d in (1, 2, 5)), reverse=True)
    rounds = [r for r in rounds if worst / 1000 < r <= worst][:12]
    thresholds = {0.0} | {sign * r for r in rounds}
    from_bad = sorted(ordered, key=lambda x: -sign * x)
    for share in (990, 950, 900, 800, 700, 600, 500, 400, 300, 250, 200, 150, 100, 75, 50, 40, 30, 20, 10,
                  5, 1):
        thresholds.add(from_bad[math.ceil(Fraction(share, 1000) * len(ordered)) - 1] + 0.0)
    for t in sorted(thresholds, key=lambda x: sign * x):
        k = sum(is_worse(x, t, worse) for x in ordered)
        yield (t, k / len(ordered)) + wilson(k, len(ordered))


def summary_row(head, worse, values, failed):
    ordered = sorted(values)
    numbers = list(moments(values)) + [quantile(ordered, p) for p in LEVELS]
    numbers += [shortfall(ordered, worse), sum(is_worse(x, 0, worse) for x in ordered) / len(ordered)]
    return head + [number(x) for x in numbers]


def place(name, unit, region, sector, closure):
    return [name, region, sector, "static", closure, unit]


def main():
    tables = {name: [] for name in ("summary", "exceedance", "convergence", "inputs")}
    for name, region, sector, closure, base, worse, approximate, headline, draws in columns:
        good = [x for x in draws if x is not None]
        units = [("percent", name, 1.0)]
        if base is not None:
            units.append(("musd", name + "_musd", base / 100))
        for unit, shown, factor in units:
            values = [x * factor for x in good]
            head = ["a", "none", "all", "static", shown, region, sector, "static", unit, worse, closure,
                    str(len(good)), str(N - len(good)), str(len(good)), str(approximate).lower()]
            tables["summary"].append(summary_row(head, worse, values, N - len(good)))
            if unit == "percent" or headline:
                for point in curve(sorted(values), worse):
                    tables["exceedance"].append(["a", "none", "static"] + place(shown, unit, region, sector, closure)
                                                + [number(x) for x in point])
        if headline:
            for prefix in (256, 512, N):
                part = [x for x in draws[:prefix] if x is not None]
                mean, _, mcse = moments(part)
                tail = quantile(sorted(part), 95 if worse == "higher" else 5)
                tables["convergence"].append(
                    ["a", "none", "static"] + place(name, "percent", region, sector, closure)
                    + [str(prefix), str(len(part))]
                    + [number(x) for x in (mean, mcse, quantile(sorted(part), 50), tail)])
    blank = [""] * 11
    for name, sector, mean, sd, unit in (("employment", "C28", -2.0, 1.0, "percent"),
                                         ("gross_output", "C28", -1.25, 0.5, "percent"),
                                         ("gross_output_musd", "C28", -3750.0, 1500.0, "musd")):
        tables["summary"].append(
            ["a", "none", "all", "static", name, "DEU", sector, "static", unit, "lower", "resourcing_drawn",
             "600", "0", "600", "false"] + [number(x) for x in (mean, sd, sd / math.sqrt(600))] + blank)
    size = [0.3 + 0.0005 * u for u in rank]
    share = [(u + 0.5) / N for u in rank]
    for key, text, unit, source, draws in (
            ("controls.size", "pert(min 0.3, mode 0.45, max 0.6, lambda 4) within [0, 1]", "share",
             "'=HYPERLINK(\"x\")", size),
            ("controls.start", "point(3)", "month", "", [3.0] * N),
            ("static.resourcing", "uniform(min 0, max 1)", "share", "", share)):
        mean, sd, _ = moments(draws)
        ordered = sorted(draws)
        tables["inputs"].append(["a", "none", key, text, unit, source]
                                + [number(x) for x in (mean, sd, quantile(ordered, 5), quantile(ordered, 50),
                                                       quantile(ordered, 95))])
    tables["unexpressed"] = [["a", "none", "static", "controls", "cost", "the static model has no prices, see manual"]]
    common = ["indicator", "region", "sector", "horizon", "closure", "unit"]
    headers = {
        "summary": "scenario,policy,condition,model,indicator,region,sector,horizon,unit,worse,closure,n,n_failed,"
                   "n_eff,approximate,mean,sd,mcse,p01,p05,p10,p25,p50,p75,p90,p95,p99,es95,prob_loss".split(","),
        "exceedance": ["scenario", "policy", "model"] + common + ["threshold", "probability", "probability_low",
                                                        "probability_high"],
        "convergence": ["scenario", "policy", "model"] + common + ["draws", "n", "mean", "mcse", "p50", "worse_tail"],
        "inputs": "scenario,policy,id,distribution,unit,source,mean,sd,p05,p50,p95".split(","),
        "unexpressed": "scenario,policy,model,measure,channel,reason".split(","),
    }
    for name, rows in tables.items():
        with open("output_%s.csv" % name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(headers[name])
            writer.writerows(rows)


main()
