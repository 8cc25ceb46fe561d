/* wide.c: making and running a wide engine; see wide.h.
 *
 * Refuses kernels that this build or this processor has not, values that do not exist, answers that
 * were not wanted. Invariant: the processor is asked only when an engine is made or a caller asks;
 * evaluation writes to the workspace and the output alone.
 */
#include "sweep_code.h"
#include "wide_code.h"

#include "env.h"

#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

/* -- kernels ---------------------------------------------------------------------------------- */

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define HAVE_AVX 1
#endif
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__ARM_NEON))
#define HAVE_V128 1
#endif

typedef struct kernel_row {
    const char *name;
    void (*run)(const wide_job *job);
} kernel_row;

static const kernel_row kernels[CAV_WIDE_KERNELS] = {
    [CAV_WIDE_AUTO] = {"auto", NULL},          [CAV_WIDE_PLAIN] = {"plain", wide_run_plain},
#ifdef HAVE_V128
    [CAV_WIDE_V128] = {"v128", wide_run_v128},
#else
    [CAV_WIDE_V128] = {"v128", NULL},
#endif
#ifdef HAVE_AVX
    [CAV_WIDE_AVX2] = {"avx2", wide_run_avx2}, [CAV_WIDE_AVX512] = {"avx512", wide_run_avx512},
#else
    [CAV_WIDE_AVX2] = {"avx2", NULL}, [CAV_WIDE_AVX512] = {"avx512", NULL},
#endif
};

const char *cav_wide_kernel_name(cav_wide_kernel kernel)
{
    return (unsigned)kernel < CAV_WIDE_KERNELS ? kernels[kernel].name : NULL;
}

#ifdef HAVE_AVX
/* Features of leaf 7 that the processor has and the system keeps registers for. Asked here and not by
 * __builtin_cpu_supports: that asks ten times as much at every start of every program with it. */
static bool has(unsigned features, unsigned registers)
{
    unsigned a, b, c, d, kept, high;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
        return false;
    __asm__("xgetbv" : "=a"(kept), "=d"(high) : "c"(0));
    return (kept & registers) == registers && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
           (b & features) == features;
}
#endif

static bool processor_runs(cav_wide_kernel kernel)
{
#ifdef HAVE_AVX
    enum { YMM = 0x06, ZMM = 0xe6 }; /* bits of XCR0 */

    if (kernel == CAV_WIDE_AVX2)
        return has(bit_AVX2, YMM);
    if (kernel == CAV_WIDE_AVX512)
        return has(bit_AVX512F | bit_AVX512BW, ZMM);
#else
    (void)kernel;
#endif
    return true;
}

bool cav_wide_kernel_runs(cav_wide_kernel kernel)
{
    if (kernel == CAV_WIDE_AUTO)
        return true;
    return (unsigned)kernel < CAV_WIDE_KERNELS && kernels[kernel].run && processor_runs(kernel);
}

/* The widest this processor runs, unless another was asked for. */
cav_wide_kernel wide_kernel(cav_wide_kernel wanted)
{
    cav_wide_kernel kernel = CAV_WIDE_AVX512;

    if (wanted != CAV_WIDE_AUTO)
        return wanted;

    while (!cav_wide_kernel_runs(kernel))
        kernel--;
    return kernel;
}

/* -- new and free ----------------------------------------------------------------------------- */

static cav_status check_options(const cav_wide *wide, const cav_wide_options *options)
{
    const img *i = &wide->program->image;
    const uint64_t results = (uint64_t)IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);

    if (!cav_wide_kernel_runs(options->kernel))
        return env_fail(&wide->env, CAV_BAD_ARGUMENT, "this machine has no wide kernel %d",
                        (int)options->kernel);
    for (uint32_t k = 0; k < options->nvalues; k++) {
        if (options->values[k] / 2 >= results)
            return env_fail(&wide->env, CAV_BAD_ARGUMENT, "no value %lu",
                            (unsigned long)options->values[k]);
    }
    return CAV_OK;
}

