/* test_image.c: images under damage: none crashes, and none that is damaged passes for whole. */
#include "support.h"

#include "../../runtime/image.h"

static uint8_t *image;
static size_t size;

static int setup(void **state)
{
    (void)state;
    image = sample_image(sample_text, &size);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(image);
    return 0;
}

/* Loads `n` bytes from a block of exactly that size; exercises what is accepted. */
static cav_status try_bytes(const uint8_t *bytes, size_t n)
{
    meter m;
    const cav_env env = meter_env(&m);
    uint8_t *copy = malloc(n ? n : 1);
    cav_program *program;
    cav_status status;

    assert_non_null(copy);
    memcpy(copy, bytes, n);
    status = cav_program_load(&env, copy, n, &program);
    if (status == CAV_OK) {
        assert_int_equal(exercise(&env, program), CAV_OK);
    } else {
        assert_null(program);
        assert_int_equal(m.status, status);
        assert_true(m.message[0]);
    }
    cav_program_free(program);
    assert_int_equal(m.live, 0);
    free(copy);
    return status;
}

static void whole(void **state)
{
    (void)state;
    assert_true(cav_image_is(image, size));
    assert_int_equal(try_bytes(image, size), CAV_OK);
}

static void every_truncation(void **state)
{
    (void)state;
    for (size_t n = 0; n < size; n++)
        assert_int_not_equal(try_bytes(image, n), CAV_OK);
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int k = 0; k < 4; k++)
        p[k] = (uint8_t)(v >> 8 * k);
}

/* The stated size and the checksum made to fit. */
static void every_repaired_truncation(void **state)
{
    uint8_t *copy = malloc(size);

    (void)state;
    assert_non_null(copy);
    for (size_t n = IMG_AT_TABLE; n < size; n += 4) {
        memcpy(copy, image, n);
        put32(copy + IMG_AT_SIZE, (uint32_t)n);
        asm_repair(copy, n);
        assert_int_not_equal(try_bytes(copy, n), CAV_OK);
    }
    free(copy);
}

