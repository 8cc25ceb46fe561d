/* advise_out.h: what advise found, for people or as JSON, into app->out. */
#ifndef ADVISE_OUT_H
#define ADVISE_OUT_H

#include "advise.h"

typedef struct advise_less { /* the same, but less is asked for */
    const char *feature;     /* done without; NULL: a smaller depth */
    uint32_t depth;
    advise of;
} advise_less;

typedef struct advised { /* one pack */
    advise of;
    advise_less *less; /* those that reach it */
    size_t nless, rless;
} advised;

/* One for each pack of the session. */
void advise_write(session *s, const advised *all);

#endif
