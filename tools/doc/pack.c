/* pack.c: one pack as sections: what it is, how to judge by it, its restrictions at a glance,
 * levels, layers, when it applies; then the source's sections, features, combinations that cannot
 * be, facts.
 */
#include "parts.h"

#include <string.h>

/* -- about the pack ---------------------------------------------------------------------------- */

static const char *hex(pool *memory, const uint8_t *sha256)
{
    buf b = {.pool = memory};
    put_text(&b, "sha256:");
    for (int i = 0; i < 32; i++)
        put_printf(&b, "%02x", sha256[i]);
    return put_end(&b);
}

static void write_about(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    const cav_pack *info = &p->pack->info;
    cav_file file;
    doc_line slots[2] = {doc_line_of(d, DOC_TEXT, doc_say(p, info->issuer)),
                         doc_line_of(d, DOC_TEXT, doc_say(p, info->source))};
    doc_fill(d, &doc_add(d, parent, DOC_PARA)->line, WORD_INTRODUCTION, slots, 2);
    doc_block *terms = doc_add(d, parent, DOC_TERMS);
    doc_term_text(p, terms, WORD_ISSUER, DOC_TEXT, doc_say(p, info->issuer));
    doc_term_text(p, terms, WORD_SOURCE, DOC_TEXT, doc_say(p, info->source));
    doc_term_text(p, terms, WORD_EDITION, DOC_TEXT, doc_say(p, info->edition));
    doc_term_text(p, terms, WORD_PACK, DOC_CODE, info->name);
    doc_term_text(p, terms, WORD_CAPTURED, DOC_CODE, info->captured);
    doc_block *more = doc_add_word(d, parent, DOC_MORE, WORD_RULE_FILES);
    doc_block *list = doc_add(d, more, DOC_LIST);
    for (uint32_t i = 0; cav_program_file(p->program, i, &file); i++) {
        doc_line pair[2] = {doc_line_of(d, DOC_CODE, file.name),
                            doc_line_of(d, DOC_CODE, hex(&d->app->pool, file.sha256))};
        doc_fill(d, &doc_add(d, list, DOC_ITEM)->line, WORD_NAME_TITLE, pair, 2);
    }
    terms = doc_add(d, more, DOC_TERMS);
    doc_term_text(p, terms, WORD_COMPILER, DOC_TEXT,
                  pool_printf(&d->app->pool, "caveat %s", info->release));
}

