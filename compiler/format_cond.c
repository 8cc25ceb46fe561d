/* format_cond.c: the one canonical spelling of conditions and values.
 *
 * Keeps parentheses that were written (once), adds those the tree needs, and nothing else.
 * It refuses nothing. Invariant: parsing the result gives an equal tree.
 */
#include "format.h"

#include <string.h>

#include "source.h"
#include "unit.h"

/* -- text -- */

static void put_bytes(format_text *t, const char *bytes, size_t size)
{
    size_t room = t->room ? t->room : 128;

    while (room - t->size <= size)
        room *= 2;
    if (room != t->room) {
        t->at = arena_grow(t->arena, t->at, t->size, room);
        t->room = room;
    }
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    t->at[t->size] = '\0';
}

void format_put(format_text *t, const char *text)
{
    put_bytes(t, text, strlen(text));
}

void format_pad(format_text *t, size_t count)
{
    while (count--)
        put_bytes(t, " ", 1);
}

size_t format_column(const format_text *t)
{
    const char *line = t->size ? memrchr(t->at, '\n', t->size) : NULL;

    return t->size ? src_width(line ? line + 1 : t->at) : 0;
}

void format_put_string(format_text *t, const char *text, ast_span span)
{
    if (t->source) {
        put_bytes(t, t->source + span.start, span.end - span.start);
        return;
    }
    put_bytes(t, "\"", 1);
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            put_bytes(t, "\\", 1);
        if (*p == '\n')
            format_put(t, "\\n");
        else if (*p == '\t')
            format_put(t, "\\t");
        else if ((unsigned char)*p < 32 || *p == 127)
            format_put(t, arena_printf(t->arena, "\\u{%x}", (unsigned)*p));
        else if (*p == '\xC2' && (unsigned char)p[1] < 0xA0)
            format_put(t, arena_printf(t->arena, "\\u{%x}", (unsigned char)*++p));
        else
            put_bytes(t, p, 1);
    }
    put_bytes(t, "\"", 1);
}

void format_put_pattern(format_text *t, const ast_pattern *pattern)
{
    static const char letters[] = "imsx";

    put_bytes(t, "/", 1);
    for (const char *p = pattern->text; *p; p++) {
        if (*p == '\\' && p[1] && p[1] != '/')
            put_bytes(t, p++, 1);
        else if (*p == '/')
            put_bytes(t, "\\", 1);
        put_bytes(t, p, 1);
    }
    put_bytes(t, "/", 1);
    for (int i = 0; letters[i]; i++)
        if (pattern->flags >> i & 1)
            put_bytes(t, &letters[i], 1);
}

/* -- values -- */

static void put_version(format_text *t, const ast_value *value)
{
    if (value->version_kind == AST_VERSION_NONE || !value->version)
        return;
    format_put(t, value->version_kind == AST_VERSION_BEFORE ? " before " : " ");
    format_put(t, value->version->text);
    if (value->version_kind == AST_VERSION_LATER)
        format_put(t, " or later");
    if (value->within) {
        format_put(t, " within ");
        format_put(t, value->within->text);
    }
}

void format_put_value(format_text *t, const ast_value *value)
{
    switch (value->kind) {
    case AST_VALUE_STRING:
        format_put_string(t, value->text, value->span);
        break;
    case AST_VALUE_RANGE:
        format_put(t, value->text ? value->text : "");
        format_put(t, "..");
        format_put(t, value->high ? value->high : "");
        break;
    case AST_VALUE_NUMBER:
    case AST_VALUE_WORD:
        format_put(t, value->text);
        put_version(t, value);
        break;
    }
}

void format_put_values(format_text *t, const ast_value *list)
{
    for (const ast_value *v = list; v; v = v->next) {
        format_put_value(t, v);
        if (v->next)
            format_put(t, ", ");
    }
}

/* -- conditions -- */

void format_put_subject(format_text *t, const ast_cond *cond)
{
    static const char *const compares[] = {" < ", " <= ", " > ", " >= "};

    format_put(t, cond->subject->text);
    if (cond->kind == AST_IS)
        format_put(t, cond->negated ? " is not " : " is ");
    else if (cond->kind == AST_IN)
        format_put(t, cond->negated ? " not in {" : " in {");
    else if (cond->kind == AST_COMPARE)
        format_put(t, compares[cond->compare]);
    else if (cond->kind == AST_MATCHES)
        format_put(t, " matches ");
    else if (cond->kind == AST_EXISTS)
        format_put(t, " exists");
    else if (cond->kind == AST_IN_USE)
        format_put(t, " in use");
}

static void put_reading(format_text *t, const ast_cond *cond)
{
    format_put_subject(t, cond);
    format_put_values(t, cond->values);
    if (cond->kind == AST_IN)
        format_put(t, "}");
    if (cond->kind == AST_MATCHES)
        format_put_pattern(t, cond->pattern);
}

bool format_in_parens(const ast_cond *parent, const ast_cond *cond)
{
    bool chain = cond->kind == AST_AND || cond->kind == AST_OR;

    return cond->parens || (chain && parent);
}

static void put_under(format_text *t, const ast_cond *parent, const ast_cond *cond)
{
    bool parens = format_in_parens(parent, cond);

    if (parens)
        format_put(t, "(");
    if (cond->kind == AST_NOT) {
        format_put(t, "not ");
        put_under(t, cond, cond->children);
    } else if (cond->kind == AST_AND || cond->kind == AST_OR) {
        for (const ast_cond *c = cond->children; c; c = c->next) {
            put_under(t, cond, c);
            if (c->next)
                format_put(t, cond->kind == AST_AND ? " and " : " or ");
        }
    } else {
        put_reading(t, cond);
    }
    if (parens)
        format_put(t, ")");
}

void format_put_cond(format_text *t, const ast_cond *cond)
{
    put_under(t, NULL, cond);
}

void format_put_cond_lines(format_text *t, const ast_cond *cond, size_t column, size_t limit)
{
    format_text whole = {.arena = t->arena, .source = t->source};

    put_under(&whole, NULL, cond);
    if (cond->parens || (cond->kind != AST_AND && cond->kind != AST_OR) ||
        format_column(t) + src_width(whole.at) <= limit) {
        format_put(t, whole.size ? whole.at : "");
        return;
    }
    for (const ast_cond *c = cond->children; c; c = c->next) {
        put_under(t, cond, c);
        if (!c->next)
            break;
        format_put(t, "\n");
        format_pad(t, column);
        format_put(t, cond->kind == AST_AND ? "and " : "or ");
    }
}

const char *format_cond(arena *a, const ast_cond *cond)
{
    format_text t = {.arena = a};

    put_under(&t, NULL, cond);
    return t.size ? t.at : "";
}
