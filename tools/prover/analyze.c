/* analyze.c: the whole analysis, one kind of question after the other; see analyze.h.
 *
 * It refuses images: findings stand at places of the sources. Invariant: each kind of question has
 * work of its own to spend.
 */
#include "analyze_ask.h"

int analyze_run(app *a, const pack *p, analyze *out)
{
    int status = TOOL_OK;
    *out = (analyze){.app = a, .pack = p, .rows = space_rows_new(a, p->program, p->program)};
    out->never = pool_alloc(&a->pool, p->info.rules + 1, sizeof *out->never);
    out->rules = p->info.rules;
    status = analyze_rules_fire(out);
    if (!status)
        status = analyze_rules_decide(out);
    if (!status)
        status = analyze_conditions(out);
    analyze_fund(out);
    if (!status)
        status = analyze_requirements(out);
    return status;
}
