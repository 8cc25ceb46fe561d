/* diff_sweep.c: both packs swept in step over the same digits, and the lanes where they differ
 * gathered in groups.
 *
 * A block is compared plane by plane; only where something differs are its lanes split by what
 * gives them their status. Texts of which no example is known are swept in a second pass, whose
 * further differences are counted and not grouped. Invariant: bit n of a plane is the same
 * configuration on both sides.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 2000, PLACES = 4096, SEEDS_MAX = 4 };

typedef struct part { /* lanes of a block with the same causes so far */
    uint64_t *lanes;
    uint64_t hash;
    bool *by[2];
} part;

typedef struct lockstep {
    diff *d;
    const uint32_t *choice; /* names the depth */
    bool found;             /* only classes with examples; group them */
    cav_sweep *sweep[2];
    void *workspace[2];
    cav_sweep_block block[2];
    uint32_t words, lanes;
    uint64_t *differ; /* lanes whose pack, or a feature, differs */
    uint64_t *here;   /* of one subject */
    uint64_t *state[2];
    uint64_t *works;    /* of one rule */
    part *parts;        /* room for `lanes` */
    uint64_t ***inside; /* of a digit inside of blocks, of a class: its lanes */
    size_t nparts;
    uint64_t differing, compared;
} lockstep;

/* -- statuses of a block ---------------------------------------------------------------------- */

static const uint64_t *plane(const lockstep *x, unsigned side, size_t cause)
{
    return cav_sweep_plane(x->sweep[side], x->workspace[side], (uint32_t)cause);
}

static uint64_t lane_mask(const lockstep *x, uint32_t w)
{
    uint32_t left = x->lanes - w * 64;
    return left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
}

static uint64_t both_apply(const lockstep *x, uint32_t w)
{
    const cav_sweep_block *a = &x->block[0], *b = &x->block[1];
    return a->possible[w] & b->possible[w] & a->applies[w] & b->applies[w];
}

static void pack_differs(const lockstep *x, uint64_t *out)
{
    const cav_sweep_block *a = &x->block[0], *b = &x->block[1];
    for (uint32_t w = 0; w < x->words; w++)
        out[w] = (a->possible[w] ^ b->possible[w]) |
                 (a->possible[w] & b->possible[w] &
                  ((a->applies[w] ^ b->applies[w]) | (a->level[0][w] ^ b->level[0][w]) |
                   (a->level[1][w] ^ b->level[1][w]) | (a->level[2][w] ^ b->level[2][w])));
}

/* Adds lanes where some effect on the feature of at least this level fires. */
static void reach(const lockstep *x, unsigned side, uint32_t feature, unsigned level, uint64_t *out)
{
    const diff_side *s = &x->d->side[side];
    for (size_t k = 0; k < s->ncauses; k++) {
        if (s->causes[k].subject != feature || s->causes[k].state != level)
            continue;
        const uint64_t *p = plane(x, side, k);
        for (uint32_t w = 0; w < x->words; w++)
            out[w] |= p[w];
    }
}

static void feature_differs(const lockstep *x, uint32_t feature, uint64_t *out)
{
    size_t bytes = x->words * sizeof *out;
    memset(out, 0, bytes);
    memset(x->state[0], 0, bytes);
    memset(x->state[1], 0, bytes);
    for (unsigned level = CAV_LEVEL_COUNT - 1; level > CAV_SUPPORTED; level--) {
        reach(x, 0, feature, level, x->state[0]);
        reach(x, 1, feature, level, x->state[1]);
        for (uint32_t w = 0; w < x->words; w++)
            out[w] |= (x->state[0][w] ^ x->state[1][w]) & both_apply(x, w);
    }
}

/* Lanes where the subject has this status on this side. */
static void pack_state(const lockstep *x, unsigned side, unsigned state, uint64_t *out)
{
    const cav_sweep_block *b = &x->block[side];
    for (uint32_t w = 0; w < x->words; w++) {
        uint64_t here = b->possible[w] & b->applies[w];
        for (unsigned k = 0; k < 3; k++)
            here &= state >> k & 1 ? b->level[k][w] : ~b->level[k][w];
        out[w] = state == DIFF_NOT_APPLICABLE  ? b->possible[w] & ~b->applies[w]
                 : state == DIFF_CONTRADICTION ? ~b->possible[w] & lane_mask(x, w)
                                               : here;
    }
}

