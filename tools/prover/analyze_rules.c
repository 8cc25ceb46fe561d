/* analyze_rules.c: rules that never fire (W201) or never decide (W202).
 *
 * It refuses nothing. Invariant: `never` of a rule is settled before it is asked whether it decides.
 */
#include "analyze_ask.h"

#include <string.h>

/* -- rules that never fire -------------------------------------------------------------------- */

static int can_fire(analyze_ask *q, const cav_rule *r, seek_answer *answer)
{
    int status;
    for (uint32_t k = 0; k < r->neffects; k++)
        ask_reads(q, 0, analyze_fires(q->of, r->effects + k));
    status = ask_open(q, ANALYZE_APPLYING);
    *answer = SEEK_NONE;
    for (uint32_t k = 0; !status && *answer != SEEK_FOUND && k < r->neffects; k++) {
        seek_answer here;
        ask_goals(q, ANALYZE_APPLYING);
        seek_want(&q->seek, analyze_fires(q->of, r->effects + k), true);
        status = ask_run(q, &here);
        *answer = here == SEEK_NONE ? *answer : here;
    }
    return status;
}

static int check_fires(analyze *of, uint32_t rule)
{
    cav_rule r;
    cavc_place place = analyze_place(of, rule, &r);
    analyze_ask q;
    seek_answer answer;
    ask_begin(of, NULL, &q);
    int status = can_fire(&q, &r, &answer);
    ask_end(&q);
    of->never[rule] = answer != SEEK_FOUND;
    if (status || answer == SEEK_FOUND)
        return status;
    if (answer == SEEK_OPEN) {
        analyze_add_open(of, "W201", place,
                         pool_printf(&of->app->pool, "whether rule '%s' ever fires", r.name));
        return TOOL_OK;
    }
    analyze_finding *f = analyze_add(of, "W201", place);
    f->message = pool_printf(&of->app->pool, "rule '%s' never fires", r.name);
    f->counted = q.counted;
    f->configurations = q.size;
    f->hint = analyze_checked(of, q.counted, q.size);
    return TOOL_OK;
}

/* -- rules that never decide ------------------------------------------------------------------ */

typedef struct masked { /* an effect, and those that may hide it */
    analyze *of;
    uint32_t effect;
    cav_effect e;
    const char *example, *mask, *level;
    bool counted;
    uint64_t size;
} masked;

/* The result by which effect `k` counts for what the masked one speaks about; CAV_NONE: it does
 * not, or is no worse. */
static uint32_t worse(const masked *m, uint32_t k, cav_effect *e)
{
    cav_program_effect(analyze_program(m->of), k, e);
    if (e->level == CAV_LEVEL_NOTE || e->level <= m->e.level)
        return CAV_NONE;
    if (m->e.feature == CAV_NONE)
        return analyze_bears(m->of, k);
    return e->feature == m->e.feature ? analyze_fires(m->of, k) : CAV_NONE;
}

/* A configuration in which it fires, and a worse one. */
static int find_mask(masked *m, analyze_ask *q)
{
    cav_effect e;
    cav_rule r;
    seek_answer answer;
    int status = TOOL_OK;
    for (uint32_t k = 0; !status && !m->example && k < m->of->pack->info.effects; k++) {
        uint32_t value = worse(m, k, &e);
        if (value == CAV_NONE)
            continue;
        ask_goals(q, ANALYZE_APPLYING);
        seek_want(&q->seek, analyze_fires(m->of, m->effect), true);
        seek_want(&q->seek, value, true);
        status = ask_run(q, &answer);
        if (status || answer != SEEK_FOUND)
            continue;
        cav_program_rule(analyze_program(m->of), e.rule, &r);
        m->example = ask_example(q);
        m->mask = r.name;
        m->level = cav_level_name(e.level);
    }
    return status;
}

