/* test_sweep.c: sweeps against the scalar engine, configuration by configuration.
 *
 * Random programs; digits of random classes and answers, in an order of the test's or the sweep's
 * own; every kernel; starts in the middle; two sweeps side by side; refusals, memory that runs out.
 */
#include "random.h"

#include "../../runtime/result.h"
#include "../../runtime/sweep.h"

enum { FACTS = RANDOM_FACTS, DIGITS = FACTS + 1, VALUES = 12, MOST = 48, SPACE = 12000 };

typedef struct space {
    random_text p;
    uint8_t *image;
    cav_program *program;
    cav_facts *facts;
    cav_result *result;
    cav_sweep_digit digits[DIGITS];
    uint64_t choices[DIGITS][MOST];
    uint32_t values[VALUES];
    cav_sweep_options options;
} space;

static uint32_t draw(space *s, uint32_t below)
{
    return random_draw(&s->p, below);
}

/* All facts and one digit of none, shuffled; at most SPACE configurations. */
static void choose_digits(space *s)
{
    uint32_t size = 1;

    for (uint32_t d = 0; d < DIGITS; d++)
        s->digits[d].fact = d == FACTS ? CAV_NONE : d;
    for (uint32_t d = DIGITS - 1; d > 0; d--) {
        const uint32_t other = draw(s, d + 1), fact = s->digits[d].fact;

        s->digits[d].fact = s->digits[other].fact;
        s->digits[other].fact = fact;
    }
    for (uint32_t d = 0; d < DIGITS; d++) {
        const uint32_t fact = s->digits[d].fact;
        const uint32_t n = fact == CAV_NONE ? 3 : s->p.classes[fact] ? s->p.classes[fact] : 5;
        uint32_t count = 1 + draw(s, draw(s, 4) ? 4 : MOST);

        count = count > n ? n : count;
        if (count > SPACE / size)
            count = 1;
        size *= count;
        s->digits[d].count = count;
        s->digits[d].values = draw(s, 3) ? s->choices[d] : NULL;
        for (uint32_t k = 0; k < count; k++)
            s->choices[d][k] = !s->digits[d].values                     ? k
                               : fact == CAV_NONE || s->p.classes[fact] ? draw(s, n)
                                                                        : draw(s, 4096);
    }
}

static void start(space *s, uint64_t seed)
{
    static const uint32_t lanes[] = {0, 1, 2, 30, 64, 200, 1000, UINT32_MAX};
    meter m;
    const cav_env env = meter_env(&m);
    size_t size;

    random_program(&s->p, seed);
    s->image = sample_image(s->p.text, &size);
    s->program = load(&env, s->image, size);
    assert_int_equal(cav_facts_new(NULL, s->program, &s->facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, s->program, &s->result), CAV_OK);
    choose_digits(s);
    for (uint32_t k = 0; k < VALUES; k++)
        s->values[k] = draw(s, 2 * s->p.results);
    s->options = (cav_sweep_options){.digits = s->digits,
                                     .ndigits = DIGITS,
                                     .lanes = lanes[draw(s, 8)],
                                     .keep_order = draw(s, 2),
                                     .verdict = true,
                                     .feature = draw(s, 3) ? CAV_NONE : draw(s, RANDOM_FEATURES),
                                     .values = s->values,
                                     .nvalues = VALUES};
}

static void finish(space *s)
{
    cav_result_free(s->result);
    cav_facts_free(s->facts);
    cav_program_free(s->program);
    free(s->image);
}

/* -- by the scalar engine
 * --------------------------------------------------------------------------- */

/* Puts one value where evaluation reads it, past all setters: any class, any answers. */
static void put_value(space *s, uint32_t fact, uint64_t value)
{
    const img *i = &s->program->image;
    uint32_t *words = s->facts->words + s->program->more->word_at[fact];
    uint8_t *bits = s->facts->bits + IMG_GET(i, FACTS, fact, tests);

    memset(words, 0, 4 * (size_t)program_words(i, fact));
    if (s->p.classes[fact])
        words[value / 32] = 1u << value % 32;
    for (uint32_t t = 0; t < s->p.ntests[fact]; t++) {
        const uint32_t test = IMG_GET(i, FACTS, fact, tests) + t,
                       kind = IMG_GET(i, TESTS, test, kind);
        const uint32_t first = IMG_GET(i, FACTS, fact, tests);
        bool yes = value >> t & 1;

        if (kind == CAV_TEST_NOT)
            yes = bits[IMG_GET(i, TESTS, test, a) - first] == 2;
        if (kind == CAV_TEST_AND || kind == CAV_TEST_OR) {
            const bool a = bits[IMG_GET(i, TESTS, test, a) - first] == 1;
            const bool b = bits[IMG_GET(i, TESTS, test, b) - first] == 1;

            yes = kind == CAV_TEST_AND ? a && b : a || b;
        }
        bits[t] = yes ? 1 : 2;
    }
}

