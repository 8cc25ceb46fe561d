/* csv.c: see csv.h.
 *
 * It refuses what columns.h refuses in a header. Invariant: a cell means what --set would make of
 * it, and is judged by the reader of fact files.
 */
#include "csv.h"

#include "columns.h"

#include <jansson.h>
#include <string.h>

/* -- cells ------------------------------------------------------------------------------------ */

/* A quoted cell that begins behind its quote; returns where it ends, behind the closing quote. */
static const char *cut_quoted(const char *at, const char *end, char **scratch, csv_cell *cell)
{
    const char *quote = memchr(at, '"', (size_t)(end - at));
    *cell = (csv_cell){at, quote ? (size_t)(quote - at) : 0};
    if (!quote || quote + 1 == end || quote[1] != '"')
        return quote ? quote + 1 : NULL;
    cell->bytes = *scratch;
    cell->size = 0;
    while (quote && quote + 1 < end && quote[1] == '"') { /* a doubled one stands for itself */
        size_t n = (size_t)(quote - at) + 1;
        memcpy(*scratch, at, n);
        *scratch += n;
        at = quote + 2;
        quote = memchr(at, '"', (size_t)(end - at));
    }
    if (!quote)
        return NULL;
    memcpy(*scratch, at, (size_t)(quote - at));
    *scratch += quote - at;
    cell->size = (size_t)(*scratch - cell->bytes);
    return quote + 1;
}

int csv_cut(const char *line, size_t size, char *scratch, csv_cell *cells)
{
    const char *at = line, *end = line + size;
    for (int n = 0;; at++) {
        if (n == CSV_CELLS_MAX)
            return -2;
        if (at < end && *at == '"') {
            at = cut_quoted(at + 1, end, &scratch, &cells[n++]);
            if (!at || (at < end && *at != ','))
                return -1;
        } else {
            const char *comma = memchr(at, ',', (size_t)(end - at));
            comma = comma ? comma : end;
            if (memchr(at, '"', (size_t)(comma - at)))
                return -1;
            cells[n++] = (csv_cell){at, (size_t)(comma - at)};
            at = comma;
        }
        if (at == end)
            return n;
    }
}

/* -- as JSON ---------------------------------------------------------------------------------- */

static void put_string(buf *b, const char *bytes, size_t size)
{
    put_char(b, '"');
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            put_printf(b, "\\%c", c);
        else if (c < 0x20)
            put_printf(b, "\\u%04x", c);
        else
            put_char(b, (char)c);
    }
    put_char(b, '"');
}

static bool is(const char *cell, size_t size, const char *word)
{
    return size == strlen(word) && memcmp(cell, word, size) == 0;
}

static bool is_integer(const char *cell, size_t size)
{
    size_t from = size > 1 && *cell == '-';
    for (size_t i = from; i < size; i++)
        if (cell[i] < '0' || cell[i] > '9')
            return false;
    return size > from && (cell[from] != '0' || size == from + 1);
}

static bool is_list(const char *cell, size_t size)
{
    json_error_t error;
    json_t *list = *cell == '[' ? json_loadb(cell, size, JSON_REJECT_DUPLICATES, &error) : NULL;
    json_decref(list);
    return list != NULL;
}

static bool is_flag(const fleet *f, uint32_t key)
{
    return key >= f->keys.uses ||
           (key < f->vocab.count && f->vocab.facts[key].fact.type == CAV_FLAG);
}

static bool is_number(const fleet *f, uint32_t key)
{
    return key == f->keys.depth ||
           (key < f->vocab.count && f->vocab.facts[key].fact.type == CAV_NUMBER);
}

bool csv_tells(uint32_t key, const csv_cell *cell)
{
    return cell->size && (key == FLEET_ID || !is(cell->bytes, cell->size, "null"));
}

static void put_value(const fleet *f, buf *b, uint32_t key, const char *cell, size_t size)
{
    if (is_flag(f, key) && (is(cell, size, "true") || is(cell, size, "on")))
        put_text(b, "true");
    else if (is_flag(f, key) && (is(cell, size, "false") || is(cell, size, "off")))
        put_text(b, "false");
    else if ((is_number(f, key) && is_integer(cell, size)) || is_list(cell, size))
        put_bytes(b, cell, size);
    else
        put_string(b, cell, size);
}

const char *csv_value(const fleet *f, pool *p, uint32_t key, const char *cell, size_t size)
{
    buf b = {.pool = p};
    put_value(f, &b, key, cell, size);
    return put_end(&b);
}

