/* pool.c: memory of one gathering, and the files it read, each once.
 *
 * The cache is small: full, it is emptied, and a file asked for again is read again. Invariant: no
 * pointer into a cached file outlives the source that asked for it; what is kept is copied.
 */
#include "../env.h"
#include "gather.h"
#include <stdalign.h>
#include <string.h>

enum { CHUNK = 16 << 10 };

static size_t aligned(size_t size)
{
    size_t unit = alignof(max_align_t);

    return (size + unit - 1) / unit * unit;
}

void *host_alloc(host_gather *g, size_t size)
{
    size_t head = aligned(sizeof(host_chunk)), want = aligned(size == 0 ? 1 : size);
    host_chunk *chunk = g->pool;
    void *block;

    if (size > SIZE_MAX / 2) {
        g->no_memory = true;
        return NULL;
    }
    if (chunk == NULL || want > chunk->size - chunk->used) {
        size_t bytes = head + want > CHUNK ? head + want : CHUNK;

        chunk = env_resize(&g->env, NULL, 0, bytes);
        if (chunk == NULL) {
            g->no_memory = true;
            return NULL;
        }
        *chunk = (host_chunk){.next = g->pool, .size = bytes, .used = head};
        g->pool = chunk;
    }
    block = (char *)chunk + chunk->used;
    chunk->used += want;
    return block;
}

const char *host_keep(host_gather *g, const char *text, size_t size, size_t most)
{
    size_t wanted = host_clean(text, size, NULL, 0);
    size_t room = (wanted > most ? most : wanted) + 1;
    char *copy = host_alloc(g, room);

    if (copy != NULL)
        host_clean(text, size, copy, room);
    return copy;
}

static void drop_files(host_gather *g)
{
    for (uint32_t k = 0; k < g->nfiles; k++)
        env_free(&g->env, g->files[k].bytes, g->files[k].size);
    g->nfiles = 0;
    g->cached = 0;
}

/* Most files fit the small room; for the first that does not it becomes the large one. */
static cav_reason read_file(host_gather *g, const char *path, size_t *size)
{
    cav_reason reason = g->access->read(g->access->context, path, g->room, g->nroom, size);
    char *room;

    if (reason != CAV_REASON_TOO_LARGE || g->nroom == CAV_FILE_MAX)
        return reason;
    room = env_resize(&g->env, g->room, g->nroom, CAV_FILE_MAX);
    if (room == NULL) {
        g->no_memory = true;
        return CAV_REASON_UNREADABLE;
    }
    g->room = room;
    g->nroom = CAV_FILE_MAX;
    *size = 0;
    return g->access->read(g->access->context, path, g->room, g->nroom, size);
}

static void fill(host_gather *g, host_file *file)
{
    size_t size = 0;

    file->reason = read_file(g, file->path, &size);
    if (file->reason != CAV_REASON_FOUND)
        return;
    if (size > g->nroom) {
        file->reason = CAV_REASON_TOO_LARGE;
        return;
    }
    file->utf8 = text_utf8(g->room, size);
    file->plain = memchr(g->room, '\0', size) == NULL;
    if (size == 0)
        return;
    file->bytes = env_resize(&g->env, NULL, 0, size);
    if (file->bytes == NULL) {
        g->no_memory = true;
        file->reason = CAV_REASON_UNREADABLE;
        return;
    }
    memcpy(file->bytes, g->room, size);
    file->size = size;
    g->cached += size;
}

const host_file *host_file_get(host_gather *g, const char *path)
{
    host_file *file;

    for (uint32_t k = 0; k < g->nfiles; k++)
        if (strcmp(g->files[k].path, path) == 0)
            return &g->files[k];
    if (g->nfiles == HOST_CACHE_FILES || g->cached > HOST_CACHE_BYTES)
        drop_files(g);
    file = &g->files[g->nfiles++];
    *file = (host_file){.path = path};
    fill(g, file);
    return file;
}

void host_pool_free(host_gather *g)
{
    drop_files(g);
    while (g->pool != NULL) {
        host_chunk *next = g->pool->next;

        env_free(&g->env, g->pool, g->pool->size);
        g->pool = next;
    }
}
