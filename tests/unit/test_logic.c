/* test_logic.c: the instructions against truth tables of their own, random programs against a slow
 * evaluator over single values, code sections against a verifier written apart, and monotonicity.
 */
#include "support.h"

#include "../../runtime/image.h"
#include "../../runtime/ops.h"

/* -- truth tables ------------------------------------------------------------------------------ */

/* Kleene's strong tables, in the order F U T. */
static const char tables[VM_OPS][3][3 + 1] = {
    [VM_AND] = {"FFF", "FUU", "FUT"},
    [VM_OR] = {"FUT", "UUT", "TTT"},
    [VM_NOT] = {"TTT", "UUU", "FFF"},
};

/* Two flags at L0, and one instruction on them. */
static const char two_flags[] =
    "META pack=\"t\" title=\"t\" issuer=\"t\" source=\"t\" release=\"0\" operand=%u results=3\n"
    "LAYERS name=\"L0\"\n"
    "FACTS name=\"depth\" type=5 classes=1 pieces=0 npieces=1\n"
    "FACTS name=\"a\" layer=0 type=0 classes=2 pieces=1 npieces=2\n"
    "FACTS name=\"b\" layer=0 type=0 classes=2 pieces=3 npieces=2\n"
    "PIECES class=0 name=\"L0\"\nPIECES class=0 name=\"off\"\nPIECES class=1 name=\"on\"\n"
    "PIECES class=0 name=\"off\"\nPIECES class=1 name=\"on\"\n"
    "SETS width=2 words=0 nwords=1\nSETWORDS bits=2\n"
    "code\nIN f1 s0\nIN f2 s0\n%s v0%s\n";

static char letter(cav_truth truth)
{
    return truth == CAV_TRUE ? 'T' : truth == CAV_FALSE ? 'F' : 'U';
}

