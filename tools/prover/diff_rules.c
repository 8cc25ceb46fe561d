/* diff_rules.c: the two packs compared effect by effect, each over the facts that it reads itself.
 *
 * For notes, which no status shows, always; for everything where the whole product is too large.
 * Where all effects agree, so do the verdicts: that is a proof. Where one differs, a configuration
 * is sought in which a verdict differs too, other rules being quiet; none found proves nothing, and
 * the report says so. It refuses nothing. Invariant: a part that is DIFF_SAME was swept completely.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

enum { STARTS = 12, ROUNDS = 3 };
#define SEEK_MAX (UINT64_C(1) << 22) /* facts set while seeking one difference */
#define PART_MAX (UINT64_C(1) << 32) /* configurations of one effect */

typedef enum pair_kind {
    PAIR_EFFECTS, /* of the same level and feature: values must agree */
    PAIR_UNLIKE,  /* no partner, or one of another level or feature: none may hold */
    PAIR_APPLIES,
    PAIR_IMPOSSIBLE
} pair_kind;

typedef struct pair { /* results that must agree, of each side */
    const char *name;
    pair_kind kind;
    bool note;
    space_list value[2];
} pair;

typedef struct run {
    diff *d;
    const pair *pair;
    diff_part *part;
    space_side side[2];
    space space;
} run;

/* -- sweeping a pair -------------------------------------------------------------------------- */

typedef struct half {
    cav_sweep *sweep;
    void *workspace;
    cav_sweep_block block;
} half;

static int open_half(run *r, unsigned side, const cav_sweep_digit *digits, uint32_t lanes, half *h)
{
    app *a = r->d->app;
    cav_env env = tool_env(a);
    cav_sweep_info info;
    const space_list *v = &r->pair->value[side];
    cav_status status = cav_sweep_new(&env, r->side[side].program,
                                      &(cav_sweep_options){.digits = digits,
                                                           .ndigits = (uint32_t)r->space.count,
                                                           .lanes = lanes,
                                                           .keep_order = true,
                                                           .feature = CAV_NONE,
                                                           .values = v->at,
                                                           .nvalues = (uint32_t)v->count},
                                      &h->sweep);
    if (status)
        return tool_failed(a, status, r->pair->name);
    cav_sweep_get(h->sweep, &info);
    h->workspace = malloc(info.workspace);
    return h->workspace ? TOOL_OK : tool_failed(a, CAV_NO_MEMORY, r->pair->name);
}

static uint64_t word_of(const run *r, const half *h, unsigned side, uint32_t k, uint32_t w)
{
    return k < r->pair->value[side].count ? cav_sweep_plane(h->sweep, h->workspace, k)[w] : 0;
}

/* Lanes of one word that differ; those that both sides call impossible do not count. */
static uint64_t differing_word(const run *r, const half h[2], uint32_t w)
{
    const cav_sweep_block *a = &h[0].block, *b = &h[1].block;
    uint64_t differ = 0;
    size_t n = r->pair->value[0].count > r->pair->value[1].count ? r->pair->value[0].count
                                                                 : r->pair->value[1].count;
    if (r->pair->kind == PAIR_IMPOSSIBLE)
        return a->possible[w] ^ b->possible[w];
    if (r->pair->kind == PAIR_APPLIES)
        differ = a->applies[w] ^ b->applies[w];
    for (uint32_t k = 0; k < n && r->pair->kind != PAIR_APPLIES; k++) {
        uint64_t x = word_of(r, &h[0], 0, k, w), y = word_of(r, &h[1], 1, k, w);
        differ |= r->pair->kind == PAIR_EFFECTS ? x ^ y : x | y;
    }
    return differ & (a->possible[w] | b->possible[w]);
}

/* What an example shows: does the effect fire, does the pack apply, is it possible. */
static bool shown(const run *r, const half *h, unsigned side, uint32_t w, uint64_t lane)
{
    uint64_t word = r->pair->kind == PAIR_IMPOSSIBLE ? h->block.possible[w]
                    : r->pair->kind == PAIR_APPLIES  ? h->block.applies[w]
                                                     : word_of(r, h, side, 0, w);
    return word >> lane % 64 & 1;
}

static void keep_example(run *r, const half h[2], const uint32_t *choice, uint32_t w, uint64_t word)
{
    uint64_t lane = 64 * (uint64_t)w + (uint64_t)__builtin_ctzll(word);
    r->part->example = pool_alloc(&r->d->app->pool, r->space.count + 1, sizeof(uint32_t));
    space_at(&r->space, h[0].sweep, choice, h[0].block.first + lane, r->part->example);
    for (unsigned side = 0; side < 2; side++)
        r->part->fires[side] = shown(r, &h[side], side, w, lane);
}

