/* gathered.h: a planted machine, rule text compiled on the spot, and what was found by it.
 *
 * For the tests of runtime/host. Every function ends the test that called it when it cannot do its
 * work or finds something else than was expected.
 */
#ifndef GATHERED_H
#define GATHERED_H

#include "planted.h"

#include "../../compiler/caveatc.h"
#include "../../runtime/host/root.h"

enum { MAX_FOUND = 64 };

static const char frame[] =
    "pack p { title \"t\" issuer \"i\" source \"s\" }\n"
    "layer L0 \"host\" layer L1 \"guest\" layer L2 \"its guest\" layer L3 \"deepest\"\n"
    "product rhel \"RHEL\" version major.minor from os-release ID /rhel/\n"
    "product stream \"Stream\" version major from os-release ID /centos/ NAME /CentOS Stream.*/\n"
    "product euler \"Euler\" version major.minor from os-release ID /openeuler/\n"
    "product coreos \"CoreOS\" version major.minor from os-release ID /rhcos/ version from "
    "RHEL_VERSION\n"
    "product windows \"Windows\" version major\n"
    "product other \"Other\" from os-release\n"
    "section s \"S\" { statement s.1 \"x\" no rule \"only facts are wanted\" }\n";

typedef struct observed {
    char name[64], values[512], source[128], text[1200];
    cav_reason reason;
    uint32_t line;
} observed;

typedef struct fixture {
    planted tree;
    cav_program *program;
    cavc_unit *unit;
    uint8_t *image;
    size_t size;
    observed found[MAX_FOUND];
    uint32_t nfound, here;
    bool assumed;
} fixture;

/* -- programs
 * --------------------------------------------------------------------------------------- */

static inline void print_diagnostic(void *context, const cavc_diagnostic *d)
{
    (void)context;
    if (d->severity == CAVC_ERROR)
        print_error("%u:%u: %s %s\n", d->line, d->column, d->id, d->message);
}

static const char *no_use(void *context, const char *path, cavc_text *text)
{
    (void)context;
    (void)path;
    (void)text;
    return "no such file";
}

static inline void drop_program(fixture *f)
{
    cav_program_free(f->program);
    if (f->image != NULL)
        cavc_image_free(f->unit, f->image, f->size);
    cavc_unit_free(f->unit);
    f->program = NULL;
    f->image = NULL;
    f->unit = NULL;
}

static inline void compile(fixture *f, const char *head, const char *facts)
{
    const cavc_host host = {.diagnostic = print_diagnostic, .use = no_use};
    const cavc_options options = {.strip = true};
    size_t size = strlen(head) + strlen(facts) + 1;
    char *text = malloc(size);

    drop_program(f);
    assert_non_null(text);
    snprintf(text, size, "%s%s", head, facts);
    assert_int_equal(cavc_parse(&host, "test.cav", (cavc_text){text, size - 1}, &f->unit), CAV_OK);
    assert_int_equal(cavc_compile(f->unit, &options, &f->image, &f->size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, f->image, f->size, &f->program), CAV_OK);
    free(text);
}

static inline void facts(fixture *f, const char *text)
{
    compile(f, frame, text);
}

/* -- gathering
 * -------------------------------------------------------------------------------------- */

static inline void note(void *context, const cav_observation *o)
{
    fixture *f = context;
    observed *to = &f->found[f->nfound++];
    cav_fact fact;
    size_t used = 0;

    assert_true(f->nfound <= MAX_FOUND);
    assert_true(cav_program_fact(f->program, o->fact, &fact));
    memset(to, 0, sizeof *to);
    snprintf(to->name, sizeof to->name, "%s", fact.name);
    for (uint32_t k = 0; k < o->count; k++)
        used += (size_t)snprintf(to->values + used, sizeof to->values - used, "%s%s",
                                 k == 0 ? "" : "|", o->values[k]);
    snprintf(to->source, sizeof to->source, "%s", o->source == NULL ? "" : o->source);
    snprintf(to->text, sizeof to->text, "%s", o->text == NULL ? "" : o->text);
    to->reason = o->reason;
    to->line = o->line;
    assert_int_equal(o->reason == CAV_REASON_FOUND, o->count > 0);
}

static inline cav_status gather_by(fixture *f, const cav_env *env, const cav_access *access,
                                   uint32_t here)
{
    f->nfound = 0;
    return cav_gather(env, f->program, access, here, note, f, &f->here, &f->assumed);
}

static inline void gather(fixture *f, uint32_t here)
{
    cav_access access;

    assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(gather_by(f, NULL, &access, here), CAV_OK);
    cav_access_close(&access);
}

static const observed *get(const fixture *f, const char *name)
{
    for (uint32_t k = 0; k < f->nfound; k++)
        if (strcmp(f->found[k].name, name) == 0)
            return &f->found[k];
    fail_msg("%s was not told", name);
    return NULL;
}

static inline void found(const fixture *f, const char *name, const char *values)
{
    const observed *o = get(f, name);

    if (o->reason != CAV_REASON_FOUND)
        print_error("%s: %s (%s)\n", name, cav_reason_text(o->reason), o->source);
    assert_int_equal(o->reason, CAV_REASON_FOUND);
    assert_string_equal(o->values, values);
}

static inline void evidence(const fixture *f, const char *name, const char *source, uint32_t line,
                            const char *text)
{
    const observed *o = get(f, name);

    assert_string_equal(o->source, source);
    assert_int_equal(o->line, line);
    assert_string_equal(o->text, text);
}

static inline void unknown(const fixture *f, const char *name, cav_reason reason,
                           const char *source)
{
    const observed *o = get(f, name);

    if (o->reason != reason)
        print_error("%s: %s, not %s\n", name, cav_reason_text(o->reason), cav_reason_text(reason));
    assert_int_equal(o->reason, reason);
    assert_string_equal(o->source, source);
}

static inline void file(fixture *f, const char *path, const char *text)
{
    planted_file(&f->tree, path, text);
}

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    planted_new(&f->tree);
    *state = f;
    return 0;
}

static inline int tear_down(void **state)
{
    fixture *f = *state;

    drop_program(f);
    planted_free(&f->tree);
    free(f);
    return 0;
}

#endif
