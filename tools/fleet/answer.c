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

/* The same sets of rules fire again and again. */
static void add_fired(worker *w, uint32_t k, uint32_t h, bool range)
{
    uint32_t groups = w->fleet->at[k].groups;
    uint64_t mask = 0;
    if (!range) {
        put_text(&w->out, w->fleet->format == FLEET_CSV ? "," : ",\"fired\":[]");
        return;
    }
    if (groups > 8) {
        put_fired(w, &w->out, k, h);
        return;
    }
    for (uint32_t g = 0; g < groups; g++)
        mask |= (uint64_t)w->fired[k][(size_t)g * FLEET_BATCH + h] << 8 * g;
    fired_text *t = &w->fired_kept[k][(mask * 0x9e3779b97f4a7c15u) >> 54];
    if (!t->text || t->mask != mask) {
        pool own = {0};
        buf b = {.pool = &own};
        put_fired(w, &b, k, h);
        char *text = realloc(t->text, b.size + 1);
        if (text) {
            memcpy(text, b.text, b.size);
            *t = (fired_text){mask, (uint32_t)b.size, text};
        }
        pool_free(&own);
        if (!text) {
            w->status = tool_fail(&w->app, TOOL_INTERNAL, "out of memory");
            return;
        }
    }
    put_bytes(&w->out, t->text, t->size);
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

/* A string's JSON without its quotes; escapes stay, so a cell never holds a control character. */
static void add_id_cell(worker *w, const host *h)
{
    bool string = !h->id_is_cell && *h->id == '"';
    put_cell(&w->out, h->id + string, h->id_size - 2u * string);
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

static void write_line(worker *w, uint32_t k, uint32_t h, uint32_t missing)
{
    const char *words = w->fleet->at[k].words[w->verdicts[k][h]];
    add_id(w, &w->hosts[h]);
    put_text(&w->out, words);
    add_fired(w, k, h, has_range(w->verdicts[k][h]));
    if (w->fleet->missing)
        add_missing(w, k, missing);
    if (w->fleet->features)
        add_features(w, k, h);
    put_text(&w->out, w->fleet->format == FLEET_CSV ? "\n" : "}\n");
}

void answer_host(worker *w, uint32_t h)
{
    const fleet *f = w->fleet;
    bool asks = f->missing || f->format == FLEET_SUMMARY;
    for (size_t i = 0; i < f->nwhere; i++)
        asks |= f->where[i].what == WHERE_MISSING;
    for (uint32_t k = 0; k < f->packs.count; k++) {
        cav_verdict v = verdict_of_byte(w->verdicts[k][h]);
        uint32_t missing = asks ? judge_missing(w, k, h) : 0;
        w->totals.statuses[verdict_status(&v, f->app->options.require)] = true;
        if (!is_wanted(w, k, h, missing))
            w->totals.left_out++;
        else if (f->format == FLEET_SUMMARY)
            count(w, k, h, missing);
        else
            write_line(w, k, h, missing);
    }
}
