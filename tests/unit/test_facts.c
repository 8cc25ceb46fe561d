/* test_facts.c: what facts may be set to, what is then known, and what derives from them. */
#include "support.h"

#include "../../runtime/program.h"

typedef struct machine {
    meter m;
    cav_env env;
    uint8_t *image;
    cav_program *program;
    cav_facts *facts;
    cav_result *result;
    char text[256];
} machine;

static int setup(void **state)
{
    machine *x = calloc(1, sizeof *x);
    size_t size;

    assert_non_null(x);
    x->env = meter_env(&x->m);
    x->image = sample_image(sample_text, &size);
    x->program = load(&x->env, x->image, size);
    assert_int_equal(cav_facts_new(&x->env, x->program, &x->facts), CAV_OK);
    assert_int_equal(cav_result_new(&x->env, x->program, &x->result), CAV_OK);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    machine *x = *state;

    cav_result_free(x->result);
    cav_facts_free(x->facts);
    cav_program_free(x->program);
    assert_int_equal(x->m.live, 0);
    free(x->image);
    free(x);
    return 0;
}

static cav_status set_list(machine *x, const char *fact, uint32_t count, const char *const *values)
{
    x->m.message[0] = '\0';
    return cav_facts_set(x->facts, fact_of(x->program, fact), values, count);
}

static cav_status set(machine *x, const char *fact, const char *value)
{
    return set_list(x, fact, value != NULL, &value);
}

static const char *print(machine *x, const char *fact)
{
    cav_facts_print(x->facts, fact_of(x->program, fact), x->text, sizeof x->text);
    return x->text;
}

static const char *reason(machine *x, const char *fact)
{
    const char *text = cav_facts_reason(x->facts, fact_of(x->program, fact));

    return text ? text : "none";
}

static cav_knowledge knowledge(machine *x, const char *fact)
{
    return cav_facts_knowledge(x->facts, fact_of(x->program, fact));
}

static cav_truth value(machine *x, uint32_t result)
{
    bool computed;
    cav_truth truth;

    assert_int_equal(cav_evaluate(x->program, x->facts, true, x->result), CAV_OK);
    truth = cav_result_value(x->result, 2 * result, &computed);
    assert_true(computed);
    assert_int_equal(cav_result_value(x->result, 2 * result + 1, NULL),
                     truth == CAV_TRUE ? CAV_FALSE : truth == CAV_FALSE ? CAV_TRUE : CAV_UNKNOWN);
    return truth;
}

/* -- releases ---------------------------------------------------------------------------------- */

