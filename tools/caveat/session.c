/* session.c: packs, facts and verdicts of one run, see session.h.
 *
 * It refuses to go on after any fact that was not understood. Invariant: after session_judge
 * every pack has a result for the facts shown.
 */
#include "session.h"

#include "json_in.h"

#include <ctype.h>
#include <string.h>

/* "L1=guest.json": the layer's name, and the file behind it. NULL: a plain file. */
static const char *layer_prefix(app *a, const char *operand, const char **file)
{
    size_t n = 0;
    while (isalnum((unsigned char)operand[n]) || operand[n] == '-')
        n++;
    *file = operand;
    if (!n || !isalpha((unsigned char)operand[0]) || operand[n] != '=')
        return NULL;
    *file = operand + n + 1;
    return pool_copy(&a->pool, operand, n);
}

static int read_operand(session *s, const char *operand)
{
    const char *file;
    const char *layer = layer_prefix(s->app, operand, &file);
    if (layer && !*file)
        return tool_fail(s->app, TOOL_USAGE, "%s: no file after the layer", operand);
    if (layer && vocab_layer(&s->vocab, layer) == CAV_NONE)
        return tool_fail(s->app, TOOL_FACTS, "%s: %s (a file of that name is written ./%s)",
                         operand, vocab_unknown_layer(s->app, &s->vocab, layer), operand);
    return config_read_file(&s->config, file, layer);
}

int session_facts(session *s)
{
    s->at = pool_alloc(&s->app->pool, s->packs.count + 1, sizeof *s->at);
    for (uint32_t k = 0; k < s->packs.count; k++) {
        const cav_program *program = s->packs.at[k].program;
        cav_env env = tool_env(s->app);
        cav_status status = cav_facts_new(&env, program, &s->at[k].facts);
        if (!status)
            status = cav_result_new(&env, program, &s->at[k].result);
        if (status)
            return tool_failed(s->app, status, "facts");
        int failed = config_apply(&s->config, k, s->at[k].facts);
        if (failed)
            return failed;
    }
    return TOOL_OK;
}

int session_open(app *a, const option_list *files, session *s)
{
    *s = (session){.app = a, .layer = CAV_NONE};
    const options *o = &a->options;
    bool gather = !files->count || o->given & (OPT_LIVE | OPT_ROOT);
    if (o->given & OPT_AS && !gather)
        return tool_fail(a, TOOL_USAGE,
                         "--as says which layer a machine is; fact files say it themselves");
    int status = load_packs(a, &o->rules, LOAD_PROGRAM, &s->packs);
    if (!status)
        status = vocab_make(a, &s->packs, &s->vocab);
    if (!status)
        status = config_new(a, &s->vocab, &s->config);
    if (!status && gather)
        status = session_gather(s);
    for (size_t i = 0; i < files->count && !status; i++)
        status = read_operand(s, files->at[i]);
    if (!status)
        status = config_options(&s->config);
    return status ? status : session_facts(s);
}

int session_judge(session *s, bool trace)
{
    for (uint32_t k = 0; k < s->packs.count; k++) {
        cav_status status =
            cav_evaluate(s->packs.at[k].program, s->at[k].facts, trace, s->at[k].result);
        if (status)
            return tool_failed(s->app, status, s->packs.at[k].info.name);
    }
    return TOOL_OK;
}

void session_verdict(const session *s, uint32_t k, uint32_t feature, cav_verdict *v)
{
    cav_result_verdict(s->at[k].result, feature, v);
    if (s->config.nconflicts)
        v->kind = CAV_CONTRADICTION;
}

void session_forget(session *s)
{
    for (size_t k = 0; s->at && k < s->packs.count; k++) {
        cav_facts_free(s->at[k].facts);
        cav_result_free(s->at[k].result);
    }
}

void session_close(session *s)
{
    session_forget(s);
    config_free(&s->config);
    load_free(&s->packs);
}

/* -- what is shown of a fact ----------------------------------------------------------------------
 */

const told *session_told(const session *s, uint32_t k, uint32_t fact)
{
    uint32_t i = s->vocab.of[k][fact];
    return i == CAV_NONE ? NULL : &s->config.facts[i];
}

const evidence *session_evidence(const session *s, uint32_t k, uint32_t fact)
{
    const told *t = session_told(s, k, fact);
    const evidence *e = NULL;
    if (t && t->origin != ORIGIN_NONE)
        e = &t->evidence;
    else if (t && cav_facts_derived(s->at[k].facts, fact))
        e = &t->derived;
    return e && e->source ? e : NULL;
}

const char *session_reason(const session *s, uint32_t k, uint32_t fact)
{
    const told *t = session_told(s, k, fact);
    const char *why = cav_facts_reason(s->at[k].facts, fact);
    if (!why && t)
        why = t->reason;
    return why ? why : "not told";
}

const char *session_value(const session *s, uint32_t k, uint32_t fact)
{
    uint32_t language = s->packs.at[k].language;
    size_t size = cav_facts_print_in(s->at[k].facts, language, fact, NULL, 0);
    char *text = pool_alloc(&s->app->pool, size + 1, 1);
    cav_facts_print_in(s->at[k].facts, language, fact, text, size + 1);
    return text;
}

const char *session_message(const session *s, uint32_t k, uint32_t effect)
{
    const judged *j = &s->at[k];
    uint32_t language = s->packs.at[k].language;
    size_t size = cav_result_message_in(j->result, j->facts, language, effect, NULL, 0);
    char *text = pool_alloc(&s->app->pool, size + 1, 1);
    cav_result_message_in(j->result, j->facts, language, effect, text, size + 1);
    return text;
}

const uint32_t *session_missing(const session *s, uint32_t k, uint32_t feature, uint32_t effect,
                                uint32_t *count)
{
    const cav_result *result = s->at[k].result;
    uint32_t room = s->packs.at[k].info.facts;
    uint32_t *facts = pool_alloc(&s->app->pool, (size_t)room + 1, sizeof *facts);
    *count = effect == CAV_NONE ? cav_result_missing(result, feature, facts, room)
                                : cav_result_effect_missing(result, effect, facts, room);
    return facts;
}
