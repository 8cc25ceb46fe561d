/* test_catalogue.c: catalogues of translations: what the reader takes and refuses, what of them is
 * found to be missing or stale, damaged ones, and the project's own.
 */
#include "catalogue.h"

static void expect(const char *text, const char *said)
{
    unit *u = catalogue_unit("es", text, strlen(text));

    if (strcmp(u->said, said))
        fail_msg("of:\n%s\nexpected %s\ngot      %s\n%s", text, said, u->said, u->messages);
    catalogue_done(u);
}

/* -- the reader ---------------------------------------------------------------------------------
 */

static void takes(void **state)
{
    (void)state;
    expect(catalogue_good, "");
    expect("", "");
    expect("# only a comment", "");
    expect("msgid \"a\"\nmsgstr \"\"", "");
    expect("msgid \"a\"\n# between\nmsgstr \"b\"\n", "es.po:1:7 E301 es.po:3:1 E301");
    expect("msgid \"\" \"a\" \"b\"\n\t\"c\"\r\nmsgstr\t\"x\"\n", "");
    expect("#, c-format, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n", "");
    expect("msgid \"a\"\nmsgstr \"\\a\\b\\t\\n\\v\\f\\r\\\"\\\\\\101\"\n", "");
    expect("msgctxt \"x\"\nmsgid \"a\"\nmsgstr \"1\"\nmsgid \"a\"\nmsgstr \"2\"\n", "");
    expect("#~ msgid \"never closed\n#~ anything\nmsgid \"a\"\nmsgstr \"1\"\n", "");
}

