/* po.c: the reader of catalogues, see po.h.
 *
 * One pass over the text, a line at a time; after a mistake it goes on with the next line.
 * Invariant: an entry that is kept has an id and a str, both valid UTF-8 without a NUL, and is the
 * only one of its context and id.
 */
#include "po.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

typedef ARENA_VECTOR(char) chars;

typedef enum stage { BETWEEN, CONTEXT, ID, STR } stage; /* the last keyword of the entry in hand */

typedef struct reader {
    cavc_unit *unit;
    po_catalogue *out;
    const char *text; /* two NULs behind it */
    uint32_t at, size;
    stage stage;
    po_entry entry;     /* in hand */
    chars strings[STR]; /* of CONTEXT, ID and STR, one before each */
    bool begun[STR], bad;
} reader;

static arena *arena_of(const reader *r)
{
    return &r->unit->arena;
}

static ast_span span(const reader *r, uint32_t start, uint32_t end)
{
    return (ast_span){r->out->file, start, end > start ? end : start};
}

static uint32_t line_end(const reader *r, uint32_t at)
{
    const char *end = memchr(r->text + at, '\n', r->size - at);

    return end ? (uint32_t)(end - r->text) : r->size;
}

static uint32_t skip_blanks(const reader *r, uint32_t at)
{
    while (r->text[at] == ' ' || r->text[at] == '\t' || r->text[at] == '\r')
        at++;
    return at;
}

/* What stands at `at`, for a message. */
static const char *found(const reader *r, uint32_t at)
{
    uint32_t n = 0, end = line_end(r, at);

    if (at >= end)
        return "the end of the line";
    while (at + n < end && n < 40 && !isspace((unsigned char)r->text[at + n]))
        n++;
    while (n && ((unsigned char)r->text[at + n] & 0xC0) == 0x80)
        n--;
    return arena_printf(arena_of(r), "`%.*s`", (int)n, r->text + at);
}

static void refuse(reader *r, uint32_t at, const char *expected)
{
    const uint32_t end = line_end(r, at);

    diag_report(r->unit->diags, DIAG_PO_SYNTAX, span(r, at, at < end ? at + 1 : at), NULL,
                found(r, at), expected);
    r->at = end;
    r->bad = true;
}

/* -- entries -- */

static const char *joined(const reader *r, const char *context, const char *id)
{
    return arena_printf(arena_of(r), "%s\4%s", context, id);
}

static void keep(reader *r)
{
    po_catalogue *c = r->out;
    po_entry *e = ARENA_NEW(arena_of(r), po_entry), *first;
    map *m = r->entry.context ? &c->apart : &c->plain;

    *e = r->entry;
    first = map_put(m, e->context ? joined(r, e->context, e->id) : e->id, e);
    if (first) {
        const src_place place = src_locate(&r->unit->sources, c->file, first->id_span.start);
        diag_report(r->unit->diags, DIAG_PO_DUPLICATE, e->id_span,
                    "keep one of the two, or tell them apart by msgctxt", place.line);
    } else if (!*e->id && !e->context) {
        c->header = e;
    } else {
        *ARENA_PUSH(arena_of(r), &c->entries) = e;
    }
}

static bool is_utf8(const char *text)
{
    const size_t size = strlen(text);
    uint32_t c;

    for (size_t at = 0; at < size;) {
        at += src_decode(text + at, size - at, &c);
        if (c == UINT32_MAX)
            return false;
    }
    return true;
}

static const char *string_of(reader *r, stage s, ast_span where)
{
    chars *v = &r->strings[s - 1];
    const char *text = arena_copy(arena_of(r), v->at, v->count);

    if (!is_utf8(text)) {
        diag_report(r->unit->diags, DIAG_PO_STRING, where, NULL, "its escapes make no UTF-8");
        r->bad = true;
    }
    return text;
}

/* Ends the entry in hand, if there is one. */
static void finish(reader *r)
{
    r->bad = r->bad && r->stage != BETWEEN;
    if (r->stage == BETWEEN)
        return;
    if (r->stage != STR && !r->bad)
        diag_report(r->unit->diags, DIAG_PO_SYNTAX,
                    r->stage == ID ? r->entry.id_span : r->entry.context_span, NULL,
                    "the end of the entry", r->stage == ID ? "msgstr" : "msgid");
    if (r->stage == STR && !r->bad) {
        if (r->begun[CONTEXT - 1])
            r->entry.context = string_of(r, CONTEXT, r->entry.context_span);
        r->entry.id = string_of(r, ID, r->entry.id_span);
        r->entry.str = string_of(r, STR, r->entry.str_span);
        if (!r->bad)
            keep(r);
    }
    r->stage = BETWEEN;
    r->bad = false;
    r->entry = (po_entry){0};
    for (int k = 0; k < STR; k++) {
        r->strings[k].count = 0;
        r->begun[k] = false;
    }
}

