/* vocab.h: the words of all packs in hand as one vocabulary: layers, facts, features.
 *
 * A fact is valid if any pack declares it; two packs whose declarations differ are an error of the
 * rules. Questions (depth, use FEATURE) are not facts here.
 */
#ifndef VOCAB_H
#define VOCAB_H

#include "load.h"

typedef struct vocab_fact {
    cav_fact fact;        /* as its first pack declares it */
    uint32_t pack, index; /* that pack, and the fact there */
} vocab_fact;

typedef struct vocab {
    const packs *packs;
    vocab_fact *facts;
    size_t count, room;
    uint32_t **of; /* of[pack][fact of the pack]: fact here, CAV_NONE for a question */
    const char **layers;
    const char **layer_titles;
    size_t nlayers, rlayers, rtitles;
    const char **features;
    size_t nfeatures, rfeatures;
} vocab;

int vocab_make(app *a, const packs *p, vocab *out);
uint32_t vocab_find(const vocab *v, const char *fact); /* CAV_NONE: none */
uint32_t vocab_layer(const vocab *v, const char *name);
uint32_t vocab_feature(const vocab *v, const char *name);
/* What is wrong with an undeclared LAYER.FACT, and what was meant. */
const char *vocab_unknown(app *a, const vocab *v, const char *name);
const char *vocab_unknown_layer(app *a, const vocab *v, const char *name);
const char *vocab_unknown_feature(app *a, const vocab *v, const char *name);
/* Whether some fact's name starts with this and a dot. */
bool vocab_is_prefix(const vocab *v, const char *prefix);

#endif
