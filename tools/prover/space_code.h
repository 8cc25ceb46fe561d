/* space_code.h: what the files of the space share, private to tools/prover/space*.c.
 *
 * Refuses nothing. Invariant: rows of a space_code are those of its program; the leaves that hang
 * below a fact are all that the wanted results depend on.
 */
#ifndef SPACE_CODE_H
#define SPACE_CODE_H

#include "space.h"

#include "../../runtime/sweep_code.h"

struct space_rows {
    uint32_t results;
    uint8_t *op;
    uint32_t *a, *b;
    uint32_t *other; /* of a fact: the one of that name on the other side; CAV_NONE */
    bool *unlike;    /* of a fact: both sides have it, of another type or at another layer */
    /* Room for work on one space at a time: a space made of few results costs little. */
    uint8_t *mark;   /* of a result: met by the walk in hand */
    uint32_t *stack; /* results of the walk */
    uint32_t *next;  /* of a leaf: the next that reads the same fact, plus 1; in space_new alone */
};

struct space_code {
    const img *image;
    space_rows *rows;
    uint32_t *first; /* of a fact: the first leaf that a wanted result needs, plus 1; 0: not read */
    uint32_t *digit; /* of a fact: its digit; CAV_NONE. NULL before the first space_reads */
};

/* In space_cut.c: pieces and classes of a digit that is no text. */
void space_cut(space *s, space_digit *d);
/* In space_cut.c: pieces alone, in the order of the domain. */
void space_pieces(space *s, space_digit *d);
bool space_set_has(const img *i, uint32_t set, uint32_t class);
/* In space_text.c: the answers that texts can give. */
int space_texts(space *s, space_digit *d);
/* In space_cut.c: fills `values`, orders classes (found, then without example, then alone). */
void space_finish(space *s, space_digit *d);

void space_note_add(space *s, space_note note);

static inline bool space_is_leaf(const space_code *c, uint32_t result)
{
    return vm_rows[c->rows->op[result]].kind[0] == VM_KIND_fact;
}

/* Does a wanted result depend on the fact? */
static inline bool space_is_read(const space_code *c, uint32_t fact)
{
    return fact != CAV_NONE && c->first[fact] != 0;
}

/* A class of a digit under construction. */
space_class *space_class_add(space *s, space_digit *d, size_t *room);

#endif
