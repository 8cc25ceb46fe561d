/* advise_ways.c: which of the facts that stay open have to be what, for a level to be reached.
 *
 * Facts are folded one after the other into what the others make of it; what is left are the
 * conditions, whose good values are told as boxes. It refuses to fold more than advise pays for.
 * Invariant: what is listed is good whatever the facts are that it does not name.
 */
#include "advise_search.h"

#include <stdlib.h>
#include <string.h>

/* -- nearness --------------------------------------------------------------------------------- */

/* How far a class is from what is known of the fact, in pieces; other products are far. */
static uint32_t distance(const field *f, uint32_t digit, uint32_t class)
{
    const space_digit *d = &f->space.digits[digit];
    uint32_t best = UINT32_MAX / 2;
    for (uint32_t x = 0; x < d->npieces; x++)
        for (uint32_t y = 0; d->pieces[x].class == class && y < d->npieces; y++) {
            if (!f->may[digit][d->pieces[y].class])
                continue;
            uint32_t far = x > y ? x - y : y - x;
            if (d->type == CAV_RELEASE && strcmp(d->pieces[x].name, d->pieces[y].name) != 0)
                far += d->npieces;
            best = far < best ? far : best;
        }
    return best;
}

/* The class of the digit that is its n-th here. */
static uint32_t class_at(const search *t, size_t i, uint64_t n)
{
    const uint32_t digit = t->part->digits[i];
    for (uint32_t c = 0; c < t->s->field.space.digits[digit].all; c++)
        if (t->in[digit][c] && n-- == 0)
            return c;
    return 0;
}

/* -- boxes ------------------------------------------------------------------------------------ */

typedef struct box { /* classes of each named digit, as numbered here */
    bool **in;
    uint64_t at; /* the point it was grown from */
} box;

/* Value of digit i in configuration n of the named digits. */
static uint32_t value_of(const search *t, size_t i, uint64_t n)
{
    return (uint32_t)(n / t->strides[i] % t->counts[i]);
}

static void set_strides(search *t)
{
    uint64_t stride = 1;
    for (size_t i = t->part->ndigits; i-- > 0;) {
        t->strides[i] = stride;
        stride *= t->named[i] ? t->counts[i] : 1;
    }
}

/* How far a point is from what is known; UINT64_MAX: there is no example of one of its values. */
static uint64_t far_off(const search *t, uint64_t n)
{
    const field *f = &t->s->field;
    uint64_t far = 0;
    for (size_t i = 0; i < t->part->ndigits; i++) {
        const uint32_t digit = t->part->digits[i];
        const uint32_t class = t->named[i] ? class_at(t, i, value_of(t, i, n)) : 0;
        if (t->named[i] && !f->space.digits[digit].classes[class].value)
            return UINT64_MAX;
        far += t->changed[i] ? distance(f, digit, class) : 0;
    }
    return far;
}

/* The uncovered point that is nearest; false: none. */
static bool nearest(search *t, const uint8_t *good, const bool *covered, uint64_t size,
                    uint64_t *at)
{
    uint64_t best = UINT64_MAX;
    for (uint64_t n = 0; n < size && best; n++) {
        if (good[n] != GOOD || covered[n])
            continue;
        const uint64_t far = far_off(t, n);
        t->unfound |= far == UINT64_MAX;
        if (far < best) {
            best = far;
            *at = n;
        }
    }
    return best != UINT64_MAX;
}

/* Whether all points of the box are good, with value v of digit `but`; marks them in `covered`
 * instead, if it is given. From digit i and point n on. */
static bool all_good(const search *t, const uint8_t *good, const box *b, size_t but, uint32_t v,
                     size_t i, uint64_t n, bool *covered)
{
    while (i < t->part->ndigits && !t->named[i])
        i++;
    if (i == t->part->ndigits) {
        if (covered)
            covered[n] = true;
        return covered || good[n] == GOOD;
    }
    for (uint32_t u = 0; u < t->counts[i]; u++)
        if ((i == but ? u == v : b->in[i][u]) &&
            !all_good(t, good, b, but, v, i + 1, n + u * t->strides[i], covered))
            return false;
    return true;
}

/* Adds values of one digit after another while all of the box is good. */
static void grow(const search *t, const uint8_t *good, box *b)
{
    for (size_t i = 0; i < t->part->ndigits; i++)
        for (uint32_t v = 0; t->named[i] && v < t->counts[i]; v++)
            b->in[i][v] = b->in[i][v] || all_good(t, good, b, i, v, 0, 0, NULL);
}

static void add_step(search *t, advise_way *way, const box *b, size_t i)
{
    const field *f = &t->s->field;
    const uint32_t digit = t->part->digits[i];
    advise_step *step = &way->steps[way->count++];
    *step = (advise_step){.digit = digit, .change = t->changed[i]};
    step->in = pool_alloc(&t->s->app->pool, (size_t)f->space.digits[digit].all + 1, 1);
    for (uint32_t v = 0; v < t->counts[i]; v++)
        if (b->in[i][v])
            step->in[class_at(t, i, v)] = true;
    step->nearest = class_at(t, i, value_of(t, i, b->at));
    step->name = field_name(f, digit, step->in);
    way->changes += step->change;
}

