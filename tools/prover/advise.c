/* advise.c: the fewest changes of known facts, part by part, then conditions; see advise.h.
 *
 * Where all that may be reached can be swept at once, that tells which facts to change. Else
 * changes are tried by ascending number. It refuses more than FIELD_MAX configurations at once,
 * more sweeps than SWEPT_MAX pays for, or more folding than FOLDED_MAX, and says so. Invariant: a
 * number of changes is passed over only when every choice of that many facts was swept.
 */
#include "advise_search.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SWEPT_MAX (UINT64_C(1) << 30)
#define SWEEP_COST (UINT64_C(1) << 18) /* of a sweep beside its configurations: 4096 at most */
#define FOLDED_MAX (UINT64_C(1) << 32) /* bytes read while conditions of one pack are tried */

/* -- changes ---------------------------------------------------------------------------------- */

/* Judges the configurations of t->in; false: not swept. */
static bool sweep(search *t)
{
    advise *s = t->s;
    if (!field_size(&s->field, t->k, t->in, &t->size) || t->size > FIELD_MAX ||
        t->size + SWEEP_COST > s->left) {
        t->unswept = true;
        return false;
    }
    s->left -= t->size + SWEEP_COST;
    free(t->states);
    free(t->work);
    t->states = malloc(t->size + 1);
    t->work = malloc(t->size + 1);
    t->status = t->states && t->work
                    ? field_sweep(&s->field, t->k, t->in, t->states)
                    : tool_failed(s->app, CAV_NO_MEMORY, s->field.ask.pack->info.name);
    for (size_t i = 0; i < t->part->ndigits; i++)
        t->counts[i] = field_classes(&s->field, t->part->digits[i], t->in[t->part->digits[i]]);
    return !t->status && t->size;
}

/* These facts changed: the fewest conditions that make it good, if not more than others need. */
static void try_changed(search *t)
{
    const bool listed = t->part->more && !t->conditions; /* others of the same size add nothing */
    if (!listed && !t->status && !t->unswept && sweep(t) && memchr(t->states, GOOD, t->size))
        advise_conditions(t);
}

static void change(search *t, size_t i, bool yes)
{
    const uint32_t digit = t->part->digits[i];
    t->changed[i] = yes;
    t->in[digit] = yes ? t->beyond[i] : t->s->field.may[digit];
}

/* Every way to change `more` known facts from the i-th on. */
static void try_changes(search *t, size_t i, size_t more)
{
    if (more == 0) {
        try_changed(t);
        return;
    }
    for (; i < t->part->ndigits && !t->status && !t->unswept; i++) {
        if (!t->beyond[i])
            continue;
        change(t, i, true);
        try_changes(t, i + 1, more - 1);
        change(t, i, false);
    }
}

/* -- all that may be reached ------------------------------------------------------------------ */

enum { AS_IT_IS, CHANGED, UNFOUND }; /* a class of what may be reached */

/* The sets of changed facts with which something is good, those of the smallest size: bits of a set
 * are in the order of the facts, the first the highest. */
typedef struct sets {
    uint8_t *has; /* a bit for each set */
    unsigned bits;
    size_t *digits; /* of the part, of each bit */
    uint8_t **kinds;
    unsigned least; /* facts in a set */
} sets;

static void list_kinds(const search *t, sets *s)
{
    const field *f = &t->s->field;
    pool *p = &t->s->app->pool;
    s->digits = pool_alloc(p, t->part->ndigits + 1, sizeof *s->digits);
    s->kinds = pool_alloc(p, t->part->ndigits + 1, sizeof *s->kinds);
    for (size_t i = 0; i < t->part->ndigits; i++) {
        const space_digit *d = &f->space.digits[t->part->digits[i]];
        uint32_t n = 0;
        if (t->counts[i] < 2)
            continue;
        s->digits[s->bits] = i;
        s->kinds[s->bits] = pool_alloc(p, t->counts[i], 1);
        for (uint32_t c = 0; c < d->all; c++)
            if (f->reach[t->part->digits[i]][c])
                s->kinds[s->bits][n++] = !d->classes[c].value            ? UNFOUND
                                         : f->may[t->part->digits[i]][c] ? AS_IT_IS
                                                                         : CHANGED;
        s->bits++;
    }
}

