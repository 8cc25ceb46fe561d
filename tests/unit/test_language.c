/* test_language.c: catalogues of translations: what the reader takes and refuses, what of them is
 * found to be missing or stale, the sections they become, and both under damage.
 */
#include "support.h"

#include "../../compiler/caveatc.h"
#include "../../runtime/image.h"

static const char rules[] = "layer L0 \"the host\"\n"
                            "layer L1 \"a guest\"\n"
                            "product rhel \"RHEL\" version major.minor\n"
                            "feature f \"Same words\"\n"
                            "fact on at L0: flag \"It is on\"\n"
                            "fact mode at L0, L1: one of {a, b, c} \"Same words\"\n"
                            "fact os at L0: release \"System\"\n"
                            "pack p { title \"A pack\" issuer \"I\" source \"S\" }\n"
                            "section s \"Said\" { statement s.1 \"Two\\nlines\" statement s.2 "
                            "\"Never\" no rule \"why not\" }\n"
                            "rule r { cite s.1 why \"Because\" when L0.on is on then broken "
                            "\"{L0.mode} and {L0.os}: {{x}}\" "
                            "fix \"Do it\" }\n"
                            "rule q { cite s.1 why \"Same words\" when L0.on is on conflict f, g "
                            "else preview \"{L1.mode}\" }\n"
                            "feature g \"Another\"\n"
                            "impossible \"Cannot be\" when L0.on is on and L0.mode is c\n";

static const char good[] =
    "\xEF\xBB\xBF# A catalogue\r\n"
    "msgid \"\"\nmsgstr \"\"\n\"Language: es\\n\"\n\"Content-Type: text/plain; "
    "charset=UTF-8\\n\"\n\n"
    "#. layer L0: title\n#: main.cav:1\nmsgid \"the host\"\nmsgstr \"el \" "
    "\"anfitri\"\n\"\\303\\263n\"\n"
    "msgid \"a guest\"\nmsgstr \"un hu\xC3\xA9sped\"\n"
    "msgid \"RHEL\"\nmsgstr \"RHEL\"\n"
    "msgid \"Same words\"\nmsgstr \"Las mismas palabras\"\n"
    "msgctxt \"rule q: why\"\nmsgid \"Same words\"\nmsgstr \"Lo mismo\"\n"
    "msgid \"It is on\"\nmsgstr \"Activo\"\n"
    "msgid \"System\"\nmsgstr \"Sistema\"\n"
    "msgid \"A pack\"\nmsgstr \"Un paquete\"\n"
    "msgid \"I\"\nmsgstr \"I\"\nmsgid \"S\"\nmsgstr \"F\"\n"
    "msgid \"Said\"\nmsgstr \"Dicho\"\n"
    "msgid \"Two\\nlines\"\nmsgstr \"Dos\\nl\xC3\xADneas\"\n"
    "msgid \"Never\"\nmsgstr \"Nunca\"\nmsgid \"why not\"\nmsgstr \"por qu\xC3\xA9 no\"\n"
    "msgid \"Because\"\nmsgstr \"Porque s\xC3\xAD\"\n"
    "msgid \"{L0.mode} and {L0.os}: {{x}}\"\nmsgstr \"{L0.os} y {L0.mode}: {{x}}\"\n"
    "msgid \"Do it\"\nmsgstr \"H\xC3\xA1galo\"\n"
    "msgid \"{L1.mode}\"\nmsgstr \"modo {L1.mode}\"\n"
    "msgid \"Another\"\nmsgstr \"Otra\"\nmsgid \"Cannot be\"\nmsgstr \"Imposible\"\n"
    "msgctxt \"caveat\"\nmsgid \"unknown\"\nmsgstr \"desconocido\"\n"
    "msgctxt \"caveat\"\nmsgid \"or\"\nmsgstr \"o\"\n"
    "msgctxt \"caveat\"\nmsgid \"version unknown\"\nmsgstr \"versi\xC3\xB3n desconocida\"\n"
    "msgctxt \"caveat\"\nmsgid \"minor unknown\"\nmsgstr \"menor desconocida\"\n"
    "msgctxt \"caveat\"\nmsgid \"patch unknown\"\nmsgstr \"parche desconocido\"\n"
    "msgctxt \"caveat\"\nmsgid \"build unknown\"\nmsgstr \"compilaci\xC3\xB3n desconocida\"\n"
    "#~ msgid \"gone\"\n#~ msgstr \"ido\"\n#| msgid \"before\"\n";

