/* source.c: see source.h.
 *
 * It refuses folders and unreadable files before anything is read, and lines above
 * SOURCE_LINE_MAX, which are skipped without being kept. Invariant: only the thread that holds the
 * lock touches the source, and the reader of Arrow.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- which files ------------------------------------------------------------------------------ */

static int look_at(app *a, const char *path, unsigned *stdins)
{
    struct stat s;
    if (strcmp(path, "-") == 0)
        return ++*stdins > 1 ? tool_fail(a, TOOL_USAGE, "standard input can be read once only")
                             : TOOL_OK;
    if (stat(path, &s) < 0 || access(path, R_OK) < 0)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: %s", path, strerror(errno));
    if (S_ISDIR(s.st_mode))
        return tool_fail(a, TOOL_INPUT, "cannot read %s: %s", path, strerror(EISDIR));
    return TOOL_OK;
}

int source_open(app *a, const option_list *paths, source_format format, source *s)
{
    static const char *const standard[] = {"-"};
    static const option_list stdin_alone = {(const char **)(uintptr_t)standard, 1, 1};
    unsigned stdins = 0;
    int status = TOOL_OK;
    *s = (source){.app = a,
                  .paths = paths->count ? paths : &stdin_alone,
                  .format = format,
                  .fd = -1,
                  .failure = {.pool = &a->pool}};
    s->carry = pool_alloc(&a->pool, SOURCE_BLOCK + SOURCE_LINE_MAX, 1);
    pthread_mutex_init(&s->lock, NULL);
    for (size_t i = 0; i < s->paths->count && !status; i++)
        status = look_at(a, s->paths->at[i], &stdins);
    if (!status && stdins && isatty(STDIN_FILENO))
        tool_fail(a, TOOL_OK, "reading standard input; end it with Ctrl-D");
    return status;
}

static void close_file(source *s)
{
    if (s->file && s->file->reader) {
        s->file->arrow->close(s->file->reader);
        s->file->reader = NULL;
    }
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    s->fd = -1;
}

void source_close(source *s)
{
    close_file(s);
    pthread_mutex_destroy(&s->lock);
}

void source_block_new(pool *p, source_block *block)
{
    size_t room = (size_t)SOURCE_BLOCK + SOURCE_LINE_MAX + SCAN_PADDING;
    *block = (source_block){.bytes = pool_alloc(p, room, 1)};
}

/* Messages of the thread that holds the lock wait until the good lines before are written. */
static void fail(source *s, int status, const char *text)
{
    app quiet = *s->app;
    quiet.pool = (pool){0};
    quiet.messages = &s->failure;
    s->status = tool_fail(&quiet, status, "cannot read %s: %s", s->file->name, text);
    pool_free(&quiet.pool);
}

static bool open_next(source *s)
{
    if (s->at == s->paths->count)
        return false;
    const char *path = s->paths->at[s->at++];
    s->file = pool_alloc(&s->app->pool, 1, sizeof *s->file);
    s->file->name = tool_name(s->app, path);
    s->file->format = s->format;
    s->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0)
        fail(s, TOOL_INPUT, strerror(errno));
    s->fresh = true;
    s->ended = false;
    s->carried = 0;
    s->line = 1;
    return !s->status;
}

/* -- bytes ------------------------------------------------------------------------------------ */

