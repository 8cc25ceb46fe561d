/* arena.h: memory of one unit, from the host's allocator, released all at once.
 *
 * Allocation never returns NULL: out of memory leaves by longjmp to the entry point that set
 * `out_of_memory`, which frees the arena. Invariant: every block is reachable from `blocks`.
 */
#ifndef ARENA_H
#define ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include "../runtime/caveat.h"

typedef struct arena_block arena_block;
typedef struct arena { cav_env env; arena_block *blocks; jmp_buf *out_of_memory; } arena;

void arena_init(arena *a, const cav_env *env, jmp_buf *out_of_memory);
void arena_free(arena *a);
/* What is allocated between the two calls is freed by the second; nothing else may point there. */
arena_block *arena_mark(arena *a);
void arena_release(arena *a, arena_block *mark);
void *arena_alloc(arena *a, size_t size);               /* zeroed, aligned for any object */
void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size); /* copies; the old block stays behind */
char *arena_copy(arena *a, const char *bytes, size_t size); /* NUL added */
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* A growing array: ARENA_PUSH(a, vector) returns a pointer to a new zeroed element. */
#define ARENA_VECTOR(type) struct { type *at; size_t count, room; }
#define ARENA_PUSH(a, v) \
    (((v)->count == (v)->room ? (void)arena_push_grow((a), (void **)&(v)->at, &(v)->room, sizeof *(v)->at) : (void)0), \
     &(v)->at[(v)->count++])
void arena_push_grow(arena *a, void **at, size_t *room, size_t size);

#endif
