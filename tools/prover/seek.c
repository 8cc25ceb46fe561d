/* seek.c: a search through the configurations of a space, by cases; see seek.h.
 *
 * It refuses to go on past the judgements it is allowed. Invariant: a failure names all digits that
 * had a part in it, so that going back past the others loses nothing.
 */
#include "seek.h"

#include <stdlib.h>
#include <string.h>

typedef struct side {
    const cav_program *program;
    cav_facts *facts;
    cav_result *result;
} side;

typedef enum node { NODE_FOUND, NODE_FAILED, NODE_STOPPED } node;

typedef struct work {
    seek *k;
    const space *space;
    side side[SPACE_SIDES];
    bool **reads;  /* of a goal: digits */
    bool *untried; /* of a digit: there may be texts that are no class of it */
    bool *set;     /* of a digit: chosen, or left open on purpose */
    uint32_t *choice;
    bool undecided; /* a case came to its end without an answer */
} work;

void seek_init(app *a, const space *s, seek *k)
{
    *k = (seek){.app = a, .space = s, .most = SEEK_CASES_MAX};
}

static void add(seek *k, seek_goal goal)
{
    seek_goal *slot = pool_push(&k->app->pool, &k->goals, &k->count, &k->room, sizeof *slot);
    *slot = goal;
}

void seek_want(seek *k, uint32_t value, bool want)
{
    if (value != CAV_NONE)
        add(k, (seek_goal){value, CAV_NONE, want});
}

void seek_want_differ(seek *k, uint32_t value, uint32_t other)
{
    add(k, (seek_goal){value, other, true});
}

/* -- judging ---------------------------------------------------------------------------------- */

static cav_truth truth_of(const work *w, unsigned at, uint32_t value)
{
    bool computed;
    cav_truth t = cav_result_value(w->side[at].result, value, &computed);
    return computed ? t : CAV_UNKNOWN;
}

/* CAV_TRUE: reached. */
static cav_truth reached(const work *w, const seek_goal *g)
{
    cav_truth t = truth_of(w, 0, g->value);
    if (g->other != CAV_NONE) {
        cav_truth u = truth_of(w, 1, g->other);
        if (t == CAV_UNKNOWN || u == CAV_UNKNOWN)
            return CAV_UNKNOWN;
        t = t != u ? CAV_TRUE : CAV_FALSE;
    }
    if (t == CAV_UNKNOWN || g->want)
        return t;
    return t == CAV_TRUE ? CAV_FALSE : CAV_TRUE;
}

static bool judge(work *w)
{
    w->k->cases++;
    for (unsigned at = 0; at < w->space->sides; at++)
        if (cav_evaluate(w->side[at].program, w->side[at].facts, true, w->side[at].result))
            return false;
    return true;
}

/* A goal that cannot be reached any more, or else one that is not reached yet; CAV_NONE: all are.
 */
static uint32_t look(const work *w, bool *failed)
{
    uint32_t open = CAV_NONE;
    for (uint32_t g = 0; g < w->k->count; g++) {
        cav_truth t = reached(w, &w->k->goals[g]);
        if (t == CAV_FALSE) {
            *failed = true;
            return g;
        }
        if (t == CAV_UNKNOWN && open == CAV_NONE)
            open = g;
    }
    *failed = false;
    return open;
}

/* -- searching -------------------------------------------------------------------------------- */

static bool put(work *w, uint32_t d, const char *value)
{
    const space_digit *digit = &w->space->digits[d];
    for (unsigned at = 0; at < w->space->sides; at++) {
        const side *x = &w->side[at];
        cav_status status =
            digit->type == CAV_WANTED
                ? cav_facts_want(x->facts, cav_feature_find(x->program, digit->base),
                                 value && strcmp(value, "on") == 0)
                : cav_facts_set(x->facts, digit->fact[at], &value, value ? 1 : 0);
        if (digit->fact[at] != CAV_NONE && status)
            return false;
    }
    return true;
}

static bool is_open(const work *w, uint32_t d)
{
    return d && !w->set[d] && space_alive(w->space, d, w->choice[0]);
}

