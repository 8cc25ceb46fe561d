/* test_origins.c: what a program says of where its facts are read and how its messages are written.
 *
 * Compiles a small pack from text; every answer is compared with that text, and every index past
 * the last gives a record of zeros.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../compiler/caveatc.h"

static const char rules[] =
    "layer L0 \"a\" layer L1 \"b\"\n"
    "fact on at L0: flag \"t\" {\n"
    "  here {\n"
    "    file \"/proc/a\" { /x\\/y/i => on  /z/ => {on, off} absent => off }\n"
    "    only when file \"/proc/b\" matches /q/ {\n"
    "      only when file \"/proc/c\" matches /r/ { exists \"/proc/d\" { present => on absent => "
    "off } }\n"
    "      file \"/proc/e\" { /s/ => on }\n"
    "    }\n"
    "    files \"/etc/modprobe.d/*.conf\", \"/run/modprobe.d/*.conf\" { /u/ => off }\n"
    "  }\n"
    "  guest 2, guest 3 { uname machine { /v/ => on } }\n"
    "  guest any { file \"/proc/f\" { /w/ => on } }\n"
    "  guest { file \"/proc/g\" { /x/ => not guest } }\n"
    "}\n"
    "fact told at L1: text \"t\"\n"
    "pack p { title \"t\" issuer \"i\" source \"s\" }\n"
    "section s \"s\" { statement s.1 \"g\" }\n"
    "rule r { cite s.1 when L0.on is on then broken \"{{a}} {L0.on} b {L1.told}\" }\n"
    "rule q { cite s.1 when L0.on is on then note \"plain\" }\n";

typedef struct made {
    cavc_unit *unit;
    uint8_t *image;
    size_t size;
    cav_program *program;
} made;

static int set_up(void **state)
{
    static made m;
    assert_int_equal(cavc_parse(NULL, "p.cav", (cavc_text){rules, sizeof rules - 1}, &m.unit),
                     CAV_OK);
    assert_int_equal(cavc_compile(m.unit, NULL, &m.image, &m.size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, m.image, m.size, &m.program), CAV_OK);
    *state = &m;
    return 0;
}

static int tear_down(void **state)
{
    made *m = *state;
    cav_program_free(m->program);
    cavc_image_free(m->unit, m->image, m->size);
    cavc_unit_free(m->unit);
    return 0;
}

static const cav_program *program_of(void **state)
{
    return ((made *)*state)->program;
}

static void test_sources(void **state)
{
    static const struct {
        cav_source kind;
        uint32_t block, observers, depth;
        const char *subject, *pattern;
        uint32_t ncases;
    } wanted[] = {
        {CAV_SOURCE_FILE, 0, 1, 0, "/proc/a", NULL, 3},
        {CAV_SOURCE_GUARD, 0, 1, 0, "/proc/b", "q", 0},
        {CAV_SOURCE_GUARD, 0, 1, 1, "/proc/c", "r", 0},
        {CAV_SOURCE_EXISTS, 0, 1, 2, "/proc/d", NULL, 2},
        {CAV_SOURCE_FILE, 0, 1, 1, "/proc/e", NULL, 1},
        {CAV_SOURCE_FILES, 0, 1, 0, "/etc/modprobe.d/*.conf:/run/modprobe.d/*.conf", NULL, 1},
        {CAV_SOURCE_UNAME, 1, 4 | 8, 0, "machine", NULL, 1},
        {CAV_SOURCE_FILE, 2, 1u << 31, 0, "/proc/f", NULL, 1},
        {CAV_SOURCE_FILE, 3, 2, 0, "/proc/g", NULL, 1},
    };
    const cav_program *program = program_of(state);
    const uint32_t fact = cav_fact_find(program, "L0.on");
    const size_t count = sizeof wanted / sizeof *wanted;
    cav_origin o;
    for (uint32_t k = 0; k < count; k++) {
        assert_true(cav_fact_origin(program, fact, k, &o));
        assert_int_equal(o.kind, wanted[k].kind);
        assert_int_equal(o.block, wanted[k].block);
        assert_int_equal(o.observers, wanted[k].observers);
        assert_int_equal(o.depth, wanted[k].depth);
        assert_string_equal(o.subject, wanted[k].subject);
        assert_true(!o.pattern == !wanted[k].pattern);
        if (o.pattern)
            assert_string_equal(o.pattern, wanted[k].pattern);
        assert_int_equal(o.ncases, wanted[k].ncases);
    }
    assert_false(cav_fact_origin(program, fact, (uint32_t)count, &o));
    assert_null(o.subject);
    assert_false(cav_fact_origin(program, cav_fact_find(program, "L1.told"), 0, &o));
    assert_false(cav_fact_origin(program, CAV_NONE, 0, &o));
}

static void test_cases(void **state)
{
    const cav_program *program = program_of(state);
    const uint32_t fact = cav_fact_find(program, "L0.on");
    cav_case c;
    assert_true(cav_origin_case(program, fact, 0, 0, &c));
    assert_int_equal(c.kind, CAV_CASE_PATTERN);
    assert_string_equal(c.pattern, "x/y");
    assert_int_equal(c.flags, CAV_PATTERN_I);
    assert_string_equal(cav_case_value(program, fact, 0, 0, 0), "on");
    assert_true(cav_origin_case(program, fact, 0, 1, &c));
    assert_int_equal(c.nvalues, 2);
    assert_string_equal(cav_case_value(program, fact, 0, 1, 1), "off");
    assert_null(cav_case_value(program, fact, 0, 1, 2));
    assert_true(cav_origin_case(program, fact, 0, 2, &c));
    assert_int_equal(c.kind, CAV_CASE_ABSENT);
    assert_null(c.pattern);
    assert_string_equal(cav_case_value(program, fact, 0, 2, 0), "off");
    assert_false(cav_origin_case(program, fact, 0, 3, &c));
    assert_null(cav_case_value(program, fact, 0, 3, 0));
    assert_true(cav_origin_case(program, fact, 3, 0, &c));
    assert_int_equal(c.kind, CAV_CASE_PRESENT);
    assert_string_equal(cav_case_value(program, fact, 3, 0, 0), "on");
    assert_string_equal(cav_case_value(program, fact, 3, 1, 0), "off");
    assert_true(cav_origin_case(program, fact, 8, 0, &c));
    assert_int_equal(c.nvalues, 0); /* not a guest */
    assert_false(cav_origin_case(program, fact, 9, 0, &c));
    assert_null(cav_case_value(program, CAV_NONE, 0, 0, 0));
}

static void test_messages(void **state)
{
    const cav_program *program = program_of(state);
    cav_part part;
    assert_true(cav_effect_part(program, CAV_NONE, 0, 0, &part));
    assert_string_equal(part.text, "{a} ");
    assert_int_equal(part.fact, cav_fact_find(program, "L0.on"));
    assert_true(cav_effect_part(program, CAV_NONE, 0, 1, &part));
    assert_string_equal(part.text, " b ");
    assert_int_equal(part.fact, cav_fact_find(program, "L1.told"));
    for (uint32_t k = 2; cav_effect_part(program, CAV_NONE, 0, k, &part); k++) {
        assert_string_equal(part.text, "");
        assert_int_equal(part.fact, CAV_NONE);
        assert_true(k < 3);
    }
    assert_true(cav_effect_part(program, CAV_NONE, 1, 0, &part));
    assert_string_equal(part.text, "plain");
    assert_int_equal(part.fact, CAV_NONE);
    assert_false(cav_effect_part(program, CAV_NONE, 1, 1, &part));
    assert_null(part.text);
    assert_false(cav_effect_part(program, CAV_NONE, 2, 0, &part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