/* -- a unit with catalogues ---------------------------------------------------------------------
 */

typedef struct given {
    const char *tag, *bytes;
    size_t size;
} given;

typedef struct unit {
    meter m;
    cav_env env;
    given given[3];
    char said[4000], messages[8000];
    cavc_unit *unit;
} unit;

static void note(void *context, const cavc_diagnostic *d)
{
    unit *u = context;
    const size_t n = strlen(u->said), k = strlen(u->messages);

    if (d->line) {
        assert_true(strchr(d->caret, '^') && d->start <= d->end);
        snprintf(u->said + n, sizeof u->said - n, "%s%s:%u:%u %s", n ? " " : "",
                 strcmp(d->file, "main.cav") ? d->file + strlen("po/") : "main", d->line, d->column,
                 d->id);
    } else {
        snprintf(u->said + n, sizeof u->said - n, "%s%s", n ? " " : "", d->id);
    }
    snprintf(u->messages + k, sizeof u->messages - k, "%s|%s\n", d->message,
             d->hint ? d->hint : "");
}

static bool give(void *context, uint32_t k, cavc_catalogue *out)
{
    const unit *u = context;

    if (k >= 3 || !u->given[k].tag)
        return false;
    *out = (cavc_catalogue){.tag = u->given[k].tag, .text = {u->given[k].bytes, u->given[k].size}};
    if (!u->given[k].bytes)
        out->why = "no reason";
    return true;
}

static const char *use(void *context, const char *path, cavc_text *text)
{
    (void)context;
    *text = (cavc_text){"", 0};
    return strcmp(path, "other.cav") ? "no such file" : NULL;
}

static cav_status parse(unit *u)
{
    const cavc_host host = {.env = {.resize = u->env.resize, .context = &u->m},
                            .diagnostic = note,
                            .use = use,
                            .catalogue = give,
                            .context = u};

    return cavc_parse(&host, "main.cav", (cavc_text){rules, sizeof rules - 1}, &u->unit);
}

static unit *parsed(const char *tag, const char *text, size_t size)
{
    unit *u = calloc(1, sizeof *u);

    assert_non_null(u);
    u->env = meter_env(&u->m);
    u->given[0] = (given){tag, text, size};
    parse(u);
    assert_non_null(u->unit);
    return u;
}

static void done(unit *u)
{
    cavc_unit_free(u->unit);
    assert_int_equal(u->m.live, 0);
    free(u);
}

static void expect(const char *text, const char *said)
{
    unit *u = parsed("es", text, strlen(text));

    if (strcmp(u->said, said))
        fail_msg("of:\n%s\nexpected %s\ngot      %s\n%s", text, said, u->said, u->messages);
    done(u);
}

/* -- the reader ---------------------------------------------------------------------------------
 */

static void takes(void **state)
{
    (void)state;
    expect(good, "");
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
    assert_int_equal(parse(u), CAV_BAD_VALUE);
    assert_string_equal(u->said, "fr.po:1:1 E306 not a tag.po:1:1 E306");
    assert_non_null(strstr(u->messages, "\"po/fr.po\" cannot be read: no reason"));
    done(u);
}

/* -- the section --------------------------------------------------------------------------------
 */

typedef struct built {
    unit *u;
    uint8_t *image;
    size_t size;
    cav_program *program;
} built;

static built build(const char *tag, const char *text)
{
    built b = {.u = parsed(tag, text, strlen(text))};

    assert_string_equal(b.u->said, "");
    assert_int_equal(cavc_compile(b.u->unit, NULL, &b.image, &b.size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, b.image, b.size, &b.program), CAV_OK);
    return b;
}

static void demolish(built *b)
{
    cav_program_free(b->program);
    cavc_image_free(b->u->unit, b->image, b->size);
    done(b->u);
}

