/* matrix_out.c: a matrix as text, Markdown, HTML, CSV or JSON.
 *
 * A cell is a word, or a range of words with a mark; below stands what decides for each mark. It
 * refuses nothing. Invariant: a colour never stands without its word.
 */
#include "sheet.h"

#include "../caveat/cells.h"

#include <string.h>

/* -- words ------------------------------------------------------------------------------------ */

static const char *subject(const sheet *s)
{
    cav_feature f;
    return cav_program_feature(s->m->pack->program, s->m->feature, &f) ? f.name : NULL;
}

/* "preview"; "preview..broken"; "not-applicable or preview..broken". */
static const char *words(const sheet *s, const matrix_cell *cell)
{
    app *a = s->app;
    unsigned best = matrix_best(cell), worst = matrix_worst(cell);
    bool outside = cell->states >> MATRIX_NOT_APPLICABLE & 1;
    if (!cell->states)
        return "impossible";
    if (best == CAV_LEVEL_COUNT)
        return "not-applicable";
    const char *range = best == worst
                            ? cav_level_name((cav_level)best)
                            : pool_printf(&a->pool, "%s..%s", cav_level_name((cav_level)best),
                                          cav_level_name((cav_level)worst));
    return outside ? pool_printf(&a->pool, "%s or not-applicable", range) : range;
}

static const char *status(const matrix_cell *cell)
{
    if (!cell->states)
        return "impossible";
    if (cell->states & (cell->states - 1))
        return "unknown";
    return cell->states >> MATRIX_NOT_APPLICABLE ? "not-applicable"
                                                 : cav_level_name((cav_level)matrix_best(cell));
}

/* The mark's number, from 1; 0: nothing to decide. */
static size_t mark_of(sheet *s, const matrix_cell *cell)
{
    const char *facts = matrix_facts(s->m, cell);
    if (!cell->matters || !*facts)
        return 0;
    for (size_t k = 0; k < s->marks.count; k++)
        if (strcmp(s->marks.at[k], facts) == 0)
            return k + 1;
    *(const char **)pool_push(&s->app->pool, &s->marks.at, &s->marks.count, &s->marks.room,
                              sizeof *s->marks.at) = facts;
    return s->marks.count;
}

/* The cell with its mark: "preview..broken [1]". */
const char *sheet_marked(sheet *s, const matrix_cell *cell)
{
    size_t mark = mark_of(s, cell);
    return mark ? pool_printf(&s->app->pool, "%s [%zu]", words(s, cell), mark) : words(s, cell);
}

static const char *corner(const sheet *s)
{
    return pool_printf(&s->app->pool, "%s \\ %s", s->m->rows.fact, s->m->columns.fact);
}

/* "depth 2, L0.platform = intel, migration wanted" */
const char *sheet_question(const sheet *s)
{
    const config *c = s->config;
    buf b = {.pool = &s->app->pool};
    put_printf(&b, "depth %u", (unsigned)s->m->depth);
    for (size_t k = 0; k < c->vocab->count; k++) {
        const told *t = &c->facts[k];
        if (t->origin == ORIGIN_NONE)
            continue;
        put_printf(&b, ", %s = ", c->vocab->facts[k].fact.name);
        for (uint32_t i = 0; i < t->count; i++)
            put_printf(&b, "%s%s", i ? " or " : "", t->values[i]);
    }
    for (size_t k = 0; k < c->vocab->nfeatures; k++)
        if (c->wanted[k])
            put_printf(&b, ", %s wanted", c->vocab->features[k]);
    return put_end(&b);
}

const char *sheet_title(const sheet *s)
{
    return subject(s) ? pool_printf(&s->app->pool, "%s: %s", s->m->pack->info.title, subject(s))
                      : s->m->pack->info.title;
}

/* What restricts what the table says; the k-th, NULL past the last. */
const char *sheet_remark(const sheet *s, size_t k)
{
    const matrix *m = s->m;
    if (!m->exact && k-- == 0)
        return "There are too many configurations to sweep: each cell is a bound, its status is "
               "not "
               "better and not worse than that.";
    if (k < m->space.nnotes)
        return pool_printf(&s->app->pool, "%s; they are counted as possible.",
                           m->space.notes[k].text);
    return NULL;
}

const char *sheet_footnote(const sheet *s, size_t k)
{
    return pool_printf(&s->app->pool, "%s: %s", s->m->exact ? "decided by" : "not known without",
                       s->marks.at[k]);
}

style sheet_cell_style(const matrix_cell *cell)
{
    return cell->states & (cell->states - 1) ? STYLE_UNKNOWN : show_style(status(cell));
}

/* All marks are numbered before the first table, row by row. */
static void number_marks(sheet *s)
{
    for (uint32_t r = 0; r < s->m->rows.count; r++)
        for (uint32_t c = 0; c < s->m->columns.count; c++)
            mark_of(s, matrix_at(s->m, r, c));
}

/* -- Markdown --------------------------------------------------------------------------------- */

