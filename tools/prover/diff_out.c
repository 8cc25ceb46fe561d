/* diff_out.c: the report of a comparison as text, as Markdown for release notes, as JSON.
 *
 * It refuses nothing. Invariant: whatever was not swept is told in every format.
 */
#include "diff.h"

#include "../caveat/cells.h"
#include "../caveat/render.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* -- words shared by the formats -------------------------------------------------------------- */

static const char *number(app *a, uint64_t n)
{
    const char *digits = pool_printf(&a->pool, "%" PRIu64, n);
    size_t size = strlen(digits);
    buf b = {.pool = &a->pool};
    for (size_t k = 0; k < size; k++)
        put_printf(&b, "%s%c", k && (size - k) % 3 == 0 ? "," : "", digits[k]);
    return put_end(&b);
}

static const char *plural(app *a, uint64_t n, const char *thing)
{
    return pool_printf(&a->pool, "%s %s%s", number(a, n), thing, n == 1 ? "" : "s");
}

static const char *configurations(app *a, uint64_t n)
{
    return n ? plural(a, n, "configuration") : "not counted";
}

static const char *subject_name(const diff *d, const diff_group *g)
{
    return g->subject == CAV_NONE ? "pack" : d->features[g->subject];
}

static const char *result_name(const diff *d)
{
    int status = diff_status(d);
    return status == TOOL_OK ? "equivalent" : status == TOOL_BELOW ? "different" : "unknown";
}

/* The names of statements, for a rule or for `applies` (rule CAV_NONE). */
static const char *cites(app *a, const pack *p, uint32_t rule)
{
    buf b = {.pool = &a->pool};
    cav_statement s;
    put_end(&b);
    for (uint32_t k = 0; rule != CAV_NONE &&
                         cav_program_statement(p->program, cav_rule_cite(p->program, rule, k), &s);
         k++)
        put_printf(&b, "%s%s", k ? ", " : "", s.name);
    return put_end(&b);
}

static const char *impossible_text(const pack *p, uint32_t index)
{
    cav_impossible i;
    return cav_program_impossible(p->program, index, &i) ? i.reason : "";
}

static uint32_t rule_of(const pack *p, const diff_cause *cause)
{
    cav_effect e;
    return cav_program_effect(p->program, cause->index, &e) ? e.rule : CAV_NONE;
}

/* What gives the group its status on one side, in one line. */
static const char *reasons(diff *d, const diff_group *g, unsigned side)
{
    const diff_side *s = &d->side[side];
    buf b = {.pool = &d->app->pool};
    cav_rule rule;
    if (g->state[side] == DIFF_NOT_APPLICABLE)
        return "the pack does not apply";
    put_end(&b);
    for (size_t k = 0; k < s->ncauses; k++) {
        if (!g->by[side][k])
            continue;
        put_text(&b, b.size ? "; " : "");
        if (s->causes[k].state == DIFF_CONTRADICTION)
            put_printf(&b, "impossible: %s", impossible_text(s->pack, s->causes[k].index));
        else if (cav_program_rule(s->pack->program, rule_of(s->pack, &s->causes[k]), &rule))
            put_printf(&b, "%s (%s)", rule.name,
                       cites(d->app, s->pack, rule_of(s->pack, &s->causes[k])));
    }
    if (!b.size)
        put_text(&b, g->subject != CAV_NONE && s->feature[g->subject] == CAV_NONE
                         ? "it has no such feature"
                         : "no rule restricts it");
    return put_end(&b);
}

/* The digit's classes that occur in the group; NULL: all that are possible at all. */
static const char *seen_name(diff *d, const diff_group *g, uint32_t k)
{
    const space_digit *digit = &d->space.digits[k];
    uint32_t seen = 0, all = 0;
    for (uint32_t c = 0; g->seen && c < digit->found; c++) {
        seen += g->seen[k][c];
        all += d->occurs[k][c];
    }
    return seen == 0 || seen == all ? NULL : space_name(d->app, digit, g->seen[k]);
}

