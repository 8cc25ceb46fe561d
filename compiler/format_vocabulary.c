/* format_vocabulary.c: layers, products, features and facts in canonical form.
 *
 * One-line declarations of a run share their columns; a block or source stands on one line where it
 * fits and holds no comment. Invariant: what is broken over lines depends on the tree alone.
 */
#include "format.h"

#include <string.h>

#include "source.h"

/* -- one-line declarations -- */

void format_name_title(format_printer *p, const char *keyword, const ast_name *name,
                       const ast_string *title, bool more)
{
    size_t from;

    format_say(p, keyword);
    from = format_column(&p->out);
    format_say(p, name->text);
    format_pad_to(p, from, p->name_width);
    format_say(p, " ");
    from = format_column(&p->out);
    format_say_string(p, title);
    if (more)
        format_pad_to(p, from, p->title_width);
}

static const char *matchers_text(format_printer *p, const ast_product *product)
{
    format_text t = format_piece(p);

    format_put(&t, "from os-release");
    for (const ast_matcher *m = product->matchers; m; m = m->next) {
        format_put(&t, " ");
        format_put(&t, m->field->text);
        format_put(&t, " ");
        format_put_pattern(&t, m->pattern);
    }
    if (product->version_field) {
        format_put(&t, " version from ");
        format_put(&t, product->version_field->text);
    }
    return t.at;
}

void format_product(format_printer *p, const ast_product *product)
{
    const char *recognized = product->recognized ? matchers_text(p, product) : NULL;
    size_t from;

    format_name_title(p, "product ", product->name, product->title, product->parts || recognized);
    from = format_column(&p->out);
    if (product->parts) {
        format_say(p, " version ");
        format_say(p, product->parts->text);
    }
    if (!recognized)
        return;
    if (from + p->parts_width + 1 + src_width(recognized) > format_width(p)) {
        format_trim(p);
        format_say(p, "\n");
        format_pad(&p->out, FORMAT_STEP);
    } else {
        if (product->parts)
            format_pad_to(p, from, p->parts_width);
        format_say(p, " ");
    }
    format_say(p, recognized);
}

void format_feature(format_printer *p, const ast_feature *feature)
{
    format_name_title(p, "feature ", feature->name, feature->title, feature->in_use != NULL);
    if (feature->in_use) {
        format_say(p, " in use when ");
        format_cond_part(p, feature->in_use, FORMAT_STEP);
    }
}

static const ast_name *name_of(const ast_item *item)
{
    return item->kind == AST_LAYER     ? item->as.layer->name
           : item->kind == AST_PRODUCT ? item->as.product->name
                                       : item->as.feature->name;
}

static size_t string_width(format_printer *p, const ast_string *s)
{
    format_text t = format_piece(p);

    format_put_string(&t, s->text, s->span);
    return src_width(t.at);
}

static void widen(size_t *width, size_t other)
{
    if (*width < other)
        *width = other;
}

/* Without an empty line between them, declarations of one kind share their columns. */
bool format_begins_run(const format_printer *p, const ast_item *before, const ast_item *i)
{
    const ast_comment *c = p->comment;

    if (!before || before->kind != i->kind || format_blank_before(p, i->span.start))
        return true;
    while (c && c->span.start < before->span.end)
        c = c->next;
    for (; c && c->span.start < i->span.start; c = c->next)
        if (format_blank_before(p, c->span.start))
            return true;
    return false;
}

void format_measure_run(format_printer *p, const ast_item *first)
{
    const ast_item *before = NULL;

    p->name_width = p->title_width = p->parts_width = 0;
    if (first->kind != AST_LAYER && first->kind != AST_PRODUCT && first->kind != AST_FEATURE)
        return;
    for (const ast_item *i = first; i && (!before || !format_begins_run(p, before, i));
         before = i, i = i->next) {
        widen(&p->name_width, src_width(name_of(i)->text));
        if (i->kind == AST_PRODUCT) {
            widen(&p->title_width, i->as.product->parts || i->as.product->recognized
                                       ? string_width(p, i->as.product->title)
                                       : 0);
            widen(&p->parts_width,
                  i->as.product->parts ? 9 + src_width(i->as.product->parts->text) : 0);
        } else if (i->kind == AST_FEATURE && i->as.feature->in_use) {
            widen(&p->title_width, string_width(p, i->as.feature->title));
        }
    }
}