static void refuses(void **state)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"hello\n", "es.po:1:1 E301"},
        {"\"a\"\n", "es.po:1:1 E301"},
        {"msgid a\n", "es.po:1:7 E301"},
        {"msgid\n", "es.po:1:6 E301"},
        {"msgid \"a\" b\nmsgstr \"c\"\n", "es.po:1:11 E301"},
        {"msgid \"a\"\n", "es.po:1:7 E301"},
        {"msgctxt \"a\"\n", "es.po:1:9 E301"},
        {"msgctxt \"a\"\nmsgstr \"b\"\n", "es.po:2:1 E301"},
        {"msgstr \"b\"\n", "es.po:1:1 E301"},
        {"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"\n", "es.po:3:1 E301"},
        {"msgid \"a\" msgstr \"b\"\n", "es.po:1:11 E301"},
        {"domain \"x\"\nmsgid \"a\"\nmsgstr \"b\"\n", "es.po:1:1 E301"},
        {"msgid \"a\"\nmsgstr \"b\n\"c\"\n", "es.po:2:8 E302"},
        {"msgid \"a\"\nmsgstr \"b\\\"\n", "es.po:2:8 E302"},
        {"msgid \"a\"\nmsgstr \"b\\q\"\n", "es.po:2:10 E302"},
        {"msgid \"a\"\nmsgstr \"\\x41\"\n", "es.po:2:9 E302"},
        {"msgid \"a\"\nmsgstr \"\\0\"\n", "es.po:2:9 E302"},
        {"msgid \"a\"\nmsgstr \"\\777\"\n", "es.po:2:9 E302"},
        {"msgid \"a\"\nmsgstr \"\\303\"\n", "es.po:2:8 E302"},
        {"msgid \"a\"\nmsgstr \"\\", "es.po:2:8 E302 es.po:2:9 E302"},
        {"msgid \"a\"\nmsgstr \"1\"\n\nmsgid \"\" \"a\"\nmsgstr \"2\"\n", "es.po:4:7 E303"},
        {"msgid \"\"\nmsgstr \"\"\nmsgid \"\"\nmsgstr \"\"\n", "es.po:3:7 E303"},
        {"msgctxt \"c\"\nmsgid \"a\"\nmsgstr \"1\"\nmsgctxt \"c\"\nmsgid \"a\"\nmsgstr \"2\"\n",
         "es.po:5:7 E303"},
        {"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n",
         "es.po:2:8 E304"},
        {"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=CHARSET\\n\"\n", "es.po:2:8 E304"},
        {"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\n", "es.po:2:1 E305"},
        {"msgid \"a\"\nmsgstr[0] \"c\"\n", "es.po:2:1 E305"},
        {"msgid \"a\xFF\"\nmsgstr \"b\"\n", "es.po:1:9 E002"},
        {"msgid \"a\"\nmsgstr \"\x07\"\n", "es.po:2:9 E003"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect(cases[k].text, cases[k].said);
}

static void refuses_files(void **state)
{
    unit *u = calloc(1, sizeof *u);

    (void)state;
    assert_non_null(u);
    u->env = meter_env(&u->m);
    u->given[0] = (given){"not a tag", "", 0};
    u->given[1] = (given){"fr", NULL, 0};
    assert_int_equal(catalogue_parse(u, catalogue_rules), CAV_BAD_VALUE);
    assert_string_equal(u->said, "fr.po:1:1 E306 not a tag.po:1:1 E306");
    assert_non_null(strstr(u->messages, "\"po/fr.po\" cannot be read: no reason"));
    catalogue_done(u);
}

/* -- what lint finds ----------------------------------------------------------------------------
 */

static void lint(const char *extra, const char *said, const char *words)
{
    char text[8000];
    uint32_t count = 0;
    unit *u;

    assert_true(snprintf(text, sizeof text, "%s%s", catalogue_good, extra) < (int)sizeof text);
    u = catalogue_unit("es", text, strlen(text));
    assert_string_equal(u->said, "");
    assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    if (strcmp(u->said, said) || !strstr(u->messages, words))
        fail_msg("of %s\nexpected %s: %s\ngot %s\n%s", extra, said, words, u->said, u->messages);
    assert_int_equal(count != 0, *said != 0);
    catalogue_done(u);
}

static void findings(void **state)
{
    (void)state;
    lint("", "", "");
    lint("msgid \"the hose\"\nmsgstr \"x\"\n", "es.po:72:7 W302", "the text may now be: the host");
    lint("msgid \"nowhere\"\nmsgstr \"x\"\n", "es.po:72:7 W302", "delete the entry");
    lint("#: main.cav:3\nmsgid \"nowhere\"\nmsgstr \"x\"\n", "es.po:73:7 W302", "");
    lint("#: other.cav:3\nmsgid \"nowhere\"\nmsgstr \"x\"\n", "", ""); /* another pack's */
    lint("#: gone.cav:3\nmsgid \"nowhere\"\nmsgstr \"x\"\n", "es.po:73:7 W302", "");
    lint("#: main.cav:1 other.cav:3\nmsgid \"nowhere\"\nmsgstr \"x\"\n", "", "");
    lint("msgctxt \"rule r: why\"\nmsgid \"Same words\"\nmsgstr \"x\"\n", "es.po:72:9 W302",
         "`#.`");
    lint("msgctxt \"caveat\"\nmsgid \"or else\"\nmsgstr \"x\"\n", "es.po:72:9 W302", "context");
    lint("# allow W302: kept for later\nmsgid \"nowhere\"\nmsgstr \"x\"\n", "", "");
}

/* A catalogue of one entry, of which all else is missing: only what is said of that line. */
static void one_entry(const char *entry, const char *id, const char *words)
{
    char text[400], mark[40];
    uint32_t count;
    unit *u;

    snprintf(text, sizeof text, "msgid \"the host\"\nmsgstr \"x\"\n%s", entry);
    u = catalogue_unit("es", text, strlen(text));
    assert_string_equal(u->said, "");
    assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    snprintf(mark, sizeof mark, " %s", id);
    if (!strstr(u->said, id) || !strstr(u->messages, words))
        fail_msg("of %s\nexpected %s: %s\ngot %s\n%s", entry, id, words, u->said, u->messages);
    assert_non_null(strstr(u->said, "main:2:10 W301")); /* a text without an entry: at the text */
    catalogue_done(u);
}

static void differences(void **state)
{
    (void)state;
    one_entry("msgid \"Never\"\nmsgstr \"\"\n", "es.po:3:7 W301", "not translated");
    one_entry("#, fuzzy\nmsgid \"Never\"\nmsgstr \"x\"\n", "es.po:4:7 W303", "");
    one_entry("msgid \"{L1.mode}\"\nmsgstr \"x\"\n", "es.po:4:8 W304",
              "{L1.mode} of the original is not");
    one_entry("msgid \"{L1.mode}\"\nmsgstr \"{L1.mod}\"\n", "es.po:4:8 W304",
              "{L1.mod} is not in the original");
    one_entry("msgid \"{L1.mode}\"\nmsgstr \"{L1.mode} {L1.mode}\"\n", "es.po:4:8 W304",
              "is not in the original");
    one_entry("msgid \"{L1.mode}\"\nmsgstr \"{L1.mode\"\n", "es.po:4:8 W304", "nothing closes");
    one_entry("msgid \"Never\"\nmsgstr \" x\"\n", "es.po:4:8 W305", "begin");
    one_entry("msgid \"Never\"\nmsgstr \"x\\n\"\n", "es.po:4:8 W305", "end");
    one_entry("msgid \"Two\\nlines\"\nmsgstr \"x\"\n", "es.po:4:8 W305", "as many");
    one_entry("msgid \"\"\nmsgstr \"Language: fr\\n\"\n", "es.po:4:8 W306", "fr");
    one_entry("", "es.po:1:1 W301", "\"minor unknown\" (msgctxt \"caveat\")");
}

/* Two units of one run: what both would say is said once, and neither accuses the other's entries.
 */
static void two_units(void **state)
{
    static const char text[] = "msgid \"the host\"\nmsgstr \"\"\nmsgid \"other's\"\nmsgstr \"x\"\n";
    static const char second[] = "layer L0 \"the host\"\nlayer L1 \"other's\"\n";
    unit *a = catalogue_unit("es", text, sizeof text - 1), *b = calloc(1, sizeof *b);
    cavc_unit *both[2] = {a->unit, NULL};
    uint32_t count;

    (void)state;
    assert_non_null(b);
    b->given[0] = a->given[0];
    assert_int_equal(catalogue_parse(b, second), CAV_OK);
    both[1] = b->unit;
    assert_int_equal(cavc_translations(both[0], both, 2, &count), CAV_OK);
    assert_int_equal(cavc_translations(both[1], both, 2, &count), CAV_OK);
    assert_null(strstr(a->said, "W302"));
    assert_non_null(strstr(a->said, "es.po:1:7 W301"));
    assert_string_equal(b->said, "");
    assert_int_equal(count, 0);
    cavc_unit_free(b->unit);
    free(b);
    catalogue_done(a);
}

/* -- damage -------------------------------------------------------------------------------------
 */

/* Reads a catalogue from a block of exactly its size; lints and compiles what is accepted. */
static void try_catalogue(const char *bytes, size_t size)
{
    char *copy = malloc(size ? size : 1);
    unit *u;
    uint8_t *image;
    size_t n;
    uint32_t count;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    u = catalogue_unit("es", copy, size);
    if (!cavc_unit_errors(u->unit)) {
        assert_int_equal(cavc_compile(u->unit, NULL, &image, &n), CAV_OK);
        cavc_image_free(u->unit, image, n);
        assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    }
    catalogue_done(u);
    free(copy);
}

static void damaged_catalogues(void **state)
{
    const uint32_t size = (uint32_t)strlen(catalogue_good);
    char *copy = strdup(catalogue_good);
    uint64_t seed = 20260726;

    (void)state;
    assert_non_null(copy);
    for (size_t n = 0; n <= size; n++)
        try_catalogue(catalogue_good, n);
    for (size_t bit = 0; bit < 8 * (size_t)size; bit += 3) {
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        try_catalogue(copy, size);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
    }
    for (unsigned round = 0; round < 3000; round++) {
        memcpy(copy, catalogue_good, size + 1);
        for (uint32_t k = 1 + next_random(&seed, 4); k; k--) {
            const uint32_t at = next_random(&seed, size);
            copy[at] = "\"\\#msg \n[~,:{}\0\xC3"[next_random(&seed, 17)];
        }
        try_catalogue(copy, size);
    }
    free(copy);
}

/* -- the project's own --------------------------------------------------------------------------
 */

typedef struct folder {
    char *bytes[8];
    size_t n;
    unsigned said;
} folder;

static char *read_rules(folder *f, const char *path, size_t *size)
{
    char full[200];
    FILE *file;
    long n;

    snprintf(full, sizeof full, "rules/%s", path);
    file = fopen(full, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    n = ftell(file);
    rewind(file);
    f->bytes[f->n] = malloc((size_t)n + 1);
    assert_non_null(f->bytes[f->n]);
    *size = fread(f->bytes[f->n], 1, (size_t)n, file);
    fclose(file);
    return f->bytes[f->n++];
}

static const char *use_rules(void *context, const char *path, cavc_text *text)
{
    text->bytes = read_rules(context, path, &text->size);
    return text->bytes ? NULL : "no such file";
}

static bool give_spanish(void *context, uint32_t k, cavc_catalogue *out)
{
    out->tag = "es";
    if (k == 0)
        out->text.bytes = read_rules(context, "po/es.po", &out->text.size);
    return k == 0;
}

static void print(void *context, const cavc_diagnostic *d)
{
    ((folder *)context)->said++;
    print_message("%s:%u:%u: %s %s\n", d->file ? d->file : "", d->line, d->column, d->id,
                  d->message);
}

/* Spanish is complete, current and in order, for each pack. */
static void spanish(void **state)
{
    static const char *const packs[] = {"rhel8-nested.cav", "kernel-nested.cav"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        folder f = {{0}, 0, 0};
        const cavc_host host = {
            .diagnostic = print, .use = use_rules, .catalogue = give_spanish, .context = &f};
        cavc_text text;
        cavc_unit *u;
        uint32_t count;

        assert_null(use_rules(&f, packs[k], &text));
        assert_int_equal(cavc_parse(&host, packs[k], text, &u), CAV_OK);
        assert_int_equal(cavc_translations(u, NULL, 0, &count), CAV_OK);
        assert_int_equal(count, 0);
        assert_int_equal(f.said, 0);
        cavc_unit_free(u);
        while (f.n)
            free(f.bytes[--f.n]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes),
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_files),
        cmocka_unit_test(findings),
        cmocka_unit_test(differences),
        cmocka_unit_test(two_units),
        cmocka_unit_test(damaged_catalogues),
        cmocka_unit_test(spanish),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
