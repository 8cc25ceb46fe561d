/* lines.c: file contents as lines, and untrusted bytes as UTF-8.
 *
 * It judges nothing: what a line means is for the sources. Invariant: what host_clean wrote is
 * valid UTF-8, so that patterns (which are UTF-8) and JSON can take it.
 */
#include "lines.h"
#include <string.h>

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool host_line_next(const char *bytes, size_t size, size_t *at, host_line *line)
{
    const char *stop;
    size_t end = *at;

    if (*at >= size)
        return false;
    stop = memchr(bytes + end, '\n', size - end);
    end = stop == NULL ? size : (size_t)(stop - bytes);
    stop = line->plain ? NULL : memchr(bytes + *at, '\0', end - *at);
    end = stop == NULL ? end : (size_t)(stop - bytes);
    line->text = bytes + *at;
    line->size = end - *at;
    line->number++;
    while (line->size > 0 && blank(line->text[line->size - 1]))
        line->size--;
    *at = end + 1; /* the end itself is one past the last byte at most */
    return true;
}

/* Length of the UTF-8 character at p, 0 if there is none. */
static size_t character(const unsigned char *p, size_t size)
{
    static const struct {
        unsigned char first, last, low, high; /* first byte, range of the second */
        unsigned char length;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    if (p[0] < 0x80)
        return 1;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if (p[0] < forms[f].first || p[0] > forms[f].last)
            continue;
        if (size < forms[f].length || p[1] < forms[f].low || p[1] > forms[f].high)
            return 0;
        for (size_t k = 2; k < forms[f].length; k++)
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        return forms[f].length;
    }
    return 0;
}

/* How many of the first bytes are ASCII, of those that fit; where none does, of all. */
static size_t ascii_run(const char *text, size_t size, size_t room)
{
    size_t n = 0, most = room < 2 || size < room ? size : room - 1;

    while (n < most && (unsigned char)text[n] < 0x80)
        n++;
    return n;
}

size_t host_clean(const char *text, size_t size, char *to, size_t room)
{
    static const char replacement[] = "\xef\xbf\xbd";
    size_t wanted = 0, written = 0;
    bool fits = room > 0;

    while (size > 0) {
        size_t n = ascii_run(text, size, room - written);
        if (n == 0)
            n = character((const unsigned char *)text, size);
        const char *from = n == 0 ? replacement : text;
        size_t bytes = n == 0 ? 3 : n;

        fits = fits && bytes < room - written;
        if (fits) {
            memcpy(to + written, from, bytes);
            written += bytes;
        }
        wanted += bytes;
        n += n == 0;
        text += n;
        size -= n;
    }
    if (room > 0)
        to[written] = '\0';
    return wanted;
}

cav_reason host_answer(const char *text, size_t size, char answer[CAV_PROBE_MAX])
{
    while (size > 0 && blank(text[size - 1]))
        size--;
    if (size == 0)
        return CAV_REASON_NO_PROBE;
    if (host_clean(text, size, answer, CAV_PROBE_MAX) >= CAV_PROBE_MAX)
        return CAV_REASON_TOO_LARGE;
    return strlen(answer) == 0 ? CAV_REASON_NO_PROBE : CAV_REASON_FOUND;
}
