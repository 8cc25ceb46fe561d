/* symbols.c: the index of names: who declares what, and where each name stands.
 *
 * The trees are walked once, in the form they were written, so a unit with errors has an index of
 * what could be read. A name that means nothing is kept without a target. It judges nothing.
 * Invariant: symbols ascend by file and place; those of one file do not overlap.
 */
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

typedef struct declaration {
    const void *node;
    uint32_t index;
} declaration;

struct symbols {
    ARENA_VECTOR(symbol) list;
    ARENA_VECTOR(declaration) declared; /* by node */
};

typedef struct walk {
    cavc_unit *unit;
    struct symbols *made;
    const void *owner; /* of what is being walked */
} walk;

/* -- adding -- */

static symbol *add(walk *w, cavc_symbol_kind kind, const char *name, ast_span span,
                   const void *node)
{
    symbol *s = ARENA_PUSH(&w->unit->arena, &w->made->list);

    s->shown.kind = kind;
    s->shown.name = name;
    s->shown.file = w->unit->sources.files.at[span.file].name;
    s->shown.start = s->shown.whole_start = span.start;
    s->shown.end = s->shown.whole_end = span.end;
    s->shown.target = s->shown.owner = s->shown.layer = CAV_NONE;
    s->span = span;
    s->node = node;
    s->owner = w->owner;
    s->order = (uint32_t)w->made->list.count;
    return s;
}

static void declare(walk *w, cavc_symbol_kind kind, const ast_name *name, ast_span whole,
                    const void *node)
{
    symbol *s = add(w, kind, name->text, name->span, node);

    s->shown.declares = true;
    s->shown.whole_start = whole.start;
    s->shown.whole_end = whole.end;
}

static void *look_up(const walk *w, unit_name space, const char *name)
{
    return map_get(&w->unit->names[space], name);
}

static void refer(walk *w, cavc_symbol_kind kind, unit_name space, const ast_name *name)
{
    if (name)
        add(w, kind, name->text, name->span, look_up(w, space, name->text));
}

static void refer_list(walk *w, cavc_symbol_kind kind, unit_name space, const ast_name *list)
{
    for (; list; list = list->next)
        refer(w, kind, space, list);
}

static void level(walk *w, const ast_name *name)
{
    if (name && (cav_level_find(name->text) >= 0 || !strcmp(name->text, "note")))
        add(w, CAVC_SYMBOL_LEVEL, name->text, name->span, NULL);
}

/* "L0.kvm.nested": the layer, then the fact. Look-alike hyphens keep the bytes from agreeing with
 * the text; then the whole is the fact's. */
static void fact_path(walk *w, const char *text, ast_span span)
{
    const char *dot = strchr(text, '.');
    ast_span first = span, rest = span;
    const void *at;
    symbol *s;

    if (!dot) {
        add(w, CAVC_SYMBOL_FACT, text, span, NULL);
        return;
    }
    text = arena_copy(&w->unit->arena, text, strlen(text));
    dot = strchr(text, '.');
    at = look_up(w, UNIT_LAYER, arena_copy(&w->unit->arena, text, (size_t)(dot - text)));
    if (span.end - span.start == strlen(text)) {
        first.end = span.start + (uint32_t)(dot - text);
        rest.start = first.end + 1;
        add(w, CAVC_SYMBOL_LAYER, arena_copy(&w->unit->arena, text, (size_t)(dot - text)), first,
            at);
    }
    s = add(w, CAVC_SYMBOL_FACT, dot + 1, rest, look_up(w, UNIT_QUALIFIED, text));
    s->layer = at;
}

static void fact_paths(walk *w, const ast_name *list)
{
    for (; list; list = list->next)
        fact_path(w, list->text, list->span);
}

/* -- values -- */

/* The value's first word, where a version may follow. */
static ast_span word_of(const walk *w, const ast_value *value)
{
    const char *bytes = w->unit->sources.files.at[value->span.file].bytes;
    ast_span span = value->span;

    if (!value->version)
        return span;
    for (span.end = span.start; span.end < value->span.end; span.end++)
        if (strchr(" \t\r\n#", bytes[span.end]))
            break;
    return span;
}

static const ast_value *declared_value(const ast_fact *fact, const char *text)
{
    const ast_value *v = fact->values;

    while (v && strcmp(v->text, text))
        v = v->next;
    return v;
}

