/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datapackage.json of an economy folder: what is in it, where it comes from, how it was made.
 */
#ifndef RIFT_ECONOMY_PACKAGE_H
#define RIFT_ECONOMY_PACKAGE_H

#include "base/status.h"

typedef struct rift_package_source {
  const char *title;
  const char *path;   /* an address or a file name; NULL if none */
  const char *sha256; /* of that file; NULL if none */
} rift_package_source;

/* NULL and 0 leave a field out, or, with `base`, keep what that file says. */
typedef struct rift_package_options {
  const char *name; /* short, without blanks */
  const char *title;
  int year;
  const char *licence_name, *licence_path, *licence_title;
  const rift_package_source *sources; /* added to those of `base` */
  size_t source_count;
  double usd_per_eur;
  int usd_per_eur_year;
  const char *usd_per_eur_source, *usd_per_eur_status;
  const char *command; /* added to the history */
  const char *const *sector_files; /* paths relative to the folder, of tables that outrank those in it */
  size_t sector_file_count;
  const char
      *base; /* a datapackage.json whose licences, sources, rates and history are carried over */
} rift_package_options;

/* Describes the tables that stand in the folder (each with its columns, units, size and SHA-256) in
 * folder/datapackage.json. Equal folders and options give equal bytes. */
RIFT_CHECKED rift_status rift_package_write(const char *folder, const rift_package_options *options,
                                            rift_error *error);

#endif
