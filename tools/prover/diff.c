/* diff.c: two packs made comparable: their features by name, what gives each a status, the space of
 * both; then the comparison, whole or effect by effect. See diff.h.
 *
 * It refuses nothing: what cannot be swept is in the report. Invariant: a cause is an effect that
 * counts for a status, or an `impossible`.
 */
#include "diff.h"

#include <string.h>

const char *diff_state_name(unsigned state)
{
    if (state == DIFF_NOT_APPLICABLE)
        return "not-applicable";
    return state == DIFF_CONTRADICTION ? "contradiction" : cav_level_name((cav_level)state);
}

/* -- features and causes ---------------------------------------------------------------------- */

static void list_features(diff *d)
{
    cav_feature f;
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; cav_program_feature(d->side[k].pack->program, i, &f); i++)
            if (k == 0 || cav_feature_find(d->side[0].pack->program, f.name) == CAV_NONE)
                *(const char **)pool_push(&d->app->pool, &d->features, &d->nfeatures, &d->rfeatures,
                                          sizeof *d->features) = f.name;
    for (int k = 0; k < 2; k++) {
        d->side[k].feature = pool_alloc(&d->app->pool, d->nfeatures + 1, sizeof(uint32_t));
        for (size_t i = 0; i < d->nfeatures; i++)
            d->side[k].feature[i] = cav_feature_find(d->side[k].pack->program, d->features[i]);
    }
}

static const char *const *rule_names(const diff *d, unsigned side)
{
    const pack *p = d->side[side].pack;
    const char **names = pool_alloc(&d->app->pool, (size_t)p->info.rules + 1, sizeof *names);
    cav_rule rule;
    for (uint32_t k = 0; cav_program_rule(p->program, k, &rule); k++)
        names[k] = rule.name;
    return names;
}

static void match_rules(diff *d)
{
    const char *const *names[2] = {rule_names(d, 0), rule_names(d, 1)};
    for (unsigned side = 0; side < 2; side++)
        d->side[side].twin =
            diff_twins(d->app, names[side], d->side[side].pack->info.rules, names[!side],
                       d->side[!side].pack->info.rules);
}

static uint32_t feature_here(const diff *d, unsigned side, uint32_t feature)
{
    for (uint32_t i = 0; i < d->nfeatures; i++)
        if (d->side[side].feature[i] == feature)
            return i;
    return CAV_NONE;
}

static void add_cause(diff *d, unsigned side, diff_cause cause)
{
    diff_side *s = &d->side[side];
    *(diff_cause *)pool_push(&d->app->pool, &s->causes, &s->ncauses, &s->rcauses, sizeof cause) =
        cause;
}

/* The first cause of the same rule that says the same: a conflict has two effects. */
static void find_heads(diff *d, unsigned side)
{
    diff_side *s = &d->side[side];
    cav_effect e, f;
    for (uint32_t k = 0; k < s->ncauses; k++) {
        s->causes[k].head = k;
        if (s->causes[k].state == DIFF_CONTRADICTION)
            continue;
        cav_program_effect(s->pack->program, s->causes[k].index, &e);
        for (uint32_t n = k; n-- > 0 && s->causes[n].state != DIFF_CONTRADICTION;) {
            cav_program_effect(s->pack->program, s->causes[n].index, &f);
            if (f.rule != e.rule)
                break;
            if (s->causes[n].subject == s->causes[k].subject &&
                s->causes[n].state == s->causes[k].state)
                s->causes[k].head = s->causes[n].head;
        }
    }
}

static void list_causes(diff *d, unsigned side)
{
    const cav_program *p = d->side[side].pack->program;
    cav_effect e;
    for (uint32_t k = 0; cav_program_effect(p, k, &e); k++) {
        if (e.level == CAV_LEVEL_NOTE || e.level == CAV_SUPPORTED)
            continue;
        add_cause(d, side,
                  (diff_cause){cav_wide_value(p, CAV_WIDE_BEARS, k), CAV_NONE, k, e.level, 0});
        if (e.feature != CAV_NONE)
            add_cause(d, side,
                      (diff_cause){cav_wide_value(p, CAV_WIDE_FIRES, k),
                                   feature_here(d, side, e.feature), k, e.level, 0});
    }
    for (uint32_t k = 0; k < d->side[side].pack->info.impossible; k++)
        add_cause(d, side,
                  (diff_cause){cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, k), CAV_NONE, k,
                               DIFF_CONTRADICTION, 0});
}

