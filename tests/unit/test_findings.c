/* test_findings.c: what other passes report at places of a unit: order, silences, places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../compiler/caveatc.h"

typedef struct heard {
    char text[1000]; /* "FILE:LINE:COLUMN ID" of each, joined by blanks */
} heard;

static void note(void *context, const cavc_diagnostic *d)
{
    heard *h = context;
    size_t n = strlen(h->text);

    snprintf(h->text + n, sizeof h->text - n, "%s%s:%u:%u %s%s", n ? " " : "",
             d->file ? d->file : "-", (unsigned)d->line, (unsigned)d->column, d->id,
             d->severity == CAVC_NOTE    ? " note"
             : d->severity == CAVC_ERROR ? " error"
                                         : "");
}

static const char *use(void *context, const char *path, cavc_text *text)
{
    static const char bytes[] = "layer L0 \"host\"\nfact a at L0: flag \"A\"\n"
                                "define b: L0.a is on # allow W101: used file\n";

    (void)context;
    (void)path;
    *text = (cavc_text){bytes, sizeof bytes - 1};
    return NULL;
}

static cavc_unit *parsed(heard *h, const char *text)
{
    cavc_host host = {.diagnostic = note, .use = use, .context = h};
    cavc_unit *unit = NULL;

    *h = (heard){""};
    assert_int_equal(cavc_parse(&host, "dir/main.cav", (cavc_text){text, strlen(text)}, &unit),
                     CAV_OK);
    return unit;
}

static const char text[] = "use \"v.cav\"\n"
                           "define c: L0.a is on # allow redundant-alternative: it is a test\n"
                           "define d: L0.a is off\n"
                           "define e: L0.a is off\n";

static cav_status find(cavc_unit *unit, const char *define, cavc_severity severity)
{
    cavc_place place;

    assert_true(cavc_place_of(unit, "define", define, &place));
    return cavc_finding(unit, "W101", place, severity, "it says nothing", NULL);
}

static void test_order_and_silences(void **state)
{
    heard h;
    cavc_unit *unit = parsed(&h, text);
    uint32_t count = 99;

    (void)state;
    assert_string_equal(h.text, ""); /* silences of lint are not the compiler's to judge */
    assert_int_equal(find(unit, "e", CAVC_NOTE), CAV_OK);
    assert_int_equal(find(unit, "c", CAVC_WARNING), CAV_OK);
    assert_int_equal(find(unit, "d", CAVC_ERROR), CAV_OK);
    assert_int_equal(cavc_findings_end(unit, CAVC_LINT, &count), CAV_OK);
    assert_string_equal(h.text, "dir/main.cav:3:8 W101 error dir/main.cav:4:8 W101 note "
                                "dir/v.cav:3:24 W001");
    assert_int_equal(count, 2);
    assert_int_equal(cavc_unit_errors(unit), 0);
    h.text[0] = '\0';
    assert_int_equal(cavc_findings_end(unit, CAVC_LINT, &count), CAV_OK); /* judged once */
    assert_string_equal(h.text, "");
    assert_int_equal(count, 0);
    cavc_unit_free(unit);
}

static void test_other_stages(void **state)
{
    heard h;
    cavc_unit *unit = parsed(&h, text);

    (void)state;
    assert_int_equal(cavc_findings_end(unit, CAVC_ANALYZE, NULL), CAV_OK);
    assert_string_equal(h.text, "");
    assert_int_equal(cavc_findings_skip(unit, "W101", 1), CAV_OK); /* the used file */
    assert_int_equal(cavc_findings_end(unit, CAVC_LINT, NULL), CAV_OK);
    assert_string_equal(h.text, "dir/main.cav:2:24 W001");
    cavc_unit_free(unit);
}

static void test_silences_of_silences(void **state)
{
    heard h;
    cavc_unit *unit = parsed(&h, "use \"v.cav\"\n# allow W001: both are a test\n"
                                 "define c: L0.a is on # allow W101: not needed\n");

    (void)state;
    assert_string_equal(h.text, "");
    assert_int_equal(cavc_findings_skip(unit, "W101", 1), CAV_OK);
    assert_int_equal(cavc_findings_end(unit, CAVC_LINT, NULL), CAV_OK);
    assert_string_equal(h.text, "");
    cavc_unit_free(unit);
}

static void test_refused(void **state)
{
    heard h;
    cavc_unit *unit = parsed(&h, text);
    cavc_place at, far = {0, 0, 100000}, nowhere = {CAV_NONE, CAV_NONE, CAV_NONE};
    cavc_file file;

    (void)state;
    assert_false(cavc_place_of(unit, "define", "x", &at));
    assert_false(cavc_place_of(unit, "thing", "c", &at));
    assert_int_equal(at.file, CAV_NONE);
    assert_true(cavc_place_of(unit, "fact", "a", &at));
    assert_int_equal(cavc_finding(unit, "W999", at, CAVC_WARNING, "x", NULL), CAV_BAD_NAME);
    assert_int_equal(cavc_finding(unit, "W001", at, CAVC_WARNING, "x", NULL), CAV_BAD_NAME);
    assert_int_equal(cavc_finding(unit, "W101", far, CAVC_WARNING, "x", NULL), CAV_BAD_ARGUMENT);
    assert_int_equal(cavc_findings_skip(unit, "E001", 0), CAV_BAD_NAME);
    assert_int_equal(cavc_finding(unit, "W101", nowhere, CAVC_WARNING, "x", "y"), CAV_OK);
    assert_true(cavc_unit_file(unit, 1, &file));
    assert_string_equal(file.path, "v.cav");
    assert_false(cavc_unit_file(unit, 2, &file));
    cavc_unit_free(unit);
}

static void test_places(void **state)
{
    heard h;
    cavc_unit *unit = parsed(&h, text);
    cavc_place at;

    (void)state;
    assert_true(cavc_place_at(unit, "main.cav", 2, 11, &at));
    assert_int_equal(at.file, 0);
    assert_memory_equal(text + at.start, "L0.a", 4);
    assert_int_equal(at.end - at.start, 4);
    assert_true(cavc_place_at(unit, "v.cav", 1, 1, &at));
    assert_int_equal(at.end, 5);
    assert_false(cavc_place_at(unit, "main.cav", 2, 1000, &at));
    assert_false(cavc_place_at(unit, "main.cav", 0, 1, &at));
    assert_false(cavc_place_at(unit, "main.cav", 99, 1, &at));
    assert_false(cavc_place_at(unit, "w.cav", 1, 1, &at));
    cavc_unit_free(unit);
}

static void test_registry(void **state)
{
    cavc_diagnostic_kind kind;

    (void)state;
    assert_true(cavc_diagnostic_kind_find("W001", &kind));
    assert_string_equal(kind.name, "unneeded-allow");
    assert_non_null(strstr(kind.bad, "# allow W004"));
    assert_non_null(kind.good);
    assert_true(cavc_diagnostic_kind_find("redundant-alternative", &kind));
    assert_int_equal(kind.stage, CAVC_LINT);
    assert_false(cavc_diagnostic_kind_find("", &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_silences),
        cmocka_unit_test(test_other_stages),
        cmocka_unit_test(test_silences_of_silences),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_registry),
    };
    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
