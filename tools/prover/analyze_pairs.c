/* analyze_pairs.c: requirements that exclude each other (W205): no configuration that both ask
 * about satisfies both.
 *
 * It refuses nothing. Invariant: a pair that shares no fact is not asked about, for nothing ties it.
 */
#include "analyze_ask.h"

typedef struct requirement {
    uint32_t rule, effect, guard, scope; /* guard: a result; CAV_NONE */
    cav_effect e;
    cav_rule r;
    uint32_t *facts; /* that it reads */
    uint32_t nfacts;
    bool exists; /* it asks which layers there are */
} requirement;

static bool requirement_of(const analyze *of, uint32_t rule, requirement *out)
{
    const cav_program *p = analyze_program(of);
    cav_cond c;
    *out = (requirement){.rule = rule, .guard = CAV_NONE};
    cav_program_rule(p, rule, &out->r);
    cav_program_effect(p, out->r.effects, &out->e);
    if (out->r.kind != CAV_REQUIRE || out->e.level == CAV_LEVEL_NOTE || of->never[rule])
        return false;
    out->effect = out->r.effects;
    out->scope = out->r.scope == CAV_NONE ? 0 : out->r.scope;
    for (uint32_t k = 0; cav_program_cond(p, k, &c); k++) {
        if (c.owner != CAV_OWNER_RULE || c.index != rule)
            continue;
        if (c.role == CAV_ROLE_WHEN && c.depth == 0)
            out->guard = c.value;
        out->exists |= c.kind == CAV_COND_EXISTS;
    }
    return true;
}

/* Facts joined by `impossible` and `applies` count as one. */
static uint32_t root_of(uint32_t *up, uint32_t fact)
{
    while (up[fact] != fact)
        fact = up[fact] = up[up[fact]];
    return fact;
}

static void join(const analyze *of, uint32_t value, const space *s, uint32_t *up, uint32_t *one)
{
    bool *digits = pool_alloc(&of->app->pool, s->count + 1, sizeof *digits);
    space_reads(s, 0, value, digits);
    for (uint32_t d = 1; d < s->count; d++) {
        if (!digits[d])
            continue;
        *one = *one == CAV_NONE ? d : *one;
        up[root_of(up, d)] = root_of(up, *one);
    }
}

/* Each requirement's roots: two that share none are satisfied together where each can be. */
static int find_shared(analyze *of, requirement *all, size_t n)
{
    const cav_program *p = analyze_program(of);
    analyze_ask q;
    ask_begin(of, NULL, &q);
    for (size_t i = 0; i < n; i++)
        ask_reads(&q, 0, analyze_fires(of, all[i].effect));
    int status = ask_open(&q, ANALYZE_APPLYING);
    if (status) {
        ask_end(&q);
        return status;
    }
    uint32_t *up = pool_alloc(&of->app->pool, q.space.count + 1, sizeof *up), one = CAV_NONE;
    for (uint32_t d = 0; d < q.space.count; d++)
        up[d] = d;
    join(of, cav_wide_value(p, CAV_WIDE_APPLIES, 0), &q.space, up, &one);
    for (uint32_t k = 0; k < of->pack->info.impossible; k++) {
        one = CAV_NONE;
        join(of, analyze_impossible(p, k), &q.space, up, &one);
    }
    for (size_t i = 0; i < n; i++) {
        bool *digits = pool_alloc(&of->app->pool, q.space.count + 1, sizeof *digits);
        space_reads(&q.space, 0, analyze_fires(of, all[i].effect), digits);
        all[i].facts = pool_alloc(&q.kept, q.space.count + 1, sizeof *all[i].facts);
        for (uint32_t d = 1; d < q.space.count; d++)
            if (digits[d])
                all[i].facts[all[i].nfacts++] = root_of(up, d);
    }
    ask_end(&q);
    return TOOL_OK;
}

static bool may_clash(const requirement *a, const requirement *b)
{
    if (a->e.feature != b->e.feature)
        return false;
    for (uint32_t i = 0; i < a->nfacts; i++)
        for (uint32_t k = 0; k < b->nfacts; k++)
            if (a->facts[i] == b->facts[k])
                return true;
    return a->exists && b->exists;
}

