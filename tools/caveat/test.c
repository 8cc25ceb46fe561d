/* test.c: the verb test: the tests that rule files hold, each judged by the pack compiled from
 * the same files; their coverage, and what mutants they notice.
 *
 * A run in which nothing ran is a failure. Invariant: the last line of text says how many passed
 * and how many failed; every other format is written in test_out.c.
 */
#include "test_out.h"
#include "verbs.h"

#include <stdlib.h>

static int run_pack(app *a, const pack *p, test_report *r)
{
    const uint64_t given = a->options.given;
    tests_run run = {.app = a, .pack = p};
    coverage *c = NULL;
    if (given & (OPT_COVERAGE | OPT_MIN_COVERAGE)) {
        coverage **slot = pool_push(&a->pool, &r->coverage, &r->ncoverage, &r->room, sizeof *slot);
        *slot = c = coverage_new(a, p);
        run.after = coverage_after;
        run.context = c;
    }
    int status = tests_start(&run);
    if (!status && given & OPT_MUTATE && !run.failed && run.count)
        status = mutants_run(&run, &r->mutants);
    tests_close(&run);
    if (c)
        coverage_count(c, &r->seen, &r->all);
    test_take(a, r, &run);
    return status;
}

static int close_run(app *a, const test_report *r)
{
    const uint64_t given = a->options.given;
    bool fails = r->failed > 0;
    test_write(a, r);
    if (!r->count)
        return tool_fail(a, TOOL_BELOW,
                         given & OPT_NAME ? "no test has such a name" : "no test to run");
    if (given & OPT_MIN_COVERAGE &&
        r->seen * 100 < (size_t)atoi(a->options.value[OPTION_MIN_COVERAGE]) * r->all) {
        tool_fail(a, TOOL_OK, "coverage is below %s %%", a->options.value[OPTION_MIN_COVERAGE]);
        fails = true;
    }
    if (given & OPT_MUTATE && r->failed)
        tool_fail(a, TOOL_OK, "a test fails, so no mutant was tried");
    return fails || r->mutants.unnoticed ? TOOL_BELOW : TOOL_OK;
}

int verb_test(app *a)
{
    packs all = {0};
    test_report r = {0};
    int status = load_named(a, LOAD_SOURCE, &all);
    for (size_t k = 0; k < all.count && !status; k++)
        status = run_pack(a, &all.at[k], &r);
    if (!status)
        status = close_run(a, &r);
    load_free(&all);
    return status;
}
