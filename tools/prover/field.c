/* field.c: open results, their parts, and the sweeps of a part; see field.h.
 *
 * It refuses nothing: what is too large or untried is said by field_size and `untried`. Invariant:
 * a result left out has one truth in every configuration of the field, or a level that the certain
 * one outdoes.
 */
#include "space_image.h" /* first: its functions have a parameter `field` */

#include "field.h"

#include <stdlib.h>
#include <string.h>

/* -- results ---------------------------------------------------------------------------------- */

static void add_result(field *f, field_kind kind, uint32_t index, unsigned level, uint32_t value,
                       cav_truth now)
{
    if (value == CAV_NONE || (!f->ask.beyond && now != CAV_UNKNOWN))
        return;
    field_result *slot =
        pool_push(&f->app->pool, &f->results, &f->count, &f->room, sizeof *f->results);
    *slot = (field_result){kind, index, value, level, now, NULL, 0};
}

/* The value by which an effect counts; CAV_NONE: it does not. */
static uint32_t counts(const field *f, uint32_t k, const cav_effect *e)
{
    const cav_program *p = f->ask.pack->program;
    if (e->level == CAV_LEVEL_NOTE || e->level == CAV_SUPPORTED)
        return CAV_NONE;
    if (f->ask.feature == CAV_NONE)
        return cav_wide_value(p, CAV_WIDE_BEARS, k);
    return e->feature == f->ask.feature ? cav_wide_value(p, CAV_WIDE_FIRES, k) : CAV_NONE;
}

static cav_truth truth_of(const field *f, uint32_t effect)
{
    if (f->ask.feature == CAV_NONE)
        return cav_result_bears(f->ask.result, effect);
    cav_outcome outcome = cav_result_effect(f->ask.result, effect);
    return outcome == CAV_FIRED ? CAV_TRUE : outcome == CAV_UNDETERMINED ? CAV_UNKNOWN : CAV_FALSE;
}

static void find_certain(field *f)
{
    cav_effect e;
    for (uint32_t k = 0; cav_program_effect(f->ask.pack->program, k, &e); k++)
        if (counts(f, k, &e) != CAV_NONE && e.level > f->certain && truth_of(f, k) == CAV_TRUE)
            f->certain = e.level;
}

static void list_results(field *f)
{
    const cav_program *p = f->ask.pack->program;
    cav_effect e;
    cav_verdict v;
    cav_result_verdict(f->ask.result, CAV_NONE, &v);
    if (!f->ask.beyond) {
        find_certain(f);
        f->outside = v.applies == CAV_FALSE;
    }
    for (uint32_t k = 0; cav_program_effect(p, k, &e); k++)
        if (counts(f, k, &e) != CAV_NONE && (int)e.level > f->ask.above &&
            (f->ask.beyond || e.level > f->certain))
            add_result(f, FIELD_EFFECT, k, e.level, counts(f, k, &e), truth_of(f, k));
    for (uint32_t k = 0; k < f->ask.pack->info.impossible; k++) {
        cav_truth now = cav_result_impossible(f->ask.result, k);
        add_result(f, FIELD_IMPOSSIBLE, k, 0, cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, k), now);
        f->dead |= !f->ask.beyond && now == CAV_TRUE;
    }
    add_result(f, FIELD_APPLIES, 0, 0, cav_wide_value(p, CAV_WIDE_APPLIES, 0), v.applies);
}

/* A sweep always computes `impossible` and `applies`, so their facts are digits too. */
static void want_all(field *f)
{
    const cav_program *p = f->ask.pack->program;
    for (size_t k = 0; k < f->count; k++)
        if (f->results[k].kind == FIELD_EFFECT)
            space_want(f->app, &f->side.wanted, f->results[k].value);
    for (uint32_t k = 0; k < f->ask.pack->info.impossible; k++)
        space_want(f->app, &f->side.wanted, cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, k));
    space_want(f->app, &f->side.wanted, cav_wide_value(p, CAV_WIDE_APPLIES, 0));
}

/* -- digits ----------------------------------------------------------------------------------- */