static void texts(void **state)
{
    built b = build("es", good);
    const cav_program *p = b.program;
    cav_pack pack;
    cav_layer layer;
    cav_fact fact;
    cav_rule rule;
    cav_feature feature;
    cav_statement statement;
    cav_impossible impossible;

    (void)state;
    assert_int_equal(cav_program_languages(p), 1);
    assert_string_equal(cav_program_language(p, 0), "es");
    assert_null(cav_program_language(p, 1));
    cav_program_pack(p, &pack);
    assert_string_equal(cav_translate(p, 0, pack.title), "Un paquete");
    assert_string_equal(cav_translate(p, CAV_NONE, pack.title), "A pack");
    assert_string_equal(cav_translate(p, 1, pack.title), "A pack");
    assert_null(cav_translate(p, 0, NULL));
    assert_string_equal(cav_translate(p, 0, "A pack"), "A pack"); /* not the program's own string */
    assert_string_equal(cav_translate(p, 0, pack.title + 2), "pack");
    assert_string_equal(cav_translate(p, 0, pack.name), "p");
    cav_program_layer(p, 0, &layer);
    assert_string_equal(cav_translate(p, 0, layer.title), "el anfitri\xC3\xB3n");
    cav_program_feature(p, 0, &feature);
    assert_string_equal(cav_translate(p, 0, feature.title), "Las mismas palabras");
    cav_program_fact(p, cav_fact_find(p, "L1.mode"), &fact);
    assert_string_equal(cav_translate(p, 0, fact.title), "Las mismas palabras");
    cav_program_rule(p, cav_rule_find(p, "q"), &rule);
    assert_string_equal(rule.why, "Same words");
    assert_string_equal(cav_translate(p, 0, rule.why), "Lo mismo"); /* by its context */
    cav_program_rule(p, 0, &rule);
    assert_string_equal(cav_translate(p, 0, rule.fix), "H\xC3\xA1galo");
    cav_program_statement(p, 0, &statement);
    assert_string_equal(cav_translate(p, 0, statement.gist), "Dos\nl\xC3\xADneas");
    assert_string_equal(cav_translate(p, 0, statement.heading_title), "Dicho");
    cav_program_statement(p, 1, &statement);
    assert_string_equal(cav_translate(p, 0, statement.no_rule), "por qu\xC3\xA9 no");
    cav_program_impossible(p, 0, &impossible);
    assert_string_equal(cav_translate(p, 0, impossible.reason), "Imposible");
    demolish(&b);
}

static void message_is(const cav_result *result, const cav_facts *facts, uint32_t language,
                       uint32_t effect, const char *expected)
{
    char text[200], cut[8];
    const size_t n = cav_result_message_in(result, facts, language, effect, text, sizeof text);

    assert_string_equal(text, expected);
    assert_int_equal(n, strlen(expected));
    assert_int_equal(cav_result_message_in(result, facts, language, effect, cut, sizeof cut), n);
    assert_int_equal(cav_result_message_in(result, facts, language, effect, NULL, 0), n);
}

static void messages(void **state)
{
    built b = build("es", good);
    const char *modes[] = {"a", "c"}, *rhel = "rhel 8";
    cav_facts *facts;
    cav_result *result;

    (void)state;
    assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, b.program, &result), CAV_OK);
    message_is(result, facts, 0, 0, "desconocido y desconocido: {x}");
    message_is(result, facts, CAV_NONE, 0, "unknown and unknown: {x}");
    cav_facts_set(facts, cav_fact_find(b.program, "L0.mode"), modes, 2);
    cav_facts_set(facts, cav_fact_find(b.program, "L0.os"), &rhel, 1);
    message_is(result, facts, 0, 0, "rhel 8 (menor desconocida) y a o c: {x}");
    message_is(result, facts, CAV_NONE, 0, "a or c and rhel 8 (minor unknown): {x}");
    message_is(result, facts, 0, 1, "modo desconocido"); /* both effects of the conflict */
    message_is(result, facts, 0, 2, "modo desconocido");
    message_is(result, facts, 0, 3, "");
    cav_result_free(result);
    cav_facts_free(facts);
    demolish(&b);
}

