# SPDX-License-Identifier: GPL-3.0-or-later
# Opens the page: needs `wide` and `high` (pixels of the SVG; the PNG has twice as many), `title_text`, `lead_text`
# and `note_text`. Title, lead and notes are placed in pixels, so that they keep their place at any height.
if (format eq "svg") {
  set terminal svg size wide, high dynamic noenhanced font font . ",14" background "#FFFFFF" \
    name "rift" rounded
} else {
  set terminal pngcairo size 2*wide, 2*high noenhanced font font . ",14" fontscale 1.5 linewidth 2 \
    pointscale 2 background "#FFFFFF" rounded
}
set output target

from_top(pixels) = 1 - pixels / (1.0 * high)
set label 1 title_text at screen 14.0/wide, screen from_top(26) left font font . ",20" textcolor rgb ink
set label 2 lead_text at screen 14.0/wide, screen from_top(54) left font font . ",13" textcolor rgb "#555555"
set label 3 note_text at screen 14.0/wide, screen (1.0 * foot(note_text))/high left font font . ",11" textcolor rgb "#555555"
set border linecolor rgb "#888888"
set tics textcolor rgb ink
set key textcolor rgb ink
