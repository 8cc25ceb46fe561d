/* outline.c: building the outline of a page: blocks, lines of spans, words with slots.
 *
 * Invariant: every text that enters passes doc_put, which leaves no character in it that could
 * move a cursor, end a line or reverse a reading order.
 */
#include "doc.h"

#include "../caveat/lang.h"
#include "../caveat/render.h"

#include <string.h>

doc_block *doc_add(doc *d, doc_block *parent, doc_kind kind)
{
    doc_block *b = pool_alloc(&d->app->pool, 1, sizeof *b);
    *b = (doc_block){.kind = kind, .level = -1};
    if (parent && parent->last)
        parent->last->next = b;
    else if (parent)
        parent->first = b;
    if (parent)
        parent->last = b;
    return b;
}

doc_block *doc_add_word(doc *d, doc_block *parent, doc_kind kind, doc_word word)
{
    doc_block *b = doc_add(d, parent, kind);
    doc_text(d, &b->line, doc_words(d, word));
    return b;
}

/* White space is a blank, what is hostile a visible escape. */
static const char *clean(doc *d, const char *text)
{
    buf *b = &d->scratch;
    b->size = 0;
    for (const char *p = text; *p;) {
        const char *from = p;
        bool valid;
        uint32_t c = render_decode(&p, &valid);
        if (c == '\n' || c == '\r' || c == '\t')
            put_char(b, ' ');
        else if (valid && !render_is_hostile(c))
            put_bytes(b, from, (size_t)(p - from));
        else
            render_escape(b, pool_copy(&d->app->pool, from, (size_t)(p - from)));
    }
    return pool_copy(&d->app->pool, put_end(b), b->size);
}

doc_span *doc_put(doc *d, doc_line *line, doc_span_kind kind, const char *text)
{
    doc_span *s = pool_alloc(&d->app->pool, 1, sizeof *s);
    *s = (doc_span){.kind = kind, .text = clean(d, text ? text : "")};
    while (!line->first && kind != DOC_CODE && *s->text == ' ')
        s->text++; /* an indent means something in some formats */
    doc_append(line, (doc_line){s, s});
    return s;
}

void doc_hint(doc *d, doc_span *span, const char *text)
{
    span->hint = text && *text ? clean(d, text) : NULL;
}

void doc_text(doc *d, doc_line *line, const char *text)
{
    if (text && *text)
        doc_put(d, line, DOC_TEXT, text);
}

void doc_link(doc *d, doc_line *line, doc_span_kind kind, const char *text, const char *to)
{
    doc_put(d, line, kind, text)->to = to;
}

const char *doc_level_name(int level)
{
    return level == CAV_LEVEL_NOTE ? "note" : cav_level_name((cav_level)level);
}

void doc_level(doc *d, doc_line *line, int level)
{
    doc_put(d, line, DOC_LEVEL, say_word(d->app, doc_level_name(level)))->level = level;
}

void doc_append(doc_line *line, doc_line more)
{
    if (!more.first)
        return;
    if (line->last)
        line->last->next = more.first;
    else
        line->first = more.first;
    line->last = more.last;
}

doc_line doc_line_of(doc *d, doc_span_kind kind, const char *text)
{
    doc_line line = {0};
    doc_put(d, &line, kind, text);
    return line;
}

/* Spans are linked, so a slot that stands twice needs a copy of its own. */
static doc_line copy(doc *d, doc_line line)
{
    doc_line out = {0};
    for (const doc_span *s = line.first; s; s = s->next) {
        doc_span *c = pool_alloc(&d->app->pool, 1, sizeof *c);
        *c = *s;
        c->next = NULL;
        doc_append(&out, (doc_line){c, c});
    }
    return out;
}

void doc_fill(doc *d, doc_line *line, doc_word word, const doc_line *slots, size_t count)
{
    const char *from = doc_words(d, word);
    for (const char *p = from; *p; p++) {
        if (p[0] != '{' || p[1] < '0' || p[1] > '9' || p[2] != '}')
            continue;
        size_t k = (size_t)(p[1] - '0');
        doc_text(d, line, pool_copy(&d->app->pool, from, (size_t)(p - from)));
        if (k < count)
            doc_append(line, copy(d, slots[k]));
        from = p + 3;
        p += 2;
    }
    doc_text(d, line, from);
}

const char *doc_plain(doc *d, doc_line line)
{
    buf b = {.pool = &d->app->pool};
    for (const doc_span *s = line.first; s; s = s->next)
        put_text(&b, s->text);
    return put_end(&b);
}

void doc_join(doc *d, doc_line *line, const doc_line *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            doc_text(d, line, doc_words(d, i + 1 == count ? WORD_OR : WORD_COMMA));
        doc_append(line, parts[i]);
    }
}

const char *doc_words(const doc *d, doc_word word)
{
    static const struct {
        const char *english, *spanish;
    } words[] = {
#define WORD(ID, english, spanish) {english, spanish},
#include "words.def"
    };
    return strcmp(d->language, "es") == 0 ? words[word].spanish : words[word].english;
}
