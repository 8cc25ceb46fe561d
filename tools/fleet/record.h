/* record.h: one configuration read as `caveat check` reads a fact file: slow, and right by
 * construction.
 *
 * Everything else in this folder is measured against it.
 */
#ifndef FLEET_RECORD_H
#define FLEET_RECORD_H

#include "fleet.h"

#include "../caveat/config.h"

typedef struct record {
    config config;
    const char *id; /* as JSON, in the pool; NULL: none */
} record;

/* Everything is in a->pool, and messages go where a->messages says. Free it in any case; that
 * empties the pool. */
int record_read(const fleet *f, app *a, const char *place, const char *json, size_t size,
                record *out);
void record_free(app *a, record *r);

/* Sets pack k's facts, which are cleared first, to what the record says. */
int record_facts(const record *r, uint32_t k, cav_facts *facts);

#endif
