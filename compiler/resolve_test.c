/* resolve_test.c: what a test gives and expects, by name and type.
 *
 * Refuses tests that could not be run as written: unknown names, values a fact cannot have, a fact
 * told twice or below the stated depth, an expectation that cannot come true.
 * Invariant: an ast_expect without report has its `kind` and what belongs to it filled in.
 */
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

#include "types.h"

static void bad(cavc_unit *unit, ast_span span, const char *hint, const char *what)
{
    diag_report(unit->diags, DIAG_TEST_BAD, span, hint, what);
}

/* -- given -- */

static void resolve_told(cavc_unit *unit, const ast_layer *layer, ast_told *told, map *seen)
{
    bool clause = !strcmp(told->fact->text, "expect") || !strcmp(told->fact->text, "given");
    ast_fact *fact;
    const char *full = arena_printf(&unit->arena, "%s.%s", layer->name->text, told->fact->text);

    if (clause && !map_get(&unit->names[UNIT_QUALIFIED], full)) {
        diag_report(unit->diags, DIAG_SYNTAX, told->fact->span, "delete the comma before it",
                    arena_printf(&unit->arena, "`%s`", told->fact->text), "a fact");
        return;
    }
    fact = resolve_fact_at(unit, told->fact, layer);
    if (!fact)
        return;
    if (map_put(seen, full, told))
        bad(unit, told->span, "say `in {…}` where it may be one of several",
            arena_printf(&unit->arena, "%s is given twice", full));
    if (!told->values)
        diag_report(unit->diags, DIAG_EMPTY_SET, told->span,
                    "name at least one value, or leave the fact out: it is unknown then",
                    "an empty set");
    for (const ast_value *v = told->values; v; v = v->next)
        if (!type_check_value(unit, fact, full, v, true))
            return;
    told->resolved = fact;
    told->layer = layer->index;
}

static void check_depth(cavc_unit *unit, const ast_test *test, const ast_given *stated)
{
    unsigned long depth = strtoul(stated->name->text, NULL, 10);

    if (strchr(stated->name->text, '.') || depth >= unit->layers.count) {
        diag_report(unit->diags, DIAG_DEPTH, stated->name->span,
                    unit->layers.count
                        ? arena_printf(&unit->arena, "the depth is 0 to %d; %s is the deepest layer",
                                       (int)unit->layers.count - 1,
                                       unit->layers.at[unit->layers.count - 1]->name->text)
                        : NULL,
                    arena_printf(&unit->arena, "there is no depth %s", stated->name->text));
        return;
    }
    for (const ast_given *g = test->givens; g; g = g->next)
        for (const ast_told *t = g->told; t; t = t->next)
            if (t->resolved && t->layer > depth)
                diag_report(unit->diags, DIAG_DEPTH, t->span,
                            "raise the depth, or leave the fact out",
                            arena_printf(&unit->arena, "%s does not exist at depth %lu",
                                         unit->layers.at[t->layer]->name->text, depth));
}

static void resolve_givens(cavc_unit *unit, ast_test *test)
{
    const ast_given *depth = NULL;
    map seen;

    map_init(&seen, &unit->arena);
    for (ast_given *g = test->givens; g; g = g->next) {
        const ast_layer *layer;
        switch (g->kind) {
        case AST_GIVEN_USE:
            resolve_feature(unit, g->name);
            break;
        case AST_GIVEN_DEPTH:
            if (depth)
                bad(unit, g->span, NULL, "the depth is given twice");
            depth = g;
            break;
        case AST_GIVEN_FACTS:
            layer = resolve_layer(unit, g->name);
            for (ast_told *t = g->told; layer && t; t = t->next)
                resolve_told(unit, layer, t, &seen);
            break;
        }
    }
    if (depth)
        check_depth(unit, test, depth);
}

/* -- expect -- */

/* Can this rule ever decide what is expected? The test is run all the same, and fails. */
static void check_by(cavc_unit *unit, const ast_expect *e, const ast_name *name,
                     const ast_rule *rule)
{
    bool note = e->kind == AST_EXPECT_NOTE || e->kind == AST_EXPECT_NO_NOTE;
    const char *wrong = NULL;

    if (!rule->effect || rule->level < 0 ||
        (!note && (e->kind != AST_EXPECT_LEVEL || e->level <= CAV_SUPPORTED)))
        return;
    if (note != (rule->level == CAV_LEVEL_NOTE))
        wrong = note ? "is no note" : "is a note and gives no level";
    else if (!note && rule->level != e->level)
        wrong = "gives another level";
    else if (e->feature && e->feature != rule->feature && e->feature != rule->features[0] &&
             e->feature != rule->features[1])
        wrong = "is not about that feature";
    if (wrong)
        diag_report(unit->diags, DIAG_NEVER_TRUE, name->span, NULL, rule->name->text, wrong);
}

