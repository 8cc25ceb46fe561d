/* random.h: random programs in asm.h's notation, and random machines for them.
 *
 * Facts are questions, flags, sets of names, numbers with up to 400 classes and texts; sets are
 * empty, full, ranges or anything; machines know, half know or do not know their facts. Invariant:
 * the same seed gives the same program and the same machines.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include "support.h"

enum { RANDOM_FACTS = 9, RANDOM_QUESTIONS = 3, RANDOM_FEATURES = 2, RANDOM_LAYERS = 4 };

typedef struct random_text {
    char text[1 << 18];
    size_t used;
    uint64_t seed;
    uint32_t classes[RANDOM_FACTS], type[RANDOM_FACTS], pieces, words, sets, tests;
    uint32_t first_set[RANDOM_FACTS], nsets[RANDOM_FACTS];
    uint32_t first_test[RANDOM_FACTS], ntests[RANDOM_FACTS];
    uint32_t results;
} random_text;

void random_program(random_text *p, uint64_t seed);
void random_facts(random_text *p, cav_facts *facts);
uint32_t random_draw(random_text *p, uint32_t below);

#endif
