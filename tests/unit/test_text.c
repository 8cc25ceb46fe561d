/* test_text.c: patterns and their refusals, UTF-8, SHA-256, names, buffers, lines. */
#include "support.h"

#include "../../runtime/buffer.h"
#include "../../runtime/output.h"
#include "../../runtime/sha256.h"
#include "../../runtime/text.h"

/* -- patterns ---------------------------------------------------------------------------------- */

static text_answer match(const char *pattern, unsigned flags, const char *subject)
{
    meter m;
    const cav_env env = meter_env(&m);
    text_pattern *p;
    char error[128];
    size_t offset;
    text_answer answer;

    if (text_compile(&env, pattern, flags, &p, error, &offset) != CAV_OK)
        fail_msg("/%s/: %s", pattern, error);
    assert_int_equal(m.live, text_bytes(p));
    answer = text_match(p, subject, strlen(subject), NULL, 0);
    text_free(p);
    assert_int_equal(m.live, 0);
    return answer;
}

static void whole_texts(void **state)
{
    (void)state;
    assert_int_equal(match("a", 0, "a"), TEXT_YES);
    assert_int_equal(match("a", 0, "ab"), TEXT_NO);
    assert_int_equal(match("a", 0, "ba"), TEXT_NO);
    assert_int_equal(match("a|ab", 0, "ab"), TEXT_YES);
    assert_int_equal(match("a|ab", 0, "abb"), TEXT_NO);
    assert_int_equal(match(".*el7.*", 0, "x.el7.y"), TEXT_YES);
    assert_int_equal(match("A", CAV_PATTERN_I, "a"), TEXT_YES);
    assert_int_equal(match("a.b", 0, "a\nb"), TEXT_NO);
    assert_int_equal(match("a.b", CAV_PATTERN_S, "a\nb"), TEXT_YES);
    assert_int_equal(match("a$\n^b", CAV_PATTERN_M, "a\nb"), TEXT_YES);
    assert_int_equal(match("a $ # end", CAV_PATTERN_X, "a"), TEXT_YES);
    assert_int_equal(match("a $", 0, "a"), TEXT_NO);
    assert_int_equal(match(".", 0, "é"), TEXT_YES);
    assert_int_equal(match(".*", 0, "\xe9"), TEXT_NO);
    assert_int_equal(match("", 0, ""), TEXT_YES);
    assert_int_equal(match("(?<n>a)(?:b)(?=c)(?!d)(?i)C", 0, "abc"), TEXT_YES);
    assert_int_equal(match("[\\d.]+\\0?\\x41\\\\", 0, "1.2A\\"), TEXT_YES);
}

static void refusals(void **state)
{
    static const char *const patterns[] = {
        "(a)\\1", "(?<n>a)\\k<n>", "(a)\\g1", "(a)\\g{-1}", "(?P<n>a)(?P=n)", "(?<n>a)\\k{n}",
        "(?R)", "(a(?1)?)", "(a(?-1)?)", "(?+1)(a)", "(?<n>a)(?&n)", "(?P<n>a)(?P>n)", "(?0)",
        "a(?C)b", "(?C1)a", "(?C'x')a", "(*UTF)a", "(*LIMIT_MATCH=1)a", "a(*SKIP)b", "(*CR)a",
        "(*positive_lookahead:a)a", "\\C", "a\\C", "\\c\\(*ACCEPT)", "(a)?(?(1)b|c)",
        "(?(R)a|b)", "(?(DEFINE)a)", "(?(?C1)a)", "\\Q\\\\E\\1",
        "(", ")", "a{2,1}", "[z-a]", "\\p{Nonsense}", "(?<n>a)(?<n>b)", "*a",
    };
    char deep[1024], longest[5000], error[128];
    text_pattern *p;
    size_t offset;

    (void)state;
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
        if (text_compile(NULL, patterns[k], 0, &p, error, &offset) != CAV_NO_REGEX)
            fail_msg("taken: %s", patterns[k]);
        assert_null(p);
        assert_true(error[0] && offset <= strlen(patterns[k]));
    }
    memset(deep, '(', 300);
    memset(deep + 300, ')', 300);
    deep[600] = '\0';
    assert_int_equal(text_compile(NULL, deep, 0, &p, error, &offset), CAV_NO_REGEX);
    memset(longest, 'a', 4097);
    longest[4097] = '\0';
    assert_int_equal(text_compile(NULL, longest, 0, &p, error, &offset), CAV_NO_REGEX);
    longest[4096] = '\0';
    assert_int_equal(text_compile(NULL, longest, 0, &p, error, &offset), CAV_OK);
    text_free(p);
}

/* Known slow patterns end, quickly, with an answer or the limit. */
static void slow_patterns(void **state)
{
    static const char *const patterns[] = {"(a+)+[bc]", "(a|aa)+[bc]", "(a|a?)+[bc]", "(.*a){20}[bc]",
                                           "([a-z]+)*[A-Z]", "(x+x+)+[yz]", "((a*)*)*[bc]"};
    char subject[CAV_TEXT_MAX + 2];

    (void)state;
    memset(subject, 'a', sizeof subject);
    for (size_t length = 30; length <= CAV_TEXT_MAX; length *= 4) {
        subject[length] = '\0';
        for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
            assert_int_not_equal(match(patterns[k], 0, subject), TEXT_YES);
        subject[length] = 'a';
    }
    subject[CAV_TEXT_MAX + 1] = '\0';
    assert_int_equal(match(".*", 0, subject), TEXT_LIMIT);
    subject[CAV_TEXT_MAX] = '\0';
    assert_int_equal(match(".*", 0, subject), TEXT_YES);
}

