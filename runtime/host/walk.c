/* walk.c: a path resolved by hand, one component at a time, inside a root folder.
 *
 * For kernels without openat2, and for the live machine, where the path free of links is wanted. A
 * link is read, never followed by the kernel: its text replaces the components before it, an
 * absolute one starts again at the root, and ".." never climbs above the root. After every
 * replacement the walk begins anew: at the root, or in the deepest folder on the path that a walk was
 * in before, held open since then. It refuses chains of more than 40 links and walks of more than
 * 4096 steps. Invariant: everything before `at` in the text names folders, none of them a link.
 */
#include "root.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A failure is never "no such file": only a name that cannot be there is. */
cav_reason host_errno_reason(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return CAV_REASON_NO_FILE;
    case EFBIG:
    case EOVERFLOW:
        return CAV_REASON_TOO_LARGE;
    default:
        return CAV_REASON_UNREADABLE;
    }
}

int host_openat(int folder, const char *path, int flags)
{
    int fd;

    do {
        fd = openat(folder, path, flags | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

enum { MAX_LINKS = 40, MAX_STEPS = 4096 };

typedef struct walk {
    host_root *root;
    host_place *place;
    char *path;    /* place->path: what is done, and what remains */
    size_t at;     /* start of the component at hand, after its slash */
    size_t length; /* of the component */
    int dir;       /* folder the component is looked up in */
    bool borrowed; /* it is the root's, or one of its folders */
    unsigned links, steps;
} walk;

void host_place_close(host_place *place)
{
    if (place->fd >= 0)
        close(place->fd);
    if (place->owned)
        close(place->parent);
    place->fd = place->parent = -1;
    place->owned = false;
}

static void leave(walk *w)
{
    if (w->dir >= 0 && !w->borrowed)
        close(w->dir);
    w->dir = -1;
    w->borrowed = false;
}

/* At the root, or in the deepest known folder that the path leads through. */
static void begin(walk *w)
{
    const host_root *root = w->root;

    leave(w);
    w->at = 0;
    w->dir = root->fd;
    w->borrowed = true;
    for (unsigned k = 0; k < root->nfolders; k++) {
        const host_folder *f = &root->folders[k];

        if (f->size > w->at && strncmp(w->path, f->path, f->size) == 0) {
            w->at = f->size;
            w->dir = f->fd;
        }
    }
}

/* The walk is in a new folder: later ones may begin there. */
static void keep_folder(walk *w)
{
    host_root *root = w->root;
    host_folder *f = &root->folders[root->oldest];

    if (w->at >= sizeof f->path)
        return;
    if (root->nfolders == HOST_FOLDERS)
        close(f->fd);
    else
        root->nfolders++;
    root->oldest = (root->oldest + 1) % HOST_FOLDERS;
    memcpy(f->path, w->path, w->at);
    f->size = w->at;
    f->fd = w->dir;
    w->borrowed = true;
}

/* Replaces `count` bytes at `from` by `size` bytes of `text`. */
static bool replace(walk *w, size_t from, size_t count, const char *text, size_t size)
{
    size_t rest = strlen(w->path + from + count) + 1;

    if (size >= HOST_PATH_MAX || rest > HOST_PATH_MAX - size || from > HOST_PATH_MAX - size - rest)
        return false;
    memmove(w->path + from + size, w->path + from + count, rest);
    memcpy(w->path + from, text, size);
    return true;
}

/* Drops "//", "./" and a slash at the end, so that what is done stays the shortest spelling. */
static void tidy(walk *w)
{
    char *p = w->path + w->at;

    for (;;) {
        size_t drop = strspn(p, "/");

        if (drop == 0 && p[0] == '.' && (p[1] == '/' || p[1] == '\0'))
            drop = 1;
        if (drop == 0)
            break;
        memmove(p, p + drop, strlen(p + drop) + 1);
    }
    w->length = strcspn(p, "/");
    if (p[w->length] == '/' && p[w->length + strspn(p + w->length, "/")] == '\0')
        p[w->length] = '\0';
}

/* "..": drops itself and the component before it. */
static void climb(walk *w)
{
    size_t from = w->at;

    if (from > 1) {
        from--;
        while (w->path[from - 1] != '/')
            from--;
    }
    replace(w, from, w->at + w->length - from, "", 0);
}

/* Puts a link's text in its place. */
static cav_reason follow(walk *w, int link)
{
    char text[HOST_PATH_MAX];
    ssize_t size = readlinkat(link, "", text, sizeof text);
    size_t from = w->at;

    if (size < 0)
        return host_errno_reason(errno);
    if (size == 0)
        return CAV_REASON_NO_FILE;
    if (++w->links > MAX_LINKS || (size_t)size >= sizeof text ||
        memchr(text, '\0', (size_t)size) != NULL)
        return CAV_REASON_UNREADABLE;
    if (text[0] == '/')
        from = 0;
    if (!replace(w, from, w->at + w->length - from, text, (size_t)size))
        return CAV_REASON_UNREADABLE;
    begin(w);
    return CAV_REASON_FOUND;
}

/* On the live machine a folder that others may not search hides what is in it. */
static cav_reason enter(walk *w, int fd)
{
    const struct stat *st = &w->place->stat;

    if (!S_ISDIR(st->st_mode) || (w->root->live && !(st->st_mode & S_IXOTH))) {
        close(fd);
        return S_ISDIR(st->st_mode) ? CAV_REASON_UNREADABLE : CAV_REASON_NO_FILE;
    }
    leave(w);
    w->dir = fd;
    w->at += w->length + 1;
    keep_folder(w);
    return CAV_REASON_FOUND;
}

/* One component. *done: the place was found. */
static cav_reason step(walk *w, bool *done)
{
    host_place *place = w->place;
    cav_reason reason;
    int fd;

    if (w->length > HOST_NAME_MAX)
        return CAV_REASON_NO_FILE;
    memcpy(place->name, w->path + w->at, w->length);
    place->name[w->length] = '\0';
    fd = host_openat(w->dir, place->name, O_PATH | O_NOFOLLOW);
    if (fd < 0)
        return host_errno_reason(errno);
    if (fstat(fd, &place->stat) != 0) {
        close(fd);
        return CAV_REASON_UNREADABLE;
    }
    if (S_ISLNK(place->stat.st_mode)) {
        reason = follow(w, fd);
        close(fd);
        return reason;
    }
    if (w->path[w->at + w->length] == '/')
        return enter(w, fd);
    place->fd = fd;
    *done = true;
    return CAV_REASON_FOUND;
}

/* The path names the root itself. */
static cav_reason arrive_at_root(walk *w)
{
    w->place->fd = host_openat(w->dir, ".", O_PATH | O_DIRECTORY);
    if (w->place->fd < 0)
        return host_errno_reason(errno);
    w->dir = -1;
    return fstat(w->place->fd, &w->place->stat) == 0 ? CAV_REASON_FOUND : CAV_REASON_UNREADABLE;
}

static cav_reason run(walk *w)
{
    cav_reason reason = CAV_REASON_FOUND;
    bool done = false;

    begin(w);
    while (reason == CAV_REASON_FOUND && !done) {
        if (++w->steps > MAX_STEPS)
            return CAV_REASON_UNREADABLE;
        if (w->at == 0) {
            replace(w, 0, w->path[0] == '/', "/", 1);
            w->at = 1;
        }
        tidy(w);
        if (w->length == 0) {
            if (w->at == 1)
                return arrive_at_root(w);
            w->path[w->at - 1] = '\0'; /* only "." stood there: the folder just entered */
            begin(w);
        } else if (w->length == 2 && memcmp(w->path + w->at, "..", 2) == 0) {
            climb(w);
            begin(w);
        } else {
            reason = step(w, &done);
        }
    }
    return reason;
}

/* The folder of what was found; the root itself has none. */
static void hand_over(walk *w)
{
    w->place->parent = w->dir;
    w->place->owned = w->dir >= 0 && !w->borrowed;
    w->dir = -1;
}

cav_reason host_walk(host_root *root, const char *path, host_place *place)
{
    walk w = {.root = root, .place = place, .path = place->path, .dir = -1};
    size_t size = strlen(path) + 1;
    cav_reason reason;

    place->fd = place->parent = -1;
    place->owned = false;
    place->name[0] = '\0';
    if (size > sizeof place->path - 1)
        return CAV_REASON_NOT_ALLOWED;
    memcpy(place->path, path, size);
    reason = run(&w);
    if (reason == CAV_REASON_FOUND)
        hand_over(&w);
    leave(&w);
    if (reason != CAV_REASON_FOUND)
        host_place_close(place);
    return reason;
}
