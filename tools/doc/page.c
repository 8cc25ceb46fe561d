/* page.c: the page of all packs in hand: one pack is the page; of several each is a section, with
 * an index before them and its name before its ids.
 */
#include "parts.h"

#include "../caveat/lang.h"

#include <string.h>

const doc_format doc_formats[] = {
    {"markdown", doc_write_markdown},
    {"asciidoc", doc_write_asciidoc},
    {"html", doc_write_html},
    {"man", doc_write_man},
};
const size_t doc_formats_count = sizeof doc_formats / sizeof *doc_formats;

/* Two packs of one name would share their ids: the second gets a number. */
static const char *prefix_of(doc *d, const packs *all, size_t k)
{
    size_t same = 1;
    for (size_t i = 0; i < k; i++)
        same += strcmp(all->at[i].info.name, all->at[k].info.name) == 0;
    doc_pack bare = {.d = d, .prefix = ""};
    const char *name = doc_id(&bare, "", all->at[k].info.name);
    return same > 1 ? pool_printf(&d->app->pool, "%s.%zu:", name, same)
                    : pool_printf(&d->app->pool, "%s:", name);
}

static doc_block *pack_section(doc *d, doc_pack *p, const pack *one)
{
    doc_block *b = doc_add(d, d->root, DOC_SECTION);
    b->role = DOC_PACK;
    b->id = doc_id(p, "pack.", "");
    doc_text(d, &b->line, lang_text(one, one->info.title));
    return b;
}

static void write_index(doc *d, const packs *all, const doc_pack *each)
{
    doc_block *b = doc_add_word(d, d->root, DOC_SECTION, WORD_INDEX_PACKS);
    b->id = "packs.";
    doc_block *list = doc_add(d, b, DOC_LIST);
    list->role = DOC_INDEX;
    for (size_t i = 0; i < all->count; i++) {
        const cav_pack *info = &all->at[i].info;
        doc_line slots[2] = {{0}};
        doc_link(d, &slots[0], DOC_TEXT, lang_text(&all->at[i], info->title),
                 doc_id(&each[i], "pack.", ""));
        doc_text(d, &slots[1], lang_text(&all->at[i], info->issuer));
        doc_text(d, &slots[1], doc_words(d, WORD_COMMA));
        doc_text(d, &slots[1], lang_text(&all->at[i], info->source));
        doc_fill(d, &doc_add(d, list, DOC_ITEM)->line, WORD_NAME_TITLE, slots, 2);
    }
}

doc *doc_page(app *a, const packs *all)
{
    doc *d = pool_alloc(&a->pool, 1, sizeof *d);
    *d = (doc){.app = a, .language = lang_tag(a), .scratch = {.pool = &a->pool}};
    d->root = doc_add(d, NULL, DOC_SECTION);
    doc_pack *each = pool_alloc(&a->pool, all->count, sizeof *each);
    bool one = all->count == 1;
    for (size_t i = 0; i < all->count; i++)
        each[i] = (doc_pack){.d = d,
                             .pack = &all->at[i],
                             .program = all->at[i].program,
                             .prefix = one ? "" : prefix_of(d, all, i)};
    d->name = one ? all->at[0].info.name : "caveat-packs";
    doc_text(d, &d->title,
             one ? lang_text(&all->at[0], all->at[0].info.title) : doc_words(d, WORD_TITLE_PACKS));
    if (!one)
        write_index(d, all, each);
    for (size_t i = 0; i < all->count; i++)
        doc_write_pack(&each[i], one ? d->root : pack_section(d, &each[i], &all->at[i]));
    return d;
}
