/* settle_out.c: what settle found, see settle_out.h.
 *
 * Invariant: what was not swept is always said, and nothing that follows from sweeping it.
 */
#include "settle_out.h"

#include "../caveat/lang.h"
#include "../caveat/verdict.h"
#include "field_out.h"

#include <inttypes.h>
#include <string.h>

typedef struct page {
    session *session;
    app *app;
    const settle *of;
    uint32_t k;
} page;

static const char *digit_name(const page *p, uint32_t digit)
{
    return p->of->field.space.digits[digit].name;
}

static const char *fact_name(const page *p, uint32_t fact)
{
    cav_fact f;
    cav_program_fact(p->of->field.ask.pack->program, fact, &f);
    return f.name;
}

/* -- text ------------------------------------------------------------------------------------- */

/* "supported to broken": check knows the ends alone. */
static const char *check_words(const page *p)
{
    const cav_verdict *v = &p->of->check;
    if (!verdict_has_range(v) || v->best == v->worst)
        return say_word(p->app, verdict_word(v));
    return pool_printf(&p->app->pool, say(p->app, "%s to %s"),
                       say_word(p->app, cav_level_name(v->best)),
                       say_word(p->app, cav_level_name(v->worst)));
}

/* Are the ends those of check? */
static bool as_checked(const page *p)
{
    const cav_verdict *v = &p->of->check;
    const uint8_t states = p->of->states;
    if (!verdict_has_range(v))
        return v->kind == CAV_NOT_APPLICABLE && states == 1u << FIELD_OUTSIDE;
    return v->best == field_best(states) && v->worst == field_worst(states) &&
           (v->applies == CAV_TRUE) == !(states >> FIELD_OUTSIDE);
}

static void write_range(const page *p)
{
    const settle *s = p->of;
    para text = show_para(p->session, &p->app->out, 2, 2);
    if (!s->exact)
        para_printf(&text, say(p->app, "Not everything could be swept; check says %s."),
                    check_words(p));
    else if (!s->states)
        para_text(&text, say(p->app, "No configuration is possible with these facts."));
    else if (as_checked(p))
        para_printf(&text, say(p->app, "Over all configurations it is %s, as check says."),
                    field_words(p->app, s->states));
    else
        para_printf(&text, say(p->app, "Over all configurations it is %s; check says %s."),
                    field_words(p->app, s->states), check_words(p));
    para_end(&text);
    show_conflicts(p->session, &p->app->out, 2);
}

static void write_unswept(const page *p)
{
    for (uint32_t k = 0; k < p->of->field.parts; k++) {
        const settle_part *part = &p->of->parts[k];
        if (part->swept || !part->ndigits)
            continue;
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_text(&text, say(p->app, "not swept: "));
        for (size_t i = 0; i < part->ndigits; i++)
            para_printf(&text, "%s%s", i ? ", " : "", digit_name(p, part->digits[i]));
        if (part->size)
            para_printf(&text, say(p->app, ", %s combinations"),
                        pool_printf(&p->app->pool, "%" PRIu64, part->size));
        para_end(&text);
    }
}

static void write_line(const page *p, const char *line)
{
    para text = show_para(p->session, &p->app->out, 2, 4);
    para_text(&text, line);
    para_end(&text);
}

static void write_sets(const page *p)
{
    const settle *s = p->of;
    show_heading(p->session, &p->app->out, say(p->app, "What settles it"));
    for (size_t k = 0; k < s->count; k++) {
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_text(&text, k ? say(p->app, "or ") : "");
        for (size_t i = 0; i < s->sets[k].count; i++) {
            para_text(&text, i == 0 ? "" : i + 1 < s->sets[k].count ? ", " : say(p->app, " and "));
            para_styled(&text, STYLE_STRONG, digit_name(p, s->sets[k].digits[i]));
        }
        para_end(&text);
    }
    if (s->more)
        write_line(p, pool_printf(&p->app->pool, say(p->app, "and %s more of the same size."),
                                  pool_printf(&p->app->pool, "%" PRIu64, s->more)));
    if (s->doubtful)
        write_line(p,
                   say(p->app, "Fewer facts, or fewer statuses, if a text that answers so to its "
                               "patterns does not exist."));
    else if (!s->complete)
        write_line(p,
                   say(p->app, "There were too many sets to try all: smaller ones may be there."));
}

