/* explain.c: which facts are missing, and what each condition came to.
 *
 * A walk goes backwards over the code once: operands stand before what reads them, so no stack and
 * no recursion are needed. Refuses nothing. Invariant: only unknown results are entered, so only
 * facts that leave something open are named; a question never is, its class is always known.
 */
#include "result.h"

#include <string.h>

static const img *image(const cav_result *result)
{
    return &result->program->image;
}

/* -- one walk ---------------------------------------------------------------------------------- */

static uint8_t *fact_marks(const cav_result *result)
{
    return result->marks + IMG_GET(image(result), META, 0, results);
}

static void walk_start(const cav_result *result)
{
    memset(result->marks, 0,
           (size_t)IMG_GET(image(result), META, 0, results) + img_count(image(result), IMG_FACTS));
}

static bool is_unknown(const cav_result *result, uint32_t index)
{
    return result->values[index].t && result->values[index].f;
}

static void walk_root(const cav_result *result, uint32_t value)
{
    result->marks[value / 2] = 1;
}

static void walk_operand(const cav_result *result, const program_run *run, uint32_t k,
                         unsigned which)
{
    const vm_kind kind = (vm_kind)vm_rows[run->op].kind[which];
    const uint32_t operand = program_operand(image(result), run, k, which);

    if (kind == VM_KIND_val)
        result->marks[operand] = 1;
    else if (kind == VM_KIND_fact)
        fact_marks(result)[operand] = 1;
}

static void walk_back(const cav_result *result)
{
    const struct program_more *more = result->program->more;

    for (uint32_t r = more->code_runs; r-- > 0;) {
        const program_run *run = &more->runs[r];

        for (uint32_t k = run->count; k-- > 0;) {
            if (!result->marks[run->first + k] || !is_unknown(result, run->first + k))
                continue;
            walk_operand(result, run, k, 0);
            walk_operand(result, run, k, 1);
        }
    }
}

static uint32_t walk_facts(const cav_result *result, uint32_t *facts, uint32_t size)
{
    uint32_t n = 0;

    walk_back(result);
    for (uint32_t f = 0; f < img_count(image(result), IMG_FACTS); f++) {
        if (!fact_marks(result)[f])
            continue;
        if (n < size)
            facts[n] = f;
        n++;
    }
    return n;
}

/* -- missing facts ----------------------------------------------------------------------------- */

uint32_t cav_result_missing(const cav_result *result, uint32_t feature, uint32_t *facts,
                            uint32_t size)
{
    const img *i = image(result);
    const bool pack = feature >= img_count(i, IMG_FEATURES);
    const uint32_t best = result->intervals[pack ? img_count(i, IMG_FEATURES) : feature].best;

    if (result->kind != CAV_DECIDED)
        return 0;
    walk_start(result);
    if (result->applies == CAV_UNKNOWN)
        walk_root(result, IMG_GET(i, META, 0, applies));
    for (uint32_t e = 0; e < img_count(i, IMG_EFFECTS); e++) {
        const uint32_t level = IMG_GET(i, EFFECTS, e, level);

        if (level == CAV_LEVEL_NOTE || best >> level) /* no worse than what is certain */
            continue;
        if (pack)
            walk_root(result, IMG_GET(i, EFFECTS, e, bears));
        else if (IMG_GET(i, EFFECTS, e, feature) == feature)
            walk_root(result, IMG_GET(i, EFFECTS, e, fires));
    }
    return walk_facts(result, facts, size);
}

uint32_t cav_result_effect_missing(const cav_result *result, uint32_t effect, uint32_t *facts,
                                   uint32_t size)
{
    if (effect >= img_count(image(result), IMG_EFFECTS))
        return 0;
    walk_start(result);
    walk_root(result, IMG_GET(image(result), EFFECTS, effect, fires));
    return walk_facts(result, facts, size);
}

/* -- conditions -------------------------------------------------------------------------------- */

cav_truth cav_result_value(const cav_result *result, uint32_t value, bool *computed)
{
    const uint32_t results = IMG_GET(image(result), META, 0, results);
    const uint64_t all = (uint64_t)results + IMG_GET(image(result), META, 0, xresults);
    const bool known = value / 2 < (result->traced ? all : results);

    if (computed)
        *computed = known;
    return known ? result_truth(result, value) : CAV_UNKNOWN;
}
