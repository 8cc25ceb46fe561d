/* check.c: meaning beyond names: a table of named checks over the resolved tree.
 *
 * Each check reports what it refuses and changes nothing but the marks it says. They run in table
 * order and never depend on one another's success. Invariant: a unit that passes can be emitted
 * without further questions.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define NESTING_MAX 64 /* defines in defines */

static void pack_header(cavc_unit *unit)
{
    static const char *const names[AST_PACK_KEYS] = {"title", "issuer", "source", "edition",
                                                     "captured"};
    const ast_pack *pack = unit->pack;
    int count[AST_PACK_KEYS] = {0};

    if (!pack)
        return;
    for (const ast_field *f = pack->fields; f; f = f->next)
        if (++count[f->key] == 2)
            diag_report(unit->diags, DIAG_CLAUSE_TWICE, f->span, NULL,
                        arena_printf(&unit->arena, "pack '%s'", pack->name->text), names[f->key]);
    for (int k = AST_TITLE; k <= AST_SOURCE; k++)
        if (!pack->keys[k])
            diag_report(unit->diags, DIAG_PACK_FIELD, pack->name->span,
                        arena_printf(&unit->arena, "add `%s \"…\"`", names[k]), names[k]);
    if (pack->applies && pack->applies->next)
        diag_report(unit->diags, DIAG_CLAUSE_TWICE, pack->applies->next->span, NULL,
                    arena_printf(&unit->arena, "pack '%s'", pack->name->text), "applies");
    if (!unit->layers.count)
        diag_report(unit->diags, DIAG_NO_LAYER, pack->name->span,
                    "`use` a vocabulary, or declare `layer L0 \"…\"`");
}

static void pack_present(cavc_unit *unit)
{
    const ast_name *first = unit->rules.count      ? unit->rules.at[0]->name
                            : unit->sections.count ? unit->sections.at[0]->name
                                                   : NULL;

    if (!unit->pack && first)
        diag_report(unit->diags, DIAG_NO_PACK, first->span,
                    "begin with `pack NAME { title … issuer … source … }`");
}

static void products(cavc_unit *unit)
{
    const ast_product *all = NULL;

    for (size_t i = 0; i < unit->products.count; i++) {
        const ast_product *p = unit->products.at[i];
        if (!p->recognized || p->matchers)
            continue;
        if (all)
            diag_report(unit->diags, DIAG_PRODUCT_SHAPE, p->name->span,
                        "give one of them fields and patterns",
                        arena_printf(&unit->arena, "'%s' and '%s' both recognize every system",
                                     all->name->text, p->name->text));
        all = p;
    }
}

/* -- rules -- */

static const char *clause_word(ast_clause_kind kind)
{
    static const char *const words[] = {"cite", "why",      "when", "require",
                                        "then", "conflict", "fix"};

    return words[kind];
}

/* What is wrong with the clauses as a whole, and at which of them; NULL clause: with the rule. */
static const char *wrong_shape(const ast_rule *rule, const int *count, const ast_clause **at)
{
    const ast_clause *effect = NULL;

    *at = NULL;
    for (const ast_clause *c = rule->clauses; c; c = c->next) {
        if (c->kind != AST_REQUIRE && c->kind != AST_THEN && c->kind != AST_CONFLICT)
            continue;
        if (effect && effect->kind != c->kind) {
            *at = c;
            return "has more than one of `require`, `then` and `conflict`";
        }
        effect = effect ? effect : c;
    }
    if (!effect)
        return "says nothing: it has none of `require`, `then` and `conflict`";
    *at = effect;
    return effect->kind == AST_THEN && !count[AST_WHEN] ? "has `then` without `when`" : NULL;
}

