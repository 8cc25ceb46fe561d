/* analyze.c: the verb analyze: what of a pack can never matter, proved over all configurations.
 *
 * The proof is in tools/prover/analyze*.c; here its findings go through the compiler, so that
 * `# allow` silences them, and are written as those of lint are. Invariant: what was not decided is
 * told, whatever is silenced, and then no silence of that kind is called unneeded.
 */
#include "verbs.h"

#include "../prover/analyze.h"
#include "findings.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *id, *summary;
} kinds[] = {
    {"W201", "rules that no configuration lets fire"},
    {"W202", "rules that a worse one always masks"},
    {"W203", "conditions with one answer wherever they are looked at"},
    {"W204", "values and alternatives without which nothing changes"},
    {"W205", "two requirements that no configuration satisfies together"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool check_get(uint32_t index, cavc_lint_check *c)
{
    cavc_diagnostic_kind kind;
    if (index >= KINDS || !cavc_diagnostic_kind_find(kinds[index].id, &kind))
        return false;
    *c = (cavc_lint_check){kind.id, kind.name, kinds[index].summary, CAVC_LINT_WARN};
    return true;
}

static cavc_lint_level level_of(const findings *all, const cavc_diagnostic *d)
{
    static const cavc_lint_level levels[] = {[CAVC_ERROR] = CAVC_LINT_ERROR,
                                             [CAVC_WARNING] = CAVC_LINT_WARN,
                                             [CAVC_NOTE] = CAVC_LINT_NOTE};
    for (uint32_t k = 0; k < KINDS; k++)
        if (d->severity != CAVC_NOTE && strcmp(kinds[k].id, d->id) == 0)
            return all->levels[k];
    return levels[d->severity];
}

/* -- the run -- */

static bool is_open(const analyze *made, const char *id)
{
    for (size_t k = 0; k < made->count; k++)
        if (made->found[k].open && strcmp(made->found[k].id, id) == 0)
            return true;
    return false;
}

/* What was found, or one of two kinds of notes, to the unit. */
static cav_status give(const analyze *made, bool open, bool rest)
{
    cav_status status = CAV_OK;
    for (size_t k = 0; !status && k < made->count; k++) {
        const analyze_finding *f = &made->found[k];
        if (f->open == open && f->rest == rest)
            status = cavc_finding(made->pack->unit, f->id, f->place,
                                  open ? CAVC_NOTE : CAVC_WARNING, f->message, f->hint);
    }
    return status;
}

/* Gives the findings to the unit, which silences and sorts them. It shows so many and no more: what
 * was found comes first, then the notes that stand for many questions. */
static cav_status deliver(const analyze *made, const cavc_lint_level *levels)
{
    cavc_unit *unit = made->pack->unit;
    cav_status status = CAV_OK;
    for (uint32_t k = 0; !status && k < KINDS; k++)
        if (levels[k] == CAVC_LINT_ALLOW || is_open(made, kinds[k].id))
            status = cavc_findings_skip(unit, kinds[k].id, CAV_NONE);
    if (!status)
        status = give(made, false, false);
    if (!status)
        status = give(made, true, true);
    if (!status)
        status = give(made, true, false);
    return status ? status : cavc_findings_end(unit, CAVC_ANALYZE, NULL);
}

static int analyze_all(app *a, const packs *p, findings *all, analyze *made)
{
    for (size_t k = 0; k < p->count; k++) {
        int status = analyze_run(a, &p->at[k], &made[k]);
        if (status)
            return status;
        a->sink = findings_take;
        a->sink_context = all;
        cav_status given = deliver(&made[k], all->levels);
        a->sink = NULL;
        if (given)
            return tool_failed(a, given, tool_name(a, p->at[k].path));
    }
    return TOOL_OK;
}

static size_t open_count(const analyze *made, size_t count)
{
    size_t n = 0;
    for (size_t k = 0; k < count; k++)
        n += made[k].open;
    return n;
}

/* -- the result -- */

static void put_count(buf *b, uint32_t n, const char *one, const char *many)
{
    put_printf(b, "%" PRIu32 " %s", n, n == 1 ? one : many);
}

/* What was looked at, and whether all of it was decided. */
static void write_summary(buf *b, const analyze *m)
{
    put_printf(b, "%s: ", m->pack->info.name);
    put_count(b, m->rules, "rule, ", "rules, ");
    put_count(b, m->conditions, "condition, ", "conditions, ");
    put_count(b, m->alternatives, "value of lists, ", "values of lists, ");
    put_count(b, m->pairs, "pair of requirements: ", "pairs of requirements: ");
    if (m->open)
        put_printf(b, "%zu not decided\n", m->open);
    else
        put_text(b, "all decided\n");
}

static void write_text(app *a, const findings *all, const analyze *made, size_t count)
{
    findings_text(a, all);
    for (size_t k = 0; k < count && !(a->options.given & OPT_QUIET); k++)
        write_summary(&a->out, &made[k]);
}

static bool same_finding(const analyze *m, const analyze_finding *f, const cavc_diagnostic *d)
{
    cavc_file file;
    return strcmp(f->id, d->id) == 0 && cavc_unit_file(m->pack->unit, f->place.file, &file) &&
           strcmp(file.name, d->file) == 0 && f->place.start == d->start && f->place.end == d->end;
}

/* A fact file stands in the document as the object it is. */
static void write_examples(json_writer *w, const analyze_finding *f)
{
    jw_open(w, "examples", '[', false);
    for (unsigned k = 0; k < 2; k++)
        if (f->example[k])
            jw_written(w, NULL, f->example[k]);
    jw_close(w, ']');
}

/* The proof of each finding that no comment silenced, in the order of the analysis. */
static void write_proofs(json_writer *w, const findings *all, const analyze *m)
{
    jw_open(w, "proofs", '[', false);
    for (size_t k = 0; k < m->count; k++)
        for (size_t i = 0; i < all->count; i++) {
            const analyze_finding *f = &m->found[k];
            const cavc_diagnostic *d = &all->at[i].d;
            if (!same_finding(m, f, d) || strcmp(f->message, d->message) != 0)
                continue;
            jw_open(w, NULL, '{', false);
            jw_string(w, "id", f->id);
            jw_string(w, "file", d->file);
            jw_int(w, "line", d->line);
            jw_int(w, "column", d->column);
            jw_bool(w, "decided", !f->open);
            if (f->counted && !f->open)
                jw_int(w, "configurations", (int64_t)f->configurations);
            else
                jw_string(w, "configurations", NULL);
            write_examples(w, f);
            jw_close(w, '}');
        }
    jw_close(w, ']');
}

static void write_json(app *a, const findings *all, const analyze *made, size_t count)
{
    json_writer w = {.out = &a->out, .first = true};
    jw_open(&w, NULL, '{', false);
    jw_int(&w, "schema", 1);
    findings_json(&w, all);
    jw_open(&w, "packs", '[', false);
    for (size_t k = 0; k < count; k++) {
        const analyze *m = &made[k];
        jw_open(&w, NULL, '{', false);
        jw_string(&w, "pack", m->pack->info.name);
        jw_int(&w, "rules", m->rules);
        jw_int(&w, "conditions", m->conditions);
        jw_int(&w, "values", m->alternatives);
        jw_int(&w, "pairs", m->pairs);
        jw_int(&w, "not_decided", (int64_t)m->open);
        jw_int(&w, "cases", (int64_t)m->cases);
        write_proofs(&w, all, m);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    put_char(&a->out, '\n');
}

int verb_analyze(app *a)
{
    cavc_lint_level levels[FINDINGS_CHECKS_MAX];
    findings all = {.levels = levels, .level_of = level_of};
    const options *o = &a->options;
    packs p = {0};
    int status = findings_levels(a, "analyze", check_get, levels);
    if (status)
        return status;
    if (o->given & OPT_LIST) {
        findings_list(a, check_get);
        return TOOL_OK;
    }
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    status = load_packs(a, o->rules.count ? &o->rules : &o->operands, LOAD_SOURCE, &p);
    analyze *made = pool_alloc(&a->pool, p.count + 1, sizeof *made);
    if (!status)
        status = analyze_all(a, &p, &all, made);
    if (!status) {
        findings_sort(&all);
        if (o->json)
            write_json(a, &all, made, p.count);
        else
            write_text(a, &all, made, p.count);
        status = findings_count(&all, false) ? TOOL_BELOW
                 : open_count(made, p.count) ? TOOL_UNKNOWN
                                             : TOOL_OK;
    }
    load_free(&p);
    return status;
}
