/* check_translations.c: the catalogues held against the texts of the unit: the warnings W301 to
 * W306.
 *
 * A folder of several packs has one catalogue for all: an entry that this unit does not use is
 * stale only where its references name no other file that can be read, and a catalogue that knows
 * none of the unit's texts is not meant for it. Invariant: it changes nothing of what is compiled.
 */
#include "translate.h"

#include <string.h>

typedef struct checker {
    cavc_unit *unit;
    cavc_unit *const *packs; /* all of this run */
    uint32_t npacks;
    const po_catalogue *c;
    map texts; /* every text of the unit -> its use, a message's if there is one */
    map known; /* "context\4text" of every use and word */
    unsigned hints;
    map others; /* paths of references -> whether they can be read: "y", "n" */
} checker;

/* -- reporting -- */

static bool is_same(const translate_finding *a, const translate_finding *b)
{
    return a->kind == b->kind && a->start == b->start && !strcmp(a->name, b->name) &&
           !strcmp(a->message, b->message);
}

/* Units of one folder share the catalogue and often a vocabulary: the first of them says it. */
static bool is_said(const checker *k, const translate_finding *f)
{
    for (uint32_t n = 0; n < k->npacks && k->packs[n] != k->unit; n++)
        for (size_t i = 0; i < k->packs[n]->translated.count; i++)
            if (is_same(&k->packs[n]->translated.at[i], f))
                return true;
    return false;
}

static void report(const checker *k, diag_kind kind, ast_span span, const char *message,
                   const char *hint)
{
    const translate_finding f = {(int)kind, k->unit->sources.files.at[span.file].name, span.start,
                                 message};

    if (is_said(k, &f))
        return;
    *ARENA_PUSH(&k->unit->arena, &k->unit->translated) = f;
    diag_finding(k->unit->diags, kind, span, CAVC_WARNING, message, hint);
}

/* -- what is missing -- */

static bool knows_any(const checker *k)
{
    const struct texts *t = k->unit->texts;

    for (size_t n = 0; n < t->uses.count; n++)
        if (translate_entry(k->unit, k->c, &t->uses.at[n]))
            return true;
    return false;
}

static void report_missing(const checker *k, const po_entry *e, ast_span source, const char *text)
{
    if (!e)
        report(k, DIAG_PO_MISSING, source,
               arena_printf(&k->unit->arena, "%s has no translation of %s", k->c->path, text),
               "add an entry, or join the new template to the catalogue with msgmerge");
    else if (!*e->str)
        report(k, DIAG_PO_MISSING, e->id_span, "this text is not translated", NULL);
}

static void check_missing(const checker *k)
{
    const struct texts *t = k->unit->texts;
    const ast_span header = k->c->header ? k->c->header->id_span : (ast_span){k->c->file, 0, 0};

    for (size_t n = 0; n < t->uses.count; n++)
        report_missing(k, translate_entry(k->unit, k->c, &t->uses.at[n]),
                       t->uses.at[n].string->span, "this text");
    for (uint32_t n = 0; n < t->nwords; n++)
        report_missing(k, po_find(k->c, &k->unit->arena, TEXTS_WORDS, t->words[n].text), header,
                       arena_printf(&k->unit->arena, "\"%s\" (msgctxt \"" TEXTS_WORDS "\")",
                                    t->words[n].text));
}

/* -- what is stale -- */

static const char *joined(const checker *k, const char *context, const char *text)
{
    return arena_printf(&k->unit->arena, "%s\4%s", context, text);
}

static bool is_current(const checker *k, const po_entry *e)
{
    return e->context ? map_get(&k->known, joined(k, e->context, e->id)) != NULL
                      : map_get(&k->texts, e->id) != NULL;
}

