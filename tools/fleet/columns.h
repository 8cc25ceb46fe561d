/* columns.h: what columns of a table are named by: id, depth, here, LAYER.FACT, uses.FEATURE. */
#ifndef FLEET_COLUMNS_H
#define FLEET_COLUMNS_H

#include "fleet.h"

/* The key of a name, FLEET_ID for the host's; CAV_NONE: there is none. */
uint32_t column_find(const fleet *f, const char *name, size_t size);
/* Puts the key of a name behind `count` others; a status, with a message that begins with `place`
 * where nothing declares it or it is among them. */
int column_add(const fleet *f, app *a, const char *place, const char *name, size_t size,
               uint32_t *columns, uint32_t count);

/* The object of a configuration that a key stands in: its length before the dot, 0 for the root. */
size_t column_object(const fleet *f, uint32_t key);
/* Whether two keys stand in one, which is not the root. */
bool column_same_object(const fleet *f, uint32_t a, uint32_t b);

#endif