static int sweep_depth(run *r, uint32_t depth)
{
    half h[2] = {{0}};
    cav_sweep_info info = {0};
    uint32_t *choice = space_choice(&r->space);
    cav_sweep_digit *digits = pool_alloc(&r->d->app->pool, r->space.count + 1, sizeof *digits);
    choice[0] = depth;
    space_sweep(&r->space, 0, choice, false, digits);
    int status = open_half(r, 0, digits, 0, &h[0]);
    if (!status) {
        cav_sweep_get(h[0].sweep, &info);
        space_sweep(&r->space, 1, choice, false, digits);
        status = open_half(r, 1, digits, info.lanes, &h[1]);
    }
    if (!status) {
        cav_sweep_start(h[0].sweep, h[0].workspace, 0);
        cav_sweep_start(h[1].sweep, h[1].workspace, 0);
        while (cav_sweep_next(h[0].sweep, h[0].workspace, &h[0].block) &&
               cav_sweep_next(h[1].sweep, h[1].workspace, &h[1].block))
            for (uint32_t w = 0; w < h[0].block.words; w++) {
                uint64_t word = differing_word(r, h, w);
                r->part->differing += (uint64_t)__builtin_popcountll(word);
                if (word && !r->part->example)
                    keep_example(r, h, choice, w, word);
            }
    }
    for (unsigned side = 0; side < 2; side++) {
        cav_sweep_free(h[side].sweep);
        free(h[side].workspace);
    }
    return status;
}

static void ask(run *r, unsigned side)
{
    r->side[side] = r->d->asked[side];
    r->side[side].wanted = (space_list){0};
    for (size_t k = 0; k < r->pair->value[side].count; k++)
        space_want(r->d->app, &r->side[side].wanted, r->pair->value[side].at[k]);
    for (uint32_t k = 0; k < r->d->side[side].pack->info.impossible;
         k++) /* a sweep computes them */
        space_want(r->d->app, &r->side[side].wanted,
                   cav_wide_value(r->side[side].program, CAV_WIDE_IMPOSSIBLE, k));
    space_want(r->d->app, &r->side[side].wanted,
               cav_wide_value(r->side[side].program, CAV_WIDE_APPLIES, 0));
}

static bool untried(const space *s)
{
    for (size_t k = 0; k < s->nnotes; k++)
        if (s->notes[k].kind == SPACE_UNTRIED || s->notes[k].kind == SPACE_UNLIKE)
            return true;
    return false;
}

/* No configuration can show a difference: the two sides say it by one structure. */
static bool is_same(const diff *d, const pair *p)
{
    if (p->kind == PAIR_IMPOSSIBLE)
        return d->alike_impossible;
    return p->kind != PAIR_UNLIKE && diff_same_values(d, &p->value[0], &p->value[1]);
}

/* The space of two that are the same is made all the same: the report says how large it is. */
static int compare_in(diff *d, const pair *p, diff_part *part)
{
    run r = {.d = d, .pair = p, .part = part};
    space *kept = pool_alloc(&d->app->pool, 1, sizeof *kept);
    *part = (diff_part){.name = p->name, .note = p->note, .found = DIFF_NOT_SWEPT};
    ask(&r, 0);
    ask(&r, 1);
    int status = space_new(d->app, r.side, 2, &r.space);
    if (status)
        return status;
    if (!space_size(&r.space, space_choice(&r.space), false, &part->count))
        part->count = 0;
    if (!part->count || part->count > PART_MAX || !r.space.comparable || !space_can_sweep(&r.space))
        return TOOL_OK;
    for (uint32_t depth = 0; !status && !is_same(d, p) && depth < r.space.digits[0].count; depth++)
        status = sweep_depth(&r, depth);
    part->found = part->differing ? DIFF_DIFFERS : untried(&r.space) ? DIFF_NOT_SWEPT : DIFF_SAME;
    *kept = r.space;
    part->space = part->example ? kept : NULL;
    return status;
}

/* A space takes memory by the size of its programs, and there is one for each rule: it goes at once,
 * but where an example is of it, for which it is made again. */
static int compare(diff *d, const pair *p)
{
    diff_part *part = pool_push(&d->app->pool, &d->parts, &d->nparts, &d->rparts, sizeof *part);
    pool kept = d->app->pool;
    d->app->pool = (pool){0};
    int status = compare_in(d, p, part);
    pool_free(&d->app->pool);
    d->app->pool = kept;
    return !status && part->example ? compare_in(d, p, part) : status;
}

/* -- pairs ------------------------------------------------------------------------------------ */

