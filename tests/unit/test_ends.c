/* test_ends.c: what a pattern's fixed ends say of a text against what PCRE2 says of it. */
#include "support.h"

#include "../../runtime/ends.h"
#include "../../runtime/text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static ends_answer judge(const char *pattern, unsigned flags, const char *text)
{
    const ends e = ends_of(pattern, flags);

    return ends_match(&e, text, strlen(text));
}

static void examples(void **state)
{
    static const struct {
        const char *pattern;
        unsigned flags;
        const char *text;
        ends_answer answer;
    } rows[] = {
        {"abc", 0, "abc", ENDS_YES},
        {"abc", 0, "abcd", ENDS_NO},
        {"abc", 0, "ab", ENDS_NO},
        {"", 0, "", ENDS_YES},
        {"", 0, "a", ENDS_NO},
        {"IBM\\/S390", 0, "IBM/S390", ENDS_YES},
        {"abc", CAV_PATTERN_I, "aBc", ENDS_YES},
        {"abk", CAV_PATTERN_I, "ab\u212a", ENDS_ASK}, /* the kelvin sign is a k without case */
        {"abk", CAV_PATTERN_I, "axk", ENDS_NO},
        {"abc", CAV_PATTERN_X, "abc", ENDS_ASK},
        {"vmx.*", 0, "vmx", ENDS_YES},
        {"flags\\s*:.*", 0, "flags\t\t: vmx", ENDS_YES},
        {"flags\\s*:.*", 0, "flags:", ENDS_YES},
        {"flags\\s*:.*", 0, "flags x:", ENDS_NO},
        {"flags\\s+:.*", 0, "flags:", ENDS_NO},
        {"flags\\s*: .*", 0, "flags : ", ENDS_YES},
        {"flags\\s* .*", 0, "flags ", ENDS_ASK},
        {"vmx.*", 0, "vm", ENDS_NO},
        {"vmx.*", 0, "vmx\n", ENDS_NO},
        {"vmx.*", 0, "vmx\xff", ENDS_NO},
        {"vmx.*", CAV_PATTERN_S, "vmx\n", ENDS_ASK},
        {".+", 0, "", ENDS_NO},
        {".+", 0, "a", ENDS_YES},
        {"a.+b", 0, "ab", ENDS_NO},
        {"a.+b", 0, "a\u00e9b", ENDS_YES},
        {"ab.*ba", 0, "aba", ENDS_NO},
        {"a|b", 0, "c", ENDS_ASK},
        {"x(a|b)", 0, "yb", ENDS_NO},
        {"x(a|b)", 0, "xc", ENDS_ASK},
        {"x([)]|b)z", 0, "xbz", ENDS_ASK},
        {"x([)]|b)z", 0, "xb", ENDS_NO},
        {"ab*c", 0, "c", ENDS_NO},
        {"ab?c", 0, "ac", ENDS_ASK},
        {"ab{0}c", 0, "ac", ENDS_ASK},
        {"ab{0}c", 0, "ab", ENDS_NO},
        {"a\\dz", 0, "a1z", ENDS_ASK},
        {"a\\dz", 0, "a1d", ENDS_NO},
        {"\\x41\\x42", 0, "zz", ENDS_ASK},
        {"\\Qa|b\\E", 0, "zz", ENDS_ASK},
        {"(?i)abc", 0, "ABC", ENDS_ASK},
        {"(?#|)abc", 0, "abc", ENDS_ASK},
        {"(*UTF)abc", 0, "zz", ENDS_ASK},
        {"[]a]bc", 0, "]bc", ENDS_ASK},
        {"[[:alpha:]]bc", 0, "zz", ENDS_ASK},
        {"ID=[\"']?rhel[\"']?", CAV_PATTERN_I, "ID=debian", ENDS_NO},
        {"ID=[\"']?rhel[\"']?", CAV_PATTERN_I, "ID=RHEL", ENDS_ASK},
        {"ID=[\"']?rhek[\"']?", CAV_PATTERN_I, "ID=rhe\u212a", ENDS_ASK},
        {"(.*\\s)?kvm[-_]amd\\.nested=(\\d)", 0, "quiet kvm_amd.nest=1", ENDS_NO},
        {"(.*\\s)?kvm[-_]amd\\.nested=(\\d)", 0, "quiet nested=", ENDS_ASK},
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        if (judge(rows[k].pattern, rows[k].flags, rows[k].text) != rows[k].answer)
            fail_msg("/%s/ of \"%s\"", rows[k].pattern, rows[k].text);
    }
}

