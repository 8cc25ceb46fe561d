/* test_capture.c: what a capture keeps, what it blanks or leaves out, and what a tree gives back.
 *
 * The machine is an access of made answers, so every reason and every probe can be had.
 */
#include "gathered.h"

#include "../../runtime/host/capture.h"
#include "../../runtime/host/private.h"

/* -- a machine of made answers ------------------------------------------------------------------
 */

static cav_reason made_read(void *context, const char *path, char *buffer, size_t room,
                            size_t *size)
{
    const char *text = "Serial: 12AB\nvendor_id : GenuineIntel\n";

    ++*(unsigned *)context;
    *size = 0;
    if (strcmp(path, "/sys/unreadable") == 0)
        return CAV_REASON_UNREADABLE;
    if (strcmp(path, "/sys/folder") == 0)
        return CAV_REASON_NOT_REGULAR;
    if (strcmp(path, "/sys/large") == 0)
        return CAV_REASON_TOO_LARGE;
    if (strcmp(path, "/sys/elsewhere") == 0)
        return CAV_REASON_NOT_ALLOWED;
    if (strcmp(path, "/sys/none") == 0)
        return CAV_REASON_NO_FILE;
    if (strcmp(path, "/sys/empty") == 0)
        return CAV_REASON_FOUND;
    if (strlen(text) > room)
        return CAV_REASON_TOO_LARGE;
    *size = strlen(text);
    memcpy(buffer, text, *size);
    return CAV_REASON_FOUND;
}

static cav_reason made_exists(void *context, const char *path, bool *present)
{
    ++*(unsigned *)context;
    *present = strcmp(path, "/sys/none") != 0;
    return strcmp(path, "/sys/hidden/x") == 0 ? CAV_REASON_UNREADABLE : CAV_REASON_FOUND;
}

static cav_reason made_uname(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    ++*(unsigned *)context;
    snprintf(answer, CAV_PROBE_MAX, "the %s", field);
    return CAV_REASON_FOUND;
}

static cav_reason made_cpuid(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX])
{
    ++*(unsigned *)context;
    snprintf(answer, CAV_PROBE_MAX, leaf == 0x40000200u ? "two\nlines" : "leaf %x", (unsigned)leaf);
    return leaf == 0x40000300u ? CAV_REASON_NO_PROBE : CAV_REASON_FOUND;
}

static cav_reason made_auxv(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    ++*(unsigned *)context;
    snprintf(answer, CAV_PROBE_MAX, "%s!", field);
    return CAV_REASON_FOUND;
}

static cav_access made(unsigned *calls)
{
    *calls = 0;
    return (cav_access){.context = calls,
                        .read = made_read,
                        .exists = made_exists,
                        .uname = made_uname,
                        .cpuid = made_cpuid,
                        .auxv = made_auxv};
}

/* -- helpers ------------------------------------------------------------------------------------
 */

static bool plant_entry(void *context, const cav_captured *e)
{
    const planted *tree = context;
    char path[4096];

    snprintf(path, sizeof path, "/%s%s", e->path, e->folder ? "/" : "");
    if (e->folder)
        planted_folders(tree, path, (char[4096]){0});
    else
        planted_bytes(tree, path, e->bytes, e->size);
    return true;
}

static void plant(cav_capture *capture, const planted *tree)
{
    assert_int_equal(cav_capture_write(capture, plant_entry, (void *)(uintptr_t)tree), CAV_OK);
}

typedef struct listing {
    char text[4096];
} listing;

static bool list_entry(void *context, const cav_captured *e)
{
    listing *l = context;
    size_t used = strlen(l->text);

    snprintf(l->text + used, sizeof l->text - used, "%s%s ", e->path, e->folder ? "/" : "");
    return true;
}

static void expect_list(cav_capture *capture, const char *want)
{
    listing l = {""};

    assert_int_equal(cav_capture_write(capture, list_entry, &l), CAV_OK);
    assert_string_equal(l.text, want);
}

