/* syntax.c: what is said about text that is not of the language's shape.
 *
 * Turns what the scanner met and the tokens the parser would have taken into sentences a writer of
 * rules understands. It decides no recovery (recover.c). Invariant: one report per mistake.
 */
#include "parse.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* -- quoting -- */

const char *quote(const ast_builder *b, ast_range at, size_t limit)
{
    const src_file *f = &b->sources->files.at[b->file];
    char *out = arena_alloc(b->arena, limit + 8), *to = out;
    uint32_t c, n;

    for (uint32_t i = at.start; i < at.end; i += n) {
        bool blank = false;
        while (i < at.end && strchr(" \t\r\n", f->bytes[i]) && f->bytes[i]) {
            blank = true;
            i++;
        }
        if (i >= at.end)
            break;
        n = (uint32_t)src_decode(f->bytes + i, f->size - i, &c);
        if ((size_t)(to - out) + n + blank > limit) {
            memcpy(to, "\xE2\x80\xA6", 3);
            to += 3;
            break;
        }
        if (blank && to > out)
            *to++ = ' ';
        if (c == UINT32_MAX || c < 32) {
            *to++ = '?';
            continue;
        }
        memcpy(to, f->bytes + i, n);
        to += n;
    }
    *to = '\0';
    return out;
}

/* -- what the scanner met -- */

static void lapse_space(ast_builder *b, ast_range at)
{
    uint32_t c;

    src_decode(b->text + at.start, at.end - at.start, &c);
    diag_report(b->diags, DIAG_SPACES, span_of(b, at), "write a plain blank, or nothing",
                arena_printf(b->arena, "%s (U+%04X)",
                             c == 0xA0     ? "a no-break space"
                             : c == 0xFEFF ? "a byte order mark"
                                           : "an unusual space",
                             (unsigned)c));
}

/* The dash itself within the word. */
static void lapse_dash(ast_builder *b, ast_range at)
{
    uint32_t c = 0, n = 0;

    for (uint32_t i = at.start; i < at.end && c < 0x80; i += n) {
        n = (uint32_t)src_decode(b->text + i, at.end - i, &c);
        if (c >= 0x80)
            at = (ast_range){i, i + n};
    }
    diag_report(b->diags, DIAG_SPACES, span_of(b, at), "write a hyphen: `-`",
                arena_printf(b->arena, "a dash that is no hyphen (U+%04X)", (unsigned)c));
}

static void lapse_word(ast_builder *b, ast_range at)
{
    const char *text = quote(b, at, 40),
               *hint = "names are letters a to z, digits and `-`, and begin with a letter";

    if (text[strlen(text) - 1] == '.')
        hint = "a dotted name cannot end with a dot";
    else if (strstr(text, ".."))
        hint = "a dotted name has one dot between its parts";
    diag_report(b->diags, DIAG_BAD_WORD, span_of(b, at), hint, text);
}

void ast_lapse_at(ast_builder *b, ast_lapse lapse, ast_range at, const char *instead)
{
    bool again = lapse == AST_LAPSE_CHARACTER && at.start && b->lapse_end == at.start;

    b->lapses++;
    b->lapse_end = at.end;
    switch (lapse) {
    case AST_LAPSE_CHARACTER:
        if (!again)
            diag_report(b->diags, DIAG_BAD_CHARACTER, span_of(b, at), NULL, quote(b, at, 8));
        break;
    case AST_LAPSE_QUOTES:
        diag_report(b->diags, DIAG_QUOTES, span_of(b, at), "use the plain double quote: \"",
                    b->text[at.start] == '\'' ? "single quotes" : "typographic quotes");
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
        diag_report(b->diags, DIAG_BAD_DIGITS, span_of(b, at), NULL, quote(b, at, 40));
        break;
    case AST_LAPSE_STRING:
        diag_report(b->diags, DIAG_OPEN_STRING, span_of(b, at), "close it with \"");
        break;
    case AST_LAPSE_PATTERN:
        diag_report(b->diags, DIAG_OPEN_PATTERN, span_of(b, at),
                    "close it with /; a comment begins with #");
        break;
    case AST_LAPSE_OPERATOR:
        diag_report(b->diags, DIAG_SPELLING, span_of(b, at),
                    arena_printf(b->arena, "write `%s`", instead), quote(b, at, 8));
        break;
    }
}

void ast_comment_at(ast_builder *b, ast_range at)
{
    ast_comment *comment = ARENA_NEW(b->arena, ast_comment);
    uint32_t i = at.start;

    while (at.end > at.start && strchr(" \t\r", b->text[at.end - 1]))
        at.end--;
    while (i && (b->text[i - 1] == ' ' || b->text[i - 1] == '\t'))
        i--;
    comment->text = arena_copy(b->arena, b->text + at.start, at.end - at.start);
    for (char *p = memchr(comment->text, 1, at.end - at.start); p; p = strchr(p, 1))
        *p = '?';
    comment->span = span_of(b, at);
    comment->own_line = !i || b->text[i - 1] == '\n';
    if (b->last_comment)
        b->last_comment->next = comment;
    else
        b->tree->comments = comment;
    b->last_comment = comment;
    diag_comment(b->diags, comment);
}

