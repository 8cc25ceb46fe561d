/* literal.c: what a token says: words as they are, strings and patterns decoded.
 *
 * Refuses escapes strings do not have, flags patterns do not have and names with `_`, each at its
 * own place, and goes on with the rest. Invariant: what it returns is UTF-8 without NUL.
 */
#include "parse.h"

#include <ctype.h>
#include <string.h>

static ast_range part(ast_range at, size_t start, size_t size)
{
    return (ast_range){at.start + (uint32_t)start, at.start + (uint32_t)(start + size)};
}

ast_name *ast_word(ast_builder *b, ast_range at)
{
    ast_name *name = ARENA_NEW(b->arena, ast_name);

    name->text = lapse_plain(b, at);
    name->span = span_of(b, at);
    return name;
}

ast_name *ast_field_word(ast_builder *b, ast_range at)
{
    ast_name *name = ast_word(b, at);
    char *better = arena_copy(b->arena, name->text, strlen(name->text));

    for (char *p = better; *p; p++)
        if (*p == '_')
            *p = '-';
    diag_report(b->diags, DIAG_BAD_WORD, name->span,
                arena_printf(b->arena, "names join words with `-`: `%s`", better), name->text);
    name->text = better;
    return name;
}

/* -- strings -- */

static char *put_character(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3F));
    } else {
        if (c < 0x10000) {
            *to++ = (char)(0xE0 | c >> 12);
        } else {
            *to++ = (char)(0xF0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/* `\u{…}` at p: its length in bytes, and *code; *code 0: not a character. */
static size_t unicode_escape(const char *p, size_t size, uint32_t *code)
{
    size_t n = 3, digits;

    *code = 0;
    if (size < 3 || p[2] != '{')
        return 2;
    while (n < size && isxdigit((unsigned char)p[n])) {
        int c = tolower((unsigned char)p[n]);
        if (n < 9)
            *code = *code << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
        n++;
    }
    digits = n - 3;
    if (digits < 1 || digits > 6 || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF))
        *code = 0;
    if (n >= size || p[n] != '}') {
        *code = 0;
        return n;
    }
    return n + 1;
}

static void bad_escape(ast_builder *b, ast_range at, const char *hint)
{
    diag_report(b->diags, DIAG_ESCAPE, span_of(b, at), hint, quote(b, at, 20));
}

static bool is_hex(const char *p, size_t size, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (i >= size || !isxdigit((unsigned char)p[i]))
            return false;
    return true;
}

static const char *unicode_hint(ast_builder *b, const char *p, size_t size)
{
    return is_hex(p, size, 2, 4)
               ? arena_printf(b->arena, "write \\u{%.4s}", p + 2)
               : "write \\u{…} with the hexadecimal number of a character, such as \\u{e9}";
}

static const char *escape_hint(ast_builder *b, const char *p, size_t size)
{
    if (p[1] == 'x' && is_hex(p, size, 2, 2))
        return arena_printf(b->arena, "write \\u{%.2s}", p + 2);
    if (p[1] == '\'')
        return "an apostrophe stands in a string as it is";
    if (p[1] == 'r')
        return "a line break is written \\n";
    return "a backslash itself is written \\\\; folders are separated by /";
}

/* One escape at `start` of the token; returns its length. */
static size_t decode_escape(ast_builder *b, ast_range at, size_t start, size_t size, char **to)
{
    const char *p = b->text + at.start + start;
    uint32_t c;
    size_t n;

    switch (p[1]) {
    case '"':
    case '\\':
        *(*to)++ = p[1];
        return 2;
    case 'n':
        *(*to)++ = '\n';
        return 2;
    case 't':
        *(*to)++ = '\t';
        return 2;
    case 'u':
        n = unicode_escape(p, size, &c);
        if (c)
            *to = put_character(*to, c);
        else
            bad_escape(b, part(at, start, n),
                       unicode_hint(b, p, size));
        return n;
    default:
        n = 1 + src_decode(p + 1, size - 1, &c);
        bad_escape(b, part(at, start, n), escape_hint(b, p, size));
        return n;
    }
}

/* Bytes of the opening quote; typographic quotes were reported by the scanner. */
static size_t quote_size(const char *text, size_t size)
{
    uint32_t c;

    return size ? src_decode(text, size, &c) : 0;
}

static size_t closing_size(const char *text, size_t size)
{
    size_t n = 1;

    if (text[size - 1] == '"' || text[size - 1] == '\'')
        return 1;
    while (n < size && n < 4 && ((unsigned char)text[size - n] & 0xC0) == 0x80)
        n++;
    return n == 3 && !memcmp(text + size - 3, "\xE2\x80", 2) ? 3
           : n == 2 && text[size - 2] == '\xC2'              ? 2
                                                             : 0;
}

/* An escaped quote at the end of an unterminated string closes nothing. */
static bool ends_escaped(const char *text, size_t size)
{
    size_t n = 0;

    while (n + 2 <= size && text[size - 2 - n] == '\\')
        n++;
    return n % 2 == 1;
}

static const char *decode_string(ast_builder *b, ast_range at)
{
    const char *text = b->text + at.start;
    size_t size = at.end - at.start, from = quote_size(text, size), until = size, n;
    bool plain = *text == '"';
    char *out = arena_alloc(b->arena, size + 1), *to = out;

    if (size > from && !(plain && (text[size - 1] != '"' || ends_escaped(text, size))))
        until -= closing_size(text + from, size - from);
    for (size_t i = from; i < until; i += n) {
        n = 1;
        if (plain && text[i] == '\\' && i + 1 < until)
            n = decode_escape(b, at, i, until - i, &to);
        else
            *to++ = text[i] == 1 ? '?' : text[i];
    }
    *to = '\0';
    return out;
}

ast_string *ast_text(ast_builder *b, ast_range at)
{
    ast_string *string = ARENA_NEW(b->arena, ast_string);

    string->text = decode_string(b, at);
    string->span = span_of(b, at);
    return string;
}

/* -- patterns -- */

/* The closing slash: the last one, or the end of an unterminated pattern. */
static size_t pattern_end(const char *text, size_t size)
{
    size_t i = 1;

    while (i < size && text[i] != '/')
        i += text[i] == '\\' && i + 1 < size ? 2 : 1;
    return i;
}

static unsigned flag_of(char c)
{
    return c == 'i'   ? CAV_PATTERN_I
           : c == 'm' ? CAV_PATTERN_M
           : c == 's' ? CAV_PATTERN_S
           : c == 'x' ? CAV_PATTERN_X
                      : 0;
}

static unsigned decode_flags(ast_builder *b, ast_range at, size_t from, size_t size)
{
    unsigned flags = 0;

    for (size_t i = from; i < size; i++) {
        unsigned flag = flag_of(b->text[at.start + i]);
        if (!flag) {
            ast_range place = part(at, i, 1);
            diag_report(b->diags, DIAG_PATTERN_FLAG, span_of(b, place),
                        b->text[at.start + size - 1] == '/'
                            ? "a slash inside a pattern is written \\/"
                            : "the flags are i, m, s and x",
                        quote(b, place, 8));
            break;
        }
        flags |= flag;
    }
    return flags;
}

ast_pattern *ast_regex(ast_builder *b, ast_range at)
{
    ast_pattern *pattern = ARENA_NEW(b->arena, ast_pattern);
    const char *text = b->text + at.start;
    size_t size = at.end - at.start, end = pattern_end(text, size);
    char *out = arena_alloc(b->arena, size + 1), *to = out;

    for (size_t i = 1; i < end; i++) {
        if (text[i] == '\\' && i + 1 < end && text[i + 1] != '/')
            *to++ = text[i++];
        else if (text[i] == '\\' && i + 1 < end)
            i++;
        *to++ = text[i] == 1 ? '?' : text[i];
    }
    *to = '\0';
    pattern->text = out;
    pattern->flags = decode_flags(b, at, end + 1, size);
    pattern->span = span_of(b, at);
    return pattern;
}
