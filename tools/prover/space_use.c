/* space_use.c: a space in use: its size, its digits for a sweep, one configuration of it.
 *
 * It refuses sizes beyond 2^63. Invariant: the configuration that space_at gives is the one the
 * sweep judged, and what space_write prints is what space_put sets.
 */
#include "space_code.h"
#include "space_image.h"

#include <stdlib.h>
#include <string.h>

/* The depth that stands for a class of digit 0: asked more often than anything else. */
static uint32_t depth_at(const space *s, uint32_t class)
{
    uint32_t depth = 0;
    for (const char *p = s->digits[0].classes[class].value; *p; p++)
        depth = 10 * depth + (uint32_t)(*p - '0');
    return depth;
}

bool space_alive(const space *s, uint32_t digit, uint32_t depth_class)
{
    const space_digit *d = &s->digits[digit];
    return d->layer == CAV_NONE || d->layer <= depth_at(s, depth_class);
}

uint32_t *space_choice(const space *s)
{
    uint32_t *choice = pool_alloc(&s->app->pool, s->count + 1, sizeof *choice);
    for (size_t d = 0; d < s->count; d++)
        choice[d] = SPACE_OPEN;
    return choice;
}

/* -- size ------------------------------------------------------------------------------------- */

static bool size_at(const space *s, uint32_t depth, const uint32_t *choice, bool found,
                    uint64_t *size)
{
    *size = 1;
    for (uint32_t d = 1; d < s->count; d++) {
        uint64_t n = found ? s->digits[d].found : s->digits[d].count;
        if (choice[d] != SPACE_OPEN || !space_alive(s, d, depth))
            continue;
        if (n && *size > (UINT64_C(1) << 63) / n)
            return false;
        *size *= n;
    }
    return true;
}

bool space_size(const space *s, const uint32_t *choice, bool found, uint64_t *size)
{
    *size = 0;
    for (uint32_t depth = 0; depth < s->digits[0].count; depth++) {
        uint64_t here;
        if (choice[0] != SPACE_OPEN && choice[0] != depth)
            continue;
        if (!size_at(s, depth, choice, found, &here) || here > (UINT64_C(1) << 63) - *size)
            return false;
        *size += here;
    }
    return true;
}

/* -- sweeps ----------------------------------------------------------------------------------- */

/* Which class a digit is held at, or SPACE_OPEN. */
static uint32_t held(const space *s, uint32_t d, const uint32_t *choice)
{
    return choice[d] != SPACE_OPEN ? choice[d] : space_alive(s, d, choice[0]) ? SPACE_OPEN : 0;
}

/* Where its values begin: of a fact that is none here the first that this side knows. */
static const uint64_t *values_at(const space *s, uint32_t k, uint32_t side, const uint32_t *choice)
{
    const space_digit *d = &s->digits[k];
    uint32_t at = held(s, k, choice);
    if (at == SPACE_OPEN)
        return d->values[side];
    while (d->values[side][at] == SPACE_ABSENT && at + 1 < d->all)
        at++;
    return d->values[side] + at;
}

void space_sweep(const space *s, uint32_t side, const uint32_t *choice, bool found,
                 cav_sweep_digit *digits)
{
    for (uint32_t k = 0; k < s->count; k++) {
        const space_digit *d = &s->digits[k];
        uint32_t at = held(s, k, choice);
        digits[k] = (cav_sweep_digit){d->fact[side],
                                      at != SPACE_OPEN ? 1
                                      : found          ? d->found
                                                       : d->count,
                                      values_at(s, k, side, choice)};
    }
}

void space_at(const space *s, const cav_sweep *sweep, const uint32_t *choice, uint64_t number,
              uint32_t *out)
{
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t at = held(s, k, choice);
        out[k] = at != SPACE_OPEN ? at : cav_sweep_value(sweep, number, k);
    }
}

/* -- configurations --------------------------------------------------------------------------- */

static bool is_told(const space *s, uint32_t d, const uint32_t *choice)
{
    return d && choice[d] != SPACE_OPEN &&
           (choice[0] == SPACE_OPEN || space_alive(s, d, choice[0]));
}

static bool put_digit(const space *s, uint32_t side, uint32_t d, uint32_t class, cav_facts *facts)
{
    const space_digit *digit = &s->digits[d];
    const char *value = digit->classes[class].value;
    if (digit->fact[side] == CAV_NONE)
        return true;
    if (!value || digit->classes[class].in[side] == SPACE_ABSENT)
        return false;
    if (digit->type == CAV_WANTED)
        return cav_facts_want(facts, cav_feature_find(s->side[side].program, digit->base),
                              strcmp(value, "on") == 0) == CAV_OK;
    return cav_facts_set(facts, digit->fact[side], &value, 1) == CAV_OK;
}

