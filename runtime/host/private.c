/* private.c: what private.def says, applied to the names and the text of files.
 *
 * Blanking keeps every line's length and form: letters and digits become '0', all else stays. It
 * may blank too much, never too little of what the table names. Invariant: no byte outside the
 * found value changes.
 */
#include "private.h"
#include <stdint.h>
#include <string.h>

static const char *const paths[] = {
#define PATH(pattern) pattern,
#include "private.def"
};
static const char *const keys[] = {
#define KEY(words) words,
#include "private.def"
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool letter_or_digit(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool hex(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9');
}

/* '*' stands for anything. A star that fits nothing further is given one more character. */
static bool fits(const char *pattern, const char *name, size_t size)
{
    const char *end = name + size, *star = NULL, *again = name;

    while (name < end || *pattern == '*') {
        if (*pattern == '*') {
            star = ++pattern;
            again = name;
        } else if (name < end && lower(*pattern) == lower(*name)) {
            pattern++;
            name++;
        } else if (star != NULL && again < end) {
            pattern = star;
            name = ++again;
        } else {
            return false;
        }
    }
    return *pattern == '\0';
}

bool host_private_path(const char *path)
{
    while (*path != '\0') {
        size_t size = strcspn(path, "/");

        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
            if (fits(paths[k], path, size))
                return true;
        path += size;
        path += strspn(path, "/");
    }
    return false;
}

static void blank(char *text, size_t size)
{
    for (size_t k = 0; k < size; k++)
        if (letter_or_digit(text[k]))
            text[k] = '0';
}

/* -- values behind a key -------------------------------------------------------------------------
 */

static size_t skip_blanks(const char *line, size_t size, size_t at)
{
    while (at < size && (line[at] == ' ' || line[at] == '\t' || line[at] == '"'))
        at++;
    return at;
}

/* Does `key` stand at line[at], as words of their own or the end of a longer word? */
static bool key_here(const char *key, const char *line, size_t size, size_t at)
{
    size_t n = strlen(key);

    if (n > size - at)
        return false;
    for (size_t k = 0; k < n; k++)
        if (key[k] != '?' && lower(line[at + k]) != key[k])
            return false;
    return at + n == size || !letter_or_digit(line[at + n]);
}

/* Blanks the value behind the key that ends at `at`, if a ':' or '=' says that there is one. */
static void blank_value(char *line, size_t size, size_t at)
{
    size_t end;
    bool colon;

    at = skip_blanks(line, size, at);
    if (at >= size || (line[at] != ':' && line[at] != '='))
        return;
    colon = line[at] == ':';
    at = skip_blanks(line, size, at + 1);
    for (end = at; end < size && line[end] != ','; end++)
        if (!colon && (line[end] == ' ' || line[end] == '\t'))
            break;
    blank(line + at, end - at);
}

static void blank_keys(char *line, size_t size)
{
    for (size_t at = 0; at < size; at++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            if (key_here(keys[k], line, size, at))
                blank_value(line, size, at + strlen(keys[k]));
}

/* -- values known by their form -------------------------------------------------------------------
 */

/* Does text[at] start groups of so many hex digits each, joined by `join`, and nothing longer? */
static bool groups(const char *text, size_t size, size_t at, const uint8_t *lengths, size_t n,
                   const char *join)
{
    if (at > 0 && letter_or_digit(text[at - 1]))
        return false;
    for (size_t k = 0; k < n; k++) {
        if (k > 0 && (at >= size || text[at] == '\0' || strchr(join, text[at++]) == NULL))
            return false;
        for (uint8_t d = 0; d < lengths[k]; d++)
            if (at >= size || !hex(text[at++]))
                return false;
    }
    return at >= size || !letter_or_digit(text[at]);
}

static void blank_forms(char *line, size_t size)
{
    static const uint8_t uuid[] = {8, 4, 4, 4, 12}, address[] = {2, 2, 2, 2, 2, 2};

    for (size_t at = 0; at < size; at++) {
        if (groups(line, size, at, uuid, 5, "-"))
            blank(line + at, 36);
        else if (groups(line, size, at, address, 6, ":-"))
            blank(line + at, 17);
    }
}

void host_private_blank(char *text, size_t size)
{
    while (size > 0) {
        size_t line = 0;

        while (line < size && text[line] != '\n' && text[line] != '\0')
            line++;
        blank_keys(text, line);
        blank_forms(text, line);
        if (line < size)
            line++;
        text += line;
        size -= line;
    }
}
