/* test_host_access.c: what runtime/host may open, and what it answers for all that it may not.
 *
 * Each case is run over three ways of access, since all must agree where they can: a captured tree
 * resolved by the kernel, the same resolved by our own walk, and the live machine's rules with a
 * planted folder as its "/".
 */
#include "planted.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/utsname.h>

#include "../../runtime/host/root.h"

enum way { KERNEL, WALK, LIVE, WAYS };

typedef struct fixture {
    planted tree;
    cav_access access[WAYS];
} fixture;

static const char *const more[] = {"/more", "/more2/", "", NULL};

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    planted_new(&f->tree);
    assert_int_equal(host_tree(NULL, f->tree.folder, more, true, &f->access[KERNEL]), CAV_OK);
    assert_int_equal(host_tree(NULL, f->tree.folder, more, false, &f->access[WALK]), CAV_OK);
    assert_int_equal(host_live(NULL, f->tree.folder, more, &f->access[LIVE]), CAV_OK);
    *state = f;
    return 0;
}

/* Back from another user's rights; the leak checker needs a process that can be looked into. */
static void as_ourselves(void)
{
    if (geteuid() == getuid())
        return;
    assert_int_equal(seteuid(getuid()), 0);
    assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
}

static int tear_down(void **state)
{
    fixture *f = *state;

    as_ourselves();
    for (int way = 0; way < WAYS; way++)
        cav_access_close(&f->access[way]);
    planted_free(&f->tree);
    free(f);
    return 0;
}

static cav_reason read_as(fixture *f, int way, const char *path, char *buffer, size_t room,
                          size_t *size)
{
    return f->access[way].read(f->access[way].context, path, buffer, room, size);
}

/* `text` NULL: only the reason counts. */
static void expect_one(fixture *f, int way, const char *path, cav_reason reason, const char *text)
{
    char buffer[256];
    size_t size = 99;
    cav_reason got = read_as(f, way, path, buffer, sizeof buffer, &size);

    if (got != reason)
        print_error("way %d, %s: %s, not %s\n", way, path, cav_reason_text(got),
                    cav_reason_text(reason));
    assert_int_equal(got, reason);
    if (text != NULL) {
        assert_int_equal(size, strlen(text));
        assert_memory_equal(buffer, text, size);
    }
}

static void expect(fixture *f, const char *path, cav_reason reason, const char *text)
{
    for (int way = 0; way < WAYS; way++)
        expect_one(f, way, path, reason, text);
}

static void expect_exists(fixture *f, int way, const char *path, cav_reason reason, bool present)
{
    bool got = !present;

    assert_int_equal(f->access[way].exists(f->access[way].context, path, &got), reason);
    if (reason == CAV_REASON_FOUND)
        assert_int_equal(got, present);
}

/* -- plain files ------------------------------------------------------------------------------- */

static void reads_files(void **state)
{
    fixture *f = *state;

    planted_file(&f->tree, "/proc/cpuinfo", "vendor_id\t: GenuineIntel\n");
    planted_file(&f->tree, "/sys/a/b/c", "deep");
    planted_file(&f->tree, "/etc/os-release", "");
    planted_file(&f->tree, "/etc/redhat-release", "r\n");
    planted_file(&f->tree, "/more/x", "x");
    planted_file(&f->tree, "/more2/x", "y");
    expect(f, "/proc/cpuinfo", CAV_REASON_FOUND, "vendor_id\t: GenuineIntel\n");
    expect(f, "/sys/a/b/c", CAV_REASON_FOUND, "deep");
    expect(f, "/sys//a/./b/c", CAV_REASON_FOUND, "deep");
    expect(f, "/etc/os-release", CAV_REASON_FOUND, "");
    expect(f, "/etc/redhat-release", CAV_REASON_FOUND, "r\n");
    expect(f, "/more/x", CAV_REASON_FOUND, "x");
    expect(f, "/more2/x", CAV_REASON_FOUND, "y");
    expect(f, "/proc/none", CAV_REASON_NO_FILE, NULL);
    expect(f, "/proc/cpuinfo/below", CAV_REASON_NO_FILE, NULL);
    expect(f, "/sys/a", CAV_REASON_NOT_REGULAR, NULL);
    expect(f, "/sys/a/none/c", CAV_REASON_NO_FILE, NULL);
}

