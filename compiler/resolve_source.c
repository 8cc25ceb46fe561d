/* resolve_source.c: where facts are read: observers, sources, their cases, and what is derived
 * from what.
 *
 * Refuses sources that do not exist, do not suit the fact's type, read by a path that is not
 * absolute and plain, or derive a fact from itself. No source can run or write anything: there is
 * no form for it. Invariant: every pattern kept compiled once.
 */
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

#include "types.h"

#define GUEST_MAX 30
#define DERIVED_MAX 64 /* facts derived one from another */

static const char *const uname_fields[] = {"sysname", "release", "version", "machine"};
static const char *const auxv_fields[] = {"platform", "base-platform"};

static bool one_of(cavc_unit *unit, const char *what, const ast_name *field,
                   const char *const *names, size_t n)
{
    const char *near, *list = "";

    for (size_t i = 0; i < n; i++) {
        if (!strcmp(names[i], field->text))
            return true;
        list = arena_printf(&unit->arena, "%s%s%s", list, i ? ", " : "", names[i]);
    }
    near = diag_nearest(field->text, names, n);
    diag_report(
        unit->diags, DIAG_BAD_SOURCE, field->span,
        near ? arena_printf(&unit->arena, "did you mean `%s`?", near) : NULL,
        arena_printf(&unit->arena, "%s has no field '%s'; it has %s", what, field->text, list));
    return false;
}

static void check_path(cavc_unit *unit, const ast_string *path)
{
    const char *p = path->text, *wrong = NULL;

    if (*p != '/')
        wrong = "is not absolute";
    for (; !wrong && *p; p++) {
        if (!strncmp(p, "/..", 3) && (!p[3] || p[3] == '/'))
            wrong = "climbs with '..'";
        else if (*p == '/' && (p[1] == '/' || !p[1]))
            wrong = p[1] ? "has an empty part" : "ends in '/'";
    }
    if (wrong)
        diag_report(unit->diags, DIAG_BAD_PATH, path->span, NULL, path->text, wrong);
}

/* A path of `files`: a plain folder, then a name with one star. ':' joins them in the image. */
static void check_glob(cavc_unit *unit, const ast_string *path)
{
    const char *name = strrchr(path->text, '/'), *star = strchr(path->text, '*'), *wrong = NULL;

    if (!star || (name && star < name))
        wrong = "names no files: its last part needs a '*', such as \"/etc/modprobe.d/*.conf\"";
    else if (strchr(star + 1, '*'))
        wrong = "has more than one '*'";
    else if (name == path->text)
        wrong = "reads the root folder";
    else if (strchr(path->text, ':'))
        wrong = "holds a ':'";
    if (wrong)
        diag_report(unit->diags, DIAG_BAD_PATH, path->span, NULL, path->text, wrong);
    else
        check_path(unit, path);
}

/* $1 … $9 in a value: each must be a group of the pattern. True when there is one. */
static bool check_captures(cavc_unit *unit, const ast_fact *fact, const ast_value *value,
                           const char *text, uint32_t groups)
{
    bool any = false;

    for (const char *p = text; (p = strchr(p, '$')); p++) {
        if (p[1] < '1' || p[1] > '9')
            continue;
        any = true;
        if (fact->type == AST_FLAG || fact->type == AST_ONE_OF)
            diag_report(unit->diags, DIAG_BAD_CAPTURE, value->span, "write one pattern per value",
                        arena_printf(&unit->arena, "$%c cannot name a value of %s, which is %s",
                                     p[1], fact->name->text, type_name(fact->type)));
        else if ((uint32_t)(p[1] - '0') > groups)
            diag_report(unit->diags, DIAG_BAD_CAPTURE, value->span,
                        "put parentheses around the part to take",
                        arena_printf(&unit->arena, "the pattern has no group %c", p[1]));
    }
    return any;
}