/* -- strings -- */

static void put(reader *r, char c)
{
    if (r->stage != BETWEEN)
        *ARENA_PUSH(arena_of(r), &r->strings[r->stage - 1]) = c;
}

static void bad_string(reader *r, uint32_t start, uint32_t end, const char *why, const char *hint)
{
    diag_report(r->unit->diags, DIAG_PO_STRING, span(r, start, end), hint, why);
    r->bad = true;
}

/* "\n", "\\", "\302": at the backslash. Returns how many bytes it takes. */
static uint32_t take_escape(reader *r, uint32_t at)
{
    static const char names[] = "abtnvfr\"\\", values[] = "\a\b\t\n\v\f\r\"\\";
    const char *p = r->text + at + 1, *name = *p ? strchr(names, *p) : NULL;
    unsigned code = 0;
    uint32_t n = 0;

    if (name) {
        put(r, values[name - names]);
        return 2;
    }
    while (n < 3 && p[n] >= '0' && p[n] <= '7')
        code = 8 * code + (unsigned)(p[n++] - '0');
    if (!n || !code || code > 255) {
        bad_string(
            r, at, at + 1 + (n ? n : *p && *p != '\n'),
            n ? "an escape for no character of text" : "an unknown escape",
            "escapes are \\\" \\\\ \\n \\t and octal \\302; write other characters as they are");
        return 1 + (n ? n : *p && *p != '\n');
    }
    put(r, (char)code);
    return 1 + n;
}

/* At a quote; behind its end afterwards. */
static void take_string(reader *r)
{
    const uint32_t start = r->at, end = line_end(r, start);
    uint32_t at = start + 1;

    while (at < end && r->text[at] != '"') {
        if (r->text[at] == '\\')
            at += take_escape(r, at);
        else
            put(r, r->text[at++]);
    }
    if (at >= end) {
        bad_string(r, start, end, "it is not closed on its line", NULL);
        r->at = end;
        return;
    }
    r->at = at + 1;
}

/* The strings up to the end of the line; *all grows to cover them. */
static void take_strings(reader *r, ast_span *all, bool needed)
{
    r->at = skip_blanks(r, r->at);
    if (needed && r->text[r->at] != '"') {
        refuse(r, r->at, "a string in double quotes");
        return;
    }
    while (r->text[r->at] == '"') {
        const uint32_t start = r->at;
        take_string(r);
        if (!all->end)
            *all = span(r, start, r->at);
        r->at = skip_blanks(r, r->at);
    }
    if (r->at < line_end(r, r->at))
        refuse(r, r->at, "the end of the line");
}

/* -- keywords -- */

static void begin(reader *r, stage s, ast_span *where)
{
    r->stage = s;
    if (r->begun[s - 1])
        refuse(r, r->at, "another keyword: this one stood already");
    r->begun[s - 1] = true;
    take_strings(r, where, true);
}

static void plural(reader *r, uint32_t start)
{
    if (!r->bad)
        diag_report(r->unit->diags, DIAG_PO_PLURAL, span(r, start, r->at),
                    "the texts of rules hold no numbers to agree with: write one translation");
    r->bad = true;
    r->stage = STR;
    r->at = line_end(r, r->at);
}

static void keyword(reader *r)
{
    const uint32_t start = r->at;
    const char *word = r->text + start;
    uint32_t n = 0;

    while (isalnum((unsigned char)word[n]) || word[n] == '_')
        n++;
    r->at += n;
    if (n == 7 && !memcmp(word, "msgctxt", 7)) {
        finish(r);
        begin(r, CONTEXT, &r->entry.context_span);
    } else if (n == 5 && !memcmp(word, "msgid", 5)) {
        if (r->stage != CONTEXT)
            finish(r);
        begin(r, ID, &r->entry.id_span);
    } else if (n == 12 && !memcmp(word, "msgid_plural", 12)) {
        plural(r, start);
    } else if (n == 6 && !memcmp(word, "msgstr", 6) && word[6] == '[') {
        plural(r, start);
    } else if (n == 6 && !memcmp(word, "msgstr", 6) && r->stage == ID) {
        begin(r, STR, &r->entry.str_span);
    } else {
        refuse(r, start, r->stage == ID ? "msgstr" : "msgid, msgctxt or a comment");
    }
}