/* The effect of the same number in the rule of the same name. */
static bool partner(const diff *d, unsigned side, uint32_t effect, cav_effect *e, uint32_t *other)
{
    const cav_program *mine = d->side[side].pack->program, *its = d->side[!side].pack->program;
    cav_rule rule, twin;
    cav_program_effect(mine, effect, e);
    cav_program_rule(mine, e->rule, &rule);
    uint32_t at = d->side[side].twin[e->rule];
    *other = CAV_NONE;
    if (!cav_program_rule(its, at, &twin) || effect - rule.effects >= twin.neffects)
        return false;
    *other = twin.effects + (effect - rule.effects);
    return true;
}

static bool same_kind(const diff *d, const cav_effect *e, uint32_t other)
{
    cav_effect f;
    cav_feature x, y;
    if (other == CAV_NONE || !cav_program_effect(d->side[1].pack->program, other, &f) ||
        e->level != f.level || (e->feature == CAV_NONE) != (f.feature == CAV_NONE))
        return false;
    return e->feature == CAV_NONE ||
           (cav_program_feature(d->side[0].pack->program, e->feature, &x) &&
            cav_program_feature(d->side[1].pack->program, f.feature, &y) &&
            strcmp(x.name, y.name) == 0);
}

static void add_effect(diff *d, pair *p, unsigned side, uint32_t effect)
{
    const cav_program *program = d->side[side].pack->program;
    if (effect == CAV_NONE)
        return;
    space_want(d->app, &p->value[side], cav_wide_value(program, CAV_WIDE_FIRES, effect));
    space_want(d->app, &p->value[side], cav_wide_value(program, CAV_WIDE_BEARS, effect));
}

static bool is_note(const diff *d, unsigned side, uint32_t effect)
{
    cav_effect e;
    return cav_program_effect(d->side[side].pack->program, effect, &e) && e.level == CAV_LEVEL_NOTE;
}

/* A pair of effects, or one that has no partner. Pairs are made once, from side 0. */
static int effect_pair(diff *d, unsigned side, uint32_t effect, bool notes)
{
    cav_effect e;
    cav_rule rule;
    uint32_t other;
    bool has = partner(d, side, effect, &e, &other);
    bool note = e.level == CAV_LEVEL_NOTE || (has && is_note(d, !side, other));
    if ((side == 1 && has) || note != notes)
        return TOOL_OK;
    cav_program_rule(d->side[side].pack->program, e.rule, &rule);
    pair p = {.name = pool_printf(&d->app->pool, "rule %s", rule.name),
              .note = note,
              .kind = has && same_kind(d, &e, other) ? PAIR_EFFECTS : PAIR_UNLIKE};
    add_effect(d, &p, side, effect);
    add_effect(d, &p, !side, other);
    return compare(d, &p);
}

static int head_pairs(diff *d)
{
    pair applies = {.name = "applies", .kind = PAIR_APPLIES};
    pair impossible = {.name = "impossible", .kind = PAIR_IMPOSSIBLE};
    bool any = false;
    int status = TOOL_OK;
    for (unsigned side = 0; side < 2; side++) {
        any |= d->side[side].pack->info.has_applies;
        space_want(d->app, &applies.value[side],
                   cav_wide_value(d->side[side].pack->program, CAV_WIDE_APPLIES, 0));
    }
    if (any)
        status = compare(d, &applies);
    if (!status && (d->side[0].pack->info.impossible || d->side[1].pack->info.impossible))
        status = compare(d, &impossible);
    return status;
}

/* -- a verdict that differs ------------------------------------------------------------------- */

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*seed >> 33) % below);
}

/* How far a configuration is from showing a difference: 0 shows one. Quiet rules come first. */
static uint64_t distance(diff *d, const uint32_t *choice, uint32_t *subject, unsigned state[2])
{
    uint64_t loud = 1;
    if (!diff_evaluate(d, choice))
        return UINT64_MAX;
    for (uint32_t f = 0; f <= d->nfeatures; f++) {
        *subject = f ? f - 1 : CAV_NONE;
        if (!diff_state(d, *subject, state))
            return UINT64_MAX;
        if (state[0] != state[1])
            return 0;
        if (state[0] >= CAV_LEVEL_COUNT)
            loud += 1000;
    }
    return loud + diff_loudness(d, true);
}

