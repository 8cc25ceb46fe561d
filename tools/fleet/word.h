/* word.h: short spellings as two machine words, to be compared and hashed without a loop. */
#ifndef FLEET_WORD_H
#define FLEET_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The first and the last eight bytes; of shorter ones, both halves of what there is. With the size
 * they tell spellings of at most 16 bytes apart; longer ones need their bytes too. */
typedef struct word2 {
    uint64_t first, last;
} word2;

enum { WORD_WHOLE = 16 };

static inline word2 word_of(const char *bytes, size_t size)
{
    word2 w = {0, 0};
    uint32_t a, b;
    if (size >= 8) {
        memcpy(&w.first, bytes, 8);
        memcpy(&w.last, bytes + size - 8, 8);
    } else if (size >= 4) {
        memcpy(&a, bytes, 4);
        memcpy(&b, bytes + size - 4, 4);
        w = (word2){a, b};
    } else if (size) {
        w.first = (unsigned char)bytes[0];
        w.last = (uint64_t)(unsigned char)bytes[size / 2] << 8 | (unsigned char)bytes[size - 1];
    }
    return w;
}

static inline bool word_same(word2 a, word2 b)
{
    return a.first == b.first && a.last == b.last;
}

static inline uint32_t word_hash(word2 w, uint32_t salt)
{
    uint64_t h = (w.first ^ salt) * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 32 ^ w.last) * 0xff51afd7ed558ccdu;
    return (uint32_t)(h >> 32);
}

#endif
