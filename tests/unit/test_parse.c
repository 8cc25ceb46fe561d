/* test_parse.c: tokens, values, conditions and their spans; what is text and what is not; `use`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

/* -- words -- */

static const char *const soft[] = {
    "pack",    "use",     "layer",   "product",    "feature", "fact",   "define",    "impossible",
    "section", "rule",    "test",    "title",      "issuer",  "source", "edition",   "captured",
    "applies", "version", "from",    "os-release", "at",      "flag",   "one",       "of",
    "number",  "text",    "release", "fixed",      "here",    "guest",  "any",       "file",
    "uname",   "cpuid",   "auxv",    "only",       "present", "absent", "statement", "line",
    "no",      "cite",    "why",     "conflict",   "fix",     "exists", "matches",   "before",
    "within",  "depth",   "given",   "expect",     "between", "by",     "missing",   "none",
    "other",   "note",    "later",   "on",         "off",
};

/* Every place where a name may stand. */
static const char everywhere[] =
    "layer @ \"x\" product @ \"x\" version major from os-release ID /x/ feature @ \"x\"\n"
    "fact @ at @, @: one of {@, a} \"x\" fixed { here { uname @ { /x/ => @ } fact @ { present => "
    "{@, @ 8} } } }\n"
    "define @: @ impossible \"x\" when @ exists and @ in use and @ is @ and a.b in {@, @ before "
    "8}\n"
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
        front_check(text, "");
    }
}

static void test_reserved_words(void **state)
{
    static const char *const reserved[] = {"and",  "or",   "not",  "in",     "is",
                                           "then", "else", "when", "require"};
    char text[100];

    (void)state;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        front *f;
        snprintf(text, sizeof text, "layer %s \"x\"", reserved[i]);
        f = front_parse(text);
        front_expect(f, text, "1:7 E020");
        if (strcmp(reserved[i], "then") && strcmp(reserved[i], "else") &&
            strcmp(reserved[i], "when") && strcmp(reserved[i], "require"))
            assert_non_null(strstr(f->said[0].hint, "word of the language"));
        front_free(f);
    }
}

static void test_or_later(void **state)
{
    front *f = front_parse("define a: os is rhel 8.2 or\n\t later within 8\ndefine b: x or "
                           "later-x\ndefine c: os is rhel 8 or laters\ndefine d: x or\nlate");
    ast_cond *c;

    (void)state;
    front_expect(f, "or later", "");
    c = front_items(f)->as.define->cond;
    assert_int_equal(c->values->version_kind, AST_VERSION_LATER);
    assert_string_equal(c->values->version->text, "8.2");
    assert_string_equal(c->values->within->text, "8");
    for (ast_item *i = front_items(f)->next; i; i = i->next)
        assert_int_equal(i->as.define->cond->kind, AST_OR);
    front_free(f);
}

static void test_numbers(void **state)
{
    front *f =
        front_parse("test \"x\" { given L0: a 2..8, b 2.., c ..8, d -5, e -5..-2, f 8.10, g rhel "
                    "22.04 } fact x at a: text \"x\" { here { cpuid 0x40000000 } }");
    const ast_told *t = front_items(f)->as.test->givens->told;

    (void)state;
    front_expect(f, "numbers", "");
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
    assert_string_equal(front_items(f)->next->as.fact->blocks->sources->field->text, "0x40000000");
    front_free(f);
}

static void test_strings_and_patterns(void **state)
{
    front *f = front_parse("feature a \"q\\\" b\\\\ n\\n t\\t \\u{e9}\\u{1F642} {x}\"");
    const ast_item *i = front_items(f);

    (void)state;
    front_expect(f, "strings", "");
    assert_string_equal(i->as.feature->title->text, "q\" b\\ n\n t\t \xC3\xA9\xF0\x9F\x99\x82 {x}");
    front_free(f);
    f = front_parse("define b: x matches /a\\/b\\\\\\/[\\/]\\d\\\\/isx define c: x is \"\"");
    i = front_items(f);
    front_expect(f, "patterns", "");
    assert_string_equal(i->as.define->cond->pattern->text, "a/b\\\\/[/]\\d\\\\");
    assert_int_equal(i->as.define->cond->pattern->flags,
                     CAV_PATTERN_I | CAV_PATTERN_S | CAV_PATTERN_X);
    assert_string_equal(i->next->as.define->cond->values->text, "");
    front_free(f);
}

static void test_chains_are_flat(void **state)
{
    front *f = front_parse("define a: a and b and (c or d or not e) and f");
    const ast_cond *c = front_items(f)->as.define->cond, *group = c->children->next->next;
    size_t n = 0;

    (void)state;
    for (const ast_cond *i = c->children; i; i = i->next)
        n++;
    assert_int_equal(n, 4);
    assert_true(group->parens);
    assert_int_equal(group->kind, AST_OR);
    assert_int_equal(group->children->next->next->kind, AST_NOT);
    front_free(f);
}

static void test_spans(void **state)
{
    (void)state;
    for (int i = 0; i < FRONT_PACKS; i++) {
        size_t size;
        char *text = front_read_file(front_packs[i], &size);
        front *f = front_parse_sized(text, size);
        for (const ast_item *it = front_items(f); it; it = it->next)
            assert_true(it->span.end <= size);
        front_check_spans(f);
        front_free(f);
        free(text);
    }
}

