/* hints.h: what was probably meant where the parser found what cannot stand there.
 *
 * Decides and reports nothing; syntax.c asks. Invariant: a hint is a finished sentence, or NULL
 * where nothing can be guessed.
 */
#ifndef HINTS_H
#define HINTS_H

#include "parse.h"

/* The tokens that may stand there, by their names in the grammar. */
typedef struct expectation {
    const char *const *names;
    int count;
    bool used[256]; /* already said */
    const char *said[8];
    int nsaid;
} expectation;

/* All that a hint is made from. */
typedef struct question {
    ast_builder *b;
    ast_range at, before, third;    /* what was found, and the two tokens before it */
    const char *found;              /* the token's name in the grammar */
    const char *text, *last, *lead; /* their texts */
    const expectation *e;
} question;

int hints_find(const expectation *e, const char *name); /* -1: it is not expected */
bool hints_expect(const expectation *e, const char *name);
/* It alone is expected. */
bool hints_alone(const question *q, const char *name);
/* Nothing is missing before what was found. */
bool hints_whole(const expectation *e);
/* Where the word before what was found is at fault: what to write instead of it; else NULL. */
const char *hints_misplaced(const question *q);
const char *hints_for(const question *q);

#endif