/* What all its configurations have in common, fact by fact. */
static const char *common(diff *d, const diff_group *g)
{
    buf b = {.pool = &d->app->pool};
    const char *name;
    put_end(&b);
    for (uint32_t k = 0; k < d->space.count; k++)
        if ((name = seen_name(d, g, k)) != NULL)
            put_printf(&b, "%s%s %s", b.size ? "; " : "", d->space.digits[k].name, name);
    return b.size ? put_end(&b) : NULL;
}

static const char *example_text(app *a, const space *s, const uint32_t *choice)
{
    buf b = {.pool = &a->pool};
    json_writer w = {.out = &b, .first = true};
    space_write(s, &w, NULL, choice);
    return put_end(&b);
}

static int by_weight(const void *x, const void *y)
{
    const diff_group *a = x, *b = y;
    uint32_t s = a->subject + 1, t = b->subject + 1; /* the pack first */
    if (s != t)
        return s < t ? -1 : 1;
    return a->count != b->count         ? a->count > b->count ? -1 : 1
           : a->state[0] != b->state[0] ? (int)a->state[0] - (int)b->state[0]
           : a->state[1] != b->state[1] ? (int)a->state[1] - (int)b->state[1]
                                        : (a->hash > b->hash) - (a->hash < b->hash);
}

static const char *edition(app *a, const pack *p)
{
    return p->info.edition ? pool_printf(&a->pool, "%s, \"%s\"", p->info.name, p->info.edition)
                           : p->info.name;
}

/* The sentence of the whole. */
static const char *summary(diff *d)
{
    app *a = d->app;
    if (!d->space.comparable)
        return "Nothing can be compared: the packs declare a fact differently that both read.";
    if (d->whole && !d->ngroups && !d->unfound)
        return pool_printf(&a->pool, "%s: the same verdicts for %s, fully known ones, %s.",
                           d->proved ? "Equivalent" : "No difference found",
                           plural(a, d->compared, "configuration"), "all that are possible");
    if (d->whole)
        return pool_printf(&a->pool, "%s compared, all that are possible: %s, in %s.",
                           plural(a, d->compared, "configuration"),
                           d->differing == 1
                               ? "1 differs"
                               : pool_printf(&a->pool, "%s differ", number(a, d->differing)),
                           plural(a, d->ngroups, "way"));
    const char *size =
        d->sized ? plural(a, d->compared, "configuration") : "more than 2^63 configurations";
    if (d->swept_parts)
        return pool_printf(&a->pool,
                           "%s%s: %u parts that share no fact were swept, each with the others at "
                           "rest, which decides the whole.%s",
                           d->ngroups || d->unfound ? "Compared over "
                           : d->proved              ? "Equivalent over "
                                                    : "No difference found over ",
                           size, (unsigned)d->swept_parts,
                           d->ngroups ? " Configurations are counted within their part." : "");
    if (!d->ngroups && d->proved)
        return pool_printf(
            &a->pool, "Equivalent over %s: every rule was compared by itself and agrees.", size);
    return pool_printf(&a->pool,
                       "Not everything was swept: %s are too many. Rules were compared one by one.",
                       size);
}

/* What the reader must know beside it; the k-th, NULL past the last. */
static const char *remark(diff *d, size_t k)
{
    app *a = d->app;
    if (d->dropped && k-- == 0)
        return pool_printf(&a->pool, "%s more differ in further ways, which are not listed.",
                           number(a, d->dropped));
    if (d->unfound && k-- == 0)
        return pool_printf(&a->pool,
                           "%s differ in texts of which no example is known; whether such texts "
                           "exist is not decided.",
                           plural(a, d->unfound, "further configuration"));
    if (k < d->space.nnotes)
        return pool_printf(&a->pool, "%s%s", d->space.notes[k].text,
                           d->space.notes[k].read ? "." : "; no verdict depends on it.");
    return NULL;
}

static const char *joined(app *a, const diff_text *t)
{
    buf b = {.pool = &a->pool};
    put_end(&b);
    for (size_t k = 0; k < t->count; k++)
        put_printf(&b, "%s%s", k ? ", " : "", t->of[k]);
    return put_end(&b);
}

