/* sweep.c: making and running sweeps; see sweep.h.
 *
 * Refuses spaces of more than 2^63 configurations and kernels that are not here. Invariant: between
 * two calls the planes hold all results of state->block, so a step repeats only segments from that
 * of the slowest digit that changed.
 */
#include "sweep_code.h"

#include "env.h"

#include <string.h>

#define SPACE_MAX (UINT64_C(1) << 63)

static void (*const kernels[CAV_WIDE_KERNELS])(const cav_sweep *, uint8_t *, const uint32_t *,
                                               uint32_t) = {
    [CAV_WIDE_PLAIN] = sweep_run_plain,
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__ARM_NEON))
    [CAV_WIDE_V128] = sweep_run_v128,
#endif
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
    [CAV_WIDE_AVX2] = sweep_run_avx2,
    [CAV_WIDE_AVX512] = sweep_run_avx512,
#endif
};

/* -- new and free ----------------------------------------------------------------------------- */

static cav_status check_digits(const cav_sweep *s, const cav_sweep_options *options)
{
    const img *i = &s->program->image;
    uint64_t space = 1;

    for (uint32_t d = 0; d < options->ndigits; d++) {
        const cav_sweep_digit *digit = &options->digits[d];

        if (digit->count == 0 ||
            (digit->fact >= img_count(i, IMG_FACTS) && digit->fact != CAV_NONE))
            return env_fail(&s->env, CAV_BAD_ARGUMENT, "digit %lu: no such fact, or no values",
                            (unsigned long)d);
        if (space > SPACE_MAX / digit->count)
            return env_fail(&s->env, CAV_BAD_ARGUMENT, "more than 2^63 configurations");
        space *= digit->count;
        for (uint32_t e = 0; e < d && digit->fact != CAV_NONE; e++) {
            if (options->digits[e].fact == digit->fact)
                return env_fail(&s->env, CAV_BAD_ARGUMENT, "two digits are the same fact");
        }
    }
    return CAV_OK;
}

static cav_status check_values(const cav_sweep *s, const cav_sweep_options *options)
{
    const img *i = &s->program->image;
    const uint64_t results = (uint64_t)IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);

    if (!cav_wide_kernel_runs(options->kernel))
        return env_fail(&s->env, CAV_BAD_ARGUMENT, "this machine has no wide kernel %d",
                        (int)options->kernel);
    if (options->verdict && options->feature != CAV_NONE &&
        options->feature >= img_count(i, IMG_FEATURES))
        return env_fail(&s->env, CAV_BAD_ARGUMENT, "no feature %lu",
                        (unsigned long)options->feature);
    for (uint32_t k = 0; k < options->nvalues; k++) {
        if (options->values[k] / 2 >= results)
            return env_fail(&s->env, CAV_BAD_ARGUMENT, "no value %lu",
                            (unsigned long)options->values[k]);
    }
    return CAV_OK;
}

static cav_status make(cav_sweep *s, const cav_sweep_options *options)
{
    s->kernel = wide_kernel(options->kernel);
    s->run = kernels[s->kernel];
    s->ndigits = options->ndigits;
    s->nvalues = options->nvalues;
    s->digits = env_alloc(&s->env, ((uint64_t)s->ndigits + 1) * sizeof *s->digits);
    s->places = env_alloc(&s->env, ((uint64_t)s->ndigits + 1) * sizeof *s->places);
    s->segments = env_alloc(&s->env, ((uint64_t)s->ndigits + 2) * sizeof *s->segments);
    s->planes = env_alloc(&s->env, ((uint64_t)s->nvalues + 1) * sizeof *s->planes);
    if (!s->digits || !s->places || !s->segments || !s->planes)
        return env_fail(&s->env, CAV_NO_MEMORY, "no memory for a sweep");
    return sweep_build(s, options);
}

cav_status cav_sweep_new(const cav_env *env, const cav_program *program,
                         const cav_sweep_options *options, cav_sweep **sweep)
{
    const cav_env own = env_copy(env);
    cav_sweep *s = env_alloc(&own, sizeof *s);
    cav_status status;

    *sweep = NULL;
    if (!s)
        return env_fail(&own, CAV_NO_MEMORY, "no memory for a sweep");
    s->env = own;
    s->program = program;
    status = check_values(s, options);
    if (status == CAV_OK)
        status = check_digits(s, options);
    if (status == CAV_OK)
        status = make(s, options);
    if (status == CAV_OK)
        *sweep = s;
    else
        cav_sweep_free(s);
    return status;
}

void cav_sweep_free(cav_sweep *s)
{
    if (!s)
        return;
    env_free(&s->env, s->digits, ((size_t)s->ndigits + 1) * sizeof *s->digits);
    env_free(&s->env, s->places, ((size_t)s->ndigits + 1) * sizeof *s->places);
    env_free(&s->env, s->segments, ((size_t)s->ndigits + 2) * sizeof *s->segments);
    env_free(&s->env, s->planes, ((size_t)s->nvalues + 1) * sizeof *s->planes);
    env_free(&s->env, s->ops, s->room_ops * sizeof *s->ops);
    env_free(&s->env, s->truths, s->room_truths);
    env_free(&s->env, s, sizeof *s);
}

/* -- the workspace: state, the outer digits' values, planes
 * ---------------------------------------- */

