// OpenSSL 3's libcrypto: the one place where the project's cryptography comes from.
#ifndef CCRYPTO_H
#define CCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#endif