/* A feature of which it is not said yet whether it is wanted counts as not wanted: such a judgement
 * says nothing of what is left, so these are chosen before anything is judged. */
static uint32_t next_question(const work *w)
{
    for (uint32_t d = 0; d < w->space->count; d++)
        if (is_open(w, d) && w->space->digits[d].type == CAV_WANTED)
            return d;
    return CAV_NONE;
}

/* The digit to choose for a goal; CAV_NONE: all that it reads are chosen. */
static uint32_t next_digit(const work *w, uint32_t goal)
{
    for (uint32_t d = 0; d < w->space->count; d++)
        if (is_open(w, d) && w->reads[goal][d])
            return d;
    return CAV_NONE;
}

static void blame(const work *w, uint32_t goal, bool *why)
{
    memcpy(why, w->reads[goal], w->space->count);
    why[0] = true;
}

static node descend(work *w, bool *why);

/* One case: true if the caller is to try no further one, for *out says all. */
static bool try_class(work *w, uint32_t d, bool *own, bool *why, node *out)
{
    *out = descend(w, own);
    if (*out != NODE_FAILED)
        return true;
    if (!own[d]) { /* whatever this digit is, it fails */
        memcpy(why, own, w->space->count);
        return true;
    }
    for (uint32_t k = 0; k < w->space->count; k++)
        why[k] |= own[k];
    return false;
}

static void put_back(work *w, uint32_t d)
{
    put(w, d, NULL);
    w->choice[d] = SPACE_OPEN;
}

static node branch(work *w, uint32_t d, bool *why)
{
    const space_digit *digit = &w->space->digits[d];
    bool *own = pool_alloc(&w->k->app->pool, w->space->count + 1, sizeof *own);
    node out = NODE_FAILED;
    bool over = false;
    memset(why, 0, w->space->count);
    w->set[d] = true;
    for (uint32_t c = 0; !over && c < digit->found; c++) {
        if (!put(w, d, digit->classes[c].value))
            continue;
        w->choice[d] = c;
        over = try_class(w, d, own, why, &out);
    }
    if (out == NODE_FOUND)
        return out;
    put_back(w, d);
    if (!over && w->untried[d]) /* a text of which none is known: it stays open */
        over = try_class(w, d, own, why, &out);
    if (out == NODE_FOUND)
        return out;
    w->set[d] = false;
    put_back(w, d);
    if (!over)
        why[d] = false;
    return out;
}

/* Fills `why` where it fails: digits of which one at least must be another. */
static node descend(work *w, bool *why)
{
    bool failed;
    uint32_t question = next_question(w);
    if (question != CAV_NONE)
        return branch(w, question, why);
    if (w->k->cases >= w->k->most || !judge(w))
        return NODE_STOPPED;
    uint32_t goal = look(w, &failed);
    if (failed) {
        blame(w, goal, why);
        return NODE_FAILED;
    }
    if (goal == CAV_NONE)
        return NODE_FOUND;
    uint32_t d = next_digit(w, goal);
    if (d != CAV_NONE)
        return branch(w, d, why);
    w->undecided = true;
    blame(w, goal, why);
    return NODE_FAILED;
}

/* A depth of the class that is at least the one asked for; CAV_NONE: none is. All depths of a class
 * are alike to the goals. */
static uint32_t depth_of(const work *w, uint32_t class)
{
    const space_digit *d = &w->space->digits[0];
    for (uint32_t depth = 0; depth < d->npieces; depth++)
        if (d->pieces[depth].class == class && depth >= w->k->depth)
            return depth;
    return CAV_NONE;
}

static node search(work *w)
{
    bool *why = pool_alloc(&w->k->app->pool, w->space->count + 1, sizeof *why);
    node out = NODE_FAILED;
    for (uint32_t c = 0; out == NODE_FAILED && c < w->space->digits[0].found; c++) {
        uint32_t depth = depth_of(w, c);
        if (depth == CAV_NONE)
            continue;
        for (unsigned at = 0; at < w->space->sides; at++) {
            cav_facts_clear(w->side[at].facts);
            if (cav_facts_depth(w->side[at].facts, depth))
                return NODE_STOPPED;
        }
        memset(w->set, 0, w->space->count);
        w->choice[0] = c;
        out = descend(w, why);
    }
    return out;
}

