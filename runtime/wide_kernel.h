/* wide_kernel.h: the wide engine's inner loops, compiled once per vector width.
 *
 * A file that includes this defines KERNEL_RUN (the name of its function), KERNEL_BYTES (of a
 * vector: 8, 16, 32, 64) and KERNEL_TARGET (a function attribute, or nothing). Logic is ops.def's
 * formulas over whole vectors. It checks nothing: wide_build.c made the operations. Invariant: all
 * loads of a vector come before the store to its place, so a result may take an operand's slot.
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
#define KERNEL_APART KERNEL_TARGET static __attribute__((noinline))
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

/* Bit j of byte p of x[i] becomes bit i of byte p of x[j]: its own inverse. Spelled out, because
 * compilers keep an array that is indexed in a loop in memory. */
KERNEL void turn(vec x[8])
{
    EXCHANGE(x[0], x[4], 4, 0x0f);
    EXCHANGE(x[1], x[5], 4, 0x0f);
    EXCHANGE(x[2], x[6], 4, 0x0f);
    EXCHANGE(x[3], x[7], 4, 0x0f);
    EXCHANGE(x[0], x[2], 2, 0x33);
    EXCHANGE(x[1], x[3], 2, 0x33);
    EXCHANGE(x[4], x[6], 2, 0x33);
    EXCHANGE(x[5], x[7], 2, 0x33);
    EXCHANGE(x[0], x[1], 1, 0x55);
    EXCHANGE(x[2], x[3], 1, 0x55);
    EXCHANGE(x[4], x[5], 1, 0x55);
    EXCHANGE(x[6], x[7], 1, 0x55);
}

/* The same where only the lowest four bits can be set; x[0..3] are the answer. */
KERNEL void turn_four(vec x[8])
{
    x[0] |= x[4] << 4;
    x[1] |= x[5] << 4;
    x[2] |= x[6] << 4;
    x[3] |= x[7] << 4;
    EXCHANGE(x[0], x[2], 2, 0x33);
    EXCHANGE(x[1], x[3], 2, 0x33);
    EXCHANGE(x[0], x[1], 1, 0x55);
    EXCHANGE(x[2], x[3], 1, 0x55);
}

/* And the lowest two. */
KERNEL void turn_two(vec x[8])
{
    x[0] |= x[2] << 2 | x[4] << 4 | x[6] << 6;
    x[1] |= x[3] << 2 | x[5] << 4 | x[7] << 6;
    EXCHANGE(x[0], x[1], 1, 0x55);
}

/* The k-th eight vectors of some bytes. */
KERNEL void load_eight(const uint8_t *bytes, int k, vec x[8])
{
    bytes += 8 * k * KERNEL_BYTES;
    x[0] = load(bytes);
    x[1] = load(bytes + KERNEL_BYTES);
    x[2] = load(bytes + 2 * KERNEL_BYTES);
    x[3] = load(bytes + 3 * KERNEL_BYTES);
    x[4] = load(bytes + 4 * KERNEL_BYTES);
    x[5] = load(bytes + 5 * KERNEL_BYTES);
    x[6] = load(bytes + 6 * KERNEL_BYTES);
    x[7] = load(bytes + 7 * KERNEL_BYTES);
}

/* Low `bits` of each byte into planes out, out+1, …; whether any byte has a bit above them. */
KERNEL_APART bool slice(const uint8_t *bytes, uint32_t bits, vec *out)
{
    const uint64_t above = EVERY(0xffu << bits & 0xffu), below = ~above;
    bool found = false;

    for (int k = 0; k < VECS; k++, out++) {
        vec x[8];

        load_eight(bytes, k, x);
        if (any((x[0] | x[1] | x[2] | x[3] | x[4] | x[5] | x[6] | x[7]) & above)) {
            found = true;
            x[0] &= below, x[1] &= below, x[2] &= below, x[3] &= below;
            x[4] &= below, x[5] &= below, x[6] &= below, x[7] &= below;
        }
        if (bits <= 2) {
            turn_two(x);
        } else if (bits <= 4) {
            turn_four(x);
            out[2 * VECS] = x[2];
            if (bits > 3)
                out[3 * VECS] = x[3];
        } else {
            turn(x);
            out[2 * VECS] = x[2];
            out[3 * VECS] = x[3];
            out[4 * VECS] = x[4];
            if (bits > 5)
                out[5 * VECS] = x[5];
            if (bits > 6)
                out[6 * VECS] = x[6];
            if (bits > 7)
                out[7 * VECS] = x[7];
        }
        if (bits > 0)
            out[0] = x[0];
        if (bits > 1)
            out[VECS] = x[1];
    }
    return found;
}

