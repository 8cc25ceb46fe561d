/* random.c: see random.h. */
#include "random.h"

/* -- random programs -------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void add(random_text *p, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(p->text + p->used, sizeof p->text - p->used, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < sizeof p->text - p->used);
    p->used += (size_t)n;
}

uint32_t random_draw(random_text *p, uint32_t below)
{
    return next_random(&p->seed, below);
}

/* Fact 0 is depth, 1 and 2 are wanted features; then flag, one-of, numbers, text. */
static void choose_types(random_text *p)
{
    static const uint32_t types[RANDOM_FACTS] = {CAV_DEPTH,  CAV_WANTED, CAV_WANTED,
                                                 CAV_FLAG,   CAV_ONE_OF, CAV_NUMBER,
                                                 CAV_NUMBER, CAV_TEXT,   CAV_TEXT};
    static const uint32_t most[RANDOM_FACTS] = {4, 2, 2, 2, 60, 12, 400, 0, 0};

    for (uint32_t f = 0; f < RANDOM_FACTS; f++) {
        p->type[f] = types[f];
        p->classes[f] = most[f] ? 1 + random_draw(p, most[f]) : 0;
    }
}

static uint32_t values_of(const random_text *p, uint32_t f)
{
    return f == 0                                               ? RANDOM_LAYERS
           : p->type[f] == CAV_FLAG || p->type[f] == CAV_WANTED ? 2
                                                                : p->classes[f] + 3;
}

static void add_facts(random_text *p)
{
    for (uint32_t f = 0; f < RANDOM_FACTS; f++) {
        const uint32_t n = p->classes[f] ? values_of(p, f) : 0;

        p->ntests[f] = p->type[f] == CAV_TEXT ? 1 + random_draw(p, 11) : 0;
        p->first_test[f] = p->tests;
        p->tests += p->ntests[f];
        add(p,
            "FACTS name=\"f%u\" base=\"f%u\" layer=%s type=%u classes=%u pieces=%u npieces=%u"
            " tests=%u ntests=%u\n",
            f, f, f < RANDOM_QUESTIONS ? "none" : "0", p->type[f], p->classes[f], n ? p->pieces : 0,
            n, p->ntests[f] ? p->first_test[f] : 0, p->ntests[f]);
        p->pieces += n;
    }
}

static void add_pieces(random_text *p)
{
    for (uint32_t f = 0; f < RANDOM_FACTS; f++) {
        for (uint32_t v = 0; p->classes[f] && v < values_of(p, f); v++) {
            const uint32_t class = v < p->classes[f] ? v : random_draw(p, p->classes[f]);

            if (p->type[f] == CAV_NUMBER)
                add(p, "PIECES class=%u w0=%u w1=%s\n", class, v ? 10 * v : 0,
                    v ? "0" : "0x80000000");
            else if (p->type[f] == CAV_DEPTH)
                add(p, "PIECES class=%u name=\"L%u\"\n", class, v);
            else if (p->type[f] == CAV_ONE_OF)
                add(p, "PIECES class=%u name=\"n%u\"\n", class, v);
            else
                add(p, "PIECES class=%u name=\"%s\"\n", class, v ? "on" : "off");
        }
    }
}

/* A set of `n` classes: nothing, everything, a range, or any. */
static bool in_set(random_text *p, uint32_t kind, uint32_t class, uint32_t from, uint32_t to)
{
    return kind == 0   ? false
           : kind == 1 ? true
           : kind < 6  ? class >= from && class <= to
                       : random_draw(p, 2);
}

static void add_sets(random_text *p, uint32_t each)
{
    for (uint32_t f = 0; f < RANDOM_FACTS; f++) {
        p->first_set[f] = p->sets;
        p->nsets[f] = p->classes[f] ? each : 0;
        for (uint32_t s = 0; s < p->nsets[f]; s++, p->sets++) {
            const uint32_t n = p->classes[f], nwords = (n + 31) / 32, kind = random_draw(p, 9);
            const uint32_t from = random_draw(p, n), to = from + random_draw(p, n - from);
            uint32_t words[16] = {0};

            for (uint32_t c = 0; c < n; c++)
                words[c / 32] |= (uint32_t)in_set(p, kind, c, from, to) << c % 32;
            add(p, "SETS width=%u words=%u nwords=%u\n", n, p->words, nwords);
            for (uint32_t k = 0; k < nwords; k++)
                add(p, "SETWORDS bits=%u\n", words[k]);
            p->words += nwords;
        }
    }
}

static void add_tests(random_text *p)
{
    for (uint32_t f = 0; f < RANDOM_FACTS; f++) {
        for (uint32_t t = 0; t < p->ntests[f]; t++) {
            const uint32_t kind = t ? random_draw(p, 5) : random_draw(p, 2),
                           first = p->first_test[f];

            if (kind == CAV_TEST_PATTERN)
                add(p, "TESTS kind=0 a=\"[^%c]*\"\n", 'a' + (int)random_draw(p, 8));
            else if (kind == CAV_TEST_LITERAL)
                add(p, "TESTS kind=1 a=\"%c\"\n", 'a' + (int)random_draw(p, 8));
            else
                add(p, "TESTS kind=%u a=%u b=%u\n", kind, first + random_draw(p, t),
                    kind == CAV_TEST_NOT ? 0 : first + random_draw(p, t));
        }
    }
}

