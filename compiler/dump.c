/* dump.c: the tree for `--dump tree`: one node a line: kind, name or value, byte span.
 *
 * It shows what was parsed, not what it means. Invariant: a child stands two columns deeper than
 * its parent, children in source order of their kind.
 */
#include "format.h"
#include "unit.h"

typedef struct dumper {
    arena *arena;
    void (*line)(void *, const char *);
    void *context;
} dumper;

static void node(const dumper *d, int depth, const char *kind, const char *text,
                 const ast_span *span)
{
    const char *line = arena_printf(d->arena, "%*s%s%s%s", depth * 2, "", kind,
                                    text && *text ? " " : "", text ? text : "");

    if (span)
        line = arena_printf(d->arena, "%s [%u, %u)", line, span->start, span->end);
    d->line(d->context, line);
}

static void name(const dumper *d, int depth, const char *kind, const ast_name *n)
{
    if (n)
        node(d, depth, kind, n->text, &n->span);
}

static void names(const dumper *d, int depth, const char *kind, const ast_name *list)
{
    for (; list; list = list->next)
        name(d, depth, kind, list);
}

static void string(const dumper *d, int depth, const char *kind, const ast_string *s)
{
    format_text t = {.arena = d->arena};

    if (!s)
        return;
    format_put_string(&t, s->text, s->span);
    node(d, depth, kind, t.at, &s->span);
}

static void pattern(const dumper *d, int depth, const ast_pattern *p)
{
    format_text t = {.arena = d->arena};

    if (!p)
        return;
    format_put_pattern(&t, p);
    node(d, depth, "pattern", t.at, &p->span);
}

static void values(const dumper *d, int depth, const ast_value *list)
{
    static const char *const kinds[] = {"word", "number", "range", "string"};

    for (; list; list = list->next) {
        format_text t = {.arena = d->arena};
        format_put_value(&t, list);
        node(d, depth, kinds[list->kind], t.at, &list->span);
    }
}

static void cond(const dumper *d, int depth, const ast_cond *c)
{
    static const char *const kinds[] = {"is",     "in",      "compare", "matches", "exists",
                                        "in use", "defined", "not",     "and",     "or"};
    static const char *const compares[] = {"<", "<=", ">", ">="};

    if (!c)
        return;
    node(d, depth,
         arena_printf(d->arena, "%s%s%s", c->negated ? "not " : "",
                      c->kind == AST_COMPARE ? compares[c->compare] : kinds[c->kind],
                      c->parens ? " (parentheses)" : ""),
         NULL, &c->span);
    name(d, depth + 1, "subject", c->subject);
    values(d, depth + 1, c->values);
    pattern(d, depth + 1, c->pattern);
    for (const ast_cond *child = c->children; child; child = child->next)
        cond(d, depth + 1, child);
}

/* -- vocabulary -- */

static void product(const dumper *d, const ast_product *p)
{
    name(d, 1, "name", p->name);
    string(d, 1, "title", p->title);
    name(d, 1, "version", p->parts);
    if (p->recognized)
        node(d, 1, "from os-release", NULL, NULL);
    for (const ast_matcher *m = p->matchers; m; m = m->next) {
        name(d, 2, "field", m->field);
        pattern(d, 2, m->pattern);
    }
    name(d, 2, "version from", p->version_field);
}

static void cases(const dumper *d, int depth, const ast_case *list)
{
    static const char *const kinds[] = {"case", "case present", "case absent"};

    for (; list; list = list->next) {
        node(d, depth, kinds[list->kind], list->not_guest ? "not guest" : NULL, &list->span);
        pattern(d, depth + 1, list->pattern);
        values(d, depth + 1, list->values);
    }
}

static void sources(const dumper *d, int depth, const ast_source *list)
{
    static const char *const kinds[] = {"file", "exists", "os-release", "uname", "cpuid",
                                        "auxv", "fact",   "only when",  "files"};

    for (; list; list = list->next) {
        node(d, depth, "source", kinds[list->kind], &list->span);
        for (const ast_string *p = list->path; p; p = p->next)
            string(d, depth + 1, "path", p);
        name(d, depth + 1, "field", list->field);
        pattern(d, depth + 1, list->pattern);
        cases(d, depth + 1, list->cases);
        sources(d, depth + 1, list->children); /* nesting is capped by the parser */
    }
}

static void fact(const dumper *d, const ast_fact *f)
{
    static const char *const types[] = {"flag", "one of", "number", "text", "release"};

    name(d, 1, "name", f->name);
    names(d, 1, "at", f->layers);
    node(d, 1, "type", types[f->type], &f->type_span);
    values(d, 2, f->values);
    string(d, 1, "title", f->title);
    if (f->fixed)
        node(d, 1, "fixed", NULL, NULL);
    for (const ast_block *b = f->blocks; b; b = b->next) {
        node(d, 1, "block", NULL, &b->span);
        for (const ast_observer *o = b->observers; o; o = o->next)
            node(d, 2, "observer",
                 o->here    ? "here"
                 : o->any   ? "guest any"
                 : o->count ? arena_printf(d->arena, "guest %s", o->count->text)
                            : "guest",
                 &o->span);
        sources(d, 2, b->sources);
    }
}

