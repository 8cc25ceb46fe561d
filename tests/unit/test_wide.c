/* test_wide.c: the wide engine against the scalar one, bit for bit.
 *
 * Random programs with facts of all kinds (up to 400 classes, several set words, texts), random
 * machines whose facts are known, partly known and unknown; every kernel this processor runs, every
 * lane, windows of many lengths from many places, codes of both widths, constants, codes that
 * nobody handed out, and memory that runs out. Decision graphs are checked apart, over all codes.
 */
#include "random.h"

#include "../../runtime/result.h"
#include "../../runtime/wide_code.h"

enum { FACTS = RANDOM_FACTS, FEATURES = RANDOM_FEATURES, HOSTS = 2304, VALUES = 24 };

/* -- one program, judged both ways ------------------------------------------------------------ */

typedef struct machine {
    vm_truth values[VALUES];
    uint8_t verdict, features[FEATURES], fired[3], undetermined[3];
} machine;

typedef struct both {
    random_text p;
    uint8_t *image;
    cav_program *program;
    cav_wide_options options;
    uint32_t values[VALUES];
    cav_wide *wide;
    cav_wide_column *columns[FACTS];
    unsigned width[FACTS];
    cav_wide_input inputs[FACTS];
    uint8_t narrow[FACTS][HOSTS];
    uint16_t broad[FACTS][HOSTS];
    machine machines[HOSTS];
    uint8_t *workspace;
} both;

static uint8_t verdict_byte(const cav_result *result, uint32_t feature)
{
    cav_verdict v;

    cav_result_verdict(result, feature, &v);
    if (v.kind == CAV_NOT_APPLICABLE || v.kind == CAV_CONTRADICTION)
        v.best = v.worst = CAV_SUPPORTED;
    return (uint8_t)(v.best | v.worst << 3 | v.kind << 6);
}

static void scalar(both *b, const cav_facts *facts, cav_result *result, machine *m)
{
    const img *i = &b->program->image;

    memset(m, 0, sizeof *m);
    assert_int_equal(cav_evaluate(b->program, facts, true, result), CAV_OK);
    for (uint32_t k = 0; k < VALUES; k++) {
        const cav_truth t = result_truth(result, b->values[k]);

        m->values[k] = (vm_truth){t != CAV_FALSE, t != CAV_TRUE};
    }
    m->verdict = verdict_byte(result, CAV_NONE);
    for (uint32_t f = 0; f < FEATURES; f++)
        m->features[f] = verdict_byte(result, f);
    for (uint32_t e = 0; e < img_count(i, IMG_EFFECTS); e++) {
        const cav_truth t = result_truth(result, IMG_GET(i, EFFECTS, e, fires));

        m->fired[e / 8] |= (uint8_t)((t == CAV_TRUE) << e % 8);
        m->undetermined[e / 8] |= (uint8_t)((t == CAV_UNKNOWN) << e % 8);
    }
}

/* Facts that were read back from the codes of host h: the same verdict, the same missing facts. */
static void read_back(both *b, cav_result *result, uint32_t h, cav_facts *back)
{
    uint32_t before[FACTS], after[FACTS];
    const uint32_t n = cav_result_missing(result, CAV_NONE, before, FACTS);

    for (uint32_t f = 0; f < FACTS; f++)
        if (b->columns[f])
            assert_int_equal(cav_wide_column_read(b->columns[f], b->broad[f][h], back), CAV_OK);
    assert_int_equal(cav_evaluate(b->program, back, false, result), CAV_OK);
    assert_int_equal(verdict_byte(result, CAV_NONE), b->machines[h].verdict);
    assert_int_equal(cav_result_missing(result, CAV_NONE, after, FACTS), n);
    assert_memory_equal(before, after, n * sizeof *before);
}

static void judge_machines(both *b)
{
    cav_facts *facts, *back;
    cav_result *result;

    assert_int_equal(cav_facts_new(NULL, b->program, &facts), CAV_OK);
    assert_int_equal(cav_facts_new(NULL, b->program, &back), CAV_OK);
    assert_int_equal(cav_result_new(NULL, b->program, &result), CAV_OK);
    for (uint32_t h = 0; h < HOSTS; h++) {
        random_facts(&b->p, facts);
        scalar(b, facts, result, &b->machines[h]);
        for (uint32_t f = 0; f < FACTS; f++) {
            uint32_t code = 0;

            if (b->columns[f])
                assert_int_equal(cav_wide_column_code(b->columns[f], facts, &code), CAV_OK);
            b->narrow[f][h] = (uint8_t)code;
            b->broad[f][h] = (uint16_t)code;
        }
        read_back(b, result, h, back);
    }
    cav_result_free(result);
    cav_facts_free(facts);
    cav_facts_free(back);
}

