/* show_verdict.c: a verdict for people: the answer first, then what decides it, what is unknown
 * and how to find out, the features.
 *
 * Invariant: every status is a word, whatever its colour.
 */
#include "show.h"

#include "lang.h"
#include "planned.h"
#include "verdict.h"

#include <string.h>

/* What an effect is in this verdict. */
typedef enum finding_class {
    DECIDES,      /* fired, in use, at the best level that is possible */
    FIRED_TOO,    /* fired, in use, at a better level */
    COULD_WORSEN, /* open, and would change the answer */
    OPEN_ANYWAY,  /* open, the answer stands whatever it comes to */
    OF_FEATURE,   /* fired for a feature that is not in use for certain */
    NOTE,
    NOTHING
} finding_class;

typedef struct finding {
    finding_class class;
    cav_level level;
    uint32_t rule;
} finding;

typedef struct view { /* one pack being shown */
    session *s;
    buf *out;
    uint32_t k;
    const pack *pack;
    const judged *judged;
    cav_verdict verdict;
    const finding *findings; /* of its effects */
} view;

/* -- the answer -----------------------------------------------------------------------------------
 */

static void write_answer(const view *v)
{
    const char *word = verdict_word(&v->verdict);
    para p = show_para(v->s, v->out, 0, 4);
    para_styled(&p, show_style(word), say_word(v->s->app, word));
    para_text(&p, ": ");
    para_styled(&p, STYLE_STRONG, lang_text(v->pack, v->pack->info.title));
    if (v->verdict.kind == CAV_UNDECIDED)
        para_printf(&p, say(v->s->app, ", between %s and %s"), cav_level_name(v->verdict.best),
                    cav_level_name(v->verdict.worst));
    para_end(&p);
}

static void write_origin(const view *v)
{
    para p = show_para(v->s, v->out, 2, 2);
    para_text(&p, lang_text(v->pack, v->pack->info.issuer));
    para_text(&p, ": ");
    para_text(&p, lang_text(v->pack, v->pack->info.source));
    if (v->pack->info.edition) {
        para_text(&p, "; ");
        para_text(&p, lang_text(v->pack, v->pack->info.edition));
    }
    para_text(&p, ".");
    para_end(&p);
    show_assumption(v->s, v->out, 2);
}

/* -- rules ----------------------------------------------------------------------------------------
 */

static void write_facts(const view *v, uint32_t rule, uint32_t count, bool known)
{
    uint32_t depth = cav_facts_get_depth(v->judged->facts);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t fact = cav_rule_read(v->pack->program, rule, i);
        cav_fact f;
        cav_program_fact(v->pack->program, fact, &f);
        if (f.layer <= depth &&
            !(known && cav_facts_knowledge(v->judged->facts, fact) == CAV_FACT_UNKNOWN))
            show_fact(v->s, v->out, v->k, fact, 4);
    }
}

static void write_effect_level(const view *v, para *p, const cav_effect *effect)
{
    cav_feature feature;
    const char *level = effect->level == CAV_LEVEL_NOTE ? "note" : cav_level_name(effect->level);
    if (cav_program_feature(v->pack->program, effect->feature, &feature)) {
        para_text(p, feature.name);
        para_text(p, " ");
    }
    para_styled(p, show_style(level), say_word(v->s->app, level));
}

static finding_class classify(const view *v, uint32_t index, const cav_effect *effect)
{
    cav_outcome outcome = cav_result_effect(v->judged->result, index);
    cav_truth bears = cav_result_bears(v->judged->result, index);
    bool note = effect->level == CAV_LEVEL_NOTE, worse = effect->level > v->verdict.best;
    if (outcome == CAV_UNDETERMINED)
        return note ? NOTHING : bears != CAV_FALSE && worse ? COULD_WORSEN : OPEN_ANYWAY;
    if (outcome != CAV_FIRED)
        return NOTHING;
    if (note)
        return NOTE;
    if (bears == CAV_TRUE)
        return effect->level == v->verdict.best ? DECIDES : worse ? COULD_WORSEN : FIRED_TOO;
    return bears == CAV_UNKNOWN && worse ? COULD_WORSEN : OF_FEATURE;
}

static const finding *classify_all(const view *v)
{
    finding *all = pool_alloc(&v->s->app->pool, (size_t)v->pack->info.effects + 1, sizeof *all);
    for (uint32_t i = 0; i < v->pack->info.effects; i++) {
        cav_effect effect;
        cav_program_effect(v->pack->program, i, &effect);
        all[i] = (finding){classify(v, i, &effect), effect.level, effect.rule};
    }
    return all;
}

