/* guests.c: see guests.h.
 *
 * It names no fact: what the helper tells of a guest is told of the layer above this machine where
 * the rules declare such a fact, and left out where they do not. Invariant: each guest is judged by
 * itself, on a copy of what is known without it.
 */
#include "guests.h"

#include "helper.h"
#include "json_out.h"
#include "show.h"
#include "verdict.h"

#include <jansson.h>
#include <string.h>

typedef struct guest {
    const char *name, *type, *osinfo, *cpu, *nesting; /* NULL: not known */
    bool running;
    json_t *facts, *uses;
} guest;

typedef struct guests {
    session *s; /* without any guest */
    const char *uri;
    uint32_t layer; /* the guests' own, in the vocabulary */
    guest *at;
    size_t count, room;
    json_t *answer;
    json_writer json;
    int status; /* of the worst */
} guests;

/* -- what the helper says
 * -------------------------------------------------------------------------- */

static const char *text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void read_guest(guests *g, json_t *one)
{
    guest *to = pool_push(&g->s->app->pool, &g->at, &g->count, &g->room, sizeof *to);
    *to = (guest){.name = text(one, "name"),
                  .type = text(one, "type"),
                  .osinfo = text(one, "osinfo"),
                  .cpu = text(one, "cpu"),
                  .nesting = text(one, "nesting"),
                  .running = json_is_true(json_object_get(one, "running")),
                  .facts = json_object_get(one, "facts"),
                  .uses = json_object_get(one, "uses")};
    if (!to->name)
        to->name = "";
}

static int read_guests(guests *g)
{
    app *a = g->s->app;
    tool_bytes bytes;
    json_error_t error;
    json_t *one;
    size_t i;
    int status =
        helper_run(a, "caveat-guests", a->options.value[OPTION_GUESTS], TOOL_FACTS_MAX, &bytes);
    if (status)
        return status;
    g->answer = json_loadb(bytes.bytes, bytes.size, JSON_REJECT_DUPLICATES, &error);
    json_t *list = json_object_get(g->answer, "guests");
    if (!json_is_array(list))
        return tool_fail(a, TOOL_INPUT, "caveat-guests: its answer cannot be understood");
    g->uri = text(g->answer, "uri");
    g->uri = g->uri ? g->uri : "libvirt";
    json_array_foreach(list, i, one) read_guest(g, one);
    if (!g->count)
        return tool_fail(a, TOOL_INPUT, "%s knows no virtual machine", g->uri);
    return TOOL_OK;
}

/* -- one guest's configuration
 * ---------------------------------------------------------------------- */

/* A string or a list of strings. */
static const char **values_of(app *a, const json_t *value, uint32_t *count)
{
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    const char **values = pool_alloc(&a->pool, n + 1, sizeof *values);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = json_string_value(json_is_array(value) ? json_array_get(value, i) : value);
        if (!values[i])
            return values;
    }
    *count = (uint32_t)n;
    return values;
}

/* Does any pack take these values? The rules need not know every product that libosinfo knows. */
static bool taken(const config *c, uint32_t fact, const char *const *values, uint32_t count)
{
    const vocab *v = c->vocab;
    for (size_t k = 0; k < v->packs->count; k++) {
        uint32_t f = cav_fact_find(v->packs->at[k].program, v->facts[fact].fact.name);
        bool takes = f != CAV_NONE && cav_facts_set(c->scratch[k], f, values, count) == CAV_OK;
        if (f != CAV_NONE)
            cav_facts_set(c->scratch[k], f, NULL, 0);
        if (takes)
            return true;
    }
    return false;
}

/* What --set says of a fact stands. */
static int tell(const guests *g, const guest *one, config *c, const char *name, const json_t *value)
{
    app *a = g->s->app;
    uint32_t count,
        fact = vocab_find(&g->s->vocab,
                          pool_printf(&a->pool, "%s.%s", g->s->vocab.layers[g->layer], name));
    if (fact == CAV_NONE || c->facts[fact].origin == ORIGIN_SET)
        return TOOL_OK;
    const char **values = values_of(a, value, &count);
    if (!count || !taken(c, fact, values, count)) {
        config_reason(c, fact, "libvirt tells a value that the rules do not know");
        return TOOL_OK;
    }
    telling t = {.fact = fact,
                 .values = values,
                 .count = count,
                 .origin = ORIGIN_FILE,
                 .from = pool_printf(&a->pool, "libvirt, %s", one->name),
                 .evidence = {.source = g->uri}};
    if (strcmp(name, "os") == 0) /* what was chosen when it was installed */
        t.evidence.text = one->osinfo;
    return config_tell(c, &t);
}

