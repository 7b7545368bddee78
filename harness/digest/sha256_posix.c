#include "digest/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>

#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define MARK_INITIALIZED(address, size) __msan_unpoison(address, size)
/* The library has no sanitizer: what it hands to strcmp and the like is no matter of ours. */
#define LIBRARY_BEGINS() __msan_scoped_disable_interceptor_checks()
#define LIBRARY_ENDS() __msan_scoped_enable_interceptor_checks()
#endif
#endif
#ifndef MARK_INITIALIZED
#define MARK_INITIALIZED(address, size) ((void)0)
#define LIBRARY_BEGINS() ((void)0)
#define LIBRARY_ENDS() ((void)0)
#endif

void sha256_begin(struct sha256 *ret_hash)
{
  EVP_MD_CTX *context;

  LIBRARY_BEGINS();
  /* No configuration file has a say in a sum. */
  context = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) == 1 ? EVP_MD_CTX_new() : NULL;
  ret_hash->state = context;
  ret_hash->provider = NULL;
  ret_hash->failed = context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1;
  LIBRARY_ENDS();
}

void sha256_add(struct sha256 *hash, const void *data, size_t size)
{
  if (!hash->failed)
    hash->failed = EVP_DigestUpdate(hash->state, data, size) != 1;
}

bool sha256_end(struct sha256 *hash, char ret_hex[SHA256_HEX])
{
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;

  if (!hash->failed)
    hash->failed = EVP_DigestFinal_ex(hash->state, digest, &length) != 1;
  MARK_INITIALIZED(digest, sizeof digest);
  MARK_INITIALIZED(&length, sizeof length);
  for (unsigned i = 0; !hash->failed && i < length; i++)
    snprintf(ret_hex + i * 2, 3, "%02x", digest[i]);
  EVP_MD_CTX_free(hash->state);
  hash->state = NULL;
  return !hash->failed;
}