/* SEEK_FOUND: it decides somewhere. */
static int decides(masked *m, seek_answer *answer)
{
    analyze_ask q;
    cav_effect e;
    ask_begin(m->of, NULL, &q);
    ask_reads(&q, 0, analyze_fires(m->of, m->effect));
    for (uint32_t k = 0; k < m->of->pack->info.effects; k++)
        ask_reads(&q, 0, worse(m, k, &e));
    int status = ask_open(&q, ANALYZE_APPLYING);
    if (!status) {
        ask_goals(&q, ANALYZE_APPLYING);
        seek_want(&q.seek, analyze_fires(m->of, m->effect), true);
        for (uint32_t k = 0; k < m->of->pack->info.effects; k++)
            seek_want(&q.seek, worse(m, k, &e), false);
        status = ask_run(&q, answer);
        m->counted = q.counted;
        m->size = q.size;
    }
    if (!status && *answer == SEEK_NONE)
        status = find_mask(m, &q);
    ask_end(&q);
    return status;
}

static void add_masked(analyze *of, const cav_rule *r, cavc_place place, const masked *m)
{
    analyze_finding *f = analyze_add(of, "W202", place);
    f->message =
        pool_printf(&of->app->pool,
                    "rule '%s' never decides: wherever it fires, a worse level counts", r->name);
    f->counted = m->counted;
    f->configurations = m->size;
    f->example[0] = m->example;
    f->hint = analyze_checked(of, m->counted, m->size);
    if (m->example)
        f->hint = pool_printf(&of->app->pool, "%s; in %s rule '%s' makes it %s", f->hint,
                              m->example, m->mask, m->level);
}

static int check_decides(analyze *of, uint32_t rule)
{
    cav_rule r;
    cavc_place place = analyze_place(of, rule, &r);
    masked shown = {0};
    bool open = false;
    for (uint32_t k = 0; k < r.neffects; k++) {
        masked m = {.of = of, .effect = r.effects + k};
        seek_answer answer = SEEK_OPEN;
        cav_program_effect(analyze_program(of), m.effect, &m.e);
        if (m.e.level == CAV_LEVEL_NOTE)
            return TOOL_OK;
        int status = decides(&m, &answer);
        if (status || answer == SEEK_FOUND)
            return status;
        open |= answer == SEEK_OPEN;
        if (!k || (!shown.example && m.example))
            shown = m;
    }
    if (open)
        analyze_add_open(of, "W202", place,
                         pool_printf(&of->app->pool, "whether rule '%s' ever decides", r.name));
    else
        add_masked(of, &r, place, &shown);
    return TOOL_OK;
}

/* -- all of them ------------------------------------------------------------------------------ */

/* The rules that are not asked any more, from `rule` on. */
static void add_rules_left(analyze *of, const char *id, uint32_t rule, const char *what)
{
    cav_rule r;
    cavc_place place = analyze_place(of, rule, &r);
    uint32_t n = 0;
    for (uint32_t k = rule; k < of->pack->info.rules; k++)
        n += !of->never[k];
    if (n)
        analyze_add_rest(of, id, place, n, what);
}

int analyze_rules_fire(analyze *of)
{
    int status = TOOL_OK;
    analyze_fund(of);
    for (uint32_t rule = 0; !status && rule < of->pack->info.rules; rule++) {
        if (analyze_spent(of)) {
            add_rules_left(of, "W201", rule, "whether rules ever fire");
            memset(of->never + rule, true, of->pack->info.rules - rule);
            break;
        }
        status = check_fires(of, rule);
    }
    return status;
}

int analyze_rules_decide(analyze *of)
{
    int status = TOOL_OK;
    analyze_fund(of);
    for (uint32_t rule = 0; !status && rule < of->pack->info.rules; rule++) {
        if (analyze_spent(of)) {
            add_rules_left(of, "W202", rule, "whether rules ever decide");
            break;
        }
        if (!of->never[rule])
            status = check_decides(of, rule);
    }
    return status;
}