static void test_names_are_their_text(void **state)
{
    const char *text = "rule  abc  { cite a.1 ,b.2 when  ( L0.x  is amd )  then  broken  \"x\" }";
    front *f = front_parse(text);
    const ast_rule *r = front_items(f)->as.rule;
    const ast_cond *c = r->clauses->next->cond;

    (void)state;
    assert_memory_equal(text + r->name->span.start, "abc", 3);
    assert_memory_equal(text + r->clauses->names->next->span.start, "b.2", 3);
    assert_memory_equal(text + c->span.start, "( L0.x  is amd )", c->span.end - c->span.start);
    assert_memory_equal(text + c->values->span.start, "amd",
                        c->values->span.end - c->values->span.start);
    assert_int_equal(front_items(f)->span.start, 0);
    assert_int_equal(front_items(f)->span.end, strlen(text));
    front_free(f);
}

/* -- text -- */

static void test_bad_text(void **state)
{
    static const struct {
        const char *bytes, *words;
        size_t size;
    } cases[] = {
        {"\xFF", "never occurs", 1},
        {"\xFE", "never occurs", 1},
        {"\x80", "continuation", 1},
        {"\xBF", "continuation", 1},
        {"\xC0\xAF", "overlong", 2},
        {"\xC1\xBF", "overlong", 2},
        {"\xE0\x80\xAF", "overlong", 3},
        {"\xF0\x80\x80\xAF", "overlong", 4},
        {"\xED\xA0\x80", "surrogate", 3},
        {"\xED\xBF\xBF", "surrogate", 3},
        {"\xF4\x90\x80\x80", "10FFFF", 4},
        {"\xF5\x80\x80\x80", "10FFFF", 4},
        {"\xE2\x82", "cut off", 2},
        {"\xF0\x9F\x99", "cut off", 3},
        {"\xC3", "cut off", 1},
        {"\0", "NUL", 1},
        {"\x01", "U+0001", 1},
        {"\x0B", "U+000B", 1},
        {"\x0C", "U+000C", 1},
        {"\x1B", "U+001B", 1},
        {"\x7F", "U+007F", 1},
        {"\xC2\x80", "U+0080", 2},
        {"\xC2\x9F", "U+009F", 2},
        {"\r", "U+000D", 1},
    };
    static const char *const heads[] = {"\n  # ", "\n  ", "layer L \"", "define a: x matches /"},
                             *const tails[] = {" \nlayer L0 \"x\"", " \nlayer L0 \"x\"", "\"\n",
                                               "/\n"};
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
            f = front_parse_sized(text, head + cases[i].size + tail);
            assert_int_equal(f->nsaid, 1);
            assert_string_equal(f->said[0].id,
                                *cases[i].words == 'N' || *cases[i].words == 'U' ? "E003" : "E002");
            assert_int_equal(f->said[0].line, k < 2 ? 2 : 1);
            assert_int_equal(f->said[0].column, columns[k]);
            if (!strstr(f->said[0].message, cases[i].words))
                fail_msg("\"%s\" does not say %s", f->said[0].message, cases[i].words);
            front_free(f);
        }
}

static void test_line_ends_and_bom(void **state)
{
    (void)state;
    front_check("\xEF\xBB\xBFlayer L0 \"x\"\r\nlayer 8\r\n", "2:7 E020");
    front_check("\xEF\xBB\xBFlayer 8", "1:7 E020");
    front_check("\xEF\xBB\xBF", "");
    front_check("", "");
    front_check("\n\n\n", "");
    front_check("layer L0 \xEF\xBB\xBF\"x\"", "1:10 E006");
    front_check("layer\xC2\xA0L0 \"x\"", "1:6 E006");
    front_check("layer a\xE2\x80\x93"
                "b \"x\"",
                "1:8 E006");
    front_check("layer \xC3\xA9t\xC3\xA9 \"x\"", "1:7 E011");
    front_check("# \xE2\x80\xAE\nlayer L0 \"x\"", "1:3 W004");
}

/* -- use -- */

static front *parse_used(const char *text, const char *const *pairs)
{
    front *f = calloc(1, sizeof *f);

    for (int i = 0; pairs[2 * i]; i++) {
        f->paths[i] = pairs[2 * i];
        f->texts[i] = pairs[2 * i + 1];
    }
    front_run(f, text, strlen(text));
    return f;
}

static void test_use(void **state)
{
    static const char *const files[] = {"a.cav",     "use \"sub/c.cav\" layer A \"x\"",
                                        "b.cav",     "use \"sub/c.cav\" use \"main.cav\"",
                                        "sub/c.cav", "use \"../d.cav\" layer C \"x\"",
                                        "d.cav",     "layer D \"x\"",
                                        NULL};
    front *f =
        parse_used("use \"a.cav\"\nuse \"./b.cav\"\nuse \"nothere\"\nuse \"sub/../a.cav\"\nuse "
                   "\"../x\" use \"/x\" use \"\" use \"sub/\" use \"sub/../..\" use \".\"",
                   files);
    const ast_item *i = front_items(f);

    (void)state;
    front_expect(f, "use",
                 "3:5 E041 5:5 E040 5:16 E040 5:25 E040 5:32 E040 5:43 E040 5:59 E040 1:21 E042");
    assert_string_equal(f->said[7].message,
                        "files use each other in a circle: main.cav -> b.cav -> main.cav");
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
    front_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_names),
        cmocka_unit_test(test_reserved_words),
        cmocka_unit_test(test_or_later),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings_and_patterns),
        cmocka_unit_test(test_chains_are_flat),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_names_are_their_text),
        cmocka_unit_test(test_bad_text),
        cmocka_unit_test(test_line_ends_and_bom),
        cmocka_unit_test(test_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