static bool bit(const uint64_t *plane, uint32_t n)
{
    return plane[n / 64] >> n % 64 & 1;
}

static void check_lane(space *s, const cav_sweep *sweep, const void *workspace,
                       const cav_sweep_block *block, uint32_t lane)
{
    cav_verdict v;
    const uint64_t number = block->first + lane;
    const uint32_t level = bit(block->level[0], lane) | bit(block->level[1], lane) * 2u |
                           bit(block->level[2], lane) * 4u;

    for (uint32_t d = 0; d < DIGITS; d++) {
        if (s->digits[d].fact != CAV_NONE)
            put_value(s, s->digits[d].fact, s->choices[d][cav_sweep_value(sweep, number, d)]);
    }
    assert_int_equal(cav_evaluate(s->program, s->facts, true, s->result), CAV_OK);
    cav_result_verdict(s->result, s->options.feature, &v);
    assert_int_equal(bit(block->possible, lane), v.kind != CAV_CONTRADICTION);
    if (v.kind == CAV_CONTRADICTION) {
        assert_int_equal(level, 0);
        return;
    }
    assert_int_not_equal(v.kind, CAV_UNDECIDED);
    assert_int_equal(bit(block->applies, lane), v.applies == CAV_TRUE);
    assert_int_equal(level, v.kind == CAV_DECIDED ? v.best : 0);
    for (uint32_t k = 0; k < VALUES; k++)
        assert_int_equal(bit(cav_sweep_plane(sweep, workspace, k), lane),
                         result_truth(s->result, s->values[k]) == CAV_TRUE);
}

static uint64_t check_from(space *s, const cav_sweep *sweep, void *workspace, uint64_t from)
{
    cav_sweep_block block;
    uint64_t blocks = 0;

    for (cav_sweep_start(sweep, workspace, from); cav_sweep_next(sweep, workspace, &block);) {
        assert_int_equal(block.first, (from + blocks) * block.lanes);
        assert_int_equal(block.words, (block.lanes + 63) / 64);
        assert_true(block.lanes % 64 == 0 ||
                    block.possible[block.words - 1] >> block.lanes % 64 == 0);
        for (uint32_t lane = 0; lane < block.lanes; lane++)
            check_lane(s, sweep, workspace, &block, lane);
        blocks++;
    }
    return blocks;
}

static void random_sweeps(void **state)
{
    static space s;
    uint64_t outer = 0, configurations = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        start(&s, seed);
        for (cav_wide_kernel k = CAV_WIDE_AUTO; k < CAV_WIDE_KERNELS; k++) {
            cav_sweep *sweep;
            cav_sweep_info info;
            uint8_t *workspace;
            uint64_t from;

            if (!cav_wide_kernel_runs(k))
                continue;
            s.options.kernel = k;
            assert_int_equal(cav_sweep_new(NULL, s.program, &s.options, &sweep), CAV_OK);
            cav_sweep_get(sweep, &info);
            workspace = malloc(info.workspace + 1);
            assert_non_null(workspace);
            assert_int_equal(info.configurations, info.blocks * info.lanes);
            from = k == CAV_WIDE_AUTO ? 0 : draw(&s, (uint32_t)info.blocks);
            assert_int_equal(check_from(&s, sweep, workspace + k % 2, from), info.blocks - from);
            assert_int_equal(check_from(&s, sweep, workspace, info.blocks), 0);
            assert_int_equal(check_from(&s, sweep, workspace, UINT64_MAX), 0);
            outer += info.blocks > 1;
            configurations += info.configurations - from * info.lanes;
            free(workspace);
            cav_sweep_free(sweep);
        }
        finish(&s);
    }
    assert_true(outer > 50);
    assert_true(configurations > 300000);
    print_message("%lu configurations\n", (unsigned long)configurations);
}

