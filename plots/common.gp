# SPDX-License-Identifier: GPL-3.0-or-later
# What the figures share. A figure's script is called with: scripts folder, data folder, target file, format (svg or
# png). The data folder is written by `rift plots`; its settings.gp holds the labels.

load data . "/settings.gp"
german = language eq "de"
set datafile separator comma
set encoding utf8
set minussign
if (german) { set decimalsign "," }

# Okabe and Ito (2008): told apart with every kind of colour vision.
array colour[8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"]
ink   = "#222222"
faint = "#DDDDDD"
font  = "Arial" # one family: gnuplot takes what follows a comma for the size

# Two significant digits where they matter, and no trailing ones elsewhere.
digits(x) = abs(x) < 0.005 ? "0" : abs(x) < 0.095 ? gprintf("%.2f", x) : \
  abs(x) < 9.95 ? gprintf("%.1f", x) : gprintf("%.0f", x)

# Lines of a label, the k-th of them, the longest one's characters, and the height of a note in pixels.
lines(text) = strstrt(text, "\n") == 0 ? 1 : 1 + lines(text[strstrt(text, "\n") + 1 : *])
line(text, k) = k > 1 ? line(text[strstrt(text, "\n") + 1 : *], k - 1) : \
  strstrt(text, "\n") == 0 ? text : text[1 : strstrt(text, "\n") - 1]
longer(a, b) = a > b ? a : b
longest(text) = strstrt(text, "\n") == 0 ? strlen(text) : \
  longer(strlen(line(text, 1)), longest(text[strstrt(text, "\n") + 1 : *]))
foot(text) = 14 * lines(text)
most_lines = 1
do for [i = 1:scenarios] { most_lines = longer(most_lines, lines(scenario_name[i])) }

place_text = home_name . ", " . model_name . (horizon eq "static" ? "" : ", " . horizon)
drawn_text = german ? draws_text . " Ziehungen je Szenario" : draws_text . " draws per scenario"
proxy_text = has_proxy \
  ? (german ? "* Näherung: durch weiter gefasste Wirtschaftszweige vertreten (siehe codebook.csv). " \
            : "* Proxy: stood in for by wider sectors (see codebook.csv). ") : ""
# Zeros of what a model leaves out are no finding.
partly_text = !has_partly ? "" : german \
  ? "† Teile des Szenarios wirken über Kanäle, die dieses Modell nicht abbildet (siehe tables/unexpressed.csv). " \
  : "† Parts of the scenario act through channels that this model does not express (see tables/unexpressed.csv). "
silent_text = !has_silent ? "" : german \
  ? "–: Das Modell bildet keine Maßnahme des Szenarios in Mengen ab. " \
  : "–: the model expresses no measure of the scenario in quantities. "
expression_text(text) = text eq "" ? "" : text . "\n"
source_line = (german ? "Datenquelle: " : "Data: ") . source_text . "."
rift_line = (german ? "Berechnung: rift " : "Computed by rift ") . version . \
  (german ? ", Ergebnis " : ", result ") . result_hash . "."

# gnuplot fails on a plot without a single point: what has none says so.
silent_colour = "#F0F0F0"
nothing_text = german ? "keine Angaben" : "no data"
