/* helper.c: see helper.h.
 *
 * It refuses to search PATH: what runs is what was built or installed with this program. Invariant:
 * the helper is waited for, whatever it does.
 */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The folder this program was started from; NULL: it cannot be told. */
static const char *own_folder(app *a)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return NULL;
    path[n] = '\0';
    return tool_folder(a, pool_string(&a->pool, path));
}

/* BUILD/NAME, or PREFIX/bin/../libexec/caveat/NAME. Whether it may be run is not asked: a module is
 * loaded, and needs no such right. */
const char *helper_find(app *a, const char *name)
{
    static const char *const places[] = {"", "/../libexec/caveat"};
    const char *folder = own_folder(a);
    for (size_t i = 0; folder && i < sizeof places / sizeof *places; i++) {
        const char *path = pool_printf(&a->pool, "%s%s/%s", folder, places[i], name);
        if (access(path, F_OK) == 0)
            return path;
    }
    return NULL;
}

static int start(const char *path, const char *argument, int out, pid_t *child)
{
    char *argv[] = {(char *)(uintptr_t)path, (char *)(uintptr_t)argument, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (!error)
            error = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
        if (!error)
            error = posix_spawn(child, path, &actions, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int ended(app *a, const char *name, pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return tool_fail(a, TOOL_INTERNAL, "%s: %s", name, strerror(errno));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return tool_fail(a, TOOL_INPUT, "%s: no answer in time", name);
    if (WIFSIGNALED(status))
        return tool_fail(a, TOOL_INPUT, "%s was ended by signal %d", name, WTERMSIG(status));
    if (WEXITSTATUS(status))
        return tool_fail(a, TOOL_INPUT, "%s failed with status %d", name, WEXITSTATUS(status));
    return TOOL_OK;
}

int helper_run(app *a, const char *name, const char *argument, size_t cap, tool_bytes *out)
{
    int ends[2], error = 0;
    pid_t child;
    const char *path = helper_find(a, name);
    if (!path)
        return tool_fail(a, TOOL_INPUT,
                         "%s is not installed here; it is built where libvirt's headers are", name);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return tool_fail(a, TOOL_INTERNAL, "%s: %s", name, strerror(errno));
    error = start(path, argument, ends[1], &child);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return tool_fail(a, TOOL_INPUT, "%s cannot be run: %s", path, strerror(error));
    }
    error = tool_read_fd(a, ends[0], cap, out);
    close(ends[0]);
    int status = ended(a, name, child);
    if (error < 0)
        return tool_fail(a, TOOL_INPUT, "%s said more than %zu MiB", name, cap >> 20);
    if (error)
        return tool_fail(a, TOOL_INPUT, "%s: %s", name, strerror(error));
    return status;
}
