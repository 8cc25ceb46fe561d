/* pool.h: the command's memory: one pool per run, freed at its end, and growing text buffers.
 *
 * Running out of memory ends the program with a message and status 70: only a tool may do that.
 * Invariant: every block is reachable from the pool, so nothing is freed one by one.
 */
#ifndef POOL_H
#define POOL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct pool_block pool_block;
typedef struct pool {
    pool_block *blocks;
} pool;

void pool_free(pool *p);
void *pool_alloc(pool *p, size_t count, size_t size);     /* zeroed */
char *pool_copy(pool *p, const char *bytes, size_t size); /* NUL added */
char *pool_string(pool *p, const char *text);
char *pool_printf(pool *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A growing array in a pool (`array` is the address of its pointer): returns one more element of
 * `size` bytes. */
void *pool_push(pool *p, void *array, size_t *count, size_t *room, size_t size);

typedef struct buf {
    pool *pool;
    char *text;
    size_t size, room;
} buf;

char *put_room(buf *b, size_t size); /* where `size` more bytes may go; add to b->size what went */
void put_bytes(buf *b, const char *bytes, size_t size);
void put_text(buf *b, const char *text);
void put_char(buf *b, char c);
void put_spaces(buf *b, size_t count);
void put_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *put_end(buf *b); /* NUL-terminated; valid until the next addition */

#endif
