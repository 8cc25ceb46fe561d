/* result.c: the verdict: from values to levels, outcomes and messages.
 *
 * Refuses objects of two programs. Invariant: best is proven, worst is not excluded; nothing
 * unknown makes a verdict better.
 */
#include "result.h"

#include "env.h"

#include <string.h>

_Static_assert(CAV_LEVEL_COUNT <= 8, "a set of levels fits a byte");

static const img *image(const cav_result *result)
{
    return &result->program->image;
}

/* -- new and free ------------------------------------------------------------------------------ */

uint64_t result_lay_out(const cav_program *program, cav_result *result)
{
    const img *i = &program->image;
    const uint64_t results = IMG_GET(i, META, 0, results);
    uint8_t *block = (uint8_t *)result;
    uint64_t used = 0;
    cav_result r = {.program = program};

    env_carve(block, &used, 1, sizeof r);
    r.values = env_carve(block, &used, results + IMG_GET(i, META, 0, xresults), sizeof *r.values);
    r.intervals = env_carve(block, &used, (uint64_t)img_count(i, IMG_FEATURES) + 1,
                            sizeof *r.intervals);
    r.marks = env_carve(block, &used, results + img_count(i, IMG_FACTS), 1);
    r.bytes = (size_t)used;
    if (result)
        *result = r;
    return used;
}

/* -- judging ----------------------------------------------------------------------------------- */

/* The level's bit where the result is certainly true, and where it may be. */
static inline uint32_t certain(const uint8_t *planes, const program_level *e)
{
    return e->bit & (0u - planes[e->can_true]) & (planes[e->can_false] - 1u);
}

static inline uint32_t possible(const uint8_t *planes, const program_level *e)
{
    return e->bit & (0u - planes[e->can_true]);
}

static void judge_effects(cav_result *result)
{
    const struct program_more *more = result->program->more;
    const uint32_t features = img_count(image(result), IMG_FEATURES);
    const program_level *e = more->levels, *const pack = e + more->pack_levels;
    const uint8_t *planes = (const uint8_t *)result->values;
    uint32_t best = 0, worst = 0;

    for (; e < pack; e++) {
        best |= certain(planes, e);
        worst |= possible(planes, e);
    }
    memset(result->intervals, 0, features * sizeof *result->intervals);
    result->intervals[features] = (result_interval){(uint8_t)best, (uint8_t)worst};
    for (; e < more->levels + more->nlevels; e++) {
        result->intervals[e->feature].best |= (uint8_t)certain(planes, e);
        result->intervals[e->feature].worst |= (uint8_t)possible(planes, e);
    }
}

/* The worst level of a set of bits: a search by halves that takes no branch, for which levels are
 * in the set is as good as random. */
static cav_level worst_of(uint32_t bits)
{
    const uint32_t high = bits >> 4 != 0 ? 4 : 0, rest = bits >> high;

    return (cav_level)(high + (rest >= 8 ? 3u : rest >= 4 ? 2u : rest >> 1));
}

static void judge(cav_result *result)
{
    const img *i = image(result);
    const uint32_t applies = IMG_GET(i, META, 0, applies);

    judge_effects(result);
    result->applies = applies == CAV_NONE ? CAV_TRUE : result_truth(result, applies);
    result->kind = result->applies == CAV_FALSE ? CAV_NOT_APPLICABLE : CAV_DECIDED;
    for (uint32_t k = 0; k < img_count(i, IMG_IMPOSSIBLE); k++) {
        if (result_truth(result, IMG_GET(i, IMPOSSIBLE, k, holds)) == CAV_TRUE)
            result->kind = CAV_CONTRADICTION;
    }
}

static void set_unknown(cav_result *result)
{
    const img *i = image(result);
    const size_t n = (size_t)IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);

    for (size_t k = 0; k < n; k++)
        result->values[k] = (vm_truth){1, 1};
    result->depth = img_count(i, IMG_LAYERS);
}

cav_status cav_result_new(const cav_env *env, const cav_program *program, cav_result **result)
{
    const cav_env own = env_copy(env);

    *result = env_alloc(&own, result_lay_out(program, NULL));
    if (!*result)
        return env_fail(&own, CAV_NO_MEMORY, "no memory for a result");
    result_lay_out(program, *result);
    (*result)->env = own;
    set_unknown(*result);
    judge(*result);
    return CAV_OK;
}

void cav_result_free(cav_result *result)
{
    if (result)
        env_free(&result->env, result, result->bytes);
}

cav_status cav_evaluate(const cav_program *program, const cav_facts *facts, bool trace,
                        cav_result *result)
{
    if (facts->program != program || result->program != program)
        return env_fail(&result->env, CAV_BAD_ARGUMENT, "facts or result of another program");
    vm_run(program, facts, false, result->values);
    if (trace)
        vm_run(program, facts, true, result->values);
    result->traced = trace;
    result->depth = facts->depth;
    judge(result);
    return CAV_OK;
}

/* -- verdict ----------------------------------------------------------------------------------- */

