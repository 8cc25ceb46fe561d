/* markdown.c: the page in Markdown (CommonMark; anchors are the one thing written as HTML).
 *
 * Invariant: a text of the rules comes out as text: no character of it starts a heading, a list, a
 * link, HTML or code.
 */
#include "doc.h"

#include <stdio.h>
#include <string.h>

typedef struct writer {
    buf *out;
    size_t indent; /* of the list items around */
} writer;

static const char *mark(int level)
{
    static const char *const marks[] = {"🟩", "🟦", "🟧", "🟨", "🟥"};
    return level >= 0 && level < CAV_LEVEL_COUNT ? marks[level] : "⬜";
}

/* -- lines ------------------------------------------------------------------------------------- */

/* What would begin a list, were it the first of a line. */
static size_t marker(const char *text)
{
    size_t n = strspn(text, "0123456789");
    if (n)
        return text[n] == '.' || text[n] == ')' ? n : 0;
    return 0;
}

static void put_escaped(buf *out, const char *text, bool start)
{
    size_t number = start ? marker(text) : 0;
    while (start && *text == ' ')
        text++;
    for (const char *p = text; *p; p++) {
        bool first = start && p == text;
        if (strchr("\\`*_[]<>&|~#!$@", *p) || (first && strchr("-+=", *p)) ||
            (number && p == text + number) || (*p == ':' && p[1] == '/') ||
            (*p == '.' && p >= text + 3 && strncmp(p - 3, "www", 3) == 0))
            put_char(out, '\\');
        put_char(out, *p);
    }
}

/* A fence longer than any run of backticks inside. */
static void put_code(buf *out, const char *text)
{
    size_t longest = 0, run = 0, n = strlen(text);
    for (const char *p = text; *p; p++) {
        run = *p == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    bool pad =
        n && (text[0] == '`' || text[n - 1] == '`' || (text[0] == ' ' && text[n - 1] == ' '));
    for (size_t i = 0; n && i <= longest; i++)
        put_char(out, '`');
    put_text(out, pad ? " " : "");
    put_text(out, text);
    put_text(out, pad ? " " : "");
    for (size_t i = 0; n && i <= longest; i++)
        put_char(out, '`');
}

static void put_span(buf *out, const doc_span *s, bool start)
{
    if (s->to)
        put_char(out, '[');
    switch (s->kind) {
    case DOC_TEXT:
    case DOC_VALUE:
        put_escaped(out, s->text, start && !s->to);
        break;
    case DOC_STRONG:
        put_text(out, "**");
        put_escaped(out, s->text, false);
        put_text(out, "**");
        break;
    case DOC_CODE:
        put_code(out, s->text);
        break;
    case DOC_LEVEL:
        put_printf(out, "%s ", mark(s->level));
        put_escaped(out, s->text, false);
        break;
    }
    if (s->to)
        put_printf(out, "](#%s)", s->to);
}

static void put_line(buf *out, doc_line line)
{
    for (const doc_span *s = line.first; s; s = s->next)
        put_span(out, s, s == line.first);
}

/* -- blocks ------------------------------------------------------------------------------------ */

static void write_blocks(writer *w, const doc_block *list, unsigned depth);

static void put_anchor(buf *out, const char *id)
{
    if (id)
        put_printf(out, "<a id=\"%s\"></a>", id);
}

static void write_section(writer *w, const doc_block *b, unsigned depth)
{
    if (b->id) {
        put_anchor(w->out, b->id);
        put_text(w->out, "\n\n");
    }
    for (unsigned i = 0; i < (depth < 6 ? depth : 6); i++)
        put_char(w->out, '#');
    put_char(w->out, ' ');
    put_line(w->out, b->line);
    put_text(w->out, "\n\n");
    write_blocks(w, b->first, depth + 1);
}

static void write_item(writer *w, const doc_block *b, const char *bullet, unsigned depth)
{
    size_t step = strlen(bullet);
    put_spaces(w->out, w->indent);
    put_text(w->out, bullet);
    put_anchor(w->out, b->id);
    put_line(w->out, b->line);
    put_text(w->out, "\n\n");
    w->indent += step;
    write_blocks(w, b->first, depth);
    w->indent -= step;
}

/* "- **When:** …": the first paragraph stands beside its term. */
static void write_term(writer *w, const doc_block *b, unsigned depth)
{
    const doc_block *rest = b->first;
    put_spaces(w->out, w->indent);
    put_text(w->out, "- ");
    put_anchor(w->out, b->id);
    bool plain = b->line.first && b->line.first->kind == DOC_TEXT;
    put_text(w->out, plain ? "**" : "");
    for (const doc_span *s = b->line.first; s; s = s->next)
        put_span(w->out, s, false);
    put_text(w->out, plain ? ":**" : ":");
    if (rest && rest->kind == DOC_PARA) {
        put_char(w->out, ' ');
        for (const doc_span *s = rest->line.first; s; s = s->next)
            put_span(w->out, s, false);
        rest = rest->next;
    }
    put_text(w->out, "\n\n");
    w->indent += 2;
    write_blocks(w, rest, depth);
    w->indent -= 2;
}

static void write_list(writer *w, const doc_block *b, unsigned depth)
{
    unsigned number = 1;
    char bullet[16] = "- ";
    for (const doc_block *item = b->first; item; item = item->next) {
        if (b->role == DOC_STEPS)
            snprintf(bullet, sizeof bullet, "%u. ", number++);
        write_item(w, item, bullet, depth);
    }
}

static void write_block(writer *w, const doc_block *b, unsigned depth)
{
    switch (b->kind) {
    case DOC_SECTION:
        write_section(w, b, depth);
        return;
    case DOC_LIST:
        write_list(w, b, depth);
        return;
    case DOC_TERMS:
        for (const doc_block *t = b->first; t; t = t->next)
            write_term(w, t, depth);
        return;
    case DOC_ITEM:
    case DOC_TERM:
        return; /* written by what holds them */
    case DOC_COMMAND:
        put_spaces(w->out, w->indent);
        put_text(w->out, "    ");
        put_text(w->out, b->line.first->text);
        put_text(w->out, "\n\n");
        return;
    case DOC_PARA:
    case DOC_MORE:
        put_spaces(w->out, w->indent);
        put_anchor(w->out, b->id);
        put_line(w->out, b->line);
        put_text(w->out, b->kind == DOC_MORE ? ":\n\n" : "\n\n");
        write_blocks(w, b->first, depth);
    }
}

static void write_blocks(writer *w, const doc_block *list, unsigned depth)
{
    for (; list; list = list->next) {
        /* two lists in a row would be one */
        write_block(w, list, depth);
        bool lists = list->kind == DOC_LIST || list->kind == DOC_TERMS;
        if (lists && list->next &&
            (list->next->kind == DOC_LIST || list->next->kind == DOC_TERMS)) {
            put_spaces(w->out, w->indent);
            put_text(w->out, "<!-- -->\n\n");
        }
    }
}

void doc_write_markdown(const doc *d, buf *out)
{
    writer w = {.out = out};
    put_text(out, "# ");
    put_line(out, d->title);
    put_text(out, "\n\n");
    write_blocks(&w, d->root->first, 2);
    if (out->size && out->text[out->size - 1] == '\n')
        out->size--; /* one line end at the end */
    put_end(out);
}
