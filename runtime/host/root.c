/* root.c: reads files below a root folder, under the rules that root.h states.
 *
 * A file is looked at (O_PATH) before it is opened, so that FIFOs, devices and sockets never are;
 * it is looked at again once open, and opened without waiting, should it have been swapped in
 * between. Sizes are never believed: it is read to the room given and one byte more. Refused: paths
 * that are not absolute, hold "..", or are not below an allowed prefix.
 */
#include "root.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define READ_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY)

/* The kernel's struct open_how and its bits, for systems whose headers are older. */
struct how {
    uint64_t flags, mode, resolve;
};
enum { NO_MAGICLINKS = 0x02, IN_ROOT = 0x10 };

/* -- what may be read -------------------------------------------------------------------------- */

static bool below(const char *path, const char *prefix)
{
    size_t size = strlen(prefix);

    while (size > 0 && prefix[size - 1] == '/')
        size--;
    return strncmp(path, prefix, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

static bool ending(const char *path, const char *folder, const char *end)
{
    size_t size = strlen(folder), tail = strlen(end), length = strlen(path);

    return length > size + 1 + tail && strncmp(path, folder, size) == 0 && path[size] == '/' &&
           strchr(path + size + 1, '/') == NULL && strcmp(path + length - tail, end) == 0;
}

static bool built_in(const char *path)
{
#define BELOW(prefix)                                                                              \
    if (below(path, prefix))                                                                       \
        return true;
#define ENDING(folder, end)                                                                        \
    if (ending(path, folder, end))                                                                 \
        return true;
#include "prefixes.def"
    return false;
}

static bool climbs(const char *path)
{
    for (const char *p = strstr(path, ".."); p != NULL; p = strstr(p + 1, ".."))
        if (p[-1] == '/' && (p[2] == '/' || p[2] == '\0'))
            return true;
    return false;
}

bool host_allowed(const host_root *root, const char *path)
{
    if (path[0] != '/' || strlen(path) >= HOST_PATH_MAX - 1 || climbs(path))
        return false;
    if (built_in(path))
        return true;
    for (const char *more = root->prefixes; more != NULL && *more != '\0'; more += strlen(more) + 1)
        if (more[0] == '/' && below(path, more))
            return true;
    return false;
}

/* Files the kernel makes up have rights of their own: reading some of them consumes what they hold,
 * and only those open to all are plain information. */
static bool made_up(int fd)
{
    static const uint32_t kinds[] = {0x9fa0 /* proc */,
                                     0x62656572 /* sysfs */,
                                     0x64626720 /* debugfs */,
                                     0x74726163 /* tracefs */,
                                     0x73636673 /* securityfs */,
                                     0x63677270 /* cgroup2 */,
                                     0xcafe4a11 /* bpf */};
    struct statfs fs;

    if (fstatfs(fd, &fs) != 0)
        return true;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if ((uint32_t)fs.f_type == kinds[k])
            return true;
    return false;
}

/* `kind`: S_IFREG, or S_IFDIR for its names. */
static cav_reason judge(const host_root *root, mode_t kind, int fd, const struct stat *st)
{
    if ((st->st_mode & S_IFMT) != kind)
        return CAV_REASON_NOT_REGULAR;
    if (!(st->st_mode & S_IROTH) && (root->live || made_up(fd)))
        return CAV_REASON_UNREADABLE;
    return CAV_REASON_FOUND;
}

static cav_reason judge_open(const host_root *root, mode_t kind, int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 ? judge(root, kind, fd, &st) : CAV_REASON_UNREADABLE;
}

/* -- opening ----------------------------------------------------------------------------------- */

static int open_in_root(const host_root *root, const char *path, int flags)
{
    struct how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .resolve = IN_ROOT | NO_MAGICLINKS};
    unsigned tries = 0;
    long fd;

    do { /* EAGAIN: something was renamed meanwhile */
        fd = syscall(SYS_openat2, root->fd, path, &how, sizeof how);
    } while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++tries < 32)));
    return (int)fd;
}

static bool has_openat2(const host_root *root)
{
    int fd = open_in_root(root, ".", O_PATH | O_DIRECTORY);

    if (fd < 0)
        return false;
    close(fd);
    return true;
}

/* By the kernel: looked at first, then opened. */
static cav_reason open_kernel(const host_root *root, mode_t kind, const char *path, int *fd)
{
    int look = open_in_root(root, path, O_PATH);
    cav_reason reason;

    if (look < 0)
        return host_errno_reason(errno);
    reason = judge_open(root, kind, look);
    if (reason == CAV_REASON_FOUND) {
        *fd = open_in_root(root, path, READ_FLAGS);
        if (*fd < 0)
            reason = host_errno_reason(errno);
    }
    close(look);
    return reason;
}

static cav_reason open_walked(host_root *root, mode_t kind, const char *path, int *fd)
{
    host_place place;
    cav_reason reason = host_walk(root, path, &place);

    if (reason != CAV_REASON_FOUND)
        return reason;
    if (root->live && !host_allowed(root, place.path))
        reason = CAV_REASON_NOT_ALLOWED;
    else if (place.parent < 0)
        reason = CAV_REASON_NOT_REGULAR;
    else
        reason = judge(root, kind, place.fd, &place.stat);
    if (reason == CAV_REASON_FOUND) {
        *fd = host_openat(place.parent, place.name, READ_FLAGS | O_NOFOLLOW);
        if (*fd < 0)
            reason = host_errno_reason(errno);
    }
    host_place_close(&place);
    return reason;
}

