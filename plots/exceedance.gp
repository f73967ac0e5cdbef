# SPDX-License-Identifier: GPL-3.0-or-later
# Probability that the loss of value added exceeds x, one curve a scenario.
scripts = ARG1; data = ARG2; target = ARG3; format = ARG4
load scripts . "/common.gp"
wide = 1000
title_text = german ? "Wie wahrscheinlich ist welcher Verlust?" : "How likely is a loss of a given size?"
lead_text = (german ? "Wahrscheinlichkeit, dass die Wertschöpfung um mehr als x sinkt: " \
                    : "Probability that value added falls by more than x: ") . place_text
left_out(reason, names) = names eq "" ? "" : reason . names . ".\n"
note_text = (german ? "Jede Kurve gilt, falls das Szenario eintritt. " \
                    : "Each curve holds if its scenario happens. ") . drawn_text . ".\n" . \
  left_out(german ? "Keine Kurve, da keine Ziehung einen Verlust ergibt: " \
                  : "No curve, as no draw has a loss: ", without_loss) . \
  left_out(german ? "Keine Kurve, da das Modell keine Maßnahme in Mengen abbildet: " \
                  : "No curve, as the model expresses no measure in quantities: ", not_expressed) . \
  left_out(german ? "Keine Kurve, da Angaben fehlen: " \
                  : "No curve, for want of data: ", without_data) . \
  expression_text(partly_text) . source_line . "\n" . rift_line

key_step(i) = 15 * lines(scenario_name[curve_scenario[i]]) + 9.0
key_high = 0
do for [i = 1:curves] { key_high = key_high + key_step(i) }
high = longer(560, key_high + 130) + foot(note_text)
load scripts . "/page.gp"

# To the loss that is exceeded with a probability of one per cent in the gravest scenario.
largest = 0
if (curve_rows > 0) {
  stats data . "/exceedance.csv" skip 1 using ($3 >= 1 ? $2 : 0) nooutput
  largest = STATS_max
}
largest = largest > 0 ? largest : 1

set lmargin at screen 80.0/wide
set rmargin at screen 1 - 290.0/wide
set tmargin at screen from_top(78)
set bmargin at screen (foot(note_text) + 68.0)/high
set border 3
set tics nomirror out
set grid xtics ytics linecolor rgb faint linewidth 1 dashtype solid
set yrange [0:100]
set ytics 20 format "%.0f %%"

# Small and large losses on one page: equal steps are equal steps of the square root.
set nonlinear x via sqrt(x) inverse x**2
set format x "%.4g %%"
set xtics (0)
do for [power = -4:2] {
  do for [first in "1 2 5"] {
    tic = first * 10.0**power
    if (tic > 0.03 * largest) { set xtics add (tic) }
  }
}
set xlabel (german ? "Verlust an Wertschöpfung, Prozent des Basisjahrs (Wurzelmaßstab)" \
                   : "Loss of value added, percent of the base year (square-root scale)") textcolor rgb ink offset 0, 0.2
unset key

# Our own key, in the order of the curves: names of several lines would overlap in gnuplot's.
y = 92.0
do for [i = 1:curves] {
  set style line i linewidth 2.6 linecolor rgb colour[1 + (i - 1) % 8]
  if (i > 8 && i <= 16) { set style line i dashtype (12, 10) }
  if (i > 16) { set style line i dashtype (3, 9) }
  set arrow 100 + i from screen 1 - 272.0/wide, screen from_top(y) \
    to screen 1 - 240.0/wide, screen from_top(y) nohead linestyle i
  set label 100 + i scenario_name[curve_scenario[i]] at screen 1 - 230.0/wide, screen from_top(y) left \
    font font . ",12" textcolor rgb ink
  y = y + key_step(i)
}

set xrange [0 : 1.02 * largest]
if (curves > 0) {
  plot for [i = 1:curves] data . "/exceedance.csv" skip 1 \
    using ($1 == curve_scenario[i] ? $2 : NaN):3 with lines linestyle i
} else {
  set label 99 curve_rows == 0 ? nothing_text : german ? "keine Kurve, siehe unten" : "no curve, see below" at graph 0.5, graph 0.5 center textcolor rgb ink
  plot -1 notitle
}
