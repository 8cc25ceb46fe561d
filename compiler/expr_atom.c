/* expr_atom.c: conditions on one fact that questions are mixed into, made exact.
 *
 * Depth and wanted features are never unknown, so `(q or f is a) and (q or f is not a)` reads one
 * fact: it is rewritten as one set of f for every answer to q. At most ANSWERS_MAX answers are
 * tried; beyond, NULL is answered and the chain stays strong Kleene, which is sound. Invariant: in
 * what it makes, exactly one alternative is in force for any answer.
 */
#include "expr.h"

#define ANSWERS_MAX 256

typedef struct atom {
    expr_table *t;
    expr_kind op;
    expr *const *kids;
    uint32_t nkids;
    uint32_t fact;
    uint32_t *questions, nquestions;
    uint32_t *answer; /* per question fact */
} atom;

static void collect(atom *a, const expr *e)
{
    for (uint32_t i = 0; i < e->nkids; i++)
        collect(a, e->kids[i]);
    if (e->kind != EXPR_SET || !expr_is_question(a->t, e->fact))
        return;
    for (uint32_t i = 0; i < a->nquestions; i++)
        if (a->questions[i] == e->fact)
            return;
    a->questions[a->nquestions++] = e->fact;
}

static type_set everything(const atom *a)
{
    type_set s = {arena_alloc(a->t->arena, sizeof *s.at), 1};

    s.at[0] = (type_interval){{{0}}, a->t->facts[a->fact].end};
    return s;
}

static bool holds(const type_set *set, uint32_t value)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->at[i].low.w[0] <= value && value < set->at[i].high.w[0])
            return true;
    return false;
}

/* The values of the fact for which it is true, under the answers in hand. */
static type_set values_of(const atom *a, const expr *e);

static type_set values_of_chain(const atom *a, expr_kind op, expr *const *kids, uint32_t n)
{
    type_set s = values_of(a, kids[0]);

    for (uint32_t i = 1; i < n; i++)
        s = op == EXPR_AND ? type_set_and(a->t->arena, s, values_of(a, kids[i]))
                           : type_set_or(a->t->arena, s, values_of(a, kids[i]));
    return s;
}

static type_set values_of(const atom *a, const expr *e)
{
    if (e->kind != EXPR_SET)
        return values_of_chain(a, e->kind, e->kids, e->nkids);
    if (!expr_is_question(a->t, e->fact))
        return e->set;
    return holds(&e->set, a->answer[e->fact]) ? everything(a) : (type_set){NULL, 0};
}

/* Questions k and on: for each answer to question k what the rest becomes, equal ones together. */
static expr *expand(atom *a, uint32_t k)
{
    uint32_t question, values, n = 0;
    expr **parts, **either;

    if (k == a->nquestions)
        return expr_set(a->t, a->fact, values_of_chain(a, a->op, a->kids, a->nkids));
    question = a->questions[k];
    values = a->t->facts[question].end.w[0];
    parts = arena_alloc(a->t->arena, values * sizeof *parts);
    either = arena_alloc(a->t->arena, values * sizeof *either);
    for (uint32_t v = 0; v < values; v++) {
        a->answer[question] = v;
        parts[v] = expand(a, k + 1);
    }
    for (uint32_t v = 0; v < values; v++) {
        type_set when = {NULL, 0};
        expr **both, *part = parts[v];
        for (uint32_t u = v; part && u < values; u++) {
            type_interval one = {{{u}}, {{u + 1}}};
            if (parts[u] != part)
                continue;
            parts[u] = NULL;
            when = type_set_or(a->t->arena, when, (type_set){&one, 1});
        }
        if (!part)
            continue;
        both = arena_alloc(a->t->arena, 2 * sizeof *both); /* a chain keeps its list */
        both[0] = expr_set(a->t, question, when);
        both[1] = part;
        either[n++] = expr_chain(a->t, EXPR_AND, both, 2);
    }
    return expr_chain(a->t, EXPR_OR, either, n);
}

expr *expr_atom(expr_table *t, expr_kind op, expr *const *kids, uint32_t n)
{
    atom a = {.t = t, .op = op, .kids = kids, .nkids = n, .fact = kids[0]->only};
    uint64_t answers = 1;

    a.questions = arena_alloc(t->arena, t->nfacts * sizeof *a.questions);
    a.answer = arena_alloc(t->arena, t->nfacts * sizeof *a.answer);
    for (uint32_t i = 0; i < n; i++)
        collect(&a, kids[i]);
    for (uint32_t i = 0; i < a.nquestions && answers <= ANSWERS_MAX; i++)
        answers *= t->facts[a.questions[i]].end.w[0];
    return answers <= ANSWERS_MAX ? expand(&a, 0) : NULL;
}