static void refuses_paths(void **state)
{
    static const char *const paths[] = {"/etc/shadow",
                                        "/",
                                        "",
                                        "proc/cpuinfo",
                                        "/proc/../etc/shadow",
                                        "/proc/..",
                                        "/procx",
                                        "/etc/os-release2",
                                        "/etc/x/y-release",
                                        "/etc/-release",
                                        "/morex",
                                        "/../proc/cpuinfo",
                                        "/etc/modprobe.dx",
                                        "/root/.ssh/id"};
    fixture *f = *state;
    char longer[5000];

    planted_file(&f->tree, "/etc/shadow", "secret");
    planted_file(&f->tree, "/etc/x/y-release", "no");
    planted_file(&f->tree, "/etc/-release", "no");
    planted_file(&f->tree, "/etc/os-release2", "no");
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
        expect(f, paths[k], CAV_REASON_NOT_ALLOWED, NULL);
        for (int way = 0; way < WAYS; way++)
            expect_exists(f, way, paths[k], CAV_REASON_NOT_ALLOWED, false);
    }
    memset(longer, 'a', sizeof longer - 1);
    memcpy(longer, "/proc/", 6);
    longer[sizeof longer - 1] = '\0';
    expect(f, longer, CAV_REASON_NOT_ALLOWED, NULL);
    longer[300] = '\0';
    expect(f, longer, CAV_REASON_NO_FILE, NULL);
}

static void stops_at_the_cap(void **state)
{
    fixture *f = *state;
    char *bytes = calloc(1, CAV_FILE_MAX + 1), *buffer = malloc(CAV_FILE_MAX), full[4096];
    size_t size;

    assert_non_null(bytes);
    assert_non_null(buffer);
    memset(bytes, 'x', CAV_FILE_MAX + 1);
    planted_bytes(&f->tree, "/proc/max", bytes, CAV_FILE_MAX);
    planted_bytes(&f->tree, "/proc/over", bytes, CAV_FILE_MAX + 1);
    planted_file(&f->tree, "/proc/sparse", "");
    planted_path(&f->tree, "/proc/sparse", full);
    assert_int_equal(truncate(full, (off_t)1 << 40), 0);
    for (int way = 0; way < WAYS; way++) {
        assert_int_equal(read_as(f, way, "/proc/max", buffer, CAV_FILE_MAX, &size),
                         CAV_REASON_FOUND);
        assert_int_equal(size, CAV_FILE_MAX);
        assert_int_equal(read_as(f, way, "/proc/over", buffer, CAV_FILE_MAX, &size),
                         CAV_REASON_TOO_LARGE);
        assert_int_equal(read_as(f, way, "/proc/sparse", buffer, CAV_FILE_MAX, &size),
                         CAV_REASON_TOO_LARGE);
        assert_int_equal(read_as(f, way, "/proc/max", buffer, 0, &size), CAV_REASON_TOO_LARGE);
    }
    free(bytes);
    free(buffer);
}

/* -- what is no regular file
 * ------------------------------------------------------------------------ */

static void opens_no_special_files(void **state)
{
    fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char full[4096];
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    planted_file(&f->tree, "/proc/a", "a");
    planted_path(&f->tree, "/proc/fifo", full);
    assert_int_equal(mkfifo(full, 0644), 0);
    planted_path(&f->tree, "/proc/socket", full);
    assert_true(fd >= 0);
    strcpy(address.sun_path, full);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
    alarm(20); /* waiting for a writer would be the failure */
    expect(f, "/proc/fifo", CAV_REASON_NOT_REGULAR, NULL);
    expect(f, "/proc/socket", CAV_REASON_NOT_REGULAR, NULL);
    planted_path(&f->tree, "/proc/null", full);
    if (mknod(full, S_IFCHR | 0644, makedev(1, 3)) == 0)
        expect(f, "/proc/null", CAV_REASON_NOT_REGULAR, NULL);
    alarm(0);
    for (int way = 0; way < WAYS; way++) {
        expect_exists(f, way, "/proc/fifo", CAV_REASON_FOUND, true);
        expect_exists(f, way, "/proc", CAV_REASON_FOUND, true);
        expect_exists(f, way, "/proc/none", CAV_REASON_FOUND, false);
        expect_exists(f, way, "/proc/a/below", CAV_REASON_FOUND, false);
    }
}

