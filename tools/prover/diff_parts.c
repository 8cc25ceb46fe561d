/* diff_parts.c: a space too large to sweep, taken apart: facts that no effect reads together are
 * independent, and each part is swept while the others rest.
 *
 * At rest means: whatever features are wanted, both packs apply, call it possible, and no rule
 * restricts anything. A status is the worst that any part gives; so where no part differs with the
 * others at rest, nothing differs, and what differs there is a difference. Parts in which both packs
 * say the same by their structure (diff_same.c) are not swept. It refuses parts that are too large
 * and depths for which no rest was found, which is sought so far and no further. Invariant: the rest was judged with every set of wanted
 * features.
 */
#include "diff.h"

#include "../../runtime/program.h"

#include <string.h>

enum { WANTED_MAX = 8, TRIES = 8, ROUNDS = 4, FACT_WORK = 64 };
#define REST_WORK (UINT64_C(1) << 30) /* results computed and facts told in search of a rest */

typedef struct parting {
    diff *d;
    uint32_t *part; /* of a digit */
    uint32_t count;
    uint32_t wanted[WANTED_MAX]; /* digits that are questions */
    uint32_t nwanted;
    uint32_t results; /* of both programs */
    uint64_t seed, work;
    bool *changed; /* of a part: something in it is not the same on both sides */
} parting;

/* -- parts ------------------------------------------------------------------------------------ */

static void add_group(diff *d, unsigned side, uint32_t value, bool ***groups, size_t *count,
                      size_t *room)
{
    bool *reads = pool_alloc(&d->app->pool, d->space.count + 1, sizeof *reads);
    space_reads(&d->space, side, value, reads);
    *(bool **)pool_push(&d->app->pool, groups, count, room, sizeof reads) = reads;
}

/* Marks the part of what a cause reads; what reads no fact of any part changes all of them. */
static void mark_changed(parting *p, const bool *reads)
{
    uint32_t part = CAV_NONE;
    for (uint32_t k = 0; k < p->d->space.count; k++)
        if (reads[k] && p->part[k] != CAV_NONE)
            part = p->part[k];
    for (uint32_t k = 0; k < p->count; k++)
        p->changed[k] |= part == CAV_NONE || part == k;
}

/* `groups` in the order in which find_parts adds them. */
static void find_changed(parting *p, bool *const *groups)
{
    diff *d = p->d;
    bool all = !diff_same_applies(d);
    size_t g = 0;
    p->changed = pool_alloc(&d->app->pool, (size_t)p->count + 1, sizeof *p->changed);
    memset(p->changed, all, p->count);
    for (unsigned side = 0; side < 2; side++, g++) {
        const bool *changed = diff_changed_causes(d, side);
        for (size_t k = 0; k < d->side[side].ncauses; k++, g++)
            if (changed[k] && !all)
                mark_changed(p, groups[g]);
    }
}

static void find_parts(parting *p)
{
    diff *d = p->d;
    bool **groups = NULL;
    size_t count = 0, room = 0;
    for (unsigned side = 0; side < 2; side++) {
        for (size_t k = 0; k < d->side[side].ncauses; k++)
            add_group(d, side, d->side[side].causes[k].value, &groups, &count, &room);
        add_group(d, side, cav_wide_value(d->side[side].pack->program, CAV_WIDE_APPLIES, 0),
                  &groups, &count, &room);
    }
    p->part = pool_alloc(&d->app->pool, d->space.count + 1, sizeof *p->part);
    p->count = space_parts(&d->space, groups, count, p->part);
    find_changed(p, groups);
}

/* -- rest ------------------------------------------------------------------------------------- */

/* How loud the rules are, over all sets of wanted features; 0: at rest. */
static uint64_t loudness(parting *p, uint32_t *choice)
{
    diff *d = p->d;
    uint64_t loud = 0;
    unsigned state[2];
    for (uint32_t mask = 0; mask < 1u << p->nwanted; mask++) {
        p->work += d->space.count * FACT_WORK + p->results;
        for (uint32_t k = 0; k < p->nwanted; k++)
            choice[p->wanted[k]] = mask >> k & 1;
        if (!diff_judge(d, choice, CAV_NONE, state))
            return UINT64_MAX;
        for (unsigned side = 0; side < 2; side++)
            loud += state[side] >= CAV_LEVEL_COUNT ? 1000 : 0;
        loud += diff_loudness(d, false);
    }
    for (uint32_t k = 0; k < p->nwanted; k++)
        choice[p->wanted[k]] = SPACE_OPEN;
    return loud;
}