static void ask(diff *d, unsigned side)
{
    const diff_side *s = &d->side[side];
    d->asked[side] = (space_side){.program = s->pack->program,
                                  .unit = s->pack->unit,
                                  .name = side == DIFF_OLD ? "old" : "new"};
    for (size_t k = 0; k < s->ncauses; k++)
        space_want(d->app, &d->asked[side].wanted, s->causes[k].value);
    space_want(d->app, &d->asked[side].wanted,
               cav_wide_value(s->pack->program, CAV_WIDE_APPLIES, 0));
}

static int open_side(diff *d, unsigned side, const pack *p)
{
    diff_side *s = &d->side[side];
    cav_env env = tool_env(d->app);
    s->pack = p;
    cav_status status = cav_facts_new(&env, p->program, &s->facts);
    if (!status)
        status = cav_result_new(&env, p->program, &s->result);
    return status ? tool_failed(d->app, status, tool_name(d->app, p->path)) : TOOL_OK;
}

/* -- all together ----------------------------------------------------------------------------- */

/* Texts with too many tests leave something that was not looked at. */
static bool untried(const diff *d)
{
    for (size_t k = 0; k < d->space.nnotes; k++)
        if (d->space.notes[k].kind == SPACE_UNTRIED)
            return true;
    return false;
}

static int find_examples(diff *d)
{
    for (size_t g = 0; g < d->ngroups; g++) {
        diff_group *group = &d->groups[g];
        for (size_t k = 0; k < group->nseeds; k++) {
            uint32_t *small = diff_smallest(d, group, group->seeds[k]);
            if (!small)
                return tool_fail(d->app, TOOL_INTERNAL,
                                 "internal error: a difference that was swept is not confirmed");
            if (!group->example || diff_told(d, small) < diff_told(d, group->example))
                group->example = small;
        }
    }
    return TOOL_OK;
}

int diff_run(app *a, const pack *old, const pack *new, diff *d)
{
    *d = (diff){.app = a};
    int status = open_side(d, DIFF_OLD, old);
    if (!status)
        status = open_side(d, DIFF_NEW, new);
    if (status)
        return status;
    list_features(d);
    match_rules(d);
    for (unsigned side = 0; side < 2; side++) {
        list_causes(d, side);
        find_heads(d, side);
        ask(d, side);
    }
    diff_texts(d);
    status = space_new(a, d->asked, 2, &d->space);
    if (status)
        return status;
    d->proved = !untried(d);
    diff_compare_programs(d);
    uint32_t *open = space_choice(&d->space);
    d->sized = space_size(&d->space, open, true, &d->compared);
    if (!d->space.comparable) {
        d->compared = 0;
        d->proved = false;
        return TOOL_OK;
    }
    uint64_t all;
    d->whole = d->sized && space_size(&d->space, open, false, &all) && all <= DIFF_SIZE_MAX;
    bool done = d->whole;
    status = d->whole ? diff_sweep(d) : diff_parts(d, &done);
    if (!status && !done)
        status = diff_rules(d, false);
    if (!status)
        status = find_examples(d);
    return status ? status : diff_rules(d, true);
}

void diff_close(diff *d)
{
    for (unsigned side = 0; side < 2; side++) {
        cav_facts_free(d->side[side].facts);
        cav_result_free(d->side[side].result);
    }
}

/* Something that one side alone understands, and that its verdict depends on. */
static bool vocabulary_differs(const diff *d)
{
    for (size_t k = 0; k < d->space.nnotes; k++)
        if (d->space.notes[k].read && d->space.notes[k].digit != CAV_NONE &&
            d->space.notes[k].kind == SPACE_ONE_ALONE)
            return true;
    return !d->space.comparable;
}

int diff_status(const diff *d)
{
    if (d->ngroups || vocabulary_differs(d))
        return TOOL_BELOW;
    return d->proved && !d->unfound ? TOOL_OK : TOOL_UNKNOWN;
}
