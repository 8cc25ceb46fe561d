/* config.c: told and gathered facts become one configuration, see config.h.
 *
 * It refuses (status 65) values that are not of the fact, facts that two sources contradict, and
 * facts below a stated depth. Invariant: the values of a fact were spelled by the runtime.
 */
#include "config.h"

#include <string.h>

int config_new(app *a, const vocab *v, config *out)
{
    *out = (config){.app = a, .vocab = v, .depth = -1};
    out->facts = pool_alloc(&a->pool, v->count + 1, sizeof *out->facts);
    out->wanted = pool_alloc(&a->pool, v->nfeatures + 1, sizeof *out->wanted);
    out->scratch = pool_alloc(&a->pool, v->packs->count + 1, sizeof(cav_facts *));
    for (size_t k = 0; k < v->packs->count; k++) {
        cav_env env = tool_env(a);
        cav_status status = cav_facts_new(&env, v->packs->at[k].program, &out->scratch[k]);
        if (status)
            return tool_failed(a, status, "facts");
    }
    return TOOL_OK;
}

void config_free(config *c)
{
    for (size_t k = 0; c->scratch && k < c->vocab->packs->count; k++)
        cav_facts_free(c->scratch[k]);
}

/* -- spelling --------------------------------------------------------------------------------- */

typedef struct spelled {
    const char **values;
    uint32_t count;
    bool unknown;
} spelled;

/* As told where the runtime keeps none, such as a text too long to judge: it must hear it again to
 * say why. */
static void keep_told(config *c, const char *const *values, uint32_t count, spelled *s)
{
    s->values = pool_alloc(&c->app->pool, count, sizeof *s->values);
    for (uint32_t i = 0; i < count; i++)
        s->values[i] = pool_string(&c->app->pool, values[i]);
    s->count = count;
    s->unknown = false;
}

static spelled read_back(config *c, cav_facts *facts, uint32_t fact)
{
    spelled s = {0};
    size_t count = 0, room = 0;
    const char *value;
    while ((value = cav_facts_value(facts, fact, (uint32_t)count)) != NULL) {
        const char **slot = pool_push(&c->app->pool, &s.values, &count, &room, sizeof *slot);
        *slot = pool_string(&c->app->pool, value);
    }
    s.count = (uint32_t)count;
    s.unknown = count == 0;
    return s;
}

/* The runtime's spelling by the first pack that takes the values; the first refusal is reported. */
static cav_status spell(config *c, uint32_t fact, const char *const *values, uint32_t count,
                        spelled *out)
{
    const vocab *v = c->vocab;
    cav_status first = CAV_BAD_NAME;
    char *message = NULL;
    for (size_t k = 0; k < v->packs->count; k++) {
        uint32_t f = cav_fact_find(v->packs->at[k].program, v->facts[fact].fact.name);
        if (f == CAV_NONE)
            continue;
        c->app->last[0] = '\0';
        cav_status status = cav_facts_set(c->scratch[k], f, values, count);
        if (!status) {
            *out = read_back(c, c->scratch[k], f);
            if (out->unknown && cav_facts_reason(c->scratch[k], f))
                keep_told(c, values, count, out);
            cav_facts_set(c->scratch[k], f, NULL, 0);
            return CAV_OK;
        }
        if (!message) {
            first = status;
            message = pool_string(&c->app->pool, c->app->last);
        }
    }
    memcpy(c->app->last, message ? message : "", message ? strlen(message) + 1 : 1);
    return first;
}

static const char *spelled_text(config *c, const char *const *values, uint32_t count)
{
    buf b = {.pool = &c->app->pool};
    for (uint32_t i = 0; i < count && i < 6; i++)
        put_printf(&b, "%s%s", i ? " or " : "", values[i]);
    if (count > 6)
        put_printf(&b, " or %u more", count - 6);
    return put_end(&b);
}

static const char *place(const config *c, const char *from, const evidence *e)
{
    if (!e->source)
        return from;
    if (!e->line)
        return pool_printf(&c->app->pool, "%s (%s)", from, e->source);
    return pool_printf(&c->app->pool, "%s (%s:%u)", from, e->source, (unsigned)e->line);
}

/* -- telling ---------------------------------------------------------------------------------- */

static bool same_values(const told *t, const char *const *values, uint32_t count)
{
    if (t->count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(t->values[i], values[i]) != 0)
            return false;
    return true;
}

static void replace(told *t, const telling *with, const spelled *s)
{
    t->origin = s->unknown ? ORIGIN_NONE : with->origin;
    t->from = with->from;
    t->values = s->values;
    t->count = s->count;
    t->evidence = with->evidence;
    t->reason = NULL;
}

static int contradict(config *c, const telling *t, const told *old, const spelled *s)
{
    const char *hint = t->origin == ORIGIN_FILE && old->origin == ORIGIN_GATHERED
                           ? "; --set overrides what was gathered"
                           : "";
    return tool_fail(c->app, TOOL_FACTS, "%s: %s says %s, but %s says %s%s",
                     c->vocab->facts[t->fact].fact.name, place(c, old->from, &old->evidence),
                     spelled_text(c, old->values, old->count), place(c, t->from, &t->evidence),
                     spelled_text(c, s->values, s->count), hint);
}

