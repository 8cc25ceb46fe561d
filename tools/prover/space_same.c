/* space_same.c: which results of two programs are the same condition, by their structure.
 *
 * Both programs are written into one table in which equal nodes have one number: a leaf is the
 * fact, by its name, and what it asks over the pieces that both sides know (never a class or a set
 * as one image numbers them, nor a text of the rules); an `and` is the set of its parts, flat; an
 * `or` is an `and` inverted. So results with one number give one answer in every configuration that
 * is swept, whatever else the programs hold. Other numbers prove nothing. It refuses nothing: what
 * has no partner is like nothing else. Invariant: a node's parts stand before it in the table.
 */
#include "space_code.h"

#include <stdlib.h>
#include <string.h>

enum { FLAT_MAX = 64 }; /* parts of an `and` that are taken over into the one around it */

typedef enum tag { TAG_ALONE, TAG_SET, TAG_TEST, TAG_LETTERS, TAG_IN, TAG_TEXT, TAG_AND } tag;

typedef struct node {
    size_t at; /* its words */
    uint32_t size, hash;
} node;

struct space_same {
    space *s; /* for its pool and programs */
    uint32_t *words;
    size_t nwords, rwords;
    node *nodes;
    size_t nnodes, rnodes;
    uint32_t *places; /* of nodes by their hash, plus 1 */
    size_t room;      /* of places, a power of two */
    uint32_t *key;    /* of a node in the making */
    size_t nkey, rkey;
    space_digit *facts; /* of side 0: its pieces, once cut */
    uint32_t *test[SPACE_SIDES], *value[SPACE_SIDES]; /* of a test: its node; of a result */
};

/* -- the table -------------------------------------------------------------------------------- */

static void key_add(space_same *x, uint32_t word)
{
    *(uint32_t *)pool_push(&x->s->app->pool, &x->key, &x->nkey, &x->rkey, sizeof word) = word;
}

static void key_begin(space_same *x, tag t)
{
    x->nkey = 0;
    key_add(x, t);
}