static void write_markdown(sheet *s)
{
    app *a = s->app;
    const matrix *m = s->m;
    const char *said;
    put_text(&a->out, "## ");
    cell_markdown(&a->out, sheet_title(s));
    put_text(&a->out, "\n\n");
    cell_markdown(&a->out, sheet_question(s));
    put_text(&a->out, "\n\n| ");
    cell_markdown(&a->out, corner(s));
    for (uint32_t c = 0; c < m->columns.count; c++) {
        put_text(&a->out, " | ");
        cell_markdown(&a->out, m->columns.names[c]);
    }
    put_text(&a->out, " |\n|---|");
    for (uint32_t c = 0; c < m->columns.count; c++)
        put_text(&a->out, "---|");
    for (uint32_t r = 0; r < m->rows.count; r++) {
        put_text(&a->out, "\n| ");
        cell_markdown(&a->out, m->rows.names[r]);
        for (uint32_t c = 0; c < m->columns.count; c++) {
            put_text(&a->out, " | ");
            cell_markdown(&a->out, sheet_marked(s, matrix_at(m, r, c)));
        }
        put_text(&a->out, " |");
    }
    put_text(&a->out, "\n\n");
    for (size_t k = 0; k < s->marks.count; k++) {
        put_printf(&a->out, "- \\[%zu\\] ", k + 1);
        cell_markdown(&a->out, sheet_footnote(s, k));
        put_char(&a->out, '\n');
    }
    for (size_t k = 0; (said = sheet_remark(s, k)) != NULL; k++) {
        put_text(&a->out, "- ");
        cell_markdown(&a->out, said);
        put_char(&a->out, '\n');
    }
}

/* -- CSV -------------------------------------------------------------------------------------- */

static void write_csv(sheet *s)
{
    app *a = s->app;
    const matrix *m = s->m;
    cell_csv(&a->out, corner(s));
    for (uint32_t c = 0; c < m->columns.count; c++) {
        put_char(&a->out, ',');
        cell_csv(&a->out, m->columns.names[c]);
    }
    put_text(&a->out, "\r\n");
    for (uint32_t r = 0; r < m->rows.count; r++) {
        cell_csv(&a->out, m->rows.names[r]);
        for (uint32_t c = 0; c < m->columns.count; c++) {
            const matrix_cell *cell = matrix_at(m, r, c);
            const char *facts = matrix_facts(m, cell);
            put_char(&a->out, ',');
            cell_csv(&a->out, *facts ? pool_printf(&a->pool, "%s by %s", words(s, cell), facts)
                              : words(s, cell));
        }
        put_text(&a->out, "\r\n");
    }
}

/* -- HTML ------------------------------------------------------------------------------------- */

static const char html_head[] =
    "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Support matrix</title>\n"
    "<style>\n"
    ":root{color-scheme:light dark;--good:#d8f0d8;--fair:#fdf0c4;--bad:#f8d4d0;--open:#e4e4ec}\n"
    "@media(prefers-color-scheme:dark){:root{--good:#1d4023;--fair:#4a3d0c;--bad:#5a211c;"
    "--open:#33333d}}\n"
    "body{font:1rem/1.4 sans-serif;margin:1rem;overflow-x:auto}\n"
    "table{border-collapse:collapse}\n"
    "th,td{border:1px solid;padding:.3em .6em;text-align:left;vertical-align:top}\n"
    ".good{background:var(--good)}.fair{background:var(--fair)}.bad{background:var(--bad)}\n"
    ".open{background:var(--open);font-style:italic}\n"
    "</style>\n";

static const char *html_class(const matrix_cell *cell)
{
    switch (sheet_cell_style(cell)) {
    case STYLE_GOOD:
        return "good";
    case STYLE_FAIR:
        return "fair";
    case STYLE_BAD:
        return "bad";
    case STYLE_UNKNOWN:
        return "open";
    default:
        return "none";
    }
}

static void html_tag(app *a, const char *before, const char *text, const char *after)
{
    put_text(&a->out, before);
    cell_html(&a->out, text);
    put_text(&a->out, after);
}

static void write_html(sheet *s)
{
    app *a = s->app;
    const matrix *m = s->m;
    const char *said;
    html_tag(a, "<h1>", sheet_title(s), "</h1>\n");
    html_tag(a, "<p>", sheet_question(s), "</p>\n");
    html_tag(a, "<table>\n<tr><th scope=\"col\">", corner(s), "</th>");
    for (uint32_t c = 0; c < m->columns.count; c++)
        html_tag(a, "<th scope=\"col\">", m->columns.names[c], "</th>");
    for (uint32_t r = 0; r < m->rows.count; r++) {
        html_tag(a, "</tr>\n<tr><th scope=\"row\">", m->rows.names[r], "</th>");
        for (uint32_t c = 0; c < m->columns.count; c++) {
            const matrix_cell *cell = matrix_at(m, r, c);
            html_tag(a, pool_printf(&a->pool, "<td class=\"%s\">", html_class(cell)),
                     sheet_marked(s, cell), "</td>");
        }
    }
    put_text(&a->out, "</tr>\n</table>\n<ul>\n");
    for (size_t k = 0; k < s->marks.count; k++)
        html_tag(a, pool_printf(&a->pool, "<li>[%zu] ", k + 1), sheet_footnote(s, k), "</li>\n");
    for (size_t k = 0; (said = sheet_remark(s, k)) != NULL; k++)
        html_tag(a, "<li>", said, "</li>\n");
    put_text(&a->out, "</ul>\n");
}

