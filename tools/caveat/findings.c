/* findings.c: the findings of a verb that looks for some: collected, sorted, written; see
 * findings.h.
 *
 * It refuses names of checks that there are not. Invariant: a finding is kept once, although
 * several packs use its file.
 */
#include "findings.h"

#include "diag_json.h"
#include "message.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

static const char *const level_words[] = {"allow", "note", "warn", "error"};

/* -- the checks and their levels -- */

void findings_list(app *a, findings_checks *checks)
{
    cavc_lint_check c;
    for (uint32_t i = 0; checks(i, &c); i++)
        put_printf(&a->out, "%s  %-22s  %-5s  %s\n", c.id, c.name, level_words[c.level], c.summary);
}

static int unknown_check(app *a, const char *of, findings_checks *checks, const char *option,
                         const char *name)
{
    const char *names[FINDINGS_CHECKS_MAX];
    cavc_lint_check c;
    size_t n = 0;
    while (n < FINDINGS_CHECKS_MAX && checks((uint32_t)n, &c))
        names[n++] = c.name;
    const char *hint = tool_hint(a, name, names, n);
    if (!*hint)
        hint = pool_printf(&a->pool, "; see `caveat %s --list`", of);
    return tool_fail(a, TOOL_USAGE, "--%s: no check '%s'%s", option, name, hint);
}

static int set_level(app *a, const char *of, findings_checks *checks, const char *word,
                     const char *name, cavc_lint_level *levels)
{
    bool any = false;
    int level = 0;
    cavc_lint_check c;
    while (strcmp(level_words[level], word) != 0)
        level++;
    for (uint32_t i = 0; checks(i, &c); i++)
        if (strcmp(name, "all") == 0 || strcmp(name, c.name) == 0 || strcmp(name, c.id) == 0) {
            levels[i] = (cavc_lint_level)level;
            any = true;
        }
    return any ? TOOL_OK : unknown_check(a, of, checks, word, name);
}

int findings_levels(app *a, const char *of, findings_checks *checks, cavc_lint_level *levels)
{
    const option_list *words = &a->options.levels;
    cavc_lint_check c;
    int status = TOOL_OK;
    for (uint32_t i = 0; i < FINDINGS_CHECKS_MAX && checks(i, &c); i++)
        levels[i] = c.level;
    for (size_t k = 0; k + 1 < words->count && !status; k += 2)
        status = set_level(a, of, checks, words->at[k], words->at[k + 1], levels);
    return status;
}

/* -- what was found -- */

static const char *kept(app *a, const char *text)
{
    return text ? pool_string(&a->pool, text) : NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool found_before(const findings *all, const cavc_diagnostic *d)
{
    for (size_t i = 0; i < all->count; i++) {
        const cavc_diagnostic *o = &all->at[i].d;
        if (o->start == d->start && o->end == d->end && same_text(o->id, d->id) &&
            same_text(o->file, d->file) && same_text(o->message, d->message))
            return true;
    }
    return false;
}

static size_t file_of(const findings *all, const cavc_diagnostic *d)
{
    for (size_t i = 0; i < all->count; i++)
        if (same_text(all->at[i].d.file, d->file))
            return all->at[i].file;
    return all->count;
}

void findings_take(app *a, const cavc_diagnostic *d)
{
    static const cavc_severity severities[] = {CAVC_NOTE, CAVC_NOTE, CAVC_WARNING, CAVC_ERROR};
    findings *all = a->sink_context;
    cavc_lint_level level = all->level_of(all, d);
    if (level == CAVC_LINT_ALLOW || found_before(all, d))
        return;
    finding f = {*d, file_of(all, d), all->count};
    f.d.severity = severities[level];
    f.d.file = kept(a, d->file);
    f.d.message = kept(a, d->message);
    f.d.hint = kept(a, d->hint);
    f.d.source = kept(a, d->source);
    f.d.caret = NULL;
    *(finding *)pool_push(&a->pool, &all->at, &all->count, &all->room, sizeof f) = f;
}

static int by_place(const void *x, const void *y)
{
    const finding *a = x, *b = y;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->d.start != b->d.start)
        return a->d.start < b->d.start ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* -- the result -- */

void findings_sort(findings *all)
{
    if (all->count)
        qsort(all->at, all->count, sizeof *all->at, by_place);
}

size_t findings_count(const findings *all, bool notes)
{
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += (all->at[i].d.severity == CAVC_NOTE) == notes;
    return n;
}

void findings_text(app *a, const findings *all)
{
    size_t n = findings_count(all, false), notes = findings_count(all, true);
    for (size_t i = 0; i < all->count; i++)
        message_put(a, &a->out, &all->at[i].d, a->colour, (a->options.given & OPT_QUIET) != 0);
    if (n)
        put_printf(&a->out, "%zu finding%s", n, n == 1 ? "" : "s");
    if (notes)
        put_printf(&a->out, "%s%zu note%s", n ? ", " : "", notes, notes == 1 ? "" : "s");
    if (n || notes)
        put_char(&a->out, '\n');
}

void findings_json(json_writer *w, const findings *all)
{
    jw_int(w, "findings", (int64_t)findings_count(all, false));
    jw_open(w, "diagnostics", '[', false);
    for (size_t i = 0; i < all->count; i++)
        diag_json(w, NULL, &all->at[i].d);
    jw_close(w, ']');
}
