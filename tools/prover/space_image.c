/* space_image.c: keys, classes and answers as the runtime holds them; see space_image.h. */
#include "space_image.h"

#include "../../runtime/facts.h"
#include "../../runtime/result.h"

#include <string.h>

_Static_assert((int)SPACE_KEY == (int)KEY_WORDS, "a key is what the runtime takes for one");

void space_key_number(int64_t number, uint32_t key[SPACE_KEY])
{
    memset(key, 0, SPACE_KEY * sizeof *key);
    key[0] = (uint32_t)((uint64_t)number >> 32) ^ 0x80000000u; /* negative ones first */
    key[1] = (uint32_t)(uint64_t)number;
}

void space_piece_key(const img *i, uint32_t fact, uint32_t k, uint32_t key[SPACE_KEY])
{
    value_piece_key(i, (cav_type)IMG_GET(i, FACTS, fact, type), IMG_GET(i, FACTS, fact, pieces) + k,
                    k, key);
}

uint32_t space_class_at(const img *i, uint32_t fact, const uint32_t key[SPACE_KEY])
{
    uint32_t low = 0, high = IMG_GET(i, FACTS, fact, npieces), at[SPACE_KEY];
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        space_piece_key(i, fact, middle, at);
        if (value_compare(at, key) <= 0)
            low = middle;
        else
            high = middle;
    }
    return IMG_GET(i, PIECES, IMG_GET(i, FACTS, fact, pieces) + low, class);
}

bool space_in_class(const cav_program *program, const cav_facts *facts, uint32_t fact,
                    uint32_t class)
{
    return facts->words[program->more->word_at[fact] + class / 32] >> class % 32 & 1;
}

bool space_is_true(const cav_result *result, uint32_t value)
{
    return result_truth(result, value) == CAV_TRUE;
}

cav_truth space_answer(const img *i, const cav_facts *facts, uint32_t fact, uint32_t k)
{
    return (cav_truth)facts->bits[IMG_GET(i, FACTS, fact, tests) + k];
}
