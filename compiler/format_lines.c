/* format_lines.c: lines of a formatted file: indent, bodies, comments, empty lines.
 *
 * Comments at or in a line go before it, each on a line of its own; the last one stays behind it
 * where it stood behind something. It knows nothing of declarations. Invariant: comments are
 * written once, in order, and one that speaks of a line (`# allow …`) stands before or behind that
 * line.
 */
#include "format.h"

#include <string.h>

#include "source.h"

void format_say(format_printer *p, const char *text)
{
    format_put(&p->out, text);
}

void format_say_string(format_printer *p, const ast_string *string)
{
    format_put_string(&p->out, string->text, string->span);
}

format_text format_piece(const format_printer *p)
{
    return (format_text){.arena = p->out.arena, .source = p->out.source};
}

/* -- comments and empty lines -- */

bool format_blank_before(const format_printer *p, uint32_t at)
{
    int lines = 0;

    while (!p->bare && at && strchr(" \t\r\n", p->file->text[at - 1]))
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

static void start_line(format_printer *p, bool blank)
{
    if (!p->fresh && !p->tight && blank)
        format_say(p, "\n");
    p->fresh = false;
    format_pad(&p->out, p->indent);
}

static void put_comment(format_printer *p, const ast_comment *c, bool blank)
{
    start_line(p, blank);
    format_say(p, c->text);
    format_say(p, "\n");
}

void format_comment_line(format_printer *p, const ast_comment *c)
{
    put_comment(p, c, c->span.start >= p->end && format_blank_before(p, c->span.start));
}

/* The comment in or right behind [start, end) that waits for the end of the line; NULL: none. */
static const ast_comment *trailing(const format_printer *p, uint32_t start, uint32_t end)
{
    const ast_comment *c = p->comment, *last = NULL;

    for (; c && c->span.start < end; c = c->next)
        last = c;
    if (c && !c->own_line && adjacent(p, end, c->span.start))
        last = c;
    return last && !last->own_line && last->span.start >= start ? last : NULL;
}

/* `# allow …` speaks of one line: that line stays one. */
static bool is_silence(const ast_comment *c)
{
    const char *word = c->text + 1 + strspn(c->text + 1, " \t");

    return !strncmp(word, "allow", 5) && (word[5] == ' ' || word[5] == '\t');
}

size_t format_width(const format_printer *p)
{
    return p->whole ? SIZE_MAX / 2 : FORMAT_WIDTH;
}

void format_begin(format_printer *p, uint32_t start, uint32_t end)
{
    const ast_comment *behind = trailing(p, start, end);
    bool blank = format_blank_before(p, start);

    p->whole = behind && is_silence(behind);
    for (; p->comment && p->comment->span.start < start; p->comment = p->comment->next) {
        format_comment_line(p, p->comment);
        p->whole |= is_silence(p->comment);
    }
    for (; p->comment && p->comment != behind && p->comment->span.start < end;
         p->comment = p->comment->next, blank = false) {
        put_comment(p, p->comment, blank);
        p->whole |= is_silence(p->comment);
    }
    p->trailing = behind;
    if (behind)
        p->comment = behind->next;
    start_line(p, blank);
}

void format_begin_next(format_printer *p, uint32_t start, uint32_t end)
{
    p->tight = true;
    format_begin(p, start, end);
    p->tight = false;
}

static bool belongs_behind(const format_printer *p, uint32_t end)
{
    const ast_comment *c = p->comment;

    return c && (c->span.start < end || (!c->own_line && adjacent(p, end, c->span.start)));
}

/* A second comment that belongs here goes before what comes next. */
void format_finish(format_printer *p, uint32_t end)
{
    const ast_comment *behind = p->trailing;

    p->trailing = NULL;
    p->end = end;
    if (!behind && belongs_behind(p, end)) {
        behind = p->comment;
        p->comment = behind->next;
    }
    if (behind) {
        format_say(p, "  ");
        format_say(p, behind->text);
    }
    format_say(p, "\n");
}

bool format_gap(format_printer *p, uint32_t start, uint32_t end, size_t column)
{
    bool behind = p->trailing && p->trailing->span.start < start;

    if (!behind && !(p->comment && p->comment->span.start < end))
        return false;
    if (!behind && !p->comment->own_line && p->comment->span.start < start) {
        p->trailing = p->comment;
        p->comment = p->comment->next;
        behind = true;
    }
    if (behind) {
        format_say(p, "  ");
        format_say(p, p->trailing->text);
        p->trailing = NULL;
    }
    format_say(p, "\n");
    for (; p->comment && p->comment->span.start < end; p->comment = p->comment->next) {
        format_pad(&p->out, column);
        format_say(p, p->comment->text);
        format_say(p, "\n");
    }
    format_pad(&p->out, column);
    return true;
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

    if (p->trailing && p->trailing->span.start >= span.start && p->trailing->span.start < span.end)
        return true;
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

void format_trim(format_printer *p)
{
    while (p->out.size && p->out.at[p->out.size - 1] == ' ')
        p->out.at[--p->out.size] = '\0';
}

void format_pad_to(format_printer *p, size_t from, size_t width)
{
    size_t have = format_column(&p->out) - from;

    format_pad(&p->out, have < width ? width - have : 0);
}
