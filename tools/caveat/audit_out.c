/* audit_out.c: the auditor's table as text, Markdown, HTML, CSV and JSON.
 *
 * Invariant: no byte of a rule file reaches the output unescaped; the same table gives the same
 * bytes.
 */
#include "audit.h"

#include "cells.h"
#include "lang.h"
#include "render.h"

#include <string.h>

static const char *state(const audit_row *row)
{
    if (row->statement.no_rule)
        return row->nrules ? "bound and no rule" : "no rule";
    if (!row->nrules)
        return "unbound";
    return row->findings ? "untested" : "bound";
}

static const char *place(app *a, const cav_statement *s)
{
    return s->line ? pool_printf(&a->pool, say(a, "line %u"), (unsigned)s->line) : "";
}

/* Rules of a row with their levels; what they say together, for one cell. */
static const char *rule_names(app *a, const audit_row *row)
{
    buf b = {.pool = &a->pool};
    put_end(&b);
    for (size_t i = 0; i < row->nrules; i++)
        put_printf(&b, "%s%s (%s)", i ? "; " : "", row->rules[i]->name, row->rules[i]->level);
    return put_end(&b);
}

static const char *rulings(app *a, const audit_row *row)
{
    buf b = {.pool = &a->pool};
    put_text(&b, row->statement.no_rule ? row->statement.no_rule : "");
    put_end(&b);
    for (size_t i = 0; i < row->nrules; i++)
        if (row->rules[i]->why)
            put_printf(&b, "%s%s", b.size ? " " : "", row->rules[i]->why);
    return put_end(&b);
}

static const char *test_counts(app *a, const audit_row *row)
{
    buf b = {.pool = &a->pool};
    put_end(&b);
    for (size_t i = 0; i < row->nrules; i++)
        put_printf(&b, "%s%s: %zu", i ? "; " : "", row->rules[i]->name, row->rules[i]->ntests);
    return put_end(&b);
}

static size_t count_state(const audit_table *t, const char *word)
{
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++)
        n += strcmp(state(&t->rows[i]), word) == 0;
    return n;
}

static const char *totals(app *a, const audit_table *t)
{
    size_t both = count_state(t, "bound and no rule");
    const char *more =
        both ? pool_printf(&a->pool, say(a, ", %zu bound although they say no rule"), both) : "";
    return pool_printf(&a->pool,
                       say(a, "%zu statements: %zu bound, %zu without a rule, %zu unbound, "
                              "%zu with a rule that no test shows%s"),
                       t->count, count_state(t, "bound"), count_state(t, "no rule"),
                       count_state(t, "unbound"), count_state(t, "untested"), more);
}

/* -- text
 * ------------------------------------------------------------------------------------------- */

static void write_line(app *a, unsigned indent, const char *label, const char *text)
{
    para p = para_begin(&a->out, a->colour, indent, indent + 4);
    para_text(&p, label);
    para_text(&p, text);
    para_end(&p);
}

static void write_rule(app *a, const audit_rule *rule)
{
    write_line(a, 4, pool_printf(&a->pool, say(a, "rule %s: "), rule->name), rule->level);
    if (rule->why)
        write_line(a, 6, say(a, "why: "), rule->why);
    if (!rule->ntests)
        write_line(a, 6, "", say(a, "it fires in no test that passes"));
    else if (rule->ntests == 1)
        write_line(a, 6, say(a, "its test: "), rule->tests[0]);
    else
        write_line(a, 6, pool_printf(&a->pool, say(a, "%zu tests, such as: "), rule->ntests),
                   rule->tests[0]);
    for (size_t i = 1; a->options.verbose && i < rule->ntests; i++)
        write_line(a, 8, "", rule->tests[i]);
}

static void write_text(app *a, const audit_table *t)
{
    const char *heading = "";
    for (size_t i = 0; i < t->count; i++) {
        const audit_row *row = &t->rows[i];
        if (strcmp(heading, row->statement.heading_title) != 0)
            write_line(a, 0, i ? "\n" : "", row->statement.heading_title);
        heading = row->statement.heading_title;
        write_line(a, 2,
                   pool_printf(&a->pool, "%s (%s%s%s): ", row->statement.name, say_word(a, state(row)),
                               row->statement.line ? ", " : "", place(a, &row->statement)),
                   row->statement.gist);
        if (row->statement.no_rule)
            write_line(a, 4, say(a, "because: "), row->statement.no_rule);
        for (size_t k = 0; k < row->nrules; k++)
            write_rule(a, row->rules[k]);
    }
    put_printf(&a->out, "\n%s\n", totals(a, t));
}

/* -- tables
 * ------------------------------------------------------------------------------------------ */

