/* env.c: see env.h. Messages are cut at ENV_MESSAGE bytes. */
#include "env.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENV_MESSAGE 1024

static void *libc_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void no_report(void *context, cav_status status, const char *text)
{
    (void)context;
    (void)status;
    (void)text;
}

cav_env env_copy(const cav_env *env)
{
    cav_env copy = {libc_resize, no_report, NULL};

    if (env && env->resize)
        copy.resize = env->resize;
    if (env && env->report)
        copy.report = env->report;
    if (env)
        copy.context = env->context;
    return copy;
}

void *env_resize(const cav_env *env, void *block, size_t old_size, size_t new_size)
{
    return env->resize(env->context, block, old_size, new_size);
}

void *env_alloc(const cav_env *env, uint64_t size)
{
    void *block;

    if (size > SIZE_MAX || size == 0)
        return NULL;
    block = env_resize(env, NULL, 0, (size_t)size);
    if (block)
        memset(block, 0, (size_t)size);
    return block;
}

void env_free(const cav_env *env, void *block, size_t size)
{
    if (block)
        env_resize(env, block, size, 0);
}

void *env_carve(uint8_t *block, uint64_t *used, uint64_t count, size_t size)
{
    void *part = block ? block + *used : NULL;

    *used += (count * size + 7) & ~(uint64_t)7;
    return part;
}

cav_status env_fail(const cav_env *env, cav_status status, const char *format, ...)
{
    char text[ENV_MESSAGE];
    va_list args;

    if (!env->report)
        return status;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    env->report(env->context, status, text);
    return status;
}
