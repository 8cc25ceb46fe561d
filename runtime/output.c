/* output.c: see output.h. */
#include "output.h"

#include "buffer.h"

#include <string.h>

out out_start(bool (*line)(void *context, const char *text), void *context)
{
    return (out){.line = line, .context = context};
}

static void hand_over(out *o, size_t size)
{
    while (size && o->text[size - 1] == ' ')
        size--;
    o->text[size] = '\0';
    if (!o->stopped)
        o->stopped = !o->line(o->context, o->text);
}

static unsigned count_columns(const char *text, size_t size)
{
    unsigned n = 0;

    for (size_t k = 0; k < size; k++)
        n += ((unsigned char)text[k] & 0xC0) != 0x80;
    return n;
}

/* Hands over what stands before the last blank, or all of it, and goes on with the rest. */
static void break_line(out *o)
{
    char rest[sizeof o->text];
    size_t at = o->used, size;

    while (at > o->indent && o->text[at - 1] != ' ')
        at--;
    if (at <= o->indent)
        at = o->used;
    size = o->used - at;
    memcpy(rest, o->text + at, size);
    hand_over(o, at);
    memset(o->text, ' ', o->indent);
    memcpy(o->text + o->indent, rest, size);
    o->used = o->indent + size;
    o->columns = o->indent + count_columns(rest, size);
}

/* One character, `size` bytes. */
static void add(out *o, const char *bytes, size_t size)
{
    if (o->columns == OUT_COLUMNS && *bytes == ' ') {
        hand_over(o, o->used);
        memset(o->text, ' ', o->indent);
        o->used = o->columns = o->indent;
        return;
    }
    if (o->columns == OUT_COLUMNS)
        break_line(o);
    memcpy(o->text + o->used, bytes, size);
    o->used += size;
    o->columns++;
}

static void add_escaped(out *o, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    const char text[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};

    for (int k = 0; k < 4; k++)
        add(o, text + k, 1);
}

void out_begin(out *o, unsigned indent)
{
    o->indent = indent < OUT_COLUMNS / 2 ? indent : OUT_COLUMNS / 2;
    o->used = o->columns = 0;
}

void out_text(out *o, const char *text)
{
    while (*text && !o->stopped) {
        const unsigned char lead = (unsigned char)*text;
        const size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

        if (lead < 0x20 || lead == 0x7F)
            add_escaped(o, lead);
        else
            add(o, text, size);
        text += size;
    }
}

void out_quoted(out *o, char quote, const char *text)
{
    const char mark[2] = {quote, '\0'};

    out_text(o, mark);
    out_text(o, text);
    out_text(o, mark);
}

void out_uint(out *o, const char *before, uint64_t number)
{
    char digits[24];
    buf b = buf_start(digits, sizeof digits);

    buf_uint(&b, number);
    out_text(o, before);
    out_text(o, digits);
}

void out_int(out *o, int64_t number)
{
    char digits[24];
    buf b = buf_start(digits, sizeof digits);

    buf_int(&b, number);
    out_text(o, digits);
}

void out_column(out *o, unsigned column)
{
    do
        out_text(o, " ");
    while (o->columns < column && !o->stopped);
}

void out_end(out *o)
{
    hand_over(o, o->used);
}

void out_line(out *o, const char *text)
{
    out_begin(o, 0);
    out_text(o, text);
    out_end(o);
}
