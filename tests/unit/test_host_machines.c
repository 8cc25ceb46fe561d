/* test_host_machines.c: whole machines: os-release, which layer this is, and faults.
 *
 * The last part takes the real vocabulary and lets access and memory fail in turn: what is found
 * then is what was found without the fault, or nothing; never something else.
 */
#include "gathered.h"

#include <limits.h>

/* -- os-release
 * --------------------------------------------------------------------------------------- */

static void reads_os_release(void **state)
{
    static const struct {
        const char *text, *value;
        uint32_t line;
    } cases[] = {
        {"ID=rhel\nVERSION_ID=8.10\n", "rhel 8.10", 2},
        {"# ID=x\n; y\n\nID=\"rhel\"\nVERSION_ID='8.4'", "rhel 8.4", 5},
        {"ID=rh\\el\r\nVERSION_ID=\"8\\.4\"\r\n", "rhel 8", 2},
        {"VERSION_ID=8.4 # c\nID=\"rh\"'el'  \n", "rhel 8.4", 1},
        {"ID=fedora\nID=rhel\nVERSION_ID=7\nVERSION_ID=9.1\n", "rhel 9.1", 4},
        {"ID=rhel\nVERSION_ID=\"9.1\nVERSION_ID=8\n", "rhel 8", 3},
        {"ID=rhel\n", "rhel", 1},
        {"ID=rhel\nVERSION_ID=testing\n", "rhel", 1},
        {"ID=rhel\nVERSION_ID=15-SP7\n", "rhel 15", 2},
        {"ID=rhel\nVERSION_ID=8.\n", "rhel 8", 2},
        {"ID=rhel\nVERSION_ID=-8\n", "rhel", 1},
        {"ID=rhel\nVERSION_ID=9999999999999\n", "rhel", 1},
        {"ID=rhel\nVERSION_ID=\n", "rhel", 1},
        {"  ID=rhel\n  VERSION_ID=8.2  \n", "rhel 8.2", 2},
        {"ID=centos\nNAME=\"CentOS Stream\"\nVERSION_ID=9\n", "stream 9", 3},
        {"ID=centos\nNAME=\"CentOS Linux\"\nVERSION_ID=8\n", "other", 1},
        {"ID=openEuler\nVERSION_ID=\"20.03\"\n", "euler 20.03", 2},
        {"ID=RHEL\nVERSION_ID=8.4\n", "rhel 8.4", 2},
        {"ID=rhcos\nVERSION_ID=4.9\nRHEL_VERSION=8.4\n", "coreos 8.4", 3},
        {"ID=windows\nVERSION_ID=10\n", "other", 1},
        {"ID=arch\nVERSION_ID=TEMPLATE_VERSION_ID\n", "other", 1},
        {"NAME=Nameless\n", "other", 1},
        {"ID=\"$(reboot)\"\nVERSION_ID=`id`\n", "other", 1},
    };
    fixture *f = *state;

    facts(f, "fact os at L0: release \"os\" { here { os-release } }");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        file(f, "/etc/os-release", cases[k].text);
        gather(f, 0);
        found(f, "L0.os", cases[k].value);
        if (get(f, "L0.os")->line != cases[k].line)
            print_error("%s", cases[k].text);
        assert_int_equal(get(f, "L0.os")->line, cases[k].line);
    }
    file(f, "/etc/os-release", "");
    gather(f, 0);
    unknown(f, "L0.os", CAV_REASON_NO_MATCH,
            "/etc/os-release"); /* names no system, not even an unknown one */
    file(f, "/etc/os-release", "VERSION_ID=8.4\nID rhel\n=x\nID =rhel\nI-D=rhel\nID=\"rhel\n");
    gather(f, 0);
    unknown(f, "L0.os", CAV_REASON_NO_MATCH, "/etc/os-release");
}

static void finds_os_release(void **state)
{
    fixture *f = *state;
    char full[4096];
    FILE *many;

    facts(f, "fact os at L0: release \"os\" { here { os-release } }");
    gather(f, 0);
    unknown(f, "L0.os", CAV_REASON_NO_FILE, "/etc/os-release");
    file(f, "/usr/lib/os-release", "ID=rhel\nVERSION_ID=8.4\n");
    gather(f, 0);
    found(f, "L0.os", "rhel 8.4");
    evidence(f, "L0.os", "/usr/lib/os-release", 2, "VERSION_ID=8.4");
    planted_path(&f->tree, "/etc", full);
    assert_int_equal(mkdir(full, 0755), 0);
    planted_path(&f->tree, "/etc/os-release", full);
    assert_int_equal(mkdir(full, 0755), 0);
    gather(f, 0);
    unknown(f, "L0.os", CAV_REASON_NOT_REGULAR, "/etc/os-release");
    assert_int_equal(rmdir(full), 0);
    many = fopen(full, "w");
    assert_non_null(many);
    for (int k = 0; k < 600; k++)
        fprintf(many, "KEY_%d=x\n", k);
    fputs("ID=rhel\n", many);
    assert_int_equal(fclose(many), 0);
    gather(f, 0);
    unknown(f, "L0.os", CAV_REASON_TOO_LARGE, "/etc/os-release");
}