/* -- the fewest facts ------------------------------------------------------------------------- */

static bool shows(work *w, const uint32_t *choice)
{
    bool failed;
    for (unsigned at = 0; at < w->space->sides; at++) {
        if (!space_put(w->space, at, choice, w->side[at].facts))
            return false;
        if (choice[0] == SPACE_OPEN && cav_facts_get_depth(w->side[at].facts) < w->k->depth)
            return false;
    }
    return judge(w) && look(w, &failed) == CAV_NONE;
}

/* Facts go from the deepest up, questions last. */
static void shrink(work *w)
{
    uint32_t *choice = pool_alloc(&w->k->app->pool, w->space->count + 1, sizeof *choice);
    memcpy(choice, w->choice, w->space->count * sizeof *choice);
    for (size_t n = 0; n < w->space->count; n++) {
        size_t at = n ? w->space->count - n : 0;
        uint32_t was = choice[at];
        choice[at] = SPACE_OPEN;
        if (was != SPACE_OPEN && !shows(w, choice))
            choice[at] = was;
    }
    w->k->example = choice;
}

/* -- all together ----------------------------------------------------------------------------- */

static int open_work(work *w)
{
    app *a = w->k->app;
    cav_env env = tool_env(a);
    size_t n = w->space->count;
    for (unsigned at = 0; at < w->space->sides; at++) {
        side *x = &w->side[at];
        x->program = w->space->side[at].program;
        cav_status status = cav_facts_new(&env, x->program, &x->facts);
        if (!status)
            status = cav_result_new(&env, x->program, &x->result);
        if (status)
            return tool_failed(a, status, "analysis");
    }
    w->choice = space_choice(w->space);
    w->set = pool_alloc(&a->pool, n + 1, sizeof *w->set);
    w->untried = pool_alloc(&a->pool, n + 1, sizeof *w->untried);
    for (uint32_t d = 1; d < n; d++)
        w->untried[d] =
            w->space->digits[d].found < w->space->digits[d].count || w->space->digits[d].count == 0;
    for (size_t k = 0; k < w->space->nnotes; k++)
        if (w->space->notes[k].kind == SPACE_UNTRIED && w->space->notes[k].digit != CAV_NONE)
            w->untried[w->space->notes[k].digit] = true;
    w->reads = pool_alloc(&a->pool, w->k->count + 1, sizeof *w->reads);
    for (size_t g = 0; g < w->k->count; g++) {
        w->reads[g] = pool_alloc(&a->pool, n + 1, sizeof **w->reads);
        space_reads(w->space, 0, w->k->goals[g].value, w->reads[g]);
        if (w->k->goals[g].other != CAV_NONE)
            space_reads(w->space, 1, w->k->goals[g].other, w->reads[g]);
    }
    return TOOL_OK;
}

int seek_run(seek *k, seek_answer *answer)
{
    work w = {.k = k, .space = k->space};
    int status = open_work(&w);
    k->cases = 0;
    k->example = NULL;
    *answer = SEEK_OPEN;
    if (!status) {
        node out = search(&w);
        if (out == NODE_FOUND)
            shrink(&w);
        *answer = out == NODE_FOUND                    ? SEEK_FOUND
                  : out == NODE_STOPPED || w.undecided ? SEEK_OPEN
                                                       : SEEK_NONE;
    }
    for (unsigned at = 0; at < k->space->sides; at++) {
        cav_facts_free(w.side[at].facts);
        cav_result_free(w.side[at].result);
    }
    return status;
}

const char *seek_example(const seek *k)
{
    buf b = {.pool = &k->app->pool};
    json_writer w = {.out = &b, .first = true};
    space_write(k->space, &w, NULL, k->example);
    return put_end(&b);
}
