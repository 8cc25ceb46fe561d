/* place.c: byte offsets to the protocol's positions and back.
 *
 * A line ends at LF, CR LF or CR. A character is a UTF-16 unit, or a byte where the client agreed
 * to count bytes. It refuses nothing: what lies beyond an end is that end, what lies inside a
 * character is its start. Invariant: offsets handed out are at characters' borders.
 */
#include "lsp.h"

#include <string.h>

/* Bytes of the character at `p`; what is no UTF-8 counts byte by byte, as one unit each. */
static size_t length_at(const char *p, size_t left)
{
    unsigned char lead = (unsigned char)*p;
    size_t n = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
    if (n > left)
        return 1;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)p[i] & 0xC0) != 0x80)
            return 1;
    return n;
}

/* Behind the end of the line at `at`; the size where there is none. */
static size_t line_after(cavc_text text, size_t at)
{
    while (at < text.size && text.bytes[at] != '\n' && text.bytes[at] != '\r')
        at++;
    if (at + 1 < text.size && text.bytes[at] == '\r' && text.bytes[at + 1] == '\n')
        at++;
    return at < text.size ? at + 1 : text.size;
}

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

json_t *lsp_position(lsp_measure *m, uint32_t offset)
{
    if (offset > m->text.size)
        offset = (uint32_t)m->text.size;
    if (offset < m->start)
        m->line = m->start = 0;
    for (;;) {
        size_t next = line_after(m->text, m->start);
        if (next > offset || next == m->start || !ends_line(m->text.bytes[next - 1]))
            break;
        m->start = (uint32_t)next;
        m->line++;
    }
    json_int_t units = 0;
    for (size_t at = m->start, n; at < offset; at += n) {
        n = length_at(m->text.bytes + at, m->text.size - at);
        units += m->utf8 ? (json_int_t)n : n == 4 ? 2 : 1;
    }
    return json_pack("{s:I, s:I}", "line", (json_int_t)m->line, "character", units);
}

json_t *lsp_range(lsp_measure *m, uint32_t start, uint32_t end)
{
    json_t *first = lsp_position(m, start), *last = lsp_position(m, end < start ? start : end);
    return json_pack("{s:o, s:o}", "start", first, "end", last);
}

uint32_t lsp_offset(cavc_text text, bool utf8, json_int_t line, json_int_t character)
{
    size_t at = 0;
    while (line > 0 && at < text.size) {
        size_t next = line_after(text, at);
        if (!ends_line(text.bytes[next - 1]))
            return (uint32_t)text.size;
        at = next;
        line--;
    }
    if (line > 0)
        return (uint32_t)text.size;
    while (character > 0 && at < text.size && !ends_line(text.bytes[at])) {
        size_t n = length_at(text.bytes + at, text.size - at);
        json_int_t units = utf8 ? (json_int_t)n : n == 4 ? 2 : 1;
        if (units > character)
            break;
        character -= units;
        at += n;
    }
    return (uint32_t)at;
}
