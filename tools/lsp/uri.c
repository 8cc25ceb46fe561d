/* uri.c: file URIs and the paths of this machine.
 *
 * Refuses URIs of other kinds, of other hosts, with a bad percent escape or a NUL: such a buffer is
 * no file and stands alone. Invariant: a path is absolute and without "." and ".." and "//".
 */
#include "lsp.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
           : tolower((unsigned char)c) >= 'a' && tolower((unsigned char)c) <= 'f'
               ? tolower((unsigned char)c) - 'a' + 10
               : -1;
}

static char *decode(pool *p, const char *text)
{
    char *out = pool_alloc(p, strlen(text) + 1, 1), *to = out;
    for (; *text; text++) {
        if (*text == '?' || *text == '#')
            break;
        if (*text != '%') {
            *to++ = *text;
            continue;
        }
        int high = hex(text[1]), low = high < 0 ? -1 : hex(text[2]);
        if (low < 0 || !(high | low))
            return NULL;
        *to++ = (char)(high << 4 | low);
        text += 2;
    }
    return out;
}

char *lsp_path_normal(pool *p, const char *path)
{
    char *out = pool_alloc(p, strlen(path) + 2, 1);
    size_t n = 0;
    if (*path != '/')
        return NULL;
    while (*path) {
        path += strspn(path, "/");
        size_t part = strcspn(path, "/");
        if (part == 2 && path[0] == '.' && path[1] == '.') {
            if (!n)
                return NULL;
            while (out[--n] != '/')
                ;
        } else if (part && !(part == 1 && *path == '.')) {
            out[n++] = '/';
            memcpy(out + n, path, part);
            n += part;
        }
        path += part;
    }
    if (!n)
        out[n++] = '/';
    out[n] = '\0';
    return out;
}

char *lsp_uri_path(pool *p, const char *uri)
{
    if (strncasecmp(uri, "file:", 5) != 0)
        return NULL;
    uri += 5;
    if (strncmp(uri, "//", 2) == 0) {
        uri += 2;
        if (strncmp(uri, "localhost/", 10) == 0)
            uri += 9;
    }
    char *path = *uri == '/' ? decode(p, uri) : NULL;
    return path ? lsp_path_normal(p, path) : NULL;
}

char *lsp_path_uri(pool *p, const char *path)
{
    buf b = {.pool = p};
    put_text(&b, "file://");
    for (; *path; path++) {
        if (isalnum((unsigned char)*path) || strchr("/-._~", *path))
            put_char(&b, *path);
        else
            put_printf(&b, "%%%02X", (unsigned)(unsigned char)*path);
    }
    put_end(&b);
    return b.text;
}
