/* message.c: what goes to stderr: the command's own messages and the compiler's diagnostics.
 *
 * Invariant: one call writes whole lines, every untrusted byte escaped.
 */
#include "message.h"

#include "render.h"

#include <stdio.h>
#include <string.h>

static void flush_err(buf *b)
{
    fputs(put_end(b), stderr);
    b->size = 0;
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
    render_styled(&b, a->colour_err, STYLE_STRONG, "caveat");
    put_text(&b, ": ");
    render_escape(&b, text);
    put_char(&b, '\n');
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

enum { SHOWN_COLUMNS = 160, SHOWN_BEFORE = 60 };

static const char *severity_word(cavc_severity s)
{
    return s == CAVC_ERROR ? "error" : s == CAVC_WARNING ? "warning" : "note";
}

static size_t shown_columns(const char *from, const char *to, buf *scratch)
{
    scratch->size = 0;
    render_escape(scratch, pool_copy(scratch->pool, from, (size_t)(to - from)));
    return render_width(put_end(scratch));
}

/* The line and the caret under it; a very long line is cut to a window around the caret. Columns
 * are taken from what is shown, since an escaped character is wider than the one it stands for. */
static void diag_source(buf *b, const cavc_diagnostic *d, bool colour)
{
    const char *at = d->source;
    bool valid;
    buf scratch = {.pool = b->pool};
    const char *window = at;
    for (uint32_t column = 1; column < d->column && *at; column++) {
        render_decode(&at, &valid);
        if (at - window > SHOWN_COLUMNS)
            window = at;
    }
    const char *start = at, *end = at;
    size_t span = d->end > d->start ? d->end - d->start : 1;
    while (*end && (size_t)(end - start) < span && end - start < SHOWN_BEFORE)
        render_decode(&end, &valid);
    const char *last = end;
    while (*last && last - window < SHOWN_COLUMNS + SHOWN_BEFORE)
        render_decode(&last, &valid);

    char *line = pool_copy(b->pool, window, (size_t)(last - window));
    for (char *c = line; *c; c++)
        if (*c == '\t')
            *c = ' ';
    put_text(b, "    ");
    render_escape(b, line);
    put_text(b, "\n    ");
    put_spaces(b, shown_columns(line, line + (start - window), &scratch));
    size_t carets = shown_columns(start, end, &scratch);
    buf carets_text = {.pool = b->pool};
    do
        put_char(&carets_text, '^');
    while (carets-- > 1);
    render_styled(b, colour, STYLE_GOOD, put_end(&carets_text));
    put_char(b, '\n');
}

void message_diagnostic(app *a, const cavc_diagnostic *d)
{
    buf b = {.pool = &a->pool};
    render_escape(&b, d->file ? d->file : "rules");
    if (d->line)
        put_printf(&b, ":%u:%u", (unsigned)d->line, (unsigned)d->column);
    put_text(&b, ": ");
    char *severity = pool_printf(&a->pool, "%s[%s]", severity_word(d->severity), d->id);
    render_styled(&b, a->colour_err, d->severity == CAVC_ERROR ? STYLE_BAD : STYLE_FAIR, severity);
    put_text(&b, ": ");
    render_escape(&b, d->message);
    put_char(&b, '\n');
    if (d->line && d->source)
        diag_source(&b, d, a->colour_err);
    if (d->hint) {
        put_text(&b, "    hint: ");
        render_escape(&b, d->hint);
        put_char(&b, '\n');
    }
    flush_err(&b);
}
