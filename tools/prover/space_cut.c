/* space_cut.c: a digit's domain, cut where either side cuts it, and its pieces joined to classes.
 *
 * A piece is a class of one side and a class of the other; classes that no wanted result of a side
 * can tell apart count as one. Invariant: every value that a fact file may give lies in exactly one
 * piece, and a piece is in one class.
 */
#include "space_code.h"

#include "space_image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { REST_MIN = 3 };                 /* names or whole products that are worth "anything else" */
#define REFINE_MAX (UINT64_C(1) << 26) /* looks at sets; above, classes stay as they are */

typedef struct cutting {
    space *s;
    space_digit *d;
    uint32_t *canon[SPACE_SIDES]; /* of a class: the first that no wanted result tells from it */
    size_t room, npieces;
    uint64_t (*in)[SPACE_SIDES]; /* of a piece: its class */
    size_t nin, rin;
} cutting;

/* -- classes that are alike ------------------------------------------------------------------- */

bool space_set_has(const img *i, uint32_t set, uint32_t class)
{
    return IMG_GET(i, SETWORDS, IMG_GET(i, SETS, set, words) + class / 32, bits) >> class % 32 & 1;
}

/* Splits groups of classes by the set. */
static uint32_t split(const img *i, uint32_t set, uint32_t n, uint32_t *group, uint32_t groups,
                      uint32_t *map)
{
    uint32_t made = 0;
    memset(map, UINT8_MAX, 2 * (size_t)groups * sizeof *map);
    for (uint32_t c = 0; c < n; c++) {
        uint32_t *slot = &map[2 * group[c] + space_set_has(i, set, c)];
        if (*slot == CAV_NONE)
            *slot = made++;
        group[c] = *slot;
    }
    return made;
}

static uint32_t *canon_of(const cutting *x, uint32_t side)
{
    const space_code *c = x->s->code[side];
    uint32_t fact = x->d->fact[side], n = IMG_GET(c->image, FACTS, fact, classes), groups = 1;
    pool *p = &x->s->app->pool;
    uint32_t *group = pool_alloc(p, (size_t)n + 1, sizeof *group);
    uint32_t *map = pool_alloc(p, 2 * ((size_t)n + 1), sizeof *map);
    uint64_t looks = 0;
    for (uint32_t r = c->first[fact]; r; r = c->rows->next[r - 1]) {
        groups = split(c->image, c->rows->b[r - 1], n, group, groups, map);
        looks += n;
        if (looks > REFINE_MAX) {
            for (uint32_t k = 0; k < n; k++)
                group[k] = k;
            break;
        }
    }
    return group;
}

/* -- pieces ----------------------------------------------------------------------------------- */

static uint64_t class_at(const cutting *x, uint32_t side, const uint32_t key[SPACE_KEY])
{
    return space_class_at(x->s->code[side]->image, x->d->fact[side], key);
}

static void add_piece(cutting *x, space_piece piece, const uint64_t in[SPACE_SIDES])
{
    pool *p = &x->s->app->pool;
    space_piece *slot = pool_push(p, &x->d->pieces, &x->npieces, &x->room, sizeof *slot);
    uint64_t(*both)[SPACE_SIDES] = pool_push(p, &x->in, &x->nin, &x->rin, sizeof *both);
    *slot = piece;
    memcpy(slot->in, in, sizeof slot->in);
    memcpy(*both, in, sizeof *both);
}

/* Names of a flag, a one-of or a question: those of side 0, then what side 1 has beside them. */
static uint32_t name_find(const cutting *x, uint32_t side, const char *name)
{
    const char *value;
    for (uint32_t v = 0;
         (value = cav_fact_value(x->s->side[side].program, x->d->fact[side], v)) != NULL; v++)
        if (strcmp(value, name) == 0)
            return v;
    return CAV_NONE;
}

