/* line.c: lines of a block -> codes, or a message that names file and line.
 *
 * The fast way takes a line whose every value was seen before; any other line, right or wrong, is
 * read as `check` reads a fact file. So this file decides nothing about what a line means.
 * Invariant: a host is in the batch only when all its codes are.
 */
#include "worker.h"

#include <string.h>

const char *line_place(const worker *w, pool *p, uint64_t number)
{
    return pool_printf(p, "%s:%llu", w->block.file->name, (unsigned long long)number);
}

static void bad_line(worker *w, uint64_t number, const char *why)
{
    w->totals.bad++;
    tool_fail(&w->app, TOOL_FACTS, "%s: %s", line_place(w, &w->app.pool, number), why);
    pool_free(&w->app.pool);
}

/* -- the slow way ----------------------------------------------------------------------------- */

static const char *csv_trouble(worker *w, const char *line, size_t size, int *count)
{
    const source_file *file = w->block.file;
    *count = csv_cut(line, size, w->scratch, w->cells);
    if (*count == -1)
        return "a quote begins or ends inside a cell, or is not ended in its line";
    if (*count == -2)
        return pool_printf(&w->app.pool, "more than %d cells", CSV_CELLS_MAX);
    if (*count != (int)file->ncolumns)
        return pool_printf(&w->app.pool, "%d cell%s, but the header has %u", *count,
                           *count == 1 ? "" : "s", (unsigned)file->ncolumns);
    return NULL;
}

const char *line_json(worker *w, const host *h, size_t *size)
{
    int count;
    *size = h->line_size;
    if (w->block.file->format != SOURCE_CSV)
        return h->line;
    if (csv_trouble(w, h->line, h->line_size, &count))
        return NULL;
    const char *json = csv_record(w->fleet, &w->app.pool, w->block.file, w->cells, (size_t)count);
    *size = strlen(json);
    return json;
}

/* False: the batch must be judged first, since a column is full. */
static bool slow_once(worker *w, host *h)
{
    record r;
    size_t size;
    const char *json = line_json(w, h, &size); /* read_line has seen to it that there is one */
    const char *place = line_place(w, &w->app.pool, h->number);
    int status = record_read(w->fleet, &w->app, place, json, size, &r);
    if (!status)
        status = codes_put_record(&w->codes, &r, w->nhosts);
    if (!status && !w->codes.full) {
        h->id = r.id ? pool_string(&w->batch, r.id) : NULL;
        h->id_size = r.id ? (uint32_t)strlen(r.id) : 0;
        h->id_is_cell = false;
        h->contradicted = r.config.nconflicts > 0;
        w->hosts[w->nhosts++] = *h;
    }
    if (status == TOOL_INTERNAL)
        w->status = status;
    else if (status)
        w->totals.bad++;
    record_free(&w->app, &r);
    return status || !w->codes.full;
}

static void slow(worker *w, host *h)
{
    if (slow_once(w, h))
        return;
    judge_batch(w);
    w->status = codes_renew(&w->codes);
    groups_clear(w->groups);
    if (!w->status && !slow_once(w, h))
        bad_line(w, h->number, "its facts have more values than a column can tell apart");
}

/* -- the fast way ----------------------------------------------------------------------------- */

static int gather_cells(worker *w, host *h, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        const csv_cell *cell = &w->cells[i];
        uint32_t key = w->block.file->columns[i];
        if (!csv_tells(key, cell))
            continue;
        if (key == FLEET_ID) {
            if (!gather_id(w, h, cell->bytes, cell->size, true))
                return -1;
        } else if (!(w->values[count++] =
                         codes_find(&w->codes, key, true, cell->bytes, cell->size))) {
            return -1;
        }
    }
    return count;
}

static bool fast_csv(worker *w, host *h)
{
    int n = csv_cut(h->line, h->line_size, w->scratch, w->cells);
    bool whole = n == (int)w->block.file->ncolumns && n <= SCAN_ITEMS_MAX;
    int count = whole ? gather_cells(w, h, n) : -1;
    return count >= 0 && codes_put(&w->codes, w->values, (size_t)count, w->nhosts);
}

/* Values of Arrow are spelled as in NDJSON, and no key comes twice. */
static bool fast_row(worker *w, host *h)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->nrow; i++) {
        const arrow_value *v = &w->row[i];
        if (v->key == FLEET_ID) {
            if (!gather_id(w, h, v->bytes, v->size, false))
                return false;
        } else if (count == SCAN_ITEMS_MAX || !(w->values[count++] = codes_find(
                                                    &w->codes, v->key, false, v->bytes, v->size))) {
            return false;
        }
    }
    return codes_put(&w->codes, w->values, count, w->nhosts);
}

static bool fast(worker *w, host *h)
{
    bool good;
    codes_reserve(&w->codes);
    switch (w->block.file->format) {
    case SOURCE_CSV:
        good = fast_csv(w, h);
        break;
    case SOURCE_ARROW:
        good = fast_row(w, h);
        break;
    default:
        good = gather_line(w, h);
    }
    if (!good)
        return false;
    w->hosts[w->nhosts++] = *h;
    return true;
}

/* -- lines ------------------------------------------------------------------------------------ */

size_t line_trim(const char *line, size_t size)
{
    if (size && line[size - 1] == '\r')
        size--;
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return size;
    return 0;
}

static void read_line(worker *w, const char *line, size_t size, uint64_t number)
{
    int count;
    size = line_trim(line, size);
    if (!size)
        return;
    w->totals.lines++;
    host h = {.line = line, .line_size = (uint32_t)size, .number = number};
    if (size > SOURCE_LINE_MAX) {
        bad_line(w, number, "longer than 1 MiB; skipped");
        return;
    }
    if (fast(w, &h))
        return;
    h.id = NULL;
    const char *why =
        w->block.file->format == SOURCE_CSV ? csv_trouble(w, line, size, &count) : NULL;
    if (why)
        bad_line(w, number, why);
    else
        slow(w, &h);
}

/* What is done between two lines; false: the run has ended. */
static bool goes_on(worker *w)
{
    if (w->nhosts == FLEET_BATCH)
        judge_batch(w);
    if (w->messages.size > OUT_ENOUGH && !run_flush(w))
        return false;
    return !w->status;
}

/* Of Arrow: names of hosts stand in the lines, so these stay until the batch is judged. */
static void read_rows(worker *w)
{
    const char *line;
    size_t size;
    uint64_t number = w->block.first;
    while (goes_on(w) && (size = source_row(&w->block, &line, w->row, &w->nrow))) {
        read_line(w, line, size, number++);
        if (w->block.size >= SOURCE_BLOCK && !w->status) {
            judge_batch(w);
            w->block.size = 0;
        }
    }
}

static void read_lines(worker *w)
{
    const char *at = w->block.bytes, *end = at + w->block.size;
    uint64_t number = w->block.first;
    if (w->block.too_long) {
        w->totals.lines++;
        bad_line(w, number, "longer than 1 MiB; skipped");
    }
    for (; at < end && goes_on(w); number++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        read_line(w, at, (size_t)((next ? next : end) - at), number);
        at = next ? next + 1 : end;
    }
}

void line_block(worker *w)
{
    if (w->block.rows)
        read_rows(w);
    else
        read_lines(w);
    if (!w->status)
        judge_batch(w);
}
