/* one.c: --explain ID: the host of that name, as `check` explains a configuration.
 *
 * It reads to the end, to say how many more there are of the name. Lines that cannot be read are
 * passed over, and counted. Invariant: what is printed comes from check's own functions.
 */
#include "worker.h"

#include "run.h"

#include "../caveat/json_in.h"
#include "../caveat/json_out.h"
#include "../caveat/verdict.h"

#include <stdio.h>
#include <string.h>

typedef struct hunt {
    worker *w;
    const char *id, *quoted; /* as it was given, and as JSON's string */
    const char *json, *place;
    size_t size;
    uint64_t found, unread; /* hosts of the name; lines that may have had it */
} hunt;

static bool is_it(const hunt *h, const char *id, size_t size)
{
    const char *name = *id == '"' ? h->quoted : h->id;
    return strlen(name) == size && memcmp(name, id, size) == 0;
}

static bool is_number(const hunt *h, uint64_t line)
{
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)line);
    return strcmp(number, h->id) == 0;
}

/* A row that is none is nobody's: it is passed over, not taken for a host that tells nothing. */
static bool is_row(hunt *h, const host *line)
{
    worker *w = h->w;
    const source_file *file = w->block.file;
    int n = csv_cut(line->line, line->line_size, w->scratch, w->cells);
    if (n != (int)file->ncolumns) {
        h->unread++;
        return false;
    }
    for (int i = 0; i < n; i++)
        if (file->columns[i] == FLEET_ID && w->cells[i].size)
            return strlen(h->id) == w->cells[i].size &&
                   memcmp(h->id, w->cells[i].bytes, w->cells[i].size) == 0;
    return is_number(h, line->number);
}

/* Most lines are told by their spelling. False: it takes the slow way to say. */
static bool is_quickly(hunt *h, const host *line, bool *yes)
{
    worker *w = h->w;
    if (line->line_size > SCAN_LINE_MAX)
        return false;
    scan_item *items = w->items[0];
    int n = w->fleet->scanner.object(w->scan, true, line->line, line->line_size, items);
    for (int i = 0; i < n; i++) {
        if (items[i].key_size != 2 || memcmp(items[i].key, "id", 2) != 0)
            continue;
        *yes = is_it(h, items[i].value, items[i].value_size);
        return *yes || !memchr(items[i].value, '\\', items[i].value_size);
    }
    return false;
}

/* A line that is refused goes by its name too: to explain it is to say what is wrong with it. */
static bool is_slowly(hunt *h, const host *line)
{
    worker *w = h->w;
    record r;
    int status = record_read(w->fleet, &w->app, "", line->line, line->line_size, &r);
    bool yes = r.id ? is_it(h, r.id, strlen(r.id)) : is_number(h, line->number);
    h->unread += status && !r.id;
    w->messages.size = 0;
    record_free(&w->app, &r);
    return yes;
}

static void look_at(hunt *h, const host *line)
{
    worker *w = h->w;
    pool *p = &w->fleet->app->pool;
    bool yes = false;
    if (w->block.file->format == SOURCE_CSV)
        yes = is_row(h, line);
    else if (!is_quickly(h, line, &yes))
        yes = is_slowly(h, line);
    if (yes && !h->found++) {
        const char *json = line_json(w, line, &h->size);
        h->json = pool_copy(p, json, h->size);
        h->place = line_place(w, p, line->number);
    }
    pool_free(&w->app.pool);
}

static void look_at_line(hunt *h, const char *line, size_t size, uint64_t number)
{
    if (size && size <= SOURCE_LINE_MAX)
        look_at(h, &(host){.line = line, .line_size = (uint32_t)size, .number = number});
}

static void look_through_rows(hunt *h)
{
    worker *w = h->w;
    const char *line;
    size_t size;
    for (uint64_t n = w->block.first; (size = source_row(&w->block, &line, w->row, &w->nrow));
         n++) {
        look_at_line(h, line, size, n);
        w->block.size = 0;
    }
}

static void look_through(hunt *h)
{
    const source_block *block = &h->w->block;
    const char *at = block->bytes, *end = at + block->size;
    for (uint64_t number = block->first; at < end; number++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        look_at_line(h, at, line_trim(at, (size_t)((next ? next : end) - at)), number);
        at = next ? next + 1 : end;
    }
}

static int explain(fleet *f, const hunt *h)
{
    app *a = f->app;
    session s = {.app = a, .layer = CAV_NONE, .packs = f->packs, .vocab = f->vocab};
    const char *id;
    int status = config_new(a, &f->vocab, &s.config);
    if (!status)
        status = config_read_record(&s.config, h->place, h->json, h->size, &id);
    if (!status)
        status = session_facts(&s);
    if (!status)
        status = verdict_report(&s);
    session_forget(&s);
    if (s.config.vocab)
        config_free(&s.config);
    return status;
}

static int read_all(fleet *f, source_format input, hunt *h)
{
    app *a = f->app;
    source s;
    int status = source_open(a, &a->options.operands, input, &s);
    s.reader = fleet_reader(f);
    while (!status && source_next(&s, &h->w->block))
        if (h->w->block.rows)
            look_through_rows(h);
        else
            look_through(h);
    if (s.failure.size)
        fputs(put_end(&s.failure), stderr);
    source_close(&s);
    return status ? status : s.status;
}

int fleet_explain(fleet *f, source_format input, const char *id)
{
    app *a = f->app;
    worker w;
    hunt h = {.w = &w, .id = id};
    buf quoted = {.pool = &a->pool};
    json_writer writer = {.out = &quoted, .first = true};
    jw_string(&writer, NULL, id);
    h.quoted = put_end(&quoted);
    int status = worker_open(f, NULL, &w);
    if (!status)
        status = read_all(f, input, &h);
    worker_close(&w);
    if (!status && !h.found && h.unread)
        return tool_fail(a, TOOL_INPUT,
                         "no host has the id '%s'; lines that could not be read: %llu", id,
                         (unsigned long long)h.unread);
    if (!status && !h.found)
        return tool_fail(a, TOOL_INPUT, "no host has the id '%s'", id);
    if (!status && h.found > 1)
        tool_fail(a, TOOL_OK, "%llu hosts have the id '%s'; this is the first, %s",
                  (unsigned long long)h.found, id, h.place);
    return status ? status : explain(f, &h);
}
