/* texts.c: lists what can be translated: titles, gists, reasons, rulings, messages, advice, and the
 * pack's description. Names, values, tests and comments are not among it.
 *
 * Refuses nothing; empty texts are left out. Invariant: the order is that of the sources.
 */
#include "texts.h"

#include <stdlib.h>

#include "../runtime/image.h"

static const text_word words[] = {
#define WORD(ID, text, meaning) {text, meaning},
#include "../runtime/words.def"
};

static void add(cavc_unit *u, const ast_string *string, const char *kind, const char *name,
                const char *part, const ast_rule *rule)
{
    arena *a = &u->arena;
    const char *what = name ? arena_printf(a, "%s %s: %s", kind, name, part)
                            : arena_printf(a, "%s: %s", kind, part);

    if (string && *string->text)
        *ARENA_PUSH(a, &u->texts->uses) = (text_use){string, what, rule};
}

static void add_pack(cavc_unit *u)
{
    static const char *const names[] = {"title", "issuer", "source", "edition"};

    for (int k = AST_TITLE; u->pack && k <= AST_EDITION; k++)
        add(u, u->pack->keys[k], "pack", u->pack->name->text, names[k], NULL);
}

static void add_vocabulary(cavc_unit *u)
{
    for (size_t i = 0; i < u->layers.count; i++)
        add(u, u->layers.at[i]->title, "layer", u->layers.at[i]->name->text, "title", NULL);
    for (size_t i = 0; i < u->products.count; i++)
        add(u, u->products.at[i]->title, "product", u->products.at[i]->name->text, "title", NULL);
    for (size_t i = 0; i < u->features.count; i++)
        add(u, u->features.at[i]->title, "feature", u->features.at[i]->name->text, "title", NULL);
    for (size_t i = 0; i < u->facts.count; i++)
        add(u, u->facts.at[i]->title, "fact", u->facts.at[i]->name->text, "title", NULL);
}

static void add_statements(cavc_unit *u)
{
    for (size_t i = 0; i < u->sections.count; i++)
        add(u, u->sections.at[i]->title, "section", u->sections.at[i]->name->text, "title", NULL);
    for (size_t i = 0; i < u->statements.count; i++) {
        const ast_statement *s = u->statements.at[i];
        add(u, s->gist, "statement", s->name->text, "gist", NULL);
        add(u, s->no_rule, "statement", s->name->text, "no rule", NULL);
    }
}

static void add_rules(cavc_unit *u)
{
    for (size_t i = 0; i < u->rules.count; i++) {
        const ast_rule *r = u->rules.at[i];
        add(u, r->why, "rule", r->name->text, "why", NULL);
        if (r->effect)
            add(u, r->effect->message, "rule", r->name->text, "message", r);
        add(u, r->fix, "rule", r->name->text, "fix", NULL);
    }
    for (size_t i = 0; i < u->impossible.count; i++)
        add(u, u->impossible.at[i]->reason, "impossible", NULL, "reason", NULL);
}

static int by_place(const void *a, const void *b)
{
    const ast_span *x = &((const text_use *)a)->string->span,
                   *y = &((const text_use *)b)->string->span;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

const struct texts *texts_of(cavc_unit *unit)
{
    if (unit->texts)
        return unit->texts;
    unit->texts = ARENA_NEW(&unit->arena, struct texts);
    unit->texts->words = words;
    unit->texts->nwords = sizeof words / sizeof *words;
    add_pack(unit);
    add_vocabulary(unit);
    add_statements(unit);
    add_rules(unit);
    if (unit->texts->uses.count)
        qsort(unit->texts->uses.at, unit->texts->uses.count, sizeof *unit->texts->uses.at,
              by_place);
    return unit->texts;
}