/* Eight planes as a byte per host, into `bytes` of this block. */
KERNEL void unslice(vec x[8], int k, uint8_t *bytes)
{
    turn(x);
    bytes += 8 * k * KERNEL_BYTES;
    store(bytes, x[0]);
    store(bytes + KERNEL_BYTES, x[1]);
    store(bytes + 2 * KERNEL_BYTES, x[2]);
    store(bytes + 3 * KERNEL_BYTES, x[3]);
    store(bytes + 4 * KERNEL_BYTES, x[4]);
    store(bytes + 5 * KERNEL_BYTES, x[5]);
    store(bytes + 6 * KERNEL_BYTES, x[6]);
    store(bytes + 7 * KERNEL_BYTES, x[7]);
}

/* -- facts ------------------------------------------------------------------------------------ */

/* A fact's codes as bytes, from its slicing until its results are right. */
typedef struct codes {
    const uint8_t *low, *high; /* high NULL: 0 */
    bool above;                /* some are above the classes */
} codes;

/* Slices a fact's codes. */
KERNEL codes run_slice(const wide_job *job, const wide_op *op)
{
    const wide_fact *f = &job->wide->facts[op->c];
    vec *out = plane(job, op->out);
    codes c;

    wide_codes(job, f, &c.low, &c.high);
    c.above = slice(c.low, f->bits < 8 ? f->bits : 8, out);
    if (c.high)
        c.above |= slice(c.high, f->bits < 8 ? 0 : f->bits - 8, out + 8 * VECS);
    else if (f->bits > 8)
        memset(out + 8 * VECS, 0, (f->bits - 8) * (size_t)WIDE_PLANE);
    return c;
}

/* Which hosts have this code. */
KERNEL void having(const vec *bits, uint32_t nbits, uint32_t code, vec *here)
{
    memset(here, UINT8_MAX, WIDE_PLANE);
    for (uint32_t j = 0; j < nbits; j++, bits += VECS) {
        const uint64_t other = (code >> j & 1) - UINT64_C(1);

        for (int k = 0; k < VECS; k++)
            here[k] &= bits[k] ^ other;
    }
}

KERNEL void patch_plane(vec *out, const vec *here, bool value)
{
    if (value) {
        for (int k = 0; k < VECS; k++)
            out[k] |= here[k];
    } else {
        for (int k = 0; k < VECS; k++)
            out[k] &= ~here[k];
    }
}

/* Rewrites the results of the hosts `here`, which have `code`, from its dictionary row. */
KERNEL void patch_code(const wide_job *job, const wide_fact *f, uint32_t code, const vec *here)
{
    const uint32_t *out = job->wide->leaf_out + f->leaves;

    for (uint32_t l = 0; l < f->nleaves; l++) {
        const unsigned row = wide_leaf_bits(job, f, code, l);

        patch_plane(plane(job, out[l]), here, row & 1);
        patch_plane(plane(job, out[l] + 1), here, row & 2);
    }
}

/* A host whose bit is set in the plane; WIDE_BLOCK: there is none. */
KERNEL uint32_t first_host(const vec *left)
{
    const uint8_t *bytes = (const uint8_t *)left;
    uint32_t k = 0, at, bit = 0;

    while (k < VECS && !any(left[k]))
        k++;
    if (k == VECS)
        return WIDE_BLOCK;
    for (at = k * KERNEL_BYTES; !bytes[at];)
        at++;
    while (!(bytes[at] >> bit & 1))
        bit++;
    return KERNEL_BYTES * (8 * k + bit) + at % KERNEL_BYTES;
}

/* Results of hosts whose codes are above the classes: code by code, or host by host where there are
 * too many of them. */
KERNEL_APART void run_patch(const wide_job *job, const wide_op *op, const codes *c)
{
    const wide_fact *f = &job->wide->facts[op->c];
    const uint32_t nbits = c->high ? 16 : 8;
    vec *bits = plane(job, job->wide->codes_at), left[VECS], here[VECS];

    slice(c->low, 8, bits);
    if (c->high)
        slice(c->high, 8, bits + 8 * VECS);
    for (int k = 0; k < VECS; k++) {
        left[k] = bits[k] ^ bits[k];
        for (uint32_t j = f->bits; j < nbits; j++)
            left[k] |= bits[j * VECS + (uint32_t)k];
    }
    for (uint32_t count = 0; count < WIDE_CODES; count++) {
        const uint32_t host = first_host(left);
        uint32_t code;

        if (host == WIDE_BLOCK)
            return;
        code = c->low[host] | (c->high ? (uint32_t)c->high[host] << 8 : 0);
        having(bits, nbits, code, here);
        patch_plane(left, here, false);
        patch_code(job, f, code, here);
    }
    wide_patch(job, f, KERNEL_BYTES);
}