static uint32_t key_hash(const space_same *x)
{
    uint64_t hash = x->nkey;
    for (size_t k = 0; k < x->nkey; k++) {
        hash = (hash ^ x->key[k]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static void grow(space_same *x)
{
    x->room = x->room ? 2 * x->room : 1024;
    x->places = pool_alloc(&x->s->app->pool, x->room, sizeof *x->places);
    for (size_t k = 0; k < x->nnodes; k++) {
        size_t place = x->nodes[k].hash & (x->room - 1);
        while (x->places[place])
            place = (place + 1) & (x->room - 1);
        x->places[place] = (uint32_t)k + 1;
    }
}

static bool is_key(const space_same *x, const node *n, uint32_t hash)
{
    return n->hash == hash && n->size == x->nkey &&
           memcmp(x->words + n->at, x->key, x->nkey * sizeof *x->key) == 0;
}

/* The number of the node that the key tells: of an equal one, or a new one. */
static uint32_t key_end(space_same *x)
{
    uint32_t hash = key_hash(x);
    if (2 * (x->nnodes + 1) > x->room)
        grow(x);
    size_t place = hash & (x->room - 1);
    for (; x->places[place]; place = (place + 1) & (x->room - 1))
        if (is_key(x, &x->nodes[x->places[place] - 1], hash))
            return x->places[place] - 1;
    node *n = pool_push(&x->s->app->pool, &x->nodes, &x->nnodes, &x->rnodes, sizeof *n);
    *n = (node){x->nwords, (uint32_t)x->nkey, hash};
    for (size_t k = 0; k < x->nkey; k++)
        *(uint32_t *)pool_push(&x->s->app->pool, &x->words, &x->nwords, &x->rwords,
                               sizeof *x->words) = x->key[k];
    x->places[place] = (uint32_t)x->nnodes;
    return (uint32_t)x->nnodes - 1;
}

/* -- leaves ----------------------------------------------------------------------------------- */

/* The fact of side 0 that is the same one; CAV_NONE: there is none, or declared otherwise. */
static uint32_t common_fact(const space_same *x, uint32_t side, uint32_t fact)
{
    const space_rows *rows = x->s->code[side]->rows;
    return rows->other[fact] == CAV_NONE || rows->unlike[fact] ? CAV_NONE
           : side == 0                                         ? fact
                                                               : rows->other[fact];
}

/* Something of one side that is like nothing else. */
static uint32_t alone(space_same *x, uint32_t side, uint32_t result)
{
    key_begin(x, TAG_ALONE);
    key_add(x, side);
    key_add(x, result);
    return key_end(x);
}

static const space_digit *pieces_of(space_same *x, uint32_t fact)
{
    const space_rows *rows = x->s->code[0]->rows;
    space_digit *d = &x->facts[fact];
    if (!d->npieces) {
        d->type = (cav_type)IMG_GET(x->s->code[0]->image, FACTS, fact, type);
        d->fact[0] = fact;
        d->fact[1] = rows->other[fact];
        space_pieces(x->s, d);
    }
    return d;
}

/* A set of classes: the pieces, of those that both sides know, from where on it is otherwise. */
static uint32_t set_node(space_same *x, uint32_t side, uint32_t fact, uint32_t set)
{
    const img *i = x->s->code[side]->image;
    const space_digit *d = pieces_of(x, fact);
    bool was = false;
    key_begin(x, TAG_SET);
    key_add(x, fact);
    for (uint32_t k = 0; k < d->npieces; k++) {
        const space_piece *p = &d->pieces[k];
        if (p->in[0] == SPACE_ABSENT || p->in[1] == SPACE_ABSENT)
            continue;
        bool is = space_set_has(i, set, (uint32_t)p->in[side]);
        if (is != was)
            key_add(x, k);
        was = is;
    }
    return key_end(x);
}

static uint32_t letters_node(space_same *x, const char *text)
{
    size_t size = strlen(text);
    key_begin(x, TAG_LETTERS);
    key_add(x, (uint32_t)size);
    for (size_t k = 0; k < size; k += 4) {
        uint32_t word = 0;
        memcpy(&word, text + k, size - k < 4 ? size - k : 4);
        key_add(x, word);
    }
    return key_end(x);
}

static uint32_t test_node(space_same *x, uint32_t side, uint32_t t)
{
    const img *i = x->s->code[side]->image;
    cav_test kind = (cav_test)IMG_GET(i, TESTS, t, kind);
    uint32_t a = IMG_GET(i, TESTS, t, a), b = IMG_GET(i, TESTS, t, b);
    if (kind == CAV_TEST_PATTERN || kind == CAV_TEST_LITERAL)
        a = letters_node(x, img_text(i, a));
    else
        a = x->test[side][a];
    if (kind == CAV_TEST_AND || kind == CAV_TEST_OR)
        b = x->test[side][b];
    key_begin(x, TAG_TEST);
    key_add(x, kind);
    key_add(x, a);
    key_add(x, b);
    return key_end(x);
}

static uint32_t leaf_node(space_same *x, uint32_t side, uint32_t result)
{
    const space_rows *rows = x->s->code[side]->rows;
    uint32_t fact = common_fact(x, side, rows->a[result]), what = rows->b[result];
    bool in = rows->op[result] == VM_IN;
    if (fact == CAV_NONE || (!in && rows->op[result] != VM_TEXT))
        return alone(x, side, result);
    what = in ? set_node(x, side, fact, what) : x->test[side][what];
    key_begin(x, in ? TAG_IN : TAG_TEXT);
    key_add(x, fact);
    key_add(x, what);
    return key_end(x);
}

/* -- logic: a value is a node * 2, +1 where it is inverted -------------------------------------- */

static int by_word(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A part of an `and`: what it holds, where it is a short `and` itself. */
static void add_part(space_same *x, uint32_t value)
{
    const node n = x->nodes[value / 2];
    if (value & 1 || x->words[n.at] != TAG_AND || n.size > FLAT_MAX) {
        key_add(x, value);
        return;
    }
    for (uint32_t k = 1; k < n.size; k++)
        key_add(x, x->words[n.at + k]);
}

static uint32_t and_value(space_same *x, uint32_t a, uint32_t b)
{
    size_t kept = 1;
    key_begin(x, TAG_AND);
    add_part(x, a);
    add_part(x, b);
    qsort(x->key + 1, x->nkey - 1, sizeof *x->key, by_word);
    for (size_t k = 1; k < x->nkey; k++)
        if (kept == 1 || x->key[k] != x->key[kept - 1])
            x->key[kept++] = x->key[k];
    x->nkey = kept;
    return kept == 2 ? x->key[1] : 2 * key_end(x);
}

static uint32_t value_of(space_same *x, uint32_t side, uint32_t result)
{
    const space_rows *rows = x->s->code[side]->rows;
    const uint32_t *value = x->value[side];
    switch (rows->op[result]) {
    case VM_AND:
        return and_value(x, value[rows->a[result]], value[rows->b[result]]);
    case VM_OR:
        return and_value(x, value[rows->a[result]] ^ 1, value[rows->b[result]] ^ 1) ^ 1;
    case VM_NOT:
        return value[rows->a[result]] ^ 1;
    default:
        return 2 * leaf_node(x, side, result);
    }
}

/* -- all together ----------------------------------------------------------------------------- */

space_same *space_same_new(space *s)
{
    space_same *x = pool_alloc(&s->app->pool, 1, sizeof *x);
    *x = (space_same){.s = s};
    x->facts = pool_alloc(&s->app->pool, (size_t)img_count(s->code[0]->image, IMG_FACTS) + 1,
                          sizeof *x->facts);
    for (uint32_t side = 0; side < SPACE_SIDES; side++) {
        const img *i = s->code[side]->image;
        uint32_t tests = img_count(i, IMG_TESTS), results = IMG_GET(i, META, 0, results);
        x->test[side] = pool_alloc(&s->app->pool, (size_t)tests + 1, sizeof(uint32_t));
        x->value[side] = pool_alloc(&s->app->pool, (size_t)results + 1, sizeof(uint32_t));
        for (uint32_t t = 0; t < tests; t++)
            x->test[side][t] = test_node(x, side, t);
        for (uint32_t r = 0; r < results; r++)
            x->value[side][r] = value_of(x, side, r);
    }
    return x;
}

uint32_t space_same_number(const space_same *x, uint32_t side, uint32_t value)
{
    return value == CAV_NONE ? CAV_NONE : x->value[side][value / 2] ^ (value & 1);
}
