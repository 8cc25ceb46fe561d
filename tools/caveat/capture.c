/* capture.c: the verb capture: what the rules' sources read on this machine, as a folder or a tar.
 *
 * A folder is made beside its final name and renamed, so that a half-written one never bears the
 * name. It refuses a target that holds anything. Invariant: what is written depends only on what
 * was read: sorted, owned by 0, at time 0 (in the archive).
 */
#include "verbs.h"

#include "../../runtime/host/capture.h"
#include "load.h"
#include "render.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- a tar archive, ustar -------------------------------------------------------------------------
 */

enum { TAR_BLOCK = 512, TAR_NAME = 100, TAR_PREFIX = 155 };

typedef struct tar {
    app *app;
    int status;
} tar;

static void octal(char *field, size_t digits, size_t value)
{
    for (; digits > 0; digits--, value >>= 3)
        field[digits - 1] = (char)('0' + (value & 7));
}

/* Splits a long name at a slash; false: it cannot be. */
static bool tar_name(char *header, const char *name)
{
    size_t size = strlen(name);
    if (size <= TAR_NAME) {
        memcpy(header, name, size);
        return true;
    }
    for (size_t k = size - 1; k > 0; k--)
        if (name[k] == '/' && k <= TAR_PREFIX && size - k - 1 <= TAR_NAME && size - k - 1 > 0) {
            memcpy(header + 345, name, k);
            memcpy(header, name + k + 1, size - k - 1);
            return true;
        }
    return false;
}

static bool tar_entry(void *context, const cav_captured *e)
{
    static const char zeros[TAR_BLOCK];
    tar *t = context;
    app *a = t->app;
    char header[TAR_BLOCK] = {0};
    const char *name = e->folder ? pool_printf(&a->pool, "%s/", e->path) : e->path;
    if (!tar_name(header, name)) {
        t->status = tool_fail(a, TOOL_OUTPUT, "%s: name too long for a tar archive", e->path);
        return false;
    }
    octal(header + 100, 7, e->folder ? 0755 : 0644);
    octal(header + 108, 7, 0);
    octal(header + 116, 7, 0);
    octal(header + 124, 11, e->size);
    octal(header + 136, 11, 0);
    memset(header + 148, ' ', 8);
    header[156] = e->folder ? '5' : '0';
    memcpy(header + 257, "ustar\00000", 8);
    size_t sum = 0;
    for (size_t k = 0; k < TAR_BLOCK; k++)
        sum += (unsigned char)header[k];
    octal(header + 148, 6, sum);
    header[154] = '\0';
    put_bytes(&a->out, header, TAR_BLOCK);
    put_bytes(&a->out, e->bytes, e->size);
    put_bytes(&a->out, zeros, (TAR_BLOCK - e->size % TAR_BLOCK) % TAR_BLOCK);
    return true;
}

static int write_tar(app *a, cav_capture *capture)
{
    static const char end[2 * TAR_BLOCK];
    tar t = {.app = a};
    cav_status status = cav_capture_write(capture, tar_entry, &t);
    if (t.status)
        return t.status;
    if (status)
        return tool_failed(a, status, "capture");
    put_bytes(&a->out, end, sizeof end);
    return TOOL_OK;
}

/* -- a folder -------------------------------------------------------------------------------------
 */

typedef struct folder {
    int fd;
    int error;
    const char *path; /* where the error was */
    pool *pool;
} folder;

static int write_file(int at, const char *path, const char *bytes, size_t size)
{
    int fd = openat(at, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666),
        error = 0;
    if (fd < 0)
        return errno;
    while (size && !error) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno != EINTR)
            error = errno;
        bytes += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    if (close(fd) < 0 && !error && errno != EINTR)
        error = errno;
    return error;
}

static bool folder_entry(void *context, const cav_captured *e)
{
    folder *f = context;
    if (!e->folder)
        f->error = write_file(f->fd, e->path, e->bytes, e->size);
    else if (mkdirat(f->fd, e->path, 0777) < 0)
        f->error = errno;
    if (f->error)
        f->path = pool_string(f->pool, e->path);
    return f->error == 0;
}

static int remove_entry(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Fills the new folder `beside` and gives it its name; on failure removes it. */
static int fill_folder(app *a, cav_capture *capture, const char *beside, const char *target)
{
    folder f = {.fd = open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC), .pool = &a->pool};
    cav_status status = CAV_OK;
    mode_t mask = umask(0);
    umask(mask);
    if (f.fd < 0)
        f.error = errno;
    else
        status = cav_capture_write(capture, folder_entry, &f);
    if (f.fd >= 0 && !f.error && !status && fchmod(f.fd, 0777 & ~mask) < 0)
        f.error = errno;
    if (f.fd >= 0)
        close(f.fd);
    if (!f.error && !status && rename(beside, target) < 0)
        f.error = errno;
    if (!f.error && !status)
        return TOOL_OK;
    nftw(beside, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    if (!f.error)
        return tool_failed(a, status, "capture");
    return tool_fail(a, TOOL_OUTPUT, "cannot write %s%s%s: %s", target, f.path ? "/" : "",
                     f.path ? f.path : "", strerror(f.error));
}

/* Is `path` free to be written: missing, or a folder with nothing in it? */
static int free_target(app *a, const char *path, bool *exists)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    bool empty = true;
    *exists = dir != NULL;
    if (!dir && errno == ENOENT)
        return TOOL_OK;
    if (!dir)
        return tool_fail(a, TOOL_OUTPUT, "cannot write %s: %s", path, strerror(errno));
    while (empty && (entry = readdir(dir)))
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(dir);
    return empty ? TOOL_OK : tool_fail(a, TOOL_OUTPUT, "cannot write %s: it is not empty", path);
}