static void takes_odd_names(void **state)
{
    fixture *f = *state;

    planted_file(&f->tree, "/sys/a\nb", "line feed");
    planted_file(&f->tree, "/sys/..a", "dots");
    planted_file(&f->tree, "/sys/...", "three");
    planted_file(&f->tree, "/sys/\xff\xfe", "no UTF-8");
    expect(f, "/sys/a\nb", CAV_REASON_FOUND, "line feed");
    expect(f, "/sys/..a", CAV_REASON_FOUND, "dots");
    expect(f, "/sys/...", CAV_REASON_FOUND, "three");
    expect(f, "/sys/\xff\xfe", CAV_REASON_FOUND, "no UTF-8");
}

/* -- links
 * ------------------------------------------------------------------------------------------ */

static void follows_links_inside(void **state)
{
    fixture *f = *state;
    char path[32], target[32];

    planted_file(&f->tree, "/usr/lib/os-release", "ID=x\n");
    planted_file(&f->tree, "/sys/devices/virtual/dmi/id/sys_vendor", "QEMU\n");
    planted_link(&f->tree, "/etc/os-release", "../usr/lib/os-release");
    planted_link(&f->tree, "/etc/system-release", "/usr/lib/os-release");
    planted_link(&f->tree, "/etc/high-release", "../../../../../../usr/lib/os-release");
    planted_link(&f->tree, "/sys/class/dmi/id", "../../devices/virtual/dmi/id");
    planted_link(&f->tree, "/sys/up", "class/dmi/id/../../dmi/id/./sys_vendor");
    planted_link(&f->tree, "/sys/to-root", "/");
    planted_link(&f->tree, "/sys/slash", "devices//virtual/");
    expect(f, "/etc/os-release", CAV_REASON_FOUND, "ID=x\n");
    expect(f, "/etc/system-release", CAV_REASON_FOUND, "ID=x\n");
    expect(f, "/etc/high-release", CAV_REASON_FOUND, "ID=x\n");
    expect(f, "/sys/class/dmi/id/sys_vendor", CAV_REASON_FOUND, "QEMU\n");
    expect(f, "/sys/up", CAV_REASON_FOUND,
           "QEMU\n"); /* ".." of the place led to, not of the link */
    expect(f, "/sys/to-root/sys/to-root/usr/lib/os-release", CAV_REASON_FOUND, "ID=x\n");
    expect(f, "/sys/slash/dmi/id/sys_vendor", CAV_REASON_FOUND, "QEMU\n");
    planted_file(&f->tree, "/sys/c0", "end");
    for (int k = 1; k <= 41; k++) {
        snprintf(path, sizeof path, "/sys/c%d", k);
        snprintf(target, sizeof target, "c%d", k - 1);
        planted_link(&f->tree, path, target);
    }
    expect(f, "/sys/c40", CAV_REASON_FOUND, "end");
    expect(f, "/sys/c41", CAV_REASON_UNREADABLE, NULL);
}

static void leaves_no_root(void **state)
{
    fixture *f = *state;
    planted outside;
    char target[4096];

    planted_new(&outside);
    planted_file(&outside, "/proc/secret", "secret");
    planted_path(&outside, "/proc/secret", target);
    planted_link(&f->tree, "/proc/absolute", target);
    planted_link(&f->tree, "/proc/relative", "../../caveat-host-elsewhere/proc/secret");
    snprintf(target, sizeof target, "../..%s/proc/secret", strrchr(outside.folder, '/'));
    planted_link(&f->tree, "/proc/neighbour", target);
    planted_link(&f->tree, "/proc/folder", outside.folder);
    planted_link(&f->tree, "/proc/passwd", "/etc/passwd");
    planted_link(&f->tree, "/proc/magic", "/proc/self/root/etc/passwd");
    planted_link(&f->tree, "/proc/loop", "loop");
    planted_link(&f->tree, "/proc/ping", "pong");
    planted_link(&f->tree, "/proc/pong", "ping");
    planted_link(&f->tree, "/proc/grow", "grow/grow");
    for (int way = 0; way < LIVE; way++) {
        expect_one(f, way, "/proc/absolute", CAV_REASON_NO_FILE, NULL);
        expect_one(f, way, "/proc/relative", CAV_REASON_NO_FILE, NULL);
        expect_one(f, way, "/proc/neighbour", CAV_REASON_NO_FILE, NULL);
        expect_one(f, way, "/proc/folder/proc/secret", CAV_REASON_NO_FILE, NULL);
        expect_one(f, way, "/proc/passwd", CAV_REASON_NO_FILE, NULL);
        expect_one(f, way, "/proc/magic", CAV_REASON_NO_FILE, NULL);
        expect_exists(f, way, "/proc/passwd", CAV_REASON_FOUND, false);
    }
    expect(f, "/proc/loop", CAV_REASON_UNREADABLE, NULL);
    expect(f, "/proc/ping", CAV_REASON_UNREADABLE, NULL);
    expect(f, "/proc/grow", CAV_REASON_UNREADABLE, NULL);
    for (int way = 0; way < WAYS; way++)
        expect_exists(f, way, "/proc/loop", CAV_REASON_UNREADABLE, false);
    planted_free(&outside);
}