static void make_columns(both *b)
{
    for (uint32_t f = 0; f < FACTS; f++) {
        b->width[f] = b->p.classes[f] < 30 && random_draw(&b->p, 2) ? 1 : 2;
        b->columns[f] = NULL;
        if (cav_wide_reads(b->wide, f))
            assert_int_equal(cav_wide_column_new(NULL, b->wide, f, b->width[f], &b->columns[f]),
                             CAV_OK);
    }
}

static void start(both *b, uint64_t seed)
{
    size_t size;

    random_program(&b->p, seed);
    b->image = sample_image(b->p.text, &size);
    if (cav_program_load(NULL, b->image, size, &b->program) != CAV_OK) {
        meter m;
        const cav_env env = meter_env(&m);

        load(&env, b->image, size);
    }
    for (uint32_t k = 0; k < VALUES; k++)
        b->values[k] = random_draw(&b->p, 2 * b->p.results);
    b->options = (cav_wide_options){CAV_WIDE_AUTO, 7, b->values, VALUES};
    assert_int_equal(cav_wide_new(NULL, b->program, &b->options, &b->wide), CAV_OK);
    make_columns(b);
    judge_machines(b);
}

static void use_columns(both *b, uint32_t from)
{
    for (uint32_t f = 0; f < FACTS; f++) {
        b->inputs[f] = (cav_wide_input){.column = b->columns[f]};
        b->inputs[f].codes =
            b->width[f] == 1 ? (const void *)&b->narrow[f][from] : (const void *)&b->broad[f][from];
    }
}

static void finish(both *b)
{
    for (uint32_t f = 0; f < FACTS; f++)
        cav_wide_column_free(b->columns[f]);
    cav_wide_free(b->wide);
    cav_program_free(b->program);
    free(b->image);
}

/* -- answers compared ------------------------------------------------------------------------- */

typedef struct answers {
    uint8_t verdicts[HOSTS], features[FEATURES * HOSTS], fired[3 * HOSTS], undetermined[3 * HOSTS];
    uint64_t can_true[VALUES * HOSTS / 64], can_false[VALUES * HOSTS / 64];
} answers;

static cav_wide_output output_of(answers *a)
{
    return (cav_wide_output){a->verdicts, a->features, a->fired,     a->undetermined,
                             HOSTS,       a->can_true, a->can_false, HOSTS / 64};
}

static void compare(const both *b, const answers *a, uint32_t host, const machine *m)
{
    const uint32_t groups = (img_count(&b->program->image, IMG_EFFECTS) + 7) / 8;

    assert_int_equal(a->verdicts[host], m->verdict);
    for (uint32_t f = 0; f < FEATURES; f++)
        assert_int_equal(a->features[f * HOSTS + host], m->features[f]);
    for (uint32_t g = 0; g < groups; g++) {
        assert_int_equal(a->fired[g * HOSTS + host], m->fired[g]);
        assert_int_equal(a->undetermined[g * HOSTS + host], m->undetermined[g]);
    }
    for (uint32_t k = 0; k < VALUES; k++) {
        const uint32_t at = k * HOSTS / 64 + host / 64;

        assert_int_equal(a->can_true[at] >> host % 64 & 1, m->values[k].t);
        assert_int_equal(a->can_false[at] >> host % 64 & 1, m->values[k].f);
    }
}