static uint32_t class_called(const space_digit *d, const char *value)
{
    for (uint32_t k = 0; k < d->npieces; k++)
        if (strcmp(d->pieces[k].name, value) == 0)
            return d->pieces[k].class;
    return 0;
}

static void hold_questions(field *f)
{
    const space *s = &f->space;
    const cav_program *p = f->ask.pack->program;
    uint32_t depth = cav_facts_get_depth(f->ask.facts);
    f->choice = space_choice(s);
    f->choice[0] = class_called(&s->digits[0], pool_printf(&f->app->pool, "%u", (unsigned)depth));
    for (uint32_t d = 1; d < s->count; d++)
        if (s->digits[d].type == CAV_WANTED)
            f->choice[d] = class_called(
                &s->digits[d],
                cav_facts_get_want(f->ask.facts, cav_feature_find(p, s->digits[d].base)) ? "on"
                                                                                         : "off");
}

bool field_known(const field *f, uint32_t digit)
{
    const space_digit *d = &f->space.digits[digit];
    return d->layer != CAV_NONE &&
           cav_facts_knowledge(f->ask.facts, d->fact[0]) != CAV_FACT_UNKNOWN;
}

static void list_classes(field *f)
{
    const space *s = &f->space;
    pool *p = &f->app->pool;
    f->may = pool_alloc(p, s->count + 1, sizeof *f->may);
    f->reach = pool_alloc(p, s->count + 1, sizeof *f->reach);
    for (uint32_t d = 0; d < s->count; d++) {
        const space_digit *digit = &s->digits[d];
        f->may[d] = pool_alloc(p, (size_t)digit->all + 1, sizeof **f->may);
        f->reach[d] = pool_alloc(p, (size_t)digit->all + 1, sizeof **f->reach);
        space_may_be(s, 0, d, f->ask.facts, f->scratch, f->may[d]);
        for (uint32_t c = 0; c < digit->all; c++)
            f->reach[d][c] = f->may[d][c] || (f->ask.beyond && !digit->fixed);
        f->untried |= !field_classes(f, d, f->may[d]);
    }
    for (size_t k = 0; k < s->nnotes; k++)
        f->untried |= s->notes[k].kind == SPACE_UNTRIED && s->notes[k].read;
}

static bool is_open(const field *f, uint32_t d)
{
    return f->choice[d] == SPACE_OPEN && space_alive(&f->space, d, f->choice[0]) &&
           field_classes(f, d, f->reach[d]) > 1;
}

static void make_parts(field *f)
{
    const space *s = &f->space;
    pool *p = &f->app->pool;
    bool **groups = pool_alloc(p, f->count + 1, sizeof *groups);
    f->part = pool_alloc(p, s->count + 1, sizeof *f->part);
    for (size_t k = 0; k < f->count; k++) {
        field_result *r = &f->results[k];
        r->reads = pool_alloc(p, s->count + 1, sizeof *r->reads);
        groups[k] = pool_alloc(p, s->count + 1, sizeof **groups);
        space_reads(s, 0, r->value, r->reads);
        for (uint32_t d = 0; d < s->count; d++)
            groups[k][d] = r->reads[d] && is_open(f, d);
    }
    f->parts = space_parts(s, groups, f->count, f->part) + 1;
    for (size_t k = 0; k < f->count; k++) {
        f->results[k].part = f->parts - 1;
        for (uint32_t d = 0; d < s->count; d++)
            if (groups[k][d])
                f->results[k].part = f->part[d];
    }
}

int field_new(app *a, const field_ask *ask, field *out)
{
    cav_env env = tool_env(a);
    *out = (field){.app = a, .ask = *ask};
    cav_status failed = cav_facts_new(&env, ask->pack->program, &out->scratch);
    if (failed)
        return tool_failed(a, failed, "facts");
    list_results(out);
    out->side = (space_side){.program = ask->pack->program, .unit = ask->pack->unit};
    want_all(out);
    int status = space_new(a, &out->side, 1, &out->space);
    if (status)
        return status;
    hold_questions(out);
    list_classes(out);
    make_parts(out);
    return TOOL_OK;
}

