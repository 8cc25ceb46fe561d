/* test_format.c: the canonical form: it parses to the same tree, keeps every comment, is stable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

static void test_forms(void **state)
{
    (void)state;
    front_check_form("", "");
    front_check_form("  layer   L0\n\"a\"   layer Long \"b\"\n\n\n\nlayer X \"c\"",
                     "layer L0   \"a\"\nlayer Long \"b\"\n\nlayer X \"c\"\n");
    front_check_form("rule a{cite x,y when p or(q and not r)then a is broken\"x\"}",
                     "rule a {\n    cite    x, y\n    when    p or (q and not r)\n    then    a is "
                     "broken \"x\"\n}\n");
    front_check_form("rule a{conflict x,y else broken\"x\"}",
                     "rule a {\n    conflict x, y\n    else     broken \"x\"\n}\n");
    front_check_form(
        "pack p { title \"a\" captured \"b\" applies when x cite y }",
        "pack p {\n    title    \"a\"\n    captured \"b\"\n    applies  when x cite y\n}\n");
    front_check_form("# a\n\n\n# b\nlayer L0 # c\n\"x\" # d\n# e\n\n# f",
                     "# a\n\n# b\n# c\nlayer L0 \"x\"  # d\n# e\n\n# f\n");
    front_check_form("fact os at L0: release \"x\" { here { os-release } }",
                     "fact os at L0: release \"x\" { here { os-release } }\n");
    front_check_form(
        "fact os at L0: flag \"x\" { here # why\n { file \"/x\" { /a/ => on # yes\n /bcd/i "
        "=> off absent=>not guest } } }",
        "fact os at L0: flag \"x\" {\n    here {  # why\n        file \"/x\" {\n            "
        "/a/    => on  # yes\n            /bcd/i => off\n"
        "            absent => not guest\n        }\n    }\n}\n");
    front_check_form("test \"x\" { expect a # one\n given L0: a b, c in {d, 2..} }",
                     "test \"x\" {\n    expect a  # one\n    given  L0: a b, c in {d, 2..}\n}\n");
    front_check_form(
        "section s \"x\" { statement s.1 line 8 \"a\" statement s.10 \"b\" no rule \"c\" }",
        "section s \"x\" {\n    statement s.1  line 8 \"a\"\n    statement s.10        "
        "\"b\"\n        no rule \"c\"\n}\n");
    front_check_form(
        "define a: x matches /a\\/b\\\\/i and y is \"q\\\"\\n\\u{1}\\u{85}\" and z not in "
        "{rhel 8.2 or later within 8, ubuntu before 22.04} and w is not -5",
        NULL);
    front_check_form(
        "rule a { # 1\n # 2\n require # 3\n x # 4\n and # 5\n y # 6\n # 7\n else # 8\n "
        "broken # 9\n \"x\" # 10\n # 11\n } # 12\n# 13",
        NULL);
    front_check_form(
        "pack # 1\n p # 2\n { # 3\n title # 4\n \"x\" # 5\n } # 6\n fact # 7\n a # 8\n at # "
        "9\n L0 # 10\n : # 11\n flag # 12\n \"x\" # 13\n { # 14\n here # 15\n"
        ", # 16\n guest # 17\n { # 18\n only when # 19\n file \"/x\" # 20\n matches # 21\n "
        "/x/ # 22\n { # 23\n os-release # 24\n } # 25\n } # 26\n } # 27",
        NULL);
}

/* A comment between two pieces stays there, one in a piece goes before it. */
static void test_broken(void **state)
{
    (void)state;
    front_check_form("rule a { when a # 1\nand # 2\nb and\n# 3\n c # 4\n then broken \"x\" # 5\n}",
                     "rule a {\n    when    a  # 1\n            # 2\n            and b\n"
                     "            # 3\n            and c  # 4\n    then    broken \"x\"  # 5\n}\n");
    front_check_form("define d: a or not (b # 1\nand x in {p, # 2\n q, r,\n# 3\ns # 4\n}) # 5\n",
                     "define d: a\n    or not (b  # 1\n            and x in {p,  # 2\n"
                     "                      q, r,\n                      # 3\n"
                     "                      s})  # 4\n# 5\n");
    front_check_form("define d: a # 1\nis not # 2\nb # 3\n",
                     "# 1\n# 2\ndefine d: a is not b  # 3\n");
    front_check_form("define d: ( # 1\na # 2\n)\n# 3\n", "# 1\ndefine d: (a)  # 2\n# 3\n");
    front_check_form("rule a { cite s.1, # 1\ns.2, s.3\n# 2\n, s.4 # 3\n}",
                     "rule a {\n    cite    s.1,  # 1\n            s.2, s.3,\n            # 2\n"
                     "            s.4  # 3\n}\n");
    front_check_form("test \"x\" { given L0: a b, # 1\nc d # 2\nexpect broken by a, # 3\nb missing "
                     "# 4\nc, # 5\n# 6\n d }",
                     "test \"x\" {\n    given  L0: a b,  # 1\n               c d  # 2\n"
                     "    expect broken by a,  # 3\n                     b missing c,  # 4\n"
                     "                               # 5\n                               # 6\n"
                     "                               d\n}\n");
    front_check_form("fact a at L0: one of {p, # 1\nq # 2\n} \"x\" { here { os-release } }",
                     "fact a at L0: one of {p,  # 1\n                      q} \"x\" {  # 2\n"
                     "    here { os-release }\n}\n");
    front_check_form("layer L0 \"a\"\nlayer # 1\nLong \"b\" # 2\nlayer Longer \"c\"\n",
                     "layer L0     \"a\"\n# 1\nlayer Long   \"b\"  # 2\nlayer Longer \"c\"\n");
    front_check_form("layer L0 \"\\u{41}\\u{202e}\\u{a0}\"\n",
                     "layer L0 \"\\u{41}\\u{202e}\\u{a0}\"\n");
    front_check_form("\xEF\xBB\xBFlayer L0 \"a\" # 1 \r\n\r\n\r\nlayer L1 \"b\"\r\n",
                     "layer L0 \"a\"  # 1\n\nlayer L1 \"b\"\n");
}