/* -- what the parser expected -- */

typedef struct expectation {
    const char *const *names;
    int count;
    bool used[256]; /* already said */
    const char *said[8];
    int nsaid;
} expectation;

static int find(const expectation *e, const char *name)
{
    for (int i = 0; i < e->count; i++)
        if (!strcmp(e->names[i], name))
            return i;
    return -1;
}

static bool has(const expectation *e, const char *name)
{
    return find(e, name) >= 0;
}

/* When at least `least` of these are expected, one phrase stands for all of them. */
static void group(expectation *e, const char *phrase, int least, const char *const *words)
{
    int n = 0;

    for (int i = 0; words[i]; i++)
        n += has(e, words[i]) && !e->used[find(e, words[i])];
    if (n < least || e->nsaid == 8)
        return;
    for (int i = 0; words[i]; i++)
        if (has(e, words[i]))
            e->used[find(e, words[i])] = true;
    e->said[e->nsaid++] = phrase;
}

static const char *const items[] = {"pack",   "use",        "layer",   "product", "feature", "fact",
                                    "define", "impossible", "section", "rule",    "test",    NULL};
static const char *const clauses[] = {"cite", "why",      "when", "require",
                                      "then", "conflict", "fix",  NULL};
static const char *const fields[] = {"title",    "issuer",  "source", "edition",
                                     "captured", "applies", NULL};
static const char *const sources[] = {"file",  "files", "exists", "os-release", "uname",
                                      "cpuid", "auxv",  "fact",   "only",       NULL};
static const char *const comparisons[] = {
    "is", "in", "not", "<", "<=", ">", ">=", "matches", "exists", NULL};
static const char *const condition[] = {
    "a name", "a dotted name", "a name with `_`", "not", "(", "a condition nested too deeply",
    NULL};
static const char *const value[] = {
    "a name", "a name with `_`", "a number", "a string", "a range", "$1", "{", NULL};
static const char *const path[] = {"a name", "a dotted name", "a name with `_`", NULL};
static const char *const types[] = {"flag", "one", "number", "text", "release", NULL};

/* Where a name may stand, so may most words: they are names there. */
static void hide_words(expectation *e)
{
    for (int i = 0; has(e, "a name") && has(e, "issuer") && i < e->count; i++) {
        const char *name = e->names[i];
        if (islower((unsigned char)name[0]) && strncmp(name, "a ", 2) && strcmp(name, "in") &&
            strcmp(name, "not") && strcmp(name, "is"))
            e->used[i] = true;
    }
}

static const char *join(ast_builder *b, const expectation *e)
{
    const char *text = "";

    for (int i = 0; i < e->nsaid; i++)
        text = arena_printf(b->arena, "%s%s%s", text,
                            !i                 ? ""
                            : i + 1 < e->nsaid ? ", "
                                               : " or ",
                            e->said[i]);
    return text;
}

/* The short list of what could have stood there. */
static const char *describe(ast_builder *b, const char *const *names, int count)
{
    expectation e = {.names = names, .count = count < 256 ? count : 256};
    bool is_condition = has(&e, "a name") && has(&e, "(") && has(&e, "not");

    hide_words(&e);
    if (has(&e, "section") && has(&e, "the end of the file"))
        e.used[find(&e, "the end of the file")] = true;
    if (is_condition)
        group(&e, "a condition", 1, condition);
    else if (has(&e, "a name") && has(&e, "a string"))
        group(&e, "a value", 2, value);
    else
        group(&e, "a name", 1, path);
    group(&e, "a comparison (is, in, matches, exists, <, <=, >, >=)", 5, comparisons);
    group(&e, "a type (flag, one of {…}, number, text, release)", 3, types);
    for (int i = 0; i < e.count && e.nsaid < 5; i++) {
        bool grouped = false;
        const char *const *const lists[] = {items, clauses, fields, sources, NULL};
        for (int k = 0; lists[k]; k++)
            for (int j = 0; lists[k][j]; j++)
                grouped |= !strcmp(lists[k][j], names[i]);
        if (e.used[i] || grouped)
            continue;
        e.used[i] = true;
        e.said[e.nsaid++] = isalpha((unsigned char)names[i][0]) && strchr(names[i], ' ') &&
                                    strcmp(names[i], "or later")
                                ? names[i]
                                : arena_printf(b->arena, "`%s`", names[i]);
    }
    group(&e, "a clause (cite, why, when, require, then, conflict, fix)", 4, clauses);
    group(&e, "a field (title, issuer, source, edition, captured, applies)", 4, fields);
    group(&e, "a source (file, files, exists, os-release, uname, cpuid, auxv, fact, only when)", 5,
          sources);
    group(&e,
          "a declaration (pack, use, layer, product, feature, fact, define, impossible, section, "
          "rule, test)",
          7, items);
    for (int i = 0; i < e.count && e.nsaid < 5; i++)
        if (!e.used[i])
            e.said[e.nsaid++] = arena_printf(b->arena, "`%s`", names[i]);
    return join(b, &e);
}