static void cut_names(cutting *x)
{
    const char *name;
    for (uint32_t side = 0; side < x->s->sides; side++) {
        if (x->d->fact[side] == CAV_NONE)
            continue;
        for (uint32_t v = 0;
             (name = cav_fact_value(x->s->side[side].program, x->d->fact[side], v)) != NULL; v++) {
            uint64_t in[SPACE_SIDES] = {0, 0};
            if (side == 1 && x->d->fact[0] != CAV_NONE && name_find(x, 0, name) != CAV_NONE)
                continue;
            for (uint32_t k = 0; k < x->s->sides; k++) {
                uint32_t key[SPACE_KEY] = {0};
                if (x->d->fact[k] == CAV_NONE)
                    continue;
                key[0] = name_find(x, k, name);
                in[k] = key[0] == CAV_NONE ? SPACE_ABSENT : class_at(x, k, key);
            }
            add_piece(x, (space_piece){.name = name}, in);
        }
    }
}

static void cut_switch(cutting *x)
{
    for (uint32_t v = 0; v < 2; v++) {
        uint64_t in[SPACE_SIDES] = {0, 0};
        for (uint32_t k = 0; k < x->s->sides; k++)
            if (x->d->fact[k] != CAV_NONE)
                in[k] = class_at(x, k, (uint32_t[SPACE_KEY]){v});
        add_piece(x, (space_piece){.name = v ? "on" : "off"}, in);
    }
}

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void cut_numbers(cutting *x)
{
    pool *p = &x->s->app->pool;
    int64_t *low = NULL;
    size_t count = 0, room = 0;
    for (uint32_t k = 0; k < x->s->sides; k++) {
        const img *i = x->s->code[k]->image;
        uint32_t fact = x->d->fact[k];
        for (uint32_t n = 0; fact != CAV_NONE && n < IMG_GET(i, FACTS, fact, npieces); n++) {
            uint32_t record = IMG_GET(i, FACTS, fact, pieces) + n;
            int64_t *slot = pool_push(p, &low, &count, &room, sizeof *slot);
            *slot = (int64_t)((uint64_t)IMG_GET(i, PIECES, record, w1) << 32 |
                              IMG_GET(i, PIECES, record, w0));
        }
    }
    qsort(low, count, sizeof *low, by_number);
    for (size_t n = 0; n < count; n++) {
        uint64_t in[SPACE_SIDES] = {0, 0};
        uint32_t key[SPACE_KEY];
        if (n + 1 < count && low[n + 1] == low[n])
            continue;
        space_key_number(low[n], key);
        for (uint32_t k = 0; k < x->s->sides; k++)
            if (x->d->fact[k] != CAV_NONE)
                in[k] = class_at(x, k, key);
        add_piece(
            x, (space_piece){.first = low[n], .last = n + 1 < count ? low[n + 1] - 1 : INT64_MAX},
            in);
    }
}

/* -- releases --------------------------------------------------------------------------------- */

typedef struct version {
    uint32_t part[CAV_VERSION_PARTS];
} version;

static int by_version(const void *a, const void *b)
{
    const version *x = a, *y = b;
    for (int k = 0; k < CAV_VERSION_PARTS; k++)
        if (x->part[k] != y->part[k])
            return x->part[k] < y->part[k] ? -1 : 1;
    return 0;
}

static uint32_t product_find(const cutting *x, uint32_t side, const char *name)
{
    cav_product product;
    for (uint32_t k = 0; cav_program_product(x->s->side[side].program, k, &product); k++)
        if (strcmp(product.name, name) == 0)
            return k;
    return CAV_NONE;
}

