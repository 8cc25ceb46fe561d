/* format.c: a file in its one canonical form: packs, statements, rules, tests and the whole.
 *
 * Four blanks of indent, keywords of a body in one column, at most FORMAT_WIDTH columns where a
 * list or a chain can be broken, empty lines kept (one at most) and one around what stands in
 * braces. It changes no meaning and loses no comment. Invariant: formatting the result changes
 * nothing.
 */
#include "format.h"

#include <string.h>

#include "source.h"
#include "unit.h"

/* A keyword in the column of its body. */
static void keyword(format_printer *p, const char *word, size_t width)
{
    format_say(p, word);
    format_pad(&p->out, width > strlen(word) ? width - strlen(word) : 1);
}

static void text_line(format_printer *p, ast_span span, const char *word, size_t width,
                      const ast_string *text)
{
    format_begin(p, span.start, span.end);
    keyword(p, word, width);
    format_say_string(p, text);
    format_finish(p, span.end);
}

static void cond_part(format_printer *p, const char *word, size_t width, const ast_cond *cond)
{
    keyword(p, word, width);
    format_cond_part(p, cond, p->indent + width);
}

/* -- pack and statements -- */

static const char *const pack_keys[] = {"title", "issuer", "source", "edition", "captured"};

static void put_applies(format_printer *p, const ast_applies *applies, size_t width)
{
    uint32_t stop = format_names_stop(p, applies->cites, applies->span.end);

    format_begin(p, applies->span.start, format_cond_stop(p, applies->cond, stop));
    keyword(p, "applies", width);
    format_say(p, "when ");
    format_cond_part(p, applies->cond, p->indent + width);
    if (applies->cites) {
        format_say(p, " cite ");
        format_names(p, applies->cites);
    }
    format_finish(p, applies->span.end);
}

/* Fields and `applies` come from two lists; the text has them in any order. */
static void put_pack(format_printer *p, const ast_pack *pack, ast_span span)
{
    const ast_applies *applies = pack->applies;
    size_t width = applies ? strlen("applies") : 0;

    for (const ast_field *f = pack->fields; f; f = f->next)
        if (width < strlen(pack_keys[f->key]))
            width = strlen(pack_keys[f->key]);
    format_say(p, "pack ");
    format_say(p, pack->name->text);
    format_open(p, format_brace_after(p, pack->name->span.end, span.end));
    for (const ast_field *f = pack->fields; f || applies;) {
        if (f && (!applies || f->span.start < applies->span.start)) {
            text_line(p, f->span, pack_keys[f->key], width + 1, f->value);
            f = f->next;
        } else {
            put_applies(p, applies, width + 1);
            applies = applies->next;
        }
    }
    format_close(p, span.end);
}

static void put_statement(format_printer *p, const ast_statement *s, size_t name_width,
                          size_t line_width)
{
    size_t from;

    format_begin(p, s->span.start, s->gist->span.end);
    format_say(p, "statement ");
    from = format_column(&p->out);
    format_say(p, s->name->text);
    format_pad_to(p, from, name_width);
    from = format_column(&p->out);
    if (s->line) {
        format_say(p, " line ");
        format_say(p, s->line->text);
    }
    format_pad_to(p, from, line_width);
    format_say(p, " ");
    format_say_string(p, s->gist);
    format_finish(p, s->gist->span.end);
    if (!s->no_rule)
        return;
    p->indent += FORMAT_STEP;
    format_begin_next(p, s->no_rule->span.start, s->span.end);
    format_say(p, "no rule ");
    format_say_string(p, s->no_rule);
    format_finish(p, s->span.end);
    p->indent -= FORMAT_STEP;
}

static void put_section(format_printer *p, const ast_section *section, ast_span span)
{
    size_t name_width = 0, line_width = 0;

    for (const ast_statement *s = section->statements; s; s = s->next) {
        size_t name = src_width(s->name->text),
               line = s->line ? strlen(" line ") + src_width(s->line->text) : 0;
        name_width = name > name_width ? name : name_width;
        line_width = line > line_width ? line : line_width;
    }
    format_say(p, "section ");
    format_say(p, section->name->text);
    format_say(p, " ");
    format_say_string(p, section->title);
    format_open(p, format_brace_after(p, section->title->span.end, span.end));
    for (const ast_statement *s = section->statements; s; s = s->next)
        put_statement(p, s, name_width, line_width);
    format_close(p, span.end);
}

/* -- rules -- */

static void put_effect(format_printer *p, const ast_effect *effect)
{
    if (effect->feature) {
        format_say(p, effect->feature->text);
        format_say(p, " is ");
    }
    format_say(p, effect->level->text);
    format_say(p, " ");
    format_say_string(p, effect->message);
}

