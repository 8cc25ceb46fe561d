/* fleet.c: the engines and names of one run, see fleet.h.
 *
 * It refuses what load_packs and vocab_make refuse. Invariant: every fact that an engine reads has
 * a column, and every column a code for a host that tells nothing.
 */
#include "fleet.h"

#include "module.h"
#include "verdict_text.h"

#include <string.h>

/* -- keys ------------------------------------------------------------------------------------- */

static void make_keys(fleet *f)
{
    pool *p = &f->app->pool;
    const vocab *v = &f->vocab;
    fleet_keys *k = &f->keys;
    k->depth = (uint32_t)v->count;
    k->here = k->depth + 1;
    k->uses = k->here + 1;
    k->count = k->uses + (uint32_t)v->nfeatures;
    k->names = pool_alloc(p, k->count, sizeof *k->names);
    for (size_t i = 0; i < v->count; i++)
        k->names[i] = v->facts[i].fact.name;
    k->names[k->depth] = "depth";
    k->names[k->here] = "here";
    for (size_t i = 0; i < v->nfeatures; i++)
        k->names[k->uses + i] = pool_printf(p, "uses.%s", v->features[i]);
}

/* -- steps ------------------------------------------------------------------------------------ */

static uint32_t hash_step(uint32_t node, const char *key, size_t size)
{
    return word_hash(word_of(key, size), node * 512 + (uint32_t)size);
}

const fleet_step *fleet_find(const fleet *f, uint32_t node, const char *key, size_t size)
{
    const fleet_steps *s = &f->steps;
    for (uint32_t at = hash_step(node, key, size) & s->mask; s->table[at];
         at = (at + 1) & s->mask) {
        const fleet_step *step = &s->at[s->table[at] - 1];
        if (step->node == node && step->size == size && memcmp(step->key, key, size) == 0)
            return step;
    }
    return NULL;
}

static fleet_step *find_or_add(fleet *f, uint32_t node, const char *key, size_t size)
{
    fleet_steps *s = &f->steps;
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i].node == node && s->at[i].size == size && memcmp(s->at[i].key, key, size) == 0)
            return &s->at[i];
    fleet_step *step = pool_push(&f->app->pool, &s->at, &s->count, &s->room, sizeof *step);
    *step = (fleet_step){node, (uint32_t)size, key, word_of(key, size), CAV_NONE, CAV_NONE};
    return step;
}

/* The paths of `name` from object `node` on: its dots may be steps, or not. Every name has few. */
static void add_paths(fleet *f, uint32_t node, const char *name, uint32_t key, uint32_t *nodes)
{
    find_or_add(f, node, name, strlen(name))->leaf = key;
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.')) {
        fleet_step *step = find_or_add(f, node, name, (size_t)(dot - name));
        if (step->into == CAV_NONE)
            step->into = ++*nodes;
        add_paths(f, step->into, dot + 1, key, nodes);
    }
}

static void index_steps(fleet *f)
{
    fleet_steps *s = &f->steps;
    size_t size = 64;
    while (size < 4 * s->count)
        size *= 2;
    s->mask = (uint32_t)size - 1;
    s->table = pool_alloc(&f->app->pool, size, sizeof *s->table);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t at = hash_step(s->at[i].node, s->at[i].key, s->at[i].size) & s->mask;
        while (s->table[at])
            at = (at + 1) & s->mask;
        s->table[at] = (uint32_t)i + 1;
    }
}

/* The root knows layers and own keys alone: "L1.os" is no key of it. */
static void make_steps(fleet *f)
{
    uint32_t nodes = 0;
    find_or_add(f, 0, "id", 2)->leaf = FLEET_ID; /* FLEET_ID_STEP */
    for (uint32_t k = 0; k < f->keys.count; k++) {
        const char *name = f->keys.names[k], *dot = strchr(name, '.');
        if (!dot) {
            find_or_add(f, 0, name, strlen(name))->leaf = k;
            continue;
        }
        fleet_step *step = find_or_add(f, 0, name, (size_t)(dot - name));
        if (step->into == CAV_NONE)
            step->into = ++nodes;
        uint32_t into = step->into;
        if (k >= f->keys.uses)
            find_or_add(f, into, dot + 1, strlen(dot + 1))->leaf = k;
        else
            add_paths(f, into, dot + 1, k, &nodes);
    }
    index_steps(f);
}

/* -- engines ---------------------------------------------------------------------------------- */