/* One product: cut at the versions where a side's pieces of it begin. */
static void cut_product(cutting *x, const char *name, const uint32_t product[SPACE_SIDES])
{
    version *low = NULL;
    size_t count = 0, room = 0;
    uint32_t parts = 0;
    *(version *)pool_push(&x->s->app->pool, &low, &count, &room, sizeof *low) = (version){{0}};
    for (uint32_t k = 0; k < x->s->sides; k++) {
        const img *i = x->s->code[k]->image;
        uint32_t fact = x->d->fact[k];
        if (product[k] == CAV_NONE || fact == CAV_NONE)
            continue;
        parts = IMG_GET(i, PRODUCTS, product[k], parts) > parts
                    ? IMG_GET(i, PRODUCTS, product[k], parts)
                    : parts;
        for (uint32_t n = 0; n < IMG_GET(i, FACTS, fact, npieces); n++) {
            uint32_t key[SPACE_KEY];
            space_piece_key(i, fact, n, key);
            if (key[0] != product[k])
                continue;
            version *slot = pool_push(&x->s->app->pool, &low, &count, &room, sizeof *slot);
            memcpy(slot->part, key + 1, sizeof slot->part);
        }
    }
    qsort(low, count, sizeof *low, by_version);
    for (size_t n = 0; n < count; n++) {
        uint64_t in[SPACE_SIDES] = {0, 0};
        space_piece piece = {.name = name, .parts = parts, .open = n + 1 == count};
        uint32_t key[SPACE_KEY] = {0};
        if (n + 1 < count && by_version(&low[n], &low[n + 1]) == 0)
            continue;
        memcpy(key + 1, low[n].part, sizeof low[n].part);
        memcpy(piece.low, low[n].part, sizeof piece.low);
        if (!piece.open)
            memcpy(piece.next, low[n + 1].part, sizeof piece.next);
        for (uint32_t k = 0; k < x->s->sides; k++) {
            key[0] = product[k];
            if (x->d->fact[k] != CAV_NONE)
                in[k] = product[k] == CAV_NONE ? SPACE_ABSENT : class_at(x, k, key);
        }
        add_piece(x, piece, in);
    }
}

static void cut_releases(cutting *x)
{
    cav_product product;
    for (uint32_t side = 0; side < x->s->sides; side++) {
        if (x->d->fact[side] == CAV_NONE)
            continue;
        for (uint32_t n = 0; cav_program_product(x->s->side[side].program, n, &product); n++) {
            uint32_t at[SPACE_SIDES] = {CAV_NONE, CAV_NONE};
            for (uint32_t k = 0; k < x->s->sides; k++)
                at[k] = x->d->fact[k] == CAV_NONE ? CAV_NONE : product_find(x, k, product.name);
            if (side == 0 || at[0] == CAV_NONE)
                cut_product(x, product.name, at);
        }
    }
}

/* -- the depth -------------------------------------------------------------------------------- */

static uint32_t layers_of(const space *s, uint32_t side)
{
    cav_pack info;
    cav_program_pack(s->side[side].program, &info);
    return info.layers;
}

/* Depths with the same classes are alike only if the same facts that are read exist. */
static uint32_t alive_below(const space *s, uint32_t depth)
{
    uint32_t n = 0;
    for (size_t d = 0; d < s->count; d++)
        n += s->digits[d].layer != CAV_NONE && s->digits[d].layer <= depth;
    return n;
}

static void cut_depth(cutting *x)
{
    uint32_t most = 0;
    for (uint32_t k = 0; k < x->s->sides; k++)
        most = layers_of(x->s, k) > most ? layers_of(x->s, k) : most;
    for (uint32_t depth = 0; depth < most; depth++) {
        uint64_t in[SPACE_SIDES] = {0, 0};
        for (uint32_t k = 0; k < x->s->sides; k++)
            in[k] = depth < layers_of(x->s, k) ? class_at(x, k, (uint32_t[SPACE_KEY]){depth})
                                               : SPACE_ABSENT;
        add_piece(x,
                  (space_piece){.name = pool_printf(&x->s->app->pool, "%u", depth),
                                .first = alive_below(x->s, depth)},
                  in);
    }
}

/* -- classes ---------------------------------------------------------------------------------- */

static uint64_t alike(const cutting *x, uint32_t side, uint64_t in)
{
    return in == SPACE_ABSENT || !x->canon[side] ? in : x->canon[side][in];
}

typedef struct keyed {
    uint64_t key[3];
    uint32_t piece;
} keyed;

static int by_key(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    for (int k = 0; k < 3; k++)
        if (x->key[k] != y->key[k])
            return x->key[k] < y->key[k] ? -1 : 1;
    return (x->piece > y->piece) - (x->piece < y->piece);
}