/* Under both guards: is there a configuration that satisfies those of the two that are asked? */
static int satisfies(analyze_ask *q, const requirement *a, const requirement *b, bool first,
                     bool second, seek_answer *answer)
{
    ask_goals(q, ANALYZE_APPLYING);
    q->seek.depth = a->scope > b->scope ? a->scope : b->scope;
    seek_want(&q->seek, a->guard, true);
    seek_want(&q->seek, b->guard, true);
    if (first)
        seek_want(&q->seek, analyze_fires(q->of, a->effect), false);
    if (second)
        seek_want(&q->seek, analyze_fires(q->of, b->effect), false);
    return ask_run(q, answer);
}

static void add_clash(analyze *of, const requirement *a, const requirement *b, const analyze_ask *q,
                      const char *const example[2])
{
    cav_rule r;
    analyze_finding *f = analyze_add(of, "W205", analyze_place(of, b->rule, &r));
    f->message =
        pool_printf(&of->app->pool, "no configuration satisfies both rule '%s' and rule '%s'",
                    a->r.name, b->r.name);
    f->counted = q->counted;
    f->configurations = q->size;
    f->example[0] = example[0];
    f->example[1] = example[1];
    f->hint = pool_printf(&of->app->pool, "%s; in %s rule '%s' fires, in %s rule '%s'",
                          analyze_checked(of, q->counted, q->size), example[0], a->r.name,
                          example[1], b->r.name);
}

static int check_pair(analyze *of, const requirement *a, const requirement *b)
{
    analyze_ask q;
    seek_answer both = SEEK_OPEN, one = SEEK_OPEN, other = SEEK_OPEN;
    const char *example[2] = {NULL, NULL};
    cav_rule r;
    ask_begin(of, NULL, &q);
    ask_reads(&q, 0, analyze_fires(of, a->effect));
    ask_reads(&q, 0, analyze_fires(of, b->effect));
    ask_reads(&q, 0, a->guard);
    ask_reads(&q, 0, b->guard);
    int status = ask_open(&q, ANALYZE_APPLYING);
    if (!status)
        status = satisfies(&q, a, b, true, true, &both);
    if (!status && both == SEEK_NONE)
        status = satisfies(&q, a, b, false, true, &one);
    if (!status && one == SEEK_FOUND) {
        example[0] = ask_example(&q);
        status = satisfies(&q, a, b, true, false, &other);
        example[1] = other == SEEK_FOUND ? ask_example(&q) : NULL;
    }
    ask_end(&q);
    of->pairs++;
    if (status || both == SEEK_FOUND || one == SEEK_NONE || other == SEEK_NONE)
        return status;
    if (example[1])
        add_clash(of, a, b, &q, example);
    else
        analyze_add_open(
            of, "W205", analyze_place(of, b->rule, &r),
            pool_printf(&of->app->pool,
                        "whether a configuration satisfies both rule '%s' and rule '%s'", a->r.name,
                        b->r.name));
    return TOOL_OK;
}

/* What is left of the pairs, the first of them with rule `from`. */
static void add_pairs_left(analyze *of, const requirement *from, uint32_t n)
{
    cav_rule r;
    if (n)
        analyze_add_rest(of, "W205", analyze_place(of, from->rule, &r), n,
                         "whether configurations satisfy both of two requirements");
}

int analyze_requirements(analyze *of)
{
    const requirement *cut = NULL;
    uint32_t left = 0;
    requirement *all = pool_alloc(&of->app->pool, of->pack->info.rules + 1, sizeof *all);
    size_t n = 0;
    for (uint32_t rule = 0; rule < of->pack->info.rules; rule++)
        n += requirement_of(of, rule, &all[n]);
    int status = find_shared(of, all, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; !status && k < n; k++)
            if (may_clash(&all[i], &all[k])) {
                if (analyze_spent(of)) {
                    cut = left++ ? cut : &all[i];
                    continue;
                }
                status = check_pair(of, &all[i], &all[k]);
            }
    add_pairs_left(of, cut, left);
    return status;
}
