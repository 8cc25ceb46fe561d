/* sha256.c: SHA-256 over bytes in memory, from the tables and steps of FIPS 180-4.
 * It refuses nothing; invariant: the message length in bits fits 64 bits on every machine. */
#include "sha256.h"

#include <string.h>

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void schedule(const uint8_t *block, uint32_t w[64])
{
    for (int t = 0; t < 16; t++) {
        const uint8_t *p = block + 4 * t;

        w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (int t = 16; t < 64; t++) {
        const uint32_t x = w[t - 15], y = w[t - 2];

        w[t] = w[t - 16] + (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[t - 7] +
               (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
    }
}

/* One round; the caller turns the names instead of moving eight words. */
static inline void step(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
                        uint32_t g, uint32_t *h, uint32_t kw)
{
    const uint32_t one = *h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + kw;
    const uint32_t two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));

    *d += one;
    *h = one + two;
}

static void compress(uint32_t h[8], const uint8_t *block)
{
    uint32_t w[64], s[8];

    schedule(block, w);
    memcpy(s, h, sizeof s);
    for (int t = 0; t < 64; t += 8) {
        step(s[0], s[1], s[2], &s[3], s[4], s[5], s[6], &s[7], K[t] + w[t]);
        step(s[7], s[0], s[1], &s[2], s[3], s[4], s[5], &s[6], K[t + 1] + w[t + 1]);
        step(s[6], s[7], s[0], &s[1], s[2], s[3], s[4], &s[5], K[t + 2] + w[t + 2]);
        step(s[5], s[6], s[7], &s[0], s[1], s[2], s[3], &s[4], K[t + 3] + w[t + 3]);
        step(s[4], s[5], s[6], &s[7], s[0], s[1], s[2], &s[3], K[t + 4] + w[t + 4]);
        step(s[3], s[4], s[5], &s[6], s[7], s[0], s[1], &s[2], K[t + 5] + w[t + 5]);
        step(s[2], s[3], s[4], &s[5], s[6], s[7], s[0], &s[1], K[t + 6] + w[t + 6]);
        step(s[1], s[2], s[3], &s[4], s[5], s[6], s[7], &s[0], K[t + 7] + w[t + 7]);
    }
    for (int k = 0; k < 8; k++)
        h[k] += s[k];
}

void sha256(const void *bytes, size_t size, uint8_t out[32])
{
    uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const uint8_t *p = bytes;
    uint8_t tail[128] = {0};
    const size_t rest = size % 64, tail_size = rest < 56 ? 64 : 128;
    const uint64_t bits = (uint64_t)size * 8;

    for (size_t done = 0; done + 64 <= size; done += 64)
        compress(h, p + done);
    if (rest)
        memcpy(tail, p + (size - rest), rest);
    tail[rest] = 0x80;
    for (unsigned k = 0; k < 8; k++)
        tail[tail_size - 1 - k] = (uint8_t)(bits >> 8 * k);
    for (size_t done = 0; done < tail_size; done += 64)
        compress(h, tail + done);
    for (unsigned k = 0; k < 32; k++)
        out[k] = (uint8_t)(h[k / 4] >> (24 - 8 * (k % 4)));
}

void sha256_hex(const uint8_t hash[32], char out[65])
{
    static const char digits[] = "0123456789abcdef";

    for (int k = 0; k < 32; k++) {
        out[2 * k] = digits[hash[k] >> 4];
        out[2 * k + 1] = digits[hash[k] & 15];
    }
    out[64] = '\0';
}
