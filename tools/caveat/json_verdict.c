/* json_verdict.c: verdicts as JSON, the schema of the command's manual, keys in fixed order.
 *
 * It prints no time and no host name. Undetermined notes are left out; everything else that is
 * not held or out of scope is a finding.
 */
#include "json_out.h"

#include "verdict.h"

static void write_range(json_writer *w, const cav_verdict *v)
{
    bool range = verdict_has_range(v);
    json_string_key(w, "status", verdict_word(v));
    json_string_key(w, "best", range ? cav_level_name(v->best) : NULL);
    json_string_key(w, "worst", range ? cav_level_name(v->worst) : NULL);
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
    json_open(w, "features", '[', false);
    for (uint32_t i = 0; i < s->packs.at[k].info.features; i++) {
        cav_program_feature(s->packs.at[k].program, i, &feature);
        cav_result_verdict(s->at[k].result, i, &v);
        json_open(w, NULL, '{', true);
        json_string_key(w, "feature", feature.name);
        write_range(w, &v);
        json_string_key(w, "in_use", verdict_yes_no(v.in_use));
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_fact(json_writer *w, const session *s, uint32_t k, uint32_t fact)
{
    json_open(w, NULL, '{', true);
    json_string_key(w, "fact", fact_name(s, k, fact));
    json_fact_value(w, "value", s, k, fact);
    json_evidence(w, "evidence", session_evidence(s, k, fact));
    json_close(w, '}');
}

static void write_place(json_writer *w, const char *file, uint32_t line)
{
    json_open(w, "at", '{', true);
    json_string_key(w, "file", file);
    json_int_key(w, "line", line);
    json_close(w, '}');
}

static void write_missing(json_writer *w, const session *s, uint32_t k, uint32_t effect)
{
    uint32_t count;
    const uint32_t *facts = session_missing(s, k, CAV_NONE, effect, &count);
    json_open(w, "missing", '[', false);
    for (uint32_t i = 0; i < count; i++) {
        json_open(w, NULL, '{', true);
        json_string_key(w, "fact", fact_name(s, k, facts[i]));
        json_string_key(w, "reason", session_reason(s, k, facts[i]));
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_finding(json_writer *w, const session *s, uint32_t k, uint32_t index, const cav_effect *effect,
                          const cav_rule *rule)
{
    const cav_program *program = s->packs.at[k].program;
    bool note = effect->level == CAV_LEVEL_NOTE;
    bool fired = cav_result_effect(s->at[k].result, index) == CAV_FIRED;
    cav_feature feature = {0};
    cav_statement statement;
    if (effect->feature != CAV_NONE)
        cav_program_feature(program, effect->feature, &feature);
    json_open(w, NULL, '{', false);
    json_string_key(w, "rule", rule->name);
    json_string_key(w, "outcome", note ? "note" : fired ? "fired" : "undetermined");
    json_string_key(w, "level", note ? NULL : cav_level_name(effect->level));
    json_string_key(w, "feature", feature.name);
    json_string_key(w, "message", session_message(s, k, index));
    json_open(w, "cite", '[', true);
    for (uint32_t i = 0; i < rule->ncites; i++) {
        cav_program_statement(program, cav_rule_cite(program, effect->rule, i), &statement);
        json_string_key(w, NULL, statement.name);
    }
    json_close(w, ']');
    json_string_key(w, "fix", rule->fix);
    write_place(w, rule->file, rule->line);
    json_open(w, "facts", '[', false);
    for (uint32_t i = 0; i < rule->nreads; i++)
        write_fact(w, s, k, cav_rule_read(program, effect->rule, i));
    json_close(w, ']');
    write_missing(w, s, k, index);
    json_close(w, '}');
}

static void write_findings(json_writer *w, const session *s, uint32_t k, bool ranged)
{
    const pack *p = &s->packs.at[k];
    cav_effect effect;
    cav_rule rule;
    json_open(w, "findings", '[', false);
    for (uint32_t i = 0; ranged && i < p->info.effects; i++) {
        cav_outcome outcome = cav_result_effect(s->at[k].result, i);
        cav_program_effect(p->program, i, &effect);
        cav_program_rule(p->program, effect.rule, &rule);
        if (outcome == CAV_FIRED || (outcome == CAV_UNDETERMINED && effect.level != CAV_LEVEL_NOTE))
            write_finding(w, s, k, i, &effect, &rule);
    }
    json_close(w, ']');
}

static void write_rules(json_writer *w, const char *key, const session *s, uint32_t k, cav_outcome outcome, bool ranged)
{
    cav_rule rule;
    json_open(w, key, '[', true);
    for (uint32_t i = 0; ranged && i < s->packs.at[k].info.rules; i++)
        if (cav_result_rule(s->at[k].result, i) == outcome && cav_program_rule(s->packs.at[k].program, i, &rule))
            json_string_key(w, NULL, rule.name);
    json_close(w, ']');
}

static void write_contradictions(json_writer *w, const session *s, uint32_t k)
{
    const pack *p = &s->packs.at[k];
    cav_impossible impossible;
    json_open(w, "contradictions", '[', false);
    for (uint32_t i = 0; i < p->info.impossible; i++) {
        if (cav_result_impossible(s->at[k].result, i) != CAV_TRUE)
            continue;
        cav_program_impossible(p->program, i, &impossible);
        json_open(w, NULL, '{', false);
        json_string_key(w, "reason", impossible.reason);
        write_place(w, impossible.file, impossible.line);
        json_open(w, "facts", '[', false);
        for (uint32_t j = 0; j < impossible.nreads; j++)
            write_fact(w, s, k, cav_impossible_read(p->program, i, j));
        json_close(w, ']');
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_pack(json_writer *w, const session *s, uint32_t k)
{
    const pack *p = &s->packs.at[k];
    cav_verdict v;
    cav_result_verdict(s->at[k].result, CAV_NONE, &v);
    bool ranged = verdict_has_range(&v);
    uint32_t count = 0;
    const uint32_t *missing = session_missing(s, k, CAV_NONE, CAV_NONE, &count);
    json_open(w, NULL, '{', false);
    json_string_key(w, "pack", p->info.name);
    json_string_key(w, "issuer", p->info.issuer);
    json_string_key(w, "source", p->info.source);
    json_string_key(w, "edition", p->info.edition);
    json_string_key(w, "image", pool_printf(&s->app->pool, "sha256:%s", p->sha256));
    json_string_key(w, "applies", verdict_yes_no(v.applies));
    write_range(w, &v);
    json_open(w, "missing", '[', true);
    for (uint32_t i = 0; ranged && i < count; i++)
        json_string_key(w, NULL, fact_name(s, k, missing[i]));
    json_close(w, ']');
    write_features(w, s, k);
    write_findings(w, s, k, ranged);
    write_rules(w, "held", s, k, CAV_HELD, ranged);
    write_rules(w, "out_of_scope", s, k, CAV_OUT_OF_SCOPE, ranged);
    if (v.kind == CAV_CONTRADICTION)
        write_contradictions(w, s, k);
    json_close(w, '}');
}

void json_verdicts(session *s, buf *out)
{
    json_writer w = {.out = out, .first = true};
    json_open(&w, NULL, '{', false);
    json_int_key(&w, "schema", 1);
    json_open(&w, "packs", '[', false);
    for (uint32_t k = 0; k < s->packs.count; k++)
        write_pack(&w, s, k);
    json_close(&w, ']');
    json_close(&w, '}');
    buf_char(out, '\n');
}