static void add_found(diff *d, const uint32_t *choice, uint32_t subject, const unsigned state[2])
{
    diff_group g = {.subject = subject, .state = {state[0], state[1]}};
    uint32_t *seed = pool_alloc(&d->app->pool, d->space.count + 1, sizeof *seed);
    memcpy(seed, choice, d->space.count * sizeof *seed);
    for (unsigned side = 0; side < 2; side++) {
        g.by[side] = pool_alloc(&d->app->pool, d->side[side].ncauses + 1, sizeof(bool));
        for (size_t k = 0; k < d->side[side].ncauses; k++) {
            const diff_cause *cause = &d->side[side].causes[k];
            g.by[side][k] =
                cause->subject == subject && cause->state == state[side] && diff_works(d, side, k);
        }
    }
    for (size_t k = 0; k < d->ngroups; k++) /* the same difference by the same causes */
        if (d->groups[k].subject == subject && d->groups[k].state[0] == state[0] &&
            d->groups[k].state[1] == state[1] &&
            memcmp(d->groups[k].by[0], g.by[0], d->side[0].ncauses) == 0 &&
            memcmp(d->groups[k].by[1], g.by[1], d->side[1].ncauses) == 0)
            return;
    *(uint32_t **)pool_push(&d->app->pool, &g.seeds, &g.nseeds, &g.rseeds, sizeof seed) = seed;
    *(diff_group *)pool_push(&d->app->pool, &d->groups, &d->ngroups, &d->rgroups, sizeof g) = g;
}

/* Chooses the best class of one digit; false: the one it had. */
static bool step(diff *d, uint32_t *choice, uint32_t k, uint64_t *best, uint64_t *work)
{
    unsigned state[2];
    uint32_t subject, was = choice[k], kept = was;
    for (uint32_t c = 0; *best && c < d->space.digits[k].found && *work < SEEK_MAX; c++) {
        *work += d->space.count;
        if (c == was) /* no better than itself */
            continue;
        choice[k] = c;
        uint64_t here = distance(d, choice, &subject, state);
        if (here < *best) {
            *best = here;
            kept = c;
        }
    }
    choice[k] = kept;
    return kept != was;
}

/* Walks from a start towards quiet rules, the part's own facts held. */
static bool walk(diff *d, uint32_t *choice, const bool *held, uint64_t *work)
{
    unsigned state[2];
    uint32_t subject;
    uint64_t best = distance(d, choice, &subject, state);
    bool moved = true;
    for (unsigned round = 0; best && moved && round < ROUNDS; round++) {
        moved = false;
        for (uint32_t k = 1; best && k < d->space.count; k++)
            if (!held[k] && space_alive(&d->space, k, choice[0]))
                moved |= step(d, choice, k, &best, work);
    }
    if (best == 0 && distance(d, choice, &subject, state) == 0)
        add_found(d, choice, subject, state);
    return best == 0;
}

/* The class of the whole space's digit that holds a value of the part's. */
static uint32_t class_of(const space_digit *whole, const space_digit *part, uint32_t class)
{
    for (uint32_t c = 0; c < whole->found; c++) /* alike on both sides, by the part's own cut */
        if (strcmp(whole->classes[c].value,
                   part->classes[class].value ? part->classes[class].value : "") == 0)
            return c;
    for (uint32_t c = 0; c < whole->found; c++)
        if (whole->classes[c].in[0] == part->classes[class].in[0] &&
            whole->classes[c].in[1] == part->classes[class].in[1])
            return c;
    return CAV_NONE;
}

static void seek(diff *d, const diff_part *part)
{
    uint32_t *choice = space_choice(&d->space);
    bool *held = pool_alloc(&d->app->pool, d->space.count + 1, sizeof *held);
    uint64_t seed = 1, work = 0;
    for (unsigned start = 0; start < STARTS && work < SEEK_MAX; start++) {
        for (uint32_t k = 0; k < d->space.count; k++) {
            const space_digit *digit = &d->space.digits[k];
            uint32_t own = space_find(part->space, digit->name), class = CAV_NONE;
            if (own != CAV_NONE && (k == 0 || space_alive(part->space, own, part->example[0])))
                class = class_of(digit, &part->space->digits[own], part->example[own]);
            held[k] = class != CAV_NONE;
            choice[k] = held[k] ? class : digit->found ? draw(&seed, digit->found) : SPACE_OPEN;
        }
        if (walk(d, choice, held, &work))
            return;
    }
}

/* -- all together ----------------------------------------------------------------------------- */

static int all_effects(diff *d, bool notes)
{
    int status = TOOL_OK;
    for (unsigned side = 0; side < 2; side++)
        for (uint32_t k = 0; !status && k < d->side[side].pack->info.effects; k++)
            status = effect_pair(d, side, k, notes);
    return status;
}

int diff_rules(diff *d, bool notes)
{
    for (unsigned side = 0; side < 2; side++)
        if (!d->asked[side].rows)
            d->asked[side].rows = space_rows_new(d->app, d->asked[side].program,
                                                  d->asked[!side].program);
    int status = all_effects(d, notes);
    if (status || notes)
        return status;
    status = head_pairs(d);
    for (size_t k = 0; !status && k < d->nparts; k++) {
        d->proved = d->proved && d->parts[k].found == DIFF_SAME;
        if (d->parts[k].found == DIFF_DIFFERS)
            seek(d, &d->parts[k]);
    }
    return status;
}