/* -- what was found, and what may have been meant -- */

static const char *describe_found(ast_builder *b, ast_range at, const char *found)
{
    const char *text = quote(b, at, 40);

    if (at.start == at.end)
        return found;
    if (!strcmp(found, "a string"))
        return arena_printf(b->arena, "the string %s", text);
    if (!strcmp(found, "a /pattern/"))
        return arena_printf(b->arena, "the pattern %s", text);
    return arena_printf(b->arena, "`%s`", text);
}

static bool is_word(const char *name)
{
    return islower((unsigned char)name[0]) && !strchr(name, ' ');
}

static const char *nearest_word(ast_builder *b, const char *word, const char *const *names,
                                int count)
{
    const char **words = arena_alloc(b->arena, (size_t)(count + 1) * sizeof *words), *near;
    size_t n = 0;

    for (int i = 0; i < count; i++) {
        if (!is_word(names[i]))
            continue;
        if (!strcasecmp(names[i], word))
            return arena_printf(b->arena, "words of the language are in lower case: `%s`",
                                names[i]);
        words[n++] = names[i];
    }
    near = diag_nearest(word, words, n);
    return near ? arena_printf(b->arena, "did you mean `%s`?", near) : NULL;
}

static const char *hint_for(ast_builder *b, ast_range at, const char *found, const expectation *e)
{
    const char *text = quote(b, at, 40), *near;

    near = strcmp(found, "a name") ? NULL : nearest_word(b, text, e->names, e->count);
    if (near)
        return near;
    if (recover_in_condition(b) &&
        (!strncmp(found, "a name", 6) || !strcmp(found, "a dotted name")) && !has(e, ","))
        return "conditions are joined by `and` or `or`";
    if (!strcmp(found, "a name"))
        return has(e, "a string") && e->count == 1 ? "put the text between double quotes"
               : has(e, ",")                       ? "put a comma between them"
                                                   : NULL;
    if (!strcmp(found, "a /pattern/") && (text[1] == '/' || text[1] == '*'))
        return "a comment begins with #";
    if (!strcmp(found, "a string") && has(e, "a /pattern/"))
        return "a pattern stands between slashes; to compare with a fixed text write `is \"…\"`";
    if (!strcmp(found, "a string") && has(e, "a name") && !has(e, "a number"))
        return "a name stands without quotes";
    if (!strcmp(found, "a dotted name") && has(e, "a name"))
        return "this name has no dots";
    if (!strcmp(found, "or later") || !strcmp(found, "within"))
        return "a version comes first: rhel 8.2 or later within 8";
    if (!strcmp(found, "else") && e->count == 1 && has(e, ","))
        return "a conflict is between two features: conflict A, B";
    if (has(e, "a name") && !has(e, "(") && is_word(found) && !recover_is_border(b))
        return arena_printf(b->arena, "`%s` is a word of the language and cannot be a name", found);
    return NULL;
}

/* A condition alone is complete too, so the parser does not ask for what could continue it. */
static const char *with_context(ast_builder *b, const expectation *e, const char *expected)
{
    if (recover_is_border(b))
        return expected;
    if (recover_after_subject(b))
        return arena_printf(
            b->arena,
            "a comparison (is, in, matches, exists, <, <=, >, >=), `and` or `or`; otherwise %s",
            expected);
    if (e->count == 1 && has(e, "else") && recover_in_require(b))
        return "`and`, `or` or `else`";
    return expected;
}

void parse_unexpected(ast_builder *b, ast_range at, const char *found, const char *const *expected,
                      int count)
{
    expectation e = {.names = expected, .count = count > 0 ? count : 0};
    bool quiet = b->quiet || recover_is_known(b);

    b->quiet = false;
    if (at.start == at.end) /* the end of the file: behind what was read last */
        at = recover_behind_last(b);
    if (!quiet && has(&e, "else") && recover_is_border(b))
        diag_report(b->diags, DIAG_NO_ELSE, span_of(b, at), "write `else LEVEL \"message\"`",
                    recover_in_require(b) ? "require" : "conflict");
    else if (!quiet && recover_version_word(b) && e.count == 1 && has(&e, "a number"))
        diag_report(b->diags, DIAG_NO_VERSION, span_of(b, at), "a version is digits and dots: 8.2",
                    recover_version_word(b));
    else if (!quiet)
        diag_report(b->diags, DIAG_SYNTAX, span_of(b, at), hint_for(b, at, found, &e),
                    describe_found(b, at, found),
                    with_context(b, &e, describe(b, expected, e.count)));
    recover_begin(b);
}

void parse_exhausted(ast_builder *b, ast_range at)
{
    diag_report(b->diags, DIAG_TOO_DEEP, span_of(b, at), NULL, 256u);
}
