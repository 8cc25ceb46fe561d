/* test_language.c: the sections that catalogues become: texts, messages, which language is chosen,
 * and images that are damaged, of others, or for which there is no memory.
 */
#include "catalogue.h"

#include "../../runtime/image.h"

static void texts(void **state)
{
    built b = catalogue_build("es", catalogue_good);
    const cav_program *p = b.program;
    cav_pack pack;
    cav_layer layer;
    cav_fact fact;
    cav_rule rule;
    cav_feature feature;
    cav_statement statement;
    cav_impossible impossible;

    (void)state;
    assert_int_equal(cav_program_languages(p), 1);
    assert_string_equal(cav_program_language(p, 0), "es");
    assert_null(cav_program_language(p, 1));
    cav_program_pack(p, &pack);
    assert_string_equal(cav_translate(p, 0, pack.title), "Un paquete");
    assert_string_equal(cav_translate(p, CAV_NONE, pack.title), "A pack");
    assert_string_equal(cav_translate(p, 1, pack.title), "A pack");
    assert_null(cav_translate(p, 0, NULL));
    assert_string_equal(cav_translate(p, 0, "A pack"), "A pack"); /* not the program's own string */
    assert_string_equal(cav_translate(p, 0, pack.title + 2), "pack");
    assert_string_equal(cav_translate(p, 0, pack.name), "p");
    cav_program_layer(p, 0, &layer);
    assert_string_equal(cav_translate(p, 0, layer.title), "el anfitri\xC3\xB3n");
    cav_program_feature(p, 0, &feature);
    assert_string_equal(cav_translate(p, 0, feature.title), "Las mismas palabras");
    cav_program_fact(p, cav_fact_find(p, "L1.mode"), &fact);
    assert_string_equal(cav_translate(p, 0, fact.title), "Las mismas palabras");
    cav_program_rule(p, cav_rule_find(p, "q"), &rule);
    assert_string_equal(rule.why, "Same words");
    assert_string_equal(cav_translate(p, 0, rule.why), "Lo mismo"); /* by its context */
    cav_program_rule(p, 0, &rule);
    assert_string_equal(cav_translate(p, 0, rule.fix), "H\xC3\xA1galo");
    cav_program_statement(p, 0, &statement);
    assert_string_equal(cav_translate(p, 0, statement.gist), "Dos\nl\xC3\xADneas");
    assert_string_equal(cav_translate(p, 0, statement.heading_title), "Dicho");
    cav_program_statement(p, 1, &statement);
    assert_string_equal(cav_translate(p, 0, statement.no_rule), "por qu\xC3\xA9 no");
    cav_program_impossible(p, 0, &impossible);
    assert_string_equal(cav_translate(p, 0, impossible.reason), "Imposible");
    catalogue_demolish(&b);
}

static void message_is(const cav_result *result, const cav_facts *facts, uint32_t language,
                       uint32_t effect, const char *expected)
{
    char text[200], cut[8];
    const size_t n = cav_result_message_in(result, facts, language, effect, text, sizeof text);

    assert_string_equal(text, expected);
    assert_int_equal(n, strlen(expected));
    assert_int_equal(cav_result_message_in(result, facts, language, effect, cut, sizeof cut), n);
    assert_int_equal(cav_result_message_in(result, facts, language, effect, NULL, 0), n);
}

static void messages(void **state)
{
    built b = catalogue_build("es", catalogue_good);
    const char *modes[] = {"a", "c"}, *rhel = "rhel 8";
    cav_facts *facts;
    cav_result *result;

    (void)state;
    assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, b.program, &result), CAV_OK);
    message_is(result, facts, 0, 0, "desconocido y desconocido: {x}");
    message_is(result, facts, CAV_NONE, 0, "unknown and unknown: {x}");
    cav_facts_set(facts, cav_fact_find(b.program, "L0.mode"), modes, 2);
    cav_facts_set(facts, cav_fact_find(b.program, "L0.os"), &rhel, 1);
    message_is(result, facts, 0, 0, "rhel 8 (menor desconocida) y a o c: {x}");
    message_is(result, facts, CAV_NONE, 0, "a or c and rhel 8 (minor unknown): {x}");
    message_is(result, facts, 0, 1, "modo desconocido"); /* both effects of the conflict */
    message_is(result, facts, 0, 2, "modo desconocido");
    message_is(result, facts, 0, 3, "");
    cav_result_free(result);
    cav_facts_free(facts);
    catalogue_demolish(&b);
}

