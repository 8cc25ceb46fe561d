/* html.c: the page as one file of HTML that needs nothing else: style and script stand in it.
 *
 * Everything is there and readable without the script; it adds the search. The page's policy lets
 * no other script run. Invariant: a text of the rules comes out as text, in elements and in quoted
 * attributes.
 */
#include "doc.h"

#include "../../runtime/sha256.h"
#include "../caveat/lang.h"

#include <string.h>

static const char style[] =
#include "page.css.inc"
    ;
static const char script[] =
#include "page.js.inc"
    ;

/* -- lines ------------------------------------------------------------------------------------- */

static void put_escaped(buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            put_text(out, "&amp;");
            break;
        case '<':
            put_text(out, "&lt;");
            break;
        case '>':
            put_text(out, "&gt;");
            break;
        case '"':
            put_text(out, "&quot;");
            break;
        case '\'':
            put_text(out, "&#39;");
            break;
        default:
            put_char(out, *text);
        }
}

static void put_attribute(buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    put_printf(out, " %s=\"", name);
    put_escaped(out, value);
    put_char(out, '"');
}

static void put_tag(buf *out, const char *element, const doc_span *s)
{
    put_printf(out, "<%s", element);
    if (s->kind == DOC_LEVEL)
        put_printf(out, " class=\"level %s\"", doc_level_name(s->level));
    if (!s->to)
        put_attribute(out, "title", s->hint);
    put_char(out, '>');
}

static void put_span(buf *out, const doc_span *s, bool links)
{
    static const char *const elements[] = {"span", "strong", "code", "span", "var"};
    bool bare = s->kind == DOC_TEXT && (s->to || !s->hint), link = links && s->to;
    if (link) {
        put_printf(out, "<a href=\"#%s\"", s->to);
        put_attribute(out, "title", s->hint);
        put_char(out, '>');
    }
    if (!bare)
        put_tag(out, elements[s->kind], s);
    put_escaped(out, s->text);
    if (!bare)
        put_printf(out, "</%s>", elements[s->kind]);
    put_text(out, link ? "</a>" : "");
}

static void put_line(buf *out, doc_line line)
{
    for (const doc_span *s = line.first; s; s = s->next)
        put_span(out, s, true);
}

static void put_word(const doc *d, buf *out, doc_word word)
{
    put_escaped(out, doc_words(d, word));
}

/* -- blocks ------------------------------------------------------------------------------------ */

static void write_blocks(const doc *d, buf *out, const doc_block *list, unsigned depth);

/* What the script may hide: `data-find`, with the level where it has one. */
static void open_tag(buf *out, const char *element, const doc_block *b)
{
    static const char *const classes[] = {NULL,        "pack", "index",   "rule",
                                          "statement", "fact", "message", "steps"};
    put_printf(out, "<%s", element);
    put_attribute(out, "id", b->id);
    put_attribute(out, "class", classes[b->role]);
    bool find = b->role == DOC_RULE || b->role == DOC_STATEMENT || b->role == DOC_FACT ||
                (b->kind == DOC_ITEM && b->level >= 0);
    if (find)
        put_text(out, " data-find");
    if (b->level >= 0)
        put_attribute(out, "data-level", doc_level_name(b->level));
    put_char(out, '>');
}

static void write_section(const doc *d, buf *out, const doc_block *b, unsigned depth)
{
    const char *element = b->role == DOC_RULE || b->role == DOC_FACT ? "article" : "section";
    unsigned rank = depth < 6 ? depth : 6;
    open_tag(out, element, b);
    put_printf(out, "\n<h%u>", rank);
    put_line(out, b->line);
    if (b->id) {
        put_printf(out,
                   " <a class=\"here\" href=\"#%s\"><span aria-hidden=\"true\">#</span><span "
                   "class=\"hidden\">",
                   b->id);
        put_word(d, out, WORD_HERE);
        put_text(out, "</span></a>");
    }
    put_printf(out, "</h%u>\n", rank);
    write_blocks(d, out, b->first, depth + 1);
    put_printf(out, "</%s>\n", element);
}

static void write_list(const doc *d, buf *out, const doc_block *b, unsigned depth)
{
    const char *element = b->role == DOC_STEPS ? "ol" : "ul";
    open_tag(out, element, b);
    put_char(out, '\n');
    for (const doc_block *item = b->first; item; item = item->next) {
        open_tag(out, "li", item);
        put_line(out, item->line);
        if (item->first)
            put_char(out, '\n');
        write_blocks(d, out, item->first, depth);
        put_text(out, "</li>\n");
    }
    put_printf(out, "</%s>\n", element);
}

static void write_terms(const doc *d, buf *out, const doc_block *b, unsigned depth)
{
    put_text(out, "<dl>\n");
    for (const doc_block *t = b->first; t; t = t->next) {
        put_text(out, "<div>\n");
        open_tag(out, "dt", t);
        put_line(out, t->line);
        put_text(out, "</dt>\n<dd>\n");
        write_blocks(d, out, t->first, depth);
        put_text(out, "</dd>\n</div>\n");
    }
    put_text(out, "</dl>\n");
}