static void captures(void **state)
{
    text_pattern *p;
    text_capture c[10];
    char error[128], text[32];
    size_t offset;

    (void)state;
    assert_int_equal(text_compile(NULL, "(a+)(b)?(c+)", 0, &p, error, &offset), CAV_OK);
    assert_int_equal(text_groups(p), 3);
    assert_int_equal(text_match(p, "aacc", 4, c, 10), TEXT_YES);
    assert_true(c[0].start == 0 && c[0].end == 4 && c[1].end == 2);
    assert_true(c[2].start > c[2].end && c[9].start > c[9].end);
    assert_int_equal(text_expand("<$3$2$1$7>$$1$x$", "aacc", c, 10, text, sizeof text), 12);
    assert_string_equal(text, "<ccaa>$aa$x$");
    assert_int_equal(text_match(p, "aacc", 4, c, 2), TEXT_YES);
    assert_true(c[1].start == 0 && c[1].end == 2);
    assert_int_equal(text_expand("$1$3", "aacc", c, 2, text, 2), 2);
    assert_string_equal(text, "a");
    text_free(p);
    text_free(NULL);
}

static void utf8(void **state)
{
    static const char *const good[] = {"", "a", "é", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
                                       "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41",
                                      "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe1\x80", "\xe1\x80\x41",
                                      "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                                      "\xff", "\xf1\x80\x80", "a\xbf"};

    (void)state;
    for (size_t k = 0; k < sizeof good / sizeof *good; k++)
        assert_true(text_utf8(good[k], strlen(good[k])));
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_false(text_utf8(bad[k], strlen(bad[k])));
    assert_true(text_utf8("a\0b", 3));
}

/* -- small parts ------------------------------------------------------------------------------- */

static void hashes(void **state)
{
    static const struct { size_t n; const char *hash; } of_a[] = {
        {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"},
    };
    char bytes[1000], hex[65];
    uint8_t hash[32];

    (void)state;
    memset(bytes, 'a', sizeof bytes);
    for (size_t k = 0; k < sizeof of_a / sizeof *of_a; k++) {
        sha256(bytes, of_a[k].n, hash);
        sha256_hex(hash, hex);
        assert_string_equal(hex, of_a[k].hash);
    }
}

static void nearest(void **state)
{
    static const char *const names[] = {"intel", "amd", "power9", "power8", "ibm-z"};
    char longest[100];

    (void)state;
    assert_string_equal(cav_nearest("amdd", names, 5), "amd");
    assert_string_equal(cav_nearest("adm", names, 5), "amd");
    assert_string_equal(cav_nearest("itnel", names, 5), "intel");
    assert_string_equal(cav_nearest("power", names, 5), "power9");
    assert_null(cav_nearest("zzz", names, 5));
    assert_null(cav_nearest("a", names, 5));
    assert_null(cav_nearest("", names, 5));
    assert_null(cav_nearest("amd", names, 0));
    memset(longest, 'p', 99);
    longest[99] = '\0';
    assert_null(cav_nearest(longest, names, 5));
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(cav_level_name(CAV_UNTESTED), "untested");
    assert_string_equal(cav_level_name(CAV_LEVEL_NOTE), "note");
    assert_string_equal(cav_level_name((cav_level)77), "unknown level");
    assert_int_equal(cav_level_find("broken"), CAV_BROKEN);
    assert_int_equal(cav_level_find("note"), -1);
    assert_string_equal(cav_level_meaning(CAV_SUPPORTED), "nothing restricts it");
    assert_string_equal(cav_status_name(CAV_FAILED), "failed");
    assert_string_equal(cav_status_name((cav_status)99), "unknown status");
    assert_true(cav_release()[0]);
}

static void buffers(void **state)
{
    char text[8];
    buf b = buf_start(text, sizeof text);

    (void)state;
    buf_text(&b, "abcd");
    buf_uint(&b, 18446744073709551615u);
    assert_int_equal(buf_end(&b), 24);
    assert_string_equal(text, "abcd184");
    b = buf_start(text, sizeof text);
    buf_int(&b, INT64_MIN);
    assert_int_equal(buf_end(&b), 20);
    b = buf_start(text, sizeof text);
    buf_text(&b, "abcdé€");
    buf_end(&b);
    assert_string_equal(text, "abcdé");
    b = buf_start(NULL, 0);
    buf_text(&b, "abc");
    assert_int_equal(buf_end(&b), 3);
}

static bool collect(void *context, const char *text)
{
    strcat(strcat(context, text), "|");
    return true;
}

static void lines(void **state)
{
    char all[2048] = "", word[160];
    out o = out_start(collect, all);

    (void)state;
    out_begin(&o, 4);
    for (int k = 0; k < 30; k++)
        out_text(&o, "word ");
    out_end(&o);
    assert_int_equal(strcspn(all, "|"), 99);
    assert_memory_equal(strchr(all, '|'), "|    word word", 14);
    all[0] = '\0';
    memset(word, 'w', 150);
    word[150] = '\0';
    out_line(&o, word);
    assert_int_equal(strcspn(all, "|"), 100);
    all[0] = '\0';
    out_line(&o, "a\n\x1b[1mé");
    assert_string_equal(all, "a\\x0a\\x1b[1mé|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts),   cmocka_unit_test(refusals), cmocka_unit_test(slow_patterns),
        cmocka_unit_test(captures),      cmocka_unit_test(utf8),     cmocka_unit_test(hashes),
        cmocka_unit_test(nearest),       cmocka_unit_test(names),    cmocka_unit_test(buffers),
        cmocka_unit_test(lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
