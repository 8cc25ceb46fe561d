/* test_front.c: from text to tree: tokens, spans, recovery, limits, places and the canonical form.
 *
 * Works on compiler/'s private headers; the working folder is the project's (rules/ is read).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../compiler/unit.h"

/* -- a unit that was parsed, with what was said about it ------------------------------------------- */

typedef struct said { char id[8], hint[160], message[200]; uint32_t line, column, file; } said;

typedef struct front {
    struct cavc_unit unit;
    jmp_buf out_of_memory;
    said said[300];
    size_t nsaid;
    const char *paths[8], *texts[8]; /* for `use` */
    long allocations, fail_at, live; /* of the allocator below */
    bool failed;
} front;

static void *counted(void *context, void *block, size_t old_size, size_t new_size)
{
    front *f = context;

    (void)old_size;
    if (!new_size) {
        f->live -= block != NULL;
        free(block);
        return NULL;
    }
    if (++f->allocations == f->fail_at)
        return NULL;
    f->live += block == NULL;
    return realloc(block, new_size);
}

static void note(void *context, const cavc_diagnostic *d)
{
    front *f = context;
    said *s = &f->said[f->nsaid++];

    assert_true(f->nsaid < 300);
    snprintf(s->id, sizeof s->id, "%s", d->id);
    snprintf(s->hint, sizeof s->hint, "%s", d->hint ? d->hint : "");
    snprintf(s->message, sizeof s->message, "%s", d->message);
    s->line = d->line;
    s->column = d->column;
    if (d->line) {
        assert_non_null(d->source);
        assert_non_null(strchr(d->caret, '^'));
        assert_true(d->start <= d->end);
    }
}

static const char *give(void *context, const char *path, cavc_text *text)
{
    front *f = context;

    for (int i = 0; i < 8 && f->paths[i]; i++)
        if (!strcmp(f->paths[i], path)) {
            text->bytes = f->texts[i];
            text->size = strlen(f->texts[i]);
            return NULL;
        }
    return "no such file";
}

static void run(front *f, const char *text, size_t size)
{
    f->unit.host.env.resize = counted;
    f->unit.host.env.context = f;
    f->unit.host.context = f;
    f->unit.host.diagnostic = note;
    f->unit.host.use = give;
    arena_init(&f->unit.arena, &f->unit.host.env, &f->out_of_memory);
    if (setjmp(f->out_of_memory)) {
        f->failed = true;
        return;
    }
    f->unit.sources.arena = &f->unit.arena;
    f->unit.diags = diag_list_new(&f->unit.arena, &f->unit.sources);
    parse_unit(&f->unit, "dir/main.cav", (cavc_text){text, size});
    diag_flush(f->unit.diags, &f->unit.host);
}

static front *parse_sized(const char *text, size_t size)
{
    front *f = calloc(1, sizeof *f);

    assert_non_null(f);
    run(f, text, size);
    assert_false(f->failed);
    return f;
}

static front *parse(const char *text)
{
    return parse_sized(text, strlen(text));
}

static void done(front *f)
{
    arena_free(&f->unit.arena);
    assert_int_equal(f->live, 0);
    free(f);
}

static ast_item *items(front *f)
{
    return f->unit.files.at[0]->items;
}

/* "LINE:COLUMN ID" of each, joined by blanks. */
static void expect_said(front *f, const char *text, const char *expected)
{
    char got[4000] = "";

    for (size_t i = 0; i < f->nsaid && strlen(got) < 3900; i++)
        sprintf(got + strlen(got), "%s%u:%u %s", i ? " " : "", f->said[i].line, f->said[i].column, f->said[i].id);
    if (strcmp(got, expected)) {
        print_error("of:\n%s\nexpected %s\ngot      %s\n", text, expected, got);
        for (size_t i = 0; i < f->nsaid; i++)
            print_error("  %s (%s)\n", f->said[i].message, f->said[i].hint);
        fail();
    }
}

static void check_said(const char *text, const char *expected)
{
    front *f = parse(text);

    expect_said(f, text, expected);
    done(f);
}

static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(1 << 20);

    if (!f)
        fail_msg("%s is not here", path);
    *size = fread(bytes, 1, (1 << 20) - 1, f);
    bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

static const char *const packs[] = {"rules/nested.facts.cav", "rules/rhel8-nested.cav", "rules/rhel8-nested.tests.cav", "tests/data/shared/pack.cav"};
enum { PACKS = sizeof packs / sizeof *packs };

/* -- words ------------------------------------------------------------------------------------------ */

static const char *const soft[] = {
    "pack", "use", "layer", "product", "feature", "fact", "define", "impossible", "section", "rule", "test", "title",
    "issuer", "source", "edition", "captured", "applies", "version", "from", "os-release", "at", "flag", "one", "of",
    "number", "text", "release", "fixed", "here", "guest", "any", "file", "uname", "cpuid", "auxv", "only", "present",
    "absent", "statement", "line", "no", "cite", "why", "conflict", "fix", "exists", "matches", "before", "within",
    "depth", "given", "expect", "between", "by", "missing", "none", "other", "note", "later", "on", "off",
};

