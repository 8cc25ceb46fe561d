/* ends.c: see ends.h.
 *
 * It reads a pattern only as far as it is sure of: ASCII, no class, group or quantifier inside an
 * end; of a pattern that could choose between alternatives, change its flags on the way, quote or
 * hold comments, it takes nothing. Whether other patterns are valid it does not say. Invariant: where
 * ends_match answers NO or YES, the engine would answer the same or run into its limit.
 */
#include "ends.h"

#include "caveat.h"
#include "text.h"

#include <string.h>

static bool letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* Stands for itself wherever it stands outside a class: letters, and of the other ASCII
 * characters these: blank, ! " % & ' , - / : ; < = > @ _ ~ */
static bool plain(char c)
{
    static const uint32_t set[4] = {0, 0x7fffb0e7, 0x87ffffff, 0x47fffffe};
    const unsigned char u = (unsigned char)c;

    return ascii(c) && (set[u / 32] >> u % 32 & 1);
}

static bool quantifier(char c)
{
    return c == '*' || c == '+' || c == '?' || c == '{';
}

/* Groups that only bracket, look around or name; others may set flags or be comments. */
static bool harmless_group(const char *at)
{
    return (*at != '?' && *at != '*') || (*at == '?' && at[1] != '\0' && strchr(":=!<>", at[1]) != NULL);
}

/* The end of an escape that begins at p; NULL: one that is cut off, quotes, or takes more. */
static const char *after_escape(const char *p)
{
    if (p[1] == '\0' || (letter(p[1]) && strchr("AbBdDfGhHnNrRsStvVwWzZ", p[1]) == NULL))
        return NULL;
    return p + 2;
}

/* The end of the class that begins at p, where a bracket that comes first stands for itself; NULL:
 * it has none, or names what POSIX does. */
static const char *after_class(const char *p)
{
    p += p[1] == '^' ? 2 : 1;
    if (*p == ']')
        p++;
    while (p != NULL && *p != ']') {
        if (*p == '\0' || (*p == '[' && p[1] != '\0' && strchr(":.=", p[1]) != NULL))
            return NULL;
        p = *p == '\\' ? after_escape(p) : p + 1;
    }
    return p == NULL ? NULL : p + 1;
}

#define BLANKS " \t\n\v\f\r" /* what `\s` is, in UTF-8 too */

/* Bytes of plain text at p, each there once. */
static size_t run_of(const char *p)
{
    size_t n = 0;

    while (plain(p[n]))
        n++;
    return n > 0 && quantifier(p[n]) ? n - 1 : n;
}

/* Could anything outside groups make an end optional, or is there what this file does not read? On
 * the way it takes the longest fixed text behind the head. */
static bool doubtful(ends *e)
{
    size_t depth = 0;

    for (const char *p = e->pattern; p != NULL;) {
        const size_t n = depth == 0 ? run_of(p) : 0;

        if (n > e->ninner && p >= e->pattern + e->head) {
            e->inner = (size_t)(p - e->pattern);
            e->ninner = n;
        }
        p += n;
        switch (*p) {
        case '\0':
            return depth != 0;
        case '\\':
            p = after_escape(p);
            continue;
        case '[':
            p = after_class(p);
            continue;
        case '{':
            p = strchr(p, '}');
            if (p == NULL)
                return true;
            break;
        case '(':
            if (!harmless_group(p + 1))
                return true;
            depth++;
            break;
        case ')':
            if (depth-- == 0)
                return true;
            break;
        case '|':
            if (depth == 0)
                return true;
            break;
        default:
            break;
        }
        p++;
    }
    return true;
}

/* The character at p and how many bytes it takes; 0: not fixed. */
static size_t fixed(const char *p, char *c)
{
    size_t n = 1;

    if (*p == '\\') {
        p++;
        n = 2;
        if (!ascii(*p) || (unsigned char)*p <= ' ' || letter(*p))
            return 0;
    } else if (!plain(*p)) {
        return 0;
    }
    *c = *p;
    return quantifier(p[1]) ? 0 : n;
}

/* `\s*` or `\s+` before a fixed character that is no blank, so that it takes all there are. */
static bool blanks(const char *p)
{
    char c;

    return p[0] == '\\' && p[1] == 's' && (p[2] == '*' || p[2] == '+') && fixed(p + 3, &c) > 0 &&
           c != ' ';
}

