/* catalogue.c: see catalogue.h. */
#include "catalogue.h"

const char catalogue_rules[] =
    "layer L0 \"the host\"\n"
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

const char catalogue_good[] =
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

cav_status catalogue_parse(unit *u, const char *text)
{
    const cavc_host host = {.env = {.resize = u->env.resize, .context = &u->m},
                            .diagnostic = note,
                            .use = use,
                            .catalogue = give,
                            .context = u};

    return cavc_parse(&host, "main.cav", (cavc_text){text, strlen(text)}, &u->unit);
}

unit *catalogue_unit(const char *tag, const char *text, size_t size)
{
    unit *u = calloc(1, sizeof *u);

    assert_non_null(u);
    u->env = meter_env(&u->m);
    u->given[0] = (given){tag, text, size};
    catalogue_parse(u, catalogue_rules);
    assert_non_null(u->unit);
    return u;
}

void catalogue_done(unit *u)
{
    cavc_unit_free(u->unit);
    assert_int_equal(u->m.live, 0);
    free(u);
}

built catalogue_build(const char *tag, const char *text)
{
    built b = {.u = catalogue_unit(tag, text, strlen(text))};

    assert_string_equal(b.u->said, "");
    assert_int_equal(cavc_compile(b.u->unit, NULL, &b.image, &b.size), CAV_OK);
    assert_int_equal(cav_program_load(NULL, b.image, b.size, &b.program), CAV_OK);
    return b;
}

void catalogue_demolish(built *b)
{
    cav_program_free(b->program);
    cavc_image_free(b->u->unit, b->image, b->size);
    catalogue_done(b->u);
}
