/* settle.c: the verb settle: which missing facts settle a verdict. It finds nothing itself.
 *
 * Invariant: status 0 means that all was swept, and all of the smallest sets are known.
 */
#include "../prover/settle_out.h"
#include "verbs.h"

static int status_of(const session *s, const settle *one)
{
    if (s->config.nconflicts || (one->exact && !one->states))
        return TOOL_FACTS;
    return one->complete ? TOOL_OK : TOOL_UNKNOWN;
}

static int settle_all(session *s, settle *all)
{
    app *a = s->app;
    const char *feature = a->options.value[OPTION_FEATURE];
    int worst = TOOL_OK;
    if (feature && vocab_feature(&s->vocab, feature) == CAV_NONE)
        return tool_fail(a, TOOL_FACTS, "--feature: %s",
                         vocab_unknown_feature(a, &s->vocab, feature));
    for (uint32_t k = 0; k < s->packs.count; k++) {
        uint32_t f = feature ? cav_feature_find(s->packs.at[k].program, feature) : CAV_NONE;
        if (feature && f == CAV_NONE)
            continue;
        int status = settle_make(s, k, f, &all[k]);
        if (status)
            return status;
        status = status_of(s, &all[k]);
        worst = status > worst ? status : worst;
    }
    settle_write(s, all);
    a->out_stands = true;
    return worst;
}

int verb_settle(app *a)
{
    session s;
    settle *all = NULL;
    int status = session_open(a, &a->options.operands, &s);
    if (!status)
        status = session_judge(&s, false);
    if (!status) {
        all = pool_alloc(&a->pool, s.packs.count + 1, sizeof *all);
        status = settle_all(&s, all);
    }
    for (uint32_t k = 0; all && k < s.packs.count; k++)
        settle_free(&all[k]);
    session_close(&s);
    return status;
}
