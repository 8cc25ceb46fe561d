/* diag.c: collects diagnostics, sorts them, silences what comments allow, hands them to the host.
 *
 * It keeps at most DIAG_MAX of each flush and says how many more there were, as gravely as the worst
 * of these. Errors cannot be silenced. A silence is judged by the flush of its kind's stage, and only once.
 * Invariant: no two kept reports have the same kind, place and text.
 */
#include "diag.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../runtime/nearest.h"
#include "examples.h"
#include "source.h"

enum { MESSAGE_MAX = 1024 };

static const cavc_diagnostic_kind kinds[DIAG_COUNT] = {
#define ROW(ID, stage, severity, id, name, text, explanation)                                      \
    {id, name, CAVC_##severity, text, explanation, CAVC_##stage, NULL, NULL},
#include "diag.def"
};

typedef struct report {
    diag_kind kind;
    cavc_severity severity;
    ast_span span;
    const char *message, *hint;
    uint32_t order;
} report;

typedef struct allow {
    ast_span span;
    diag_kind kind;
    const char *word; /* the id or name, as written */
    uint32_t line;    /* the one it speaks of, from 1 */
    bool used, judged;
} allow;

typedef struct skip {
    diag_kind kind;
    uint32_t file;
} skip;

struct diag_list {
    arena *arena;
    src_map *sources;
    ARENA_VECTOR(report) reports;
    ARENA_VECTOR(allow) allows;
    ARENA_VECTOR(skip) skips;
    uint32_t counts[CAVC_NOTE + 1], dropped;
    cavc_severity worst; /* of those dropped */
    size_t delivered;
};

diag_list *diag_list_new(arena *a, src_map *sources)
{
    diag_list *list = ARENA_NEW(a, diag_list);

    list->arena = a;
    list->sources = sources;
    return list;
}

/* -- the registry -- */

diag_kind diag_find(const char *word)
{
    int i = 0;

    while (i < DIAG_COUNT && strcmp(kinds[i].id, word) && strcmp(kinds[i].name, word))
        i++;
    return (diag_kind)i;
}

cavc_stage diag_stage(diag_kind kind)
{
    return kinds[kind].stage;
}

/* The nearest name of what can be silenced. */
static const char *near_kind(const char *word)
{
    const char *names[DIAG_COUNT];
    size_t n = 0;

    for (int i = 0; i < DIAG_COUNT; i++)
        if (kinds[i].severity == CAVC_WARNING)
            names[n++] = kinds[i].name;
    return diag_nearest(word, names, n);
}

bool cavc_diagnostic_kind_get(uint32_t index, cavc_diagnostic_kind *kind)
{
    if (index >= DIAG_COUNT)
        return false;
    *kind = kinds[index];
    for (size_t i = 0; i < diag_examples_count; i++) {
        if (strcmp(diag_examples[i].id, kind->id))
            continue;
        kind->bad = diag_examples[i].bad;
        kind->good = diag_examples[i].good;
    }
    return true;
}

bool cavc_diagnostic_kind_find(const char *word, cavc_diagnostic_kind *kind)
{
    return cavc_diagnostic_kind_get((uint32_t)diag_find(word), kind);
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

static bool is_full(const diag_list *list)
{
    return list->reports.count - list->delivered >= DIAG_MAX;
}

/* -- consequences: one mistake, one message -- */

static bool is_of(diag_kind kind, char group)
{
    return kinds[kind].id[0] == 'E' && kinds[kind].id[1] == group;
}

/* Do only blanks of one line stand between two places of a file? */
static bool adjoin(const diag_list *list, uint32_t file, uint32_t from, uint32_t to)
{
    const src_file *f = &list->sources->files.at[file];

    while (from < to && from < f->size && (f->bytes[from] == ' ' || f->bytes[from] == '\t'))
        from++;
    return from == to;
}

/* Names, types and values of a text that was not understood: it holds the mistake (`old`), or ends
 * where the parser lost its way. A syntax error directly behind a form that was reported. */
static bool follows_from(const diag_list *list, const report *r, const report *old)
{
    bool lost = old->kind == DIAG_SYNTAX || old->kind == DIAG_BAD_CHARACTER ||
                old->kind == DIAG_BAD_WORD || old->kind == DIAG_OPEN_PATTERN;
    bool named = is_of(r->kind, '1') || r->kind == DIAG_FORM || r->kind == DIAG_USE_READ;

    if (old->span.file != r->span.file || r->span.file == CAV_NONE || !is_of(old->kind, '0') ||
        old->kind == r->kind)
        return false;
    if (named && old->span.start >= r->span.start && old->span.end <= r->span.end)
        return true;
    if (old->kind == DIAG_SPELLING) /* `L0[…]`, `level = …` */
        lost = old->span.start == r->span.end || r->kind == DIAG_UNKNOWN_FEATURE ||
               r->kind == DIAG_UNKNOWN_LEVEL;
    if (is_of(r->kind, '1') && lost && old->span.start >= r->span.end)
        return adjoin(list, r->span.file, r->span.end, old->span.start);
    return r->kind == DIAG_SYNTAX && (old->kind == DIAG_NO_VERSION || old->kind == DIAG_FORM) &&
           old->span.end <= r->span.start &&
           adjoin(list, r->span.file, old->span.end, r->span.start);
}

static bool is_consequence(const diag_list *list, const report *r)
{
    for (size_t i = 0; i < list->reports.count; i++)
        if (follows_from(list, r, &list->reports.at[i]))
            return true;
    return false;
}

static void keep(diag_list *list, const report *r)
{
    if (kept_already(list, r) || is_consequence(list, r))
        return;
    if (r->kind != DIAG_MORE) { /* which stands for some that were counted */
        list->counts[r->severity]++;
        if (is_full(list)) {
            list->worst = list->dropped && list->worst < r->severity ? list->worst : r->severity;
            list->dropped++;
            return;
        }
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

/* Texts that are kept are copied; the others only count. */
static void add(diag_list *list, report r)
{
    if (!is_full(list) || r.kind == DIAG_MORE) {
        r.message = arena_copy(list->arena, r.message, strlen(r.message));
        r.hint = r.hint ? arena_copy(list->arena, r.hint, strlen(r.hint)) : NULL;
    }
    keep(list, &r);
}

void diag_report(diag_list *list, diag_kind kind, ast_span span, const char *hint, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, hint);
    fill(text, kind, args);
    va_end(args);
    add(list, (report){kind, kinds[kind].severity, span, text, hint, 0});
}

void diag_finding(diag_list *list, diag_kind kind, ast_span span, cavc_severity severity,
                  const char *message, const char *hint)
{
    add(list, (report){kind, severity, span, message, hint, 0});
}

void diag_vfinding(diag_list *list, diag_kind kind, ast_span span, cavc_severity severity,
                   const char *hint, va_list args)
{
    char text[MESSAGE_MAX];

    fill(text, kind, args);
    diag_finding(list, kind, span, severity, text, hint);
}

/* What has no place, as grave as the caller says. */
static void report_as(diag_list *list, diag_kind kind, cavc_severity severity, ...)
{
    const ast_span nowhere = {CAV_NONE, CAV_NONE, CAV_NONE};
    va_list args;

    va_start(args, severity);
    diag_vfinding(list, kind, nowhere, severity, NULL, args);
    va_end(args);
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

/* The id or name after `allow`; NULL: the comment says something else. */
static const char *allowed_word(diag_list *list, const char *p)
{
    size_t n = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
    const char *word = arena_copy(list->arena, p, n), *after = blanks(p + n);
    bool is_id = n >= 2 && isupper((unsigned char)p[0]) && isdigit((unsigned char)p[1]);

    if (is_id || diag_find(word) < DIAG_COUNT)
        return word;
    /* other comments may begin with that word; this one is meant as a silence */
    return *after == ':' && (strchr(word, '-') || near_kind(word)) ? word : NULL;
}

static void report_unknown(diag_list *list, const allow *a)
{
    const char *other = diag_find(a->word) < DIAG_COUNT ? NULL : near_kind(a->word);

    diag_report(list, DIAG_ALLOW_UNKNOWN, a->span,
                other ? arena_printf(list->arena, "did you mean `%s`?", other) : NULL, a->word);
}

void diag_comment(diag_list *list, const ast_comment *comment)
{
    const char *p = blanks(comment->text + 1);
    allow a = {.span = comment->span};

    a.span.start += (uint32_t)(p - comment->text);
    if (strncmp(p, "allow", 5) || (p[5] != ' ' && p[5] != '\t'))
        return;
    p = blanks(p + 5);
    a.word = allowed_word(list, p);
    if (!a.word)
        return;
    p = blanks(p + strlen(a.word));
    a.kind = diag_find(a.word);
    if (a.kind == DIAG_COUNT || kinds[a.kind].severity != CAVC_WARNING) {
        report_unknown(list, &a);
    } else if (*p != ':' || !*blanks(p + 1)) {
        diag_report(list, DIAG_ALLOW_REASON, a.span,
                    arena_printf(list->arena, "write `# allow %s: why it is fine here`", a.word),
                    a.word);
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
        if (a->span.file == r->span.file && a->line == line && a->kind == r->kind)
            silent = a->used = true;
    }
    return silent;
}

/* Takes the allowed ones out of the reports from `first` on. */
static void apply_allows(diag_list *list, size_t first)
{
    size_t kept = first;

    for (size_t i = first; i < list->reports.count; i++) {
        if (is_allowed(list, &list->reports.at[i]))
            list->counts[list->reports.at[i].severity]--;
        else
            list->reports.at[kept++] = list->reports.at[i];
    }
    list->reports.count = kept;
}

void diag_skip(diag_list *list, diag_kind kind, uint32_t file)
{
    *ARENA_PUSH(list->arena, &list->skips) = (skip){kind, file};
}

static bool is_skipped(const diag_list *list, const allow *a)
{
    for (size_t i = 0; i < list->skips.count; i++) {
        const skip *s = &list->skips.at[i];
        if (s->kind == a->kind && (s->file == CAV_NONE || s->file == a->span.file))
            return true;
    }
    return false;
}

/* A silence of silences: judged once every other one on its line was. */
static bool must_wait(const diag_list *list, const allow *a)
{
    for (size_t i = 0; i < list->allows.count; i++) {
        const allow *b = &list->allows.at[i];
        if (b->kind != a->kind && b->span.file == a->span.file && b->line == a->line && !b->judged)
            return true;
    }
    return false;
}

static void report_unneeded(diag_list *list, allow *a)
{
    if (a->judged)
        return;
    a->judged = true;
    if (!a->used)
        diag_report(list, DIAG_ALLOW_UNNEEDED, a->span, "delete the comment", a->word);
}

/* Which silences of the stage were not needed. */
static void judge_allows(diag_list *list, cavc_stage stage)
{
    size_t first = list->reports.count;

    for (size_t i = 0; i < list->allows.count; i++) {
        allow *a = &list->allows.at[i];
        if (a->kind != DIAG_ALLOW_UNNEEDED && kinds[a->kind].stage == stage &&
            !is_skipped(list, a))
            report_unneeded(list, a);
    }
    apply_allows(list, first);
    for (size_t i = 0; i < list->allows.count; i++) {
        allow *a = &list->allows.at[i];
        if (a->kind == DIAG_ALLOW_UNNEEDED && !must_wait(list, a))
            report_unneeded(list, a);
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
                         .severity = r->severity,
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

static uint32_t deliver_all(diag_list *list, const cavc_host *host)
{
    uint32_t count = 0;

    for (size_t i = list->delivered; i < list->reports.count; i++) {
        const report *r = &list->reports.at[i];
        count += r->severity != CAVC_NOTE;
        if (host->diagnostic)
            deliver(list, r, host);
    }
    list->delivered = list->reports.count;
    return count;
}

uint32_t diag_flush(diag_list *list, const cavc_host *host, cavc_stage stage)
{
    apply_allows(list, list->delivered);
    /* Where there are errors passes that warn did not run; what is not kept silenced nothing. */
    if ((stage != CAVC_COMPILE || !list->counts[CAVC_ERROR]) && !list->dropped)
        judge_allows(list, stage);
    if (list->dropped)
        report_as(list, DIAG_MORE, list->worst, list->dropped);
    list->dropped = 0;
    list->skips.count = 0;
    if (list->reports.count > list->delivered)
        qsort(list->reports.at + list->delivered, list->reports.count - list->delivered,
              sizeof *list->reports.at, by_place);
    return deliver_all(list, host);
}

const char *diag_nearest(const char *word, const char *const *names, size_t count)
{
    near n = near_start(word, strlen(word));

    for (size_t i = 0; i < count; i++)
        near_offer(&n, names[i]);
    return n.name;
}