/* "[l1-os: os.1, os.3]" */
static void write_rule_name(const view *v, para *p, uint32_t index, const cav_rule *rule)
{
    cav_statement statement;
    para_text(p, " [");
    para_text(p, rule->name);
    for (uint32_t i = 0; i < rule->ncites; i++) {
        cav_program_statement(v->pack->program, cav_rule_cite(v->pack->program, index, i),
                              &statement);
        para_text(p, i ? ", " : ": ");
        para_text(p, statement.name);
    }
    para_text(p, "]");
}

/* One effect of a rule: level, message, rule and statements, facts; for what decides, the
 * statements' own words too. */
static void write_finding(const view *v, uint32_t index, finding_class class)
{
    cav_effect effect;
    cav_rule rule;
    cav_program_effect(v->pack->program, index, &effect);
    cav_program_rule(v->pack->program, effect.rule, &rule);
    para p = show_para(v->s, v->out, 2, 4);
    if (class == COULD_WORSEN)
        para_text(&p, say(v->s->app, "perhaps "));
    write_effect_level(v, &p, &effect);
    para_text(&p, ": ");
    para_text(&p, session_message(v->s, v->k, index));
    write_rule_name(v, &p, effect.rule, &rule);
    para_end(&p);
    for (uint32_t i = 0; class == DECIDES && i < rule.ncites; i++)
        show_statement(v->s, v->out, v->k, cav_rule_cite(v->pack->program, effect.rule, i), 4);
    write_facts(v, effect.rule, rule.nreads, class == COULD_WORSEN);
    if (rule.fix && class != COULD_WORSEN) {
        p = show_para(v->s, v->out, 4, 8);
        para_styled(&p, STYLE_GOOD, say(v->s->app, "fix:"));
        para_text(&p, " ");
        para_text(&p, lang_text(v->pack, rule.fix));
        para_end(&p);
    }
}

/* Worst first. */
static bool write_findings(const view *v, finding_class class, const char *heading)
{
    bool any = false;
    for (int level = CAV_LEVEL_NOTE; level >= 0; level--)
        for (uint32_t i = 0; i < v->pack->info.effects; i++) {
            if (v->findings[i].class != class || (int)v->findings[i].level != level)
                continue;
            if (!any)
                show_heading(v->s, v->out, say(v->s->app, heading));
            any = true;
            write_finding(v, i, class);
        }
    return any;
}

static void write_open_anyway(const view *v)
{
    cav_rule rule;
    bool any = false;
    para p = para_begin(v->out, v->s->app->colour, 0, 2);
    for (uint32_t i = 0; i < v->pack->info.effects; i++) {
        if (v->findings[i].class != OPEN_ANYWAY)
            continue;
        cav_program_rule(v->pack->program, v->findings[i].rule, &rule);
        if (!any)
            put_char(v->out, '\n');
        para_text(&p, any ? ", " : say(v->s->app, "Open, without effect on this answer: "));
        para_text(&p, rule.name);
        any = true;
    }
    if (any) {
        para_text(&p, ".");
        para_end(&p);
    }
}

static void write_held(const view *v)
{
    para p = show_para(v->s, v->out, 2, 2);
    bool any = false;
    cav_rule rule;
    for (uint32_t i = 0; i < v->pack->info.rules; i++) {
        if (cav_result_rule(v->judged->result, i) != CAV_HELD)
            continue;
        cav_program_rule(v->pack->program, i, &rule);
        para_text(&p, any ? ", " : "");
        para_text(&p, rule.name);
        any = true;
    }
    para_text(&p, any ? "." : say(v->s->app, "none."));
    para_end(&p);
}

static uint32_t count_rules(const view *v, cav_outcome outcome)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->pack->info.rules; i++)
        n += cav_result_rule(v->judged->result, i) == outcome;
    return n;
}

/* -- what is unknown
 * -------------------------------------------------------------------------------- */

/* The product that the rules first ask this fact for. */
static bool asked_product(const view *v, const cav_fact *f, cav_product *product)
{
    cav_cond cond;
    char *is = pool_printf(&v->s->app->pool, "%s is ", f->name),
         *in = pool_printf(&v->s->app->pool, "%s in {", f->name);
    for (uint32_t i = 0; cav_program_cond(v->pack->program, i, &cond); i++) {
        const char *at = strstr(cond.text, is);
        size_t skip = strlen(is);
        if (!at) {
            at = strstr(cond.text, in);
            skip = strlen(in);
        }
        if (cond.kind != CAV_COND_ATOM || !at)
            continue;
        for (uint32_t k = 0; cav_program_product(v->pack->program, k, product); k++) {
            size_t n = strlen(product->name);
            if (strncmp(at + skip, product->name, n) == 0 && strchr(" ,}", at[skip + n]))
                return true;
        }
    }
    return cav_program_product(v->pack->program, 0, product);
}

