/* records.c: a loaded program's records, one accessor each, read from the image.
 *
 * Refuses an index out of range with a record of zeros. Invariant: strings are the image's own.
 */
#include "program.h"

#include "facts.h"
#include "result.h"

#include <string.h>

#define TEXT(ID, record, field) img_text(i, IMG_GET(i, ID, (record), field))

/* Zeroes *out; false when there is no such record. */
#define RECORD(ID, index, out) \
    const img *i = &program->image; \
    memset(out, 0, sizeof *out); \
    if (index >= img_count(i, IMG_##ID)) \
        return false

static void pack_counts(const img *i, cav_pack *pack)
{
    pack->layers = img_count(i, IMG_LAYERS);
    pack->products = img_count(i, IMG_PRODUCTS);
    pack->features = img_count(i, IMG_FEATURES);
    pack->facts = img_count(i, IMG_FACTS);
    pack->rules = img_count(i, IMG_RULES);
    pack->effects = img_count(i, IMG_EFFECTS);
    pack->headings = img_count(i, IMG_HEADINGS);
    pack->statements = img_count(i, IMG_STATEMENTS);
    pack->files = img_count(i, IMG_FILES);
    pack->impossible = img_count(i, IMG_IMPOSSIBLE);
    pack->conds = img_count(i, IMG_CONDS);
}

void cav_program_pack(const cav_program *program, cav_pack *pack)
{
    const img *i = &program->image;

    memset(pack, 0, sizeof *pack);
    pack->name = TEXT(META, 0, pack);
    pack->title = TEXT(META, 0, title);
    pack->issuer = TEXT(META, 0, issuer);
    pack->source = TEXT(META, 0, source);
    pack->edition = TEXT(META, 0, edition);
    pack->captured = TEXT(META, 0, captured);
    pack->release = TEXT(META, 0, release);
    pack->has_applies = IMG_GET(i, META, 0, applies) != CAV_NONE;
    pack->results = IMG_GET(i, META, 0, results);
    pack->explain_results = IMG_GET(i, META, 0, xresults);
    pack->facts_bytes = (size_t)facts_lay_out(program, NULL);
    pack->result_bytes = (size_t)result_lay_out(program, NULL);
    pack->program_bytes = sizeof *program + program->more->bytes + program->more->pattern_bytes;
    pack_counts(i, pack);
}

bool cav_program_layer(const cav_program *program, uint32_t index, cav_layer *layer)
{
    RECORD(LAYERS, index, layer);
    layer->name = TEXT(LAYERS, index, name);
    layer->title = TEXT(LAYERS, index, title);
    return true;
}

bool cav_program_product(const cav_program *program, uint32_t index, cav_product *product)
{
    RECORD(PRODUCTS, index, product);
    product->name = TEXT(PRODUCTS, index, name);
    product->title = TEXT(PRODUCTS, index, title);
    product->parts = IMG_GET(i, PRODUCTS, index, parts);
    product->catch_all =
        IMG_GET(i, PRODUCTS, index, recognized) && IMG_GET(i, PRODUCTS, index, nmatchers) == 0;
    return true;
}

bool cav_program_feature(const cav_program *program, uint32_t index, cav_feature *feature)
{
    RECORD(FEATURES, index, feature);
    feature->name = TEXT(FEATURES, index, name);
    feature->title = TEXT(FEATURES, index, title);
    return true;
}

bool cav_program_fact(const cav_program *program, uint32_t index, cav_fact *fact)
{
    RECORD(FACTS, index, fact);
    fact->name = TEXT(FACTS, index, name);
    fact->base = TEXT(FACTS, index, base);
    fact->title = TEXT(FACTS, index, title);
    fact->layer = IMG_GET(i, FACTS, index, layer);
    fact->type = (cav_type)IMG_GET(i, FACTS, index, type);
    fact->fixed = IMG_GET(i, FACTS, index, fixed) != 0;
    fact->probed = IMG_GET(i, FACTS, index, nblocks) != 0;
    fact->subject = program->more->subject[index] != 0;
    fact->classes = IMG_GET(i, FACTS, index, classes);
    if (fact->type != CAV_NUMBER && fact->type != CAV_RELEASE)
        fact->values = IMG_GET(i, FACTS, index, npieces);
    return true;
}

const char *cav_fact_value(const cav_program *program, uint32_t fact, uint32_t value)
{
    cav_fact record;

    if (!cav_program_fact(program, fact, &record) || value >= record.values)
        return NULL;
    return img_text(&program->image,
                    IMG_GET(&program->image, PIECES,
                            IMG_GET(&program->image, FACTS, fact, pieces) + value, name));
}

bool cav_program_rule(const cav_program *program, uint32_t index, cav_rule *rule)
{
    RECORD(RULES, index, rule);
    rule->name = TEXT(RULES, index, name);
    rule->why = TEXT(RULES, index, why);
    rule->fix = TEXT(RULES, index, fix);
    rule->kind = (cav_rule_kind)IMG_GET(i, RULES, index, kind);
    rule->scope = IMG_GET(i, RULES, index, scope);
    rule->ncites = IMG_GET(i, RULES, index, ncites);
    rule->neffects = IMG_GET(i, RULES, index, neffects);
    rule->effects = IMG_GET(i, RULES, index, effects);
    rule->nreads = IMG_GET(i, RULES, index, nreads);
    rule->file = TEXT(FILES, IMG_GET(i, RULES, index, file), name);
    rule->line = IMG_GET(i, RULES, index, line);
    rule->column = IMG_GET(i, RULES, index, column);
    return true;
}

uint32_t cav_rule_cite(const cav_program *program, uint32_t rule, uint32_t k)
{
    const img *i = &program->image;

    if (rule >= img_count(i, IMG_RULES) || k >= IMG_GET(i, RULES, rule, ncites))
        return CAV_NONE;
    return IMG_GET(i, CITES, IMG_GET(i, RULES, rule, cites) + k, statement);
}

uint32_t cav_rule_read(const cav_program *program, uint32_t rule, uint32_t k)
{
    const img *i = &program->image;

    if (rule >= img_count(i, IMG_RULES) || k >= IMG_GET(i, RULES, rule, nreads))
        return CAV_NONE;
    return IMG_GET(i, READS, IMG_GET(i, RULES, rule, reads) + k, fact);
}

bool cav_program_effect(const cav_program *program, uint32_t index, cav_effect *effect)
{
    RECORD(EFFECTS, index, effect);
    effect->rule = IMG_GET(i, EFFECTS, index, rule);
    effect->level = (cav_level)IMG_GET(i, EFFECTS, index, level);
    effect->feature = IMG_GET(i, EFFECTS, index, feature);
    return true;
}

bool cav_program_statement(const cav_program *program, uint32_t index, cav_statement *statement)
{
    RECORD(STATEMENTS, index, statement);
    statement->name = TEXT(STATEMENTS, index, name);
    statement->heading = TEXT(HEADINGS, IMG_GET(i, STATEMENTS, index, heading), name);
    statement->heading_title = TEXT(HEADINGS, IMG_GET(i, STATEMENTS, index, heading), title);
    statement->gist = TEXT(STATEMENTS, index, gist);
    statement->no_rule = TEXT(STATEMENTS, index, no_rule);
    statement->line = IMG_GET(i, STATEMENTS, index, line);
    return true;
}

uint32_t cav_applies_cites(const cav_program *program)
{
    return IMG_GET(&program->image, META, 0, ncites);
}

uint32_t cav_applies_cite(const cav_program *program, uint32_t k)
{
    const img *i = &program->image;

    return k < IMG_GET(i, META, 0, ncites)
               ? IMG_GET(i, CITES, IMG_GET(i, META, 0, cites) + k, statement)
               : CAV_NONE;
}

bool cav_program_file(const cav_program *program, uint32_t index, cav_file *file)
{
    RECORD(FILES, index, file);
    file->name = TEXT(FILES, index, name);
    for (uint32_t k = 0; k < 32; k++) {
        const uint32_t word = img_field(i, IMG_FILES, index, IMG_FILES_h0 + k / 4);

        file->sha256[k] = (uint8_t)(word >> (24 - 8 * (k % 4)));
    }
    return true;
}

bool cav_program_impossible(const cav_program *program, uint32_t index, cav_impossible *impossible)
{
    RECORD(IMPOSSIBLE, index, impossible);
    impossible->reason = TEXT(IMPOSSIBLE, index, reason);
    impossible->file = TEXT(FILES, IMG_GET(i, IMPOSSIBLE, index, file), name);
    impossible->line = IMG_GET(i, IMPOSSIBLE, index, line);
    impossible->column = IMG_GET(i, IMPOSSIBLE, index, column);
    impossible->nreads = IMG_GET(i, IMPOSSIBLE, index, nreads);
    return true;
}

uint32_t cav_impossible_read(const cav_program *program, uint32_t impossible, uint32_t k)
{
    const img *i = &program->image;

    if (impossible >= img_count(i, IMG_IMPOSSIBLE) ||
        k >= IMG_GET(i, IMPOSSIBLE, impossible, nreads))
        return CAV_NONE;
    return IMG_GET(i, READS, IMG_GET(i, IMPOSSIBLE, impossible, reads) + k, fact);
}

bool cav_program_cond(const cav_program *program, uint32_t index, cav_cond *cond)
{
    RECORD(CONDS, index, cond);
    cond->owner = (cav_cond_owner)IMG_GET(i, CONDS, index, owner);
    cond->index = IMG_GET(i, CONDS, index, index);
    cond->role = (cav_cond_role)IMG_GET(i, CONDS, index, role);
    cond->kind = (cav_cond_kind)IMG_GET(i, CONDS, index, kind);
    cond->depth = IMG_GET(i, CONDS, index, depth);
    cond->text = TEXT(CONDS, index, text);
    cond->file = TEXT(FILES, IMG_GET(i, CONDS, index, file), name);
    cond->start = IMG_GET(i, CONDS, index, start);
    cond->end = IMG_GET(i, CONDS, index, end);
    cond->line = IMG_GET(i, CONDS, index, line);
    cond->column = IMG_GET(i, CONDS, index, column);
    cond->value = IMG_GET(i, CONDS, index, value);
    return true;
}

/* -- by name ----------------------------------------------------------------------------------- */

uint32_t cav_fact_find(const cav_program *program, const char *name)
{
    return program_find(&program->image, program->more->by_name, name);
}

/* The first record of a section whose text `field` is `name`. */
static uint32_t find(const img *i, img_section section, uint32_t field, const char *name)
{
    for (uint32_t k = 0; k < img_count(i, section); k++) {
        if (strcmp(img_text(i, img_field(i, section, k, field)), name) == 0)
            return k;
    }
    return CAV_NONE;
}

uint32_t cav_layer_find(const cav_program *program, const char *name)
{
    return find(&program->image, IMG_LAYERS, IMG_LAYERS_name, name);
}

uint32_t cav_feature_find(const cav_program *program, const char *name)
{
    return find(&program->image, IMG_FEATURES, IMG_FEATURES_name, name);
}

uint32_t cav_rule_find(const cav_program *program, const char *name)
{
    return find(&program->image, IMG_RULES, IMG_RULES_name, name);
}