/* The same answer of both, in every particular. */
static void same_read(const cav_access *a, const cav_access *b, const char *path)
{
    char x[512] = "", y[512] = "";
    size_t nx = 0, ny = 0;
    cav_reason rx = a->read(a->context, path, x, sizeof x, &nx);
    cav_reason ry = b->read(b->context, path, y, sizeof y, &ny);

    if (rx != ry)
        print_error("%s: %s, %s\n", path, cav_reason_text(rx), cav_reason_text(ry));
    assert_int_equal(rx, ry);
    assert_int_equal(nx, ny);
    assert_memory_equal(x, y, nx);
}

static void same_exists(const cav_access *a, const cav_access *b, const char *path)
{
    bool x = false, y = false;
    cav_reason rx = a->exists(a->context, path, &x), ry = b->exists(b->context, path, &y);

    if (rx != ry || x != y)
        print_error("%s: %s, %s\n", path, cav_reason_text(rx), cav_reason_text(ry));
    assert_int_equal(rx, ry);
    assert_int_equal(x, y);
}

static void same_probes(const cav_access *a, const cav_access *b)
{
    static const char *const fields[] = {"machine", "release", "sysname", "version", "nodename"};
    static const uint32_t leaves[] = {0x40000000u, 0x40000100u, 0x40000200u, 0x40000300u,
                                      0x400000ffu};
    char x[CAV_PROBE_MAX] = "", y[CAV_PROBE_MAX] = "";

    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(a->uname(a->context, fields[k], x), b->uname(b->context, fields[k], y));
        if (k < 4)
            assert_string_equal(x, y);
    }
    for (size_t k = 0; k < 5; k++) {
        cav_reason got = a->cpuid(a->context, leaves[k], x);

        assert_int_equal(got, b->cpuid(b->context, leaves[k], y));
        if (got == CAV_REASON_FOUND)
            assert_string_equal(x, y);
    }
    assert_int_equal(a->auxv(a->context, "base-platform", x), CAV_REASON_FOUND);
    assert_int_equal(b->auxv(b->context, "base-platform", y), CAV_REASON_FOUND);
    assert_string_equal(x, y);
}

/* -- tests --------------------------------------------------------------------------------------
 */

static const char *const paths[] = {
    "/sys/unreadable", "/sys/folder", "/sys/large",  "/sys/elsewhere", "/sys/none",
    "/sys/empty",      "/sys/file",   "/sys/a//./b", "/sys/hidden/x",  "/sys/board_serial"};
enum { PATHS = sizeof paths / sizeof *paths };

static void a_tree_gives_back_what_was_read(void **state)
{
    planted tree;
    unsigned calls;
    cav_access machine = made(&calls), through, again;
    cav_capture *capture;

    (void)state;
    planted_new(&tree);
    assert_int_equal(cav_capture_new(NULL, &machine, &capture), CAV_OK);
    through = cav_capture_access(capture);
    for (size_t k = 0; k < PATHS; k++) {
        same_read(&through, &through, paths[k]);
        same_exists(&through, &through, paths[k]);
    }
    same_probes(&through, &through);
    plant(capture, &tree);
    assert_int_equal(cav_access_tree(NULL, tree.folder, NULL, &again), CAV_OK);
    for (size_t k = 0; k < PATHS; k++) {
        same_read(&through, &again, paths[k]);
        same_exists(&through, &again, paths[k]);
    }
    same_probes(&through, &again);
    cav_access_close(&again);
    cav_capture_free(capture);
    planted_free(&tree);
}

static void only_what_was_asked_for_is_kept(void **state)
{
    unsigned calls;
    cav_access machine = made(&calls), through;
    cav_capture *capture;
    cav_capture_count count;
    char buffer[CAV_PROBE_MAX];
    size_t size;
    bool present;

    (void)state;
    assert_int_equal(cav_capture_new(NULL, &machine, &capture), CAV_OK);
    through = cav_capture_access(capture);
    expect_list(capture, "");
    through.read(through.context, "/sys/b/file", buffer, sizeof buffer, &size);
    assert_int_equal(calls, 1);
    through.read(through.context, "/sys//b/./file", buffer, 4, &size);
    assert_int_equal(calls, 1); /* known already, whatever the room */
    expect_list(capture, "sys/ sys/b/ sys/b/file ");
    through.exists(through.context, "/sys/folder", &present);
    through.exists(through.context, "/sys/c", &present);
    through.exists(through.context, "/sys/none", &present);
    through.exists(through.context, "/sys/b", &present);
    expect_list(capture, "sys/ sys/b/ sys/b/file sys/c sys/folder/ ");
    through.read(through.context, "/sys/none", buffer, sizeof buffer, &size);
    through.read(through.context, "/sys/product_uuid", buffer, sizeof buffer, &size);
    through.cpuid(through.context, 0x40000300u, buffer);
    expect_list(capture, "_probe/ _probe/reasons.txt sys/ sys/b/ sys/b/file sys/c sys/folder/ ");
    assert_string_equal(cav_capture_left_out(capture, 0), "/sys/product_uuid");
    assert_null(cav_capture_left_out(capture, 1));
    count = cav_capture_counts(capture);
    assert_int_equal(count.files, 1);
    assert_int_equal(count.probes, 0);
    assert_int_equal(count.failed, 0);
    cav_capture_free(capture);
}