/* Answers go exactly where they belong: around them, nothing changes. */
static void run_window(both *b, uint32_t from, uint32_t hosts)
{
    static answers a;
    const cav_wide_output out = output_of(&a);
    const uint32_t words = (hosts + 63) / 64;

    use_columns(b, from);
    memset(&a, 0xa5, sizeof a);
    assert_int_equal(cav_wide_evaluate(b->wide, b->inputs, hosts, b->workspace, &out), CAV_OK);
    for (uint32_t h = 0; h < hosts; h++)
        compare(b, &a, h, &b->machines[from + h]);
    for (uint32_t h = hosts; h < HOSTS; h++)
        assert_int_equal(a.verdicts[h], 0xa5);
    for (uint32_t k = 0; k < VALUES; k++) {
        const uint64_t *plane = a.can_true + k * HOSTS / 64;

        assert_true(hosts % 64 == 0 || plane[words - 1] >> hosts % 64 == 0);
        for (uint32_t w = words; w < HOSTS / 64; w++)
            assert_true(plane[w] == 0xa5a5a5a5a5a5a5a5u);
    }
}

/* The same engine with another kernel: columns belong to an engine, not to a kernel. */
static void with_kernel(both *b, cav_wide_kernel kernel)
{
    static const uint32_t lengths[] = {1,   2,   63,  64,  65,  127,  128,  129,  255,  256,
                                       257, 511, 512, 513, 700, 1023, 1024, 1025, 2048, 2304};
    cav_wide *other;
    cav_wide_options options = b->options;

    options.kernel = kernel;
    assert_int_equal(cav_wide_new(NULL, b->program, &options, &other), CAV_OK);
    b->wide->run = other->run;
    assert_int_equal(cav_wide_workspace(other), cav_wide_workspace(b->wide));
    cav_wide_free(other);
    b->workspace = malloc(cav_wide_workspace(b->wide) + 1);
    assert_non_null(b->workspace);
    b->workspace++;
    for (uint32_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
        run_window(b, random_draw(&b->p, HOSTS + 1 - lengths[k]), lengths[k]);
    free(b->workspace - 1);
}

static void random_programs(void **state)
{
    static both b;
    unsigned kernels = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        start(&b, seed);
        kernels = 0;
        for (cav_wide_kernel k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
            if (!cav_wide_kernel_runs(k))
                continue;
            with_kernel(&b, k);
            kernels++;
        }
        finish(&b);
    }
    assert_true(kernels >= 1);
    print_message("%u kernels\n", kernels);
}

/* -- inputs that are no columns --------------------------------------------------------------- */

/* All hosts alike; and class codes without a dictionary. */
static void constants(void **state)
{
    static both b;
    static answers a;
    const cav_wide_output out = output_of(&a);

    (void)state;
    for (uint64_t seed = 50; seed < 60; seed++) {
        start(&b, seed);
        b.workspace = malloc(cav_wide_workspace(b.wide));
        for (uint32_t k = 0; k < 40; k++) {
            const uint32_t host = random_draw(&b.p, HOSTS), hosts = 1 + random_draw(&b.p, 600);

            for (uint32_t f = 0; f < FACTS; f++) {
                const uint32_t code = b.broad[f][host];

                b.inputs[f] = (cav_wide_input){NULL, code, b.columns[f]};
                if (b.p.classes[f] && code <= b.p.classes[f] && random_draw(&b.p, 2))
                    b.inputs[f].column = NULL;
            }
            assert_int_equal(cav_wide_evaluate(b.wide, b.inputs, hosts, b.workspace, &out), CAV_OK);
            for (uint32_t h = 0; h < hosts; h++)
                compare(&b, &a, h, &b.machines[host]);
        }
        free(b.workspace);
        finish(&b);
    }
}

