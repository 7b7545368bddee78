#include "digest/sha256.h"

#include <stdio.h>
#include <windows.h>

#include <bcrypt.h>

#define PIECE_MAX (1u << 30) /* what one call takes is counted in 32 bits */

void sha256_begin(struct sha256 *ret_hash)
{
  ret_hash->state = NULL;
  ret_hash->provider = NULL;
  ret_hash->failed = BCryptOpenAlgorithmProvider(&ret_hash->provider, BCRYPT_SHA256_ALGORITHM, NULL, 0) < 0 ||
                     BCryptCreateHash(ret_hash->provider, &ret_hash->state, NULL, 0, NULL, 0, 0) < 0;
}

void sha256_add(struct sha256 *hash, const void *data, size_t size)
{
  const UCHAR *at = data;

  for (size_t piece; !hash->failed && size > 0; at += piece, size -= piece) {
    piece = size < PIECE_MAX ? size : PIECE_MAX;
    hash->failed = BCryptHashData(hash->state, (UCHAR *)at, (ULONG)piece, 0) < 0;
  }
}

bool sha256_end(struct sha256 *hash, char ret_hex[SHA256_HEX])
{
  UCHAR digest[32];

  if (!hash->failed)
    hash->failed = BCryptFinishHash(hash->state, digest, sizeof digest, 0) < 0;
  for (unsigned i = 0; !hash->failed && i < sizeof digest; i++)
    snprintf(ret_hex + i * 2, 3, "%02x", digest[i]);
  if (hash->state != NULL)
    BCryptDestroyHash(hash->state);
  if (hash->provider != NULL)
    BCryptCloseAlgorithmProvider(hash->provider, 0);
  return !hash->failed;
}
