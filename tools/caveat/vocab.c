/* vocab.c: one vocabulary of all packs, see vocab.h.
 *
 * It refuses packs that declare a fact, a layer or a product's version in two ways (status 3).
 * Invariant: facts stand in the order of the packs, then of their declarations.
 */
#include "vocab.h"

#include "lang.h"

#include <string.h>

static uint32_t index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (uint32_t)i;
    return CAV_NONE;
}

uint32_t vocab_layer(const vocab *v, const char *name)
{
    return index_of(v->layers, v->nlayers, name);
}

uint32_t vocab_feature(const vocab *v, const char *name)
{
    return index_of(v->features, v->nfeatures, name);
}

uint32_t vocab_find(const vocab *v, const char *fact)
{
    for (size_t k = 0; k < v->packs->count; k++) {
        uint32_t f = cav_fact_find(v->packs->at[k].program, fact);
        if (f != CAV_NONE)
            return v->of[k][f];
    }
    return CAV_NONE;
}

bool vocab_is_prefix(const vocab *v, const char *prefix)
{
    size_t n = strlen(prefix);
    for (size_t i = 0; i < v->count; i++)
        if (strncmp(v->facts[i].fact.name, prefix, n) == 0 && v->facts[i].fact.name[n] == '.')
            return true;
    return false;
}

/* -- what was meant ------------------------------------------------------------------------------
 */

const char *vocab_unknown_layer(app *a, const vocab *v, const char *name)
{
    return pool_printf(&a->pool, "unknown layer '%s'%s", name,
                       tool_hint(a, name, v->layers, v->nlayers));
}

const char *vocab_unknown_feature(app *a, const vocab *v, const char *name)
{
    return pool_printf(&a->pool, "unknown feature '%s'%s", name,
                       tool_hint(a, name, v->features, v->nfeatures));
}

const char *vocab_unknown(app *a, const vocab *v, const char *name)
{
    const char *dot = strchr(name, '.');
    char *layer =
        dot ? pool_copy(&a->pool, name, (size_t)(dot - name)) : pool_string(&a->pool, name);
    if (vocab_layer(v, layer) == CAV_NONE)
        return vocab_unknown_layer(a, v, layer);
    buf elsewhere = {.pool = &a->pool};
    const char **names = pool_alloc(&a->pool, v->count + 1, sizeof *names);
    for (size_t i = 0; i < v->count; i++) {
        names[i] = v->facts[i].fact.name;
        if (dot && strcmp(v->facts[i].fact.base, dot + 1) == 0)
            put_printf(&elsewhere, "%s%s", elsewhere.size ? ", " : "", names[i]);
    }
    if (elsewhere.size)
        return pool_printf(&a->pool, "no fact '%s' at %s; declared: %s", dot + 1, layer,
                           put_end(&elsewhere));
    return pool_printf(&a->pool, "unknown fact '%s'%s", name, tool_hint(a, name, names, v->count));
}

/* -- making it ------------------------------------------------------------------------------------
 */

static void push(app *a, const char ***list, size_t *count, size_t *room, const char *name)
{
    const char **slot = pool_push(&a->pool, list, count, room, sizeof *slot);
    *slot = name;
}

static int differ(app *a, const pack *p, const char *what, const char *name)
{
    return tool_fail(a, TOOL_RULES, "pack %s declares %s %s otherwise than the packs before it",
                     p->info.name, what, name);
}

static bool same_fact(const vocab *v, const vocab_fact *old, const pack *p, uint32_t index,
                      const cav_fact *fact)
{
    const cav_program *other = v->packs->at[old->pack].program;
    if (old->fact.type != fact->type || old->fact.layer != fact->layer ||
        old->fact.fixed != fact->fixed || old->fact.values != fact->values)
        return false;
    for (uint32_t i = 0; i < fact->values; i++)
        if (strcmp(cav_fact_value(p->program, index, i), cav_fact_value(other, old->index, i)) != 0)
            return false;
    return true;
}

static int add_facts(app *a, vocab *v, uint32_t k)
{
    const pack *p = &v->packs->at[k];
    cav_fact fact;
    v->of[k] = pool_alloc(&a->pool, (size_t)p->info.facts + 1, sizeof **v->of);
    for (uint32_t f = 0; f < p->info.facts; f++) {
        cav_program_fact(p->program, f, &fact);
        v->of[k][f] = CAV_NONE;
        if (fact.layer == CAV_NONE)
            continue;
        uint32_t old = CAV_NONE;
        for (uint32_t j = 0; j < k && old == CAV_NONE; j++) {
            uint32_t there = cav_fact_find(v->packs->at[j].program, fact.name);
            old = there == CAV_NONE ? CAV_NONE : v->of[j][there];
        }
        if (old == CAV_NONE) {
            old = (uint32_t)v->count;
            vocab_fact *slot = pool_push(&a->pool, &v->facts, &v->count, &v->room, sizeof *slot);
            *slot = (vocab_fact){fact, k, f};
        } else if (!same_fact(v, &v->facts[old], p, f, &fact)) {
            return differ(a, p, "fact", fact.name);
        }
        v->of[k][f] = old;
    }
    return TOOL_OK;
}

static int add_layers(app *a, vocab *v, const pack *p)
{
    cav_layer layer;
    for (uint32_t i = 0; i < p->info.layers; i++) {
        cav_program_layer(p->program, i, &layer);
        if (i < v->nlayers && strcmp(v->layers[i], layer.name) != 0)
            return differ(a, p, "layer", layer.name);
        if (i < v->nlayers)
            continue;
        push(a, &v->layers, &v->nlayers, &v->rlayers, layer.name);
        size_t count = i;
        push(a, &v->layer_titles, &count, &v->rtitles, lang_text(p, layer.title));
    }
    return TOOL_OK;
}

static void add_features(app *a, vocab *v, const pack *p)
{
    cav_feature feature;
    for (uint32_t i = 0; i < p->info.features; i++) {
        cav_program_feature(p->program, i, &feature);
        if (vocab_feature(v, feature.name) == CAV_NONE)
            push(a, &v->features, &v->nfeatures, &v->rfeatures, feature.name);
    }
}

/* A pack's product of this name; looked for at `guess` first, where packs of one vocabulary have it. */
static bool find_product(const pack *p, const char *name, uint32_t guess, cav_product *out)
{
    const uint32_t n = p->info.products;
    for (uint32_t i = 0; i < n; i++) {
        cav_program_product(p->program, (guess + i) % n, out);
        if (strcmp(out->name, name) == 0)
            return true;
    }
    return false;
}

/* A product's parts decide whether a version is complete, so packs must agree on them. */
static int judge_products(app *a, const vocab *v, uint32_t k)
{
    const pack *p = &v->packs->at[k];
    cav_product mine, theirs;
    for (uint32_t i = 0; k && i < p->info.products; i++) {
        cav_program_product(p->program, i, &mine);
        for (uint32_t j = 0; j < k; j++)
            if (find_product(&v->packs->at[j], mine.name, i, &theirs) && mine.parts != theirs.parts)
                return differ(a, p, "product", mine.name);
    }
    return TOOL_OK;
}

int vocab_make(app *a, const packs *p, vocab *out)
{
    int status = TOOL_OK;
    *out = (vocab){.packs = p, .of = pool_alloc(&a->pool, p->count + 1, sizeof *out->of)};
    for (uint32_t k = 0; k < p->count && !status; k++) {
        status = add_layers(a, out, &p->at[k]);
        if (!status)
            status = judge_products(a, out, k);
        if (!status)
            status = add_facts(a, out, k);
        add_features(a, out, &p->at[k]);
    }
    return status;
}
