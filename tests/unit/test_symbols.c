/* test_symbols.c: the index of names, what declarations say, and tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../compiler/caveatc.h"

static const char facts[] =
    "layer L0 \"host\"\n"
    "product rhel \"R\" version major.minor from os-release ID /rhel/\n"
    "feature f \"F\" in use when L0.a is on\n"
    "fact a at L0: flag \"A\"\n"
    "fact b at L0: one of {x, y} \"B\" { here { fact a { /on/ => {x, y} } } }\n"
    "fact os at L0: release \"Os\" { guest 2 { only when file \"/etc/a\" matches /b/ { os-release "
    "} } }\n";
static const char pack[] =
    "pack p { title \"T\" issuer \"I\" source \"S\" applies when f in use cite s.1 }\n"
    "use \"facts.cav\"\n"
    "section s \"S\" { statement s.1 line 4 \"one\" statement s.2 \"two\" no rule \"why\" }\n"
    "define d: L0.b is not x or L0.os is rhel 8\n"
    "rule r { cite s.1 when d then f is broken \"{L0.b} \\u{41} {{L0.a}} {L0.os}\" fix \"F\" }\n"
    "test \"t\" { given L0: b in {x}, os rhel 8.2 given use f expect f broken by r\n"
    "expect unknown between preview and broken missing L0.a }\n";

static const char *give(void *context, const char *path, cavc_text *text)
{
    (void)context;
    if (strcmp(path, "facts.cav"))
        return "no such file";
    *text = (cavc_text){facts, sizeof facts - 1};
    return NULL;
}

static cavc_unit *parse(const char *text)
{
    cavc_host host = {.use = give};
    cavc_unit *unit = NULL;

    cavc_parse(&host, "dir/main.cav", (cavc_text){text, strlen(text)}, &unit);
    assert_non_null(unit);
    return unit;
}

static const char *text_of(const cavc_symbol *s)
{
    return strstr(s->file, "facts") ? facts : pack;
}

/* "kind name>target's name" for each symbol of the files; `!` marks declarations. */
static void list(cavc_unit *unit, char *out, size_t room)
{
    static const char *const kinds[] = {"pack", "file",  "layer",  "product", "feature",
                                        "fact", "value", "define", "section", "statement",
                                        "rule", "test",  "level"};
    cavc_symbol s, target;
    uint32_t count;
    size_t n = 0;

    assert_int_equal(cavc_symbols(unit, &count), CAV_OK);
    for (uint32_t i = 0; i < count; i++) {
        assert_true(cavc_symbol_get(unit, i, &s));
        if (s.target != CAV_NONE) {
            assert_true(cavc_symbol_get(unit, s.target, &target));
            assert_true(target.declares);
            assert_int_equal(target.kind, s.kind);
            assert_string_equal(target.name, s.name);
        }
        n += (size_t)snprintf(out + n, room - n, "%s %s%s%s\n", kinds[s.kind], s.name,
                              s.declares ? "!" : "", s.target == CAV_NONE ? "?" : "");
        assert_true(n < room);
    }
    assert_false(cavc_symbol_get(unit, count, &s));
}

static void test_every_name(void **state)
{
    static const char expected[] =
        "pack p!\nfeature f\nstatement s.1\nfile dir/facts.cav?\nsection s!\nstatement "
        "s.1!\nstatement s.2!\n"
        "define d!\nlayer L0\nfact b\nvalue x\nlayer L0\nfact os\nproduct rhel\n"
        "rule r!\nstatement s.1\ndefine d\nfeature f\nlevel broken?\nlayer L0\nfact b\nlayer "
        "L0\nfact os\n"
        "test t!\nlayer L0\nfact b\nvalue x\nfact os\nproduct rhel\nfeature f\nfeature f\nlevel "
        "broken?\nrule r\n"
        "level preview?\nlevel broken?\nlayer L0\nfact a\n"
        "layer L0!\nproduct rhel!\nfeature f!\nlayer L0\nfact a\nvalue on?\nfact a!\nlayer L0\n"
        "fact b!\nlayer L0\nvalue x!\nvalue y!\nfact a\nvalue x\nvalue y\nfact os!\nlayer L0\n";
    cavc_unit *unit = parse(pack);
    char got[4096];

    (void)state;
    assert_int_equal(cavc_unit_errors(unit), 0);
    list(unit, got, sizeof got);
    assert_string_equal(got, expected);
    cavc_unit_free(unit);
}

