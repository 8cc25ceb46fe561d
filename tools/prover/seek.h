/* seek.h: is there a configuration in which certain results have certain truths?
 *
 * Reading order: goals, a question, asking it. A configuration is built fact by fact and judged as
 * far as it goes: what is known of a part holds for everything that the part can become, so whole
 * regions are settled by one judgement. Where no value of a fact helps, the search goes back to the
 * last fact that had a say in the failure, so facts that have nothing to do with each other are
 * never multiplied.
 *
 * Invariants: SEEK_NONE is a proof over all classes of the space, texts without example included.
 * What is found holds however the facts that it leaves open turn out.
 */
#ifndef SEEK_H
#define SEEK_H

#include "space.h"

#define SEEK_CASES_MAX (UINT64_C(1) << 20) /* judgements for one question */

typedef struct seek_goal {
    uint32_t value; /* a result of side 0: cav_wide_value, cav_cond.value; one of space.wanted */
    uint32_t other; /* CAV_NONE; or of side 1: then the two differ (`want`) or agree */
    bool want;
} seek_goal;

typedef enum seek_answer {
    SEEK_FOUND,
    SEEK_NONE, /* proved */
    SEEK_OPEN  /* too many cases, or texts of which none is known may do it */
} seek_answer;

typedef struct seek {
    app *app;
    const space *space;
    seek_goal *goals;
    size_t count, room;
    uint32_t depth;    /* only where the deepest layer is at least this one */
    uint32_t *example; /* found: the fewest facts that still show it, as a space's choice */
    uint64_t most;     /* judgements it may take: SEEK_CASES_MAX or fewer */
    uint64_t cases;    /* and took */
} seek;

void seek_init(app *a, const space *s, seek *k);
/* Adds a goal; value CAV_NONE, a thing that the program has not, adds nothing. */
void seek_want(seek *k, uint32_t value, bool want);
void seek_want_differ(seek *k, uint32_t value, uint32_t other);
/* A status with its message, or TOOL_OK and the answer. */
int seek_run(seek *k, seek_answer *answer);
/* The example as a fact file, in the app's pool. */
const char *seek_example(const seek *k);

#endif