KERNEL_APART void run_texts(const wide_job *job, const wide_op *op)
{
    const wide_fact *f = &job->wide->facts[op->c];
    const uint32_t *out = job->wide->leaf_out + f->leaves;

    for (uint32_t g = 0; g < f->groups; g++) {
        wide_gather(job, f, g, job->bytes);
        for (int k = 0; k < VECS; k++) {
            vec x[8];

            load_eight(job->bytes, k, x);
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

/* Where a bit of `here` is set, the three bits of a level become those of this one. */
KERNEL void raise(vec level[3], unsigned to, vec here)
{
    level[0] = to & 1 ? level[0] | here : level[0] & ~here;
    level[1] = to & 2 ? level[1] | here : level[1] & ~here;
    level[2] = to & 4 ? level[2] | here : level[2] & ~here;
}

/* The greatest level of which a host's bit is set, in three planes; 0 outside `in`. */
KERNEL void greatest(const vec *levels, vec in, vec out[3])
{
    out[0] = out[1] = out[2] = in ^ in;
#define LEVEL(ID, name, meaning, sarif, junit) \
    if (CAV_##ID > 0) \
        raise(out, CAV_##ID, levels[(2 * CAV_##ID - 2) * VECS]);
#include "levels.def"
    out[0] &= in;
    out[1] &= in;
    out[2] &= in;
}

/* The verdict bytes of the pack (who 0) or of feature who - 1. */
KERNEL_APART void write_verdicts(const wide_job *job, uint32_t who, uint8_t *out)
{
    const vec *scope = plane(job, job->wide->scope_at), *levels = plane(job, WIDE_LEVELS * who);
    uint8_t *bytes = start_bytes(job, out);

    for (int k = 0; k < VECS; k++, scope++, levels++) {
        const vec contradiction = scope[0], outside = scope[VECS] | contradiction;
        vec x[8];

        greatest(levels, ~(outside | scope[2 * VECS]), x);
        greatest(levels + VECS, ~outside, x + 3);
        x[6] = contradiction | (((x[0] ^ x[3]) | (x[1] ^ x[4]) | (x[2] ^ x[5])) & ~outside);
        x[7] = outside;
        unslice(x, k, bytes);
    }
    end_bytes(job, out);
}

/* Planes from `at`, eight a byte, for all effects. */
KERNEL_APART void write_effects(const wide_job *job, uint32_t at, uint8_t *out)
{
    const uint32_t effects = job->wide->effects;

    for (uint32_t e = 0; e < effects; e += 8, out += job->out->stride) {
        uint8_t *bytes = start_bytes(job, out);
        const vec *planes = plane(job, at + e);
        const uint32_t left = effects - e;

        for (int k = 0; k < VECS; k++, planes++) {
            const vec none = planes[0] ^ planes[0];
            vec x[8];

            x[0] = planes[0];
            x[1] = left > 1 ? planes[VECS] : none;
            x[2] = left > 2 ? planes[2 * VECS] : none;
            x[3] = left > 3 ? planes[3 * VECS] : none;
            x[4] = left > 4 ? planes[4 * VECS] : none;
            x[5] = left > 5 ? planes[5 * VECS] : none;
            x[6] = left > 6 ? planes[6 * VECS] : none;
            x[7] = left > 7 ? planes[7 * VECS] : none;
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
        write_effects(job, wide->fire_at + wide->effects, out->undetermined);
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

KERNEL void run_bear(const wide_job *job, const wide_op *op)
{
    vec *const certain = plane(job, op->out), *const possible = plane(job, op->c);
    const vec *const pt = plane(job, op->a), *const pf = plane(job, op->b);

    for (int k = 0; k < VECS; k++) {
        const vec t = pt[k], f = pf[k];

        certain[k] |= t & ~f;
        possible[k] |= t;
    }
}

KERNEL void run_fire(const wide_job *job, const wide_op *op)
{
    vec *const fired = plane(job, op->out), *const undetermined = plane(job, op->c);
    const vec *const pt = plane(job, op->a), *const pf = plane(job, op->b);

    for (int k = 0; k < VECS; k++) {
        const vec t = pt[k], f = pf[k];

        fired[k] = t & ~f;
        undetermined[k] = t & f;
    }
}

KERNEL_TARGET void KERNEL_RUN(const wide_job *job)
{
    const wide_op *op = job->wide->ops, *const end = op + job->wide->nops;
    codes c = {NULL, NULL, false}; /* of the fact in hand */

    memset(job->planes, 0, (size_t)job->wide->nzero * WIDE_PLANE);
    for (; op < end; op++) {
        switch (op->op) {
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) \
    case VM_##NAME: \
        DOUBLE(can_true, can_false); \
        break;
#include "ops.def"
        case WIDE_SLICE:
            c = run_slice(job, op);
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
            if (c.above)
                run_patch(job, op, &c);
            break;
        case WIDE_BEAR:
            run_bear(job, op);
            break;
        case WIDE_FIRE:
            run_fire(job, op);
            break;
        case WIDE_VALUE:
            wide_write_value(job, op, KERNEL_BYTES);
            break;
        }
    }
    write_answers(job);
}