static const char *part_words(diff *d, const diff_part *p)
{
    app *a = d->app;
    if (p->found == DIFF_NOT_SWEPT)
        return pool_printf(&a->pool, "not swept: %s", configurations(a, p->count));
    if (p->found == DIFF_SAME)
        return pool_printf(&a->pool, "the same over %s", configurations(a, p->count));
    const char *how = p->fires[0] && p->fires[1] ? "says something else"
                      : p->fires[1]              ? "is true where it was not"
                                                 : "is not true where it was";
    return pool_printf(&a->pool, "%s, in %s of %s", how, number(a, p->differing),
                       configurations(a, p->count));
}

/* -- text ------------------------------------------------------------------------------------- */

static void line(app *a, unsigned indent, const char *label, const char *text)
{
    para p = para_begin(&a->out, a->colour, indent, indent + 4);
    para_text(&p, label);
    para_text(&p, text);
    para_end(&p);
}

/* On one line, however long: to be copied into a fact file. */
static void text_example(app *a, const space *s, const uint32_t *choice)
{
    put_text(&a->out, "    example: ");
    render_escape(&a->out, example_text(a, s, choice));
    put_char(&a->out, '\n');
}

static void text_group(diff *d, const diff_group *g)
{
    app *a = d->app;
    para p = para_begin(&a->out, a->colour, 0, 4);
    put_char(&a->out, '\n');
    para_styled(&p, STYLE_STRONG,
                pool_printf(&a->pool, "%s: %s becomes %s", subject_name(d, g),
                            diff_state_name(g->state[0]), diff_state_name(g->state[1])));
    if (g->count)
        para_printf(&p, " in %s", configurations(a, g->count));
    para_end(&p);
    line(a, 4, "old: ", reasons(d, g, 0));
    line(a, 4, "new: ", reasons(d, g, 1));
    if (common(d, g))
        line(a, 4, "only where: ", common(d, g));
    text_example(a, &d->space, g->example);
}

static void heading(app *a, const char *text)
{
    put_char(&a->out, '\n');
    line(a, 0, "", text);
}

static void text_parts(diff *d, bool notes)
{
    bool any = false;
    for (size_t k = 0; k < d->nparts; k++) {
        const diff_part *p = &d->parts[k];
        if (p->note != notes || p->found == DIFF_SAME)
            continue;
        if (!any)
            heading(d->app,
                    notes ? "Notes that differ, which no status shows:" : "Compared one by one:");
        any = true;
        line(d->app, 2, pool_printf(&d->app->pool, "%s: ", p->name), part_words(d, p));
        if (p->example)
            text_example(d->app, p->space, p->example);
    }
}

static void write_text(diff *d)
{
    app *a = d->app;
    const char *words;
    line(a, 0, "old: ", edition(a, d->side[0].pack));
    line(a, 0, "new: ", edition(a, d->side[1].pack));
    put_char(&a->out, '\n');
    line(a, 0, "", summary(d));
    for (size_t k = 0; (words = remark(d, k)) != NULL; k++)
        line(a, 2, "", words);
    for (size_t k = 0; k < d->ngroups; k++)
        text_group(d, &d->groups[k]);
    text_parts(d, false);
    text_parts(d, true);
    for (size_t k = 0; k < d->ntexts; k++) {
        if (k == 0)
            heading(a, "Wording that changed:");
        line(a, 2, pool_printf(&a->pool, "%zu %s: ", d->texts[k].count, d->texts[k].what),
             joined(a, &d->texts[k]));
    }
}

/* -- Markdown --------------------------------------------------------------------------------- */

static void md_line(app *a, const char *before, const char *text, const char *after)
{
    put_text(&a->out, before);
    cell_markdown(&a->out, text);
    put_text(&a->out, after);
}

static void md_example(app *a, const space *s, const uint32_t *choice)
{
    put_text(&a->out, "\n```json\n");
    put_text(&a->out, example_text(a, s, choice)); /* JSON has no backtick line of its own */
    put_text(&a->out, "\n```\n\n");
}

