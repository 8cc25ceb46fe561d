/* space_name.c: what a set of classes is called, in the words of the rules.
 *
 * Neighbouring pieces are told as one range. Invariant: two different sets of one digit that hold
 * every class at most once have different names.
 */
#include "space_code.h"

#include <inttypes.h>
#include <string.h>

/* -- versions --------------------------------------------------------------------------------- */

static uint32_t significant(const uint32_t part[CAV_VERSION_PARTS])
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < CAV_VERSION_PARTS; k++)
        n = part[k] ? k + 1 : n;
    return n;
}

static void put_version(buf *b, const uint32_t *part, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        put_printf(b, "%s%u", k ? "." : "", part[k]);
}

/* The last version before `next` whose parts up to `n` are written; ".x" where more follow. */
static void put_last(buf *b, const uint32_t *next, uint32_t n, bool minor)
{
    uint32_t part[CAV_VERSION_PARTS], k = significant(next);
    memcpy(part, next, sizeof part);
    part[k - 1]--;
    put_version(b, part, k);
    if (k < n && minor)
        put_text(b, ".x");
}

/* Whether from low to before next lies just what starts with the first n parts of low. */
static bool is_one(const uint32_t *low, const uint32_t *next, uint32_t n)
{
    if (significant(low) > n || significant(next) > n || next[n - 1] != low[n - 1] + 1)
        return false;
    return memcmp(low, next, (n - 1) * sizeof *low) == 0;
}

static void put_release(buf *b, const space_piece *p, const uint32_t *next, bool open)
{
    uint32_t n = significant(p->low), m = open ? 0 : significant(next);
    put_text(b, p->name);
    if (open && n == 0)
        return;
    if (open) {
        put_char(b, ' ');
        put_version(b, p->low, n);
        put_text(b, " or later");
        return;
    }
    if (n == 0) {
        put_text(b, " before ");
        put_version(b, next, m);
        return;
    }
    put_char(b, ' ');
    for (uint32_t k = 1; k <= CAV_VERSION_PARTS; k++)
        if (is_one(p->low, next, k)) {
            put_version(b, p->low, k);
            return;
        }
    bool whole = n < p->parts && m < p->parts && n == m;
    uint32_t written = n < p->parts && !whole ? p->parts : n;
    put_version(b, p->low, written);
    put_text(b, " to ");
    put_last(b, next, p->parts > written ? p->parts : written, !whole);
}

/* -- numbers ---------------------------------------------------------------------------------- */

static void put_number(buf *b, int64_t first, int64_t last)
{
    if (first == INT64_MIN)
        put_printf(b, "up to %" PRId64, last);
    else if (last == INT64_MAX)
        put_printf(b, "%" PRId64 " or more", first);
    else if (first == last)
        put_printf(b, "%" PRId64, first);
    else
        put_printf(b, "%" PRId64 " to %" PRId64, first, last);
}

/* -- sets ------------------------------------------------------------------------------------- */

/* The last piece of a run that begins with piece k: neighbours of the same kind that are in. */
static uint32_t run_end(const space_digit *d, const bool *in, uint32_t k)
{
    while (k + 1 < d->npieces && in[d->pieces[k + 1].class] &&
           (d->type == CAV_NUMBER ||
            (d->type == CAV_RELEASE && strcmp(d->pieces[k].name, d->pieces[k + 1].name) == 0)))
        k++;
    return k;
}

static void put_run(buf *b, const space_digit *d, uint32_t first, uint32_t last)
{
    const space_piece *p = &d->pieces[first], *q = &d->pieces[last];
    if (d->type == CAV_RELEASE)
        put_release(b, p, q->next, q->open);
    else if (d->type == CAV_NUMBER)
        put_number(b, p->first, q->last);
    else
        put_text(b, p->name);
}

static uint32_t count_runs(const space_digit *d, const bool *in)
{
    uint32_t runs = 0;
    for (uint32_t k = 0; k < d->npieces; k++)
        if (in[d->pieces[k].class]) {
            runs++;
            k = run_end(d, in, k);
        }
    return runs;
}

const char *space_name(app *a, const space_digit *d, const bool *in)
{
    buf b = {.pool = &a->pool};
    uint32_t runs = 0, at = 0, chosen = 0;
    for (uint32_t c = 0; c < d->all; c++)
        chosen += in[c];
    if (chosen == d->all)
        return "any";
    if (d->rest != CAV_NONE && in[d->rest] && chosen == 1)
        return "anything else";
    if (d->type == CAV_TEXT) {
        for (uint32_t c = 0; c < d->all; c++)
            if (in[c])
                put_printf(&b, "%s%s", at++ ? " or " : "", d->classes[c].name);
        return put_end(&b);
    }
    bool *some = pool_alloc(&a->pool, (size_t)d->all + 1, sizeof *some);
    memcpy(some, in, d->all * sizeof *some);
    bool rest = d->rest != CAV_NONE && in[d->rest];
    if (rest)
        some[d->rest] = false;
    runs = count_runs(d, some) + rest;
    put_end(&b);
    for (uint32_t k = 0; k < d->npieces; k++) {
        if (!some[d->pieces[k].class])
            continue;
        uint32_t last = run_end(d, some, k);
        put_text(&b, at == 0 ? "" : at + 1 == runs ? " or " : ", ");
        put_run(&b, d, k, last);
        k = last;
        at++;
    }
    if (rest)
        put_printf(&b, "%sanything else", at ? " or " : "");
    return put_end(&b);
}
