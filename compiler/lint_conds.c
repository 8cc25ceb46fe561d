/* lint_conds.c: checks of conditions: constant ones, parts that say nothing, versions without end.
 *
 * They look at what conditions mean, not at how they are spelled: two spellings of one condition
 * give the same findings. Invariant: of a condition and its parts only the innermost constant one
 * is accused.
 */
#include "lint.h"

#include <string.h>

enum { KIDS_MAX = 40 }; /* of one `and` or `or`; longer ones are lists that somebody generated */

static bool always(lint *l, expr *e)
{
    expr *not = expr_not(l->t, e);

    return e == l->t->yes || !lint_possible(l->t, &not, 1);
}

static bool never(lint *l, expr *e)
{
    return e == l->t->no || !lint_possible(l->t, &e, 1);
}

/* -- constant-condition -- */

static const char *constant_hint(lint *l, const ast_cond *cond)
{
    uint32_t layer = expr_deepest(l->t, cond);

    if (cond->kind == AST_EXISTS)
        return "the first layer is always there";
    return layer == CAV_NONE || !layer
               ? NULL
               : arena_printf(&l->unit->arena, "to ask for the layer alone, write `%s exists`",
                              l->unit->layers.at[layer]->name->text);
}

/* Is this condition, or a part of it, accused? */
static bool constant_inside(lint *l, ast_cond *cond)
{
    bool inside = false;

    if (cond->kind == AST_DEFINED || cond->kind == AST_IN_USE)
        return false; /* what they name is accused where it stands */
    for (ast_cond *c = cond->children; c; c = c->next)
        inside |= constant_inside(l, c);
    if (inside) {
        *ARENA_PUSH(&l->unit->arena, &l->strikes) = (lint_strike){LINT_CONSTANT_CONDITION, cond};
        return true;
    }
    if (always(l, cond->more))
        lint_report(l, LINT_CONSTANT_CONDITION, cond, cond->span, constant_hint(l, cond), "true");
    else if (never(l, cond->more))
        lint_report(l, LINT_CONSTANT_CONDITION, cond, cond->span, NULL, "false");
    else
        return false;
    return true;
}

static void constant_root(lint *l, ast_cond *cond, void *context)
{
    (void)context;
    constant_inside(l, cond);
}

void lint_constants(lint *l)
{
    cavc_unit *u = l->unit;

    lint_roots(l, constant_root, NULL);
    for (size_t i = 0; i < u->rules.count; i++) {
        const ast_rule *r = u->rules.at[i];
        const ast_cond *cond[2] = {r->when, r->require};
        for (int k = 0; k < 2; k++) /* the rule's own checks would only repeat it */
            if (cond[k] && lint_struck(l, LINT_CONSTANT_CONDITION, cond[k]))
                *ARENA_PUSH(&u->arena, &l->strikes) = (lint_strike){LINT_CONSTANT_CONDITION, r};
    }
}

/* -- redundant-alternative -- */

static type_set set_of_value(lint *l, const ast_cond *cond, const ast_value *v)
{
    return type_set_value(l->unit, cond->fact, v);
}

/* What the other values hold, those at or after `from` of the accused ones aside. */
static bool held_by_others(lint *l, const ast_cond *cond, const ast_value *value,
                           const ast_value *const *gone, uint32_t ngone)
{
    arena *a = &l->unit->arena;
    type_set others = {NULL, 0}, set;

    for (const ast_value *v = cond->values; v; v = v->next) {
        bool out = v == value;
        for (uint32_t i = 0; i < ngone; i++)
            out |= gone[i] == v;
        if (out)
            continue;
        if (cond->fact->type == AST_TEXT && !strcmp(v->text, value->text))
            return true;
        if (cond->fact->type != AST_TEXT)
            others = type_set_or(a, others, set_of_value(l, cond, v));
    }
    if (cond->fact->type == AST_TEXT)
        return false;
    set = type_set_and(a, type_set_not(a, others), set_of_value(l, cond, value));
    return !set.count;
}

static const char *text_of_value(lint *l, const ast_value *v)
{
    const src_file *f = &l->unit->sources.files.at[v->span.file];

    return arena_copy(&l->unit->arena, f->bytes + v->span.start, v->span.end - v->span.start);
}

static const char *holder_hint(lint *l, const ast_cond *cond, const ast_value *value)
{
    arena *a = &l->unit->arena;

    for (const ast_value *v = cond->values; cond->fact->type != AST_TEXT && v; v = v->next) {
        type_set rest;
        if (v == value)
            continue;
        rest = type_set_and(a, type_set_not(a, set_of_value(l, cond, v)),
                            set_of_value(l, cond, value));
        if (!rest.count)
            return v->version_kind == AST_VERSION_LATER && !v->within && v->version
                       ? arena_printf(a,
                                      "`%s` does not stop at the next major release; did you "
                                      "mean `%s within %.*s`?",
                                      text_of_value(l, v), text_of_value(l, v),
                                      (int)strcspn(v->version->text, "."), v->version->text)
                       : arena_printf(a, "`%s` holds it", text_of_value(l, v));
    }
    return NULL;
}

static void values_of(lint *l, ast_cond *cond)
{
    const ast_value *list[KIDS_MAX * 2], *gone[KIDS_MAX * 2];
    uint32_t n = 0, ngone = 0;

    for (const ast_value *v = cond->values; v && n < KIDS_MAX * 2; v = v->next)
        list[n++] = v;
    while (n-- > 0) {
        if (!held_by_others(l, cond, list[n], gone, ngone))
            continue;
        gone[ngone++] = list[n];
        lint_report(l, LINT_REDUNDANT_ALTERNATIVE, cond, list[n]->span,
                    holder_hint(l, cond, list[n]), text_of_value(l, list[n]),
                    "the other values hold it");
    }
}