/* The product of `rhel $1` must exist, whatever the version will be. */
static void check_captured_product(cavc_unit *unit, const ast_fact *fact, const ast_value *value)
{
    if (fact->type == AST_RELEASE && value->kind == AST_VALUE_WORD && *value->text != '$' &&
        !map_get(&unit->names[UNIT_PRODUCT], value->text))
        diag_report(unit->diags, DIAG_UNKNOWN_PRODUCT, value->span,
                    resolve_hint(unit, UNIT_PRODUCT, value->text), value->text);
}

static void check_results(cavc_unit *unit, const ast_fact *fact, const ast_case *c)
{
    uint32_t groups = 0;

    if (c->pattern && !resolve_pattern(unit, c->pattern, &groups))
        groups = 9; /* said once */
    if (!c->values && !c->not_guest)
        diag_report(unit->diags, DIAG_EMPTY_SET, c->span, "name at least one value",
                    "an empty set");
    for (const ast_value *v = c->values; v; v = v->next)
        if (check_captures(unit, fact, v, resolve_value_text(unit, v), groups))
            check_captured_product(unit, fact, v);
        else
            type_check_value(unit, fact, fact->name->text, v, true);
}

/* `present` is for exists; `absent` for exists and file; patterns for all that give a text. */
static void check_case_kind(cavc_unit *unit, const ast_source *source, const ast_case *c)
{
    bool exists = source->kind == AST_PRESENT;
    const char *wrong = NULL;

    if (c->kind == AST_CASE_PATTERN && exists)
        wrong = "exists reads nothing: it says `present => VALUE` and `absent => VALUE`";
    else if (c->kind == AST_CASE_PRESENT && !exists)
        wrong = "only exists says what `present` means";
    else if (c->kind == AST_CASE_ABSENT && !exists && source->kind != AST_FILE)
        wrong = "only exists and file say what `absent` means";
    if (wrong)
        diag_report(unit->diags, DIAG_BAD_SOURCE, c->span, NULL, wrong);
}

static void check_derived(cavc_unit *unit, const ast_fact *fact, const ast_source *source)
{
    for (size_t i = 0; i < unit->layers.count; i++)
        if (fact->layer_mask >> i & 1 && !resolve_fact_at(unit, source->field, unit->layers.at[i]))
            return;
}

static void check_kind(cavc_unit *unit, const ast_fact *fact, const ast_source *source)
{
    uint32_t groups;

    switch (source->kind) {
    case AST_FILE:
        if (strchr(source->path->text, '*'))
            diag_report(unit->diags, DIAG_BAD_PATH, source->path->span,
                        "write `files` for all files of a folder", source->path->text,
                        "holds a '*'");
        /* fall through */
    case AST_PRESENT:
        check_path(unit, source->path);
        break;
    case AST_FILES:
        for (const ast_string *path = source->path; path; path = path->next)
            check_glob(unit, path);
        break;
    case AST_GUARD:
        check_path(unit, source->path);
        resolve_pattern(unit, source->pattern, &groups);
        break;
    case AST_OS_RELEASE:
        if (fact->type != AST_RELEASE)
            diag_report(unit->diags, DIAG_BAD_SOURCE, source->span,
                        "declare the fact as `release`, or read a file",
                        "os-release gives a release");
        break;
    case AST_UNAME:
        one_of(unit, "uname", source->field, uname_fields,
               sizeof uname_fields / sizeof *uname_fields);
        break;
    case AST_AUXV:
        one_of(unit, "auxv", source->field, auxv_fields, sizeof auxv_fields / sizeof *auxv_fields);
        break;
    case AST_CPUID:
        if (strtoull(source->field->text, NULL, 0) >> 16 != 0x4000)
            diag_report(unit->diags, DIAG_BAD_SOURCE, source->field->span,
                        "hypervisors answer from 0x40000000 on",
                        "cpuid reads identification strings at 0x40000000 to 0x4000ffff");
        break;
    case AST_FACT_SOURCE:
        check_derived(unit, fact, source);
        break;
    }
    if (!source->cases && (source->kind == AST_UNAME || source->kind == AST_AUXV) &&
        fact->type != AST_TEXT)
        diag_report(unit->diags, DIAG_BAD_SOURCE, source->span, "add `{ /pattern/ => value }`",
                    arena_printf(&unit->arena, "%s is %s, so the answer needs patterns",
                                 fact->name->text, type_name(fact->type)));
}

