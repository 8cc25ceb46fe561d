/* lapse.c: what is said about characters and words that are no token.
 *
 * The scanner reports each once and goes on as if what was meant stood there; here it is told
 * where, what and how to write it. What lies in text that recovery passes over is not told: it
 * belongs to a mistake already reported. Invariant: one report per place.
 */
#include "parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* -- characters that look like others -- */

typedef struct twin {
    uint32_t code;
    char letter;
} twin;

/* Cyrillic, Greek and Turkish letters that most fonts draw as Latin ones. */
static const twin twins[] = {
    {0x131, 'i'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'},
    {0x399, 'I'}, {0x39A, 'K'}, {0x39C, 'M'}, {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'},
    {0x3A4, 'T'}, {0x3A5, 'Y'}, {0x3A7, 'X'}, {0x3B1, 'a'}, {0x3B9, 'i'}, {0x3BA, 'k'},
    {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C5, 'u'}, {0x405, 'S'}, {0x406, 'I'},
    {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41A, 'K'}, {0x41C, 'M'},
    {0x41D, 'H'}, {0x41E, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x425, 'X'},
    {0x430, 'a'}, {0x435, 'e'}, {0x43A, 'k'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'},
    {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4BB, 'h'},
    {0x4CF, 'l'}, {0x501, 'd'},
};

static bool is_dash(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* The ASCII character meant; 0: none is known. */
static char meant(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFEE0);
    if (is_dash(c))
        return '-';
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i].code == c)
            return twins[i].letter;
    return 0;
}

char *lapse_plain(ast_builder *b, ast_range at)
{
    char *text = arena_copy(b->arena, b->text + at.start, at.end - at.start), *to = text;
    size_t size = at.end - at.start, n;
    uint32_t c;

    for (size_t i = 0; i < size; i += n) {
        n = src_decode(b->text + at.start + i, size - i, &c);
        if (is_invisible(c))
            continue;
        if (c >= 0x80 && meant(c)) {
            *to++ = meant(c);
        } else {
            memmove(to, b->text + at.start + i, n);
            to += n;
        }
    }
    *to = '\0';
    return text;
}

/* The first character of the range for which `is` holds; *code, and its place. */
static bool find_character(const ast_builder *b, ast_range at, bool (*is)(uint32_t), uint32_t *code,
                           ast_range *place)
{
    uint32_t n;

    for (uint32_t i = at.start; i < at.end; i += n) {
        n = (uint32_t)src_decode(b->text + i, at.end - i, code);
        *place = (ast_range){i, i + n};
        if (is(*code))
            return true;
    }
    return false;
}

static bool is_foreign(uint32_t c)
{
    return c >= 0x80;
}

/* -- what stands around a place -- */

/* The scanner's copy has a NUL behind its last token; the file itself has not. */
static char byte_at(const ast_builder *b, uint32_t at)
{
    const src_file *f = &b->sources->files.at[b->file];

    return at < f->size ? f->bytes[at] : '\n';
}

static char byte_before(const ast_builder *b, uint32_t at)
{
    return at ? byte_at(b, at - 1) : '\n';
}

static bool is_first(const ast_builder *b, uint32_t at)
{
    while (at && (byte_at(b, at - 1) == ' ' || byte_at(b, at - 1) == '\t'))
        at--;
    return byte_before(b, at) == '\n';
}

static bool is_last(const ast_builder *b, uint32_t at)
{
    while (byte_at(b, at) == ' ' || byte_at(b, at) == '\t' || byte_at(b, at) == '\r')
        at++;
    return strchr("\n#}", byte_at(b, at)) != NULL;
}

static bool is_behind(const ast_builder *b, const char *word)
{
    return !strcmp(quote(b, recover_token(b, 0), 40), word);
}

/* -- spaces and dashes -- */

static void lapse_space(ast_builder *b, ast_range at)
{
    ast_range place = at;
    uint32_t c;
    bool hidden = find_character(b, at, is_invisible, &c, &place);
    bool inside = strchr(".-", byte_before(b, place.start)) ||
                  isalnum((unsigned char)byte_before(b, place.start));

    inside = inside && hidden && isalnum((unsigned char)byte_at(b, place.end));

    if (!hidden)
        find_character(b, at, is_foreign, &c, &place);
    else
        at = place;
    diag_report(b->diags, DIAG_SPACES, span_of(b, at),
                hidden ? "delete it" : "write a plain blank, or nothing",
                arena_printf(b->arena, "%s (U+%04X)",
                             c == 0xA0     ? "a no-break space"
                             : c == 0xFEFF ? "a byte order mark"
                             : c == 0xAD   ? "a soft hyphen"
                             : hidden      ? "an invisible character"
                                           : "an unusual space",
                             (unsigned)c),
                inside ? "inside a word" : "between words");
}

static void lapse_dash(ast_builder *b, ast_range at)
{
    uint32_t c;

    find_character(b, at, is_dash, &c, &at);
    diag_report(b->diags, DIAG_SPACES, span_of(b, at), "write a hyphen: `-`",
                arena_printf(b->arena, "a dash that is no hyphen (U+%04X)", (unsigned)c),
                isalnum((unsigned char)byte_before(b, at.start)) ? "inside a word"
                                                                 : "between words");
}

/* -- words and numbers -- */

static const char *word_hint(ast_builder *b, ast_range at, const char *text)
{
    ast_range place;
    uint32_t c;

    if (find_character(b, at, is_foreign, &c, &place) && meant(c))
        return arena_printf(b->arena, "`%s` (U+%04X) only looks like `%c`: write `%s`",
                            quote(b, place, 8), (unsigned)c, meant(c), lapse_plain(b, at));
    if (c >= 0x80)
        return "names have the letters a to z alone, without accents";
    if (is_behind(b, "matches"))
        return "a pattern stands between slashes: /…/";
    if (!strncmp(text, "--", 2))
        return "a comment begins with #";
    if (text[strlen(text) - 1] == '.')
        return "a dotted name cannot end with a dot";
    if (*text == '.')
        return isdigit((unsigned char)text[1]) ? "a number begins with a digit"
                                               : "no blank stands before the dot of a name";
    if (strstr(text, ".."))
        return "a dotted name has one dot between its parts";
    if (strchr(text, '_'))
        return "names join words with `-`, not with `_`";
    return "names are letters a to z, digits and `-`, and begin with a letter";
}

static void lapse_word(ast_builder *b, ast_range at)
{
    const char *text = quote(b, at, 40);
    ast_range place;
    uint32_t c;

    if (find_character(b, at, is_foreign, &c, &place) && c >= 0x10000) /* a picture */
        diag_report(b->diags, DIAG_BAD_CHARACTER, span_of(b, place), NULL, quote(b, place, 8));
    else if (!strcmp(text, "-"))
        diag_report(b->diags, DIAG_BAD_CHARACTER, span_of(b, at),
                    is_first(b, at.start) ? "no mark stands before a declaration or clause"
                                          : "a minus stands directly before the digits",
                    text);
    else
        diag_report(b->diags, DIAG_BAD_WORD, span_of(b, at), word_hint(b, at, text), text);
}

static const char *number_hint(ast_builder *b, const char *text, bool first)
{
    size_t size = strlen(text), head = strspn(text, "0123456789.");
    char last = text[size - 1];
    const char *version = arena_copy(b->arena, text, head);
    bool dotted = strchr(version, '.') && strchr(version, '.') < version + head - 1;

    if (recover_wants_name(b))
        return "a name begins with a letter";
    if (last == '+')
        return arena_printf(b->arena, "write `%s or later`", version);
    if (size > 2 && text[size - 2] == '.' && strchr("xX*", last))
        return arena_printf(b->arena, "leave the last part out: `%.*s` stands for all of them",
                            (int)(size - 2), text);
    if (last == '.')
        return first ? "no mark stands before a declaration or clause"
                     : "a version does not end with a dot";
    if (text[head] == '-' && !text[head + 1 + strspn(text + head + 1, "0123456789.")]) {
        if (dotted)
            return "a span of versions: `rhel 8.2 or later within 8`, or a second condition with "
                   "`before`";
        return recover_body(b) == BODY_TEST ? "a range of numbers is written 2..8"
               : recover_in_condition(b)    ? "write `FACT >= 4 and FACT <= 8`"
                                            : "write one number";
    }
    if (strstr(text, ".."))
        return "a span of versions: `rhel 8.2 or later within 8`, or a second condition with "
               "`before`";
    if (strchr(text, '_'))
        return "write the digits without `_`";
    return recover_body(b) == BODY_TEST
               ? "a number is digits alone, a version numbers joined by dots; a text needs double "
                 "quotes"
               : "a number is digits alone, a version numbers joined by dots: 8.10";
}

/* -- strings and patterns -- */

static bool ends_with_quote_mark(const ast_builder *b, ast_range at)
{
    static const char *const marks[] = {"\xE2\x80\x9D", "\xE2\x80\x9C", "\xE2\x80\xB3", "\xC2\xBB"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (at.end - at.start > size && !memcmp(b->text + at.end - size, marks[i], size))
            return true;
    }
    return false;
}

static const char *string_hint(const ast_builder *b, ast_range at)
{
    size_t size = at.end - at.start;

    if (memchr(b->text + at.start, '\n', size))
        return "write it on one line; \\n stands for a line break inside it";
    if (ends_with_quote_mark(b, at))
        return "the quote at its end is typographic: write \"";
    if (size > 2 && !memcmp(b->text + at.end - 2, "\\\"", 2))
        return "\\\" is a quote inside the string: close it with one more \", or write \\\\ for a "
               "backslash";
    return "close it with \"";
}

static void lapse_quotes(ast_builder *b, ast_range at)
{
    char c = b->text[at.start];

    diag_report(b->diags, DIAG_QUOTES, span_of(b, at), "use the plain double quote: \"",
                c == '\''   ? "single quotes"
                : c == '`'  ? "backquotes"
                : c == '\\' ? "quotes with a backslash"
                : c == '&'  ? "the entities of a web page"
                            : "typographic quotes");
}

static const char *pattern_hint(const ast_builder *b, ast_range at)
{
    if (isalnum((unsigned char)byte_before(b, at.start)))
        return "the parts of a name are joined by dots: LAYER.fact";
    if (b->text[at.start + 1] == '*')
        return "a comment begins with #, on each of its lines";
    return "close it with /; a comment begins with #";
}

/* -- characters and operators -- */

static const char *character_hint(const ast_builder *b, ast_range at)
{
    char c = b->text[at.start], next = byte_at(b, at.end);
    bool list = recover_body(b) == BODY_SET;

    if (c == ';')
        return list || (recover_body(b) == BODY_TEST && !is_last(b, at.end))
                   ? "put a comma between them"
               : recover_in_condition(b) && !is_last(b, at.end)
                   ? "conditions are joined by `and` or `or`"
                   : "nothing stands at the end of a line: delete it";
    if (c == '&')
        return "this comes from a web page: write the character itself";
    if (c == '\\')
        return isdigit((unsigned char)next) ? "write `$1` for what the first group matched"
               : is_last(b, at.end)         ? "a line may end anywhere: delete it"
                                            : NULL;
    if ((c == '$' || c == '@' || c == '%') && isalpha((unsigned char)next))
        return "names stand without such a sign";
    if (c == '+' && isdigit((unsigned char)next))
        return "a number is written without it";
    if (c == '+' && byte_before(b, at.start - (byte_before(b, at.start) == ' ')) == '"')
        return "a text is one string: make one of the two";
    if (strchr("+*%", c) && recover_in_condition(b))
        return "nothing can be calculated; conditions are joined by `and` or `or`";
    if (is_first(b, at.start) &&
        (c == '*' || c == '+' || !memcmp(b->text + at.start, "\xE2\x80\xA2", 3)))
        return "no mark stands before a declaration or clause";
    if (c == '\'')
        return "texts stand between double quotes";
    if (!memcmp(b->text + at.start, "\xE2\x80\xA6", 3))
        return "write out what is meant";
    return is_last(b, at.end) ? "delete it" : NULL;
}

/* `=` stands for several things in other languages; what is right depends on where it is. */
static const char *equals_hint(const ast_builder *b)
{
    if (recover_in_condition(b))
        return "write `is`";
    if (recover_in_define(b))
        return "write `:` behind the name";
    switch (recover_body(b)) {
    case BODY_TEST:
        return "leave it out: the value follows the fact";
    case BODY_RULE:
        return "leave it out; of a feature write `FEATURE is LEVEL`";
    case BODY_CASES:
        return "write `=>`";
    default:
        return "leave it out";
    }
}

static void lapse_operator(ast_builder *b, ast_range at, const char *instead)
{
    const char *text = quote(b, at, 8);
    bool list = recover_body(b) == BODY_SET;

    if (!strcmp(instead, "}") && b->brackets) {
        b->brackets--; /* said of its opening bracket */
        return;
    }
    if (!strcmp(instead, "{"))
        b->brackets++;
    if (*instead == '{' && isalnum((unsigned char)byte_before(b, at.start)))
        instead = "a fact is written with dots: LAYER.fact";
    else if (*instead == '{')
        instead =
            recover_in_condition(b) ? "write `{`; a list stands in braces: {A, B}" : "write `{`";
    else if (*text == '=' && !strcmp(instead, "is"))
        instead = equals_hint(b);
    else if (list && !strcmp(instead, "or"))
        instead = "put a comma between them";
    else
        instead = arena_printf(b->arena, "write `%s`", instead);
    diag_report(b->diags, DIAG_SPELLING, span_of(b, at), instead, text);
}

static void lapse_comment(ast_builder *b, ast_range at)
{
    diag_report(b->diags, DIAG_SPELLING, span_of(b, (ast_range){at.start, at.start + 2}),
                "a comment begins with #, on each of its lines", "/*");
}

/* -- all of them -- */

/* The marks that a version control system leaves: one report for all. */
static bool is_merge(ast_builder *b, ast_range at)
{
    bool said = b->merge;

    if (at.end - at.start < 4 || !strchr("<=>", b->text[at.start]))
        return false;
    b->merge = true;
    if (!said)
        diag_report(b->diags, DIAG_BAD_CHARACTER, span_of(b, at),
                    "a merge is not finished: keep one of the two texts", quote(b, at, 8));
    return true;
}

static void report(ast_builder *b, const ast_held_lapse *l)
{
    ast_range at = l->at;

    switch (l->lapse) {
    case AST_LAPSE_CHARACTER:
        if (!is_merge(b, at))
            diag_report(b->diags, DIAG_BAD_CHARACTER, span_of(b, at), character_hint(b, at),
                        quote(b, at, 8));
        break;
    case AST_LAPSE_QUOTES:
        lapse_quotes(b, at);
        break;
    case AST_LAPSE_SPACE:
        lapse_space(b, at);
        break;
    case AST_LAPSE_DASH:
        lapse_dash(b, at);
        break;
    case AST_LAPSE_WORD:
        lapse_word(b, at);
        break;
    case AST_LAPSE_NUMBER:
        diag_report(b->diags, DIAG_BAD_DIGITS, span_of(b, at),
                    number_hint(b, quote(b, at, 40), is_first(b, at.start)), quote(b, at, 40));
        break;
    case AST_LAPSE_STRING:
        diag_report(b->diags, DIAG_OPEN_STRING, span_of(b, at), string_hint(b, at));
        break;
    case AST_LAPSE_PATTERN:
        diag_report(b->diags, DIAG_OPEN_PATTERN, span_of(b, at), pattern_hint(b, at));
        break;
    case AST_LAPSE_COMMENT:
        lapse_comment(b, at);
        break;
    case AST_LAPSE_OPERATOR:
        lapse_operator(b, at, l->instead);
        break;
    }
}

void ast_lapse_at(ast_builder *b, ast_lapse lapse, ast_range at, const char *instead)
{
    bool again = lapse == AST_LAPSE_CHARACTER && at.start && b->lapse_end == at.start;

    b->lapses++;
    b->lapse_end = at.end;
    if (!again)
        *ARENA_PUSH(b->arena, &b->held) = (ast_held_lapse){lapse, at, instead};
}

void lapse_settle(ast_builder *b, uint32_t end, bool tell)
{
    while (b->told < b->held.count && b->held.at[b->told].at.start < end) {
        ast_held_lapse l = b->held.at[b->told++];
        if (tell)
            report(b, &l);
    }
}