/* Pieces with the same classes on both sides, in the order of their first pieces. */
static void join_pieces(cutting *x)
{
    space_digit *d = x->d;
    size_t n = x->npieces, room = 0;
    keyed *list = pool_alloc(&x->s->app->pool, n + 1, sizeof *list);
    uint32_t *first = pool_alloc(&x->s->app->pool, n + 1, sizeof *first);
    for (uint32_t k = 0; k < n; k++)
        list[k] = (keyed){{alike(x, 0, x->in[k][0]), alike(x, 1, x->in[k][1]),
                           d->type == CAV_DEPTH ? (uint64_t)d->pieces[k].first : 0},
                          k};
    qsort(list, n, sizeof *list, by_key);
    for (size_t k = 0; k < n; k++)
        first[list[k].piece] = k && memcmp(list[k].key, list[k - 1].key, sizeof list[k].key) == 0
                                   ? first[list[k - 1].piece]
                                   : list[k].piece;
    for (uint32_t k = 0; k < n; k++) {
        if (first[k] == k) {
            d->pieces[k].class = d->all;
            memcpy(space_class_add(x->s, d, &room)->in, x->in[k], sizeof x->in[k]);
        } else {
            d->pieces[k].class = d->pieces[first[k]].class;
        }
    }
    d->npieces = (uint32_t)n;
}

/* Whether a piece is a whole name or product. */
static bool is_whole(const space_digit *d, const space_piece *p)
{
    static const uint32_t zero[CAV_VERSION_PARTS];
    return d->type != CAV_RELEASE || (p->open && memcmp(p->low, zero, sizeof zero) == 0);
}

/* The class that is best called "anything else": it has the most whole names or products. */
static void find_rest(cutting *x)
{
    space_digit *d = x->d;
    uint32_t *whole = pool_alloc(&x->s->app->pool, (size_t)d->all + 1, sizeof *whole), best = 0;
    if (d->type != CAV_ONE_OF && d->type != CAV_RELEASE)
        return;
    for (uint32_t k = 0; k < d->npieces; k++)
        whole[d->pieces[k].class] += is_whole(d, &d->pieces[k]);
    for (uint32_t c = 0; c < d->all; c++)
        best = whole[c] > whole[best] ? c : best;
    if (d->all > 1 && whole[best] >= REST_MIN)
        d->rest = best;
}

/* -- values ----------------------------------------------------------------------------------- */

static const char *print_version(app *a, const char *name, const uint32_t *part, uint32_t parts)
{
    buf b = {.pool = &a->pool};
    uint32_t n = parts;
    for (uint32_t k = parts; parts && k < CAV_VERSION_PARTS; k++)
        n = part[k] ? k + 1 : n;
    put_text(&b, name);
    for (uint32_t k = 0; k < n; k++)
        put_printf(&b, "%c%u", k ? '.' : ' ', part[k]);
    return put_end(&b);
}

/* A version that somebody might write: the first, or where that is 0 one just below the next. */
static const char *value_of_release(app *a, const space_piece *p)
{
    uint32_t part[CAV_VERSION_PARTS];
    static const uint32_t zero[CAV_VERSION_PARTS];
    memcpy(part, p->low, sizeof part);
    if (memcmp(part, zero, sizeof zero) == 0 && p->parts) {
        if (p->open) {
            part[0] = 1;
        } else if (p->parts > 1 && p->next[1]) {
            part[0] = p->next[0];
            part[1] = p->next[1] - 1;
        } else if (p->next[0]) {
            part[0] = p->next[0] - 1;
            part[1] = p->parts > 1 ? 9 : 0;
        }
    }
    return print_version(a, p->name, part, p->parts);
}

static const char *value_of(app *a, const space_digit *d, const space_piece *p)
{
    if (d->type == CAV_RELEASE)
        return value_of_release(a, p);
    if (d->type == CAV_NUMBER)
        return pool_printf(&a->pool, "%" PRId64, p->first == INT64_MIN ? p->last : p->first);
    return p->name;
}

