/* planted.h: small machines made of files in a temporary folder, for the tests of runtime/host.
 *
 * Every function ends the test that called it when it cannot do its work. Included once per
 * program.
 */
#ifndef PLANTED_H
#define PLANTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct planted {
    char folder[64];
} planted;

static void planted_path(const planted *p, const char *path, char full[4096])
{
    int n = snprintf(full, 4096, "%s%s", p->folder, path);

    assert_true(n > 0 && n < 4096);
}

static void planted_new(planted *p)
{
    strcpy(p->folder, "/tmp/caveat-host-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(chmod(p->folder, 0755), 0);
}

static int planted_remove(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void planted_free(planted *p)
{
    assert_int_equal(nftw(p->folder, planted_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* The folders above `path`, and the full name of it. */
static void planted_folders(const planted *p, const char *path, char full[4096])
{
    planted_path(p, path, full);
    for (char *slash = strchr(full + strlen(p->folder) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(full, 0755) == 0)
            assert_int_equal(chmod(full, 0755), 0);
        *slash = '/';
    }
}

static void planted_bytes(const planted *p, const char *path, const void *bytes, size_t size)
{
    char full[4096];
    FILE *f;

    planted_folders(p, path, full);
    f = fopen(full, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(full, 0644), 0);
}

static inline void planted_file(const planted *p, const char *path, const char *text)
{
    planted_bytes(p, path, text, strlen(text));
}

static inline void planted_link(const planted *p, const char *path, const char *target)
{
    char full[4096];

    planted_folders(p, path, full);
    assert_int_equal(symlink(target, full), 0);
}

static inline void planted_mode(const planted *p, const char *path, mode_t mode)
{
    char full[4096];

    planted_path(p, path, full);
    assert_int_equal(chmod(full, mode), 0);
}

#endif
