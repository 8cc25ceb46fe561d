/* scan_jansson.c: the scanner that needs no other library: jansson's tree, spelled again.
 *
 * It refuses what jansson refuses. Values come out in jansson's spelling, not the line's, so an id
 * may be spelled otherwise; who reads ids asks for simple ones. Invariant: spellings live in one
 * buffer that is not moved while items point into it.
 */
#include "scan_jansson.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A spelling can be six times as long as what it spells. */
enum { TEXT_MAX_BYTES = 6 * SCAN_LINE_MAX + 1024 };

typedef struct state {
    json_t *root;
    scan_item *items;
    int count;
    size_t used;
    char text[TEXT_MAX_BYTES];
} state;

static scan_item *add(state *s, scan_kind kind)
{
    if (s->count == SCAN_ITEMS_MAX)
        return NULL;
    scan_item *item = &s->items[s->count++];
    item->kind = kind;
    return item;
}

static bool spell(state *s, const json_t *value, scan_item *item)
{
    size_t room = sizeof s->text - s->used;
    size_t size = json_dumpb(value, s->text + s->used, room, JSON_ENCODE_ANY | JSON_COMPACT);
    if (!size || size > room)
        return false;
    item->value = s->text + s->used;
    item->value_size = (uint32_t)size;
    s->used += size;
    return true;
}

static bool walk(state *s, json_t *object, int depth)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool opens = json_is_object(value);
        scan_item *item = add(s, opens ? SCAN_OPEN : SCAN_VALUE);
        if (!item || (opens && depth == SCAN_DEPTH_MAX))
            return false;
        item->key = key;
        item->key_size = (uint32_t)strlen(key);
        if (opens ? !walk(s, value, depth + 1) || !add(s, SCAN_CLOSE) : !spell(s, value, item))
            return false;
    }
    return true;
}

static void *scan_open(void)
{
    return calloc(1, sizeof(state));
}

static int scan_line(void *opaque, const char *bytes, size_t size, scan_item *items)
{
    state *s = opaque;
    json_error_t error;
    json_decref(s->root);
    s->root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    s->items = items;
    s->count = 0;
    s->used = 0;
    return json_is_object(s->root) && walk(s, s->root, 0) ? s->count : -1;
}

static void scan_close(void *opaque)
{
    state *s = opaque;
    if (s)
        json_decref(s->root);
    free(s);
}

const scanner scan_jansson = {"jansson", scan_open, scan_line, scan_close};