/* Some other rule file that there is. */
static bool is_foreign(checker *k, const char *path)
{
    const cavc_host *host = &k->unit->host;
    const uint32_t file = src_find(&k->unit->sources, path);
    cavc_text text;
    const char *known;

    if (file != CAV_NONE || !host->use)
        return false;
    known = map_get(&k->others, path);
    if (!known) {
        known = src_resolve(&k->unit->arena, "", path) && !host->use(host->context, path, &text)
                    ? "y"
                    : "n";
        map_put(&k->others, path, (void *)(uintptr_t)known);
    }
    return *known == 'y';
}

static bool is_used_by(const cavc_unit *pack, const po_entry *e)
{
    const struct texts *t = pack->texts;

    for (size_t n = 0; n < t->uses.count; n++)
        if (!strcmp(t->uses.at[n].string->text, e->id) &&
            (!e->context || !strcmp(t->uses.at[n].what, e->context)))
            return true;
    return false;
}

static bool is_of_others(checker *k, const po_entry *e)
{
    for (uint32_t n = 0; n < k->npacks; n++)
        if (k->packs[n] != k->unit && is_used_by(k->packs[n], e))
            return true;
    for (size_t n = 0; n < e->files.count; n++)
        if (is_foreign(k, e->files.at[n]))
            return true;
    return false;
}

/* How much two texts have in common at their ends, of the longer one; in percent. */
static size_t likeness(const char *a, const char *b)
{
    const size_t na = strlen(a), nb = strlen(b), longer = na > nb ? na : nb,
                 shorter = na > nb ? nb : na;
    size_t head = 0, tail = 0;

    while (head < shorter && a[head] == b[head])
        head++;
    while (tail < shorter - head && a[na - 1 - tail] == b[nb - 1 - tail])
        tail++;
    return longer ? 100 * (head + tail) / longer : 0;
}

enum { LIKE = 50, HINTS = 50 /* a catalogue; each is a walk over all texts */ };

static const char *nearest(const checker *k, const char *id)
{
    const struct texts *t = k->unit->texts;
    const char *best = NULL;
    size_t most = LIKE;

    for (size_t n = 0; n < t->uses.count; n++) {
        const size_t like = likeness(id, t->uses.at[n].string->text);
        if (like >= most && !best)
            best = t->uses.at[n].string->text;
        if (like > most) {
            best = t->uses.at[n].string->text;
            most = like;
        }
    }
    return best;
}

static const char *stale_hint(checker *k, const po_entry *e)
{
    const char *near = k->hints++ < HINTS ? nearest(k, e->id) : NULL;

    if (e->context && map_get(&k->texts, e->id))
        return "msgctxt is what the template says after `#.`, such as \"rule NAME: message\"";
    return near ? arena_printf(&k->unit->arena, "the text may now be: %s", near)
                : "delete the entry, or let msgmerge retire it";
}

static bool check_stale(checker *k, const po_entry *e)
{
    if (is_current(k, e))
        return false;
    if (!is_of_others(k, e))
        report(k, DIAG_PO_STALE, e->context ? e->context_span : e->id_span,
               e->context ? "no text of the rules has this context and msgid"
                          : "no text of the rules reads like this msgid",
               stale_hint(k, e));
    return true;
}

/* -- what differs -- */

static size_t leading(const char *s)
{
    return strspn(s, " \t\n");
}

static size_t trailing(const char *s)
{
    size_t n = strlen(s), k = 0;

    while (k < n && strchr(" \t\n", s[n - 1 - k]))
        k++;
    return k;
}

static size_t count_lines(const char *s)
{
    size_t n = 0;

    for (; (s = strchr(s, '\n')); s++)
        n++;
    return n;
}

static void check_edges(const checker *k, const po_entry *e)
{
    const size_t first = leading(e->id), last = trailing(e->id);
    const char *what = NULL;

    if (leading(e->str) != first || memcmp(e->str, e->id, first))
        what = "it does not begin with the blanks or line ends of the original";
    else if (trailing(e->str) != last ||
             memcmp(e->str + strlen(e->str) - last, e->id + strlen(e->id) - last, last))
        what = "it does not end with the blanks or line ends of the original";
    else if (count_lines(e->str) != count_lines(e->id))
        what = "it has not as many line ends as the original";
    if (what)
        report(k, DIAG_PO_EDGE, e->str_span, what, NULL);
}