static void test_spans_are_the_names(void **state)
{
    cavc_unit *unit = parse(pack);
    cavc_symbol s, owner;
    uint32_t count, last = 0;
    const char *file = NULL;

    (void)state;
    cavc_symbols(unit, &count);
    for (uint32_t i = 0; i < count; i++) {
        cavc_symbol_get(unit, i, &s);
        const char *at = text_of(&s) + s.start;
        if (s.kind != CAVC_SYMBOL_FILE)
            assert_memory_equal(at + (s.kind == CAVC_SYMBOL_TEST), s.name, strlen(s.name));
        if (s.kind != CAVC_SYMBOL_FILE && s.kind != CAVC_SYMBOL_TEST)
            assert_int_equal(s.end - s.start, strlen(s.name));
        assert_true(s.whole_start <= s.start && s.end <= s.whole_end);
        assert_true(!file || strcmp(file, s.file) || s.start >= last);
        if (s.owner != CAV_NONE) {
            assert_true(cavc_symbol_get(unit, s.owner, &owner));
            assert_true(owner.whole_start < s.start && s.end <= owner.whole_end);
        }
        last = s.end;
        file = s.file;
    }
    cavc_unit_free(unit);
}

static uint32_t find(cavc_unit *unit, cavc_symbol_kind kind, const char *name)
{
    cavc_symbol s;
    uint32_t count;

    cavc_symbols(unit, &count);
    for (uint32_t i = 0; i < count; i++)
        if (cavc_symbol_get(unit, i, &s) && s.declares && s.kind == kind && !strcmp(s.name, name))
            return i;
    return CAV_NONE;
}

static void says(cavc_unit *unit, cavc_symbol_kind kind, const char *name, const char *expected)
{
    char got[2048] = "";
    cavc_detail d;
    uint32_t index = find(unit, kind, name);

    for (uint32_t k = 0; cavc_symbol_detail(unit, index, k, &d); k++) {
        assert_true(strlen(got) + strlen(d.what) + strlen(d.text) + 4 < sizeof got);
        strcat(strcat(strcat(strcat(got, d.what), "="), d.text), "\n");
    }
    assert_string_equal(got, expected);
}

static void test_details(void **state)
{
    cavc_unit *unit = parse(pack);
    cavc_detail d;

    (void)state;
    says(unit, CAVC_SYMBOL_PACK, "p", "title=T\nissuer=I\nsource=S\napplies when=f in use\n");
    says(unit, CAVC_SYMBOL_LAYER, "L0", "title=host\n");
    says(unit, CAVC_SYMBOL_PRODUCT, "rhel",
         "title=R\nversion=major.minor\nfrom=os-release ID /rhel/\n");
    says(unit, CAVC_SYMBOL_FEATURE, "f", "title=F\nin use when=L0.a is on\n");
    says(unit, CAVC_SYMBOL_FACT, "b",
         "title=B\ntype=one of {x, y}\nlayers=L0\nsource=the machine itself: the fact a of its "
         "layer\n");
    says(unit, CAVC_SYMBOL_FACT, "os",
         "title=Os\ntype=a release\nlayers=L0\n"
         "source=a guest 2 layers above: only when /etc/a matches /b/: os-release\n");
    says(unit, CAVC_SYMBOL_STATEMENT, "s.1", "gist=one\nline=4\n");
    says(unit, CAVC_SYMBOL_STATEMENT, "s.2", "gist=two\nno rule=why\n");
    says(unit, CAVC_SYMBOL_DEFINE, "d", "condition=L0.b is not x or L0.os is rhel 8\n");
    says(unit, CAVC_SYMBOL_RULE, "r",
         "cite=s.1\nwhen=d\nfeature=f\nlevel=broken\nmessage={L0.b} A {{L0.a}} {L0.os}\nfix=F\n");
    assert_false(cavc_symbol_detail(unit, CAV_NONE, 0, &d));
    assert_false(cavc_symbol_detail(unit, find(unit, CAVC_SYMBOL_VALUE, "x"), 0, &d));
    cavc_unit_free(unit);
}

