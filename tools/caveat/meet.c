/* meet.c: what two statements about one fact leave possible, when both are true.
 *
 * Values are spelled canonically (config.h). Numbers meet as ranges, releases as version
 * prefixes, all else by equality. It refuses nothing: nothing left is the caller's contradiction.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct span {
    int64_t low, high;
} span;

static span number(const char *text)
{
    const char *dots = strstr(text, "..");
    if (!dots)
        return (span){strtoll(text, NULL, 10), strtoll(text, NULL, 10)};
    return (span){dots == text ? INT64_MIN : strtoll(text, NULL, 10),
                  dots[2] ? strtoll(dots + 2, NULL, 10) : INT64_MAX};
}

static const char *meet_numbers(pool *memory, const char *a, const char *b)
{
    span x = number(a), y = number(b);
    span m = {x.low > y.low ? x.low : y.low, x.high < y.high ? x.high : y.high};
    if (m.low > m.high)
        return NULL;
    if (m.low == x.low && m.high == x.high)
        return a;
    if (m.low == y.low && m.high == y.high)
        return b;
    return pool_printf(memory, "%" PRId64 "..%" PRId64, m.low, m.high);
}

typedef struct release {
    const char *name;
    size_t size;
    uint32_t parts[CAV_VERSION_PARTS];
    uint32_t count;
} release;

static release read_release(const char *text)
{
    release r = {.name = text, .size = strcspn(text, " ")};
    const char *at = text + r.size;
    while (*at && r.count < CAV_VERSION_PARTS) {
        char *end;
        r.parts[r.count++] = (uint32_t)strtoul(at + 1, &end, 10);
        at = end;
    }
    return r;
}

/* Parts of a complete version, from the first pack that declares the product. */
static uint32_t product_parts(const config *c, const release *r)
{
    cav_product product;
    for (size_t k = 0; k < c->vocab->packs->count; k++) {
        const pack *p = &c->vocab->packs->at[k];
        for (uint32_t i = 0; i < p->info.products; i++) {
            cav_program_product(p->program, i, &product);
            if (strlen(product.name) == r->size && strncmp(product.name, r->name, r->size) == 0)
                return product.parts;
        }
    }
    return 0;
}

/* A shorter version stands for all that start with it; a complete one for itself, with zeros. */
static const char *meet_releases(const config *c, const char *a, const char *b)
{
    release x = read_release(a), y = read_release(b);
    if (x.size != y.size || strncmp(x.name, y.name, x.size) != 0)
        return NULL;
    uint32_t parts = product_parts(c, &x);
    uint32_t nx = x.count >= parts ? CAV_VERSION_PARTS : x.count;
    uint32_t ny = y.count >= parts ? CAV_VERSION_PARTS : y.count;
    for (uint32_t i = 0; i < nx && i < ny; i++)
        if (x.parts[i] != y.parts[i])
            return NULL;
    return nx >= ny ? a : b;
}

static const char *meet_one(const config *c, cav_type type, const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return a;
    if (type == CAV_NUMBER)
        return meet_numbers(&c->app->pool, a, b);
    return type == CAV_RELEASE ? meet_releases(c, a, b) : NULL;
}

uint32_t config_meet(const config *c, cav_type type, const char *const *a, uint32_t na,
                     const char *const *b, uint32_t nb, const char **out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < na; i++)
        for (uint32_t j = 0; j < nb; j++) {
            const char *both = meet_one(c, type, a[i], b[j]);
            if (both)
                out[n++] = both;
        }
    return n;
}
