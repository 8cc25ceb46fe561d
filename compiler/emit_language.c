/* emit_language.c: each catalogue that has something for the unit becomes a section of its
 * language.
 *
 * Refuses nothing: what is not used (fuzzy, other placeholders) is left to the original. Invariant:
 * the sections depend on the texts and the catalogues alone, and ascend by tag.
 */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "resolve.h"
#include "translate.h"

typedef ARENA_VECTOR(uint32_t) word_list;
typedef struct pair {
    uint32_t text, own;
} pair;
typedef struct translated {
    const ast_rule *rule;
    const po_entry *entry;
} translated;

typedef struct language {
    emit *e;
    const po_catalogue *catalogue;
    map own; /* text -> its index + 1 */
    ARENA_VECTOR(const char *) texts;
    word_list words, messages, parts;
    ARENA_VECTOR(pair) pairs;
} language;

/* -- before the texts are written -- */

void emit_languages_prepare(emit *e)
{
    cavc_unit *u = e->unit;

    for (size_t k = 0; k < u->catalogues.count; k++) {
        const po_catalogue *c = u->catalogues.at[k];
        src_file *file = &u->sources.files.at[c->file];
        file->unused = true;
        for (size_t n = 0; !e->strip && n < texts_of(u)->uses.count; n++) {
            const text_use *use = &texts_of(u)->uses.at[n];
            const po_entry *entry = translate_use(u, c, use);
            if (entry)
                file->unused = false;
            if (entry && entry->context)
                write_text_apart(e->w, use->string->text);
        }
    }
}

/* -- one language -- */

static uint32_t own_text(language *l, const char *text)
{
    arena *a = l->e->arena;
    const uintptr_t next = l->texts.count + 1;
    void *there = map_put(&l->own, text, (void *)next);

    if (there)
        return (uint32_t)((uintptr_t)there - 1);
    *ARENA_PUSH(a, &l->texts) = text;
    return (uint32_t)next - 1;
}

static void add(language *l, word_list *list, uint32_t word)
{
    *ARENA_PUSH(l->e->arena, list) = word;
}

static void add_words(language *l)
{
    const struct texts *t = texts_of(l->e->unit);

    for (uint32_t k = 0; k < t->nwords; k++) {
        const po_entry *entry = translate_word(l->e->unit, l->catalogue, t->words[k].text);
        add(l, &l->words, entry ? own_text(l, entry->str) : CAV_NONE);
    }
}

static void add_part(void *context, const char *text, ast_fact *fact, uint32_t layer)
{
    language *l = context;

    if (!*text && !fact)
        return;
    add(l, &l->parts, own_text(l, text));
    add(l, &l->parts, fact ? expr_fact_index(l->e->exprs, fact, layer) : CAV_NONE);
}

/* The message of each of the rule's effects, the first of which is `effect`. */
static void add_message(language *l, const ast_rule *rule, const po_entry *entry, uint32_t effect)
{
    const ast_string message = {.text = entry->str, .span = entry->str_span};

    for (uint32_t k = 0; k < (rule->conflict ? 2u : 1u); k++) {
        const uint32_t first = (uint32_t)l->parts.count / IMG_PIECE;
        resolve_message(l->e->unit, &message, add_part, l);
        add(l, &l->messages, effect + k);
        add(l, &l->messages, first);
        add(l, &l->messages, (uint32_t)l->parts.count / IMG_PIECE - first);
    }
}

static int by_text(const void *a, const void *b)
{
    const pair *x = a, *y = b;

    return x->text < y->text ? -1 : x->text > y->text;
}

/* Ascending, each text once: equal texts have equal translations unless told apart. */
static size_t sort_pairs(pair *pairs, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(pairs, count, sizeof *pairs, by_text);
    for (size_t k = 0; k < count; k++)
        if (!kept || pairs[kept - 1].text != pairs[k].text)
            pairs[kept++] = pairs[k];
    return kept;
}

static int by_rule(const void *a, const void *b)
{
    const uint32_t x = ((const translated *)a)->rule->index,
                   y = ((const translated *)b)->rule->index;

    return x < y ? -1 : x > y;
}

/* Ascending by effect, which is by rule. */
static void add_messages(language *l, translated *list, size_t count)
{
    const cavc_unit *u = l->e->unit;
    uint32_t effect = 0, rule = 0;

    if (count)
        qsort(list, count, sizeof *list, by_rule);
    for (size_t k = 0; k < count; k++) {
        for (; rule < list[k].rule->index; rule++)
            effect += u->rules.at[rule]->conflict ? 2 : 1;
        add_message(l, list[k].rule, list[k].entry, effect);
    }
}

static void collect(language *l)
{
    cavc_unit *u = l->e->unit;
    const struct texts *t = texts_of(u);
    ARENA_VECTOR(translated) messages = {0};

    own_text(l, l->catalogue->tag);
    add_words(l);
    for (size_t n = 0; n < t->uses.count; n++) {
        const text_use *use = &t->uses.at[n];
        const po_entry *entry = translate_use(u, l->catalogue, use);
        if (entry && use->rule)
            *ARENA_PUSH(l->e->arena, &messages) = (translated){use->rule, entry};
        else if (entry)
            *ARENA_PUSH(l->e->arena, &l->pairs) =
                (pair){write_text(l->e->w, use->string->text), own_text(l, entry->str)};
    }
    add_messages(l, messages.at, messages.count);
    l->pairs.count = sort_pairs(l->pairs.at, l->pairs.count);
}

/* -- its bytes -- */

static void append(language *l, word_list *out, const word_list *list)
{
    for (size_t k = 0; k < list->count; k++)
        add(l, out, list->at[k]);
}

static void write_section(language *l)
{
    word_list out = {0};
    size_t offset = 0;

    add(l, &out, (uint32_t)l->words.count);
    add(l, &out, (uint32_t)l->pairs.count);
    add(l, &out, (uint32_t)l->messages.count / IMG_MESSAGE);
    add(l, &out, (uint32_t)l->parts.count / IMG_PIECE);
    append(l, &out, &l->words);
    for (size_t k = 0; k < l->pairs.count; k++) {
        add(l, &out, l->pairs.at[k].text);
        add(l, &out, l->pairs.at[k].own);
    }
    append(l, &out, &l->messages);
    append(l, &out, &l->parts);
    add(l, &out, (uint32_t)l->texts.count);
    add(l, &out, 0);
    for (size_t k = 0; k < l->texts.count; k++) {
        offset += strlen(l->texts.at[k]) + 1;
        add(l, &out, (uint32_t)offset);
    }
    write_language(l->e->w, out.at, out.count, l->texts.at, l->texts.count);
}

void emit_languages(emit *e)
{
    cavc_unit *u = e->unit;

    for (size_t k = 0; k < u->catalogues.count; k++) {
        language l = {.e = e, .catalogue = u->catalogues.at[k]};
        if (u->sources.files.at[l.catalogue->file].unused)
            continue;
        map_init(&l.own, e->arena);
        collect(&l);
        write_section(&l);
    }
}