static void write_block(const doc *d, buf *out, const doc_block *b, unsigned depth)
{
    switch (b->kind) {
    case DOC_SECTION:
        write_section(d, out, b, depth);
        return;
    case DOC_LIST:
        write_list(d, out, b, depth);
        return;
    case DOC_TERMS:
        write_terms(d, out, b, depth);
        return;
    case DOC_PARA:
        open_tag(out, "p", b);
        put_line(out, b->line);
        put_text(out, "</p>\n");
        return;
    case DOC_MORE:
        put_text(out, "<details>\n<summary>");
        put_line(out, b->line);
        put_text(out, "</summary>\n");
        write_blocks(d, out, b->first, depth);
        put_text(out, "</details>\n");
        return;
    case DOC_COMMAND:
        put_text(out, "<pre tabindex=\"0\"><code>");
        put_escaped(out, b->line.first->text);
        put_text(out, "</code></pre>\n");
        return;
    case DOC_ITEM:
    case DOC_TERM:
        return; /* written by what holds them */
    }
}

static void write_blocks(const doc *d, buf *out, const doc_block *list, unsigned depth)
{
    for (; list; list = list->next)
        write_block(d, out, list, depth);
}

/* -- around the page --------------------------------------------------------------------------- */

/* The contents: sections, and below them what stands in them. */
static void write_contents(buf *out, const doc_block *list)
{
    const doc_block *b = list;
    while (b && !(b->kind == DOC_SECTION && b->id))
        b = b->next;
    if (!b)
        return;
    put_text(out, "<ul>\n");
    for (; b; b = b->next) {
        if (b->kind != DOC_SECTION || !b->id)
            continue;
        put_printf(out, "<li%s><a href=\"#%s\"", b->role == DOC_RULE ? " class=\"rule\"" : "",
                   b->id);
        if (b->level >= 0)
            put_attribute(out, "data-level", doc_level_name(b->level));
        put_char(out, '>');
        for (const doc_span *s = b->line.first; s; s = s->next)
            if (s->kind != DOC_LEVEL)
                put_span(out, s, false);
        if (b->level >= 0)
            put_printf(out, "<span class=\"hidden\"> (%s)</span>", doc_level_name(b->level));
        put_text(out, "</a>");
        write_contents(out, b->first);
        put_text(out, "</li>\n");
    }
    put_text(out, "</ul>\n");
}

/* Hidden until the script is there to answer. */
static void write_search(const doc *d, buf *out)
{
    put_text(out, "<form role=\"search\" hidden>\n<label for=\"find.\">");
    put_word(d, out, WORD_SEARCH);
    put_text(
        out,
        "</label>\n<div class=\"field\"><input id=\"find.\" type=\"search\" autocomplete=\"off\" "
        "spellcheck=\"false\"");
    put_attribute(out, "placeholder", doc_words(d, WORD_SEARCH_HINT));
    put_text(out, "><button type=\"reset\">");
    put_word(d, out, WORD_CLEAR);
    put_text(out, "</button></div>\n<div class=\"levels\" role=\"group\"");
    put_attribute(out, "aria-label", doc_words(d, WORD_LEVELS));
    put_text(out, ">");
    for (int i = 0; i <= CAV_LEVEL_NOTE; i++) {
        put_printf(
            out,
            "<button type=\"button\" class=\"level %s\" data-level=\"%s\" aria-pressed=\"false\">",
            doc_level_name(i), doc_level_name(i));
        put_escaped(out, say_word(d->app, doc_level_name(i)));
        put_text(out, "</button>");
    }
    put_text(out, "</div>\n<p class=\"found\" role=\"status\"");
    put_attribute(out, "data-found", doc_words(d, WORD_FOUND));
    put_attribute(out, "data-nothing", doc_words(d, WORD_NOTHING));
    put_text(out, "></p>\n</form>\n");
}

static void put_base64(buf *out, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        uint32_t word = (uint32_t)bytes[i] << 16;
        word |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        word |= i + 2 < size ? bytes[i + 2] : 0;
        for (size_t k = 0; k < 4; k++)
            put_char(out, i + k <= size ? digits[word >> (18 - 6 * k) & 63] : '=');
    }
}

static void write_head(const doc *d, buf *out)
{
    uint8_t hash[32];
    sha256((const uint8_t *)script, sizeof script - 1, hash);
    put_text(out, "<!doctype html>\n<html");
    put_attribute(out, "lang", d->language);
    put_text(out,
             ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
             "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
    put_base64(out, hash, sizeof hash);
    put_text(out, "'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
                  "content=\"light dark\">\n");
    put_printf(out, "<meta name=\"generator\" content=\"caveat %s\">\n<title>", cav_release());
    for (const doc_span *s = d->title.first; s; s = s->next)
        put_escaped(out, s->text);
    put_text(out, "</title>\n<style>\n");
    put_text(out, style);
    put_text(out, "</style>\n</head>\n");
}

void doc_write_html(const doc *d, buf *out)
{
    const doc_block *b = d->root->first;
    write_head(d, out);
    put_text(out, "<body>\n<a class=\"skip\" href=\"#main.\">");
    put_word(d, out, WORD_SKIP);
    put_text(out, "</a>\n<header>\n<h1>");
    put_line(out, d->title);
    put_text(out, "</h1>\n");
    for (; b && b->kind != DOC_SECTION; b = b->next)
        write_block(d, out, b, 2);
    put_text(out, "</header>\n<div class=\"page\">\n<nav");
    put_attribute(out, "aria-label", doc_words(d, WORD_CONTENTS));
    put_text(out, ">\n");
    write_search(d, out);
    put_text(out, "<p class=\"contents\" aria-hidden=\"true\">");
    put_word(d, out, WORD_CONTENTS);
    put_text(out, "</p>\n");
    write_contents(out, b);
    put_text(out, "</nav>\n<main id=\"main.\" tabindex=\"-1\">\n");
    write_blocks(d, out, b, 2);
    put_text(out, "</main>\n</div>\n<script>");
    put_text(out, script);
    put_text(out, "</script>\n</body>\n</html>\n");
}