/* A step to the parent or a control character is asked on, and not kept. */
static void odd_paths_are_passed_on(void **state)
{
    static const char *const odd[] = {"/sys/../etc/x", "/sys/a\nb", "relative", "/", ""};
    unsigned calls;
    cav_access machine = made(&calls), through;
    cav_capture *capture;
    char buffer[CAV_PROBE_MAX];
    size_t size;
    bool present;

    (void)state;
    assert_int_equal(cav_capture_new(NULL, &machine, &capture), CAV_OK);
    through = cav_capture_access(capture);
    for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
        through.read(through.context, odd[k], buffer, sizeof buffer, &size);
        through.exists(through.context, odd[k], &present);
        assert_int_equal(calls, 2 * k + 2);
    }
    expect_list(capture, "");
    cav_capture_free(capture);
}

static void a_program_is_read_whole(void **state)
{
    fixture f = {0};
    cav_access live;
    cav_capture *capture;

    (void)state;
    planted_new(&f.tree);
    planted_file(&f.tree, "/etc/os-release", "ID=rhel\nVERSION_ID=8.4\n");
    planted_file(&f.tree, "/sys/first", "1\n");
    planted_file(&f.tree, "/sys/second", "2\n");
    planted_file(&f.tree, "/sys/third", "3\n");
    planted_file(&f.tree, "/sys/not-asked", "4\n");
    facts(&f, "fact os at L0: release \"o\" { here { os-release } }\n"
              "fact a at L0: flag \"a\" { here { file \"/sys/first\" { /1/ => on }\n"
              "  only when file \"/sys/second\" matches /no/ { exists \"/sys/third\" { present => "
              "off } }\n"
              "  file \"/sys/fourth\" { /1/ => on } } guest { exists \"/sys/first\" { present => "
              "on } } }\n");
    assert_int_equal(host_live(NULL, f.tree.folder, NULL, &live), CAV_OK);
    assert_int_equal(cav_capture_new(NULL, &live, &capture), CAV_OK);
    assert_int_equal(cav_capture_program(capture, f.program), CAV_OK);
    expect_list(capture, "etc/ etc/os-release sys/ sys/first sys/second sys/third ");
    cav_capture_free(capture);
    cav_access_close(&live);
    drop_program(&f);
    planted_free(&f.tree);
}

static bool refuse(void *context, const cav_captured *e)
{
    (void)e;
    return --*(int *)context > 0;
}

static void a_sink_may_end_it(void **state)
{
    unsigned calls;
    int left = 2;
    cav_access machine = made(&calls), through;
    cav_capture *capture;
    char buffer[CAV_PROBE_MAX];
    size_t size;

    (void)state;
    assert_int_equal(cav_capture_new(NULL, &machine, &capture), CAV_OK);
    through = cav_capture_access(capture);
    through.read(through.context, "/sys/a/b", buffer, sizeof buffer, &size);
    assert_int_equal(cav_capture_write(capture, refuse, &left), CAV_FAILED);
    assert_int_equal(left, 0);
    cav_capture_free(capture);
}

