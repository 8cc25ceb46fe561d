/* expr.c: conditions to normal forms (see expr.h).
 *
 * Refuses nothing: resolve and check passed the tree. Invariant: nodes are interned, so building
 * the same expression twice gives the same pointer.
 */
#include "expr.h"

#include <stdlib.h>
#include <string.h>

#include "expr_text.h"

/* -- the table -- */

static void add_fact(expr_table *t, const ast_fact *fact, uint32_t layer)
{
    t->facts[t->nfacts++] = (expr_fact){.fact = fact,
                                        .layer = layer,
                                        .type = (cav_type)fact->type,
                                        .end = type_domain_end(t->unit, fact)};
}

/* Questions first, then the facts, layer by layer. */
static void add_facts(expr_table *t)
{
    cavc_unit *unit = t->unit;
    size_t room = 1 + unit->features.count + unit->facts.count * (unit->layers.count + 1);

    t->facts = arena_alloc(t->arena, room * sizeof *t->facts);
    t->facts[t->nfacts++] =
        (expr_fact){.layer = CAV_NONE, .type = CAV_DEPTH, .end = {{(uint32_t)unit->layers.count}}};
    for (size_t i = 0; i < unit->features.count; i++)
        t->facts[t->nfacts++] = (expr_fact){
            .feature = unit->features.at[i], .layer = CAV_NONE, .type = CAV_WANTED, .end = {{2}}};
    for (uint32_t layer = 0; layer < unit->layers.count; layer++)
        for (size_t i = 0; i < unit->facts.count; i++)
            if (unit->facts.at[i]->layer_mask >> layer & 1)
                add_fact(t, unit->facts.at[i], layer);
}

/* Where each fact's layers stand, so that a look-up needs no search. */
static void index_facts(expr_table *t)
{
    uint32_t layers = (uint32_t)t->unit->layers.count;

    for (size_t i = 0; i < t->unit->facts.count; i++)
        t->unit->facts.at[i]->more = arena_alloc(t->arena, layers * sizeof(uint32_t));
    for (uint32_t i = 0; i < t->nfacts; i++)
        if (t->facts[i].fact)
            ((uint32_t *)t->facts[i].fact->more)[t->facts[i].layer] = i;
}

uint32_t expr_fact_index(const expr_table *t, const ast_fact *fact, uint32_t layer)
{
    (void)t;
    return ((const uint32_t *)fact->more)[layer];
}

static expr *set_leaf(expr_table *t, uint32_t fact, type_set set);

expr_table *expr_new(cavc_unit *unit)
{
    expr_table *t = ARENA_NEW(&unit->arena, expr_table);

    t->unit = unit;
    t->arena = &unit->arena;
    t->stamp = 16; /* above the marks of check.c */
    add_facts(t);
    index_facts(t);
    for (size_t i = 0; i < unit->defines.count; i++) {
        unit->defines.at[i]->more = NULL;
        unit->defines.at[i]->mark = 0; /* an earlier table's walks met it */
    }
    for (size_t i = 0; i < unit->features.count; i++) {
        unit->features.at[i]->more = NULL;
        unit->features.at[i]->mark = 0;
    }
    t->no = set_leaf(t, 0, (type_set){NULL, 0});
    t->yes = expr_not(t, t->no);
    return t;
}

/* -- interning -- */

static uint32_t mix(uint32_t h, uint32_t v)
{
    return (h ^ v) * 0x9e3779b1u + (h >> 15);
}

static uint32_t hash_expr(const expr *e)
{
    uint32_t h = mix(mix(2166136261u, (uint32_t)e->kind), e->fact);

    h = mix(h, e->test);
    for (uint32_t i = 0; i < e->set.count; i++)
        for (int w = 0; w < KEY_WORDS; w++)
            h = mix(mix(h, e->set.at[i].low.w[w]), e->set.at[i].high.w[w]);
    for (uint32_t i = 0; i < e->nkids; i++)
        h = mix(h, e->kids[i]->id);
    return h ^ h >> 16;
}

static bool equal(const expr *a, const expr *b)
{
    return a->kind == b->kind && a->fact == b->fact && a->test == b->test &&
           a->set.count == b->set.count && a->nkids == b->nkids &&
           (!a->set.count || !memcmp(a->set.at, b->set.at, a->set.count * sizeof *a->set.at)) &&
           (!a->nkids || !memcmp(a->kids, b->kids, a->nkids * sizeof(expr *)));
}

