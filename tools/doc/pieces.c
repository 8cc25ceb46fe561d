/* pieces.c: what the sections of a pack share: what a record refers to, looked up backwards once,
 * and the lines that name and link things.
 */
#include "parts.h"

#include "../caveat/lang.h"

#include <string.h>

/* -- looking up -------------------------------------------------------------------------------- */

const char *doc_id(const doc_pack *p, const char *kind, const char *name)
{
    buf *b = &p->d->scratch;
    b->size = 0;
    put_text(b, p->prefix);
    put_text(b, kind);
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        bool letter = (*c | 32) >= 'a' && (*c | 32) <= 'z';
        if (letter || (b->size && *c < 0x80 && strchr("0123456789.-", *c)))
            put_char(b, (char)*c);
        else
            put_printf(b, "_%02x", *c);
    }
    return b->size ? pool_copy(&p->d->app->pool, b->text, b->size) : "_";
}

static void *per(doc_pack *p, uint32_t count, size_t size)
{
    return pool_alloc(&p->d->app->pool, (size_t)count + 1, size);
}

static uint32_t *none_of(doc_pack *p, uint32_t count)
{
    uint32_t *at = per(p, count, sizeof *at);
    memset(at, 0xff, ((size_t)count + 1) * sizeof *at); /* CAV_NONE */
    return at;
}

static void index_conds(doc_pack *p)
{
    cav_cond cond;
    for (uint32_t i = 0; cav_program_cond(p->program, i, &cond); i++) {
        uint32_t *slot = cond.owner == CAV_OWNER_APPLIES ? &p->applies : NULL;
        if (cond.owner == CAV_OWNER_RULE && cond.index < p->pack->info.rules)
            slot = &p->first[cond.index];
        else if (cond.owner == CAV_OWNER_FEATURE && cond.index < p->pack->info.features)
            slot = &p->in_use[cond.index];
        else if (cond.owner == CAV_OWNER_IMPOSSIBLE && cond.index < p->pack->info.impossible)
            slot = &p->never[cond.index];
        if (slot && *slot == CAV_NONE)
            *slot = i;
    }
}

static void add_reader(doc_pack *p, doc_reader **list, uint32_t rule)
{
    doc_reader *r = pool_alloc(&p->d->app->pool, 1, sizeof *r);
    *r = (doc_reader){rule, *list};
    *list = r;
}

/* Each statement's section, by its first statement. */
static void index_statements(doc_pack *p)
{
    cav_statement s, before = {0};
    for (uint32_t i = 0; cav_program_statement(p->program, i, &s); i++) {
        p->heads[i] = i && strcmp(s.heading, before.heading) == 0 ? p->heads[i - 1] : i;
        before = s;
    }
}

/* Rules are walked backwards, so that lists come out in order. */
static void index_rules(doc_pack *p)
{
    for (uint32_t r = p->pack->info.rules; r-- > 0;) {
        cav_rule rule;
        cav_program_rule(p->program, r, &rule);
        for (uint32_t k = 0; k < rule.nreads; k++) {
            uint32_t fact = cav_rule_read(p->program, r, k);
            p->read[fact] = true;
            add_reader(p, &p->readers[fact], r);
        }
        for (uint32_t k = rule.ncites; k-- > 0;)
            add_reader(p, &p->citers[cav_rule_cite(p->program, r, k)], r);
        if (rule.ncites)
            add_reader(p, &p->homes[p->heads[cav_rule_cite(p->program, r, 0)]], r);
    }
}

/* What messages show and conditions of the pack itself read. */
static void index_reads(doc_pack *p)
{
    cav_impossible impossible;
    cav_part part;
    for (uint32_t i = 0; cav_program_impossible(p->program, i, &impossible); i++)
        for (uint32_t k = 0; k < impossible.nreads; k++)
            p->read[cav_impossible_read(p->program, i, k)] = true;
    for (uint32_t e = 0; e < p->pack->info.effects; e++)
        for (uint32_t k = 0; cav_effect_part(p->program, p->pack->language, e, k, &part); k++)
            if (part.fact != CAV_NONE)
                p->read[part.fact] = true;
    cav_cond cond;
    for (uint32_t i = 0; cav_program_cond(p->program, i, &cond); i++) {
        size_t n = strcspn(cond.text, " ");
        uint32_t fact = cond.kind == CAV_COND_ATOM
                            ? cav_fact_find(p->program, pool_copy(&p->d->app->pool, cond.text, n))
                            : CAV_NONE;
        if (fact != CAV_NONE)
            p->read[fact] = true;
    }
}