/* One good configuration, by its number. */
static void add_set(search *t, sets *s, uint64_t n)
{
    uint32_t set = 0;
    unsigned size = 0;
    for (unsigned k = s->bits; k-- > 0; n /= t->counts[s->digits[k]]) {
        const uint8_t kind = s->kinds[k][n % t->counts[s->digits[k]]];
        if (kind == UNFOUND) {
            t->unfound = true;
            return;
        }
        set |= (uint32_t)(kind == CHANGED) << (s->bits - 1 - k);
        size += kind == CHANGED;
    }
    if (size < s->least)
        memset(s->has, 0, ((size_t)1 << s->bits) / 8 + 1);
    s->least = size < s->least ? size : s->least;
    if (size == s->least)
        s->has[set / 8] |= (uint8_t)(1u << set % 8);
}

static void try_sets(search *t, const sets *s)
{
    for (uint32_t set = UINT32_C(1) << s->bits; set-- > 0 && !t->status && !t->unswept;) {
        if (!(s->has[set / 8] >> set % 8 & 1))
            continue;
        for (int yes = 1; yes >= 0; yes--) {
            for (unsigned k = 0; k < s->bits; k++)
                if (set >> (s->bits - 1 - k) & 1)
                    change(t, s->digits[k], yes);
            if (yes)
                try_changed(t);
        }
    }
}

/* False: that is too much to sweep at once. */
static bool from_all(search *t, size_t most)
{
    sets s = {.least = UINT_MAX};
    bool **in = t->in;
    t->in = t->s->field.reach;
    const bool swept = sweep(t);
    t->in = in;
    if (!swept) {
        t->unswept = false;
        return t->status;
    }
    list_kinds(t, &s);
    s.has = calloc(((size_t)1 << s.bits) / 8 + 1, 1);
    if (!s.has)
        t->status = tool_failed(t->s->app, CAV_NO_MEMORY, t->s->field.ask.pack->info.name);
    for (uint64_t n = 0; n < t->size && !t->status; n++)
        if (t->states[n] == GOOD)
            add_set(t, &s, n);
    t->conditions = t->part->ndigits;
    if (!t->status && s.least <= most)
        try_sets(t, &s);
    free(s.has);
    return true;
}

static void list_beyond(search *t)
{
    const field *f = &t->s->field;
    pool *p = &t->s->app->pool;
    t->beyond = pool_alloc(p, t->part->ndigits + 1, sizeof *t->beyond);
    for (size_t i = 0; i < t->part->ndigits; i++) {
        const uint32_t digit = t->part->digits[i];
        const space_digit *d = &f->space.digits[digit];
        if (d->fixed || !field_known(f, digit))
            continue;
        t->beyond[i] = pool_alloc(p, (size_t)d->all + 1, 1);
        for (uint32_t c = 0; c < d->all; c++)
            t->beyond[i][c] = !f->may[digit][c] && d->classes[c].value;
    }
}

static int run_part(advise *s, uint32_t k, size_t most)
{
    const field *f = &s->field;
    pool *p = &s->app->pool;
    search t = {.s = s, .part = &s->parts[k], .k = k};
    t.part->digits = pool_alloc(p, f->space.count + 1, sizeof *t.part->digits);
    t.in = pool_alloc(p, f->space.count + 1, sizeof *t.in);
    for (uint32_t d = 0; d < f->space.count; d++) {
        t.in[d] = f->may[d];
        if (f->part[d] == k)
            t.part->digits[t.part->ndigits++] = d;
    }
    t.changed = pool_alloc(p, t.part->ndigits + 1, sizeof *t.changed);
    t.needed = pool_alloc(p, t.part->ndigits + 1, sizeof *t.needed);
    t.named = pool_alloc(p, t.part->ndigits + 1, sizeof *t.named);
    t.counts = pool_alloc(p, t.part->ndigits + 1, sizeof *t.counts);
    t.strides = pool_alloc(p, t.part->ndigits + 1, sizeof *t.strides);
    list_beyond(&t);
    const bool all = from_all(&t, most);
    for (size_t n = 0; n <= t.part->ndigits && n <= most && !all; n++) {
        t.conditions = t.part->ndigits;
        try_changes(&t, 0, n);
        if (t.status || t.part->count || t.unswept)
            break;
    }
    t.unswept |= t.unfound && !t.part->count; /* no example is no proof */
    t.part->stuck = !t.part->count && !t.unswept;
    free(t.states);
    free(t.work);
    if (t.unswept)
        s->result = ADVISE_UNSWEPT;
    else if (t.part->stuck && s->result != ADVISE_UNSWEPT)
        s->result = ADVISE_STUCK;
    return t.status;
}