static uint32_t draw(parting *p, uint32_t below)
{
    p->seed = p->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((p->seed >> 33) % below);
}

/* Fact by fact to what is quietest. */
static bool settle(parting *p, uint32_t *choice)
{
    const space *s = &p->d->space;
    uint64_t best = loudness(p, choice);
    for (unsigned round = 0; best && round < ROUNDS; round++)
        for (uint32_t k = 1; best && k < s->count; k++) {
            uint32_t kept = choice[k];
            if (kept == SPACE_OPEN)
                continue;
            for (uint32_t c = 0; best && c < s->digits[k].found && p->work < REST_WORK; c++) {
                choice[k] = c;
                uint64_t here = loudness(p, choice);
                if (here < best) {
                    best = here;
                    kept = c;
                }
            }
            choice[k] = kept;
        }
    return best == 0;
}

/* Questions and facts below the depth stay open. */
static bool find_rest(parting *p, uint32_t depth, uint32_t *choice)
{
    const space *s = &p->d->space;
    for (unsigned attempt = 0; attempt < TRIES && p->work < REST_WORK; attempt++) {
        choice[0] = depth;
        for (uint32_t k = 1; k < s->count; k++)
            choice[k] = s->digits[k].layer == CAV_NONE || !space_alive(s, k, depth)
                            ? SPACE_OPEN
                            : draw(p, s->digits[k].found);
        if (settle(p, choice))
            return true;
    }
    return false;
}

/* -- sweeps ----------------------------------------------------------------------------------- */

static int sweep_part(parting *p, uint32_t part, const uint32_t *rest, bool *fits)
{
    diff *d = p->d;
    uint32_t *choice = space_choice(&d->space);
    uint64_t size, compared = 0, differing = 0, all = 0;
    for (uint32_t k = 0; k < d->space.count; k++)
        choice[k] = p->part[k] == part ? SPACE_OPEN : rest[k];
    *fits = space_size(&d->space, choice, false, &size) && size <= DIFF_SIZE_MAX / p->count;
    if (!*fits || !p->changed[part])
        return TOOL_OK;
    int status = diff_sweep_held(d, choice, true, &compared, &differing);
    if (!status && space_has_unfound(&d->space)) {
        status = diff_sweep_held(d, choice, false, &compared, &all);
        d->unfound += all - differing;
    }
    d->differing += differing;
    return status;
}

static bool list_wanted(parting *p)
{
    const space *s = &p->d->space;
    for (uint32_t k = 1; k < s->count; k++) {
        if (s->digits[k].layer != CAV_NONE)
            continue;
        if (p->nwanted == WANTED_MAX || s->digits[k].found != 2)
            return false;
        p->wanted[p->nwanted++] = k;
    }
    return true;
}

static uint32_t results_of(const diff *d, unsigned side)
{
    return IMG_GET(&d->side[side].pack->program->image, META, 0, results);
}

int diff_parts(diff *d, bool *done)
{
    parting p = {.d = d, .seed = 1, .results = results_of(d, DIFF_OLD) + results_of(d, DIFF_NEW)};
    int status = TOOL_OK;
    bool fits = space_can_sweep(&d->space) && list_wanted(&p);
    if (fits)
        find_parts(&p);
    fits = fits && p.count > 1;
    uint32_t *rest = space_choice(&d->space);
    for (uint32_t depth = 0; fits && !status && depth < d->space.digits[0].count; depth++) {
        fits = find_rest(&p, depth, rest);
        for (uint32_t part = 0; fits && !status && part < p.count; part++)
            status = sweep_part(&p, part, rest, &fits);
    }
    if (!fits) { /* what was gathered is not the whole: rule by rule then */
        d->ngroups = 0;
        d->places = NULL;
        d->differing = d->unfound = d->dropped = 0;
    }
    d->swept_parts = fits ? p.count : 0;
    *done = fits;
    return status;
}