static void md_group(diff *d, const diff_group *g)
{
    app *a = d->app;
    md_line(a, "### ", subject_name(d, g), ": ");
    put_printf(&a->out, "%s becomes %s\n\n", diff_state_name(g->state[0]),
               diff_state_name(g->state[1]));
    if (g->count)
        put_printf(&a->out, "- %s\n", configurations(a, g->count));
    md_line(a, "- before: ", reasons(d, g, 0), "\n");
    md_line(a, "- now: ", reasons(d, g, 1), "\n");
    if (common(d, g))
        md_line(a, "- only where: ", common(d, g), "\n");
    md_example(a, &d->space, g->example);
}

static void md_parts(diff *d, bool notes)
{
    bool any = false;
    for (size_t k = 0; k < d->nparts; k++) {
        const diff_part *p = &d->parts[k];
        if (p->note != notes || p->found == DIFF_SAME)
            continue;
        if (!any)
            put_text(&d->app->out,
                     notes ? "## Notes that differ\n\n" : "## Compared one by one\n\n");
        any = true;
        md_line(d->app, "- ", p->name, ": ");
        md_line(d->app, "", part_words(d, p), "\n");
        if (p->example)
            md_example(d->app, p->space, p->example);
    }
}

static void write_markdown(diff *d)
{
    app *a = d->app;
    const char *words;
    md_line(a, "# Changes of ", d->side[1].pack->info.title, "\n\n");
    md_line(a, "- old: ", edition(a, d->side[0].pack), "\n");
    md_line(a, "- new: ", edition(a, d->side[1].pack), "\n\n");
    md_line(a, "", summary(d), "\n\n");
    for (size_t k = 0; (words = remark(d, k)) != NULL; k++)
        md_line(a, "- ", words, "\n");
    if (d->ngroups)
        put_text(&a->out, "## Verdicts that change\n\n");
    for (size_t k = 0; k < d->ngroups; k++)
        md_group(d, &d->groups[k]);
    md_parts(d, false);
    md_parts(d, true);
    if (d->ntexts)
        put_text(&a->out, "## Wording that changed\n\n");
    for (size_t k = 0; k < d->ntexts; k++) {
        put_printf(&a->out, "- %zu %s: ", d->texts[k].count, d->texts[k].what);
        md_line(a, "", joined(a, &d->texts[k]), "\n");
    }
}

/* -- JSON ------------------------------------------------------------------------------------- */

static void json_side(json_writer *w, app *a, const char *key, const pack *p)
{
    jw_open(w, key, '{', false);
    jw_string(w, "pack", p->info.name);
    jw_string(w, "edition", p->info.edition);
    jw_string(w, "file", tool_name(a, p->path));
    jw_string(w, "image", pool_printf(&a->pool, "sha256:%s", load_sha256(a, p)));
    jw_close(w, '}');
}

static void json_count(json_writer *w, const char *key, bool known, uint64_t n)
{
    if (known)
        jw_int(w, key, (int64_t)n);
    else
        jw_string(w, key, NULL);
}