static void resolve_names(cavc_unit *unit, ast_expect *e)
{
    uint32_t layer;

    for (const ast_name *n = e->by; n; n = n->next) {
        const ast_rule *rule = resolve_rule(unit, n);
        if (rule)
            check_by(unit, e, n, rule);
    }
    for (const ast_name *n = e->missing; n; n = n->next)
        resolve_fact(unit, n, &layer);
}

static void resolve_between(cavc_unit *unit, ast_expect *e)
{
    e->kind = AST_EXPECT_UNKNOWN;
    if (!e->best) {
        bad(unit, e->span, "write `unknown between BEST and WORST`",
            "an unknown status lies between two levels");
        return;
    }
    e->best_level = resolve_level(unit, e->best, false);
    e->worst_level = resolve_level(unit, e->worst, false);
    if (e->best_level >= 0 && e->worst_level >= 0 && e->best_level >= e->worst_level)
        bad(unit, e->best->span, "the better level stands first",
            arena_printf(&unit->arena, "%s is not better than %s", e->best->text, e->worst->text));
}

static void check_parts(cavc_unit *unit, const ast_expect *e)
{
    bool unknown = e->kind == AST_EXPECT_UNKNOWN;

    if (!unknown && e->best)
        bad(unit, e->span, "write `unknown between BEST and WORST`",
            "`between` goes with `unknown`");
    if (!unknown && e->has_missing)
        bad(unit, e->span, "leave it out, or expect `unknown between BEST and WORST`",
            "`missing` goes with `unknown`");
    if (e->has_by && e->kind != AST_EXPECT_LEVEL && e->kind != AST_EXPECT_NOTE &&
        e->kind != AST_EXPECT_NO_NOTE)
        bad(unit, e->span, NULL, "`by` goes with a level or with `note`");
    if (e->has_by && e->kind == AST_EXPECT_LEVEL && e->level == CAV_SUPPORTED)
        bad(unit, e->by ? e->by->span : e->span, "leave `by` out",
            "no rule makes a configuration supported");
    if (e->kind == AST_EXPECT_NOTE && !e->has_by)
        bad(unit, e->span, "write `expect note by RULE`", "which note?");
}

/* `expect broken migration`, `expect broken because base`: one mistake in two words. */
static bool is_muddled(cavc_unit *unit, const ast_expect *e)
{
    if (!e->second || map_get(&unit->names[UNIT_FEATURE], e->first->text))
        return false;
    if (map_get(&unit->names[UNIT_FEATURE], e->second->text))
        diag_report(unit->diags, DIAG_UNKNOWN_FEATURE, e->first->span,
                    arena_printf(&unit->arena, "the feature stands first: `expect %s %s`",
                                 e->second->text, e->first->text),
                    e->first->text);
    else if (!strcmp(e->second->text, "because") || !strcmp(e->second->text, "from"))
        diag_report(unit->diags, DIAG_UNKNOWN_LEVEL, e->second->span, "write `by RULE`",
                    e->second->text);
    else
        return false;
    return true;
}

static void resolve_expect(cavc_unit *unit, ast_expect *e)
{
    const ast_name *what = e->second ? e->second : e->first;
    const char *word = what->text;

    bool no_note = e->second && !strcmp(word, "note") && !strcmp(e->first->text, "no");

    if (is_muddled(unit, e))
        return;
    if (e->second && !no_note)
        e->feature = resolve_feature(unit, e->first);
    if (no_note)
        e->kind = AST_EXPECT_NO_NOTE;
    else if (!strcmp(word, "unknown"))
        resolve_between(unit, e);
    else if (!e->second && !strcmp(word, "note"))
        e->kind = AST_EXPECT_NOTE;
    else if (!strcmp(word, "not-applicable"))
        e->kind = AST_EXPECT_NOT_APPLICABLE;
    else if (!strcmp(word, "contradiction"))
        e->kind = AST_EXPECT_CONTRADICTION;
    else
        e->level = resolve_level(unit, what, false);
    check_parts(unit, e);
    resolve_names(unit, e);
}

void resolve_test(cavc_unit *unit, ast_test *test)
{
    resolve_givens(unit, test);
    for (ast_expect *e = test->expects; e; e = e->next)
        resolve_expect(unit, e);
}
