// OpenSSL 3's libcrypto: the one place where the project's cryptography comes from.
#ifndef CCRYPTO_H
#define CCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

// Sets SHA-256 as the digest of an HMAC context; 1 when done. OSSL_PARAM lists are built by
// functions and ended by a sentinel, which Swift cannot say without unsafe pointers to its own
// stack.
int kopilka_mac_use_sha256(EVP_MAC_CTX *context);

#endif