static const char *text_of_cond(lint *l, const ast_cond *cond)
{
    return format_cond(&l->unit->arena, cond);
}

/* The kids that are left, without number k: the same as with it, to the last unknown? */
static bool same_without(lint *l, ast_cond *const *kids, uint32_t n, uint32_t k, const bool *gone,
                         ast_cond_kind op)
{
    expr *with = l->t->yes, *without = l->t->yes;

    for (uint32_t i = 0; i < n; i++) {
        expr *e = op == AST_AND ? kids[i]->more : expr_not(l->t, kids[i]->more);
        if (gone[i])
            continue;
        with = expr_and(l->t, with, e);
        if (i != k)
            without = expr_and(l->t, without, e);
    }
    return with == without;
}

/* Does another kid alone decide it: of `or` hold it, of `and` imply it? */
static bool held_by_one(lint *l, ast_cond *const *kids, uint32_t n, uint32_t k, const bool *gone,
                        ast_cond_kind op)
{
    for (uint32_t i = 0; i < n; i++) {
        expr *narrow = kids[op == AST_OR ? k : i]->more, *wide = kids[op == AST_OR ? i : k]->more;
        expr *both[2] = {narrow, expr_not(l->t, wide)};
        if (i != k && !gone[i] && !lint_possible(l->t, both, 2))
            return true;
    }
    return false;
}

/* A fact of a deeper layer than the others read decides where the condition is judged at all. */
static bool sets_scope(lint *l, ast_cond *const *kids, uint32_t n, uint32_t k, const bool *gone)
{
    uint32_t deepest = expr_deepest(l->t, kids[k]), others = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t layer = expr_deepest(l->t, kids[i]);
        if (i != k && !gone[i] && layer != CAV_NONE && layer > others)
            others = layer;
    }
    return deepest != CAV_NONE && deepest > others;
}

static bool idle_kid(lint *l, ast_cond *const *kids, uint32_t n, uint32_t k, const bool *gone,
                     ast_cond_kind op)
{
    return !sets_scope(l, kids, n, k, gone) &&
           (same_without(l, kids, n, k, gone, op) || held_by_one(l, kids, n, k, gone, op));
}

static void kids_of(lint *l, ast_cond *cond, lint_check check)
{
    ast_cond *kids[KIDS_MAX];
    bool gone[KIDS_MAX] = {false};
    uint32_t n = 0;

    for (ast_cond *c = cond->children; c; c = c->next) {
        if (n == KIDS_MAX)
            return;
        kids[n++] = c;
    }
    for (uint32_t k = n; k-- > 0;) {
        gone[k] = idle_kid(l, kids, n, k, gone, cond->kind);
        if (gone[k] && check == LINT_REDUNDANT_PART)
            lint_report(l, check, cond, kids[k]->span, NULL, text_of_cond(l, kids[k]));
        else if (gone[k])
            lint_report(l, check, cond, kids[k]->span, NULL, text_of_cond(l, kids[k]),
                        "the other alternatives hold it");
    }
}

static void alternatives_of(lint *l, ast_cond *cond, void *context)
{
    if (cond->kind == AST_IN)
        values_of(l, cond);
    if (cond->kind == AST_OR)
        kids_of(l, cond, LINT_REDUNDANT_ALTERNATIVE);
    for (ast_cond *c = cond->children; c; c = c->next)
        alternatives_of(l, c, context);
}

void lint_alternatives(lint *l)
{
    lint_roots(l, alternatives_of, NULL);
}

static void parts_of(lint *l, ast_cond *cond, void *context)
{
    if (cond->kind == AST_AND)
        kids_of(l, cond, LINT_REDUNDANT_PART);
    for (ast_cond *c = cond->children; c; c = c->next)
        parts_of(l, c, context);
}

void lint_parts(lint *l)
{
    lint_roots(l, parts_of, NULL);
}

/* -- open-ended-version: of each product, how many `or later` end and how many do not -- */

typedef struct tally {
    const ast_value *open;
    uint32_t nopen, nbounded;
} tally;

static void count_in(lint *l, const ast_cond *cond, tally *tallies)
{
    for (const ast_value *v = cond->values; cond->fact && cond->fact->type == AST_RELEASE && v;
         v = v->next) {
        const ast_product *p = map_get(&l->unit->names[UNIT_PRODUCT], v->text);
        tally *t = p ? &tallies[p->index] : NULL;
        if (!t || v->version_kind != AST_VERSION_LATER)
            continue;
        if (v->within) {
            t->nbounded++;
        } else {
            t->nopen++;
            t->open = v;
        }
    }
    for (const ast_cond *c = cond->children; c; c = c->next)
        count_in(l, c, tallies);
}

static void count_root(lint *l, ast_cond *cond, void *tallies)
{
    count_in(l, cond, tallies);
}

void lint_open_ended(lint *l)
{
    cavc_unit *u = l->unit;
    tally *tallies = arena_alloc(&u->arena, (u->products.count + 1) * sizeof *tallies);

    lint_roots(l, count_root, tallies);
    for (size_t i = 0; i < u->products.count; i++) {
        const tally *t = &tallies[i];
        if (t->nopen != 1 || t->nbounded < 2)
            continue;
        lint_report(l, LINT_OPEN_ENDED, t->open, t->open->span,
                    arena_printf(&u->arena, "did you mean `%s within %.*s`?",
                                 text_of_value(l, t->open),
                                 (int)strcspn(t->open->version->text, "."), t->open->version->text),
                    text_of_value(l, t->open), t->nbounded, u->products.at[i]->name->text);
    }
}