static void put_else(format_printer *p, const ast_clause *clause, size_t width)
{
    format_begin_next(p, clause->effect->span.start, clause->span.end);
    keyword(p, "else", width);
    put_effect(p, clause->effect);
    format_finish(p, clause->span.end);
}

static uint32_t last_end(const ast_name *list)
{
    while (list->next)
        list = list->next;
    return list->span.end;
}

static void put_clause(format_printer *p, const ast_clause *c, size_t width)
{
    static const char *const words[] = {"cite", "why",      "when", "require",
                                        "then", "conflict", "fix"};
    uint32_t end = c->span.end;

    if (c->text) {
        text_line(p, c->span, words[c->kind], width, c->text);
        return;
    }
    if (c->kind == AST_REQUIRE || c->kind == AST_CONFLICT)
        end = c->cond ? c->cond->span.end : last_end(c->names);
    format_begin(p, c->span.start,
                 c->cond ? format_cond_stop(p, c->cond, end) : format_names_stop(p, c->names, end));
    if (c->cond) {
        cond_part(p, words[c->kind], width, c->cond);
    } else {
        keyword(p, words[c->kind], width);
        format_names(p, c->names);
    }
    if (c->kind == AST_THEN)
        put_effect(p, c->effect);
    format_finish(p, end);
    if (c->kind != AST_THEN && c->effect)
        put_else(p, c, width);
}

static void put_rule(format_printer *p, const ast_rule *rule, ast_span span)
{
    size_t width = strlen("require ");

    for (const ast_clause *c = rule->clauses; c; c = c->next)
        if (c->kind == AST_CONFLICT)
            width = strlen("conflict ");
    format_say(p, "rule ");
    format_say(p, rule->name->text);
    format_open(p, format_brace_after(p, rule->name->span.end, span.end));
    for (const ast_clause *c = rule->clauses; c; c = c->next)
        put_clause(p, c, width);
    format_close(p, span.end);
}

/* -- tests -- */

static const char *told_text(format_printer *p, const ast_told *told)
{
    format_text t = format_piece(p);

    format_put(&t, told->fact->text);
    format_put(&t, told->set ? " in {" : " ");
    format_put_values(&t, told->values);
    format_put(&t, told->set ? "}" : "");
    return t.at;
}

static uint32_t told_stop(const format_printer *p, const ast_given *g)
{
    const ast_told *last = g->told;

    while (last && last->next)
        last = last->next;
    return last && format_is_broken(p, g->told->span.end, last->span.end) ? g->told->span.end
                                                                          : g->span.end;
}

static void put_given(format_printer *p, const ast_given *g)
{
    size_t column;

    format_begin(p, g->span.start, told_stop(p, g));
    format_say(p, g->kind == AST_GIVEN_DEPTH ? "given  depth "
                  : g->kind == AST_GIVEN_USE ? "given  use "
                                             : "given  ");
    format_say(p, g->name->text);
    if (g->kind == AST_GIVEN_FACTS) {
        format_say(p, ": ");
        column = format_column(&p->out);
        for (const ast_told *t = g->told; t; t = t->next)
            format_item(p, column, t == g->told, told_text(p, t), t->span);
    }
    format_finish(p, g->span.end);
}

static void put_part(format_printer *p, const char *word, const ast_name *names)
{
    if (!names)
        return;
    format_say(p, word);
    format_names(p, names);
}

static void put_expect(format_printer *p, const ast_expect *e)
{
    const ast_name *lists[] = {e->first, e->second, e->best, e->worst, e->by, e->missing};
    uint32_t stop = e->span.end;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        stop = format_names_stop(p, lists[i], stop);
    format_begin(p, e->span.start, stop);
    put_part(p, "expect ", e->first);
    put_part(p, " ", e->second);
    put_part(p, " between ", e->best);
    put_part(p, " and ", e->worst);
    put_part(p, " by ", e->by);
    put_part(p, " missing ", e->missing);
    format_finish(p, e->span.end);
}

static void put_test(format_printer *p, const ast_test *test, ast_span span)
{
    const ast_given *g = test->givens;

    format_say(p, "test ");
    format_say_string(p, test->name);
    format_open(p, format_brace_after(p, test->name->span.end, span.end));
    for (const ast_expect *e = test->expects; g || e;) {
        if (g && (!e || g->span.start < e->span.start)) {
            put_given(p, g);
            g = g->next;
        } else {
            put_expect(p, e);
            e = e->next;
        }
    }
    format_close(p, span.end);
}

/* -- items -- */

