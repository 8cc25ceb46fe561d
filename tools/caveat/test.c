/* test.c: the verb test: the tests that rule files hold, each judged by the pack compiled from
 * the same files.
 *
 * A run in which nothing ran is a failure. Invariant: the last line says how many passed and how
 * many failed.
 */
#include "verbs.h"

#include "load.h"
#include "render.h"

#include <fnmatch.h>
#include <string.h>

typedef struct run {
    app *app;
    cav_facts *facts;
    cav_result *result;
    size_t passed, failed;
} run;

static bool is_wanted(const app *a, const char *name)
{
    const char *pattern = a->options.value[OPTION_NAME];
    if (!pattern)
        return true;
    if (strpbrk(pattern, "*?["))
        return fnmatch(pattern, name, 0) == 0;
    return strstr(name, pattern) != NULL;
}

static void write_row(run *r, const char *label, const char *text)
{
    if (r->app->options.given & OPT_QUIET)
        return;
    para p = para_begin(&r->app->out, r->app->colour, 4, 14);
    para_text(&p, label);
    para_column(&p, 14);
    para_text(&p, text ? text : "");
    para_end(&p);
}

static void write_place(run *r, const char *word, style s, const cavc_test *test, uint32_t line,
                        uint32_t column)
{
    buf *out = &r->app->out;
    if (r->app->options.given & OPT_QUIET)
        return;
    render_styled(out, r->app->colour, s, word);
    put_text(out, ": ");
    render_escape(out, test->file);
    put_printf(out, ":%u:%u: ", (unsigned)line, (unsigned)column);
    render_escape(out, test->name);
    put_char(out, '\n');
}

/* Compares every expectation; each one that fails is shown. */
static int judge(run *r, const pack *p, uint32_t index, const cavc_test *test, bool *good)
{
    cavc_outcome outcome;
    for (uint32_t k = 0; k < test->expects; k++) {
        cav_status status = cavc_test_check(p->unit, index, k, p->program, r->result, &outcome);
        if (status)
            return tool_failed(r->app, status, test->name);
        if (outcome.passed)
            continue;
        *good = false;
        write_place(r, "failed", STYLE_BAD, test, outcome.line, outcome.column);
        write_row(r, "expected", outcome.expected);
        write_row(r, "got", outcome.got);
    }
    return TOOL_OK;
}

static int run_test(run *r, const pack *p, uint32_t index, const cavc_test *test)
{
    bool good = true;
    cav_facts_clear(r->facts);
    r->app->last[0] = '\0';
    cav_status given = cavc_test_give(p->unit, index, p->program, r->facts);
    int status = TOOL_OK;
    if (given == CAV_NO_MEMORY)
        return tool_failed(r->app, given, test->name);
    if (given) {
        good = false;
        write_place(r, "failed", STYLE_BAD, test, test->line, test->column);
        write_row(r, "given", r->app->last[0] ? r->app->last : cav_status_name(given));
    } else {
        cav_status evaluated = cav_evaluate(p->program, r->facts, false, r->result);
        status = evaluated ? tool_failed(r->app, evaluated, test->name)
                           : judge(r, p, index, test, &good);
    }
    if (good && r->app->options.verbose)
        write_place(r, "passed", STYLE_GOOD, test, test->line, test->column);
    r->passed += good;
    r->failed += !good;
    return status;
}

static int run_pack(run *r, const pack *p)
{
    cav_env env = tool_env(r->app);
    cavc_test test;
    cav_status made = cav_facts_new(&env, p->program, &r->facts);
    if (!made)
        made = cav_result_new(&env, p->program, &r->result);
    int status = made ? tool_failed(r->app, made, p->path) : TOOL_OK;
    for (uint32_t i = 0; !status && i < cavc_tests(p->unit); i++)
        if (cavc_test_get(p->unit, i, &test) && is_wanted(r->app, test.name))
            status = run_test(r, p, i, &test);
    cav_facts_free(r->facts);
    cav_result_free(r->result);
    r->facts = NULL;
    r->result = NULL;
    return status;
}

static int close_run(const run *r)
{
    app *a = r->app;
    put_printf(&a->out, "%zu passed, %zu failed\n", r->passed, r->failed);
    if (r->passed + r->failed)
        return r->failed ? TOOL_BELOW : TOOL_OK;
    return tool_fail(a, TOOL_BELOW,
                     a->options.given & OPT_NAME ? "no test has such a name" : "no test to run");
}

int verb_test(app *a)
{
    const options *o = &a->options;
    packs all = {0};
    run r = {.app = a};
    option_list files = o->rules.count ? o->rules : o->operands;
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    int status = load_packs(a, &files, LOAD_SOURCE, &all);
    for (size_t k = 0; k < all.count && !status; k++)
        status = run_pack(&r, &all.at[k]);
    load_free(&all);
    return status ? status : close_run(&r);
}