/* The sweep's own order, given to another sweep, makes the same configurations. */
static void side_by_side(void **state)
{
    static space s;
    cav_sweep_digit digits[DIGITS];
    cav_sweep *first, *second;

    (void)state;
    for (uint64_t seed = 100; seed < 130; seed++) {
        start(&s, seed);
        s.options.keep_order = false;
        assert_int_equal(cav_sweep_new(NULL, s.program, &s.options, &first), CAV_OK);
        for (uint32_t d = 0; d < DIGITS; d++)
            digits[d] = s.digits[cav_sweep_digit_at(first, d)];
        s.options.keep_order = true;
        s.options.digits = digits;
        assert_int_equal(cav_sweep_new(NULL, s.program, &s.options, &second), CAV_OK);
        for (uint64_t n = 0; n < SPACE; n += 7) {
            for (uint32_t d = 0; d < DIGITS; d++)
                assert_int_equal(cav_sweep_value(second, n, d),
                                 cav_sweep_value(first, n, cav_sweep_digit_at(first, d)));
        }
        assert_int_equal(cav_sweep_digit_at(first, DIGITS), CAV_NONE);
        assert_int_equal(cav_sweep_value(first, 0, DIGITS), CAV_NONE);
        cav_sweep_free(first);
        cav_sweep_free(second);
        finish(&s);
    }
}

/* -- refusals and memory
 * ------------------------------------------------------------------------------ */

static void expect(const space *s, cav_sweep_options options, cav_status expected)
{
    meter m;
    const cav_env env = meter_env(&m);
    cav_sweep *sweep;
    const cav_status status = cav_sweep_new(&env, s->program, &options, &sweep);

    assert_int_equal(status, expected);
    assert_int_equal(m.status, expected);
    assert_int_equal(m.live, 0);
    assert_null(sweep);
}

static void refusals(void **state)
{
    static space s;
    static const uint64_t far[] = {1000};
    const uint32_t nothing[] = {UINT32_MAX - 1};
    cav_sweep_digit all[DIGITS];
    cav_sweep_options options;

    (void)state;
    start(&s, 1);
    options = s.options;
    options.digits = all;
    memcpy(all, s.digits, sizeof all);
    all[0].count = 0;
    expect(&s, options, CAV_BAD_ARGUMENT);
    memcpy(all, s.digits, sizeof all);
    all[1].fact = all[0].fact == CAV_NONE ? all[2].fact : all[0].fact;
    expect(&s, options, CAV_BAD_ARGUMENT);
    memcpy(all, s.digits, sizeof all);
    for (uint32_t d = 0; d < DIGITS; d++)
        all[d] = (cav_sweep_digit){CAV_NONE, 1000000, NULL};
    expect(&s, options, CAV_BAD_ARGUMENT);
    memcpy(all, s.digits, sizeof all);
    for (uint32_t d = 0; d < DIGITS; d++) {
        if (all[d].fact < 7)
            all[d] = (cav_sweep_digit){all[d].fact, 1, far};
    }
    expect(&s, options, CAV_BAD_VALUE);
    options.ndigits = 0;
    expect(&s, options, CAV_BAD_ARGUMENT);
    options = s.options;
    options.kernel = CAV_WIDE_KERNELS;
    expect(&s, options, CAV_BAD_ARGUMENT);
    options = s.options;
    options.values = nothing;
    options.nvalues = 1;
    expect(&s, options, CAV_BAD_ARGUMENT);
    options = s.options;
    options.feature = RANDOM_FEATURES;
    expect(&s, options, CAV_BAD_ARGUMENT);
    finish(&s);
}

static void no_memory(void **state)
{
    static space s;
    unsigned allocations = 0;

    (void)state;
    for (uint64_t seed = 200; seed < 204; seed++) {
        start(&s, seed);
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            cav_status status = CAV_NO_MEMORY;

            for (unsigned at = 1; status != CAV_OK; at++) {
                meter m;
                const cav_env env = meter_env(&m);
                cav_sweep *sweep;

                m.fail_at = at;
                m.for_ever = for_ever;
                status = cav_sweep_new(&env, s.program, &s.options, &sweep);
                assert_true(status == CAV_OK || (status == CAV_NO_MEMORY && m.status == status));
                cav_sweep_free(sweep);
                assert_int_equal(m.live, 0);
                allocations++;
            }
        }
        finish(&s);
    }
    assert_true(allocations > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_sweeps),
        cmocka_unit_test(side_by_side),
        cmocka_unit_test(refusals),
        cmocka_unit_test(no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