static cav_status make(cav_wide *wide, const cav_wide_options *options)
{
    const uint32_t nfacts = img_count(&wide->program->image, IMG_FACTS);

    wide->kernel = wide_kernel(options->kernel);
    wide->run = kernels[wide->kernel].run;
    wide->wants = options->wants;
    wide->nvalues = options->nvalues;
    wide->effects = img_count(&wide->program->image, IMG_EFFECTS);
    wide->features = img_count(&wide->program->image, IMG_FEATURES);
    wide->room_facts = nfacts;
    wide->facts = env_alloc(&wide->env, nfacts * sizeof *wide->facts);
    wide->use = env_alloc(&wide->env, nfacts * sizeof *wide->use);
    if (!wide->facts || !wide->use)
        return env_fail(&wide->env, CAV_NO_MEMORY, "no memory for a wide engine");
    return wide_build(wide, options);
}

cav_status cav_wide_new(const cav_env *env, const cav_program *program,
                        const cav_wide_options *options, cav_wide **wide)
{
    const cav_env own = env_copy(env);
    cav_wide *w = env_alloc(&own, sizeof *w);
    cav_status status;

    *wide = NULL;
    if (!w)
        return env_fail(&own, CAV_NO_MEMORY, "no memory for a wide engine");
    w->env = own;
    w->program = program;
    status = check_options(w, options);
    if (status == CAV_OK)
        status = make(w, options);
    if (status == CAV_OK)
        *wide = w;
    else
        cav_wide_free(w);
    return status;
}

void cav_wide_free(cav_wide *wide)
{
    if (!wide)
        return;
    env_free(&wide->env, wide->ops, wide->room_ops * sizeof *wide->ops);
    env_free(&wide->env, wide->facts, wide->room_facts * sizeof *wide->facts);
    env_free(&wide->env, wide->use, wide->room_facts * sizeof *wide->use);
    env_free(&wide->env, wide->leaf_what, wide->room_leaves * sizeof *wide->leaf_what);
    env_free(&wide->env, wide->leaf_out, wide->room_outs * sizeof *wide->leaf_out);
    env_free(&wide->env, wide->unknown, wide->room_unknown);
    env_free(&wide->env, wide, sizeof *wide);
}

/* -- questions -------------------------------------------------------------------------------- */

size_t cav_wide_workspace(const cav_wide *wide)
{
    return (size_t)(wide->nplanes + 1) * WIDE_PLANE + WIDE_SCRATCH;
}

void cav_wide_get(const cav_wide *wide, cav_wide_info *info)
{
    *info = (cav_wide_info){
        .kernel = wide->kernel,
        .steps = wide->nops,
        .planes = wide->nplanes,
        .facts = wide->nfacts,
        .workspace = cav_wide_workspace(wide),
        .bytes = sizeof *wide + wide->room_ops * sizeof *wide->ops +
                 wide->room_facts * (sizeof *wide->facts + sizeof *wide->use) +
                 wide->room_leaves * sizeof *wide->leaf_what +
                 wide->room_outs * sizeof *wide->leaf_out + wide->room_unknown,
    };
}

bool cav_wide_reads(const cav_wide *wide, uint32_t fact)
{
    return fact < img_count(&wide->program->image, IMG_FACTS) && wide->use[fact] != CAV_NONE;
}

uint32_t cav_wide_value(const cav_program *program, cav_wide_what what, uint32_t index)
{
    const img *i = &program->image;

    switch (what) {
    case CAV_WIDE_FIRES:
        return index < img_count(i, IMG_EFFECTS) ? IMG_GET(i, EFFECTS, index, fires) : CAV_NONE;
    case CAV_WIDE_BEARS:
        return index < img_count(i, IMG_EFFECTS) ? IMG_GET(i, EFFECTS, index, bears) : CAV_NONE;
    case CAV_WIDE_IN_USE:
        return index < img_count(i, IMG_FEATURES) ? IMG_GET(i, FEATURES, index, in_use) : CAV_NONE;
    case CAV_WIDE_APPLIES:
        return IMG_GET(i, META, 0, applies);
    case CAV_WIDE_IMPOSSIBLE:
        return index < img_count(i, IMG_IMPOSSIBLE) ? IMG_GET(i, IMPOSSIBLE, index, holds)
                                                    : CAV_NONE;
    }
    return CAV_NONE;
}