static void add_column(fleet *f, uint32_t k, uint32_t fact, const cav_fact *about)
{
    fleet_column *c = pool_push(&f->app->pool, &f->columns, &f->ncolumns, &f->rcolumns, sizeof *c);
    *c = (fleet_column){.pack = k, .fact = fact, .key = f->vocab.of[k][fact]};
    c->width = about->classes > 100 ? 2 : 1;
    c->wanted = about->type == CAV_WANTED;
    if (about->type == CAV_DEPTH)
        f->at[k].depth_column = (uint32_t)f->ncolumns - 1;
    if (c->wanted)
        c->key = f->keys.uses +
                 vocab_feature(&f->vocab, strchr(about->name, ' ') + 1); /* "use FEATURE" */
}

/* The codes of questions are those of classes, so any column of the fact hands out the same. */
static cav_status question_codes(fleet *f, uint32_t k, const cav_env *env)
{
    const pack *p = &f->packs.at[k];
    fleet_pack *own = &f->at[k];
    cav_facts *facts;
    cav_status status = cav_facts_new(env, p->program, &facts);
    own->depth_code = pool_alloc(&f->app->pool, f->vocab.nlayers + 1, sizeof *own->depth_code);
    own->base = status ? 0 : cav_facts_get_depth(facts);
    for (size_t i = 0; i < f->ncolumns && !status; i++) {
        fleet_column *c = &f->columns[i];
        cav_wide_column *column = NULL;
        if (c->pack != k || !(c->wanted || c->key == CAV_NONE))
            continue;
        status = cav_wide_column_new(env, own->wide, c->fact, c->width, &column);
        if (!status && c->wanted)
            status = cav_wide_column_code(column, facts, &c->plain);
        for (uint32_t d = 0; d < f->vocab.nlayers && !status && !c->wanted; d++) {
            status = cav_facts_depth(facts, d < p->info.layers ? d : p->info.layers - 1);
            if (!status)
                status = cav_wide_column_code(column, facts, &own->depth_code[d]);
        }
        cav_wide_column_free(column);
    }
    cav_facts_free(facts);
    return status;
}

static int make_engine(fleet *f, uint32_t k)
{
    const pack *p = &f->packs.at[k];
    fleet_pack *own = &f->at[k];
    cav_env env = tool_env(f->app);
    cav_wide_options wants = {.wants = CAV_WIDE_VERDICT | CAV_WIDE_EFFECTS |
                                       (f->features ? CAV_WIDE_FEATURES : 0u)};
    cav_fact about;
    cav_status status = cav_wide_new(&env, p->program, &wants, &own->wide);
    own->depth_column = CAV_NONE;
    own->groups = (p->info.effects + 7) / 8;
    for (uint32_t i = 0; i < p->info.facts && !status; i++)
        if (cav_wide_reads(own->wide, i) && cav_program_fact(p->program, i, &about))
            add_column(f, k, i, &about);
    if (!status)
        status = question_codes(f, k, &env);
    if (status)
        return tool_failed(f->app, status, p->info.name);
    if (!k || own->base < f->base)
        f->base = own->base;
    verdict_texts(f, k);
    return TOOL_OK;
}

int fleet_open(app *a, fleet *f)
{
    const options *o = &a->options;
    *f = (fleet){.app = a};
    f->features = o->given & OPT_FEATURES;
    f->missing = o->given & OPT_MISSING;
    f->format = strcmp(o->format, "csv") == 0       ? FLEET_CSV
                : strcmp(o->format, "summary") == 0 ? FLEET_SUMMARY
                                                    : FLEET_NDJSON;
    int status = load_packs(a, &o->rules, LOAD_PROGRAM, &f->packs);
    if (!status)
        status = vocab_make(a, &f->packs, &f->vocab);
    if (status)
        return status;
    make_keys(f);
    make_steps(f);
    f->at = pool_alloc(&a->pool, f->packs.count + 1, sizeof *f->at);
    for (uint32_t k = 0; k < f->packs.count && !status; k++)
        status = make_engine(f, k);
    module_open(f);
    return status;
}

source_reader fleet_reader(fleet *f)
{
    return (source_reader){csv_header, csv_is_header, arrow_find, arrow_columns, f};
}

void fleet_close(fleet *f)
{
    for (size_t k = 0; f->at && k < f->packs.count; k++)
        cav_wide_free(f->at[k].wide);
    module_close(f);
    load_free(&f->packs);
}
