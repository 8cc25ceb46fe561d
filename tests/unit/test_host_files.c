/* test_host_files.c: the source `files`: which files of drop-in folders count and in which order,
 * what cannot be read, and the same from a capture; uname of a sosreport; evidence for a layer.
 */
#include "gathered.h"

#include "../../runtime/host/capture.h"

static const char settings[] =
    "fact v at L0: one of {one, two, three} \"v\" { here {\n"
    " files \"/usr/lib/modprobe.d/*.conf\", \"/run/modprobe.d/*.conf\", \"/etc/modprobe.d/*.conf\" {\n"
    "  /v=1/ => one /v=2/ => two /v=3/ => three } } }\n";

/* -- which file, which line ---------------------------------------------------------------------- */

static void last_one_wins(void **state)
{
    fixture *f = *state;

    facts(f, settings);
    file(f, "/usr/lib/modprobe.d/b.conf", "v=1\n# v=3\nv=2\n\n");
    gather(f, 0);
    found(f, "L0.v", "two");
    evidence(f, "L0.v", "/usr/lib/modprobe.d/b.conf", 3, "v=2");
    file(f, "/etc/modprobe.d/a.conf", "v=3\n");
    gather(f, 0);
    found(f, "L0.v", "two"); /* the name decides, not the folder */
    file(f, "/run/modprobe.d/c.conf", "v=1\n");
    gather(f, 0);
    found(f, "L0.v", "one");
    file(f, "/etc/modprobe.d/c.conf", "nothing\n"); /* hides the one of /run */
    gather(f, 0);
    found(f, "L0.v", "two");
    file(f, "/etc/modprobe.d/z.conf.old", "v=3\n");
    file(f, "/etc/modprobe.d/.conf", "v=3\n"); /* fits the pattern, sorts first */
    gather(f, 0);
    found(f, "L0.v", "two");
}

static void joins_lines(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: text \"v\" { here { files \"/etc/modprobe.d/*\" { /(options .*)/ => $1 } } }\n");
    file(f, "/etc/modprobe.d/a", "x\noptions \\\n one\\\n two\ny\n");
    gather(f, 0);
    found(f, "L0.v", "options  one two");
    evidence(f, "L0.v", "/etc/modprobe.d/a", 2, "options  one two");
    file(f, "/etc/modprobe.d/b", "\\\n\\\noptions b\noptions c\\");
    gather(f, 0);
    found(f, "L0.v", "options c");
    assert_int_equal(get(f, "L0.v")->line, 4);
}

static void too_long_to_judge(void **state)
{
    fixture *f = *state;
    char *text = calloc(1, 3 * CAV_TEXT_MAX);

    assert_non_null(text);
    facts(f, settings);
    memset(text, 'x', CAV_TEXT_MAX - 4);
    strcpy(text + CAV_TEXT_MAX - 4, "\\\nxxxxx\\\nv=1\n");
    file(f, "/etc/modprobe.d/a.conf", text);
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_LIMIT, "/etc/modprobe.d/a.conf");
    file(f, "/etc/modprobe.d/b.conf", "v=1\n"); /* whatever stood there, this comes later */
    gather(f, 0);
    found(f, "L0.v", "one");
    free(text);
}

/* -- what is not there, or not to be read -------------------------------------------------------- */

static void missing(void **state)
{
    static const char all[] =
        "/usr/lib/modprobe.d/*.conf:/run/modprobe.d/*.conf:/etc/modprobe.d/*.conf";
    fixture *f = *state;
    char folder[4096];

    facts(f, settings);
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_FILE, all);
    planted_path(&f->tree, "/etc/modprobe.d", folder);
    planted_file(&f->tree, "/etc/x", "");
    assert_int_equal(mkdir(folder, 0755), 0);
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_MATCH, all);
    planted_link(&f->tree, "/etc/modprobe.d/a.conf", "/dev/null");
    planted_link(&f->tree, "/etc/modprobe.d/b.conf", "b.conf");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_UNREADABLE, "/etc/modprobe.d/b.conf");
    planted_file(&f->tree, "/run/modprobe.d", "v=1");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NOT_REGULAR, all);
}