/* At most `room` bytes; 0 at the end, or after a failure. */
static size_t read_some(source *s, char *to, size_t room)
{
    ssize_t n;
    do
        n = read(s->fd, to, room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        fail(s, TOOL_INPUT, strerror(errno));
    if (n <= 0)
        s->ended = true;
    return n > 0 ? (size_t)n : 0;
}

static bool more_is_there(const source *s)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

static size_t last_line_end(const char *bytes, size_t size)
{
    const char *end = memrchr(bytes, '\n', size);
    return end ? (size_t)(end - bytes) + 1 : 0;
}

/* Reads until a line has ended, and on as long as there is something to read at once. Returns the
 * size of the whole lines; 0: the line is too long, or nothing is left. */
static size_t fill(source *s, source_block *b)
{
    memcpy(b->bytes, s->carry, s->carried);
    b->size = s->carried;
    size_t whole = last_line_end(b->bytes, b->size);
    s->carried = 0;
    while (!s->ended && b->size <= SOURCE_LINE_MAX) {
        if (whole && (b->size >= SOURCE_BLOCK || !more_is_there(s)))
            break;
        size_t from = b->size, room = from < SOURCE_BLOCK ? SOURCE_BLOCK - from : SOURCE_BLOCK;
        b->size += read_some(s, b->bytes + from, room);
        size_t end = last_line_end(b->bytes + from, b->size - from);
        whole = end ? from + end : whole;
    }
    return s->ended && b->size - whole <= SOURCE_LINE_MAX ? b->size : whole;
}

/* Reads to the end of a line that is too long, and keeps what follows it. */
static void skip_line(source *s, source_block *b)
{
    const char *end = memchr(b->bytes, '\n', b->size);
    while (!end && !s->ended) {
        b->size = read_some(s, b->bytes, SOURCE_BLOCK);
        end = memchr(b->bytes, '\n', b->size);
    }
    size_t gone = end ? (size_t)(end - b->bytes) + 1 : b->size;
    s->carried = b->size - gone;
    memcpy(s->carry, b->bytes + gone, s->carried);
    b->size = 0;
    b->too_long = true;
}

static uint64_t count_lines(const char *bytes, size_t size)
{
    uint64_t n = 0;
    const char *end = bytes + size;
    for (const char *at = bytes; at < end; n++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    return n;
}

/* -- the beginning of a file ------------------------------------------------------------------ */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

static source_format guess(const source *s, const char *line, size_t size)
{
    if (ends_with(s->file->name, ".csv") || s->reader.is_header(s->reader.context, line, size))
        return SOURCE_CSV;
    return SOURCE_NDJSON;
}

/* Where the first line ends, behind its line end. */
static size_t first_line(const source_block *b)
{
    const char *end = memchr(b->bytes, '\n', b->size);
    return end ? (size_t)(end - b->bytes) + 1 : b->size;
}

/* Tells the format, and takes the header of CSV off the block. */
static void begin_file(source *s, source_block *b)
{
    size_t bom = b->size >= 3 && memcmp(b->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, end;
    s->fresh = false;
    end = first_line(b);
    if (s->file->format == SOURCE_GUESS)
        s->file->format = guess(s, b->bytes + bom, end - bom);
    app quiet = *s->app;
    quiet.messages = &s->failure;
    quiet.pool = (pool){0};
    if (s->file->format == SOURCE_CSV) {
        s->status = s->reader.header(s->reader.context, &quiet, s->file, b->bytes + bom, end - bom);
        s->line++;
    } else {
        end = bom;
    }
    memmove(b->bytes, b->bytes + end, b->size - end);
    b->size -= end;
    pool_free(&quiet.pool);
}

/* A first line that is too long is a bad line, but no header. */
static bool begin_too_long(source *s)
{
    s->fresh = false;
    if (s->file->format == SOURCE_GUESS)
        s->file->format = ends_with(s->file->name, ".csv") ? SOURCE_CSV : SOURCE_NDJSON;
    if (s->file->format == SOURCE_NDJSON)
        return true;
    fail(s, TOOL_FACTS, "its first line is too long");
    return false;
}

/* -- Arrow ------------------------------------------------------------------------------------ */

enum { MAGIC_MAX = 6 };

/* Bytes for the module: what was read to tell the format, then the rest. */
static size_t arrow_bytes(void *opaque, char *to, size_t room)
{
    source *s = opaque;
    size_t n = s->carried < room ? s->carried : room;
    if (!n)
        return s->ended ? 0 : read_some(s, to, room);
    memcpy(to, s->carry, n);
    s->carried -= n;
    memmove(s->carry, s->carry + n, s->carried);
    return n;
}

/* Reads as much as it takes to tell whether a file is Arrow: its first byte, mostly. Never more
 * than a magic, for the module takes that in small pieces. */
static bool is_arrow(source *s)
{
    static const struct {
        const char *bytes;
        size_t size;
    } magics[] = {{"ARROW1", MAGIC_MAX}, {"\xff\xff\xff\xff", 4}};
    if (s->format != SOURCE_GUESS)
        return s->format == SOURCE_ARROW;
    for (;;) {
        bool perhaps = false;
        for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
            size_t n = s->carried < magics[i].size ? s->carried : magics[i].size;
            if (memcmp(s->carry, magics[i].bytes, n) != 0)
                continue;
            if (n == magics[i].size)
                return true;
            perhaps = true;
        }
        if (!perhaps || s->ended)
            return false;
        s->carried += read_some(s, s->carry + s->carried, MAGIC_MAX - s->carried);
    }
}

/* What the module says is wrong, and behind which row; reading itself may have failed before. */
static void arrow_failed(source *s, const char *why)
{
    pool own = {0};
    uint64_t rows = s->line - 1;
    if (rows)
        why = pool_printf(&own, "behind row %llu: %s", (unsigned long long)rows, why);
    if (!s->status)
        fail(s, TOOL_INPUT, why);
    pool_free(&own);
}

static void begin_arrow(source *s)
{
    source_file *file = s->file;
    app quiet = *s->app;
    quiet.messages = &s->failure;
    quiet.pool = (pool){0};
    file->format = SOURCE_ARROW;
    s->fresh = false;
    s->status = s->reader.arrow(s->reader.context, &quiet, file);
    if (!s->status) {
        file->reader = file->arrow->open(arrow_bytes, s);
        const char *why = file->reader ? file->arrow->why(file->reader) : "out of memory";
        if (why)
            arrow_failed(s, why);
    }
    if (!s->status)
        s->status = s->reader.columns(s->reader.context, &quiet, file);
    pool_free(&quiet.pool);
}

static bool next_rows(source *s, source_block *b)
{
    const source_file *file = s->file;
    uint64_t count;
    b->rows = file->arrow->next(file->reader, SOURCE_ROWS, &count);
    b->size = 0;
    b->file = file;
    b->first = s->line;
    s->line += count;
    if (!b->rows && file->arrow->why(file->reader))
        arrow_failed(s, file->arrow->why(file->reader));
    return b->rows != NULL;
}

/* One byte above SOURCE_LINE_MAX is enough for a line to be refused. */
size_t source_row(source_block *b, const char **line, arrow_value *values, uint32_t *count)
{
    size_t size = 0;
    *line = b->bytes + b->size;
    if (b->rows)
        size =
            b->file->arrow->line(b->rows, b->bytes + b->size, SOURCE_LINE_MAX + 1, values, count);
    if (!size)
        source_drop(b);
    b->size += size;
    return size;
}

void source_drop(source_block *b)
{
    if (b->rows)
        b->file->arrow->drop(b->rows);
    b->rows = NULL;
}

/* -- blocks ----------------------------------------------------------------------------------- */

static bool next_of_file(source *s, source_block *b)
{
    b->too_long = false;
    if (s->fresh && is_arrow(s))
        begin_arrow(s);
    if (s->status)
        return false;
    if (s->file->reader)
        return next_rows(s, b);
    size_t whole = fill(s, b);
    if (s->status || (!whole && s->ended && !b->size))
        return false;
    if (!whole) {
        if (s->fresh && !begin_too_long(s))
            return false;
        skip_line(s, b);
    } else {
        s->carried = b->size - whole;
        memcpy(s->carry, b->bytes + whole, s->carried);
        b->size = whole;
    }
    if (s->fresh)
        begin_file(s, b);
    b->file = s->file;
    b->first = s->line;
    s->line += b->too_long ? 1 : count_lines(b->bytes, b->size);
    return !s->status;
}

bool source_next(source *s, source_block *b)
{
    bool found = false;
    pthread_mutex_lock(&s->lock);
    while (!found && !s->status) {
        if (s->fd < 0 && !open_next(s))
            break;
        found = next_of_file(s, b);
        if (!found)
            close_file(s);
    }
    if (found)
        b->sequence = s->sequence++;
    pthread_mutex_unlock(&s->lock);
    return found;
}