static void test_errors_leave_the_rest(void **state)
{
    cavc_unit *unit =
        parse("use \"none.cav\"\nrule r { cite a.1, a.2 require L0.x in { then broken \"x\" }\n"
              "rule r { when q and (q) then ff is nolevel \"{\" }\nlayer L0 \"x\"\nlayer");
    char got[1024];

    (void)state;
    assert_true(cavc_unit_errors(unit) > 0);
    list(unit, got, sizeof got);
    assert_string_equal(got, "file none.cav?\nrule r!\nstatement a.1?\nstatement a.2?\n"
                             "rule r!\ndefine q?\ndefine q?\nfeature ff?\nlayer L0!\n");
    cavc_unit_free(unit);
}

/* -- no memory -- */

typedef struct meter {
    long left, live;
} meter;

static void *metered(void *context, void *block, size_t old_size, size_t new_size)
{
    meter *m = context;

    (void)old_size;
    if (!new_size) {
        m->live -= block != NULL;
        free(block);
        return NULL;
    }
    if (m->left-- <= 0)
        return NULL;
    m->live += block == NULL;
    return realloc(block, new_size);
}

static bool count_tokens(void *context, const cavc_token *t)
{
    (void)t;
    return ++*(int *)context < 1000;
}

static void test_memory_runs_out(void **state)
{
    meter m = {.left = 1000};
    cav_env env = {.resize = metered, .context = &m};
    cavc_host host = {.env = env, .use = give};
    cavc_unit *unit = NULL;
    uint32_t count;
    int n = 0;

    (void)state;
    assert_int_equal(cavc_parse(&host, "main.cav", (cavc_text){pack, sizeof pack - 1}, &unit),
                     CAV_OK);
    for (m.left = 0; cavc_symbols(unit, &count) != CAV_OK; m.left = ++n) {
        assert_int_equal(count, 0);
        assert_true(n < 100);
    }
    cavc_unit_free(unit);
    n = 0;
    for (m.left = 0;
         cavc_tokens(&env, (cavc_text){pack, sizeof pack - 1}, count_tokens, &(int){0}) != CAV_OK;
         m.left = ++n)
        assert_true(n < 100);
    assert_int_equal(m.live, 0);
}

/* -- tokens -- */

typedef struct told {
    const char *text;
    char out[1024];
    int stop;
} told;

static bool tell(void *context, const cavc_token *t)
{
    told *d = context;
    size_t n = strlen(d->out);

    snprintf(d->out + n, sizeof d->out - n, "%c%.*s ", "wprnsxm#"[t->kind],
             (int)(t->end - t->start), d -> text + t -> start);
    return --d->stop != 0;
}

static void tokens_are(const char *text, int stop, const char *expected)
{
    told d = {.text = text, .stop = stop};

    assert_int_equal(cavc_tokens(NULL, (cavc_text){text, strlen(text)}, tell, &d), CAV_OK);
    assert_string_equal(d.out, expected);
}

static void test_tokens(void **state)
{
    (void)state;
    tokens_are("", -1, "");
    tokens_are("# a\nrule r1 { # b\n when L0.a is not 8.2 or  later }# c", -1,
               "## a wrule wr1 m{ ## b rwhen pL0.a ris rnot n8.2 ror  later m} ## c ");
    tokens_are("file \"a b\" /x\\/y/i => ..8 0x4000 <= (,):", -1,
               "wfile s\"a b\" x/x\\/y/i m=> n..8 n0x4000 m<= m( m, m) m: ");
    tokens_are("a \"open\nb /open\n@ L0. x_y", -1, "wa s\"open wb x/open wL0. wx_y ");
    tokens_are("a b c d", 2, "wa wb ");
    assert_int_equal(cavc_tokens(NULL, (cavc_text){"", CAVC_SOURCE_MAX + 1u}, tell, NULL),
                     CAV_BAD_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name),      cmocka_unit_test(test_spans_are_the_names),
        cmocka_unit_test(test_details),         cmocka_unit_test(test_errors_leave_the_rest),
        cmocka_unit_test(test_memory_runs_out), cmocka_unit_test(test_tokens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
