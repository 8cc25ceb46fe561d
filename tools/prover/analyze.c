/* analyze.c: rules that never fire or never decide, and requirements that exclude each other; see
 * analyze.h.
 *
 * It refuses images: findings stand at places of the sources. Invariant: the app's pool is the one
 * it was whenever no question is open.
 */
#include "analyze.h"

#include <inttypes.h>
#include <string.h>

#define WORK_MAX (UINT64_C(1) << 32) /* results judged for one kind of question */
enum { SHARES = 8, JUDGEMENT = 512, EFFECT = 4, CASES_MIN = 64, LOOKS_OPEN = 16 };

/* -- questions -------------------------------------------------------------------------------- */

static const cav_program *program_of(const analyze *of)
{
    return of->pack->program;
}

void analyze_fund(analyze *of)
{
    of->left = WORK_MAX;
}

bool analyze_spent(const analyze *of)
{
    return of->left == 0;
}

/* Results of one judgement, and what it takes beside them. */
static uint64_t weight(const analyze *of)
{
    const cav_pack *p = &of->pack->info;
    return (uint64_t)p->results + p->explain_results + (uint64_t)EFFECT * p->effects + JUDGEMENT;
}

void analyze_spend(analyze *of, uint64_t looks)
{
    uint64_t work = looks * weight(of);
    of->left -= work < of->left ? work : of->left;
}

/* How many judgements the next question may take. */
static uint64_t share(const analyze *of)
{
    uint64_t most = of->left / SHARES / weight(of);
    return most > SEEK_CASES_MAX ? SEEK_CASES_MAX : most < CASES_MIN ? CASES_MIN : most;
}

void ask_begin(analyze *of, const cav_program *mutant, analyze_ask *q)
{
    analyze_spend(of, LOOKS_OPEN);
    *q = (analyze_ask){.of = of, .kept = of->app->pool};
    of->app->pool = (pool){0};
    q->side[0] = (space_side){.program = program_of(of),
                              .rows = of->rows,
                              .unit = of->pack->unit,
                              .name = mutant ? "the rules" : NULL};
    q->side[1] = (space_side){.program = mutant, .name = "the change"};
}

void ask_reads(analyze_ask *q, unsigned side, uint32_t value)
{
    space_want(q->of->app, &q->side[side].wanted, value);
}

static uint32_t impossible_value(const cav_program *p, uint32_t k)
{
    return cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, k);
}

int ask_open(analyze_ask *q, analyze_among among)
{
    const cav_program *p = program_of(q->of);
    for (uint32_t k = 0; among != ANALYZE_ALL && k < q->of->pack->info.impossible; k++)
        ask_reads(q, 0, impossible_value(p, k));
    if (among == ANALYZE_APPLYING)
        ask_reads(q, 0, cav_wide_value(p, CAV_WIDE_APPLIES, 0));
    int status = space_new(q->of->app, q->side, q->side[1].program ? 2 : 1, &q->space);
    if (!status)
        q->counted = space_size(&q->space, space_choice(&q->space), false, &q->size);
    return status;
}

void ask_goals(analyze_ask *q, analyze_among among)
{
    const cav_program *p = program_of(q->of);
    seek_init(q->of->app, &q->space, &q->seek);
    for (uint32_t k = 0; among != ANALYZE_ALL && k < q->of->pack->info.impossible; k++)
        seek_want(&q->seek, impossible_value(p, k), false);
    if (among == ANALYZE_APPLYING)
        seek_want(&q->seek, cav_wide_value(p, CAV_WIDE_APPLIES, 0), true);
}

int ask_run(analyze_ask *q, seek_answer *answer)
{
    q->seek.most = share(q->of);
    int status = seek_run(&q->seek, answer);
    q->of->cases += q->seek.cases;
    analyze_spend(q->of, q->seek.cases);
    return status;
}

const char *ask_example(analyze_ask *q)
{
    return pool_string(&q->kept, seek_example(&q->seek));
}

void ask_end(analyze_ask *q)
{
    pool_free(&q->of->app->pool);
    q->of->app->pool = q->kept;
}

/* -- what was found --------------------------------------------------------------------------- */

const char *analyze_checked(analyze *of, bool counted, uint64_t size)
{
    if (!counted)
        return "all configurations of what it reads were settled, more than 2^63";
    if (size == 1)
        return "the only configuration of what it reads was checked";
    return pool_printf(&of->app->pool,
                       "all %" PRIu64 " configurations of what it reads were checked", size);
}

analyze_finding *analyze_add(analyze *of, const char *id, cavc_place place)
{
    analyze_finding *f = pool_push(&of->app->pool, &of->found, &of->count, &of->room, sizeof *f);
    *f = (analyze_finding){.id = id, .place = place};
    return f;
}

void analyze_add_open(analyze *of, const char *id, cavc_place place, const char *what)
{
    analyze_finding *f = analyze_add(of, id, place);
    f->open = true;
    f->message = pool_printf(&of->app->pool, "not decided: %s", what);
    f->hint = "there were too many cases, or texts of which none is known may do it";
    of->open++;
}

