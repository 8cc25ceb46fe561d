/* unified.c: two texts line by line: the shortest edit, in hunks with three lines around them.
 *
 * Myers' greedy algorithm over what lies between the common beginning and end; where that would
 * take more than EDITS steps, all of it counts as replaced. Invariant: applied to the old text, the
 * hunks give the new one.
 */
#include "unified.h"

#include <string.h>

enum { CONTEXT = 3, EDITS = 2000 };

typedef struct line {
    const char *text;
    size_t size; /* with its end */
} line;

typedef struct side {
    line *lines;
    size_t count, room;
    bool *changed; /* deleted or inserted */
} side;

static side split(app *a, tool_bytes text)
{
    side s = {0};
    for (size_t at = 0; at < text.size;) {
        const char *end = memchr(text.bytes + at, '\n', text.size - at);
        line *l = pool_push(&a->pool, &s.lines, &s.count, &s.room, sizeof *l);
        l->text = text.bytes + at;
        l->size = end ? (size_t)(end - l->text) + 1 : text.size - at;
        at += l->size;
    }
    s.changed = pool_alloc(&a->pool, s.count + 1, sizeof *s.changed);
    return s;
}

static bool same(const line *a, const line *b)
{
    return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/* -- the edit -- */

typedef struct middle {
    const side *old, *new;
    size_t skip;       /* lines at the beginning that are the same */
    ptrdiff_t n, m;    /* lines between the common ends */
    ptrdiff_t **reach; /* of d edits: how far along the old lines each diagonal got, -d … d */
} middle;

static bool same_at(const middle *x, ptrdiff_t i, ptrdiff_t k)
{
    return same(&x->old->lines[x->skip + (size_t)i], &x->new->lines[x->skip + (size_t)k]);
}

/* Is the step to diagonal k an insertion, coming from k + 1? */
static bool comes_down(const ptrdiff_t *last, ptrdiff_t d, ptrdiff_t k)
{
    return k == -d || (k != d && last[k - 1] < last[k + 1]);
}

/* Of d edits how far one gets; true: to both ends. */
static bool advance(app *a, middle *x, ptrdiff_t d)
{
    ptrdiff_t *row = pool_alloc(&a->pool, (size_t)(2 * d + 1), sizeof *row);
    x->reach[d] = row + d;
    for (ptrdiff_t k = -d; k <= d; k += 2) {
        const ptrdiff_t *last = d ? x->reach[d - 1] : NULL;
        ptrdiff_t i = !last ? 0 : comes_down(last, d, k) ? last[k + 1] : last[k - 1] + 1;
        while (i < x->n && i - k < x->m && i - k >= 0 && same_at(x, i, i - k))
            i++;
        x->reach[d][k] = i;
        if (i >= x->n && i - k >= x->m)
            return true;
    }
    return false;
}

/* Back from the end: marks what was deleted and inserted. */
static void trace(const middle *x, ptrdiff_t d)
{
    ptrdiff_t i = x->n, k = x->n - x->m;
    for (; d > 0; d--) {
        const ptrdiff_t *last = x->reach[d - 1];
        bool down = comes_down(last, d, k);
        k += down ? 1 : -1;
        i = last[k];
        if (down)
            x->new->changed[x->skip + (size_t)(i - k)] = true;
        else
            x->old->changed[x->skip + (size_t)i] = true;
    }
}

static void compare(app *a, const side *old, const side *new)
{
    size_t skip = 0, tail = 0, least = old->count < new->count ? old->count : new->count;
    while (skip < least && same(&old->lines[skip], &new->lines[skip]))
        skip++;
    while (tail < least - skip &&
           same(&old->lines[old->count - 1 - tail], &new->lines[new->count - 1 - tail]))
        tail++;
    middle x = {old,
                new,
                skip,
                (ptrdiff_t)(old->count - skip - tail),
                (ptrdiff_t)(new->count - skip - tail),
                pool_alloc(&a->pool, EDITS + 1, sizeof *x.reach)};
    for (ptrdiff_t d = 0; d <= EDITS; d++)
        if (advance(a, &x, d)) {
            trace(&x, d);
            return;
        }
    memset(old->changed + skip, true, (size_t)x.n * sizeof *old->changed);
    memset(new->changed + skip, true, (size_t)x.m * sizeof *new->changed);
}

/* -- hunks -- */

static void put_line(buf *out, char mark, const line *l)
{
    put_char(out, mark);
    put_bytes(out, l->text, l->size);
    if (l->text[l->size - 1] != '\n')
        put_text(out, "\n\\ No newline at end of file\n");
}

typedef struct place {
    size_t old, new;
} place;

static bool at_end(const side *old, const side *new, place p)
{
    return p.old >= old->count && p.new >= new->count;
}

static bool is_change(const side *old, const side *new, place p)
{
    return (p.old < old->count && old->changed[p.old]) ||
           (p.new < new->count &&new->changed[p.new]);
}

/* Past one run of changes. */
static place past(const side *old, const side *new, place p)
{
    while (p.old < old->count && old->changed[p.old])
        p.old++;
    while (p.new < new->count &&new->changed[p.new])
        p.new ++;
    return p;
}

/* The end of the hunk whose first change is at `p`: changes with little between them are in one. */
static place hunk_end(const side *old, const side *new, place p)
{
    for (;;) {
        p = past(old, new, p);
        place next = p;
        while (next.old - p.old <= 2 * CONTEXT && !at_end(old, new, next) &&
               !is_change(old, new, next))
            next.old++, next.new ++;
        if (!is_change(old, new, next) || next.old - p.old > 2 * CONTEXT)
            return p;
        p = next;
    }
}

static void put_range(buf *out, char mark, size_t from, size_t count)
{
    put_printf(out, "%c%zu", mark, count ? from + 1 : from);
    if (count != 1)
        put_printf(out, ",%zu", count);
}

static place put_hunk(buf *out, const side *old, const side *new, place first)
{
    place end = hunk_end(old, new, first), p = first;
    size_t before = first.old < CONTEXT ? first.old : CONTEXT;
    size_t after = old->count - end.old < CONTEXT ? old->count - end.old : CONTEXT;
    p.old -= before;
    p.new -= before;
    put_text(out, "@@ ");
    put_range(out, '-', p.old, end.old + after - p.old);
    put_char(out, ' ');
    put_range(out, '+', p.new, end.new + after - p.new);
    put_text(out, " @@\n");
    while (p.old < end.old + after || p.new < end.new + after)
        if (p.old < old->count && old->changed[p.old])
            put_line(out, '-', &old->lines[p.old++]);
        else if (p.new < new->count &&new->changed[p.new])
            put_line(out, '+', &new->lines[p.new ++]);
        else
            put_line(out, ' ', &old->lines[p.old++]), p.new ++;
    return p;
}

void unified_put(app *a, buf *out, const char *name, tool_bytes old_text, tool_bytes new_text)
{
    side old = split(a, old_text), new = split(a, new_text);
    compare(a, &old, &new);
    bool headed = false;
    for (place p = {0, 0}; !at_end(&old, &new, p);) {
        if (!is_change(&old, &new, p)) {
            p.old++;
            p.new ++;
            continue;
        }
        if (!headed)
            put_printf(out, "--- %s\n+++ %s\n", name, name);
        headed = true;
        p = put_hunk(out, &old, &new, p);
    }
}
