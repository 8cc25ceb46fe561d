/* advise_search.h: one part of advise's field, while changes and conditions are sought in it. */
#ifndef ADVISE_SEARCH_H
#define ADVISE_SEARCH_H

#include "advise.h"

enum { GOOD = 1 }; /* the set of the one state where no effect above the wanted level bears */

typedef struct search {
    advise *s;
    advise_part *part;
    uint32_t k;
    bool **in;         /* of each digit: the classes that are swept */
    bool **beyond;     /* the classes it may be changed to; NULL: none */
    bool *changed;     /* of each digit of the part */
    bool *needed;      /* a condition in any case, however many there are */
    bool *named;       /* changed, or a condition */
    uint32_t *counts;  /* classes of each digit of the part */
    uint64_t *strides; /* of what is named, while boxes are listed */
    uint8_t *states, *work;
    uint64_t size;
    size_t conditions; /* fewest so far, of this number of changes */
    int status;
    bool unswept;
    bool unfound; /* it would be reached by a text of which no example is known */
} search;

/* With the facts of t->changed, whose configurations are t->states: adds the ways with the fewest
 * conditions to the part, unless those found before need fewer. */
void advise_conditions(search *t);

#endif