/* v7: L1.os in {rhel 7.8 or later within 7, rhel 8.2 or later within 8}. */
static void releases(void **state)
{
    static const struct {
        const char *value; cav_truth truth; cav_knowledge known; const char *print;
    } cases[] = {
        {"rhel 7.7", CAV_FALSE, CAV_FACT_KNOWN, "rhel 7.7"},
        {"rhel 7.8", CAV_TRUE, CAV_FACT_KNOWN, "rhel 7.8"},
        {"rhel 7.10", CAV_TRUE, CAV_FACT_KNOWN, "rhel 7.10"},
        {"rhel 7.999999999.999999999.999999999", CAV_TRUE, CAV_FACT_KNOWN,
         "rhel 7.999999999.999999999.999999999"},
        {"rhel 8.0", CAV_FALSE, CAV_FACT_KNOWN, "rhel 8.0"},
        {"rhel 8.1.99", CAV_FALSE, CAV_FACT_KNOWN, "rhel 8.1.99"},
        {"rhel 8.2", CAV_TRUE, CAV_FACT_KNOWN, "rhel 8.2"},
        {"  rhel \t 08.010  ", CAV_TRUE, CAV_FACT_KNOWN, "rhel \t 08.010"},
        {"rhel 9.0", CAV_FALSE, CAV_FACT_KNOWN, "rhel 9.0"},
        {"rhel 7", CAV_UNKNOWN, CAV_FACT_PARTLY, "rhel 7 (minor unknown)"},
        {"rhel 8", CAV_UNKNOWN, CAV_FACT_PARTLY, "rhel 8 (minor unknown)"},
        {"rhel 6", CAV_FALSE, CAV_FACT_PARTLY, "rhel 6 (minor unknown)"},
        {"rhel", CAV_UNKNOWN, CAV_FACT_PARTLY, "rhel (version unknown)"},
        {"windows", CAV_FALSE, CAV_FACT_PARTLY, "windows (version unknown)"},
        {"windows 2019", CAV_FALSE, CAV_FACT_KNOWN, "windows 2019"},
        {"esxi 7", CAV_FALSE, CAV_FACT_PARTLY, "esxi 7 (minor unknown)"},
        {"esxi 7.0", CAV_FALSE, CAV_FACT_PARTLY, "esxi 7.0 (patch unknown)"},
        {"other", CAV_FALSE, CAV_FACT_KNOWN, "other"},
    };
    machine *x = *state;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        assert_int_equal(set(x, "L1.os", cases[k].value), CAV_OK);
        assert_string_equal(print(x, "L1.os"), cases[k].print);
        assert_int_equal(knowledge(x, "L1.os"), cases[k].known);
        assert_int_equal(value(x, 7), cases[k].truth);
    }
    assert_int_equal(set(x, "L1.os", "rhel"), CAV_OK);
    assert_string_equal(reason(x, "L1.os"), "version unknown");
    assert_int_equal(set(x, "L1.os", "rhel 8"), CAV_OK);
    assert_string_equal(reason(x, "L1.os"), "minor version unknown");
}

static void bad_values(void **state)
{
    static const struct { const char *fact, *value, *message; } cases[] = {
        {"L1.os", "rhell 8.2", "did you mean \"rhel\""},
        {"L1.os", "windosw 2019", "did you mean \"windows\""},
        {"L1.os", "", "no product \"\""},
        {"L1.os", "rhel 8.", "dotted integers"},
        {"L1.os", "rhel .8", "dotted integers"},
        {"L1.os", "rhel 8.x", "dotted integers"},
        {"L1.os", "rhel -8", "dotted integers"},
        {"L1.os", "rhel 8 2", "dotted integers"},
        {"L1.os", "rhel 1.2.3.4.5", "more than four parts"},
        {"L1.os", "rhel 1000000000", "more than nine digits"},
        {"L1.os", "other 3", "without versions"},
        {"L1.vcpus", "", "is not a number"},
        {"L1.vcpus", "-", "is not a number"},
        {"L1.vcpus", "+5", "is not a number"},
        {"L1.vcpus", "5x", "is not a number"},
        {"L1.vcpus", "..", "without a bound"},
        {"L1.vcpus", "1..2..3", "is not a number"},
        {"L1.vcpus", "8..2", "holds nothing"},
        {"L1.vcpus", "9223372036854775808", "does not fit"},
        {"L1.vcpus", "-9223372036854775809", "does not fit"},
        {"L1.vcpus", "99999999999999999999999999", "does not fit"},
        {"L0.platform", "amdd", "did you mean \"amd\""},
        {"L0.platform", "zzzzzz", "is not one of intel, amd, arm64, other"},
        {"L0.nested", "true", "is neither off nor on"},
        {"L1.kernel", "\xff", "not valid UTF-8"},
    };
    machine *x = *state;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        if (set(x, cases[k].fact, cases[k].value) != CAV_BAD_VALUE)
            fail_msg("taken: %s", cases[k].value);
        if (!strstr(x->m.message, cases[k].message) || strncmp(x->m.message, cases[k].fact, 5))
            fail_msg("%s: expected %s, got %s", cases[k].value, cases[k].message, x->m.message);
        assert_int_equal(knowledge(x, cases[k].fact), CAV_FACT_UNKNOWN);
    }
    assert_int_equal(set(x, "L0.platform", "amd"), CAV_OK);
    assert_int_equal(set(x, "L0.platform", "x"), CAV_BAD_VALUE);
    assert_string_equal(print(x, "L0.platform"), "amd");
}

