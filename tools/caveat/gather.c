/* gather.c: facts gathered by the packs' sources, from this machine or a captured tree.
 *
 * It names no fact and opens no file: runtime/host does. A fact that a source derived from
 * another is left to the runtime, which derives it again from whatever is told of that other.
 */
#include "session.h"

#include "../../runtime/host/host.h"

#include <string.h>

typedef struct gathering {
    session *s;
    uint32_t pack;
    int status;
} gathering;

static const char *reason_text(app *a, const cav_observation *o)
{
    const char *why = cav_reason_text(o->reason);
    return o->source ? pool_printf(&a->pool, "%s: %s", o->source, why) : why;
}

static void on_found(void *context, const cav_observation *o)
{
    gathering *g = context;
    session *s = g->s;
    pool *pool_ = &s->app->pool;
    uint32_t fact = s->vocab.of[g->pack][o->fact];
    if (g->status || fact == CAV_NONE || s->config.facts[fact].origin != ORIGIN_NONE)
        return;
    evidence e = {pool_string(pool_, o->source), o->line, pool_string(pool_, o->text)};
    told *t = &s->config.facts[fact];
    if (o->reason != CAV_REASON_FOUND) {
        config_reason(&s->config, fact, reason_text(s->app, o));
    } else if (o->source && vocab_find(&s->vocab, o->source) != CAV_NONE) {
        t->derived = e;
    } else {
        telling tell = {.fact = fact,
                        .values = o->values,
                        .count = o->count,
                        .origin = ORIGIN_GATHERED,
                        .from = s->gathered_from,
                        .evidence = e};
        g->status = config_tell(&s->config, &tell);
    }
}

static cav_status open_access(session *s, cav_access *access)
{
    app *a = s->app;
    const char *root = a->options.value[OPTION_ROOT];
    const option_list *paths = &a->options.path;
    const char **prefixes = pool_alloc(&a->pool, paths->count + 1, sizeof *prefixes);
    cav_env env = tool_env(a);
    if (paths->count)
        memcpy(prefixes, paths->at, paths->count * sizeof *prefixes);
    s->live = root == NULL;
    s->gathered_from = root ? root : "this machine";
    return root ? cav_access_tree(&env, root, prefixes, access)
                : cav_access_live(&env, prefixes, access);
}

/* The layer to gather at, in this pack's numbering. */
static uint32_t layer_for(const session *s, uint32_t k)
{
    const char *as = s->app->options.value[OPTION_AS];
    if (!as && s->layer != CAV_NONE)
        as = s->vocab.layers[s->layer];
    return as ? cav_layer_find(s->packs.at[k].program, as) : CAV_NONE;
}

/* -- what speaks against --as ------------------------------------------------------------------- */

typedef struct hearing {
    session *s;
    uint32_t pack, here; /* in the pack's numbering */
    const char *against; /* what was found; NULL: nothing */
    bool not_guest;
} hearing;

static const char *seen_at(app *a, const cav_observation *o)
{
    const char *source = o->source ? o->source : "a source";
    if (o->line)
        source = pool_printf(&a->pool, "%s:%u", source, (unsigned)o->line);
    return o->text ? pool_printf(&a->pool, "%s (%s)", source, o->text)
                   : pool_string(&a->pool, source);
}

static void on_evidence(void *context, uint32_t least, const cav_observation *o)
{
    hearing *h = context;
    app *a = h->s->app;
    cav_fact f;
    cav_layer layer;
    if (o->reason == CAV_REASON_NOT_GUEST && !h->not_guest) {
        h->not_guest = true;
        h->against = h->here == 0 ? NULL
                                  : pool_printf(&a->pool, "%s shows that it is no guest", seen_at(a, o));
    } else if (!h->not_guest && least > h->here && !h->against) {
        cav_program_fact(h->s->packs.at[h->pack].program, o->fact, &f);
        cav_program_layer(h->s->packs.at[h->pack].program, least, &layer);
        h->against = pool_printf(&a->pool, "%s tells %s, which only %s or a deeper one can see",
                                 seen_at(a, o), f.name, layer.name);
    }
}

/* The layer was asserted: does the machine show that it is another one? */
static int hear_evidence(session *s, uint32_t k, uint32_t here, const cav_access *access)
{
    hearing h = {.s = s, .pack = k, .here = here};
    cav_env env = tool_env(s->app);
    cav_status status =
        cav_gather_layer(&env, s->packs.at[k].program, access, on_evidence, &h);
    if (status)
        return tool_failed(s->app, status, s->gathered_from);
    if (h.against)
        config_conflict(&s->config, pool_printf(&s->app->pool, "--as %s, but %s",
                                                s->vocab.layers[s->layer], h.against));
    return TOOL_OK;
}

static int gather_pack(session *s, uint32_t k, const cav_access *access)
{
    gathering g = {.s = s, .pack = k};
    uint32_t here = layer_for(s, k);
    bool assumed = false;
    if (here == CAV_NONE && s->layer != CAV_NONE)
        return TOOL_OK; /* a pack without this layer */
    cav_env env = tool_env(s->app);
    cav_status status =
        cav_gather(&env, s->packs.at[k].program, access, here, on_found, &g, &here, &assumed);
    if (status)
        return tool_failed(s->app, status, s->gathered_from);
    if (s->layer == CAV_NONE) {
        s->layer = here;
        s->assumed = assumed;
    }
    if (!g.status && !s->assumed)
        g.status = hear_evidence(s, k, here, access);
    return g.status;
}

/* Of two built-in packs the build has compared the sources. */
static bool covers(const pack *earlier, const pack *p)
{
    if (earlier->builtin && p->builtin)
        return p->builtin->covered_by == earlier->builtin;
    return cav_gather_covers(earlier->program, p->program);
}

/* An earlier pack has the same sources: what they find stands in the facts already. */
static bool is_covered(const session *s, uint32_t k)
{
    for (uint32_t j = 0; j < k; j++)
        if (covers(&s->packs.at[j], &s->packs.at[k]))
            return true;
    return false;
}

int session_gather(session *s)
{
    cav_access access;
    const char *as = s->app->options.value[OPTION_AS];
    if (as) {
        s->layer = vocab_layer(&s->vocab, as);
        if (s->layer == CAV_NONE)
            return tool_fail(s->app, TOOL_FACTS, "--as: %s",
                             vocab_unknown_layer(s->app, &s->vocab, as));
    }
    cav_status opened = open_access(s, &access);
    if (opened)
        return tool_failed(s->app, opened, s->gathered_from);
    int status = TOOL_OK;
    for (uint32_t k = 0; k < s->packs.count && !status; k++)
        if (!is_covered(s, k))
            status = gather_pack(s, k, &access);
    cav_access_close(&access);
    if (!status && s->layer != CAV_NONE)
        config_here(&s->config, s->vocab.layers[s->layer]);
    s->gathered = true;
    return status;
}