/* -- planes in the order of hosts ------------------------------------------------------------- */

static uint64_t get64(const uint8_t *bytes)
{
    uint64_t word = 0;

    for (int k = 0; k < 8; k++)
        word |= (uint64_t)bytes[k] << 8 * k;
    return word;
}

/* Bit j of byte i becomes bit i of byte j. */
static uint64_t turn(uint64_t word)
{
    static const uint64_t masks[] = {0x00aa00aa00aa00aa, 0x0000cccc0000cccc, 0x00000000f0f0f0f0};

    for (int k = 0; k < 3; k++) {
        const uint64_t moved = (word ^ word >> (7 << k)) & masks[k];

        word ^= moved ^ moved << (7 << k);
    }
    return word;
}

static void write_plane(const wide_job *job, const uint8_t *plane, uint32_t vector, uint64_t *out)
{
    uint8_t bytes[WIDE_PLANE];

    for (uint32_t at = 0; at < WIDE_PLANE; at += 8) {
        const uint64_t word = turn(get64(plane + at));

        for (uint32_t i = 0; i < 8; i++)
            bytes[at / vector * vector + vector / 8 * i + at % vector / 8] =
                (uint8_t)(word >> 8 * i);
    }
    for (uint32_t k = 0; 64 * k < job->count; k++) {
        const uint32_t left = job->count - 64 * k;

        out[job->first / 64 + k] =
            get64(bytes + 8 * k) & (left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX);
    }
}

void wide_write_value(const wide_job *job, const wide_op *op, uint32_t vector)
{
    const size_t at = op->c * job->out->plane_stride;

    if (job->out->can_true)
        write_plane(job, job->planes + (size_t)op->a * WIDE_PLANE, vector, job->out->can_true + at);
    if (job->out->can_false)
        write_plane(job, job->planes + (size_t)op->b * WIDE_PLANE, vector,
                    job->out->can_false + at);
}

/* -- evaluation ------------------------------------------------------------------------------- */

static cav_status check_call(const cav_wide *wide, const cav_wide_input *inputs,
                             const cav_wide_output *out)
{
    unsigned asked =
        (out->verdicts ? CAV_WIDE_VERDICT : 0) | (out->features ? CAV_WIDE_FEATURES : 0);

    asked |= out->fired || out->undetermined ? CAV_WIDE_EFFECTS : 0;
    if (asked & ~wide->wants || ((out->can_true || out->can_false) && !wide->nvalues))
        return env_fail(&wide->env, CAV_BAD_ARGUMENT,
                        "an answer that the wide engine was not made for");
    for (uint32_t k = 0; k < wide->nfacts; k++) {
        const cav_wide_column *column = inputs[wide->facts[k].fact].column;

        if (column && (column->wide != wide || column->fact != &wide->facts[k]))
            return env_fail(&wide->env, CAV_BAD_ARGUMENT,
                            "a column of another wide engine or fact");
    }
    return CAV_OK;
}

cav_status cav_wide_evaluate(const cav_wide *wide, const cav_wide_input *inputs, size_t hosts,
                             void *workspace, const cav_wide_output *output)
{
    const cav_status status = check_call(wide, inputs, output);
    uint8_t *bytes = workspace;
    wide_job job = {.wide = wide, .inputs = inputs, .out = output};

    if (status != CAV_OK)
        return status;
    bytes += -(uintptr_t)bytes % WIDE_PLANE;
    job.planes = bytes;
    job.low = bytes + (size_t)wide->nplanes * WIDE_PLANE;
    job.high = job.low + WIDE_BLOCK;
    job.bytes = job.high + WIDE_BLOCK;
    for (; job.first < hosts; job.first += WIDE_BLOCK) {
        const size_t left = hosts - job.first;

        job.count = left < WIDE_BLOCK ? (uint32_t)left : WIDE_BLOCK;
        wide->run(&job);
    }
    return CAV_OK;
}
