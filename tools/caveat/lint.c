/* lint.c: the verb lint: what compiles and is probably not meant.
 *
 * The compiler's warnings are findings too, so they come with the others, in source order, once for
 * a file that several packs use; so are those about catalogues of translations. Errors of the rules
 * go to standard error, and nothing to standard output. Invariant: the status is that of what is
 * printed.
 */
#include "verbs.h"

#include "findings.h"
#include "load.h"

#include <string.h>

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

/* -- the run -- */

static void write_json(app *a, const findings *all)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    findings_json(&w, all);
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

static int load(app *a, findings *all, packs *out)
{
    a->sink = findings_take;
    a->sink_context = all;
    return load_named(a, LOAD_TEXT, out);
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
    cavc_lint_level levels[FINDINGS_CHECKS_MAX];
    findings all = {.levels = levels, .level_of = level_of};
    packs p = {0};
    int status = findings_levels(a, "lint", check_get, levels);
    if (status)
        return status;
    if (a->options.given & OPT_LIST) {
        findings_list(a, check_get);
        return TOOL_OK;
    }
    status = load(a, &all, &p);
    if (!status)
        status = lint_all(a, &p, levels);
    if (!status) {
        findings_sort(&all);
        if (a->options.json)
            write_json(a, &all);
        else
            findings_text(a, &all);
    }
    load_free(&p);
    return status ? status : findings_count(&all, false) ? TOOL_BELOW : TOOL_OK;
}