static const char *release_example(const view *v, uint32_t fact, const cav_fact *f)
{
    static const char *const parts[] = {"", " MAJOR", " MAJOR.MINOR", " MAJOR.MINOR.PATCH",
                                        " A.B.C.D"};
    const char *value = cav_facts_value(v->judged->facts, fact, 0);
    cav_product product;
    if (value && strchr(value, ' '))
        return pool_printf(&v->s->app->pool, "\"%s.N\"", value);
    if (!asked_product(v, f, &product))
        return "\"PRODUCT VERSION\"";
    return pool_printf(&v->s->app->pool, "\"%s%s\"", value ? value : product.name,
                       parts[product.parts & 3]);
}

/* A value as an example for --set. */
static const char *example(const view *v, uint32_t fact, const cav_fact *f)
{
    const char *value = cav_facts_value(v->judged->facts, fact, 0);
    if (f->type == CAV_RELEASE)
        return release_example(v, fact, f);
    return f->type == CAV_FLAG     ? say(v->s->app, "on, or off")
           : f->type == CAV_NUMBER ? "N"
           : value                 ? value
                                   : say(v->s->app, "TEXT");
}

/* What is still possible. */
static void write_choices(const view *v, para *p, uint32_t fact, const cav_fact *f)
{
    bool partly = cav_facts_value(v->judged->facts, fact, 0) != NULL;
    const char *value;
    para_text(p, say(v->s->app, "VALUE, one of "));
    for (uint32_t i = 0; i < f->values; i++) {
        value = partly ? cav_facts_value(v->judged->facts, fact, i)
                       : cav_fact_value(v->pack->program, fact, i);
        if (!value)
            break;
        para_text(p, i ? ", " : "");
        para_text(p, value);
    }
}

static void write_unknown_fact(const view *v, uint32_t fact)
{
    cav_fact f;
    cav_layer layer;
    cav_program_fact(v->pack->program, fact, &f);
    para p = show_para(v->s, v->out, 2, 4);
    para_styled(&p, STYLE_STRONG, f.name);
    para_text(&p, ": ");
    para_text(&p, lang_text(v->pack, f.title));
    if (cav_program_layer(v->pack->program, f.layer, &layer)) {
        para_text(&p, " (");
        para_text(&p, lang_text(v->pack, layer.title));
        para_text(&p, ")");
    }
    para_text(&p, "; ");
    bool partly = cav_facts_knowledge(v->judged->facts, fact) == CAV_FACT_PARTLY;
    if (partly)
        para_text(&p, session_value(v->s, v->k, fact));
    if (!partly || f.type == CAV_TEXT) {
        para_text(&p, partly ? ", " : "");
        para_text(&p, say_reason(v->s->app, session_reason(v->s, v->k, fact)));
    }
    para_end(&p);
    p = show_para(v->s, v->out, 4, 8);
    para_text(&p, "--set ");
    para_text(&p, f.name);
    para_text(&p, "=");
    if (f.type == CAV_ONE_OF)
        write_choices(v, &p, fact, &f);
    else
        para_text(&p, example(v, fact, &f));
    para_end(&p);
}

/* Guests that could be asked: layers with a missing fact that has sources, but not this layer. */
static void write_ask_there(const view *v, const uint32_t *missing, uint32_t count)
{
    cav_fact f;
    cav_layer layer;
    for (uint32_t i = 0; i < count; i++) {
        cav_program_fact(v->pack->program, missing[i], &f);
        if (!f.probed || f.layer == v->s->layer ||
            !cav_program_layer(v->pack->program, f.layer, &layer))
            continue;
        para p = show_para(v->s, v->out, 2, 4);
        para_printf(&p, say(v->s->app, "Or run `caveat facts --json -o FILE` on %s and add %s%s=FILE here."),
                    layer.name, v->s->gathered && v->s->live ? "--live " : "", layer.name);
        para_end(&p);
        return;
    }
}