static void finds_locales(void **state)
{
    static const struct {
        const char *locale;
        int found; /* of ca@valencia, es, es_MX; -1: none */
    } cases[] = {{"es", 1},
                 {"es_ES.UTF-8", 1},
                 {"es_MX.UTF-8", 2},
                 {"es-mx", 2},
                 {"ES", 1},
                 {"es_MX@x", 2},
                 {"ca", -1},
                 {"ca_ES.UTF-8@valencia", -1},
                 {"ca@valencia", 0},
                 {"e", -1},
                 {"", -1},
                 {"C.UTF-8", -1},
                 {"esp", -1},
                 {"fr_FR", -1},
                 {".", -1},
                 {"es.", 1},
                 {"es_ES_very_long_name_that_does_not_fit_into_any_buffer_of_a_reader", 1}};
    unit *u = calloc(1, sizeof *u);
    uint8_t *image;
    size_t size;
    cav_program *p;

    (void)state;
    assert_non_null(u);
    u->env = meter_env(&u->m);
    u->given[0] = (given){"es_MX", catalogue_good, strlen(catalogue_good)};
    u->given[1] = (given){"ca@valencia", "msgid \"Do it\"\nmsgstr \"Fes-ho\"\n", 30};
    u->given[2] = (given){"es", "msgid \"Do it\"\nmsgstr \"Haz\"\n", 27};
    assert_int_equal(catalogue_parse(u, catalogue_rules), CAV_OK);
    assert_int_equal(cavc_compile(u->unit, NULL, &image, &size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, image, size, &p), CAV_OK);
    assert_int_equal(cav_program_languages(p), 3);
    assert_string_equal(cav_program_language(p, 0), "ca@valencia");
    assert_string_equal(cav_program_language(p, 2), "es_MX");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal((int)cav_language_find(p, cases[k].locale), cases[k].found);
    cav_program_free(p);
    cavc_image_free(u->unit, image, size);
    catalogue_done(u);
}

/* What is not used: fuzzy, empty, with other placeholders; a catalogue of something else. */
static void falls_back(void **state)
{
    built b = catalogue_build(
        "es", "msgid \"Do it\"\nmsgstr \"Haz\"\n#, fuzzy\nmsgid \"Because\"\nmsgstr \"x\"\n"
              "msgid \"{L1.mode}\"\nmsgstr \"{L0.mode}\"\nmsgid \"Never\"\nmsgstr \"\"\n");
    cav_facts *facts;
    cav_result *result;
    cav_rule rule;
    cav_file file;

    (void)state;
    assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, b.program, &result), CAV_OK);
    cav_program_rule(b.program, 0, &rule);
    assert_string_equal(cav_translate(b.program, 0, rule.why), "Because");
    assert_string_equal(cav_translate(b.program, 0, rule.fix), "Haz");
    message_is(result, facts, 0, 1, "unknown");
    assert_true(cav_program_file(b.program, 1, &file));
    assert_string_equal(file.name, "po/es.po");
    cav_result_free(result);
    cav_facts_free(facts);
    catalogue_demolish(&b);
    b = catalogue_build("es", "msgid \"something else\"\nmsgstr \"x\"\n");
    assert_int_equal(cav_program_languages(b.program), 0);
    assert_false(cav_program_file(b.program, 1, &file));
    catalogue_demolish(&b);
}

static void stripped(void **state)
{
    static const cavc_options strip = {.strip = true};
    unit *with = catalogue_unit("es", catalogue_good, strlen(catalogue_good)),
         *without = catalogue_unit(NULL, NULL, 0);
    uint8_t *a, *b;
    size_t na, nb;

    (void)state;
    assert_int_equal(cavc_compile(with->unit, &strip, &a, &na), CAV_OK);
    assert_int_equal(cavc_compile(without->unit, &strip, &b, &nb), CAV_OK);
    assert_int_equal(na, nb);
    assert_memory_equal(a, b, na);
    cavc_image_free(with->unit, a, na);
    cavc_image_free(without->unit, b, nb);
    catalogue_done(with);
    catalogue_done(without);
}

/* -- damage -------------------------------------------------------------------------------------
 */

/* Everything that a language can be asked for. */
static void ask(const cav_program *p)
{
    cav_pack pack;
    cav_rule rule;
    cav_facts *facts;
    cav_result *result;
    char text[64];

    cav_program_pack(p, &pack);
    assert_int_equal(cav_facts_new(NULL, p, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, p, &result), CAV_OK);
    for (uint32_t k = 0; k < cav_program_languages(p); k++) {
        cav_language_find(p, cav_program_language(p, k));
        assert_non_null(cav_translate(p, k, pack.title));
        for (uint32_t r = 0; cav_program_rule(p, r, &rule); r++)
            cav_translate(p, k, rule.why);
        for (uint32_t e = 0; e < pack.effects; e++)
            cav_result_message_in(result, facts, k, e, text, sizeof text);
        for (uint32_t f = 0; f < pack.facts; f++)
            cav_facts_print_in(facts, k, f, text, sizeof text);
    }
    cav_result_free(result);
    cav_facts_free(facts);
}