enum { COLUMNS = 8 };
static const char *const titles[COLUMNS] = {"Section", "Statement", "Line",    "It says",
                                            "State",   "Rules",     "Rulings", "Tests"};

static void cells(app *a, const audit_row *row, const char *cell[COLUMNS])
{
    const cav_statement *s = &row->statement;
    cell[0] = s->heading_title;
    cell[1] = s->name;
    cell[2] = s->line ? pool_printf(&a->pool, "%u", (unsigned)s->line) : "";
    cell[3] = s->gist;
    cell[4] = say_word(a, state(row));
    cell[5] = rule_names(a, row);
    cell[6] = rulings(a, row);
    cell[7] = test_counts(a, row);
}

typedef struct table_form {
    const char *name, *before, *row, *cell, *between, *end, *after;
    const char *heading,
        *heading_end; /* in place of cell and between in the first row; NULL: none */
    void (*put)(buf *b, const char *text);
} table_form;

static const table_form forms[] = {
    {"markdown", "", "| ", "", " | ", " |\n", "", NULL, NULL, cell_markdown},
    {"csv", "", "", "", ",", "\r\n", "", NULL, NULL, cell_csv},
    {"html",
     "<meta charset=\"utf-8\">\n"
     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Audit</title>\n"
     "<style>body{font:1rem/1.4 sans-serif;color-scheme:light dark}"
     "table{border-collapse:collapse}th,td{border:1px solid;padding:.3em;text-align:left;"
     "vertical-align:top}</style>\n<table>\n",
     "<tr>", "<td>", "</td>", "</tr>\n", "</table>\n", "<th scope=\"col\">", "</th>", cell_html},
};

static void write_cells(app *a, const table_form *f, const char *const cell[COLUMNS], bool head)
{
    bool html = f->heading != NULL;
    put_text(&a->out, f->row);
    for (int i = 0; i < COLUMNS; i++) {
        put_text(&a->out, html && head ? f->heading : f->cell);
        f->put(&a->out, cell[i]);
        if (html || i + 1 < COLUMNS)
            put_text(&a->out, html && head ? f->heading_end : f->between);
    }
    put_text(&a->out, f->end);
}

static void write_table(app *a, const table_form *f, const audit_table *t)
{
    const char *cell[COLUMNS];
    if (f->heading)
        put_printf(&a->out, "<!doctype html>\n<html lang=\"%s\">\n", lang_tag(a));
    put_text(&a->out, f->before);
    for (int i = 0; i < COLUMNS; i++)
        cell[i] = say(a, titles[i]);
    write_cells(a, f, cell, true);
    if (strcmp(f->name, "markdown") == 0)
        put_text(&a->out, "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < t->count; i++) {
        cells(a, &t->rows[i], cell);
        write_cells(a, f, cell, false);
    }
    put_text(&a->out, f->after);
    if (f->heading)
        put_printf(&a->out, "<p>%s</p>\n</html>\n", totals(a, t));
    else if (strcmp(f->name, "markdown") == 0)
        put_printf(&a->out, "\n%s\n", totals(a, t));
}

/* -- JSON
 * ---------------------------------------------------------------------------------------------- */

static void json_rule(json_writer *w, const audit_rule *rule)
{
    jw_open(w, NULL, '{', false);
    jw_string(w, "rule", rule->name);
    jw_string(w, "level", rule->level);
    jw_string(w, "why", rule->why);
    jw_string(w, "file", rule->file);
    jw_int(w, "line", rule->line);
    jw_open(w, "tests", '[', rule->ntests == 0);
    for (size_t i = 0; i < rule->ntests; i++)
        jw_string(w, NULL, rule->tests[i]);
    jw_close(w, ']');
    jw_close(w, '}');
}

static void write_json(app *a, const audit_table *t)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    jw_int(&w, "findings", (int64_t)t->findings);
    jw_open(&w, "statements", '[', false);
    for (size_t i = 0; i < t->count; i++) {
        const audit_row *row = &t->rows[i];
        jw_open(&w, NULL, '{', false);
        jw_string(&w, "pack", row->pack->info.name);
        jw_string(&w, "section", row->statement.heading);
        jw_string(&w, "statement", row->statement.name);
        jw_int(&w, "line", row->statement.line);
        jw_string(&w, "gist", row->statement.gist);
        jw_string(&w, "state", state(row));
        jw_string(&w, "no_rule", row->statement.no_rule);
        jw_open(&w, "rules", '[', row->nrules == 0);
        for (size_t k = 0; k < row->nrules; k++)
            json_rule(&w, row->rules[k]);
        jw_close(&w, ']');
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

void audit_write(app *a, const audit_table *t)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].name, a->options.format) == 0) {
            write_table(a, &forms[i], t);
            return;
        }
    if (a->options.json)
        write_json(a, t);
    else
        write_text(a, t);
}