static void write_unknown(const view *v)
{
    uint32_t count;
    const uint32_t *missing = session_missing(v->s, v->k, CAV_NONE, CAV_NONE, &count);
    if (!count)
        return;
    show_heading(v->s, v->out, say(v->s->app, "To find out"));
    for (uint32_t i = 0; i < count; i++)
        write_unknown_fact(v, missing[i]);
    write_ask_there(v, missing, count);
}

/* -- features
 * ---------------------------------------------------------------------------------------- */

static void write_features(const view *v)
{
    cav_feature feature;
    cav_verdict verdict;
    unsigned width = 0;
    for (uint32_t i = 0; cav_program_feature(v->pack->program, i, &feature); i++) {
        unsigned w = (unsigned)render_width(feature.name);
        width = w > width ? w : width;
    }
    for (uint32_t i = 0; cav_program_feature(v->pack->program, i, &feature); i++) {
        session_verdict(v->s, v->k, i, &verdict);
        if (i == 0)
            show_heading(v->s, v->out, say(v->s->app, "Features"));
        para p = show_para(v->s, v->out, 2, 4);
        para_text(&p, feature.name);
        para_column(&p, 2 + (width < 24 ? width : 24) + 2);
        para_styled(&p, show_style(verdict_word(&verdict)),
                    say_word(v->s->app, verdict_word(&verdict)));
        if (verdict.kind == CAV_UNDECIDED)
            para_printf(&p, say(v->s->app, " (%s to %s)"), cav_level_name(verdict.best),
                        cav_level_name(verdict.worst));
        para_text(&p, verdict.in_use == CAV_TRUE    ? say(v->s->app, ", in use")
                      : verdict.in_use == CAV_FALSE ? say(v->s->app, ", not in use")
                                                    : say(v->s->app, ", perhaps in use"));
        para_end(&p);
    }
}

/* -- the two that judge nothing
 * ------------------------------------------------------------------------ */

static void write_not_applicable(const view *v)
{
    cav_cond cond;
    show_heading(v->s, v->out, say(v->s->app, "Why it does not apply"));
    for (uint32_t i = 0; cav_program_cond(v->pack->program, i, &cond); i++)
        if (cond.owner == CAV_OWNER_APPLIES && cond.depth == 0) {
            para p = show_para(v->s, v->out, 2, 4);
            para_text(&p, say(v->s->app, "The pack applies only when: "));
            para_text(&p, cond.text);
            para_end(&p);
        }
    for (uint32_t i = 0; i < cav_applies_cites(v->pack->program); i++)
        show_statement(v->s, v->out, v->k, cav_applies_cite(v->pack->program, i), 2);
    for (uint32_t i = 0; i < v->pack->info.facts; i++)
        if (cav_facts_knowledge(v->judged->facts, i) != CAV_FACT_UNKNOWN)
            show_fact(v->s, v->out, v->k, i, 2);
}

static void write_contradiction(const view *v)
{
    cav_impossible impossible;
    show_heading(v->s, v->out, say(v->s->app, "The facts contradict each other"));
    show_conflicts(v->s, v->out, 2);
    for (uint32_t i = 0; i < v->pack->info.impossible; i++) {
        if (cav_result_impossible(v->judged->result, i) != CAV_TRUE)
            continue;
        cav_program_impossible(v->pack->program, i, &impossible);
        para p = show_para(v->s, v->out, 2, 4);
        para_text(&p, lang_text(v->pack, impossible.reason));
        show_place(&p, impossible.file, impossible.line);
        para_end(&p);
        for (uint32_t j = 0; j < impossible.nreads; j++)
            show_fact(v->s, v->out, v->k, cav_impossible_read(v->pack->program, i, j), 4);
    }
}

/* -- the whole
 * ------------------------------------------------------------------------------------------ */

static bool write_line(void *context, const char *text)
{
    buf *out = context;
    put_text(out, "  ");
    render_escape(out, text);
    put_char(out, '\n');
    return true;
}

static void write_decided(const view *v)
{
    app *a = v->s->app;
    const char *level = say_word(a, cav_level_name(v->verdict.best));
    bool open = v->verdict.kind == CAV_UNDECIDED;
    bool any =
        write_findings(v, DECIDES,
                       pool_printf(&a->pool,
                                   open ? say(a, "What makes it at best %s")
                                        : say(a, "What makes it %s"),
                                   level));
    any |= write_findings(v, FIRED_TOO, "Also");
    if (!any) {
        para p = show_para(v->s, v->out, 2, 2);
        para_printf(&p,
                    open ? say(a, "Of %u rules %u hold; none restricts this configuration for certain.")
                         : say(a, "Of %u rules %u hold; none restricts this configuration."),
                    (unsigned)v->pack->info.rules, (unsigned)count_rules(v, CAV_HELD));
        para_end(&p);
    }
    if (v->verdict.applies == CAV_UNKNOWN) {
        para p = show_para(v->s, v->out, 2, 2);
        para_text(&p, say(a, "Whether the pack applies at all is not known."));
        para_end(&p);
    }
    write_findings(v, COULD_WORSEN, "What could make it worse");
    write_unknown(v);
    write_findings(v, OF_FEATURE, "If these features are used");
    write_findings(v, NOTE, "Notes");
    write_features(v);
    write_open_anyway(v);
}

