/* rules.c: the source's sections: their statements, and the restrictions that encode them.
 *
 * A restriction stands in the section of the first statement it cites. Invariant: every statement
 * and every rule of the program stands on the page exactly once.
 */
#include "parts.h"

/* -- a restriction ----------------------------------------------------------------------------- */

static void write_effect(doc_pack *p, doc_block *parent, uint32_t index)
{
    doc *d = p->d;
    cav_effect e;
    doc_line slots[3] = {{0}};
    doc_block *para = doc_add(d, parent, DOC_PARA);
    cav_program_effect(p->program, index, &e);
    if (e.feature == CAV_NONE) {
        doc_level_link(p, &slots[0], (int)e.level);
        doc_text(d, &slots[1], doc_level_meaning(d, (int)e.level));
        doc_fill(d, &para->line, WORD_LEVEL_MEANING, slots, 2);
        return;
    }
    doc_link_feature(p, &slots[0], e.feature);
    doc_level_link(p, &slots[1], (int)e.level);
    doc_text(d, &slots[2], doc_level_meaning(d, (int)e.level));
    doc_fill(d, &para->line, WORD_FEATURE_LEVEL, slots, 3);
}

static void write_exclusion(doc_pack *p, doc_block *terms, const cav_rule *rule)
{
    doc_line slots[3] = {{0}};
    cav_effect e, other;
    if (rule->kind != CAV_CONFLICT || rule->neffects < 2)
        return;
    cav_program_effect(p->program, rule->effects, &e);
    cav_program_effect(p->program, rule->effects + 1, &other);
    doc_link_feature(p, &slots[0], e.feature);
    doc_level_link(p, &slots[1], (int)e.level);
    doc_link_feature(p, &slots[2], other.feature);
    doc_fill(p->d, &doc_add(p->d, doc_term(p, terms, WORD_EXCLUDE), DOC_PARA)->line,
             WORD_EXCLUDE_EACH, slots, 3);
}

/* The roots of a rule's conditions follow each other: its guard, then what it requires. */
static void write_conds(doc_pack *p, doc_block *terms, uint32_t index)
{
    cav_cond cond;
    for (uint32_t i = p->first[index]; cav_program_cond(p->program, i, &cond) &&
                                       cond.owner == CAV_OWNER_RULE && cond.index == index;
         i++)
        if (cond.depth == 0 && cond.role != CAV_ROLE_CONFLICT)
            doc_write_cond(
                p, doc_term(p, terms, cond.role == CAV_ROLE_REQUIRE ? WORD_REQUIRED : WORD_WHEN),
                i);
}

/* Conditions as the source writes them, and where. */
static void write_code(doc_pack *p, doc_block *parent, uint32_t index, const cav_rule *rule)
{
    static const char *const roles[] = {"when", "require", "conflict"};
    doc *d = p->d;
    doc_block *more = doc_add_word(d, parent, DOC_MORE, WORD_AS_WRITTEN);
    cav_cond cond;
    for (uint32_t i = p->first[index]; cav_program_cond(p->program, i, &cond) &&
                                       cond.owner == CAV_OWNER_RULE && cond.index == index;
         i++)
        if (cond.depth == 0 && cond.role != CAV_ROLE_CONFLICT)
            doc_put(d, &doc_add(d, more, DOC_PARA)->line, DOC_CODE,
                    pool_printf(&d->app->pool, "%s %s", roles[cond.role], cond.text));
    if (rule->kind == CAV_CONFLICT && rule->neffects == 2) {
        cav_effect e;
        cav_feature f[2];
        for (uint32_t i = 0; i < 2; i++) {
            cav_program_effect(p->program, rule->effects + i, &e);
            cav_program_feature(p->program, e.feature, &f[i]);
        }
        if (f[0].name && f[1].name)
            doc_put(d, &doc_add(d, more, DOC_PARA)->line, DOC_CODE,
                    pool_printf(&d->app->pool, "conflict %s, %s", f[0].name, f[1].name));
    }
    doc_line slots[2] = {doc_line_of(d, DOC_CODE, rule->file),
                         doc_line_of(d, DOC_TEXT, pool_printf(&d->app->pool, "%u", rule->line))};
    doc_fill(d, &doc_add(d, more, DOC_PARA)->line, WORD_PLACE, slots, 2);
}

