/* answer.c: the verdicts of a host as a line, and in the counts.
 *
 * Invariant: rules and facts are told where there is a range of levels only, as `check` does.
 */
#include "worker.h"

#include "verdict_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A word between others: JSON's strings, or cells' words. */
static void put_word(buf *b, bool csv, bool first, const char *word)
{
    if (!first)
        put_char(b, csv ? ' ' : ',');
    if (!csv)
        put_char(b, '"');
    put_text(b, word);
    if (!csv)
        put_char(b, '"');
}

static bool has_range(uint8_t byte)
{
    return cav_wide_kind(byte) < CAV_NOT_APPLICABLE;
}

/* -- rules ------------------------------------------------------------------------------------ */

static bool rule_fired(const worker *w, uint32_t k, uint32_t h, uint32_t rule)
{
    cav_rule r;
    cav_program_rule(w->fleet->packs.at[k].program, rule, &r);
    for (uint32_t e = r.effects; e < r.effects + r.neffects; e++)
        if (cav_wide_effect(w->fired[k], FLEET_BATCH, h, e))
            return true;
    return false;
}

static void put_fired(const worker *w, buf *b, uint32_t k, uint32_t h)
{
    bool csv = w->fleet->format == FLEET_CSV, first = true;
    put_text(b, csv ? "," : ",\"fired\":[");
    for (uint32_t r = 0; r < w->fleet->packs.at[k].info.rules; r++) {
        if (!rule_fired(w, k, h, r))
            continue;
        put_word(b, csv, first, w->fleet->at[k].rule_names[r]);
        first = false;
    }
    if (!csv)
        put_char(b, ']');
}

/* -- other parts ------------------------------------------------------------------------------ */

static void add_missing(worker *w, uint32_t k, uint32_t count)
{
    bool csv = w->fleet->format == FLEET_CSV;
    put_text(&w->out, csv ? "," : ",\"missing\":[");
    for (uint32_t i = 0; i < count; i++)
        put_word(&w->out, csv, !i, w->fleet->keys.names[w->fleet->vocab.of[k][w->missing[i]]]);
    if (!csv)
        put_char(&w->out, ']');
}

static void add_features(worker *w, uint32_t k, uint32_t h)
{
    bool csv = w->fleet->format == FLEET_CSV;
    cav_feature feature;
    put_text(&w->out, csv ? "," : ",\"features\":{");
    for (uint32_t i = 0; i < w->fleet->packs.at[k].info.features; i++) {
        cav_verdict v = verdict_of_byte(w->features[k][(size_t)i * FLEET_BATCH + h]);
        if (w->hosts[h].contradicted)
            v.kind = CAV_CONTRADICTION;
        cav_program_feature(w->fleet->packs.at[k].program, i, &feature);
        put_word(&w->out, csv, !i, feature.name);
        put_text(&w->out, csv ? "=" : ":\"");
        put_text(&w->out, verdict_word(&v));
        if (!csv)
            put_char(&w->out, '"');
    }
    if (!csv)
        put_char(&w->out, '}');
}

/* A cell: quoted where it must be. */
static void put_cell(buf *b, const char *bytes, size_t size)
{
    if (!memchr(bytes, ',', size) && !memchr(bytes, '"', size)) {
        put_bytes(b, bytes, size);
        return;
    }
    put_char(b, '"');
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '"')
            put_char(b, '"');
        put_char(b, bytes[i]);
    }
    put_char(b, '"');
}

/* A string of JSON as the text it is; control characters stay escapes, for a cell holds none. */
static void add_id_cell(worker *w, const host *h)
{
    pool own = {0};
    buf text = {.pool = &own};
    bool string = !h->id_is_cell && *h->id == '"';
    const char *at = h->id + string, *end = h->id + h->id_size - string;
    for (; string && at < end; at++) {
        at += *at == '\\' && (at[1] == '"' || at[1] == '\\');
        put_char(&text, *at);
    }
    put_cell(&w->out, string ? put_end(&text) : at, string ? text.size : (size_t)(end - at));
    pool_free(&own);
}

static void add_id(worker *w, const host *h)
{
    bool csv = w->fleet->format == FLEET_CSV;
    char number[24] = "";
    if (!csv)
        put_text(&w->out, "{\"id\":");
    if (!h->id)
        snprintf(number, sizeof number, "%llu", (unsigned long long)h->number);
    if (!h->id)
        put_text(&w->out, number);
    else if (csv)
        add_id_cell(w, h);
    else if (h->id_is_cell)
        put_char(&w->out, '"');
    if (h->id && !csv)
        put_bytes(&w->out, h->id, h->id_size);
    if (h->id && !csv && h->id_is_cell)
        put_char(&w->out, '"');
}

/* -- --where ---------------------------------------------------------------------------------- */

static bool is_word(const char *word, const char *wanted)
{
    return word && strcmp(word, wanted) == 0;
}

static bool holds(worker *w, const fleet_where *q, uint32_t k, uint32_t h, uint32_t missing)
{
    cav_verdict v = verdict_of_byte(w->verdicts[k][h]);
    bool range = verdict_has_range(&v);
    uint32_t rule;
    switch (q->what) {
    case WHERE_STATUS:
        return is_word(verdict_word(&v), q->value);
    case WHERE_BEST:
        return range && is_word(cav_level_name(v.best), q->value);
    case WHERE_WORST:
        return range && is_word(cav_level_name(v.worst), q->value);
    case WHERE_PACK:
        return is_word(w->fleet->packs.at[k].info.name, q->value);
    case WHERE_RULE:
        rule = cav_rule_find(w->fleet->packs.at[k].program, q->value);
        return range && rule != CAV_NONE && rule_fired(w, k, h, rule);
    case WHERE_MISSING:
        for (uint32_t i = 0; i < missing; i++)
            if (w->fleet->vocab.of[k][w->missing[i]] == q->fact)
                return true;
        return false;
    }
    return false;
}

