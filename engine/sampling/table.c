/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/table.h"

#include <math.h>

/* cos((2 k + 1) pi / 16) */
static const double nodes[RIFT_ROW_LENGTH] = {0.98078528040323044913,  0.83146961230254523708,
                                              0.55557023301960222474,  0.19509032201612826785,
                                              -0.19509032201612826785, -0.55557023301960222474,
                                              -0.83146961230254523708, -0.98078528040323044913};

/* Coefficients of the Chebyshev polynomials T_0 ... T_7, constant first. */
static const double chebyshev[RIFT_ROW_LENGTH][RIFT_ROW_LENGTH] = {{1},
                                                                   {0, 1},
                                                                   {-1, 0, 2},
                                                                   {0, -3, 0, 4},
                                                                   {1, 0, -8, 0, 8},
                                                                   {0, 5, 0, -20, 0, 16},
                                                                   {-1, 0, 18, 0, -48, 0, 32},
                                                                   {0, -7, 0, 56, 0, -112, 0, 64}};

double rift_row_fit(rift_curve *curve, const void *context, double low, double high,
                    double row[RIFT_ROW_LENGTH]) {
  double centre = 0.5 * (low + high);
  double radius = 0.5 * (high - low);
  double weights[RIFT_ROW_LENGTH] = {0}; /* of T_0 ... T_7 */
  for (int k = 0; k < RIFT_ROW_LENGTH; k++) {
    double x = nodes[k];
    double value = curve(context, centre + radius * x);
    double before = x, now = 1; /* T_-1, T_0 */
    for (int j = 0; j < RIFT_ROW_LENGTH; j++) {
      weights[j] += value * now * (j == 0 ? 0.125 : 0.25);
      double next = 2 * x * now - before;
      before = now;
      now = next;
    }
  }
  for (int i = 0; i < RIFT_ROW_LENGTH; i++) {
    row[i] = 0;
    for (int j = i; j < RIFT_ROW_LENGTH; j++) {
      row[i] += weights[j] * chebyshev[j][i];
    }
  }
  /* The terms fall at least sixteenfold each where a table is good enough to be used. */
  double last = fabs(weights[RIFT_ROW_LENGTH - 1]);
  double before_last = fabs(weights[RIFT_ROW_LENGTH - 2]);
  return (last > before_last / 16 ? last : before_last / 16) / 16;
}

size_t rift_table_rows(int bits, double limit) {
  size_t octaves = 0;
  for (double t = limit; t < 0.5; t *= 2) {
    octaves++;
  }
  return (octaves << bits) + 1;
}

double rift_table_fit(rift_curve *curve, const void *context, int bits, double limit,
                      double *rows) {
  double worst = 0;
  size_t count = rift_table_rows(bits, limit);
  size_t parts = (size_t)1 << bits;
  double octave = limit;
  for (size_t i = 0; i < count; i++) {
    double width = octave / (double)parts;
    double low = octave + width * (double)(i % parts);
    double error = rift_row_fit(curve, context, low, low + width, rows + i * RIFT_ROW_LENGTH);
    worst = error > worst || isnan(error) ? error : worst;
    octave *= i % parts == parts - 1 ? 2 : 1;
  }
  return worst;
}