static void write_cites(doc_pack *p, doc_block *terms, uint32_t index, const cav_rule *rule)
{
    doc *d = p->d;
    doc_block *list = rule->ncites ? doc_add(d, doc_term(p, terms, WORD_CITES), DOC_LIST) : NULL;
    for (uint32_t k = 0; k < rule->ncites; k++) {
        cav_statement s;
        doc_line slots[2] = {{0}};
        cav_program_statement(p->program, cav_rule_cite(p->program, index, k), &s);
        doc_link_statement(p, &slots[0], cav_rule_cite(p->program, index, k));
        doc_text(d, &slots[1], doc_say(p, s.gist));
        doc_fill(d, &doc_add(d, list, DOC_ITEM)->line, WORD_NAME_TITLE, slots, 2);
    }
}

static void write_reads(doc_pack *p, doc_block *terms, uint32_t index, const cav_rule *rule)
{
    doc_block *para = NULL;
    for (uint32_t k = 0; k < rule->nreads; k++) {
        cav_fact fact;
        uint32_t read = cav_rule_read(p->program, index, k);
        if (!cav_program_fact(p->program, read, &fact) || fact.layer == CAV_NONE)
            continue;
        if (para)
            doc_text(p->d, &para->line, doc_words(p->d, WORD_COMMA));
        else
            para = doc_add(p->d, doc_term(p, terms, WORD_FACTS_READ), DOC_PARA);
        doc_link_fact(p, &para->line, read);
    }
}

/* Depth is at least 2, so only a deeper layer is worth a word. */
static void write_scope(doc_pack *p, doc_block *terms, const cav_rule *rule)
{
    cav_layer layer;
    doc_line slots[2] = {{0}};
    if (rule->scope == CAV_NONE || rule->scope <= 2 ||
        !cav_program_layer(p->program, rule->scope, &layer))
        return;
    doc_link(p->d, &slots[0], DOC_TEXT, layer.name, doc_id(p, "layer.", layer.name));
    doc_text(p->d, &slots[1], doc_say(p, layer.title));
    doc_fill(p->d, &doc_add(p->d, doc_term(p, terms, WORD_SCOPE), DOC_PARA)->line, WORD_EXISTS,
             slots, 2);
}

static void write_rule(doc_pack *p, doc_block *parent, uint32_t index)
{
    doc *d = p->d;
    cav_rule rule;
    cav_program_rule(p->program, index, &rule);
    doc_block *card = doc_add(d, parent, DOC_SECTION);
    card->role = DOC_RULE;
    card->id = doc_id(p, "", rule.name);
    card->level = doc_rule_level(p, &rule);
    doc_put(d, &card->line, DOC_TEXT, rule.name);
    doc_text(d, &card->line, " ");
    doc_level_link(p, &card->line, card->level);
    doc_block *says = doc_add(d, card, DOC_PARA);
    says->role = DOC_MESSAGE;
    doc_message(p, &says->line, rule.effects);
    doc_block *terms = doc_add(d, card, DOC_TERMS);
    write_conds(p, terms, index);
    write_exclusion(p, terms, &rule);
    write_scope(p, terms, &rule);
    doc_block *effects = doc_term(p, terms, WORD_LEVEL);
    for (uint32_t i = 0; i < rule.neffects; i++)
        write_effect(p, effects, rule.effects + i);
    doc_term_text(p, terms, WORD_FIX, DOC_TEXT, doc_say(p, rule.fix));
    doc_term_text(p, terms, WORD_WHY, DOC_TEXT, doc_say(p, rule.why));
    write_cites(p, terms, index, &rule);
    write_reads(p, terms, index, &rule);
    if (p->pack->info.conds)
        write_code(p, card, index, &rule);
    else
        doc_add_word(d, card, DOC_PARA, WORD_STRIPPED);
}

