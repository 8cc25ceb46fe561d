/* diag.c: collects diagnostics, sorts them, silences what comments allow, hands them to the host.
 *
 * It keeps at most DIAG_MAX and says how many more there were. Errors cannot be silenced.
 * Invariant: no two kept reports have the same kind, place and text.
 */
#include "diag.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../runtime/nearest.h"
#include "source.h"

enum { MESSAGE_MAX = 1024 };

static const cavc_diagnostic_kind kinds[DIAG_COUNT] = {
#define DIAG(ID, severity, id, name, text, explanation)                                            \
    {id, name, CAVC_##severity, text, explanation},
#include "diag.def"
};

typedef struct report {
    diag_kind kind;
    ast_span span;
    const char *message, *hint;
    uint32_t order;
} report;

typedef struct allow {
    ast_span span;
    char id[8];
    uint32_t line; /* the one it speaks of, from 1 */
    bool used;
} allow;

struct diag_list {
    arena *arena;
    src_map *sources;
    ARENA_VECTOR(report) reports;
    ARENA_VECTOR(allow) allows;
    uint32_t counts[CAVC_NOTE + 1], dropped;
    size_t delivered;
};

diag_list *diag_list_new(arena *a, src_map *sources)
{
    diag_list *list = ARENA_NEW(a, diag_list);

    list->arena = a;
    list->sources = sources;
    return list;
}

/* -- collecting -- */

/* Cuts a text that did not fit at a character's border. */
static void cut(char *text, size_t size)
{
    size_t end = size - 4;

    while (end && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "\xE2\x80\xA6", 4);
}

static bool kept_already(const diag_list *list, const report *r)
{
    for (size_t i = list->delivered; i < list->reports.count; i++) {
        const report *old = &list->reports.at[i];
        if (old->kind == r->kind && !memcmp(&old->span, &r->span, sizeof r->span) &&
            !strcmp(old->message, r->message))
            return true;
    }
    return false;
}

static void keep(diag_list *list, const report *r)
{
    if (kept_already(list, r))
        return;
    list->counts[kinds[r->kind].severity]++;
    if (list->reports.count >= DIAG_MAX && r->kind != DIAG_MORE) {
        list->dropped++;
        return;
    }
    *ARENA_PUSH(list->arena, &list->reports) = *r;
    list->reports.at[list->reports.count - 1].order = (uint32_t)list->reports.count;
}

/* The registry's texts are the only formats; a wrong argument shows in the tests of each kind. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void fill(char text[MESSAGE_MAX], diag_kind kind, va_list args)
{
    if (vsnprintf(text, MESSAGE_MAX, kinds[kind].text, args) >= MESSAGE_MAX)
        cut(text, MESSAGE_MAX);
}
#pragma GCC diagnostic pop

void diag_report(diag_list *list, diag_kind kind, ast_span span, const char *hint, ...)
{
    char text[MESSAGE_MAX];
    report r = {kind, span, text, hint, 0};
    va_list args;

    va_start(args, hint);
    fill(text, kind, args);
    va_end(args);
    if (list->reports.count < DIAG_MAX || kind == DIAG_MORE) {
        r.message = arena_copy(list->arena, text, strlen(text));
        r.hint = hint ? arena_copy(list->arena, hint, strlen(hint)) : NULL;
    }
    keep(list, &r);
}

uint32_t diag_count(const diag_list *list, cavc_severity severity)
{
    return list->counts[severity];
}

/* -- allow -- */

static const char *blanks(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

static bool is_warning(const char *id)
{
    for (int i = 0; i < DIAG_COUNT; i++)
        if (!strcmp(kinds[i].id, id))
            return kinds[i].severity == CAVC_WARNING;
    return false;
}

static bool line_is_comment(const src_file *f, uint32_t line)
{
    size_t at = f->lines[line - 1];

    while (at < f->size && (f->bytes[at] == ' ' || f->bytes[at] == '\t'))
        at++;
    return at < f->size && f->bytes[at] == '#';
}

static uint32_t spoken_of(const diag_list *list, const ast_comment *comment)
{
    const src_file *f = &list->sources->files.at[comment->span.file];
    uint32_t line = src_locate(list->sources, comment->span.file, comment->span.start).line;

    while (comment->own_line && line <= f->nlines && line_is_comment(f, line))
        line++;
    return line;
}

void diag_comment(diag_list *list, const ast_comment *comment)
{
    const char *p = blanks(comment->text + 1);
    size_t n = 0;
    allow a = {.span = comment->span};

    a.span.start += (uint32_t)(p - comment->text);

    if (strncmp(p, "allow", 5) || (p[5] != ' ' && p[5] != '\t'))
        return;
    p = blanks(p + 5);
    while (isalnum((unsigned char)p[n]) && n < sizeof a.id)
        n++;
    /* other comments may begin with that word */
    if (n < 2 || n >= sizeof a.id || !isupper((unsigned char)p[0]) || !isdigit((unsigned char)p[1]))
        return;
    memcpy(a.id, p, n);
    p = blanks(p + n);
    if (!is_warning(a.id)) {
        diag_report(list, DIAG_ALLOW_UNKNOWN, a.span, NULL, a.id);
    } else if (*p != ':' || !*blanks(p + 1)) {
        diag_report(list, DIAG_ALLOW_REASON, a.span,
                    arena_printf(list->arena, "write `# allow %s: why it is fine here`", a.id),
                    a.id);
    } else {
        a.line = spoken_of(list, comment);
        *ARENA_PUSH(list->arena, &list->allows) = a;
    }
}

static bool is_allowed(diag_list *list, const report *r)
{
    bool silent = false;
    uint32_t line;

    if (kinds[r->kind].severity != CAVC_WARNING || r->span.file == CAV_NONE || !list->allows.count)
        return false;
    line = src_locate(list->sources, r->span.file, r->span.start).line;
    for (size_t i = 0; i < list->allows.count; i++) {
        allow *a = &list->allows.at[i];
        if (a->span.file == r->span.file && a->line == line && !strcmp(a->id, kinds[r->kind].id))
            silent = a->used = true;
    }
    return silent;
}

/* Takes the allowed warnings out. */
static void apply_allows(diag_list *list)
{
    size_t kept = list->delivered;

    for (size_t i = list->delivered; i < list->reports.count; i++) {
        if (is_allowed(list, &list->reports.at[i]))
            list->counts[CAVC_WARNING]--;
        else
            list->reports.at[kept++] = list->reports.at[i];
    }
    list->reports.count = kept;
    if (list->counts[CAVC_ERROR]) /* passes that warn may not have run */
        return;
    for (size_t i = 0; i < list->allows.count; i++) {
        allow *a = &list->allows.at[i];
        if (!a->used)
            diag_report(list, DIAG_ALLOW_UNNEEDED, a->span, "delete the comment", a->id);
        a->used = true;
    }
}

/* -- handing over -- */

static int by_place(const void *a, const void *b)
{
    const report *x = a, *y = b;

    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void deliver(const diag_list *list, const report *r, const cavc_host *host)
{
    const cavc_diagnostic_kind *k = &kinds[r->kind];
    cavc_diagnostic d = {.id = k->id,
                         .name = k->name,
                         .severity = k->severity,
                         .message = r->message,
                         .hint = r->hint};

    if (r->span.file < list->sources->files.count) {
        src_place place = src_locate(list->sources, r->span.file, r->span.start);
        src_place end = src_locate(list->sources, r->span.file,
                                   r->span.end > r->span.start ? r->span.end : r->span.start);
        src_shown shown = src_excerpt(list->sources, r->span);
        d.file = list->sources->files.at[r->span.file].name;
        d.line = place.line;
        d.column = place.column;
        d.end_line = end.line;
        d.end_column = end.column;
        d.start = r->span.start;
        d.end = r->span.end;
        d.source = shown.line;
        d.caret = shown.caret;
        d.mark = shown.mark;
        d.mark_end = shown.mark_end;
    }
    host->diagnostic(host->context, &d);
}

void diag_flush(diag_list *list, const cavc_host *host)
{
    ast_span nowhere = {CAV_NONE, CAV_NONE, CAV_NONE};

    apply_allows(list);
    if (list->dropped)
        diag_report(list, DIAG_MORE, nowhere, NULL, list->dropped);
    list->dropped = 0;
    if (list->reports.count > list->delivered)
        qsort(list->reports.at + list->delivered, list->reports.count - list->delivered,
              sizeof *list->reports.at, by_place);
    for (size_t i = list->delivered; host->diagnostic && i < list->reports.count; i++)
        deliver(list, &list->reports.at[i], host);
    list->delivered = list->reports.count;
}

const char *diag_nearest(const char *word, const char *const *names, size_t count)
{
    near n = near_start(word, strlen(word));

    for (size_t i = 0; i < count; i++)
        near_offer(&n, names[i]);
    return n.name;
}