/* On the live machine the end of a link must be allowed as its beginning. */
static void judges_where_links_end(void **state)
{
    fixture *f = *state;

    planted_file(&f->tree, "/etc/passwd", "root");
    planted_link(&f->tree, "/etc/os-release", "passwd");
    planted_link(&f->tree, "/proc/self", "..");
    expect_one(f, KERNEL, "/etc/os-release", CAV_REASON_FOUND, "root");
    expect_one(f, WALK, "/etc/os-release", CAV_REASON_FOUND, "root");
    expect_one(f, LIVE, "/etc/os-release", CAV_REASON_NOT_ALLOWED, NULL);
    expect_one(f, LIVE, "/proc/self/etc/passwd", CAV_REASON_NOT_ALLOWED, NULL);
    expect_one(f, LIVE, "/proc/self", CAV_REASON_NOT_ALLOWED, NULL);
    expect_exists(f, LIVE, "/proc/self/etc/passwd", CAV_REASON_NOT_ALLOWED, false);
}

/* -- rights
 * ----------------------------------------------------------------------------------------- */

/* Others' rights decide on the live machine, whoever asks; in a tree, the caller's. */
static void asks_for_others(void **state)
{
    fixture *f = *state;
    bool root = geteuid() == 0;

    planted_file(&f->tree, "/proc/mine", "mine");
    planted_mode(&f->tree, "/proc/mine", 0640);
    planted_file(&f->tree, "/proc/none", "none");
    planted_mode(&f->tree, "/proc/none", 0);
    planted_file(&f->tree, "/sys/closed/file", "file");
    planted_mode(&f->tree, "/sys/closed", 0700);
    for (int way = 0; way < LIVE; way++) {
        expect_one(f, way, "/proc/mine", CAV_REASON_FOUND, "mine");
        expect_one(f, way, "/proc/none", root ? CAV_REASON_FOUND : CAV_REASON_UNREADABLE, NULL);
        expect_one(f, way, "/sys/closed/file", CAV_REASON_FOUND, "file");
    }
    expect_one(f, LIVE, "/proc/mine", CAV_REASON_UNREADABLE, NULL);
    expect_one(f, LIVE, "/proc/none", CAV_REASON_UNREADABLE, NULL);
    expect_one(f, LIVE, "/sys/closed/file", CAV_REASON_UNREADABLE, NULL);
    expect_exists(f, LIVE, "/sys/closed/file", CAV_REASON_UNREADABLE, false);
    expect_exists(f, LIVE, "/sys/closed/none", CAV_REASON_UNREADABLE, false);
    if (root) {
        assert_int_equal(seteuid(65534), 0);
        for (int way = 0; way < WAYS; way++) {
            expect_one(f, way, "/proc/none", CAV_REASON_UNREADABLE, NULL);
            expect_one(f, way, "/sys/closed/file", CAV_REASON_UNREADABLE, NULL);
            expect_exists(f, way, "/sys/closed/file", CAV_REASON_UNREADABLE, false);
        }
        as_ourselves();
    }
}

