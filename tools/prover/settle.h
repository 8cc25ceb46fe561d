/* settle.h: which of the facts that are not known matter: the smallest sets of them that settle a
 * verdict, and what each of their values makes of it.
 *
 * A set settles the verdict if, whatever its facts turn out to be within what is known, every
 * possible configuration of all other facts has one status. Invariant: where `complete`, the sets
 * are all of the smallest size, and `states` are exactly the statuses that some possible
 * configuration has. Combinations of a text's tests of which no text was found count as possible;
 * where that makes a difference it is not complete.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include "field.h"

typedef struct settle_outcome { /* values of a fact that come to the same */
    bool *in;                   /* classes of its digit */
    const char *name;
    uint8_t states; /* 0: no configuration with it is possible */
} settle_outcome;

typedef struct settle_fact { /* one that stands in some smallest set */
    uint32_t digit;
    bool always; /* in every set that settles it, however large */
    settle_outcome *outcomes;
    size_t count, room;
    uint32_t classes, settling; /* possible ones, and those of them that settle it alone */
    unsigned left;              /* statuses that remain in the worst case */
} settle_fact;

typedef struct settle_set {
    uint32_t *digits;
    size_t count;
} settle_set;

typedef struct settle_part {
    uint32_t *digits;
    size_t ndigits;
    uint64_t size; /* configurations; 0: more than 2^63 */
    bool swept;
    uint8_t states;
    settle_set *sets; /* the smallest, of this part's facts; all of one size */
    size_t count, room;
    bool bounded; /* smaller sets, or further ones of this size, may be there */
    bool *always;
    uint8_t *judged; /* of its configurations; freed by settle_free */
} settle_part;

enum { SETTLE_SETS = 12 }; /* sets that are listed */

typedef struct settle {
    app *app;
    field field;
    uint32_t feature;
    cav_verdict check; /* what check says */
    bool complete;     /* every part was swept, and its smallest sets are known */
    bool exact;        /* every part was swept: `states` holds */
    bool doubtful;     /* less would be open if texts of which no example is known do not exist */
    uint8_t states;    /* 0: nothing is possible */
    uint64_t configurations;
    settle_part *parts;
    settle_set sets[SETTLE_SETS]; /* each settles the verdict */
    size_t count;
    uint64_t more;      /* sets of the same size that are not listed */
    settle_fact *facts; /* the most useful first */
    size_t nfacts, rfacts;
    uint32_t *unneeded; /* facts that check calls missing, in none of the sets */
    size_t nunneeded, runneeded;
} settle;

/* About the k-th pack. */
int settle_make(const session *s, uint32_t k, uint32_t feature, settle *out);
void settle_free(settle *s);

#endif
