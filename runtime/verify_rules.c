/* verify_rules.c: rules and their effects, the sources of facts, the source map.
 *
 * Proves: each rule's effects follow those of the rule before and name it; each block's sources and
 * each source's cases follow those before, so that work is linear in the image; guards end inside
 * their block and nest; a source has the fields of its kind and no others; conditions are in
 * preorder and name an owner that exists. Patterns of sources are not judged here: whoever compiles
 * them learns whether they are valid.
 */
#include "image_rows.h"

#define REFUSE(ID, record, field, why) \
    return img_refuse(c, IMG_##ID, (record), IMG_##ID##_##field, (why))

enum { GUARDS_MAX = 256, SOURCES_MAX = 1 << 20 };

cav_status img_verify_rules(const img_check *c)
{
    const img *i = c->image;
    uint32_t next = 0;

    for (uint32_t r = 0; r < img_count(i, IMG_RULES); r++) {
        const uint32_t n = IMG_GET(i, RULES, r, neffects);

        if (n != (IMG_GET(i, RULES, r, kind) == CAV_CONFLICT ? 2u : 1u))
            REFUSE(RULES, r, neffects, "a conflict has two effects, other rules one");
        if (IMG_GET(i, RULES, r, effects) != next)
            REFUSE(RULES, r, effects, "effects do not follow those of the rule before");
        for (uint32_t e = next; e < next + n; e++) {
            if (IMG_GET(i, EFFECTS, e, rule) != r)
                REFUSE(EFFECTS, e, rule, "not the rule that has this effect");
        }
        next += n;
    }
    if (next != img_count(i, IMG_EFFECTS))
        return img_refuse_raw(c, IMG_EFFECTS, 0, "effects of no rule");
    return CAV_OK;
}

/* -- sources ----------------------------------------------------------------------------------- */

static cav_status check_source(const img_check *c, uint32_t s)
{
    const img *i = c->image;
    const uint32_t kind = IMG_GET(i, SOURCES, s, kind);
    const bool guard = kind == CAV_SOURCE_GUARD, exists = kind == CAV_SOURCE_EXISTS;
    const bool cases = !guard && !exists && kind != CAV_SOURCE_OS_RELEASE;

    if ((IMG_GET(i, SOURCES, s, subject) == CAV_NONE) != (kind == CAV_SOURCE_OS_RELEASE))
        REFUSE(SOURCES, s, subject, "every source but os-release has a subject");
    if (guard != (IMG_GET(i, SOURCES, s, pattern) != CAV_NONE))
        REFUSE(SOURCES, s, pattern, "guards have a pattern, others have none");
    if (!guard && (IMG_GET(i, SOURCES, s, end) || IMG_GET(i, SOURCES, s, flags)))
        REFUSE(SOURCES, s, end, "only a guard covers others");
    if (!cases && IMG_GET(i, SOURCES, s, ncases))
        REFUSE(SOURCES, s, ncases, "cases of a source that has none");
    if (!exists && IMG_GET(i, SOURCES, s, npresent))
        REFUSE(SOURCES, s, npresent, "only `exists` has a value for present");
    if (!exists && kind != CAV_SOURCE_FILE && IMG_GET(i, SOURCES, s, nabsent))
        REFUSE(SOURCES, s, nabsent, "only `exists` and `file` have a value for absent");
    return CAV_OK;
}

/* Sources [first, end) of one block: a guard ends after itself, no later than those around it. */
static cav_status check_block(const img_check *c, uint32_t first, uint32_t end)
{
    uint32_t ends[GUARDS_MAX], depth = 0;

    for (uint32_t s = first; s < end; s++) {
        cav_status status = check_source(c, s);
        uint32_t to;

        if (status != CAV_OK)
            return status;
        while (depth && ends[depth - 1] <= s)
            depth--;
        if (IMG_GET(c->image, SOURCES, s, kind) != CAV_SOURCE_GUARD)
            continue;
        to = IMG_GET(c->image, SOURCES, s, end);
        if (to <= s || to > (depth ? ends[depth - 1] : end))
            REFUSE(SOURCES, s, end, "a guard does not end inside what surrounds it");
        if (depth == GUARDS_MAX)
            REFUSE(SOURCES, s, end, "guards nested too deeply");
        ends[depth++] = to;
    }
    return CAV_OK;
}

static cav_status check_cases(const img_check *c)
{
    const img *i = c->image;
    uint32_t next = 0;

    for (uint32_t s = 0; s < img_count(i, IMG_SOURCES); s++) {
        const uint32_t n = IMG_GET(i, SOURCES, s, ncases);

        if (n && IMG_GET(i, SOURCES, s, cases) != next)
            REFUSE(SOURCES, s, cases, "cases do not follow those of the source before");
        next += n;
    }
    return next == img_count(i, IMG_CASES) ? CAV_OK
                                           : img_refuse_raw(c, IMG_CASES, 0, "cases of no source");
}

/* Blocks may be shared by facts, so the work of gathering is bounded apart. */
static cav_status check_total(const img_check *c)
{
    const img *i = c->image;
    uint64_t total = 0;

    for (uint32_t f = 0; f < img_count(i, IMG_FACTS); f++) {
        const uint32_t first = IMG_GET(i, FACTS, f, blocks), n = IMG_GET(i, FACTS, f, nblocks);

        if (n) {
            const uint32_t last = first + n - 1;

            total += (uint64_t)IMG_GET(i, BLOCKS, last, sources) +
                     IMG_GET(i, BLOCKS, last, nsources) - IMG_GET(i, BLOCKS, first, sources) + n;
        }
        if (total > SOURCES_MAX)
            REFUSE(FACTS, f, nblocks, "more than 1048576 sources in all");
    }
    return CAV_OK;
}

static cav_status check_conds(const img_check *c)
{
    const img *i = c->image;
    const uint32_t limits[] = {img_count(i, IMG_RULES), img_count(i, IMG_FEATURES), 1,
                               img_count(i, IMG_IMPOSSIBLE), CAV_NONE};
    uint32_t depth = 0;

    for (uint32_t k = 0; k < img_count(i, IMG_CONDS); k++) {
        if (IMG_GET(i, CONDS, k, index) >= limits[IMG_GET(i, CONDS, k, owner)])
            REFUSE(CONDS, k, index, "no such owner");
        if (IMG_GET(i, CONDS, k, depth) > depth)
            REFUSE(CONDS, k, depth, "not in preorder");
        if (IMG_GET(i, CONDS, k, start) > IMG_GET(i, CONDS, k, end))
            REFUSE(CONDS, k, end, "ends before it starts");
        depth = IMG_GET(i, CONDS, k, depth) + 1;
    }
    return CAV_OK;
}

cav_status img_verify_sources(const img_check *c)
{
    const img *i = c->image;
    uint32_t next = 0;
    cav_status status = CAV_OK;

    for (uint32_t b = 0; b < img_count(i, IMG_BLOCKS); b++) {
        const uint32_t n = IMG_GET(i, BLOCKS, b, nsources);

        if (IMG_GET(i, BLOCKS, b, sources) != next)
            REFUSE(BLOCKS, b, sources, "sources do not follow those of the block before");
        status = check_block(c, next, next + n);
        if (status != CAV_OK)
            return status;
        next += n;
    }
    if (next != img_count(i, IMG_SOURCES))
        return img_refuse_raw(c, IMG_SOURCES, 0, "sources of no block");
    status = check_cases(c);
    if (status == CAV_OK)
        status = check_total(c);
    return status == CAV_OK ? check_conds(c) : status;
}
