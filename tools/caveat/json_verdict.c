/* json_verdict.c: verdicts as JSON, the schema of the command's manual, keys in fixed order.
 *
 * It prints no time and no host name. Undetermined notes are left out; everything else that is
 * not held or out of scope is a finding.
 */
#include "json_out.h"

#include "planned.h"
#include "verdict.h"

static void write_range(json_writer *w, const cav_verdict *v)
{
    bool range = verdict_has_range(v);
    jw_string(w, "status", verdict_word(v));
    jw_string(w, "best", range ? cav_level_name(v->best) : NULL);
    jw_string(w, "worst", range ? cav_level_name(v->worst) : NULL);
}

static const char *fact_name(const session *s, uint32_t k, uint32_t fact)
{
    cav_fact f;
    cav_program_fact(s->packs.at[k].program, fact, &f);
    return f.name;
}

static void write_features(json_writer *w, const session *s, uint32_t k)
{
    cav_feature feature;
    cav_verdict v;
    jw_open(w, "features", '[', false);
    for (uint32_t i = 0; i < s->packs.at[k].info.features; i++) {
        cav_program_feature(s->packs.at[k].program, i, &feature);
        session_verdict(s, k, i, &v);
        jw_open(w, NULL, '{', true);
        jw_string(w, "feature", feature.name);
        write_range(w, &v);
        jw_string(w, "in_use", verdict_yes_no(v.in_use));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void write_fact(json_writer *w, const session *s, uint32_t k, uint32_t fact)
{
    jw_open(w, NULL, '{', true);
    jw_string(w, "fact", fact_name(s, k, fact));
    jw_fact(w, "value", s, k, fact);
    jw_evidence(w, "evidence", session_evidence(s, k, fact));
    jw_close(w, '}');
}

static void write_place(json_writer *w, const char *file, uint32_t line)
{
    jw_open(w, "at", '{', true);
    jw_string(w, "file", file);
    if (line)
        jw_int(w, "line", line);
    else /* stripped */
        jw_string(w, "line", NULL);
    jw_close(w, '}');
}

static void write_missing(json_writer *w, const session *s, uint32_t k, uint32_t effect)
{
    uint32_t count;
    const uint32_t *facts = session_missing(s, k, CAV_NONE, effect, &count);
    jw_open(w, "missing", '[', false);
    for (uint32_t i = 0; i < count; i++) {
        jw_open(w, NULL, '{', true);
        jw_string(w, "fact", fact_name(s, k, facts[i]));
        jw_string(w, "reason", session_reason(s, k, facts[i]));
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void write_finding(json_writer *w, const session *s, uint32_t k, uint32_t index,
                          const cav_effect *effect, const cav_rule *rule)
{
    const cav_program *program = s->packs.at[k].program;
    bool note = effect->level == CAV_LEVEL_NOTE;
    bool fired = cav_result_effect(s->at[k].result, index) == CAV_FIRED;
    cav_feature feature = {0};
    cav_statement statement;
    if (effect->feature != CAV_NONE)
        cav_program_feature(program, effect->feature, &feature);
    jw_open(w, NULL, '{', false);
    jw_string(w, "rule", rule->name);
    jw_string(w, "outcome", note ? "note" : fired ? "fired" : "undetermined");
    jw_string(w, "level", note ? NULL : cav_level_name(effect->level));
    jw_string(w, "feature", feature.name);
    jw_string(w, "message", session_message(s, k, index));
    jw_open(w, "cite", '[', true);
    for (uint32_t i = 0; i < rule->ncites; i++) {
        cav_program_statement(program, cav_rule_cite(program, effect->rule, i), &statement);
        jw_string(w, NULL, statement.name);
    }
    jw_close(w, ']');
    jw_string(w, "fix", rule->fix);
    write_place(w, rule->file, rule->line);
    jw_open(w, "facts", '[', false);
    for (uint32_t i = 0; i < rule->nreads; i++)
        write_fact(w, s, k, cav_rule_read(program, effect->rule, i));
    jw_close(w, ']');
    write_missing(w, s, k, index);
    jw_close(w, '}');
}

static void write_findings(json_writer *w, const session *s, uint32_t k, bool ranged)
{
    const pack *p = &s->packs.at[k];
    cav_effect effect;
    cav_rule rule;
    jw_open(w, "findings", '[', false);
    for (uint32_t i = 0; ranged && i < p->info.effects; i++) {
        cav_outcome outcome = cav_result_effect(s->at[k].result, i);
        cav_program_effect(p->program, i, &effect);
        cav_program_rule(p->program, effect.rule, &rule);
        if (outcome == CAV_FIRED || (outcome == CAV_UNDETERMINED && effect.level != CAV_LEVEL_NOTE))
            write_finding(w, s, k, i, &effect, &rule);
    }
    jw_close(w, ']');
}

static void write_rules(json_writer *w, const char *key, const session *s, uint32_t k,
                        cav_outcome outcome, bool ranged)
{
    cav_rule rule;
    jw_open(w, key, '[', true);
    for (uint32_t i = 0; ranged && i < s->packs.at[k].info.rules; i++)
        if (cav_result_rule(s->at[k].result, i) == outcome &&
            cav_program_rule(s->packs.at[k].program, i, &rule))
            jw_string(w, NULL, rule.name);
    jw_close(w, ']');
}

static void write_contradictions(json_writer *w, const session *s, uint32_t k)
{
    const pack *p = &s->packs.at[k];
    cav_impossible impossible;
    jw_open(w, "contradictions", '[', false);
    for (size_t i = 0; i < s->config.nconflicts; i++) {
        jw_open(w, NULL, '{', false);
        jw_string(w, "reason", s->config.conflicts[i]);
        jw_string(w, "at", NULL);
        jw_open(w, "facts", '[', false);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    for (uint32_t i = 0; i < p->info.impossible; i++) {
        if (cav_result_impossible(s->at[k].result, i) != CAV_TRUE)
            continue;
        cav_program_impossible(p->program, i, &impossible);
        jw_open(w, NULL, '{', false);
        jw_string(w, "reason", impossible.reason);
        write_place(w, impossible.file, impossible.line);
        jw_open(w, "facts", '[', false);
        for (uint32_t j = 0; j < impossible.nreads; j++)
            write_fact(w, s, k, cav_impossible_read(p->program, i, j));
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void write_pack(json_writer *w, const session *s, uint32_t k)
{
    const pack *p = &s->packs.at[k];
    cav_verdict v;
    session_verdict(s, k, CAV_NONE, &v);
    bool ranged = verdict_has_range(&v);
    uint32_t count = 0;
    const uint32_t *missing = session_missing(s, k, CAV_NONE, CAV_NONE, &count);
    jw_open(w, NULL, '{', false);
    jw_string(w, "pack", p->info.name);
    jw_string(w, "issuer", p->info.issuer);
    jw_string(w, "source", p->info.source);
    jw_string(w, "edition", p->info.edition);
    jw_string(w, "image", pool_printf(&s->app->pool, "sha256:%s", load_sha256(s->app, p)));
    jw_string(w, "applies", verdict_yes_no(v.applies));
    write_range(w, &v);
    jw_open(w, "missing", '[', true);
    for (uint32_t i = 0; ranged && i < count; i++)
        jw_string(w, NULL, fact_name(s, k, missing[i]));
    jw_close(w, ']');
    write_features(w, s, k);
    write_findings(w, s, k, ranged);
    write_rules(w, "held", s, k, CAV_HELD, ranged);
    write_rules(w, "out_of_scope", s, k, CAV_OUT_OF_SCOPE, ranged);
    if (v.kind == CAV_CONTRADICTION)
        write_contradictions(w, s, k);
    jw_close(w, '}');
}

/* Only where the next start would certainly change a setting. */
static void write_planned(json_writer *w, session *s)
{
    planned *list;
    cav_verdict v;
    size_t count = planned_find(s, &list);
    if (!count)
        return;
    jw_open(w, "after_restart", '{', false);
    jw_open(w, "facts", '[', false);
    for (size_t i = 0; i < count; i++) {
        const vocab_fact *now = &s->vocab.facts[list[i].fact], *then = &s->vocab.facts[list[i].plan];
        jw_open(w, NULL, '{', true);
        jw_string(w, "fact", now->fact.name);
        jw_fact(w, "now", s, now->pack, now->index);
        jw_fact(w, "then", s, then->pack, then->index);
        jw_evidence(w, "evidence", session_evidence(s, then->pack, then->index));
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_open(w, "packs", '[', false);
    for (uint32_t k = 0; k < s->packs.count; k++) {
        if (!planned_verdict(s, list, count, k, &v))
            continue;
        jw_open(w, NULL, '{', true);
        jw_string(w, "pack", s->packs.at[k].info.name);
        write_range(w, &v);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

void jw_packs(json_writer *w, const session *s)
{
    jw_open(w, "packs", '[', false);
    for (uint32_t k = 0; k < s->packs.count; k++)
        write_pack(w, s, k);
    jw_close(w, ']');
}

void jw_verdicts(session *s, buf *out)
{
    json_writer w = {.out = out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    jw_packs(&w, s);
    write_planned(&w, s);
    jw_close(&w, '}');
    put_char(out, '\n');
}
