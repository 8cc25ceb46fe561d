/* pool.c: the command's memory, see pool.h.
 *
 * It refuses nothing but sizes that overflow, which count as memory that ran out.
 * Invariant: a block's header precedes its bytes and links it into the pool.
 */
#include "pool.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
    pool_block *next;
    max_align_t bytes[];
};

static _Noreturn void out_of_memory(void)
{
    fputs("caveat: out of memory\n", stderr);
    exit(70);
}

void pool_free(pool *p)
{
    while (p->blocks) {
        pool_block *b = p->blocks;
        p->blocks = b->next;
        free(b);
    }
}

void *pool_alloc(pool *p, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - sizeof(pool_block)) / size)
        out_of_memory();
    pool_block *b = calloc(1, sizeof *b + count * size);
    if (!b)
        out_of_memory();
    b->next = p->blocks;
    p->blocks = b;
    return b->bytes;
}

char *pool_copy(pool *p, const char *bytes, size_t size)
{
    char *copy = pool_alloc(p, size + 1, 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *pool_string(pool *p, const char *text)
{
    return text ? pool_copy(p, text, strlen(text)) : NULL;
}

__attribute__((format(printf, 2, 0))) static char *pool_vprintf(pool *p, const char *format,
                                                                va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size < 0)
        out_of_memory();
    char *text = pool_alloc(p, (size_t)size + 1, 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *pool_printf(pool *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = pool_vprintf(p, format, args);
    va_end(args);
    return text;
}

void *pool_push(pool *p, void *array, size_t *count, size_t *room, size_t size)
{
    void *at;
    memcpy(&at, array, sizeof at);
    if (*count == *room) {
        size_t more = *room ? *room * 2 : 8;
        void *grown = pool_alloc(p, more, size);
        if (*count)
            memcpy(grown, at, *count * size);
        at = grown;
        memcpy(array, &at, sizeof at);
        *room = more;
    }
    return (char *)at + (*count)++ * size;
}

/* Room doubles, so the blocks left behind weigh less than the one in hand. */
static void make_room(buf *b, size_t more)
{
    if (more < b->room - b->size)
        return;
    size_t room = b->room ? b->room : 256;
    while (room - b->size <= more) {
        if (room > SIZE_MAX / 4)
            out_of_memory();
        room *= 2;
    }
    char *grown = pool_alloc(b->pool, room, 1);
    if (b->size)
        memcpy(grown, b->text, b->size);
    b->text = grown;
    b->room = room;
}

char *put_room(buf *b, size_t size)
{
    make_room(b, size);
    return b->text + b->size;
}

void put_bytes(buf *b, const char *bytes, size_t size)
{
    make_room(b, size);
    if (size)
        memcpy(b->text + b->size, bytes, size);
    b->size += size;
    b->text[b->size] = '\0';
}

void put_text(buf *b, const char *text)
{
    put_bytes(b, text, strlen(text));
}

void put_char(buf *b, char c)
{
    put_bytes(b, &c, 1);
}

void put_spaces(buf *b, size_t count)
{
    make_room(b, count);
    memset(b->text + b->size, ' ', count);
    b->size += count;
    b->text[b->size] = '\0';
}

void put_printf(buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_text(b, pool_vprintf(b->pool, format, args));
    va_end(args);
}

const char *put_end(buf *b)
{
    make_room(b, 0);
    b->text[b->size] = '\0';
    return b->text;
}
