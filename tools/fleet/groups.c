/* groups.c: see groups.h.
 *
 * It refuses to keep a group whose meaning depends on the line: a value that is odd, two subjects
 * of derivation, a stated depth beside others. Invariant: a kept group has no derived codes left to
 * be replaced.
 */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 1 << 14,
    MEMORY = 2 << 20, /* of all groups; when it is used up all are forgotten */
    BYTES_MAX = 512,  /* of a member; longer ones are not kept */
    WRITES_MAX = 128,
    TRIES = 4096, /* after so many, is it worth it */
    PAUSE = 16 * TRIES
};

typedef struct group {
    codes_value value;
    uint32_t step;
    uint32_t room; /* of its memory */
} group;

typedef struct slot {
    uint64_t hash; /* 0: what it has is not to be found */
    group *group;  /* NULL: free */
} slot;

typedef struct worth {
    uint32_t tries, hits, pause;
} worth;

struct group_table {
    const fleet *fleet;
    slot slots[SLOTS];
    size_t used; /* bytes of groups */
    worth worth[GROUP_PLACES];
};

group_table *groups_new(const fleet *f, pool *p)
{
    group_table *g = pool_alloc(p, 1, sizeof *g);
    g->fleet = f;
    return g;
}

void groups_free(group_table *g)
{
    for (size_t i = 0; g && i < SLOTS; i++)
        free(g->slots[i].group);
}

void groups_clear(group_table *g)
{
    for (size_t i = 0; i < SLOTS; i++)
        g->slots[i].hash = 0;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h ^= word;
    return (h << 29 | h >> 35) * 0x9e3779b97f4a7c15u;
}

/* Two lanes, for their products to go on side by side; never 0. */
static uint64_t hash_member(const char *bytes, size_t size)
{
    uint64_t a = size, b = ~(uint64_t)size, words[2];
    for (; size > WORD_WHOLE; bytes += sizeof words, size -= sizeof words) {
        memcpy(words, bytes, sizeof words);
        a = mix(a, words[0]);
        b = mix(b, words[1]);
    }
    word2 rest = word_of(bytes, size);
    a = mix(mix(a, rest.first), mix(b, rest.last));
    return (a ^ a >> 32) | 1;
}

static slot *slot_of(group_table *g, uint64_t hash)
{
    return &g->slots[hash >> 8 & (SLOTS - 1)];
}

static worth *worth_of(group_table *g, unsigned place)
{
    return &g->worth[place < GROUP_PLACES ? place : GROUP_PLACES - 1];
}

static bool is_same(const group *kept, const char *bytes, size_t size)
{
    return kept->value.size == size && memcmp(kept->value.bytes, bytes, size) == 0;
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

const codes_value *groups_find(group_table *g, unsigned place, const char *bytes, size_t size,
                               uint32_t *step)
{
    worth *w = worth_of(g, place);
    if (size > BYTES_MAX || !is_worth(w))
        return NULL;
    uint64_t hash = hash_member(bytes, size);
    const slot *s = slot_of(g, hash);
    if (s->hash != hash || !is_same(s->group, bytes, size))
        return NULL;
    w->hits++;
    *step = s->group->step;
    return &s->group->value;
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
    if (v->odd || to->depth >= 0 || (to->told && v->told && v->layer != to->layer))
        return false;
    if (v->told)
        to->layer = v->layer;
    to->told |= v->told;
    to->depth = v->depth;
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

/* Memory for a group of `need` bytes in the slot; false: there is none. */
static bool make_room(group_table *g, slot *s, size_t need)
{
    size_t room = s->group ? s->group->room : 0;
    if (need > room && g->used + need - room > MEMORY) {
        forget(g);
        room = 0;
    }
    if (need <= room)
        return true;
    group *more = realloc(s->group, need);
    if (!more)
        return false;
    s->group = more;
    more->room = (uint32_t)need;
    g->used += need - room;
    return true;
}

/* One block: the group, its writes, depths and bytes. */
static void store(slot *s, const merged *m, size_t npacks, const group_about *about)
{
    size_t writes = m->value.nown * sizeof *m->writes, depths = m->value.depths ? npacks : 0;
    codes_value *v = &s->group->value;
    char *at = (char *)(s->group + 1);
    *v = m->value;
    v->size = (uint32_t)about->size;
    v->writes = memcpy(at, m->writes, writes);
    v->depths = depths ? memcpy(at + writes, m->depths, depths) : NULL;
    v->bytes = memcpy(at + writes + depths, about->bytes, about->size);
    s->group->step = about->step;
}

void groups_keep(group_table *g, const group_about *about, const codes_value *const *values,
                 size_t count)
{
    merged m;
    size_t npacks = g->fleet->packs.count;
    if (about->size > BYTES_MAX || worth_of(g, about->place)->pause || !merge(g, &m, values, count))
        return;
    uint64_t hash = hash_member(about->bytes, about->size);
    slot *s = slot_of(g, hash);
    s->hash = 0;
    if (make_room(g, s, sizeof(group) + m.value.nown * sizeof *m.writes + npacks + about->size)) {
        store(s, &m, npacks, about);
        s->hash = hash;
    }
}