/* Of "anything else" the near miss is the better example. */
static void find_values(cutting *x)
{
    space_digit *d = x->d;
    for (uint32_t k = 0; k < d->npieces; k++) {
        const space_piece *p = &d->pieces[k];
        space_class *c = &d->classes[p->class];
        if (!c->value || (p->class == d->rest && !is_whole(d, p)))
            c->value = value_of(x->s->app, d, p);
    }
}

/* -- the order of classes --------------------------------------------------------------------- */

static uint32_t rank_of(const space_digit *d, uint32_t c)
{
    if (d->classes[c].in[0] == SPACE_ABSENT || d->classes[c].in[1] == SPACE_ABSENT)
        return 3;
    return !d->classes[c].value ? 2 : c == d->rest ? 1 : 0;
}

void space_finish(space *s, space_digit *d)
{
    pool *p = &s->app->pool;
    uint32_t *place = pool_alloc(p, (size_t)d->all + 1, sizeof *place), at = 0;
    space_class *sorted = pool_alloc(p, (size_t)d->all + 1, sizeof *sorted);
    for (uint32_t rank = 0; rank < 4; rank++) {
        for (uint32_t c = 0; c < d->all; c++)
            if (rank_of(d, c) == rank) {
                place[c] = at;
                sorted[at++] = d->classes[c];
            }
        d->found = rank < 2 ? at : d->found;
        d->count = rank < 3 ? at : d->count;
    }
    d->classes = sorted;
    for (uint32_t k = 0; k < d->npieces; k++)
        d->pieces[k].class = place[d->pieces[k].class];
    d->rest = d->rest == CAV_NONE ? CAV_NONE : place[d->rest];
    for (uint32_t k = 0; k < SPACE_SIDES; k++) {
        d->values[k] = pool_alloc(p, (size_t)d->all + 1, sizeof *d->values[k]);
        for (uint32_t c = 0; c < d->all; c++)
            d->values[k][c] = d->classes[c].in[k];
    }
}

static void name_classes(cutting *x)
{
    space_digit *d = x->d;
    bool *in = pool_alloc(&x->s->app->pool, (size_t)d->all + 1, sizeof *in);
    for (uint32_t c = 0; c < d->all; c++) {
        in[c] = true;
        d->classes[c].name = space_name(x->s->app, d, in);
        in[c] = false;
    }
    for (uint32_t side = 0; side < x->s->sides && d->count < d->all; side++) {
        bool any = false;
        for (uint32_t c = d->count; c < d->all; c++)
            any |= in[c] = d->classes[c].in[!side] == SPACE_ABSENT;
        if (any)
            space_note_add(x->s, (space_note){SPACE_ONE_ALONE, d->read[0] || d->read[1],
                                              (uint32_t)(d - x->s->digits),
                                              pool_printf(&x->s->app->pool, "%s: only %s knows %s",
                                                          d->name, x->s->side[side].name,
                                                          space_name(x->s->app, d, in))});
    }
}

static void cut(cutting *x)
{
    if (x->d->type == CAV_DEPTH)
        cut_depth(x);
    else if (x->d->type == CAV_RELEASE)
        cut_releases(x);
    else if (x->d->type == CAV_NUMBER)
        cut_numbers(x);
    else if (x->d->type == CAV_WANTED)
        cut_switch(x);
    else
        cut_names(x);
}

void space_pieces(space *s, space_digit *d)
{
    cutting x = {.s = s, .d = d};
    cut(&x);
    d->npieces = (uint32_t)x.npieces;
}

void space_cut(space *s, space_digit *d)
{
    cutting x = {.s = s, .d = d};
    for (uint32_t k = 0; k < s->sides; k++)
        x.canon[k] = d->fact[k] == CAV_NONE ? NULL : canon_of(&x, k);
    cut(&x);
    join_pieces(&x);
    find_rest(&x);
    find_values(&x);
    space_finish(s, d);
    name_classes(&x);
}