static void every_bit(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        image[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_not_equal(try_bytes(image, size), CAV_OK);
        image[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void every_bit_repaired(void **state)
{
    uint8_t *copy = malloc(size);
    unsigned accepted = 0;

    (void)state;
    assert_non_null(copy);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        memcpy(copy, image, size);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        asm_repair(copy, size);
        accepted += try_bytes(copy, size) == CAV_OK;
    }
    print_message("%zu bits flipped and repaired, %u images accepted\n", 8 * size, accepted);
    free(copy);
}

static void every_word_at_its_extremes(void **state)
{
    static const uint32_t extremes[] = {0, 1, 2, 3, 4, 31, 32, 64, 255, 0xFFFF, 0x7FFFFFFF,
                                        0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF};
    uint8_t *copy = malloc(size);
    unsigned tried = 0, accepted = 0;

    (void)state;
    assert_non_null(copy);
    for (size_t at = 0; at + 4 <= size; at += 4) {
        const uint32_t was = img_get32(image + at);

        for (size_t k = 0; k < sizeof extremes / sizeof *extremes + 4; k++) {
            const uint32_t moved[4] = {was + 1, was - 1, was * 2, was + 0x10000};
            const uint32_t v = k < 4 ? moved[k] : extremes[k - 4];

            memcpy(copy, image, size);
            put32(copy + at, v);
            asm_repair(copy, size);
            accepted += try_bytes(copy, size) == CAV_OK;
            tried++;
        }
    }
    print_message("%u words changed and repaired, %u images accepted\n", tried, accepted);
    free(copy);
}

static void random_damage(void **state)
{
    uint64_t seed = 20240229;
    uint8_t *copy = malloc(size);

    (void)state;
    assert_non_null(copy);
    for (unsigned round = 0; round < 20000; round++) {
        memcpy(copy, image, size);
        for (uint32_t n = 1 + next_random(&seed, 6); n; n--) {
            const size_t from = next_random(&seed, (uint32_t)size / 4) * 4;
            const size_t to = next_random(&seed, (uint32_t)size / 4) * 4;

            if (next_random(&seed, 2))
                memcpy(copy + to, image + from, 4);
            else
                copy[to + next_random(&seed, 4)] = (uint8_t)next_random(&seed, 256);
        }
        asm_repair(copy, size);
        try_bytes(copy, size);
    }
    free(copy);
}

static void other_version_named(void **state)
{
    meter m;
    const cav_env env = meter_env(&m);
    cav_program *program;

    (void)state;
    put32(image + IMG_AT_VERSION, 77);
    assert_int_equal(cav_program_load(&env, image, size, &program), CAV_BAD_VERSION);
    assert_non_null(strstr(m.message, "77"));
    assert_non_null(strstr(m.message, "version 1"));
    put32(image + IMG_AT_VERSION, CAV_FORMAT_VERSION);
}

/* An unknown section at the end: ignored when it may be skipped, refused when not. */
static void unknown_section(void **state)
{
    const uint32_t n = img_get32(image + IMG_AT_SECTIONS);
    const size_t table = IMG_AT_TABLE + IMG_ENTRY * (size_t)n, grown = size + IMG_ENTRY + 8;
    uint8_t *copy = calloc(1, grown);

    (void)state;
    assert_non_null(copy);
    memcpy(copy, image, table);
    memcpy(copy + table + IMG_ENTRY, image + table, size - table);
    for (uint32_t k = 0; k < n; k++) {
        uint8_t *offset = copy + IMG_AT_TABLE + IMG_ENTRY * (size_t)k + 4;

        put32(offset, img_get32(offset) + IMG_ENTRY);
    }
    put32(copy + IMG_AT_SECTIONS, n + 1);
    put32(copy + IMG_AT_SIZE, (uint32_t)grown);
    put32(copy + table, IMG_SKIP | 1000);
    put32(copy + table + 4, (uint32_t)(size + IMG_ENTRY));
    put32(copy + table + 8, 3);
    memcpy(copy + size + IMG_ENTRY, "abc", 3);
    asm_repair(copy, grown);
    assert_int_equal(try_bytes(copy, grown), CAV_OK);
    put32(copy + table, 1000);
    asm_repair(copy, grown);
    assert_int_equal(try_bytes(copy, grown), CAV_BAD_IMAGE);
    put32(copy + table, IMG_SKIP | 1000);
    copy[grown - 1] = 1;
    asm_repair(copy, grown);
    assert_int_equal(try_bytes(copy, grown), CAV_BAD_IMAGE);
    free(copy);
}

/* One place of the sample changed, and what the message must say. */
static const struct refusal { const char *from, *to, *message; } refusals[] = {
    {"operand=2", "operand=3", "2 or 4 bytes"},
    {" results=19", " results=18", "no such result"},
    {" results=19", " results=20", "not the results"},
    {"xresults=2", "xresults=3", "not the results"},
    {"applies=!v18", "applies=v19", "no such result"},
    {"IN f1 s0\n", "IN f99 s0\n", "first operand"},
    {"IN f1 s0\n", "IN f3 s0\n", "not as wide"},
    {"IN f1 s0\n", "IN f1 s9\n", "second operand"},
    {"TEXT f7 t2", "TEXT f7 t5", "another fact"},
    {"TEXT f9 t5", "TEXT f7 t6", "second operand"},
    {"OR v12 v13", "OR v12 v99", "second operand"},
    {"wanted=2", "wanted=1", "own question"},
    {"type=5", "type=1", "questions come first"},
    {"layer=0 type=1", "layer=0 type=5", "among the facts"},
    {"layer=0 type=1", "layer=none type=1", "have a layer"},
    {"layer=0 type=1", "layer=9 type=1", "no such record"},
    {"classes=3 pieces=8", "classes=4 pieces=8", "without values"},
    {"classes=3 pieces=8", "classes=2 pieces=8", "no such class"},
    {"classes=3 pieces=8", "classes=3 pieces=9", "do not follow"},
    {"w0=225 w1=0", "w0=5 w1=0x80000000", "ascend"},
    {"w0=225 w1=0", "w0=225 w1=0 w3=1", "two words"},
    {"PIECES class=0 w0=0 w1=0x80000000", "PIECES class=0 w0=1 w1=0x80000000", "minimum"},
    {"product=0 w0=7 w1=8", "product=0 w0=0 w1=0", "ascend"},
    {"product=0 w0=7 w1=8", "product=0 w0=7 w1=1000000000", "over its limit"},
    {"product=0 w0=7 w1=8", "w0=7 w1=8", "needs a product"},
    {"SETWORDS bits=2\nSETWORDS bits=4", "SETWORDS bits=4\nSETWORDS bits=4", "above its width"},
    {"SETS width=2 words=0 nwords=1", "SETS width=2 words=0 nwords=2", "words of its width"},
    {"kind=3 a=0 b=1", "kind=3 a=0 b=2", "earlier test"},
    {"kind=4 a=2", "kind=4 a=2 b=1", "must be 0"},
    {"kind=2 a=0 b=3", "kind=2 a=5 b=3", "earlier test"},
    {"b=1\ncode", "b=16\ncode", "over its limit"},
    {"(a+)+[bc]", "(a+", "parenthes"},
    {"(a+)+[bc]", "(a)\\\\1", "back-ref"},
    {"(a+)+[bc]", "(?R)?b", "recursion"},
    {"(a+)+[bc]", "(*UTF)a", "VERBS"},
    {"effects=2 neffects=2", "effects=2 neffects=1", "conflict has two"},
    {"effects=2 neffects=2", "effects=3 neffects=2", "follow"},
    {"EFFECTS rule=1 level=4", "EFFECTS rule=0 level=4", "has this effect"},
    {"level=5", "level=6", "over its limit"},
    {"end=6", "end=8", "inside what surrounds"},
    {"end=6", "end=4", "inside what surrounds"},
    {"kind=2\n", "kind=2 subject=\"x\"\n", "has a subject"},
    {"kind=2\n", "kind=2 ncases=1\n", "none"},
    {"kind=2\n", "kind=2 pattern=\"x\"\n", "guards have a pattern"},
    {"cases=2 ncases=1", "cases=2 ncases=2", "follow"},
    {"nsources=5", "nsources=4", "no block"},
    {"subject=\"L1.variant\"", "subject=\"L1.stream\"", "from itself"},
    {"subject=\"L1.variant\"", "subject=\"L1.nothing\"", "no fact"},
    {"subject=\"L1.variant\"", "subject=\"L3.os\"", "no fact"},
    {"name=\"L3.os\"", "name=\"L1.os\"", "two facts"},
    {"kind=1 depth=1", "kind=1 depth=2", "preorder"},
    {"owner=1 index=1", "owner=1 index=2", "no such owner"},
    {"start=1 end=9", "start=10 end=9", "before it starts"},
};

/* The sample with the first `from` replaced; free with free(). */
static char *changed_sample(const struct refusal *r)
{
    const char *at = strstr(sample_text, r->from);
    char *text = malloc(strlen(sample_text) + strlen(r->to) + 1);

    assert_non_null(text);
    if (!at)
        fail_msg("not in the sample: %s", r->from);
    memcpy(text, sample_text, (size_t)(at - sample_text));
    strcpy(text + (at - sample_text), r->to);
    return strcat(text, at + strlen(r->from));
}

static void named_refusals(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof refusals / sizeof *refusals; k++) {
        const struct refusal *r = &refusals[k];
        char *text = changed_sample(r);
        size_t n;
        uint8_t *changed = sample_image(text, &n);
        meter m;
        const cav_env env = meter_env(&m);
        cav_program *program;

        if (cav_program_load(&env, changed, n, &program) == CAV_OK || !strstr(m.message, r->message))
            fail_msg("%s: expected \"%s\", got \"%s\"", r->to, r->message, m.message);
        assert_int_equal(m.live, 0);
        free(changed);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(every_repaired_truncation),
        cmocka_unit_test(every_bit),
        cmocka_unit_test(every_bit_repaired),
        cmocka_unit_test(every_word_at_its_extremes),
        cmocka_unit_test(random_damage),
        cmocka_unit_test(other_version_named),
        cmocka_unit_test(unknown_section),
        cmocka_unit_test(named_refusals),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
