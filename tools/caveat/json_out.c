/* json_out.c: the writer of json_out.h, and the configuration as `caveat facts --json` prints it.
 *
 * Invariant: what jw_config prints, json_in.c reads back to the same facts, evidence and reasons.
 */
#include "json_out.h"

#include "render.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void write_string(buf *b, const char *text)
{
    put_char(b, '"');
    while (*text) {
        const char *from = text;
        bool valid;
        uint32_t c = render_decode(&text, &valid);
        if (!valid)
            put_text(b, "\xef\xbf\xbd");
        else if (c == '"' || c == '\\')
            put_printf(b, "\\%c", (char)c);
        else if (c == '\n' || c == '\t')
            put_text(b, c == '\n' ? "\\n" : "\\t");
        else if (render_is_hostile(c) && c > 0xffff)
            put_printf(b, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (c >> 10)),
                       (unsigned)(0xdc00 + (c & 0x3ff)));
        else if (render_is_hostile(c))
            put_printf(b, "\\u%04x", (unsigned)c);
        else
            put_bytes(b, from, (size_t)(text - from));
    }
    put_char(b, '"');
}

static void line(json_writer *w)
{
    if (w->flat)
        return;
    put_char(w->out, '\n');
    put_spaces(w->out, 2 * (size_t)w->depth);
}

static void begin(json_writer *w, const char *key)
{
    if (!w->first)
        put_text(w->out, w->flat ? ", " : ",");
    if (w->depth)
        line(w);
    w->first = false;
    if (key) {
        write_string(w->out, key);
        put_text(w->out, ": ");
    }
}

void jw_open(json_writer *w, const char *key, char bracket, bool flat)
{
    begin(w, key);
    put_char(w->out, bracket);
    w->depth++;
    if (flat || w->flat)
        w->flat++;
    w->first = true;
}

void jw_close(json_writer *w, char bracket)
{
    bool flat = w->flat > 0;
    w->depth--;
    if (!flat && !w->first)
        line(w);
    if (flat)
        w->flat--;
    put_char(w->out, bracket);
    w->first = false;
}

void jw_string(json_writer *w, const char *key, const char *value)
{
    begin(w, key);
    if (value)
        write_string(w->out, value);
    else
        put_text(w->out, "null");
}

void jw_int(json_writer *w, const char *key, int64_t value)
{
    begin(w, key);
    put_printf(w->out, "%" PRId64, value);
}

void jw_written(json_writer *w, const char *key, const char *json)
{
    begin(w, key);
    put_text(w->out, json);
}

void jw_bool(json_writer *w, const char *key, bool value)
{
    begin(w, key);
    put_text(w->out, value ? "true" : "false");
}

/* -- facts --------------------------------------------------------------------------------------
 */

/* A number is kept as it was found, and JSON has no leading zeros. */
static void write_value(json_writer *w, const char *key, cav_type type, const char *value)
{
    if (type == CAV_FLAG)
        jw_bool(w, key, strcmp(value, "on") == 0);
    else if (type == CAV_NUMBER && !strstr(value, ".."))
        jw_int(w, key, strtoll(value, NULL, 10));
    else
        jw_string(w, key, value);
}

void jw_fact(json_writer *w, const char *key, const session *s, uint32_t k, uint32_t fact)
{
    const cav_facts *facts = s->at[k].facts;
    cav_fact f;
    cav_program_fact(s->packs.at[k].program, fact, &f);
    if (f.type == CAV_DEPTH) {
        jw_int(w, key, cav_facts_get_depth(facts));
        return;
    }
    if (f.type == CAV_WANTED) {
        jw_bool(w, key, cav_facts_get_want(facts, fact - 1)); /* one a feature, after depth */
        return;
    }
    const char *first = cav_facts_value(facts, fact, 0);
    first = first ? pool_string(&s->app->pool, first) : NULL;
    if (!first || !cav_facts_value(facts, fact, 1)) {
        if (first)
            write_value(w, key, f.type, first);
        else
            jw_string(w, key, NULL);
        return;
    }
    jw_open(w, key, '[', true);
    const char *value;
    for (uint32_t i = 0; (value = cav_facts_value(facts, fact, i)) != NULL; i++)
        write_value(w, NULL, f.type, value);
    jw_close(w, ']');
}