/* Every place where a name may stand. */
static const char everywhere[] =
    "layer @ \"x\" product @ \"x\" version major from os-release ID /x/ feature @ \"x\"\n"
    "fact @ at @, @: one of {@, a} \"x\" fixed { here { uname @ { /x/ => @ } fact @ { present => {@, @ 8} } } }\n"
    "define @: @ impossible \"x\" when @ exists and @ in use and @ is @ and a.b in {@, @ before 8}\n"
    "section @ \"x\" { statement @ \"x\" statement a.@ line 3 \"x\" no rule \"x\" }\n"
    "rule @ { cite @, @ when @ then @ \"x\" }\n"
    "rule a { require @ matches /x/ else @ is @ \"x\" conflict @, @ else @ \"x\" }\n"
    "test \"x\" { given @: @ @, @ in {@, 2..} given use @ given depth 2\n"
    "expect @ by @, @ expect a between @ and @ missing @ }\n";

static void test_words_are_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof soft / sizeof *soft; i++) {
        const char *w = soft[i];
        char text[4000], *to = text;
        for (const char *p = everywhere; *p; p++)
            to += *p == '@' ? sprintf(to, "%s", w) : sprintf(to, "%c", *p);
        check_said(text, "");
    }
}

static void test_reserved_words(void **state)
{
    static const char *const reserved[] = {"and", "or", "not", "in", "is", "then", "else", "when", "require"};
    char text[100];

    (void)state;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        front *f;
        snprintf(text, sizeof text, "layer %s \"x\"", reserved[i]);
        f = parse(text);
        expect_said(f, text, "1:7 E020");
        if (strcmp(reserved[i], "then") && strcmp(reserved[i], "else") && strcmp(reserved[i], "when") && strcmp(reserved[i], "require"))
            assert_non_null(strstr(f->said[0].hint, "word of the language"));
        done(f);
    }
}

static void test_or_later(void **state)
{
    front *f = parse("define a: os is rhel 8.2 or\n\t later within 8\ndefine b: x or later-x\ndefine c: os is rhel 8 or laters\ndefine d: x or\nlate");
    ast_cond *c;

    (void)state;
    expect_said(f, "or later", "");
    c = items(f)->as.define->cond;
    assert_int_equal(c->values->version_kind, AST_VERSION_LATER);
    assert_string_equal(c->values->version->text, "8.2");
    assert_string_equal(c->values->within->text, "8");
    for (ast_item *i = items(f)->next; i; i = i->next)
        assert_int_equal(i->as.define->cond->kind, AST_OR);
    done(f);
}

static void test_numbers(void **state)
{
    front *f = parse("test \"x\" { given L0: a 2..8, b 2.., c ..8, d -5, e -5..-2, f 8.10, g rhel 22.04 } fact x at a: text \"x\" { here { cpuid 0x40000000 } }");
    const ast_told *t = items(f)->as.test->givens->told;

    (void)state;
    expect_said(f, "numbers", "");
    assert_string_equal(t->values->text, "2");
    assert_string_equal(t->values->high, "8");
    t = t->next;
    assert_string_equal(t->values->text, "2");
    assert_null(t->values->high);
    t = t->next;
    assert_null(t->values->text);
    assert_string_equal(t->values->high, "8");
    t = t->next;
    assert_int_equal(t->values->kind, AST_VALUE_NUMBER);
    assert_string_equal(t->values->text, "-5");
    t = t->next;
    assert_string_equal(t->values->text, "-5");
    assert_string_equal(t->values->high, "-2");
    t = t->next->next;
    assert_string_equal(t->values->version->text, "22.04");
    assert_string_equal(items(f)->next->as.fact->blocks->sources->field->text, "0x40000000");
    done(f);
}

static void test_strings_and_patterns(void **state)
{
    front *f = parse("feature a \"q\\\" b\\\\ n\\n t\\t \\u{e9}\\u{1F642} {x}\"");
    const ast_item *i = items(f);

    (void)state;
    expect_said(f, "strings", "");
    assert_string_equal(i->as.feature->title->text, "q\" b\\ n\n t\t \xC3\xA9\xF0\x9F\x99\x82 {x}");
    done(f);
    f = parse("define b: x matches /a\\/b\\\\\\/[\\/]\\d\\\\/isx define c: x is \"\"");
    i = items(f);
    expect_said(f, "patterns", "");
    assert_string_equal(i->as.define->cond->pattern->text, "a/b\\\\/[/]\\d\\\\");
    assert_int_equal(i->as.define->cond->pattern->flags, CAV_PATTERN_I | CAV_PATTERN_S | CAV_PATTERN_X);
    assert_string_equal(i->next->as.define->cond->values->text, "");
    done(f);
}

static void test_chains_are_flat(void **state)
{
    front *f = parse("define a: a and b and (c or d or not e) and f");
    const ast_cond *c = items(f)->as.define->cond, *group = c->children->next->next;
    size_t n = 0;

    (void)state;
    for (const ast_cond *i = c->children; i; i = i->next)
        n++;
    assert_int_equal(n, 4);
    assert_true(group->parens);
    assert_int_equal(group->kind, AST_OR);
    assert_int_equal(group->children->next->next->kind, AST_NOT);
    done(f);
}

/* -- spans ------------------------------------------------------------------------------------------ */

typedef struct span_check { front *f; ast_span stack[400]; size_t n; } span_check;

