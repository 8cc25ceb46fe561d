/* settle.c: sweeps the parts of a field and finds the smallest sets of facts; see settle.h.
 *
 * A set settles the verdict if and only if its facts of each part settle that part, where levels no
 * worse than what all other parts come to at best count as one. It refuses parts of more than
 * FIELD_MAX configurations, and says so. Invariant: every set listed was tried.
 */
#include "settle.h"

#include <stdlib.h>
#include <string.h>

#define TRY_MAX (UINT64_C(1) << 31)   /* bytes read while sets of one part are tried */
#define TOTAL_MAX (UINT64_C(1) << 27) /* configurations of all parts */

/* -- parts ------------------------------------------------------------------------------------ */

static void list_part(const settle *s, uint32_t k, settle_part *p)
{
    const field *f = &s->field;
    p->digits = pool_alloc(&s->app->pool, f->space.count + 1, sizeof *p->digits);
    for (uint32_t d = 0; d < f->space.count; d++)
        if (f->part[d] == k)
            p->digits[p->ndigits++] = d;
    if (!field_size(f, k, f->may, &p->size))
        p->size = 0;
}

static int sweep_part(settle *s, uint32_t k)
{
    settle_part *p = &s->parts[k];
    list_part(s, k, p);
    if (s->field.untried || !p->size || p->size > FIELD_MAX ||
        p->size > TOTAL_MAX - s->configurations)
        return TOOL_OK;
    p->judged = malloc(p->size);
    if (!p->judged)
        return tool_failed(s->app, CAV_NO_MEMORY, s->field.ask.pack->info.name);
    int status = field_sweep(&s->field, k, s->field.may, p->judged);
    for (uint64_t n = 0; n < p->size; n++)
        p->states |= p->judged[n];
    p->swept = !status;
    s->configurations += p->size;
    return status;
}

static uint8_t join_all(const settle *s, uint32_t but)
{
    uint8_t all = 1; /* supported */
    for (uint32_t k = 0; k < s->field.parts; k++)
        if (k != but)
            all = field_join(all, s->parts[k].states);
    return all;
}

/* Levels of a part up to the best that all others can have come to the same. */
static void level_out(settle_part *p, uint8_t others)
{
    unsigned base = field_best(others);
    if (base == 0 || base == CAV_LEVEL_COUNT)
        return;
    const uint8_t low = (uint8_t)((2u << base) - 1);
    for (uint64_t n = 0; n < p->size; n++)
        if (p->judged[n] & low)
            p->judged[n] = (uint8_t)(1u << base);
    if (p->states & low)
        p->states = (uint8_t)((p->states & ~low) | 1u << base);
}

/* -- sets of one part ------------------------------------------------------------------------- */

typedef struct trying {
    const settle *s;
    settle_part *p;
    uint32_t *counts; /* classes of each of its digits */
    uint8_t *work;    /* p->size bytes */
    uint64_t left;    /* bytes that may still be read */
    bool *in;         /* the set that is tried */
} trying;

static bool settles(trying *t)
{
    uint64_t size = t->p->size, stride = 1;
    bool one = true;
    memcpy(t->work, t->p->judged, size);
    t->left = t->left > size ? t->left - size : 0;
    for (size_t k = t->p->ndigits; k-- > 0;) {
        if (t->in[k])
            stride *= t->counts[k];
        else
            size = field_fold(t->work, size, stride, t->counts[k]);
    }
    for (uint64_t n = 0; n < size && one; n++)
        one = !t->work[n] || field_single(t->work[n]);
    return one;
}

/* Does the status ever change with this fact alone? */
static bool decides(trying *t, size_t digit)
{
    uint64_t size = t->p->size, stride = 1;
    bool one = true;
    memcpy(t->work, t->p->judged, size);
    for (size_t k = t->p->ndigits; k-- > digit + 1;)
        stride *= t->counts[k];
    size = field_fold(t->work, size, stride, t->counts[digit]);
    for (uint64_t n = 0; n < size && one; n++)
        one = !t->work[n] || field_single(t->work[n]);
    return !one;
}

