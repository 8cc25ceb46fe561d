/* test_mistakes.c: what is said about mistakes: once each, at its place, with the likely fix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

/* -- errors and recovery -- */

static void test_recovery(void **state)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"rule a { cite s.1 whn x then broken \"x\" }\nrule b { cite 8 }\nrule c { cite s.1 }",
         "1:19 E020 2:15 E020"},
        {"ruel a { cite x }\nrule b { }\nrul c { }\nrule d { }", "1:1 E020 3:1 E020"},
        {"rule a {\n cite s.1\n when x is\n then broken\n fix 8\n why \"x\"\n}",
         "3:11 E020 4:13 E020 5:6 E020"},
        {"define a: x is y z\ndefine b: (x\ndefine c: not\ndefine d: x is amd",
         "1:18 E020 2:13 E020 3:14 E020"},
        {"fact a at L0: flag \"x\" {\n here {\n  file \"/x\" { /a/ on /b/ => off }\n  command "
         "\"x\"\n  uname\n }\n there { }\n}\nlayer L0 8",
         "3:19 E020 4:3 E020 5:8 E020 7:2 E020 9:10 E020"},
        {"section s \"x\" {\n statement 8 \"x\"\n statement s.1\n statement s.2 \"x\" no "
         "rule\n}\nuse 8",
         "2:12 E020 3:15 E020 4:27 E020 6:5 E020"},
        {"test \"x\" {\n given L0 x\n given depth x\n expect\n expect a b c\n}\nuse \"x\" 8",
         "2:11 E020 3:14 E020 5:11 E020 7:5 E041 7:9 E020"},
        {"pack p {\n titel \"x\"\n issuer x\n source \"y\"\n}\nlayer",
         "2:2 E020 3:9 E020 6:6 E020"},
        {"define a: x in {a b} and y in {, c} or z\nlayer L0 \"x\"",
         "1:19 E020 1:32 E020 1:37 E021"},
        {"define a: x in {a, b\nrule b { when x in {a, then broken \"x\" }", "2:1 E023 2:24 E020"},
        {"rule a {\n cite s.1\nrule b {\n cite s.1\n}\nsection s \"x\" {\n", "3:1 E023 6:16 E023"},
        {"fact a at L0: flag \"x\" { here { file \"/x\" { /x/ => on }\nlayer L0 \"x\"", "2:1 E023"},
        {"} layer L0 \"x\" } } layer L1 \"x\"", "1:1 E024 1:16 E024"},
        {"define a: x ; y\ndefine b: x @@@@ y\ndefine c: 8x is 1\nlayer L0 \"x\"",
         "1:13 E004 2:13 E004 3:11 E012"},
        {"define a: x && y || z", "1:13 E013 1:18 E013 1:18 E021"},
        {"rule a { when x is \xE2\x80\x9Cy\xE2\x80\x9D then broken 'z' }\nlayer L_0 \"x\"",
         "1:20 E005 1:36 E005 2:7 E011"},
        {"rule a { then broken \"x }\nrule b { then broken \"y }\nlayer L0 \"z",
         "1:22 E007 2:22 E007 3:10 E007"},
        {"define a: x matches /abc\ndefine b: x matches \"y\"\ndefine c: x matches /a/z",
         "1:21 E008 2:21 E020 3:24 E010"},
        {"define a: a and b or c and d\ndefine b: (a and b) or c", "1:19 E021"},
        {"rule a { require x }\nrule b { conflict a, b fix \"y\" }\nrule c { require x y else "
         "broken \"z\" }",
         "1:20 E022 2:24 E022 3:20 E020"},
        {"define a: os is rhel or later\ndefine b: os is rhel before x\ndefine c: os is rhel 8 or "
         "later within x\ndefine d: os is rhel 8 before 9",
         "1:22 E026 2:29 E026 3:40 E026 4:22 E027"},
        {"define a: x < y\ndefine b: x <= 8.2\ndefine c: x is 2..8\ndefine d: x is {a}\ndefine e: "
         "x is not in {a}",
         "1:15 E027 3:16 E027 4:11 E027 5:11 E027"},
        {"define a: x in {8 8}\ndefine b: x in {(}\ndefine c: x not in {rhel or later, )}\nrule d "
         "{ when x in {=>} then broken \"x\" }",
         "1:19 E020 2:17 E020 3:26 E026 3:36 E020 4:21 E020"},
        {"test \"x\" { given L0: a in {=>}, b c given L1: d in {e, =>} expect x }\nfact a at L0: "
         "flag \"x\" { here { file \"/x\" { /a/ => {=>} /b/ => {on, =>} /c/ on } } }",
         "1:28 E020 1:56 E020 2:53 E020 2:69 E020 2:77 E020"},
        {"// a\nlayer L0 \"x\"\n/* b */\nlayer L1 \"x\"", "1:1 E020 3:1 E020"},
        {"impossible \"x\" when\nlayer L0 \"x\"\nfeature f \"x\" in use\nlayer",
         "1:20 E020 4:1 E020 4:6 E020"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        front_check(cases[i].text, cases[i].said);
}