static bool is_message(const checker *k, const po_entry *e)
{
    const text_use *use = map_get(&k->texts, e->id);

    return use && use->rule;
}

static void check_entry(checker *k, const po_entry *e)
{
    const char *differs;

    if (check_stale(k, e) || !*e->str)
        return;
    if (e->fuzzy)
        report(k, DIAG_PO_FUZZY, e->id_span, "this translation is marked fuzzy and not used", NULL);
    differs = is_message(k, e) ? translate_differs(k->unit, e->id, e->str) : NULL;
    if (differs)
        report(k, DIAG_PO_PLACEHOLDER, e->str_span, differs, NULL);
    check_edges(k, e);
}

static void check_language(const checker *k)
{
    const char *stated = po_header(k->c, &k->unit->arena, "Language");

    if (stated && *stated && strcmp(stated, k->c->tag))
        report(k, DIAG_PO_LANGUAGE, k->c->header->str_span,
               arena_printf(&k->unit->arena,
                            "the header says Language: %s, the file is called %s.po", stated,
                            k->c->tag),
               NULL);
}

/* -- the whole -- */

static void check_catalogue(checker *k)
{
    if (!knows_any(k))
        return;
    for (size_t n = 0; n < k->c->comments.count; n++)
        diag_comment(k->unit->diags, k->c->comments.at[n]);
    check_language(k);
    check_missing(k);
    for (size_t n = 0; n < k->c->entries.count; n++)
        check_entry(k, k->c->entries.at[n]);
}

static void list_texts(checker *k)
{
    const struct texts *t = texts_of(k->unit);
    arena *a = &k->unit->arena;

    map_init(&k->texts, a);
    map_init(&k->known, a);
    map_init(&k->others, a);
    for (int messages = 1; messages >= 0; messages--)
        for (size_t n = 0; n < t->uses.count; n++)
            if ((t->uses.at[n].rule != NULL) == messages)
                map_put(&k->texts, t->uses.at[n].string->text, &t->uses.at[n]);
    for (size_t n = 0; n < t->uses.count; n++)
        map_put(&k->known, joined(k, t->uses.at[n].what, t->uses.at[n].string->text), k);
    for (uint32_t n = 0; n < t->nwords; n++)
        map_put(&k->known, joined(k, TEXTS_WORDS, t->words[n].text), k);
}

static void check_all(cavc_unit *unit, cavc_unit *const *packs, uint32_t npacks)
{
    checker k = {.unit = unit, .packs = packs, .npacks = npacks};

    list_texts(&k);
    for (size_t n = 0; n < unit->catalogues.count; n++) {
        k.c = unit->catalogues.at[n];
        k.hints = 0;
        check_catalogue(&k);
    }
}

static cav_status guarded_check(cavc_unit *unit, cavc_unit *const *packs, uint32_t npacks)
{
    jmp_buf out_of_memory;

    unit->arena.out_of_memory = &out_of_memory;
    for (uint32_t n = 0; n < npacks; n++)
        packs[n]->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    for (uint32_t n = 0; n < npacks; n++)
        texts_of(packs[n]);
    check_all(unit, packs, npacks);
    diag_flush(unit->diags, &unit->host, CAVC_TRANSLATIONS);
    return CAV_OK;
}

cav_status cavc_translations(cavc_unit *unit, cavc_unit *const *packs, uint32_t npacks,
                             uint32_t *count)
{
    const uint32_t before = diag_count(unit->diags, CAVC_WARNING);
    cav_status status;

    if (count)
        *count = 0;
    if (unit->errors)
        return CAV_BAD_VALUE;
    status = guarded_check(unit, packs, npacks);
    unit->warnings = diag_count(unit->diags, CAVC_WARNING);
    if (count)
        *count = unit->warnings - before;
    return status;
}
