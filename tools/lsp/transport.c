/* transport.c: messages framed by Content-Length, over two descriptors.
 *
 * Refuses header lines over LSP_HEADER_MAX and bodies over LSP_BODY_MAX: they are passed over and
 * reported, and reading goes on behind them; nothing a client sends ends the server.
 * Invariant: bytes before `at` are consumed; a message is handed out once.
 */
#include "lsp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* -- bytes -- */

static void make_room(lsp_input *in)
{
    if (in->at) {
        memmove(in->bytes, in->bytes + in->at, in->size - in->at);
        in->size -= in->at;
        in->at = 0;
    }
    if (in->room - in->size >= 16384)
        return;
    size_t room = in->room ? in->room * 2 : 65536;
    char *grown = realloc(in->bytes, room);
    if (!grown) {
        fputs("caveat: out of memory\n", stderr);
        exit(TOOL_INTERNAL);
    }
    in->bytes = grown;
    in->room = room;
}

/* More bytes; false: there are no more. */
static bool fill(lsp_input *in)
{
    while (!in->ended) {
        make_room(in);
        ssize_t n = read(in->fd, in->bytes + in->size, in->room - in->size);
        if (n > 0) {
            in->size += (size_t)n;
            return true;
        }
        if (n < 0 && errno == EINTR)
            continue;
        in->ended = true;
    }
    return false;
}

bool lsp_waiting(lsp_input *in)
{
    struct pollfd p = {.fd = in->fd, .events = POLLIN};
    if (in->at < in->size)
        return true;
    return !in->ended && poll(&p, 1, 0) > 0;
}

/* -- headers -- */

/* A line without its end; 1: a line, 0: the input ended, -1: too long, and passed over. */
static int read_line(lsp_input *in, char line[LSP_HEADER_MAX])
{
    size_t n = 0;
    bool cut = false;
    for (;;) {
        if (in->at == in->size && !fill(in))
            return 0;
        char c = in->bytes[in->at++];
        if (c == '\n')
            break;
        if (n + 1 < LSP_HEADER_MAX)
            line[n++] = c;
        else
            cut = true;
    }
    if (n && line[n - 1] == '\r')
        n--;
    line[n] = '\0';
    return cut ? -1 : 1;
}

/* Digits alone, at most 15 of them; -1: it is none. */
static int64_t length_of(const char *text)
{
    int64_t value = 0;
    text += strspn(text, " \t");
    size_t n = strspn(text, "0123456789");
    if (!n || n > 15 || text[n + strspn(text + n, " \t")])
        return -1;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* The header's Content-Length; -1: none, or several; -2: the input ended. */
static int64_t read_header(lsp_input *in)
{
    static const char key[] = "Content-Length:";
    char line[LSP_HEADER_MAX];
    int64_t length = -1;
    bool bad = false;
    for (bool any = false;; any = true) {
        int got = read_line(in, line);
        if (!got)
            return -2;
        if (got > 0 && !*line) {
            if (any)
                break;
            continue; /* empty lines before a header */
        }
        if (strncasecmp(line, key, sizeof key - 1) != 0)
            continue;
        bad |= length >= 0;
        length = length_of(line + sizeof key - 1);
        bad |= length < 0;
    }
    return bad ? -1 : length;
}

/* -- bodies -- */

static bool skip(lsp_input *in, int64_t length)
{
    while (length) {
        if (in->at == in->size && !fill(in))
            return false;
        size_t have = in->size - in->at;
        size_t take = (int64_t)have < length ? have : (size_t)length;
        in->at += take;
        length -= (int64_t)take;
    }
    return true;
}

lsp_got lsp_next(lsp_input *in, char **body, size_t *size)
{
    static char no_length[] = "a header without one Content-Length",
                too_large[] = "a message larger than 64 MiB";
    int64_t length = read_header(in);
    if (length == -2)
        return LSP_GOT_END;
    if (length < 0) {
        *body = no_length;
        return LSP_GOT_DAMAGE;
    }
    if (length > LSP_BODY_MAX) {
        *body = too_large;
        return skip(in, length) ? LSP_GOT_DAMAGE : LSP_GOT_END;
    }
    while (in->size - in->at < (size_t)length)
        if (!fill(in))
            return LSP_GOT_END;
    *body = in->bytes + in->at;
    *size = (size_t)length;
    in->at += (size_t)length;
    return LSP_GOT_MESSAGE;
}

/* -- writing -- */

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

bool lsp_write(int fd, const char *body, size_t size)
{
    pool p = {0};
    buf b = {.pool = &p};
    put_printf(&b, "Content-Length: %zu\r\n\r\n", size);
    put_bytes(&b, body, size);
    bool written = write_all(fd, b.text, b.size);
    pool_free(&p);
    return written;
}