/* -- numbers, names ---------------------------------------------------------------------------- */

/* v6: L1.vcpus >= 225. */
static void numbers(void **state)
{
    static const struct { const char *value; cav_truth truth; cav_knowledge known; } cases[] = {
        {"224", CAV_FALSE, CAV_FACT_KNOWN},
        {"225", CAV_TRUE, CAV_FACT_KNOWN},
        {"-9223372036854775808", CAV_FALSE, CAV_FACT_KNOWN},
        {"9223372036854775807", CAV_TRUE, CAV_FACT_KNOWN},
        {"000225", CAV_TRUE, CAV_FACT_KNOWN},
        {"-0", CAV_FALSE, CAV_FACT_KNOWN},
        {"2..8", CAV_FALSE, CAV_FACT_PARTLY},
        {"2..225", CAV_UNKNOWN, CAV_FACT_PARTLY},
        {"225..", CAV_TRUE, CAV_FACT_PARTLY},
        {"..224", CAV_FALSE, CAV_FACT_PARTLY},
        {"-7..-6", CAV_FALSE, CAV_FACT_PARTLY},
        {"225..225", CAV_TRUE, CAV_FACT_KNOWN},
        {"..9223372036854775807", CAV_UNKNOWN, CAV_FACT_PARTLY},
    };
    machine *x = *state;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        assert_int_equal(set(x, "L1.vcpus", cases[k].value), CAV_OK);
        assert_string_equal(print(x, "L1.vcpus"), cases[k].value);
        assert_int_equal(knowledge(x, "L1.vcpus"), cases[k].known);
        assert_int_equal(value(x, 6), cases[k].truth);
    }
    assert_int_equal(set(x, "L1.vcpus", "2..8"), CAV_OK);
    assert_string_equal(reason(x, "L1.vcpus"), "a range");
}

static void lists(void **state)
{
    static const char *const two[] = {"amd", "arm64"}, *const same[] = {"amd", " amd "},
                      *const all[] = {"intel", "amd", "arm64", "other"},
                      *const releases3[] = {"rhel 8", "rhel 7.9", "rhel 7.09"},
                      *const texts[] = {"5.14", "x", "5.14"};
    const char *many[1025];
    machine *x = *state;

    assert_int_equal(set_list(x, "L0.platform", 2, two), CAV_OK);
    assert_string_equal(print(x, "L0.platform"), "amd or arm64");
    assert_string_equal(reason(x, "L0.platform"), "one of 2 values");
    assert_int_equal(value(x, 4), CAV_UNKNOWN);
    assert_int_equal(set_list(x, "L0.platform", 2, same), CAV_OK);
    assert_int_equal(knowledge(x, "L0.platform"), CAV_FACT_KNOWN);
    assert_int_equal(set_list(x, "L0.platform", 4, all), CAV_OK);
    assert_string_equal(print(x, "L0.platform"), "intel, amd, arm64 or other");
    assert_int_equal(set_list(x, "L1.os", 3, releases3), CAV_OK);
    assert_string_equal(print(x, "L1.os"), "rhel 8 (minor unknown) or rhel 7.9");
    assert_string_equal(cav_facts_value(x->facts, fact_of(x->program, "L1.os"), 1), "rhel 7.9");
    assert_null(cav_facts_value(x->facts, fact_of(x->program, "L1.os"), 2));
    assert_int_equal(set_list(x, "L1.kernel", 3, texts), CAV_OK);
    assert_string_equal(print(x, "L1.kernel"), "5.14 or x");
    for (int k = 0; k < 1025; k++)
        many[k] = "amd";
    assert_int_equal(set_list(x, "L0.platform", 1025, many), CAV_BAD_VALUE);
    assert_int_equal(set_list(x, "L0.platform", 1024, many), CAV_OK);
    assert_int_equal(set(x, "L0.platform", NULL), CAV_OK);
    assert_string_equal(print(x, "L0.platform"), "unknown");
    assert_string_equal(reason(x, "L0.platform"), "none");
}

