/* codes.c: see codes.h.
 *
 * It refuses to guess: what a spelling means is asked of record.h, and where a line's facts act on
 * each other (two subjects of derivation in one layer, a value that only one pack knows, facts
 * below a stated depth) it says so. Invariant: a kept value was read without an error.
 */
#include "codes.h"

#include "csv.h"

#include <stdlib.h>
#include <string.h>

enum {
    TABLE = 1 << 13,
    MEMORY = 1 << 20, /* of kept values, bytes */
    VALUE_MAX = 1024  /* bytes of a spelling; longer ones are not kept */
};

/* -- columns ---------------------------------------------------------------------------------- */

static int make_columns(codes *c)
{
    const fleet *f = c->fleet;
    cav_env env = tool_env(c->app);
    for (size_t i = 0; i < f->ncolumns; i++) {
        const fleet_column *about = &f->columns[i];
        cav_wide_column_free(c->columns[i]);
        cav_status status = cav_wide_column_new(&env, f->at[about->pack].wide, about->fact,
                                                about->width, &c->columns[i]);
        if (status)
            return tool_failed(c->app, status, "columns");
    }
    return TOOL_OK;
}

static void forget_values(codes *c)
{
    memset(c->table, 0, TABLE * sizeof(codes_value *));
    c->used = 0;
}

int codes_renew(codes *c)
{
    forget_values(c);
    c->full = false;
    return make_columns(c);
}

int codes_open(const fleet *f, app *a, codes *c)
{
    *c = (codes){.fleet = f, .app = a};
    c->facts = pool_alloc(&c->keep, f->packs.count + 1, sizeof(cav_facts *));
    c->columns = pool_alloc(&c->keep, f->ncolumns + 1, sizeof(cav_wide_column *));
    c->rows = pool_alloc(&c->keep, f->ncolumns + 1, sizeof(void *));
    c->table = pool_alloc(&c->keep, TABLE, sizeof(codes_value *));
    c->memory = pool_alloc(&c->keep, MEMORY, 1);
    c->told = pool_alloc(&c->keep, f->keys.count + 1, sizeof *c->told);
    for (size_t i = 0; i < f->ncolumns; i++)
        c->rows[i] = pool_alloc(&c->keep, FLEET_BATCH, f->columns[i].width);
    cav_env env = tool_env(a);
    for (size_t k = 0; k < f->packs.count; k++) {
        cav_status status = cav_facts_new(&env, f->packs.at[k].program, &c->facts[k]);
        if (status)
            return tool_failed(a, status, "facts");
    }
    return make_columns(c);
}

void codes_close(codes *c)
{
    if (!c->fleet)
        return;
    for (size_t k = 0; c->facts && k < c->fleet->packs.count; k++)
        cav_facts_free(c->facts[k]);
    for (size_t i = 0; c->columns && i < c->fleet->ncolumns; i++)
        cav_wide_column_free(c->columns[i]);
    pool_free(&c->keep);
}

void codes_clear(codes *c)
{
    for (size_t i = 0; i < c->fleet->ncolumns; i++) {
        const fleet_column *about = &c->fleet->columns[i];
        if (about->width == 1)
            memset(c->rows[i], (int)about->plain, FLEET_BATCH);
        for (uint32_t h = 0; about->width == 2 && h < FLEET_BATCH; h++)
            ((uint16_t *)c->rows[i])[h] = (uint16_t)about->plain;
    }
}

static void put(void *row, bool wide, uint32_t host, uint32_t code)
{
    if (wide)
        ((uint16_t *)row)[host] = (uint16_t)code;
    else
        ((uint8_t *)row)[host] = (uint8_t)code;
}

static void put_code(codes *c, uint32_t column, uint32_t host, uint32_t code)
{
    put(c->rows[column], c->fleet->columns[column].width == 2, host, code);
}

void codes_inputs(const codes *c, uint32_t k, cav_wide_input *inputs)
{
    for (size_t i = 0; i < c->fleet->ncolumns; i++)
        if (c->fleet->columns[i].pack == k)
            inputs[c->fleet->columns[i].fact] =
                (cav_wide_input){.codes = c->rows[i], .column = c->columns[i]};
}

/* -- what one spelling means ------------------------------------------------------------------ */

typedef struct meaning {
    codes_value value;
    codes_write *own, *derived;
} meaning;

