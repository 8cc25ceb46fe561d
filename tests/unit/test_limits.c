/* test_limits.c: deep, long, damaged and starved: linear time, one diagnostic, no memory left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "front.h"

/* -- limits -- */

/* Parses it, in a time that no quadratic step could keep. */
static void check_repeated(const char *head, const char *piece, size_t count, const char *tail,
                           const char *expected)
{
    char *text = front_repeated(head, piece, count, tail);
    clock_t start = clock();
    front *f = front_parse(text);

    if ((double)(clock() - start) / CLOCKS_PER_SEC > 20)
        fail_msg("%zu times '%s' took %.1f s", count, piece,
                 (double)(clock() - start) / CLOCKS_PER_SEC);
    front_expect(f, head, expected);
    front_free(f);
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
    check_repeated("fact a at L: flag \"x\" { here { ", "only when file \"x\" matches /x/ { ",
                   100000, "", "1:8445 E025");
    check_repeated("define a: x in ", "{", 1000000, "", "1:17 E020");
    check_repeated("rule a ", "{", 1000000, "", "1:9 E020");
    check_repeated("", "}", 1000000, "", "1:1 E024");
}

static void test_nesting_that_closes(void **state)
{
    char *open = front_repeated("define a: ", "(", 256, "x"),
         *text = front_repeated(open, ")", 256, "\nlayer L0 8");

    (void)state;
    front_check(text, "2:10 E020");
    free(open);
    free(text);
    open = front_repeated("define a: ", "(", 300, "x");
    text = front_repeated(open, ")", 300, "\nlayer L0 8");
    front_check(text, "1:267 E025 2:10 E020");
    free(open);
    free(text);
    open = front_repeated("define a: not x", " and not x", 1000, "");
    front_check(open, "");
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
    check_repeated("fact a at L: flag \"x\" { here { file \"/x\" { ", "/x/ => on ", 300000, "} } }",
                   "");
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
    char *text = front_repeated("", " ", CAVC_SOURCE_MAX, "");
    front *f = front_parse_sized(text, CAVC_SOURCE_MAX);

    (void)state;
    front_expect(f, "16 MiB", "");
    front_free(f);
    free(text);
    text = front_repeated("", "a", CAVC_SOURCE_MAX, "a");
    f = front_parse(text);
    front_expect(f, "16 MiB and a byte", "1:1 E001");
    front_free(f);
    free(text);
}

/* -- memory -- */

static void test_out_of_memory(void **state)
{
    char *text = front_repeated(
        "pack p { title \"x\" }\n",
        "rule a { cite a, b when x is amd and (y or z in {a, b}) then broken \"x\" whn }\n", 2000,
        "");
    long n;
    front *f = front_parse(text);

    (void)state;
    n = f->allocations;
    assert_true(n > 20);
    front_free(f);
    for (long i = 1; i <= n; i++) {
        f = calloc(1, sizeof *f);
        f->fail_at = i;
        front_run(f, text, strlen(text));
        assert_true(f->failed);
        front_free(f);
    }
    free(text);
}

/* -- damage -- */

static uint32_t draw(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void check_damaged(const char *bytes, size_t size)
{
    front *f = front_parse_sized(bytes, size);

    front_check_spans(f);
    if (!diag_count(f->unit.diags, CAVC_ERROR)) {
        char *copy = calloc(1, size + 1);
        memcpy(copy, bytes, size);
        front_check_form(copy, NULL);
        free(copy);
    }
    front_free(f);
}

/* Cut anywhere, with a piece changed, dropped or doubled: a tree or diagnostics, never more. */
static void test_damage(void **state)
{
    static const char *const pieces[] = {
        "{",        "}",    "(",  ")",  "\"", "/",  "#", "\n",   " and ",        " or ",
        "rule a {", "\xFF", "\0", "in", "..", "=>", ",", "not ", "\xE2\x80\x9C", "# x\n"};
    size_t size;
    char *text = front_read_file(front_packs[3], &size), *bad = malloc(2 * size + 100);
    uint32_t seed = 1;

    (void)state;
    for (size_t n = 0; n <= size; n += 1 + n % 3)
        check_damaged(text, n);
    for (int i = 0; i < 4000; i++) {
        size_t at = draw(&seed) % size,
               drop = draw(&seed) % 3 ? draw(&seed) % 8 : draw(&seed) % 200;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting),    cmocka_unit_test(test_nesting_that_closes),
        cmocka_unit_test(test_long_lists), cmocka_unit_test(test_long_tokens),
        cmocka_unit_test(test_size_limit), cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
