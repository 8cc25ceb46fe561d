/* wide_kernel.h: the wide engine's inner loops, compiled once per vector width.
 *
 * A file that includes this defines KERNEL_RUN (the function's name), KERNEL_BYTES (of a vector: 8,
 * 16, 32, 64) and KERNEL_TARGET (a function attribute, or nothing). Logic is ops.def's formulas over
 * whole vectors. It checks nothing: wide_build.c made the operations. Invariant: all loads of a
 * vector come before the store to its place, so a result may take an operand's slot.
 */
#include "wide_code.h"

#include <string.h>

#if KERNEL_BYTES == 8
typedef uint64_t __attribute__((may_alias)) vec;
#define LANE(v, k) ((void)(k), (v))
#else
typedef uint64_t __attribute__((vector_size(KERNEL_BYTES), may_alias)) vec;
#define LANE(v, k) ((v)[k])
#endif

enum { VECS = WIDE_PLANE / KERNEL_BYTES }; /* in a plane */

#define KERNEL KERNEL_TARGET static inline __attribute__((always_inline))
#define EVERY(bits) (UINT64_C(0x0101010101010101) * (bits)) /* in each byte */

typedef struct truth { vec t, f; } truth;

KERNEL vec *plane(const wide_job *job, uint32_t index)
{
    return (vec *)(void *)(job->planes + (size_t)index * WIDE_PLANE);
}

KERNEL vec load(const uint8_t *bytes)
{
    vec v;

    memcpy(&v, bytes, sizeof v);
    return v;
}

KERNEL void store(uint8_t *bytes, vec v)
{
    memcpy(bytes, &v, sizeof v);
}

KERNEL bool any(vec v)
{
    uint64_t all = 0;

    for (int k = 0; k < KERNEL_BYTES / 8; k++)
        all |= LANE(v, k);
    return all != 0;
}

/* -- bytes to planes and back ----------------------------------------------------------------- */

/* Exchanges the bits of two vectors that `mask` names: x's moved up by `shift`, y's not. */
#define EXCHANGE(x, y, shift, mask) \
    do { \
        const vec moved = (((x) >> (shift)) ^ (y)) & EVERY(mask); \
        (y) ^= moved; \
        (x) ^= moved << (shift); \
    } while (0)

/* Bit j of byte p of x[i] becomes bit i of byte p of x[j]: its own inverse. */
KERNEL void turn(vec x[8])
{
    for (int i = 0; i < 4; i++)
        EXCHANGE(x[i], x[i + 4], 4, 0x0f);
    for (int i = 0; i < 8; i += i % 4 == 1 ? 3 : 1)
        EXCHANGE(x[i], x[i + 2], 2, 0x33);
    for (int i = 0; i < 8; i += 2)
        EXCHANGE(x[i], x[i + 1], 1, 0x55);
}

/* The same where only the lowest four bits can be set; x[0..3] are the answer. */
KERNEL void turn_four(vec x[8])
{
    for (int i = 0; i < 4; i++)
        x[i] |= x[i + 4] << 4;
    EXCHANGE(x[0], x[2], 2, 0x33);
    EXCHANGE(x[1], x[3], 2, 0x33);
    EXCHANGE(x[0], x[1], 1, 0x55);
    EXCHANGE(x[2], x[3], 1, 0x55);
}

/* And the lowest two. */
KERNEL void turn_two(vec x[8])
{
    for (int i = 0; i < 2; i++)
        x[i] |= x[i + 2] << 2 | x[i + 4] << 4 | x[i + 6] << 6;
    EXCHANGE(x[0], x[1], 1, 0x55);
}

/* Low `bits` of each byte into planes out, out+1, …; whether any byte has a bit above them. */
KERNEL bool slice(const uint8_t *bytes, uint32_t bits, vec *out)
{
    const uint64_t above = EVERY(0xffu << bits & 0xffu);
    bool found = false;

    for (int k = 0; k < VECS; k++, bytes += 8 * KERNEL_BYTES) {
        vec x[8], seen;

        for (int i = 0; i < 8; i++)
            x[i] = load(bytes + i * KERNEL_BYTES);
        seen = x[0] | x[1] | x[2] | x[3] | x[4] | x[5] | x[6] | x[7];
        if (any(seen & above)) {
            found = true;
            for (int i = 0; i < 8; i++)
                x[i] &= ~above;
        }
        if (bits <= 2)
            turn_two(x);
        else if (bits <= 4)
            turn_four(x);
        else
            turn(x);
        for (uint32_t j = 0; j < bits; j++)
            out[j * VECS + (uint32_t)k] = x[j];
    }
    return found;
}