static void grow(expr_table *t)
{
    expr **old = t->slots;
    uint32_t room = t->room;

    t->room = room ? 2 * room : 256;
    t->slots = arena_alloc(t->arena, t->room * sizeof *t->slots);
    for (uint32_t i = 0; i < room; i++) {
        for (expr *e = old[i], *next; e; e = next) {
            next = e->chained;
            e->chained = t->slots[e->hash & (t->room - 1)];
            t->slots[e->hash & (t->room - 1)] = e;
        }
    }
}

bool expr_is_question(const expr_table *t, uint32_t fact)
{
    return !t->facts[fact].fact;
}

static uint32_t only_fact(const expr_table *t, const expr *e)
{
    uint32_t only = EXPR_NO_FACT;

    if (e->kind <= EXPR_TEXT)
        return expr_is_question(t, e->fact) ? EXPR_NO_FACT : e->fact;
    for (uint32_t i = 0; i < e->nkids; i++) {
        uint32_t kid = e->kids[i]->only;
        if (only == EXPR_NO_FACT)
            only = kid;
        else if (kid != EXPR_NO_FACT && kid != only)
            return EXPR_FACTS;
    }
    return only;
}

static expr *intern(expr_table *t, const expr *wanted)
{
    uint32_t hash = hash_expr(wanted);
    expr *e;

    if (t->count >= t->room)
        grow(t);
    for (e = t->slots[hash & (t->room - 1)]; e; e = e->chained)
        if (e->hash == hash && equal(e, wanted))
            return e;
    e = ARENA_NEW(t->arena, expr);
    *e = *wanted;
    e->only = only_fact(t, wanted);
    e->hash = hash;
    e->id = t->count++;
    e->chained = t->slots[hash & (t->room - 1)];
    t->slots[hash & (t->room - 1)] = e;
    return e;
}

static bool is_full(const expr_table *t, uint32_t fact, type_set set)
{
    static const type_key least = {{0}};

    return set.count == 1 && !type_key_compare(&set.at[0].low, &least) &&
           type_key_compare(&set.at[0].high, &t->facts[fact].end) >= 0;
}

static expr *set_leaf(expr_table *t, uint32_t fact, type_set set)
{
    if (!set.count)
        fact = 0; /* constants are one node each, on the depth */
    return intern(t, &(expr){.kind = EXPR_SET, .fact = fact, .set = set});
}

expr *expr_set(expr_table *t, uint32_t fact, type_set set)
{
    return set.count && is_full(t, fact, set) && t->yes ? t->yes : set_leaf(t, fact, set);
}

static expr *make_text(expr_table *t, uint32_t fact, uint32_t test)
{
    bool value;

    if (expr_text_constant(t, fact, test, &value))
        return value ? t->yes : t->no;
    return intern(t, &(expr){.kind = EXPR_TEXT, .fact = fact, .test = test});
}

/* -- chains -- */

