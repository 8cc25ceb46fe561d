/* format_break.c: lists and conditions that stand on several lines, because of their length or of
 * comments between their pieces.
 *
 * A piece is a value of a list, an item, or a condition without parts; a comment inside a piece
 * goes before it, one between two pieces stays between them. Invariant: whether something is broken
 * depends on its length and on the comments between its pieces, which formatting leaves there.
 */
#include "format.h"

#include "source.h"

static uint32_t list_end(const ast_value *list)
{
    while (list->next)
        list = list->next;
    return list->span.end;
}

static const ast_cond *last_of(const ast_cond *list)
{
    while (list->next)
        list = list->next;
    return list;
}

static uint32_t first_end(const ast_cond *cond)
{
    while (cond->children)
        cond = cond->children;
    return cond->kind == AST_IN && cond->values ? cond->values->span.end : cond->span.end;
}

static uint32_t last_end(const ast_cond *cond)
{
    while (cond->children)
        cond = last_of(cond->children);
    return cond->kind == AST_IN && cond->values ? list_end(cond->values) : cond->span.end;
}

bool format_is_broken(const format_printer *p, uint32_t first, uint32_t last)
{
    const ast_comment *c = p->comment;

    if (p->trailing && p->trailing->span.start >= first && p->trailing->span.start < last)
        return true;
    while (c && c->span.start < first)
        c = c->next;
    return c && c->span.start < last;
}

/* -- lists -- */

void format_item(format_printer *p, size_t column, bool first, const char *text, ast_span span)
{
    if (!first) {
        format_say(p, ",");
        if (!format_gap(p, span.start, span.end, column)) {
            if (format_column(&p->out) + 2 + src_width(text) > format_width(p)) {
                format_say(p, "\n");
                format_pad(&p->out, column);
            } else {
                format_say(p, " ");
            }
        }
    }
    format_say(p, text);
}

void format_names(format_printer *p, const ast_name *list)
{
    size_t column = format_column(&p->out);

    for (const ast_name *n = list; n; n = n->next)
        format_item(p, column, n == list, n->text, n->span);
}

uint32_t format_names_stop(const format_printer *p, const ast_name *list, uint32_t end)
{
    const ast_name *last = list;

    while (last && last->next)
        last = last->next;
    if (!list || !format_is_broken(p, list->span.end, last->span.end))
        return end;
    return list->span.end < end ? list->span.end : end;
}

/* -- conditions -- */

uint32_t format_cond_stop(const format_printer *p, const ast_cond *cond, uint32_t end)
{
    if (!cond || !format_is_broken(p, first_end(cond), last_end(cond)))
        return end;
    return first_end(cond) < end ? first_end(cond) : end;
}

/* `fact in {a, b}`, with the comments between its values. */
static void put_set(format_printer *p, const ast_cond *cond)
{
    size_t column;

    format_put_subject(&p->out, cond);
    column = format_column(&p->out);
    for (const ast_value *v = cond->values; v; v = v->next) {
        if (v != cond->values) {
            format_say(p, ",");
            if (!format_gap(p, v->span.start, v->span.end, column))
                format_say(p, " ");
        }
        format_put_value(&p->out, v);
    }
    format_say(p, "}");
}

/* One operand a line, in nested chains too; the parser caps how deep they nest. */
static void put_broken(format_printer *p, const ast_cond *parent, const ast_cond *cond,
                       size_t column)
{
    bool parens = format_in_parens(parent, cond);

    format_say(p, parens ? "(" : "");
    if (parens)
        column = format_column(&p->out);
    if (cond->kind == AST_NOT) {
        format_say(p, "not ");
        put_broken(p, cond, cond->children, column);
    } else if (cond->kind == AST_AND || cond->kind == AST_OR) {
        for (const ast_cond *c = cond->children; c; c = c->next) {
            if (c != cond->children) {
                if (!format_gap(p, c->span.start, first_end(c), column)) {
                    format_say(p, "\n");
                    format_pad(&p->out, column);
                }
                format_say(p, cond->kind == AST_AND ? "and " : "or ");
            }
            put_broken(p, cond, c, column);
        }
    } else if (cond->kind == AST_IN) {
        put_set(p, cond);
    } else {
        ast_cond leaf = *cond;
        leaf.parens = false;
        format_put_cond(&p->out, &leaf);
    }
    format_say(p, parens ? ")" : "");
}

void format_cond_part(format_printer *p, const ast_cond *cond, size_t column)
{
    if (format_is_broken(p, first_end(cond), last_end(cond)))
        put_broken(p, NULL, cond, column);
    else
        format_put_cond_lines(&p->out, cond, column, format_width(p));
}
