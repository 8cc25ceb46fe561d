/* arena.c: bump allocation in blocks of the host's memory.
 *
 * It refuses sizes that overflow by leaving through `out_of_memory`, as it does when the host has
 * no more. Invariant: the newest block is first; only its tail is unused, every other byte was
 * handed out zeroed.
 */
#include "arena.h"

#include <stdio.h>
#include <string.h>

#include "../runtime/env.h"

enum { ALIGN = _Alignof(max_align_t), BLOCK = 64 * 1024 };

struct arena_block {
    arena_block *next;
    size_t size, used; /* bytes after the head */
    max_align_t bytes[];
};

void arena_init(arena *a, const cav_env *env, jmp_buf *out_of_memory)
{
    memset(a, 0, sizeof *a);
    a->env = env_copy(env);
    a->out_of_memory = out_of_memory;
}

void arena_free(arena *a)
{
    for (arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        env_free(&a->env, b, sizeof *b + b->size);
    }
    a->blocks = NULL;
}

static arena_block *add_block(arena *a, size_t size)
{
    arena_block *b;

    if (size > SIZE_MAX - sizeof *b)
        longjmp(*a->out_of_memory, 1);
    b = env_alloc(&a->env, sizeof *b + size);
    if (!b)
        longjmp(*a->out_of_memory, 1);
    b->size = size;
    return b;
}

/* Begins a new block, so that everything to come, large blocks too, lies before the old head. */
arena_block *arena_mark(arena *a)
{
    arena_block *head = a->blocks, *fresh = add_block(a, BLOCK);

    fresh->next = head;
    a->blocks = fresh;
    return head;
}

void arena_release(arena *a, arena_block *mark)
{
    while (a->blocks && a->blocks != mark) {
        arena_block *next = a->blocks->next;
        env_free(&a->env, a->blocks, sizeof *a->blocks + a->blocks->size);
        a->blocks = next;
    }
}

void *arena_alloc(arena *a, size_t size)
{
    arena_block *b = a->blocks;
    void *p;

    if (size > SIZE_MAX - ALIGN)
        longjmp(*a->out_of_memory, 1);
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (b && size <= b->size - b->used) {
        p = (char *)b->bytes + b->used;
        b->used += size;
        return p;
    }
    if (size > BLOCK / 4 && b) { /* a block of its own, behind the one still in use */
        arena_block *own = add_block(a, size);
        own->used = size;
        own->next = b->next;
        b->next = own;
        return own->bytes;
    }
    b = add_block(a, size > BLOCK ? size : BLOCK);
    b->used = size;
    b->next = a->blocks;
    a->blocks = b;
    return b->bytes;
}

void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size)
{
    void *p = arena_alloc(a, new_size);

    if (old_size)
        memcpy(p, old, old_size < new_size ? old_size : new_size);
    return p;
}

char *arena_copy(arena *a, const char *bytes, size_t size)
{
    char *copy;

    if (size == SIZE_MAX)
        longjmp(*a->out_of_memory, 1);
    copy = arena_alloc(a, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_vprintf(arena *a, const char *format, va_list args)
{
    va_list again;
    char *text;
    int n;

    va_copy(again, args);
    n = format ? vsnprintf(NULL, 0, format, again) : 0;
    va_end(again);
    if (n < 0)
        longjmp(*a->out_of_memory, 1);
    text = arena_alloc(a, (size_t)n + 1);
    if (n)
        vsnprintf(text, (size_t)n + 1, format, args);
    return text;
}

char *arena_printf(arena *a, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

void arena_push_grow(arena *a, void **at, size_t *room, size_t size)
{
    size_t more = *room ? *room * 2 : 8;

    if (more < *room || more > SIZE_MAX / size)
        longjmp(*a->out_of_memory, 1);
    *at = arena_grow(a, *at, *room * size, more * size);
    *room = more;
}