static void add_code(random_text *p, uint32_t steps)
{
    const uint32_t xsteps = steps / 8;

    add(p, "code\n");
    for (p->results = 0; p->results < steps + xsteps; p->results++) {
        const uint32_t f = random_draw(p, RANDOM_FACTS), op = random_draw(p, 5), r = p->results;

        if (r == steps)
            add(p, "xcode\n");
        if (r == 0 || op < 2 || r < steps / 6)
            add(p, p->classes[f] ? "IN f%u s%u\n" : "TEXT f%u t%u\n", f,
                p->classes[f] ? p->first_set[f] + random_draw(p, p->nsets[f])
                              : p->first_test[f] + random_draw(p, p->ntests[f]));
        else if (op == 2)
            add(p, "NOT v%u\n", random_draw(p, r));
        else
            add(p, "%s v%u v%u\n", op == 3 ? "AND" : "OR", random_draw(p, r), random_draw(p, r));
    }
    add(p, "records\n");
}

static void add_value(random_text *p, const char *name, uint32_t steps)
{
    add(p, " %s=%sv%u", name, random_draw(p, 2) ? "!" : "", random_draw(p, steps));
}

static void add_effects(random_text *p, uint32_t steps)
{
    const uint32_t n = random_draw(p, 21);

    add(p, "FILES name=\"x\"\n");
    for (uint32_t e = 0; e < n; e++) {
        add(p, "RULES name=\"r%u\" kind=1 effects=%u neffects=1 line=1 column=1\n", e, e);
        add(p, "EFFECTS rule=%u level=%u", e, random_draw(p, 6));
        if (random_draw(p, 2))
            add(p, " feature=%u", random_draw(p, RANDOM_FEATURES));
        add_value(p, "fires", steps);
        add_value(p, "bears", steps);
        add(p, "\n");
    }
    for (uint32_t k = random_draw(p, 3); k > 0; k--) {
        add(p, "IMPOSSIBLE reason=\"no\" line=1 column=1");
        add_value(p, "holds", steps);
        add(p, "\n");
    }
}

void random_program(random_text *p, uint64_t seed)
{
    const uint64_t start = seed * 0x9e3779b97f4a7c15u + 1;
    uint32_t steps;

    memset(p, 0, sizeof *p);
    p->seed = start;
    choose_types(p);
    steps = 8 + random_draw(p, 120);
    add(p,
        "META pack=\"t\" title=\"t\" issuer=\"t\" source=\"t\" release=\"0\" operand=%u"
        " results=%u xresults=%u",
        random_draw(p, 2) ? 2 : 4, steps, steps / 8);
    if (random_draw(p, 3))
        add_value(p, "applies", steps);
    add(p, "\nLAYERS name=\"L0\"\nLAYERS name=\"L1\"\nLAYERS name=\"L2\"\nLAYERS name=\"L3\"\n");
    for (uint32_t f = 0; f < RANDOM_FEATURES; f++) {
        add(p, "FEATURES name=\"x%u\" wanted=%u", f, f + 1);
        add_value(p, "in_use", steps);
        add(p, "\n");
    }
    add_facts(p);
    add_pieces(p);
    add_sets(p, 1 + random_draw(p, 6));
    add_tests(p);
    add_code(p, steps);
    add_effects(p, steps);
}

/* -- random machines -------------------------------------------------------------------------- */

static void write_value(random_text *p, uint32_t f, char *value, size_t size)
{
    const uint32_t a = random_draw(p, 10 * values_of(p, f)), b = a + random_draw(p, 40);

    if (p->type[f] == CAV_FLAG)
        snprintf(value, size, "%s", a & 1 ? "on" : "off");
    else if (p->type[f] == CAV_ONE_OF)
        snprintf(value, size, "n%u", a / 10);
    else if (p->type[f] == CAV_NUMBER)
        snprintf(value, size, random_draw(p, 3) ? "%u" : "%u..%u", a, b);
    else
        snprintf(value, size, random_draw(p, 2) ? "%c" : "%c%c", 'a' + (int)(a % 9),
                 'a' + (int)(b % 9));
}

void random_facts(random_text *p, cav_facts *facts)
{
    char values[4][16];
    const char *const list[] = {values[0], values[1], values[2], values[3]};

    cav_facts_clear(facts);
    assert_int_equal(cav_facts_depth(facts, random_draw(p, RANDOM_LAYERS)), CAV_OK);
    for (uint32_t f = 0; f < RANDOM_FEATURES; f++)
        assert_int_equal(cav_facts_want(facts, f, random_draw(p, 2)), CAV_OK);
    for (uint32_t f = RANDOM_QUESTIONS; f < RANDOM_FACTS; f++) {
        const uint32_t kind = random_draw(p, 6), n = kind == 0  ? 0
                                                     : kind < 4 ? 1
                                                                : 1 + random_draw(p, 4);

        for (uint32_t k = 0; k < n; k++)
            write_value(p, f, values[k], sizeof values[k]);
        assert_int_equal(cav_facts_set(facts, f, list, n), CAV_OK);
    }
}