static size_t head_of(const char *pattern)
{
    const char *p = pattern;
    size_t n;
    char c;

    while ((n = blanks(p) ? 3 : fixed(p, &c)) > 0)
        p += n;
    return (size_t)(p - pattern);
}

/* An escape may take the first of them. */
static size_t tail_of(const char *pattern, size_t size)
{
    size_t n = 0;

    while (n < size && plain(pattern[size - n - 1]))
        n++;
    return n > 0 && n < size && pattern[size - n - 1] == '\\' ? n - 1 : n;
}

ends ends_of(const char *pattern, unsigned flags)
{
    ends e = {.pattern = pattern, .size = strlen(pattern), .caseless = flags & CAV_PATTERN_I};
    const char *rest;

    if (flags & CAV_PATTERN_X)
        return e;
    e.head = head_of(pattern);
    if (doubtful(&e))
        return (ends){.pattern = pattern, .size = e.size};
    rest = pattern + e.head;
    if (*rest != '\0')
        e.tail = tail_of(rest, e.size - e.head);
    if (*rest == '\0')
        e.between = ENDS_ONLY;
    else if (e.head + e.tail + 2 == e.size && *rest == '.' && !(flags & CAV_PATTERN_S))
        e.between = rest[1] == '*' ? ENDS_ANY : rest[1] == '+' ? ENDS_SOME : ENDS_OPEN;
    return e;
}

bool ends_decide(const ends *e)
{
    return e->between != ENDS_OPEN && !e->caseless;
}

static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* One fixed character; beyond ASCII only the engine knows what is equal without case. */
static ends_answer equal(const ends *e, char fixed_char, char c)
{
    if (fixed_char == c)
        return ENDS_YES;
    if (!e->caseless)
        return ENDS_NO;
    if (!ascii(c))
        return ENDS_ASK;
    return folded(fixed_char) == folded(c) ? ENDS_YES : ENDS_NO;
}

/* YES: the text begins so, and *used bytes of it are the head. */
static ends_answer match_head(const ends *e, const char *text, size_t size, size_t *used)
{
    const char *p = e->pattern, *end = p + e->head;

    for (*used = 0; p < end; p++, ++*used) {
        if (p[0] == '\\' && p[1] == 's') {
            const size_t before = *used;

            while (*used < size && strchr(BLANKS, text[*used]) != NULL && text[*used] != '\0')
                ++*used;
            if (p[2] == '+' && *used == before)
                return ENDS_NO;
            p += 3;
        }
        p += *p == '\\';
        if (*used == size)
            return ENDS_NO;

        const ends_answer one = equal(e, *p, text[*used]);

        if (one != ENDS_YES)
            return one;
    }
    return ENDS_YES;
}

static ends_answer match_tail(const ends *e, const char *text, size_t size)
{
    const char *last = e->pattern + e->size;

    for (size_t k = 1; k <= e->tail; k++) {
        if (k > size)
            return ENDS_NO;

        const ends_answer one = equal(e, last[-(ptrdiff_t)k], text[size - k]);

        if (one != ENDS_YES)
            return one;
    }
    return ENDS_YES;
}

/* The text behind the head has not what must stand somewhere in it. Without case only ASCII tells. */
static bool lacks(const ends *e, const char *text, size_t size)
{
    const char *inner = e->pattern + e->inner;

    if (e->ninner == 0)
        return false;
    if (!e->caseless)
        return memmem(text, size, inner, e->ninner) == NULL;
    for (size_t k = 0; k < size; k++) {
        size_t n = 0;

        if (!ascii(text[k]))
            return false;
        while (n < e->ninner && n < size - k && folded(text[k + n]) == folded(inner[n]))
            n++;
        if (n == e->ninner)
            return false;
    }
    return true;
}

ends_answer ends_match(const ends *e, const char *text, size_t size)
{
    size_t used;
    const ends_answer head = match_head(e, text, size, &used);

    if (head != ENDS_YES)
        return head;
    if (e->between == ENDS_ONLY)
        return used == size ? ENDS_YES : ENDS_NO;
    text += used;
    size -= used;

    const ends_answer tail = match_tail(e, text, size);

    if (tail == ENDS_NO || lacks(e, text, size))
        return ENDS_NO;
    if (tail == ENDS_ASK || e->between == ENDS_OPEN)
        return ENDS_ASK;
    size -= e->tail;
    if (size < (e->between == ENDS_SOME) || memchr(text, '\n', size) != NULL)
        return ENDS_NO;
    return text_utf8(text, size) ? ENDS_YES : ENDS_NO;
}
