/* groups.c: see groups.h.
 *
 * It refuses to keep a group whose meaning depends on the line: a value that is odd, a stated
 * depth, two subjects of derivation. Invariant: a kept group has no derived codes left to be
 * replaced.
 */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 1 << 14,
    MEMORY = 2 << 20, /* of all groups; when it is used up all are forgotten */
    BYTES_MAX = 512,  /* of an object; longer ones are not kept */
    WRITES_MAX = 128,
    TRIES = 4096, /* after so many, is it worth it */
    PAUSE = 16 * TRIES
};

typedef struct slot {
    uint64_t hash;
    uint32_t step;
    codes_value *value; /* NULL: free */
    size_t room;        /* of its memory */
} slot;

typedef struct worth {
    uint32_t tries, hits, pause;
} worth;

struct group_table {
    const fleet *fleet;
    slot slots[SLOTS];
    size_t used;  /* bytes of groups */
    worth *worth; /* by step */
};

group_table *groups_new(const fleet *f, pool *p)
{
    group_table *g = pool_alloc(p, 1, sizeof *g);
    g->fleet = f;
    g->worth = pool_alloc(p, f->steps.count + 1, sizeof *g->worth);
    return g;
}

void groups_free(group_table *g)
{
    for (size_t i = 0; g && i < SLOTS; i++)
        free(g->slots[i].value);
}

void groups_clear(group_table *g)
{
    for (size_t i = 0; i < SLOTS; i++)
        g->slots[i].step = CAV_NONE;
}

static uint64_t hash_object(uint32_t step, const char *bytes, size_t size)
{
    uint64_t h = (step + 1) * 0x9e3779b97f4a7c15u ^ size, word;
    for (; size >= 8; bytes += 8, size -= 8) {
        memcpy(&word, bytes, 8);
        h = (h ^ word) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    word2 rest = word_of(bytes, size);
    h = (h ^ rest.first ^ rest.last << 32) * 0xff51afd7ed558ccdu;
    return h ^ h >> 32;
}

/* Whether to look at all. */
static bool is_worth(worth *w)
{
    if (w->pause)
        return --w->pause == 0;
    if (++w->tries < TRIES)
        return true;
    if (w->hits < TRIES / 4)
        w->pause = PAUSE;
    w->tries = w->hits = 0;
    return true;
}

const codes_value *groups_find(group_table *g, uint32_t step, const char *bytes, size_t size)
{
    worth *w = &g->worth[step];
    if (size > BYTES_MAX || !is_worth(w))
        return NULL;
    uint64_t hash = hash_object(step, bytes, size);
    const slot *s = &g->slots[hash % SLOTS];
    if (!s->value || s->hash != hash || s->step != step || s->value->size != size ||
        memcmp(s->value->bytes, bytes, size) != 0)
        return NULL;
    w->hits++;
    return s->value;
}

/* -- putting values together ------------------------------------------------------------------ */

typedef struct merged {
    codes_value value;
    codes_write writes[WRITES_MAX];
    uint8_t depths[64];
    uint32_t subjects;
} merged;

static bool is_told(const codes_value *const *values, size_t count, uint32_t key)
{
    for (size_t i = 0; i < count; i++)
        if (values[i]->told && values[i]->key == key)
            return true;
    return false;
}

static bool add_writes(merged *m, const codes_value *v, const codes_value *const *values,
                       size_t count)
{
    for (uint32_t w = 0; w < v->nown + v->nderived; w++) {
        if (w >= v->nown && is_told(values, count, v->writes[w].key))
            continue;
        if (m->value.nown == WRITES_MAX)
            return false;
        m->writes[m->value.nown++] = v->writes[w];
    }
    return true;
}

static bool add_value(merged *m, const codes_value *v, size_t npacks)
{
    codes_value *to = &m->value;
    if (v->odd || v->depth >= 0 || (to->told && v->told && v->layer != to->layer))
        return false;
    if (v->told)
        to->layer = v->layer;
    to->told |= v->told;
    m->subjects += v->subject;
    for (size_t k = 0; v->depths && k < npacks; k++)
        m->depths[k] = v->depths[k] > m->depths[k] ? v->depths[k] : m->depths[k];
    if (v->depths)
        to->depths = m->depths;
    return m->subjects < 2;
}

static bool merge(const group_table *g, merged *m, const codes_value *const *values, size_t count)
{
    size_t npacks = g->fleet->packs.count;
    m->value = (codes_value){.depth = -1, .key = g->fleet->keys.count};
    m->subjects = 0;
    memset(m->depths, 0, sizeof m->depths);
    if (npacks > sizeof m->depths)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!add_value(m, values[i], npacks) || !add_writes(m, values[i], values, count))
            return false;
    return true;
}

static void forget(group_table *g)
{
    groups_free(g);
    memset(g->slots, 0, sizeof g->slots);
    g->used = 0;
}

/* One block: the value, its writes, depths and bytes. */
static void store(group_table *g, slot *s, const merged *m, size_t npacks, const char *bytes,
                  size_t size)
{
    size_t writes = m->value.nown * sizeof *m->writes, depths = m->value.depths ? npacks : 0;
    size_t need = sizeof m->value + writes + depths + size;
    if (need > s->room && g->used + need - s->room > MEMORY)
        forget(g);
    if (need > s->room) {
        codes_value *more = realloc(s->value, need);
        if (!more)
            return;
        s->value = more;
        g->used += need - s->room;
        s->room = need;
    }
    char *at = (char *)(s->value + 1);
    *s->value = m->value;
    s->value->size = (uint32_t)size;
    s->value->writes = memcpy(at, m->writes, writes);
    s->value->depths = depths ? memcpy(at + writes, m->depths, depths) : NULL;
    s->value->bytes = memcpy(at + writes + depths, bytes, size);
}

void groups_keep(group_table *g, uint32_t step, const char *bytes, size_t size,
                 const codes_value *const *values, size_t count)
{
    merged m;
    if (size > BYTES_MAX || g->worth[step].pause || !merge(g, &m, values, count))
        return;
    uint64_t hash = hash_object(step, bytes, size);
    slot *s = &g->slots[hash % SLOTS];
    s->step = CAV_NONE; /* until it is whole */
    store(g, s, &m, g->fleet->packs.count, bytes, size);
    if (s->value && s->value->size == size && memcmp(s->value->bytes, bytes, size) == 0) {
        s->hash = hash;
        s->step = step;
    }
}