/* What silences a line does so afterwards: the line is not broken, however long. */
static void test_silence(void **state)
{
    static const char parts[] = "alpha-alpha-alpha-alpha and beta-beta-beta-beta-beta and "
                                "gamma-gamma-gamma-gamma-gamma and delta-delta-delta";
    char text[400], form[400];

    (void)state;
    snprintf(text, sizeof text, "define a: %s # allow W004: x\n", parts);
    snprintf(form, sizeof form, "define a: %s  # allow W004: x\n", parts);
    front_check_form(text, form);
    snprintf(text, sizeof text, "# allow W004: x\ndefine a: %s\ndefine b: c\n", parts);
    front_check_form(text, text);
    snprintf(text, sizeof text, "# allowed\ndefine a: %s\n", parts);
    front_check_form(text, "# allowed\ndefine a: alpha-alpha-alpha-alpha\n"
                           "    and beta-beta-beta-beta-beta\n"
                           "    and gamma-gamma-gamma-gamma-gamma\n    and delta-delta-delta\n");
}

static void test_bare(void **state)
{
    front *f = front_parse("# 1\nlayer L0 \"\\u{41}\" # 2\n\n\n\nlayer # 3\nL1 \"b\"\n# 4\n");

    (void)state;
    assert_string_equal(format_bare(&f->unit.arena, f->unit.files.at[0]),
                        "layer L0 \"A\"\nlayer L1 \"b\"\n");
    front_free(f);
}

static void test_forms_of_packs(void **state)
{
    (void)state;
    for (int i = 0; i < FRONT_PACKS; i++) {
        size_t size;
        char *source = front_read_file(front_packs[i], &size);
        front_check_form(source, NULL);
        free(source);
    }
}

static void test_condition_text(void **state)
{
    front *f =
        front_parse("define a: ((L1.os is rhel 8.2 or\nlater within 8)) and not(not x) and L3 "
                    "exists and m in use and n<=5");

    (void)state;
    assert_string_equal(format_cond(&f->unit.arena, front_items(f)->as.define->cond),
                        "(L1.os is rhel 8.2 or later within 8) and not (not x) and L3 exists and m "
                        "in use and n <= 5");
    front_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),          cmocka_unit_test(test_broken),
        cmocka_unit_test(test_silence),        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_forms_of_packs), cmocka_unit_test(test_condition_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
