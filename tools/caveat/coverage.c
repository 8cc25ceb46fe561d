/* coverage.c: which conditions the tests saw true, false and unknown.
 *
 * A condition is one place in the rules: where a define or a feature's clause serves several rules
 * it counts once. A rule out of scope shows nothing. Invariant: what can never be seen (a question
 * that is unknown) is not asked for.
 */
#include "render.h"
#include "tests.h"

#include <string.h>

typedef struct place {
    cav_cond cond;
    unsigned seen, all; /* cav_truth values as bits 1, 2 and 4 */
} place;

struct coverage {
    app *app;
    const pack *pack;
    place *places;
    uint32_t count;
    uint32_t *of; /* of each condition of the source map; CAV_NONE: no atom */
};

static unsigned bit(cav_truth t)
{
    return t == CAV_TRUE ? 1 : t == CAV_FALSE ? 2 : 4;
}

static uint32_t find(const coverage *c, const cav_cond *cond)
{
    uint32_t i = 0;
    while (i < c->count && (c->places[i].cond.start != cond->start ||
                            strcmp(c->places[i].cond.file, cond->file) != 0))
        i++;
    return i;
}

coverage *coverage_new(app *a, const pack *p)
{
    coverage *c = pool_alloc(&a->pool, 1, sizeof *c);
    cav_cond cond;
    *c = (coverage){.app = a, .pack = p};
    c->places = pool_alloc(&a->pool, p->info.conds + 1, sizeof *c->places);
    c->of = pool_alloc(&a->pool, p->info.conds + 1, sizeof *c->of);
    for (uint32_t i = 0; cav_program_cond(p->program, i, &cond); i++) {
        c->of[i] = CAV_NONE;
        if (cond.kind != CAV_COND_ATOM && cond.kind != CAV_COND_EXISTS)
            continue;
        c->of[i] = find(c, &cond);
        if (c->of[i] == c->count)
            c->places[c->count++] =
                (place){.cond = cond, .all = cond.kind == CAV_COND_EXISTS ? 3 : 7};
    }
    return c;
}

void coverage_after(void *context, tests_run *run, const tests_row *row)
{
    coverage *c = context;
    cav_cond cond;
    (void)row;
    for (uint32_t i = 0; cav_program_cond(c->pack->program, i, &cond); i++) {
        bool computed = false;
        if (c->of[i] == CAV_NONE || (cond.owner == CAV_OWNER_RULE &&
                                     cav_result_rule(run->result, cond.index) == CAV_OUT_OF_SCOPE))
            continue;
        cav_truth t = cav_result_value(run->result, cond.value, &computed);
        if (computed)
            c->places[c->of[i]].seen |= bit(t);
    }
}

void coverage_count(const coverage *c, size_t *seen, size_t *all)
{
    for (uint32_t i = 0; i < c->count; i++)
        for (unsigned b = 1; b < 8; b *= 2) {
            *all += (c->places[i].all & b) != 0;
            *seen += (c->places[i].all & c->places[i].seen & b) != 0;
        }
}

static const char *owner_name(const coverage *c, const cav_cond *cond)
{
    cav_rule rule;
    cav_feature feature;
    if (cond->owner == CAV_OWNER_RULE && cav_program_rule(c->pack->program, cond->index, &rule))
        return rule.name;
    if (cond->owner == CAV_OWNER_FEATURE &&
        cav_program_feature(c->pack->program, cond->index, &feature))
        return feature.name;
    return cond->owner == CAV_OWNER_APPLIES ? "applies" : "impossible";
}

/* "seen true and unknown, never false" */
static void write_seen(const place *p, buf *out)
{
    static const char *const words[] = {"true", "false", "unknown"};
    const char *between = "";
    for (unsigned k = 0; k < 3; k++)
        if (p->all & ~p->seen & 1u << k) {
            put_printf(out, "%s%s", *between ? between : "never ", words[k]);
            between = ", ";
        }
    if (!*between)
        put_printf(out, "true, false%s", p->all == 3 ? "" : ", unknown");
}

void coverage_write(const coverage *c, buf *out)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const place *p = &c->places[i];
        if (!(p->all & ~p->seen) && !c->app->options.verbose)
            continue;
        render_escape(out, p->cond.file);
        put_printf(out, ":%u:%u: %s: %s: ", (unsigned)p->cond.line, (unsigned)p->cond.column,
                   p->all & ~p->seen ? "not covered" : "covered", owner_name(c, &p->cond));
        render_escape(out, p->cond.text);
        put_text(out, ": ");
        write_seen(p, out);
        put_char(out, '\n');
    }
}

void coverage_json(const coverage *c, json_writer *w)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const place *p = &c->places[i];
        jw_open(w, NULL, '{', true);
        jw_string(w, "pack", c->pack->info.name);
        jw_string(w, "owner", owner_name(c, &p->cond));
        jw_string(w, "condition", p->cond.text);
        jw_string(w, "file", p->cond.file);
        jw_int(w, "line", p->cond.line);
        jw_int(w, "column", p->cond.column);
        jw_bool(w, "true", p->seen & 1);
        jw_bool(w, "false", p->seen & 2);
        if (p->all & 4)
            jw_bool(w, "unknown", p->seen & 4);
        jw_close(w, '}');
    }
}
