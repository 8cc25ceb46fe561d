/* expr.h: conditions as normal forms: what the code computes, before it is numbered.
 *
 * Negation stands only in leaves; chains of one operator are flat; all parts of a chain that read
 * the same single fact are one leaf, so a condition on one fact is one atom however it is written;
 * where questions (depth, wanted features) are mixed in, one leaf for each answer they may have.
 * Equal expressions are one node (compare pointers). Refuses nothing. Invariant: a chain has at
 * least two kids, none of them a chain of its own operator or a constant.
 */
#ifndef EXPR_H
#define EXPR_H

#include "types.h"

#define EXPR_NO_FACT CAV_NONE     /* questions only */
#define EXPR_FACTS (CAV_NONE - 1) /* several */

typedef enum expr_kind { EXPR_SET, EXPR_TEXT, EXPR_AND, EXPR_OR } expr_kind;

typedef struct expr {
    expr_kind kind;
    uint32_t fact; /* leaves: index in the image */
    type_set set;  /* SET */
    uint32_t test; /* TEXT: index among the fact's tests */
    uint32_t only; /* the one fact it reads, questions aside; EXPR_NO_FACT, EXPR_FACTS */
    struct expr **kids;
    uint32_t nkids;
    struct expr *negation; /* once asked for */
    struct expr *chained;  /* hash chain */
    uint32_t hash, id;
    /* numbering (number.c) */
    bool seen;
    uint32_t height, rank, node;
    struct expr **ranked; /* kids in rank order */
} expr;

/* A test on a text: primitive or made of earlier ones (cav_test, as in the image). */
typedef struct expr_test {
    uint32_t kind, a, b;
    const char *text; /* primitives */
} expr_test;

/* A fact as the image has it: one per layer, and the questions. */
typedef struct expr_fact {
    const ast_fact *fact;       /* NULL: a question */
    const ast_feature *feature; /* a wanted question */
    uint32_t layer;             /* CAV_NONE: a question */
    cav_type type;
    type_key end; /* of its domain */
    ARENA_VECTOR(expr_test) tests;
} expr_fact;

typedef struct expr_table {
    cavc_unit *unit;
    arena *arena;
    expr_fact *facts;
    uint32_t nfacts;
    expr **slots;
    uint32_t room, count;
    expr *yes, *no;
    unsigned stamp; /* marks defines and features a walk has met */
} expr_table;

expr_table *expr_new(cavc_unit *unit);
bool expr_is_question(const expr_table *t, uint32_t fact);
uint32_t expr_fact_index(const expr_table *t, const ast_fact *fact, uint32_t layer);

expr *expr_of(expr_table *t, ast_cond *cond);
expr *expr_not(expr_table *t, expr *e);
expr *expr_and(expr_table *t, expr *a, expr *b);
expr *expr_in_use(expr_table *t, ast_feature *feature); /* wanted, or its own clause in scope */
expr *expr_scope(expr_table *t, uint32_t layer);        /* that layer exists; CAV_NONE: yes */

/* For expr_atom.c: leaves and chains as they are, the latter without looking for atoms. A chain
 * sorts and keeps `kids`, which must live in the arena. */
expr *expr_set(expr_table *t, uint32_t fact, type_set set);
expr *expr_chain(expr_table *t, expr_kind op, expr **kids, uint32_t n);
/* Kids of one chain that all read the same fact, and questions: one expression that is exact
 * however much of the fact is known. NULL: too many answers to try. (expr_atom.c) */
expr *expr_atom(expr_table *t, expr_kind op, expr *const *kids, uint32_t n);

/* Deepest layer whose facts the condition names, through defines, not through features. */
uint32_t expr_deepest(expr_table *t, const ast_cond *cond);
/* Calls `fact` for every fact it reads, through both; maybe more than once. NULL cond: none. */
void expr_reads(expr_table *t, const ast_cond *cond, void (*fact)(void *context, uint32_t index),
                void *context);
/* Begins a walk: what one walk met is not entered again. */
void expr_walk(expr_table *t);

#endif
