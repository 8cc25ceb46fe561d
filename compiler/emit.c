/* emit.c: the image: the parts in order, and the expressions every part refers to.
 *
 * Refuses nothing: the unit has no errors. Invariant: emit_prepare names every root before
 * code_finish, so code_value never misses.
 */
#include "emit.h"

#include <stdlib.h>

expr *emit_guarded(expr_table *t, ast_cond *cond)
{
    return expr_and(t, expr_scope(t, expr_deepest(t, cond)), expr_of(t, cond));
}

static uint32_t deeper(uint32_t a, uint32_t b)
{
    return a == CAV_NONE ? b : b == CAV_NONE || a > b ? a : b;
}

/* Which facts scope a rule: those of `when` and `require`, through defines. */
static uint32_t rule_scope(expr_table *t, const ast_rule *rule)
{
    uint32_t when = rule->when ? expr_deepest(t, rule->when) : CAV_NONE;

    return deeper(when, rule->require ? expr_deepest(t, rule->require) : CAV_NONE);
}

emit_rule emit_rule_exprs(expr_table *t, const ast_rule *rule)
{
    emit_rule r = {.scope = rule_scope(t, rule), .neffects = rule->conflict ? 2 : 1};
    expr *guard = expr_scope(t, r.scope);

    if (rule->when)
        guard = expr_and(t, guard, expr_of(t, rule->when));
    if (rule->require)
        guard = expr_and(t, guard, expr_not(t, expr_of(t, rule->require)));
    for (uint32_t i = 0; i < r.neffects; i++) {
        ast_feature *own = rule->conflict ? rule->features[i] : rule->feature;
        r.features[i] = own;
        r.fires[i] =
            rule->conflict ? expr_and(t, guard, expr_in_use(t, rule->features[1 - i])) : guard;
        r.bears[i] = own ? expr_and(t, r.fires[i], expr_in_use(t, own)) : r.fires[i];
    }
    return r;
}

/* -- roots -- */

static void explain_cond(emit *e, const ast_cond *cond)
{
    code_explain(e->code, cond->more);
    for (const ast_cond *c = cond->children; c; c = c->next)
        explain_cond(e, c);
}

static void explain_all(emit *e)
{
    const cavc_unit *u = e->unit;

    for (size_t i = 0; i < u->defines.count; i++) {
        expr_of(e->exprs, u->defines.at[i]->cond);
        explain_cond(e, u->defines.at[i]->cond);
    }
    for (size_t i = 0; i < u->features.count; i++)
        if (u->features.at[i]->in_use)
            explain_cond(e, u->features.at[i]->in_use);
    for (size_t i = 0; i < u->impossible.count; i++)
        explain_cond(e, u->impossible.at[i]->cond);
    if (u->pack->applies)
        explain_cond(e, u->pack->applies->cond);
    for (size_t i = 0; i < u->rules.count; i++) {
        if (u->rules.at[i]->when)
            explain_cond(e, u->rules.at[i]->when);
        if (u->rules.at[i]->require)
            explain_cond(e, u->rules.at[i]->require);
    }
}

static void name_roots(emit *e)
{
    const cavc_unit *u = e->unit;

    for (size_t i = 0; i < u->features.count; i++)
        code_root(e->code, expr_in_use(e->exprs, u->features.at[i]));
    if (u->pack->applies)
        code_root(e->code, emit_guarded(e->exprs, u->pack->applies->cond));
    for (size_t i = 0; i < u->impossible.count; i++)
        code_root(e->code, emit_guarded(e->exprs, u->impossible.at[i]->cond));
    for (size_t i = 0; i < u->rules.count; i++) {
        emit_rule r = emit_rule_exprs(e->exprs, u->rules.at[i]);
        for (uint32_t k = 0; k < r.neffects; k++) {
            code_root(e->code, r.fires[k]);
            code_root(e->code, r.bears[k]);
        }
    }
}

void emit_prepare(emit *e, cavc_unit *unit, bool strip)
{
    *e = (emit){.unit = unit, .arena = &unit->arena, .strip = strip};
    e->exprs = expr_new(unit);
    e->code = code_new(e->exprs);
    name_roots(e);
    if (!strip)
        explain_all(e);
    code_finish(e->code);
}

/* -- parts shared by the sections -- */

typedef struct fact_bits {
    uint8_t *seen;
} fact_bits;

static void mark_fact(void *context, uint32_t index)
{
    ((fact_bits *)context)->seen[index] = 1;
}

emit_reads emit_read_facts(emit *e, ast_cond *const *conds, uint32_t n)
{
    fact_bits bits = {arena_alloc(e->arena, e->exprs->nfacts)};
    emit_reads reads = {write_count(e->w, IMG_READS), 0};

    expr_walk(e->exprs);
    for (uint32_t i = 0; i < n; i++)
        expr_reads(e->exprs, conds[i], mark_fact, &bits);
    for (uint32_t f = 0; f < e->exprs->nfacts; f++)
        if (bits.seen[f]) {
            WRITE(e->w, READS, .fact = f);
            reads.count++;
        }
    return reads;
}

static const char *key(const cavc_unit *unit, ast_pack_key k)
{
    return unit->pack->keys[k] ? unit->pack->keys[k]->text : NULL;
}

static uint32_t write_cites(emit *e, const ast_name *cites)
{
    uint32_t n = 0;

    for (; cites; cites = cites->next, n++)
        WRITE(e->w, CITES,
              .statement =
                  ((ast_statement *)map_get(&e->unit->names[UNIT_STATEMENT], cites->text))->index);
    return n;
}

static void emit_meta(emit *e)
{
    const cavc_unit *u = e->unit;
    const ast_applies *applies = u->pack->applies;
    uint32_t first = write_count(e->w, IMG_CITES), n = applies ? write_cites(e, applies->cites) : 0;

    WRITE(e->w, META, .pack = write_text(e->w, u->pack->name->text),
          .title = write_text(e->w, key(u, AST_TITLE)),
          .issuer = write_text(e->w, key(u, AST_ISSUER)),
          .source = write_text(e->w, key(u, AST_SOURCE)),
          .edition = write_text(e->w, key(u, AST_EDITION)),
          .captured = write_text(e->w, key(u, AST_CAPTURED)),
          .release = write_text(e->w, cav_release()), .operand = code_operand(e->code),
          .results = code_results(e->code), .xresults = code_explain_results(e->code),
          .applies =
              applies ? code_value(e->code, emit_guarded(e->exprs, applies->cond)) : CAV_NONE,
          .cites = first, .ncites = n);
}

uint8_t *emit_image(cavc_unit *unit, bool strip, size_t *size)
{
    emit e;

    emit_prepare(&e, unit, strip);
    e.w = write_new(e.arena);
    emit_languages_prepare(&e);
    emit_meta(&e);
    emit_vocabulary(&e);
    emit_rules(&e);
    code_write(e.code, e.w);
    if (!strip)
        emit_languages(&e);
    return write_finish(e.w, size);
}