static bool accepted(const uint8_t *bytes, size_t size)
{
    cav_program *p;
    uint8_t *copy = malloc(size ? size : 1);
    bool loaded;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    loaded = cav_program_load(NULL, copy, size, &p) == CAV_OK;
    if (loaded)
        ask(p);
    cav_program_free(p);
    free(copy);
    return loaded;
}

/* The entry of the language's section in the table. */
static uint8_t *language_entry(uint8_t *image)
{
    uint8_t *entry = image + IMG_AT_TABLE;

    while (img_get32(entry) != (IMG_LANGUAGE | IMG_SKIP))
        entry += IMG_ENTRY;
    return entry;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int k = 0; k < 4; k++)
        p[k] = (uint8_t)(v >> 8 * k);
}

static void damaged_images(void **state)
{
    static const uint32_t extremes[] = {0,          1,          2,          31,
                                        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
    built b = catalogue_build("es", catalogue_good);
    uint8_t *copy = malloc(b.size);
    const uint8_t *entry = language_entry(b.image);
    const size_t first = img_get32(entry + 4), end = first + img_get32(entry + 8);
    unsigned plain = 0, repaired = 0, tried = 0;

    (void)state;
    assert_non_null(copy);
    assert_true(accepted(b.image, b.size));
    for (size_t n = first; n < b.size; n++)
        plain += accepted(b.image, n);
    for (size_t bit = 8 * first; bit < 8 * end; bit++) {
        memcpy(copy, b.image, b.size);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        plain += accepted(copy, b.size);
        asm_repair(copy, b.size);
        repaired += accepted(copy, b.size);
        tried++;
    }
    for (size_t at = first; at + 4 <= end; at += 4)
        for (size_t k = 0; k < sizeof extremes / sizeof *extremes; k++) {
            memcpy(copy, b.image, b.size);
            put32(copy + at, extremes[k]);
            asm_repair(copy, b.size);
            accepted(copy, b.size);
        }
    print_message("%u bits flipped: %u accepted, with the checksum made to fit %u\n", tried, plain,
                  repaired);
    assert_int_equal(plain, 0);
    free(copy);
    catalogue_demolish(&b);
}

/* A runtime that knows no languages passes over the section; one that must be known is refused. */
static void foreign(void **state)
{
    built b = catalogue_build("es", catalogue_good);
    uint8_t *entry = language_entry(b.image);
    cav_program *p;
    cav_pack pack;

    (void)state;
    put32(entry, IMG_SKIP | 1000);
    asm_repair(b.image, b.size);
    assert_int_equal(cav_program_load(NULL, b.image, b.size, &p), CAV_OK);
    assert_int_equal(cav_program_languages(p), 0);
    cav_program_pack(p, &pack);
    assert_string_equal(cav_translate(p, 0, pack.title), "A pack");
    cav_program_free(p);
    put32(entry, IMG_LANGUAGE);
    asm_repair(b.image, b.size);
    assert_false(accepted(b.image, b.size));
    put32(entry, IMG_SKIP | (IMG_LANGUAGE + IMG_LANGUAGES - 1));
    asm_repair(b.image, b.size);
    assert_true(accepted(b.image, b.size));
    catalogue_demolish(&b);
}

static void no_memory(void **state)
{
    cav_status status = CAV_NO_MEMORY;
    unsigned at = 0;

    (void)state;
    while (status == CAV_NO_MEMORY) {
        unit *u = calloc(1, sizeof *u);
        uint8_t *image = NULL;
        size_t size = 0;
        uint32_t count;

        assert_non_null(u);
        u->env = meter_env(&u->m);
        u->m.fail_at = ++at;
        u->given[0] = (given){"es", catalogue_good, strlen(catalogue_good)};
        status = catalogue_parse(u, catalogue_rules);
        if (status == CAV_OK)
            status = cavc_translations(u->unit, NULL, 0, &count);
        if (status == CAV_OK)
            status = cavc_translatables(u->unit, &count);
        if (status == CAV_OK)
            status = cavc_compile(u->unit, NULL, &image, &size);
        if (image)
            cavc_image_free(u->unit, image, size);
        catalogue_done(u);
    }
    assert_int_equal(status, CAV_OK);
    assert_true(at > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),      cmocka_unit_test(messages),  cmocka_unit_test(finds_locales),
        cmocka_unit_test(falls_back), cmocka_unit_test(stripped),  cmocka_unit_test(damaged_images),
        cmocka_unit_test(foreign),    cmocka_unit_test(no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