/* -- pack, rules, tests -- */

static void pack(const dumper *d, const ast_pack *p)
{
    static const char *const keys[] = {"title", "issuer", "source", "edition", "captured"};

    name(d, 1, "name", p->name);
    for (const ast_field *f = p->fields; f; f = f->next)
        string(d, 1, keys[f->key], f->value);
    for (const ast_applies *a = p->applies; a; a = a->next) {
        node(d, 1, "applies", NULL, &a->span);
        cond(d, 2, a->cond);
        names(d, 2, "cite", a->cites);
    }
}

static void section(const dumper *d, const ast_section *s)
{
    name(d, 1, "name", s->name);
    string(d, 1, "title", s->title);
    for (const ast_statement *st = s->statements; st; st = st->next) {
        node(d, 1, "statement", st->name->text, &st->span);
        name(d, 2, "line", st->line);
        string(d, 2, "gist", st->gist);
        string(d, 2, "no rule", st->no_rule);
    }
}

static void effect(const dumper *d, const ast_effect *e)
{
    if (!e)
        return;
    node(d, 2, "effect", NULL, &e->span);
    name(d, 3, "feature", e->feature);
    name(d, 3, "level", e->level);
    string(d, 3, "message", e->message);
}

static void rule(const dumper *d, const ast_rule *r)
{
    static const char *const kinds[] = {"cite", "why",      "when", "require",
                                        "then", "conflict", "fix"};

    name(d, 1, "name", r->name);
    for (const ast_clause *c = r->clauses; c; c = c->next) {
        node(d, 1, kinds[c->kind], NULL, &c->span);
        names(d, 2, "name", c->names);
        string(d, 2, "text", c->text);
        cond(d, 2, c->cond);
        effect(d, c->effect);
    }
}

static void test(const dumper *d, const ast_test *t)
{
    string(d, 1, "name", t->name);
    for (const ast_given *g = t->givens; g; g = g->next) {
        static const char *const kinds[] = {"given", "given depth", "given use"};
        node(d, 1, kinds[g->kind], g->name->text, &g->span);
        for (const ast_told *told = g->told; told; told = told->next) {
            node(d, 2, told->set ? "told in" : "told", told->fact->text, &told->span);
            values(d, 3, told->values);
        }
    }
    for (const ast_expect *e = t->expects; e; e = e->next) {
        node(d, 1, "expect", NULL, &e->span);
        name(d, 2, "first", e->first);
        name(d, 2, "second", e->second);
        name(d, 2, "best", e->best);
        name(d, 2, "worst", e->worst);
        names(d, 2, "by", e->by);
        names(d, 2, "missing", e->missing);
    }
}

static void named(const dumper *d, const ast_name *n, const ast_string *title, const ast_cond *c)
{
    name(d, 1, "name", n);
    string(d, 1, "title", title);
    cond(d, 1, c);
}

static void item(const dumper *d, const ast_item *i)
{
    static const char *const kinds[] = {"pack",    "use",  "layer",  "product",
                                        "feature", "fact", "define", "impossible",
                                        "section", "rule", "test"};

    node(d, 0, kinds[i->kind], NULL, &i->span);
    switch (i->kind) {
    case AST_PACK:
        pack(d, i->as.pack);
        break;
    case AST_USE:
        string(d, 1, "path", i->as.use);
        break;
    case AST_LAYER:
        named(d, i->as.layer->name, i->as.layer->title, NULL);
        break;
    case AST_PRODUCT:
        product(d, i->as.product);
        break;
    case AST_FEATURE:
        named(d, i->as.feature->name, i->as.feature->title, i->as.feature->in_use);
        break;
    case AST_FACT:
        fact(d, i->as.fact);
        break;
    case AST_DEFINE:
        named(d, i->as.define->name, NULL, i->as.define->cond);
        break;
    case AST_IMPOSSIBLE:
        named(d, NULL, i->as.impossible->reason, i->as.impossible->cond);
        break;
    case AST_SECTION:
        section(d, i->as.section);
        break;
    case AST_RULE:
        rule(d, i->as.rule);
        break;
    case AST_TEST:
        test(d, i->as.test);
        break;
    }
}

void dump_tree(cavc_unit *unit, void (*line)(void *, const char *), void *context)
{
    dumper d = {&unit->arena, line, context};

    for (size_t i = 0; i < unit->files.count; i++) {
        const ast_file *file = unit->files.at[i];
        node(&d, 0, "file", unit->sources.files.at[file->file].path, NULL);
        for (const ast_item *it = file->items; it; it = it->next)
            item(&d, it);
        for (const ast_comment *c = file->comments; c; c = c->next)
            node(&d, 0, c->own_line ? "comment (own line)" : "comment", c->text, &c->span);
    }
}
