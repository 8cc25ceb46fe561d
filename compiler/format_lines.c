/* format_lines.c: lines of a formatted file: indent, bodies, comments, empty lines, broken lists.
 *
 * Comments on lines of their own go before the line they stood at or in, others behind it. It knows
 * nothing of declarations. Invariant: comments are written once, in order.
 */
#include "format.h"

#include <string.h>

#include "source.h"

void format_say(format_printer *p, const char *text)
{
    format_put(&p->out, text);
}

/* -- comments and empty lines -- */

bool format_blank_before(const format_printer *p, uint32_t at)
{
    int lines = 0;

    while (at && strchr(" \t\r\n", p->file->text[at - 1]))
        lines += p->file->text[--at] == '\n';
    return lines > 1;
}

/* Nothing but blanks between what was written and a comment behind it. */
static bool adjacent(const format_printer *p, uint32_t from, uint32_t to)
{
    while (from < to && strchr(" \t\r", p->file->text[from]))
        from++;
    return from == to;
}

static void start_line(format_printer *p, uint32_t at)
{
    if (!p->fresh && format_blank_before(p, at))
        format_say(p, "\n");
    p->fresh = false;
    format_pad(&p->out, p->indent);
}

void format_comment_line(format_printer *p, const ast_comment *c)
{
    start_line(p, c->span.start);
    format_say(p, c->text);
    format_say(p, "\n");
}

/* Begins the line of [start, end): comments on lines of their own first, others wait for its end.
 */
void format_begin(format_printer *p, uint32_t start, uint32_t end)
{
    p->held.count = 0;
    for (; p->comment && p->comment->span.start < end; p->comment = p->comment->next) {
        if (p->comment->own_line || p->comment->span.start < start)
            format_comment_line(p, p->comment);
        else
            *ARENA_PUSH(p->out.arena, &p->held) = p->comment;
    }
    start_line(p, start);
}

/* Ends the line of what ended at `end`, with the comment behind it. */
void format_finish(format_printer *p, uint32_t end)
{
    size_t said = 0;

    if (p->comment && !p->comment->own_line && adjacent(p, end, p->comment->span.start)) {
        *ARENA_PUSH(p->out.arena, &p->held) = p->comment;
        p->comment = p->comment->next;
    }
    if (p->held.count) {
        format_say(p, "  ");
        format_say(p, p->held.at[said++]->text);
    }
    format_say(p, "\n");
    for (; said < p->held.count; said++) {
        format_pad(&p->out, p->indent);
        format_say(p, p->held.at[said]->text);
        format_say(p, "\n");
    }
    p->held.count = 0;
}

/* After `{` at the end of a line whose written text ended at `end`. */
void format_open(format_printer *p, uint32_t end)
{
    format_say(p, " {");
    p->indent += FORMAT_STEP; /* comments that are left over stand in the body */
    format_finish(p, end);
    p->fresh = true;
}

void format_close(format_printer *p, uint32_t end)
{
    for (; p->comment && p->comment->span.start < end; p->comment = p->comment->next)
        format_comment_line(p, p->comment);
    p->indent -= FORMAT_STEP;
    format_pad(&p->out, p->indent);
    format_say(p, "}");
    p->fresh = false;
}

bool format_has_comment(const format_printer *p, ast_span span)
{
    const ast_comment *c = p->comment;

    while (c && c->span.start < span.start)
        c = c->next;
    return c && c->span.start < span.end;
}

/* Where the `{` behind `at` stands, as far as comments are concerned. */
uint32_t format_brace_after(const format_printer *p, uint32_t at, uint32_t end)
{
    while (at < end && p->file->text[at] != '{') {
        if (p->file->text[at] == '#')
            while (at < end && p->file->text[at] != '\n')
                at++;
        else
            at++;
    }
    return at < end ? at + 1 : end;
}

/* -- lists that may be broken -- */

void format_item(format_printer *p, size_t column, bool first, const char *text)
{
    if (!first)
        format_say(p, ",");
    if (!first && format_column(&p->out) + 2 + src_width(text) > FORMAT_WIDTH) {
        format_say(p, "\n");
        format_pad(&p->out, column);
    } else if (!first) {
        format_say(p, " ");
    }
    format_say(p, text);
}

void format_names(format_printer *p, const ast_name *list)
{
    size_t column = format_column(&p->out);

    for (const ast_name *n = list; n; n = n->next)
        format_item(p, column, n == list, n->text);
}

void format_pad_to(format_printer *p, size_t from, size_t width)
{
    size_t have = format_column(&p->out) - from;

    format_pad(&p->out, have < width ? width - have : 0);
}