bool space_put(const space *s, uint32_t side, const uint32_t *choice, cav_facts *facts)
{
    cav_facts_clear(facts);
    for (uint32_t d = 1; d < s->count; d++)
        if (is_told(s, d, choice) && !put_digit(s, side, d, choice[d], facts))
            return false;
    return choice[0] == SPACE_OPEN ||
           cav_facts_depth(facts, depth_at(s, choice[0])) == CAV_OK;
}

/* A feature that is not wanted need not be told. */
static bool is_written(const space *s, uint32_t d, const uint32_t *choice)
{
    const space_digit *digit = &s->digits[d];
    return is_told(s, d, choice) && digit->classes[choice[d]].value &&
           (digit->type != CAV_WANTED || strcmp(digit->classes[choice[d]].value, "on") == 0);
}

static void write_value(json_writer *w, const space_digit *d, uint32_t class, const char *key)
{
    const char *value = d->classes[class].value;
    if (d->type == CAV_FLAG || d->type == CAV_WANTED)
        jw_bool(w, key, strcmp(value, "on") == 0);
    else if (d->type == CAV_NUMBER)
        jw_int(w, key, strtoll(value, NULL, 10));
    else
        jw_string(w, key, value);
}

/* The layer's name as its facts bear it. */
static const char *layer_of(const space *s, const space_digit *d)
{
    return pool_copy(&s->app->pool, d->name, strlen(d->name) - strlen(d->base) - 1);
}

static void write_group(const space *s, json_writer *w, const uint32_t *choice, bool *done,
                        uint32_t first)
{
    const space_digit *of = &s->digits[first];
    const char *layer = of->layer == CAV_NONE ? "uses" : layer_of(s, of);
    jw_open(w, layer, '{', true);
    for (uint32_t d = first; d < s->count; d++) {
        const space_digit *digit = &s->digits[d];
        if (done[d] || !is_written(s, d, choice) ||
            (of->layer == CAV_NONE) != (digit->layer == CAV_NONE) ||
            (of->layer != CAV_NONE && strcmp(layer_of(s, digit), layer) != 0))
            continue;
        done[d] = true;
        write_value(w, digit, choice[d], digit->base);
    }
    jw_close(w, '}');
}

void space_write(const space *s, json_writer *w, const char *key, const uint32_t *choice)
{
    bool *done = pool_alloc(&s->app->pool, s->count + 1, sizeof *done);
    jw_open(w, key, '{', true);
    if (choice[0] != SPACE_OPEN)
        jw_int(w, "depth", depth_at(s, choice[0]));
    for (uint32_t d = 1; d < s->count; d++)
        if (!done[d] && is_written(s, d, choice))
            write_group(s, w, choice, done, d);
    jw_close(w, '}');
}

/* -- what is known ---------------------------------------------------------------------------- */

/* Classes whose answers this one text gives. */
static void mark_text(const space *s, uint32_t side, const space_digit *d, const char *text,
                      cav_facts *scratch, bool *in)
{
    const img *i = s->code[side]->image;
    if (cav_facts_set(scratch, d->fact[side], &text, 1))
        return;
    for (uint32_t c = 0; c < d->all; c++) {
        bool fits = d->classes[c].in[side] != SPACE_ABSENT;
        for (uint32_t t = 0; fits && t < 64; t++) {
            if (!(d->tests[side] >> t & 1))
                continue;
            cav_truth yes = space_answer(i, scratch, d->fact[side], t);
            fits = yes == CAV_UNKNOWN || (yes == CAV_TRUE) == (d->classes[c].in[side] >> t & 1);
        }
        in[c] |= fits;
    }
    cav_facts_set(scratch, d->fact[side], NULL, 0);
}

bool space_may_be(const space *s, uint32_t side, uint32_t digit, const cav_facts *facts,
                  cav_facts *scratch, bool *in)
{
    const space_digit *d = &s->digits[digit];
    uint32_t fact = d->fact[side];
    const char *text;
    bool known = fact != CAV_NONE && d->layer != CAV_NONE &&
                 cav_facts_knowledge(facts, fact) != CAV_FACT_UNKNOWN;
    memset(in, !known, d->all * sizeof *in);
    for (uint32_t k = 0; known && k < d->npieces; k++)
        if (d->pieces[k].in[side] != SPACE_ABSENT)
            in[d->pieces[k].class] |=
                space_in_class(s->side[side].program, facts, fact, (uint32_t)d->pieces[k].in[side]);
    for (uint32_t k = 0;
         known && d->type == CAV_TEXT && (text = cav_facts_value(facts, fact, k)) != NULL; k++)
        mark_text(s, side, d, text, scratch, in);
    return known;
}