void analyze_add_rest(analyze *of, const char *id, cavc_place place, uint32_t n, const char *what)
{
    analyze_finding *f = analyze_add(of, id, place);
    f->open = f->rest = true;
    f->message = pool_printf(&of->app->pool, "not decided: from here on %s, %" PRIu32 " of them", what,
                             n);
    f->hint = "the rules are too many to put all these questions; compile a part of them, and ask there";
    of->open += n;
}

static cavc_place rule_place(const analyze *of, uint32_t rule, cav_rule *r)
{
    cavc_place place;
    cav_program_rule(program_of(of), rule, r);
    cavc_place_of(of->pack->unit, "rule", r->name, &place);
    return place;
}

/* -- rules that never fire -------------------------------------------------------------------- */

static uint32_t fires(const analyze *of, uint32_t effect)
{
    return cav_wide_value(program_of(of), CAV_WIDE_FIRES, effect);
}

static uint32_t bears(const analyze *of, uint32_t effect)
{
    return cav_wide_value(program_of(of), CAV_WIDE_BEARS, effect);
}

static int can_fire(analyze_ask *q, const cav_rule *r, seek_answer *answer)
{
    int status;
    for (uint32_t k = 0; k < r->neffects; k++)
        ask_reads(q, 0, fires(q->of, r->effects + k));
    status = ask_open(q, ANALYZE_APPLYING);
    *answer = SEEK_NONE;
    for (uint32_t k = 0; !status && *answer != SEEK_FOUND && k < r->neffects; k++) {
        seek_answer here;
        ask_goals(q, ANALYZE_APPLYING);
        seek_want(&q->seek, fires(q->of, r->effects + k), true);
        status = ask_run(q, &here);
        *answer = here == SEEK_NONE ? *answer : here;
    }
    return status;
}

static int check_fires(analyze *of, uint32_t rule)
{
    cav_rule r;
    cavc_place place = rule_place(of, rule, &r);
    analyze_ask q;
    seek_answer answer;
    ask_begin(of, NULL, &q);
    int status = can_fire(&q, &r, &answer);
    ask_end(&q);
    of->never[rule] = answer != SEEK_FOUND;
    if (status || answer == SEEK_FOUND)
        return status;
    if (answer == SEEK_OPEN) {
        analyze_add_open(of, "W201", place,
                         pool_printf(&of->app->pool, "whether rule '%s' ever fires", r.name));
        return TOOL_OK;
    }
    analyze_finding *f = analyze_add(of, "W201", place);
    f->message = pool_printf(&of->app->pool, "rule '%s' never fires", r.name);
    f->counted = q.counted;
    f->configurations = q.size;
    f->hint = analyze_checked(of, q.counted, q.size);
    return TOOL_OK;
}

/* -- rules that never decide ------------------------------------------------------------------ */

typedef struct masked { /* an effect, and those that may hide it */
    analyze *of;
    uint32_t effect;
    cav_effect e;
    const char *example, *mask, *level;
    bool counted;
    uint64_t size;
} masked;

/* The result by which effect `k` counts for what the masked one speaks about; CAV_NONE: it does
 * not, or is no worse. */
static uint32_t worse(const masked *m, uint32_t k, cav_effect *e)
{
    cav_program_effect(program_of(m->of), k, e);
    if (e->level == CAV_LEVEL_NOTE || e->level <= m->e.level)
        return CAV_NONE;
    if (m->e.feature == CAV_NONE)
        return bears(m->of, k);
    return e->feature == m->e.feature ? fires(m->of, k) : CAV_NONE;
}

/* A configuration in which it fires, and a worse one. */
static int find_mask(masked *m, analyze_ask *q)
{
    cav_effect e;
    cav_rule r;
    seek_answer answer;
    int status = TOOL_OK;
    for (uint32_t k = 0; !status && !m->example && k < m->of->pack->info.effects; k++) {
        uint32_t value = worse(m, k, &e);
        if (value == CAV_NONE)
            continue;
        ask_goals(q, ANALYZE_APPLYING);
        seek_want(&q->seek, fires(m->of, m->effect), true);
        seek_want(&q->seek, value, true);
        status = ask_run(q, &answer);
        if (status || answer != SEEK_FOUND)
            continue;
        cav_program_rule(program_of(m->of), e.rule, &r);
        m->example = ask_example(q);
        m->mask = r.name;
        m->level = cav_level_name(e.level);
    }
    return status;
}

/* SEEK_FOUND: it decides somewhere. */
static int decides(masked *m, seek_answer *answer)
{
    analyze_ask q;
    cav_effect e;
    ask_begin(m->of, NULL, &q);
    ask_reads(&q, 0, fires(m->of, m->effect));
    for (uint32_t k = 0; k < m->of->pack->info.effects; k++)
        ask_reads(&q, 0, worse(m, k, &e));
    int status = ask_open(&q, ANALYZE_APPLYING);
    if (!status) {
        ask_goals(&q, ANALYZE_APPLYING);
        seek_want(&q.seek, fires(m->of, m->effect), true);
        for (uint32_t k = 0; k < m->of->pack->info.effects; k++)
            seek_want(&q.seek, worse(m, k, &e), false);
        status = ask_run(&q, answer);
        m->counted = q.counted;
        m->size = q.size;
    }
    if (!status && *answer == SEEK_NONE)
        status = find_mask(m, &q);
    ask_end(&q);
    return status;
}

