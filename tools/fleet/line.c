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
        return "a quote begins or ends inside a cell, or is not ended";
    if (*count != (int)file->ncolumns)
        return pool_printf(&w->app.pool, "%d cells, but the header has %u",
                           *count < 0 ? CSV_CELLS_MAX : *count, (unsigned)file->ncolumns);
    return NULL;
}

const char *line_json(worker *w, const host *h, size_t *size)
{
    int count;
    *size = h->line_size;
    if (w->block.file->format != SOURCE_CSV)
        return h->line;
    if (csv_trouble(w, h->line, h->line_size, &count))
        count = 0;
    const char *json = csv_record(w->fleet, &w->app.pool, w->block.file, w->cells, (size_t)count);
    *size = strlen(json);
    return json;
}

/* False: the batch must be judged first, since a column is full. */
static bool slow_once(worker *w, host *h)
{
    record r;
    size_t size;
    const char *json = line_json(w, h, &size);
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

/* Whether all eight bytes are printable ASCII and neither '"' nor '\\'. */
static bool eight_plain(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    uint64_t quote = x ^ '"' * ones, slash = x ^ '\\' * ones;
    uint64_t bad = x | (x - 0x20 * ones) | (x + ones) | (quote - ones) | (slash - ones);
    return !(bad & high);
}

/* Its bytes can be written as they are. */
static bool is_plain_text(const char *bytes, size_t size)
{
    uint64_t word;
    for (; size >= 8; bytes += 8, size -= 8) {
        memcpy(&word, bytes, 8);
        if (!eight_plain(word))
            return false;
    }
    for (size_t i = 0; i < size; i++)
        if (bytes[i] < 0x20 || bytes[i] > 0x7e || bytes[i] == '"' || bytes[i] == '\\')
            return false;
    return true;
}

static bool is_plain_number(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
    return size == 1 || (size && size <= 15 && *bytes != '0');
}

/* Bytes that are not the line's own do not outlive it. */
static bool take_id(worker *w, host *h, const char *bytes, size_t size, bool cell)
{
    bool own = bytes >= h->line && bytes < h->line + h->line_size;
    h->id = own ? bytes : pool_copy(&w->batch, bytes, size);
    h->id_size = (uint32_t)size;
    h->id_is_cell = cell;
    if (cell)
        return is_plain_text(bytes, size);
    return *bytes == '"' ? is_plain_text(bytes + 1, size - 2) : is_plain_number(bytes, size);
}

/* Lines are mostly alike: the step of the same item of the line before is tried first. */
static const fleet_step *step_of(worker *w, int i, uint32_t node, const scan_item *item)
{
    const fleet_step *before = w->steps[i];
    if (!before || before->node != node || before->size != item->key_size ||
        !word_same(before->word, word_of(item->key, item->key_size)) ||
        (before->size > WORD_WHOLE && memcmp(before->key, item->key, before->size) != 0))
        before = w->steps[i] = fleet_find(w->fleet, node, item->key, item->key_size);
    return before;
}

/* A key that comes twice in an object is an error for the slow way to tell. */
static bool is_first(worker *w, const fleet_step *step)
{
    uint32_t *seen = &w->seen[step - w->fleet->steps.at];
    bool first = *seen != w->seen_line;
    *seen = w->seen_line;
    return first;
}

/* And so is a fact told by two spellings of its name. */
static bool is_first_key(worker *w, uint32_t key)
{
    uint32_t *seen = &w->seen[w->fleet->steps.count + key];
    bool first = *seen != w->seen_line;
    *seen = w->seen_line;
    return first;
}

/* An object that was walked, to be kept when the line is done: keeping may end other groups. */
typedef struct walked {
    uint32_t step;
    const scan_item *item;
    size_t first, count;
} walked;

enum { WALKED_MAX = 16 };

typedef struct gathering {
    host *host;
    size_t count; /* of values */
    walked walked[WALKED_MAX];
    unsigned nwalked;
    int position; /* of the next item in the line: w->steps */
} gathering;

static bool gather(worker *w, gathering *g, uint32_t node, unsigned depth, const char *bytes,
                   size_t size);

/* An object; one of the root's may be known as a whole. */
static bool gather_object(worker *w, gathering *g, const fleet_step *step, unsigned depth,
                          const scan_item *item)
{
    uint32_t index = (uint32_t)(step - w->fleet->steps.at);
    size_t first = g->count;
    const codes_value *group =
        depth ? NULL : groups_find(w->groups, index, item->value, item->value_size);
    if (group) {
        w->values[g->count++] = group;
        return true;
    }
    if (step->into == CAV_NONE ||
        !gather(w, g, step->into, depth + 1, item->value, item->value_size))
        return false;
    if (!depth && g->nwalked < WALKED_MAX)
        g->walked[g->nwalked++] = (walked){index, item, first, g->count - first};
    return true;
}

static bool gather_item(worker *w, gathering *g, uint32_t node, unsigned depth,
                        const scan_item *item)
{
    int position = g->position < SCAN_ITEMS_MAX - 1 ? g->position++ : g->position;
    const fleet_step *step = step_of(w, position, node, item);
    if (!step || !is_first(w, step) || g->count == SCAN_ITEMS_MAX)
        return false;
    if (*item->value == '{')
        return gather_object(w, g, step, depth, item);
    if (step->leaf == FLEET_ID)
        return take_id(w, g->host, item->value, item->value_size, false);
    if (step->leaf == CAV_NONE || !is_first_key(w, step->leaf))
        return false;
    const codes_value *v = codes_find(&w->codes, step->leaf, false, item->value, item->value_size);
    w->values[g->count++] = v;
    return v != NULL;
}

/* All that an object tells, among w->values. False: the slow way. */
static bool gather(worker *w, gathering *g, uint32_t node, unsigned depth, const char *bytes,
                   size_t size)
{
    if (depth == LINE_DEPTH_MAX)
        return false;
    scan_item *items = w->items[depth];
    int n = w->fleet->scanner.object(w->scan, !depth, bytes, size, items);
    for (int i = 0; i < n; i++)
        if (!gather_item(w, g, node, depth, &items[i]))
            return false;
    return n >= 0;
}

static int gather_cells(worker *w, host *h, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        const csv_cell *cell = &w->cells[i];
        uint32_t key = w->block.file->columns[i];
        if (!cell->size)
            continue;
        if (key == FLEET_ID) {
            if (!take_id(w, h, cell->bytes, cell->size, true))
                return -1;
        } else if (!(w->values[count++] =
                         codes_find(&w->codes, key, true, cell->bytes, cell->size))) {
            return -1;
        }
    }
    return count;
}

