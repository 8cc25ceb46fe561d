/* test_pack.c: the built pack's image under damage, and its tests under forgetting.
 *
 * Compiles rules/rhel8-nested.cav (the working folder is the project's) and holds it to:
 * every truncation and every single flipped bit is refused; no verdict depends on how a fact came
 * to be unknown; taking a fact away from a test never turns one definite outcome into another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../compiler/caveatc.h"

#define FOLDER "rules/"
#define PACK "rhel8-nested.cav"
#define MAX_FILES 8

typedef struct pack {
    char *texts[MAX_FILES];
    size_t ntexts;
    cavc_unit *unit;
    cavc_host host;
    uint8_t *image;
    size_t size;
    cav_program *program;
} pack;

static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *bytes = NULL;
    size_t used = 0, room = 0, got = 1;
    while (got > 0) {
        if (used == room) {
            room = room ? 2 * room : 4096;
            bytes = realloc(bytes, room);
            assert_non_null(bytes);
        }
        got = fread(bytes + used, 1, room - used, f);
        used += got;
    }
    assert_false(ferror(f));
    fclose(f);
    *size = used;
    return bytes;
}

static const char *use_file(void *context, const char *path, cavc_text *text)
{
    pack *p = context;
    char full[256];
    snprintf(full, sizeof full, FOLDER "%s", path);
    if (p->ntexts == MAX_FILES)
        return "too many files for this test";
    char *bytes = read_file(full, &text->size);
    if (!bytes)
        return "no such file";
    p->texts[p->ntexts++] = bytes;
    text->bytes = bytes;
    return NULL;
}

/* Spanish too: its section is damaged with the rest. */
static bool give_catalogue(void *context, uint32_t k, cavc_catalogue *out)
{
    out->tag = "es";
    out->why = k ? NULL : use_file(context, "po/es.po", &out->text);
    return k == 0;
}

static void print_diagnostic(void *context, const cavc_diagnostic *d)
{
    (void)context;
    print_message("%s:%u:%u: %s %s\n", d->file, d->line, d->column, d->id, d->message);
}

static int setup(void **state)
{
    pack *p = calloc(1, sizeof *p);
    cavc_text text;
    assert_non_null(p);
    assert_null(use_file(p, PACK, &text));
    p->host = (cavc_host){.diagnostic = print_diagnostic, .use = use_file, .catalogue = give_catalogue, .context = p};
    assert_int_equal(cavc_parse(&p->host, FOLDER PACK, text, &p->unit), CAV_OK);
    assert_int_equal(cavc_compile(p->unit, NULL, &p->image, &p->size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, p->image, p->size, &p->program), CAV_OK);
    assert_int_equal(cav_program_languages(p->program), 1);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    pack *p = *state;
    cav_program_free(p->program);
    cavc_image_free(p->unit, p->image, p->size);
    cavc_unit_free(p->unit);
    for (size_t i = 0; i < p->ntexts; i++)
        free(p->texts[i]);
    free(p);
    return 0;
}

/* -- damage ------------------------------------------------------------------------------------ */

static bool refused(const uint8_t *bytes, size_t size)
{
    cav_program *program;
    if (cav_program_load(NULL, bytes, size, &program) != CAV_OK)
        return program == NULL;
    cav_program_free(program);
    return false;
}

static void every_truncation_is_refused(void **state)
{
    const pack *p = *state;
    size_t accepted = 0;
    for (size_t size = 0; size < p->size; size++) {
        uint8_t *copy = malloc(size ? size : 1); /* exactly as long: the sanitizer sees its end */
        assert_non_null(copy);
        memcpy(copy, p->image, size);
        accepted += !refused(copy, size);
        free(copy);
    }
    print_message("%zu truncations, %zu accepted\n", p->size, accepted);
    assert_int_equal(accepted, 0);
}

static void trailing_bytes_are_refused(void **state)
{
    const pack *p = *state;
    uint8_t *copy = calloc(1, p->size + 64);
    assert_non_null(copy);
    memcpy(copy, p->image, p->size);
    for (size_t more = 1; more <= 64; more++)
        assert_true(refused(copy, p->size + more));
    free(copy);
}