/* -- comments -- */

static void take_flags(reader *r, const char *p, const char *end)
{
    while (p < end) {
        const char *from = p + strspn(p, " \t,"), *to = from + strcspn(from, " \t,\r\n");
        if (to - from == 5 && !memcmp(from, "fuzzy", 5))
            r->entry.fuzzy = true;
        p = to > p ? to : end;
    }
}

/* "rules.cav:12 other.cav:3" */
static void take_references(reader *r, const char *p, const char *end)
{
    while (p < end) {
        const char *from = p + strspn(p, " \t"), *to = from + strcspn(from, " \t\r\n");
        const char *name = to;

        while (name > from && isdigit((unsigned char)name[-1]))
            name--;
        name = name > from && name < to && name[-1] == ':' ? name - 1 : to;
        if (name > from)
            *ARENA_PUSH(arena_of(r), &r->entry.files) =
                arena_copy(arena_of(r), from, (size_t)(name - from));
        p = to > p ? to : end;
    }
}

static void keep_comment(reader *r, uint32_t start, uint32_t end)
{
    ast_comment *c = ARENA_NEW(arena_of(r), ast_comment);

    *c = (ast_comment){.text = arena_copy(arena_of(r), r->text + start, end - start),
                       .span = span(r, start, end),
                       .own_line = true};
    *ARENA_PUSH(arena_of(r), &r->out->comments) = c;
}

static void comment(reader *r)
{
    const uint32_t start = r->at, end = line_end(r, start);
    const char kind = r->text[start + 1], *text = r->text + start + 2;

    r->at = end;
    if (kind == '~')
        return;
    if (r->stage != BETWEEN)
        finish(r);
    if (kind == ',')
        take_flags(r, text, r->text + end);
    else if (kind == ':')
        take_references(r, text, r->text + end);
    else if (kind != '.' && kind != '|')
        keep_comment(r, start, end);
}

/* -- the header -- */

const char *po_header(const po_catalogue *c, arena *a, const char *field)
{
    const size_t n = strlen(field);

    for (const char *p = c->header ? c->header->str : ""; *p; p += strcspn(p, "\n")) {
        p += *p == '\n';
        if (!strncasecmp(p, field, n) && p[n] == ':') {
            p += n + 1;
            p += strspn(p, " \t");
            return arena_copy(a, p, strcspn(p, "\n"));
        }
    }
    return NULL;
}

static void check_charset(const reader *r)
{
    static const char *const known[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII"};
    const char *type = po_header(r->out, arena_of(r), "Content-Type");
    const char *at = type ? strstr(type, "charset=") : NULL;
    size_t n;

    if (!at)
        return;
    at += 8;
    n = strcspn(at, " \t;");
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (n == strlen(known[k]) && !strncasecmp(at, known[k], n))
            return;
    diag_report(r->unit->diags, DIAG_PO_CHARSET, r->out->header->str_span,
                "save the file as UTF-8 and say charset=UTF-8 in its header",
                arena_copy(arena_of(r), at, n > 60 ? 60 : n));
}

/* -- the whole -- */

static void take_line(reader *r)
{
    const char c = r->text[r->at = skip_blanks(r, r->at)];
    ast_span *const where[] = {NULL, &r->entry.context_span, &r->entry.id_span, &r->entry.str_span};

    if (c == '#')
        comment(r);
    else if (c == '"' && r->stage != BETWEEN)
        take_strings(r, where[r->stage], false);
    else if (isalpha((unsigned char)c))
        keyword(r);
    else if (r->at < line_end(r, r->at))
        refuse(r, r->at, "msgid, msgctxt or a comment");
    r->at = line_end(r, r->at) + 1;
}

void po_read(cavc_unit *unit, po_catalogue *out)
{
    reader r = {.unit = unit, .out = out};

    map_init(&out->plain, &unit->arena);
    map_init(&out->apart, &unit->arena);
    if (!src_check(&unit->sources, out->file, unit->diags))
        return;
    r.text = src_clean(&unit->sources, out->file);
    r.size = (uint32_t)unit->sources.files.at[out->file].size;
    while (r.at < r.size)
        take_line(&r);
    finish(&r);
    check_charset(&r);
}

const po_entry *po_find(const po_catalogue *c, arena *a, const char *context, const char *id)
{
    return context ? map_get(&c->apart, arena_printf(a, "%s\4%s", context, id))
                   : map_get(&c->plain, id);
}