static void write_most_useful(const page *p)
{
    const settle_fact *fact = &p->of->facts[0];
    const uint32_t index = p->of->field.space.digits[fact->digit].fact[0];
    unsigned width = 0;
    show_heading(
        p->session, &p->app->out,
        pool_printf(&p->app->pool, say(p->app, "The most useful: %s"), digit_name(p, fact->digit)));
    if (field_known(&p->of->field, fact->digit)) {
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_printf(&text, say(p->app, "known: %s"), session_value(p->session, p->k, index));
        para_end(&text);
    }
    for (size_t k = 0; k < fact->count; k++) {
        unsigned w = (unsigned)render_width(fact->outcomes[k].name);
        width = w > width && w <= 36 ? w : width;
    }
    for (size_t k = 0; k < fact->count; k++) {
        const settle_outcome *o = &fact->outcomes[k];
        para text = show_para(p->session, &p->app->out, 2, 6);
        para_text(&text, o->name);
        para_column(&text, 2 + width + 2);
        para_styled(&text, o->states ? field_style(o->states) : STYLE_FAINT,
                    o->states ? field_words(p->app, o->states) : say(p->app, "not possible"));
        para_end(&text);
    }
}

static void write_others(const page *p)
{
    if (p->of->nfacts < 2)
        return;
    show_heading(p->session, &p->app->out, say(p->app, "Others that matter"));
    for (size_t k = 1; k < p->of->nfacts; k++) {
        const settle_fact *fact = &p->of->facts[k];
        para text = show_para(p->session, &p->app->out, 2, 4);
        para_printf(&text,
                    say(p->app, "%s: alone it settles it for %u of its %u classes of values"),
                    digit_name(p, fact->digit), (unsigned)fact->settling, (unsigned)fact->classes);
        para_end(&text);
    }
}

static void write_rest(const page *p)
{
    const settle *s = p->of;
    const char *said;
    if (s->nunneeded) {
        put_char(&p->app->out, '\n');
        para text = show_para(p->session, &p->app->out, 0, 2);
        para_text(&text, say(p->app, "Missing for check, but not needed: "));
        for (size_t k = 0; k < s->nunneeded; k++)
            para_printf(&text, "%s%s", k ? ", " : "", fact_name(p, s->unneeded[k]));
        para_text(&text, ".");
        para_end(&text);
    }
    for (size_t k = 0; (said = field_remark(&s->field, k)) != NULL; k++) {
        put_text(&p->app->out, k ? "" : "\n");
        para text = show_para(p->session, &p->app->out, 0, 2);
        para_printf(&text, "%s.", said);
        para_end(&text);
    }
}

static void write_text(const page *p)
{
    const settle *s = p->of;
    field_title(p->session, p->k, s->feature, s->exact ? s->states : UINT8_MAX);
    write_range(p);
    write_unswept(p);
    if (s->nfacts) {
        write_sets(p);
        write_most_useful(p);
        write_others(p);
    }
    write_rest(p);
}

/* -- JSON ------------------------------------------------------------------------------------- */

static void json_check(json_writer *w, const settle *s)
{
    bool range = verdict_has_range(&s->check);
    jw_open(w, "check", '{', true);
    jw_string(w, "status", verdict_word(&s->check));
    jw_string(w, "best", range ? cav_level_name(s->check.best) : NULL);
    jw_string(w, "worst", range ? cav_level_name(s->check.worst) : NULL);
    jw_close(w, '}');
}

static void json_sets(json_writer *w, const page *p)
{
    const settle *s = p->of;
    jw_open(w, "sets", '[', false);
    for (size_t k = 0; k < s->count; k++) {
        jw_open(w, NULL, '[', true);
        for (size_t i = 0; i < s->sets[k].count; i++)
            jw_string(w, NULL, digit_name(p, s->sets[k].digits[i]));
        jw_close(w, ']');
    }
    jw_close(w, ']');
    jw_int(w, "more_sets", s->more > INT64_MAX ? INT64_MAX : (int64_t)s->more);
}

