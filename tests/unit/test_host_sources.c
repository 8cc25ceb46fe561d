/* test_host_sources.c: each kind of source: lines, patterns, captures, absence, guards, probes,
 * derived facts; and which source decides when several could.
 */
#include "gathered.h"

/* -- files
 * ------------------------------------------------------------------------------------------ */

static void splits_lines(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *values;
        uint32_t line;
    } cases[] = {
        {"b\na\n", 4, "one", 1},
        {"x\r\na\r\n", 6, "two", 2},
        {"x\0a\0", 4, "two", 2},
        {"x\n\n\na", 5, "two", 4},
        {"  a\n b\nb \t \n", 13, "one", 3},
        {"a \r\n", 4, "two", 1},
        {"\xff\nb", 3, "one", 2},
        {"\xef\xbb\xbf"
         "b\nb",
         6, "one", 2},
        {"\0\0b", 3, "one", 3},
    };
    fixture *f = *state;

    facts(f, "fact v at L0: one of {one, two} \"v\" { here { file \"/proc/f\" { /b/ => one /a/ => "
             "two } } }");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        planted_bytes(&f->tree, "/proc/f", cases[k].bytes, cases[k].size);
        gather(f, 0);
        found(f, "L0.v", cases[k].values);
        assert_int_equal(get(f, "L0.v")->line, cases[k].line);
    }
    planted_bytes(&f->tree, "/proc/f", "ab\nA\na b\n\n \n", 11);
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_MATCH, "/proc/f");
    file(f, "/proc/f", "");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_MATCH, "/proc/f");
}

static void tries_patterns_in_order(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: one of {a, b, c} \"v\" { here {\n"
             " file \"/proc/f\" { /x.*/ => {a, b}  /xy/ => c  /Z/i => c } } }");
    file(f, "/proc/f", "no\nxy\nz\n");
    gather(f, 0);
    found(f, "L0.v", "a|b");
    evidence(f, "L0.v", "/proc/f", 2, "xy");
    file(f, "/proc/f", "no\nz\nxy\n");
    gather(f, 0);
    found(f, "L0.v", "c");
}

static void takes_captures(void **state)
{
    fixture *f = *state;

    facts(f, "fact n at L0: number \"n\" { here { file \"/proc/n\" { /n=(\\S+)/ => $1 } file "
             "\"/proc/m\" { /(\\d+)/ => $1 } } }\n"
             "fact t at L0: text \"t\" { here { file \"/proc/t\" { /(\\w+)-(\\w+)(x)?/ => "
             "\"$2/$1$3\" } } }\n"
             "fact r at L0: release \"r\" { here { file \"/proc/r\" { /rel (\\d+(?:\\.\\d+)?)?.*/ "
             "=> rhel $1 } } }");
    file(f, "/proc/n", "n=-12\n");
    file(f, "/proc/t", "ab-cd\n");
    file(f, "/proc/r", "rel 8.10 beta\n");
    gather(f, 0);
    found(f, "L0.n", "-12");
    found(f, "L0.t", "cd/ab");
    found(f, "L0.r", "rhel 8.10");
    file(f, "/proc/n", "n=99999999999999999999\n");
    file(f, "/proc/r", "rel none\n");
    gather(f, 0);
    unknown(f, "L0.n", CAV_REASON_BAD_VALUE, "/proc/n");
    found(f, "L0.r", "rhel"); /* a group that took nothing leaves the version out */
    file(f, "/proc/m", "7\n");
    gather(f, 0);
    found(f, "L0.n", "7");
}

/* "é" is two bytes; a byte that is no UTF-8 reads as U+FFFD, in the match as in the evidence. */
static void reads_any_bytes(void **state)
{
    fixture *f = *state;
    static char big[10000];

    facts(f,
          "fact v at L0: one of {a, b} \"v\" { here { file \"/proc/f\" { /Vend.r .*/ => a } } }\n"
          "fact w at L0: one of {a, b} \"w\" { here { file \"/proc/g\" { /.*end/ => a } file "
          "\"/proc/f\" { /.*/ => b } } }\n");
    file(f, "/proc/f", "Vend\xc3\xa9r caf\xe9\n");
    gather(f, 0);
    found(f, "L0.v", "a");
    evidence(f, "L0.v", "/proc/f", 1, "Vend\xc3\xa9r caf\xef\xbf\xbd");
    memset(big, 'x', sizeof big);
    strcpy(big + 4093, "end");
    file(f, "/proc/g", big);
    gather(f, 0);
    found(f, "L0.w", "a");
    assert_int_equal(strlen(get(f, "L0.w")->text), 1024);
    memset(big, 'x', 9000);
    strcpy(big + 4094, "end\nend\n");
    file(f, "/proc/g", big);
    gather(f, 0);
    unknown(f, "L0.w", CAV_REASON_LIMIT, "/proc/g"); /* the long line might have been the one */
}

