/* lint.c: the verb lint: what compiles and is probably not meant.
 *
 * The compiler's warnings are findings too, so they come with the others, in source order, once for
 * a file that several packs use; so are those about catalogues of translations. Errors of the rules
 * go to standard error, and nothing to standard output. Invariant: the status is that of what is
 * printed.
 */
#include "verbs.h"

#include "diag_json.h"
#include "load.h"
#include "message.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKS_MAX = 64 };

static const char *const level_words[] = {"allow", "note", "warn", "error"};

/* -- the checks and their levels -- */

/* Lint's own checks, and behind them the findings about translations. */
static bool check_get(uint32_t index, cavc_lint_check *c)
{
    static const char *const translations[] = {
        "a text that a catalogue does not translate",
        "an entry whose text the rules do not hold",
        "a translation marked fuzzy",
        "braces that name other facts than the original's",
        "blanks or line ends at the edges that differ",
        "a header that names another language than the file",
    };
    cavc_diagnostic_kind kind;
    uint32_t at = 0;
    if (cavc_lint_check_get(index, c))
        return true;
    for (uint32_t i = 0; cavc_lint_check_get(i, c); i++)
        index--;
    for (uint32_t i = 0; cavc_diagnostic_kind_get(i, &kind); i++)
        if (kind.stage == CAVC_TRANSLATIONS && at++ == index &&
            index < sizeof translations / sizeof *translations) {
            *c = (cavc_lint_check){kind.id, kind.name, translations[index], CAVC_LINT_WARN};
            return true;
        }
    return false;
}

static void write_list(app *a)
{
    cavc_lint_check c;
    for (uint32_t i = 0; check_get(i, &c); i++)
        put_printf(&a->out, "%s  %-22s  %-5s  %s\n", c.id, c.name, level_words[c.level], c.summary);
}

static int unknown_check(app *a, const char *option, const char *name)
{
    const char *names[CHECKS_MAX];
    cavc_lint_check c;
    size_t n = 0;
    while (n < CHECKS_MAX && check_get((uint32_t)n, &c))
        names[n++] = c.name;
    const char *hint = tool_hint(a, name, names, n);
    return tool_fail(a, TOOL_USAGE, "--%s: no check '%s'%s", option, name,
                     *hint ? hint : "; see `caveat lint --list`");
}

static int set_level(app *a, const char *word, const char *name, cavc_lint_level *levels)
{
    bool any = false;
    int level = 0;
    cavc_lint_check c;
    while (strcmp(level_words[level], word) != 0)
        level++;
    for (uint32_t i = 0; check_get(i, &c); i++)
        if (strcmp(name, "all") == 0 || strcmp(name, c.name) == 0 || strcmp(name, c.id) == 0) {
            levels[i] = (cavc_lint_level)level;
            any = true;
        }
    return any ? TOOL_OK : unknown_check(a, word, name);
}

/* What the command line says of them, one after the other. */
static int read_levels(app *a, cavc_lint_level *levels)
{
    const option_list *words = &a->options.levels;
    cavc_lint_check c;
    int status = TOOL_OK;
    for (uint32_t i = 0; i < CHECKS_MAX && check_get(i, &c); i++)
        levels[i] = c.level;
    for (size_t k = 0; k + 1 < words->count && !status; k += 2)
        status = set_level(a, words->at[k], words->at[k + 1], levels);
    return status;
}

/* -- what was found -- */

typedef struct finding {
    cavc_diagnostic d;
    size_t file, order; /* file: the place of its first finding */
} finding;

typedef struct findings {
    const cavc_lint_level *levels;
    finding *at;
    size_t count, room;
} findings;

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

