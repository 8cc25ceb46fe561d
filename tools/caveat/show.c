/* show.c: pieces of text output that several verbs share, and the list of facts.
 *
 * Every word goes through render.c. Invariant: no line is wider than RENDER_WIDTH.
 */
#include "show.h"

#include "lang.h"

#include <string.h>

style show_style(const char *word)
{
    static const struct {
        const char *word;
        style style;
    } styles[] = {
        {"supported", STYLE_GOOD},
        {"held", STYLE_GOOD},
        {"true", STYLE_GOOD},
        {"preview", STYLE_FAIR},
        {"untested", STYLE_BAD},
        {"unsupported", STYLE_BAD},
        {"broken", STYLE_BAD},
        {"contradiction", STYLE_BAD},
        {"false", STYLE_BAD},
        {"unknown", STYLE_UNKNOWN},
        {"undetermined", STYLE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].word, word) == 0)
            return styles[i].style;
    return STYLE_NONE;
}

para show_para(const session *s, buf *out, unsigned first, unsigned indent)
{
    return para_begin(out, s->app->colour, first, indent);
}

void show_heading(const session *s, buf *out, const char *words)
{
    para p = show_para(s, out, 0, 0);
    put_char(out, '\n');
    para_styled(&p, STYLE_STRONG, words);
    para_end(&p);
}

const char *show_origin(const session *s, uint32_t k, uint32_t fact)
{
    const evidence *e = session_evidence(s, k, fact);
    const told *t = session_told(s, k, fact);
    if (e && e->line)
        return pool_printf(&s->app->pool, "%s:%u", e->source, (unsigned)e->line);
    if (e)
        return e->source;
    if (t && t->origin != ORIGIN_NONE)
        return t->from;
    return t && cav_facts_derived(s->at[k].facts, fact) ? say(s->app, "derived") : NULL;
}

enum { EVIDENCE_SHOWN = 160 }; /* bytes of a line that is quoted */

/* " (VERSION_ID=8)", cut where it is long. */
static void write_quote(const session *s, para *p, const char *text)
{
    size_t n = strnlen(text, EVIDENCE_SHOWN + 1);
    while (n > EVIDENCE_SHOWN || (n && ((unsigned char)text[n] & 0xc0) == 0x80))
        n--;
    para_text(p, " (");
    para_text(p, pool_copy(&s->app->pool, text, n));
    para_text(p, text[n] ? " ...)" : ")");
}

/* The rest of a fact's line: where its value came from, or why there is none. */
static void write_source(const session *s, para *p, uint32_t k, uint32_t fact, unsigned column)
{
    const evidence *e = session_evidence(s, k, fact);
    const char *where = show_origin(s, k, fact);
    cav_knowledge knowledge = cav_facts_knowledge(s->at[k].facts, fact);
    if (knowledge == CAV_FACT_UNKNOWN) {
        const char *why = say_reason(s->app, session_reason(s, k, fact));
        para_column(p, column);
        para_text(p, why);
        return;
    }
    if (!where)
        return;
    para_column(p, column);
    para_text(p, where);
    if (e && e->text)
        write_quote(s, p, e->text);
}

void show_fact(const session *s, buf *out, uint32_t k, uint32_t fact, unsigned indent)
{
    cav_fact f;
    cav_program_fact(s->packs.at[k].program, fact, &f);
    if (f.layer == CAV_NONE)
        return; /* a question, not a fact */
    const char *value = session_value(s, k, fact);
    para p = show_para(s, out, indent, indent + 4);
    para_text(&p, f.name);
    para_text(&p, " = ");
    bool unknown = cav_facts_knowledge(s->at[k].facts, fact) == CAV_FACT_UNKNOWN;
    para_styled(&p, unknown ? STYLE_UNKNOWN : STYLE_STRONG, value);
    write_source(s, &p, k, fact, p.column + 2);
    para_end(&p);
}

void show_place(para *p, const char *file, uint32_t line)
{
    if (line)
        para_printf(p, " (%s:%u)", file, (unsigned)line);
    else
        para_printf(p, " (%s)", file);
}

void show_statement(const session *s, buf *out, uint32_t k, uint32_t index, unsigned indent)
{
    cav_statement statement;
    if (!cav_program_statement(s->packs.at[k].program, index, &statement))
        return;
    para p = show_para(s, out, indent, indent + 4);
    para_styled(&p, STYLE_STRONG, statement.name);
    para_text(&p, " (");
    para_text(&p, lang_text(&s->packs.at[k], statement.heading_title));
    if (statement.line)
        para_printf(&p, say(s->app, ", line %u"), (unsigned)statement.line);
    para_text(&p, "): ");
    para_text(&p, lang_text(&s->packs.at[k], statement.gist));
    para_end(&p);
}