static void keep_way(search *t, const box *b)
{
    pool *p = &t->s->app->pool;
    advise_way *way = pool_push(p, &t->part->ways, &t->part->count, &t->part->room, sizeof *way);
    *way = (advise_way){.steps = pool_alloc(p, t->part->ndigits + 1, sizeof *way->steps)};
    for (int changes = 1; changes >= 0; changes--)
        for (size_t i = 0; i < t->part->ndigits; i++)
            if (t->named[i] && t->changed[i] == changes)
                add_step(t, way, b, i);
}

/* All good points of the named digits, as boxes that may overlap; false: there are none. */
static bool list_boxes(search *t, const uint8_t *good, uint64_t size)
{
    pool *p = &t->s->app->pool;
    bool *covered = calloc(size, sizeof *covered), any = false;
    uint64_t at = 0;
    if (!covered)
        t->status = tool_failed(t->s->app, CAV_NO_MEMORY, t->s->field.ask.pack->info.name);
    set_strides(t);
    while (covered && nearest(t, good, covered, size, &at)) {
        any = true;
        if (t->part->count == ADVISE_WAYS) {
            t->part->more = true;
            break;
        }
        box b = {pool_alloc(p, t->part->ndigits + 1, sizeof *b.in), at};
        for (size_t i = 0; i < t->part->ndigits; i++) {
            b.in[i] = pool_alloc(p, (size_t)t->counts[i] + 1, sizeof **b.in);
            b.in[i][t->named[i] ? value_of(t, i, at) : 0] = true;
        }
        grow(t, good, &b);
        keep_way(t, &b);
        all_good(t, good, &b, SIZE_MAX, 0, 0, 0, covered);
    }
    free(covered);
    return any;
}

/* -- conditions ------------------------------------------------------------------------------- */

/* What the digits from the i-th on, and those before that are named, make of it. */
typedef struct folded {
    const uint8_t *states;
    uint64_t size;
    uint8_t *room; /* for what is folded next */
} folded;

static bool is_free(const search *t, size_t i)
{
    return !t->changed[i] && !t->needed[i] && t->counts[i] > 1;
}

/* Folds the i-th digit; false: nothing good is left, or it was too much. */
static bool fold(search *t, size_t i, const folded *from, folded *to)
{
    uint64_t stride = 1, out = 0;
    if (from->size > t->s->folds) {
        t->unswept = true;
        return false;
    }
    t->s->folds -= from->size;
    for (size_t k = i + 1; k < t->part->ndigits; k++)
        stride *= t->counts[k];
    for (uint64_t high = 0; high < from->size; high += stride * t->counts[i])
        for (uint64_t low = 0; low < stride; low++) {
            uint8_t all = 0;
            for (uint32_t v = 0; v < t->counts[i]; v++)
                all |= from->states[high + v * stride + low];
            from->room[out++] = all;
        }
    *to = (folded){from->room, out, from->room + out};
    return memchr(from->room, GOOD, out) != NULL;
}

/* Every way to make `more` of the free facts from the i-th on conditions. What is not good whatever
 * the facts are that are folded so far is never good again. */
static bool try_conditions(search *t, size_t i, size_t more, const folded *from)
{
    folded to;
    size_t left = 0;
    bool any = false;
    while (i < t->part->ndigits && !is_free(t, i))
        i++;
    for (size_t k = i; k < t->part->ndigits; k++)
        left += is_free(t, k);
    if (left < more || t->unswept || t->status || t->part->more)
        return false;
    if (!left)
        return list_boxes(t, from->states, from->size);
    if (more) {
        t->named[i] = true;
        any = try_conditions(t, i + 1, more - 1, from);
        t->named[i] = false;
    }
    if (left > more && fold(t, i, from, &to))
        any |= try_conditions(t, i + 1, more, &to);
    return any;
}

/* Those without which alone nothing is good; how many. */
static size_t find_needed(search *t, const folded *all)
{
    folded to;
    size_t count = 0;
    memset(t->needed, 0, t->part->ndigits * sizeof *t->needed);
    for (size_t i = 0; i < t->part->ndigits; i++)
        if (is_free(t, i) && !fold(t, i, all, &to) && !t->unswept) {
            t->needed[i] = true;
            count++;
        }
    return count;
}

/* One choice of conditions of which none can be left out: where there are too many to try. */
static void shrink(search *t, folded from)
{
    folded to;
    t->s->folds += 2 * t->size; /* enough for this */
    t->unswept = false;
    for (size_t i = 0; i < t->part->ndigits; i++) {
        if (!is_free(t, i))
            continue;
        t->named[i] = !fold(t, i, &from, &to);
        from = t->named[i] ? from : to;
    }
    list_boxes(t, from.states, from.size);
    t->unswept = true;
}

/* All choices of the fewest conditions with these changes, unless others need fewer. */
void advise_conditions(search *t)
{
    const folded all = {t->states, t->size, t->work};
    const size_t needed = find_needed(t, &all);
    for (size_t more = needed; more <= t->part->ndigits && more <= t->conditions; more++) {
        const size_t count = t->part->count;
        const bool beyond = t->part->more;
        if (more < t->conditions) /* then those found before have more */
            t->part->count = 0, t->part->more = false;
        for (size_t i = 0; i < t->part->ndigits; i++)
            t->named[i] = t->changed[i] || t->needed[i];
        if (try_conditions(t, 0, more - needed, &all)) {
            t->conditions = more;
            return;
        }
        t->part->count = count;
        t->part->more = beyond;
        if (t->unswept && !count)
            shrink(t, all);
    }
}