/* -- layers
 * ------------------------------------------------------------------------------------------- */

static void observes_from_its_layer(void **state)
{
    fixture *f = *state;

    facts(f, "fact a at L0, L1, L2: flag \"a\" { here { file \"/proc/f\" { /x/ => on } } }\n"
             "fact b at L0, L1: flag \"b\" { guest { file \"/proc/f\" { /x/ => on } } }\n"
             "fact c at L0: flag \"c\" { guest 2 { file \"/proc/f\" { /x/ => on } } }\n"
             "fact d at L0: flag \"d\" { here, guest any { file \"/proc/f\" { /x/ => on } } }\n"
             "fact e at L1: flag \"e\" { here, guest 2 { file \"/proc/f\" { /x/ => on } } }\n");
    file(f, "/proc/f", "x");
    for (uint32_t here = 0; here < 4; here++) {
        gather(f, here);
        assert_int_equal(f->here, here);
        assert_false(f->assumed);
        assert_int_equal(get(f, "L0.a")->reason == CAV_REASON_FOUND, here == 0);
        assert_int_equal(get(f, "L1.a")->reason == CAV_REASON_FOUND, here == 1);
        assert_int_equal(get(f, "L2.a")->reason == CAV_REASON_FOUND, here == 2);
        assert_int_equal(get(f, "L0.b")->reason == CAV_REASON_FOUND, here == 1);
        assert_int_equal(get(f, "L1.b")->reason == CAV_REASON_FOUND, here == 2);
        assert_int_equal(get(f, "L0.c")->reason == CAV_REASON_FOUND, here == 2);
        assert_int_equal(get(f, "L0.d")->reason, CAV_REASON_FOUND);
        assert_int_equal(get(f, "L1.e")->reason == CAV_REASON_FOUND, here == 1 || here == 3);
    }
    unknown(f, "L0.a", CAV_REASON_NOT_OBSERVABLE, "");
    assert_int_equal(gather_by(f, NULL, NULL, 4), CAV_BAD_NAME);
    assert_int_equal(f->nfound, 0);
}

static void finds_out_its_layer(void **state)
{
    fixture *f = *state;

    facts(f, "fact hv at L0, L1, L2: one of {kvm, xen, none} \"hv\" {\n"
             " guest { file \"/proc/dom0\" { /dom0/ => not guest } file \"/proc/v\" { /(kvm).*/ => "
             "kvm } file \"/proc/x\" { /x/ => xen absent => none } }\n"
             " guest 2 { file \"/proc/v\" { /kvm on xen/ => xen } }\n"
             " here { file \"/proc/h\" { /kvm/ => kvm } } }\n"
             "fact p at L0: flag \"p\" { here, guest any { file \"/proc/p\" { /x/ => on } } }\n"
             "fact os at L0, L1, L2: text \"os\" { here { uname release } }\n");
    file(f, "/_probe/uname-r", "r");
    file(f, "/proc/p", "x");
    file(f, "/proc/h", "kvm");
    gather(f, CAV_NONE);
    assert_int_equal(f->here, 0); /* what is absent shows no guest */
    assert_true(f->assumed);
    found(f, "L0.os", "r");
    found(f, "L0.hv", "kvm");
    file(f, "/proc/v", "kvm");
    gather(f, CAV_NONE);
    assert_int_equal(f->here, 1);
    found(f, "L0.hv", "kvm");
    found(f, "L1.hv", "kvm");
    found(f, "L1.os", "r");
    found(f, "L0.p", "on");
    unknown(f, "L0.os", CAV_REASON_NOT_OBSERVABLE, "");
    file(f, "/proc/v", "kvm on xen");
    gather(f, CAV_NONE);
    assert_int_equal(f->here, 2);
    found(f, "L0.hv", "xen");
    found(f, "L1.hv", "kvm");
    found(f, "L2.os", "r");
    file(f, "/proc/dom0", "dom0");
    gather(f, CAV_NONE);
    assert_int_equal(f->here, 0);
    found(f, "L0.os", "r");
    gather(f, 1);
    unknown(f, "L0.hv", CAV_REASON_NOT_GUEST, "/proc/dom0");
}