void show_conflicts(const session *s, buf *out, unsigned indent)
{
    for (size_t i = 0; i < s->config.nconflicts; i++) {
        para p = show_para(s, out, indent, indent + 2);
        para_text(&p, s->config.conflicts[i]);
        para_text(&p, ".");
        para_end(&p);
    }
}

void show_assumption(const session *s, buf *out, unsigned indent)
{
    if (!s->gathered || s->layer == CAV_NONE)
        return;
    para p = show_para(s, out, indent, indent);
    para_text(&p, s->live ? say(s->app, "This machine is taken for ")
                          : say(s->app, "The tree is taken for "));
    para_text(&p, s->vocab.layers[s->layer]);
    para_text(&p, ", ");
    para_text(&p, s->vocab.layer_titles[s->layer]);
    para_text(&p, s->assumed ? say(s->app, "; --as says otherwise.")
                             : say(s->app, ", as --as says."));
    para_end(&p);
}

/* -- the list of facts ----------------------------------------------------------------------------
 */

static size_t widest(const session *s, uint32_t layer, bool values)
{
    size_t width = 0;
    for (uint32_t i = 0; i < s->vocab.count; i++) {
        const vocab_fact *f = &s->vocab.facts[i];
        if (f->fact.layer != layer && layer != CAV_NONE)
            continue;
        size_t w = render_width(values ? session_value(s, f->pack, f->index) : f->fact.base);
        width = w > width ? w : width;
    }
    return width;
}

static void write_fact_row(const session *s, buf *out, const vocab_fact *f, unsigned value_at,
                           unsigned source_at)
{
    const char *value = session_value(s, f->pack, f->index);
    cav_knowledge knowledge = cav_facts_knowledge(s->at[f->pack].facts, f->index);
    para p = show_para(s, out, 2, 4);
    para_text(&p, f->fact.base);
    para_column(&p, value_at);
    para_styled(&p, knowledge == CAV_FACT_UNKNOWN ? STYLE_UNKNOWN : STYLE_STRONG, value);
    write_source(s, &p, f->pack, f->index, source_at);
    para_end(&p);
}

static void write_layer(const session *s, buf *out, uint32_t layer, unsigned value_at,
                        unsigned source_at)
{
    para p = show_para(s, out, 0, 4);
    para_styled(&p, STYLE_STRONG, s->vocab.layers[layer]);
    para_text(&p, ", ");
    para_text(&p, s->vocab.layer_titles[layer]);
    if (layer == s->layer)
        para_text(&p, s->live ? say(s->app, " (this machine)") : say(s->app, " (the tree)"));
    para_end(&p);
    for (uint32_t i = 0; i < s->vocab.count; i++)
        if (s->vocab.facts[i].fact.layer == layer)
            write_fact_row(s, out, &s->vocab.facts[i], value_at, source_at);
}

void show_facts(const session *s, buf *out)
{
    unsigned value_at = 2 + (unsigned)widest(s, CAV_NONE, false) + 2;
    unsigned width = (unsigned)widest(s, CAV_NONE, true);
    unsigned source_at = value_at + (width < 20 ? width : 20) + 2;
    uint32_t depth = 0;
    for (uint32_t k = 0; k < s->packs.count; k++) {
        uint32_t d = cav_facts_get_depth(s->at[k].facts);
        depth = d > depth ? d : depth;
    }
    for (uint32_t layer = 0; layer < s->vocab.nlayers && layer <= depth; layer++) {
        if (layer)
            put_char(out, '\n');
        write_layer(s, out, layer, value_at, source_at);
    }
    put_char(out, '\n');
    para p = show_para(s, out, 0, 2);
    para_printf(&p, say(s->app, "Depth %u"), (unsigned)depth);
    para_text(&p, s->config.depth >= 0 ? say(s->app, "; wanted:")
                                       : say(s->app, " (not stated); wanted:"));
    bool any = false;
    for (size_t i = 0; i < s->vocab.nfeatures; i++)
        if (s->config.wanted[i]) {
            para_text(&p, any ? ", " : " ");
            para_text(&p, s->vocab.features[i]);
            any = true;
        }
    para_text(&p, any ? "." : say(s->app, " no feature."));
    para_end(&p);
    show_assumption(s, out, 0);
    if (s->config.nconflicts)
        show_heading(s, out, say(s->app, "The facts contradict each other"));
    show_conflicts(s, out, 2);
}
