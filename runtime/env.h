/* env.h: the host's allocator and messages, as every runtime file uses them.
 *
 * Refuses sizes over SIZE_MAX. Invariant: memory comes from cav_env.resize alone, and every block
 * is released with the size it was asked for.
 */
#ifndef CAV_ENV_H
#define CAV_ENV_H

#include "caveat.h"

cav_env env_copy(const cav_env *env); /* NULL functions replaced by the defaults */
void *env_alloc(const cav_env *env, uint64_t size); /* zeroed; NULL: no memory */
void *env_resize(const cav_env *env, void *block, size_t old_size, size_t new_size);
void env_free(const cav_env *env, void *block, size_t size);

/* Hands out `count` objects of one block, which is laid out twice: with block NULL, to add up *used,
 * and for good. */
void *env_carve(uint8_t *block, uint64_t *used, uint64_t count, size_t size);

/* Reports the message and returns `status`. */
cav_status env_fail(const cav_env *env, cav_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