static void write_more(const view *v)
{
    show_heading(v->s, v->out, say(v->s->app, "Rules that hold"));
    write_held(v);
    show_heading(v->s, v->out, say(v->s->app, "Facts"));
    cav_fact f;
    for (uint32_t i = 0; cav_program_fact(v->pack->program, i, &f); i++)
        if (f.layer != CAV_NONE && f.layer <= cav_facts_get_depth(v->judged->facts))
            show_fact(v->s, v->out, v->k, i, 2);
    if (v->s->app->options.verbose < 2)
        return;
    show_heading(v->s, v->out, say(v->s->app, "Trace"));
    cav_result_trace(v->judged->result, v->judged->facts, write_line, v->out);
}

/* -- after a restart ------------------------------------------------------------------------------
 */

static void write_planned_fact(const session *s, buf *out, const planned *p)
{
    const vocab_fact *now = &s->vocab.facts[p->fact], *then = &s->vocab.facts[p->plan];
    const char *where = show_origin(s, then->pack, then->index);
    const evidence *e = session_evidence(s, then->pack, then->index);
    para line = show_para(s, out, 2, 4);
    para_text(&line, now->fact.name);
    para_text(&line, say(s->app, " would be "));
    para_styled(&line, STYLE_STRONG, session_value(s, then->pack, then->index));
    para_text(&line, say(s->app, ", now "));
    para_text(&line, session_value(s, now->pack, now->index));
    if (where) {
        para_text(&line, ": ");
        para_text(&line, where);
    }
    if (e && e->text) {
        para_text(&line, " (");
        para_text(&line, e->text);
        para_text(&line, ")");
    }
    para_end(&line);
}

static void write_planned_verdict(session *s, buf *out, const planned *list, size_t count,
                                  uint32_t k)
{
    cav_verdict now, then;
    if (!planned_verdict(s, list, count, k, &then))
        return;
    session_verdict(s, k, CAV_NONE, &now);
    bool same = now.kind == then.kind && now.best == then.best && now.worst == then.worst;
    para line = show_para(s, out, 2, 4);
    para_text(&line, lang_text(&s->packs.at[k], s->packs.at[k].info.title));
    para_text(&line, same ? say(s->app, " would still be ") : say(s->app, " would then be "));
    para_styled(&line, show_style(verdict_word(&then)), say_word(s->app, verdict_word(&then)));
    if (then.kind == CAV_UNDECIDED)
        para_printf(&line, say(s->app, ", between %s and %s"), cav_level_name(then.best),
                    cav_level_name(then.worst));
    para_text(&line, ".");
    para_end(&line);
}

static void write_planned(session *s, buf *out)
{
    planned *list;
    size_t count = planned_find(s, &list);
    if (!count)
        return;
    show_heading(s, out, say(s->app, "After a restart"));
    for (size_t i = 0; i < count; i++)
        write_planned_fact(s, out, &list[i]);
    for (uint32_t k = 0; k < s->packs.count; k++)
        write_planned_verdict(s, out, list, count, k);
}

void show_verdicts(session *s, buf *out)
{
    bool quiet = s->app->options.given & OPT_QUIET;
    for (uint32_t k = 0; k < s->packs.count; k++) {
        view v = {.s = s, .out = out, .k = k, .pack = &s->packs.at[k], .judged = &s->at[k]};
        session_verdict(s, k, CAV_NONE, &v.verdict);
        if (k && !quiet)
            put_char(out, '\n');
        write_answer(&v);
        if (quiet)
            continue;
        v.findings = classify_all(&v);
        write_origin(&v);
        if (v.verdict.kind == CAV_NOT_APPLICABLE)
            write_not_applicable(&v);
        else if (v.verdict.kind == CAV_CONTRADICTION)
            write_contradiction(&v);
        else
            write_decided(&v);
        if (s->app->options.verbose)
            write_more(&v);
    }
    if (!quiet)
        write_planned(s, out);
}
