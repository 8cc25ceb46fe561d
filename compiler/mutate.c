/* mutate.c: mutants: the unit's rules with one thing changed, each compiled as if it were written
 * so.
 *
 * The change is made in the tree, code is made of it, and the change is taken back: nothing is
 * parsed again. It refuses units with errors. Invariant: between two calls the tree is as resolve
 * left it, and what a mutant's code took of the arena is free again.
 */
#include "mutate.h"

#include <setjmp.h>
#include <string.h>

#include "../runtime/env.h"
#include "emit.h"

typedef struct mutant {
    cavc_mutant shown;
    ast_cond *node, instead; /* these two change places */
    ast_rule *rule;          /* or these of a rule */
    ast_cond *when;
    int level;
    ast_feature *feature;
} mutant;

struct mutants {
    ARENA_VECTOR(mutant) list;
    uint8_t *own; /* the unit's own stripped image */
    size_t size;
    /* while the list is made */
    cavc_unit *unit;
    cavc_mutant owner;
};

/* -- the list -- */

static mutant *add(struct mutants *m, ast_span span, const char *before, const char *after)
{
    mutant *out = ARENA_PUSH(&m->unit->arena, &m->list);
    src_place place = src_locate(&m->unit->sources, span.file, span.start);

    out->shown = m->owner;
    out->shown.file = m->unit->sources.files.at[span.file].name;
    out->shown.line = place.line;
    out->shown.column = place.column;
    out->shown.before = before;
    out->shown.after = after;
    out->shown.at_file = span.file;
    out->shown.at_start = span.start;
    out->shown.at_end = span.end;
    return out;
}

static bool same_value(const ast_value *a, const ast_value *b)
{
    return a->span.start == b->span.start && a->text == b->text && a->version == b->version &&
           a->within == b->within && a->version_kind == b->version_kind;
}

/* The value of a list that the other node lacks; NULL: that is not the change. */
static const ast_value *dropped_value(const ast_cond *node, const ast_cond *instead)
{
    const ast_value *v = node->values, *w = instead->values, *found = NULL;

    if (node->kind != AST_IN || instead->kind != AST_IN || node->negated != instead->negated)
        return NULL;
    while (v && w && same_value(v, w)) {
        v = v->next;
        w = w->next;
    }
    if (!v)
        return NULL;
    found = v;
    for (v = v->next; v && w && same_value(v, w); v = v->next)
        w = w->next;
    return v || w ? NULL : found;
}

static void add_node(void *context, ast_cond *node, const ast_cond *instead)
{
    struct mutants *m = context;
    arena *a = &m->unit->arena;
    mutant *out = add(m, node->span, format_cond(a, node), format_cond(a, instead));

    out->node = node;
    out->instead = *instead;
    const ast_value *value = dropped_value(node, instead);
    out->shown.drops = value != NULL;
    if (value) {
        out->shown.at_start = value->span.start;
        out->shown.at_end = value->span.end;
    }
}

static void add_conds(struct mutants *m, ast_cond *cond)
{
    mutate_sink sink = {add_node, m};

    if (!cond)
        return;
    mutate_node(m->unit, cond, &sink);
    for (ast_cond *c = cond->children; c; c = c->next)
        add_conds(m, c);
}

static mutant *add_rule(struct mutants *m, ast_rule *rule, ast_span span, const char *before,
                        const char *after)
{
    mutant *out = add(m, span, before, after);

    out->rule = rule;
    out->when = rule->when;
    out->level = rule->level;
    out->feature = rule->feature;
    return out;
}

static void add_level(struct mutants *m, ast_rule *rule, int by)
{
    int level = rule->level + by;

    if (rule->level == CAV_LEVEL_NOTE)
        level = CAV_PREVIEW;
    else if (level <= CAV_SUPPORTED || level >= CAV_LEVEL_COUNT)
        return;
    add_rule(m, rule, rule->effect->span, cav_level_name((cav_level)rule->level),
             cav_level_name((cav_level)level))
        ->level = level;
}

/* The rule never fires. */
static void add_dropped(struct mutants *m, ast_rule *rule)
{
    arena *a = &m->unit->arena;
    ast_cond *no = mutate_false(m->unit, rule->when, rule->require), *both = no;

    if (!no)
        return;
    if (rule->when) {
        both = ARENA_NEW(a, ast_cond);
        both->kind = AST_AND;
        both->children = no;
        no->next = ARENA_NEW(a, ast_cond);
        *no->next = *rule->when;
        no->next->next = NULL;
    }
    add_rule(m, rule, rule->name->span, arena_printf(a, "rule %s", rule->name->text), "no rule")
        ->when = both;
}

static void add_changes(struct mutants *m, ast_rule *rule)
{
    arena *a = &m->unit->arena;

    add_dropped(m, rule);
    if (rule->when)
        add_rule(m, rule, rule->when->span, arena_printf(a, "when %s", format_cond(a, rule->when)),
                 "no condition")
            ->when = NULL;
    add_level(m, rule, -1);
    if (rule->level != CAV_LEVEL_NOTE)
        add_level(m, rule, 1);
    if (rule->feature && rule->level != CAV_LEVEL_NOTE)
        add_rule(m, rule, rule->effect->span,
                 arena_printf(a, "%s is %s", rule->feature->name->text,
                              cav_level_name((cav_level)rule->level)),
                 cav_level_name((cav_level)rule->level))
            ->feature = NULL;
    add_conds(m, rule->when);
    add_conds(m, rule->require);
}