static void feature_state(const lockstep *x, unsigned side, uint32_t feature, unsigned state,
                          uint64_t *out)
{
    size_t bytes = x->words * sizeof *out;
    uint64_t *worse = x->parts[0].lanes; /* not in use yet */
    memset(out, 0, bytes);
    memset(worse, 0, bytes);
    if (state >= CAV_LEVEL_COUNT)
        return;
    for (unsigned level = CAV_LEVEL_COUNT - 1; level > state; level--)
        reach(x, side, feature, level, worse);
    if (state == CAV_SUPPORTED)
        memset(out, UINT8_MAX, bytes);
    else
        reach(x, side, feature, state, out);
    for (uint32_t w = 0; w < x->words; w++)
        out[w] &= ~worse[w] & both_apply(x, w);
}

static void state_lanes(const lockstep *x, unsigned side, uint32_t subject, unsigned state,
                        uint64_t *out)
{
    if (subject == CAV_NONE)
        pack_state(x, side, state, out);
    else
        feature_state(x, side, subject, state, out);
}

static bool any_lane(const lockstep *x, const uint64_t *lanes)
{
    uint64_t any = 0;
    for (uint32_t w = 0; w < x->words; w++)
        any |= lanes[w];
    return any != 0;
}

static uint64_t count_lanes(const lockstep *x, const uint64_t *lanes)
{
    uint64_t n = 0;
    for (uint32_t w = 0; w < x->words; w++)
        n += (uint64_t)__builtin_popcountll(lanes[w]);
    return n;
}

/* -- groups ----------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static part *part_at(lockstep *x, size_t k)
{
    part *p = &x->parts[k];
    if (!p->lanes) {
        p->lanes = pool_alloc(&x->d->app->pool, x->words, sizeof *p->lanes);
        for (unsigned side = 0; side < 2; side++)
            p->by[side] = pool_alloc(&x->d->app->pool, x->d->side[side].ncauses + 1, sizeof(bool));
    }
    return p;
}

/* Lanes where the cause, or one that it stands for, is at work. */
static const uint64_t *works_plane(const lockstep *x, unsigned side, size_t cause)
{
    const diff_side *s = &x->d->side[side];
    memset(x->works, 0, x->words * sizeof *x->works);
    for (size_t n = cause; n < s->ncauses && n <= cause + 3; n++) {
        if (s->causes[n].head != cause)
            continue;
        const uint64_t *p = plane(x, side, n);
        for (uint32_t w = 0; w < x->words; w++)
            x->works[w] |= p[w];
    }
    return x->works;
}

/* Splits each part into lanes where the cause is at work and where it is not. */
static void split_by(lockstep *x, unsigned side, size_t cause)
{
    const uint64_t *works = works_plane(x, side, cause);
    for (size_t k = 0, n = x->nparts; k < n; k++) {
        part *p = part_at(x, k);
        uint64_t yes = 0, no = 0;
        for (uint32_t w = 0; w < x->words; w++) {
            yes |= p->lanes[w] & works[w];
            no |= p->lanes[w] & ~works[w];
        }
        if (!yes)
            continue;
        if (no) {
            part *rest = part_at(x, x->nparts++);
            rest->hash = p->hash;
            for (unsigned i = 0; i < 2; i++)
                memcpy(rest->by[i], p->by[i], x->d->side[i].ncauses);
            for (uint32_t w = 0; w < x->words; w++) {
                rest->lanes[w] = p->lanes[w] & ~works[w];
                p->lanes[w] &= works[w];
            }
        }
        p->by[side][cause] = true;
        p->hash = mix(p->hash, cause * 2 + side + 1);
    }
}

static bool same_group(const diff *d, const diff_group *g, const part *p, uint32_t subject,
                       unsigned was, unsigned is)
{
    return g->hash == p->hash && g->subject == subject && g->state[0] == was && g->state[1] == is &&
           memcmp(g->by[0], p->by[0], d->side[0].ncauses) == 0 &&
           memcmp(g->by[1], p->by[1], d->side[1].ncauses) == 0;
}