/* Eight planes as a byte per host, into `bytes` of this block. */
KERNEL void unslice(vec x[8], int k, uint8_t *bytes)
{
    turn(x);
    for (int i = 0; i < 8; i++)
        store(bytes + (8 * k + i) * KERNEL_BYTES, x[i]);
}

/* -- facts ------------------------------------------------------------------------------------ */

/* Slices a fact's codes; whether any is above its classes. */
KERNEL bool run_slice(const wide_job *job, const wide_op *op)
{
    const wide_fact *f = &job->wide->facts[op->c];
    const uint8_t *low, *high;
    vec *out = plane(job, op->out);
    bool found;

    wide_codes(job, f, &low, &high);
    found = slice(low, f->bits < 8 ? f->bits : 8, out);
    if (high)
        found |= slice(high, f->bits < 8 ? 0 : f->bits - 8, out + 8 * VECS);
    else if (f->bits > 8)
        memset(out + 8 * VECS, 0, (f->bits - 8) * (size_t)WIDE_PLANE);
    return found;
}

KERNEL void run_texts(const wide_job *job, const wide_op *op)
{
    const wide_fact *f = &job->wide->facts[op->c];
    const uint32_t *out = job->wide->leaf_out + f->leaves;

    for (uint32_t g = 0; g < f->groups; g++) {
        wide_gather(job, f, g, job->bytes);
        for (int k = 0; k < VECS; k++) {
            vec x[8];

            for (int i = 0; i < 8; i++)
                x[i] = load(job->bytes + (8 * k + i) * KERNEL_BYTES);
            turn(x);
            for (uint32_t l = 4 * g; l < f->nleaves && l < 4 * g + 4; l++) {
                plane(job, out[l])[k] = x[2 * (l % 4)];
                plane(job, out[l] + 1)[k] = x[2 * (l % 4) + 1];
            }
        }
    }
}

/* -- answers ---------------------------------------------------------------------------------- */

/* Where a block's bytes go: the output itself, or scratch where the block is not full. */
KERNEL uint8_t *start_bytes(const wide_job *job, uint8_t *out)
{
    return job->count == WIDE_BLOCK ? out + job->first : job->bytes;
}

KERNEL void end_bytes(const wide_job *job, uint8_t *out)
{
    if (job->count < WIDE_BLOCK)
        memcpy(out + job->first, job->bytes, job->count);
}

/* Adds the greatest level of which a host's bit is set to the three planes from `out`. */
KERNEL void greatest(const wide_job *job, uint32_t levels, int k, vec none, vec *out)
{
    vec left = ~none;

    for (uint32_t level = CAV_LEVEL_COUNT - 1; level > 0; level--) {
        const vec here = plane(job, levels + 2 * (level - 1))[k] & left;

        left &= ~here;
        for (int bit = 0; bit < 3; bit++) {
            if (level >> bit & 1)
                out[bit] |= here;
        }
    }
}

/* The verdict bytes of the pack (who 0) or of feature who - 1. */
KERNEL void write_verdicts(const wide_job *job, uint32_t who, uint8_t *out)
{
    const uint32_t scope = job->wide->scope_at, levels = WIDE_LEVELS * who;
    uint8_t *bytes = start_bytes(job, out);

    for (int k = 0; k < VECS; k++) {
        const vec contradiction = plane(job, scope)[k];
        const vec outside = plane(job, scope + 1)[k] | contradiction;
        vec x[8];

        memset(x, 0, sizeof x);
        greatest(job, levels, k, outside | plane(job, scope + 2)[k], x);
        greatest(job, levels + 1, k, outside, x + 3);
        x[6] = contradiction | (((x[0] ^ x[3]) | (x[1] ^ x[4]) | (x[2] ^ x[5])) & ~outside);
        x[7] = outside;
        unslice(x, k, bytes);
    }
    end_bytes(job, out);
}

/* Planes at .., eight a byte, for all effects. */
KERNEL void write_effects(const wide_job *job, uint32_t at, uint8_t *out)
{
    for (uint32_t e = 0; e < job->wide->effects; e += 8, out += job->out->stride) {
        uint8_t *bytes = start_bytes(job, out);

        for (int k = 0; k < VECS; k++) {
            vec x[8];

            for (uint32_t i = 0; i < 8; i++)
                x[i] = plane(job, at + e + i)[k];
            unslice(x, k, bytes);
        }
        end_bytes(job, out);
    }
}