static void there_are_limits(void **state)
{
    unsigned calls;
    cav_access machine = made(&calls), through;
    cav_capture *capture;
    char path[32], buffer[CAV_PROBE_MAX];
    listing l = {""};
    size_t size;

    (void)state;
    assert_int_equal(cav_capture_new(NULL, &machine, &capture), CAV_OK);
    through = cav_capture_access(capture);
    for (int k = 0; k < 4096; k++) {
        snprintf(path, sizeof path, "/sys/%d", k);
        assert_int_equal(through.read(through.context, path, buffer, sizeof buffer, &size),
                         CAV_REASON_FOUND);
    }
    assert_int_equal(through.read(through.context, "/sys/more", buffer, sizeof buffer, &size),
                     CAV_REASON_UNREADABLE);
    assert_int_equal(cav_capture_write(capture, list_entry, &l), CAV_FAILED);
    cav_capture_free(capture);
}

/* -- memory -------------------------------------------------------------------------------------
 */

typedef struct failing {
    unsigned calls, at;
    bool for_ever;
} failing;

static void *failing_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    failing *f = context;

    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    f->calls++;
    if (f->calls == f->at || (f->for_ever && f->calls > f->at))
        return NULL;
    return realloc(block, new_size);
}

static cav_status whole(const cav_env *env, const cav_access *machine, const planted *tree)
{
    cav_capture *capture;
    cav_status status = cav_capture_new(env, machine, &capture);
    cav_access through;
    char buffer[512];
    size_t size;
    bool present;

    if (status != CAV_OK)
        return status;
    through = cav_capture_access(capture);
    for (size_t k = 0; k < PATHS; k++) {
        through.read(through.context, paths[k], buffer, sizeof buffer, &size);
        through.exists(through.context, paths[k], &present);
    }
    through.uname(through.context, "release", buffer);
    status = cav_capture_write(capture, plant_entry, (void *)(uintptr_t)tree);
    cav_capture_free(capture);
    return status;
}

/* What fails for want of memory says so; nothing leaks, which the sanitizer's build looks at. */
static void every_allocation_may_fail(void **state)
{
    unsigned calls, n;

    (void)state;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        cav_status status = CAV_NO_MEMORY;

        for (n = 1; status != CAV_OK && n < 1000; n++) {
            planted tree;
            failing f = {.at = n, .for_ever = for_ever};
            cav_env env = {.context = &f, .resize = failing_resize};
            cav_access machine = made(&calls);

            planted_new(&tree);
            status = whole(&env, &machine, &tree);
            planted_free(&tree);
            if (f.calls >= n)
                assert_int_equal(status, CAV_NO_MEMORY);
        }
        assert_int_equal(status, CAV_OK);
        assert_in_range(n, 10, 200);
    }
}

/* -- what identifies a machine --------------------------------------------------------------------
 */