static bool **seen_new(const diff *d)
{
    bool **seen = pool_alloc(&d->app->pool, d->space.count + 1, sizeof *seen);
    for (size_t k = 0; k < d->space.count; k++)
        seen[k] = pool_alloc(&d->app->pool, (size_t)d->space.digits[k].all + 1, sizeof(bool));
    return seen;
}

static diff_group *group_for(diff *d, const part *p, uint32_t subject, unsigned was, unsigned is)
{
    if (!d->places)
        d->places = pool_alloc(&d->app->pool, PLACES, sizeof *d->places);
    uint32_t place = p->hash % PLACES;
    for (; d->places[place]; place = (place + 1) % PLACES)
        if (same_group(d, &d->groups[d->places[place] - 1], p, subject, was, is))
            return &d->groups[d->places[place] - 1];
    if (d->ngroups == GROUPS_MAX)
        return NULL;
    diff_group *g = pool_push(&d->app->pool, &d->groups, &d->ngroups, &d->rgroups, sizeof *g);
    *g = (diff_group){.subject = subject, .state = {was, is}, .hash = p->hash};
    d->places[place] = (uint32_t)d->ngroups;
    for (unsigned side = 0; side < 2; side++) {
        g->by[side] = pool_alloc(&d->app->pool, d->side[side].ncauses + 1, sizeof(bool));
        memcpy(g->by[side], p->by[side], d->side[side].ncauses);
    }
    g->seen = seen_new(d);
    return g;
}

/* One configuration of each depth is kept, for an example. */
static void keep_seed(lockstep *x, diff_group *g, const part *p)
{
    uint32_t w = 0;
    if (g->nseeds == SEEDS_MAX || (g->nseeds && g->seeds[g->nseeds - 1][0] == x->choice[0]))
        return;
    while (!p->lanes[w])
        w++;
    uint64_t lane = 64 * (uint64_t)w + (uint64_t)__builtin_ctzll(p->lanes[w]);
    uint32_t *seed = pool_alloc(&x->d->app->pool, x->d->space.count + 1, sizeof *seed);
    space_at(&x->d->space, x->sweep[0], x->choice, x->block[0].first + lane, seed);
    *(uint32_t **)pool_push(&x->d->app->pool, &g->seeds, &g->nseeds, &g->rseeds, sizeof seed) =
        seed;
}

/* Marks the classes that the lanes have: of digits inside of blocks lane by lane, of others by the
 * block. */
static void see(const lockstep *x, const uint64_t *lanes, bool **seen)
{
    for (uint32_t k = 0; k < x->d->space.count; k++) {
        if (k == 0)
            seen[k][x->choice[0]] = true;
        if (k == 0 || x->choice[k] != SPACE_OPEN || !space_alive(&x->d->space, k, x->choice[0]))
            continue; /* held at rest says nothing */
        if (!x->inside[k]) {
            seen[k][cav_sweep_value(x->sweep[0], x->block[0].first, k)] = true;
            continue;
        }
        for (uint32_t c = 0; c < x->d->space.digits[k].found; c++) {
            uint64_t any = 0;
            for (uint32_t w = 0; w < x->words && !seen[k][c]; w++)
                any |= x->inside[k][c][w] & lanes[w];
            seen[k][c] |= any != 0;
        }
    }
}

static void add_parts(lockstep *x, uint32_t subject, unsigned was, unsigned is)
{
    for (size_t k = 0; k < x->nparts; k++) {
        part *p = &x->parts[k];
        diff_group *g = group_for(x->d, p, subject, was, is);
        uint64_t n = count_lanes(x, p->lanes);
        if (!g) {
            x->d->dropped += n;
            continue;
        }
        g->count += n;
        see(x, p->lanes, g->seen);
        keep_seed(x, g, p);
    }
}

/* The lanes in `here` whose status goes from one to another. */
static void group_change(lockstep *x, uint32_t subject, unsigned was, unsigned is)
{
    const unsigned state[2] = {was, is};
    part *first = part_at(x, 0);
    for (uint32_t w = 0; w < x->words; w++)
        first->lanes[w] = x->here[w] & x->state[0][w] & x->state[1][w];
    if (!any_lane(x, first->lanes))
        return;
    first->hash = mix(mix(subject, was), is);
    for (unsigned side = 0; side < 2; side++)
        memset(first->by[side], 0, x->d->side[side].ncauses);
    x->nparts = 1;
    for (unsigned side = 0; side < 2; side++)
        for (size_t k = 0; k < x->d->side[side].ncauses; k++) {
            const diff_cause *cause = &x->d->side[side].causes[k];
            if (cause->head == k && cause->subject == subject && cause->state == state[side])
                split_by(x, side, k);
        }
    add_parts(x, subject, was, is);
}