static cav_reason open_kind(host_root *root, mode_t kind, const char *path, int *fd)
{
    cav_reason reason =
        root->openat2 ? open_kernel(root, kind, path, fd) : open_walked(root, kind, path, fd);

    if (reason != CAV_REASON_FOUND)
        return reason;
    reason = judge_open(root, kind, *fd);
    if (reason != CAV_REASON_FOUND)
        close(*fd);
    return reason;
}

cav_reason host_root_folder(host_root *root, const char *path, int *fd)
{
    return open_kind(root, S_IFDIR, path, fd);
}

/* -- reading ----------------------------------------------------------------------------------- */

static ssize_t read_some(int fd, char *buffer, size_t room)
{
    ssize_t got;

    do {
        got = read(fd, buffer, room);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Most files are small, and a kernel that makes one up may clear as much memory as is asked for. */
enum { FIRST_READ = 4096 };

static cav_reason read_all(int fd, char *buffer, size_t room, size_t *size)
{
    char beyond;
    ssize_t got = 1;

    *size = 0;
    while (*size < room && got > 0) {
        const size_t end = *size < FIRST_READ && FIRST_READ < room ? FIRST_READ : room;

        got = read_some(fd, buffer + *size, end - *size);
        if (got > 0)
            *size += (size_t)got;
    }
    if (got > 0) {
        got = read_some(fd, &beyond, 1);
        if (got > 0)
            return CAV_REASON_TOO_LARGE;
    }
    return got < 0 ? CAV_REASON_UNREADABLE : CAV_REASON_FOUND;
}

cav_reason host_root_read(host_root *root, const char *path, char *buffer, size_t room,
                          size_t *size)
{
    int fd = -1;
    cav_reason reason = open_kind(root, S_IFREG, path, &fd);

    *size = 0;
    if (reason != CAV_REASON_FOUND)
        return reason;
    reason = read_all(fd, buffer, room, size);
    close(fd);
    return reason;
}

static cav_reason look(host_root *root, const char *path)
{
    host_place place;
    cav_reason reason;
    int fd;

    if (root->openat2) {
        fd = open_in_root(root, path, O_PATH);
        if (fd < 0)
            return host_errno_reason(errno);
        close(fd);
        return CAV_REASON_FOUND;
    }
    reason = host_walk(root, path, &place);
    if (reason != CAV_REASON_FOUND)
        return reason;
    host_place_close(&place);
    return root->live && !host_allowed(root, place.path) ? CAV_REASON_NOT_ALLOWED
                                                         : CAV_REASON_FOUND;
}

cav_reason host_root_exists(host_root *root, const char *path, bool *present)
{
    cav_reason reason = look(root, path);

    *present = reason == CAV_REASON_FOUND;
    return reason == CAV_REASON_NO_FILE ? CAV_REASON_FOUND : reason;
}

/* -- making one -------------------------------------------------------------------------------- */

static bool keep_prefixes(host_root *root, const char *const *prefixes)
{
    size_t size = 1;
    char *to;

    if (prefixes == NULL)
        return true;
    for (const char *const *p = prefixes; *p != NULL; p++)
        size += strlen(*p) + 1;
    to = env_resize(&root->env, NULL, 0, size);
    if (to == NULL)
        return false;
    root->prefixes = to;
    root->prefixes_size = size;
    for (const char *const *p = prefixes; *p != NULL; p++) {
        size_t n = strlen(*p) + 1;

        if (n == 1)
            continue; /* an empty one would end the list */
        memcpy(to, *p, n);
        to += n;
    }
    *to = '\0';
    return true;
}

static const char *why_not_opened(int error)
{
    switch (error) {
    case ENOENT:
        return "no such folder";
    case ENOTDIR:
        return "not a folder";
    case EACCES:
        return "not readable";
    default:
        return "cannot be opened";
    }
}

void host_root_free(void *context)
{
    host_root *root = context;
    cav_env env = root->env;

    for (unsigned k = 0; k < root->nfolders; k++)
        close(root->folders[k].fd);
    if (root->fd >= 0)
        close(root->fd);
    env_free(&env, root->prefixes, root->prefixes_size);
    env_free(&env, root, sizeof *root);
}

cav_status host_root_new(const cav_env *env, const char *folder, const char *const *prefixes,
                         bool live, bool openat2, host_root **out)
{
    const cav_env own = env_copy(env);
    host_root *root = env_alloc(&own, sizeof *root);
    int error;

    *out = NULL;
    if (root == NULL)
        return CAV_NO_MEMORY;
    *root = (host_root){.env = own, .fd = -1, .live = live};
    if (!keep_prefixes(root, prefixes)) {
        host_root_free(root);
        return CAV_NO_MEMORY;
    }
    root->fd = host_openat(AT_FDCWD, folder, live ? O_PATH | O_DIRECTORY : O_RDONLY | O_DIRECTORY);
    if (root->fd < 0) {
        error = errno;
        host_root_free(root);
        return env_fail(&own, CAV_FAILED, "%s: %s", folder, why_not_opened(error));
    }
    root->openat2 = openat2 && has_openat2(root);
    *out = root;
    return CAV_OK;
}
