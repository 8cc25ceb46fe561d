/* compile.c: the list of passes, and the entry points that run them.
 *
 * Out of memory anywhere below comes back here by longjmp and is CAV_NO_MEMORY. Nothing is emitted
 * of a unit with errors, and no image leaves before the loader accepted it.
 * Invariant: the unit's arena owns everything a pass made.
 */
#include <setjmp.h>
#include <string.h>

#include "../runtime/env.h"
#include "dump.h"
#include "emit.h"

/* -- passes -- */

static void analyse(cavc_unit *unit, const char *name, cavc_text text)
{
    bool whole;

    parse_unit(unit, name, text);
    whole = !diag_count(unit->diags, CAVC_ERROR);
    resolve_unit(unit);
    if (whole) /* where clauses were left out, checks would accuse what is there in the text */
        check_unit(unit);
    translate_load(unit);
}

static cav_status guarded_analyse(cavc_unit *unit, const char *name, cavc_text text)
{
    jmp_buf out_of_memory;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    unit->sources.arena = &unit->arena;
    unit->diags = diag_list_new(&unit->arena, &unit->sources);
    analyse(unit, name, text);
    unit->errors = diag_count(unit->diags, CAVC_ERROR);
    diag_flush(unit->diags, &unit->host, CAVC_COMPILE);
    unit->warnings = diag_count(unit->diags, CAVC_WARNING);
    return unit->errors ? CAV_BAD_VALUE : CAV_OK;
}

cav_status cavc_parse(const cavc_host *host, const char *name, cavc_text text, cavc_unit **unit)
{
    cav_env env = env_copy(host ? &host->env : NULL);
    cavc_unit *u;
    cav_status status;

    *unit = NULL;
    env.report = NULL;
    u = env_alloc(&env, sizeof *u);
    if (!u)
        return CAV_NO_MEMORY;
    if (host)
        u->host = *host;
    u->host.env = env;
    arena_init(&u->arena, &env, NULL);
    status = guarded_analyse(u, name, text);
    if (status == CAV_NO_MEMORY)
        cavc_unit_free(u);
    else
        *unit = u;
    return status;
}

void cavc_unit_free(cavc_unit *unit)
{
    cav_env env;

    if (!unit)
        return;
    env = unit->host.env;
    arena_free(&unit->arena);
    arena_free(&unit->scratch);
    env_free(&env, unit, sizeof *unit);
}

uint32_t cavc_unit_errors(const cavc_unit *unit)
{
    return unit->errors;
}

uint32_t cavc_unit_warnings(const cavc_unit *unit)
{
    return unit->warnings;
}

uint32_t cavc_unit_unbound(const cavc_unit *unit)
{
    return unit->unbound;
}

bool cavc_unit_has_pack(const cavc_unit *unit)
{
    return unit->pack != NULL;
}

/* -- the canonical form -- */

static void format_guarded(cavc_unit *u, const char *name, cavc_text text,
                           void (*formatted)(void *, cavc_text), void *context, cav_status *status)
{
    jmp_buf out_of_memory;
    const ast_file *tree;
    const char *form;

    u->arena.out_of_memory = &out_of_memory;
    *status = CAV_NO_MEMORY;
    if (setjmp(out_of_memory))
        return;
    u->sources.arena = &u->arena;
    u->diags = diag_list_new(&u->arena, &u->sources);
    tree = parse_file(&u->arena, u->diags, &u->sources, src_add(&u->sources, name, name, text, CAV_NONE));
    *status = diag_count(u->diags, CAVC_ERROR) ? CAV_BAD_VALUE : CAV_OK;
    if (*status == CAV_OK) {
        form = format_file(&u->arena, tree);
        formatted(context, (cavc_text){form, strlen(form)});
    } else { /* no warning without an error: which comments silence one is not known yet */
        diag_flush(u->diags, &u->host, CAVC_COMPILE);
    }
}

cav_status cavc_format(const cavc_host *host, const char *name, cavc_text text,
                       void (*formatted)(void *context, cavc_text text), void *context)
{
    struct cavc_unit u = {.errors = 0};
    cav_env env = env_copy(host ? &host->env : NULL);
    cav_status status;

    env.report = NULL;
    if (host)
        u.host = *host;
    u.host.env = env;
    arena_init(&u.arena, &env, NULL);
    format_guarded(&u, name, text, formatted, context, &status);
    arena_free(&u.arena);
    return status;
}

/* -- the image -- */

/* The loader's word on what was emitted; its refusal would be a fault of ours. */
static cav_status verify(const cavc_unit *unit, const uint8_t *image, size_t size)
{
    cav_program *program;
    cav_status status = cav_program_load(&unit->host.env, image, size, &program);

    cav_program_free(program);
    return status;
}

static cav_status emit_guarded_image(cavc_unit *unit, bool strip, uint8_t **image, size_t *size)
{
    jmp_buf out_of_memory;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    *image = emit_image(unit, strip, size);
    return CAV_OK;
}

cav_status cavc_compile(cavc_unit *unit, const cavc_options *options, uint8_t **image, size_t *size)
{
    uint8_t *bytes = NULL;
    cav_status status;

    *image = NULL;
    *size = 0;
    if (unit->errors > (options && options->unbound ? unit->unbound : 0) || !unit->pack)
        return CAV_BAD_VALUE;
    status = emit_guarded_image(unit, options && options->strip, &bytes, size);
    if (status == CAV_OK)
        status = verify(unit, bytes, *size);
    if (status != CAV_OK)
        return status;
    *image = env_alloc(&unit->host.env, *size);
    if (!*image)
        return CAV_NO_MEMORY;
    memcpy(*image, bytes, *size);
    return CAV_OK;
}

void cavc_image_free(const cavc_unit *unit, uint8_t *image, size_t size)
{
    env_free(&unit->host.env, image, size);
}

/* -- dumps -- */

typedef struct dumper { const char *name; void (*run)(cavc_unit *, void (*)(void *, const char *), void *); bool compiled; } dumper;

static const dumper dumpers[] = {
    {"tree", dump_tree, false},
    {"classes", dump_classes, true},
    {"code", dump_code, true},
    {"image", dump_image, true},
};

static cav_status run_dump(cavc_unit *unit, const dumper *d, void (*line)(void *, const char *), void *context)
{
    jmp_buf out_of_memory;

    if (d->compiled && (unit->errors || !unit->pack))
        return CAV_BAD_VALUE;
    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    d->run(unit, line, context);
    return CAV_OK;
}

cav_status cavc_dump(cavc_unit *unit, const char *what, void (*line)(void *context, const char *text), void *context)
{
    for (size_t i = 0; i < sizeof dumpers / sizeof *dumpers; i++)
        if (!strcmp(dumpers[i].name, what))
            return run_dump(unit, &dumpers[i], line, context);
    return CAV_BAD_NAME;
}
