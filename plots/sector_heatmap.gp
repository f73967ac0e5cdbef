# SPDX-License-Identifier: GPL-3.0-or-later
# Mean change of output: a row a sector, a column a scenario, the value in every cell.
scripts = ARG1; data = ARG2; target = ARG3; format = ARG4
load scripts . "/common.gp"
cell_wide = scenarios > 14 ? 60 : 84
cell_high = 19
left = 230
turn = 60.0 # degrees of the labels at the head
letter = 6.1 # pixels of a character, about

title_text = german ? "Wo die Produktion sinkt und wo sie steigt" : "Where output falls and where it rises"
lead_text = (german ? "Mittlere Änderung der Produktion in Prozent des Basisjahrs: " \
                    : "Mean change of output in percent of the base year: ") . place_text
note_text = (german ? "Orange: Verlust, blau: Gewinn. " : "Orange: loss, blue: gain. ") . drawn_text . \
  ".\n" . expression_text(partly_text) . expression_text(silent_text) . source_line . "\n" . rift_line

# Head and right margin: what the turned labels need.
set angles degrees
head = 0
right = 14
do for [i = 1:scenarios] {
  reach = letter * longest(scenario_head[i])
  head = longer(head, reach * sin(turn))
  right = longer(right, reach * cos(turn) + 14 + 8 * lines(scenario_head[i]) - cell_wide * (scenarios - i + 0.5))
}
wide = longer(760, left + cell_wide * scenarios + right)
high = 96 + head + cell_high * sectors + 22 + foot(note_text)
load scripts . "/page.gp"

# The scale is symmetric about zero. Before any range is set: stats leaves out what lies outside of it.
bound = 0
if (heat_rows > 0) {
  stats data . "/heat.csv" skip 1 using (abs($3)) nooutput
  bound = STATS_max
}
bound = bound > 0 ? bound : 1

set lmargin at screen (1.0 * left)/wide
set rmargin at screen (1.0 * left + cell_wide * scenarios)/wide
set tmargin at screen from_top(96 + head)
set bmargin at screen (foot(note_text) + 22.0)/high
unset border
unset key
set xrange [0.5 : scenarios + 0.5]
set yrange [sectors + 0.5 : 0.5]
set tics scale 0
unset xtics
unset ytics
# Labels, not tics: in those a per cent sign would begin a format.
do for [i = 1:sectors] {
  set label 200 + i sector_name[i] at graph 0, first i right offset -0.8, 0 font font . ",11.5" \
    textcolor rgb ink
}
# A label for each line, side by side: gnuplot moves the lines of one turned label too little apart.
number = 1000
do for [i = 1:scenarios] {
  do for [k = 1:lines(scenario_head[i])] {
    number = number + 1
    aside = (k - 0.5 * (lines(scenario_head[i]) + 1)) * 14 / sin(turn)
    set label number line(scenario_head[i], k) \
      at screen (left + cell_wide * (i - 0.5) + aside)/wide, screen from_top(88 + head) left \
      rotate by turn font font . ",11.5" textcolor rgb ink
  }
}
set palette defined (-1 "#B84700", -0.45 "#E8935A", -0.12 "#F8DCC8", 0 "#FFFFFF", 0.12 "#CFE3F1", 0.45 "#6BAED6", 1 "#00568A")
tone(x) = sgn(x) * (abs(x) / bound) ** 0.6
set cbrange [-1:1]
unset colorbox
text_colour(x) = abs(tone(x)) > 0.7 ? 0xFFFFFF : 0x222222
if (heat_rows > 0) {
  plot data . "/heat.csv" skip 1 using 2:1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5):(tone($3)) \
         with boxxyerror fillstyle solid 1 border rgb "#FFFFFF" linecolor palette, \
       for [k = 1:has_silent] "" skip 1 \
         using (is_silent[int($2)] ? $2 : NaN):1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5) with boxxyerror fillstyle solid 1 \
         border rgb "#FFFFFF" fillcolor rgb silent_colour, \
       "" skip 1 using 2:1:(is_silent[int($2)] ? "–" : digits($3)):(text_colour($3)) with labels \
         font font . ",11" textcolor rgb variable
} else {
  set label 99 nothing_text at graph 0.5, graph 0.5 center textcolor rgb ink
  plot -1 notitle
}
