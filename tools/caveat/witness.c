/* witness.c: a configuration whose verdict differs between a pack and a mutant of it.
 *
 * Every class of every fact has a value that stands for it, taken from both programs' cuts;
 * "unknown" is one more. All combinations of what the changed rule reads are tried, alone and upon
 * each test's own configuration. It refuses to call programs equivalent unless all that could tell
 * them apart was tried. Invariant: a witness was judged by both programs, and they differ.
 */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES_MAX = 400000, VALUES_MAX = 256 };

typedef struct side {
    const cav_program *program;
    cav_facts *facts;
    cav_result *result;
} side;

typedef struct search {
    tests_run *run;
    const cavc_mutant *what;
    side was, is;
    const char ***values; /* of each fact that is read: those that stand for its classes */
    uint32_t *nvalues;
    uint32_t *digit; /* of each fact that is read: 0 as the base has it, k value k - 1 */
    uint32_t base;   /* test whose facts lie below; CAV_NONE: nothing */
    uint32_t depth, layers, features;
    uint64_t wants;
    uint64_t tried;
    int best;
    witness *out;
} search;

/* -- values
 * ---------------------------------------------------------------------------------------- */

static void add_value(search *s, uint32_t k, const char *text)
{
    for (uint32_t i = 0; i < s->nvalues[k]; i++)
        if (strcmp(s->values[k][i], text) == 0)
            return;
    if (s->nvalues[k] < VALUES_MAX)
        s->values[k][s->nvalues[k]++] = pool_string(&s->run->app->pool, text);
}

static void add_samples(search *s, uint32_t k, const cav_program *program, uint32_t fact)
{
    char text[512];
    for (uint32_t i = 0;; i++) {
        size_t n = cav_fact_sample(program, fact, i, text, sizeof text);
        if (!n)
            return;
        if (n < sizeof text)
            add_value(s, k, text);
    }
}

/* Texts have no classes to stand for: those that the tests give. */
static int add_texts(search *s, uint32_t k, uint32_t fact)
{
    tests_run *run = s->run;
    for (size_t i = 0; i < run->count; i++) {
        const char *value;
        if (cavc_test_give(run->pack->unit, run->rows[i].index, run->pack->program, run->facts))
            continue;
        for (uint32_t v = 0; (value = cav_facts_value(run->facts, fact, v)) != NULL; v++)
            add_value(s, k, value);
    }
    return TOOL_OK;
}

static void list_values(search *s)
{
    pool *p = &s->run->app->pool;
    uint32_t n = s->what->nreads;
    cav_fact fact;
    s->values = pool_alloc(p, n + 1, sizeof *s->values);
    s->nvalues = pool_alloc(p, n + 1, sizeof *s->nvalues);
    s->digit = pool_alloc(p, n + 1, sizeof *s->digit);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t f = s->what->reads[k];
        s->values[k] = pool_alloc(p, VALUES_MAX, sizeof **s->values);
        add_samples(s, k, s->was.program, f);
        add_samples(s, k, s->is.program, f);
        if (cav_program_fact(s->was.program, f, &fact) && fact.type == CAV_TEXT)
            add_texts(s, k, f);
    }
}

/* -- one configuration
 * ------------------------------------------------------------------------------ */

/* False: it is none (a fact below the depth). */
static bool put_facts(search *s, side *x)
{
    if (s->base == CAV_NONE)
        cav_facts_clear(x->facts);
    else if (cavc_test_give(s->run->pack->unit, s->base, x->program, x->facts))
        return false;
    for (uint32_t k = 0; k < s->what->nreads; k++) {
        uint32_t f = s->what->reads[k];
        if (s->digit[k] && cav_facts_set(x->facts, f, &s->values[k][s->digit[k] - 1], 1))
            return false;
        if (!s->digit[k] && s->base != CAV_NONE && cav_facts_set(x->facts, f, NULL, 0))
            return false;
    }
    if (s->base == CAV_NONE)
        for (uint32_t i = 0; i < s->features; i++)
            cav_facts_want(x->facts, i, s->wants >> i & 1);
    return s->base != CAV_NONE || cav_facts_depth(x->facts, s->depth) == CAV_OK;
}