/* A guest may hide behind what cannot be read: then nothing is said that depends on the layer. */
static void does_not_guess_its_layer(void **state)
{
    fixture *f = *state;

    facts(f, "fact hv at L0: one of {kvm, xen} \"hv\" { guest { file \"/proc/v\" { /kvm/ => kvm } "
             "} here { file \"/proc/p\" { /x/ => xen } } }\n"
             "fact p at L0: flag \"p\" { here, guest any { file \"/proc/p\" { /x/ => on } } }\n"
             "fact os at L0, L1: text \"os\" { here { uname release } }\n");
    file(f, "/_probe/uname-r", "r");
    file(f, "/proc/p", "x");
    planted_link(&f->tree, "/proc/v", "v");
    gather(f, CAV_NONE);
    assert_int_equal(f->here, 0);
    assert_true(f->assumed);
    unknown(f, "L0.hv", CAV_REASON_UNREADABLE, "/proc/v");
    unknown(f, "L0.os", CAV_REASON_UNREADABLE, "/proc/v");
    unknown(f, "L1.os", CAV_REASON_UNREADABLE, "/proc/v");
    found(f, "L0.p", "on");
    gather(f, 0);
    found(f, "L0.hv", "xen");
}

/* -- faults
 * ------------------------------------------------------------------------------------------- */

/* Access with the k-th call failing, once or for ever. */
typedef struct faulty {
    cav_access real;
    int calls, at;
    bool for_ever;
    cav_reason reason;
} faulty;

static bool fails(faulty *f)
{
    int call = f->calls++;

    return f->for_ever ? call >= f->at : call == f->at;
}

static cav_reason faulty_read(void *context, const char *path, char *buffer, size_t room,
                              size_t *size)
{
    faulty *f = context;

    *size = 0;
    return fails(f) ? f->reason : f->real.read(f->real.context, path, buffer, room, size);
}

static cav_reason faulty_list(void *context, const char *pattern, char *names, size_t room,
                              size_t *size)
{
    faulty *f = context;

    return fails(f) ? f->reason : f->real.list(f->real.context, pattern, names, room, size);
}

static cav_reason faulty_exists(void *context, const char *path, bool *present)
{
    faulty *f = context;

    return fails(f) ? f->reason : f->real.exists(f->real.context, path, present);
}

static cav_reason faulty_uname(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    faulty *f = context;

    return fails(f) ? f->reason : f->real.uname(f->real.context, field, answer);
}

static cav_reason faulty_cpuid(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX])
{
    faulty *f = context;

    return fails(f) ? f->reason : f->real.cpuid(f->real.context, leaf, answer);
}

static cav_reason faulty_auxv(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    faulty *f = context;

    return fails(f) ? f->reason : f->real.auxv(f->real.context, field, answer);
}

static char *slurp(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);

    assert_non_null(in);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    fclose(in);
    return text;
}

static void real_vocabulary(fixture *f)
{
    char *text = slurp("rules/nested.facts.cav");

    compile(f,
            "pack p { title \"t\" issuer \"i\" source \"s\" } section s \"S\" { statement s.1 "
            "\"x\" no rule \"only facts\" }\n",
            text);
    free(text);
}

static void plant_machine(fixture *f, int kind)
{
    file(f, "/_probe/uname-m", "x86_64\n");
    file(f, "/_probe/uname-r", "4.18.0-193.el8.x86_64\n");
    file(f, "/etc/os-release",
         "NAME=\"Red Hat Enterprise Linux\"\nID=\"rhel\"\nVERSION_ID=\"8.2\"\n");
    file(f, "/etc/redhat-release", "Red Hat Enterprise Linux release 8.2 (Ootpa)\n");
    file(f, "/proc/sys/kernel/osrelease", "4.18.0-193.el8.x86_64\n");
    file(f, "/proc/cpuinfo",
         kind == 0 ? "vendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n"
                   : "vendor_id\t: AuthenticAMD\nflags\t\t: fpu hypervisor svm\n");
    file(f, "/sys/module/kvm_intel/parameters/nested", "Y\n");
    file(f, "/sys/class/dmi/id/sys_vendor",
         kind == 0   ? "Dell Inc.\n"
         : kind == 1 ? "QEMU\n"
                     : "Amazon EC2\n");
    file(f, "/sys/class/dmi/id/bios_vendor", kind == 2 ? "Amazon EC2\n" : "SeaBIOS\n");
    file(f, "/sys/class/dmi/id/product_name",
         kind == 3   ? "m5.metal\n"
         : kind == 2 ? "m5.large\n"
                     : "x\n");
    file(f, "/_probe/cpuid-hypervisor", kind == 1 || kind == 2 ? "KVMKVMKVM\n" : "\n");
}

