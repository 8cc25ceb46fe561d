/* lint_logic.c: can several expressions hold at once? A short search that may give up.
 *
 * Facts keep what they may still be; leaves narrow it, alternatives that cannot hold drop out, and
 * where nothing follows any more, one alternative after another is tried. It answers `possible`
 * when the search grows long. Invariant: `not possible` is certain.
 */
#include <string.h>

#include "lint.h"

enum { DEPTH_MAX = 8, STEPS_MAX = 400 };

typedef struct state {
    type_set *domain; /* per fact, where `narrowed` */
    uint8_t *narrowed;
    const expr **texts; /* text tests that hold */
    uint32_t ntexts;
    const expr **open;    /* alternatives yet to be met */
    uint32_t nopen, room; /* of texts and of open */
} state;

typedef struct search {
    expr_table *t;
    uint32_t steps;
} search;

typedef enum truth { NEVER, MAYBE, ALWAYS } truth;

static void copy(search *s, state *to, const state *from)
{
    arena *a = s->t->arena;

    *to = *from;
    to->domain = arena_alloc(a, s->t->nfacts * sizeof *to->domain);
    to->narrowed = arena_alloc(a, s->t->nfacts);
    to->texts = arena_alloc(a, from->room * sizeof *to->texts);
    to->open = arena_alloc(a, from->room * sizeof *to->open);
    memcpy(to->domain, from->domain, s->t->nfacts * sizeof *to->domain);
    memcpy(to->narrowed, from->narrowed, s->t->nfacts);
    memcpy(to->texts, from->texts, from->ntexts * sizeof *to->texts);
    memcpy(to->open, from->open, from->nopen * sizeof *to->open);
}

static bool same_set(type_set a, type_set b)
{
    return a.count == b.count && (!a.count || !memcmp(a.at, b.at, a.count * sizeof *a.at));
}

static truth set_truth(search *s, const state *st, const expr *e)
{
    type_set both;

    if (!e->set.count)
        return NEVER;
    if (e == s->t->yes)
        return ALWAYS;
    if (!st->narrowed[e->fact])
        return MAYBE;
    both = type_set_and(s->t->arena, st->domain[e->fact], e->set);
    return !both.count ? NEVER : same_set(both, st->domain[e->fact]) ? ALWAYS : MAYBE;
}

static truth text_truth(const state *st, const expr *e)
{
    for (uint32_t i = 0; i < st->ntexts; i++)
        if (st->texts[i] == e || st->texts[i] == e->negation)
            return st->texts[i] == e ? ALWAYS : NEVER;
    return MAYBE;
}

static truth truth_of(search *s, const state *st, const expr *e)
{
    truth worst = ALWAYS, best = NEVER;

    if (e->kind == EXPR_SET)
        return set_truth(s, st, e);
    if (e->kind == EXPR_TEXT)
        return text_truth(st, e);
    for (uint32_t i = 0; i < e->nkids; i++) {
        truth kid = truth_of(s, st, e->kids[i]);
        worst = kid < worst ? kid : worst;
        best = kid > best ? kid : best;
    }
    return e->kind == EXPR_AND ? worst : best;
}

/* Takes it as true; false: it cannot be. */
static bool assume(search *s, state *st, const expr *e)
{
    truth now = truth_of(s, st, e);

    if (now != MAYBE)
        return now == ALWAYS;
    if (e->kind == EXPR_SET) {
        type_set *domain = &st->domain[e->fact];
        *domain = st->narrowed[e->fact] ? type_set_and(s->t->arena, *domain, e->set) : e->set;
        st->narrowed[e->fact] = 1;
    } else if (e->kind == EXPR_AND) {
        for (uint32_t i = 0; i < e->nkids; i++)
            if (!assume(s, st, e->kids[i]))
                return false;
    } else if (st->ntexts == st->room || st->nopen == st->room) {
        return true; /* no room to remember it: less is known, nothing wrong */
    } else if (e->kind == EXPR_TEXT) {
        st->texts[st->ntexts++] = e;
    } else {
        st->open[st->nopen++] = e;
    }
    return true;
}