static void holds_nothing(void **state)
{
    fixture *f = *state;
    char path[4096];

    facts(f, settings);
    file(f, "/usr/lib/modprobe.d/b.conf", "v=1\n");
    file(f, "/usr/lib/modprobe.d/m.conf", "v=3\n");
    planted_link(&f->tree, "/etc/modprobe.d/m.conf", "/dev/null"); /* switched off */
    planted_path(&f->tree, "/etc/modprobe.d/n.conf", path);
    assert_int_equal(mkdir(path, 0755), 0);
    planted_path(&f->tree, "/etc/modprobe.d/o.conf", path);
    assert_int_equal(mkfifo(path, 0644), 0);
    gather(f, 0);
    found(f, "L0.v", "one");
}

static void gather_live(fixture *f)
{
    cav_access access;

    assert_int_equal(host_live(NULL, f->tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(gather_by(f, NULL, &access, 0), CAV_OK);
    cav_access_close(&access);
}

static void as_any_user(void **state)
{
    fixture *f = *state;

    facts(f, settings);
    file(f, "/usr/lib/modprobe.d/b.conf", "v=1\n");
    file(f, "/etc/modprobe.d/c.conf", "v=2\n");
    gather_live(f);
    found(f, "L0.v", "two");
    planted_mode(&f->tree, "/etc/modprobe.d/c.conf", 0600);
    gather_live(f);
    unknown(f, "L0.v", CAV_REASON_UNREADABLE, "/etc/modprobe.d/c.conf");
    planted_mode(&f->tree, "/etc/modprobe.d/c.conf", 0644);
    planted_mode(&f->tree, "/etc/modprobe.d", 0711);
    gather_live(f);
    assert_int_equal(get(f, "L0.v")->reason, CAV_REASON_UNREADABLE);
    planted_mode(&f->tree, "/etc/modprobe.d", 0755);
    planted_file(&f->tree, "/root/x.conf", "v=3\n");
    planted_link(&f->tree, "/etc/modprobe.d/z.conf", "/root/x.conf");
    gather_live(f);
    unknown(f, "L0.v", CAV_REASON_NOT_ALLOWED, "/etc/modprobe.d/z.conf");
}

static void outside_the_prefixes(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: flag \"v\" { here { files \"/etc/*-release\" { /x/ => on } } }\n"
             "fact w at L0: flag \"w\" { here { files \"/home/a/*\" { /x/ => on } } }\n");
    file(f, "/etc/a-release", "x\n");
    file(f, "/home/a/b", "x\n");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NOT_ALLOWED, "/etc/*-release");
    unknown(f, "L0.w", CAV_REASON_NOT_ALLOWED, "/home/a/*");
}

static void too_many_files(void **state)
{
    fixture *f = *state;
    char path[64];

    facts(f, settings);
    for (int k = 0; k < 512; k++) {
        snprintf(path, sizeof path, "/etc/modprobe.d/%03d.conf", k);
        file(f, path, k == 511 ? "v=2\n" : "v=1\n");
    }
    gather(f, 0);
    found(f, "L0.v", "two");
    file(f, "/etc/modprobe.d/512.conf", "v=3\n");
    gather(f, 0);
    assert_int_equal(get(f, "L0.v")->reason, CAV_REASON_TOO_LARGE);
}

static void without_listing(void **state)
{
    fixture *f = *state;
    cav_access access;

    facts(f, settings);
    file(f, "/etc/modprobe.d/c.conf", "v=2\n");
    assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &access), CAV_OK);
    access.list = NULL;
    assert_int_equal(gather_by(f, NULL, &access, 0), CAV_OK);
    assert_int_equal(get(f, "L0.v")->reason, CAV_REASON_NO_PROBE);
    cav_access_close(&access);
}

