/* advise.c: tries changes of known facts by ascending number, part by part; see advise.h.
 *
 * It refuses more than FIELD_MAX configurations at once, or more sweeps than SWEPT_MAX pays for,
 * and says so. Invariant: a number of changes is passed over only when every choice of that many
 * facts was swept.
 */
#include "advise.h"

#include <stdlib.h>
#include <string.h>

#define SWEPT_MAX (UINT64_C(1) << 30)
#define SWEEP_COST (UINT64_C(1) << 18) /* of a sweep beside its configurations: 4096 at most */
enum { GOOD = 1 }; /* the set of the one state where no effect above the wanted level bears */

typedef struct search {
    advise *s;
    advise_part *part;
    uint32_t k;
    bool **in;        /* of each digit: the classes that are swept */
    bool *changed;    /* of each digit of the part */
    bool *named;      /* changed, or a condition */
    uint32_t *counts; /* classes of each digit of the part */
    uint8_t *states, *work;
    uint64_t size;
    size_t conditions; /* fewest so far, of this number of changes */
    int status;
    bool unswept;
} search;

/* -- nearness --------------------------------------------------------------------------------- */

/* How far a class is from what is known of the fact, in pieces; other products are far. */
static uint32_t distance(const field *f, uint32_t digit, uint32_t class)
{
    const space_digit *d = &f->space.digits[digit];
    uint32_t best = UINT32_MAX / 2;
    for (uint32_t x = 0; x < d->npieces; x++)
        for (uint32_t y = 0; d->pieces[x].class == class && y < d->npieces; y++) {
            if (!f->may[digit][d->pieces[y].class])
                continue;
            uint32_t far = x > y ? x - y : y - x;
            if (d->type == CAV_RELEASE && strcmp(d->pieces[x].name, d->pieces[y].name) != 0)
                far += d->npieces;
            best = far < best ? far : best;
        }
    return best;
}

/* The class of the digit that is its n-th here. */
static uint32_t class_at(const search *t, size_t i, uint64_t n)
{
    const uint32_t digit = t->part->digits[i];
    for (uint32_t c = 0; c < t->s->field.space.digits[digit].all; c++)
        if (t->in[digit][c] && n-- == 0)
            return c;
    return 0;
}

/* -- boxes ------------------------------------------------------------------------------------ */

typedef struct box { /* classes of each named digit, as numbered here */
    bool **in;
    uint64_t at; /* the point it was grown from */
} box;

/* Value of digit i in configuration n of the named digits. */
static uint32_t value_of(const search *t, size_t i, uint64_t n)
{
    for (size_t k = t->part->ndigits; k-- > i + 1;)
        n /= t->named[k] ? t->counts[k] : 1;
    return (uint32_t)(n % t->counts[i]);
}

static bool inside(const search *t, const box *b, uint64_t n, size_t but)
{
    for (size_t i = 0; i < t->part->ndigits; i++)
        if (t->named[i] && i != but && !b->in[i][value_of(t, i, n)])
            return false;
    return true;
}

/* The uncovered point that is nearest; false: none. */
static bool nearest(const search *t, const bool *covered, uint64_t size, uint64_t *at)
{
    uint64_t best = UINT64_MAX;
    for (uint64_t n = 0; n < size; n++) {
        uint64_t far = 0;
        if (t->work[n] != GOOD || covered[n])
            continue;
        for (size_t i = 0; i < t->part->ndigits; i++)
            if (t->changed[i])
                far +=
                    distance(&t->s->field, t->part->digits[i], class_at(t, i, value_of(t, i, n)));
        if (far < best) {
            best = far;
            *at = n;
        }
    }
    return best != UINT64_MAX;
}

/* Adds values of one digit after another while all of the box is good. */
static void grow(const search *t, uint64_t size, box *b)
{
    for (size_t i = 0; i < t->part->ndigits; i++)
        for (uint32_t v = 0; t->named[i] && v < t->counts[i]; v++) {
            bool good = true;
            for (uint64_t n = 0; good && n < size; n++)
                if (value_of(t, i, n) == v && inside(t, b, n, i))
                    good = t->work[n] == GOOD;
            b->in[i][v] |= good;
        }
}

static void add_step(search *t, advise_way *way, const box *b, size_t i)
{
    const field *f = &t->s->field;
    const uint32_t digit = t->part->digits[i];
    advise_step *step = &way->steps[way->count++];
    *step = (advise_step){.digit = digit, .change = t->changed[i]};
    step->in = pool_alloc(&t->s->app->pool, (size_t)f->space.digits[digit].all + 1, 1);
    for (uint32_t v = 0; v < t->counts[i]; v++)
        if (b->in[i][v])
            step->in[class_at(t, i, v)] = true;
    step->nearest = class_at(t, i, value_of(t, i, b->at));
    step->name = field_name(f, digit, step->in);
    way->changes += step->change;
}

static void keep_way(search *t, const box *b)
{
    pool *p = &t->s->app->pool;
    advise_way *way = pool_push(p, &t->part->ways, &t->part->count, &t->part->room, sizeof *way);
    *way = (advise_way){.steps = pool_alloc(p, t->part->ndigits + 1, sizeof *way->steps)};
    for (int changes = 1; changes >= 0; changes--)
        for (size_t i = 0; i < t->part->ndigits; i++)
            if (t->named[i] && t->changed[i] == changes)
                add_step(t, way, b, i);
}

