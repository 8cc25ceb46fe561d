/* diff_same.c: what of two packs is the same without a sweep: names that both have, results that
 * are one condition by the structure of both programs (space.h).
 *
 * Large packs that were edited in one place differ in one place: everything else is found here, by
 * looks at each result once. It refuses nothing. Invariant: what is called the same gives the same
 * verdicts in every configuration; what is not may do so too, and is swept.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

/* -- names ------------------------------------------------------------------------------------ */

typedef struct named {
    const char *name;
    uint32_t at;
} named;

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The first place of the name in a sorted list. */
static uint32_t place_of(const named *list, size_t count, const char *name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(list[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && strcmp(list[low].name, name) == 0 ? list[low].at : CAV_NONE;
}

uint32_t *diff_twins(app *a, const char *const *names, size_t n, const char *const *others,
                     size_t m)
{
    named *list = pool_alloc(&a->pool, m + 1, sizeof *list);
    uint32_t *twin = pool_alloc(&a->pool, n + 1, sizeof *twin);
    for (uint32_t k = 0; k < m; k++)
        list[k] = (named){others[k], k};
    qsort(list, m, sizeof *list, by_name);
    for (size_t k = 0; k < n; k++)
        twin[k] = place_of(list, m, names[k]);
    return twin;
}

/* -- values ----------------------------------------------------------------------------------- */

static uint32_t number(const diff *d, uint32_t side, uint32_t value)
{
    return space_same_number(d->same, side, value);
}

bool diff_same_values(const diff *d, const space_list *old, const space_list *new)
{
    bool same = old->count == new->count;
    for (size_t k = 0; same && k < old->count; k++)
        same = number(d, DIFF_OLD, old->at[k]) == number(d, DIFF_NEW, new->at[k]);
    return same;
}

bool diff_same_applies(const diff *d)
{
    return number(d, DIFF_OLD, cav_wide_value(d->side[0].pack->program, CAV_WIDE_APPLIES, 0)) ==
           number(d, DIFF_NEW, cav_wide_value(d->side[1].pack->program, CAV_WIDE_APPLIES, 0));
}

/* -- causes ----------------------------------------------------------------------------------- */

typedef struct meaning { /* of a cause, whatever rule it is of */
    uint32_t subject, state, number;
} meaning;

static int by_meaning(const void *a, const void *b)
{
    const meaning *x = a, *y = b;
    if (x->subject != y->subject)
        return x->subject < y->subject ? -1 : 1;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static meaning meaning_of(const diff *d, uint32_t side, const diff_cause *cause)
{
    return (meaning){cause->subject, cause->state, number(d, side, cause->value)};
}

/* What the side's causes say, each once: a second one that says it too changes no status. */
static meaning *meanings(diff *d, uint32_t side, bool impossible, size_t *count)
{
    const diff_side *s = &d->side[side];
    meaning *all = pool_alloc(&d->app->pool, s->ncauses + 1, sizeof *all);
    size_t n = 0;
    *count = 0;
    for (size_t k = 0; k < s->ncauses; k++)
        if (!impossible || s->causes[k].state == DIFF_CONTRADICTION)
            all[n++] = meaning_of(d, side, &s->causes[k]);
    qsort(all, n, sizeof *all, by_meaning);
    for (size_t k = 0; k < n; k++)
        if (*count == 0 || by_meaning(&all[*count - 1], &all[k]) != 0)
            all[(*count)++] = all[k];
    return all;
}

static bool same_meanings(diff *d, bool impossible)
{
    size_t n, m;
    const meaning *old = meanings(d, DIFF_OLD, impossible, &n);
    const meaning *new = meanings(d, DIFF_NEW, impossible, &m);
    return n == m && memcmp(old, new, n * sizeof *old) == 0;
}

bool *diff_changed_causes(diff *d, unsigned side)
{
    const diff_side *s = &d->side[side];
    bool *changed = pool_alloc(&d->app->pool, s->ncauses + 1, sizeof *changed);
    size_t n;
    const meaning *others = meanings(d, !side, false, &n);
    for (size_t k = 0; k < s->ncauses; k++) {
        meaning m = meaning_of(d, side, &s->causes[k]);
        changed[k] = !bsearch(&m, others, n, sizeof m, by_meaning);
    }
    return changed;
}

void diff_compare_programs(diff *d)
{
    d->same = space_same_new(&d->space);
    d->alike_impossible = same_meanings(d, true);
    d->alike = diff_same_applies(d) && same_meanings(d, false);
}
