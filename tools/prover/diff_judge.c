/* diff_judge.c: one configuration by both packs, and the fewest facts that show a difference.
 *
 * It refuses configurations that leave a status undecided. Invariant: what diff_smallest returns
 * shows the same statuses by the same causes as its group.
 */
#include "diff.h"
#include "space_image.h"

#include <string.h>

static bool state_of(const diff *d, unsigned side, uint32_t subject, unsigned *state)
{
    const diff_side *s = &d->side[side];
    uint32_t feature = subject == CAV_NONE ? CAV_NONE : s->feature[subject];
    cav_verdict v;
    cav_result_verdict(s->result, feature, &v);
    if (v.kind == CAV_UNDECIDED)
        return false;
    *state = v.kind == CAV_CONTRADICTION    ? DIFF_CONTRADICTION
             : v.kind == CAV_NOT_APPLICABLE ? DIFF_NOT_APPLICABLE
                                            : v.best;
    if (subject != CAV_NONE && feature == CAV_NONE) /* a feature it does not have */
        *state = v.kind == CAV_DECIDED ? CAV_SUPPORTED : *state;
    return true;
}

bool diff_evaluate(diff *d, const uint32_t *choice)
{
    for (unsigned side = 0; side < 2; side++) {
        const diff_side *s = &d->side[side];
        if (!space_put(&d->space, side, choice, s->facts) ||
            cav_evaluate(s->pack->program, s->facts, false, s->result))
            return false;
    }
    /* A depth that is not told must be the same to both, whichever facts they know. */
    return cav_facts_get_depth(d->side[0].facts) == cav_facts_get_depth(d->side[1].facts);
}

bool diff_state(const diff *d, uint32_t subject, unsigned state[2])
{
    return state_of(d, DIFF_OLD, subject, &state[DIFF_OLD]) &&
           state_of(d, DIFF_NEW, subject, &state[DIFF_NEW]);
}

bool diff_judge(diff *d, const uint32_t *choice, uint32_t subject, unsigned state[2])
{
    return diff_evaluate(d, choice) && diff_state(d, subject, state);
}

static bool works(const diff *d, unsigned side, const diff_cause *cause)
{
    const diff_side *s = &d->side[side];
    if (cause->state == DIFF_CONTRADICTION)
        return cav_result_impossible(s->result, cause->index) == CAV_TRUE;
    return cause->subject == CAV_NONE ? cav_result_bears(s->result, cause->index) == CAV_TRUE
                                      : cav_result_effect(s->result, cause->index) == CAV_FIRED;
}

bool diff_works(const diff *d, unsigned side, size_t k)
{
    const diff_side *s = &d->side[side];
    for (size_t n = k; n < s->ncauses && n <= k + 3; n++) /* a rule's causes stand together */
        if (s->causes[n].head == k && works(d, side, &s->causes[n]))
            return true;
    return false;
}

/* Is a cause before n, of the same head, at work? A rule counts once. */
static bool works_before(const diff_side *s, size_t n)
{
    for (size_t k = s->causes[n].head; k < n; k++)
        if (s->causes[k].head == s->causes[n].head && space_is_true(s->result, s->causes[k].value))
            return true;
    return false;
}

uint64_t diff_loudness(const diff *d, bool weigh)
{
    uint64_t loud = 0;
    for (unsigned side = 0; side < 2; side++) {
        const diff_side *s = &d->side[side];
        for (size_t n = 0; n < s->ncauses; n++)
            if (space_is_true(s->result, s->causes[n].value) && !works_before(s, n))
                loud += weigh ? 1 + s->causes[n].state : 1;
    }
    return loud;
}

/* Does the configuration show what the group says? */
static bool shows(diff *d, const diff_group *g, const uint32_t *choice)
{
    unsigned state[2];
    if (!diff_judge(d, choice, g->subject, state) || state[0] != g->state[0] ||
        state[1] != g->state[1])
        return false;
    for (unsigned side = 0; side < 2; side++)
        for (size_t k = 0; k < d->side[side].ncauses; k++) {
            const diff_cause *cause = &d->side[side].causes[k];
            if (cause->subject == g->subject && cause->state == g->state[side] &&
                diff_works(d, side, k) != g->by[side][k])
                return false;
        }
    return true;
}

unsigned diff_told(const diff *d, const uint32_t *choice)
{
    unsigned n = 0;
    for (uint32_t k = 0; k < d->space.count; k++)
        n += choice[k] != SPACE_OPEN &&
             (choice[0] == SPACE_OPEN || space_alive(&d->space, k, choice[0]));
    return n;
}

uint32_t *diff_smallest(diff *d, const diff_group *group, const uint32_t *seed)
{
    size_t n = d->space.count;
    uint32_t *choice = pool_alloc(&d->app->pool, n + 1, sizeof *choice);
    memcpy(choice, seed, n * sizeof *choice);
    for (uint32_t k = 1; k < n; k++) /* facts below the depth are none */
        if (!space_alive(&d->space, k, seed[0]))
            choice[k] = SPACE_OPEN;
    if (!shows(d, group, choice))
        return NULL;
    for (size_t k = 0; k < n; k++) { /* the depth, questions, then facts from the deepest up */
        size_t at = k ? n - k : 0;
        uint32_t was = choice[at];
        choice[at] = SPACE_OPEN;
        if (was != SPACE_OPEN && !shows(d, group, choice))
            choice[at] = was;
    }
    return choice;
}
