/* map.c: see map.h. Open addressing, a power of two, at most half full. */
#include "map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

void map_init(map *m, arena *a)
{
    *m = (map){.arena = a};
}

static uint32_t hash(const char *key)
{
    uint32_t h = 2166136261u;

    for (; *key; key++)
        h = (h ^ (uint8_t)*key) * 16777619u;
    return h;
}

static map_slot *find(const map *m, const char *key)
{
    size_t at = hash(key) & (m->room - 1);

    while (m->slots[at].key && strcmp(m->slots[at].key, key))
        at = (at + 1) & (m->room - 1);
    return &m->slots[at];
}

void *map_get(const map *m, const char *key)
{
    return m->room ? find(m, key)->value : NULL;
}

static void grow(map *m)
{
    map old = *m;

    m->room = old.room ? 2 * old.room : 16;
    m->slots = arena_alloc(m->arena, m->room * sizeof *m->slots);
    for (size_t i = 0; i < old.room; i++)
        if (old.slots[i].key)
            *find(m, old.slots[i].key) = old.slots[i];
}

void *map_put(map *m, const char *key, void *value)
{
    map_slot *slot;

    if (2 * (m->count + 1) > m->room)
        grow(m);
    slot = find(m, key);
    if (slot->key)
        return slot->value;
    *slot = (map_slot){key, value};
    m->count++;
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *map_nearest(const map *m, const char *word)
{
    const char **keys = arena_alloc(m->arena, (m->count + 1) * sizeof *keys);
    size_t n = 0;

    for (size_t i = 0; i < m->room; i++)
        if (m->slots[i].key)
            keys[n++] = m->slots[i].key;
    qsort(keys, n, sizeof *keys, compare); /* the answer must not depend on slots */
    return diag_nearest(word, keys, n);
}