static int by_leaf(const void *a, const void *b)
{
    const expr *x = *(expr *const *)a, *y = *(expr *const *)b;
    bool lx = x->kind <= EXPR_TEXT, ly = y->kind <= EXPR_TEXT;

    if (lx != ly)
        return lx ? -1 : 1;
    if (lx && x->fact != y->fact)
        return x->fact < y->fact ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static expr *merge(expr_table *t, expr_kind op, expr *a, expr *b)
{
    if (a->kind == EXPR_TEXT)
        return make_text(t, a->fact,
                         expr_text_join(t, a->fact, op == EXPR_AND ? CAV_TEST_AND : CAV_TEST_OR,
                                        a->test, b->test));
    return expr_set(t, a->fact,
                    op == EXPR_AND ? type_set_and(t->arena, a->set, b->set)
                                   : type_set_or(t->arena, a->set, b->set));
}

/* Kids without constants and doubles, leaves of one fact merged. */
expr *expr_chain(expr_table *t, expr_kind op, expr **kids, uint32_t n)
{
    expr *neutral = op == EXPR_AND ? t->yes : t->no, *dominant = op == EXPR_AND ? t->no : t->yes;
    uint32_t kept = 0;

    qsort(kids, n, sizeof *kids, by_leaf);
    for (uint32_t i = 0; i < n; i++) {
        expr *last = kept ? kids[kept - 1] : NULL, *k = kids[i];
        if (last == k || k == neutral)
            continue;
        if (last && last->kind <= EXPR_TEXT && k->kind == last->kind && k->fact == last->fact &&
            last != neutral) {
            kids[kept - 1] = merge(t, op, last, k);
            if (kids[kept - 1] == neutral)
                kept--;
        } else {
            kids[kept++] = k;
        }
        if (kept && kids[kept - 1] == dominant)
            return dominant;
    }
    if (!kept)
        return neutral;
    if (kept == 1)
        return kids[0];
    return intern(t, &(expr){.kind = op, .kids = kids, .nkids = kept});
}

/* Does `k` read one classed fact that another of the kids reads alone too? */
static bool has_company(const expr_table *t, const expr *k, expr *const *kids, uint32_t n)
{
    uint32_t same = 0;

    if (k->kind <= EXPR_TEXT || k->only >= EXPR_FACTS || t->facts[k->only].type == CAV_TEXT)
        return false;
    for (uint32_t i = 0; i < n; i++)
        same += kids[i]->only == k->only;
    return same > 1;
}

/* Takes the kids that read `fact` alone out of the list, into `out`. */
static uint32_t take(uint32_t fact, expr **kids, uint32_t *n, expr **out)
{
    uint32_t kept = 0, taken = 0;

    for (uint32_t i = 0; i < *n; i++)
        if (kids[i]->only == fact)
            out[taken++] = kids[i];
        else
            kids[kept++] = kids[i];
    *n = kept;
    return taken;
}

static uint32_t flat_count(const expr *e, expr_kind op)
{
    return e->kind == op ? e->nkids : 1;
}

static uint32_t flatten(expr *e, expr_kind op, expr **out)
{
    if (e->kind != op) {
        *out = e;
        return 1;
    }
    memcpy(out, e->kids, e->nkids * sizeof *out);
    return e->nkids;
}

/* A chain in which the kids that read one fact alone, questions aside, are one atom. */
static expr *chain(expr_table *t, expr_kind op, expr **kids, uint32_t n)
{
    expr *e = expr_chain(t, op, kids, n), **rest, **same, **done;
    uint32_t nrest = e->nkids, ndone = 0, i = 0;

    if (e->kind != op)
        return e;
    while (i < nrest && !has_company(t, e->kids[i], e->kids, nrest))
        i++;
    if (i == nrest)
        return e;
    rest = arena_alloc(t->arena, 2 * nrest * sizeof *rest);
    same = arena_alloc(t->arena, nrest * sizeof *same);
    done = arena_alloc(t->arena, (size_t)nrest * nrest * sizeof *done + sizeof *done);
    memcpy(rest, e->kids, nrest * sizeof *rest);
    for (i = 0; i < nrest;) {
        expr *first = rest[i], *atom;
        uint32_t nsame;
        if (!has_company(t, first, rest, nrest)) {
            i++;
            continue;
        }
        nsame = take(first->only, rest, &nrest, same);
        atom = expr_atom(t, op, same, nsame);
        for (uint32_t k = 0; !atom && k < nsame; k++)
            done[ndone++] = same[k];
        if (atom)
            ndone += flatten(atom, op, done + ndone);
        i = 0;
    }
    memcpy(done + ndone, rest, nrest * sizeof *done);
    return expr_chain(t, op, done, ndone + nrest);
}

static expr *chain_of(expr_table *t, expr_kind op, expr *const *list, uint32_t n)
{
    uint32_t total = 0, at = 0;
    expr **kids;

    for (uint32_t i = 0; i < n; i++)
        total += flat_count(list[i], op);
    kids = arena_alloc(t->arena, (total + 1) * sizeof *kids);
    for (uint32_t i = 0; i < n; i++)
        at += flatten(list[i], op, kids + at);
    return chain(t, op, kids, total);
}

expr *expr_and(expr_table *t, expr *a, expr *b)
{
    return chain_of(t, EXPR_AND, (expr *const[]){a, b}, 2);
}

expr *expr_not(expr_table *t, expr *e)
{
    if (e->negation)
        return e->negation;
    if (e->kind == EXPR_SET) {
        type_set domain = {&(type_interval){{{0}}, t->facts[e->fact].end}, 1};
        e->negation =
            expr_set(t, e->fact, type_set_and(t->arena, type_set_not(t->arena, e->set), domain));
    } else if (e->kind == EXPR_TEXT) {
        e->negation = make_text(t, e->fact, expr_text_not(t, e->fact, e->test));
    } else {
        expr **kids = arena_alloc(t->arena, e->nkids * sizeof *kids);
        for (uint32_t i = 0; i < e->nkids; i++)
            kids[i] = expr_not(t, e->kids[i]);
        e->negation = chain_of(t, e->kind == EXPR_AND ? EXPR_OR : EXPR_AND, kids, e->nkids);
    }
    if (!e->negation->negation)
        e->negation->negation = e;
    return e->negation;
}

/* -- conditions -- */

expr *expr_scope(expr_table *t, uint32_t layer)
{
    type_set set;

    if (layer == CAV_NONE || !layer)
        return t->yes;
    set = (type_set){arena_alloc(t->arena, sizeof *set.at), 1};
    set.at[0] = (type_interval){{{layer}}, t->facts[0].end};
    return expr_set(t, 0, set);
}

expr *expr_in_use(expr_table *t, ast_feature *feature)
{
    type_set wanted = {arena_alloc(t->arena, sizeof *wanted.at), 1};
    expr *either[2];

    if (feature->more)
        return feature->more;
    wanted.at[0] = (type_interval){{{1}}, {{2}}};
    either[0] = expr_set(t, 1 + feature->index, wanted);
    either[1] = t->no;
    if (feature->in_use)
        either[1] = expr_and(t, expr_scope(t, expr_deepest(t, feature->in_use)),
                             expr_of(t, feature->in_use));
    feature->more = chain_of(t, EXPR_OR, either, 2);
    return feature->more;
}

static expr *reading(expr_table *t, const ast_cond *cond)
{
    uint32_t fact = expr_fact_index(t, cond->fact, cond->layer);
    uint32_t test;

    if (cond->fact->type != AST_TEXT)
        return expr_set(t, fact, type_set_of(t->unit, cond));
    test = expr_text_of(t, fact, cond);
    return make_text(t, fact, cond->negated ? expr_text_not(t, fact, test) : test);
}

static expr *compound(expr_table *t, const ast_cond *cond)
{
    uint32_t n = 0, i = 0;
    expr **list;

    for (const ast_cond *c = cond->children; c; c = c->next)
        n++;
    list = arena_alloc(t->arena, n * sizeof *list);
    for (ast_cond *c = cond->children; c; c = c->next)
        list[i++] = expr_of(t, c);
    return chain_of(t, cond->kind == AST_AND ? EXPR_AND : EXPR_OR, list, n);
}

expr *expr_of(expr_table *t, ast_cond *cond)
{
    expr *e = NULL;

    switch (cond->kind) {
    case AST_IS:
    case AST_IN:
    case AST_COMPARE:
    case AST_MATCHES:
        e = reading(t, cond);
        break;
    case AST_EXISTS:
        e = expr_scope(t, cond->layer);
        break;
    case AST_IN_USE:
        e = expr_in_use(t, cond->feature);
        break;
    case AST_DEFINED:
        if (!cond->define->more)
            cond->define->more = expr_of(t, cond->define->cond);
        e = cond->define->more;
        break;
    case AST_NOT:
        e = expr_not(t, expr_of(t, cond->children));
        break;
    case AST_AND:
    case AST_OR:
        e = compound(t, cond);
        break;
    }
    cond->more = e;
    return e;
}

/* -- what a condition reads -- */

void expr_walk(expr_table *t)
{
    t->stamp++;
}

static bool first_visit(const expr_table *t, unsigned *mark)
{
    bool first = *mark != t->stamp;

    *mark = t->stamp;
    return first;
}

typedef struct walk {
    expr_table *t;
    bool features;
    void (*fact)(void *, uint32_t);
    void *context;
} walk;

static void walk_cond(const walk *w, const ast_cond *cond)
{
    if (cond->fact)
        w->fact(w->context, expr_fact_index(w->t, cond->fact, cond->layer));
    if (cond->define && first_visit(w->t, &cond->define->mark))
        walk_cond(w, cond->define->cond);
    if (cond->feature && w->features && cond->feature->in_use &&
        first_visit(w->t, &cond->feature->mark))
        walk_cond(w, cond->feature->in_use);
    for (const ast_cond *c = cond->children; c; c = c->next)
        walk_cond(w, c);
}

void expr_reads(expr_table *t, const ast_cond *cond, void (*fact)(void *context, uint32_t index),
                void *context)
{
    if (cond)
        walk_cond(&(walk){t, true, fact, context}, cond);
}

typedef struct deepest {
    const expr_table *t;
    uint32_t layer;
} deepest;

static void deepen(void *context, uint32_t index)
{
    deepest *d = context;
    uint32_t layer = d->t->facts[index].layer;

    if (d->layer == CAV_NONE || layer > d->layer)
        d->layer = layer;
}

uint32_t expr_deepest(expr_table *t, const ast_cond *cond)
{
    deepest d = {t, CAV_NONE};

    expr_walk(t);
    walk_cond(&(walk){t, false, deepen, &d}, cond);
    return d.layer;
}
