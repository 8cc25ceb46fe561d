/* advise_out.c: what advise found, see advise_out.h.
 *
 * Invariant: what was not swept is said before anything that was found.
 */
#include "advise_out.h"

#include "../caveat/lang.h"
#include "../caveat/verdict.h"
#include "field_out.h"

#include <string.h>

typedef struct page {
    session *session;
    app *app;
    const advise *of;
    uint32_t k;
} page;

static const char *digit_name(const page *p, uint32_t digit)
{
    return p->of->field.space.digits[digit].name;
}

static const char *now_of(const page *p, uint32_t digit)
{
    return session_value(p->session, p->k, p->of->field.space.digits[digit].fact[0]);
}

static cav_rule rule_of(const page *p, uint32_t effect)
{
    cav_effect e;
    cav_rule rule;
    cav_program_effect(p->of->field.ask.pack->program, effect, &e);
    cav_program_rule(p->of->field.ask.pack->program, e.rule, &rule);
    return rule;
}

static bool asks(const page *p, const advise_step *step, size_t k)
{
    const field_result *r = &p->of->field.results[k];
    return r->kind == FIELD_EFFECT && r->now != CAV_FALSE && r->reads[step->digit];
}

/* A rule of several effects asks once. */
static bool asked_before(const page *p, const advise_step *step, size_t k)
{
    const field_result *results = p->of->field.results;
    const cav_rule rule = rule_of(p, results[k].index);
    for (size_t i = 0; i < k; i++)
        if (asks(p, step, i) && results[i].index >= rule.effects &&
            results[i].index - rule.effects < rule.neffects)
            return true;
    return false;
}

/* The n-th rule that asks for a step: it bears now, or may, and reads the fact. NULL: no more. */
static const field_result *asking(const page *p, const advise_step *step, size_t n)
{
    for (size_t k = 0; k < p->of->field.count; k++)
        if (asks(p, step, k) && !asked_before(p, step, k) && n-- == 0)
            return &p->of->field.results[k];
    return NULL;
}

/* -- text ------------------------------------------------------------------------------------- */

static void write_rules(const page *p, const advise_step *step, unsigned indent)
{
    const field_result *r;
    for (size_t n = 0; (r = asking(p, step, n)) != NULL; n++) {
        const cav_rule rule = rule_of(p, r->index);
        para text = show_para(p->session, &p->app->out, indent, indent + 4);
        para_text(&text, rule.name);
        if (rule.fix) {
            para_text(&text, ": ");
            para_text(&text, lang_text(p->of->field.ask.pack, rule.fix));
        }
        para_end(&text);
    }
}

static void write_way(const page *p, const advise_way *way, unsigned indent)
{
    for (size_t i = 0; i < way->count; i++) {
        const advise_step *step = &way->steps[i];
        para text = show_para(p->session, &p->app->out, indent, indent + 4);
        if (step->change)
            para_printf(&text, say(p->app, "change %s from %s to "), digit_name(p, step->digit),
                        now_of(p, step->digit));
        else
            para_printf(&text, say(p->app, "provided that %s is "), digit_name(p, step->digit));
        para_styled(&text, STYLE_STRONG, step->name);
        para_end(&text);
        if (step->change)
            write_rules(p, step, indent + 4);
    }
}

static void write_ways(const page *p, unsigned indent)
{
    for (uint32_t k = 0; p->of->parts && k < p->of->field.parts; k++) {
        const advise_part *part = &p->of->parts[k];
        for (size_t i = 0; i < part->count; i++) {
            if (!part->ways[i].count)
                continue;
            if (i) {
                para text = show_para(p->session, &p->app->out, indent, indent);
                para_text(&text, say(p->app, "or"));
                para_end(&text);
            }
            write_way(p, &part->ways[i], indent + 2);
        }
        if (part->more) {
            para text = show_para(p->session, &p->app->out, indent, indent);
            para_text(&text, say(p->app, "or others of the same size."));
            para_end(&text);
        }
    }
}