static void check_sources(cavc_unit *unit, ast_fact *fact, const ast_source *list, bool guest_only)
{
    for (const ast_source *s = list; s; s = s->next) {
        check_kind(unit, fact, s);
        for (const ast_case *c = s->cases; c; c = c->next) {
            check_case_kind(unit, s, c);
            check_results(unit, fact, c);
            if (c->not_guest && !guest_only)
                diag_report(unit->diags, DIAG_BAD_SOURCE, c->span,
                            "put the source into a block headed by `guest` alone",
                            "only a guest's block can say `not guest`");
        }
        check_sources(unit, fact, s->children, guest_only); /* nesting is capped by the grammar */
    }
}

void resolve_sources(cavc_unit *unit, ast_fact *fact)
{
    for (const ast_block *b = fact->blocks; b; b = b->next) {
        bool guest_only = true;
        for (const ast_observer *o = b->observers; o; o = o->next) {
            long n = o->count ? strtol(o->count->text, NULL, 10) : 1;
            guest_only = guest_only && !o->here && !o->any;
            if (!o->here && !o->any &&
                (n < 1 || n > GUEST_MAX || (o->count && strchr(o->count->text, '.'))))
                diag_report(unit->diags, DIAG_UNKNOWN_OBSERVER, o->span, NULL,
                            arena_printf(&unit->arena,
                                         "'guest %s': a guest is 1 to %d layers above",
                                         o->count->text, GUEST_MAX));
        }
        check_sources(unit, fact, b->sources, guest_only);
    }
}

/* -- facts derived from facts: no circles -- */

/* Depth first along `fact` sources; each circle is reported once, where it closes. */
typedef struct derivation {
    cavc_unit *unit;
    ast_fact **path;
    size_t depth;
    map *done;
} derivation;

static void report_circle(const derivation *d, const ast_fact *fact)
{
    size_t i = d->depth;
    const char *circle = "";

    while (i && d->path[i - 1] != fact)
        i--;
    for (i = i ? i - 1 : 0; i < d->depth; i++)
        circle = arena_printf(&d->unit->arena, "%s%s -> ", circle, d->path[i]->name->text);
    diag_report(d->unit->diags, DIAG_SOURCE_CYCLE, fact->name->span, NULL, fact->name->text,
                arena_printf(&d->unit->arena, "%s%s", circle, fact->name->text));
}

static void visit_fact(derivation *d, ast_fact *fact);

static void visit_sources(derivation *d, const ast_source *list)
{
    for (const ast_source *s = list; s; s = s->next) {
        ast_fact *from =
            s->kind == AST_FACT_SOURCE ? map_get(&d->unit->names[UNIT_FACT], s->field->text) : NULL;
        if (from)
            visit_fact(d, from);
        visit_sources(d, s->children);
    }
}

static void visit_fact(derivation *d, ast_fact *fact)
{
    for (size_t i = 0; i < d->depth; i++)
        if (d->path[i] == fact) {
            report_circle(d, fact);
            return;
        }
    if (map_put(d->done, fact->name->text, fact))
        return;
    if (d->depth == DERIVED_MAX) {
        diag_report(d->unit->diags, DIAG_TOO_MANY, fact->name->span, NULL,
                    "facts derived one from another", DERIVED_MAX + 1, DERIVED_MAX);
        return;
    }
    d->path[d->depth++] = fact;
    for (const ast_block *b = fact->blocks; b; b = b->next)
        visit_sources(d, b->sources);
    d->depth--;
}

void resolve_source_cycles(cavc_unit *unit)
{
    map done;
    derivation d = {unit, arena_alloc(&unit->arena, DERIVED_MAX * sizeof *d.path), 0, &done};

    map_init(&done, &unit->arena);
    for (size_t i = 0; i < unit->facts.count; i++)
        visit_fact(&d, unit->facts.at[i]);
}