/* -- facts -- */

static void put_source(format_printer *p, const ast_source *s);

static void put_source_head(format_text *t, const ast_source *s)
{
    static const char *const keywords[] = {"file ",  "exists ",         "os-release",
                                           "uname ", "cpuid ",          "auxv ",
                                           "fact ",  "only when file ", "files "};

    format_put(t, keywords[s->kind]);
    for (const ast_string *path = s->path; path; path = path->next) {
        format_put_string(t, path->text, path->span);
        format_put(t, path->next ? ", " : "");
    }
    if (s->field)
        format_put(t, s->field->text);
    if (s->kind == AST_GUARD) {
        format_put(t, " matches ");
        format_put_pattern(t, s->pattern);
    }
}

static void put_case_head(format_text *t, const ast_case *c)
{
    if (c->kind == AST_CASE_PATTERN)
        format_put_pattern(t, c->pattern);
    else
        format_put(t, c->kind == AST_CASE_PRESENT ? "present" : "absent");
}

static void put_case_result(format_text *t, const ast_case *c)
{
    bool set = !c->values || c->values->next;

    if (c->not_guest) {
        format_put(t, "not guest");
        return;
    }
    format_put(t, set ? "{" : "");
    format_put_values(t, c->values);
    format_put(t, set ? "}" : "");
}

/* All on one line, as it would stand; cases with three blanks between them. */
static const char *source_line(format_printer *p, const ast_source *s)
{
    format_text t = format_piece(p);

    put_source_head(&t, s);
    if (s->cases)
        format_put(&t, " {");
    for (const ast_case *c = s->cases; c; c = c->next) {
        format_put(&t, c == s->cases ? " " : "   ");
        put_case_head(&t, c);
        format_put(&t, " => ");
        put_case_result(&t, c);
    }
    if (s->cases)
        format_put(&t, " }");
    else if (s->kind == AST_FILE || s->kind == AST_FILES || s->kind == AST_PRESENT ||
             s->kind == AST_FACT_SOURCE)
        format_put(&t, " { }");
    return t.at;
}

static bool fits(const format_printer *p, const ast_source *s, size_t room, const char *line)
{
    return s->kind != AST_GUARD && !format_has_comment(p, s->span) && src_width(line) <= room;
}

static void put_cases(format_printer *p, const ast_source *s)
{
    size_t width = 0;

    for (const ast_case *c = s->cases; c; c = c->next) {
        format_text t = format_piece(p);
        put_case_head(&t, c);
        widen(&width, src_width(t.at));
    }
    for (const ast_case *c = s->cases; c; c = c->next) {
        size_t from;
        format_begin(p, c->span.start, c->span.end);
        from = format_column(&p->out);
        put_case_head(&p->out, c);
        format_pad_to(p, from, width);
        format_say(p, " => ");
        put_case_result(&p->out, c);
        format_finish(p, c->span.end);
    }
}

static void put_sources(format_printer *p, const ast_source *list)
{
    for (const ast_source *s = list; s; s = s->next)
        put_source(p, s);
}

