/* test_verdict.c: from facts to verdicts, outcomes, missing facts, messages and listings. */
#include "support.h"

typedef struct machine {
    meter m;
    cav_env env;
    uint8_t *image;
    size_t size;
    cav_program *program;
    cav_facts *facts;
    cav_result *result;
    char text[4096];
} machine;

static int setup(void **state)
{
    machine *x = calloc(1, sizeof *x);

    assert_non_null(x);
    x->env = meter_env(&x->m);
    x->image = sample_image(sample_text, &x->size);
    x->program = load(&x->env, x->image, x->size);
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

static void set(machine *x, const char *fact, const char *value)
{
    assert_int_equal(cav_facts_set(x->facts, fact_of(x->program, fact), &value, value != NULL),
                     CAV_OK);
}

static void judge(machine *x)
{
    assert_int_equal(cav_evaluate(x->program, x->facts, false, x->result), CAV_OK);
}

/* "supported..broken", "broken", "not-applicable", "contradiction"; "?": it may not apply. */
static const char *verdict(machine *x, uint32_t feature)
{
    cav_verdict v;

    cav_result_verdict(x->result, feature, &v);
    if (v.kind == CAV_CONTRADICTION)
        return "contradiction";
    if (v.kind == CAV_NOT_APPLICABLE)
        return "not-applicable";
    assert_int_equal(v.kind == CAV_DECIDED, v.best == v.worst);
    snprintf(x->text, sizeof x->text, v.kind == CAV_DECIDED ? "%s" : "%s..%s",
             cav_level_name(v.best), cav_level_name(v.worst));
    if (v.applies == CAV_UNKNOWN)
        strcat(x->text, "?");
    return x->text;
}

static const char *names(machine *x, const uint32_t *facts, uint32_t n)
{
    cav_fact fact;

    x->text[0] = '\0';
    for (uint32_t k = 0; k < n; k++) {
        assert_true(cav_program_fact(x->program, facts[k], &fact));
        assert_true(k == 0 || facts[k - 1] < facts[k]);
        strcat(strcat(x->text, k ? " " : ""), fact.name);
    }
    return x->text;
}

static const char *missing(machine *x, uint32_t feature)
{
    uint32_t facts[16];

    return names(x, facts, cav_result_missing(x->result, feature, facts, 16));
}

static const char *effect_missing(machine *x, uint32_t effect)
{
    uint32_t facts[16];

    return names(x, facts, cav_result_effect_missing(x->result, effect, facts, 16));
}

/* Everything known and good: rules a to e all hold. */
static void all_known(machine *x)
{
    set(x, "L0.platform", "intel");
    set(x, "L0.nested", "off");
    set(x, "L1.vcpus", "8");
    set(x, "L1.os", "rhel 8.4");
    set(x, "L1.kernel", "4.18");
}

static void supported(void **state)
{
    machine *x = *state;

    all_known(x);
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "supported");
    assert_string_equal(verdict(x, 0), "supported");
    assert_string_equal(missing(x, CAV_NONE), "");
    assert_int_equal(cav_result_rule(x->result, 0), CAV_HELD);
    assert_int_equal(cav_result_rule(x->result, 3), CAV_OUT_OF_SCOPE);
    assert_int_equal(cav_result_effect(x->result, 4), CAV_OUT_OF_SCOPE);
}

static void fired(void **state)
{
    machine *x = *state;

    all_known(x);
    set(x, "L1.os", "rhel 8.1");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "unsupported");
    assert_int_equal(cav_result_effect(x->result, 0), CAV_FIRED);
    assert_int_equal(cav_result_bears(x->result, 0), CAV_TRUE);
    assert_int_equal(cav_result_message(x->result, x->facts, 0, x->text, 12), 25);
    assert_string_equal(x->text, "L1 runs rhe");
    cav_result_message(x->result, x->facts, 0, x->text, sizeof x->text);
    assert_string_equal(x->text, "L1 runs rhel 8.1; vcpus 8");
    set(x, "L3.os", "rhel");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "untested");
    assert_int_equal(cav_result_rule(x->result, 3), CAV_FIRED);
}

