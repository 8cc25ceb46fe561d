/* render.c: see render.h.
 *
 * It refuses to pass on what could move a cursor, reverse a reading order or hide a character.
 * Invariant: a paragraph's word is either empty or still fits an empty line.
 */
#include "render.h"

#include "../../runtime/columns.h"

#include <stdio.h>
#include <string.h>

typedef struct range {
    uint32_t low, high;
} range;

/* Controls, line and paragraph separators, bidirectional controls, invisible characters. */
static const range hostile[] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},     {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x180e, 0x180e},   {0x200b, 0x200f},   {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xd800, 0xdfff},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xfffe, 0xffff},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
};

static bool in_ranges(const range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].low && c <= ranges[i].high)
            return true;
    return false;
}
#define IN_RANGES(ranges, c) in_ranges(ranges, sizeof(ranges) / sizeof *(ranges), c)

bool render_is_hostile(uint32_t c)
{
    return IN_RANGES(hostile, c);
}

uint32_t render_decode(const char **text, bool *valid)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)*text;
    unsigned n = *p < 0x80                 ? 1
                 : *p >= 0xc2 && *p < 0xe0 ? 2
                 : *p >= 0xe0 && *p < 0xf0 ? 3
                 : *p >= 0xf0 && *p < 0xf5 ? 4
                                           : 0;
    uint32_t c = n < 2 ? *p : *p & (0xffu >> (n + 1));
    *valid = n > 0;
    for (unsigned i = 1; i < n && *valid; i++) {
        if ((p[i] & 0xc0) != 0x80)
            *valid = false;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (*valid && n > 1 && (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)))
        *valid = false;
    *text += *valid ? n : 1;
    return *valid ? c : *p;
}

/* Bytes at the start of `text` that are shown as they are, a column each, blanks not among them; of a
 * long run as many as a line takes, so that none is gone through again and again. */
static size_t plain_run(const char *text)
{
    size_t n = 0;
    while (n < RENDER_WIDTH && text[n] > ' ' && text[n] < 0x7f)
        n++;
    return n;
}

unsigned render_char(const char **text, char shown[16])
{
    const char *from = *text;
    bool valid;
    uint32_t c = render_decode(text, &valid);
    if (!valid)
        return (unsigned)snprintf(shown, 16, "\\x%02X", (unsigned)c);
    if (c == '\n' || c == '\t' || c == '\r')
        return (unsigned)snprintf(shown, 16, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
    if (render_is_hostile(c))
        return (unsigned)snprintf(shown, 16, "\\u{%X}", (unsigned)c);
    size_t n = (size_t)(*text - from);
    memcpy(shown, from, n);
    shown[n] = '\0';
    return columns_of(c);
}

size_t render_width(const char *text)
{
    size_t width = 0;
    char shown[16];
    while (*text) {
        size_t n = plain_run(text);
        width += n;
        text += n;
        if (*text)
            width += render_char(&text, shown);
    }
    return width;
}

void render_escape(buf *b, const char *text)
{
    char shown[16];
    while (*text) {
        size_t n = plain_run(text);
        put_bytes(b, text, n);
        text += n;
        if (*text) {
            render_char(&text, shown);
            put_text(b, shown);
        }
    }
}

void render_lines(buf *b, const char *text)
{
    char shown[16];
    while (*text) {
        if (*text == '\n')
            put_char(b, *text++);
        else {
            render_char(&text, shown);
            put_text(b, shown);
        }
    }
}

static const char *style_start(style s)
{
    static const char *const codes[] = {"",         "\033[32m", "\033[33m", "\033[31m",
                                        "\033[36m", "\033[1m",  "\033[2m"};
    return codes[s];
}

void render_styled(buf *b, bool colour, style s, const char *text)
{
    if (colour && s)
        put_text(b, style_start(s));
    render_escape(b, text);
    if (colour && s)
        put_text(b, "\033[0m");
}

/* -- paragraphs ------------------------------------------------------------------------------- */

para para_begin(buf *out, bool colour, unsigned first_indent, unsigned indent)
{
    put_spaces(out, first_indent);
    return (para){.out = out,
                  .colour = colour,
                  .indent = indent,
                  .column = first_indent,
                  .fresh = true,
                  .word = {.pool = out->pool}};
}

static void para_trim(para *p)
{
    while (p->out->size && p->out->text[p->out->size - 1] == ' ')
        p->out->size--;
}

static void para_line(para *p)
{
    para_trim(p);
    put_char(p->out, '\n');
    put_spaces(p->out, p->indent);
    p->column = p->indent;
    p->fresh = true;
    p->blank = false;
}

static void para_flush(para *p)
{
    if (!p->word_width && !p->word.size)
        return;
    unsigned blank = p->blank ? 1 : 0;
    if (!p->fresh && p->column + blank + p->word_width > RENDER_WIDTH) {
        para_line(p);
        blank = 0;
    }
    put_spaces(p->out, blank);
    if (p->colour && p->style)
        put_text(p->out, style_start(p->style));
    put_bytes(p->out, p->word.text, p->word.size);
    if (p->colour && p->style)
        put_text(p->out, "\033[0m");
    p->column += blank + p->word_width;
    p->word.size = 0;
    p->word_width = 0;
    p->fresh = false;
    p->blank = false;
}

void para_text(para *p, const char *text)
{
    char shown[16];
    while (*text) {
        if (*text == ' ' || *text == '\n' || *text == '\t') {
            para_flush(p);
            p->blank = !p->fresh;
            text++;
            continue;
        }
        size_t n = plain_run(text);
        if (n && p->word_width + n <= RENDER_WIDTH - p->indent) {
            put_bytes(&p->word, text, n);
            p->word_width += (unsigned)n;
            text += n;
            continue;
        }
        unsigned width = render_char(&text, shown);
        if (p->word_width + width > RENDER_WIDTH - p->indent) {
            para_flush(p);
            p->blank = false;
        }
        put_text(&p->word, shown);
        p->word_width += width;
    }
}

void para_styled(para *p, style s, const char *text)
{
    para_flush(p);
    p->style = s;
    para_text(p, text);
    para_flush(p);
    p->style = STYLE_NONE;
}

void para_printf(para *p, const char *format, ...)
{
    char short_text[512], *text = short_text;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(short_text, sizeof short_text, format, args);
    va_end(args);
    if (size >= (int)sizeof short_text) {
        text = pool_alloc(p->out->pool, (size_t)size + 1, 1);
        vsnprintf(text, (size_t)size + 1, format, again);
    }
    va_end(again);
    if (size > 0)
        para_text(p, text);
}

void para_column(para *p, unsigned column)
{
    para_flush(p);
    unsigned blanks = p->column + 2 > column ? 2 : column - p->column;
    if (p->column + blanks >= RENDER_WIDTH) {
        para_line(p);
        return;
    }
    put_spaces(p->out, blanks);
    p->column += blanks;
    p->fresh = false;
    p->blank = false;
}

void para_end(para *p)
{
    para_flush(p);
    para_trim(p);
    put_char(p->out, '\n');
}