static void typed(void **state)
{
    static const uint32_t parts[] = {8, 10, 0, 0, 0}, big[] = {1000000000};
    machine *x = *state;
    const uint32_t os = fact_of(x->program, "L1.os"), cpus = fact_of(x->program, "L1.vcpus");
    const uint32_t platform = fact_of(x->program, "L0.platform");
    const uint32_t nested = fact_of(x->program, "L0.nested");

    assert_int_equal(cav_facts_set_values(x->facts, platform, 6), CAV_OK);
    assert_string_equal(print(x, "L0.platform"), "amd or arm64");
    assert_int_equal(cav_facts_set_values(x->facts, platform, 0), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_values(x->facts, platform, 16), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_values(x->facts, nested, 2), CAV_OK);
    assert_string_equal(print(x, "L0.nested"), "on");
    assert_int_equal(cav_facts_set_values(x->facts, os, 1), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_range(x->facts, cpus, INT64_MIN, INT64_MAX), CAV_OK);
    assert_int_equal(value(x, 6), CAV_UNKNOWN);
    assert_int_equal(cav_facts_set_range(x->facts, cpus, INT64_MIN, INT64_MIN), CAV_OK);
    assert_string_equal(print(x, "L1.vcpus"), "-9223372036854775808");
    assert_int_equal(cav_facts_set_range(x->facts, cpus, 225, INT64_MAX), CAV_OK);
    assert_string_equal(print(x, "L1.vcpus"), "225..");
    assert_int_equal(cav_facts_set_range(x->facts, cpus, 3, 2), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_release(x->facts, os, 0, parts, 2), CAV_OK);
    assert_string_equal(print(x, "L1.os"), "rhel 8.10");
    assert_int_equal(cav_facts_set_release(x->facts, os, 0, parts, 0), CAV_OK);
    assert_string_equal(print(x, "L1.os"), "rhel (version unknown)");
    assert_int_equal(cav_facts_set_release(x->facts, os, 4, parts, 2), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_release(x->facts, os, 0, parts, 5), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_release(x->facts, os, 0, big, 1), CAV_BAD_VALUE);
    assert_int_equal(cav_facts_set_values(x->facts, 9999, 1), CAV_BAD_NAME);
    assert_int_equal(cav_facts_set_values(x->facts, 1, 1), CAV_BAD_ARGUMENT);
    assert_int_equal(cav_facts_set_values(x->facts, 0, 1), CAV_BAD_ARGUMENT);
}

/* -- texts ------------------------------------------------------------------------------------- */

/* v9: the kernel matches .*\.el7a\..* or is "5.14"; v19: matches and matches not. */
static void texts(void **state)
{
    static const char *const mixed[] = {"5.14", "4.18"}, *const both[] = {"5.14", "1.el7a.2"};
    machine *x = *state;

    assert_int_equal(value(x, 9), CAV_UNKNOWN);
    assert_int_equal(set(x, "L1.kernel", "4.14.0-115.el7a.0.1"), CAV_OK);
    assert_int_equal(value(x, 9), CAV_TRUE);
    assert_int_equal(set(x, "L1.kernel", "5.14"), CAV_OK);
    assert_int_equal(value(x, 9), CAV_TRUE);
    assert_int_equal(set(x, "L1.kernel", "5.145"), CAV_OK);
    assert_int_equal(value(x, 9), CAV_FALSE);
    assert_int_equal(set_list(x, "L1.kernel", 2, mixed), CAV_OK);
    assert_int_equal(value(x, 9), CAV_UNKNOWN);
    assert_int_equal(knowledge(x, "L1.kernel"), CAV_FACT_PARTLY);
    /* each of the two parts differs between the texts, their disjunction does not: one atom */
    assert_int_equal(set_list(x, "L1.kernel", 2, both), CAV_OK);
    assert_int_equal(value(x, 9), CAV_TRUE);
    assert_int_equal(value(x, 19), CAV_FALSE);
    assert_int_equal(set(x, "L1.kernel", ""), CAV_OK);
    assert_int_equal(value(x, 9), CAV_FALSE);
}