void cav_result_verdict(const cav_result *result, uint32_t feature, cav_verdict *verdict)
{
    const img *i = image(result);
    const uint32_t features = img_count(i, IMG_FEATURES);
    const uint32_t index = feature < features ? feature : features;
    const result_interval *interval = &result->intervals[index];

    verdict->best = worst_of(interval->best);
    verdict->worst = worst_of(interval->worst);
    if (result->applies == CAV_UNKNOWN) /* what is missing is counted as if the pack applied */
        verdict->best = CAV_SUPPORTED;
    verdict->kind = result->kind;
    if (result->kind == CAV_DECIDED && verdict->best != verdict->worst)
        verdict->kind = CAV_UNDECIDED;
    verdict->applies = result->applies;
    verdict->in_use = index < features
                          ? result_truth(result, IMG_GET(i, FEATURES, index, in_use))
                          : CAV_UNKNOWN;
}

cav_outcome cav_result_effect(const cav_result *result, uint32_t effect)
{
    const img *i = image(result);
    uint32_t scope;

    if (effect >= img_count(i, IMG_EFFECTS))
        return CAV_HELD;
    scope = IMG_GET(i, RULES, IMG_GET(i, EFFECTS, effect, rule), scope);
    if (scope != CAV_NONE && scope > result->depth)
        return CAV_OUT_OF_SCOPE;
    switch (result_truth(result, IMG_GET(i, EFFECTS, effect, fires))) {
    case CAV_TRUE:
        return CAV_FIRED;
    case CAV_UNKNOWN:
        return CAV_UNDETERMINED;
    case CAV_FALSE:
        break;
    }
    return CAV_HELD;
}

cav_truth cav_result_bears(const cav_result *result, uint32_t effect)
{
    const img *i = image(result);

    return effect < img_count(i, IMG_EFFECTS)
               ? result_truth(result, IMG_GET(i, EFFECTS, effect, bears))
               : CAV_FALSE;
}

cav_outcome cav_result_rule(const cav_result *result, uint32_t rule)
{
    const img *i = image(result);
    cav_outcome outcome = CAV_HELD;

    if (rule >= img_count(i, IMG_RULES))
        return CAV_HELD;
    for (uint32_t k = 0; k < IMG_GET(i, RULES, rule, neffects); k++) {
        const cav_outcome one = cav_result_effect(result, IMG_GET(i, RULES, rule, effects) + k);

        if (one == CAV_OUT_OF_SCOPE || one == CAV_FIRED)
            return one;
        if (one == CAV_UNDETERMINED)
            outcome = one;
    }
    return outcome;
}

cav_truth cav_result_impossible(const cav_result *result, uint32_t impossible)
{
    const img *i = image(result);

    return impossible < img_count(i, IMG_IMPOSSIBLE)
               ? result_truth(result, IMG_GET(i, IMPOSSIBLE, impossible, holds))
               : CAV_FALSE;
}

/* -- messages ---------------------------------------------------------------------------------- */

static void add_fact(buf *b, const cav_facts *facts, uint32_t language, uint32_t fact)
{
    const size_t room = b->used < b->room ? b->room - b->used : 0;

    b->used += cav_facts_print_in(facts, language, fact, room ? b->at + b->used : NULL, room);
}

/* Parts of a language's section: its own text, then the fact's value if any. */
static void add_parts(buf *b, const cav_facts *facts, uint32_t language, const uint8_t *parts,
                      uint32_t count)
{
    const uint8_t *own = img_language_at(&facts->program->image, language).own;

    for (const uint8_t *p = parts; count; count--, p += 4 * IMG_PIECE) {
        const uint32_t text = img_get32(p), fact = img_get32(p + 4);

        buf_bytes(b, img_texts_get(own, text), img_texts_size(own, text));
        if (fact != CAV_NONE)
            add_fact(b, facts, language, fact);
    }
}

size_t cav_result_message(const cav_result *result, const cav_facts *facts, uint32_t effect,
                          char *buffer, size_t size)
{
    return cav_result_message_in(result, facts, CAV_NONE, effect, buffer, size);
}

size_t cav_result_message_in(const cav_result *result, const cav_facts *facts, uint32_t language,
                             uint32_t effect, char *buffer, size_t size)
{
    const img *i = image(result);
    buf b = buf_start(buffer, size);
    const uint8_t *parts;
    uint32_t first, count;

    if (effect >= img_count(i, IMG_EFFECTS) || facts->program != result->program)
        return 0;
    if (img_language_message(i, language, effect, &parts, &count)) {
        add_parts(&b, facts, language, parts, count);
        return buf_end(&b);
    }
    first = IMG_GET(i, EFFECTS, effect, parts);
    for (uint32_t p = first; p < first + IMG_GET(i, EFFECTS, effect, nparts); p++) {
        const uint32_t text = IMG_GET(i, PARTS, p, text), fact = IMG_GET(i, PARTS, p, fact);

        buf_bytes(&b, img_text(i, text), img_text_size(i, text));
        if (fact != CAV_NONE)
            add_fact(&b, facts, language, fact);
    }
    return buf_end(&b);
}
