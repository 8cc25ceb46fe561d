/* test_out.c: the report of tests as text, JUnit, TAP and JSON.
 *
 * Coverage and mutants are told in text and JSON; JUnit and TAP hold the tests alone. Invariant: no
 * byte of a rule file reaches the output unescaped.
 */
#include "test_out.h"

#include "render.h"

#include <string.h>

void test_take(app *a, test_report *r, const tests_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        tests_row *slot = pool_push(&a->pool, &r->rows, &r->count, &r->rows_room, sizeof *slot);
        *slot = run->rows[i];
    }
    r->failed += run->failed;
}

/* -- text
 * ------------------------------------------------------------------------------------------- */

static void write_field(app *a, const char *label, const char *text)
{
    para p = para_begin(&a->out, a->colour, 4, 14);
    para_text(&p, label);
    para_column(&p, 14);
    para_text(&p, text);
    para_end(&p);
}

static void write_place(app *a, const char *word, style s, const cavc_test *test, uint32_t line,
                        uint32_t column)
{
    render_styled(&a->out, a->colour, s, word);
    put_text(&a->out, ": ");
    render_escape(&a->out, test->file);
    put_printf(&a->out, ":%u:%u: ", (unsigned)line, (unsigned)column);
    render_escape(&a->out, test->name);
    put_char(&a->out, '\n');
}

enum { LINES_COLUMN = 14, TRUTH_WIDTH = 8 };

/* One too wide: `text` behind its blanks; below a rule a truth value stands before the condition. */
static void write_wrapped(app *a, const char *label, unsigned blanks, const char *text)
{
    unsigned column = LINES_COLUMN + blanks;
    size_t truth = blanks ? strcspn(text, " ") : 0;
    para p = para_begin(&a->out, a->colour, 4, column + (blanks ? TRUTH_WIDTH : 0) + 4);
    para_text(&p, label);
    para_column(&p, column);
    if (truth) {
        para_text(&p, pool_copy(&a->pool, text, truth));
        para_column(&p, column + TRUTH_WIDTH);
    }
    para_text(&p, text + truth + strspn(text + truth, " "));
    para_end(&p);
}

/* Lines as they are, each below a label's column. */
static void write_lines(app *a, const char *label, const char *text)
{
    for (const char *at = text; at && *at; label = "") {
        size_t n = strcspn(at, "\n"), blanks = strspn(at, " ");
        const char *line = pool_copy(&a->pool, at, n);
        if (LINES_COLUMN + render_width(line) > RENDER_WIDTH && blanks < RENDER_WIDTH / 3) {
            write_wrapped(a, label, (unsigned)blanks, line + blanks);
        } else {
            put_printf(&a->out, "    %-9s ", label);
            render_escape(&a->out, line);
            put_char(&a->out, '\n');
        }
        at += n + (at[n] == '\n');
    }
}

static void write_failed(app *a, const tests_row *row)
{
    for (size_t i = 0; i < row->nfailures; i++) {
        const tests_failure *f = &row->failures[i];
        write_place(a, "failed", STYLE_BAD, &row->test, f->line, f->column);
        if (f->expected)
            write_field(a, "expected", f->expected);
        write_field(a, f->expected ? "got" : "given", f->got);
    }
    write_lines(a, "facts", row->given);
    write_lines(a, "rules", row->trace);
}

static void write_text(app *a, const test_report *r)
{
    bool quiet = a->options.given & OPT_QUIET;
    for (size_t i = 0; i < r->count && !quiet; i++) {
        const tests_row *row = &r->rows[i];
        if (row->nfailures)
            write_failed(a, row);
        else if (a->options.verbose)
            write_place(a, "passed", STYLE_GOOD, &row->test, row->test.line, row->test.column);
    }
    for (size_t i = 0; i < r->ncoverage && !quiet; i++)
        coverage_write(r->coverage[i], &a->out);
    if (r->ncoverage)
        put_printf(&a->out, "coverage: %zu of %zu outcomes of conditions, %zu %%\n", r->seen,
                   r->all, r->all ? r->seen * 100 / r->all : 100);
    if (r->mutants.total)
        mutants_write(a, &r->mutants, &a->out);
    put_printf(&a->out, "%zu passed, %zu failed\n", r->count - r->failed, r->failed);
}

/* -- formats of other tools
 * -------------------------------------------------------------------------- */

static void write_xml(buf *out, const char *text)
{
    buf safe = {.pool = out->pool};
    render_lines(&safe, text);
    for (const char *p = put_end(&safe); *p; p++) {
        const char *entity = *p == '&'   ? "&amp;"
                             : *p == '<' ? "&lt;"
                             : *p == '>' ? "&gt;"
                             : *p == '"' ? "&quot;"
                                         : NULL;
        if (entity)
            put_text(out, entity);
        else
            put_char(out, *p);
    }
}

