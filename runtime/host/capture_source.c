/* capture_source.c: asks for everything that one source names, whether a gathering came to it or not.
 *
 * It keeps nothing: the access that it asks through remembers. Guards are not judged.
 */
#include "capture_parts.h"
#include <stdlib.h>
#include <string.h>

enum { NAMES_ROOM = 64 << 10 };

/* Every file that a `files` subject names, also those hidden by one of a later folder. */
static void ask_files(const cav_env *env, const cav_access *access, const char *subject)
{
    char pattern[HOST_PATH_MAX], path[HOST_PATH_MAX], none[1];
    char *names = env_alloc(env, NAMES_ROOM);
    size_t size, got;

    while (names != NULL && host_next_glob(&subject, pattern)) {
        const char *name = names;
        size_t head;

        if (access->list(access->context, pattern, names, NAMES_ROOM, &size) != CAV_REASON_FOUND)
            continue;
        head = (size_t)(strrchr(pattern, '/') - pattern) + 1;
        memcpy(path, pattern, head);
        for (; size > 0; size -= strlen(name) + 1, name += strlen(name) + 1) {
            if (head + strlen(name) >= sizeof path)
                continue;
            strcpy(path + head, name);
            access->read(access->context, path, none, 0, &got);
        }
    }
    env_free(env, names, NAMES_ROOM);
}

void host_capture_source(const cav_env *env, const cav_access *access, const img *image,
                         uint32_t source)
{
    const char *subject = img_text(image, IMG_GET(image, SOURCES, source, subject));
    char answer_text[CAV_PROBE_MAX];
    char none[1];
    bool present;
    size_t size;

    switch ((cav_source)IMG_GET(image, SOURCES, source, kind)) {
    case CAV_SOURCE_FILE:
    case CAV_SOURCE_GUARD:
        access->read(access->context, subject, none, 0, &size);
        return;
    case CAV_SOURCE_FILES:
        ask_files(env, access, subject);
        return;
    case CAV_SOURCE_EXISTS:
        access->exists(access->context, subject, &present);
        return;
    case CAV_SOURCE_UNAME:
        access->uname(access->context, subject, answer_text);
        return;
    case CAV_SOURCE_CPUID:
        access->cpuid(
            access->context, (uint32_t)strtoul(subject, NULL, subject[1] == 'x' || subject[1] == 'X' ? 16 : 10),
            answer_text);
        return;
    case CAV_SOURCE_AUXV:
        access->auxv(access->context, subject, answer_text);
        return;
    case CAV_SOURCE_OS_RELEASE:
    case CAV_SOURCE_FACT:
        return;
    }
}