static void value(walk *w, const ast_fact *fact, const ast_value *v)
{
    if (v->kind != AST_VALUE_WORD || !v->text || *v->text == '$')
        return;
    if (fact->type == AST_RELEASE)
        add(w, CAVC_SYMBOL_PRODUCT, v->text, word_of(w, v), look_up(w, UNIT_PRODUCT, v->text));
    else if (fact->type == AST_ONE_OF || fact->type == AST_FLAG)
        add(w, CAVC_SYMBOL_VALUE, v->text, word_of(w, v), declared_value(fact, v->text));
}

static void values(walk *w, const ast_fact *fact, const ast_value *list)
{
    for (; fact && list; list = list->next)
        value(w, fact, list);
}

/* -- conditions and messages -- */

static void atom(walk *w, const ast_cond *cond)
{
    const ast_name *name = cond->subject;

    if (!name)
        return;
    if (cond->kind == AST_EXISTS)
        refer(w, CAVC_SYMBOL_LAYER, UNIT_LAYER, name);
    else if (cond->kind == AST_IN_USE)
        refer(w, CAVC_SYMBOL_FEATURE, UNIT_FEATURE, name);
    else if (cond->kind == AST_DEFINED && !strchr(name->text, '.'))
        refer(w, CAVC_SYMBOL_DEFINE, UNIT_DEFINE, name);
    else
        fact_path(w, name->text, name->span);
    values(w, look_up(w, UNIT_QUALIFIED, name->text), cond->values);
}

static void condition(walk *w, const ast_cond *cond)
{
    if (!cond)
        return;
    if (cond->kind != AST_NOT && cond->kind != AST_AND && cond->kind != AST_OR) {
        atom(w, cond);
        return;
    }
    for (const ast_cond *c = cond->children; c; c = c->next) /* nesting is capped by the grammar */
        condition(w, c);
}

/* Behind what cannot be a placeholder at p: an escape, or a doubled brace. 0: nothing such. */
static size_t no_placeholder(const char *p, size_t size)
{
    const char *close;

    if (*p == '\\' && size > 2 && p[1] == 'u' && p[2] == '{') {
        close = memchr(p, '}', size);
        return close ? (size_t)(close - p) + 1 : size;
    }
    if (*p == '\\' || (*p == '{' && size > 1 && p[1] == '{'))
        return size > 1 ? 2 : 1;
    return *p == '{' ? 0 : 1;
}

/* {LAYER.fact} in a message, as its bytes stand in the source. */
static void message(walk *w, const ast_string *text)
{
    ast_span span = text->span;
    const char *bytes = w->unit->sources.files.at[span.file].bytes;
    uint32_t at = span.start;

    while (at < span.end) {
        size_t skip = no_placeholder(bytes + at, span.end - at);
        const char *close = skip ? NULL : memchr(bytes + at, '}', span.end - at);
        ast_span name = {span.file, at + 1, at + 1};
        if (!skip && !close)
            return;
        if (skip) {
            at += (uint32_t)skip;
            continue;
        }
        name.end = (uint32_t)(close - bytes);
        if (name.end > name.start)
            fact_path(w, arena_copy(&w->unit->arena, bytes + name.start, name.end - name.start),
                      name);
        at = name.end + 1;
    }
}

/* -- vocabulary -- */

static void sources(walk *w, const ast_fact *fact, const ast_source *list)
{
    for (; list; list = list->next) {
        if (list->kind == AST_FACT_SOURCE && list->field)
            add(w, CAVC_SYMBOL_FACT, list->field->text, list->field->span,
                look_up(w, UNIT_FACT, list->field->text));
        for (const ast_case *c = list->cases; c; c = c->next)
            values(w, fact, c->values);
        sources(w, fact, list->children);
    }
}

static void fact(walk *w, const ast_fact *f, ast_span whole)
{
    declare(w, CAVC_SYMBOL_FACT, f->name, whole, f);
    w->owner = f;
    refer_list(w, CAVC_SYMBOL_LAYER, UNIT_LAYER, f->layers);
    for (const ast_value *v = f->values; v; v = v->next) {
        symbol *s = add(w, CAVC_SYMBOL_VALUE, v->text, v->span, v);
        s->shown.declares = true;
    }
    for (const ast_block *b = f->blocks; b; b = b->next)
        sources(w, f, b->sources);
}