static void write_answer(const page *p)
{
    const advise *s = p->of;
    app *a = p->app;
    const char *level = say_word(a, cav_level_name((cav_level)s->require));
    para text = show_para(p->session, &a->out, 2, 2);
    if (s->check.kind == CAV_CONTRADICTION)
        para_text(&text, say(a, "No configuration is possible with these facts."));
    else if (s->check.kind == CAV_NOT_APPLICABLE)
        para_text(&text, say(a, "Nothing to do: the pack does not apply."));
    else if (s->result == ADVISE_NOTHING)
        para_printf(&text, say(a, "Nothing to do: it reaches %s."), level);
    else if (s->result == ADVISE_UNSWEPT && !s->changes && !s->conditions)
        para_printf(&text, say(a, "Not everything could be swept: no way to %s was found."), level);
    else if (s->result == ADVISE_UNSWEPT)
        para_printf(&text, say(a, "Not everything could be swept: there may be nearer ways to %s."),
                    level);
    else if (s->result == ADVISE_STUCK)
        para_printf(&text, say(a, "No change of facts that are not fixed reaches %s."), level);
    else if (s->changes == 0)
        para_printf(&text, say(a, "Nothing has to change for %s."), level);
    else
        para_printf(&text, say(a, "Facts to change for %s: %u."), level, (unsigned)s->changes);
    para_end(&text);
    show_conflicts(p->session, &a->out, 2);
}

static void write_blame(const page *p)
{
    const advise *s = p->of;
    if (s->result != ADVISE_STUCK)
        return;
    show_heading(p->session, &p->app->out, say(p->app, "What stands in the way"));
    for (size_t k = 0; k < s->nblame; k++) {
        const cav_rule rule = rule_of(p, s->blame[k]);
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_styled(&text, STYLE_STRONG, rule.name);
        for (uint32_t i = 0; i < rule.nreads; i++) {
            cav_effect e;
            cav_fact fact;
            cav_program_effect(s->field.ask.pack->program, s->blame[k], &e);
            uint32_t index = cav_rule_read(s->field.ask.pack->program, e.rule, i);
            cav_program_fact(s->field.ask.pack->program, index, &fact);
            if (fact.fixed && cav_facts_knowledge(s->field.ask.facts, index) != CAV_FACT_UNKNOWN)
                para_printf(&text, say(p->app, "; fixed: %s = %s"), fact.name,
                            session_value(p->session, p->k, index));
        }
        para_end(&text);
    }
    if (!s->nblame || !s->certain) {
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_text(&text, say(p->app, s->nblame ? "None of them alone: they cannot hold together."
                                               : "Nothing possible is left, or the pack would not "
                                                 "apply."));
        para_end(&text);
    }
}

static void write_less(const page *p, const advised *all)
{
    if (all->nless)
        show_heading(p->session, &p->app->out, say(p->app, "Or ask for less"));
    for (size_t k = 0; k < all->nless; k++) {
        const advise_less *less = &all->less[k];
        page inner = *p;
        inner.of = &less->of;
        para text = show_para(p->session, &p->app->out, 2, 4);
        if (less->feature)
            para_printf(&text, say(p->app, "do without %s"), less->feature);
        else
            para_printf(&text, say(p->app, "depth %u"), (unsigned)less->depth);
        para_end(&text);
        write_ways(&inner, 2);
    }
}

static void write_text(const page *p, const advised *all)
{
    const char *said;
    const cav_verdict *v = &p->of->check;
    para text = show_para(p->session, &p->app->out, 0, 4);
    para_styled(&text, show_style(verdict_word(v)), say_word(p->app, verdict_word(v)));
    para_text(&text, ": ");
    para_styled(&text, STYLE_STRONG,
                lang_text(p->of->field.ask.pack, p->of->field.ask.pack->info.title));
    para_end(&text);
    write_answer(p);
    if (p->of->result != ADVISE_STUCK && (p->of->changes || p->of->conditions)) {
        put_char(&p->app->out, '\n');
        write_ways(p, 0);
    }
    write_blame(p);
    write_less(p, all);
    for (size_t k = 0; (said = field_remark(&p->of->field, k)) != NULL; k++) {
        put_text(&p->app->out, k ? "" : "\n");
        para note = show_para(p->session, &p->app->out, 0, 2);
        para_printf(&note, "%s.", said);
        para_end(&note);
    }
}

/* -- JSON ------------------------------------------------------------------------------------- */

