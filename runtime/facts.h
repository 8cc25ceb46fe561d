/* facts.h: the facts told about one machine, private to runtime/.
 *
 * Invariant: `words` and `bits` are what evaluation reads and always agree with the slots: the
 * classes a fact may be in (never none), and for each text test 1 can be true, 2 can be false.
 */
#ifndef CAV_FACTS_H
#define CAV_FACTS_H

#include "program.h"
#include "values.h"

enum { FACT_VALUES_MAX = 1024, FACT_REASON_MAX = 40 };

/* What a fact was set to; one block of `bytes`, constant once made. */
typedef struct fact_value {
    size_t bytes;
    uint32_t count;           /* of texts, as a fact file writes them */
    cav_knowledge knowledge;  /* UNKNOWN: a text that is too long */
    bool complete;            /* no value lacks anything: each is one point of the domain */
    value_lack lack;          /* of the only value */
    char reason[FACT_REASON_MAX]; /* "": none */
    uint32_t *words;
    uint8_t *bits;
    value_range *ranges;      /* of values that are no texts */
    const char **texts;
} fact_value;

typedef struct fact_slot {
    fact_value *now, *next;   /* NULL: unknown; next: while a change is under way */
    bool pending, told, next_told;
} fact_slot;

struct cav_facts {
    cav_env env;
    const cav_program *program;
    size_t bytes;
    uint32_t stated;          /* depth; CAV_NONE: not */
    uint32_t depth;
    uint32_t *words;
    uint8_t *bits;
    fact_slot *slots;
    uint32_t *in_layer;       /* how many facts of a layer are set */
};

/* The value as it will be once the change under way is made. */
static inline const fact_value *fact_pending(const cav_facts *facts, uint32_t fact)
{
    const fact_slot *slot = &facts->slots[fact];

    return slot->pending ? slot->next : slot->now;
}

/* In fact_value.c. CAV_BAD_VALUE is reported unless `quiet`. */
cav_status fact_value_new(const cav_facts *facts, uint32_t fact, const char *const *values,
                          uint32_t count, bool quiet, fact_value **out);
void fact_value_free(const cav_env *env, fact_value *value);

/* In facts.c: the size of a cav_facts; with `facts`, the block itself, its arrays are placed. */
uint64_t facts_lay_out(const cav_program *program, cav_facts *facts);

/* In derive.c: sets `next` of every fact that derives from a pending one. Fails for memory only. */
cav_status derive_pending(cav_facts *facts);

#endif
