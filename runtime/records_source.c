/* records_source.c: where facts are read and how messages are written, for who describes a program.
 *
 * Refuses an index out of range with a record of zeros. Invariant: strings are the image's own.
 */
#include "program.h"

#include <string.h>

#define TEXT(ID, record, field) img_text(i, IMG_GET(i, ID, (record), field))

/* A piece of a translated message: its text is the language's own. */
static bool own_part(const img *i, uint32_t language, const uint8_t *parts, uint32_t count,
                     uint32_t k, cav_part *part)
{
    const uint8_t *p = parts + 4 * IMG_PIECE * (size_t)k;

    if (k >= count)
        return false;
    part->text = img_texts_get(img_language_at(i, language).own, img_get32(p));
    part->fact = img_get32(p + 4);
    return true;
}

bool cav_effect_part(const cav_program *program, uint32_t language, uint32_t effect, uint32_t k,
                     cav_part *part)
{
    const img *i = &program->image;
    const uint8_t *parts;
    uint32_t count;

    memset(part, 0, sizeof *part);
    if (effect >= img_count(i, IMG_EFFECTS))
        return false;
    if (img_language_message(i, language, effect, &parts, &count))
        return own_part(i, language, parts, count, k, part);
    if (k >= IMG_GET(i, EFFECTS, effect, nparts))
        return false;
    k += IMG_GET(i, EFFECTS, effect, parts);
    part->text = TEXT(PARTS, k, text);
    part->fact = IMG_GET(i, PARTS, k, fact);
    return true;
}

/* Source `k` of a fact: its record, its block as the fact counts them, and that block's record. */
typedef struct place {
    uint32_t source, block, record;
} place;

static bool find(const img *i, uint32_t fact, uint32_t k, place *out)
{
    const uint32_t blocks = fact < img_count(i, IMG_FACTS) ? IMG_GET(i, FACTS, fact, nblocks) : 0;

    for (out->block = 0; out->block < blocks; out->block++) {
        out->record = IMG_GET(i, FACTS, fact, blocks) + out->block;
        const uint32_t count = IMG_GET(i, BLOCKS, out->record, nsources);
        out->source = IMG_GET(i, BLOCKS, out->record, sources) + k;
        if (k < count)
            return true;
        k -= count;
    }
    return false;
}

/* Guards of the block that reach beyond this source. */
static uint32_t guards_around(const img *i, const place *at)
{
    uint32_t depth = 0;

    for (uint32_t s = IMG_GET(i, BLOCKS, at->record, sources); s < at->source; s++)
        depth += IMG_GET(i, SOURCES, s, kind) == CAV_SOURCE_GUARD &&
                 IMG_GET(i, SOURCES, s, end) > at->source;
    return depth;
}

static uint32_t count_cases(const img *i, uint32_t source)
{
    return IMG_GET(i, SOURCES, source, ncases) + (IMG_GET(i, SOURCES, source, npresent) > 0) +
           (IMG_GET(i, SOURCES, source, nabsent) > 0);
}

bool cav_fact_origin(const cav_program *program, uint32_t fact, uint32_t k, cav_origin *origin)
{
    const img *i = &program->image;
    place at;

    memset(origin, 0, sizeof *origin);
    if (!find(i, fact, k, &at))
        return false;
    origin->kind = (cav_source)IMG_GET(i, SOURCES, at.source, kind);
    origin->block = at.block;
    origin->observers = IMG_GET(i, BLOCKS, at.record, observers);
    origin->depth = guards_around(i, &at);
    origin->subject = TEXT(SOURCES, at.source, subject);
    origin->pattern = TEXT(SOURCES, at.source, pattern);
    origin->flags = IMG_GET(i, SOURCES, at.source, flags);
    origin->ncases = count_cases(i, at.source);
    return true;
}

/* Case `c` of a source, patterns first, then present, then absent; its values in *values. */
static bool find_case(const img *i, uint32_t source, uint32_t c, cav_case *out, uint32_t *values)
{
    const uint32_t patterns = IMG_GET(i, SOURCES, source, ncases);

    if (c >= count_cases(i, source))
        return false;
    if (c < patterns) {
        const uint32_t record = IMG_GET(i, SOURCES, source, cases) + c;
        out->pattern = TEXT(CASES, record, pattern);
        out->flags = IMG_GET(i, CASES, record, flags);
        out->nvalues = IMG_GET(i, CASES, record, nvalues);
        *values = IMG_GET(i, CASES, record, values);
    } else if (c == patterns && IMG_GET(i, SOURCES, source, npresent)) {
        out->kind = CAV_CASE_PRESENT;
        out->nvalues = IMG_GET(i, SOURCES, source, npresent);
        *values = IMG_GET(i, SOURCES, source, present);
    } else {
        out->kind = CAV_CASE_ABSENT;
        out->nvalues = IMG_GET(i, SOURCES, source, nabsent);
        *values = IMG_GET(i, SOURCES, source, absent);
    }
    return true;
}

bool cav_origin_case(const cav_program *program, uint32_t fact, uint32_t k, uint32_t c,
                     cav_case *out)
{
    uint32_t values;
    place at;

    memset(out, 0, sizeof *out);
    return find(&program->image, fact, k, &at) &&
           find_case(&program->image, at.source, c, out, &values);
}

const char *cav_case_value(const cav_program *program, uint32_t fact, uint32_t k, uint32_t c,
                           uint32_t v)
{
    const img *i = &program->image;
    cav_case found = {0};
    uint32_t values = 0;
    place at;

    if (!find(i, fact, k, &at) || !find_case(i, at.source, c, &found, &values) ||
        v >= found.nvalues)
        return NULL;
    return TEXT(VALUES, values + v, text);
}