/* The other way of resolving paths, over a link. */
static void resolves_by_hand(void **state)
{
    fixture *f = *state;
    cav_access access;

    facts(f, settings);
    planted_file(&f->tree, "/usr/share/mod/c.conf", "v=2\n");
    planted_link(&f->tree, "/etc/modprobe.d", "/usr/share/mod");
    assert_int_equal(host_tree(NULL, f->tree.folder, NULL, false, &access), CAV_OK);
    assert_int_equal(gather_by(f, NULL, &access, 0), CAV_OK);
    found(f, "L0.v", "two");
    cav_access_close(&access);
    gather(f, 0);
    found(f, "L0.v", "two");
}

/* -- from a capture ------------------------------------------------------------------------------ */

typedef struct copy {
    planted to;
} copy;

static bool write_entry(void *context, const cav_captured *e)
{
    const copy *c = context;
    char path[4096];

    snprintf(path, sizeof path, "/%s", e->path);
    if (e->folder) {
        char full[4096];

        planted_path(&c->to, path, full);
        return mkdir(full, 0755) == 0;
    }
    planted_bytes(&c->to, path, e->bytes, e->size);
    return true;
}

static void capture_into(fixture *f, copy *c)
{
    cav_access access;
    cav_capture *capture;

    planted_new(&c->to);
    assert_int_equal(host_live(NULL, f->tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(cav_capture_new(NULL, &access, &capture), CAV_OK);
    assert_int_equal(cav_capture_program(capture, f->program), CAV_OK);
    assert_int_equal(cav_capture_write(capture, write_entry, c), CAV_OK);
    cav_capture_free(capture);
    cav_access_close(&access);
}

/* The capture's tree gives what the machine gave. */
static void same_from_capture(fixture *f)
{
    observed before;
    planted machine = f->tree;
    copy c;

    gather_live(f);
    before = *get(f, "L0.v");
    capture_into(f, &c);
    f->tree = c.to;
    gather(f, 0);
    assert_memory_equal(get(f, "L0.v"), &before, sizeof before);
    f->tree = machine;
    planted_free(&c.to);
}

static void captures(void **state)
{
    fixture *f = *state;

    facts(f, settings);
    same_from_capture(f);
    file(f, "/etc/modprobe.d/a.conf", "v=1\n");
    file(f, "/etc/modprobe.d/b.txt", "v=2\n");
    same_from_capture(f);
    found(f, "L0.v", "one");
    file(f, "/usr/lib/modprobe.d/a.conf", "v=3\n");
    file(f, "/usr/lib/modprobe.d/b.conf", "v=3\n");
    planted_link(&f->tree, "/run/modprobe.d/b.conf", "/dev/null");
    same_from_capture(f);
    found(f, "L0.v", "one");
    file(f, "/etc/modprobe.d/c.conf", "v=2\n");
    planted_mode(&f->tree, "/etc/modprobe.d/c.conf", 0600);
    same_from_capture(f);
    assert_int_equal(get(f, "L0.v")->reason, CAV_REASON_UNREADABLE);
    planted_mode(&f->tree, "/etc/modprobe.d/c.conf", 0644);
    planted_mode(&f->tree, "/etc/modprobe.d", 0700);
    same_from_capture(f);
    assert_int_equal(get(f, "L0.v")->reason, CAV_REASON_UNREADABLE);
    planted_mode(&f->tree, "/etc/modprobe.d", 0755);
}

/* -- a sosreport --------------------------------------------------------------------------------- */

static void reads_a_sosreport(void **state)
{
    static const struct {
        const char *line, *release, *machine, *version;
    } cases[] = {
        {"Linux n.example 4.18.0-305.el8.x86_64 #1 SMP Thu Apr 29 08:54:30 EDT 2021 x86_64 x86_64 "
         "x86_64 GNU/Linux\n",
         "4.18.0-305.el8.x86_64", "x86_64", "#1 SMP Thu Apr 29 08:54:30 EDT 2021"},
        {"Linux n 4.14.0-115.el7a.ppc64le #1 SMP 2018 ppc64le ppc64le ppc64le GNU/Linux",
         "4.14.0-115.el7a.ppc64le", "ppc64le", "#1 SMP 2018"},
        {"Linux n 6.1.0-9-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.27-1 (2023-05-08) x86_64 GNU/Linux\n",
         "6.1.0-9-amd64", "x86_64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.27-1 (2023-05-08)"},
        {"Linux n 2.6.32 #1 2010 i686 i686 i386 GNU/Linux\n", "2.6.32", "i686", "#1 2010"},
        {"Linux n 2.6.32 #1 2010 GNU/Linux\n", "2.6.32", "", ""},
        {"Linux n 2.6.32\n", "", "", ""},
        {"SunOS n 5.11 11.3 i86pc i386 i86pc\n", "", "", ""},
        {"\n", "", "", ""},
    };
    static const char *const fields[] = {"release", "machine", "version"};
    fixture *f = *state;
    char answer[CAV_PROBE_MAX];
    cav_access access;

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const char *const wanted[] = {cases[k].release, cases[k].machine, cases[k].version};

        file(f, "/sos_commands/kernel/uname_-a", cases[k].line);
        assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &access), CAV_OK);
        for (size_t n = 0; n < 3; n++) {
            cav_reason reason = access.uname(access.context, fields[n], answer);

            assert_int_equal(reason,
                             *wanted[n] == '\0' ? CAV_REASON_NO_PROBE : CAV_REASON_FOUND);
            if (reason == CAV_REASON_FOUND)
                assert_string_equal(answer, wanted[n]);
        }
        cav_access_close(&access);
    }
    file(f, "/_probe/uname-r", "1.2.3\n"); /* what was asked is better than what was printed */
    file(f, "/sos_commands/kernel/uname_-a", cases[0].line);
    assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(access.uname(access.context, "release", answer), CAV_REASON_FOUND);
    assert_string_equal(answer, "1.2.3");
    cav_access_close(&access);
}