static bool judge(search *s)
{
    side *const sides[2] = {&s->was, &s->is};
    s->tried++;
    for (int i = 0; i < 2; i++)
        if (!put_facts(s, sides[i]) ||
            cav_evaluate(sides[i]->program, sides[i]->facts, false, sides[i]->result))
            return false;
    return true;
}

static bool same_verdict(const cav_verdict *a, const cav_verdict *b)
{
    return a->kind == b->kind && ((a->kind != CAV_DECIDED && a->kind != CAV_UNDECIDED) ||
                                  (a->best == b->best && a->worst == b->worst));
}

/* What a test could see of the effects: which fired at the level that decided, and which notes. */
static bool counts(const side *x, const cav_verdict *v, uint32_t k, const cav_effect *e)
{
    if (cav_result_effect(x->result, k) != CAV_FIRED)
        return false;
    return e->level == CAV_LEVEL_NOTE || (v->kind == CAV_DECIDED && e->level == v->best &&
                                          cav_result_bears(x->result, k) == CAV_TRUE);
}

static bool same_effects(const search *s, const cav_verdict *a, const cav_verdict *b)
{
    cav_effect e, f;
    for (uint32_t k = 0; cav_program_effect(s->was.program, k, &e); k++)
        if (cav_program_effect(s->is.program, k, &f) &&
            counts(&s->was, a, k, &e) != counts(&s->is, b, k, &f))
            return false;
    return cav_result_missing(s->was.result, CAV_NONE, NULL, 0) ==
           cav_result_missing(s->is.result, CAV_NONE, NULL, 0);
}

/* 0: no test could tell; 3: decided and another status; 2: of a feature; 1: something else. */
static int score(const search *s, uint32_t *feature)
{
    cav_verdict a, b, x, y;
    int best = 0;
    cav_result_verdict(s->was.result, CAV_NONE, &a);
    cav_result_verdict(s->is.result, CAV_NONE, &b);
    *feature = CAV_NONE;
    if (!same_verdict(&a, &b))
        return a.kind == CAV_DECIDED && b.kind == CAV_DECIDED ? 3 : 1;
    for (uint32_t i = 0; i < s->features; i++) {
        cav_result_verdict(s->was.result, i, &x);
        cav_result_verdict(s->is.result, i, &y);
        if (same_verdict(&x, &y))
            continue;
        *feature = i;
        if (x.kind == CAV_DECIDED && y.kind == CAV_DECIDED)
            return 2;
        best = 1;
    }
    return best || same_effects(s, &a, &b) ? best : 1;
}

static const char *verdict_words(search *s, const side *x, uint32_t feature)
{
    static const char *const words[] = {"", "", "not-applicable", "contradiction"};
    buf b = {.pool = &s->run->app->pool};
    cav_feature f;
    cav_effect e;
    cav_rule rule;
    cav_verdict v;
    cav_result_verdict(x->result, feature, &v);
    if (cav_program_feature(x->program, feature, &f))
        put_printf(&b, "%s ", f.name);
    if (v.kind == CAV_UNDECIDED)
        put_printf(&b, "unknown between %s and %s", cav_level_name(v.best),
                   cav_level_name(v.worst));
    else
        put_text(&b, v.kind == CAV_DECIDED ? cav_level_name(v.best) : words[v.kind]);
    const char *between = " by ";
    uint32_t said = CAV_NONE; /* a conflict has two effects, one behind the other */
    for (uint32_t k = 0; cav_program_effect(x->program, k, &e); k++)
        if (counts(x, &v, k, &e) && e.rule != said && cav_program_rule(x->program, e.rule, &rule)) {
            put_printf(&b, "%s%s", between, rule.name);
            between = ", ";
            said = e.rule;
        }
    return put_end(&b);
}

/* The verdict and what is missing of it: what is left to tell two sides apart that read alike. */
static const char *with_missing(search *s, const side *x, const char *words)
{
    pool *p = &s->run->app->pool;
    buf b = {.pool = p};
    cav_fact fact;
    uint32_t n = cav_result_missing(x->result, CAV_NONE, NULL, 0);
    uint32_t *facts = pool_alloc(p, n + 1, sizeof *facts);
    cav_result_missing(x->result, CAV_NONE, facts, n);
    put_text(&b, words);
    for (uint32_t i = 0; i < n; i++)
        if (cav_program_fact(x->program, facts[i], &fact))
            put_printf(&b, "%s%s", i ? ", " : " missing ", fact.name);
    put_text(&b, n ? "" : ", nothing missing");
    return put_end(&b);
}

