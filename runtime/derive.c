/* derive.c: facts derived from another fact of the layer, by the sources `fact NAME { … }`.
 *
 * At load the sources are found and ordered, so that one pass over them settles chains. Refuses a
 * subject that is no fact of the same layer, a circle, and more than DERIVES_MAX of them. Sources
 * under a guard read files, so they are left to the gatherer. Invariant: a derived value holds
 * whichever of its subject's possible values is the true one; where that cannot be said (the
 * subject is partly known in a way that is not a list, a text matches no case, a limit was met) the
 * fact stays unknown.
 */
#include "facts.h"

#include "env.h"

#include <string.h>

enum { DERIVES_MAX = 4096, CASES_MAX = 8192, GROUPS = 10 };

/* -- at load ----------------------------------------------------------------------------------- */

/* The first source in [s, end) that derives and stands under no guard; or `end`. */
static uint32_t next_source(const img *i, uint32_t s, uint32_t end)
{
    while (s < end && IMG_GET(i, SOURCES, s, kind) != CAV_SOURCE_FACT)
        s = IMG_GET(i, SOURCES, s, kind) == CAV_SOURCE_GUARD ? IMG_GET(i, SOURCES, s, end) : s + 1;
    return s;
}

typedef struct walk {
    const img *image;
    uint32_t fact, block, source; /* source: CAV_NONE before the first of the block */
} walk;

/* Steps to the next deriving source of any fact; false when there is none left. */
static bool walk_next(walk *w)
{
    const img *i = w->image;

    for (; w->fact < img_count(i, IMG_FACTS); w->fact++, w->block = 0, w->source = CAV_NONE) {
        for (; w->block < IMG_GET(i, FACTS, w->fact, nblocks); w->block++, w->source = CAV_NONE) {
            const uint32_t b = IMG_GET(i, FACTS, w->fact, blocks) + w->block;
            const uint32_t first = IMG_GET(i, BLOCKS, b, sources);
            const uint32_t end = first + IMG_GET(i, BLOCKS, b, nsources);

            w->source = next_source(i, w->source == CAV_NONE ? first : w->source + 1, end);
            if (w->source < end)
                return true;
        }
    }
    return false;
}

cav_status derive_count(const cav_env *env, const img *i, uint32_t *derives, uint32_t *cases)
{
    walk w = {i, 0, 0, CAV_NONE};
    uint64_t n = 0;

    *derives = 0;
    while (walk_next(&w)) {
        n += IMG_GET(i, SOURCES, w.source, ncases);
        if (++*derives > DERIVES_MAX || n > CASES_MAX)
            return env_fail(env, CAV_BAD_IMAGE, "image: more than %d derived facts or %d cases",
                            DERIVES_MAX, CASES_MAX);
    }
    *cases = (uint32_t)n;
    return CAV_OK;
}

static cav_status find_all(const cav_env *env, const img *i, struct program_more *more)
{
    walk w = {i, 0, 0, CAV_NONE};
    uint32_t patterns = img_count(i, IMG_TESTS);

    for (uint32_t d = 0; walk_next(&w); d++) {
        const char *name = img_text(i, IMG_GET(i, SOURCES, w.source, subject));
        const uint32_t subject = program_find(i, more->by_name, name);

        if (subject == CAV_NONE || IMG_GET(i, FACTS, subject, type) >= CAV_DEPTH ||
            IMG_GET(i, FACTS, subject, layer) != IMG_GET(i, FACTS, w.fact, layer))
            return env_fail(env, CAV_BAD_IMAGE,
                            "image: SOURCES[%lu].subject: no fact %.60s at the layer of %.60s",
                            (unsigned long)w.source, name,
                            img_text(i, IMG_GET(i, FACTS, w.fact, name)));
        more->derives[d] = (program_derive){w.fact, subject, w.source, patterns};
        more->subject[subject] = 1;
        patterns += IMG_GET(i, SOURCES, w.source, ncases);
    }
    return CAV_OK;
}

/* How many sources from `d` on belong to its fact. */
static uint32_t group(const struct program_more *more, uint32_t d)
{
    uint32_t n = 1;

    while (d + n < more->nderives && more->derives[d + n].fact == more->derives[d].fact)
        n++;
    return n;
}

enum { IS_SUBJECT = 1, IS_WAITING = 2 };

static bool ready(const struct program_more *more, uint32_t d, uint32_t n)
{
    for (uint32_t k = d; k < d + n; k++) {
        if (more->subject[more->derives[k].subject] & IS_WAITING)
            return false;
    }
    return true;
}

/* Moves groups forward until each stands after those it derives from. */
static cav_status order_all(const cav_env *env, const img *i, struct program_more *more)
{
    program_derive *list = more->derives;

    for (uint32_t d = 0; d < more->nderives; d++)
        more->subject[list[d].fact] |= IS_WAITING;
    for (uint32_t at = 0; at < more->nderives;) {
        uint32_t d = at, n = group(more, d);

        while (!ready(more, d, n)) {
            d += n;
            if (d == more->nderives)
                return env_fail(env, CAV_BAD_IMAGE, "image: %.60s is derived from itself",
                                img_text(i, IMG_GET(i, FACTS, list[at].fact, name)));
            n = group(more, d);
        }
        more->subject[list[d].fact] &= IS_SUBJECT;
        for (uint32_t k = 0; k < n; k++) {
            const program_derive moved = list[d + k];

            memmove(list + at + 1, list + at, (d + k - at) * sizeof *list);
            list[at++] = moved;
        }
    }
    return CAV_OK;
}

cav_status derive_load(const cav_env *env, const img *i, struct program_more *more)
{
    const cav_status status = find_all(env, i, more);

    return status == CAV_OK ? order_all(env, i, more) : status;
}

