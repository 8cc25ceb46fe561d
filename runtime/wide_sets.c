/* wide_sets.c: a set of classes as a boolean function of the bits of a code.
 *
 * A fact's functions share one decision graph: a node is a bit and what the function is where the
 * bit is set and where it is not; equal nodes are one. A range of classes takes at most two nodes a
 * bit, any set of n classes fewer than n. Codes that belong to no class do not matter to a set and
 * take the value that costs least. Refuses to look at more than WIDE_LOOKS_MAX words of sets, which
 * no pack needs and a hostile image could ask for; that and memory that runs out set `failed`, and
 * what is returned then means nothing. Invariant: a node's branches differ and come before it.
 */
#include "wide_code.h"

#include "env.h"

#include <string.h>

void *wide_grow(const cav_env *env, void *items, size_t *room, size_t need, size_t size)
{
    size_t more = *room ? *room : 16;
    void *grown;

    if (need <= *room)
        return items;
    while (more < need)
        more *= 2;
    grown = more > SIZE_MAX / size ? NULL : env_resize(env, items, *room * size, more * size);
    if (grown)
        *room = more;
    return grown;
}

/* -- nodes ------------------------------------------------------------------------------------ */

void wide_nodes_start(wide_nodes *nodes, const cav_env *env, uint32_t classes, uint32_t bits)
{
    *nodes = (wide_nodes){.env = *env, .classes = classes, .bits = bits, .count = WIDE_NODES};
}

void wide_nodes_end(wide_nodes *nodes)
{
    env_free(&nodes->env, nodes->items, nodes->room * sizeof *nodes->items);
    env_free(&nodes->env, nodes->table, nodes->ntable * sizeof *nodes->table);
}

static size_t hash(uint32_t bit, uint32_t high, uint32_t low)
{
    uint64_t h = ((uint64_t)high << 32 | low) * 0x9e3779b97f4a7c15u;

    h = (h ^ bit) * 0xc2b2ae3d27d4eb4fu;
    return (size_t)(h ^ h >> 31);
}

/* The node's place in the table: its own or the free one where it belongs. */
static uint32_t *place(const wide_nodes *nodes, uint32_t bit, uint32_t high, uint32_t low)
{
    size_t at = hash(bit, high, low) & (nodes->ntable - 1);

    for (; nodes->table[at]; at = (at + 1) & (nodes->ntable - 1)) {
        const wide_node *n = &nodes->items[nodes->table[at] - 1];

        if (n->bit == bit && n->high == high && n->low == low)
            break;
    }
    return &nodes->table[at];
}

static void make_room(wide_nodes *nodes)
{
    const size_t before = nodes->room;
    uint32_t *table;
    wide_node *items =
        wide_grow(&nodes->env, nodes->items, &nodes->room, nodes->count + 1, sizeof *items);

    nodes->failed = !items;
    if (!items)
        return;
    nodes->items = items;
    if (nodes->room == before)
        return;
    table = env_alloc(&nodes->env, 2 * nodes->room * sizeof *table);
    nodes->failed = !table;
    if (!table)
        return;
    env_free(&nodes->env, nodes->table, nodes->ntable * sizeof *table);
    nodes->table = table;
    nodes->ntable = 2 * nodes->room;
    for (size_t k = WIDE_NODES; k < nodes->count; k++)
        *place(nodes, items[k].bit, items[k].high, items[k].low) = (uint32_t)k + 1;
}

static uint32_t join(wide_nodes *nodes, uint32_t bit, uint32_t high, uint32_t low)
{
    uint32_t *at;

    if (high == low || low == WIDE_ANY)
        return high;
    if (high == WIDE_ANY)
        return low;
    if (!nodes->failed && (nodes->count >= nodes->room || !nodes->table))
        make_room(nodes);
    if (nodes->failed)
        return WIDE_FALSE;
    at = place(nodes, bit, high, low);
    if (!*at) {
        nodes->items[nodes->count] = (wide_node){bit, high, low, 0};
        *at = (uint32_t)++nodes->count;
    }
    return *at - 1;
}

/* -- functions -------------------------------------------------------------------------------- */

/* Bits of classes from..to in the set: all, none or (WIDE_NODES) some. */
static uint32_t look(wide_nodes *nodes, const img *i, uint32_t words, uint32_t from, uint32_t to)
{
    bool some = false, all = true;

    for (uint32_t w = from / 32; w <= to / 32; w++) {
        uint32_t mask = UINT32_MAX, bits;

        if (w == from / 32)
            mask &= UINT32_MAX << from % 32;
        if (w == to / 32)
            mask &= UINT32_MAX >> (31 - to % 32);
        bits = IMG_GET(i, SETWORDS, words + w, bits) & mask;
        nodes->looks++;
        some |= bits != 0;
        all &= bits == mask;
        if (some && !all)
            return WIDE_NODES;
    }
    return all ? WIDE_TRUE : WIDE_FALSE;
}

/* The set over codes start .. start + 2^bits - 1. As deep as a code has bits: 16 at most. */
static uint32_t cut(wide_nodes *nodes, const img *i, uint32_t words, uint32_t start, uint32_t bits)
{
    const uint32_t end = start + (1u << bits) - 1;
    const uint32_t from = start ? start : 1, to = end < nodes->classes ? end : nodes->classes;
    uint32_t known, high;

    if (from > to)
        return WIDE_ANY;
    known = look(nodes, i, words, from - 1, to - 1);
    if (nodes->looks > WIDE_LOOKS_MAX)
        nodes->failed = nodes->endless = true;
    if (known != WIDE_NODES || nodes->failed)
        return known;
    high = cut(nodes, i, words, start + (1u << (bits - 1)), bits - 1);
    return join(nodes, bits - 1, high, cut(nodes, i, words, start, bits - 1));
}

uint32_t wide_nodes_set(wide_nodes *nodes, const img *i, uint32_t set)
{
    return cut(nodes, i, IMG_GET(i, SETS, set, words), 0, nodes->bits);
}

/* Codes of no class, 0 and those above n: from the lowest bit up, along the paths to 0 and to n,
 * which part at the highest bit. */
uint32_t wide_nodes_unknown(wide_nodes *nodes)
{
    const uint32_t top = nodes->bits - 1;
    uint32_t zero = WIDE_TRUE, above = WIDE_FALSE;

    for (uint32_t bit = 0; bit < top; bit++) {
        if (nodes->classes >> bit & 1)
            above = join(nodes, bit, above, WIDE_FALSE);
        else
            above = join(nodes, bit, WIDE_TRUE, above);
        zero = join(nodes, bit, WIDE_FALSE, zero);
    }
    return join(nodes, top, above, zero);
}
