/* expr_text.c: see expr_text.h.
 *
 * A combination is judged per text by the runtime, so that several conditions on one text fact stay
 * one atom. Here only combinations that no text could change are found, by trying every literal
 * and, for all other texts, every answer the patterns could give; with more than CONSTANT_MAX
 * patterns none is called constant. Invariant: operands of a test precede it.
 */
#include "expr_text.h"

#include <string.h>

#include "../runtime/text.h"

#define CONSTANT_MAX 10

static uint32_t intern(expr_table *t, uint32_t fact, expr_test test)
{
    expr_fact *f = &t->facts[fact];

    for (uint32_t i = 0; i < f->tests.count; i++) {
        const expr_test *o = &f->tests.at[i];
        if (o->kind == test.kind && o->a == test.a && o->b == test.b &&
            (o->text == test.text || (o->text && test.text && !strcmp(o->text, test.text))))
            return i;
    }
    *ARENA_PUSH(t->arena, &f->tests) = test;
    return (uint32_t)f->tests.count - 1;
}

uint32_t expr_text_join(expr_table *t, uint32_t fact, cav_test op, uint32_t a, uint32_t b)
{
    if (a == b)
        return a;
    return intern(t, fact, (expr_test){op, a < b ? a : b, a < b ? b : a, NULL});
}

/* Negation goes down to patterns and literals, so that spellings of one condition meet. */
uint32_t expr_text_not(expr_table *t, uint32_t fact, uint32_t test)
{
    expr_test old = t->facts[fact].tests.at[test];

    if (old.kind == CAV_TEST_NOT)
        return old.a;
    if (old.kind == CAV_TEST_AND || old.kind == CAV_TEST_OR)
        return expr_text_join(t, fact, old.kind == CAV_TEST_AND ? CAV_TEST_OR : CAV_TEST_AND,
                              expr_text_not(t, fact, old.a), expr_text_not(t, fact, old.b));
    return intern(t, fact, (expr_test){CAV_TEST_NOT, test, 0, NULL});
}

uint32_t expr_text_of(expr_table *t, uint32_t fact, const ast_cond *cond)
{
    uint32_t all = 0;

    if (cond->kind == AST_MATCHES)
        return intern(t, fact,
                      (expr_test){CAV_TEST_PATTERN, 0, cond->pattern->flags, cond->pattern->text});
    for (const ast_value *v = cond->values; v; v = v->next) {
        uint32_t one = intern(t, fact, (expr_test){CAV_TEST_LITERAL, 0, 0, v->text});
        all = v == cond->values ? one : expr_text_join(t, fact, CAV_TEST_OR, all, one);
    }
    return all;
}

/* -- constants -- */

typedef struct trial {
    const expr_fact *fact;
    uint32_t root;
    bool *used, *now; /* per test: needed for the root; its value in this trial */
    uint32_t patterns[CONSTANT_MAX], npatterns;
    bool seen_true, seen_false;
} trial;

/* Marks what the root is made of; false: too many patterns to try. */
static bool mark_used(trial *r)
{
    r->used[r->root] = true;
    for (uint32_t i = r->root + 1; i-- > 0;) {
        const expr_test *o = &r->fact->tests.at[i];
        if (!r->used[i] || o->kind == CAV_TEST_LITERAL)
            continue;
        if (o->kind == CAV_TEST_PATTERN) {
            if (r->npatterns == CONSTANT_MAX)
                return false;
            r->patterns[r->npatterns++] = i;
            continue;
        }
        r->used[o->a] = true;
        if (o->kind != CAV_TEST_NOT)
            r->used[o->b] = true;
    }
    return true;
}

static void run(trial *r)
{
    for (uint32_t i = 0; i <= r->root; i++) {
        const expr_test *o = &r->fact->tests.at[i];
        if (!r->used[i])
            continue;
        if (o->kind == CAV_TEST_AND)
            r->now[i] = r->now[o->a] && r->now[o->b];
        else if (o->kind == CAV_TEST_OR)
            r->now[i] = r->now[o->a] || r->now[o->b];
        else if (o->kind == CAV_TEST_NOT)
            r->now[i] = !r->now[o->a];
    }
    r->seen_true |= r->now[r->root];
    r->seen_false |= !r->now[r->root];
}

static text_answer matches(expr_table *t, const expr_test *pattern, const char *text)
{
    cav_env env = t->arena->env;
    text_pattern *p = NULL;
    char error[128];
    size_t offset;
    text_answer answer;

    env.report = NULL;
    if (text_compile(&env, pattern->text, pattern->b, &p, error, &offset) != CAV_OK)
        longjmp(*t->arena->out_of_memory, 1); /* it compiled in resolve */
    answer = text_match(p, text, strlen(text), NULL, 0);
    text_free(p);
    return answer;
}

/* The text is this literal: literals exclude each other, patterns are asked. */
static void try_literal(expr_table *t, trial *r, uint32_t literal)
{
    const expr_test *at = r->fact->tests.at;

    for (uint32_t i = 0; i <= r->root; i++)
        if (r->used[i] && at[i].kind == CAV_TEST_LITERAL)
            r->now[i] = i == literal;
    for (uint32_t k = 0; k < r->npatterns; k++) {
        text_answer answer = matches(t, &at[r->patterns[k]], at[literal].text);
        r->now[r->patterns[k]] = answer == TEXT_YES;
        if (answer == TEXT_LIMIT) /* it cannot be told, so nothing is constant */
            r->seen_true = r->seen_false = true;
    }
    run(r);
}

/* Any other text: no literal holds, the patterns may answer anything. */
static void try_others(trial *r)
{
    for (uint32_t i = 0; i <= r->root; i++)
        if (r->fact->tests.at[i].kind == CAV_TEST_LITERAL)
            r->now[i] = false;
    for (uint32_t answers = 0; answers < 1u << r->npatterns; answers++) {
        for (uint32_t k = 0; k < r->npatterns; k++)
            r->now[r->patterns[k]] = answers >> k & 1;
        run(r);
    }
}

bool expr_text_constant(expr_table *t, uint32_t fact, uint32_t test, bool *value)
{
    const expr_fact *f = &t->facts[fact];
    trial r = {.fact = f, .root = test};

    if (f->tests.at[test].kind == CAV_TEST_PATTERN || f->tests.at[test].kind == CAV_TEST_LITERAL ||
        f->tests.at[test].kind == CAV_TEST_NOT)
        return false; /* of a constant there is no negation to make */
    r.used = arena_alloc(t->arena, test + 1);
    r.now = arena_alloc(t->arena, test + 1);
    if (!mark_used(&r))
        return false;
    try_others(&r);
    for (uint32_t i = 0; i <= test && !(r.seen_true && r.seen_false); i++)
        if (r.used[i] && f->tests.at[i].kind == CAV_TEST_LITERAL)
            try_literal(t, &r, i);
    *value = r.seen_true;
    return r.seen_true != r.seen_false;
}
