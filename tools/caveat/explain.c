/* explain.c: the verb explain: one rule with its conditions' truth and its facts, or a diagnostic.
 *
 * It shows values that evaluation computed; it evaluates nothing itself.
 */
#include "verbs.h"

#include "lang.h"
#include "show.h"
#include "verdict.h"

#include <string.h>

/* -- a diagnostic
 * ----------------------------------------------------------------------------------- */

static bool is_diagnostic_id(const char *name)
{
    return name[0] >= 'A' && name[0] <= 'Z' && strspn(name + 1, "0123456789") == 3 && !name[4];
}

/* The lines of an example as they are, indented. */
static void write_example(app *a, const char *heading, const char *text)
{
    if (!text)
        return;
    put_char(&a->out, '\n');
    render_styled(&a->out, a->colour, STYLE_STRONG, heading);
    put_text(&a->out, "\n\n");
    while (*text) {
        size_t n = strcspn(text, "\n");
        put_text(&a->out, n ? "    " : "");
        render_escape(&a->out, pool_copy(&a->pool, text, n));
        put_char(&a->out, '\n');
        text += n + (text[n] == '\n');
    }
}

static void write_diagnostic(app *a, const cavc_diagnostic_kind *kind)
{
    static const char *const stages[CAVC_STAGES] = {"", " of caveat lint", " of caveat analyze",
                                                    " of translations"};
    para p = para_begin(&a->out, a->colour, 0, 0);
    para_styled(&p, STYLE_STRONG, kind->id);
    para_printf(&p, " (%s), %s%s", kind->name,
                kind->severity == CAVC_ERROR     ? "an error"
                : kind->severity == CAVC_WARNING ? "a warning"
                                                 : "a note",
                stages[kind->stage]);
    para_end(&p);
    put_char(&a->out, '\n');
    p = para_begin(&a->out, a->colour, 0, 0);
    para_text(&p, kind->explanation);
    para_end(&p);
    write_example(a, "Wrong:", kind->bad);
    write_example(a, "Right:", kind->good);
}

static int explain_diagnostic(app *a, const char *name)
{
    cavc_diagnostic_kind kind;
    const char *ids[512];
    size_t n = 0;
    if (cavc_diagnostic_kind_find(name, &kind)) {
        write_diagnostic(a, &kind);
        return TOOL_OK;
    }
    while (n < 512 && cavc_diagnostic_kind_get((uint32_t)n, &kind))
        ids[n++] = kind.id;
    return tool_fail(a, TOOL_USAGE, "no diagnostic %s%s", name, tool_hint(a, name, ids, n));
}

/* -- a rule
 * ------------------------------------------------------------------------------------------ */

static const char *outcome_word(cav_outcome outcome)
{
    static const char *const words[] = {"held", "fired", "undetermined", "out of scope"};
    return words[outcome];
}

static void write_scope(const session *s, para *line, uint32_t k, uint32_t layer)
{
    cav_layer l = {0};
    cav_program_layer(s->packs.at[k].program, layer, &l);
    para_text(line, say(s->app, "it names "));
    para_text(line, l.name ? l.name : say(s->app, "a layer"));
    para_printf(line, say(s->app, ", and the depth is %u."), (unsigned)cav_facts_get_depth(s->at[k].facts));
}

static void write_effects(const session *s, buf *out, uint32_t k, const cav_rule *rule)
{
    const pack *p = &s->packs.at[k];
    cav_effect effect;
    cav_feature feature;
    for (uint32_t i = rule->effects; i < rule->effects + rule->neffects; i++) {
        cav_program_effect(p->program, i, &effect);
        cav_outcome outcome = cav_result_effect(s->at[k].result, i);
        const char *level = effect.level == CAV_LEVEL_NOTE ? "note" : cav_level_name(effect.level);
        para line = show_para(s, out, 2, 4);
        if (cav_program_feature(p->program, effect.feature, &feature)) {
            para_text(&line, feature.name);
            para_text(&line, say(s->app, " is "));
        }
        para_styled(&line, show_style(level), say_word(s->app, level));
        para_text(&line, say(s->app, " where it fires; "));
        para_styled(&line, show_style(outcome_word(outcome)),
                    say_word(s->app, outcome_word(outcome)));
        para_text(&line, say(s->app, " here: "));
        if (outcome == CAV_OUT_OF_SCOPE)
            write_scope(s, &line, k, rule->scope);
        else
            para_text(&line, session_message(s, k, i));
        para_end(&line);
    }
}