static void rule_clauses(cavc_unit *unit, const ast_rule *rule)
{
    int count[AST_FIX + 1] = {0};
    const ast_clause *at;
    const char *wrong;

    for (const ast_clause *c = rule->clauses; c; c = c->next)
        if (++count[c->kind] == 2)
            diag_report(unit->diags, DIAG_CLAUSE_TWICE, c->span, NULL,
                        arena_printf(&unit->arena, "rule '%s'", rule->name->text),
                        clause_word(c->kind));
    wrong = wrong_shape(rule, count, &at);
    if (wrong)
        diag_report(unit->diags, DIAG_RULE_SHAPE, at ? at->span : rule->name->span, NULL,
                    rule->name->text, wrong);
    if (!count[AST_CITE])
        diag_report(unit->diags, DIAG_NO_CITE, rule->name->span, "add `cite STATEMENT`",
                    rule->name->text);
}

static void rule_effects(cavc_unit *unit, const ast_rule *rule)
{
    const ast_clause *c = rule->conflict;
    ast_span at = c ? c->span : rule->name->span;
    const char *wrong = NULL;

    if (rule->effect && rule->level == CAV_SUPPORTED)
        diag_report(unit->diags, DIAG_LEVEL_SUPPORTED, rule->effect->level->span,
                    "leave the rule out, or write a `note`");
    if (rule->effect && rule->level == CAV_LEVEL_NOTE && rule->effect->feature)
        diag_report(unit->diags, DIAG_RULE_SHAPE, rule->effect->span, "write `note \"…\"` alone",
                    rule->name->text, "makes a note of a feature; a note stands alone");
    if (!c)
        return;
    if (!c->names || !c->names->next || c->names->next->next) {
        wrong = "names exactly two features";
    } else if (!strcmp(c->names->text, c->names->next->text)) {
        wrong = "names the same feature twice";
        at = c->names->next->span;
    } else if (rule->effect && rule->effect->feature) {
        wrong = "takes its features from `conflict A, B`; its effect names none";
        at = rule->effect->feature->span;
    } else if (rule->effect && rule->level == CAV_LEVEL_NOTE) {
        wrong = "gives a level, not a note";
        at = rule->effect->level->span;
    }
    if (wrong)
        diag_report(unit->diags, DIAG_CONFLICT_SHAPE, at, NULL, wrong);
}

static void rules(cavc_unit *unit)
{
    for (size_t i = 0; i < unit->rules.count; i++) {
        rule_clauses(unit, unit->rules.at[i]);
        rule_effects(unit, unit->rules.at[i]);
    }
}

/* -- statements -- */

static void statements(cavc_unit *unit)
{
    for (size_t i = 0; i < unit->statements.count; i++) {
        const ast_statement *s = unit->statements.at[i];
        unit->unbound += !s->cited == !s->no_rule;
        if (!s->cited && !s->no_rule && !unit->two_packs)
            diag_report(unit->diags, DIAG_UNBOUND, s->name->span,
                        "cite it in a rule, or add `no rule \"reason\"`", s->name->text);
        if (s->cited && s->no_rule)
            diag_report(unit->diags, DIAG_BOUND_TWICE, s->name->span,
                        "delete `no rule`, or the `cite`", s->name->text,
                        s->cited == 1 ? "a rule or `applies`"
                                      : arena_printf(&unit->arena, "%u places", s->cited));
    }
}

static void statement_lines(cavc_unit *unit)
{
    uint32_t last = 0;

    for (size_t i = 0; i < unit->statements.count; i++) {
        ast_statement *s = unit->statements.at[i];
        unsigned long line;
        if (!s->line)
            continue;
        line = strtoul(s->line->text, NULL, 10);
        if (strchr(s->line->text, '.') || line < 1 || line > CAV_VERSION_MAX)
            diag_report(unit->diags, DIAG_STATEMENT_ORDER, s->line->span, NULL, s->line->text,
                        s->name->text, "is not a line number");
        else if (line < last)
            diag_report(
                unit->diags, DIAG_STATEMENT_ORDER, s->line->span,
                "statements stand in the source's order", s->line->text, s->name->text,
                arena_printf(&unit->arena, "lies before line %u of the statement above", last));
        else
            s->line_number = last = (uint32_t)line;
    }
}