/* Codes that nobody handed out read as 0, from columns and as constants. */
static void codes_of_nobody(void **state)
{
    static both b;
    static answers a, expected;
    const cav_wide_output out = output_of(&a), out_expected = output_of(&expected);

    (void)state;
    for (uint64_t seed = 70; seed < 80; seed++) {
        start(&b, seed);
        b.workspace = malloc(cav_wide_workspace(b.wide));
        memset(&a, 0, sizeof a);
        memset(&expected, 0, sizeof expected);
        for (uint32_t f = 0; f < FACTS; f++) {
            for (uint32_t h = 0; b.columns[f] && h < HOSTS; h++) {
                uint32_t code = random_draw(&b.p, b.width[f] == 1        ? 256
                                                  : random_draw(&b.p, 2) ? 65536
                                                                         : 1024);

                b.broad[f][h] = (uint16_t)code;
                b.narrow[f][h] = (uint8_t)code;
            }
            b.inputs[f] = (cav_wide_input){b.width[f] == 1 ? (void *)b.narrow[f] : b.broad[f], 0,
                                           b.columns[f]};
        }
        assert_int_equal(cav_wide_evaluate(b.wide, b.inputs, HOSTS, b.workspace, &out), CAV_OK);
        for (uint32_t f = 0; f < FACTS; f++) {
            const wide_fact *fact = b.columns[f] ? &b.wide->facts[b.wide->use[f]] : NULL;

            for (uint32_t h = 0; fact && h < HOSTS; h++) {
                const uint32_t code = b.broad[f][h], base = fact->classes ? fact->base : 1;
                const uint32_t end = (fact->classes ? base : 0) + b.columns[f]->count;
                const bool known = code <= fact->classes || (code >= base && code < end);

                b.broad[f][h] = known ? (uint16_t)code : 0;
                b.narrow[f][h] = (uint8_t)b.broad[f][h];
            }
        }
        assert_int_equal(cav_wide_evaluate(b.wide, b.inputs, HOSTS, b.workspace, &out_expected),
                         CAV_OK);
        assert_memory_equal(&a, &expected, sizeof a);
        free(b.workspace);
        finish(&b);
    }
}

/* -- decision graphs -------------------------------------------------------------------------- */

static uint32_t follow(const wide_nodes *nodes, uint32_t node, uint32_t code)
{
    while (node >= WIDE_NODES)
        node =
            code >> nodes->items[node].bit & 1 ? nodes->items[node].high : nodes->items[node].low;
    return node;
}

/* Each set of random programs, and "no class", over all codes; ranges take few nodes. */
static void graphs(void **state)
{
    static random_text p;

    (void)state;
    for (uint64_t seed = 100; seed < 130; seed++) {
        uint8_t *image;
        size_t size;
        cav_program *program;
        const img *i;

        random_program(&p, seed);
        image = sample_image(p.text, &size);
        program = load(NULL, image, size);
        i = &program->image;
        for (uint32_t s = 0; s < img_count(i, IMG_SETS); s++) {
            const uint32_t n = IMG_GET(i, SETS, s, width), words = IMG_GET(i, SETS, s, words);
            const cav_env env = program->env;
            wide_nodes nodes;
            uint32_t bits = 0, set, unknown;

            while (n >> bits)
                bits++;
            wide_nodes_start(&nodes, &env, n, bits);
            set = wide_nodes_set(&nodes, i, s);
            unknown = wide_nodes_unknown(&nodes);
            assert_false(nodes.failed || nodes.endless);
            for (uint32_t code = 0; code < 1u << bits; code++) {
                const uint32_t class = code - 1;

                assert_int_equal(follow(&nodes, unknown, code), class >= n);
                if (class < n)
                    assert_int_equal(follow(&nodes, set, code) == WIDE_TRUE,
                                     IMG_GET(i, SETWORDS, words + class / 32, bits) >> class % 32 &
                                         1);
            }
            nodes.looks = WIDE_LOOKS_MAX;
            wide_nodes_set(&nodes, i, s);
            assert_true(nodes.failed && nodes.endless);
            wide_nodes_end(&nodes);
        }
        cav_program_free(program);
        free(image);
    }
}

/* -- refusals and memory ---------------------------------------------------------------------- */

static void refusals(void **state)
{
    static both b;
    static answers a;
    const uint32_t nothing[] = {UINT32_MAX - 1};
    cav_wide_options options = {.wants = CAV_WIDE_VERDICT};
    cav_wide_output out = {.verdicts = a.verdicts};
    cav_wide *wide;
    cav_wide_column *column;

    (void)state;
    start(&b, 1);
    b.workspace = malloc(cav_wide_workspace(b.wide));
    use_columns(&b, 0);
    options.kernel = CAV_WIDE_KERNELS;
    assert_int_equal(cav_wide_new(NULL, b.program, &options, &wide), CAV_BAD_ARGUMENT);
    assert_null(wide);
    options = (cav_wide_options){.values = nothing, .nvalues = 1};
    assert_int_equal(cav_wide_new(NULL, b.program, &options, &wide), CAV_BAD_ARGUMENT);
    options = (cav_wide_options){.wants = CAV_WIDE_VERDICT};
    assert_int_equal(cav_wide_new(NULL, b.program, &options, &wide), CAV_OK);
    assert_int_equal(cav_wide_evaluate(wide, b.inputs, 1, b.workspace, &out), CAV_BAD_ARGUMENT);
    memset(b.inputs, 0, sizeof b.inputs);
    assert_int_equal(cav_wide_evaluate(wide, b.inputs, 1, b.workspace, &out), CAV_OK);
    out.features = a.features;
    assert_int_equal(cav_wide_evaluate(wide, b.inputs, 1, b.workspace, &out), CAV_BAD_ARGUMENT);
    assert_int_equal(cav_wide_column_new(NULL, b.wide, FACTS, 1, &column), CAV_BAD_ARGUMENT);
    assert_int_equal(cav_wide_column_new(NULL, b.wide, 3, 3, &column), CAV_BAD_ARGUMENT);
    assert_null(column);
    cav_wide_free(wide);
    free(b.workspace);
    finish(&b);
}