static const char *truth_word(const session *s, uint32_t k, const cav_cond *cond)
{
    bool computed = false;
    cav_truth t = cav_result_value(s->at[k].result, cond->value, &computed);
    if (!computed)
        return "-";
    return t == CAV_TRUE ? "true" : t == CAV_FALSE ? "false" : "unknown";
}

/* A condition's truth is no keyword, so its translation stands alone. */
static const char *truth_shown(const app *a, const char *word)
{
    return word[0] == 't' ? say(a, "true") : word[0] == 'f' ? say(a, "false") : say(a, "unknown");
}

/* Where conditions begin: behind the longest of the three. */
static unsigned truth_column(const app *a)
{
    static const char *const words[] = {"true", "false", "unknown"};
    size_t most = 0;
    for (int i = 0; i < 3; i++) {
        size_t width = render_width(truth_shown(a, words[i]));
        most = width > most ? width : most;
    }
    return 4 + (unsigned)most;
}

static void write_truth(const session *s, buf *out, const char *word, uint32_t depth,
                        const char *role, const char *text)
{
    unsigned indent = truth_column(s->app) + 2 * (depth < 12 ? depth : 12);
    para p = show_para(s, out, 2, indent + 4);
    para_styled(&p, show_style(word), strcmp(word, "-") == 0 ? word : truth_shown(s->app, word));
    para_column(&p, indent);
    para_styled(&p, STYLE_FAINT, role);
    para_text(&p, *role ? " " : "");
    para_text(&p, text);
    para_end(&p);
}

static void write_cond(const session *s, buf *out, uint32_t k, const cav_cond *cond)
{
    static const char *const roles[] = {"when", "require", "conflict"};
    bool root = cond->depth == 0 && cond->owner == CAV_OWNER_RULE;
    uint32_t depth = cond->depth + (cond->owner == CAV_OWNER_FEATURE ? 1 : 0);
    write_truth(s, out, truth_word(s, k, cond), depth, root ? roles[cond->role] : "", cond->text);
}

/* A conflict turns on whether its features are in use. */
static void write_in_use(const session *s, buf *out, uint32_t k, const cav_rule *rule)
{
    const cav_program *program = s->packs.at[k].program;
    cav_effect effect;
    cav_feature feature;
    cav_verdict verdict;
    cav_cond cond;
    for (uint32_t i = rule->effects;
         rule->kind == CAV_CONFLICT && i < rule->effects + rule->neffects; i++) {
        cav_program_effect(program, i, &effect);
        if (!cav_program_feature(program, effect.feature, &feature))
            continue;
        session_verdict(s, k, effect.feature, &verdict);
        const char *word = verdict.in_use == CAV_TRUE    ? "true"
                           : verdict.in_use == CAV_FALSE ? "false"
                                                         : "unknown";
        write_truth(s, out, word, 0, "conflict",
                    pool_printf(&s->app->pool, "%s in use", feature.name));
        for (uint32_t j = 0; cav_program_cond(program, j, &cond); j++)
            if (cond.owner == CAV_OWNER_FEATURE && cond.index == effect.feature)
                write_cond(s, out, k, &cond);
    }
}

static void write_conds(const session *s, buf *out, uint32_t k, uint32_t index,
                        const cav_rule *rule)
{
    const pack *p = &s->packs.at[k];
    cav_cond cond;
    bool any = false;
    show_heading(s, out, say(s->app, "Conditions"));
    for (uint32_t i = 0; cav_program_cond(p->program, i, &cond); i++) {
        if (cond.owner != CAV_OWNER_RULE || cond.index != index)
            continue;
        any = true;
        write_cond(s, out, k, &cond);
    }
    write_in_use(s, out, k, rule);
    if (!any && !p->info.conds) {
        para line = show_para(s, out, 2, 2);
        para_text(&line, say(s->app, "The image was stripped: its conditions are not in it."));
        para_end(&line);
    }
}