void field_free(field *f)
{
    cav_facts_free(f->scratch);
    f->scratch = NULL;
}

/* -- sweeps ----------------------------------------------------------------------------------- */

uint32_t field_classes(const field *f, uint32_t digit, const bool *in)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < f->space.digits[digit].all; c++)
        n += in[c];
    return n;
}

bool field_size(const field *f, uint32_t part, bool *const *in, uint64_t *size)
{
    *size = 1;
    for (uint32_t d = 0; d < f->space.count; d++) {
        if (f->part[d] != part)
            continue;
        uint32_t n = field_classes(f, d, in[d]);
        if (n && *size > (UINT64_C(1) << 63) / n)
            return false;
        *size *= n;
    }
    return true;
}

typedef struct sweeping {
    const field *f;
    uint32_t part;
    cav_sweep *sweep;
    void *workspace;
    uint32_t *values; /* those of the part's results, in their order */
    uint32_t nvalues;
    uint8_t *states;
} sweeping;

static void list_digits(const sweeping *w, bool *const *in, cav_sweep_digit *digits)
{
    const field *f = w->f;
    space_sweep(&f->space, 0, f->choice, false, digits);
    for (uint32_t d = 0; d < f->space.count; d++) {
        const space_digit *digit = &f->space.digits[d];
        if (f->choice[d] != SPACE_OPEN || !space_alive(&f->space, d, f->choice[0]))
            continue;
        uint64_t *values = pool_alloc(&f->app->pool, (size_t)digit->all + 1, sizeof *values);
        uint32_t n = 0;
        for (uint32_t c = 0; c < digit->all; c++)
            if (f->part[d] == w->part ? in[d][c] : f->reach[d][c])
                values[n++] = digit->values[0][c];
        digits[d].count = f->part[d] == w->part ? n : 1;
        digits[d].values = values;
    }
}

/* One word of planes: which lanes have which state. */
static void judge_word(const sweeping *w, uint32_t word, uint64_t at[FIELD_STATES + 1])
{
    const field *f = w->f;
    uint32_t plane = 0;
    memset(at, 0, (FIELD_STATES + 1) * sizeof *at);
    at[f->certain] = UINT64_MAX;
    at[FIELD_OUTSIDE] = f->outside ? UINT64_MAX : 0;
    at[FIELD_STATES] = f->dead ? UINT64_MAX : 0;
    for (size_t k = 0; k < f->count; k++) {
        const field_result *r = &f->results[k];
        if (r->part != w->part)
            continue;
        uint64_t bits = cav_sweep_plane(w->sweep, w->workspace, plane++)[word];
        if (r->kind == FIELD_EFFECT)
            at[r->level] |= bits;
        else if (r->kind == FIELD_APPLIES)
            at[FIELD_OUTSIDE] |= ~bits;
        else
            at[FIELD_STATES] |= bits;
    }
}

static void read_block(const sweeping *w, const cav_sweep_block *b)
{
    uint64_t at[FIELD_STATES + 1];
    for (uint32_t n = 0; n < b->lanes; n++) {
        unsigned state = FIELD_STATES;
        if (n % 64 == 0)
            judge_word(w, n / 64, at);
        while (state > 0 && !(at[state] >> n % 64 & 1))
            state--;
        w->states[b->first + n] = (uint8_t)(state == FIELD_STATES ? 0 : 1u << state);
    }
}

static cav_status open_sweep(sweeping *w, bool *const *in)
{
    const field *f = w->f;
    cav_env env = tool_env(f->app);
    cav_sweep_info info;
    cav_sweep_digit *digits = pool_alloc(&f->app->pool, f->space.count + 1, sizeof *digits);
    list_digits(w, in, digits);
    w->values = pool_alloc(&f->app->pool, f->count + 1, sizeof *w->values);
    for (size_t k = 0; k < f->count; k++)
        if (f->results[k].part == w->part)
            w->values[w->nvalues++] = f->results[k].value;
    cav_status status = cav_sweep_new(&env, f->ask.pack->program,
                                      &(cav_sweep_options){.digits = digits,
                                                           .ndigits = (uint32_t)f->space.count,
                                                           .keep_order = true,
                                                           .values = w->values,
                                                           .nvalues = w->nvalues},
                                      &w->sweep);
    if (status)
        return status;
    cav_sweep_get(w->sweep, &info);
    w->workspace = malloc(info.workspace);
    return w->workspace ? CAV_OK : CAV_NO_MEMORY;
}