static void json_step(json_writer *w, const page *p, const advise_step *step)
{
    const field *f = &p->of->field;
    const field_result *r;
    jw_open(w, NULL, '{', true);
    jw_string(w, "fact", digit_name(p, step->digit));
    jw_bool(w, "change", step->change);
    jw_fact(w, "now", p->session, p->k, f->space.digits[step->digit].fact[0]);
    jw_string(w, "to", step->name);
    if (!field_json_value(w, "nearest", f, step->digit, step->nearest))
        jw_string(w, "nearest", NULL);
    jw_open(w, "rules", '[', true);
    for (size_t n = 0; (r = asking(p, step, n)) != NULL; n++) {
        const cav_rule rule = rule_of(p, r->index);
        jw_open(w, NULL, '{', true);
        jw_string(w, "rule", rule.name);
        jw_string(w, "fix", rule.fix);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

/* Of each part that asks for something its alternatives; a way is a list of steps. */
static void json_ways(json_writer *w, const page *p)
{
    jw_open(w, "all_of", '[', false);
    for (uint32_t k = 0; p->of->parts && k < p->of->field.parts; k++) {
        const advise_part *part = &p->of->parts[k];
        if (!part->count || !part->ways[0].count)
            continue;
        jw_open(w, NULL, '{', false);
        jw_bool(w, "more", part->more);
        jw_open(w, "one_of", '[', false);
        for (size_t i = 0; i < part->count; i++) {
            jw_open(w, NULL, '[', false);
            for (size_t n = 0; n < part->ways[i].count; n++)
                json_step(w, p, &part->ways[i].steps[n]);
            jw_close(w, ']');
        }
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static const char *result_word(const advise *s)
{
    static const char *const words[] = {"nothing-to-do", "advice", "stuck", "not-swept"};
    return s->check.kind == CAV_CONTRADICTION ? "contradiction" : words[s->result];
}

static void json_answer(json_writer *w, const page *p)
{
    const advise *s = p->of;
    jw_string(w, "result", result_word(s));
    jw_int(w, "changes", (int64_t)s->changes);
    jw_int(w, "conditions", (int64_t)s->conditions);
    json_ways(w, p);
    if (s->example)
        space_write(&s->field.space, w, "example", s->example);
    else
        jw_string(w, "example", NULL);
}

static void json_pack(json_writer *w, const page *p, const advised *all)
{
    const advise *s = p->of;
    const char *said;
    jw_open(w, NULL, '{', false);
    jw_string(w, "pack", s->field.ask.pack->info.name);
    jw_string(w, "require", cav_level_name((cav_level)s->require));
    jw_string(w, "status", verdict_word(&s->check));
    json_answer(w, p);
    jw_open(w, "in_the_way", '[', true);
    for (size_t k = 0; k < s->nblame; k++)
        jw_string(w, NULL, rule_of(p, s->blame[k]).name);
    jw_close(w, ']');
    jw_open(w, "less", '[', false);
    for (size_t k = 0; k < all->nless; k++) {
        page inner = *p;
        inner.of = &all->less[k].of;
        jw_open(w, NULL, '{', false);
        jw_string(w, "without", all->less[k].feature);
        if (all->less[k].feature)
            jw_string(w, "depth", NULL);
        else
            jw_int(w, "depth", all->less[k].depth);
        json_answer(w, &inner);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_open(w, "remarks", '[', true);
    for (size_t k = 0; (said = field_remark(&s->field, k)) != NULL; k++)
        jw_string(w, NULL, said);
    for (size_t k = 0; k < p->session->config.nconflicts; k++)
        jw_string(w, NULL, p->session->config.conflicts[k]);
    jw_close(w, ']');
    jw_close(w, '}');
}

/* -- all of them ------------------------------------------------------------------------------ */

void advise_write(session *s, const advised *all)
{
    app *a = s->app;
    json_writer w = {.out = &a->out, .first = true};
    if (a->options.json) {
        jw_open(&w, NULL, '{', false);
        jw_int(&w, "schema", 1);
        jw_open(&w, "packs", '[', false);
    }
    for (uint32_t k = 0; k < s->packs.count; k++) {
        page p = {s, a, &all[k].of, k};
        if (a->options.json)
            json_pack(&w, &p, &all[k]);
        else {
            put_text(&a->out, a->out.size ? "\n" : "");
            write_text(&p, &all[k]);
        }
    }
    if (a->options.json) {
        jw_close(&w, ']');
        jw_close(&w, '}');
        put_char(&a->out, '\n');
    }
}