/* L1.stream is tested by /(a+)+[bc]/i. */
static void limits(void **state)
{
    char longest[CAV_TEXT_MAX + 2];
    machine *x = *state;

    memset(longest, 'a', sizeof longest);
    longest[40] = '\0';
    assert_int_equal(set(x, "L1.stream", longest), CAV_OK);
    assert_int_equal(value(x, 10), CAV_UNKNOWN);
    assert_string_equal(reason(x, "L1.stream"), "match limit reached");
    assert_int_equal(knowledge(x, "L1.stream"), CAV_FACT_PARTLY);
    longest[40] = 'a';
    longest[CAV_TEXT_MAX] = '\0';
    longest[CAV_TEXT_MAX - 1] = 'B';
    assert_int_equal(set(x, "L1.stream", longest), CAV_OK);
    assert_int_equal(value(x, 10), CAV_TRUE);
    longest[CAV_TEXT_MAX - 1] = 'a';
    longest[CAV_TEXT_MAX] = 'b';
    longest[CAV_TEXT_MAX + 1] = '\0';
    assert_int_equal(set(x, "L1.stream", longest), CAV_OK);
    assert_int_equal(value(x, 10), CAV_UNKNOWN);
    assert_int_equal(knowledge(x, "L1.stream"), CAV_FACT_UNKNOWN);
    assert_string_equal(reason(x, "L1.stream"), "text longer than 4096 bytes");
}

/* -- derivation -------------------------------------------------------------------------------- */

static void derived(void **state)
{
    static const char *const both[] = {"1.el7a.2", "5.14"}, *const gap[] = {"5.14", "none"};
    machine *x = *state;
    const uint32_t variant = fact_of(x->program, "L1.variant");

    assert_int_equal(set(x, "L1.kernel", "1.el7a.2"), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "alt");
    assert_true(cav_facts_derived(x->facts, variant));
    assert_int_equal(value(x, 8), CAV_TRUE);
    /* a chain: (.)(.*) => $2-$1$9 */
    assert_string_equal(print(x, "L1.stream"), "lt-a");
    assert_int_equal(set(x, "L1.kernel", "5.14"), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "standard or rt");
    assert_string_equal(print(x, "L1.stream"), "tandard-s or t-r");
    assert_int_equal(set_list(x, "L1.kernel", 2, both), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "alt, standard or rt");
    /* a text without a case leaves it open; the second source is asked only if none has one */
    assert_int_equal(set_list(x, "L1.kernel", 2, gap), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "unknown");
    assert_string_equal(print(x, "L1.stream"), "late");
    /* told wins, and holds when the subject changes */
    assert_int_equal(set(x, "L1.variant", "rt"), CAV_OK);
    assert_false(cav_facts_derived(x->facts, variant));
    assert_string_equal(print(x, "L1.stream"), "t-r");
    assert_int_equal(set(x, "L1.kernel", "1.el7a.2"), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "rt");
    /* taken back, it derives again */
    assert_int_equal(set(x, "L1.variant", NULL), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "alt");
    assert_string_equal(print(x, "L1.stream"), "lt-a");
    assert_int_equal(set(x, "L1.kernel", NULL), CAV_OK);
    assert_string_equal(print(x, "L1.variant"), "unknown");
    assert_string_equal(print(x, "L1.stream"), "unknown");
    assert_int_equal(set(x, "L1.variant", "nonsense"), CAV_BAD_VALUE);
    assert_int_equal(value(x, 8), CAV_UNKNOWN);
}