static void write_paragraph(const session *s, buf *out, const char *heading, const char *text)
{
    if (!text)
        return;
    show_heading(s, out, say(s->app, heading));
    para p = show_para(s, out, 2, 2);
    para_text(&p, text);
    para_end(&p);
}

static void write_rule(const session *s, buf *out, uint32_t k, uint32_t index)
{
    const pack *p = &s->packs.at[k];
    const char *word = outcome_word(cav_result_rule(s->at[k].result, index));
    cav_rule rule;
    cav_program_rule(p->program, index, &rule);
    para line = show_para(s, out, 0, 4);
    para_styled(&line, show_style(word), say_word(s->app, word));
    para_text(&line, say(s->app, ": rule "));
    para_styled(&line, STYLE_STRONG, rule.name);
    para_text(&line, say(s->app, " of "));
    para_text(&line, p->info.name);
    show_place(&line, rule.file, rule.line);
    para_end(&line);
    write_effects(s, out, k, &rule);
    show_assumption(s, out, 2);
    if (rule.ncites)
        show_heading(s, out, say(s->app, "Statements"));
    for (uint32_t i = 0; i < rule.ncites; i++)
        show_statement(s, out, k, cav_rule_cite(p->program, index, i), 2);
    write_paragraph(s, out, "Why it reads so", lang_text(p, rule.why));
    write_conds(s, out, k, index, &rule);
    if (rule.nreads)
        show_heading(s, out, say(s->app, "Facts"));
    for (uint32_t i = 0; i < rule.nreads; i++)
        show_fact(s, out, k, cav_rule_read(p->program, index, i), 2);
    write_paragraph(s, out, "Fix", lang_text(p, rule.fix));
}

static bool put_line(void *context, const char *text)
{
    buf *out = context;
    put_text(out, "  ");
    render_escape(out, text);
    put_char(out, '\n');
    return true;
}

/* Every step of the evaluation. */
static void write_trace(const session *s, buf *out, uint32_t k)
{
    show_heading(s, out, say(s->app, "Trace"));
    cav_result_trace(s->at[k].result, s->at[k].facts, put_line, out);
}

/* -- one line -------------------------------------------------------------------------------------
 */

static void end_line(buf *out, const char *text)
{
    render_escape(out, text);
    put_char(out, '\n');
}

/* "fired: l1-os: unsupported: The system of L1 is rhel 8.1 … (os.1, os.3)" */
static void write_brief(const session *s, buf *out, uint32_t k, uint32_t index)
{
    const cav_program *program = s->packs.at[k].program;
    const char *word = outcome_word(cav_result_rule(s->at[k].result, index));
    buf line = {.pool = &s->app->pool};
    cav_rule rule;
    cav_effect effect;
    cav_statement statement;
    cav_program_rule(program, index, &rule);
    render_styled(out, s->app->colour, show_style(word), word);
    put_printf(&line, ": %s", rule.name);
    if (cav_program_effect(program, rule.effects, &effect)) {
        bool note = effect.level == CAV_LEVEL_NOTE;
        put_printf(&line, ": %s: %s", note ? "note" : cav_level_name(effect.level),
                   session_message(s, k, rule.effects));
    }
    for (uint32_t i = 0; i < rule.ncites; i++)
        if (cav_program_statement(program, cav_rule_cite(program, index, i), &statement))
            put_printf(&line, "%s%s", i ? ", " : " (", statement.name);
    end_line(out, pool_printf(&s->app->pool, "%s%s", put_end(&line), rule.ncites ? ")" : ""));
}

static const char *missing_names(const session *s, uint32_t k)
{
    uint32_t count;
    const uint32_t *facts = session_missing(s, k, CAV_NONE, CAV_NONE, &count);
    buf b = {.pool = &s->app->pool};
    cav_fact fact;
    put_end(&b);
    for (uint32_t i = 0; i < count; i++)
        if (cav_program_fact(s->packs.at[k].program, facts[i], &fact))
            put_printf(&b, "%s%s", i ? ", " : "", fact.name);
    return put_end(&b);
}

