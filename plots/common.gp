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
font  = format eq "svg" ? "Liberation Sans,Arial,Helvetica,sans-serif" : "Liberation Sans,DejaVu Sans,Arial"

# Pixels of the page; the caller sets `wide` and `high` before it loads page.gp.
draws_text = least_draws == most_draws \
  ? gprintf("%.0f", most_draws) : gprintf("%.0f", least_draws) . "–" . gprintf("%.0f", most_draws)
place_text = home_name . ", " . model_name . (horizon eq "static" ? "" : ", " . horizon)
drawn_text = german ? draws_text . " Ziehungen je Szenario" : draws_text . " draws a scenario"
proxy_text = has_proxy \
  ? (german ? "* Näherung: durch weiter gefasste Wirtschaftszweige vertreten (siehe codebook.csv). " \
            : "* Proxy: stood in for by wider sectors (see codebook.csv). ") : ""
source_line = (german ? "Datenquelle: " : "Data: ") . source_text . "."
rift_line = (german ? "Berechnung: rift " : "Computed by rift ") . version . \
  (german ? ", Ergebnis " : ", result ") . result_hash . "."