static void put_member(const fleet *f, buf *b, uint32_t key, const csv_cell *cell)
{
    const char *name = key == FLEET_ID ? "id" : f->keys.names[key];
    size_t object = column_object(f, key);
    if (b->text[b->size - 1] != '{')
        put_char(b, ',');
    put_printf(b, "\"%s\":", object ? name + object + 1 : name);
    if (key == FLEET_ID)
        put_string(b, cell->bytes, cell->size);
    else
        put_value(f, b, key, cell->bytes, cell->size);
}

const char *csv_record(const fleet *f, pool *p, const source_file *file, const csv_cell *cells,
                       size_t count)
{
    buf b = {.pool = p};
    bool *done = pool_alloc(p, count + 1, sizeof *done);
    put_char(&b, '{');
    for (size_t i = 0; i < count; i++) {
        uint32_t key = file->columns[i];
        size_t object = column_object(f, key);
        if (done[i] || !csv_tells(key, &cells[i]))
            continue;
        if (!object) {
            put_member(f, &b, key, &cells[i]);
            continue;
        }
        put_printf(&b, "%s\"%.*s\":{", b.size > 1 ? "," : "", (int)object, f->keys.names[key]);
        for (size_t j = i; j < count; j++)
            if (column_same_object(f, key, file->columns[j]) && csv_tells(key, &cells[j])) {
                put_member(f, &b, file->columns[j], &cells[j]);
                done[j] = true;
            }
        put_char(&b, '}');
    }
    put_char(&b, '}');
    return put_end(&b);
}

/* -- the header ------------------------------------------------------------------------------- */

static size_t without_end(const char *line, size_t size)
{
    while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
        size--;
    return size;
}

/* The cells of a header, in the pool. */
static int cut_header(pool *p, const char *line, size_t size, csv_cell **cells)
{
    size = without_end(line, size);
    *cells = pool_alloc(p, CSV_CELLS_MAX, sizeof **cells);
    return csv_cut(line, size, pool_alloc(p, size + 1, 1), *cells);
}

/* Where a cell ends for those who separate them otherwise. */
static size_t other_separator(const char *cell, size_t size)
{
    size_t n = 0;
    while (n < size && cell[n] != ';' && cell[n] != '\t')
        n++;
    return n;
}

/* One name is enough, so that the header tells what is wrong with the others. */
bool csv_is_header(void *context, const char *line, size_t size)
{
    csv_cell *cells;
    pool p = {0};
    int n = cut_header(&p, line, size, &cells);
    bool found = false;
    for (int i = 0; i < (n == -2 ? CSV_CELLS_MAX : n) && !found; i++)
        found = column_find(context, cells[i].bytes,
                            other_separator(cells[i].bytes, cells[i].size)) != CAV_NONE;
    pool_free(&p);
    return found;
}

static int no_header(app *a, const source_file *file, const char *line, int n)
{
    if (n == -2)
        return tool_fail(a, TOOL_FACTS, "%s:1: the header has more than %d cells", file->name,
                         CSV_CELLS_MAX);
    return tool_fail(a, TOOL_FACTS, "%s:1: the header is no list of cells%s", file->name,
                     *line == '{' ? "; JSON lines are read with --input ndjson" : "");
}

/* What only a header of CSV can do wrong. */
static int check_cell(const fleet *f, app *a, const char *place, const csv_cell *cell, int i)
{
    if (!cell->size)
        return tool_fail(a, TOOL_FACTS, "%s: column %d of the header has no name", place, i + 1);
    if (other_separator(cell->bytes, cell->size) < cell->size &&
        column_find(f, cell->bytes, cell->size) == CAV_NONE)
        return tool_fail(a, TOOL_FACTS, "%s: %s: cells are separated by commas", place,
                         pool_copy(&a->pool, cell->bytes, cell->size));
    return TOOL_OK;
}

int csv_header(void *context, app *a, source_file *file, const char *line, size_t size)
{
    const fleet *f = context;
    csv_cell *cells;
    int n = cut_header(&a->pool, line, size, &cells);
    if (n < 0)
        return no_header(a, file, line, n);
    uint32_t *columns = pool_alloc(&f->app->pool, (size_t)n, sizeof *columns);
    const char *place = pool_printf(&a->pool, "%s:1", file->name);
    for (int i = 0; i < n; i++) {
        int status = check_cell(f, a, place, &cells[i], i);
        if (!status)
            status = column_add(f, a, place, cells[i].bytes, cells[i].size, columns, (uint32_t)i);
        if (status)
            return status;
    }
    file->columns = columns;
    file->ncolumns = (uint32_t)n;
    return TOOL_OK;
}
