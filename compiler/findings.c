/* findings.c: what passes and programs beyond the compiler report at places of a unit.
 *
 * Refuses kinds that are the compiler's own and places outside the unit. Invariant: a finding never
 * makes a unit invalid: its errors are those of cavc_parse.
 */
#include <string.h>

#include "unit.h"

static const cavc_place nowhere = {CAV_NONE, CAV_NONE, CAV_NONE};

static void place(cavc_place *out, ast_span span)
{
    *out = (cavc_place){span.file, span.start, span.end};
}

bool cavc_unit_file(const cavc_unit *unit, uint32_t index, cavc_file *file)
{
    const src_file *f;

    if (index >= unit->sources.files.count)
        return false;
    f = &unit->sources.files.at[index];
    *file = (cavc_file){f->name, f->path, {f->bytes, f->size}};
    return true;
}

/* -- places of declarations -- */

/* Searches, for a name may be declared where its unit has errors and no map holds it. */
#define NAMED(vector)                                                                              \
    for (size_t i = 0; i < (vector).count; i++)                                                    \
        if (!strcmp((vector).at[i]->name->text, name)) {                                           \
            *span = (vector).at[i]->name->span;                                                    \
            return true;                                                                           \
        }                                                                                          \
    return false

static bool pack_named(const cavc_unit *u, const char *name, ast_span *span)
{
    if (!u->pack || strcmp(u->pack->name->text, name))
        return false;
    *span = u->pack->name->span;
    return true;
}

static bool layer_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->layers);
}

static bool product_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->products);
}

static bool feature_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->features);
}

static bool fact_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->facts);
}

static bool define_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->defines);
}

static bool section_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->sections);
}

static bool statement_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->statements);
}

static bool rule_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->rules);
}

static bool test_named(const cavc_unit *u, const char *name, ast_span *span)
{
    NAMED(u->tests);
}

static const struct declaration {
    const char *what;
    bool (*find)(const cavc_unit *unit, const char *name, ast_span *span);
} declarations[] = {
    {"pack", pack_named},       {"layer", layer_named},         {"product", product_named},
    {"feature", feature_named}, {"fact", fact_named},           {"define", define_named},
    {"section", section_named}, {"statement", statement_named}, {"rule", rule_named},
    {"test", test_named},
};

bool cavc_place_of(const cavc_unit *unit, const char *what, const char *name, cavc_place *out)
{
    ast_span span;

    *out = nowhere;
    for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++)
        if (!strcmp(declarations[i].what, what) && declarations[i].find(unit, name, &span)) {
            place(out, span);
            return true;
        }
    return false;
}

/* -- places by line and column -- */

static bool is_word_byte(char c)
{
    return strchr(" \t\r\n(){},:\"", c) == NULL;
}

bool cavc_place_at(const cavc_unit *unit, const char *path, uint32_t line, uint32_t column,
                   cavc_place *out)
{
    uint32_t file = src_find(&unit->sources, path), at, end;
    const src_file *f;

    *out = nowhere;
    if (file == CAV_NONE || !line || line > unit->sources.files.at[file].nlines)
        return false;
    f = &unit->sources.files.at[file];
    at = f->lines[line - 1];
    end = line < f->nlines ? f->lines[line] : (uint32_t)f->size;
    while (at < end && src_locate(&unit->sources, file, at).column < column)
        at++;
    if (at == end && column > 1)
        return false;
    for (end = at; end < f->size && is_word_byte(f->bytes[end]); end++)
        ;
    *out = (cavc_place){file, at, end};
    return true;
}

/* -- reporting -- */

static bool is_inside(const cavc_unit *unit, cavc_place p)
{
    return p.file == CAV_NONE || (p.file < unit->sources.files.count && p.start <= p.end &&
                                  p.end <= unit->sources.files.at[p.file].size);
}

static diag_kind finding_kind(const char *id)
{
    diag_kind kind = diag_find(id);

    return kind < DIAG_COUNT && diag_stage(kind) == CAVC_COMPILE ? DIAG_COUNT : kind;
}

cav_status cavc_finding(cavc_unit *unit, const char *id, cavc_place at, cavc_severity severity,
                        const char *message, const char *hint)
{
    ast_span span = {at.file, at.start, at.end};
    diag_kind kind = finding_kind(id);
    jmp_buf out_of_memory;

    if (kind == DIAG_COUNT)
        return CAV_BAD_NAME;
    if (!is_inside(unit, at))
        return CAV_BAD_ARGUMENT;
    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    diag_finding(unit->diags, kind, span, severity, message, hint);
    return CAV_OK;
}

cav_status cavc_findings_skip(cavc_unit *unit, const char *id, uint32_t file)
{
    diag_kind kind = finding_kind(id);
    jmp_buf out_of_memory;

    if (kind == DIAG_COUNT)
        return CAV_BAD_NAME;
    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    diag_skip(unit->diags, kind, file);
    return CAV_OK;
}

cav_status cavc_findings_end(cavc_unit *unit, cavc_stage stage, uint32_t *count)
{
    jmp_buf out_of_memory;
    uint32_t found;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    found = diag_flush(unit->diags, &unit->host, stage);
    if (count)
        *count = found;
    return CAV_OK;
}
