/* root.h: files below a root folder, private to runtime/host/.
 *
 * Two kinds of root share the code. The live machine ("/"): only what any user may read, below the
 * allowed prefixes, the end of every link included. A captured tree: a world of its own, in which
 * links, absolute ones too, lead to places inside; what the caller may read is read.
 * Invariant: nothing outside the root is opened, and only regular files, and folders for their
 * names, are opened for reading.
 */
#ifndef CAV_HOST_ROOT_H
#define CAV_HOST_ROOT_H

#include "../env.h"
#include "host.h"
#include <sys/stat.h>

enum { HOST_PATH_MAX = 4096, HOST_NAME_MAX = 255, HOST_FOLDERS = 16 };

typedef struct host_folder {
    int fd;
    size_t size;
    char path[128]; /* free of links, with a slash at its end */
} host_folder;

typedef struct host_root {
    cav_env env;
    int fd; /* the folder */
    bool live;
    bool openat2;   /* the kernel resolves inside a root; else host_walk does */
    char *prefixes; /* the caller's: NUL-ended one after the other, "" at the end */
    size_t prefixes_size;
    host_folder folders[HOST_FOLDERS]; /* that host_walk was in, to begin there */
    unsigned nfolders, oldest;         /* oldest: the next to give way once there are so many */
} host_root;

/* Where host_walk arrived. */
typedef struct host_place {
    int fd;     /* of what was found, O_PATH */
    int parent; /* folder that holds it, until the next walk; -1: it is the root itself */
    bool owned; /* the parent is, to be closed */
    struct stat stat;
    char path[HOST_PATH_MAX]; /* free of links, seen from the root */
    char name[HOST_NAME_MAX + 1];
} host_place;

/* root.c */
cav_status host_root_new(const cav_env *env, const char *folder, const char *const *prefixes,
                         bool live, bool openat2, host_root **root);
void host_root_free(void *root);
bool host_allowed(const host_root *root, const char *path);
cav_reason host_root_read(host_root *root, const char *path, char *buffer, size_t room,
                          size_t *size);
cav_reason host_root_exists(host_root *root, const char *path, bool *present);
cav_reason host_root_folder(host_root *root, const char *path, int *fd); /* to be listed */

/* folder.c: names that fit a pattern, each NUL-ended, in any order */
cav_reason host_root_list(host_root *root, const char *pattern, char *names, size_t room,
                          size_t *size);

/* walk.c: finds `path` component by component. FOUND: *place is filled, close it. */
cav_reason host_walk(host_root *root, const char *path, host_place *place);
void host_place_close(host_place *place);
cav_reason host_errno_reason(int error);
int host_openat(int folder, const char *path, int flags);

/* sosreport.c: uname as the tree's sosreport has it; CAV_REASON_NO_PROBE: it is none */
cav_reason host_sos_uname(host_root *root, const char *field, char answer[CAV_PROBE_MAX]);

/* access_live.c and access_tree.c, with what only tests choose: the folder taken for the live
 * machine's "/", and whether the kernel resolves paths. */
cav_status host_live(const cav_env *env, const char *folder, const char *const *prefixes,
                     cav_access *access);
cav_status host_tree(const cav_env *env, const char *folder, const char *const *prefixes,
                     bool openat2, cav_access *access);

#endif