/* Each fact: as without the fault, or unknown. *same: how many were as without. */
static void compare(const fixture *f, const fixture *sound)
{
    assert_int_equal(f->nfound, sound->nfound);
    for (uint32_t k = 0; k < f->nfound; k++) {
        const observed *a = &f->found[k], *b = &sound->found[k];

        if (a->reason != CAV_REASON_FOUND)
            continue;
        if (b->reason != CAV_REASON_FOUND || strcmp(a->values, b->values) != 0)
            print_error("%s: %s (%s), was %s\n", a->name, a->values, a->source, b->values);
        assert_int_equal(b->reason, CAV_REASON_FOUND);
        assert_string_equal(a->values, b->values);
    }
}

/* Gathers with the fault; returns how many calls were made. */
static int gather_faulty(fixture *f, const cav_access *tree, int at, cav_reason reason,
                         bool for_ever)
{
    faulty fault = {.real = *tree, .at = at, .for_ever = for_ever, .reason = reason};
    cav_access access = {.context = &fault,
                         .read = faulty_read,
                         .exists = faulty_exists,
                         .list = tree->list ? faulty_list : NULL,
                         .uname = faulty_uname,
                         .cpuid = faulty_cpuid,
                         .auxv = faulty_auxv};

    assert_int_equal(gather_by(f, NULL, &access, CAV_NONE), CAV_OK);
    return fault.calls;
}

static void fail_in_turn(fixture *f, const cav_access *tree, cav_reason reason, bool for_ever)
{
    static fixture sound;
    int calls = gather_faulty(f, tree, INT_MAX, reason, false);

    assert_true(calls > 10);
    sound = *f;
    for (int at = 0; at < calls; at++) {
        assert_true(gather_faulty(f, tree, at, reason, for_ever) > at);
        compare(f, &sound);
    }
}

static void never_better_for_a_fault(void **state)
{
    static const cav_reason reasons[] = {CAV_REASON_UNREADABLE, CAV_REASON_TOO_LARGE,
                                         CAV_REASON_NOT_REGULAR, CAV_REASON_NOT_ALLOWED,
                                         CAV_REASON_LIMIT};
    fixture *f = *state;
    cav_access tree;

    real_vocabulary(f);
    for (int kind = 0; kind < 4; kind++) {
        plant_machine(f, kind);
        assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &tree), CAV_OK);
        assert_int_equal(gather_by(f, NULL, &tree, CAV_NONE), CAV_OK);
        assert_int_equal(f->here, kind == 1 || kind == 2);
        for (size_t k = 0; k < sizeof reasons / sizeof *reasons; k++)
            for (int for_ever = 0; for_ever < 2; for_ever++)
                fail_in_turn(f, &tree, reasons[k], for_ever);
        cav_access_close(&tree);
    }
}

typedef struct meter {
    long left, held;
    bool for_ever;
} meter;

static void *metered(void *context, void *block, size_t old_size, size_t new_size)
{
    meter *m = context;

    if (new_size > 0 && m->left-- <= 0 && (m->for_ever || m->left == -1))
        return NULL;
    m->held += (long)new_size - (long)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

/* Every allocation failing in turn: out of memory and nothing told, or no better than without. */
static void survives_without_memory(void **state)
{
    fixture *f = *state, *sound = malloc(sizeof *sound);
    cav_access tree;
    bool failed = true;

    assert_non_null(sound);
    real_vocabulary(f);
    plant_machine(f, 1);
    assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &tree), CAV_OK);
    assert_int_equal(gather_by(f, NULL, &tree, CAV_NONE), CAV_OK);
    *sound = *f;
    for (long k = 0; failed; k++) {
        failed = false;
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            meter m = {.left = k, .for_ever = for_ever};
            cav_env env = {.resize = metered, .context = &m};
            cav_status status = gather_by(f, &env, &tree, CAV_NONE);

            if (status == CAV_OK)
                compare(f, sound);
            else
                assert_int_equal(status, CAV_NO_MEMORY);
            assert_int_equal(f->nfound, status == CAV_OK ? sound->nfound : 0);
            assert_int_equal(m.held, 0);
            failed = failed || m.left < 0;
        }
        assert_true(k < 100000);
    }
    cav_access_close(&tree);
    free(sound);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(reads_os_release),         CASE(finds_os_release),
        CASE(observes_from_its_layer),  CASE(finds_out_its_layer),
        CASE(does_not_guess_its_layer), CASE(never_better_for_a_fault),
        CASE(survives_without_memory),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