/* -- what an owner reads -- */

typedef struct reads {
    uint32_t *list, count;
} reads;

static void add_read(void *context, uint32_t index)
{
    reads *r = context;

    for (uint32_t i = 0; i < r->count; i++)
        if (r->list[i] == index)
            return;
    r->list[r->count++] = index;
}

static void own(struct mutants *m, expr_table *t, const char *owner, const char *name,
                ast_cond *const *conds, uint32_t n)
{
    reads r = {arena_alloc(&m->unit->arena, t->nfacts * sizeof *r.list), 0};

    expr_walk(t);
    for (uint32_t i = 0; i < n; i++)
        expr_reads(t, conds[i], add_read, &r);
    m->owner = (cavc_mutant){.owner = owner, .name = name, .reads = r.list, .nreads = r.count};
}

static void own_rule(struct mutants *m, expr_table *t, const ast_rule *rule)
{
    ast_cond *conds[4] = {rule->when, rule->require};

    for (int k = 0; rule->conflict && k < 2; k++)
        conds[2 + k] = rule->features[k]->in_use;
    own(m, t, "rule", rule->name->text, conds, 4);
}

static void list_mutants(struct mutants *m)
{
    cavc_unit *u = m->unit;
    expr_table *t = expr_new(u);

    for (size_t i = 0; i < u->rules.count; i++) {
        own_rule(m, t, u->rules.at[i]);
        add_changes(m, u->rules.at[i]);
    }
    for (size_t i = 0; i < u->defines.count; i++) {
        own(m, t, "define", u->defines.at[i]->name->text, &u->defines.at[i]->cond, 1);
        add_conds(m, u->defines.at[i]->cond);
    }
    for (size_t i = 0; i < u->features.count; i++) {
        own(m, t, "feature", u->features.at[i]->name->text, &u->features.at[i]->in_use, 1);
        add_conds(m, u->features.at[i]->in_use);
    }
    for (size_t i = 0; i < u->impossible.count; i++) {
        own(m, t, "impossible", u->impossible.at[i]->reason->text, &u->impossible.at[i]->cond, 1);
        add_conds(m, u->impossible.at[i]->cond);
    }
    if (u->pack->applies) {
        own(m, t, "applies", u->pack->name->text, &u->pack->applies->cond, 1);
        add_conds(m, u->pack->applies->cond);
    }
}

static cav_status make_list(cavc_unit *unit)
{
    jmp_buf out_of_memory;
    struct mutants *m;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    m = ARENA_NEW(&unit->arena, struct mutants);
    m->unit = unit;
    list_mutants(m);
    m->own = emit_image(unit, true, &m->size);
    unit->mutants = m;
    return CAV_OK;
}

cav_status cavc_mutants(cavc_unit *unit, uint32_t *count)
{
    cav_status status = CAV_OK;

    *count = 0;
    if (unit->errors || !unit->pack)
        return CAV_BAD_VALUE;
    if (!unit->mutants)
        status = make_list(unit);
    if (status == CAV_OK)
        *count = (uint32_t)unit->mutants->list.count;
    return status;
}

bool cavc_mutant_get(const cavc_unit *unit, uint32_t index, cavc_mutant *out)
{
    bool there = unit->mutants && index < unit->mutants->list.count;

    *out = there ? unit->mutants->list.at[index].shown : (cavc_mutant){0};
    return there;
}

/* -- one mutant -- */

/* Done twice, everything is as it was. */
static void exchange(mutant *m)
{
    if (m->node) {
        ast_cond old = *m->node;
        m->instead.next = old.next;
        *m->node = m->instead;
        m->instead = old;
    } else {
        ast_cond *when = m->rule->when;
        ast_feature *feature = m->rule->feature;
        int level = m->rule->level;
        m->rule->when = m->when;
        m->rule->feature = m->feature;
        m->rule->level = m->level;
        m->when = when;
        m->feature = feature;
        m->level = level;
    }
}

static cav_status emit_mutant(cavc_unit *unit, uint8_t **image, size_t *size)
{
    jmp_buf out_of_memory;
    const uint8_t *bytes;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    bytes = emit_image(unit, true, size);
    if (*size == unit->mutants->size && !memcmp(bytes, unit->mutants->own, *size))
        return CAV_OK;
    *image = env_alloc(&unit->host.env, *size);
    if (!*image)
        return CAV_NO_MEMORY;
    memcpy(*image, bytes, *size);
    return CAV_OK;
}

cav_status cavc_mutant_compile(cavc_unit *unit, uint32_t index, uint8_t **image, size_t *size)
{
    jmp_buf out_of_memory;
    arena_block *mark;
    cav_status status;

    *image = NULL;
    *size = 0;
    if (!unit->mutants || index >= unit->mutants->list.count)
        return CAV_BAD_ARGUMENT;
    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    mark = arena_mark(&unit->arena);
    exchange(&unit->mutants->list.at[index]);
    status = emit_mutant(unit, image, size);
    exchange(&unit->mutants->list.at[index]);
    arena_release(&unit->arena, mark);
    return status;
}