/* -- when a fact is set ------------------------------------------------------------------------ */

/* Values collected from cases: texts one after another, NULs between. */
typedef struct pool {
    const cav_env *env;
    char *at;
    size_t size, room;
    uint32_t count;
    cav_status status;
} pool;

static bool reserve(pool *p, size_t more)
{
    size_t room = p->room ? p->room : 256;
    char *at;

    while (room - p->size < more)
        room *= 2;
    if (room == p->room)
        return true;
    at = env_resize(p->env, p->at, p->room, room);
    if (!at) {
        p->status = CAV_NO_MEMORY;
        return false;
    }
    p->at = at;
    p->room = room;
    return true;
}

/* False: longer than any value may be. */
static bool add_value(pool *p, const char *value, const char *subject, const text_capture *captures)
{
    const size_t size = text_expand(value, subject, captures, GROUPS, NULL, 0) + 1;

    if (size > CAV_TEXT_MAX + 1)
        return false;
    if (!reserve(p, size))
        return true;
    text_expand(value, subject, captures, GROUPS, p->at + p->size, size);
    p->size += size;
    p->count++;
    return true;
}

typedef enum answer { NO_VALUE, HAS_VALUE, CANNOT_SAY } answer;

/* The first case that matches one possible text of the subject decides for it. */
static answer derive_text(const cav_program *program, const program_derive *d, const char *text,
                          pool *p)
{
    const img *i = &program->image;
    const uint32_t first = IMG_GET(i, SOURCES, d->source, cases);
    text_capture captures[GROUPS];

    for (uint32_t k = 0; k < IMG_GET(i, SOURCES, d->source, ncases); k++) {
        const uint32_t values = IMG_GET(i, CASES, first + k, values);
        const uint32_t n = IMG_GET(i, CASES, first + k, nvalues);
        text_answer matched;
        const cav_status status = text_try(p->env, program->more->patterns[d->patterns + k], text,
                                           strlen(text), captures, GROUPS, &matched);

        if (status != CAV_OK)
            p->status = status;
        if (matched == TEXT_NO)
            continue;
        if (matched == TEXT_LIMIT || n > FACT_VALUES_MAX - p->count)
            return CANNOT_SAY;
        for (uint32_t v = values; v < values + n && p->status == CAV_OK; v++) {
            if (!add_value(p, img_text(i, IMG_GET(i, VALUES, v, text)), text, captures))
                return CANNOT_SAY;
        }
        return n ? HAS_VALUE : NO_VALUE;
    }
    return NO_VALUE;
}

static answer derive_source(const cav_facts *facts, const program_derive *d, pool *p)
{
    const fact_value *subject = fact_pending(facts, d->subject);
    uint32_t without = 0;

    if (!subject)
        return NO_VALUE;
    if (subject->count == 0 || !subject->complete)
        return CANNOT_SAY;
    for (uint32_t k = 0; k < subject->count; k++) {
        const answer a = derive_text(facts->program, d, subject->texts[k], p);

        if (a == CANNOT_SAY)
            return a;
        without += a == NO_VALUE;
    }
    if (without == subject->count)
        return NO_VALUE;
    return without ? CANNOT_SAY : HAS_VALUE;
}

static cav_status make_value(const cav_facts *facts, uint32_t fact, const pool *p, fact_value **out)
{
    const size_t bytes = p->count * sizeof(char *);
    const char **values = env_alloc(&facts->env, bytes);
    const char *text = p->at;
    cav_status status;

    if (!values)
        return CAV_NO_MEMORY;
    for (uint32_t k = 0; k < p->count; k++) {
        values[k] = text;
        text += strlen(text) + 1;
    }
    status = fact_value_new(facts, fact, values, p->count, true, out);
    env_free(&facts->env, values, bytes);
    return status == CAV_BAD_VALUE ? CAV_OK : status; /* it stays unknown */
}

/* The value that sources [d, d + n), all of one fact, give it; the first that yields one wins. */
static cav_status derive_fact(const cav_facts *facts, uint32_t d, uint32_t n, fact_value **out)
{
    const program_derive *list = facts->program->more->derives;
    pool p = {&facts->env, NULL, 0, 0, 0, CAV_OK};
    answer a = NO_VALUE;

    *out = NULL;
    for (uint32_t k = d; k < d + n && a == NO_VALUE; k++)
        a = derive_source(facts, &list[k], &p);
    if (p.status == CAV_OK && a == HAS_VALUE)
        p.status = make_value(facts, list[d].fact, &p, out);
    env_free(p.env, p.at, p.room);
    return p.status == CAV_OK ? CAV_OK
                              : env_fail(&facts->env, p.status, "no memory for a derived fact");
}

/* A fact told by the caller is left alone; so is one whose subjects did not change, unless it was
 * itself made unknown again. */
static bool is_due(const cav_facts *facts, uint32_t d, uint32_t n)
{
    const program_derive *list = facts->program->more->derives;
    const fact_slot *slot = &facts->slots[list[d].fact];

    if (slot->pending)
        return !slot->next_told;
    for (uint32_t k = d; k < d + n && !slot->told; k++) {
        if (facts->slots[list[k].subject].pending)
            return true;
    }
    return false;
}

cav_status derive_pending(cav_facts *facts)
{
    const struct program_more *more = facts->program->more;
    cav_status status = CAV_OK;

    for (uint32_t d = 0, n; d < more->nderives && status == CAV_OK; d += n) {
        fact_slot *slot = &facts->slots[more->derives[d].fact];

        n = group(more, d);
        if (!is_due(facts, d, n))
            continue;
        status = derive_fact(facts, d, n, &slot->next);
        slot->pending = status == CAV_OK;
        slot->next_told = false;
    }
    return status;
}
