/* asciidoc.c: the page in AsciiDoc, as Asciidoctor reads it.
 *
 * Invariant: a text of the rules comes out as text. AsciiDoc has no one way to say that, so what
 * could be a mark, an attribute, a macro or a directive is written as a character reference, and a
 * line that could begin a block begins with the empty attribute.
 */
#include "doc.h"

#include <string.h>

typedef struct writer {
    buf *out;
    unsigned list; /* depth of lists around */
} writer;

static const char *colour(int level)
{
    static const char *const roles[] = {"green", "blue", "maroon", "olive", "red"};
    return level >= 0 && level < CAV_LEVEL_COUNT ? roles[level] : "gray";
}

/* -- lines ------------------------------------------------------------------------------------- */

static bool is_mark(const char *text, const char *p, bool code)
{
    if (strchr("*_`#^~[]{}<>&+\\|\"=!@%$", *p) || (code && strchr("'(", *p)))
        return true;
    bool again = p[1] == *p || (p > text && p[-1] == *p);
    if (strchr("-.;:/()", *p) && again)
        return true;
    /* (C) (R) (TM), macros such as link:, addresses */
    return (*p == '(' && strchr("CRT", p[1]) && p[1]) || (*p == ':' && p[1] && p[1] != ' ');
}

/* A word and a blank: no directive, title, list, comment or admonition begins so. */
static bool is_plain_start(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return n > 0 && (text[n] == ' ' || (text[n] == ',' && text[n + 1] == ' '));
}

static void put_escaped(buf *out, const char *text, bool code)
{
    for (const char *p = text; *p; p++)
        if (is_mark(text, p, code))
            put_printf(out, "&#%d;", *p);
        else
            put_char(out, *p);
}

static void put_marked(buf *out, const char *mark, const char *text)
{
    if (!*text)
        return;
    put_text(out, mark);
    put_escaped(out, text, *mark == '`');
    put_text(out, mark);
}

static void put_span(buf *out, const doc_span *s)
{
    if (s->to)
        put_printf(out, "<<%s,", s->to);
    switch (s->kind) {
    case DOC_TEXT:
        put_escaped(out, s->text, false);
        break;
    case DOC_VALUE:
        put_marked(out, "__", s->text);
        break;
    case DOC_STRONG:
        put_marked(out, "**", s->text);
        break;
    case DOC_CODE:
        put_marked(out, "``", s->text);
        break;
    case DOC_LEVEL:
        put_printf(out, "[.%s]", colour(s->level));
        put_marked(out, "##", s->text);
        break;
    }
    if (s->to)
        put_text(out, ">>");
}

static void put_line(buf *out, doc_line line, bool start)
{
    const doc_span *s = line.first;
    if (start && s && !s->to && s->kind == DOC_TEXT && !is_plain_start(s->text))
        put_text(out, "{empty}");
    for (; s; s = s->next)
        put_span(out, s);
}

/* -- blocks ------------------------------------------------------------------------------------ */

static void write_blocks(writer *w, const doc_block *list, unsigned depth);

static void put_repeated(buf *out, char c, unsigned count)
{
    while (count--)
        put_char(out, c);
}

static void put_anchor(buf *out, const char *id)
{
    if (id)
        put_printf(out, "[[%s]]", id);
}

static void write_section(writer *w, const doc_block *b, unsigned depth)
{
    if (b->id)
        put_printf(w->out, "[[%s]]\n", b->id);
    if (depth > 6)
        put_text(w->out, "[discrete]\n");
    put_repeated(w->out, '=', depth < 6 ? depth : 6);
    put_char(w->out, ' ');
    put_line(w->out, b->line, true);
    put_text(w->out, "\n\n");
    write_blocks(w, b->first, depth + 1);
}

