/* record.c: see record.h.
 *
 * It refuses what the reader of fact files refuses. Invariant: between two calls nothing is kept.
 */
#include "record.h"

#include "../caveat/json_in.h"

int record_read(const fleet *f, app *a, const char *place, const char *json, size_t size, record *r)
{
    *r = (record){0};
    int status = config_new(a, &f->vocab, &r->config);
    return status ? status : config_read_record(&r->config, place, json, size, &r->id);
}

void record_free(app *a, record *r)
{
    if (r->config.vocab)
        config_free(&r->config);
    *r = (record){0};
    pool_free(&a->pool);
}

int record_facts(const record *r, uint32_t k, cav_facts *facts)
{
    cav_facts_clear(facts);
    return config_apply(&r->config, k, facts);
}