static void use(walk *w, const ast_string *path)
{
    const src_map *all = &w->unit->sources;
    const char *from = all->files.at[path->span.file].path;
    const char *found = src_resolve(&w->unit->arena, from, path->text);
    uint32_t file = found ? src_find(all, found) : CAV_NONE;

    add(w, CAVC_SYMBOL_FILE, file == CAV_NONE ? path->text : all->files.at[file].name, path->span,
        NULL);
}

/* -- packs, statements and rules -- */

static void pack(walk *w, const ast_pack *p, ast_span whole)
{
    declare(w, CAVC_SYMBOL_PACK, p->name, whole, p);
    w->owner = p;
    for (const ast_applies *a = p->applies; a; a = a->next) {
        condition(w, a->cond);
        refer_list(w, CAVC_SYMBOL_STATEMENT, UNIT_STATEMENT, a->cites);
    }
}

static void section(walk *w, const ast_section *s, ast_span whole)
{
    declare(w, CAVC_SYMBOL_SECTION, s->name, whole, s);
    w->owner = s;
    for (const ast_statement *one = s->statements; one; one = one->next)
        declare(w, CAVC_SYMBOL_STATEMENT, one->name, one->span, one);
}

static void effect(walk *w, const ast_effect *e)
{
    if (!e)
        return;
    refer(w, CAVC_SYMBOL_FEATURE, UNIT_FEATURE, e->feature);
    level(w, e->level);
    if (e->message)
        message(w, e->message);
}

static void rule(walk *w, const ast_rule *r, ast_span whole)
{
    declare(w, CAVC_SYMBOL_RULE, r->name, whole, r);
    w->owner = r;
    for (const ast_clause *c = r->clauses; c; c = c->next) {
        if (c->kind == AST_CITE)
            refer_list(w, CAVC_SYMBOL_STATEMENT, UNIT_STATEMENT, c->names);
        else
            refer_list(w, CAVC_SYMBOL_FEATURE, UNIT_FEATURE, c->names);
        condition(w, c->cond);
        effect(w, c->effect);
    }
}

/* -- tests -- */

static void given(walk *w, const ast_given *g)
{
    const ast_layer *layer = NULL;

    if (g->kind == AST_GIVEN_USE)
        refer(w, CAVC_SYMBOL_FEATURE, UNIT_FEATURE, g->name);
    if (g->kind != AST_GIVEN_FACTS || !g->name)
        return;
    refer(w, CAVC_SYMBOL_LAYER, UNIT_LAYER, g->name);
    layer = look_up(w, UNIT_LAYER, g->name->text);
    for (const ast_told *t = g->told; t; t = t->next) {
        const char *full = arena_printf(&w->unit->arena, "%s.%s", g->name->text, t->fact->text);
        const ast_fact *f = look_up(w, UNIT_QUALIFIED, full);
        add(w, CAVC_SYMBOL_FACT, t->fact->text, t->fact->span, f)->layer = layer;
        values(w, f, t->values);
    }
}

static void expect(walk *w, const ast_expect *e)
{
    if (e->second)
        refer(w, CAVC_SYMBOL_FEATURE, UNIT_FEATURE, e->first);
    level(w, e->second ? e->second : e->first);
    level(w, e->best);
    level(w, e->worst);
    refer_list(w, CAVC_SYMBOL_RULE, UNIT_RULE, e->by);
    fact_paths(w, e->missing);
}

static void test(walk *w, const ast_test *t, ast_span whole)
{
    ast_name name = {.text = t->name->text, .span = t->name->span};

    declare(w, CAVC_SYMBOL_TEST, &name, whole, t);
    w->owner = t;
    for (const ast_given *g = t->givens; g; g = g->next)
        given(w, g);
    for (const ast_expect *e = t->expects; e; e = e->next)
        expect(w, e);
}

