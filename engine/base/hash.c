/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include <sha2.h>

static void to_text(const uint8_t digest[SHA256_DIGEST_LENGTH], char text[RIFT_HASH_TEXT]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
    text[2 * i] = digits[digest[i] >> 4];
    text[2 * i + 1] = digits[digest[i] & 15];
  }
  text[2 * SHA256_DIGEST_LENGTH] = '\0';
}

static void digest_bytes(const void *bytes, size_t length, uint8_t digest[SHA256_DIGEST_LENGTH]) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, bytes, length);
  SHA256Final(digest, &context);
}

void rift_hash_bytes(const void *bytes, size_t length, char text[RIFT_HASH_TEXT]) {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  digest_bytes(bytes, length, digest);
  to_text(digest, text);
}

rift_status rift_hash_file(const char *path, char text[RIFT_HASH_TEXT], rift_error *error) {
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) {
    return rift_error_system(error, "cannot read", path);
  }
  SHA2_CTX context;
  SHA256Init(&context);
  uint8_t buffer[65536];
  size_t length = 0;
  while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0) {
    SHA256Update(&context, buffer, length);
  }
  rift_status status = ferror(stream) ? rift_error_system(error, "cannot read", path) : RIFT_OK;
  fclose(stream);
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256Final(digest, &context);
  to_text(digest, text);
  return status;
}

uint64_t rift_hash_id(const char *id) {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  digest_bytes(id, strlen(id), digest);
  uint64_t key = 0;
  for (size_t i = 0; i < 8; i++) {
    key = key << 8 | digest[i];
  }
  return key;
}