static void json_outcome(json_writer *w, const page *p, const settle_fact *fact,
                         const settle_outcome *o)
{
    jw_open(w, NULL, '{', true);
    jw_string(w, "name", o->name);
    jw_open(w, "values", '[', true);
    for (uint32_t c = 0; c < p->of->field.space.digits[fact->digit].all; c++)
        if (o->in[c])
            field_json_value(w, NULL, &p->of->field, fact->digit, c);
    jw_close(w, ']');
    field_json_states(w, o->states);
    jw_close(w, '}');
}

static void json_facts(json_writer *w, const page *p)
{
    jw_open(w, "facts", '[', false);
    for (size_t k = 0; k < p->of->nfacts; k++) {
        const settle_fact *fact = &p->of->facts[k];
        jw_open(w, NULL, '{', false);
        jw_string(w, "fact", digit_name(p, fact->digit));
        jw_fact(w, "known", p->session, p->k, p->of->field.space.digits[fact->digit].fact[0]);
        jw_bool(w, "always", fact->always);
        jw_int(w, "classes", fact->classes);
        jw_int(w, "settling", fact->settling);
        jw_open(w, "outcomes", '[', false);
        for (size_t i = 0; i < fact->count; i++)
            json_outcome(w, p, fact, &fact->outcomes[i]);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void json_rest(json_writer *w, const page *p)
{
    const settle *s = p->of;
    const char *said;
    jw_open(w, "not_needed", '[', true);
    for (size_t k = 0; k < s->nunneeded; k++)
        jw_string(w, NULL, fact_name(p, s->unneeded[k]));
    jw_close(w, ']');
    jw_open(w, "not_swept", '[', false);
    for (uint32_t k = 0; k < s->field.parts; k++) {
        if (s->parts[k].swept || !s->parts[k].ndigits)
            continue;
        jw_open(w, NULL, '[', true);
        for (size_t i = 0; i < s->parts[k].ndigits; i++)
            jw_string(w, NULL, digit_name(p, s->parts[k].digits[i]));
        jw_close(w, ']');
    }
    jw_close(w, ']');
    jw_open(w, "remarks", '[', true);
    for (size_t k = 0; (said = field_remark(&s->field, k)) != NULL; k++)
        jw_string(w, NULL, said);
    for (size_t k = 0; k < p->session->config.nconflicts; k++)
        jw_string(w, NULL, p->session->config.conflicts[k]);
    jw_close(w, ']');
}

static void json_pack(json_writer *w, const page *p)
{
    const settle *s = p->of;
    cav_feature feature = {0};
    cav_program_feature(s->field.ask.pack->program, s->feature, &feature);
    jw_open(w, NULL, '{', false);
    jw_string(w, "pack", s->field.ask.pack->info.name);
    jw_string(w, "feature", feature.name);
    jw_int(w, "depth", cav_facts_get_depth(s->field.ask.facts));
    jw_string(w, "result",
              !s->exact                 ? "not-swept"
              : !s->states              ? "contradiction"
              : field_single(s->states) ? "settled"
                                        : "open");
    jw_bool(w, "complete", s->complete);
    jw_int(w, "configurations", (int64_t)s->configurations);
    json_check(w, s);
    jw_open(w, "exact", '{', true);
    if (s->exact)
        field_json_states(w, s->states);
    jw_close(w, '}');
    json_sets(w, p);
    json_facts(w, p);
    json_rest(w, p);
    jw_close(w, '}');
}

/* -- all of them ------------------------------------------------------------------------------ */

void settle_write(session *s, const settle *all)
{
    app *a = s->app;
    json_writer w = {.out = &a->out, .first = true};
    if (a->options.json) {
        jw_open(&w, NULL, '{', false);
        jw_int(&w, "schema", 1);
        jw_open(&w, "packs", '[', false);
    }
    for (uint32_t k = 0; k < s->packs.count; k++) {
        page p = {s, a, &all[k], k};
        if (!all[k].app)
            continue;
        if (a->options.json)
            json_pack(&w, &p);
        else {
            put_text(&a->out, a->out.size ? "\n" : "");
            write_text(&p);
        }
    }
    if (a->options.json) {
        jw_close(&w, ']');
        jw_close(&w, '}');
        put_char(&a->out, '\n');
    }
}