/* Whether it stands on one line depends on the comments left once its head has taken its own. */
static void put_source(format_printer *p, const ast_source *s)
{
    uint32_t head = s->pattern ? s->pattern->span.end : s->field ? s->field->span.end : s->span.end;
    const char *line = source_line(p, s);

    for (const ast_string *path = s->pattern ? NULL : s->path; path; path = path->next)
        head = path->span.end;
    head = format_brace_after(p, head, s->span.end);
    format_begin(p, s->span.start, head);
    if (fits(p, s, FORMAT_WIDTH - p->indent, line)) {
        format_say(p, line);
        format_finish(p, s->span.end);
        return;
    }
    put_source_head(&p->out, s);
    format_open(p, head);
    if (s->kind == AST_GUARD)
        put_sources(p, s->children); /* nesting is capped by the parser */
    else
        put_cases(p, s);
    format_close(p, s->span.end);
    format_finish(p, s->span.end);
}

static void put_observers(format_text *t, const ast_observer *list)
{
    for (const ast_observer *o = list; o; o = o->next) {
        format_put(t, o->here ? "here" : o->any ? "guest any" : "guest");
        if (o->count) {
            format_put(t, " ");
            format_put(t, o->count->text);
        }
        if (o->next)
            format_put(t, ", ");
    }
}

static uint32_t observers_end(const ast_block *block)
{
    const ast_observer *o = block->observers;

    while (o->next)
        o = o->next;
    return o->span.end;
}

/* "here { os-release }"; NULL: it needs more than a line. */
static const char *block_line(format_printer *p, const ast_block *block, size_t room)
{
    format_text t = format_piece(p);

    if (!block->sources || block->sources->next || block->sources->kind == AST_GUARD ||
        format_has_comment(p, block->span))
        return NULL;
    put_observers(&t, block->observers);
    format_put(&t, " { ");
    format_put(&t, source_line(p, block->sources));
    format_put(&t, " }");
    return src_width(t.at) <= room ? t.at : NULL;
}

static void put_block(format_printer *p, const ast_block *block)
{
    uint32_t brace = format_brace_after(p, observers_end(block), block->span.end);
    const char *line;

    format_begin(p, block->span.start, brace);
    line = block_line(p, block, FORMAT_WIDTH - p->indent);
    if (line) {
        format_say(p, line);
    } else {
        put_observers(&p->out, block->observers);
        format_open(p, brace);
        put_sources(p, block->sources);
        format_close(p, block->span.end);
    }
    format_finish(p, block->span.end);
}

static void put_fact_head(format_printer *p, const ast_fact *fact)
{
    static const char *const types[] = {"flag", "one of {", "number", "text", "release"};
    format_text tail = format_piece(p);
    size_t column;

    format_say(p, "fact ");
    format_say(p, fact->name->text);
    format_say(p, " at ");
    format_names(p, fact->layers);
    format_say(p, ": ");
    format_say(p, types[fact->type]);
    column = format_column(&p->out);
    for (const ast_value *v = fact->values; v; v = v->next)
        format_item(p, column, v == fact->values, v->text, v->span);
    format_say(p, fact->type == AST_ONE_OF ? "}" : "");
    format_put_string(&tail, fact->title->text, fact->title->span);
    format_put(&tail, fact->fixed ? " fixed" : "");
    if (format_column(&p->out) + 3 + src_width(tail.at) > format_width(p)) {
        format_say(p, "\n");
        format_pad(&p->out, FORMAT_STEP);
    } else {
        format_say(p, " ");
    }
    format_say(p, tail.at);
}

void format_fact(format_printer *p, const ast_fact *fact, ast_span span)
{
    uint32_t brace = format_brace_after(p, fact->title->span.end, span.end);
    const char *line;

    put_fact_head(p, fact);
    if (!fact->blocks)
        return;
    line = fact->blocks->next ? NULL : block_line(p, fact->blocks, FORMAT_WIDTH);
    if (line && !format_has_comment(p, span) &&
        format_column(&p->out) + 5 + src_width(line) <= FORMAT_WIDTH) {
        format_say(p, " { ");
        format_say(p, line);
        format_say(p, " }");
        return;
    }
    format_open(p, brace);
    for (const ast_block *b = fact->blocks; b; b = b->next)
        put_block(p, b);
    format_close(p, span.end);
}
