/* groups.h: what a whole object of a line means, kept by its bytes: one look instead of one for
 * each fact.
 *
 * Fleets repeat themselves: most hosts have a layer that another host had. A group is the values of
 * one object of the root put together; since facts act on each other inside a layer alone, it is a
 * value like others. Where objects hardly repeat, looking stops for a while.
 */
#ifndef FLEET_GROUPS_H
#define FLEET_GROUPS_H

#include "codes.h"

typedef struct group_table group_table;

group_table *groups_new(const fleet *f, pool *p);
void groups_free(group_table *g);
/* All are forgotten: the codes are new. */
void groups_clear(group_table *g);

/* The group of the object `bytes` under the root's step `step`; NULL: not kept, or not looked for.
 */
const codes_value *groups_find(group_table *g, uint32_t step, const char *bytes, size_t size);
/* Keeps what was not found: the values that its walk came to. */
void groups_keep(group_table *g, uint32_t step, const char *bytes, size_t size,
                 const codes_value *const *values, size_t count);

#endif