/* Both hold: what is left is the value, its evidence that of the side which says it alone. */
static int refine(config *c, const telling *t, told *old, const spelled *s)
{
    const char **both = pool_alloc(&c->app->pool, (size_t)old->count * s->count + 1, sizeof *both);
    cav_type type = c->vocab->facts[t->fact].fact.type;
    spelled met = {0};
    uint32_t n = config_meet(c, type, old->values, old->count, s->values, s->count, both);
    if (!n)
        return contradict(c, t, old, s);
    cav_status status = spell(c, t->fact, both, n, &met);
    if (status)
        return tool_failed(c->app, status, c->vocab->facts[t->fact].fact.name);
    bool old_says = same_values(old, met.values, met.count);
    bool new_says =
        same_values(&(told){.values = s->values, .count = s->count}, met.values, met.count);
    if (old_says && (old->evidence.source || !new_says || !t->evidence.source))
        return TOOL_OK;
    telling left = *t;
    if (!new_says && !old_says)
        left.evidence = (evidence){0};
    replace(old, &left, &met);
    return TOOL_OK;
}

/* Facts that were derived from one that --set replaces are derived again. */
static void forget_derived(config *c, const char *base)
{
    for (size_t i = 0; i < c->vocab->count; i++) {
        told *t = &c->facts[i];
        if (t->derived.source && strcmp(t->derived.source, base) == 0)
            t->derived = (evidence){0};
        if (t->origin == ORIGIN_FILE && t->evidence.source && strcmp(t->evidence.source, base) == 0)
            *t = (told){0};
    }
}

int config_tell(config *c, const telling *t)
{
    told *old = &c->facts[t->fact];
    const char *name = c->vocab->facts[t->fact].fact.name;
    spelled s = {.unknown = true};
    if (t->count > CONFIG_VALUES_MAX)
        return tool_fail(c->app, TOOL_FACTS, "%s: %s: %u alternatives, at most %d are possible",
                         t->from, name, (unsigned)t->count, CONFIG_VALUES_MAX);
    if (t->count) {
        cav_status status = spell(c, t->fact, t->values, t->count, &s);
        if (status) /* a value is refused by the fact's name, other failures are not */
            return tool_failed(c->app, status,
                               status == CAV_BAD_VALUE
                                   ? t->from
                                   : pool_printf(&c->app->pool, "%s: %s", t->from, name));
    }
    if (t->origin == ORIGIN_SET)
        forget_derived(c, name);
    if (t->origin == ORIGIN_SET || (old->origin == ORIGIN_NONE && !s.unknown))
        replace(old, t, &s);
    else if (!s.unknown)
        return refine(c, t, old, &s);
    return TOOL_OK;
}

void config_reason(config *c, uint32_t fact, const char *reason)
{
    static const char says_least[] = "not observable from this layer";
    told *t = &c->facts[fact];
    if (t->origin == ORIGIN_NONE && (!t->reason || strcmp(reason, says_least) != 0))
        t->reason = reason;
}

int config_depth(config *c, int depth, const char *from)
{
    if (depth < 0 || (size_t)depth >= c->vocab->nlayers)
        return tool_fail(c->app, TOOL_FACTS, "%s: depth %d: the layers are %s to %s, 0 to %zu",
                         from, depth, c->vocab->layers[0], c->vocab->layers[c->vocab->nlayers - 1],
                         c->vocab->nlayers - 1);
    bool option = strcmp(from, "--depth") == 0;
    if (c->depth >= 0 && c->depth != depth && !option)
        return tool_fail(c->app, TOOL_FACTS, "depth: %s says %d, but %s says %d", c->depth_from,
                         c->depth, from, depth);
    c->depth = depth;
    c->depth_from = from;
    return TOOL_OK;
}

void config_here(config *c, const char *layer)
{
    if (c->here && strcmp(c->here, layer) != 0)
        c->here_several = true;
    if (!c->here)
        c->here = layer;
}

void config_conflict(config *c, const char *text)
{
    for (size_t i = 0; i < c->nconflicts; i++)
        if (strcmp(c->conflicts[i], text) == 0)
            return;
    const char **slot =
        pool_push(&c->app->pool, &c->conflicts, &c->nconflicts, &c->rconflicts, sizeof *slot);
    *slot = text;
}

/* -- into a pack's facts ---------------------------------------------------------------------- */

static int judge_depths(const config *c)
{
    const vocab *v = c->vocab;
    for (size_t i = 0; c->depth >= 0 && i < v->count; i++)
        if (c->facts[i].origin != ORIGIN_NONE && v->facts[i].fact.layer > (uint32_t)c->depth)
            return tool_fail(c->app, TOOL_FACTS, "%s: %s is deeper than depth %d (%s)",
                             place(c, c->facts[i].from, &c->facts[i].evidence),
                             v->facts[i].fact.name, c->depth, c->depth_from);
    return TOOL_OK;
}

int config_apply(const config *c, uint32_t k, cav_facts *facts)
{
    const vocab *v = c->vocab;
    const pack *p = &v->packs->at[k];
    int failed = judge_depths(c);
    if (failed)
        return failed;
    for (uint32_t f = 0; f < p->info.facts; f++) {
        uint32_t i = v->of[k][f];
        if (i == CAV_NONE || c->facts[i].origin == ORIGIN_NONE)
            continue;
        cav_status status = cav_facts_set(facts, f, c->facts[i].values, c->facts[i].count);
        if (status &&
            status != CAV_BAD_VALUE) /* a value only another pack knows stays unknown here */
            return tool_failed(c->app, status, v->facts[i].fact.name);
    }
    for (size_t i = 0; i < v->nfeatures; i++) {
        uint32_t feature = cav_feature_find(p->program, v->features[i]);
        if (c->wanted[i] && feature != CAV_NONE)
            cav_facts_want(facts, feature, true);
    }
    if (c->depth >= 0 && p->info.layers) {
        uint32_t depth =
            (uint32_t)c->depth < p->info.layers ? (uint32_t)c->depth : p->info.layers - 1;
        cav_status status = cav_facts_depth(facts, depth);
        if (status)
            return tool_failed(c->app, status, "depth");
    }
    return TOOL_OK;
}
