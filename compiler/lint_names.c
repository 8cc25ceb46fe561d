/* lint_names.c: checks of declarations: what nothing uses, and what is incomplete.
 *
 * A pack's own declarations are judged by the pack. Those of a vocabulary may serve packs that are
 * not here, so they are judged only where several packs share the file, by all of them. Invariant:
 * what a test gives is no use; what another fact is derived from is.
 */
#include "lint.h"

#include <string.h>

/* -- what a unit uses, by name -- */

typedef struct uses {
    map facts, defines, features;
} uses;

static void use_cond(uses *u, const ast_cond *cond)
{
    if (cond->fact)
        map_put(&u->facts, cond->fact->name->text, (void *)(uintptr_t)1);
    if (cond->define)
        map_put(&u->defines, cond->define->name->text, (void *)(uintptr_t)1);
    if (cond->feature)
        map_put(&u->features, cond->feature->name->text, (void *)(uintptr_t)1);
    for (const ast_cond *c = cond->children; c; c = c->next)
        use_cond(u, c);
}

static void use_sources(uses *u, const ast_source *s)
{
    for (; s; s = s->next) {
        if (s->kind == AST_FACT_SOURCE && s->field)
            map_put(&u->facts, s->field->text, (void *)(uintptr_t)1);
        use_sources(u, s->children);
    }
}

static void use_in_message(void *context, const char *text, ast_fact *fact, uint32_t layer)
{
    uses *u = context;

    (void)text;
    (void)layer;
    if (fact)
        map_put(&u->facts, fact->name->text, (void *)(uintptr_t)1);
}

static void use_rule(cavc_unit *unit, uses *u, const ast_rule *r)
{
    const ast_feature *features[3] = {r->feature, r->features[0], r->features[1]};

    if (r->when)
        use_cond(u, r->when);
    if (r->require)
        use_cond(u, r->require);
    for (int k = 0; k < 3; k++)
        if (features[k])
            map_put(&u->features, features[k]->name->text, (void *)(uintptr_t)1);
    resolve_message(unit, r->effect->message, use_in_message, u);
}

/* `a` is the arena of who asks. */
static uses *uses_of(arena *a, cavc_unit *unit)
{
    uses *u = ARENA_NEW(a, uses);

    map_init(&u->facts, a);
    map_init(&u->defines, a);
    map_init(&u->features, a);
    for (const ast_applies *p = unit->pack ? unit->pack->applies : NULL; p; p = p->next)
        use_cond(u, p->cond);
    for (size_t i = 0; i < unit->features.count; i++)
        if (unit->features.at[i]->in_use)
            use_cond(u, unit->features.at[i]->in_use);
    for (size_t i = 0; i < unit->defines.count; i++)
        use_cond(u, unit->defines.at[i]->cond);
    for (size_t i = 0; i < unit->impossible.count; i++)
        use_cond(u, unit->impossible.at[i]->cond);
    for (size_t i = 0; i < unit->facts.count; i++)
        for (const ast_block *b = unit->facts.at[i]->blocks; b; b = b->next)
            use_sources(u, b->sources);
    for (size_t i = 0; i < unit->rules.count; i++)
        use_rule(unit, u, unit->rules.at[i]);
    return u;
}

/* -- who is asked: this unit, or all that share a vocabulary -- */

typedef struct witnesses {
    cavc_unit **unit;
    uses **use;
    uint32_t count;
    bool first; /* this unit comes first among them, so it reports */
} witnesses;

static bool has_file(const cavc_unit *unit, const src_file *file)
{
    for (size_t i = 0; i < unit->sources.files.count; i++)
        if (!memcmp(unit->sources.files.at[i].sha256, file->sha256, sizeof file->sha256))
            return true;
    return false;
}

/* A pack given twice, as two operands or under two names, is one pack. */
static bool is_counted(const witnesses *w, const cavc_unit *unit)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (!memcmp(w->unit[i]->sources.files.at[0].sha256, unit->sources.files.at[0].sha256,
                    sizeof unit->sources.files.at[0].sha256))
            return true;
    return false;
}

/* Whose uses count for what `file` declares. */
static witnesses witnesses_of(lint *l, uint32_t file)
{
    arena *a = &l->unit->arena;
    witnesses w = {arena_alloc(a, (l->npacks + 1) * sizeof *w.unit),
                   arena_alloc(a, (l->npacks + 1) * sizeof *w.use), 0, true};

    if (!lint_is_vocabulary(l->unit, file)) {
        w.unit[w.count++] = l->unit;
        return w;
    }
    for (uint32_t i = 0; i < l->npacks; i++) {
        cavc_unit *u = l->packs[i];
        if (u->errors || !u->pack || !has_file(u, &l->unit->sources.files.at[file]) ||
            is_counted(&w, u))
            continue;
        if (!w.count)
            w.first = u == l->unit;
        w.unit[w.count++] = u;
    }
    if (w.count < 2)
        w.count = 0; /* other packs may use it */
    return w;
}