static void add_masked(analyze *of, const cav_rule *r, cavc_place place, const masked *m)
{
    analyze_finding *f = analyze_add(of, "W202", place);
    f->message =
        pool_printf(&of->app->pool,
                    "rule '%s' never decides: wherever it fires, a worse level counts", r->name);
    f->counted = m->counted;
    f->configurations = m->size;
    f->example[0] = m->example;
    f->hint = analyze_checked(of, m->counted, m->size);
    if (m->example)
        f->hint = pool_printf(&of->app->pool, "%s; in %s rule '%s' makes it %s", f->hint,
                              m->example, m->mask, m->level);
}

static int check_decides(analyze *of, uint32_t rule)
{
    cav_rule r;
    cavc_place place = rule_place(of, rule, &r);
    masked shown = {0};
    bool open = false;
    for (uint32_t k = 0; k < r.neffects; k++) {
        masked m = {.of = of, .effect = r.effects + k};
        seek_answer answer = SEEK_OPEN;
        cav_program_effect(program_of(of), m.effect, &m.e);
        if (m.e.level == CAV_LEVEL_NOTE)
            return TOOL_OK;
        int status = decides(&m, &answer);
        if (status || answer == SEEK_FOUND)
            return status;
        open |= answer == SEEK_OPEN;
        if (!k || (!shown.example && m.example))
            shown = m;
    }
    if (open)
        analyze_add_open(of, "W202", place,
                         pool_printf(&of->app->pool, "whether rule '%s' ever decides", r.name));
    else
        add_masked(of, &r, place, &shown);
    return TOOL_OK;
}

/* -- requirements that exclude each other ----------------------------------------------------- */

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
    const cav_program *p = program_of(of);
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
    const cav_program *p = program_of(of);
    analyze_ask q;
    ask_begin(of, NULL, &q);
    for (size_t i = 0; i < n; i++)
        ask_reads(&q, 0, fires(of, all[i].effect));
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
        join(of, impossible_value(p, k), &q.space, up, &one);
    }
    for (size_t i = 0; i < n; i++) {
        bool *digits = pool_alloc(&of->app->pool, q.space.count + 1, sizeof *digits);
        space_reads(&q.space, 0, fires(of, all[i].effect), digits);
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
        seek_want(&q->seek, fires(q->of, a->effect), false);
    if (second)
        seek_want(&q->seek, fires(q->of, b->effect), false);
    return ask_run(q, answer);
}

static void add_clash(analyze *of, const requirement *a, const requirement *b, const analyze_ask *q,
                      const char *const example[2])
{
    cav_rule r;
    analyze_finding *f = analyze_add(of, "W205", rule_place(of, b->rule, &r));
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
    ask_reads(&q, 0, fires(of, a->effect));
    ask_reads(&q, 0, fires(of, b->effect));
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
            of, "W205", rule_place(of, b->rule, &r),
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
        analyze_add_rest(of, "W205", rule_place(of, from->rule, &r), n,
                         "whether configurations satisfy both of two requirements");
}

static int check_requirements(analyze *of)
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

/* -- all together ----------------------------------------------------------------------------- */

/* The rules that are not asked any more, from `rule` on. */
static void add_rules_left(analyze *of, const char *id, uint32_t rule, const char *what)
{
    cav_rule r;
    cavc_place place = rule_place(of, rule, &r);
    uint32_t n = 0;
    for (uint32_t k = rule; k < of->pack->info.rules; k++)
        n += !of->never[k];
    if (n)
        analyze_add_rest(of, id, place, n, what);
}

static int check_all_fire(analyze *of)
{
    int status = TOOL_OK;
    analyze_fund(of);
    for (uint32_t rule = 0; !status && rule < of->pack->info.rules; rule++) {
        if (analyze_spent(of)) {
            add_rules_left(of, "W201", rule, "whether rules ever fire");
            memset(of->never + rule, true, of->pack->info.rules - rule);
            break;
        }
        status = check_fires(of, rule);
    }
    return status;
}

static int check_all_decide(analyze *of)
{
    int status = TOOL_OK;
    analyze_fund(of);
    for (uint32_t rule = 0; !status && rule < of->pack->info.rules; rule++) {
        if (analyze_spent(of)) {
            add_rules_left(of, "W202", rule, "whether rules ever decide");
            break;
        }
        if (!of->never[rule])
            status = check_decides(of, rule);
    }
    return status;
}

int analyze_run(app *a, const pack *p, analyze *out)
{
    int status = TOOL_OK;
    *out = (analyze){.app = a, .pack = p, .rows = space_rows_new(a, p->program)};
    out->never = pool_alloc(&a->pool, p->info.rules + 1, sizeof *out->never);
    out->rules = p->info.rules;
    status = check_all_fire(out);
    if (!status)
        status = check_all_decide(out);
    if (!status)
        status = analyze_conditions(out);
    analyze_fund(out);
    if (!status)
        status = check_requirements(out);
    return status;
}