static void finds_locales(void **state)
{
    static const struct {
        const char *locale;
        int found; /* of ca@valencia, es, es_MX; -1: none */
    } cases[] = {{"es", 1},
                 {"es_ES.UTF-8", 1},
                 {"es_MX.UTF-8", 2},
                 {"es-mx", 2},
                 {"ES", 1},
                 {"es_MX@x", 2},
                 {"ca", -1},
                 {"ca_ES.UTF-8@valencia", -1},
                 {"ca@valencia", 0},
                 {"e", -1},
                 {"", -1},
                 {"C.UTF-8", -1},
                 {"esp", -1},
                 {"fr_FR", -1},
                 {".", -1},
                 {"es.", 1},
                 {"es_ES_very_long_name_that_does_not_fit_into_any_buffer_of_a_reader", 1}};
    unit *u = calloc(1, sizeof *u);
    uint8_t *image;
    size_t size;
    cav_program *p;

    (void)state;
    assert_non_null(u);
    u->env = meter_env(&u->m);
    u->given[0] = (given){"es_MX", good, sizeof good - 1};
    u->given[1] = (given){"ca@valencia", "msgid \"Do it\"\nmsgstr \"Fes-ho\"\n", 30};
    u->given[2] = (given){"es", "msgid \"Do it\"\nmsgstr \"Haz\"\n", 27};
    assert_int_equal(parse(u), CAV_OK);
    assert_int_equal(cavc_compile(u->unit, NULL, &image, &size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, image, size, &p), CAV_OK);
    assert_int_equal(cav_program_languages(p), 3);
    assert_string_equal(cav_program_language(p, 0), "ca@valencia");
    assert_string_equal(cav_program_language(p, 2), "es_MX");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal((int)cav_language_find(p, cases[k].locale), cases[k].found);
    cav_program_free(p);
    cavc_image_free(u->unit, image, size);
    done(u);
}

/* What is not used: fuzzy, empty, with other placeholders; a catalogue of something else. */
static void falls_back(void **state)
{
    built b =
        build("es", "msgid \"Do it\"\nmsgstr \"Haz\"\n#, fuzzy\nmsgid \"Because\"\nmsgstr \"x\"\n"
                    "msgid \"{L1.mode}\"\nmsgstr \"{L0.mode}\"\nmsgid \"Never\"\nmsgstr \"\"\n");
    cav_facts *facts;
    cav_result *result;
    cav_rule rule;
    cav_file file;

    (void)state;
    assert_int_equal(cav_facts_new(NULL, b.program, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, b.program, &result), CAV_OK);
    cav_program_rule(b.program, 0, &rule);
    assert_string_equal(cav_translate(b.program, 0, rule.why), "Because");
    assert_string_equal(cav_translate(b.program, 0, rule.fix), "Haz");
    message_is(result, facts, 0, 1, "unknown");
    assert_true(cav_program_file(b.program, 1, &file));
    assert_string_equal(file.name, "po/es.po");
    cav_result_free(result);
    cav_facts_free(facts);
    demolish(&b);
    b = build("es", "msgid \"something else\"\nmsgstr \"x\"\n");
    assert_int_equal(cav_program_languages(b.program), 0);
    assert_false(cav_program_file(b.program, 1, &file));
    demolish(&b);
}

static void stripped(void **state)
{
    static const cavc_options strip = {.strip = true};
    unit *with = parsed("es", good, sizeof good - 1), *without = parsed(NULL, NULL, 0);
    uint8_t *a, *b;
    size_t na, nb;

    (void)state;
    assert_int_equal(cavc_compile(with->unit, &strip, &a, &na), CAV_OK);
    assert_int_equal(cavc_compile(without->unit, &strip, &b, &nb), CAV_OK);
    assert_int_equal(na, nb);
    assert_memory_equal(a, b, na);
    cavc_image_free(with->unit, a, na);
    cavc_image_free(without->unit, b, nb);
    done(with);
    done(without);
}

/* -- what lint finds ----------------------------------------------------------------------------
 */