static void group_subject(lockstep *x, uint32_t subject)
{
    for (unsigned was = 0; was < DIFF_STATES; was++) {
        state_lanes(x, 0, subject, was, x->state[0]);
        for (uint32_t w = 0; w < x->words; w++)
            x->state[0][w] &= x->here[w];
        if (!any_lane(x, x->state[0]))
            continue;
        for (unsigned is = 0; is < DIFF_STATES; is++) {
            if (is == was)
                continue;
            state_lanes(x, 1, subject, is, x->state[1]);
            group_change(x, subject, was, is);
        }
    }
}

/* -- blocks ----------------------------------------------------------------------------------- */

static void compare_subject(lockstep *x, uint32_t subject)
{
    if (subject == CAV_NONE)
        pack_differs(x, x->here);
    else
        feature_differs(x, subject, x->here);
    if (!any_lane(x, x->here))
        return;
    for (uint32_t w = 0; w < x->words; w++)
        x->differ[w] |= x->here[w];
    if (x->found)
        group_subject(x, subject);
}

/* Where the packs are alike, configurations are only counted. */
static void compare_block(lockstep *x)
{
    memset(x->differ, 0, x->words * sizeof *x->differ);
    if (!x->d->alike)
        compare_subject(x, CAV_NONE);
    for (uint32_t f = 0; !x->d->alike && f < x->d->nfeatures; f++)
        compare_subject(x, f);
    x->differing += count_lanes(x, x->differ);
    for (uint32_t w = 0; w < x->words; w++)
        x->here[w] = x->block[0].possible[w] | x->block[1].possible[w];
    x->compared += count_lanes(x, x->here);
    if (x->found && any_lane(x, x->here))
        see(x, x->here, x->d->occurs);
}

/* -- sweeps ----------------------------------------------------------------------------------- */

static int make_sweep(lockstep *x, unsigned side, const cav_sweep_digit *digits, uint32_t lanes)
{
    diff *d = x->d;
    const diff_side *s = &d->side[side];
    uint32_t *values = pool_alloc(&d->app->pool, s->ncauses + 1, sizeof *values);
    cav_env env = tool_env(d->app);
    cav_sweep_info info;
    size_t nvalues = d->alike ? 0 : s->ncauses;
    for (size_t k = 0; k < nvalues; k++)
        values[k] = s->causes[k].value;
    cav_status status = cav_sweep_new(&env, s->pack->program,
                                      &(cav_sweep_options){.digits = digits,
                                                           .ndigits = (uint32_t)d->space.count,
                                                           .lanes = lanes,
                                                           .keep_order = side == 1,
                                                           .verdict = !d->alike,
                                                           .feature = CAV_NONE,
                                                           .values = values,
                                                           .nvalues = (uint32_t)nvalues},
                                      &x->sweep[side]);
    if (status)
        return tool_failed(d->app, status, tool_name(d->app, s->pack->path));
    cav_sweep_get(x->sweep[side], &info);
    x->workspace[side] = malloc(info.workspace);
    return x->workspace[side]
               ? TOOL_OK
               : tool_failed(d->app, CAV_NO_MEMORY, tool_name(d->app, s->pack->path));
}

static void *room(lockstep *x, size_t count, size_t size)
{
    return pool_alloc(&x->d->app->pool, count, size);
}

/* The lanes of each class of the digits that lie inside of blocks. */
static void find_inside(lockstep *x)
{
    x->inside = room(x, x->d->space.count + 1, sizeof *x->inside);
    for (uint32_t k = 0; k < x->d->space.count; k++) {
        uint32_t n = x->d->space.digits[k].all;
        uint64_t **of = NULL;
        for (uint32_t lane = 0; lane < x->lanes; lane++) {
            uint32_t value = cav_sweep_value(x->sweep[0], lane, k);
            if (!value && !of)
                continue;
            if (!of) {
                of = room(x, (size_t)n + 1, sizeof *of);
                for (uint32_t c = 0; c < n; c++)
                    of[c] = room(x, x->words, sizeof **of);
                lane = 0;
                value = cav_sweep_value(x->sweep[0], 0, k);
            }
            of[value][lane / 64] |= UINT64_C(1) << lane % 64;
        }
        x->inside[k] = of;
    }
}

