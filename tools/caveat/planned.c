/* planned.c: settings that the next start of a system would change, and what the rules would say
 * then; see planned.h.
 *
 * It names no fact: one called FACT.planned is the setting of FACT for the next start. Only what is
 * certainly different counts: the two have no value in common. Invariant: the session's own facts
 * and verdicts stay as they are.
 */
#include "planned.h"

#include <string.h>

/* The plan of each fact, CAV_NONE where it has none. */
static const uint32_t *find_plans(const session *s)
{
    static const char end[] = ".planned";
    const vocab *v = &s->vocab;
    uint32_t *plans = pool_alloc(&s->app->pool, (size_t)v->count + 1, sizeof *plans);
    memset(plans, 0xff, v->count * sizeof *plans);
    for (uint32_t plan = 0; plan < v->count; plan++) {
        const char *name = v->facts[plan].fact.name;
        size_t size = strlen(name);
        if (size < sizeof end || strcmp(name + size - (sizeof end - 1), end) != 0)
            continue;
        uint32_t fact = vocab_find(v, pool_copy(&s->app->pool, name, size - (sizeof end - 1)));
        if (fact != CAV_NONE && v->facts[fact].fact.type == v->facts[plan].fact.type)
            plans[fact] = plan;
    }
    return plans;
}

static bool differs(const session *s, uint32_t fact, uint32_t plan)
{
    const told *now = &s->config.facts[fact], *then = &s->config.facts[plan];
    if (now->origin == ORIGIN_NONE || then->origin == ORIGIN_NONE)
        return false;
    const char **both =
        pool_alloc(&s->app->pool, (size_t)now->count * then->count + 1, sizeof *both);
    return !config_meet(&s->config, s->vocab.facts[fact].fact.type, now->values, now->count,
                        then->values, then->count, both);
}

size_t planned_find(const session *s, planned **out)
{
    size_t count = 0, room = 0;
    const uint32_t *plans = find_plans(s);
    *out = NULL;
    for (uint32_t i = 0; i < s->vocab.count; i++) {
        uint32_t plan = plans[i];
        if (plan == CAV_NONE || !differs(s, i, plan))
            continue;
        planned *p = pool_push(&s->app->pool, out, &count, &room, sizeof *p);
        *p = (planned){i, plan};
    }
    return count;
}

/* The configuration as it would be: planned values in the place of active ones. */
static config config_then(const session *s, const planned *list, size_t count)
{
    config c = s->config;
    c.facts = pool_alloc(&s->app->pool, s->vocab.count + 1, sizeof *c.facts);
    memcpy(c.facts, s->config.facts, s->vocab.count * sizeof *c.facts);
    for (size_t i = 0; i < count; i++)
        c.facts[list[i].fact] = s->config.facts[list[i].plan];
    return c;
}

static cav_status judge(session *s, const config *then, uint32_t k, cav_facts **facts,
                        cav_result **result)
{
    const cav_program *program = s->packs.at[k].program;
    cav_env env = tool_env(s->app);
    cav_status status = cav_facts_new(&env, program, facts);
    if (!status)
        status = cav_result_new(&env, program, result);
    if (!status && config_apply(then, k, *facts))
        status = CAV_FAILED;
    return status ? status : cav_evaluate(program, *facts, false, *result);
}

bool planned_verdict(session *s, const planned *list, size_t count, uint32_t k, cav_verdict *v)
{
    config then = config_then(s, list, count);
    cav_facts *facts = NULL;
    cav_result *result = NULL;
    cav_status status = judge(s, &then, k, &facts, &result);
    if (!status)
        cav_result_verdict(result, CAV_NONE, v);
    cav_facts_free(facts);
    cav_result_free(result);
    return !status && !s->config.nconflicts;
}
