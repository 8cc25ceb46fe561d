/* sha256.h: SHA-256 (FIPS 180-4), for source identities and image names. */
#ifndef CAV_SHA256_H
#define CAV_SHA256_H
#include <stddef.h>
#include <stdint.h>
void sha256(const void *bytes, size_t size, uint8_t out[32]);
void sha256_hex(const uint8_t hash[32], char out[65]);
#endif
