/* space_code.h: what the files of the space share, private to tools/prover/space*.c.
 *
 * Refuses nothing. Invariant: rows of a space_code are those of its program, `needed` the results
 * that the wanted ones depend on.
 */
#ifndef SPACE_CODE_H
#define SPACE_CODE_H

#include "space.h"

#include "../../runtime/sweep_code.h"

struct space_rows {
    uint32_t results;
    uint8_t *op;
    uint32_t *a, *b;
};

struct space_code {
    const img *image;
    const space_rows *rows;
    uint8_t *needed, *mark; /* of a result */
    uint32_t *stack;        /* room for each result, of a walk; NULL before the first */
    uint32_t *digit;        /* of a fact: its digit; CAV_NONE */
    bool *read;             /* of a fact: a wanted result depends on it */
};

/* In space_cut.c: pieces and classes of a digit that is no text. */
void space_cut(space *s, space_digit *d);
/* In space_text.c: the answers that texts can give. */
int space_texts(space *s, space_digit *d);
/* In space_cut.c: fills `values`, orders classes (found, then without example, then alone). */
void space_finish(space *s, space_digit *d);

void space_note_add(space *s, space_note note);

static inline bool space_is_leaf(const space_code *c, uint32_t result)
{
    return vm_rows[c->rows->op[result]].kind[0] == VM_KIND_fact;
}

/* Whether a result is needed and reads the fact: then what it asks, a set or a test. */
static inline bool space_asks(const space_code *c, uint32_t result, uint32_t fact, uint32_t *what)
{
    *what = c->rows->b[result];
    return c->needed[result] && space_is_leaf(c, result) && c->rows->a[result] == fact;
}

/* A class of a digit under construction. */
space_class *space_class_add(space *s, space_digit *d, size_t *room);

#endif