/* -- JSON ------------------------------------------------------------------------------------- */

static void json_axis(json_writer *w, const char *key, const matrix_axis *axis)
{
    jw_open(w, key, '{', false);
    jw_string(w, "fact", axis->fact);
    jw_open(w, "lines", '[', axis->count == 0);
    for (uint32_t k = 0; k < axis->count; k++) {
        jw_open(w, NULL, '{', true);
        jw_string(w, "name", axis->names[k]);
        jw_string(w, "value", axis->values[k]);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void json_cell(json_writer *w, const matrix *m, const matrix_cell *cell)
{
    bool level = matrix_best(cell) < CAV_LEVEL_COUNT;
    jw_open(w, NULL, '{', true);
    jw_string(w, "status", status(cell));
    jw_string(w, "best", level ? cav_level_name((cav_level)matrix_best(cell)) : NULL);
    jw_string(w, "worst", level ? cav_level_name((cav_level)matrix_worst(cell)) : NULL);
    jw_open(w, "statuses", '{', true);
    for (unsigned k = 0; k < MATRIX_STATES; k++)
        if (cell->states >> k & 1)
            jw_int(w, matrix_state_name(k), (int64_t)cell->count[k]);
    jw_close(w, '}');
    jw_open(w, "facts", '[', true);
    for (size_t k = 0; cell->matters && k < m->space.count; k++)
        if (cell->matters[k])
            jw_string(w, NULL, m->space.digits[k].name);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void json_given(json_writer *w, const sheet *s)
{
    const config *c = s->config;
    jw_open(w, "given", '{', true);
    for (size_t k = 0; k < c->vocab->count; k++) {
        if (c->facts[k].origin == ORIGIN_NONE)
            continue;
        jw_open(w, c->vocab->facts[k].fact.name, '[', true);
        for (uint32_t i = 0; i < c->facts[k].count; i++)
            jw_string(w, NULL, c->facts[k].values[i]);
        jw_close(w, ']');
    }
    jw_close(w, '}');
    jw_open(w, "uses", '[', true);
    for (size_t k = 0; k < c->vocab->nfeatures; k++)
        if (c->wanted[k])
            jw_string(w, NULL, c->vocab->features[k]);
    jw_close(w, ']');
}

static void json_matrix(json_writer *w, const sheet *s)
{
    const matrix *m = s->m;
    const char *said;
    jw_open(w, NULL, '{', false);
    jw_string(w, "pack", m->pack->info.name);
    jw_string(w, "feature", subject(s));
    jw_int(w, "depth", m->depth);
    json_given(w, s);
    jw_bool(w, "exact", m->exact);
    jw_int(w, "configurations", (int64_t)m->configurations);
    json_axis(w, "rows", &m->rows);
    json_axis(w, "columns", &m->columns);
    jw_open(w, "cells", '[', false);
    for (uint32_t r = 0; r < m->rows.count; r++) {
        jw_open(w, NULL, '[', false);
        for (uint32_t c = 0; c < m->columns.count; c++)
            json_cell(w, m, matrix_at(m, r, c));
        jw_close(w, ']');
    }
    jw_close(w, ']');
    jw_open(w, "remarks", '[', true);
    for (size_t k = 0; (said = sheet_remark(s, k)) != NULL; k++)
        jw_string(w, NULL, said);
    jw_close(w, ']');
    jw_close(w, '}');
}

/* -- all of them ------------------------------------------------------------------------------ */

static void write_json(app *a, const config *c, const matrix *all, size_t count)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    jw_open(&w, "matrices", '[', false);
    for (size_t k = 0; k < count; k++)
        json_matrix(&w, &(sheet){.app = a, .config = c, .m = &all[k]});
    jw_close(&w, ']');
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

void matrix_write(app *a, const config *c, const matrix *all, size_t count)
{
    const char *format = a->options.json ? "json" : a->options.format;
    bool html = strcmp(format, "html") == 0;
    if (strcmp(format, "json") == 0) {
        write_json(a, c, all, count);
        return;
    }
    put_text(&a->out, html ? html_head : "");
    for (size_t k = 0; k < count; k++) {
        sheet s = {.app = a, .config = c, .m = &all[k]};
        number_marks(&s);
        put_text(&a->out, k && !html ? "\n" : "");
        if (html)
            write_html(&s);
        else if (strcmp(format, "markdown") == 0)
            write_markdown(&s);
        else if (strcmp(format, "csv") == 0)
            write_csv(&s);
        else
            sheet_text(&s);
    }
    put_text(&a->out, html ? "</html>\n" : "");
}
