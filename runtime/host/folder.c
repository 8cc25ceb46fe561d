/* folder.c: the names in a folder of the root that fit a pattern, see root.h.
 *
 * Only folders that may be read are listed, by the rules for files: on the live machine those open
 * to any user, below the allowed prefixes. What the names stand for is not looked at. The kernel's
 * entries are read with a buffer of our own, so that no memory but the caller's is used.
 */
#include "root.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HEAD = 8 + 8 + 2 + 1 }; /* of the kernel's entry: inode, offset, its size, the kind */

typedef struct listing {
    const char *before, *after; /* what stands around the star */
    size_t nbefore;
    char *names;
    size_t room, size;
} listing;

static bool fits(const listing *l, const char *name)
{
    size_t size = strlen(name), tail = strlen(l->after);

    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && size >= l->nbefore + tail &&
           memcmp(name, l->before, l->nbefore) == 0 &&
           memcmp(name + size - tail, l->after, tail) == 0;
}

static bool keep(listing *l, const char *name)
{
    size_t size = strlen(name) + 1;

    if (size > l->room - l->size)
        return false;
    memcpy(l->names + l->size, name, size);
    l->size += size;
    return true;
}

static cav_reason take(listing *l, const char *entries, size_t got)
{
    for (size_t at = 0; at < got;) {
        uint16_t size;

        memcpy(&size, entries + at + 16, sizeof size);
        if (size <= HEAD || size > got - at)
            return CAV_REASON_UNREADABLE;
        if (fits(l, entries + at + HEAD) && !keep(l, entries + at + HEAD))
            return CAV_REASON_TOO_LARGE;
        at += size;
    }
    return CAV_REASON_FOUND;
}

static cav_reason read_entries(int fd, listing *l)
{
    char entries[16 << 10];
    cav_reason reason = CAV_REASON_FOUND;
    long got = 1;

    while (got != 0 && reason == CAV_REASON_FOUND) {
        got = syscall(SYS_getdents64, fd, entries, sizeof entries);
        if (got < 0 && errno != EINTR)
            return CAV_REASON_UNREADABLE;
        if (got > 0)
            reason = take(l, entries, (size_t)got);
    }
    return reason;
}

/* A path whose last part holds one star: the folder, and what its names begin and end with. */
static bool split(const char *pattern, char folder[HOST_PATH_MAX], listing *l)
{
    const char *slash = strrchr(pattern, '/'), *star = strchr(pattern, '*');

    if (slash == NULL || slash == pattern || star == NULL || star < slash ||
        strchr(star + 1, '*') != NULL || (size_t)(slash - pattern) >= HOST_PATH_MAX)
        return false;
    memcpy(folder, pattern, (size_t)(slash - pattern));
    folder[slash - pattern] = '\0';
    l->before = slash + 1;
    l->nbefore = (size_t)(star - slash) - 1;
    l->after = star + 1;
    return true;
}

cav_reason host_root_list(host_root *root, const char *pattern, char *names, size_t room,
                          size_t *size)
{
    char folder[HOST_PATH_MAX];
    listing l = {.names = names, .room = room};
    cav_reason reason;
    int fd = -1;

    *size = 0;
    if (!split(pattern, folder, &l) || !host_allowed(root, folder))
        return CAV_REASON_NOT_ALLOWED;
    reason = host_root_folder(root, folder, &fd);
    if (reason != CAV_REASON_FOUND)
        return reason;
    reason = read_entries(fd, &l);
    close(fd);
    *size = l.size;
    return reason;
}