void jw_evidence(json_writer *w, const char *key, const evidence *e)
{
    if (!e) {
        jw_string(w, key, NULL);
        return;
    }
    jw_open(w, key, '{', true);
    jw_string(w, "source", e->source);
    if (e->line)
        jw_int(w, "line", e->line);
    else
        jw_string(w, "line", NULL);
    jw_string(w, "text", e->text);
    jw_close(w, '}');
}

/* -- the configuration
 * ----------------------------------------------------------------------------- */

/* The first pack that has a vocabulary fact; its facts hold the value. */
static uint32_t home(const session *s, uint32_t i, uint32_t *k)
{
    *k = s->vocab.facts[i].pack;
    return s->vocab.facts[i].index;
}

static void write_layer(json_writer *w, const session *s, uint32_t layer)
{
    const vocab *v = &s->vocab;
    bool open = false;
    for (uint32_t i = 0; i < v->count; i++) {
        uint32_t k, fact = home(s, i, &k);
        if (v->facts[i].fact.layer != layer ||
            cav_facts_knowledge(s->at[k].facts, fact) == CAV_FACT_UNKNOWN)
            continue;
        if (!open)
            jw_open(w, v->layers[layer], '{', false);
        open = true;
        jw_fact(w, v->facts[i].fact.base, s, k, fact);
    }
    if (open)
        jw_close(w, '}');
}

static void write_evidence(json_writer *w, const session *s)
{
    bool open = false;
    for (uint32_t i = 0; i < s->vocab.count; i++) {
        uint32_t k, fact = home(s, i, &k);
        const evidence *e = session_evidence(s, k, fact);
        if (!e)
            continue;
        if (!open)
            jw_open(w, "evidence", '{', false);
        open = true;
        jw_evidence(w, s->vocab.facts[i].fact.name, e);
    }
    if (open)
        jw_close(w, '}');
}

static void write_reasons(json_writer *w, const session *s)
{
    bool open = false;
    for (uint32_t i = 0; i < s->vocab.count; i++) {
        uint32_t k, fact = home(s, i, &k);
        const char *why = s->config.facts[i].reason;
        if (!why || cav_facts_knowledge(s->at[k].facts, fact) != CAV_FACT_UNKNOWN)
            continue;
        if (!open)
            jw_open(w, "reasons", '{', false);
        open = true;
        jw_string(w, s->vocab.facts[i].fact.name, why);
    }
    if (open)
        jw_close(w, '}');
}

static void write_uses(json_writer *w, const session *s)
{
    bool open = false;
    for (size_t i = 0; i < s->vocab.nfeatures; i++) {
        if (!s->config.wanted[i])
            continue;
        if (!open)
            jw_open(w, "uses", '{', true);
        open = true;
        jw_bool(w, s->vocab.features[i], true);
    }
    if (open)
        jw_close(w, '}');
}

static void write_conflicts(json_writer *w, const session *s)
{
    if (!s->config.nconflicts)
        return;
    jw_open(w, "contradictions", '[', false);
    for (size_t i = 0; i < s->config.nconflicts; i++)
        jw_string(w, NULL, s->config.conflicts[i]);
    jw_close(w, ']');
}

void jw_config(session *s, buf *out)
{
    json_writer w = {.out = out, .first = true};
    jw_open(&w, NULL, '{', false);
    if (s->config.here && !s->config.here_several)
        jw_string(&w, "here", s->config.here);
    if (s->config.depth >= 0)
        jw_int(&w, "depth", s->config.depth);
    write_uses(&w, s);
    for (uint32_t layer = 0; layer < s->vocab.nlayers; layer++)
        write_layer(&w, s, layer);
    write_conflicts(&w, s);
    write_evidence(&w, s);
    write_reasons(&w, s);
    jw_close(&w, '}');
    put_char(out, '\n');
}
