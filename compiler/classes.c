/* classes.c: domains cut at the points conditions use (see classes.h).
 *
 * A sweep over the sets' borders: every distinct set has a 128-bit mark of its own, a piece's
 * signature is the sum (xor) of the marks of the sets that hold it, and pieces of one signature are
 * one class. Marks come from a fixed mixing function of the set's number, so the result depends on
 * the sets alone. Refuses nothing.
 */
#include "classes.h"

#include <stdlib.h>
#include <string.h>

typedef struct signature {
    uint64_t a, b;
} signature;
typedef struct border {
    type_key at;
    signature mark;
} border;
typedef struct slot {
    signature sig;
    uint32_t class; /* + 1 */
} slot;

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static int by_place(const void *x, const void *y)
{
    return type_key_compare(&((const border *)x)->at, &((const border *)y)->at);
}

static border *list_borders(arena *a, const type_set *const *sets, uint32_t n, size_t *count)
{
    size_t total = 0;
    border *list;

    for (uint32_t i = 0; i < n; i++)
        total += 2 * (size_t)sets[i]->count;
    list = arena_alloc(a, (total + 1) * sizeof *list);
    *count = 0;
    for (uint32_t i = 0; i < n; i++) {
        signature mark = {mix(2 * (uint64_t)i), mix(2 * (uint64_t)i + 1)};
        for (uint32_t k = 0; k < sets[i]->count; k++) {
            list[(*count)++] = (border){sets[i]->at[k].low, mark};
            list[(*count)++] = (border){sets[i]->at[k].high, mark};
        }
    }
    if (*count)
        qsort(list, *count, sizeof *list, by_place);
    return list;
}

/* The class of a signature: known, or the next. */
static uint32_t class_of(slot *slots, size_t room, signature sig, uint32_t *nclasses)
{
    size_t at = (size_t)sig.a & (room - 1);

    while (slots[at].class && (slots[at].sig.a != sig.a || slots[at].sig.b != sig.b))
        at = (at + 1) & (room - 1);
    if (!slots[at].class)
        slots[at] = (slot){sig, ++*nclasses};
    return slots[at].class - 1;
}

class_cut classes_cut(arena *a, const expr_fact *fact, const type_set *const *sets, uint32_t n)
{
    bool named = fact->type != CAV_NUMBER && fact->type != CAV_RELEASE;
    size_t nborders, room = 16, i = 0;
    border *borders = list_borders(a, sets, n, &nborders);
    uint32_t values = named ? fact->end.w[0] : 0;
    class_cut cut = {arena_alloc(a, (nborders + values + 2) * sizeof *cut.pieces), 0, 0};
    signature now = {0, 0};
    type_key at = {{0}};
    slot *slots;

    while (room < 2 * (nborders + values + 2))
        room *= 2;
    slots = arena_alloc(a, room * sizeof *slots);
    while (type_key_compare(&at, &fact->end) < 0) {
        uint32_t class;
        for (; i < nborders && type_key_compare(&borders[i].at, &at) <= 0; i++) {
            now.a ^= borders[i].mark.a;
            now.b ^= borders[i].mark.b;
        }
        class = class_of(slots, room, now, &cut.nclasses);
        if (named || !cut.npieces || cut.pieces[cut.npieces - 1].class != class)
            cut.pieces[cut.npieces++] = (class_piece){at, class};
        if (named)
            at.w[0]++;
        else
            at = i < nborders ? borders[i].at : fact->end;
    }
    return cut;
}

/* The first piece that does not begin before `key`. */
static uint32_t first_piece(const class_cut *cut, const type_key *key)
{
    uint32_t low = 0, high = cut->npieces;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (type_key_compare(&cut->pieces[middle].low, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Pieces before the set's first interval and behind its last one are not looked at. */
void classes_bits(const class_cut *cut, const type_set *set, uint32_t *words)
{
    uint32_t k = 0;

    for (uint32_t i = set->count ? first_piece(cut, &set->at[0].low) : cut->npieces;
         i < cut->npieces; i++) {
        const type_key *low = &cut->pieces[i].low;
        while (k < set->count && type_key_compare(&set->at[k].high, low) <= 0)
            k++;
        if (k == set->count)
            break;
        if (type_key_compare(&set->at[k].low, low) <= 0)
            words[cut->pieces[i].class / 32] |= 1u << cut->pieces[i].class % 32;
    }
}