int field_sweep(const field *f, uint32_t part, bool *const *in, uint8_t *states)
{
    sweeping w = {.f = f, .part = part, .states = states};
    uint64_t size;
    cav_sweep_block block;
    if (!field_size(f, part, in, &size) || !size)
        return TOOL_OK;
    cav_status status = open_sweep(&w, in);
    if (!status)
        for (cav_sweep_start(w.sweep, w.workspace, 0);
             cav_sweep_next(w.sweep, w.workspace, &block);)
            read_block(&w, &block);
    cav_sweep_free(w.sweep);
    free(w.workspace);
    return status ? tool_failed(f->app, status, tool_name(f->app, f->ask.pack->path)) : TOOL_OK;
}

/* -- sets of states --------------------------------------------------------------------------- */

uint64_t field_fold(uint8_t *states, uint64_t size, uint64_t stride, uint32_t count)
{
    uint64_t out = 0;
    for (uint64_t high = 0; count > 1 && high < size; high += stride * count)
        for (uint64_t low = 0; low < stride; low++) {
            uint8_t all = 0;
            for (uint32_t v = 0; v < count; v++)
                all |= states[high + v * stride + low];
            states[out++] = all;
        }
    return count > 1 ? out : size;
}

bool field_single(uint8_t states)
{
    return states && !(states & (states - 1));
}

unsigned field_best(uint8_t states)
{
    unsigned level = 0;
    while (level < CAV_LEVEL_COUNT && !(states >> level & 1))
        level++;
    return level;
}

unsigned field_worst(uint8_t states)
{
    for (unsigned level = CAV_LEVEL_COUNT; level-- > 0;)
        if (states >> level & 1)
            return level;
    return CAV_LEVEL_COUNT;
}

uint8_t field_join(uint8_t x, uint8_t y)
{
    unsigned outside = (x | y) >> FIELD_OUTSIDE & 1, joined = 0;
    if (!x || !y)
        return 0;
    for (unsigned a = 0; a < CAV_LEVEL_COUNT; a++)
        for (unsigned b = 0; b < CAV_LEVEL_COUNT; b++)
            if (x >> a & 1 && y >> b & 1)
                joined |= 1u << (a > b ? a : b);
    return (uint8_t)(joined | outside << FIELD_OUTSIDE);
}

/* -- names ------------------------------------------------------------------------------------ */

/* Pieces that what is known rules out are moved into a class of their own, which is never in. */
const char *field_name(const field *f, uint32_t digit, const bool *in)
{
    space_digit d = f->space.digits[digit];
    bool known = field_known(f, digit), within = true;
    for (uint32_t c = 0; c < d.all; c++)
        within = within && (!in[c] || f->may[digit][c]);
    if (!known || !within || d.type == CAV_TEXT)
        return space_name(f->app, &d, in);
    bool *some = pool_alloc(&f->app->pool, (size_t)d.all + 2, sizeof *some);
    space_piece *pieces = pool_alloc(&f->app->pool, (size_t)d.npieces + 1, sizeof *pieces);
    memcpy(some, in, d.all * sizeof *some);
    for (uint32_t k = 0; k < d.npieces; k++) {
        pieces[k] = d.pieces[k];
        if (!space_in_class(f->ask.pack->program, f->ask.facts, d.fact[0],
                            (uint32_t)d.pieces[k].in[0]))
            pieces[k].class = d.all;
    }
    d.pieces = pieces;
    d.rest = CAV_NONE;
    d.all++;
    return space_name(f->app, &d, some);
}

const char *field_remark(const field *f, size_t k)
{
    for (size_t n = 0; n < f->space.nnotes; n++)
        if (f->space.notes[n].read && k-- == 0)
            return f->space.notes[n].text;
    return NULL;
}