static void stops_at_match_limits(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: one of {a, b} \"v\" { here { file \"/proc/f\" { /(a+)+b/ => a } file "
             "\"/proc/g\" { /.*/ => b } } }");
    file(f, "/proc/f", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacb\n");
    file(f, "/proc/g", "g\n");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_LIMIT, "/proc/f");
}

/* -- which source decides
 * ------------------------------------------------------------------------------ */

static void asks_sources_in_order(void **state)
{
    fixture *f = *state;
    char full[4096];

    facts(f, "fact v at L0: one of {a, b, c} \"v\" { here {\n"
             " file \"/proc/1\" { /a/ => a }  file \"/proc/2\" { /b/ => b }  uname machine { /m/ "
             "=> c } } }");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_PROBE, "uname machine");
    file(f, "/_probe/uname-m", "m");
    gather(f, 0);
    found(f, "L0.v", "c");
    evidence(f, "L0.v", "uname machine", 0, "m");
    file(f, "/proc/2", "nothing");
    file(f, "/_probe/uname-m", "n");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_MATCH, "/proc/2");
    file(f, "/proc/2", "b");
    gather(f, 0);
    found(f, "L0.v", "b");
    file(f, "/proc/1", "a");
    gather(f, 0);
    found(f, "L0.v", "a");
    planted_path(&f->tree, "/proc/1", full);
    assert_int_equal(remove(full), 0);
    assert_int_equal(mkfifo(full, 0644), 0);
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NOT_REGULAR, "/proc/1"); /* not b: who knows what /proc/1 says */
}

/* Several blocks of one layer go on from one to the next as sources do. */
static void asks_blocks_in_order(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: one of {a, b} \"v\" { here { file \"/proc/1\" { /a/ => a } }\n"
             " guest { file \"/proc/1\" { /.*/ => a } }  here { file \"/proc/2\" { /b/ => b } } }");
    file(f, "/proc/2", "b");
    gather(f, 0);
    found(f, "L0.v", "b");
    file(f, "/proc/1", "c");
    gather(f, 0);
    found(f, "L0.v", "b");
    file(f, "/proc/1", "a");
    gather(f, 0);
    found(f, "L0.v", "a");
    planted_link(&f->tree, "/proc/3", "3");
    facts(f, "fact v at L0: one of {a, b} \"v\" { here { file \"/proc/3\" { /a/ => a } }\n"
             " here { file \"/proc/2\" { /b/ => b } } }");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_UNREADABLE, "/proc/3");
}

static void waits_with_absence(void **state)
{
    fixture *f = *state;

    facts(
        f,
        "fact v at L0: flag \"v\" { here { file \"/proc/1\" { /on/ => on absent => off } file "
        "\"/proc/2\" { /on/ => on } } }\n"
        "fact w at L0: flag \"w\" { here { exists \"/proc/1\" { present => on absent => off } } }\n"
        "fact x at L0: flag \"x\" { here { exists \"/proc/2\" { absent => off } } }\n");
    gather(f, 0);
    found(f, "L0.v", "off");
    evidence(f, "L0.v", "/proc/1", 0, "");
    found(f, "L0.w", "off");
    found(f, "L0.x", "off");
    file(f, "/proc/2", "on");
    gather(f, 0);
    found(f, "L0.v", "on");
    unknown(f, "L0.x", CAV_REASON_NO_MATCH, "/proc/2");
    planted_link(&f->tree, "/proc/1", "1");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_UNREADABLE, "/proc/1");
    unknown(f, "L0.w", CAV_REASON_UNREADABLE, "/proc/1");
}

static void keeps_guards(void **state)
{
    fixture *f = *state;

    facts(f, "fact v at L0: one of {a, b, c} \"v\" { here {\n"
             " only when file \"/proc/g\" matches /outer/ {\n"
             "  only when file \"/proc/g\" matches /inner/ { file \"/proc/1\" { /.*/ => a } }\n"
             "  file \"/proc/1\" { /.*/ => b } }\n"
             " file \"/proc/1\" { /.*/ => c } } }");
    gather(f, 0);
    unknown(f, "L0.v", CAV_REASON_NO_FILE, "/proc/g");
    file(f, "/proc/1", "x");
    gather(f, 0);
    found(f, "L0.v", "c");
    file(f, "/proc/g", "inner\n");
    gather(f, 0);
    found(f, "L0.v", "c");
    file(f, "/proc/g", "x\nouter\n");
    gather(f, 0);
    found(f, "L0.v", "b");
    file(f, "/proc/g", "inner\nouter\n");
    gather(f, 0);
    found(f, "L0.v", "a");
    planted_mode(&f->tree, "/proc/g", 0);
    if (geteuid() != 0) {
        gather(f, 0);
        unknown(f, "L0.v", CAV_REASON_UNREADABLE, "/proc/g");
    }
}

