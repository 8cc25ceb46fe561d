/* buffer.c: see buffer.h. */
#include "buffer.h"

#include <string.h>

#define QUOTED_MAX 60

buf buf_start(char *buffer, size_t size)
{
    if (size)
        buffer[0] = '\0';
    return (buf){buffer, size, 0};
}

void buf_bytes(buf *b, const char *bytes, size_t size)
{
    if (b->used < b->room) {
        const size_t left = b->room - 1 - b->used;
        const size_t n = size < left ? size : left;

        memcpy(b->at + b->used, bytes, n);
        b->at[b->used + n] = '\0';
    }
    b->used += size;
}

void buf_text(buf *b, const char *text)
{
    buf_bytes(b, text, strlen(text));
}

void buf_uint(buf *b, uint64_t number)
{
    char digits[20];
    size_t n = sizeof digits;

    do {
        digits[--n] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    buf_bytes(b, digits + n, sizeof digits - n);
}

void buf_int(buf *b, int64_t number)
{
    if (number < 0)
        buf_bytes(b, "-", 1);
    buf_uint(b, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* `size` cut back so that no character is split. */
static size_t whole_characters(const char *text, size_t size)
{
    size_t start = size;

    while (start > 0 && size - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0) {
        const unsigned char lead = (unsigned char)text[start - 1];
        const size_t follow = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;

        if (size - start < follow)
            return start - 1;
    }
    return size;
}

void buf_quoted(buf *b, const char *text, size_t size)
{
    const size_t shown = size > QUOTED_MAX ? whole_characters(text, QUOTED_MAX) : size;

    buf_bytes(b, "\"", 1);
    buf_bytes(b, text, shown);
    buf_text(b, shown < size ? "…\"" : "\"");
}

size_t buf_end(buf *b)
{
    if (b->room && b->used >= b->room)
        b->at[whole_characters(b->at, b->room - 1)] = '\0';
    return b->used;
}