/* The dump is indented by depth and shows every span: a child's lies in that of the line above it. */
static void check_span_line(void *context, const char *line)
{
    span_check *c = context;
    size_t depth = strspn(line, " ") / 2;
    const char *open = strrchr(line, '[');
    ast_span s = {0};

    if (!strncmp(line, "file ", 5) || !strncmp(line, "comment", 7))
        return;
    assert_true(depth < 400);
    while (c->n <= depth)
        c->stack[c->n++] = (ast_span){0, 0, UINT32_MAX};
    c->n = depth + 1;
    if (!open || sscanf(open, "[%u, %u)", &s.start, &s.end) != 2)
        s = depth ? c->stack[depth - 1] : s;
    if (s.start > s.end || (depth && (s.start < c->stack[depth - 1].start || s.end > c->stack[depth - 1].end)))
        fail_msg("a child outside its parent: %s", line);
    c->stack[depth] = s;
}

static void check_spans(front *f)
{
    span_check c = {.f = f};

    dump_tree(&f->unit, check_span_line, &c);
}

static void test_spans(void **state)
{
    (void)state;
    for (int i = 0; i < PACKS; i++) {
        size_t size;
        char *text = read_file(packs[i], &size);
        front *f = parse_sized(text, size);
        for (const ast_item *it = items(f); it; it = it->next)
            assert_true(it->span.end <= size);
        check_spans(f);
        done(f);
        free(text);
    }
}

static void test_names_are_their_text(void **state)
{
    const char *text = "rule  abc  { cite a.1 ,b.2 when  ( L0.x  is amd )  then  broken  \"x\" }";
    front *f = parse(text);
    const ast_rule *r = items(f)->as.rule;
    const ast_cond *c = r->clauses->next->cond;

    (void)state;
    assert_memory_equal(text + r->name->span.start, "abc", 3);
    assert_memory_equal(text + r->clauses->names->next->span.start, "b.2", 3);
    assert_memory_equal(text + c->span.start, "( L0.x  is amd )", c->span.end - c->span.start);
    assert_memory_equal(text + c->values->span.start, "amd", c->values->span.end - c->values->span.start);
    assert_int_equal(items(f)->span.start, 0);
    assert_int_equal(items(f)->span.end, strlen(text));
    done(f);
}

/* -- errors and recovery ---------------------------------------------------------------------------- */