/* {"L1":{"os":VALUE}}: a configuration that tells nothing else. */
static const char *alone(codes *c, uint32_t key, bool csv, const char *bytes, size_t size)
{
    pool *p = &c->app->pool;
    const char *name = c->fleet->keys.names[key], *dot = strchr(name, '.');
    const char *json = csv ? csv_value(c->fleet, p, key, bytes, size) : pool_copy(p, bytes, size);
    if (!dot)
        return pool_printf(p, "{\"%s\":%s}", name, json);
    return pool_printf(p, "{\"%.*s\":{\"%s\":%s}}", (int)(dot - name), name, dot + 1, json);
}

/* The code of one column, among the value's own or the derived ones. */
static bool add_code(codes *c, size_t i, uint32_t key, meaning *m)
{
    const fleet_column *about = &c->fleet->columns[i];
    const cav_facts *facts = c->facts[about->pack];
    bool own = about->key == key;
    uint32_t code = 0;
    if (about->key == CAV_NONE ||
        (!own && (about->wanted || !cav_facts_derived(facts, about->fact))))
        return true;
    if (cav_wide_column_code(c->columns[i], facts, &code)) {
        c->full = true;
        return false;
    }
    if (code == about->plain)
        return true;
    codes_write *to = own ? &m->own[m->value.nown++] : &m->derived[m->value.nderived++];
    *to = (codes_write){(uint32_t)i, about->key, (uint16_t)code, about->width == 2};
    return true;
}

/* Whether a pack that has the fact does not take the value, another does. */
static bool is_refused(const codes *c, uint32_t k, uint32_t key)
{
    uint32_t fact = cav_fact_find(c->fleet->packs.at[k].program, c->fleet->keys.names[key]);
    return fact != CAV_NONE && !cav_facts_value(c->facts[k], fact, 0) &&
           !cav_facts_reason(c->facts[k], fact);
}

static bool understand(codes *c, const record *r, uint32_t key, meaning *m)
{
    const fleet *f = c->fleet;
    codes_value *v = &m->value;
    v->depth = r->config.depth;
    v->told = key < f->vocab.count && r->config.facts[key].origin != ORIGIN_NONE;
    v->layer = v->told ? f->vocab.facts[key].fact.layer : 0;
    for (uint32_t k = 0; k < f->packs.count; k++) {
        if (v->depth < 0 && record_facts(r, k, c->facts[k]))
            return false;
        uint32_t depth = v->depth < 0 ? cav_facts_get_depth(c->facts[k]) : 0;
        if (depth > f->at[k].base && !v->depths)
            v->depths = pool_alloc(&c->app->pool, f->packs.count, 1);
        if (depth > f->at[k].base)
            v->depths[k] = (uint8_t)depth;
        v->odd |= v->told && is_refused(c, k, key);
        cav_fact fact;
        uint32_t index =
            v->told ? cav_fact_find(f->packs.at[k].program, f->keys.names[key]) : CAV_NONE;
        if (index != CAV_NONE && cav_program_fact(f->packs.at[k].program, index, &fact))
            v->subject |= fact.subject;
    }
    for (size_t i = 0; i < f->ncolumns && v->depth < 0; i++)
        if (!add_code(c, i, key, m))
            return false;
    return true;
}

/* -- keeping them ----------------------------------------------------------------------------- */

static void *take(codes *c, size_t size)
{
    size_t at = (c->used + 7) & ~(size_t)7;
    c->used = at + size;
    return c->memory + at;
}

static size_t bytes_of(const fleet *f, const codes_value *v, size_t size)
{
    return sizeof *v + (v->nown + v->nderived) * sizeof *v->writes + f->packs.count + size + 64;
}

static const codes_value *keep(codes *c, const meaning *m, const char *bytes)
{
    codes_value *v = take(c, sizeof *v);
    size_t own = m->value.nown, derived = m->value.nderived;
    codes_write *writes = take(c, (own + derived) * sizeof *writes);
    char *copy = take(c, m->value.size);
    *v = m->value;
    memcpy(writes, m->own, own * sizeof *writes);
    memcpy(writes + own, m->derived, derived * sizeof *writes);
    memcpy(copy, bytes, v->size);
    v->writes = writes;
    v->bytes = copy;
    if (v->depths) {
        uint8_t *depths = take(c, c->fleet->packs.count);
        memcpy(depths, m->value.depths, c->fleet->packs.count);
        v->depths = depths;
    }
    v->next = c->table[v->hash % TABLE];
    c->table[v->hash % TABLE] = v;
    return v;
}