static void asks_probes(void **state)
{
    fixture *f = *state;

    facts(f,
          "fact r at L0: text \"r\" { here { uname release } }\n"
          "fact c at L0: one of {kvm, xen} \"c\" { here { cpuid 0x40000000 { /KVM.*/ => kvm "
          "/Xen.*/ => xen } } }\n"
          "fact d at L0: one of {kvm, xen} \"d\" { here { cpuid 0x40000100 { /KVM.*/ => kvm } } }\n"
          "fact p at L0: text \"p\" { here { auxv base-platform } }\n");
    file(f, "/_probe/uname-r", "4.18.0-193.el8.x86_64\n");
    file(f, "/_probe/cpuid-hypervisor", "KVMKVMKVM\n");
    file(f, "/_probe/auxv.txt", "AT_PAGESZ: 4096\nAT_BASE_PLATFORM:     power9\n");
    gather(f, 0);
    found(f, "L0.r", "4.18.0-193.el8.x86_64");
    evidence(f, "L0.r", "uname release", 0, "4.18.0-193.el8.x86_64");
    found(f, "L0.c", "kvm");
    evidence(f, "L0.c", "cpuid 0x40000000", 0, "KVMKVMKVM");
    unknown(f, "L0.d", CAV_REASON_NO_PROBE, "cpuid 0x40000100");
    found(f, "L0.p", "power9");
}

static void derives_facts(void **state)
{
    fixture *f = *state;

    facts(f, "fact third at L0: one of {x, y} \"3\" { here { fact second { /a/ => x  /b/ => {x, y} "
             "} } }\n"
             "fact second at L0: one of {a, b, c} \"2\" { here { fact first { /1.*/ => {a, b}  /2/ "
             "=> c } } }\n"
             "fact first at L0: text \"1\" { here { file \"/proc/f\" { /(.*)/ => $1 } } }\n"
             "fact told at L0: text \"t\"\n"
             "fact fourth at L0: one of {x, y} \"4\" { here { fact told { /.*/ => x } } }\n");
    gather(f, 0);
    unknown(f, "L0.third", CAV_REASON_NO_FILE, "/proc/f");
    unknown(f, "L0.fourth", CAV_REASON_NOT_TOLD, "L0.told");
    assert_string_equal(f->found[0].name, "L0.third"); /* in order, however they depend */
    assert_int_equal(f->nfound, 4);
    file(f, "/proc/f", "12\n");
    gather(f, 0);
    found(f, "L0.first", "12");
    found(f, "L0.second", "a|b");
    found(f, "L0.third", "x|y");
    evidence(f, "L0.second", "L0.first", 0, "12");
    file(f, "/proc/f", "2\n");
    gather(f, 0);
    found(f, "L0.second", "c");
    unknown(f, "L0.third", CAV_REASON_NO_MATCH, "L0.second");
}

/* -- the cache
 * ------------------------------------------------------------------------------------------ */

/* More files than the cache holds, each read by two facts. */
static void reads_many_files(void **state)
{
    fixture *f = *state;
    char *text = malloc(100000), path[32], name[32];
    size_t used = 0;

    assert_non_null(text);
    for (int round = 0; round < 2; round++) {
        used += (size_t)sprintf(text + used, "fact v%d at L0: number \"v\" { here {\n", round);
        for (int k = 0; k < 100; k++)
            used += (size_t)sprintf(text + used, " file \"/proc/f%d\" { /v=(\\d+)/ => $1 }\n", k);
        used += (size_t)sprintf(text + used, "} }\n");
    }
    facts(f, text);
    for (int k = 0; k < 100; k++) {
        snprintf(path, sizeof path, "/proc/f%d", k);
        snprintf(name, sizeof name, k == 99 ? "v=%d" : "w=%d", k);
        file(f, path, name);
    }
    gather(f, 0);
    found(f, "L0.v0", "99");
    found(f, "L0.v1", "99");
    free(text);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(splits_lines),         CASE(tries_patterns_in_order), CASE(takes_captures),
        CASE(reads_any_bytes),      CASE(stops_at_match_limits),   CASE(asks_sources_in_order),
        CASE(asks_blocks_in_order), CASE(waits_with_absence),      CASE(keeps_guards),
        CASE(asks_probes),          CASE(derives_facts),           CASE(reads_many_files),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
