# SPDX-License-Identifier: GPL-3.0-or-later
# Probability that the loss of value added exceeds x, one curve a scenario.
scripts = ARG1; data = ARG2; target = ARG3; format = ARG4
load scripts . "/common.gp"
wide = 1000
high = 620

title_text = german ? "Wie wahrscheinlich ist welcher Verlust?" : "How likely is how large a loss?"
lead_text = (german ? "Wahrscheinlichkeit, dass die Wertschöpfung um mehr als x sinkt: " \
                    : "Probability that value added falls by more than x: ") . place_text
note_text = (german ? "Jede Kurve gilt, falls das Szenario eintritt. " \
                    : "Each curve holds if its scenario happens. ") . drawn_text . ".\n" . \
  source_line . "\n" . rift_line
load scripts . "/page.gp"

set lmargin at screen 80.0/wide
set rmargin at screen 1 - 290.0/wide
set tmargin at screen from_top(78)
set bmargin at screen 112.0/high
set border 3
set tics nomirror out
set grid xtics ytics linecolor rgb faint linewidth 1 dashtype solid
set yrange [0:100]
set ytics 20 format "%.0f %%"
set xtics format "%.1f %%"
set xlabel (german ? "Verlust an Wertschöpfung, Prozent des Basisjahrs" \
                   : "Loss of value added, percent of the base year") textcolor rgb ink offset 0, 0.2
set key at screen 1 - 275.0/wide, screen from_top(78) left top Left reverse samplen 2.6 \
  spacing (scenarios > 8 ? 1.15 : 1.4) font font . ",12"

stats data . "/exceedance.csv" using 2 skip 1 nooutput
set xrange [0 : STATS_max > 0 ? 1.02 * STATS_max : 1]
dash(i) = 1 + (i - 1) / 8
plot for [i = 1:scenarios] data . "/exceedance.csv" skip 1 \
  using ($1 == i ? $2 : NaN):3 with lines linewidth 2.4 linecolor rgb colour[1 + (i - 1) % 8] \
  dashtype dash(i) title scenario_name[i]