static void private_text_is_blanked(void **state)
{
    static const char *const cases[][2] = {
        {"Serial\t\t: 00000abc", "Serial\t\t: 00000000"},
        {"serial: a, model: b", "serial: 0, model: b"},
        {"SERIAL NUMBER: AB-12 cd", "SERIAL NUMBER: 00-00 00"},
        {"x = 1, identification = 0AB1,  machine = 2964",
         "x = 1, identification = 0000,  machine = 2964"},
        {"Sequence Code:        00000AB\n", "Sequence Code:        0000000\n"},
        {"VM00 Name:   LNX 1\nVM00 CPUs: 2", "VM00 Name:   000 0\nVM00 CPUs: 2"},
        {"VM07 Extended Name: a b", "VM07 Extended Name: 0 0"},
        {"root=UUID=ab-cd quiet", "root=UUID=00-00 quiet"},
        {"rd.luks.uuid=luks-12ab x", "rd.luks.uuid=0000-0000 x"},
        {"a 12345678-1234-abcd-ABCD-123456789abc.", "a 00000000-0000-0000-0000-000000000000."},
        {"id12345678-1234-abcd-ABCD-123456789abc", "id12345678-1234-abcd-ABCD-123456789abc"},
        {"12345678-1234-abcd-ABCD-123456789abcd", "12345678-1234-abcd-ABCD-123456789abcd"},
        {"eth0:de:ad:be:ef:00:01 x", "eth0:00:00:00:00:00:00 x"},
        {"BOOTIF=01-aa-bb-cc-dd-ee-ff", "BOOTIF=00-00-00-00-00-00-00"},
        {"machine-id=12ab", "machine-id=0000"},
        {"serial 8250 1234", "serial 8250 1234"},
        {"serialized: 12", "serialized: 12"},
        {"model name : Serial A", "model name : Serial A"},
        {"serial:", "serial:"},
        {"uuid", "uuid"},
        {"", ""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[128];

        strcpy(text, cases[k][0]);
        host_private_blank(text, strlen(text));
        assert_string_equal(text, cases[k][1]);
    }
}

static void private_files_are_known_by_name(void **state)
{
    static const char *const hidden[] = {"/sys/class/dmi/id/product_uuid",
                                         "/sys/class/dmi/id/chassis_serial",
                                         "/etc/machine-id",
                                         "/proc/device-tree/serial-number",
                                         "/proc/sys/kernel/random/boot_id",
                                         "/sys/hypervisor/uuid",
                                         "/sys/firmware/dmi/tables/DMI",
                                         "/sys/firmware/dmi/entries/1-0/raw",
                                         "/dev/disk/by-uuid/x",
                                         "/proc/device-tree/ibm,partition-name",
                                         "/proc/1/environ",
                                         "/etc/ssh/ssh_host_rsa_key",
                                         "/x/PRODUCT_SERIAL"};
    static const char *const shown[] = {"/sys/class/dmi/id/sys_vendor",
                                        "/sys/class/dmi/id/product_name",
                                        "/proc/cpuinfo",
                                        "/proc/device-tree/compatible",
                                        "/etc/os-release",
                                        "/sys/module/kvm_amd/parameters/nested",
                                        "/proc/sysinfo",
                                        "/",
                                        ""};

    (void)state;
    for (size_t k = 0; k < sizeof hidden / sizeof *hidden; k++)
        if (!host_private_path(hidden[k]))
            fail_msg("%s would be captured", hidden[k]);
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++)
        if (host_private_path(shown[k]))
            fail_msg("%s would be left out", shown[k]);
}

/* -- what a tree may say of reasons
 * ---------------------------------------------------------------- */

static void a_tree_may_only_take_away(void **state)
{
    static const char text[] =
        "read /sys/a: not readable\nread /sys/b: found\nread /sys/b: no such file\n"
        "read /sys/b\nread /sys/bb: too large\nexists /sys/b: path not allowed\n"
        "read /sys/c: not readable today\nread  /sys/c: not readable\n";
    planted tree;
    cav_access access;
    char buffer[64], record[4096];
    size_t size;
    bool present;

    (void)state;
    planted_new(&tree);
    planted_file(&tree, "/sys/a", "1");
    planted_file(&tree, "/sys/b", "2");
    planted_file(&tree, "/sys/c", "3");
    planted_file(&tree, "/_probe/reasons.txt", text);
    assert_int_equal(cav_access_tree(NULL, tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(access.read(access.context, "/sys/a", buffer, sizeof buffer, &size),
                     CAV_REASON_UNREADABLE);
    assert_int_equal(access.exists(access.context, "/sys/a", &present), CAV_REASON_FOUND);
    assert_int_equal(access.read(access.context, "/sys/b", buffer, sizeof buffer, &size),
                     CAV_REASON_FOUND);
    assert_int_equal(access.exists(access.context, "/sys/b", &present), CAV_REASON_NOT_ALLOWED);
    assert_int_equal(access.read(access.context, "/sys/c", buffer, sizeof buffer, &size),
                     CAV_REASON_FOUND);
    /* a record that cannot be read counts for every path */
    planted_path(&tree, "/_probe/reasons.txt", record);
    assert_int_equal(remove(record), 0);
    planted_file(&tree, "/_probe/reasons.txt/x", "");
    assert_int_equal(access.read(access.context, "/sys/c", buffer, sizeof buffer, &size),
                     CAV_REASON_NOT_REGULAR);
    cav_access_close(&access);
    planted_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_gives_back_what_was_read),
        cmocka_unit_test(only_what_was_asked_for_is_kept),
        cmocka_unit_test(odd_paths_are_passed_on),
        cmocka_unit_test(a_program_is_read_whole),
        cmocka_unit_test(a_sink_may_end_it),
        cmocka_unit_test(there_are_limits),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(private_text_is_blanked),
        cmocka_unit_test(private_files_are_known_by_name),
        cmocka_unit_test(a_tree_may_only_take_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