/* All good points of the named digits, as boxes that may overlap. */
static void list_boxes(search *t, uint64_t size)
{
    pool *p = &t->s->app->pool;
    bool *covered = pool_alloc(p, size + 1, sizeof *covered);
    uint64_t at = 0;
    while (nearest(t, covered, size, &at)) {
        if (t->part->count == ADVISE_WAYS) {
            t->part->more = true;
            return;
        }
        box b = {pool_alloc(p, t->part->ndigits + 1, sizeof *b.in), at};
        for (size_t i = 0; i < t->part->ndigits; i++) {
            b.in[i] = pool_alloc(p, (size_t)t->counts[i] + 1, sizeof **b.in);
            b.in[i][t->named[i] ? value_of(t, i, at) : 0] = true;
        }
        grow(t, size, &b);
        keep_way(t, &b);
        for (uint64_t n = 0; n < size; n++)
            covered[n] |= inside(t, &b, n, SIZE_MAX);
    }
}

/* -- conditions ------------------------------------------------------------------------------- */

/* Folds what is not named into t->work; how many are left. */
static uint64_t project(search *t)
{
    uint64_t size = t->size, stride = 1;
    memcpy(t->work, t->states, size);
    for (size_t i = t->part->ndigits; i-- > 0;) {
        if (t->named[i])
            stride *= t->counts[i];
        else
            size = field_fold(t->work, size, stride, t->counts[i]);
    }
    return size;
}

static bool try_named(search *t)
{
    uint64_t size = project(t);
    bool any = memchr(t->work, GOOD, size) != NULL;
    if (any)
        list_boxes(t, size);
    return any;
}

/* Every way to make `more` of the open facts from the i-th on conditions. */
static bool try_conditions(search *t, size_t i, size_t more)
{
    bool any = false;
    if (more == 0)
        return try_named(t);
    for (; i < t->part->ndigits; i++) {
        if (t->named[i] || t->counts[i] < 2)
            continue;
        t->named[i] = true;
        any |= try_conditions(t, i + 1, more - 1);
        t->named[i] = false;
    }
    return any;
}

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
    if (t->status || t->unswept || !sweep(t) || !memchr(t->states, GOOD, t->size))
        return;
    memcpy(t->named, t->changed, t->part->ndigits * sizeof *t->named);
    for (size_t more = 0; more <= t->part->ndigits && more <= t->conditions; more++) {
        advise_way *ways = t->part->ways;
        const size_t count = t->part->count;
        const bool beyond = t->part->more;
        if (more < t->conditions) /* then those found before have more */
            t->part->count = 0, t->part->more = false;
        if (try_conditions(t, 0, more)) {
            t->conditions = more;
            return;
        }
        t->part->ways = ways;
        t->part->count = count;
        t->part->more = beyond;
    }
}

/* Every way to change `more` known facts from the i-th on. */
static void try_changes(search *t, size_t i, size_t more)
{
    const field *f = &t->s->field;
    if (more == 0) {
        try_changed(t);
        return;
    }
    for (; i < t->part->ndigits && !t->status && !t->unswept; i++) {
        const uint32_t digit = t->part->digits[i];
        const space_digit *d = &f->space.digits[digit];
        bool *was = t->in[digit];
        if (d->fixed || !field_known(f, digit))
            continue;
        t->in[digit] = pool_alloc(&t->s->app->pool, (size_t)d->all + 1, 1);
        for (uint32_t c = 0; c < d->all; c++)
            t->in[digit][c] = !f->may[digit][c] && d->classes[c].value;
        t->changed[i] = true;
        try_changes(t, i + 1, more - 1);
        t->changed[i] = false;
        t->in[digit] = was;
    }
}

/* Can any change reach it? Where that is too much to sweep at once it is tried, change by change.
 */
static bool hopeless(search *t)
{
    bool **in = t->in;
    t->in = t->s->field.reach;
    bool swept = sweep(t);
    t->in = in;
    t->unswept = false;
    return swept && !memchr(t->states, GOOD, t->size);
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
    t.named = pool_alloc(p, t.part->ndigits + 1, sizeof *t.named);
    t.counts = pool_alloc(p, t.part->ndigits + 1, sizeof *t.counts);
    t.part->stuck = hopeless(&t);
    for (size_t n = 0; n <= t.part->ndigits && n <= most && !t.part->stuck; n++) {
        t.conditions = t.part->ndigits;
        try_changes(&t, 0, n);
        if (t.status || t.part->count || t.unswept)
            break;
    }
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
    if (status || s->result == ADVISE_UNSWEPT)
        return status;
    if (s->result == ADVISE_STUCK)
        return find_blame(s);
    if (!s->changes && !s->conditions)
        s->result = ADVISE_NOTHING;
    return confirm(s);
}

int advise_make(app *a, const pack *p, const cav_facts *facts, const cav_result *result,
                int require, size_t most, advise *out)
{
    *out = (advise){.app = a, .require = require, .left = SWEPT_MAX};
    cav_result_verdict(result, CAV_NONE, &out->check);
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
