/* man.c: the page as a manual page, for man and mandoc.
 *
 * Invariant: a text of the rules comes out as text: no line of it begins a request, no backslash
 * an escape.
 */
#include "doc.h"

#include <string.h>

enum { LONG = 24, STEP = 4 }; /* a word longer than LONG may be broken after any character */

/* -- lines ------------------------------------------------------------------------------------- */

static void put_escaped(buf *out, const char *text)
{
    size_t run = 0;
    for (; *text; text++) {
        bool head = ((unsigned char)*text & 0xc0) != 0x80;
        run = *text == ' ' ? 0 : run + head;
        if (run > LONG && head) {
            put_text(out, "\\:");
            run = 1;
        }
        if (*text == '\\')
            put_text(out, "\\(rs");
        else if (*text == '-')
            put_text(out, "\\-");
        else if (*text == '"')
            put_text(out, "\\(dq");
        else if (*text == '\'')
            put_text(out, "\\(aq");
        else if (*text == '`')
            put_text(out, "\\(ga");
        else if (*text == '^')
            put_text(out, "\\(ha");
        else if (*text == '~')
            put_text(out, "\\(ti");
        else
            put_char(out, *text);
    }
}

static const char *colour(int level)
{
    static const char *const names[] = {"green", "blue", "yellow", "yellow", "red"};
    return level >= 0 && level < CAV_LEVEL_COUNT ? names[level] : "cyan";
}

static void put_span(buf *out, const doc_span *s)
{
    static const char *const fonts[] = {"", "\\fB", "\\fB", "\\fB", "\\fI"};
    if (s->kind == DOC_LEVEL)
        put_printf(out, "\\m[%s]", colour(s->level));
    put_text(out, fonts[s->kind]);
    put_escaped(out, s->text);
    put_text(out, *fonts[s->kind] ? "\\fR" : "");
    if (s->kind == DOC_LEVEL)
        put_text(out, "\\m[]");
}

/* One line of text; the escape before it keeps a dot from being a request. */
static void put_line(buf *out, doc_line line)
{
    const doc_span *s = line.first;
    if (s && s->kind == DOC_TEXT && strchr(".' ", *s->text))
        put_text(out, "\\&");
    for (; s; s = s->next)
        put_span(out, s);
}

static void put_heading(buf *out, const char *macro, doc_line line)
{
    put_printf(out, "%s \"", macro);
    for (const doc_span *s = line.first; s; s = s->next)
        if (s->kind == DOC_LEVEL)
            put_span(out, s);
        else
            put_escaped(out, s->text);
    put_text(out, "\"\n");
}

/* -- blocks ------------------------------------------------------------------------------------ */

static void write_blocks(buf *out, const doc_block *list, unsigned depth);

static void write_within(buf *out, const doc_block *list, unsigned indent, unsigned depth)
{
    if (!list)
        return;
    put_printf(out, ".RS %u\n", indent);
    write_blocks(out, list, depth);
    put_text(out, ".RE\n");
}

static void write_section(buf *out, const doc_block *b, unsigned depth)
{
    if (depth <= 2) {
        put_heading(out, depth == 1 ? ".SH" : ".SS", b->line);
    } else {
        put_text(out, ".PP\n\\fB");
        put_line(out, b->line);
        put_text(out, "\\fR\n");
    }
    write_blocks(out, b->first, depth + 1);
}

static void write_list(buf *out, const doc_block *b, unsigned depth)
{
    unsigned number = 1;
    for (const doc_block *item = b->first; item; item = item->next) {
        if (b->role == DOC_STEPS)
            put_printf(out, ".IP %u. %d\n", number++, STEP);
        else
            put_printf(out, ".IP \\(bu %d\n", STEP);
        put_line(out, item->line);
        put_char(out, '\n');
        write_within(out, item->first, STEP, depth);
    }
}

/* The first paragraph follows its term; what else there is stands below it. */
static void write_terms(buf *out, const doc_block *b, unsigned depth)
{
    for (const doc_block *t = b->first; t; t = t->next) {
        const doc_block *rest = t->first;
        put_printf(out, ".TP %d\n\\fB", 2 * STEP);
        for (const doc_span *s = t->line.first; s; s = s->next)
            put_span(out, s);
        put_text(out, "\\fR\n");
        if (rest && rest->kind == DOC_PARA) {
            put_line(out, rest->line);
            put_char(out, '\n');
            rest = rest->next;
        } else {
            put_text(out, "\\&\n");
        }
        write_within(out, rest, 2 * STEP, depth);
    }
}

static void write_block(buf *out, const doc_block *b, unsigned depth)
{
    switch (b->kind) {
    case DOC_SECTION:
        write_section(out, b, depth);
        return;
    case DOC_LIST:
        write_list(out, b, depth);
        return;
    case DOC_TERMS:
        write_terms(out, b, depth);
        return;
    case DOC_COMMAND:
        put_printf(out, ".PP\n.RS %d\n.nf\n", STEP);
        put_line(out, b->line);
        put_text(out, "\n.fi\n.RE\n");
        return;
    case DOC_PARA:
    case DOC_MORE:
        put_text(out, ".PP\n");
        put_line(out, b->line);
        put_text(out, b->kind == DOC_MORE ? ":\n" : "\n");
        write_blocks(out, b->first, depth);
        return;
    case DOC_ITEM:
    case DOC_TERM:
        return; /* written by what holds them */
    }
}

static void write_blocks(buf *out, const doc_block *list, unsigned depth)
{
    for (; list; list = list->next)
        write_block(out, list, depth);
}

void doc_write_man(const doc *d, buf *out)
{
    put_text(out, ".TH \"");
    put_escaped(out, d->name);
    put_printf(out, "\" 7 \"\" \"caveat %s\" \"", cav_release());
    put_escaped(out, doc_words(d, WORD_MAN_PART));
    put_text(out, "\"\n.ad l\n.nh\n");
    put_printf(out, ".SH \"%s\"\n", doc_words(d, WORD_MAN_NAME));
    put_escaped(out, d->name);
    put_text(out, " \\- ");
    for (const doc_span *s = d->title.first; s; s = s->next)
        put_span(out, s);
    put_char(out, '\n');
    const doc_block *b = d->root->first;
    if (b && b->kind != DOC_SECTION) {
        put_printf(out, ".SH \"%s\"\n", doc_words(d, WORD_MAN_ABOUT));
        for (; b && b->kind != DOC_SECTION; b = b->next)
            write_block(out, b, 1);
    }
    write_blocks(out, b, 1);
}