/* Inside an item paragraphs are tied to it; lists nest by themselves. */
static void write_item(writer *w, const doc_block *item, char mark, unsigned depth)
{
    put_repeated(w->out, mark, w->list);
    put_char(w->out, ' ');
    put_anchor(w->out, item->id);
    put_line(w->out, item->line, true);
    put_char(w->out, '\n');
    for (const doc_block *b = item->first; b; b = b->next) {
        const doc_block *list = b->kind == DOC_LIST ? b : b->kind == DOC_MORE ? b->first : NULL;
        if (b->kind == DOC_PARA || b->kind == DOC_MORE) {
            put_text(w->out, "+\n");
            put_line(w->out, b->line, true);
            put_text(w->out, b->kind == DOC_MORE ? ":\n\n" : "\n");
        }
        for (; list; list = list->next)
            write_blocks(
                w, (doc_block[1]){{.kind = list->kind, .role = list->role, .first = list->first}},
                depth);
    }
}

static void write_list(writer *w, const doc_block *b, unsigned depth)
{
    w->list++;
    for (const doc_block *item = b->first; item; item = item->next)
        write_item(w, item, b->role == DOC_STEPS ? '.' : '*', depth);
    w->list--;
    if (!w->list)
        put_char(w->out, '\n');
}

static bool is_short(const doc_block *terms)
{
    for (const doc_block *t = terms->first; t; t = t->next)
        if (!t->first || t->first->kind != DOC_PARA || t->first->next)
            return false;
    return true;
}

/* Terms with one paragraph each are a description list; else each is a paragraph of its own. */
static void write_terms(writer *w, const doc_block *b, unsigned depth)
{
    bool brief = is_short(b);
    for (const doc_block *t = b->first; t; t = t->next) {
        const doc_block *rest = t->first;
        put_anchor(w->out, t->id);
        if (brief) {
            put_line(w->out, t->line, !t->id);
            put_text(w->out, ":: ");
            put_line(w->out, rest->line, true);
            put_char(w->out, '\n');
            continue;
        }
        put_text(w->out, "*");
        put_line(w->out, t->line, false);
        put_text(w->out, ":*");
        if (rest && rest->kind == DOC_PARA) {
            put_char(w->out, ' ');
            put_line(w->out, rest->line, false);
            rest = rest->next;
        }
        put_text(w->out, "\n\n");
        write_blocks(w, rest, depth);
    }
    if (brief)
        put_char(w->out, '\n');
}

static void write_more(writer *w, const doc_block *b, unsigned depth)
{
    put_text(w->out, "[%collapsible]\n.");
    put_line(w->out, b->line, false);
    put_text(w->out, "\n====\n");
    write_blocks(w, b->first, depth);
    put_text(w->out, "====\n\n");
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
        write_terms(w, b, depth);
        return;
    case DOC_MORE:
        write_more(w, b, depth);
        return;
    case DOC_COMMAND:
        put_printf(w->out, "[source,subs=specialchars]\n----\n%s\n----\n\n", b->line.first->text);
        return;
    case DOC_PARA:
        put_line(w->out, b->line, true);
        put_text(w->out, "\n\n");
        return;
    case DOC_ITEM:
    case DOC_TERM:
        return; /* written by what holds them */
    }
}

static void write_blocks(writer *w, const doc_block *list, unsigned depth)
{
    for (; list; list = list->next) {
        write_block(w, list, depth);
        if (list->next && list->kind == DOC_LIST && list->next->kind == DOC_LIST && !w->list)
            put_text(w->out, "//-\n\n"); /* two lists in a row would be one */
    }
}

void doc_write_asciidoc(const doc *d, buf *out)
{
    writer w = {.out = out};
    put_text(out, "= ");
    put_line(out, d->title, true);
    put_printf(out, "\n:lang: %s\n:toc:\n:toclevels: 2\n:sectanchors:\n:experimental!:\n\n",
               d->language);
    write_blocks(&w, d->root->first, 2);
    if (out->size && out->text[out->size - 1] == '\n')
        out->size--;
    put_end(out);
}