static void check_row(unsigned op, unsigned width)
{
    static const uint64_t masks[] = {1, 3, 2}; /* F U T */
    char text[2048];
    meter m;
    const cav_env env = meter_env(&m);
    const bool binary = vm_rows[op].kind[1] == VM_KIND_val;
    uint8_t *image;
    size_t size;
    cav_program *program;
    cav_facts *facts;
    cav_result *result;

    snprintf(text, sizeof text, two_flags, width, vm_rows[op].name, binary ? " v1" : "");
    image = sample_image(text, &size);
    program = load(&env, image, size);
    assert_int_equal(cav_facts_new(&env, program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(&env, program, &result), CAV_OK);
    for (unsigned a = 0; a < 3; a++) {
        for (unsigned b = 0; b < 3; b++) {
            assert_int_equal(cav_facts_set_values(facts, 1, masks[a]), CAV_OK);
            assert_int_equal(cav_facts_set_values(facts, 2, masks[b]), CAV_OK);
            assert_int_equal(cav_evaluate(program, facts, false, result), CAV_OK);
            assert_int_equal(letter(cav_result_value(result, 0, NULL)), "FUT"[a]);
            assert_int_equal(letter(cav_result_value(result, 4, NULL)), tables[op][a][b]);
        }
    }
    cav_result_free(result);
    cav_facts_free(facts);
    cav_program_free(program);
    assert_int_equal(m.live, 0);
    free(image);
}

static void truth_tables(void **state)
{
    unsigned rows = 0;

    (void)state;
    for (unsigned op = 0; op < VM_OPS; op++) {
        if (vm_rows[op].kind[0] != VM_KIND_val)
            continue;
        assert_true(tables[op][0][0]); /* a new row needs its table here */
        check_row(op, 2);
        check_row(op, 4);
        rows++;
    }
    assert_int_equal(rows, 3);
}

/* -- random programs --------------------------------------------------------------------------- */

enum { FACTS = 5, VALUES = 40, SETS_OF = 3, LEAVES = 14, STEPS = 30 };

typedef struct step { unsigned op, a, b; } step;

/* What the test knows of a program: no classes, only values. */
typedef struct model {
    unsigned values[FACTS];                 /* of each fact */
    unsigned class[FACTS][VALUES];          /* how the image cuts them */
    unsigned classes[FACTS];
    bool in[FACTS][SETS_OF][VALUES];        /* sets of values, unions of classes */
    step steps[STEPS];
    unsigned count;
    char text[65536];
} model;

static void add(model *m, const char *format, ...)
{
    const size_t used = strlen(m->text);
    va_list args;

    va_start(args, format);
    vsnprintf(m->text + used, sizeof m->text - used, format, args);
    va_end(args);
    assert_true(strlen(m->text) + 1 < sizeof m->text);
}

static void make_domain(model *m, unsigned f, uint64_t *seed)
{
    m->values[f] = 1 + next_random(seed, VALUES);
    m->classes[f] = 1 + next_random(seed, m->values[f]);
    for (unsigned v = 0; v < m->values[f]; v++)
        m->class[f][v] = v < m->classes[f] ? v : next_random(seed, m->classes[f]);
}

static void make_set(model *m, unsigned f, unsigned s, uint64_t *seed)
{
    bool chosen[VALUES];

    for (unsigned c = 0; c < m->classes[f]; c++)
        chosen[c] = next_random(seed, 2);
    for (unsigned v = 0; v < m->values[f]; v++)
        m->in[f][s][v] = chosen[m->class[f][v]];
}

static void write_sets(model *m)
{
    unsigned words = 0;

    for (unsigned f = 0; f < FACTS; f++) {
        for (unsigned s = 0; s < SETS_OF; s++) {
            const unsigned n = (m->classes[f] + 31) / 32;

            add(m, "SETS width=%u words=%u nwords=%u\n", m->classes[f], words, n);
            words += n;
            for (unsigned w = 0; w < n; w++) {
                uint32_t bits = 0;

                for (unsigned v = 0; v < m->values[f]; v++) {
                    if (m->in[f][s][v] && m->class[f][v] / 32 == w)
                        bits |= (uint32_t)1 << m->class[f][v] % 32;
                }
                add(m, "SETWORDS bits=%u\n", bits);
            }
        }
    }
}

static void write_facts(model *m)
{
    unsigned pieces = 1;

    add(m, "LAYERS name=\"L0\"\nFACTS name=\"depth\" type=5 classes=1 pieces=0 npieces=1\n"
           "PIECES class=0 name=\"L0\"\n");
    for (unsigned f = 0; f < FACTS; f++) {
        add(m, "FACTS name=\"f%u\" layer=0 type=1 classes=%u pieces=%u npieces=%u\n", f,
            m->classes[f], pieces, m->values[f]);
        pieces += m->values[f];
        for (unsigned v = 0; v < m->values[f]; v++)
            add(m, "PIECES class=%u name=\"n%u\"\n", m->class[f][v], v);
    }
}

static void write_code(model *m)
{
    add(m, "code\n");
    for (unsigned k = 0; k < m->count; k++) {
        const step *s = &m->steps[k];

        if (s->op == VM_IN)
            add(m, "IN f%u s%u\n", s->a + 1, s->a * SETS_OF + s->b);
        else if (s->op == VM_NOT)
            add(m, "NOT v%u\n", s->a);
        else
            add(m, "%s v%u v%u\n", vm_rows[s->op].name, s->a, s->b);
    }
}

static void make_model(model *m, uint64_t *seed)
{
    memset(m, 0, sizeof *m);
    for (unsigned f = 0; f < FACTS; f++) {
        make_domain(m, f, seed);
        for (unsigned s = 0; s < SETS_OF; s++)
            make_set(m, f, s, seed);
    }
    m->count = 1 + next_random(seed, STEPS);
    for (unsigned k = 0; k < m->count; k++) {
        if (k < LEAVES && (k == 0 || next_random(seed, 4)))
            m->steps[k] = (step){VM_IN, next_random(seed, FACTS), next_random(seed, SETS_OF)};
        else
            m->steps[k] = (step){VM_AND + next_random(seed, 3), next_random(seed, k),
                                 next_random(seed, k)};
    }
    add(m, "META pack=\"t\" title=\"t\" issuer=\"t\" source=\"t\" release=\"0\" operand=%u results=%u\n",
        next_random(seed, 2) ? 2 : 4, m->count);
    write_facts(m);
    write_sets(m);
    write_code(m);
    /* one rule whose effect is the last result, so that missing facts can be asked for */
    add(m, "records\nFILES name=\"t\"\nRULES name=\"r\" kind=1 effects=0 neffects=1\n"
           "EFFECTS rule=0 level=4 fires=v%u bears=v%u\n", m->count - 1, m->count - 1);
}

/* Result k in Kleene's logic, recursively, straight from the values the facts may have. */
static char reference(const model *m, const uint64_t *masks, unsigned k)
{
    const step *s = &m->steps[k];
    bool some = false, all = true;
    char a, b;

    if (s->op == VM_IN) {
        for (unsigned v = 0; v < m->values[s->a]; v++) {
            if (!(masks[s->a] >> v & 1))
                continue;
            some |= m->in[s->a][s->b][v];
            all &= m->in[s->a][s->b][v];
        }
        return all ? 'T' : some ? 'U' : 'F';
    }
    a = reference(m, masks, s->a);
    if (s->op == VM_NOT)
        return a == 'T' ? 'F' : a == 'F' ? 'T' : 'U';
    b = reference(m, masks, s->b);
    if (s->op == VM_AND)
        return a == 'F' || b == 'F' ? 'F' : a == 'U' || b == 'U' ? 'U' : 'T';
    return a == 'T' || b == 'T' ? 'T' : a == 'U' || b == 'U' ? 'U' : 'F';
}

/* For each result, the facts of unknown leaves reached through unknown results only; upwards. */
static void reference_missing(const model *m, const char *truths, unsigned *missing)
{
    for (unsigned k = 0; k < m->count; k++) {
        const step *s = &m->steps[k];

        missing[k] = 0;
        if (truths[k] != 'U')
            continue;
        if (s->op == VM_IN)
            missing[k] = 1u << s->a;
        else
            missing[k] = missing[s->a] | (s->op == VM_NOT ? 0 : missing[s->b]);
    }
}

static uint64_t random_mask(unsigned values, uint64_t *seed)
{
    uint64_t mask = 0;

    if (next_random(seed, 3) == 0)
        return (uint64_t)1 << next_random(seed, values);
    for (unsigned v = 0; v < values; v++)
        mask |= (uint64_t)(next_random(seed, 3) == 0) << v;
    return mask ? mask : 1;
}

static void compare(const model *m, const uint64_t *masks, cav_program *program, cav_facts *facts,
                    cav_result *result, char *out)
{
    uint32_t missing[FACTS + 1];
    unsigned expected[STEPS], got = 0, n;

    for (unsigned f = 0; f < FACTS; f++)
        assert_int_equal(cav_facts_set_values(facts, f + 1, masks[f]), CAV_OK);
    assert_int_equal(cav_evaluate(program, facts, false, result), CAV_OK);
    for (unsigned k = 0; k < m->count; k++) {
        out[k] = letter(cav_result_value(result, 2 * k, NULL));
        assert_int_equal(out[k], reference(m, masks, k));
    }
    n = cav_result_missing(result, CAV_NONE, missing, FACTS + 1);
    for (unsigned k = 0; k < n; k++)
        got |= 1u << (missing[k] - 1);
    reference_missing(m, out, expected);
    assert_int_equal(got, expected[m->count - 1]);
}

/* Each round: some configuration, then one fact after another narrowed; nothing definite turns. */
static void check_model(const model *m, uint64_t *seed)
{
    meter meter_;
    const cav_env env = meter_env(&meter_);
    size_t size;
    uint8_t *image = sample_image(m->text, &size);
    cav_program *program = load(&env, image, size);
    cav_facts *facts;
    cav_result *result;
    char before[STEPS], after[STEPS];

    assert_int_equal(cav_facts_new(&env, program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(&env, program, &result), CAV_OK);
    for (unsigned round = 0; round < 8; round++) {
        uint64_t masks[FACTS];

        for (unsigned f = 0; f < FACTS; f++)
            masks[f] = random_mask(m->values[f], seed);
        compare(m, masks, program, facts, result, before);
        for (unsigned f = 0; f < FACTS; f++) {
            const uint64_t narrowed = masks[f] & random_mask(m->values[f], seed);

            masks[f] = narrowed ? narrowed : masks[f] & (0 - masks[f]);
            compare(m, masks, program, facts, result, after);
            for (unsigned k = 0; k < m->count; k++)
                assert_true(before[k] == 'U' || before[k] == after[k]);
            memcpy(before, after, sizeof before);
        }
    }
    cav_result_free(result);
    cav_facts_free(facts);
    cav_program_free(program);
    assert_int_equal(meter_.live, 0);
    free(image);
}

static void random_programs(void **state)
{
    uint64_t seed = 0x5EED;
    model *m = malloc(sizeof *m);

    (void)state;
    assert_non_null(m);
    for (unsigned n = 0; n < 1000; n++) {
        make_model(m, &seed);
        check_model(m, &seed);
    }
    free(m);
}

/* -- the verifier against another -------------------------------------------------------------- */

/* The program of two_flags, its code replaced. Facts 0..2 of 1, 2 and 2 classes; one set, width 2;
 * no tests. Says whether the words are a program of `results` results, from the words of the
 * format alone: the opcodes are 0 IN, 1 TEXT, 2 AND, 3 OR, 4 NOT. */
static bool is_program(const uint32_t *w, unsigned n, unsigned results)
{
    unsigned at = 0, done = 0;

    while (at < n) {
        unsigned op, count, start = done;

        if (n - at < 2)
            return false;
        op = w[at];
        count = w[at + 1];
        at += 2;
        if (op > 4 || count == 0 || count > 100 || n - at < 2 * count)
            return false;
        for (; count; count--, at += 2, done++) {
            const uint32_t a = w[at], b = w[at + 1];

            if (op == 0 && !((a == 1 || a == 2) && b == 0))
                return false;
            if (op == 1)
                return false;
            if (op >= 2 && a >= start)
                return false;
            if ((op == 2 || op == 3) && b >= start)
                return false;
            if (op == 4 && b != 0)
                return false;
        }
    }
    return done == results;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int k = 0; k < 4; k++)
        p[k] = (uint8_t)(v >> 8 * k);
}

static unsigned random_words(uint32_t *w, uint64_t *seed)
{
    unsigned n = 0, results = 0;

    while (n < 40 && next_random(seed, 5)) {
        const unsigned count = 1 + next_random(seed, 3), start = results;

        w[n++] = results ? next_random(seed, 5) : 0;
        w[n++] = count;
        if (w[n - 2] == 1 && next_random(seed, 4))
            w[n - 2] = 0;
        for (unsigned k = 0; k < count; k++, results++) {
            const unsigned op = w[n - 2 - 2 * k];

            w[n++] = op < 2 ? 1 + next_random(seed, 2) : next_random(seed, start + 1);
            w[n++] = op < 2 || op == 4 ? 0 : next_random(seed, start + 1);
        }
    }
    for (unsigned k = next_random(seed, 3); k && n; k--)
        w[next_random(seed, n)] = next_random(seed, 7);
    return n;
}

/* The image of two_flags and where its code lies. */
typedef struct frame { uint8_t *plain; size_t size; uint32_t sections, entry, code; } frame;

enum { CODE_WORDS = 10 }; /* in two_flags, operands of 4 bytes */

static frame make_frame(void)
{
    char text[2048];
    frame f = {0};

    snprintf(text, sizeof text, two_flags, 4, "NOT", "");
    f.plain = sample_image(text, &f.size);
    f.sections = img_get32(f.plain + IMG_AT_SECTIONS);
    for (uint32_t at = IMG_AT_TABLE; f.code == 0; at += IMG_ENTRY) {
        if (img_get32(f.plain + at) == 11) {
            f.entry = at;
            f.code = img_get32(f.plain + at + 4);
        }
    }
    assert_int_equal(img_get32(f.plain + f.entry + 8), 4 * CODE_WORDS);
    return f;
}

/* The frame with other code; what stands after it moves by the difference. Returns the size. */
static size_t with_code(const frame *f, const uint32_t *w, unsigned words, uint32_t results,
                        uint8_t *out)
{
    const uint32_t room = 4 * ((words + 1) / 2 * 2), was = 4 * CODE_WORDS;
    const size_t size = f->size - was + room;

    memcpy(out, f->plain, f->code);
    memset(out + f->code, 0, room);
    for (unsigned k = 0; k < words; k++)
        put32(out + f->code + 4 * k, w[k]);
    memcpy(out + f->code + room, f->plain + f->code + was, f->size - f->code - was);
    put32(out + f->entry + 8, 4 * words);
    for (uint32_t k = 0; k < f->sections; k++) {
        uint8_t *offset = out + IMG_AT_TABLE + IMG_ENTRY * k + 4;

        if (img_get32(offset) > f->code)
            put32(offset, img_get32(offset) - was + room);
    }
    put32(out + IMG_AT_SIZE, (uint32_t)size);
    put32(out + img_get32(out + IMG_AT_TABLE + 4) + 4 * IMG_META_results, results);
    asm_repair(out, size);
    return size;
}

/* Whether it loaded; if so, and `use`, everything is done with it. */
static bool loads(const uint8_t *image, size_t size, bool use)
{
    meter m;
    const cav_env env = meter_env(&m);
    cav_program *program;
    const cav_status status = cav_program_load(&env, image, size, &program);

    assert_true(status == CAV_OK || status == CAV_BAD_IMAGE);
    if (program && use)
        assert_int_equal(exercise(&env, program), CAV_OK);
    cav_program_free(program);
    assert_int_equal(m.live, 0);
    return status == CAV_OK;
}

static void small_programs(void **state)
{
    const frame f = make_frame();
    uint64_t seed = 0xC0DE;
    unsigned accepted = 0;

    (void)state;
    for (unsigned round = 0; round < 100000; round++) {
        uint32_t w[64] = {0}, results = next_random(&seed, 8) == 0;
        const unsigned words = random_words(w, &seed);
        uint8_t image[2048];
        size_t size;
        bool loaded;

        for (unsigned at = 0; at + 1 < words && w[at + 1] < 100; at += 2 + 2 * w[at + 1])
            results += w[at + 1];
        assert_true(f.size + 4 * words < sizeof image);
        size = with_code(&f, w, words, results, image);
        loaded = loads(image, size, round % 16 == 0);
        assert_int_equal(loaded, is_program(w, words, results));
        accepted += loaded;
    }
    print_message("100000 small programs, %u valid\n", accepted);
    assert_true(accepted > 10000 && accepted < 90000);
    free(f.plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_tables),
        cmocka_unit_test(random_programs),
        cmocka_unit_test(small_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
