/* syntax.c: what is said about text that is not of the language's shape.
 *
 * Turns the tokens the parser found and would have taken into sentences a writer of
 * rules understands. It decides no recovery (recover.c). Invariant: one report per mistake.
 */
#include "hints.h"

#include <ctype.h>
#include <string.h>

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

/* When at least `least` of these are expected, one phrase stands for all of them. */
static void group(expectation *e, const char *phrase, int least, const char *const *words)
{
    int n = 0;

    for (int i = 0; words[i]; i++)
        n += hints_expect(e, words[i]) && !e->used[hints_find(e, words[i])];
    if (n < least || e->nsaid == 8)
        return;
    for (int i = 0; words[i]; i++)
        if (hints_expect(e, words[i]))
            e->used[hints_find(e, words[i])] = true;
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
    for (int i = 0; hints_expect(e, "a name") && hints_expect(e, "issuer") && i < e->count; i++) {
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

static bool wants_effect(const ast_builder *b)
{
    const char *before = quote(b, recover_token(b, 1), 8);

    return !strcmp(before, "then") || !strcmp(before, "else");
}

static void hide(expectation *e, const char *name)
{
    if (hints_expect(e, name))
        e->used[hints_find(e, name)] = true;
}

/* The short list of what could have stood there. */
static const char *describe(ast_builder *b, const char *const *names, int count)
{
    expectation e = {.names = names, .count = count < 256 ? count : 256};
    bool is_condition =
        hints_expect(&e, "a name") && hints_expect(&e, "(") && hints_expect(&e, "not");

    hide_words(&e);
    if (is_condition || hints_expect(&e, "a name"))
        hide(&e, "is");
    if (!is_condition && hints_expect(&e, "a name") && hints_expect(&e, "a string") &&
        hints_expect(&e, "not")) {
        hide(&e, "not");
        hide(&e, "in");
    }
    if (hints_expect(&e, "section") && hints_expect(&e, "the end of the file"))
        e.used[hints_find(&e, "the end of the file")] = true;
    if (is_condition)
        group(&e, "a condition", 1, condition);
    else if (hints_expect(&e, "a name") && hints_expect(&e, "a string"))
        group(&e, "a value", 2, value);
    else if (hints_expect(&e, "a name") && wants_effect(b))
        group(&e, "a level, or `FEATURE is LEVEL`", 1, path);
    else
        group(&e, "a name", 1, path);
    group(&e, "a comparison (is, in, matches, exists, <, <=, >, >=)", 5, comparisons);
    group(&e, "a type (flag, one of {…}, number, text, release)", 3, types);
    for (int i = 0; i < e.count && e.nsaid < 5; i++) {
        bool grouped = !strcmp(names[i], "}") && !hints_expect(&e, ",");
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

/* -- what was found -- */

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

/* -- the report -- */

/* A condition alone is complete too, so the parser does not ask for what could continue it. */
static const char *with_context(const question *q, const char *expected)
{
    ast_builder *b = q->b;
    const expectation *e = q->e;

    if (recover_is_border(b) || !recover_in_condition(b))
        return expected;
    if (recover_after_subject(b))
        return strchr(q->last, '.') ? "a comparison (is, in, matches, <, <=, >, >=)"
                                    : "`exists`, `in use`, `and` or `or`";
    if (hints_alone(q, "else") && recover_in_require(b))
        return "`and`, `or` or `else`";
    if (hints_alone(q, ")"))
        return "`and`, `or` or `)`";
    if (hints_expect(e, "a name") || (hints_expect(e, "cite") && recover_is_first(b)))
        return expected;
    if (hints_expect(e, "cite") && hints_expect(e, "why"))
        return "`and`, `or` or the next clause";
    return hints_expect(e, "pack") && hints_expect(e, "layer")
               ? "`and`, `or` or the next declaration"
               : expected;
}

static ast_range behind(ast_range token)
{
    return (ast_range){token.end, token.end};
}

static void report_unexpected(question *q)
{
    ast_builder *b = q->b;
    const expectation *e = q->e;
    bool border = recover_is_border(b) || hints_alone(q, "{"),
         next_line = recover_is_first(b) || q->at.start == q->at.end;
    const char *found = describe_found(b, q->at, q->found), *wrong = hints_misplaced(q);
    ast_range at = next_line && border && !hints_whole(e) ? behind(q->before)
                   : q->at.start == q->at.end             ? behind(q->before)
                                                          : q->at;

    if (hints_expect(e, "else") && border && b->stray_else) {
        b->stray_else = true;
    } else if (hints_expect(e, "else") && border) {
        diag_report(b->diags, DIAG_NO_ELSE, span_of(b, at),
                    !strcmp(q->found, "then")
                        ? "write `else` after `require`, or `when` before `then`"
                        : "write `else LEVEL \"message\"`",
                    recover_in_require(b) ? "require" : "conflict");
    } else if (recover_version_word(b) && hints_alone(q, "a number")) {
        diag_report(b->diags, DIAG_NO_VERSION, span_of(b, border ? q->before : q->at),
                    !border && !strcmp(recover_version_word(b), "within")
                        ? "write the version alone: `within 8`"
                        : "a version is digits and dots: 8.2",
                    recover_version_word(b));
    } else if (wrong) {
        diag_report(b->diags, DIAG_SYNTAX, span_of(b, q->before), wrong,
                    describe_found(b, q->before, "a name"),
                    recover_after_subject(b) ? "a condition" : "a value");
    } else if (hints_expect(e, "given") && hints_expect(e, "expect") &&
               !hints_expect(e, "a name") &&
               (!strcmp(q->last, "expect") || !strcmp(q->last, "given"))) {
        diag_report(b->diags, DIAG_SYNTAX, span_of(b, q->before),
                    arena_printf(b->arena, "`%s` has no value", q->lead),
                    describe_found(b, q->before, "a name"), "a value");
    } else {
        diag_report(b->diags, DIAG_SYNTAX, span_of(b, at), hints_for(q), found,
                    with_context(q, describe(b, q->e->names, e->count)));
    }
    if (!strcmp(q->found, "else"))
        b->stray_else = true;
}

void parse_unexpected(ast_builder *b, ast_range at, const char *found, const char *const *expected,
                      int count)
{
    expectation e = {.names = expected, .count = count > 0 ? count : 0};
    question q = {.b = b, .at = at, .found = found, .e = &e};

    q.before = recover_token(b, 1);
    q.third = recover_token(b, 2);
    q.text = quote(b, at, 40);
    q.last = quote(b, q.before, 40);
    q.lead = quote(b, q.third, 40);
    if (!b->quiet && !recover_is_known(b))
        report_unexpected(&q);
    b->quiet = false;
    recover_begin(b);
}

void parse_exhausted(ast_builder *b, ast_range at)
{
    diag_report(b->diags, DIAG_TOO_DEEP, span_of(b, at), NULL, 256u);
}