static int configure(const guests *g, const guest *one, config *c)
{
    const vocab *v = &g->s->vocab;
    app *a = g->s->app;
    const char *name;
    json_t *value;
    size_t i;
    c->facts = pool_alloc(&a->pool, v->count + 1, sizeof *c->facts);
    memcpy(c->facts, g->s->config.facts, v->count * sizeof *c->facts);
    c->wanted = pool_alloc(&a->pool, v->nfeatures + 1, sizeof *c->wanted);
    memcpy(c->wanted, g->s->config.wanted, v->nfeatures * sizeof *c->wanted);
    json_object_foreach(one->facts, name, value)
    {
        int status = tell(g, one, c, name, value);
        if (status)
            return status;
    }
    json_array_foreach(one->uses, i, value)
    {
        const char *feature = json_string_value(value);
        uint32_t f = feature ? vocab_feature(v, feature) : CAV_NONE;
        if (f != CAV_NONE)
            c->wanted[f] = true;
    }
    return TOOL_OK;
}

/* -- the table
 * -------------------------------------------------------------------------------------- */

enum { NAME_WIDTH = 20, STATE_WIDTH = 9, SYSTEM_WIDTH = 22 };

static void write_head(const guests *g)
{
    session *s = g->s;
    para p = show_para(s, &s->app->out, 0, 2);
    para_printf(&p, "%zu virtual machine%s of %s", g->count, g->count == 1 ? "" : "s", g->uri);
    para_printf(&p, "%s judged as %s; their systems are those chosen when they were installed.",
                g->count == 1 ? "," : ", each", s->vocab.layers[g->layer]);
    para_end(&p);
    put_char(&s->app->out, '\n');
}

/* Rules that give the verdict, or the facts that it lacks. */
static void write_why(const session *s, para *p, uint32_t k, const cav_verdict *v)
{
    const pack *of = &s->packs.at[k];
    cav_effect effect;
    cav_rule rule;
    cav_fact fact;
    bool any = false;
    if (v->kind == CAV_UNDECIDED) {
        uint32_t count;
        const uint32_t *missing = session_missing(s, k, CAV_NONE, CAV_NONE, &count);
        para_printf(p, " (%s to %s), missing", cav_level_name(v->best), cav_level_name(v->worst));
        for (uint32_t i = 0; i < count; i++) {
            cav_program_fact(of->program, missing[i], &fact);
            para_printf(p, "%s %s", i ? "," : "", fact.name);
        }
    }
    for (uint32_t i = 0; v->kind == CAV_DECIDED && i < of->info.effects; i++) {
        cav_program_effect(of->program, i, &effect);
        if (effect.level != v->best || cav_result_effect(s->at[k].result, i) != CAV_FIRED ||
            cav_result_bears(s->at[k].result, i) != CAV_TRUE)
            continue;
        cav_program_rule(of->program, effect.rule, &rule);
        para_printf(p, "%s %s", any ? "," : ":", rule.name);
        any = true;
    }
}

static void write_row(const guests *g, const guest *one, const session *s, uint32_t k)
{
    const char *fact = pool_printf(&s->app->pool, "%s.os", s->vocab.layers[g->layer]);
    uint32_t os = cav_fact_find(s->packs.at[k].program, fact);
    cav_verdict v;
    session_verdict(s, k, CAV_NONE, &v);
    para p = show_para(s, &s->app->out, 0, 4);
    para_text(&p, *one->name ? one->name : "(no name)");
    para_column(&p, NAME_WIDTH);
    para_text(&p, one->running ? "running" : "off");
    para_column(&p, NAME_WIDTH + STATE_WIDTH);
    para_text(&p, os == CAV_NONE ? "-" : session_value(s, k, os));
    para_column(&p, NAME_WIDTH + STATE_WIDTH + SYSTEM_WIDTH);
    if (s->packs.count > 1)
        para_printf(&p, "%s: ", s->packs.at[k].info.name);
    para_styled(&p, show_style(verdict_word(&v)), verdict_word(&v));
    write_why(s, &p, k, &v);
    para_end(&p);
}