/* "rhel8-nested: unsupported by l1-os", "rhel8-nested: unknown …; missing L1.os" */
static void write_verdict_line(const session *s, buf *out, uint32_t k)
{
    const cav_program *program = s->packs.at[k].program;
    buf line = {.pool = &s->app->pool};
    const char *between = say(s->app, " by ");
    cav_verdict v;
    cav_effect effect;
    cav_rule rule;
    session_verdict(s, k, CAV_NONE, &v);
    put_printf(&line, "%s: ", s->packs.at[k].info.name);
    if (v.kind == CAV_UNDECIDED)
        put_printf(&line, say(s->app, "unknown between %s and %s; missing %s"), cav_level_name(v.best),
                   cav_level_name(v.worst), missing_names(s, k));
    else
        put_text(&line, v.kind == CAV_DECIDED          ? cav_level_name(v.best)
                        : v.kind == CAV_NOT_APPLICABLE ? "not-applicable"
                                                       : "contradiction");
    for (uint32_t i = 0; v.kind == CAV_DECIDED && cav_program_effect(program, i, &effect); i++)
        if (effect.level == v.best && cav_result_bears(s->at[k].result, i) == CAV_TRUE &&
            cav_result_effect(s->at[k].result, i) == CAV_FIRED &&
            cav_program_rule(program, effect.rule, &rule)) {
            put_printf(&line, "%s%s", between, rule.name);
            between = ", ";
        }
    end_line(out, put_end(&line));
}

static int brief_verdicts(session *s, buf *out)
{
    int status = session_judge(s, false);
    for (uint32_t k = 0; k < s->packs.count && !status; k++)
        write_verdict_line(s, out, k);
    return status;
}

static int unknown_rule(const session *s, const char *name)
{
    size_t count = 0, room = 0;
    const char **names = NULL;
    cav_rule rule;
    for (uint32_t k = 0; k < s->packs.count; k++)
        for (uint32_t i = 0; cav_program_rule(s->packs.at[k].program, i, &rule); i++) {
            const char **slot = pool_push(&s->app->pool, &names, &count, &room, sizeof *slot);
            *slot = rule.name;
        }
    return tool_fail(s->app, TOOL_USAGE, "no rule '%s'%s", name,
                     tool_hint(s->app, name, names, count));
}

static int explain_rule(app *a, session *s, const char *name)
{
    bool any = false;
    int status = session_judge(s, true);
    for (uint32_t k = 0; k < s->packs.count && !status; k++) {
        uint32_t rule = cav_rule_find(s->packs.at[k].program, name);
        if (rule == CAV_NONE)
            continue;
        bool brief = a->options.given & OPT_BRIEF;
        if (any && !brief)
            put_char(&a->out, '\n');
        any = true;
        if (brief)
            write_brief(s, &a->out, k, rule);
        else
            write_rule(s, &a->out, k, rule);
        if (!brief && a->options.verbose > 1)
            write_trace(s, &a->out, k);
    }
    return status || any ? status : unknown_rule(s, name);
}

/* Fact files may be operands or follow --with. */
static option_list fact_files(app *a)
{
    option_list all = {0};
    const option_list *const from[2] = {&a->options.operands, &a->options.with};
    for (int k = 0; k < 2; k++)
        for (size_t i = k ? 0 : 1; i < from[k]->count; i++) {
            const char **slot = pool_push(&a->pool, &all.at, &all.count, &all.room, sizeof *slot);
            *slot = from[k]->at[i];
        }
    return all;
}

int verb_explain(app *a)
{
    const char *name = a->options.operands.count ? a->options.operands.at[0] : NULL;
    option_list files = fact_files(a);
    cavc_diagnostic_kind kind;
    session s;
    if (!name && !(a->options.given & OPT_BRIEF))
        return tool_fail(a, TOOL_USAGE, "explain what? a rule's name or a diagnostic's id");
    if (name && is_diagnostic_id(name))
        return explain_diagnostic(a, name);
    int status = session_open(a, &files, &s);
    if (!status && name && cavc_diagnostic_kind_find(name, &kind))
        write_diagnostic(a, &kind);
    else if (!status)
        status = name ? explain_rule(a, &s, name) : brief_verdicts(&s, &a->out);
    session_close(&s);
    return status;
}
