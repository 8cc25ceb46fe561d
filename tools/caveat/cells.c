/* cells.c: untrusted text as a part of tables in Markdown, HTML and CSV.
 *
 * It refuses nothing. Invariant: no text leaves its cell, whatever stands in it.
 */
#include "cells.h"

#include "render.h"

#include <string.h>

const char *cell_visible(pool *p, const char *text)
{
    buf b = {.pool = p};
    render_escape(&b, text);
    return put_end(&b);
}

void cell_markdown(buf *b, const char *text)
{
    for (const char *p = cell_visible(b->pool, text); *p; p++) {
        if (strchr("|\\`*_<>[]", *p))
            put_char(b, '\\');
        put_char(b, *p);
    }
}

void cell_html(buf *b, const char *text)
{
    for (const char *p = cell_visible(b->pool, text); *p; p++)
        if (*p == '&')
            put_text(b, "&amp;");
        else if (*p == '<')
            put_text(b, "&lt;");
        else
            put_char(b, *p);
}

/* A leading sign would be a formula to a spreadsheet. */
void cell_csv(buf *b, const char *text)
{
    put_char(b, '"');
    if (*text && strchr("=+-@", *text))
        put_char(b, '\'');
    for (const char *p = cell_visible(b->pool, text); *p; p++)
        put_text(b, *p == '"' ? "\"\"" : (char[2]){*p, 0});
    put_char(b, '"');
}