/* The level that a finding about translations was given; lint gives its own theirs. */
static cavc_lint_level level_of(const findings *all, const cavc_diagnostic *d)
{
    static const cavc_lint_level levels[] = {[CAVC_ERROR] = CAVC_LINT_ERROR,
                                             [CAVC_WARNING] = CAVC_LINT_WARN,
                                             [CAVC_NOTE] = CAVC_LINT_NOTE};
    cavc_lint_check c;
    for (uint32_t i = 0; strncmp(d->id, "W3", 2) == 0 && check_get(i, &c); i++)
        if (strcmp(c.id, d->id) == 0)
            return all->levels[i];
    return levels[d->severity];
}

static void collect(app *a, const cavc_diagnostic *d)
{
    static const cavc_severity severities[] = {CAVC_NOTE, CAVC_NOTE, CAVC_WARNING, CAVC_ERROR};
    findings *all = a->sink_context;
    cavc_lint_level level = level_of(all, d);
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

static size_t count_of(const findings *all, bool notes)
{
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += (all->at[i].d.severity == CAVC_NOTE) == notes;
    return n;
}

static void write_text(app *a, const findings *all)
{
    size_t n = count_of(all, false), notes = count_of(all, true);
    for (size_t i = 0; i < all->count; i++)
        message_put(a, &a->out, &all->at[i].d, a->colour, (a->options.given & OPT_QUIET) != 0);
    if (n)
        put_printf(&a->out, "%zu finding%s", n, n == 1 ? "" : "s");
    if (notes)
        put_printf(&a->out, "%s%zu note%s", n ? ", " : "", notes, notes == 1 ? "" : "s");
    if (n || notes)
        put_char(&a->out, '\n');
}

static void write_json(app *a, const findings *all)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    jw_int(&w, "findings", (int64_t)count_of(all, false));
    jw_open(&w, "diagnostics", '[', false);
    for (size_t i = 0; i < all->count; i++)
        diag_json(&w, NULL, &all->at[i].d);
    jw_close(&w, ']');
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

/* -- the run -- */

static int load(app *a, findings *all, packs *out)
{
    const options *o = &a->options;
    const option_list *files = o->rules.count ? &o->rules : &o->operands;
    a->sink = collect;
    a->sink_context = all;
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    return load_packs(a, files, LOAD_TEXT, out);
}

/* What is not looked for makes no silence unneeded. */
static cav_status lint_translations(cavc_unit *unit, const cavc_lint_level *levels,
                                    cavc_unit *const *units, uint32_t count)
{
    cavc_lint_check c;
    for (uint32_t i = 0; check_get(i, &c); i++)
        if (levels[i] == CAVC_LINT_ALLOW && c.id[1] == '3')
            cavc_findings_skip(unit, c.id, CAV_NONE);
    return cavc_translations(unit, units, count, NULL);
}

static int lint_all(app *a, const packs *p, const cavc_lint_level *levels)
{
    cavc_unit **units = pool_alloc(&a->pool, p->count + 1, sizeof *units);
    for (size_t k = 0; k < p->count; k++)
        units[k] = p->at[k].unit;
    for (size_t k = 0; k < p->count; k++) {
        cav_status status = cavc_lint(units[k], levels, units, (uint32_t)p->count, NULL);
        if (!status)
            status = lint_translations(units[k], levels, units, (uint32_t)p->count);
        if (status)
            return tool_failed(a, status, tool_name(a, p->at[k].path));
    }
    return TOOL_OK;
}

int verb_lint(app *a)
{
    cavc_lint_level levels[CHECKS_MAX];
    findings all = {.levels = levels};
    packs p = {0};
    int status = read_levels(a, levels);
    if (status)
        return status;
    if (a->options.given & OPT_LIST) {
        write_list(a);
        return TOOL_OK;
    }
    status = load(a, &all, &p);
    if (!status)
        status = lint_all(a, &p, levels);
    if (!status) {
        if (all.count)
            qsort(all.at, all.count, sizeof *all.at, by_place);
        if (a->options.json)
            write_json(a, &all);
        else
            write_text(a, &all);
    }
    load_free(&p);
    return status ? status : count_of(&all, false) ? TOOL_BELOW : TOOL_OK;
}
