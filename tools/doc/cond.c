/* cond.c: conditions in words, from the program's source map.
 *
 * A chain becomes a list, so no reader has to know which word binds closer. Nothing is simplified:
 * each condition of the source stands in its place. Invariant: nesting is capped, whatever an image
 * says.
 */
#include "parts.h"

#include <string.h>

enum { NESTING = 64 }; /* deeper than this a condition is shown as written */

static void write_exists(doc_pack *p, doc_line *line, const char *text)
{
    doc_line slots[2] = {{0}};
    cav_layer layer;
    for (uint32_t i = 0; cav_program_layer(p->program, i, &layer); i++) {
        if (strcmp(text, pool_printf(&p->d->app->pool, "%s exists", layer.name)) != 0)
            continue;
        doc_link(p->d, &slots[0], DOC_TEXT, layer.name, doc_id(p, "layer.", layer.name));
        doc_text(p->d, &slots[1], doc_say(p, layer.title));
        doc_fill(p->d, line, WORD_EXISTS, slots, 2);
        return;
    }
    doc_put(p->d, line, DOC_CODE, text);
}

static void write_in_use(doc_pack *p, doc_line *line, const char *text)
{
    cav_feature feature;
    for (uint32_t i = 0; cav_program_feature(p->program, i, &feature); i++) {
        if (strcmp(text, pool_printf(&p->d->app->pool, "%s in use", feature.name)) != 0)
            continue;
        doc_line slot = {0};
        doc_link(p->d, &slot, DOC_TEXT, doc_say(p, feature.title),
                 doc_id(p, "feature.", feature.name));
        doc_hint(p->d, slot.first, feature.name);
        doc_fill(p->d, line, WORD_IN_USE, &slot, 1);
        return;
    }
    doc_put(p->d, line, DOC_CODE, text);
}

/* A condition's own line, without what it is made of. */
static void write_line(doc_pack *p, doc_line *line, const cav_cond *cond, bool whole)
{
    doc_line slot = {0};
    switch (whole ? cond->kind : CAV_COND_ATOM) {
    case CAV_COND_AND:
        doc_text(p->d, line, doc_words(p->d, WORD_ALL));
        return;
    case CAV_COND_OR:
        doc_text(p->d, line, doc_words(p->d, WORD_ANY));
        return;
    case CAV_COND_NOT:
        doc_text(p->d, line, doc_words(p->d, WORD_NOT));
        return;
    case CAV_COND_DEFINE:
        doc_put(p->d, &slot, DOC_STRONG, cond->text);
        doc_fill(p->d, line, WORD_DEFINE, &slot, 1);
        return;
    case CAV_COND_EXISTS:
        write_exists(p, line, cond->text);
        return;
    case CAV_COND_IN_USE:
        write_in_use(p, line, cond->text);
        return;
    case CAV_COND_ATOM:
        break;
    }
    if (cond->kind != CAV_COND_ATOM || !doc_write_atom(p, line, cond->text))
        doc_put(p->d, line, DOC_CODE, cond->text);
}

static bool part_of(const doc_pack *p, uint32_t index, const cav_cond *whole, cav_cond *cond)
{
    return cav_program_cond(p->program, index, cond) && cond->depth > whole->depth;
}

/* Below `list`; returns the index behind it. What a feature stands for is told where the feature
 * is, so it is stepped over. */
static uint32_t write_tree(doc_pack *p, doc_block *parent, doc_kind kind, uint32_t index,
                           unsigned nesting)
{
    cav_cond whole, part;
    if (!cav_program_cond(p->program, index++, &whole))
        return index;
    doc_block *b = doc_add(p->d, parent, kind), *list = NULL;
    write_line(p, &b->line, &whole, nesting < NESTING);
    bool parts = nesting < NESTING && whole.kind != CAV_COND_IN_USE && whole.kind != CAV_COND_ATOM;
    while (part_of(p, index, &whole, &part)) {
        if (!parts) {
            index++;
            continue;
        }
        if (!list)
            list = doc_add(p->d, kind == DOC_ITEM ? b : parent, DOC_LIST);
        index = write_tree(p, list, DOC_ITEM, index, nesting + 1);
    }
    return index;
}

void doc_write_cond(doc_pack *p, doc_block *parent, uint32_t index)
{
    write_tree(p, parent, DOC_PARA, index, 0);
}