KERNEL void write_answers(const wide_job *job)
{
    const cav_wide *wide = job->wide;
    const cav_wide_output *out = job->out;

    if (out->verdicts)
        write_verdicts(job, 0, out->verdicts);
    for (uint32_t f = 0; out->features && f < wide->features; f++)
        write_verdicts(job, f + 1, out->features + f * out->stride);
    if (out->fired)
        write_effects(job, wide->fire_at, out->fired);
    if (out->undetermined)
        write_effects(job, wide->fire_at + (wide->effects + 7) / 8 * 8, out->undetermined);
}

/* -- one block -------------------------------------------------------------------------------- */

#define SINGLE(formula) \
    do { \
        vec *const out = plane(job, op->out); \
        const vec *const pa = plane(job, op->a), *const pb = plane(job, op->b); \
        for (int k = 0; k < VECS; k++) { \
            const vec a = pa[k], b = pb[k]; \
            (void)b; \
            out[k] = (formula); \
        } \
    } while (0)

/* As SINGLE, over two planes of results: VECS behind each other. */
#define DOUBLE(can_true, can_false) \
    do { \
        vec *const out = plane(job, op->out); \
        const vec *const pa = plane(job, op->a), *const pb = plane(job, op->b); \
        for (int k = 0; k < VECS; k++) { \
            const truth a = {pa[k], pa[k + VECS]}, b = {pb[k], pb[k + VECS]}; \
            (void)b; \
            out[k] = (can_true); \
            out[k + VECS] = (can_false); \
        } \
    } while (0)

KERNEL void run_leaf(const wide_job *job, const wide_op *op)
{
    vec *const out = plane(job, op->out);
    const vec *const holds = plane(job, op->a), *const unknown = plane(job, op->b);

    for (int k = 0; k < VECS; k++) {
        const vec h = holds[k], u = unknown[k];

        out[k] = h | u;
        out[k + VECS] = ~h | u;
    }
}

KERNEL void run_mux(const wide_job *job, const wide_op *op)
{
    vec *const out = plane(job, op->out);
    const vec *const bit = plane(job, op->a), *const high = plane(job, op->b);
    const vec *const low = plane(job, op->c);

    for (int k = 0; k < VECS; k++)
        out[k] = low[k] ^ (bit[k] & (high[k] ^ low[k]));
}

/* WIDE_BEAR: certainly, and possibly; WIDE_FIRE: certainly, and perhaps. */
KERNEL void run_root(const wide_job *job, const wide_op *op, bool bear)
{
    vec *const certain = plane(job, op->out), *const other = plane(job, op->c);
    const vec *const pt = plane(job, op->a), *const pf = plane(job, op->b);

    for (int k = 0; k < VECS; k++) {
        const vec t = pt[k], f = pf[k];

        certain[k] |= t & ~f;
        if (bear)
            other[k] |= t;
        else
            other[k] |= t & f;
    }
}

KERNEL_TARGET void KERNEL_RUN(const wide_job *job)
{
    const wide_op *op = job->wide->ops, *const end = op + job->wide->nops;
    bool above = false; /* the fact in hand has codes of its dictionary */

    memset(job->planes, 0, (size_t)job->wide->nzero * WIDE_PLANE);
    for (; op < end; op++) {
        switch (op->op) {
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) \
    case VM_##NAME: \
        DOUBLE(can_true, can_false); \
        break;
#include "ops.def"
        case WIDE_SLICE:
            above = run_slice(job, op);
            break;
        case WIDE_MUX:
            run_mux(job, op);
            break;
        case WIDE_AND:
            SINGLE(a & b);
            break;
        case WIDE_ANDN:
            SINGLE(~a & b);
            break;
        case WIDE_OR:
            SINGLE(a | b);
            break;
        case WIDE_ORN:
            SINGLE(~a | b);
            break;
        case WIDE_NOT:
            SINGLE(~a);
            break;
        case WIDE_LEAF:
            run_leaf(job, op);
            break;
        case WIDE_ALWAYS:
            memset(plane(job, op->out), UINT8_MAX, WIDE_PLANE);
            memset(plane(job, op->out + 1), 0, WIDE_PLANE);
            break;
        case WIDE_NEVER:
            memset(plane(job, op->out), 0, WIDE_PLANE);
            memset(plane(job, op->out + 1), UINT8_MAX, WIDE_PLANE);
            break;
        case WIDE_TEXTS:
            run_texts(job, op);
            break;
        case WIDE_PATCH:
            if (above)
                wide_patch(job, &job->wide->facts[op->c], KERNEL_BYTES);
            break;
        case WIDE_BEAR:
            run_root(job, op, true);
            break;
        case WIDE_FIRE:
            run_root(job, op, false);
            break;
        case WIDE_VALUE:
            wide_write_value(job, op, KERNEL_BYTES);
            break;
        }
    }
    write_answers(job);
}