static void test_recovery(void **state)
{
    static const struct { const char *text, *said; } cases[] = {
        {"rule a { cite s.1 whn x then broken \"x\" }\nrule b { cite 8 }\nrule c { cite s.1 }", "1:19 E020 2:15 E020"},
        {"ruel a { cite x }\nrule b { }\nrul c { }\nrule d { }", "1:1 E020 3:1 E020"},
        {"rule a {\n cite s.1\n when x is\n then broken\n fix 8\n why \"x\"\n}", "4:2 E020 5:2 E020 5:6 E020"},
        {"define a: x is y z\ndefine b: (x\ndefine c: not\ndefine d: x is amd", "1:18 E020 3:1 E020 4:1 E020"},
        {"fact a at L0: flag \"x\" {\n here {\n  file \"/x\" { /a/ on /b/ => off }\n  command \"x\"\n  uname\n }\n there { }\n}\nlayer L0 8", "3:19 E020 4:3 E020 6:2 E020 7:2 E020 9:10 E020"},
        {"section s \"x\" {\n statement 8 \"x\"\n statement s.1\n statement s.2 \"x\" no rule\n}\nuse 8", "2:12 E020 4:2 E020 5:1 E020 6:5 E020"},
        {"test \"x\" {\n given L0 x\n given depth x\n expect\n expect a b c\n}\nuse \"x\" 8", "2:11 E020 3:14 E020 5:11 E020 7:5 E041 7:9 E020"},
        {"pack p {\n titel \"x\"\n issuer x\n source \"y\"\n}\nlayer", "2:2 E020 3:9 E020 6:6 E020"},
        {"define a: x in {a b} and y in {, c} or z\nlayer L0 \"x\"", "1:19 E020 1:32 E020 1:37 E021"},
        {"define a: x in {a, b\nrule b { when x in {a, then broken \"x\" }", "2:1 E023 2:24 E020"},
        {"rule a {\n cite s.1\nrule b {\n cite s.1\n}\nsection s \"x\" {\n", "3:1 E023 6:16 E023"},
        {"fact a at L0: flag \"x\" { here { file \"/x\" { /x/ => on }\nlayer L0 \"x\"", "2:1 E023"},
        {"} layer L0 \"x\" } } layer L1 \"x\"", "1:1 E024 1:16 E024"},
        {"define a: x ; y\ndefine b: x @@@@ y\ndefine c: 8x is 1\nlayer L0 \"x\"", "1:13 E004 2:13 E004 3:11 E012"},
        {"define a: x && y || z", "1:13 E013 1:18 E013 1:18 E021"},
        {"rule a { when x is \xE2\x80\x9Cy\xE2\x80\x9D then broken 'z' }\nlayer L_0 \"x\"", "1:20 E005 1:36 E005 2:7 E011"},
        {"rule a { then broken \"x }\nrule b { then broken \"y }\nlayer L0 \"z", "1:22 E007 2:22 E007 3:10 E007"},
        {"define a: x matches /abc\ndefine b: x matches \"y\"\ndefine c: x matches /a/z", "1:21 E008 2:21 E020 3:24 E010"},
        {"define a: a and b or c and d\ndefine b: (a and b) or c", "1:19 E021"},
        {"rule a { require x }\nrule b { conflict a, b fix \"y\" }\nrule c { require x y else broken \"z\" }", "1:20 E022 2:24 E022 3:20 E020"},
        {"define a: os is rhel or later\ndefine b: os is rhel before x\ndefine c: os is rhel 8 or later within x\ndefine d: os is rhel 8 before 9", "1:22 E026 2:29 E026 3:40 E026 4:22 E027"},
        {"define a: x < y\ndefine b: x <= 8.2\ndefine c: x is 2..8\ndefine d: x is {a}\ndefine e: x is not in {a}", "1:15 E027 2:16 E027 3:16 E027 4:11 E027 5:11 E027"},
        {"define a: x in {8 8}\ndefine b: x in {(}\ndefine c: x not in {rhel or later, )}\nrule d { when x in {=>} then broken \"x\" }", "1:19 E020 2:17 E020 3:26 E026 3:36 E020 4:21 E020"},
        {"test \"x\" { given L0: a in {=>}, b c given L1: d in {e, =>} expect x }\nfact a at L0: flag \"x\" { here { file \"/x\" { /a/ => {=>} /b/ => {on, =>} /c/ on } } }", "1:28 E020 1:57 E020 2:53 E020 2:70 E020 2:78 E020"},
        {"// a\nlayer L0 \"x\"\n/* b */\nlayer L1 \"x\"", "1:1 E020 3:1 E020"},
        {"impossible \"x\" when\nlayer L0 \"x\"\nfeature f \"x\" in use\nlayer", "2:1 E020 4:1 E020 4:6 E020"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_said(cases[i].text, cases[i].said);
}

static void test_hints(void **state)
{
    static const struct { const char *text, *hint; } cases[] = {
        {"ruel a { }", "did you mean `rule`?"},
        {"Rule a { }", "lower case: `rule`"},
        {"rule a { reqire x else broken \"y\" }", "did you mean `require`?"},
        {"define a: a and b or c", "write `(a and b) or c` or `a and (b or c)`"},
        {"define a: x y", "joined by `and` or `or`"},
        {"define a: x in {a b}", "comma"},
        {"layer \"L0\" \"x\"", "without quotes"},
        {"layer L0 x", "double quotes"},
        {"layer L_0 \"x\"", "`L-0`"},
        {"// x", "comment begins with #"},
        {"define a: x == y", "`is`"},
        {"define a: os <= rhel 8.2", "before 8.2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        front *f = parse(cases[i].text);
        assert_true(f->nsaid >= 1);
        if (!strstr(f->said[0].hint, cases[i].hint))
            fail_msg("%s: the hint is \"%s\"", cases[i].text, f->said[0].hint);
        done(f);
    }
}

static void test_what_is_whole_survives(void **state)
{
    front *f = parse("define a: x and y\nrlue b { }\nfeature f \"x\"\n8\nrule r { cite s.1, s.2 why \"y\" whn x\n then broken \"x\" }");
    size_t n = 0;

    (void)state;
    for (const ast_item *i = items(f); i; i = i->next)
        n++;
    assert_int_equal(n, 3);
    assert_int_equal(items(f)->next->next->as.rule->clauses->next->next->kind, AST_THEN);
    done(f);
}

static void test_many_errors(void **state)
{
    size_t n = 5000;
    char *text = malloc(n * 12 + 1), *to = text;
    front *f;

    (void)state;
    for (size_t i = 0; i < n; i++)
        to += sprintf(to, "layer 8 x\n");
    f = parse(text);
    assert_int_equal(f->nsaid, DIAG_MAX + 1);
    assert_string_equal(f->said[DIAG_MAX].id, "E099");
    assert_non_null(strstr(f->said[DIAG_MAX].message, "4800"));
    assert_int_equal(f->said[199].line, 200);
    done(f);
    free(text);
}

/* -- limits ----------------------------------------------------------------------------------------- */

static char *repeated(const char *head, const char *piece, size_t count, const char *tail)
{
    size_t size = strlen(piece);
    char *text = malloc(strlen(head) + count * size + strlen(tail) + 1), *to = text;

    to += sprintf(to, "%s", head);
    for (size_t i = 0; i < count; i++, to += size)
        memcpy(to, piece, size);
    strcpy(to, tail);
    return text;
}

/* Parses; it must take less than a second of the processor for a few million bytes. */
static void check_repeated(const char *head, const char *piece, size_t count, const char *tail, const char *expected)
{
    char *text = repeated(head, piece, count, tail);
    clock_t start = clock();
    front *f = parse(text);

    if ((double)(clock() - start) / CLOCKS_PER_SEC > 20)
        fail_msg("%zu times '%s' took %.1f s", count, piece, (double)(clock() - start) / CLOCKS_PER_SEC);
    expect_said(f, head, expected);
    done(f);
    free(text);
}

static void test_nesting(void **state)
{
    (void)state;
    check_repeated("define a: ", "(", 1000000, "", "1:267 E025");
    check_repeated("define a: ", "(", 1000000, "\ndefine b: x y", "1:267 E025 2:13 E020");
    check_repeated("define a: ", "not ", 1000000, "x", "1:1035 E025");
    check_repeated("define a: ", "not (", 1000000, "x", "1:651 E025");
    check_repeated("define a: ", "(not ", 200, "x", "1:651 E025");
    check_repeated("(", "(", 1000000, "", "1:1 E020");
    check_repeated("{", "{", 1000000, "", "1:1 E020");
    check_repeated("fact a at L: flag \"x\" { here { ", "only when file \"x\" matches /x/ { ", 100000, "", "1:8445 E025");
    check_repeated("define a: x in ", "{", 1000000, "", "1:17 E020");
    check_repeated("rule a ", "{", 1000000, "", "1:9 E020");
    check_repeated("", "}", 1000000, "", "1:1 E024");
}

static void test_nesting_that_closes(void **state)
{
    char *open = repeated("define a: ", "(", 256, "x"), *text = repeated(open, ")", 256, "\nlayer L0 8");

    (void)state;
    check_said(text, "2:10 E020");
    free(open);
    free(text);
    open = repeated("define a: ", "(", 300, "x");
    text = repeated(open, ")", 300, "\nlayer L0 8");
    check_said(text, "1:267 E025 2:10 E020");
    free(open);
    free(text);
    open = repeated("define a: not x", " and not x", 1000, "");
    check_said(open, "");
    free(open);
}

static void test_long_lists(void **state)
{
    (void)state;
    check_repeated("define a: x", " and x", 500000, "", "");
    check_repeated("define a: x in {a", ", a", 500000, "}", "");
    check_repeated("rule a { cite a", ", a", 500000, "}", "");
    check_repeated("rule a { ", "cite a ", 300000, "}", "");
    check_repeated("", "layer L \"x\"\n", 300000, "", "");
    check_repeated("", "# x\n", 1000000, "", "");
    check_repeated("fact a at L: flag \"x\" { here { file \"/x\" { ", "/x/ => on ", 300000, "} } }", "");
    check_repeated("test \"x\" { given L0: a b", ", a b", 300000, "}", "");
}

enum { LONG = 8 << 20 };

static void test_long_tokens(void **state)
{
    (void)state;
    check_repeated("layer ", "a", LONG, " \"x\"", "");
    check_repeated("layer L \"", "a", LONG, "\"", "");
    check_repeated("layer L \"", "a", LONG, "", "1:9 E007");
    check_repeated("define a: x matches /", "a", LONG, "/", "");
    check_repeated("define a: x matches /", "a", LONG, "", "1:21 E008");
    check_repeated("define a: x is rhel ", "8", LONG, "", "");
    check_repeated("# ", "a", LONG, "\n", "");
    check_repeated("", " ", LONG, "layer", "1:8388614 E020");
    check_repeated("define a: os is rhel 8 or", "\n", LONG, "later", "");
    check_repeated("define a: x or", " ", LONG, "y", "");
    check_repeated("", "a", LONG, "", "1:1 E020");
}

static void test_size_limit(void **state)
{
    char *text = repeated("", " ", CAVC_SOURCE_MAX, "");
    front *f = parse_sized(text, CAVC_SOURCE_MAX);

    (void)state;
    expect_said(f, "16 MiB", "");
    done(f);
    free(text);
    text = repeated("", "a", CAVC_SOURCE_MAX, "a");
    f = parse(text);
    expect_said(f, "16 MiB and a byte", "1:1 E001");
    done(f);
    free(text);
}

/* -- text ------------------------------------------------------------------------------------------- */

static void test_bad_text(void **state)
{
    static const struct { const char *bytes, *words; size_t size; } cases[] = {
        {"\xFF", "never occurs", 1}, {"\xFE", "never occurs", 1}, {"\x80", "continuation", 1}, {"\xBF", "continuation", 1},
        {"\xC0\xAF", "overlong", 2}, {"\xC1\xBF", "overlong", 2}, {"\xE0\x80\xAF", "overlong", 3}, {"\xF0\x80\x80\xAF", "overlong", 4},
        {"\xED\xA0\x80", "surrogate", 3}, {"\xED\xBF\xBF", "surrogate", 3}, {"\xF4\x90\x80\x80", "10FFFF", 4}, {"\xF5\x80\x80\x80", "10FFFF", 4},
        {"\xE2\x82", "cut off", 2}, {"\xF0\x9F\x99", "cut off", 3}, {"\xC3", "cut off", 1},
        {"\0", "NUL", 1}, {"\x01", "U+0001", 1}, {"\x0B", "U+000B", 1}, {"\x0C", "U+000C", 1}, {"\x1B", "U+001B", 1}, {"\x7F", "U+007F", 1},
        {"\xC2\x80", "U+0080", 2}, {"\xC2\x9F", "U+009F", 2}, {"\r", "U+000D", 1},
    };
    static const char *const heads[] = {"\n  # ", "\n  ", "layer L \"", "define a: x matches /"}, *const tails[] = {" \nlayer L0 \"x\"", " \nlayer L0 \"x\"", "\"\n", "/\n"};
    static const uint32_t columns[] = {5, 3, 10, 22};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 0; k < 4; k++) {
            char text[100];
            size_t head = strlen(heads[k]), tail = strlen(tails[k]);
            front *f;
            memcpy(text, heads[k], head);
            memcpy(text + head, cases[i].bytes, cases[i].size);
            memcpy(text + head + cases[i].size, tails[k], tail);
            f = parse_sized(text, head + cases[i].size + tail);
            assert_int_equal(f->nsaid, 1);
            assert_string_equal(f->said[0].id, *cases[i].words == 'N' || *cases[i].words == 'U' ? "E003" : "E002");
            assert_int_equal(f->said[0].line, k < 2 ? 2 : 1);
            assert_int_equal(f->said[0].column, columns[k]);
            if (!strstr(f->said[0].message, cases[i].words))
                fail_msg("\"%s\" does not say %s", f->said[0].message, cases[i].words);
            done(f);
        }
}

static void test_line_ends_and_bom(void **state)
{
    (void)state;
    check_said("\xEF\xBB\xBFlayer L0 \"x\"\r\nlayer 8\r\n", "2:7 E020");
    check_said("\xEF\xBB\xBFlayer 8", "1:7 E020");
    check_said("\xEF\xBB\xBF", "");
    check_said("", "");
    check_said("\n\n\n", "");
    check_said("layer L0 \xEF\xBB\xBF\"x\"", "1:10 E006");
    check_said("layer\xC2\xA0L0 \"x\"", "1:6 E006");
    check_said("layer a\xE2\x80\x93" "b \"x\"", "1:8 E006");
    check_said("layer \xC3\xA9t\xC3\xA9 \"x\"", "1:7 E011");
    check_said("# \xE2\x80\xAE\nlayer L0 \"x\"", "1:3 W004");
}

typedef struct shown { char line[2000], caret[2000]; uint32_t column; } shown;

static void show(void *context, const cavc_diagnostic *d)
{
    shown *s = context;

    snprintf(s->line, sizeof s->line, "%s", d->source);
    snprintf(s->caret, sizeof s->caret, "%s", d->caret);
    s->column = d->column;
}

static void check_caret(const char *text, const char *line, const char *caret, uint32_t column)
{
    shown s = {0};
    front *f = calloc(1, sizeof *f);

    arena_init(&f->unit.arena, NULL, &f->out_of_memory);
    f->unit.sources.arena = &f->unit.arena;
    f->unit.diags = diag_list_new(&f->unit.arena, &f->unit.sources);
    f->unit.host.diagnostic = show;
    f->unit.host.context = &s;
    parse_unit(&f->unit, "x", (cavc_text){text, strlen(text)});
    diag_flush(f->unit.diags, &f->unit.host);
    assert_string_equal(s.line, line);
    assert_string_equal(s.caret, caret);
    assert_int_equal(s.column, column);
    arena_free(&f->unit.arena);
    free(f);
}

static void test_carets(void **state)
{
    (void)state;
    check_caret("layer 8", "layer 8", "      ^", 7);
    check_caret("\tlayer\t888 \"x\"\r\n", "\tlayer\t888 \"x\"", "\t     \t^^^", 8);
    check_caret("feature f \"\xE6\x9B\xB4\xE5\xA4\xA7\" 8", "feature f \"\xE6\x9B\xB4\xE5\xA4\xA7\" 8", "                 ^", 16);
    check_caret("feature f \"e\xCC\x81\" 8", "feature f \"e\xCC\x81\" 8", "              ^", 16);
    check_caret("\xEF\xBB\xBFlayer 8", "layer 8", "      ^", 7);
    check_caret("layer \x01L \"x\"", "layer \xEF\xBF\xBDL \"x\"", "      ^", 7);
    check_caret("layer", "layer", "     ^", 6);
}

/* -- allow ------------------------------------------------------------------------------------------ */

static void test_allow(void **state)
{
    (void)state;
    check_said("layer L0 \"\xE2\x80\xAE\" # allow W004: it is a test", "");
    check_said("# allow W004: it is a test\nlayer L0 \"\xE2\x80\xAE\"", "");
    check_said("# allow W004: it is a test\n# allow W001: and this\nlayer L0 \"\xE2\x80\xAE\"", "2:3 W001");
    check_said("# allow W004: it is a test\n\nlayer L0 \"\xE2\x80\xAE\"", "1:3 W001 3:11 W004");
    check_said("layer L0 \"\xE2\x80\xAE\" # allow W004", "1:11 W004 1:16 W002");
    check_said("layer L0 \"\xE2\x80\xAE\" # allow W004: ", "1:11 W004 1:16 W002");
    check_said("layer L0 \"x\" # allow W004: x", "1:16 W001");
    check_said("layer 8 # allow E020: x", "1:7 E020 1:11 W003");
    check_said("layer 8 # allow W004: not judged beside errors", "1:7 E020");
    check_said("# allow me to explain\n# allowed W004\nlayer L0 \"x\"", "");
}

/* -- use -------------------------------------------------------------------------------------------- */

static front *parse_used(const char *text, const char *const *pairs)
{
    front *f = calloc(1, sizeof *f);

    for (int i = 0; pairs[2 * i]; i++) {
        f->paths[i] = pairs[2 * i];
        f->texts[i] = pairs[2 * i + 1];
    }
    run(f, text, strlen(text));
    return f;
}

static void test_use(void **state)
{
    static const char *const files[] = {"a.cav", "use \"sub/c.cav\" layer A \"x\"", "b.cav", "use \"sub/c.cav\" use \"main.cav\"",
                                        "sub/c.cav", "use \"../d.cav\" layer C \"x\"", "d.cav", "layer D \"x\"", NULL};
    front *f = parse_used("use \"a.cav\"\nuse \"./b.cav\"\nuse \"nothere\"\nuse \"sub/../a.cav\"\nuse \"../x\" use \"/x\" use \"\" use \"sub/\" use \"sub/../..\" use \".\"", files);
    const ast_item *i = items(f);

    (void)state;
    expect_said(f, "use", "3:5 E041 5:5 E040 5:16 E040 5:25 E040 5:32 E040 5:43 E040 5:59 E040 1:21 E042");
    assert_string_equal(f->said[7].message, "files use each other in a circle: main.cav -> b.cav -> main.cav");
    assert_non_null(i->used);
    assert_ptr_equal(i->used, f->unit.files.at[1]);
    assert_non_null(i->used->items->used);
    assert_null(i->next->next->used);
    assert_null(i->next->next->next->used);
    assert_null(i->next->used->items->used); /* read already */
    assert_int_equal(f->unit.files.count, 5);
    assert_string_equal(f->unit.sources.files.at[2].path, "sub/c.cav");
    assert_string_equal(f->unit.sources.files.at[2].name, "dir/sub/c.cav");
    assert_string_equal(f->unit.sources.files.at[3].path, "d.cav");
    done(f);
}

/* -- memory ----------------------------------------------------------------------------------------- */

static void test_out_of_memory(void **state)
{
    char *text = repeated("pack p { title \"x\" }\n", "rule a { cite a, b when x is amd and (y or z in {a, b}) then broken \"x\" whn }\n", 2000, "");
    long n;
    front *f = parse(text);

    (void)state;
    n = f->allocations;
    assert_true(n > 20);
    done(f);
    for (long i = 1; i <= n; i++) {
        f = calloc(1, sizeof *f);
        f->fail_at = i;
        run(f, text, strlen(text));
        assert_true(f->failed);
        done(f);
    }
    free(text);
}

/* -- the canonical form ----------------------------------------------------------------------------- */

typedef struct lines { char *at; size_t size; } lines;

static void without_span(void *context, const char *line)
{
    lines *t = context;
    const char *open = strrchr(line, '[');
    size_t size = open && line[strlen(line) - 1] == ')' ? (size_t)(open - line) : strlen(line);

    if (!strncmp(line, "file ", 5) || !strncmp(line, "comment", 7))
        return;
    t->at = realloc(t->at, t->size + size + 2);
    memcpy(t->at + t->size, line, size);
    t->size += size;
    t->at[t->size++] = '\n';
    t->at[t->size] = '\0';
}

static size_t comments(const front *f)
{
    size_t n = 0;

    for (const ast_comment *c = f->unit.files.at[0]->comments; c; c = c->next)
        n++;
    return n;
}

/* The form parses, to the same tree, keeps every comment, and formatting it changes nothing. */
static void check_form(const char *source, const char *expected)
{
    front *one = parse(source), *two;
    const char *form = format_file(&one->unit.arena, one->unit.files.at[0]), *again;
    lines a = {0}, b = {0};

    if (expected)
        assert_string_equal(form, expected);
    two = parse(form);
    if (two->nsaid > one->nsaid)
        expect_said(two, form, "");
    again = format_file(&two->unit.arena, two->unit.files.at[0]);
    assert_string_equal(again, form);
    dump_tree(&one->unit, without_span, &a);
    dump_tree(&two->unit, without_span, &b);
    assert_string_equal(a.at ? a.at : "", b.at ? b.at : "");
    assert_int_equal(comments(one), comments(two));
    free(a.at);
    free(b.at);
    done(one);
    done(two);
}

static void test_forms(void **state)
{
    (void)state;
    check_form("", "");
    check_form("  layer   L0\n\"a\"   layer Long \"b\"\n\n\n\nlayer X \"c\"", "layer L0   \"a\"\nlayer Long \"b\"\n\nlayer X \"c\"\n");
    check_form("rule a{cite x,y when p or(q and not r)then a is broken\"x\"}", "rule a {\n    cite    x, y\n    when    p or (q and not r)\n    then    a is broken \"x\"\n}\n");
    check_form("rule a{conflict x,y else broken\"x\"}", "rule a {\n    conflict x, y\n    else     broken \"x\"\n}\n");
    check_form("pack p { title \"a\" captured \"b\" applies when x cite y }", "pack p {\n    title    \"a\"\n    captured \"b\"\n    applies  when x cite y\n}\n");
    check_form("# a\n\n\n# b\nlayer L0 # c\n\"x\" # d\n# e\n\n# f", "# a\n\n# b\nlayer L0 \"x\"  # c\n# d\n# e\n\n# f\n");
    check_form("fact os at L0: release \"x\" { here { os-release } }", "fact os at L0: release \"x\" { here { os-release } }\n");
    check_form("fact os at L0: flag \"x\" { here # why\n { file \"/x\" { /a/ => on # yes\n /bcd/i => off absent=>not guest } } }",
               "fact os at L0: flag \"x\" {\n    here {  # why\n        file \"/x\" {\n            /a/    => on  # yes\n            /bcd/i => off\n"
               "            absent => not guest\n        }\n    }\n}\n");
    check_form("test \"x\" { expect a # one\n given L0: a b, c in {d, 2..} }", "test \"x\" {\n    expect a  # one\n    given  L0: a b, c in {d, 2..}\n}\n");
    check_form("section s \"x\" { statement s.1 line 8 \"a\" statement s.10 \"b\" no rule \"c\" }",
               "section s \"x\" {\n    statement s.1  line 8 \"a\"\n    statement s.10        \"b\"\n        no rule \"c\"\n}\n");
    check_form("define a: x matches /a\\/b\\\\/i and y is \"q\\\"\\n\\u{1}\\u{85}\" and z not in {rhel 8.2 or later within 8, ubuntu before 22.04} and w is not -5", NULL);
    check_form("rule a { # 1\n # 2\n require # 3\n x # 4\n and # 5\n y # 6\n # 7\n else # 8\n broken # 9\n \"x\" # 10\n # 11\n } # 12\n# 13", NULL);
    check_form("pack # 1\n p # 2\n { # 3\n title # 4\n \"x\" # 5\n } # 6\n fact # 7\n a # 8\n at # 9\n L0 # 10\n : # 11\n flag # 12\n \"x\" # 13\n { # 14\n here # 15\n"
               ", # 16\n guest # 17\n { # 18\n only when # 19\n file \"/x\" # 20\n matches # 21\n /x/ # 22\n { # 23\n os-release # 24\n } # 25\n } # 26\n } # 27", NULL);
}

static void test_forms_of_packs(void **state)
{
    (void)state;
    for (int i = 0; i < PACKS; i++) {
        size_t size;
        char *source = read_file(packs[i], &size);
        check_form(source, NULL);
        free(source);
    }
}

static void test_condition_text(void **state)
{
    front *f = parse("define a: ((L1.os is rhel 8.2 or\nlater within 8)) and not(not x) and L3 exists and m in use and n<=5");

    (void)state;
    assert_string_equal(format_cond(&f->unit.arena, items(f)->as.define->cond),
                        "(L1.os is rhel 8.2 or later within 8) and not (not x) and L3 exists and m in use and n <= 5");
    done(f);
}

/* -- damage ----------------------------------------------------------------------------------------- */

static uint32_t draw(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void check_damaged(const char *bytes, size_t size)
{
    front *f = parse_sized(bytes, size);

    check_spans(f);
    if (!diag_count(f->unit.diags, CAVC_ERROR)) {
        char *copy = calloc(1, size + 1);
        memcpy(copy, bytes, size);
        check_form(copy, NULL);
        free(copy);
    }
    done(f);
}

/* Cut anywhere, with a piece changed, dropped or doubled: a tree or diagnostics, never more. */
static void test_damage(void **state)
{
    static const char *const pieces[] = {"{", "}", "(", ")", "\"", "/", "#", "\n", " and ", " or ", "rule a {", "\xFF", "\0", "in", "..", "=>", ",", "not ", "\xE2\x80\x9C", "# x\n"};
    size_t size;
    char *text = read_file(packs[3], &size), *bad = malloc(2 * size + 100);
    uint32_t seed = 1;

    (void)state;
    for (size_t n = 0; n <= size; n += 1 + n % 3)
        check_damaged(text, n);
    for (int i = 0; i < 4000; i++) {
        size_t at = draw(&seed) % size, drop = draw(&seed) % 3 ? draw(&seed) % 8 : draw(&seed) % 200;
        const char *piece = pieces[draw(&seed) % (sizeof pieces / sizeof *pieces)];
        size_t add = strlen(piece) + !*piece;
        drop = drop > size - at ? size - at : drop;
        memcpy(bad, text, at);
        memcpy(bad + at, piece, add);
        memcpy(bad + at + add, text + at + drop, size - at - drop);
        check_damaged(bad, size - drop + add);
    }
    free(text);
    free(bad);
}

static void test_nearest(void **state)
{
    static const char *const names[] = {"platform", "hypervisor", "kvm.nested", "os"};

    (void)state;
    assert_string_equal(diag_nearest("platfrom", names, 4), "platform");
    assert_string_equal(diag_nearest("hypervisr", names, 4), "hypervisor");
    assert_string_equal(diag_nearest("kvm.nestd", names, 4), "kvm.nested");
    assert_null(diag_nearest("zebra", names, 4));
    assert_null(diag_nearest("", names, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_names), cmocka_unit_test(test_reserved_words), cmocka_unit_test(test_or_later),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_strings_and_patterns), cmocka_unit_test(test_chains_are_flat),
        cmocka_unit_test(test_spans), cmocka_unit_test(test_names_are_their_text), cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_hints), cmocka_unit_test(test_what_is_whole_survives), cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_nesting), cmocka_unit_test(test_nesting_that_closes), cmocka_unit_test(test_long_lists),
        cmocka_unit_test(test_long_tokens), cmocka_unit_test(test_size_limit), cmocka_unit_test(test_bad_text),
        cmocka_unit_test(test_line_ends_and_bom), cmocka_unit_test(test_carets), cmocka_unit_test(test_allow),
        cmocka_unit_test(test_use), cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_forms_of_packs), cmocka_unit_test(test_condition_text), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_nearest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