static void every_flipped_bit_is_refused(void **state)
{
    const pack *p = *state;
    size_t accepted = 0;
    uint8_t *copy = malloc(p->size);
    assert_non_null(copy);
    memcpy(copy, p->image, p->size);
    for (size_t bit = 0; bit < 8 * p->size; bit++) {
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        accepted += !refused(copy, p->size);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_memory_equal(copy, p->image, p->size);
    assert_false(refused(copy, p->size)); /* unharmed, it loads: the loop judged what it meant to */
    free(copy);
    print_message("%zu flipped bits, %zu accepted\n", 8 * p->size, accepted);
    assert_int_equal(accepted, 0);
}

/* -- monotonicity ------------------------------------------------------------------------------- */

typedef struct judged {
    cav_facts *facts;
    cav_result *result;
} judged;

static judged judge_new(const pack *p)
{
    judged j;
    assert_int_equal(cav_facts_new(NULL, p->program, &j.facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, p->program, &j.result), CAV_OK);
    return j;
}

static void judge_free(judged *j)
{
    cav_facts_free(j->facts);
    cav_result_free(j->result);
}

/* What was definite with more facts may be open with fewer, and must not be the opposite. */
static void assert_never_flips(cav_truth more, cav_truth fewer)
{
    assert_true(fewer == CAV_UNKNOWN || more == fewer);
}

static void assert_interval_grows(const cav_result *more, const cav_result *fewer, uint32_t feature)
{
    cav_verdict a, b;
    cav_result_verdict(more, feature, &a);
    cav_result_verdict(fewer, feature, &b);
    if (b.kind == CAV_NOT_APPLICABLE || b.kind == CAV_CONTRADICTION) {
        assert_int_equal(a.kind, b.kind);
    } else if (a.kind == CAV_DECIDED || a.kind == CAV_UNDECIDED) {
        assert_true(b.best <= a.best);
        assert_true(b.worst >= a.worst);
    }
}

static void compare(const pack *p, const cav_pack *info, const judged *more, const judged *fewer)
{
    for (uint32_t e = 0; e < info->effects; e++) {
        cav_outcome a = cav_result_effect(more->result, e), b = cav_result_effect(fewer->result, e);
        assert_true(b == CAV_UNDETERMINED || a == b);
        assert_never_flips(cav_result_bears(more->result, e), cav_result_bears(fewer->result, e));
    }
    for (uint32_t f = 0; f < info->features; f++)
        assert_interval_grows(more->result, fewer->result, f);
    assert_interval_grows(more->result, fewer->result, CAV_NONE);
    cav_cond cond;
    for (uint32_t c = 0; cav_program_cond(p->program, c, &cond); c++)
        assert_never_flips(cav_result_value(more->result, cond.value, NULL),
                           cav_result_value(fewer->result, cond.value, NULL));
}

/* Every fact of every test taken away in turn; the depth stays what it was. */
static void forgetting_never_flips(void **state)
{
    const pack *p = *state;
    cav_pack info;
    cav_program_pack(p->program, &info);
    judged more = judge_new(p), fewer = judge_new(p);
    uint32_t tests = cavc_tests(p->unit), removals = 0;
    assert_true(tests >= 60);
    for (uint32_t t = 0; t < tests; t++) {
        cav_facts_clear(more.facts);
        assert_int_equal(cavc_test_give(p->unit, t, p->program, more.facts), CAV_OK);
        assert_int_equal(cav_evaluate(p->program, more.facts, true, more.result), CAV_OK);
        for (uint32_t f = 0; f < info.facts; f++) {
            cav_fact fact;
            assert_true(cav_program_fact(p->program, f, &fact));
            if (fact.layer == CAV_NONE || cav_facts_knowledge(more.facts, f) == CAV_FACT_UNKNOWN)
                continue;
            cav_facts_clear(fewer.facts);
            assert_int_equal(cavc_test_give(p->unit, t, p->program, fewer.facts), CAV_OK);
            assert_int_equal(cav_facts_depth(fewer.facts, cav_facts_get_depth(more.facts)), CAV_OK);
            assert_int_equal(cav_facts_set(fewer.facts, f, NULL, 0), CAV_OK);
            assert_int_equal(cav_evaluate(p->program, fewer.facts, true, fewer.result), CAV_OK);
            compare(p, &info, &more, &fewer);
            removals++;
        }
    }
    print_message("%u tests, %u removals\n", tests, removals);
    assert_true(removals > tests);
    judge_free(&more);
    judge_free(&fewer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(trailing_bytes_are_refused),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(forgetting_never_flips),
    };
    return cmocka_run_group_tests_name("pack", tests, setup, teardown);
}