static void deciding(void **state)
{
    static const char *const open[] = {"a+", "a.b", ".*a.*", "(a)", "a|b", ".+?", "\\.*", ".*\\d", "a.{2}"};
    ends e;

    (void)state;
    for (size_t k = 0; k < sizeof open / sizeof *open; k++) {
        e = ends_of(open[k], 0);
        if (ends_decide(&e))
            fail_msg("decided: %s", open[k]);
    }
    e = ends_of("a\\.b.*c", 0);
    assert_true(ends_decide(&e));
    e = ends_of("ab", CAV_PATTERN_I);
    assert_false(ends_decide(&e));
}

/* -- random patterns --------------------------------------------------------------------------- */

static void draw(uint64_t *state, const char *const *pieces, uint32_t n, uint32_t most, char *to)
{
    *to = '\0';
    for (uint32_t k = next_random(state, most + 1); k > 0; k--)
        strcat(to, pieces[next_random(state, n)]);
}
#define DRAW(state, pieces, most, to) draw(state, pieces, sizeof(pieces) / sizeof *(pieces), most, to)

/* The engine alone, as text.c asks it. 1: matches, 0: not, -1: no pattern. */
static int engine(const char *pattern, unsigned flags, const char *text)
{
    uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_code *code;
    pcre2_match_data *data;
    PCRE2_SIZE offset;
    int error, found;

    options |= flags & CAV_PATTERN_I ? PCRE2_CASELESS : 0;
    options |= flags & CAV_PATTERN_M ? PCRE2_MULTILINE : 0;
    options |= flags & CAV_PATTERN_S ? PCRE2_DOTALL : 0;
    options |= flags & CAV_PATTERN_X ? PCRE2_EXTENDED : 0;
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &error, &offset, context);
    pcre2_compile_context_free(context);
    if (!code)
        return -1;
    data = pcre2_match_data_create(1, NULL);
    found = text_utf8(text, strlen(text)) &&
            pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, data, NULL) >= 0;
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found;
}

/* Wherever the ends answer, the engine answers the same; and text.c, with both, as the engine alone. */
static void against_the_engine(void **state)
{
    static const char *const pieces[] = {
        "a", "b", "ab", "ba", "k", "K", " ", "=", "\\.", "\\/", "\\d", "\\s", "\\b", "\\\\", ".", ".*",
        ".+", "\\s*", "\\s+", "\\s*:", "*", "+", "?", "+?", "{2}", "{0,1}", "{a", "}", "(a)", "(a|b)", "(?:ab)?", "(?=a)", "(?!b)",
        "(?<=a)", "(?i)", "(?i:a)", "(?#|)", "(?|a|b)", "(?<n>b)", "[ab]", "[^a]", "[]a]", "[)(]", "[|]",
        "[\\]a]", "[[:alpha:]]", "|", "^", "$", "\\Qa", "\\E", "\\x61", "\\x{62}", "\\060", "\\pL", "\\N",
        "é", "é?", "#b\n", "(", ")", "1", "\\A", "\\z", "\\K",
    };
    static const char *const parts[] = {"a", "b", "ab", "ba", "k", "K", "A", "B", "\u212a", " ", "=",
                                        ".", "/", "\\", "1", "0", "\n", "\t", ":", "é", "\u00a0", "\xc2\x85", "\xff", ")", "|"};
    uint64_t seed = 11;
    unsigned answered = 0, tried = 0;

    (void)state;
    for (unsigned k = 0; k < 60000; k++) {
        char pattern[128], text[64], error[128];
        text_pattern *p;
        size_t offset;
        unsigned flags;

        DRAW(&seed, pieces, 6, pattern);
        DRAW(&seed, parts, 6, text);
        flags = next_random(&seed, 3) ? 0 : next_random(&seed, 16);

        const int truth = engine(pattern, flags, text);
        const ends e = ends_of(pattern, flags);
        const ends_answer said = ends_match(&e, text, strlen(text));

        if (truth < 0) {
            if (ends_decide(&e))
                fail_msg("/%s/ is no pattern", pattern);
            continue;
        }
        tried++;
        answered += said != ENDS_ASK;
        if (said != ENDS_ASK && (said == ENDS_YES) != truth)
            fail_msg("/%s/ flags %u of \"%s\": %s", pattern, flags, text, truth ? "matches" : "does not");
        if (text_compile(NULL, pattern, flags, &p, error, &offset) != CAV_OK)
            continue;
        if ((text_match(p, text, strlen(text), NULL, 0) == TEXT_YES) != truth)
            fail_msg("text.c: /%s/ flags %u of \"%s\"", pattern, flags, text);
        text_free(p);
    }
    assert_true(tried > 20000 && answered > tried / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(deciding),
        cmocka_unit_test(against_the_engine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
