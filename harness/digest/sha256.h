/*
 * SHA-256, by the library that the system has: OpenSSL's libcrypto, or BCrypt
 * on Windows. A sum is written as sha256sum writes it, 64 hex digits.
 */
#ifndef OFFERCHECK_DIGEST_SHA256_H
#define OFFERCHECK_DIGEST_SHA256_H

#include <stdbool.h>
#include <stddef.h>

#define SHA256_HEX 65 /* with the NUL */

struct sha256 {
  void *state;
  void *provider; /* Windows' own */
  bool failed;
};

/* Begin, any number of pieces, end; what began must end. An error anywhere shows at the end: false. */
void sha256_begin(struct sha256 *ret_hash);
void sha256_add(struct sha256 *hash, const void *data, size_t size);
bool sha256_end(struct sha256 *hash, char ret_hex[SHA256_HEX]);

/* Of a file. False: it cannot be read, and errno says why. */
bool sha256_file(const char *path, char ret_hex[SHA256_HEX]);

#endif