/* With the layers and the values, which may be broken. */
static uint32_t fact_head_end(const format_printer *p, const ast_fact *fact, uint32_t end)
{
    const ast_value *last = fact->values;

    if (fact->blocks)
        end = format_brace_after(p, fact->title->span.end, end);
    while (last && last->next)
        last = last->next;
    if (last && format_is_broken(p, fact->values->span.end, last->span.end))
        end = fact->values->span.end;
    return format_names_stop(p, fact->layers, end);
}

/* Where the first line of the item ends, as far as its comments are concerned. */
static uint32_t head_end(const format_printer *p, const ast_item *i)
{
    uint32_t from = i->span.start;

    if (i->kind == AST_FACT)
        return fact_head_end(p, i->as.fact, i->span.end);
    else if (i->kind == AST_DEFINE)
        return format_cond_stop(p, i->as.define->cond, i->span.end);
    else if (i->kind == AST_IMPOSSIBLE)
        return format_cond_stop(p, i->as.impossible->cond, i->span.end);
    else if (i->kind == AST_FEATURE)
        return format_cond_stop(p, i->as.feature->in_use, i->span.end);
    else if (i->kind == AST_SECTION)
        from = i->as.section->title->span.end;
    else if (i->kind == AST_TEST)
        from = i->as.test->name->span.end;
    else if (i->kind != AST_PACK && i->kind != AST_RULE)
        return i->span.end;
    return format_brace_after(p, from, i->span.end);
}

static void put_item(format_printer *p, const ast_item *i)
{
    switch (i->kind) {
    case AST_PACK:
        put_pack(p, i->as.pack, i->span);
        break;
    case AST_USE:
        format_say(p, "use ");
        format_say_string(p, i->as.use);
        break;
    case AST_LAYER:
        format_name_title(p, "layer ", i->as.layer->name, i->as.layer->title, false);
        break;
    case AST_PRODUCT:
        format_product(p, i->as.product);
        break;
    case AST_FEATURE:
        format_feature(p, i->as.feature);
        break;
    case AST_FACT:
        format_fact(p, i->as.fact, i->span);
        break;
    case AST_DEFINE:
        put_part(p, "define ", i->as.define->name);
        format_say(p, ": ");
        format_cond_part(p, i->as.define->cond, FORMAT_STEP);
        break;
    case AST_IMPOSSIBLE:
        format_say(p, "impossible ");
        format_say_string(p, i->as.impossible->reason);
        format_say(p, " when ");
        format_cond_part(p, i->as.impossible->cond, FORMAT_STEP);
        break;
    case AST_SECTION:
        put_section(p, i->as.section, i->span);
        break;
    case AST_RULE:
        put_rule(p, i->as.rule, i->span);
        break;
    case AST_TEST:
        put_test(p, i->as.test, i->span);
        break;
    }
}

/* An empty line at `at`, where something was written behind it. */
static void empty_line_at(format_printer *p, size_t at)
{
    if (p->out.at[at] == '\n')
        return;
    format_put(&p->out, "\n");
    memmove(p->out.at + at + 1, p->out.at + at, p->out.size - at - 1);
    p->out.at[at] = '\n';
}

static bool has_body(const ast_item *i)
{
    return i->kind == AST_PACK || i->kind == AST_SECTION || i->kind == AST_RULE ||
           i->kind == AST_TEST || (i->kind == AST_FACT && i->as.fact->blocks);
}

static void put_items(format_printer *p)
{
    const ast_item *before = NULL;
    bool braces = false;

    for (const ast_item *i = p->file->items; i; before = i, i = i->next) {
        size_t from = p->out.size, start;
        bool was = braces;
        if (format_begins_run(p, before, i))
            format_measure_run(p, i);
        format_begin(p, i->span.start, head_end(p, i));
        start = p->out.size;
        put_item(p, i);
        braces = has_body(i) && memchr(p->out.at + start, '\n', p->out.size - start);
        format_finish(p, i->span.end);
        if (from && (was || braces))
            empty_line_at(p, from);
    }
    for (; p->comment; p->comment = p->comment->next)
        format_comment_line(p, p->comment);
}

const char *format_file(arena *a, const ast_file *file)
{
    format_printer p = {.file = file,
                        .out = {.arena = a, .source = file->text},
                        .comment = file->comments,
                        .fresh = true};

    put_items(&p);
    return p.out.size ? p.out.at : "";
}

const char *format_bare(arena *a, const ast_file *file)
{
    format_printer p = {.file = file, .out = {.arena = a}, .fresh = true, .bare = true};

    put_items(&p);
    return p.out.size ? p.out.at : "";
}
