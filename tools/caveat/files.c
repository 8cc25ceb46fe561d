/* files.c: files named on the command line or by `use`, read whole and with a cap.
 *
 * It refuses folders, more bytes than the cap, and `use` files that are not regular or lie, by
 * whatever link, outside the folder of the rule file. It never trusts a size it is told.
 */
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int tool_read_fd(app *a, int fd, size_t cap, tool_bytes *out)
{
    buf b = {.pool = &a->pool};
    char chunk[16384];
    put_end(&b);
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        if (!n)
            break;
        if ((size_t)n > cap - b.size)
            return -1;
        put_bytes(&b, chunk, (size_t)n);
    }
    put_end(&b);
    *out = (tool_bytes){b.text, b.size};
    return 0;
}

const char *tool_name(const app *a, const char *path)
{
    if (strcmp(path, "-") != 0)
        return path;
    const char *name = a->options.value[OPTION_STDIN_NAME];
    return name ? name : "<stdin>";
}

static int read_stdin(app *a, int *fd)
{
    if (a->stdin_used)
        return tool_fail(a, TOOL_USAGE, "standard input can be read once only");
    a->stdin_used = true;
    if (isatty(STDIN_FILENO))
        tool_fail(a, TOOL_OK, "reading standard input; end it with Ctrl-D");
    *fd = STDIN_FILENO;
    return TOOL_OK;
}

int tool_read(app *a, const char *path, size_t cap, tool_bytes *out)
{
    int fd = -1;
    if (strcmp(path, "-") == 0) {
        int status = read_stdin(a, &fd);
        if (status)
            return status;
    } else {
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    }
    if (fd < 0)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: %s", path, strerror(errno));
    int error = tool_read_fd(a, fd, cap, out);
    if (fd != STDIN_FILENO)
        close(fd);
    if (error < 0)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: larger than %zu MiB", tool_name(a, path),
                         cap >> 20);
    if (error)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: %s", tool_name(a, path), strerror(error));
    return TOOL_OK;
}

const char *tool_folder(app *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : pool_copy(&a->pool, path, (size_t)(slash - path));
}

/* Whether the file lies inside the folder, links resolved. */
static bool is_inside(const char *folder, const char *path)
{
    char *root = realpath(folder, NULL), *file = realpath(path, NULL);
    size_t n = root ? strlen(root) : 0;
    bool inside = root && file && strncmp(root, file, n) == 0 &&
                  (file[n] == '/' || (n == 1 && root[0] == '/'));
    free(root);
    free(file);
    return inside;
}

const char *tool_read_used(app *a, const char *folder, const char *path, tool_bytes *out)
{
    char *full = pool_printf(&a->pool, "%s/%s", folder, path);
    int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? "no such file" : pool_string(&a->pool, strerror(errno));
    struct stat s;
    const char *why = NULL;
    if (fstat(fd, &s) < 0 || !S_ISREG(s.st_mode))
        why = "not a regular file";
    else if (!is_inside(folder, full))
        why = "a link leads out of the folder";
    int error = why ? 0 : tool_read_fd(a, fd, CAVC_SOURCE_MAX, out);
    close(fd);
    if (error)
        why = error < 0 ? "larger than 16 MiB" : pool_string(&a->pool, strerror(error));
    return why;
}

/* -- catalogues ------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "es.po": its tag; NULL: another kind of file. */
static const char *catalogue_tag(app *a, const char *name)
{
    size_t n = strlen(name);
    if (n < 4 || name[0] == '.' || strcmp(name + n - 3, ".po") != 0)
        return NULL;
    return pool_copy(&a->pool, name, n - 3);
}

size_t tool_catalogues(app *a, const char *folder, const char ***tags)
{
    DIR *dir = opendir(pool_printf(&a->pool, "%s/po", folder));
    size_t count = 0, room = 0;
    const struct dirent *entry;
    *tags = NULL;
    while (dir && (entry = readdir(dir))) {
        const char *tag = catalogue_tag(a, entry->d_name);
        if (tag) {
            const char **slot = pool_push(&a->pool, tags, &count, &room, sizeof *slot);
            *slot = tag;
        }
    }
    if (dir)
        closedir(dir);
    if (count)
        qsort(*tags, count, sizeof **tags, by_name);
    return count;
}
