/* lint.c: runs the table of checks over a unit; what they share.
 *
 * Refuses units with errors. Invariant: the unit compiles afterwards as it did before.
 */
#include "lint.h"

#include <string.h>

static const struct row {
    diag_kind kind;
    cavc_lint_level level;
    bool context;
    lint_check needs;
    void (*run)(lint *l);
    const char *summary;
} rows[LINT_CHECKS] = {
#define CHECK(KIND, level, context, needs, run, summary)                                           \
    {DIAG_##KIND, CAVC_LINT_##level, context, LINT_##needs, lint_##run, summary},
#include "lint.def"
};

bool cavc_lint_check_get(uint32_t index, cavc_lint_check *check)
{
    cavc_diagnostic_kind kind;

    if (index >= LINT_CHECKS)
        return false;
    cavc_diagnostic_kind_get(rows[index].kind, &kind);
    *check = (cavc_lint_check){kind.id, kind.name, rows[index].summary, rows[index].level};
    return true;
}

/* -- reports -- */

bool lint_struck(const lint *l, lint_check check, const void *subject)
{
    for (size_t i = 0; i < l->strikes.count; i++)
        if (l->strikes.at[i].check == check && l->strikes.at[i].subject == subject)
            return true;
    return false;
}

static cavc_lint_level level_of(const lint *l, lint_check check)
{
    return l->levels ? l->levels[check] : rows[check].level;
}

void lint_report(lint *l, lint_check check, const void *subject, ast_span span, const char *hint,
                 ...)
{
    static const cavc_severity severities[] = {CAVC_NOTE, CAVC_NOTE, CAVC_WARNING, CAVC_ERROR};
    cavc_lint_level level = level_of(l, check);
    va_list args;

    if (rows[check].needs != LINT_NONE && lint_struck(l, rows[check].needs, subject))
        return;
    *ARENA_PUSH(&l->unit->arena, &l->strikes) = (lint_strike){check, subject};
    if (level == CAVC_LINT_ALLOW)
        return;
    va_start(args, hint);
    diag_vfinding(l->unit->diags, rows[check].kind, span, severities[level], hint, args);
    va_end(args);
}

const char *lint_level_name(int level)
{
    return level == CAV_LEVEL_NOTE ? "note" : cav_level_name((cav_level)level);
}

/* -- the tree -- */

void lint_roots(lint *l, void (*root)(lint *l, ast_cond *cond, void *context), void *context)
{
    cavc_unit *u = l->unit;

    if (u->pack)
        for (ast_applies *a = u->pack->applies; a; a = a->next)
            root(l, a->cond, context);
    for (size_t i = 0; i < u->features.count; i++)
        if (u->features.at[i]->in_use)
            root(l, u->features.at[i]->in_use, context);
    for (size_t i = 0; i < u->defines.count; i++)
        root(l, u->defines.at[i]->cond, context);
    for (size_t i = 0; i < u->impossible.count; i++)
        root(l, u->impossible.at[i]->cond, context);
    for (size_t i = 0; i < u->rules.count; i++) {
        if (u->rules.at[i]->when)
            root(l, u->rules.at[i]->when, context);
        if (u->rules.at[i]->require)
            root(l, u->rules.at[i]->require, context);
    }
}

bool lint_is_vocabulary(const cavc_unit *unit, uint32_t file)
{
    for (size_t i = 0; i < unit->files.count; i++)
        for (const ast_item *item = unit->files.at[i]->items; item; item = item->next)
            if (item->span.file == file && (item->kind == AST_PACK || item->kind == AST_SECTION ||
                                            item->kind == AST_RULE || item->kind == AST_TEST))
                return false;
    return true;
}

typedef struct named {
    void (*fact)(void *context, const ast_fact *fact, uint32_t layer);
    void *context;
} named;

static void part_of_message(void *context, const char *text, ast_fact *fact, uint32_t layer)
{
    const named *n = context;

    (void)text;
    if (fact)
        n->fact(n->context, fact, layer);
}

void lint_placeholders(lint *l, const ast_string *message,
                       void (*fact)(void *context, const ast_fact *fact, uint32_t layer),
                       void *context)
{
    named n = {fact, context};

    resolve_message(l->unit, message, part_of_message, &n);
}

/* -- rules as expressions -- */

static void to_expression(lint *l, ast_cond *cond, void *context)
{
    (void)context;
    expr_of(l->t, cond);
}

static uint32_t deepest_of(lint *l, const ast_rule *r)
{
    uint32_t when = r->when ? expr_deepest(l->t, r->when) : CAV_NONE;
    uint32_t require = r->require ? expr_deepest(l->t, r->require) : CAV_NONE;

    return when == CAV_NONE ? require : require == CAV_NONE || when > require ? when : require;
}

static void note_read(void *context, uint32_t index)
{
    ((uint8_t *)context)[index] = 1;
}

static uint32_t existing(const ast_cond *cond)
{
    uint32_t layers = cond->kind == AST_EXISTS ? 1u << cond->layer : 0;

    if (cond->define)
        layers |= existing(cond->define->cond);
    for (const ast_cond *c = cond->children; c; c = c->next)
        layers |= existing(c);
    return layers;
}

static void reads_of(lint *l, lint_rule *lr, uint8_t *reads)
{
    const ast_cond *cond[4] = {lr->rule->when, lr->rule->require, NULL, NULL};

    for (int k = 0; k < 2; k++)
        if (lr->rule->conflict && lr->rule->features[k])
            cond[2 + k] = lr->rule->features[k]->in_use;
    expr_walk(l->t);
    for (int k = 0; k < 4; k++) {
        expr_reads(l->t, cond[k], note_read, reads);
        lr->layers |= cond[k] ? existing(cond[k]) : 0;
    }
    for (uint32_t i = 0; i < l->t->nfacts; i++) {
        if (!reads[i] || expr_is_question(l->t, i))
            continue;
        lr->nreads++;
        lr->layers |= 1u << l->t->facts[i].layer;
    }
    lr->reads = reads;
}

static void rule_expressions(lint *l, lint_rule *lr)
{
    const ast_rule *r = lr->rule;

    lr->part[lr->nparts++] = expr_scope(l->t, deepest_of(l, r));
    if (r->when)
        lr->part[lr->nparts++] = expr_of(l->t, r->when);
    if (r->require)
        lr->part[lr->nparts++] = expr_not(l->t, expr_of(l->t, r->require));
    for (int k = 0; r->conflict && k < 2; k++)
        lr->part[lr->nparts++] = expr_in_use(l->t, r->features[k]);
    lr->fires = l->t->yes;
    for (uint32_t k = 0; k < lr->nparts; k++)
        lr->fires = expr_and(l->t, lr->fires, lr->part[k]);
}

static void prepare(lint *l)
{
    cavc_unit *u = l->unit;

    l->t = expr_new(u);
    lint_roots(l, to_expression, NULL);
    l->rules = arena_alloc(&u->arena, (u->rules.count + 1) * sizeof *l->rules);
    for (size_t i = 0; i < u->rules.count; i++) {
        l->rules[i].rule = u->rules.at[i];
        rule_expressions(l, &l->rules[i]);
        reads_of(l, &l->rules[i], arena_alloc(&u->arena, l->t->nfacts));
    }
}

/* -- the run -- */

static void skip_silences(lint *l)
{
    for (uint32_t c = 0; c < LINT_CHECKS; c++) {
        if (level_of(l, (lint_check)c) == CAVC_LINT_ALLOW)
            diag_skip(l->unit->diags, rows[c].kind, CAV_NONE);
        for (uint32_t f = 0; rows[c].context && f < l->unit->sources.files.count; f++)
            if (lint_is_vocabulary(l->unit, f))
                diag_skip(l->unit->diags, rows[c].kind, f);
    }
}

static void run_check(lint *l, lint_check check)
{
    if (check == LINT_NONE || l->done[check])
        return;
    l->done[check] = true;
    run_check(l, rows[check].needs);
    rows[check].run(l);
}

static void run(lint *l, uint32_t *count)
{
    uint32_t found;

    prepare(l);
    for (uint32_t c = 0; c < LINT_CHECKS; c++)
        run_check(l, (lint_check)c);
    skip_silences(l);
    found = diag_flush(l->unit->diags, &l->unit->host, CAVC_LINT);
    if (count)
        *count = found;
}

cav_status cavc_lint(cavc_unit *unit, const cavc_lint_level *levels, cavc_unit *const *packs,
                     uint32_t npacks, uint32_t *count)
{
    jmp_buf out_of_memory;
    lint *l;

    if (unit->errors)
        return CAV_BAD_VALUE;
    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    for (uint32_t i = 0; i < npacks; i++) /* their messages are read again, too */
        packs[i]->arena.out_of_memory = &out_of_memory;
    l = ARENA_NEW(&unit->arena, lint);
    l->unit = unit;
    l->levels = levels;
    l->packs = packs;
    l->npacks = npacks;
    run(l, count);
    return CAV_OK;
}