static void lint(const char *extra, const char *said, const char *words)
{
    char text[sizeof good + 1000];
    uint32_t count = 0;
    unit *u;

    snprintf(text, sizeof text, "%s%s", good, extra);
    u = parsed("es", text, strlen(text));
    assert_string_equal(u->said, "");
    assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    if (strcmp(u->said, said) || !strstr(u->messages, words))
        fail_msg("of %s\nexpected %s: %s\ngot %s\n%s", extra, said, words, u->said, u->messages);
    assert_int_equal(count != 0, *said != 0);
    done(u);
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
    u = parsed("es", text, strlen(text));
    assert_string_equal(u->said, "");
    assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    snprintf(mark, sizeof mark, " %s", id);
    if (!strstr(u->said, id) || !strstr(u->messages, words))
        fail_msg("of %s\nexpected %s: %s\ngot %s\n%s", entry, id, words, u->said, u->messages);
    assert_non_null(strstr(u->said, "main:2:10 W301")); /* a text without an entry: at the text */
    done(u);
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
    unit *a = parsed("es", text, sizeof text - 1), *b = calloc(1, sizeof *b);
    cavc_unit *both[2] = {a->unit, NULL};
    cavc_host host = {.diagnostic = note, .use = use, .catalogue = give, .context = b};
    uint32_t count;

    (void)state;
    assert_non_null(b);
    b->given[0] = a->given[0];
    assert_int_equal(
        cavc_parse(&host, "main.cav", (cavc_text){second, sizeof second - 1}, &b->unit), CAV_OK);
    both[1] = b->unit;
    assert_int_equal(cavc_translations(both[0], both, 2, &count), CAV_OK);
    assert_int_equal(cavc_translations(both[1], both, 2, &count), CAV_OK);
    assert_null(strstr(a->said, "W302"));
    assert_non_null(strstr(a->said, "es.po:1:7 W301"));
    assert_string_equal(b->said, "");
    assert_int_equal(count, 0);
    cavc_unit_free(b->unit);
    free(b);
    done(a);
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
    u = parsed("es", copy, size);
    if (!cavc_unit_errors(u->unit)) {
        assert_int_equal(cavc_compile(u->unit, NULL, &image, &n), CAV_OK);
        cavc_image_free(u->unit, image, n);
        assert_int_equal(cavc_translations(u->unit, NULL, 0, &count), CAV_OK);
    }
    done(u);
    free(copy);
}

static void damaged_catalogues(void **state)
{
    char copy[sizeof good];
    uint64_t seed = 20260726;

    (void)state;
    for (size_t n = 0; n < sizeof good; n++)
        try_catalogue(good, n);
    memcpy(copy, good, sizeof good);
    for (size_t bit = 0; bit < 8 * (sizeof good - 1); bit += 3) {
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        try_catalogue(copy, sizeof good - 1);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
    }
    for (unsigned round = 0; round < 3000; round++) {
        memcpy(copy, good, sizeof good);
        for (uint32_t k = 1 + next_random(&seed, 4); k; k--) {
            const uint32_t at = next_random(&seed, sizeof good - 1);
            copy[at] = "\"\\#msg \n[~,:{}\0\xC3"[next_random(&seed, 17)];
        }
        try_catalogue(copy, sizeof good - 1);
    }
}

/* Everything that a language can be asked for. */
static void ask(const cav_program *p)
{
    cav_pack pack;
    cav_rule rule;
    cav_facts *facts;
    cav_result *result;
    char text[64];

    cav_program_pack(p, &pack);
    assert_int_equal(cav_facts_new(NULL, p, &facts), CAV_OK);
    assert_int_equal(cav_result_new(NULL, p, &result), CAV_OK);
    for (uint32_t k = 0; k < cav_program_languages(p); k++) {
        cav_language_find(p, cav_program_language(p, k));
        assert_non_null(cav_translate(p, k, pack.title));
        for (uint32_t r = 0; cav_program_rule(p, r, &rule); r++)
            cav_translate(p, k, rule.why);
        for (uint32_t e = 0; e < pack.effects; e++)
            cav_result_message_in(result, facts, k, e, text, sizeof text);
        for (uint32_t f = 0; f < pack.facts; f++)
            cav_facts_print_in(facts, k, f, text, sizeof text);
    }
    cav_result_free(result);
    cav_facts_free(facts);
}

static bool accepted(const uint8_t *bytes, size_t size)
{
    cav_program *p;
    uint8_t *copy = malloc(size ? size : 1);
    bool loaded;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    loaded = cav_program_load(NULL, copy, size, &p) == CAV_OK;
    if (loaded)
        ask(p);
    cav_program_free(p);
    free(copy);
    return loaded;
}

