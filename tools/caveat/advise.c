/* advise.c: the verb advise: the nearest configurations that reach the wanted level.
 *
 * Asking for less (without a feature, at a smaller depth) is told apart, and only where it reaches
 * the level. Invariant: status 0 means that the level is reached, or how to reach it is told.
 */
#include "../prover/advise_out.h"
#include "verbs.h"

#include <stdint.h>
#include <string.h>

static int status_of(const session *s, const advise *one)
{
    if (s->config.nconflicts || one->check.kind == CAV_CONTRADICTION)
        return TOOL_FACTS;
    return one->result == ADVISE_STUCK     ? TOOL_BELOW
           : one->result == ADVISE_UNSWEPT ? TOOL_UNKNOWN
                                           : TOOL_OK;
}

/* What is told, with facts below the new depth left out. */
static config config_less(const session *s, uint32_t without, uint32_t depth)
{
    config c = s->config;
    pool *p = &s->app->pool;
    c.facts = pool_alloc(p, s->vocab.count + 1, sizeof *c.facts);
    c.wanted = pool_alloc(p, s->vocab.nfeatures + 1, sizeof *c.wanted);
    for (size_t i = 0; i < s->vocab.count; i++)
        if (s->vocab.facts[i].fact.layer <= depth)
            c.facts[i] = s->config.facts[i];
    for (size_t i = 0; i < s->vocab.nfeatures; i++)
        c.wanted[i] = s->config.wanted[i] && i != without;
    c.depth = (int)depth;
    return c;
}

/* Kept if it reaches the level. Its facts live as long as the session's pool of them. */
static int try_less(session *s, uint32_t k, advised *all, const config *c, advise_less less)
{
    app *a = s->app;
    cav_env env = tool_env(a);
    const pack *p = &s->packs.at[k];
    cav_facts *facts = NULL;
    cav_result *result = NULL;
    cav_verdict now;
    cav_status failed = cav_facts_new(&env, p->program, &facts);
    if (!failed)
        failed = cav_result_new(&env, p->program, &result);
    int status = failed ? tool_failed(a, failed, p->info.name) : config_apply(c, k, facts);
    if (!status && (failed = cav_evaluate(p->program, facts, false, result)) != CAV_OK)
        status = tool_failed(a, failed, p->info.name);
    if (!status)
        cav_result_verdict(result, CAV_NONE, &now);
    if (!status)
        status = advise_make(a, p, facts, result, &now, a->options.require,
                             all->of.result == ADVISE_STUCK ? SIZE_MAX : 0, &less.of);
    advise_free(&less.of);
    cav_facts_free(facts);
    cav_result_free(result);
    less.of.field.ask.facts = s->at[k].facts; /* what is shown as known now */
    if (!status && less.of.check.kind != CAV_CONTRADICTION &&
        less.of.check.kind != CAV_NOT_APPLICABLE && less.of.result <= ADVISE_WAYS_FOUND)
        *(advise_less *)pool_push(&a->pool, &all->less, &all->nless, &all->rless,
                                  sizeof *all->less) = less;
    return status;
}

static int ask_less(session *s, uint32_t k, advised *all)
{
    const uint32_t depth = cav_facts_get_depth(s->at[k].facts);
    int status = TOOL_OK;
    if (all->of.result == ADVISE_NOTHING || all->of.check.kind == CAV_CONTRADICTION)
        return TOOL_OK;
    for (uint32_t i = 0; i < s->vocab.nfeatures && !status; i++) {
        config c = config_less(s, i, depth);
        if (s->config.wanted[i] &&
            cav_feature_find(s->packs.at[k].program, s->vocab.features[i]) != CAV_NONE)
            status = try_less(s, k, all, &c, (advise_less){.feature = s->vocab.features[i]});
    }
    for (uint32_t d = depth; d-- > 0 && !status;) {
        config c = config_less(s, CAV_NONE, d);
        status = try_less(s, k, all, &c, (advise_less){.depth = d});
    }
    return status;
}

static int advise_all(session *s, advised *all)
{
    app *a = s->app;
    int worst = TOOL_OK;
    for (uint32_t k = 0; k < s->packs.count; k++) {
        cav_verdict now;
        session_verdict(s, k, CAV_NONE, &now);
        int status = advise_make(a, &s->packs.at[k], s->at[k].facts, s->at[k].result, &now,
                                 a->options.require, SIZE_MAX, &all[k].of);
        if (!status)
            status = ask_less(s, k, &all[k]);
        if (status)
            return status;
        status = status_of(s, &all[k].of);
        if (worst != TOOL_BELOW || status == TOOL_FACTS)
            worst = status == TOOL_BELOW || status > worst ? status : worst;
    }
    advise_write(s, all);
    a->out_stands = true;
    return worst;
}

int verb_advise(app *a)
{
    session s;
    advised *all = NULL;
    int status = session_open(a, &a->options.operands, &s);
    if (!status)
        status = session_judge(&s, false);
    if (!status) {
        all = pool_alloc(&a->pool, s.packs.count + 1, sizeof *all);
        status = advise_all(&s, all);
    }
    for (uint32_t k = 0; all && k < s.packs.count; k++)
        advise_free(&all[k].of);
    session_close(&s);
    return status;
}
