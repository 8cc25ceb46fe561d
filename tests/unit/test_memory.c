/* test_memory.c: every allocation made to fail, once and for ever, until the work goes through. */
#include "support.h"

static const char *const many[] = {"1.el7a.2", "5.14", "5.15"};

/* Load, tell (with derivations), judge, explain, list. Leaves nothing behind. */
static cav_status work(const cav_env *env, const uint8_t *image, size_t size)
{
    cav_program *program;
    cav_facts *facts = NULL;
    cav_status status = cav_program_load(env, image, size, &program);

    if (status != CAV_OK) {
        assert_null(program);
        return status;
    }
    status = cav_facts_new(env, program, &facts);
    if (status == CAV_OK)
        status = cav_facts_set(facts, fact_of(program, "L1.kernel"), many, 3);
    if (status == CAV_OK)
        status = cav_facts_set(facts, fact_of(program, "L1.kernel"), many + 1, 1);
    if (status == CAV_OK)
        status = exercise(env, program);
    cav_facts_free(facts);
    cav_program_free(program);
    return status;
}

static void sweep(bool for_ever)
{
    size_t size;
    uint8_t *image = sample_image(sample_text, &size);
    unsigned failed = 0, n = 1;

    for (;; n++) {
        meter m;
        const cav_env env = meter_env(&m);
        cav_status status;

        m.fail_at = n;
        m.for_ever = for_ever;
        status = work(&env, image, size);
        assert_int_equal(m.live, 0);
        assert_true(status == CAV_OK || status == CAV_NO_MEMORY);
        failed += status == CAV_NO_MEMORY;
        if (m.calls < n) {
            assert_int_equal(status, CAV_OK);
            break;
        }
        if (status == CAV_NO_MEMORY)
            assert_int_equal(m.status, CAV_NO_MEMORY);
    }
    print_message("%u allocations failed %s, %u reported\n", n - 1, for_ever ? "for ever" : "once",
                  failed);
    assert_true(failed > 20);
    free(image);
}

static void once(void **state)
{
    (void)state;
    sweep(false);
}

static void for_ever(void **state)
{
    (void)state;
    sweep(true);
}

/* A change that fails leaves the fact, and what derives from it, as they were. */
static void unchanged(void **state)
{
    meter m;
    const cav_env env = meter_env(&m);
    size_t size;
    uint8_t *image = sample_image(sample_text, &size);
    cav_program *program = load(&env, image, size);
    cav_facts *facts;
    char text[64];
    uint32_t kernel, variant;
    unsigned n;
    bool changed = false;

    (void)state;
    kernel = fact_of(program, "L1.kernel");
    variant = fact_of(program, "L1.variant");
    assert_int_equal(cav_facts_new(&env, program, &facts), CAV_OK);
    for (n = 1; !changed; n++) {
        m.fail_at = 0;
        assert_int_equal(cav_facts_set(facts, kernel, many, 1), CAV_OK);
        m.fail_at = m.calls + n;
        m.for_ever = true;
        changed = cav_facts_set(facts, kernel, many + 1, 1) == CAV_OK;
        cav_facts_print(facts, kernel, text, sizeof text);
        assert_string_equal(text, changed ? "5.14" : "1.el7a.2");
        cav_facts_print(facts, variant, text, sizeof text);
        if (!changed)
            assert_string_equal(text, "alt");
    }
    assert_true(n > 3);
    cav_facts_free(facts);
    cav_program_free(program);
    assert_int_equal(m.live, 0);
    free(image);
}

/* cav_evaluate and what reads its result ask for no memory at all. */
static void evaluation_allocates_nothing(void **state)
{
    meter m;
    const cav_env env = meter_env(&m);
    size_t size;
    uint8_t *image = sample_image(sample_text, &size);
    cav_program *program = load(&env, image, size);
    cav_facts *facts;
    cav_result *result;
    cav_verdict verdict;
    uint32_t missing[8];
    char text[64];
    unsigned calls;
    cav_pack pack;

    (void)state;
    cav_program_pack(program, &pack);
    assert_int_equal(m.live, pack.program_bytes);
    assert_int_equal(cav_facts_new(&env, program, &facts), CAV_OK);
    assert_int_equal(m.live, pack.program_bytes + pack.facts_bytes);
    assert_int_equal(cav_result_new(&env, program, &result), CAV_OK);
    assert_int_equal(m.live, pack.program_bytes + pack.facts_bytes + pack.result_bytes);
    calls = m.calls;
    assert_int_equal(cav_evaluate(program, facts, true, result), CAV_OK);
    cav_result_verdict(result, CAV_NONE, &verdict);
    cav_result_missing(result, CAV_NONE, missing, 8);
    cav_result_effect_missing(result, 0, missing, 8);
    cav_result_message(result, facts, 0, text, sizeof text);
    assert_int_equal(m.calls, calls);
    cav_result_free(result);
    cav_facts_free(facts);
    cav_program_free(program);
    free(image);
}

/* Without cav_env the C library's allocator is used and nothing is said. */
static void no_env(void **state)
{
    size_t size;
    uint8_t *image = sample_image(sample_text, &size);
    cav_program *program;

    (void)state;
    assert_int_equal(work(NULL, image, size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, image, size - 1, &program), CAV_BAD_IMAGE);
    cav_program_free(NULL);
    cav_facts_free(NULL);
    cav_result_free(NULL);
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(once),
        cmocka_unit_test(for_ever),
        cmocka_unit_test(unchanged),
        cmocka_unit_test(evaluation_allocates_nothing),
        cmocka_unit_test(no_env),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