/* -- evidence for a layer ------------------------------------------------------------------------ */

typedef struct heard {
    uint32_t count, least[4];
    cav_reason reason[4];
} heard;

static void hear(void *context, uint32_t least, const cav_observation *o)
{
    heard *h = context;

    assert_true(h->count < 4);
    assert_non_null(o->source);
    h->least[h->count] = least;
    h->reason[h->count++] = o->reason;
}

static void hear_all(fixture *f, heard *h)
{
    cav_access access;

    *h = (heard){0};
    assert_int_equal(cav_access_tree(NULL, f->tree.folder, NULL, &access), CAV_OK);
    assert_int_equal(cav_gather_layer(NULL, f->program, &access, hear, h), CAV_OK);
    cav_access_close(&access);
}

static void hears_evidence(void **state)
{
    fixture *f = *state;
    heard h;

    facts(f, "fact v at L0, L1: flag \"v\" {\n"
             " guest { file \"/proc/f\" { /metal/ => not guest /vm/ => on } }\n"
             " guest 2 { file \"/proc/g\" { /vm/ => on } }\n"
             " here, guest any { file \"/proc/g\" { /.*/ => off } } }\n");
    hear_all(f, &h);
    assert_int_equal(h.count, 0);
    file(f, "/proc/f", "vm\n");
    hear_all(f, &h);
    assert_int_equal(h.count, 1);
    assert_int_equal(h.least[0], 1);
    file(f, "/proc/g", "vm\n");
    hear_all(f, &h);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.least[1], 2);
    assert_int_equal(h.reason[1], CAV_REASON_FOUND);
    file(f, "/proc/f", "metal\n");
    hear_all(f, &h);
    assert_int_equal(h.least[0], 0);
    assert_int_equal(h.reason[0], CAV_REASON_NOT_GUEST);
    file(f, "/proc/f", "vm\n");
    planted_mode(&f->tree, "/proc/f", 0);
    planted_mode(&f->tree, "/proc/g", 0);
    hear_all(f, &h); /* root reads it all the same; others hear nothing */
    assert_int_equal(h.count, geteuid() == 0 ? 2 : 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(last_one_wins),    CASE(joins_lines),          CASE(too_long_to_judge),
        CASE(missing),          CASE(holds_nothing),        CASE(as_any_user),
        CASE(too_many_files),   CASE(outside_the_prefixes), CASE(without_listing),
        CASE(resolves_by_hand), CASE(captures),             CASE(reads_a_sosreport),
        CASE(hears_evidence),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