static size_t head_bytes(const cav_sweep *s)
{
    const size_t bytes = sizeof(sweep_state) + s->ndigits * sizeof(uint32_t);

    return (bytes + SWEEP_ALIGN - 1) / SWEEP_ALIGN * SWEEP_ALIGN;
}

static sweep_state *state_of(const void *workspace)
{
    const uintptr_t at = (uintptr_t)workspace;

    return (sweep_state *)((at + SWEEP_ALIGN - 1) / SWEEP_ALIGN * SWEEP_ALIGN);
}

static uint32_t *values_of(sweep_state *state)
{
    return (uint32_t *)(state + 1);
}

static uint8_t *planes_of(const cav_sweep *s, sweep_state *state)
{
    return (uint8_t *)state + head_bytes(s);
}

void cav_sweep_get(const cav_sweep *s, cav_sweep_info *info)
{
    *info = (cav_sweep_info){
        .kernel = s->kernel,
        .configurations = s->blocks * s->lanes,
        .blocks = s->blocks,
        .lanes = s->lanes,
        .steps = s->nops,
        .hot = s->nops - s->segments[s->outer],
        .workspace = SWEEP_ALIGN + head_bytes(s) + s->nplanes * s->plane_bytes,
    };
}

/* -- configurations
 * --------------------------------------------------------------------------------- */

uint32_t cav_sweep_digit_at(const cav_sweep *s, uint32_t k)
{
    return k < s->ndigits ? s->digits[k].given : CAV_NONE;
}

uint32_t cav_sweep_value(const cav_sweep *s, uint64_t configuration, uint32_t digit)
{
    const sweep_digit *d;

    if (digit >= s->ndigits)
        return CAV_NONE;
    d = &s->digits[s->places[digit]];
    return (uint32_t)(configuration / d->stride % d->count);
}

/* -- running
 * ---------------------------------------------------------------------------------------- */

void sweep_spread(const cav_sweep *s, const sweep_op *op, uint8_t *plane)
{
    const sweep_digit *d = &s->digits[op->b];
    uint64_t word = 0;
    uint32_t value = 0, left = (uint32_t)d->stride;

    for (uint32_t lane = 0; lane < s->lanes; lane++) {
        word |= (uint64_t)s->truths[op->a + value] << lane % 64;
        if (--left == 0) {
            left = (uint32_t)d->stride;
            value = value + 1 < d->count ? value + 1 : 0;
        }
        if (lane % 64 == 63 || lane + 1 == s->lanes) {
            memcpy(plane + lane / 64 * 8, &word, 8);
            word = 0;
        }
    }
}

/* The planes that no operation writes. */
static void write_constants(const cav_sweep *s, uint8_t *planes)
{
    uint8_t *lane = planes + SWEEP_LANE * s->plane_bytes;

    memset(planes + SWEEP_ZERO * s->plane_bytes, 0, s->plane_bytes);
    memset(lane, 0, s->plane_bytes);
    for (uint32_t k = 0; k < s->lanes; k += 64) {
        const uint32_t left = s->lanes - k;
        const uint64_t word = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;

        memcpy(lane + k / 8, &word, 8);
    }
}

void cav_sweep_start(const cav_sweep *s, void *workspace, uint64_t block)
{
    sweep_state *state = state_of(workspace);
    uint8_t *planes = planes_of(s, state);
    uint32_t *values = values_of(state);

    *state = (sweep_state){block < s->blocks ? block : s->blocks - 1, block < s->blocks};
    if (!state->ready)
        return;
    for (uint32_t d = 0; d < s->outer; d++)
        values[d] = (uint32_t)(block * s->lanes / s->digits[d].stride % s->digits[d].count);
    memset(planes, 0, s->nplanes * s->plane_bytes);
    write_constants(s, planes);
    s->run(s, planes, values, 0);
}

/* Counts one block on; returns the slowest digit that changed. */
static uint32_t tick(const cav_sweep *s, uint32_t *values)
{
    uint32_t d = s->outer - 1;

    while (++values[d] == s->digits[d].count)
        values[d--] = 0;
    return d;
}

static const uint64_t *plane(const cav_sweep *s, sweep_state *state, uint32_t index)
{
    return (const uint64_t *)(const void *)(planes_of(s, state) + index * s->plane_bytes);
}

bool cav_sweep_next(const cav_sweep *s, void *workspace, cav_sweep_block *block)
{
    sweep_state *state = state_of(workspace);

    if (!state->ready) {
        if (state->block + 1 >= s->blocks)
            return false;
        state->block++;
        s->run(s, planes_of(s, state), values_of(state),
               s->segments[tick(s, values_of(state)) + 1]);
    }
    state->ready = false;
    *block = (cav_sweep_block){
        state->block * s->lanes,
        s->lanes,
        (s->lanes + 63) / 64,
        plane(s, state, s->possible),
        plane(s, state, s->applies),
        {plane(s, state, s->level), plane(s, state, s->level + 1), plane(s, state, s->level + 2)}};
    return true;
}

const uint64_t *cav_sweep_plane(const cav_sweep *s, const void *workspace, uint32_t k)
{
    return k < s->nvalues ? plane(s, state_of(workspace), s->planes[k]) : NULL;
}
