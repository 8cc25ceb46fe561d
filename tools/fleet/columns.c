/* columns.c: see columns.h.
 *
 * It refuses a column that nothing declares, or that comes twice. Invariant: a name is taken whole,
 * with any NUL in it.
 */
#include "columns.h"

#include <string.h>

static bool is(const char *name, size_t size, const char *word)
{
    return size == strlen(word) && memcmp(name, word, size) == 0;
}

uint32_t column_find(const fleet *f, const char *name, size_t size)
{
    if (is(name, size, "id"))
        return FLEET_ID;
    for (uint32_t k = 0; k < f->keys.count; k++)
        if (is(name, size, f->keys.names[k]))
            return k;
    return CAV_NONE;
}

static int unknown_column(const fleet *f, app *a, const char *place, const char *name)
{
    const char *dot = strchr(name, '.');
    if (strncmp(name, "uses.", 5) == 0)
        return tool_fail(a, TOOL_FACTS, "%s: %s: %s", place, name,
                         vocab_unknown_feature(a, &f->vocab, name + 5));
    if (dot)
        return tool_fail(a, TOOL_FACTS, "%s: %s: %s", place, name,
                         vocab_unknown(a, &f->vocab, name));
    static const char *const own[] = {"id", "depth", "here"};
    return tool_fail(a, TOOL_FACTS,
                     "%s: %s: a column is id, depth, here, LAYER.FACT or uses.FEATURE%s", place,
                     name, tool_hint(a, name, own, 3));
}

int column_add(const fleet *f, app *a, const char *place, const char *name, size_t size,
               uint32_t *columns, uint32_t count)
{
    uint32_t key = column_find(f, name, size);
    const char *shown = pool_copy(&a->pool, name, size);
    if (key == CAV_NONE)
        return unknown_column(f, a, place, shown);
    for (uint32_t i = 0; i < count; i++)
        if (columns[i] == key)
            return tool_fail(a, TOOL_FACTS, "%s: %s: two columns of this name", place, shown);
    columns[count] = key;
    return TOOL_OK;
}

size_t column_object(const fleet *f, uint32_t key)
{
    const char *dot = key == FLEET_ID ? NULL : strchr(f->keys.names[key], '.');
    return dot ? (size_t)(dot - f->keys.names[key]) : 0;
}

bool column_same_object(const fleet *f, uint32_t a, uint32_t b)
{
    size_t n = column_object(f, a);
    return n && n == column_object(f, b) && memcmp(f->keys.names[a], f->keys.names[b], n) == 0;
}
