/* extract.c: the template of a catalogue: what of the rules can be translated, as a gettext .pot
 * file.
 *
 * Texts come in the order of the sources, each once, with the places and the parts it stands for.
 * Refuses nothing. Invariant: no times and no names of people, so the same rules give the same
 * bytes.
 */
#include "extract.h"

#include "../caveat/render.h"

#include <string.h>

typedef struct place {
    const char *what, *file; /* file NULL: one of the runtime's own words */
    uint32_t line;
    bool message;
} place;

typedef struct entry {
    const char *text, *context;
    place *places;
    size_t count, room;
} entry;

typedef struct template
{
    app *app;
    entry *entries;
    size_t count, room;
    size_t *slots; /* entry + 1 by hash of its text; 0: free */
    size_t nslots;
}
template;

/* -- collecting ------------------------------------------------------------------------------- */

static size_t hash(const char *text)
{
    uint32_t h = 2166136261u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

static bool is_same(const entry *e, const cavc_translatable *t, const char *context)
{
    return strcmp(e->text, t->text) == 0 && (e->context != NULL) == (context != NULL) &&
           (!context || strcmp(e->context, context) == 0);
}

static void grow(template *t)
{
    t->nslots = t->nslots ? 2 * t->nslots : 256;
    t->slots = pool_alloc(&t->app->pool, t->nslots, sizeof *t->slots);
    for (size_t i = 0; i < t->count; i++) {
        size_t at = hash(t->entries[i].text) % t->nslots;
        while (t->slots[at])
            at = (at + 1) % t->nslots;
        t->slots[at] = i + 1;
    }
}

static entry *entry_of(template *t, const cavc_translatable *text, const char *context)
{
    if (2 * (t->count + 1) > t->nslots)
        grow(t);
    size_t at = hash(text->text) % t->nslots;
    for (; t->slots[at]; at = (at + 1) % t->nslots)
        if (is_same(&t->entries[t->slots[at] - 1], text, context))
            return &t->entries[t->slots[at] - 1];
    entry *e = pool_push(&t->app->pool, &t->entries, &t->count, &t->room, sizeof *e);
    *e = (entry){.text = text->text, .context = context};
    t->slots[at] = t->count;
    return e;
}

static void add_place(template *t, entry *e, const cavc_translatable *text)
{
    for (size_t i = 0; i < e->count; i++)
        if (strcmp(e->places[i].what, text->what) == 0 && e->places[i].line == text->line)
            return; /* the same vocabulary, used by another pack */
    place *p = pool_push(&t->app->pool, &e->places, &e->count, &e->room, sizeof *p);
    *p = (place){text->what, text->file, text->line, text->message};
}

/* A text with a context of its own is asked for by the text alone where a catalogue has no other.
 */
static int collect(template *t, const pack *p)
{
    uint32_t count;
    cavc_translatable text;
    cav_status status = cavc_translatables(p->unit, &count);
    if (status)
        return tool_failed(t->app, status, p->path);
    for (uint32_t i = 0; cavc_translatable_get(p->unit, i, &text); i++) {
        if (text.file)
            add_place(t, entry_of(t, &text, NULL), &text);
        if (text.context)
            add_place(t, entry_of(t, &text, text.context), &text);
    }
    return TOOL_OK;
}

/* -- writing ---------------------------------------------------------------------------------- */

static void put_octal(buf *out, const char *from, const char *to)
{
    for (; from < to; from++)
        put_printf(out, "\\%03o", (unsigned char)*from);
}

/* In quotes; what a terminal or a reader would stumble over is escaped. */
static void put_string(buf *out, const char *keyword, const char *text)
{
    put_printf(out, "%s \"", keyword);
    while (*text) {
        const char *from = text;
        bool valid;
        uint32_t c = render_decode(&text, &valid);
        if (c == '\n' || c == '\t')
            put_text(out, c == '\n' ? "\\n" : "\\t");
        else if (c == '"' || c == '\\')
            put_printf(out, "\\%c", (char)c);
        else if (!valid || render_is_hostile(c))
            put_octal(out, from, text);
        else
            put_bytes(out, from, (size_t)(text - from));
    }
    put_text(out, "\"\n");
}

static void put_places(buf *out, const entry *e)
{
    for (size_t i = 0; i < e->count; i++) {
        put_text(out, "#. ");
        render_escape(out, e->places[i].what);
        put_text(out, e->places[i].message ? "; keep what stands in {braces}\n" : "\n");
    }
    for (size_t i = 0; i < e->count; i++)
        if (e->places[i].file && !strpbrk(e->places[i].file, " \t")) {
            put_text(out, "#: ");
            render_escape(out, e->places[i].file);
            put_printf(out, ":%u\n", (unsigned)e->places[i].line);
        }
}

static void put_head(app *a, const packs *all)
{
    buf names = {.pool = &a->pool};
    for (size_t k = 0; k < all->count; k++)
        put_printf(&names, "%s%s", k ? " " : "", all->at[k].info.name);
    put_printf(
        &a->out,
        "# Texts of the rules %s for translators, as `caveat doc --extract` wrote them.\n"
        "# What stands after `#.` can be used as msgctxt where one text needs two translations.\n"
        "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: %s\\n\"\n"
        "\"Report-Msgid-Bugs-To: \\n\"\n\"PO-Revision-Date: \\n\"\n\"Last-Translator: \\n\"\n"
        "\"Language-Team: \\n\"\n\"Language: \\n\"\n\"MIME-Version: 1.0\\n\"\n"
        "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
        "\"Content-Transfer-Encoding: 8bit\\n\"\n",
        put_end(&names), put_end(&names));
}

int extract_write(app *a, const packs *all)
{
    template t = {.app = a};
    int status = TOOL_OK;
    for (size_t k = 0; k < all->count && !status; k++)
        status = collect(&t, &all->at[k]);
    if (status)
        return status;
    put_head(a, all);
    for (size_t i = 0; i < t.count; i++) {
        put_char(&a->out, '\n');
        put_places(&a->out, &t.entries[i]);
        if (t.entries[i].context)
            put_string(&a->out, "msgctxt", t.entries[i].context);
        put_string(&a->out, "msgid", t.entries[i].text);
        put_text(&a->out, "msgstr \"\"\n");
    }
    return TOOL_OK;
}