/* -- the question ------------------------------------------------------------------------------ */

static void depth(void **state)
{
    machine *x = *state;

    assert_int_equal(cav_facts_get_depth(x->facts), 2);
    assert_int_equal(value(x, 0), CAV_FALSE);
    assert_int_equal(set(x, "L3.os", "rhel"), CAV_OK);
    assert_int_equal(cav_facts_get_depth(x->facts), 3);
    assert_int_equal(value(x, 0), CAV_TRUE);
    assert_int_equal(cav_facts_depth(x->facts, 2), CAV_BAD_DEPTH);
    assert_int_equal(cav_facts_get_depth(x->facts), 3);
    assert_int_equal(set(x, "L3.os", NULL), CAV_OK);
    assert_int_equal(cav_facts_get_depth(x->facts), 2);
    assert_int_equal(cav_facts_depth(x->facts, 4), CAV_BAD_DEPTH);
    assert_int_equal(cav_facts_depth(x->facts, 1), CAV_OK);
    assert_int_equal(set(x, "L3.os", "rhel"), CAV_BAD_DEPTH);
    assert_int_equal(set(x, "L3.os", NULL), CAV_OK);
    assert_int_equal(set(x, "L1.os", "rhel"), CAV_OK);
    assert_int_equal(cav_facts_get_depth(x->facts), 1);
    assert_string_equal(print(x, "depth"), "L1");
    assert_int_equal(cav_facts_depth(x->facts, 0), CAV_BAD_DEPTH);
    cav_facts_clear(x->facts);
    assert_int_equal(cav_facts_get_depth(x->facts), 2);
    assert_string_equal(print(x, "L1.os"), "unknown");
}

static void wanted(void **state)
{
    machine *x = *state;

    assert_int_equal(value(x, 1), CAV_FALSE);
    assert_int_equal(cav_facts_want(x->facts, 0, true), CAV_OK);
    assert_true(cav_facts_get_want(x->facts, 0));
    assert_false(cav_facts_get_want(x->facts, 1));
    assert_int_equal(value(x, 1), CAV_TRUE);
    assert_string_equal(print(x, "use x"), "on");
    assert_string_equal(cav_facts_value(x->facts, fact_of(x->program, "use y"), 0), "off");
    assert_int_equal(cav_facts_want(x->facts, 0, false), CAV_OK);
    assert_int_equal(value(x, 1), CAV_FALSE);
    assert_int_equal(cav_facts_want(x->facts, 2, true), CAV_BAD_NAME);
    assert_int_equal(set(x, "use x", "on"), CAV_BAD_ARGUMENT);
    assert_int_equal(set(x, "depth", "L1"), CAV_BAD_ARGUMENT);
}

/* What is printed can be told again, and gives the same. */
static void round_trip(void **state)
{
    static const char *const facts[] = {"L0.platform", "L1.vcpus", "L1.os", "L1.kernel"};
    static const char *const values[][2] = {
        {"amd", "other"}, {"-5..9", "300"}, {"rhel 8", "esxi 6.07.1"}, {"5.14", "a \"b\""}};
    machine *x = *state;

    for (size_t k = 0; k < 4; k++) {
        const uint32_t fact = fact_of(x->program, facts[k]);
        char copies[2][64], first[128];
        const char *again[2] = {copies[0], copies[1]};

        assert_int_equal(set_list(x, facts[k], 2, values[k]), CAV_OK);
        strcpy(first, print(x, facts[k]));
        for (uint32_t v = 0; v < 2; v++)
            strcpy(copies[v], cav_facts_value(x->facts, fact, v));
        assert_int_equal(set_list(x, facts[k], 2, again), CAV_OK);
        assert_string_equal(print(x, facts[k]), first);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(releases), TEST(bad_values), TEST(numbers), TEST(lists),  TEST(typed),
        TEST(texts),    TEST(limits),     TEST(derived), TEST(depth),  TEST(wanted),
        TEST(round_trip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
