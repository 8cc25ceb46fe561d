/* lint_rules.c: checks of rules among themselves: rules that cannot fire, or never decide.
 *
 * Only rules about the same thing (the configuration, or one feature) are compared, notes and
 * conflicts aside. Where there are too many pairs the rest is not compared; `caveat analyze` tries
 * every configuration. Invariant: a rule that is accused is so by every reading of unknown facts.
 */
#include "lint.h"

#include <string.h>

enum { PAIRS_MAX = 4000000, SEARCHES_MAX = 20000, PARTS_MAX = 8 };

/* -- never-fires -- */

static const char *own_reason(const ast_rule *r)
{
    if (r->conflict)
        return "its features are never in use together where it holds";
    if (r->when && r->require)
        return "wherever its `when` is true, its `require` is too";
    return "its conditions exclude each other";
}

static expr *scoped(lint *l, ast_cond *cond)
{
    return expr_and(l->t, expr_scope(l->t, expr_deepest(l->t, cond)), expr_of(l->t, cond));
}

/* Why it never fires; NULL: it may. */
static const char *never_reason(lint *l, const lint_rule *r)
{
    cavc_unit *u = l->unit;
    expr *all[PARTS_MAX];
    uint32_t n = r->nparts;

    memcpy(all, r->part, n * sizeof *all);
    if (!lint_possible(l->t, all, n))
        return own_reason(r->rule);
    if (u->pack && u->pack->applies) {
        all[n++] = scoped(l, u->pack->applies->cond);
        if (!lint_possible(l->t, all, n))
            return "its conditions hold only where the pack does not apply";
    }
    for (size_t i = 0; i < u->impossible.count; i++) {
        all[n] = expr_not(l->t, scoped(l, u->impossible.at[i]->cond));
        if (!lint_possible(l->t, all, n + 1))
            return arena_printf(&u->arena,
                                "its conditions hold only where `impossible \"%s\"` does",
                                u->impossible.at[i]->reason->text);
    }
    return NULL;
}

void lint_never_fires(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++) {
        const ast_rule *r = l->rules[i].rule;
        const char *why = never_reason(l, &l->rules[i]);
        if (why)
            lint_report(l, LINT_NEVER_FIRES, r, r->name->span, NULL, r->name->text, why);
    }
}

/* -- pairs -- */

static bool comparable(const ast_rule *a, const ast_rule *b)
{
    return a != b && !a->conflict && !b->conflict && a->level != CAV_LEVEL_NOTE &&
           b->level != CAV_LEVEL_NOTE && a->feature == b->feature;
}

static const char *levels_of(lint *l, const ast_rule *a, const ast_rule *b)
{
    return a->level == b->level
               ? arena_printf(&l->unit->arena, "with the same level")
               : arena_printf(&l->unit->arena, "with another level (%s, %s)",
                              lint_level_name(a->level), lint_level_name(b->level));
}

void lint_same_condition(lint *l)
{
    uint32_t pairs = 0;

    for (size_t i = 0; i < l->unit->rules.count; i++) {
        const ast_rule *a = l->rules[i].rule;
        for (size_t k = 0; k < i && pairs < PAIRS_MAX; k++, pairs++) {
            const ast_rule *b = l->rules[k].rule;
            if (!comparable(a, b) || l->rules[i].fires != l->rules[k].fires)
                continue;
            lint_report(l, LINT_SAME_CONDITION, a, a->name->span, NULL, a->name->text,
                        b->name->text, levels_of(l, a, b));
            break;
        }
    }
}

/* -- rule-subsumed -- */

static bool share_facts(const lint *l, const lint_rule *a, const lint_rule *b)
{
    for (uint32_t i = 0; i < l->t->nfacts; i++)
        if (a->reads[i] && b->reads[i])
            return true;
    return !b->nreads; /* questions alone */
}

/* Does b fire wherever a does? */
static bool implied(lint *l, const lint_rule *a, const lint_rule *b)
{
    expr *all[PARTS_MAX];

    memcpy(all, a->part, a->nparts * sizeof *all);
    all[a->nparts] = expr_not(l->t, b->fires);
    return !lint_possible(l->t, all, a->nparts + 1);
}

static bool subsumes(lint *l, const lint_rule *a, const lint_rule *b, uint32_t *searches)
{
    return comparable(a->rule, b->rule) && b->rule->level >= a->rule->level &&
           a->fires != b->fires && share_facts(l, a, b) && (*searches)++ < SEARCHES_MAX &&
           implied(l, a, b);
}

void lint_subsumed(lint *l)
{
    cavc_unit *u = l->unit;
    uint32_t pairs = 0, searches = 0;

    for (size_t i = 0; i < u->rules.count; i++) {
        const ast_rule *a = l->rules[i].rule;
        bool done = lint_struck(l, LINT_NEVER_FIRES, a);
        for (size_t k = 0; k < u->rules.count && !done && pairs < PAIRS_MAX; k++, pairs++) {
            const ast_rule *b = l->rules[k].rule;
            done = subsumes(l, &l->rules[i], &l->rules[k], &searches);
            if (done)
                lint_report(l, LINT_RULE_SUBSUMED, a, a->name->span, NULL, a->name->text,
                            b->name->text, lint_level_name(b->level));
        }
    }
}
