/* analyze_ask.c: the questions of the analysis, what they may cost, and what was found; see
 * analyze_ask.h.
 *
 * It refuses nothing. Invariant: the app's pool is the one it was whenever no question is open.
 */
#include "analyze_ask.h"

#include <inttypes.h>

#define WORK_MAX (UINT64_C(1) << 32) /* results judged for one kind of question */
enum { SHARES = 8, JUDGEMENT = 512, EFFECT = 4, CASES_MIN = 64, LOOKS_OPEN = 16 };

/* -- questions -------------------------------------------------------------------------------- */

const cav_program *analyze_program(const analyze *of)
{
    return of->pack->program;
}

void analyze_fund(analyze *of)
{
    of->left = WORK_MAX;
}

bool analyze_spent(const analyze *of)
{
    return of->left == 0;
}

/* Results of one judgement, and what it takes beside them. */
static uint64_t weight(const analyze *of)
{
    const cav_pack *p = &of->pack->info;
    return (uint64_t)p->results + p->explain_results + (uint64_t)EFFECT * p->effects + JUDGEMENT;
}

void analyze_spend(analyze *of, uint64_t looks)
{
    uint64_t work = looks * weight(of);
    of->left -= work < of->left ? work : of->left;
}

/* How many judgements the next question may take. */
static uint64_t share(const analyze *of)
{
    uint64_t most = of->left / SHARES / weight(of);
    return most > SEEK_CASES_MAX ? SEEK_CASES_MAX : most < CASES_MIN ? CASES_MIN : most;
}

void ask_begin(analyze *of, const cav_program *mutant, analyze_ask *q)
{
    analyze_spend(of, LOOKS_OPEN);
    *q = (analyze_ask){.of = of, .kept = of->app->pool};
    of->app->pool = (pool){0};
    q->side[0] = (space_side){.program = analyze_program(of),
                              .rows = of->rows,
                              .unit = of->pack->unit,
                              .name = mutant ? "the rules" : NULL};
    q->side[1] = (space_side){.program = mutant, .name = "the change"};
}

void ask_reads(analyze_ask *q, unsigned side, uint32_t value)
{
    space_want(q->of->app, &q->side[side].wanted, value);
}

uint32_t analyze_impossible(const cav_program *p, uint32_t k)
{
    return cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, k);
}

int ask_open(analyze_ask *q, analyze_among among)
{
    const cav_program *p = analyze_program(q->of);
    for (uint32_t k = 0; among != ANALYZE_ALL && k < q->of->pack->info.impossible; k++)
        ask_reads(q, 0, analyze_impossible(p, k));
    if (among == ANALYZE_APPLYING)
        ask_reads(q, 0, cav_wide_value(p, CAV_WIDE_APPLIES, 0));
    int status = space_new(q->of->app, q->side, q->side[1].program ? 2 : 1, &q->space);
    if (!status)
        q->counted = space_size(&q->space, space_choice(&q->space), false, &q->size);
    return status;
}

void ask_goals(analyze_ask *q, analyze_among among)
{
    const cav_program *p = analyze_program(q->of);
    seek_init(q->of->app, &q->space, &q->seek);
    for (uint32_t k = 0; among != ANALYZE_ALL && k < q->of->pack->info.impossible; k++)
        seek_want(&q->seek, analyze_impossible(p, k), false);
    if (among == ANALYZE_APPLYING)
        seek_want(&q->seek, cav_wide_value(p, CAV_WIDE_APPLIES, 0), true);
}

int ask_run(analyze_ask *q, seek_answer *answer)
{
    q->seek.most = share(q->of);
    int status = seek_run(&q->seek, answer);
    q->of->cases += q->seek.cases;
    analyze_spend(q->of, q->seek.cases);
    return status;
}

const char *ask_example(analyze_ask *q)
{
    return pool_string(&q->kept, seek_example(&q->seek));
}

void ask_end(analyze_ask *q)
{
    pool_free(&q->of->app->pool);
    q->of->app->pool = q->kept;
}

/* -- what was found --------------------------------------------------------------------------- */

const char *analyze_checked(analyze *of, bool counted, uint64_t size)
{
    if (!counted)
        return "all configurations of what it reads were settled, more than 2^63";
    if (size == 1)
        return "the only configuration of what it reads was checked";
    return pool_printf(&of->app->pool,
                       "all %" PRIu64 " configurations of what it reads were checked", size);
}

analyze_finding *analyze_add(analyze *of, const char *id, cavc_place place)
{
    analyze_finding *f = pool_push(&of->app->pool, &of->found, &of->count, &of->room, sizeof *f);
    *f = (analyze_finding){.id = id, .place = place};
    return f;
}

void analyze_add_open(analyze *of, const char *id, cavc_place place, const char *what)
{
    analyze_finding *f = analyze_add(of, id, place);
    f->open = true;
    f->message = pool_printf(&of->app->pool, "not decided: %s", what);
    f->hint = "there were too many cases, or texts of which none is known may do it";
    of->open++;
}

void analyze_add_rest(analyze *of, const char *id, cavc_place place, uint32_t n, const char *what)
{
    analyze_finding *f = analyze_add(of, id, place);
    f->open = f->rest = true;
    f->message = pool_printf(&of->app->pool, "not decided: from here on %s, %" PRIu32 " of them", what,
                             n);
    f->hint = "the rules are too many to put all these questions; compile a part of them, and ask there";
    of->open += n;
}

cavc_place analyze_place(const analyze *of, uint32_t rule, cav_rule *r)
{
    cavc_place place;
    cav_program_rule(analyze_program(of), rule, r);
    cavc_place_of(of->pack->unit, "rule", r->name, &place);
    return place;
}

uint32_t analyze_fires(const analyze *of, uint32_t effect)
{
    return cav_wide_value(analyze_program(of), CAV_WIDE_FIRES, effect);
}

uint32_t analyze_bears(const analyze *of, uint32_t effect)
{
    return cav_wide_value(analyze_program(of), CAV_WIDE_BEARS, effect);
}
