/* map.h: a map from names to nodes, in the arena; never shrinks. Keys are borrowed. */
#ifndef MAP_H
#define MAP_H

#include "arena.h"

typedef struct map_slot { const char *key; void *value; } map_slot;
typedef struct map { arena *arena; map_slot *slots; size_t count, room; } map;

void map_init(map *m, arena *a);
void *map_get(const map *m, const char *key);          /* NULL: none */
void *map_put(map *m, const char *key, void *value);   /* the value that stood there already; NULL: put now */
/* The nearest key to `word` (a third of its length in edits), NULL: none near. */
const char *map_nearest(const map *m, const char *word);

#endif