static void json_reasons(json_writer *w, const diff *d, const diff_group *g, unsigned side)
{
    const diff_side *s = &d->side[side];
    jw_open(w, side ? "new_by" : "old_by", '[', false);
    for (size_t k = 0; k < s->ncauses; k++) {
        cav_rule rule;
        cav_statement cited;
        if (!g->by[side][k])
            continue;
        jw_open(w, NULL, '{', true);
        if (s->causes[k].state == DIFF_CONTRADICTION) {
            jw_string(w, "impossible", impossible_text(s->pack, s->causes[k].index));
        } else {
            uint32_t r = rule_of(s->pack, &s->causes[k]);
            cav_program_rule(s->pack->program, r, &rule);
            jw_string(w, "rule", rule.name);
            jw_open(w, "cite", '[', true);
            for (uint32_t c = 0; cav_program_statement(
                     s->pack->program, cav_rule_cite(s->pack->program, r, c), &cited);
                 c++)
                jw_string(w, NULL, cited.name);
            jw_close(w, ']');
        }
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void json_where(json_writer *w, diff *d, const diff_group *g)
{
    const char *name;
    jw_open(w, "only_where", '{', true);
    for (uint32_t k = 0; k < d->space.count; k++)
        if ((name = seen_name(d, g, k)) != NULL)
            jw_string(w, d->space.digits[k].name, name);
    jw_close(w, '}');
}

static void json_groups(json_writer *w, diff *d)
{
    jw_open(w, "changes", '[', false);
    for (size_t k = 0; k < d->ngroups; k++) {
        const diff_group *g = &d->groups[k];
        jw_open(w, NULL, '{', false);
        jw_string(w, "feature", g->subject == CAV_NONE ? NULL : d->features[g->subject]);
        jw_string(w, "old", diff_state_name(g->state[0]));
        jw_string(w, "new", diff_state_name(g->state[1]));
        json_count(w, "configurations", g->count != 0, g->count);
        json_reasons(w, d, g, 0);
        json_reasons(w, d, g, 1);
        json_where(w, d, g);
        space_write(&d->space, w, "example", g->example);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void json_parts(json_writer *w, const diff *d)
{
    static const char *const found[] = {"same", "different", "not-swept"};
    jw_open(w, "compared_alone", '[', d->nparts == 0);
    for (size_t k = 0; k < d->nparts; k++) {
        const diff_part *p = &d->parts[k];
        jw_open(w, NULL, '{', false);
        jw_string(w, "what", p->name);
        jw_bool(w, "note", p->note);
        jw_string(w, "result", found[p->found]);
        json_count(w, "configurations", p->count != 0, p->count);
        jw_int(w, "differing", (int64_t)p->differing);
        if (p->example)
            space_write(p->space, w, "example", p->example);
        else
            jw_string(w, "example", NULL);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void json_notes(json_writer *w, const diff *d)
{
    static const char *const kinds[] = {"one-alone", "declared-differently", "no-example",
                                        "not-swept"};
    jw_open(w, "vocabulary", '[', d->space.nnotes == 0);
    for (size_t k = 0; k < d->space.nnotes; k++) {
        jw_open(w, NULL, '{', true);
        jw_string(w, "kind", kinds[d->space.notes[k].kind]);
        jw_bool(w, "matters", d->space.notes[k].read);
        jw_string(w, "text", d->space.notes[k].text);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void json_texts(json_writer *w, const diff *d)
{
    jw_open(w, "wording", '[', d->ntexts == 0);
    for (size_t k = 0; k < d->ntexts; k++) {
        jw_open(w, NULL, '{', true);
        jw_string(w, "what", d->texts[k].what);
        jw_open(w, "of", '[', true);
        for (size_t n = 0; n < d->texts[k].count; n++)
            jw_string(w, NULL, d->texts[k].of[n]);
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void write_json(diff *d)
{
    app *a = d->app;
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    json_side(&w, a, "old", d->side[0].pack);
    json_side(&w, a, "new", d->side[1].pack);
    jw_string(&w, "result", result_name(d));
    jw_bool(&w, "swept_whole", d->whole);
    jw_int(&w, "swept_parts", d->whole ? 1 : d->swept_parts);
    json_count(&w, "configurations", d->sized, d->compared);
    json_count(&w, "differing", d->whole, d->differing);
    jw_int(&w, "differing_without_example", (int64_t)d->unfound);
    jw_int(&w, "differing_not_listed", (int64_t)d->dropped);
    json_groups(&w, d);
    json_parts(&w, d);
    json_notes(&w, d);
    json_texts(&w, d);
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

void diff_write(diff *d)
{
    if (d->ngroups)
        qsort(d->groups, d->ngroups, sizeof *d->groups, by_weight);
    if (d->app->options.json)
        write_json(d);
    else if (strcmp(d->app->options.format, "markdown") == 0)
        write_markdown(d);
    else
        write_text(d);
}