/* -- who stands in the way -------------------------------------------------------------------- */

static void add_blame(advise *s, uint32_t effect)
{
    *(uint32_t *)pool_push(&s->app->pool, &s->blame, &s->nblame, &s->rblame, sizeof *s->blame) =
        effect;
}

/* With the fixed facts alone: what bears for certain, or else what still may. */
static int find_blame(advise *s)
{
    const field *f = &s->field;
    const cav_program *p = f->ask.pack->program;
    cav_env env = tool_env(s->app);
    cav_facts *facts = NULL;
    cav_result *result = NULL;
    cav_fact fact;
    cav_status status = cav_facts_new(&env, p, &facts);
    if (!status)
        status = cav_result_new(&env, p, &result);
    for (uint32_t i = 0; !status && cav_program_fact(p, i, &fact); i++) {
        const char *values[CONFIG_VALUES_MAX];
        uint32_t n = 0;
        if (fact.type == CAV_WANTED)
            cav_facts_want(facts, cav_feature_find(p, fact.base),
                           cav_facts_get_want(f->ask.facts, cav_feature_find(p, fact.base)));
        while (fact.layer != CAV_NONE && fact.fixed && n < CONFIG_VALUES_MAX &&
               (values[n] = cav_facts_value(f->ask.facts, i, n)) != NULL)
            n++;
        if (n)
            status = cav_facts_set(facts, i, values, n);
    }
    if (!status)
        status = cav_facts_depth(facts, cav_facts_get_depth(f->ask.facts));
    if (!status)
        status = cav_evaluate(p, facts, false, result);
    for (int sure = 1; !status && sure >= 0 && !s->nblame; sure--)
        for (size_t k = 0; k < f->count; k++) {
            const field_result *r = &f->results[k];
            if (r->kind == FIELD_EFFECT && s->parts[r->part].stuck &&
                cav_result_bears(result, r->index) == (sure ? CAV_TRUE : CAV_UNKNOWN)) {
                add_blame(s, r->index);
                s->certain = sure;
            }
        }
    cav_facts_free(facts);
    cav_result_free(result);
    return status ? tool_failed(s->app, status, f->ask.pack->info.name) : TOOL_OK;
}

/* -- one configuration, confirmed ------------------------------------------------------------- */

/* A configuration of part k by its first way, into `choice`. */
static int choose_part(advise *s, uint32_t k, uint32_t *choice)
{
    const field *f = &s->field;
    const advise_part *part = &s->parts[k];
    const advise_way *way = &part->ways[0];
    pool *p = &s->app->pool;
    bool **in = pool_alloc(p, f->space.count + 1, sizeof *in);
    uint64_t size, n = 0;
    for (uint32_t d = 0; d < f->space.count; d++)
        in[d] = f->may[d];
    for (size_t i = 0; i < way->count; i++) {
        in[way->steps[i].digit] =
            pool_alloc(p, (size_t)f->space.digits[way->steps[i].digit].all + 1, 1);
        in[way->steps[i].digit][way->steps[i].nearest] = true;
    }
    field_size(f, k, in, &size);
    uint8_t *states = malloc(size + 1);
    int status = states ? field_sweep(f, k, in, states)
                        : tool_failed(s->app, CAV_NO_MEMORY, f->ask.pack->info.name);
    while (!status && n + 1 < size && states[n] != GOOD)
        n++;
    free(states);
    for (size_t i = part->ndigits; !status && i-- > 0;) {
        const uint32_t digit = part->digits[i], count = field_classes(f, digit, in[digit]);
        uint64_t left = n % count;
        for (uint32_t c = 0; c < f->space.digits[digit].all; c++)
            if (in[digit][c] && left-- == 0)
                choice[digit] = c;
        n /= count;
    }
    return status;
}