static bool fast_json(worker *w, host *h)
{
    gathering g = {.host = h};
    w->seen_line++;
    if (!gather(w, &g, 0, 0, h->line, h->line_size) ||
        !codes_put(&w->codes, w->values, g.count, w->nhosts))
        return false;
    for (unsigned i = 0; i < g.nwalked; i++) {
        const walked *o = &g.walked[i];
        groups_keep(w->groups, o->step, o->item->value, o->item->value_size, w->values + o->first,
                    o->count);
    }
    return true;
}

static bool fast_csv(worker *w, host *h)
{
    int n = csv_cut(h->line, h->line_size, w->scratch, w->cells);
    int count = n == (int)w->block.file->ncolumns ? gather_cells(w, h, n) : -1;
    return count >= 0 && codes_put(&w->codes, w->values, (size_t)count, w->nhosts);
}

static bool fast(worker *w, host *h)
{
    codes_reserve(&w->codes);
    if (w->block.file->format == SOURCE_CSV ? !fast_csv(w, h)
                                            : h->line_size > SCAN_LINE_MAX || !fast_json(w, h))
        return false;
    w->hosts[w->nhosts++] = *h;
    return true;
}

/* -- lines ------------------------------------------------------------------------------------ */

static bool is_blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static void read_line(worker *w, const char *line, size_t size, uint64_t number)
{
    int count;
    if (size && line[size - 1] == '\r')
        size--;
    if (is_blank(line, size))
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

void line_block(worker *w)
{
    const char *at = w->block.bytes, *end = at + w->block.size;
    uint64_t number = w->block.first;
    if (w->block.too_long) {
        w->totals.lines++;
        bad_line(w, number, "longer than 1 MiB; skipped");
    }
    for (; at < end && !w->status; number++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        read_line(w, at, (size_t)((next ? next : end) - at), number);
        at = next ? next + 1 : end;
        if (w->nhosts == FLEET_BATCH)
            judge_batch(w);
        if (w->messages.size > OUT_ENOUGH && !run_flush(w))
            return;
    }
    if (!w->status)
        judge_batch(w);
}