/* -- cycles: defines in defines, features in defines and back -- */

enum { WHITE, GREY, BLACK };
typedef struct visit {
    cavc_unit *unit;
    const ast_name *path[NESTING_MAX];
    unsigned depth;
} visit;

static void visit_define(visit *v, ast_define *define);
static void visit_feature(visit *v, ast_feature *feature);

static void visit_cond(visit *v, const ast_cond *cond)
{
    if (cond->kind == AST_DEFINED && cond->define)
        visit_define(v, cond->define);
    if (cond->kind == AST_IN_USE && cond->feature)
        visit_feature(v, cond->feature);
    for (const ast_cond *c = cond->children; c; c = c->next)
        visit_cond(v, c);
}

static void report_cycle(visit *v, const ast_name *name)
{
    const char *path = "";
    unsigned i = v->depth;

    while (i && v->path[i - 1] != name)
        i--;
    for (i = i ? i - 1 : 0; i < v->depth; i++)
        path = arena_printf(&v->unit->arena, "%s%s -> ", path, v->path[i]->text);
    diag_report(v->unit->diags, DIAG_DEFINE_CYCLE, name->span, NULL, name->text,
                arena_printf(&v->unit->arena, "%s%s", path, name->text));
}

static bool enter(visit *v, const ast_name *name, unsigned *mark)
{
    if (*mark == GREY)
        report_cycle(v, name);
    if (*mark != WHITE)
        return false;
    *mark = GREY;
    if (v->depth == NESTING_MAX) {
        diag_report(v->unit->diags, DIAG_TOO_MANY, name->span, NULL, "defines within defines",
                    v->depth + 1, NESTING_MAX);
        return false;
    }
    v->path[v->depth++] = name;
    return true;
}

static void visit_define(visit *v, ast_define *define)
{
    if (!enter(v, define->name, &define->mark))
        return;
    visit_cond(v, define->cond);
    v->depth--;
    define->mark = BLACK;
}

static void visit_feature(visit *v, ast_feature *feature)
{
    if (!feature->in_use || !enter(v, feature->name, &feature->mark))
        return;
    visit_cond(v, feature->in_use);
    v->depth--;
    feature->mark = BLACK;
}

static void cycles(cavc_unit *unit)
{
    visit *v = ARENA_NEW(&unit->arena, visit);

    v->unit = unit;
    for (size_t i = 0; i < unit->defines.count; i++)
        visit_define(v, unit->defines.at[i]);
    for (size_t i = 0; i < unit->features.count; i++)
        visit_feature(v, unit->features.at[i]);
}

/* -- tests -- */

/* `given …,` before `expect`: it was read as a fact, and reported. */
static bool swallowed(const ast_test *test)
{
    for (const ast_given *g = test->givens; g; g = g->next)
        for (const ast_told *t = g->told; t; t = t->next)
            if (!t->resolved && !strcmp(t->fact->text, "expect"))
                return true;
    return false;
}

static void tests(cavc_unit *unit)
{
    for (size_t i = 0; i < unit->tests.count; i++)
        if (!unit->tests.at[i]->expects && !swallowed(unit->tests.at[i]))
            diag_report(unit->diags, DIAG_TEST_EXPECTS, unit->tests.at[i]->name->span,
                        "add `expect LEVEL`", unit->tests.at[i]->name->text);
}

static const struct check {
    const char *name;
    void (*run)(cavc_unit *unit);
} checks[] = {
    {"pack-present", pack_present},
    {"pack-header", pack_header},
    {"products", products},
    {"rules", rules},
    {"statements", statements},
    {"statement-lines", statement_lines},
    {"cycles", cycles},
    {"tests", tests},
};

void check_unit(cavc_unit *unit)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i].run(unit);
}
