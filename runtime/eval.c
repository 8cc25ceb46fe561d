/* eval.c: the scalar engine: each run of ops.def's instructions is one tight loop.
 *
 * It checks nothing, allocates nothing and calls nothing: the verifier proved that every operand is
 * in range, and program.c laid out what leaves read. Refuses nothing. Invariant: a result depends
 * only on facts and on earlier results.
 */
#include "eval.h"

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

static ALWAYS_INLINE uint32_t get(const uint8_t *p, unsigned width)
{
    return width == 2 ? img_get16(p) : img_get32(p);
}

/* Facts of more than 32 classes: what lies in their further words is added to the first one's. */
static void add_far(const uint32_t *words, const program_run *run, vm_truth *out)
{
    const program_far *far = run->far;

    for (uint32_t n = run->nfar; n; n--, far++) {
        const uint32_t may = words[far->leaf.word];

        out[far->at].t |= (may & far->leaf.mask) != 0;
        out[far->at].f |= (may & ~far->leaf.mask) != 0;
    }
}

/* Fact a is in set b: true if what it may be meets the set, false if it reaches outside. */
static ALWAYS_INLINE void leaves_IN(const cav_facts *facts, const program_run *run, vm_truth *out,
                                    unsigned width)
{
    const uint32_t *words = facts->words;
    const program_leaf *leaf = run->leaves;

    (void)width;
    for (uint32_t n = 0; n < run->count; n++) {
        const uint32_t may = words[leaf[n].word], mask = leaf[n].mask;

        out[n] = (vm_truth){(may & mask) != 0, (may & ~mask) != 0};
    }
    if (run->nfar)
        add_far(words, run, out);
}

/* Text fact a passes test b: judged when the fact was set. */
static ALWAYS_INLINE void leaves_TEXT(const cav_facts *facts, const program_run *run, vm_truth *out,
                                      unsigned width)
{
    const uint8_t *p = run->operands + width;

    for (uint32_t n = run->count; n; n--, p += 2 * width, out++) {
        const uint8_t bits = facts->bits[get(p, width)];

        *out = (vm_truth){bits & 1, bits >> 1};
    }
}

/* One body for both operand widths; `width` is a constant where this is inlined. */
static ALWAYS_INLINE void run_all(const cav_facts *facts, const program_run *run,
                                  const program_run *end, vm_truth *all, unsigned width)
{
    for (; run < end; run++) {
        const uint8_t *p = run->operands;
        vm_truth *out = all + run->first, *const last = out + run->count;

        switch (run->op) {
#define LEAF(NAME, kind_a, kind_b, doc)                                                            \
    case VM_##NAME:                                                                                \
        leaves_##NAME(facts, run, out, width);                                                     \
        break;
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc)                                      \
    case VM_##NAME:                                                                                \
        for (; out < last; p += 2 * width) {                                                       \
            const vm_truth a = all[get(p, width)], b = all[get(p + width, width)];                 \
            (void)b;                                                                               \
            *out++ = (vm_truth){(uint8_t)(can_true), (uint8_t)(can_false)};                        \
        }                                                                                          \
        break;
#include "ops.def"
        }
    }
}

void vm_run(const cav_program *program, const cav_facts *facts, bool explain, vm_truth *all)
{
    const struct program_more *more = program->more;
    const program_run *run = more->runs + (explain ? more->code_runs : 0);
    const program_run *end = more->runs + (explain ? more->nruns : more->code_runs);

    if (IMG_GET(&program->image, META, 0, operand) == 2)
        run_all(facts, run, end, all, 2);
    else
        run_all(facts, run, end, all, 4);
}