static const char *shell_word(doc_pack *p, const char *word)
{
    buf b = {.pool = &p->d->app->pool};
    if (*word && *word != '-' &&
        !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+")])
        return word;
    put_text(&b, *word == '-' ? "./'" : "'");
    for (; *word; word++)
        put_text(&b, *word == '\'' ? "'\\''" : (char[2]){*word, 0});
    put_char(&b, '\'');
    return put_end(&b);
}

/* The options that name these rules; of a file its last component, as no page knows more. */
static const char *rules_options(doc_pack *p)
{
    const char *slash = strrchr(p->pack->path, '/');
    cav_file root = {0};
    if (p->pack->builtin)
        return pool_printf(&p->d->app->pool, "--pack %s", shell_word(p, p->pack->info.name));
    const char *name = slash ? slash + 1 : p->pack->path;
    if (strcmp(name, "-") == 0 && cav_program_file(p->program, 0, &root))
        name = root.name;
    return pool_printf(&p->d->app->pool, "-r %s", shell_word(p, name));
}

static void write_judge(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    const char *rules = rules_options(p);
    cav_rule rule;
    doc_block *b = doc_section(p, parent, WORD_JUDGE, "judge.");
    doc_add_word(d, b, DOC_PARA, WORD_JUDGE_LEAD);
    doc_put(d, &doc_add(d, b, DOC_COMMAND)->line, DOC_CODE,
            pool_printf(&d->app->pool, "caveat check %s", rules));
    doc_add_word(d, b, DOC_PARA, WORD_JUDGE_STATUS);
    if (!cav_program_rule(p->program, 0, &rule))
        return;
    doc_add_word(d, b, DOC_PARA, WORD_JUDGE_ONE);
    doc_put(d, &doc_add(d, b, DOC_COMMAND)->line, DOC_CODE,
            pool_printf(&d->app->pool, "caveat explain %s %s", shell_word(p, rule.name), rules));
}

static void write_glance(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    cav_rule rule;
    doc_block *b = doc_section(p, parent, WORD_GLANCE, "glance.");
    doc_add_word(d, b, DOC_PARA, WORD_GLANCE_LEAD);
    doc_block *list = doc_add(d, b, DOC_LIST);
    list->role = DOC_INDEX;
    for (uint32_t i = 0; cav_program_rule(p->program, i, &rule); i++) {
        doc_line slots[2] = {{0}};
        doc_block *item = doc_add(d, list, DOC_ITEM);
        item->level = doc_rule_level(p, &rule);
        doc_link_rule(p, &slots[0], i);
        doc_message(p, &slots[1], rule.effects);
        doc_fill(d, &item->line, WORD_NAME_TITLE, slots, 2);
    }
}

static void write_levels(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    doc_block *b = doc_section(p, parent, WORD_LEVELS, "levels.");
    doc_add_word(d, b, DOC_PARA, WORD_LEVELS_LEAD);
    doc_block *terms = doc_add(d, b, DOC_TERMS);
    for (int i = 0; i <= CAV_LEVEL_NOTE; i++) {
        doc_block *t = doc_add(d, terms, DOC_TERM);
        t->id = doc_id(p, "level.", doc_level_name(i));
        doc_level(d, &t->line, i);
        doc_text(d, &doc_add(d, t, DOC_PARA)->line, doc_level_meaning(d, i));
    }
}

static void write_layers(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    cav_layer layer;
    doc_block *b = doc_section(p, parent, WORD_LAYERS, "layers.");
    doc_add_word(d, b, DOC_PARA, WORD_LAYERS_LEAD);
    doc_block *terms = doc_add(d, b, DOC_TERMS);
    for (uint32_t i = 0; cav_program_layer(p->program, i, &layer); i++) {
        doc_block *t = doc_add(d, terms, DOC_TERM);
        t->id = doc_id(p, "layer.", layer.name);
        doc_put(d, &t->line, DOC_STRONG, layer.name);
        doc_text(d, &doc_add(d, t, DOC_PARA)->line, doc_say(p, layer.title));
    }
}

static void write_applies(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    doc_block *b = doc_section(p, parent, WORD_APPLIES, "applies."), *para = NULL;
    if (!p->pack->info.has_applies) {
        doc_add_word(d, b, DOC_PARA, WORD_APPLIES_ALWAYS);
        return;
    }
    if (p->applies == CAV_NONE)
        doc_add_word(d, b, DOC_PARA, WORD_STRIPPED);
    else {
        doc_add_word(d, b, DOC_PARA, WORD_APPLIES_WHERE);
        doc_write_cond(p, b, p->applies);
    }
    doc_add_word(d, b, DOC_PARA, WORD_APPLIES_LEAD);
    for (uint32_t k = 0; k < cav_applies_cites(p->program); k++) {
        if (para)
            doc_text(d, &para->line, doc_words(d, WORD_COMMA));
        else {
            doc_line cites = doc_line_of(d, DOC_TEXT, doc_words(d, WORD_CITES)), lead = {0};
            para = doc_add(d, b, DOC_PARA);
            doc_fill(d, &lead, WORD_COLON, &cites, 1);
            doc_append(&para->line, lead);
            doc_text(d, &para->line, " ");
        }
        doc_link_statement(p, &para->line, cav_applies_cite(p->program, k));
    }
}

/* -- features, and what cannot be -------------------------------------------------------------- */

static void write_feature_rules(doc_pack *p, doc_block *terms, uint32_t feature)
{
    doc_block *para = NULL;
    cav_effect e;
    for (uint32_t i = 0; cav_program_effect(p->program, i, &e); i++) {
        if (e.feature != feature)
            continue;
        if (para)
            doc_text(p->d, &para->line, doc_words(p->d, WORD_COMMA));
        else
            para = doc_add(p->d, doc_term(p, terms, WORD_RULES_ABOUT), DOC_PARA);
        doc_link_rule(p, &para->line, e.rule);
    }
}

static void write_feature(doc_pack *p, doc_block *parent, uint32_t index)
{
    doc *d = p->d;
    cav_feature feature;
    cav_program_feature(p->program, index, &feature);
    doc_block *b = doc_add(d, parent, DOC_SECTION);
    b->role = DOC_FACT;
    b->id = doc_id(p, "feature.", feature.name);
    doc_line slots[2] = {doc_line_of(d, DOC_CODE, feature.name),
                         doc_line_of(d, DOC_TEXT, doc_say(p, feature.title))};
    doc_fill(d, &b->line, WORD_FACT_HEADING, slots, 2);
    doc_block *terms = doc_add(d, b, DOC_TERMS), *when = doc_term(p, terms, WORD_IN_USE_WHEN);
    bool own = p->in_use[index] != CAV_NONE;
    if (own)
        doc_write_cond(p, when, p->in_use[index]);
    doc_line name = doc_line_of(d, DOC_CODE, feature.name);
    doc_fill(d, &doc_add(d, when, DOC_PARA)->line, own ? WORD_OR_WANTED : WORD_IN_USE_WANTED, &name,
             1);
    write_feature_rules(p, terms, index);
}

static void write_features(doc_pack *p, doc_block *parent)
{
    if (!p->pack->info.features)
        return;
    doc_block *b = doc_section(p, parent, WORD_FEATURES, "features.");
    for (uint32_t i = 0; i < p->pack->info.features; i++)
        write_feature(p, b, i);
}

static void write_impossible(doc_pack *p, doc_block *parent)
{
    doc *d = p->d;
    cav_impossible impossible;
    if (!p->pack->info.impossible)
        return;
    doc_block *b = doc_section(p, parent, WORD_IMPOSSIBLE, "impossible.");
    doc_add_word(d, b, DOC_PARA, WORD_IMPOSSIBLE_LEAD);
    doc_block *terms = doc_add(d, b, DOC_TERMS);
    for (uint32_t i = 0; cav_program_impossible(p->program, i, &impossible); i++) {
        doc_block *t = doc_add(d, terms, DOC_TERM);
        doc_text(d, &t->line, doc_say(p, impossible.reason));
        if (p->never[i] == CAV_NONE)
            doc_add_word(d, t, DOC_PARA, WORD_STRIPPED);
        else
            doc_write_cond(p, t, p->never[i]);
    }
}

static void write_products(doc_pack *p, doc_block *parent)
{
    static const doc_word parts[] = {WORD_PRODUCT, WORD_PART_X, WORD_PART_Y, WORD_PART_Z,
                                     WORD_PART_W};
    doc *d = p->d;
    cav_product product;
    if (!p->pack->info.products)
        return;
    doc_block *b = doc_section(p, parent, WORD_PRODUCTS, "products.");
    doc_add_word(d, b, DOC_PARA, WORD_PRODUCTS_LEAD);
    doc_block *list = doc_add(d, b, DOC_LIST);
    for (uint32_t i = 0; cav_program_product(p->program, i, &product); i++) {
        uint32_t n = product.parts < 5 ? product.parts : 4;
        doc_line slots[2] = {doc_line_of(d, DOC_CODE,
                                         n ? pool_printf(&d->app->pool, "%s %s", product.name,
                                                         doc_words(d, parts[n]))
                                           : product.name),
                             doc_line_of(d, DOC_TEXT, doc_say(p, product.title))};
        doc_fill(d, &doc_add(d, list, DOC_ITEM)->line, WORD_NAME_TITLE, slots, 2);
    }
}

void doc_write_pack(doc_pack *p, doc_block *parent)
{
    doc_index(p);
    write_about(p, parent);
    write_judge(p, parent);
    write_glance(p, parent);
    write_levels(p, parent);
    write_layers(p, parent);
    write_applies(p, parent);
    doc_write_source(p, parent);
    write_features(p, parent);
    write_impossible(p, parent);
    doc_write_facts(p, parent);
    write_products(p, parent);
}
