# SPDX-License-Identifier: GPL-3.0-or-later
# Mean change of output: a row a sector, a column a scenario, the value in every cell.
scripts = ARG1; data = ARG2; target = ARG3; format = ARG4
load scripts . "/common.gp"
cell_wide = scenarios > 14 ? 56 : 72
cell_high = 19
wide = 250 + cell_wide * scenarios + 180
wide = wide < 760 ? 760 : wide
high = 330 + cell_high * sectors

title_text = german ? "Wo die Produktion sinkt und wo sie steigt" : "Where output falls and where it rises"
lead_text = (german ? "Mittlere Änderung der Produktion in Prozent des Basisjahrs: " \
                    : "Mean change of output in percent of the base year: ") . place_text
note_text = (german ? "Orange: Verlust, blau: Gewinn. " : "Orange: loss, blue: gain. ") . drawn_text . \
  ".\n" . source_line . "\n" . rift_line
load scripts . "/page.gp"

# The scale is symmetric about zero. Before any range is set: stats leaves out what lies outside of it.
stats data . "/heat.csv" skip 1 using (abs($3)) nooutput
bound = STATS_records > 0 && STATS_max > 0 ? STATS_max : 1

set lmargin at screen 230.0/wide
set rmargin at screen (230.0 + cell_wide * scenarios)/wide
set tmargin at screen from_top(268)
set bmargin at screen 76.0/high
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
# Turned labels: further lines go down and to the right, so the first begins higher and more to the left.
do for [i = 1:scenarios] {
  more = lines(scenario_head[i]) - 1
  set label 100 + i scenario_head[i] \
    at screen (230.0 + cell_wide * (i - 0.5) - 11.5 * more)/wide, screen from_top(262 - 14 * more) left \
    rotate by 45 font font . ",11.5" textcolor rgb ink
}
set palette defined (-1 "#B84700", -0.45 "#E8935A", -0.12 "#F8DCC8", 0 "#FFFFFF", 0.12 "#CFE3F1", 0.45 "#6BAED6", 1 "#00568A")
tone(x) = sgn(x) * (abs(x) / bound) ** 0.6
set cbrange [-1:1]
unset colorbox
text_colour(x) = abs(tone(x)) > 0.7 ? 0xFFFFFF : 0x222222
plot data . "/heat.csv" skip 1 using 2:1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5):(tone($3)) \
       with boxxyerror fillstyle solid 1 border rgb "#FFFFFF" linecolor palette, \
     "" skip 1 using 2:1:(digits($3)):(text_colour($3)) with labels font font . ",11" \
       textcolor rgb variable