/* A column of narrow codes fills up, says so, and goes on with the codes it has. */
static void full_column(void **state)
{
    static both b;
    cav_facts *facts;
    cav_wide_column *column;
    cav_status status = CAV_OK;
    uint32_t code = 0, first = 0;
    const char *value;

    (void)state;
    for (uint64_t seed = 200; status == CAV_OK && seed < 260; seed++) {
        start(&b, seed);
        if (!b.columns[6] || b.p.classes[6] < 100 || b.p.classes[6] > 250) {
            finish(&b);
            continue;
        }
        assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
        assert_int_equal(cav_wide_column_new(NULL, b.wide, 6, 1, &column), CAV_OK);
        for (uint32_t k = 0; status == CAV_OK && k < 200000; k++) {
            char text[32];

            snprintf(text, sizeof text, "%u..%u", k % 100 * 10, k % 100 * 10 + k / 100 * 10);
            value = text;
            assert_int_equal(cav_facts_set(facts, 6, &value, 1), CAV_OK);
            status = cav_wide_column_code(column, facts, &code);
            assert_true(code < 256);
            first = k == 1 ? code : first;
        }
        value = "10..10";
        assert_int_equal(cav_facts_set(facts, 6, &value, 1), CAV_OK);
        assert_int_equal(cav_wide_column_code(column, facts, &code), CAV_OK);
        assert_int_equal(code, first);
        cav_wide_column_free(column);
        cav_facts_free(facts);
        finish(&b);
    }
    assert_int_equal(status, CAV_FAILED);
}

static cav_status make_all(const cav_env *env, const both *b, const cav_facts *facts)
{
    cav_wide *wide;
    cav_wide_column *column = NULL;
    uint32_t code;
    cav_status status = cav_wide_new(env, b->program, &b->options, &wide);

    for (uint32_t f = 0; f < FACTS && status == CAV_OK; f++) {
        if (!cav_wide_reads(wide, f))
            continue;
        status = cav_wide_column_new(env, wide, f, 2, &column);
        if (status == CAV_OK)
            status = cav_wide_column_code(column, facts, &code);
        cav_wide_column_free(column);
    }
    cav_wide_free(wide);
    return status;
}

/* Each allocation fails in its turn, once and for ever. Returns how many there are. */
static unsigned fail_each(const both *b, const cav_facts *facts, bool for_ever)
{
    cav_status status = CAV_NO_MEMORY;
    unsigned at = 0;

    while (status != CAV_OK) {
        meter m;
        const cav_env env = meter_env(&m);

        m.fail_at = ++at;
        m.for_ever = for_ever;
        status = make_all(&env, b, facts);
        assert_true(status == CAV_OK || (status == CAV_NO_MEMORY && m.status == status));
        assert_int_equal(m.live, 0);
    }
    return at - 1;
}

static void no_memory(void **state)
{
    static both b;
    unsigned allocations = 0;

    (void)state;
    for (uint64_t seed = 300; seed < 306; seed++) {
        cav_facts *facts;

        start(&b, seed);
        assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
        random_facts(&b.p, facts);
        allocations += fail_each(&b, facts, false);
        fail_each(&b, facts, true);
        cav_facts_free(facts);
        finish(&b);
    }
    assert_true(allocations > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphs),    cmocka_unit_test(random_programs),
        cmocka_unit_test(constants), cmocka_unit_test(codes_of_nobody),
        cmocka_unit_test(refusals),  cmocka_unit_test(full_column),
        cmocka_unit_test(no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
