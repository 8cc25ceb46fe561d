/* advise.h: the nearest configurations that reach a level: fewest known facts changed, then fewest
 * conditions on facts that are not known.
 *
 * A way holds for every possible configuration of the facts it does not name. Facts that are
 * `fixed` never change; the depth and what is wanted are held. Invariant: every way listed was
 * swept, and one configuration of each answer was confirmed by cav_evaluate.
 */
#ifndef ADVISE_H
#define ADVISE_H

#include "field.h"

typedef struct advise_step {
    uint32_t digit;
    bool change; /* of a known fact; else a condition on what is not fully known */
    bool *in;    /* classes: any of them will do */
    uint32_t nearest;
    const char *name;
} advise_step;

typedef struct advise_way {
    advise_step *steps; /* changes first */
    size_t count, changes;
} advise_way;

typedef struct advise_part { /* facts that share no rule with those of another part */
    uint32_t *digits;
    size_t ndigits;
    advise_way *ways; /* alternatives: the fewest changes, then the fewest conditions */
    size_t count, room;
    bool more; /* there are others, not listed */
    bool stuck;
} advise_part;

enum { ADVISE_WAYS = 8 }; /* alternatives of a part that are listed */

typedef enum advise_result {
    ADVISE_NOTHING, /* it is reached already, or the pack does not apply */
    ADVISE_WAYS_FOUND,
    ADVISE_STUCK,
    ADVISE_UNSWEPT
} advise_result;

typedef struct advise {
    app *app;
    field field;
    advise_result result;
    int require;
    cav_verdict check;
    advise_part *parts;
    size_t changes, conditions; /* of the nearest configurations */
    uint64_t left, folds;       /* what may still be spent on sweeps, and on conditions */
    uint32_t *example;          /* a choice of the space that reaches it; NULL: none was found */
    uint32_t *blame;            /* where stuck: effects that remain with the fixed facts alone */
    size_t nblame, rblame;
    bool certain; /* each of them in every configuration; else no one alone */
} advise;

/* `now`: the verdict of these facts. `most`: changes that are tried, SIZE_MAX: as many as it takes.
 */
int advise_make(app *a, const pack *p, const cav_facts *facts, const cav_result *result,
                const cav_verdict *now, int require, size_t most, advise *out);
void advise_free(advise *s);

#endif