static void write_details(const guest *one, session *s)
{
    buf *out = &s->app->out;
    put_char(out, '\n');
    para p = show_para(s, out, 0, 4);
    para_styled(&p, STYLE_STRONG, one->name);
    para_printf(&p, ": %s, type %s, processor %s, nesting %s", one->running ? "running" : "off",
                one->type ? one->type : "not stated", one->cpu ? one->cpu : "not stated",
                one->nesting ? one->nesting : "not stated");
    para_end(&p);
    show_verdicts(s, out);
}

static void write_json(guests *g, const guest *one, const session *s)
{
    json_writer *w = &g->json;
    jw_open(w, NULL, '{', false);
    jw_string(w, "name", one->name);
    jw_bool(w, "running", one->running);
    jw_string(w, "type", one->type);
    jw_string(w, "osinfo", one->osinfo);
    jw_string(w, "cpu", one->cpu);
    jw_string(w, "nesting", one->nesting);
    jw_packs(w, s);
    jw_close(w, '}');
}

/* -- judging
 * ---------------------------------------------------------------------------------------- */

/* 65, then 1, 2, 0, as verdict_all has it among packs. */
static int worse(int a, int b)
{
    static const int order[] = {TOOL_FACTS, TOOL_BELOW, TOOL_UNKNOWN};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return TOOL_OK;
}

typedef enum { TABLE, DETAILS } guests_part;

static void write_guest(guests *g, const guest *one, session *own, guests_part part)
{
    if (g->s->app->options.json)
        write_json(g, one, own);
    else if (part == DETAILS)
        write_details(one, own);
    else
        for (uint32_t k = 0; k < own->packs.count; k++)
            write_row(g, one, own, k);
}

static int judge_guest(guests *g, const guest *one, guests_part part)
{
    session own = *g->s;
    own.at = NULL;
    int status = configure(g, one, &own.config);
    if (!status)
        status = session_facts(&own);
    if (!status)
        status = session_judge(&own, g->s->app->options.verbose > 1);
    if (!status) {
        g->status = worse(g->status, verdict_all(&own, g->s->app->options.require));
        write_guest(g, one, &own, part);
    }
    session_forget(&own);
    return status;
}

static int judge_all(guests *g)
{
    const options *o = &g->s->app->options;
    int status = TOOL_OK;
    for (int k = TABLE; k <= (o->verbose && !o->json ? DETAILS : TABLE); k++)
        for (size_t i = 0; i < g->count && !status; i++)
            status = judge_guest(g, &g->at[i], (guests_part)k);
    return status;
}

static int write_all(guests *g)
{
    app *a = g->s->app;
    g->json = (json_writer){.out = &a->out, .first = true};
    if (!a->options.json) {
        if (!(a->options.given & OPT_QUIET))
            write_head(g);
        return judge_all(g);
    }
    jw_open(&g->json, NULL, '{', false);
    jw_int(&g->json, "schema", 1);
    jw_string(&g->json, "uri", g->uri);
    jw_string(&g->json, "layer", g->s->vocab.layers[g->layer]);
    jw_open(&g->json, "guests", '[', false);
    int status = judge_all(g);
    jw_close(&g->json, ']');
    jw_close(&g->json, '}');
    put_char(&a->out, '\n');
    return status;
}

/* The layer above this machine's, or above the one that a fact file was gathered on. */
static uint32_t guest_layer(const session *s)
{
    uint32_t here = s->layer;
    if (here == CAV_NONE && s->config.here)
        here = vocab_layer(&s->vocab, s->config.here);
    return here == CAV_NONE ? 1 : here + 1;
}

int guests_check(session *s)
{
    guests g = {.s = s, .layer = guest_layer(s)};
    int status = read_guests(&g);
    if (!status && g.layer >= s->vocab.nlayers)
        status = tool_fail(s->app, TOOL_FACTS, "the rules know no layer above %s",
                           s->vocab.layers[s->vocab.nlayers - 1]);
    if (!status)
        status = write_all(&g);
    json_decref(g.answer);
    s->app->out_stands = !status;
    return status ? status : g.status;
}