/* Rule b (broken, feature y) fires on amd with nesting; y is in use because of nesting. */
static void features(void **state)
{
    machine *x = *state;
    cav_verdict v;

    all_known(x);
    set(x, "L0.platform", "amd");
    set(x, "L0.nested", NULL);
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "supported..broken");
    assert_string_equal(verdict(x, 1), "supported..broken");
    assert_string_equal(missing(x, CAV_NONE), "L0.nested");
    assert_string_equal(missing(x, 1), "L0.nested");
    assert_string_equal(effect_missing(x, 1), "L0.nested");
    assert_int_equal(cav_result_rule(x->result, 1), CAV_UNDETERMINED);
    cav_result_verdict(x->result, 1, &v);
    assert_int_equal(v.in_use, CAV_UNKNOWN);
    cav_result_verdict(x->result, 0, &v);
    assert_int_equal(v.in_use, CAV_FALSE);
    set(x, "L0.nested", "on");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "broken");
    /* rule c: a conflict of x and y; x is not in use, so it does not bear, but x is told of it */
    assert_string_equal(verdict(x, 0), "preview");
    assert_int_equal(cav_facts_want(x->facts, 0, true), CAV_OK);
    set(x, "L0.platform", "intel");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "preview");
    assert_string_equal(verdict(x, 1), "preview");
    assert_int_equal(cav_result_rule(x->result, 2), CAV_FIRED);
}

static void undetermined(void **state)
{
    machine *x = *state;

    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "supported..broken?");
    assert_string_equal(missing(x, CAV_NONE),
                        "L0.platform L0.nested L1.vcpus L1.os L1.variant L1.stream");
    /* a fact that only a note reads is not missing; nor one behind a condition that is decided */
    all_known(x);
    set(x, "L1.kernel", NULL);
    set(x, "L1.variant", NULL);
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "supported");
    assert_string_equal(missing(x, CAV_NONE), "");
    assert_int_equal(cav_result_effect(x->result, 5), CAV_UNDETERMINED);
    assert_string_equal(effect_missing(x, 5), "L1.kernel");
    /* what cannot make it worse than its best is not missing */
    set(x, "L0.platform", "amd");
    set(x, "L0.nested", "on");
    set(x, "L1.os", "rhel 8");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "broken");
    assert_string_equal(missing(x, CAV_NONE), "");
    assert_string_equal(effect_missing(x, 0), "L1.os");
}

/* applies: not (the platform is of the rest and the stream matches). */
static void applies(void **state)
{
    machine *x = *state;

    all_known(x);
    set(x, "L0.platform", "arm64");
    set(x, "L1.os", "rhel 8.1");
    set(x, "L1.stream", "aaB");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "not-applicable");
    assert_string_equal(verdict(x, 1), "not-applicable");
    assert_string_equal(missing(x, CAV_NONE), "");
    set(x, "L1.kernel", NULL);
    set(x, "L1.stream", NULL);
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "supported..unsupported?");
    assert_string_equal(verdict(x, 1), "supported?");
    assert_string_equal(missing(x, CAV_NONE), "L1.stream");
    set(x, "L1.stream", "x");
    judge(x);
    assert_string_equal(verdict(x, CAV_NONE), "unsupported");
}

/* impossible: vcpus >= 225 and the variant is alt. */
static void contradiction(void **state)
{
    machine *x = *state;

    all_known(x);
    set(x, "L1.vcpus", "300");
    set(x, "L1.kernel", "1.el7a.2");
    judge(x);
    assert_int_equal(cav_result_impossible(x->result, 0), CAV_TRUE);
    assert_string_equal(verdict(x, CAV_NONE), "contradiction");
    assert_string_equal(verdict(x, 0), "contradiction");
    set(x, "L1.vcpus", "200..300");
    judge(x);
    assert_int_equal(cav_result_impossible(x->result, 0), CAV_UNKNOWN);
    assert_string_equal(verdict(x, CAV_NONE), "supported");
}

static void before_evaluation(void **state)
{
    machine *x = *state;

    assert_string_equal(verdict(x, CAV_NONE), "supported..broken?");
    assert_int_equal(cav_result_rule(x->result, 3), CAV_UNDETERMINED);
}

static void trace_needed(void **state)
{
    machine *x = *state;
    bool computed;

    all_known(x);
    judge(x);
    assert_int_equal(cav_result_value(x->result, 2 * 19, &computed), CAV_UNKNOWN);
    assert_false(computed);
    assert_int_equal(cav_evaluate(x->program, x->facts, true, x->result), CAV_OK);
    assert_int_equal(cav_result_value(x->result, 2 * 19, &computed), CAV_FALSE);
    assert_true(computed);
    assert_int_equal(cav_result_value(x->result, 2 * 21, &computed), CAV_UNKNOWN);
    assert_false(computed);
    assert_int_equal(cav_result_value(x->result, CAV_NONE, NULL), CAV_UNKNOWN);
}

