/* sink.c: see sink.h.
 *
 * It refuses to call a short write a success. Invariant: `doomed` names the temporary file while
 * there is one, so that a signal that ends the program removes it first.
 */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char doomed[PATH_MAX];
static const int deadly[] = {SIGINT, SIGTERM, SIGHUP};
enum { DEADLY = sizeof deadly / sizeof *deadly };

static void die(int number)
{
    unlink(doomed);
    signal(number, SIG_DFL);
    raise(number);
}

static void guard(const char *path)
{
    struct sigaction action = {.sa_handler = die}, old;
    memccpy(doomed, path, '\0', sizeof doomed - 1);
    for (unsigned i = 0; i < DEADLY; i++)
        if (sigaction(deadly[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(deadly[i], &action, NULL);
}

static void unguard(void)
{
    for (unsigned i = 0; i < DEADLY; i++) {
        struct sigaction old;
        if (sigaction(deadly[i], NULL, &old) == 0 && old.sa_handler == die)
            signal(deadly[i], SIG_DFL);
    }
}

static int fail(const sink *s, int error)
{
    return tool_fail(s->app, TOOL_OUTPUT, "cannot write %s: %s",
                     s->path ? s->path : "to standard output", strerror(error));
}

static int open_beside(sink *s, mode_t mode)
{
    s->beside = pool_printf(&s->app->pool, "%s.XXXXXX", s->target);
    if (strlen(s->beside) >= sizeof doomed)
        return ENAMETOOLONG;
    sigset_t hold, old;
    sigemptyset(&hold);
    for (unsigned i = 0; i < DEADLY; i++)
        sigaddset(&hold, deadly[i]);
    sigprocmask(SIG_BLOCK, &hold, &old);
    s->fd = mkostemp(s->beside, O_CLOEXEC);
    int error = s->fd < 0 ? errno : 0;
    if (!error)
        guard(s->beside);
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (error)
        s->beside = NULL;
    return error ? error : fchmod(s->fd, mode) < 0 ? errno : 0;
}

static int open_file(sink *s)
{
    struct stat st;
    s->target = s->path;
    if (stat(s->path, &st) < 0) {
        mode_t mask = umask(0);
        umask(mask);
        return errno == ENOENT ? open_beside(s, 0666 & ~mask) : errno;
    }
    if (!S_ISREG(st.st_mode)) {
        s->fd = open(s->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return s->fd < 0 ? errno : 0;
    }
    char *real = realpath(s->path, NULL); /* a link's target is replaced, not the link */
    if (!real)
        return errno;
    s->target = pool_string(&s->app->pool, real);
    free(real);
    return open_beside(s, st.st_mode & 07777);
}

int sink_open(app *a, const char *path, sink *s)
{
    *s = (sink){.app = a, .fd = -1};
    if (!tool_is_stdout(a, path))
        s->path = path;
    if (!s->path) {
        s->fd = STDOUT_FILENO;
        return TOOL_OK;
    }
    int error = open_file(s);
    if (!error)
        return TOOL_OK;
    fail(s, error);
    sink_close(s, false);
    return TOOL_OUTPUT;
}

int sink_write(sink *s, const char *bytes, size_t size)
{
    if (size && !s->path && s->app->stdout_closed)
        return fail(s, EBADF);
    while (size) {
        ssize_t n = write(s->fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(s, errno);
        bytes += n;
        size -= (size_t)n;
    }
    return TOOL_OK;
}

int sink_close(sink *s, bool good)
{
    int error = 0;
    if (s->fd >= 0 && close(s->fd) < 0 && errno != EINTR)
        error = errno;
    s->fd = -1;
    if (s->beside && good && !error && rename(s->beside, s->target) < 0)
        error = errno;
    if (s->beside && (!good || error))
        unlink(s->beside);
    unguard();
    s->beside = NULL;
    return error && good ? fail(s, error) : TOOL_OK;
}