static void hold_signals(sigset_t *old)
{
    sigset_t hold;
    sigemptyset(&hold);
    sigaddset(&hold, SIGINT);
    sigaddset(&hold, SIGTERM);
    sigaddset(&hold, SIGHUP);
    sigprocmask(SIG_BLOCK, &hold, old);
}

static int write_folder(app *a, cav_capture *capture, const char *target)
{
    bool exists;
    int status = free_target(a, target, &exists);
    if (status)
        return status;
    char *resolved =
        exists ? realpath(target, NULL) : NULL; /* a link's end is filled, not the link */
    char *name = pool_string(&a->pool, resolved ? resolved : target);
    free(resolved);
    for (size_t n = strlen(name); n > 1 && name[n - 1] == '/'; n--)
        name[n - 1] = '\0';
    char *beside = pool_printf(&a->pool, "%s.XXXXXX", name);
    sigset_t old;
    hold_signals(&old);
    if (mkdtemp(beside))
        status = fill_folder(a, capture, beside, name);
    else
        status = tool_fail(a, TOOL_OUTPUT, "cannot write %s: %s", target, strerror(errno));
    sigprocmask(SIG_SETMASK, &old, NULL);
    return status;
}

/* -- the verb
 * -------------------------------------------------------------------------------------- */

static void describe(app *a, const cav_capture *capture, const char *target)
{
    cav_capture_count n = cav_capture_counts(capture);
    const char *path;
    char *line = pool_printf(&a->pool, "%s: %u file%s, %u more that exist%s, %u probe answer%s\n",
                             target, n.files, n.files == 1 ? "" : "s", n.present,
                             n.present == 1 ? "s" : "", n.probes, n.probes == 1 ? "" : "s");
    render_lines(&a->out, line);
    if (n.failed)
        put_printf(&a->out, "%u could not be read; the reasons stand in _probe/reasons.txt\n",
                   n.failed);
    for (uint32_t k = 0; (path = cav_capture_left_out(capture, k)); k++)
        render_lines(
            &a->out,
            pool_printf(&a->pool, "left out, because it identifies the machine: %s\n", path));
}

static int read_all(app *a, const packs *p, const cav_access *access, cav_capture **capture)
{
    cav_env env = tool_env(a);
    cav_status status = cav_capture_new(&env, access, capture);
    for (size_t k = 0; k < p->count && !status; k++)
        status = cav_capture_program(*capture, p->at[k].program);
    return status ? tool_failed(a, status, "capture") : TOOL_OK;
}

static cav_status open_access(app *a, cav_access *access)
{
    const char *root = a->options.value[OPTION_ROOT];
    const option_list *paths = &a->options.path;
    const char **prefixes = pool_alloc(&a->pool, paths->count + 1, sizeof *prefixes);
    cav_env env = tool_env(a);
    if (paths->count)
        memcpy(prefixes, paths->at, paths->count * sizeof *prefixes);
    return root ? cav_access_tree(&env, root, prefixes, access)
                : cav_access_live(&env, prefixes, access);
}

static int capture_to(app *a, const packs *p, const char *target)
{
    cav_access access;
    cav_capture *capture = NULL;
    cav_status opened = open_access(a, &access);
    if (opened) {
        const char *root = a->options.value[OPTION_ROOT];
        return tool_failed(a, opened, root ? root : "this machine");
    }
    int status = read_all(a, p, &access, &capture);
    bool archive = strcmp(target, "-") == 0;
    if (!status)
        status = archive ? write_tar(a, capture) : write_folder(a, capture, target);
    if (!status && !archive)
        describe(a, capture, target);
    cav_capture_free(capture);
    cav_access_close(&access);
    return status;
}

int verb_capture(app *a)
{
    const option_list *operands = &a->options.operands;
    packs p = {0};
    if (operands->count != 1)
        return tool_fail(a, TOOL_USAGE,
                         "capture takes one operand: a new folder, or - for a tar archive");
    bool to_stdout = strcmp(operands->at[0], "-") == 0 && !(a->options.given & OPT_OUTPUT);
    if (to_stdout && isatty(STDOUT_FILENO))
        return tool_fail(a, TOOL_USAGE,
                         "capture -: a tar archive goes to a file or a pipe, not to a terminal");
    int status = load_packs(a, &a->options.rules, LOAD_PROGRAM, &p);
    if (!status)
        status = capture_to(a, &p, operands->at[0]);
    load_free(&p);
    return status;
}