/* The entry of the language's section in the table. */
static uint8_t *language_entry(uint8_t *image)
{
    uint8_t *entry = image + IMG_AT_TABLE;

    while (img_get32(entry) != (IMG_LANGUAGE | IMG_SKIP))
        entry += IMG_ENTRY;
    return entry;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int k = 0; k < 4; k++)
        p[k] = (uint8_t)(v >> 8 * k);
}

static void damaged_images(void **state)
{
    static const uint32_t extremes[] = {0,          1,          2,          31,
                                        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
    built b = build("es", good);
    uint8_t *copy = malloc(b.size);
    const uint8_t *entry = language_entry(b.image);
    const size_t first = img_get32(entry + 4), end = first + img_get32(entry + 8);
    unsigned plain = 0, repaired = 0, tried = 0;

    (void)state;
    assert_non_null(copy);
    assert_true(accepted(b.image, b.size));
    for (size_t n = first; n < b.size; n++)
        plain += accepted(b.image, n);
    for (size_t bit = 8 * first; bit < 8 * end; bit++) {
        memcpy(copy, b.image, b.size);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        plain += accepted(copy, b.size);
        asm_repair(copy, b.size);
        repaired += accepted(copy, b.size);
        tried++;
    }
    for (size_t at = first; at + 4 <= end; at += 4)
        for (size_t k = 0; k < sizeof extremes / sizeof *extremes; k++) {
            memcpy(copy, b.image, b.size);
            put32(copy + at, extremes[k]);
            asm_repair(copy, b.size);
            accepted(copy, b.size);
        }
    print_message("%u bits flipped: %u accepted, with the checksum made to fit %u\n", tried, plain,
                  repaired);
    assert_int_equal(plain, 0);
    free(copy);
    demolish(&b);
}

/* A runtime that knows no languages passes over the section; one that must be known is refused. */
static void foreign(void **state)
{
    built b = build("es", good);
    uint8_t *entry = language_entry(b.image);
    cav_program *p;
    cav_pack pack;

    (void)state;
    put32(entry, IMG_SKIP | 1000);
    asm_repair(b.image, b.size);
    assert_int_equal(cav_program_load(NULL, b.image, b.size, &p), CAV_OK);
    assert_int_equal(cav_program_languages(p), 0);
    cav_program_pack(p, &pack);
    assert_string_equal(cav_translate(p, 0, pack.title), "A pack");
    cav_program_free(p);
    put32(entry, IMG_LANGUAGE);
    asm_repair(b.image, b.size);
    assert_false(accepted(b.image, b.size));
    put32(entry, IMG_SKIP | (IMG_LANGUAGE + IMG_LANGUAGES - 1));
    asm_repair(b.image, b.size);
    assert_true(accepted(b.image, b.size));
    demolish(&b);
}

static void no_memory(void **state)
{
    cav_status status = CAV_NO_MEMORY;
    unsigned at = 0;

    (void)state;
    while (status == CAV_NO_MEMORY) {
        unit *u = calloc(1, sizeof *u);
        uint8_t *image = NULL;
        size_t size = 0;
        uint32_t count;

        assert_non_null(u);
        u->env = meter_env(&u->m);
        u->m.fail_at = ++at;
        u->given[0] = (given){"es", good, sizeof good - 1};
        status = parse(u);
        if (status == CAV_OK)
            status = cavc_translations(u->unit, NULL, 0, &count);
        if (status == CAV_OK)
            status = cavc_translatables(u->unit, &count);
        if (status == CAV_OK)
            status = cavc_compile(u->unit, NULL, &image, &size);
        if (image)
            cavc_image_free(u->unit, image, size);
        done(u);
    }
    assert_int_equal(status, CAV_OK);
    assert_true(at > 3);
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
        cmocka_unit_test(takes),          cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_files),  cmocka_unit_test(texts),
        cmocka_unit_test(messages),       cmocka_unit_test(finds_locales),
        cmocka_unit_test(falls_back),     cmocka_unit_test(stripped),
        cmocka_unit_test(findings),       cmocka_unit_test(differences),
        cmocka_unit_test(two_units),      cmocka_unit_test(damaged_catalogues),
        cmocka_unit_test(damaged_images), cmocka_unit_test(foreign),
        cmocka_unit_test(no_memory),      cmocka_unit_test(spanish),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
