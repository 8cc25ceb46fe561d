/* eval.c: the scalar engine: each run of ops.def's instructions is one tight loop.
 *
 * It checks nothing, allocates nothing and calls nothing: the verifier proved that every operand is
 * in range. Refuses nothing. Invariant: a result depends only on facts and on earlier results.
 */
#include "eval.h"

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

typedef struct vm {
    const uint32_t *words, *word_at; /* classes that facts may be in */
    const uint8_t *bits;             /* answers of text tests */
    const uint8_t *sets, *set_words; /* records of SETS and SETWORDS */
} vm;

/* Fact a is in set b: true if what it may be meets the set, false if it reaches outside. */
static ALWAYS_INLINE vm_truth leaf_IN(const vm *m, uint32_t a, uint32_t b)
{
    const uint8_t *set = m->sets + (size_t)b * 4 * IMG_SETS_FIELDS;
    const uint8_t *bits = m->set_words + (size_t)img_get32(set + 4 * IMG_SETS_words) * 4;
    const uint32_t *words = m->words + m->word_at[a];
    uint32_t inside = *words & img_get32(bits), outside = *words & ~img_get32(bits);

    for (uint32_t n = img_get32(set + 4 * IMG_SETS_nwords); n > 1; n--) {
        bits += 4;
        words++;
        inside |= *words & img_get32(bits);
        outside |= *words & ~img_get32(bits);
    }
    return (vm_truth){inside != 0, outside != 0};
}

/* Text fact a passes test b: judged when the fact was set. */
static ALWAYS_INLINE vm_truth leaf_TEXT(const vm *m, uint32_t a, uint32_t b)
{
    (void)a;
    return (vm_truth){m->bits[b] & 1, m->bits[b] >> 1};
}

static ALWAYS_INLINE uint32_t get(const uint8_t *p, unsigned width)
{
    return width == 2 ? img_get16(p) : img_get32(p);
}

/* One body for both operand widths; `width` is a constant where this is inlined. */
static ALWAYS_INLINE void run_all(vm m, const uint8_t *p, const uint8_t *end, vm_truth *all,
                                  uint32_t at, unsigned width)
{
    while (p < end) {
        const uint32_t op = get(p, width);
        uint32_t n = get(p + width, width);

        p += 2 * width;
        switch (op) {
#define LEAF(NAME, kind_a, kind_b, doc) \
    case VM_##NAME: \
        for (; n; n--, p += 2 * width) \
            all[at++] = leaf_##NAME(&m, get(p, width), get(p + width, width)); \
        break;
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) \
    case VM_##NAME: \
        for (; n; n--, p += 2 * width) { \
            const vm_truth a = all[get(p, width)], b = all[get(p + width, width)]; \
            (void)b; \
            all[at++] = (vm_truth){(uint8_t)(can_true), (uint8_t)(can_false)}; \
        } \
        break;
#include "ops.def"
        }
    }
}

void vm_run(const cav_program *program, const cav_facts *facts, img_section code, vm_truth *out)
{
    const img *i = &program->image;
    const uint8_t *p = i->bytes + i->at[code].offset, *end = p + i->at[code].size;
    const uint32_t at = code == IMG_CODE ? 0 : IMG_GET(i, META, 0, results);
    const vm m = {facts->words, program->more->word_at, facts->bits,
                  i->bytes + i->at[IMG_SETS].offset, i->bytes + i->at[IMG_SETWORDS].offset};

    if (IMG_GET(i, META, 0, operand) == 2)
        run_all(m, p, end, out, at, 2);
    else
        run_all(m, p, end, out, at, 4);
}