/* A tree may be a real /proc; reading /proc/kmsg would consume what others wait for. */
static void leaves_made_up_files_alone(void **state)
{
    char buffer[64];
    struct stat st;
    size_t size;
    cav_access access;

    (void)state;
    if (stat("/proc/kmsg", &st) != 0)
        skip();
    for (int way = 0; way < LIVE; way++) {
        assert_int_equal(host_tree(NULL, "/", NULL, way == KERNEL, &access), CAV_OK);
        assert_int_equal(access.read(access.context, "/proc/kmsg", buffer, sizeof buffer, &size),
                         CAV_REASON_UNREADABLE);
        assert_int_equal(
            access.read(access.context, "/proc/self/environ", buffer, sizeof buffer, &size),
            CAV_REASON_UNREADABLE);
        cav_access_close(&access);
    }
}

/* -- roots and probes
 * ------------------------------------------------------------------------------- */

static void count_message(void *context, cav_status status, const char *text)
{
    assert_int_equal(status, CAV_FAILED);
    assert_true(strlen(text) > 0);
    ++*(int *)context;
}

static void refuses_bad_roots(void **state)
{
    fixture *f = *state;
    int messages = 0;
    cav_env env = {.report = count_message, .context = &messages};
    cav_access access;
    char full[4096];

    planted_file(&f->tree, "/file", "");
    planted_path(&f->tree, "/file", full);
    assert_int_equal(cav_access_tree(&env, "/nonexistent/folder", NULL, &access), CAV_FAILED);
    assert_int_equal(cav_access_tree(&env, full, NULL, &access), CAV_FAILED);
    assert_int_equal(cav_access_tree(&env, "", NULL, &access), CAV_FAILED);
    assert_int_equal(messages, 3);
    cav_access_close(&access); /* nothing was opened: no effect */
    cav_access_close(NULL);
}

static void expect_probe(cav_reason got, const char *answer, cav_reason reason, const char *text)
{
    assert_int_equal(got, reason);
    if (text != NULL)
        assert_string_equal(answer, text);
}

static void tree_probes_are_files(void **state)
{
    fixture *f = *state;
    char answer[CAV_PROBE_MAX], big[400];

    for (int way = 0; way < LIVE; way++) {
        cav_access *a = &f->access[way];

        expect_probe(a->uname(a->context, "machine", answer), answer, CAV_REASON_NO_PROBE, NULL);
        expect_probe(a->cpuid(a->context, 0x40000000, answer), answer, CAV_REASON_NO_PROBE, NULL);
        expect_probe(a->auxv(a->context, "platform", answer), answer, CAV_REASON_NO_PROBE, NULL);
    }
    memset(big, 'b', sizeof big);
    planted_file(&f->tree, "/_probe/uname-m", "ppc64le  \r\n");
    planted_bytes(&f->tree, "/_probe/uname-r", big, sizeof big);
    planted_file(&f->tree, "/_probe/cpuid-hypervisor", "bhyve bhyve \n");
    planted_file(
        &f->tree, "/_probe/auxv.txt",
        "AT_PLATFORM_X: no\nXAT_PLATFORM: no\nAT_PLATFORM:   power8\nAT_BASE_PLATFORM: power9");
    for (int way = 0; way < LIVE; way++) {
        cav_access *a = &f->access[way];

        expect_probe(a->uname(a->context, "machine", answer), answer, CAV_REASON_FOUND, "ppc64le");
        expect_probe(a->uname(a->context, "release", answer), answer, CAV_REASON_TOO_LARGE, NULL);
        expect_probe(a->uname(a->context, "sysname", answer), answer, CAV_REASON_NO_PROBE, NULL);
        expect_probe(a->cpuid(a->context, 0x40000000, answer), answer, CAV_REASON_FOUND,
                     "bhyve bhyve");
        expect_probe(a->cpuid(a->context, 0x40000100, answer), answer, CAV_REASON_NO_PROBE, NULL);
        expect_probe(a->auxv(a->context, "platform", answer), answer, CAV_REASON_FOUND, "power8");
        expect_probe(a->auxv(a->context, "base-platform", answer), answer, CAV_REASON_FOUND,
                     "power9");
        expect_probe(a->auxv(a->context, "hwcap", answer), answer, CAV_REASON_NO_PROBE, NULL);
    }
    planted_file(&f->tree, "/_probe/cpuid-hypervisor", "\n");
    planted_bytes(&f->tree, "/_probe/uname-r", "5.1\xff\0rest", 9);
    for (int way = 0; way < LIVE; way++) {
        cav_access *a = &f->access[way];

        expect_probe(a->cpuid(a->context, 0x40000000, answer), answer, CAV_REASON_NO_PROBE, NULL);
        expect_probe(a->uname(a->context, "release", answer), answer, CAV_REASON_FOUND,
                     "5.1\xef\xbf\xbd");
    }
}

