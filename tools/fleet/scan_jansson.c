/* scan_jansson.c: the scanner that needs no other library: jansson's tree, spelled again.
 *
 * It refuses what jansson refuses. Values come out in jansson's spelling, not the line's, so an id
 * may be spelled otherwise; who reads ids asks for simple ones. Invariant: spellings live in one
 * buffer that does not move.
 */
#include "scan_jansson.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A spelling can be six times as long as what it spells, and is spelled again for each object it
 * stands in; a line nested deeper than this room goes the slow way. */
enum { TEXT_MAX_BYTES = 8 * SCAN_LINE_MAX };

typedef struct state {
    json_t *roots[SCAN_ITEMS_MAX]; /* keys stand in them */
    size_t nroots, used;
    char text[TEXT_MAX_BYTES + SCAN_PADDING];
} state;

static bool spell(state *s, const json_t *value, scan_item *item)
{
    size_t room = TEXT_MAX_BYTES - s->used;
    size_t size = json_dumpb(value, s->text + s->used, room, JSON_ENCODE_ANY | JSON_COMPACT);
    if (!size || size > room)
        return false;
    item->value = s->text + s->used;
    item->value_size = (uint32_t)size;
    s->used += size;
    return true;
}

static int walk(state *s, json_t *object, scan_item *items)
{
    const char *key;
    json_t *value;
    int count = 0;
    json_object_foreach(object, key, value)
    {
        if (count == SCAN_ITEMS_MAX || !spell(s, value, &items[count]))
            return -1;
        items[count].key = key;
        items[count++].key_size = (uint32_t)strlen(key);
    }
    return count;
}

static void forget(state *s)
{
    while (s->nroots)
        json_decref(s->roots[--s->nroots]);
    s->used = 0;
}

static void *scan_open(void)
{
    return calloc(1, sizeof(state));
}

static int scan_object(void *opaque, bool fresh, const char *bytes, size_t size, scan_item *items)
{
    state *s = opaque;
    json_error_t error;
    if (fresh)
        forget(s);
    if (s->nroots == SCAN_ITEMS_MAX)
        return -1;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    s->roots[s->nroots++] = root;
    return json_is_object(root) ? walk(s, root, items) : -1;
}

static void scan_close(void *opaque)
{
    state *s = opaque;
    if (s)
        forget(s);
    free(s);
}

const scanner scan_jansson = {SCAN_VERSION, "jansson", scan_open, scan_object, scan_close};