typedef struct tables {
    lint *l;
    witnesses *of; /* per file, once asked for */
    bool *known;
} tables;

static tables tables_new(lint *l)
{
    size_t files = l->unit->sources.files.count;

    return (tables){l, arena_alloc(&l->unit->arena, files * sizeof(witnesses)),
                    arena_alloc(&l->unit->arena, files * sizeof(bool))};
}

static const witnesses *ask(tables *t, uint32_t file)
{
    witnesses *w = &t->of[file];

    if (t->known[file])
        return w;
    t->known[file] = true;
    *w = witnesses_of(t->l, file);
    for (uint32_t i = 0; w->first && i < w->count; i++)
        w->use[i] = uses_of(&t->l->unit->arena, w->unit[i]);
    return w;
}

static bool is_unused(const witnesses *w, size_t map_offset, const char *name)
{
    for (uint32_t i = 0; i < w->count; i++)
        if (map_get((const map *)((const char *)w->use[i] + map_offset), name))
            return false;
    return true;
}

static void judge(tables *t, lint_check check, const ast_name *name, size_t map_offset)
{
    const witnesses *w = t->l->unit->pack ? ask(t, name->span.file) : NULL;

    if (!w || !w->count || !w->first || !is_unused(w, map_offset, name->text))
        return;
    lint_report(t->l, check, name, name->span, NULL, name->text,
                w->count == 1 ? ""
                              : arena_printf(&t->l->unit->arena, " in any of the %u packs given",
                                             (unsigned)w->count));
}

/* The setting of a fact for the next start (docs/language.md) is read wherever the fact is. */
static bool is_plan(const lint *l, const char *name)
{
    static const char plan[] = ".planned";
    size_t n = strlen(name), tail = sizeof plan - 1;

    return n > tail && !strcmp(name + n - tail, plan) &&
           map_get(&l->unit->names[UNIT_FACT], arena_copy(&l->unit->arena, name, n - tail));
}

void lint_unused_facts(lint *l)
{
    tables t = tables_new(l);

    for (size_t i = 0; i < l->unit->facts.count; i++)
        if (!is_plan(l, l->unit->facts.at[i]->name->text))
            judge(&t, LINT_UNUSED_FACT, l->unit->facts.at[i]->name, offsetof(uses, facts));
}

void lint_unused_defines(lint *l)
{
    tables t = tables_new(l);

    for (size_t i = 0; i < l->unit->defines.count; i++)
        judge(&t, LINT_UNUSED_DEFINE, l->unit->defines.at[i]->name, offsetof(uses, defines));
}

void lint_unused_features(lint *l)
{
    tables t = tables_new(l);

    for (size_t i = 0; i < l->unit->features.count; i++)
        judge(&t, LINT_UNUSED_FEATURE, l->unit->features.at[i]->name, offsetof(uses, features));
}

/* -- empty-section, statement-without-line -- */

void lint_empty_sections(lint *l)
{
    for (size_t i = 0; i < l->unit->sections.count; i++) {
        const ast_section *s = l->unit->sections.at[i];
        if (!s->statements)
            lint_report(l, LINT_EMPTY_SECTION, s, s->name->span, NULL, s->name->text);
    }
}

void lint_statement_lines(lint *l)
{
    uint32_t with = 0;
    const ast_statement *without = NULL;
    size_t n = l->unit->statements.count;

    for (size_t i = 0; i < n; i++) {
        const ast_statement *s = l->unit->statements.at[i];
        with += s->line != NULL;
        without = s->line ? without : s;
    }
    if (with >= 3 && with == n - 1)
        lint_report(l, LINT_STATEMENT_WITHOUT_LINE, without, without->name->span, NULL,
                    without->name->text, (unsigned)with);
}

/* -- unreached-case -- */

static bool same_pattern(const ast_pattern *a, const ast_pattern *b)
{
    return a && b && a->flags == b->flags && !strcmp(a->text, b->text);
}

static void cases_of(lint *l, const ast_source *s)
{
    for (; s; s = s->next) {
        for (const ast_case *c = s->cases; c; c = c->next)
            for (const ast_case *o = s->cases; o != c; o = o->next)
                if (same_pattern(o->pattern, c->pattern)) {
                    lint_report(l, LINT_UNREACHED_PATTERN, c, c->pattern->span, NULL);
                    break;
                }
        cases_of(l, s->children);
    }
}

void lint_unreached_patterns(lint *l)
{
    for (size_t i = 0; i < l->unit->facts.count; i++)
        for (const ast_block *b = l->unit->facts.at[i]->blocks; b; b = b->next)
            cases_of(l, b->sources);
}