static void keep_set(trying *t)
{
    pool *p = &t->s->app->pool;
    settle_set *set = pool_push(p, &t->p->sets, &t->p->count, &t->p->room, sizeof *set);
    *set = (settle_set){pool_alloc(p, t->p->ndigits + 1, sizeof *set->digits), 0};
    for (size_t k = 0; k < t->p->ndigits; k++)
        if (t->in[k])
            set->digits[set->count++] = t->p->digits[k];
}

/* Every way to add `more` facts from the k-th on. */
static void try_sets(trying *t, size_t k, size_t more)
{
    if (more == 0) {
        if (t->left && settles(t))
            keep_set(t);
        return;
    }
    for (; k + more <= t->p->ndigits && t->left; k++) {
        if (t->in[k])
            continue;
        t->in[k] = true;
        try_sets(t, k + 1, more - 1);
        t->in[k] = false;
    }
}

/* One set of which no fact can be left out: where there are too many to try. */
static void shrink(trying *t)
{
    t->p->bounded = true;
    t->p->count = 0;
    for (size_t k = 0; k < t->p->ndigits; k++)
        t->in[k] = true;
    for (size_t k = 0; k < t->p->ndigits; k++) {
        t->in[k] = false;
        t->in[k] = t->p->always[k] || !settles(t);
    }
    keep_set(t);
}

static int find_sets(settle *s, settle_part *p)
{
    pool *memory = &s->app->pool;
    trying t = {.s = s, .p = p, .work = malloc(p->size), .left = TRY_MAX};
    size_t rest = 0;
    if (!t.work)
        return tool_failed(s->app, CAV_NO_MEMORY, s->field.ask.pack->info.name);
    t.counts = pool_alloc(memory, p->ndigits + 1, sizeof *t.counts);
    t.in = pool_alloc(memory, p->ndigits + 1, sizeof *t.in);
    p->always = pool_alloc(memory, p->ndigits + 1, sizeof *p->always);
    for (size_t k = 0; k < p->ndigits; k++)
        t.counts[k] = field_classes(&s->field, p->digits[k], s->field.may[p->digits[k]]);
    for (size_t k = 0; k < p->ndigits; k++) {
        t.in[k] = p->always[k] = decides(&t, k);
        rest += !t.in[k];
    }
    for (size_t more = 0; more <= rest && !p->count && t.left; more++)
        try_sets(&t, 0, more);
    if (!t.left)
        shrink(&t);
    free(t.work);
    return TOOL_OK;
}

/* -- all parts -------------------------------------------------------------------------------- */