static void keep(search *s, int worth, uint32_t feature)
{
    s->best = worth;
    s->out->found = true;
    s->out->facts = tests_configuration(s->run->app, s->was.program, s->was.facts);
    s->out->was = verdict_words(s, &s->was, feature);
    s->out->is = verdict_words(s, &s->is, feature);
    if (strcmp(s->out->was, s->out->is) == 0) {
        s->out->was = with_missing(s, &s->was, s->out->was);
        s->out->is = with_missing(s, &s->is, s->out->is);
    }
}

/* -- the search
 * ------------------------------------------------------------------------------------ */

/* The next combination of what is read; false after the last. */
static bool step(search *s)
{
    for (uint32_t k = 0; k < s->what->nreads; k++) {
        if (s->nvalues[k] && ++s->digit[k] <= s->nvalues[k])
            return true;
        s->digit[k] = 0;
    }
    return false;
}

/* Do the changed rule's effects differ? Everything else is the same in both programs. */
static bool differs(const search *s)
{
    cav_effect e;
    for (uint32_t k = 0; cav_program_effect(s->was.program, k, &e); k++)
        if (cav_result_effect(s->was.result, k) != cav_result_effect(s->is.result, k))
            return true;
    return false;
}

static bool other_effects(const search *s)
{
    cav_effect e, f;
    for (uint32_t k = 0; cav_program_effect(s->was.program, k, &e); k++)
        if (!cav_program_effect(s->is.program, k, &f) || e.level != f.level ||
            e.feature != f.feature)
            return true;
    return false;
}

/* One combination upon nothing but the question, then upon each test. */
static bool try_bases(search *s)
{
    uint32_t feature;
    for (size_t i = 0; i < s->run->count && s->best < 3 && s->tried < TRIES_MAX; i++) {
        s->base = s->run->rows[i].index;
        int worth = judge(s) ? score(s, &feature) : 0;
        if (worth > s->best)
            keep(s, worth, feature);
    }
    s->base = CAV_NONE;
    return s->best == 3;
}

/* Every combination of what the rule reads, with every question. False: not all were tried. */
static bool sweep(search *s, bool all)
{
    uint32_t feature;
    uint64_t questions = s->features < 6 ? 1ull << s->features : 1;
    memset(s->digit, 0, (s->what->nreads + 1) * sizeof *s->digit);
    do {
        bool seen = false;
        for (s->depth = 0; s->depth < s->layers; s->depth++)
            for (s->wants = 0; s->wants < questions; s->wants++) {
                if (s->best == 3 || s->tried >= TRIES_MAX)
                    return false;
                if (!judge(s))
                    continue;
                seen |= all || differs(s);
                int worth = score(s, &feature);
                if (worth > s->best)
                    keep(s, worth, feature);
            }
        if (seen) {
            s->out->complete = false; /* told apart alone, maybe hidden by other rules */
            if (try_bases(s))
                return false;
        }
    } while (step(s));
    return s->features < 6;
}

static cav_status open_side(tests_run *run, side *x, const cav_program *program)
{
    cav_env env = tool_env(run->app);
    x->program = program;
    cav_status status = cav_facts_new(&env, program, &x->facts);
    return status ? status : cav_result_new(&env, program, &x->result);
}

int witness_find(tests_run *run, const cav_program *mutant, const cavc_mutant *what, witness *out)
{
    search s = {.run = run, .what = what, .base = CAV_NONE, .out = out};
    cav_status status = open_side(run, &s.was, run->pack->program);
    *out = (witness){0};
    if (!status)
        status = open_side(run, &s.is, mutant);
    if (!status) {
        bool rule = strcmp(what->owner, "rule") == 0;
        s.layers = run->pack->info.layers;
        s.features = run->pack->info.features;
        list_values(&s);
        out->complete = rule && !other_effects(&s);
        bool swept = sweep(&s, !out->complete);
        out->complete = out->complete && swept && !out->found;
        out->tried = s.tried;
    }
    for (int i = 0; i < 2; i++) {
        side *x = i ? &s.is : &s.was;
        cav_facts_free(x->facts);
        cav_result_free(x->result);
    }
    return status ? tool_failed(run->app, status, run->pack->path) : TOOL_OK;
}
