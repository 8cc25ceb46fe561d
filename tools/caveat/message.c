/* message.c: what goes to stderr: the command's own messages and the compiler's diagnostics.
 *
 * Invariant: one call writes whole lines, every untrusted byte escaped.
 */
#include "message.h"

#include "diag_json.h"
#include "render.h"

#include <stdio.h>
#include <string.h>

static void flush_err(buf *b)
{
    fputs(put_end(b), stderr);
    b->size = 0;
}

static bool wants_json(const app *a)
{
    return a->options.format && strcmp(a->options.format, "json") == 0;
}

int tool_fail(app *a, int status, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = pool_alloc(&a->pool, (size_t)(size < 0 ? 0 : size) + 1, 1);
    vsnprintf(text, (size_t)(size < 0 ? 0 : size) + 1, format, again);
    va_end(again);
    buf b = {.pool = &a->pool};
    if (wants_json(a)) {
        diag_json_line(&b, &(cavc_diagnostic){.severity = CAVC_ERROR, .message = text});
    } else {
        render_styled(&b, a->colour_err, STYLE_STRONG, "caveat");
        put_text(&b, ": ");
        render_escape(&b, text);
        put_char(&b, '\n');
    }
    if (a->messages)
        put_bytes(a->messages, b.text, b.size);
    else
        flush_err(&b);
    return status;
}

const char *tool_hint(app *a, const char *word, const char *const *names, size_t count)
{
    const char *near = cav_nearest(word, names, count);
    return near ? pool_printf(&a->pool, "; did you mean '%s'?", near) : "";
}

static void keep_report(void *context, cav_status status, const char *text)
{
    app *a = context;
    (void)status;
    snprintf(a->last, sizeof a->last, "%s", text);
}

cav_env tool_env(app *a)
{
    a->last[0] = '\0';
    return (cav_env){.report = keep_report, .context = a};
}

int tool_failed(app *a, cav_status status, const char *what)
{
    static const int statuses[] = {
        [CAV_NO_MEMORY] = TOOL_INTERNAL, [CAV_BAD_IMAGE] = TOOL_RULES,
        [CAV_BAD_VERSION] = TOOL_RULES,  [CAV_NO_REGEX] = TOOL_RULES,
        [CAV_BAD_NAME] = TOOL_FACTS,     [CAV_BAD_VALUE] = TOOL_FACTS,
        [CAV_BAD_DEPTH] = TOOL_FACTS,    [CAV_BAD_ARGUMENT] = TOOL_INTERNAL,
        [CAV_FAILED] = TOOL_INPUT,
    };
    const char *why = a->last[0] ? a->last : cav_status_name(status);
    return tool_fail(a, statuses[status], "%s: %s", what, why);
}

/* -- diagnostics of rule files ---------------------------------------------------------------- */

enum { INDENT = 4, TAB = 8, MARKED = 40 /* columns of a long mark */, AFTER = 12 /* behind it */ };

/* A walk along the line, and the column it has come to. Where the line fits, tabs stay tabs, in the
 * line and below it; where it is cut, each is a blank. */
typedef struct walk {
    const char *at;
    unsigned column;
    bool tabs;
} walk;

static void step(walk *w, char shown[16])
{
    if (*w->at != '\t') {
        w->column += render_char(&w->at, shown);
        return;
    }
    shown[0] = w->tabs ? '\t' : ' ';
    shown[1] = '\0';
    w->column += w->tabs ? TAB - w->column % TAB : 1;
    w->at++;
}

static unsigned column_of(const char *line, const char *place, bool tabs)
{
    walk w = {line, INDENT, tabs};
    char shown[16];
    while (w.at < place)
        step(&w, shown);
    return w.column;
}

/* Columns left out at the start of a line that is too long to show what is marked. */
static unsigned left_out(const cavc_diagnostic *d)
{
    unsigned from = column_of(d->source, d->source + d->mark, false);
    unsigned to = column_of(d->source, d->source + d->mark_end, false);
    if (to > from + MARKED)
        to = from + MARKED;
    return to + AFTER > RENDER_WIDTH ? to + AFTER - RENDER_WIDTH : 0;
}

/* The line and the carets under what is marked in it, within RENDER_WIDTH columns: of a longer line
 * the part around the mark. Columns are those of what is shown: an escape is wider than what it
 * stands for. */
static void diag_source(buf *b, const cavc_diagnostic *d, bool colour)
{
    const char *mark = d->source + d->mark, *mark_end = d->source + d->mark_end;
    const char *end = d->source + strlen(d->source);
    walk w = {d->source, INDENT, column_of(d->source, end, true) <= RENDER_WIDTH};
    unsigned skip = w.tabs ? 0 : left_out(d);
    buf blanks = {.pool = b->pool}, carets = {.pool = b->pool};
    char shown[16];
    put_spaces(b, INDENT);
    if (skip)
        put_text(b, "\xe2\x80\xa6");
    put_spaces(&blanks, skip ? INDENT + 1 : INDENT);
    while (*w.at) {
        const char *from = w.at;
        unsigned column = w.column;
        step(&w, shown);
        if (column < INDENT + skip + (skip > 0))
            continue;
        if (!w.tabs && w.column > RENDER_WIDTH + skip - (*w.at != '\0')) {
            put_text(b, "\xe2\x80\xa6");
            break;
        }
        put_text(b, shown);
        for (unsigned k = w.column - column; k && from >= mark && from < mark_end; k--)
            put_char(&carets, '^');
        if (from < mark && *shown == '\t')
            put_char(&blanks, '\t');
        else if (from < mark)
            put_spaces(&blanks, w.column - column);
    }
    if (!carets.size)
        put_char(&carets, '^');
    put_char(b, '\n');
    put_text(b, put_end(&blanks));
    render_styled(b, colour, STYLE_GOOD, put_end(&carets));
    put_char(b, '\n');
}

void message_put(app *a, buf *b, const cavc_diagnostic *d, bool colour, bool brief)
{
    render_escape(b, d->file ? d->file : "rules");
    if (d->line)
        put_printf(b, ":%u:%u", (unsigned)d->line, (unsigned)d->column);
    put_text(b, ": ");
    char *severity = pool_printf(&a->pool, "%s[%s]", diag_json_severity(d->severity), d->id);
    render_styled(b, colour, d->severity == CAVC_ERROR ? STYLE_BAD : STYLE_FAIR, severity);
    put_text(b, ": ");
    render_escape(b, d->message);
    put_char(b, '\n');
    if (brief)
        return;
    if (d->line && d->source)
        diag_source(b, d, colour);
    if (d->hint) {
        put_text(b, "    hint: ");
        render_escape(b, d->hint);
        put_char(b, '\n');
    }
}

void message_diagnostic(app *a, const cavc_diagnostic *d)
{
    buf b = {.pool = &a->pool};
    if (wants_json(a))
        diag_json_line(&b, d);
    else
        message_put(a, &b, d, a->colour_err, false);
    flush_err(&b);
}