static bool is_wanted(worker *w, uint32_t k, uint32_t h, uint32_t missing)
{
    for (size_t i = 0; i < w->fleet->nwhere; i++)
        if (!holds(w, &w->fleet->where[i], k, h, missing))
            return false;
    return true;
}

/* -- a host ----------------------------------------------------------------------------------- */

static void count(worker *w, uint32_t k, uint32_t h, uint32_t missing)
{
    counts *c = &w->totals.packs[k];
    c->verdicts[w->verdicts[k][h]]++;
    if (!has_range(w->verdicts[k][h]))
        return;
    for (uint32_t r = 0; r < w->fleet->packs.at[k].info.rules; r++)
        c->rules[r] += rule_fired(w, k, h, r);
    for (uint32_t i = 0; i < missing; i++)
        c->missing[w->missing[i]]++;
}

/* What stands behind a host's name, up to the lists that were asked for. */
static void put_tail(const worker *w, buf *b, uint32_t k, uint32_t h)
{
    const fleet *f = w->fleet;
    bool csv = f->format == FLEET_CSV;
    put_text(b, f->at[k].words[w->verdicts[k][h]]);
    if (has_range(w->verdicts[k][h]))
        put_fired(w, b, k, h);
    else
        put_text(b, csv ? "," : ",\"fired\":[]");
    if (!f->missing && !f->features)
        put_text(b, csv ? "\n" : "}\n");
}

/* The same verdicts and sets of rules come again and again; without a range no set is told. */
static tail *tail_of(worker *w, uint32_t k, uint32_t h, bool *found)
{
    uint8_t verdict = w->verdicts[k][h];
    uint32_t groups = has_range(verdict) ? w->fleet->at[k].groups : 0;
    uint64_t mask = 0;
    for (uint32_t g = 0; g < groups; g++)
        mask |= (uint64_t)w->fired[k][(size_t)g * FLEET_BATCH + h] << 8 * g;
    tail *t = &w->tails[k][((mask << 8 | verdict) * 0x9e3779b97f4a7c15u ^ mask >> 56) >> 52];
    *found = t->text && t->mask == mask && t->verdict == verdict;
    t->mask = mask;
    t->verdict = verdict;
    return t;
}

static void keep_tail(worker *w, tail *t, uint32_t k, uint32_t h)
{
    pool own = {0};
    buf b = {.pool = &own};
    put_tail(w, &b, k, h);
    char *text = realloc(t->text, b.size);
    if (text) {
        memcpy(text, b.text, b.size);
        t->text = text;
        t->size = (uint32_t)b.size;
    } else {
        free(t->text);
        t->text = NULL;
        w->status = tool_fail(&w->app, TOOL_INTERNAL, "out of memory");
    }
    pool_free(&own);
}

/* Nearly all lines: a name as it came, and a tail. */
static void add_name_and_tail(worker *w, const host *h, const tail *t)
{
    static const char begin[] = "{\"id\":";
    enum { BEGIN = sizeof begin - 1 };
    char *to = put_room(&w->out, BEGIN + h->id_size + t->size);
    memcpy(to, begin, BEGIN);
    memcpy(to + BEGIN, h->id, h->id_size);
    memcpy(to + BEGIN + h->id_size, t->text, t->size);
    w->out.size += BEGIN + h->id_size + t->size;
}

static void add_line(worker *w, uint32_t k, uint32_t h)
{
    const host *about = &w->hosts[h];
    bool found;
    if (w->fleet->at[k].groups > 8) {
        add_id(w, about);
        put_tail(w, &w->out, k, h);
        return;
    }
    tail *t = tail_of(w, k, h, &found);
    if (!found)
        keep_tail(w, t, k, h);
    if (!t->text)
        return;
    if (about->id && !about->id_is_cell && w->fleet->format == FLEET_NDJSON) {
        add_name_and_tail(w, about, t);
        return;
    }
    add_id(w, about);
    put_bytes(&w->out, t->text, t->size);
}

static void write_line(worker *w, uint32_t k, uint32_t h, uint32_t missing)
{
    const fleet *f = w->fleet;
    add_line(w, k, h);
    if (f->missing)
        add_missing(w, k, missing);
    if (f->features)
        add_features(w, k, h);
    if (f->missing || f->features)
        put_text(&w->out, f->format == FLEET_CSV ? "\n" : "}\n");
}

static bool asks_missing(const fleet *f)
{
    bool asks = f->missing || f->format == FLEET_SUMMARY;
    for (size_t i = 0; i < f->nwhere; i++)
        asks |= f->where[i].what == WHERE_MISSING;
    return asks;
}

void answer_host(worker *w, uint32_t h)
{
    const fleet *f = w->fleet;
    bool asks = asks_missing(f);
    for (uint32_t k = 0; k < f->packs.count; k++) {
        uint32_t missing = asks ? judge_missing(w, k, h) : 0;
        w->totals.statuses[f->at[k].statuses[w->verdicts[k][h]]] = true;
        if (!is_wanted(w, k, h, missing))
            w->totals.left_out++;
        else if (f->format == FLEET_SUMMARY)
            count(w, k, h, missing);
        else
            write_line(w, k, h, missing);
    }
}
