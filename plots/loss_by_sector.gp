# SPDX-License-Identifier: GPL-3.0-or-later
# Distributions of output losses: a panel a focus sector, a row a scenario.
scripts = ARG1; data = ARG2; target = ARG3; format = ARG4
load scripts . "/common.gp"
row = most_lines > 2 ? 15 * most_lines + 10 : 42
wide = 1360
title_text = german ? "Wie stark trifft es die Schlüsselbranchen?" : "How hard are the key industries hit?"
lead_text = (german ? "Änderung der Produktion in Prozent des Basisjahrs: " \
                    : "Change of output in percent of the base year: ") . place_text
note_text = (german \
  ? "Kasten: mittlere Hälfte der Ziehungen, Strich und Zahl: Median; kräftige Linie: 5. bis 95., feine Linie: 1. bis 99. Perzentil. Jede Teilgrafik hat ihre eigene Achse. " \
  : "Box: middle half of the draws, bar and figure: median; strong line: 5th to 95th, fine line: 1st to 99th percentile. Each panel has its own axis. ") \
  . drawn_text . ".\n" . expression_text(partly_text . silent_text) . proxy_text . source_line . "\n" . rift_line
high = 150 + foot(note_text) + row * longer(scenarios, 3)
load scripts . "/page.gp"

# gnuplot fails on a layer without a point, so dashes are labels and panels are looked at first.
shown(panel, scenario) = panel == p && !is_silent[int(scenario)]

# Before any range is set: stats leaves out what lies outside of it.
array LOW[panels]
array HIGH[panels]
array ROWS[panels]
array SHOWN[panels]
do for [p = 1:panels] {
  LOW[p] = 0
  HIGH[p] = 0
  ROWS[p] = 0
  SHOWN[p] = 0
  if (box_rows == 0) { continue }
  stats data . "/boxes.csv" skip 1 using ($1 == p && $3 < 0 ? $3 : 0) nooutput
  LOW[p] = STATS_min
  stats data . "/boxes.csv" skip 1 using ($1 == p && $9 > 0 ? $9 : 0) nooutput
  HIGH[p] = STATS_max
  stats data . "/boxes.csv" skip 1 using ($1 == p ? 1 : 0) nooutput
  ROWS[p] = STATS_sum
  stats data . "/boxes.csv" skip 1 using (shown($1, $2) ? 1 : 0) nooutput
  SHOWN[p] = STATS_sum
}

left   = 220.0 / wide
gap    = 34.0 / wide
column = (1 - left - 22.0 / wide - (panels - 1) * gap) / panels
set border 1
set tics out nomirror
set grid xtics linecolor rgb faint linewidth 1 dashtype solid
set yrange [scenarios + 0.5 : 0.5]
set tmargin at screen from_top(108)
set bmargin at screen (foot(note_text) + 42.0)/high
unset key
unset ytics
set multiplot
do for [p = 1:panels] {
  set lmargin at screen left + (p - 1) * (column + gap)
  set rmargin at screen left + (p - 1) * (column + gap) + column
  # Labels, not tics: in those a per cent sign would begin a format.
  if (p == 1) {
    do for [i = 1:scenarios] {
      set label 100 + i scenario_name[i] at screen left - 10.0/wide, first i \
        right offset 0, (0.45 * (lines(scenario_name[i]) - 1)) font font . ",12" textcolor rgb ink
    }
  } else {
    do for [i = 1:scenarios] { unset label 100 + i }
    unset label 1
    unset label 2
    unset label 3
  }
  set label 10 panel_name[p] at graph 0, screen from_top(92) left font font . ",14" textcolor rgb ink
  low = LOW[p] < 0 ? LOW[p] : -0.1
  span = HIGH[p] - low
  set xrange [low - 0.30 * span : HIGH[p] + 0.04 * span] # room for the medians' figures
  step = 10 ** floor(log10(span / 2))
  step = span / step > 8 ? 4 * step : span / step > 4 ? 2 * step : step
  set format x (step < 0.1 ? "%.2f" : step < 1 ? "%.1f" : "%.0f")
  set xtics step font font . ",11"
  set arrow 1 from 0, graph 0 to 0, graph 1 nohead linecolor rgb "#888888" linewidth 1
  do for [i = 1:scenarios] {
    if (ROWS[p] > 0 && is_silent[i]) {
      set label 200 + i "–" at 0, i right offset -0.6, 0 font font . ",11" textcolor rgb "#555555"
    } else {
      unset label 200 + i
    }
  }
  if (ROWS[p] == 0) {
    set label 99 nothing_text at graph 0.5, graph 0.5 center font font . ",11" textcolor rgb "#555555"
    plot -1 notitle
    unset label 99
    continue
  }
  if (SHOWN[p] == 0) {
    plot -1 notitle
    continue
  }
  plot data . "/boxes.csv" skip 1 using (shown($1, $2) ? $3 : NaN):2:($9 - $3):(0) with vectors nohead \
         linewidth 1 linecolor rgb colour[1], \
       "" skip 1 using (shown($1, $2) ? $4 : NaN):2:($8 - $4):(0) with vectors nohead linewidth 2.6 \
         linecolor rgb colour[1], \
       "" skip 1 using (shown($1, $2) ? $6 : NaN):2:5:7:($2 - 0.26):($2 + 0.26) with boxxyerror \
         fillstyle solid 1 noborder fillcolor rgb colour[6], \
       "" skip 1 using (shown($1, $2) ? $6 : NaN):($2 - 0.26):(0):(0.52) with vectors nohead linewidth 2.6 \
         linecolor rgb "#000000", \
       "" skip 1 using (shown($1, $2) ? $3 : NaN):2:(digits($6)) with labels right offset -0.6, 0 \
         font font . ",11" textcolor rgb "#555555"
}
unset multiplot