static void two_programs(void **state)
{
    machine *x = *state;
    cav_program *other = load(&x->env, x->image, x->size);
    cav_facts *facts;

    assert_int_equal(cav_facts_new(&x->env, other, &facts), CAV_OK);
    assert_int_equal(cav_evaluate(x->program, facts, false, x->result), CAV_BAD_ARGUMENT);
    assert_int_equal(cav_evaluate(other, facts, false, x->result), CAV_BAD_ARGUMENT);
    cav_facts_free(facts);
    cav_program_free(other);
}

/* -- listings ---------------------------------------------------------------------------------- */

typedef struct collected { char text[32768]; unsigned lines, stop_at; } collected;

static bool collect(void *context, const char *text)
{
    collected *c = context;

    assert_true(strlen(c->text) + strlen(text) + 2 < sizeof c->text);
    strcat(strcat(c->text, text), "\n");
    return ++c->lines != c->stop_at;
}

static void expect_in(const collected *c, const char *text)
{
    if (!strstr(c->text, text))
        fail_msg("not listed: %s\n%s", text, c->text);
}

static void listing(void **state)
{
    machine *x = *state;
    collected *c = calloc(1, sizeof *c);
    cav_pack pack;

    assert_non_null(c);
    cav_program_list(x->program, collect, c);
    expect_in(c, "rhel 7.8 to before 8, rhel 8.2 to before 9\n");
    expect_in(c, "rhel before 7.8, rhel 8 to before 8.2\n");
    expect_in(c, "below -5\n");
    expect_in(c, "-5..224\n");
    expect_in(c, "225 and above\n");
    expect_in(c, "arm64, other\n");
    expect_in(c, "/(a+)+[bc]/i\n");
    expect_in(c, "t0 and t3\n");
    expect_in(c, "  v4    IN f3 s3        L0.platform in {amd}\n");
    expect_in(c, "[sample.cav:3]\n");
    expect_in(c, "fires v15, bears v16\n");
    expect_in(c, "not v18\n");
    cav_program_pack(x->program, &pack);
    assert_int_equal(pack.results, 19);
    assert_int_equal(pack.explain_results, 2);
    assert_true(pack.facts_bytes > 0 && pack.result_bytes > 0 && pack.program_bytes > 0);
    memset(c, 0, sizeof *c);
    c->stop_at = 5;
    cav_program_list(x->program, collect, c);
    assert_int_equal(c->lines, 5);
    free(c);
}

static void trace(void **state)
{
    machine *x = *state;
    collected *c = calloc(1, sizeof *c);
    unsigned steps = 0;

    assert_non_null(c);
    all_known(x);
    set(x, "L1.os", "rhel 8");
    assert_int_equal(cav_evaluate(x->program, x->facts, true, x->result), CAV_OK);
    cav_result_trace(x->result, x->facts, collect, c);
    for (const char *at = c->text; *at; at = strchr(at, '\n') + 1)
        steps += at[2] == 'v';
    assert_int_equal(steps, 21);
    expect_in(c, "v4    IN f3 s3        F  L0.platform in {amd} (intel)\n");
    expect_in(c, "U  L1.os in {rhel 7.8 to before 8, rhel 8.2 to before 9} (rhel 8 (minor\n");
    free(c);
}

/* The operands in the listing are the program: assembled again they give the same code. */
static void listing_assembles(void **state)
{
    machine *x = *state;
    collected *c = calloc(1, sizeof *c);
    const char *code = strstr(sample_text, "code\n"), *records = strstr(code, "records\n");
    char *text = malloc(strlen(sample_text) + 8192), *line;
    uint8_t *again;
    size_t size;

    assert_non_null(c);
    assert_non_null(text);
    cav_program_list(x->program, collect, c);
    memcpy(text, sample_text, (size_t)(code - sample_text));
    text[code - sample_text] = '\0';
    for (line = strtok(strstr(c->text, "\ncode\n"), "\n"); line; line = strtok(NULL, "\n")) {
        if (strcmp(line, "code") == 0)
            strcat(text, "code\n");
        else if (strcmp(line, "code for explanations") == 0)
            strcat(text, "xcode\n");
        else if (line[2] == 'v')
            strcat(strncat(text, line + 8, 15), "\n");
        else if (line[0] != ' ')
            break;
    }
    strcat(text, records);
    again = sample_image(text, &size);
    assert_int_equal(size, x->size);
    assert_memory_equal(again, x->image, size);
    free(again);
    free(text);
    free(c);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(supported),     TEST(fired),        TEST(features),
        TEST(undetermined),  TEST(applies),      TEST(contradiction),
        TEST(before_evaluation), TEST(trace_needed), TEST(two_programs),
        TEST(listing),       TEST(trace),        TEST(listing_assembles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