/* -- the source's sections --------------------------------------------------------------------- */

static bool applies_cites(const doc_pack *p, uint32_t statement)
{
    for (uint32_t k = 0; k < cav_applies_cites(p->program); k++)
        if (cav_applies_cite(p->program, k) == statement)
            return true;
    return false;
}

static void write_binding(doc_pack *p, doc_block *item, uint32_t index, const cav_statement *s)
{
    doc *d = p->d;
    bool applies = applies_cites(p, index);
    doc_block *para = doc_add(d, item, DOC_PARA);
    if (s->no_rule) {
        doc_line slot = doc_line_of(d, DOC_TEXT, doc_say(p, s->no_rule));
        doc_fill(d, &para->line, WORD_NO_RULE, &slot, 1);
        return;
    }
    doc_text(d, &para->line, doc_words(d, WORD_BOUND));
    if (applies)
        doc_link(d, &para->line, DOC_TEXT, doc_words(d, WORD_APPLIES_RULE),
                 doc_id(p, "applies.", ""));
    for (const doc_reader *r = p->citers[index]; r; r = r->next) {
        if (applies || r != p->citers[index])
            doc_text(d, &para->line, doc_words(d, WORD_COMMA));
        doc_link_rule(p, &para->line, r->rule);
    }
}

static void write_statement(doc_pack *p, doc_block *list, uint32_t index, const cav_statement *s)
{
    doc *d = p->d;
    doc_block *item = doc_add(d, list, DOC_ITEM);
    doc_line slots[2] = {{0}}, name = doc_line_of(d, DOC_STRONG, s->name);
    item->role = DOC_STATEMENT;
    item->id = doc_id(p, "statement.", s->name);
    if (s->line) {
        doc_line number = doc_line_of(d, DOC_TEXT, pool_printf(&d->app->pool, "%u", s->line));
        slots[0] = name;
        doc_fill(d, &slots[1], WORD_LINE, &number, 1);
        name = (doc_line){0};
        doc_fill(d, &name, WORD_STATEMENT, slots, 2);
    }
    slots[0] = name;
    slots[1] = doc_line_of(d, DOC_TEXT, doc_say(p, s->gist));
    doc_fill(d, &item->line, WORD_NAME_TITLE, slots, 2);
    write_binding(p, item, index, s);
}

/* Statements [from, to) are those of one section of the source. */
static void write_heading(doc_pack *p, doc_block *parent, uint32_t from, uint32_t to)
{
    doc *d = p->d;
    cav_statement s;
    cav_program_statement(p->program, from, &s);
    doc_block *b = doc_add(d, parent, DOC_SECTION);
    b->id = doc_id(p, "section.", s.heading);
    doc_text(d, &b->line, doc_say(p, s.heading_title));
    doc_block *list = doc_add(d, b, DOC_LIST);
    for (uint32_t i = from; cav_program_statement(p->program, i, &s) && i < to; i++)
        write_statement(p, list, i, &s);
    for (const doc_reader *r = p->homes[from]; r; r = r->next)
        write_rule(p, b, r->rule);
}

void doc_write_source(doc_pack *p, doc_block *parent)
{
    const uint32_t count = p->pack->info.statements;
    doc_block *others = NULL;
    cav_rule rule;
    for (uint32_t i = 0; i < count; i++)
        if (i + 1 == count || p->heads[i + 1] == i + 1)
            write_heading(p, parent, p->heads[i], i + 1);
    for (uint32_t r = 0; cav_program_rule(p->program, r, &rule); r++)
        if (!rule.ncites) {
            if (!others)
                others = doc_section(p, parent, WORD_OTHER_RULES, "others.");
            write_rule(p, others, r);
        }
}
