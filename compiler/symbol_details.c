/* symbol_details.c: what a declaration says of itself, as short texts for editors.
 *
 * Conditions are in their canonical spelling, sources in words. Nothing is judged; what is not
 * written is left out. Invariant: a list ends with a detail without `what`.
 */
#include "symbols.h"

#include <string.h>

#include "format.h"
#include "types.h"

typedef struct details {
    cavc_unit *unit;
    ARENA_VECTOR(cavc_detail) list;
} details;

static void put(details *d, const char *what, const char *text)
{
    if (text)
        *ARENA_PUSH(&d->unit->arena, &d->list) = (cavc_detail){what, text};
}

static void put_text(details *d, const char *what, const ast_string *text)
{
    put(d, what, text ? text->text : NULL);
}

static void put_cond(details *d, const char *what, const ast_cond *cond)
{
    if (cond)
        put(d, what, format_cond(&d->unit->arena, cond));
}

static const char *join(details *d, const ast_name *list)
{
    const char *text = "";

    for (; list; list = list->next)
        text = arena_printf(&d->unit->arena, "%s%s%s", text, *text ? ", " : "", list->text);
    return text;
}

static const char *pattern_text(details *d, const ast_pattern *pattern)
{
    format_text t = {.arena = &d->unit->arena};

    format_put_pattern(&t, pattern);
    return t.at;
}

/* -- facts -- */

static const char *observers(details *d, const ast_observer *list)
{
    arena *a = &d->unit->arena;
    const char *text = "";

    for (; list; list = list->next) {
        const char *who = list->here  ? "the machine itself"
                          : list->any ? "a guest of any depth"
                          : list->count && list->count->text
                              ? arena_printf(a, "a guest %s layers above", list->count->text)
                              : "a guest one layer above";
        text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", who);
    }
    return text;
}

static const char *paths(details *d, const ast_string *list)
{
    const char *text = "";

    for (; list; list = list->next)
        text = arena_printf(&d->unit->arena, "%s%s%s", text, *text ? ", " : "", list->text);
    return text;
}

static const char *source_text(details *d, const ast_source *s)
{
    arena *a = &d->unit->arena;
    const char *field = s->field ? s->field->text : "";

    switch (s->kind) {
    case AST_FILE:
        return paths(d, s->path);
    case AST_FILES:
        return arena_printf(a, "the files %s", paths(d, s->path));
    case AST_PRESENT:
        return arena_printf(a, "whether %s exists", paths(d, s->path));
    case AST_OS_RELEASE:
        return "os-release";
    case AST_UNAME:
        return arena_printf(a, "uname, %s", field);
    case AST_CPUID:
        return arena_printf(a, "cpuid leaf %s", field);
    case AST_AUXV:
        return arena_printf(a, "the auxiliary vector, %s", field);
    case AST_FACT_SOURCE:
        return arena_printf(a, "the fact %s of its layer", field);
    case AST_GUARD:
        break;
    }
    return arena_printf(a, "only when %s matches %s", paths(d, s->path),
                        s->pattern ? pattern_text(d, s->pattern) : "its pattern");
}

static void sources(details *d, const char *who, const ast_source *list)
{
    for (; list; list = list->next) {
        const char *text = arena_printf(&d->unit->arena, "%s: %s", who, source_text(d, list));
        if (list->kind == AST_GUARD)
            sources(d, text, list->children);
        else
            put(d, "source", text);
    }
}

static const char *type_text(details *d, const ast_fact *f)
{
    const char *list = "";

    if (f->type != AST_ONE_OF)
        return type_name(f->type);
    for (const ast_value *v = f->values; v; v = v->next)
        list = arena_printf(&d->unit->arena, "%s%s%s", list, *list ? ", " : "", v->text);
    return arena_printf(&d->unit->arena, "one of {%s}", list);
}

static void fact(details *d, const ast_fact *f)
{
    put_text(d, "title", f->title);
    put(d, "type", type_text(d, f));
    put(d, "layers", join(d, f->layers));
    if (f->fixed)
        put(d, "fixed", "an administrator cannot change it");
    for (const ast_block *b = f->blocks; b; b = b->next)
        sources(d, observers(d, b->observers), b->sources);
}

/* -- the rest of the vocabulary -- */

static void product(details *d, const ast_product *p)
{
    arena *a = &d->unit->arena;
    const char *fields = "";

    put_text(d, "title", p->title);
    if (p->parts)
        put(d, "version", p->parts->text);
    for (const ast_matcher *m = p->matchers; m; m = m->next)
        fields = arena_printf(a, "%s %s %s", fields, m->field->text, pattern_text(d, m->pattern));
    if (p->recognized)
        put(d, "from", arena_printf(a, "os-release%s", fields));
}

static void pack(details *d, const ast_pack *p)
{
    static const char *const names[AST_PACK_KEYS] = {"title", "issuer", "source", "edition",
                                                     "captured"};

    for (const ast_field *f = p->fields; f; f = f->next)
        put_text(d, names[f->key], f->value);
    for (const ast_applies *a = p->applies; a; a = a->next)
        put_cond(d, "applies when", a->cond);
}

static void statement(details *d, const ast_statement *s)
{
    put_text(d, "gist", s->gist);
    if (s->line)
        put(d, "line", s->line->text);
    put_text(d, "no rule", s->no_rule);
}

/* -- rules -- */

static void effect(details *d, const ast_effect *e)
{
    if (!e)
        return;
    if (e->feature)
        put(d, "feature", e->feature->text);
    if (e->level)
        put(d, "level", e->level->text);
    put_text(d, "message", e->message);
}

static void rule(details *d, const ast_rule *r)
{
    for (const ast_clause *c = r->clauses; c; c = c->next) {
        for (const ast_name *n = c->kind == AST_CITE ? c->names : NULL; n; n = n->next)
            put(d, "cite", n->text);
        if (c->kind == AST_CONFLICT)
            put(d, "conflict", join(d, c->names));
        if (c->text)
            put_text(d, c->kind == AST_WHY ? "why" : "fix", c->text);
        put_cond(d, c->kind == AST_REQUIRE ? "require" : "when", c->cond);
        effect(d, c->effect);
    }
}

cavc_detail *symbol_details(cavc_unit *unit, const symbol *s)
{
    details d = {.unit = unit};

    if (s->shown.kind == CAVC_SYMBOL_PACK)
        pack(&d, s->node);
    else if (s->shown.kind == CAVC_SYMBOL_LAYER)
        put_text(&d, "title", ((const ast_layer *)s->node)->title);
    else if (s->shown.kind == CAVC_SYMBOL_PRODUCT)
        product(&d, s->node);
    else if (s->shown.kind == CAVC_SYMBOL_FEATURE) {
        put_text(&d, "title", ((const ast_feature *)s->node)->title);
        put_cond(&d, "in use when", ((const ast_feature *)s->node)->in_use);
    } else if (s->shown.kind == CAVC_SYMBOL_FACT)
        fact(&d, s->node);
    else if (s->shown.kind == CAVC_SYMBOL_DEFINE)
        put_cond(&d, "condition", ((const ast_define *)s->node)->cond);
    else if (s->shown.kind == CAVC_SYMBOL_SECTION)
        put_text(&d, "title", ((const ast_section *)s->node)->title);
    else if (s->shown.kind == CAVC_SYMBOL_STATEMENT)
        statement(&d, s->node);
    else if (s->shown.kind == CAVC_SYMBOL_RULE)
        rule(&d, s->node);
    *ARENA_PUSH(&unit->arena, &d.list) = (cavc_detail){0};
    return d.list.at;
}