static void live_probes_ask_the_machine(void **state)
{
    fixture *f = *state;
    cav_access *a = &f->access[LIVE];
    char answer[CAV_PROBE_MAX];
    struct utsname name;

    assert_int_equal(uname(&name), 0);
    expect_probe(a->uname(a->context, "machine", answer), answer, CAV_REASON_FOUND, name.machine);
    expect_probe(a->uname(a->context, "release", answer), answer, CAV_REASON_FOUND, name.release);
    expect_probe(a->uname(a->context, "sysname", answer), answer, CAV_REASON_FOUND, name.sysname);
    expect_probe(a->uname(a->context, "nodename", answer), answer, CAV_REASON_NO_PROBE, NULL);
    expect_probe(a->cpuid(a->context, 1, answer), answer, CAV_REASON_NO_PROBE, NULL);
    expect_probe(a->auxv(a->context, "random", answer), answer, CAV_REASON_NO_PROBE, NULL);
}

static void live_reads_this_machine(void **state)
{
    cav_access access;
    char buffer[4096];
    size_t size;

    (void)state;
    assert_int_equal(cav_access_live(NULL, NULL, &access), CAV_OK);
    assert_int_equal(
        access.read(access.context, "/proc/sys/kernel/osrelease", buffer, sizeof buffer, &size),
        CAV_REASON_FOUND);
    assert_true(size > 0);
    assert_int_equal(
        access.read(access.context, "/proc/self/root/etc/passwd", buffer, sizeof buffer, &size),
        CAV_REASON_NOT_ALLOWED);
    assert_int_equal(
        access.read(access.context, "/proc/self/environ", buffer, sizeof buffer, &size),
        CAV_REASON_UNREADABLE);
    assert_int_equal(access.read(access.context, "/proc/self", buffer, sizeof buffer, &size),
                     CAV_REASON_NOT_REGULAR);
    cav_access_close(&access);
}

/* -- memory
 * ----------------------------------------------------------------------------------------- */

typedef struct budget {
    int left;  /* allocations that succeed */
    long held; /* bytes */
} budget;

static void *limited(void *context, void *block, size_t old_size, size_t new_size)
{
    budget *b = context;

    if (new_size > 0 && b->left-- <= 0)
        return NULL;
    b->held += (long)new_size - (long)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void survives_without_memory(void **state)
{
    fixture *f = *state;
    cav_status status = CAV_NO_MEMORY;

    for (int k = 0; status != CAV_OK; k++) {
        budget b = {.left = k};
        cav_env env = {.resize = limited, .context = &b};
        cav_access access;

        assert_true(k < 10);
        status = cav_access_tree(&env, f->tree.folder, more, &access);
        if (status == CAV_OK)
            cav_access_close(&access);
        else
            assert_int_equal(status, CAV_NO_MEMORY);
        assert_int_equal(b.held, 0);
    }
}

static void names_reasons(void **state)
{
    (void)state;
    for (int reason = 0; reason < CAV_REASON_COUNT; reason++)
        assert_true(strlen(cav_reason_text((cav_reason)reason)) > 0);
    assert_string_equal(cav_reason_text(CAV_REASON_NO_FILE), "no such file");
    assert_string_equal(cav_reason_text(CAV_REASON_COUNT), "unknown reason");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(reads_files),
        CASE(refuses_paths),
        CASE(stops_at_the_cap),
        CASE(opens_no_special_files),
        CASE(takes_odd_names),
        CASE(follows_links_inside),
        CASE(leaves_no_root),
        CASE(judges_where_links_end),
        CASE(asks_for_others),
        CASE(leaves_made_up_files_alone),
        CASE(refuses_bad_roots),
        CASE(tree_probes_are_files),
        CASE(live_probes_ask_the_machine),
        CASE(live_reads_this_machine),
        CASE(survives_without_memory),
        CASE(names_reasons),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
