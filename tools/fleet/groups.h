/* groups.h: what a whole member of a line means, kept by its bytes: one look instead of one for
 * each fact, and nothing to scan.
 *
 * Fleets repeat themselves: most hosts have a layer that another host had. A group is the values of
 * one member of the root put together; since facts act on each other inside a layer alone, it is a
 * value like others. Where members hardly repeat, looking stops for a while.
 */
#ifndef FLEET_GROUPS_H
#define FLEET_GROUPS_H

#include "codes.h"

typedef struct group_table group_table;

enum { GROUP_PLACES = 32 }; /* of members in a line; those behind count as the last */

group_table *groups_new(const fleet *f, pool *p);
void groups_free(group_table *g);
/* All are forgotten: the codes are new. */
void groups_clear(group_table *g);

/* The group of the member `bytes` that stands at `place` in its line, and its step; NULL: not kept,
 * or not looked for. It lives until the next groups_keep. */
const codes_value *groups_find(group_table *g, unsigned place, const char *bytes, size_t size,
                               uint32_t *step);

/* A member that the scanner read, alone, as one of the root: key, colon and value. */
typedef struct group_about {
    unsigned place;
    uint32_t step;
    const char *bytes;
    size_t size;
} group_about;

/* Keeps what was not found: the values that its walk came to. */
void groups_keep(group_table *g, const group_about *about, const codes_value *const *values,
                 size_t count);

#endif