/* The one kid that may still hold; NULL: several. */
static const expr *only_kid(search *s, const state *st, const expr *e)
{
    const expr *only = NULL;

    for (uint32_t i = 0; i < e->nkids; i++) {
        if (truth_of(s, st, e->kids[i]) == NEVER)
            continue;
        if (only)
            return NULL;
        only = e->kids[i];
    }
    return only;
}

/* Takes what follows until nothing does; false: a contradiction. */
static bool propagate(search *s, state *st)
{
    for (uint32_t i = 0; i < st->nopen;) {
        const expr *e = st->open[i], *only;
        truth now = truth_of(s, st, e);

        if (now == NEVER)
            return false;
        only = now == MAYBE ? only_kid(s, st, e) : NULL;
        if (now == MAYBE && !only) {
            i++;
            continue;
        }
        st->open[i] = st->open[--st->nopen];
        if (only && !assume(s, st, only))
            return false;
        i = 0;
    }
    return true;
}

static bool possible(search *s, state *st, unsigned depth)
{
    const expr *e;

    if (!propagate(s, st))
        return false;
    if (!st->nopen || depth == DEPTH_MAX)
        return true;
    e = st->open[0];
    for (uint32_t i = 0; i < e->nkids; i++) {
        state next;
        if (++s->steps > STEPS_MAX)
            return true;
        copy(s, &next, st);
        if (assume(s, &next, e->kids[i]) && possible(s, &next, depth + 1))
            return true;
    }
    return false;
}

static uint32_t size_of(expr_table *t, expr *e)
{
    uint32_t size = 1;

    if (e->kind == EXPR_TEXT)
        expr_not(t, e); /* known before the search, whose memory is given back */
    for (uint32_t i = 0; i < e->nkids; i++)
        size += size_of(t, e->kids[i]);
    return size;
}

static bool assume_all(search *s, state *st, expr *const *all, uint32_t n)
{
    bool fine = true;

    st->domain = arena_alloc(s->t->arena, s->t->nfacts * sizeof *st->domain);
    st->narrowed = arena_alloc(s->t->arena, s->t->nfacts);
    st->texts = arena_alloc(s->t->arena, st->room * sizeof *st->texts);
    st->open = arena_alloc(s->t->arena, st->room * sizeof *st->open);
    for (uint32_t i = 0; i < n && fine; i++)
        fine = assume(s, st, all[i]);
    return fine;
}

static uint32_t size_of_all(expr_table *t, expr *const *all, uint32_t n)
{
    uint32_t size = 1;

    for (uint32_t i = 0; i < n; i++)
        size += size_of(t, all[i]);
    return size;
}

bool lint_possible(expr_table *t, expr *const *all, uint32_t n)
{
    search s = {t, 0};
    state st = {.room = size_of_all(t, all, n)};
    arena_block *mark = arena_mark(t->arena);
    bool answer = assume_all(&s, &st, all, n) && possible(&s, &st, 0);

    arena_release(t->arena, mark);
    return answer;
}

static bool is_single(type_set set)
{
    return set.count == 1 && set.at[0].low.w[0] + 1 == set.at[0].high.w[0];
}

bool lint_settled(expr_table *t, expr *const *all, uint32_t n, const uint8_t *facts)
{
    search s = {t, 0};
    state st = {.room = size_of_all(t, all, n)};
    arena_block *mark = arena_mark(t->arena);
    bool answer = assume_all(&s, &st, all, n) && propagate(&s, &st);

    for (uint32_t i = 0; i < t->nfacts && answer; i++)
        if (facts[i] && !expr_is_question(t, i))
            answer = (t->facts[i].type == CAV_FLAG || t->facts[i].type == CAV_ONE_OF) &&
                     st.narrowed[i] && is_single(st.domain[i]);
    arena_release(t->arena, mark);
    return answer;
}