static int confirm(advise *s)
{
    const field *f = &s->field;
    cav_env env = tool_env(s->app);
    cav_result *result = NULL;
    cav_verdict v;
    int status = TOOL_OK;
    uint32_t *choice = space_choice(&f->space);
    for (uint32_t d = 0; d < f->space.count; d++) { /* those that nothing open reads */
        choice[d] = f->choice[d];
        for (uint32_t c = 0; choice[d] == SPACE_OPEN && c < f->space.digits[d].all; c++)
            if (f->reach[d][c])
                choice[d] = c;
    }
    for (uint32_t k = 0; k < f->parts && !status; k++)
        status = choose_part(s, k, choice);
    if (status || !space_put(&f->space, 0, choice, f->scratch))
        return status; /* a text without example */
    cav_status failed = cav_result_new(&env, f->ask.pack->program, &result);
    if (!failed)
        failed = cav_evaluate(f->ask.pack->program, f->scratch, false, result);
    if (!failed)
        cav_result_verdict(result, CAV_NONE, &v);
    cav_result_free(result);
    if (failed)
        return tool_failed(s->app, failed, f->ask.pack->info.name);
    if ((v.kind != CAV_DECIDED && v.kind != CAV_UNDECIDED) || (int)v.worst > s->require)
        return tool_fail(s->app, TOOL_INTERNAL, "%s: what was found does not reach the level",
                         f->ask.pack->info.name);
    s->example = choice;
    return TOOL_OK;
}

/* -- all parts -------------------------------------------------------------------------------- */

/* Ways of some parts alone do not reach the level: they are not told. */
static bool keep_whole(advise *s)
{
    bool whole = !s->field.untried;
    for (uint32_t k = 0; k < s->field.parts; k++)
        whole = whole && s->parts[k].count;
    for (uint32_t k = 0; k < s->field.parts && !whole; k++)
        s->parts[k].count = 0;
    if (!whole)
        s->changes = s->conditions = 0;
    return whole;
}

static int run(advise *s, size_t most)
{
    int status = TOOL_OK;
    s->parts = pool_alloc(&s->app->pool, (size_t)s->field.parts + 1, sizeof *s->parts);
    s->result = s->field.untried ? ADVISE_UNSWEPT : ADVISE_WAYS_FOUND;
    for (uint32_t k = 0; k < s->field.parts && !status && !s->field.untried; k++) {
        status = run_part(s, k, most);
        if (s->parts[k].count) {
            s->changes += s->parts[k].ways[0].changes;
            s->conditions += s->parts[k].ways[0].count - s->parts[k].ways[0].changes;
        }
    }
    if (status || (s->result == ADVISE_UNSWEPT && !keep_whole(s)))
        return status;
    if (s->result == ADVISE_STUCK)
        return find_blame(s);
    if (!s->changes && !s->conditions && s->result != ADVISE_UNSWEPT)
        s->result = ADVISE_NOTHING;
    return confirm(s);
}

int advise_make(app *a, const pack *p, const cav_facts *facts, const cav_result *result,
                const cav_verdict *now, int require, size_t most, advise *out)
{
    *out = (advise){.app = a, .require = require, .left = SWEPT_MAX, .folds = FOLDED_MAX};
    out->check = *now;
    int status = field_new(a,
                           &(field_ask){.pack = p,
                                        .facts = facts,
                                        .result = result,
                                        .feature = CAV_NONE,
                                        .above = require,
                                        .beyond = true},
                           &out->field);
    if (status || out->check.kind == CAV_NOT_APPLICABLE || out->check.kind == CAV_CONTRADICTION)
        return status; /* it is not this verb's to make the pack apply */
    return run(out, most);
}

void advise_free(advise *s)
{
    field_free(&s->field);
}