static const char *summary(app *a, const tests_row *row)
{
    buf b = {.pool = &a->pool};
    for (size_t i = 0; i < row->nfailures; i++) {
        const tests_failure *f = &row->failures[i];
        put_printf(&b, "%s:%u:%u: ", row->test.file, (unsigned)f->line, (unsigned)f->column);
        if (f->expected)
            put_printf(&b, "expected %s, got %s\n", f->expected, f->got);
        else
            put_printf(&b, "given: %s\n", f->got);
    }
    return put_end(&b);
}

static void write_junit(app *a, const test_report *r)
{
    buf *out = &a->out;
    put_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites tests=\"%zu\" failures=\"%zu\">\n"
               "<testsuite name=\"caveat\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
               r->count, r->failed, r->count, r->failed);
    for (size_t i = 0; i < r->count; i++) {
        const tests_row *row = &r->rows[i];
        put_text(out, "<testcase classname=\"");
        write_xml(out, row->pack->info.name);
        put_text(out, "\" name=\"");
        write_xml(out, row->test.name);
        put_text(out, "\" file=\"");
        write_xml(out, row->test.file);
        put_printf(out, "\" line=\"%u\"", (unsigned)row->test.line);
        if (!row->nfailures) {
            put_text(out, "/>\n");
            continue;
        }
        put_text(out, ">\n<failure message=\"not what was expected\">");
        write_xml(out, summary(a, row));
        write_xml(out, row->given ? row->given : "");
        write_xml(out, row->trace ? row->trace : "");
        put_text(out, "</failure>\n</testcase>\n");
    }
    put_text(out, "</testsuite>\n</testsuites>\n");
}

static void write_comment(app *a, const char *text)
{
    for (const char *at = text; at && *at;) {
        size_t n = strcspn(at, "\n");
        put_text(&a->out, "# ");
        render_escape(&a->out, pool_copy(&a->pool, at, n));
        put_char(&a->out, '\n');
        at += n + (at[n] == '\n');
    }
}

static void write_tap(app *a, const test_report *r)
{
    put_printf(&a->out, "TAP version 13\n1..%zu\n", r->count);
    for (size_t i = 0; i < r->count; i++) {
        const tests_row *row = &r->rows[i];
        put_printf(&a->out, "%sok %zu - ", row->nfailures ? "not " : "", i + 1);
        for (const char *p = row->test.name; *p; p++)
            put_text(&a->out, *p == '#' ? "\\#" : (char[2]){*p, 0});
        put_char(&a->out, '\n');
        if (!row->nfailures)
            continue;
        write_comment(a, summary(a, row));
        write_comment(a, row->given);
        write_comment(a, row->trace);
    }
}

static void write_json_row(json_writer *w, const tests_row *row)
{
    jw_open(w, NULL, '{', false);
    jw_string(w, "pack", row->pack->info.name);
    jw_string(w, "name", row->test.name);
    jw_string(w, "file", row->test.file);
    jw_int(w, "line", row->test.line);
    jw_bool(w, "passed", !row->nfailures);
    jw_open(w, "failures", '[', row->nfailures == 0);
    for (size_t i = 0; i < row->nfailures; i++) {
        jw_open(w, NULL, '{', true);
        jw_int(w, "line", row->failures[i].line);
        jw_int(w, "column", row->failures[i].column);
        jw_string(w, "expected", row->failures[i].expected);
        jw_string(w, "got", row->failures[i].got);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void write_json(app *a, const test_report *r)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    jw_int(&w, "passed", (int64_t)(r->count - r->failed));
    jw_int(&w, "failed", (int64_t)r->failed);
    jw_open(&w, "tests", '[', false);
    for (size_t i = 0; i < r->count; i++)
        write_json_row(&w, &r->rows[i]);
    jw_close(&w, ']');
    if (r->ncoverage) {
        jw_open(&w, "coverage", '{', false);
        jw_int(&w, "seen", (int64_t)r->seen);
        jw_int(&w, "all", (int64_t)r->all);
        jw_open(&w, "conditions", '[', false);
        for (size_t i = 0; i < r->ncoverage; i++)
            coverage_json(r->coverage[i], &w);
        jw_close(&w, ']');
        jw_close(&w, '}');
    }
    if (r->mutants.total)
        mutants_json(&r->mutants, &w);
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

void test_write(app *a, const test_report *r)
{
    const char *format = a->options.format;
    if (strcmp(format, "junit") == 0)
        write_junit(a, r);
    else if (strcmp(format, "tap") == 0)
        write_tap(a, r);
    else if (a->options.json)
        write_json(a, r);
    else
        write_text(a, r);
}