static const codes_value *learn(codes *c, meaning *m, const char *bytes)
{
    codes_value *v = &m->value;
    const codes_value *kept = NULL;
    record r;
    pool quiet = {0};
    buf dropped = {.pool = &quiet}, *messages = c->app->messages;
    c->app->messages = &dropped;
    m->own = pool_alloc(&quiet, c->fleet->ncolumns + 1, sizeof *m->own);
    m->derived = pool_alloc(&quiet, c->fleet->ncolumns + 1, sizeof *m->derived);
    const char *text = alone(c, v->key, v->csv, bytes, v->size);
    if (!record_read(c->fleet, c->app, "", text, strlen(text), &r) &&
        understand(c, &r, v->key, m) && c->used + bytes_of(c->fleet, v, v->size) <= MEMORY)
        kept = keep(c, m, bytes);
    c->app->messages = messages;
    record_free(c->app, &r);
    pool_free(&quiet);
    return kept;
}

static bool is_same(const codes_value *v, word2 word, const char *bytes, size_t size)
{
    return word_same(v->word, word) && (size <= WORD_WHOLE || memcmp(v->bytes, bytes, size) == 0);
}

const codes_value *codes_find(codes *c, uint32_t key, bool csv, const char *bytes, size_t size)
{
    word2 word = word_of(bytes, size);
    uint32_t name = 2 * key + csv;
    uint32_t hash = word_hash(word, name * 4096 + (uint32_t)size);
    const codes_value *v = c->table[hash % TABLE];
    while (v && (v->name != name || v->size != size || !is_same(v, word, bytes, size)))
        v = v->next;
    if (v || size > VALUE_MAX || c->full || memchr(bytes, '\0', size))
        return v;
    meaning m = {.value = {.hash = hash,
                           .name = name,
                           .key = key,
                           .size = (uint32_t)size,
                           .csv = csv,
                           .word = word}};
    return learn(c, &m, bytes);
}

void codes_reserve(codes *c)
{
    if (c->used > MEMORY / 2)
        forget_values(c);
}

/* -- a host ----------------------------------------------------------------------------------- */

typedef struct so_far {
    int stated;
    uint32_t deepest;  /* layer told */
    uint64_t subjects; /* layers with a told subject */
    bool good;
} so_far;

static void note(codes *c, const codes_value *v, so_far *s)
{
    if (v->odd || (v->told && v->layer > 63))
        s->good = false;
    if (v->depth >= 0)
        s->stated = v->depth;
    if (!v->told)
        return;
    c->told[v->key] = c->line;
    if (v->layer > s->deepest)
        s->deepest = v->layer;
    if (v->subject && s->subjects >> v->layer & 1)
        s->good = false;
    if (v->subject)
        s->subjects |= 1ull << v->layer;
}

static uint32_t depth_of(const codes *c, const codes_value *const *values, size_t count, uint32_t k,
                         const so_far *s)
{
    uint32_t depth = c->fleet->at[k].base;
    if (s->stated >= 0)
        return (uint32_t)s->stated;
    for (size_t i = 0; i < count && s->deepest > c->fleet->base; i++)
        if (values[i]->depths && values[i]->depths[k] > depth)
            depth = values[i]->depths[k];
    return depth;
}

static void put_value(const codes *c, const codes_value *v, uint32_t host)
{
    void *const *rows = c->rows;
    const codes_write *w = v->writes, *end = w + v->nown;
    for (; w < end; w++)
        put(rows[w->column], w->wide, host, w->code);
    for (end += v->nderived; w < end; w++)
        if (c->told[w->key] != c->line)
            put(rows[w->column], w->wide, host, w->code);
}

bool codes_put(codes *c, const codes_value *const *values, size_t count, uint32_t host)
{
    so_far s = {.stated = -1, .good = true};
    c->line++;
    for (size_t i = 0; i < count; i++)
        note(c, values[i], &s);
    if (!s.good || (s.stated >= 0 && s.deepest > (uint32_t)s.stated))
        return false;
    for (size_t i = 0; i < count; i++)
        put_value(c, values[i], host);
    for (uint32_t k = 0; k < c->fleet->packs.count; k++)
        if (c->fleet->at[k].depth_column != CAV_NONE)
            put_code(c, c->fleet->at[k].depth_column, host,
                     c->fleet->at[k].depth_code[depth_of(c, values, count, k, &s)]);
    return true;
}

int codes_put_record(codes *c, const record *r, uint32_t host)
{
    const fleet *f = c->fleet;
    for (uint32_t k = 0; k < f->packs.count; k++) {
        int status = record_facts(r, k, c->facts[k]);
        if (status)
            return status;
    }
    for (uint32_t i = 0; i < f->ncolumns; i++) {
        uint32_t code;
        if (cav_wide_column_code(c->columns[i], c->facts[f->columns[i].pack], &code)) {
            c->full = true;
            return TOOL_OK;
        }
        put_code(c, i, host, code);
    }
    return TOOL_OK;
}
