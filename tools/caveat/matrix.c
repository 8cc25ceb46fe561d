/* matrix.c: the verb matrix: the statuses of each pack over the values of two facts.
 *
 * It refuses facts and features that no pack declares (65). Invariant: status 0 means that every
 * cell was swept.
 */
#include "../prover/matrix.h"
#include "verbs.h"

#include <string.h>

static int check_fact(app *a, const vocab *v, option_id id)
{
    const char *name = a->options.value[id];
    if (!name)
        return tool_fail(a, TOOL_USAGE, "matrix takes --rows FACT and --columns FACT");
    if (!strchr(name, '.'))
        return tool_fail(a, TOOL_USAGE, "--%s %s: a fact is written LAYER.FACT, such as L1.os",
                         options_table[id].name, name);
    if (vocab_find(v, name) == CAV_NONE)
        return tool_fail(a, TOOL_FACTS, "--%s %s: %s", options_table[id].name, name,
                         vocab_unknown(a, v, name));
    return TOOL_OK;
}

static int check_names(app *a, const vocab *v)
{
    const char *feature = a->options.value[OPTION_FEATURE];
    int status = check_fact(a, v, OPTION_ROWS);
    if (!status)
        status = check_fact(a, v, OPTION_COLUMNS);
    if (!status && strcmp(a->options.value[OPTION_ROWS], a->options.value[OPTION_COLUMNS]) == 0)
        status = tool_fail(a, TOOL_USAGE, "--rows and --columns name the same fact");
    if (!status && feature && vocab_feature(v, feature) == CAV_NONE)
        status = tool_fail(a, TOOL_FACTS, "--feature: %s", vocab_unknown_feature(a, v, feature));
    return status;
}

static bool has_all(const app *a, const cav_program *p)
{
    const char *feature = a->options.value[OPTION_FEATURE];
    return cav_fact_find(p, a->options.value[OPTION_ROWS]) != CAV_NONE &&
           cav_fact_find(p, a->options.value[OPTION_COLUMNS]) != CAV_NONE &&
           (!feature || cav_feature_find(p, feature) != CAV_NONE);
}

static int make_all(app *a, const config *c, const packs *p)
{
    matrix *all = pool_alloc(&a->pool, p->count + 1, sizeof *all);
    size_t count = 0;
    int status = TOOL_OK, worst = TOOL_OK;
    for (uint32_t k = 0; k < p->count && !status; k++) {
        if (!has_all(a, p->at[k].program))
            continue;
        status =
            matrix_make(a, c, k, a->options.value[OPTION_ROWS], a->options.value[OPTION_COLUMNS],
                        a->options.value[OPTION_FEATURE], &all[count]);
        worst = all[count++].exact ? worst : TOOL_UNKNOWN;
    }
    if (!status && !count)
        status = tool_fail(a, TOOL_FACTS, "no pack has both facts%s",
                           a->options.value[OPTION_FEATURE] ? " and the feature" : "");
    if (!status)
        matrix_write(a, c, all, count);
    return status ? status : worst;
}

int verb_matrix(app *a)
{
    packs p = {0};
    vocab v = {0};
    config c = {0};
    if (a->options.operands.count)
        return tool_fail(a, TOOL_USAGE, "matrix takes no operands; -r names other rules");
    int status = load_packs(a, &a->options.rules, LOAD_PROGRAM, &p);
    if (!status)
        status = vocab_make(a, &p, &v);
    if (!status)
        status = check_names(a, &v);
    if (!status) {
        status = config_new(a, &v, &c);
        if (!status)
            status = config_options(&c);
        if (!status)
            status = make_all(a, &c, &p);
        config_free(&c);
    }
    load_free(&p);
    return status;
}
