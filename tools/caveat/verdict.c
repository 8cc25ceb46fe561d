/* verdict.c: see verdict.h.
 *
 * Invariant: a status of 0 is given only where the worst that is possible reaches the wanted level.
 */
#include "verdict.h"

#include "json_out.h"
#include "show.h"

const char *verdict_word(const cav_verdict *v)
{
    switch (v->kind) {
    case CAV_NOT_APPLICABLE:
        return "not-applicable";
    case CAV_CONTRADICTION:
        return "contradiction";
    case CAV_DECIDED:
        return cav_level_name(v->best);
    default:
        return "unknown";
    }
}

bool verdict_has_range(const cav_verdict *v)
{
    return v->kind == CAV_DECIDED || v->kind == CAV_UNDECIDED;
}

const char *verdict_yes_no(cav_truth t)
{
    return t == CAV_TRUE ? "yes" : t == CAV_FALSE ? "no" : "unknown";
}

int verdict_status(const cav_verdict *v, int require)
{
    if (v->kind == CAV_CONTRADICTION)
        return TOOL_FACTS;
    if (v->kind == CAV_NOT_APPLICABLE || (int)v->worst <= require)
        return TOOL_OK;
    if (v->applies != CAV_UNKNOWN && (int)v->best > require)
        return TOOL_BELOW;
    return TOOL_UNKNOWN;
}

int verdict_all(const session *s, int require)
{
    static const int order[] = {TOOL_FACTS, TOOL_BELOW, TOOL_UNKNOWN};
    bool seen[TOOL_FACTS + 1] = {false};
    cav_verdict v;
    for (uint32_t k = 0; k < s->packs.count; k++) {
        session_verdict(s, k, CAV_NONE, &v);
        seen[verdict_status(&v, require)] = true;
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (seen[order[i]])
            return order[i];
    return TOOL_OK;
}

int verdict_report(session *s)
{
    app *a = s->app;
    int status = session_judge(s, a->options.verbose > 1);
    if (status)
        return status;
    if (a->options.json)
        jw_verdicts(s, &a->out);
    else
        show_verdicts(s, &a->out);
    a->out_stands = true;
    return verdict_all(s, a->options.require);
}
