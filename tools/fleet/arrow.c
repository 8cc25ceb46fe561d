/* arrow.c: where the columns of an Arrow schema stand in a line of NDJSON; the module does the
 * rest, see arrow.h.
 *
 * It refuses what columns.h refuses in a name, and columns whose values are not read. Invariant:
 * every column is a member of the line, once.
 */
#include "arrow.h"

#include "columns.h"
#include "module.h"

#include <string.h>

int arrow_find(void *context, app *a, source_file *file)
{
    fleet *f = context;
    const char *why = NULL;
    file->arrow = module_arrow(f, &why);
    if (!file->arrow && why)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: it is Arrow, and its reader fails: %s",
                         file->name, why);
    if (!file->arrow)
        return tool_fail(a, TOOL_USAGE,
                         "%s: this is Arrow, and caveat was built without Arrow's library; "
                         "give NDJSON or CSV: docs/fleet.md has the line that makes it",
                         file->name);
    return TOOL_OK;
}

static int check_columns(const fleet *f, app *a, const source_file *file, uint32_t *keys,
                         uint32_t count)
{
    bool empty = true;
    for (uint32_t i = 0; i < count; i++) {
        arrow_column c = file->arrow->column(file->reader, i);
        int status = column_add(f, a, file->name, c.name, c.size, keys, i);
        if (status)
            return status;
        if (c.refused)
            return tool_fail(a, TOOL_FACTS,
                             "%s: %s: values of type %s are not read; text, integers, booleans, "
                             "lists and dictionaries of them are",
                             file->name, pool_copy(&a->pool, c.name, c.size), c.refused);
        empty = empty && c.empty;
    }
    return empty ? tool_fail(a, TOOL_FACTS, "%s: no column of it holds values", file->name)
                 : TOOL_OK;
}

static arrow_member member(const fleet *f, pool *p, uint32_t column, uint32_t key)
{
    const char *name = key == FLEET_ID ? "id" : f->keys.names[key];
    size_t object = column_object(f, key);
    return (arrow_member){.column = column,
                          .key = key,
                          .object = object ? pool_printf(p, "\"%.*s\":{", (int)object, name) : "",
                          .name = pool_printf(p, "\"%s\":", object ? name + object + 1 : name)};
}

int arrow_columns(void *context, app *a, source_file *file)
{
    const fleet *f = context;
    uint32_t count = file->arrow->columns(file->reader), n = 0;
    uint32_t *keys = pool_alloc(&a->pool, count + 1, sizeof *keys);
    bool *done = pool_alloc(&a->pool, count + 1, sizeof *done);
    arrow_member *members = pool_alloc(&a->pool, count + 1, sizeof *members);
    int status = check_columns(f, a, file, keys, count);
    for (uint32_t i = 0; i < count && !status; i++)
        for (uint32_t j = i; j < count; j++) {
            if (done[j] || (j > i && !column_same_object(f, keys[i], keys[j])))
                continue;
            members[n++] = member(f, &a->pool, j, keys[j]);
            done[j] = true;
        }
    if (!status)
        file->arrow->members(file->reader, members, n);
    if (!status && file->arrow->why(file->reader))
        status = tool_fail(a, TOOL_INTERNAL, "%s", file->arrow->why(file->reader));
    return status;
}