void doc_index(doc_pack *p)
{
    const cav_pack *info = &p->pack->info;
    p->first = none_of(p, info->rules);
    p->in_use = none_of(p, info->features);
    p->never = none_of(p, info->impossible);
    p->applies = CAV_NONE;
    p->read = per(p, info->facts, sizeof *p->read);
    p->readers = per(p, info->facts, sizeof(doc_reader *));
    p->citers = per(p, info->statements, sizeof(doc_reader *));
    p->homes = per(p, info->statements, sizeof(doc_reader *));
    p->heads = per(p, info->statements, sizeof *p->heads);
    index_conds(p);
    index_statements(p);
    index_rules(p);
    index_reads(p);
}

const char *doc_say(const doc_pack *p, const char *text)
{
    return lang_text(p->pack, text);
}

/* -- pieces ------------------------------------------------------------------------------------ */

doc_block *doc_section(doc_pack *p, doc_block *parent, doc_word heading, const char *id)
{
    doc_block *b = doc_add_word(p->d, parent, DOC_SECTION, heading);
    b->id = doc_id(p, id, "");
    return b;
}

doc_block *doc_term(doc_pack *p, doc_block *terms, doc_word word)
{
    return doc_add_word(p->d, terms, DOC_TERM, word);
}

void doc_term_text(doc_pack *p, doc_block *terms, doc_word word, doc_span_kind kind,
                   const char *text)
{
    if (text && *text)
        doc_put(p->d, &doc_add(p->d, doc_term(p, terms, word), DOC_PARA)->line, kind, text);
}

void doc_level_link(doc_pack *p, doc_line *line, int which)
{
    doc_level(p->d, line, which);
    line->last->to = doc_id(p, "level.", doc_level_name(which));
}

const char *doc_level_meaning(const doc *d, int which)
{
    return which == CAV_LEVEL_NOTE ? doc_words(d, WORD_LEVEL_NOTE)
                                   : say(d->app, cav_level_meaning((cav_level)which));
}

/* The level that a rule's heading shows: of all its effects the worst, a note where there is none.
 */
int doc_rule_level(const doc_pack *p, const cav_rule *rule)
{
    int worst = -1;
    cav_effect e;
    for (uint32_t i = 0; i < rule->neffects; i++)
        if (cav_program_effect(p->program, rule->effects + i, &e) && e.level != CAV_LEVEL_NOTE &&
            (int)e.level > worst)
            worst = (int)e.level;
    return worst < 0 ? CAV_LEVEL_NOTE : worst;
}

/* "[broken] amd-migration" */
void doc_link_rule(doc_pack *p, doc_line *line, uint32_t index)
{
    cav_rule rule;
    if (!cav_program_rule(p->program, index, &rule))
        return;
    doc_level(p->d, line, doc_rule_level(p, &rule));
    doc_text(p->d, line, " ");
    doc_link(p->d, line, DOC_TEXT, rule.name, doc_id(p, "", rule.name));
}

void doc_link_statement(doc_pack *p, doc_line *line, uint32_t index)
{
    cav_statement s;
    if (cav_program_statement(p->program, index, &s))
        doc_link(p->d, line, DOC_TEXT, s.name, doc_id(p, "statement.", s.name));
}

void doc_link_feature(doc_pack *p, doc_line *line, uint32_t index)
{
    cav_feature f;
    if (cav_program_feature(p->program, index, &f)) {
        doc_link(p->d, line, DOC_TEXT, doc_say(p, f.title), doc_id(p, "feature.", f.name));
        doc_hint(p->d, line->last, f.name);
    }
}

/* "The system of L0 is ‹os of L0›; …" */
void doc_message(doc_pack *p, doc_line *line, uint32_t effect)
{
    doc *d = p->d;
    cav_part part;
    cav_fact fact;
    cav_layer layer;
    for (uint32_t k = 0; cav_effect_part(p->program, p->pack->language, effect, k, &part); k++) {
        doc_text(d, line, part.text);
        if (!cav_program_fact(p->program, part.fact, &fact))
            continue;
        cav_program_layer(p->program, fact.layer, &layer);
        doc_line slots[2] = {doc_line_of(d, DOC_TEXT, fact.base),
                             doc_line_of(d, DOC_TEXT, layer.name ? layer.name : "")},
                 whole = {0};
        doc_fill(d, &whole, WORD_VALUE, slots, 2);
        doc_span *s = doc_put(d, line, DOC_VALUE, doc_plain(d, whole));
        s->to = doc_id(p, "fact.", fact.base);
        doc_hint(p->d, s, doc_say(p, fact.title));
    }
}