static int by_digit(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The sets of all parts, one of each: SETTLE_SETS at most. */
static void combine(settle *s)
{
    uint64_t all = 1;
    for (uint32_t k = 0; k < s->field.parts; k++)
        all = all > UINT64_MAX / (s->parts[k].count + 1) ? UINT64_MAX : all * s->parts[k].count;
    for (uint64_t n = 0; n < all && s->count < SETTLE_SETS; n++) {
        settle_set *set = &s->sets[s->count++];
        uint64_t at = n;
        set->digits = pool_alloc(&s->app->pool, s->field.space.count + 1, sizeof *set->digits);
        for (uint32_t k = 0; k < s->field.parts; k++) {
            const settle_set *one = &s->parts[k].sets[at % s->parts[k].count];
            at /= s->parts[k].count;
            for (size_t i = 0; i < one->count; i++)
                set->digits[set->count++] = one->digits[i];
        }
        qsort(set->digits, set->count, sizeof *set->digits, by_digit);
    }
    s->more = all - s->count;
}

static void add_outcome(settle *s, settle_fact *fact, uint32_t class, uint8_t states)
{
    const space_digit *d = &s->field.space.digits[fact->digit];
    size_t k = 0;
    while (k < fact->count && fact->outcomes[k].states != states)
        k++;
    if (k == fact->count) {
        settle_outcome *o = pool_push(&s->app->pool, &fact->outcomes, &fact->count, &fact->room,
                                      sizeof *fact->outcomes);
        *o = (settle_outcome){.states = states};
        o->in = pool_alloc(&s->app->pool, (size_t)d->all + 1, sizeof *o->in);
    }
    fact->outcomes[k].in[class] = true;
    unsigned left = 0;
    for (unsigned b = 0; b < FIELD_STATES; b++)
        left += states >> b & 1;
    fact->classes += states != 0;
    fact->settling += left == 1;
    fact->left = left > fact->left ? left : fact->left;
}

/* What each class of the part's k-th digit leaves. */
static void judge_fact(settle *s, uint32_t part, size_t k, settle_fact *fact)
{
    const settle_part *p = &s->parts[part];
    const space_digit *d = &s->field.space.digits[fact->digit];
    const uint8_t others = join_all(s, part);
    uint64_t stride = 1;
    uint8_t *of = pool_alloc(&s->app->pool, (size_t)d->all + 1, 1);
    uint32_t count = field_classes(&s->field, fact->digit, s->field.may[fact->digit]), at = 0;
    for (size_t i = p->ndigits; i-- > k + 1;)
        stride *= field_classes(&s->field, p->digits[i], s->field.may[p->digits[i]]);
    for (uint64_t n = 0; n < p->size; n++)
        of[n / stride % count] |= p->judged[n];
    for (uint32_t c = 0; c < d->all; c++)
        if (s->field.may[fact->digit][c])
            add_outcome(s, fact, c, field_join(of[at++], others));
    for (size_t i = 0; i < fact->count; i++)
        fact->outcomes[i].name = field_name(&s->field, fact->digit, fact->outcomes[i].in);
}

static bool in_sets(const settle_part *p, uint32_t digit)
{
    for (size_t k = 0; k < p->count; k++)
        for (size_t i = 0; i < p->sets[k].count; i++)
            if (p->sets[k].digits[i] == digit)
                return true;
    return false;
}

/* Fewest statuses left in the worst case, then the greatest share of values that settle it. */
static int by_use(const void *a, const void *b)
{
    const settle_fact *x = a, *y = b;
    uint64_t p = (uint64_t)x->settling * y->classes, q = (uint64_t)y->settling * x->classes;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    if (p != q)
        return p > q ? -1 : 1;
    return x->digit < y->digit ? -1 : 1;
}

static void rank_facts(settle *s)
{
    for (uint32_t k = 0; k < s->field.parts; k++)
        for (size_t i = 0; i < s->parts[k].ndigits; i++) {
            uint32_t digit = s->parts[k].digits[i];
            if (!in_sets(&s->parts[k], digit))
                continue;
            settle_fact *fact =
                pool_push(&s->app->pool, &s->facts, &s->nfacts, &s->rfacts, sizeof *fact);
            *fact = (settle_fact){.digit = digit, .always = s->parts[k].always[i]};
            judge_fact(s, k, i, fact);
        }
    if (s->nfacts)
        qsort(s->facts, s->nfacts, sizeof *s->facts, by_use);
}

/* Facts that check says are missing and no set needs. */
static void list_unneeded(settle *s)
{
    uint32_t room = s->field.ask.pack->info.facts;
    uint32_t *missing = pool_alloc(&s->app->pool, (size_t)room + 1, sizeof *missing);
    uint32_t n = cav_result_missing(s->field.ask.result, s->feature, missing, room);
    for (uint32_t i = 0; i < n && i < room; i++) {
        bool needed = false;
        for (size_t k = 0; k < s->nfacts; k++)
            needed |= s->field.space.digits[s->facts[k].digit].fact[0] == missing[i];
        if (!needed)
            *(uint32_t *)pool_push(&s->app->pool, &s->unneeded, &s->nunneeded, &s->runneeded,
                                   sizeof *s->unneeded) = missing[i];
    }
}

static int run(settle *s)
{
    const field *f = &s->field;
    int status = TOOL_OK;
    s->parts = pool_alloc(&s->app->pool, (size_t)f->parts + 1, sizeof *s->parts);
    s->exact = true;
    for (uint32_t k = 0; k < f->parts && !status; k++) {
        status = sweep_part(s, k);
        s->exact = s->exact && s->parts[k].swept;
    }
    s->complete = s->exact;
    if (status || !s->exact)
        return status;
    s->states = join_all(s, CAV_NONE);
    for (uint32_t k = 0; k < f->parts; k++)
        level_out(&s->parts[k], join_all(s, k));
    for (uint32_t k = 0; k < f->parts && !status && s->states; k++) {
        if (s->states == 1u << FIELD_OUTSIDE) /* settled, and no level is to be told apart */
            memset(s->parts[k].judged, s->parts[k].states ? 1u << FIELD_OUTSIDE : 0,
                   s->parts[k].size);
        status = find_sets(s, &s->parts[k]);
        s->complete = s->complete && !s->parts[k].bounded;
    }
    if (status || !s->states)
        return status;
    combine(s);
    rank_facts(s);
    list_unneeded(s);
    return TOOL_OK;
}

/* -- texts of which no example is known ------------------------------------------------------- */

/* Leaves out what is open only for them; false: there is nothing of the kind. */
static bool leave_out(field *f)
{
    bool any = false;
    for (uint32_t d = 0; d < f->space.count; d++)
        for (uint32_t c = 0;
             f->part[d] != CAV_NONE && !field_known(f, d) && c < f->space.digits[d].all; c++) {
            const bool unfound = f->may[d][c] && !f->space.digits[d].classes[c].value;
            f->may[d][c] = f->may[d][c] && !unfound;
            any |= unfound;
        }
    return any;
}

static bool same_sets(const settle *x, const settle *y)
{
    bool same = x->count == y->count && x->more == y->more;
    for (size_t k = 0; same && k < x->count; k++)
        same = x->sets[k].count == y->sets[k].count &&
               memcmp(x->sets[k].digits, y->sets[k].digits,
                      x->sets[k].count * sizeof *x->sets[k].digits) == 0;
    return same;
}

static bool same_outcomes(const settle_fact *x, const settle_fact *y)
{
    bool same = x->digit == y->digit && x->count == y->count;
    for (size_t k = 0; same && k < x->count; k++) {
        size_t n = 0;
        while (n < y->count && y->outcomes[n].states != x->outcomes[k].states)
            n++;
        same = n < y->count;
    }
    return same;
}

static bool same_facts(const settle *x, const settle *y)
{
    bool same = x->nfacts == y->nfacts;
    for (size_t k = 0; same && k < x->nfacts; k++) {
        size_t n = 0;
        while (n < y->nfacts && y->facts[n].digit != x->facts[k].digit)
            n++;
        same = n < y->nfacts && same_outcomes(&x->facts[k], &y->facts[n]);
    }
    return same;
}

/* The same without them. Where that differs it depends on whether there are such texts. */
static int doubt(settle *s)
{
    settle less = {.app = s->app, .feature = s->feature, .check = s->check};
    int status = field_new(s->app, &s->field.ask, &less.field);
    if (!status && leave_out(&less.field)) {
        status = run(&less);
        s->doubtful = less.states != s->states || !same_sets(&less, s) || !same_facts(&less, s);
        s->complete = s->complete && !s->doubtful;
    }
    settle_free(&less);
    return status;
}

/* What observers say contradicts itself: no configuration is like that. */
static int nothing(settle *s)
{
    s->parts = pool_alloc(&s->app->pool, (size_t)s->field.parts + 1, sizeof *s->parts);
    s->exact = s->complete = true;
    return TOOL_OK;
}

int settle_make(const session *s, uint32_t k, uint32_t feature, settle *out)
{
    app *a = s->app;
    const pack *p = &s->packs.at[k];
    const cav_facts *facts = s->at[k].facts;
    const cav_result *result = s->at[k].result;
    *out = (settle){.app = a, .feature = feature};
    session_verdict(s, k, feature, &out->check);
    int status = field_new(
        a,
        &(field_ask){.pack = p, .facts = facts, .result = result, .feature = feature, .above = -1},
        &out->field);
    if (!status)
        status = s->config.nconflicts ? nothing(out) : run(out);
    return status || !out->complete || !out->states || field_single(out->states) ? status : doubt(out);
}

void settle_free(settle *s)
{
    for (uint32_t k = 0; s->parts && k < s->field.parts; k++)
        free(s->parts[k].judged);
    field_free(&s->field);
}