static int open_sweeps(lockstep *x)
{
    size_t n = x->d->space.count;
    cav_sweep_digit *digits = room(x, n + 1, sizeof *digits);
    cav_sweep_digit *second = room(x, n + 1, sizeof *digits);
    cav_sweep_info info, other;
    space_sweep(&x->d->space, 0, x->choice, x->found, digits);
    int status = make_sweep(x, 0, digits, 0);
    if (status)
        return status;
    cav_sweep_get(x->sweep[0], &info);
    space_sweep(&x->d->space, 1, x->choice, x->found, digits);
    for (uint32_t k = 0; k < n; k++)
        second[k] = digits[cav_sweep_digit_at(x->sweep[0], k)];
    status = make_sweep(x, 1, second, info.lanes);
    if (status)
        return status;
    cav_sweep_get(x->sweep[1], &other);
    if (other.lanes != info.lanes || other.blocks != info.blocks)
        return tool_fail(x->d->app, TOOL_INTERNAL, "internal error: two sweeps out of step");
    x->lanes = info.lanes;
    x->words = (info.lanes + 63) / 64;
    x->differ = room(x, x->words, sizeof(uint64_t));
    x->here = room(x, x->words, sizeof(uint64_t));
    x->works = room(x, x->words, sizeof(uint64_t));
    x->state[0] = room(x, x->words, sizeof(uint64_t));
    x->state[1] = room(x, x->words, sizeof(uint64_t));
    x->parts = room(x, (size_t)x->lanes + 1, sizeof *x->parts);
    part_at(x, 0);
    if (x->found)
        find_inside(x);
    return TOOL_OK;
}

int diff_sweep_held(diff *d, const uint32_t *choice, bool found, uint64_t *compared,
                    uint64_t *differing)
{
    lockstep x = {.d = d, .choice = choice, .found = found};
    d->occurs = d->occurs ? d->occurs : seen_new(d);
    int status = open_sweeps(&x);
    if (!status) {
        cav_sweep_start(x.sweep[0], x.workspace[0], 0);
        cav_sweep_start(x.sweep[1], x.workspace[1], 0);
        while (cav_sweep_next(x.sweep[0], x.workspace[0], &x.block[0]) &&
               cav_sweep_next(x.sweep[1], x.workspace[1], &x.block[1]))
            compare_block(&x);
    }
    *compared += x.compared;
    *differing += x.differing;
    for (unsigned side = 0; side < 2; side++) {
        cav_sweep_free(x.sweep[side]);
        free(x.workspace[side]);
    }
    return status;
}

static int sweep_depth(diff *d, uint32_t depth, bool found, uint64_t *compared, uint64_t *differing)
{
    uint32_t *choice = space_choice(&d->space);
    choice[0] = depth;
    return diff_sweep_held(d, choice, found, compared, differing);
}

/* Digits that leave nothing to count through have no configuration. */
static bool is_empty(const diff *d, uint32_t depth, bool found)
{
    for (uint32_t k = 0; k < d->space.count; k++)
        if (space_alive(&d->space, k, depth) &&
            (found ? d->space.digits[k].found : d->space.digits[k].count) == 0)
            return true;
    return false;
}

int diff_sweep(diff *d)
{
    uint64_t all = 0, differing = 0;
    int status = TOOL_OK;
    d->compared = 0;
    for (uint32_t depth = 0; !status && depth < d->space.digits[0].count; depth++)
        if (!is_empty(d, depth, true))
            status = sweep_depth(d, depth, true, &d->compared, &d->differing);
    if (!space_has_unfound(&d->space))
        return status;
    for (uint32_t depth = 0; !status && depth < d->space.digits[0].count; depth++)
        if (!is_empty(d, depth, false))
            status = sweep_depth(d, depth, false, &all, &differing);
    d->unfound = differing - d->differing;
    return status;
}