static void item(walk *w, const ast_item *i)
{
    w->owner = NULL;
    switch (i->kind) {
    case AST_PACK:
        pack(w, i->as.pack, i->span);
        break;
    case AST_USE:
        use(w, i->as.use);
        break;
    case AST_LAYER:
        declare(w, CAVC_SYMBOL_LAYER, i->as.layer->name, i->span, i->as.layer);
        break;
    case AST_PRODUCT:
        declare(w, CAVC_SYMBOL_PRODUCT, i->as.product->name, i->span, i->as.product);
        break;
    case AST_FEATURE:
        declare(w, CAVC_SYMBOL_FEATURE, i->as.feature->name, i->span, i->as.feature);
        w->owner = i->as.feature;
        condition(w, i->as.feature->in_use);
        break;
    case AST_FACT:
        fact(w, i->as.fact, i->span);
        break;
    case AST_DEFINE:
        declare(w, CAVC_SYMBOL_DEFINE, i->as.define->name, i->span, i->as.define);
        w->owner = i->as.define;
        condition(w, i->as.define->cond);
        break;
    case AST_IMPOSSIBLE:
        condition(w, i->as.impossible->cond);
        break;
    case AST_SECTION:
        section(w, i->as.section, i->span);
        break;
    case AST_RULE:
        rule(w, i->as.rule, i->span);
        break;
    case AST_TEST:
        test(w, i->as.test, i->span);
        break;
    }
}

/* -- order, and nodes to indices -- */

static int by_place(const void *a, const void *b)
{
    const symbol *x = a, *y = b;

    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_node(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const declaration *)a)->node,
              y = (uintptr_t)((const declaration *)b)->node;

    return x < y ? -1 : x > y;
}

static uint32_t index_of(const struct symbols *made, const void *node)
{
    declaration wanted = {node, 0}, *found;

    if (!node || !made->declared.count)
        return CAV_NONE;
    found = bsearch(&wanted, made->declared.at, made->declared.count, sizeof wanted, by_node);
    return found ? found->index : CAV_NONE;
}

static void number(cavc_unit *unit, struct symbols *made)
{
    symbol *at = made->list.at;
    size_t n = made->list.count;

    if (!n)
        return;
    qsort(at, n, sizeof *at, by_place);
    for (uint32_t i = 0; i < n; i++)
        if (at[i].shown.declares)
            *ARENA_PUSH(&unit->arena, &made->declared) = (declaration){at[i].node, i};
    if (made->declared.count)
        qsort(made->declared.at, made->declared.count, sizeof *made->declared.at, by_node);
    for (uint32_t i = 0; i < n; i++) {
        at[i].shown.target = at[i].shown.declares ? i : index_of(made, at[i].node);
        at[i].shown.owner = index_of(made, at[i].owner);
        at[i].shown.layer = index_of(made, at[i].layer);
    }
}

/* -- entry points -- */

static cav_status make_index(cavc_unit *unit)
{
    jmp_buf out_of_memory;
    walk w = {.unit = unit};

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    w.made = ARENA_NEW(&unit->arena, struct symbols);
    for (size_t i = 0; i < unit->files.count; i++)
        for (const ast_item *one = unit->files.at[i]->items; one; one = one->next)
            item(&w, one);
    number(unit, w.made);
    unit->symbols = w.made;
    return CAV_OK;
}

cav_status cavc_symbols(cavc_unit *unit, uint32_t *count)
{
    cav_status status = unit->symbols ? CAV_OK : make_index(unit);

    *count = status == CAV_OK ? (uint32_t)unit->symbols->list.count : 0;
    return status;
}

bool cavc_symbol_get(const cavc_unit *unit, uint32_t index, cavc_symbol *out)
{
    bool there = unit->symbols && index < unit->symbols->list.count;

    *out = there ? unit->symbols->list.at[index].shown : (cavc_symbol){0};
    return there;
}

static cavc_detail *details_of(cavc_unit *unit, symbol *s)
{
    jmp_buf out_of_memory;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return NULL;
    if (!s->details)
        s->details = symbol_details(unit, s);
    return s->details;
}

bool cavc_symbol_detail(cavc_unit *unit, uint32_t index, uint32_t k, cavc_detail *out)
{
    bool declares = unit->symbols && index < unit->symbols->list.count &&
                    unit->symbols->list.at[index].shown.declares;
    const cavc_detail *d = declares ? details_of(unit, &unit->symbols->list.at[index]) : NULL;

    *out = (cavc_detail){0};
    for (; d && d->what && k; k--)
        d++;
    if (!d || !d->what)
        return false;
    *out = *d;
    return true;
}