static void test_hints(void **state)
{
    static const struct {
        const char *text, *hint;
    } cases[] = {
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
        front *f = front_parse(cases[i].text);
        assert_true(f->nsaid >= 1);
        if (!strstr(f->said[0].hint, cases[i].hint))
            fail_msg("%s: the hint is \"%s\"", cases[i].text, f->said[0].hint);
        front_free(f);
    }
}

static void test_what_is_whole_survives(void **state)
{
    front *f =
        front_parse("define a: x and y\nrlue b { }\nfeature f \"x\"\n8\nrule r { cite s.1, s.2 "
                    "why \"y\" whn x\n then broken \"x\" }");
    size_t n = 0;

    (void)state;
    for (const ast_item *i = front_items(f); i; i = i->next)
        n++;
    assert_int_equal(n, 3);
    assert_int_equal(front_items(f)->next->next->as.rule->clauses->next->next->kind, AST_THEN);
    front_free(f);
}

static void test_many_errors(void **state)
{
    size_t n = 5000;
    char *text = malloc(n * 12 + 1), *to = text;
    front *f;

    (void)state;
    for (size_t i = 0; i < n; i++)
        to += sprintf(to, "layer 8 x\n");
    f = front_parse(text);
    assert_int_equal(f->nsaid, DIAG_MAX + 1);
    assert_string_equal(f->said[DIAG_MAX].id, "E099");
    assert_non_null(strstr(f->said[DIAG_MAX].message, "4800"));
    assert_int_equal(f->said[199].line, 200);
    front_free(f);
    free(text);
}

typedef struct shown {
    char line[2000], caret[2000];
    uint32_t column;
} shown;

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
    diag_flush(f->unit.diags, &f->unit.host, CAVC_COMPILE);
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
    check_caret("feature f \"\xE6\x9B\xB4\xE5\xA4\xA7\" 8",
                "feature f \"\xE6\x9B\xB4\xE5\xA4\xA7\" 8", "                 ^", 16);
    check_caret("feature f \"e\xCC\x81\" 8", "feature f \"e\xCC\x81\" 8", "              ^", 16);
    check_caret("\xEF\xBB\xBFlayer 8", "layer 8", "      ^", 7);
    check_caret("layer \x01L \"x\"", "layer \xEF\xBF\xBDL \"x\"", "      ^", 7);
    check_caret("layer", "layer", "     ^", 6);
}

/* -- allow -- */

static void test_allow(void **state)
{
    (void)state;
    front_check("layer L0 \"\xE2\x80\xAE\" # allow W004: it is a test", "");
    front_check("# allow W004: it is a test\nlayer L0 \"\xE2\x80\xAE\"", "");
    front_check("# allow W004: it is a test\n# allow W001: and this\nlayer L0 \"\xE2\x80\xAE\"",
                "2:3 W001");
    front_check("# allow W004: it is a test\n\nlayer L0 \"\xE2\x80\xAE\"", "1:3 W001 3:11 W004");
    front_check("layer L0 \"\xE2\x80\xAE\" # allow W004", "1:11 W004 1:16 W002");
    front_check("layer L0 \"\xE2\x80\xAE\" # allow W004: ", "1:11 W004 1:16 W002");
    front_check("layer L0 \"x\" # allow W004: x", "1:16 W001");
    front_check("layer 8 # allow E020: x", "1:7 E020 1:11 W003");
    front_check("layer 8 # allow W004: not judged beside errors", "1:7 E020");
    front_check("# allow me to explain\n# allowed W004\nlayer L0 \"x\"", "");
    front_check("layer L0 \"\xE2\x80\xAE\" # allow direction-control: it is a test", "");
    front_check("layer L0 \"x\" # allow direction-control: x", "1:16 W001");
    front_check("layer L0 \"x\" # allow direction-control", "1:16 W002");
    front_check("layer L0 \"x\" # allow direction-controls: x", "1:16 W003");
    front_check("layer L0 \"x\" # allow syntax: x", "1:16 W003");
    front_check("layer L0 \"x\" # allow guests: they may nest", "");
    front_check("layer L0 \"x\" # allow redundant-alternative: of another stage", "");
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
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_what_is_whole_survives),
        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_carets),
        cmocka_unit_test(test_allow),
        cmocka_unit_test(test_nearest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
