/* mutants.c: each mutant of a pack against the pack's tests: noticed, equivalent, or not noticed
 * and what would notice it.
 *
 * It refuses to begin where a test fails: then nothing could be told. Invariant: every mutant is
 * counted once.
 */
#include "render.h"
#include "tests.h"

#include <inttypes.h>

typedef struct mutants_row {
    cavc_mutant what;
    const pack *pack;
    bool same;
    witness found;
} mutants_row;

static int judge_mutant(tests_run *run, mutants_report *r, const cavc_mutant *what,
                        const uint8_t *image, size_t size)
{
    app *a = run->app;
    cav_env env = tool_env(a);
    cav_program *program = NULL;
    mutants_row row = {.what = *what, .pack = run->pack, .same = !image};
    bool noticed = false;
    int status = TOOL_OK;
    if (image) {
        cav_status loaded = cav_program_load(&env, image, size, &program);
        status =
            loaded ? tool_failed(a, loaded, what->after) : tests_notice(run, program, &noticed);
        if (!status && !noticed)
            status = witness_find(run, program, what, &row.found);
        cav_program_free(program);
    }
    r->total++;
    r->noticed += noticed;
    r->same += row.same;
    if (noticed || status)
        return status;
    bool equivalent = row.same || (row.found.complete && !row.found.found);
    r->equivalent += equivalent;
    r->unnoticed += !equivalent;
    mutants_row *slot = pool_push(&a->pool, &r->rows, &r->nrows, &r->room, sizeof *slot);
    *slot = row;
    return TOOL_OK;
}

int mutants_run(tests_run *run, mutants_report *r)
{
    uint32_t count;
    cavc_mutant what;
    cav_status listed = cavc_mutants(run->pack->unit, &count);
    int status = listed ? tool_failed(run->app, listed, run->pack->path) : TOOL_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        uint8_t *image;
        size_t size;
        cavc_mutant_get(run->pack->unit, i, &what);
        cav_status made = cavc_mutant_compile(run->pack->unit, i, &image, &size);
        if (made)
            return tool_failed(run->app, made, what.after);
        status = judge_mutant(run, r, &what, image, size);
        if (image)
            cavc_image_free(run->pack->unit, image, size);
    }
    return status;
}

static bool is_equivalent(const mutants_row *row)
{
    return row->same || (row->found.complete && !row->found.found);
}

static void write_row(const app *a, const mutants_row *row, buf *out)
{
    const cavc_mutant *m = &row->what;
    if (row->same && !a->options.verbose)
        return;
    render_escape(out, m->file);
    put_printf(out, ":%u:%u: %s: %s ", (unsigned)m->line, (unsigned)m->column,
               is_equivalent(row) ? "equivalent" : "not noticed", m->owner);
    render_escape(out, m->name);
    put_text(out, ": `");
    render_escape(out, m->before);
    put_text(out, "` becomes `");
    render_escape(out, m->after);
    put_text(out, "`\n");
    if (row->same)
        put_text(out, "    the same program\n");
    else if (row->found.found)
        put_printf(out, "    noticed by %s\n    %s; changed: %s\n", row->found.facts,
                   row->found.was, row->found.is);
    else
        put_printf(out, "    none of %" PRIu64 " configurations tells them apart%s\n",
                   row->found.tried,
                   row->found.complete ? ": all were tried" : "; not all were tried");
}

void mutants_write(app *a, const mutants_report *r, buf *out)
{
    for (size_t i = 0; i < r->nrows; i++)
        write_row(a, &r->rows[i], out);
    put_printf(out,
               "mutants: %zu, %zu noticed, %zu equivalent (%zu of them the same program), "
               "%zu not noticed\n",
               r->total, r->noticed, r->equivalent, r->same, r->unnoticed);
}

void mutants_json(const mutants_report *r, json_writer *w)
{
    jw_open(w, "mutants", '{', false);
    jw_int(w, "total", (int64_t)r->total);
    jw_int(w, "noticed", (int64_t)r->noticed);
    jw_int(w, "equivalent", (int64_t)r->equivalent);
    jw_int(w, "unnoticed", (int64_t)r->unnoticed);
    jw_open(w, "rows", '[', false);
    for (size_t i = 0; i < r->nrows; i++) {
        const mutants_row *row = &r->rows[i];
        jw_open(w, NULL, '{', true);
        jw_string(w, "file", row->what.file);
        jw_int(w, "line", row->what.line);
        jw_int(w, "column", row->what.column);
        jw_string(w, "owner", row->what.owner);
        jw_string(w, "name", row->what.name);
        jw_string(w, "before", row->what.before);
        jw_string(w, "after", row->what.after);
        jw_bool(w, "equivalent", is_equivalent(row));
        jw_string(w, "facts", row->found.facts);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}
