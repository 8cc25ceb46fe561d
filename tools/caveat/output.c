/* output.c: results written whole: to stdout, or to a file beside its target and then renamed.
 *
 * It refuses to call a short write a success. Invariant: signals that end the program are held
 * back while a temporary file exists, so none is left behind.
 */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int write_close(int fd, const char *bytes, size_t size)
{
    int error = write_all(fd, bytes, size);
    if (close(fd) < 0 && !error && errno != EINTR)
        error = errno;
    return error;
}

/* Device, pipe or the like: nothing to rename over. */
static int write_through(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? errno : write_close(fd, bytes, size);
}

static int write_renamed(app *a, const char *path, mode_t mode, const char *bytes, size_t size)
{
    char *beside = pool_printf(&a->pool, "%s.XXXXXX", path);
    sigset_t hold, old;
    sigemptyset(&hold);
    sigaddset(&hold, SIGINT);
    sigaddset(&hold, SIGTERM);
    sigaddset(&hold, SIGHUP);
    sigaddset(&hold, SIGXFSZ);
    sigprocmask(SIG_BLOCK, &hold, &old);
    int error = 0, fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0) {
        error = errno;
    } else {
        error = fchmod(fd, mode) < 0 ? errno : 0;
        int written = write_close(fd, bytes, size);
        error = error ? error : written;
        if (!error && rename(beside, path) < 0)
            error = errno;
        if (error)
            unlink(beside);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    return error;
}

static int write_file(app *a, const char *path, const char *bytes, size_t size)
{
    struct stat s;
    if (stat(path, &s) < 0) {
        mode_t mask = umask(0);
        umask(mask);
        return errno == ENOENT ? write_renamed(a, path, 0666 & ~mask, bytes, size) : errno;
    }
    if (!S_ISREG(s.st_mode))
        return write_through(path, bytes, size);
    char *target = realpath(path, NULL); /* a link's target is replaced, not the link */
    int error = target ? write_renamed(a, target, s.st_mode & 07777, bytes, size) : errno;
    free(target);
    return error;
}

bool tool_is_stdout(const app *a, const char *path)
{
    struct stat file, out;
    if (!path || strcmp(path, "-") == 0)
        return true;
    return !a->stdout_closed && stat(path, &file) == 0 && fstat(STDOUT_FILENO, &out) == 0 &&
           file.st_dev == out.st_dev && file.st_ino == out.st_ino;
}

int tool_write(app *a, const char *path, const void *bytes, size_t size)
{
    int error;
    if (!tool_is_stdout(a, path))
        error = write_file(a, path, bytes, size);
    else if (a->stdout_closed)
        error = size ? EBADF : 0;
    else
        error = write_close(STDOUT_FILENO, bytes, size);
    if (!error)
        return TOOL_OK;
    return tool_fail(a, TOOL_OUTPUT, "cannot write %s: %s",
                     path && strcmp(path, "-") != 0 ? path : "to standard output", strerror(error));
}
