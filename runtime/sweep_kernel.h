/* sweep_kernel.h: the sweep's inner loops, compiled once per vector width with wide_kernel.h.
 *
 * Results are one plane: a configuration is fully known, so what can be true cannot be false, and
 * ops.def's formulas are taken with a.f = ~a.t. It checks nothing: sweep_build.c made the
 * operations.
 */
#include "sweep_code.h"

KERNEL vec *lanes(const cav_sweep *s, uint8_t *planes, uint32_t index)
{
    return (vec *)(void *)(planes + (size_t)index * s->plane_bytes);
}

#define LANES(formula) \
    do { \
        vec *const out = lanes(s, planes, op->out); \
        const vec *const pa = lanes(s, planes, op->a), *const pb = lanes(s, planes, op->b); \
        for (size_t k = 0; k < n; k++) { \
            const truth a = {pa[k], ~pa[k]}, b = {pb[k], ~pb[k]}; \
            (void)b; \
            out[k] = (formula); \
        } \
    } while (0)

/* Where a lane is possible and the pack applies: its greatest level. */
KERNEL void run_levels(const cav_sweep *s, uint8_t *planes, size_t n)
{
    const vec *possible = lanes(s, planes, s->possible), *applies = lanes(s, planes, s->applies);
    vec *out[3];

    for (uint32_t bit = 0; bit < 3; bit++)
        out[bit] = lanes(s, planes, s->level + bit);
#define LEVEL(ID, name, meaning, sarif, junit) \
    const vec *const level_##ID = lanes(s, planes, s->levels[CAV_##ID]);
#include "levels.def"
    for (size_t k = 0; k < n; k++) {
        const vec in = possible[k] & applies[k];
        vec x[3] = {in ^ in, in ^ in, in ^ in};

#define LEVEL(ID, name, meaning, sarif, junit) \
    if (CAV_##ID > 0) \
        raise(x, CAV_##ID, level_##ID[k]);
#include "levels.def"
        out[0][k] = x[0] & in;
        out[1][k] = x[1] & in;
        out[2][k] = x[2] & in;
    }
}

KERNEL_TARGET void KERNEL_SWEEP(const cav_sweep *s, uint8_t *planes, const uint32_t *values,
                                uint32_t first)
{
    const size_t n = (s->lanes + 8 * KERNEL_BYTES - 1) / (8 * KERNEL_BYTES);
    const sweep_op *op = s->ops + first, *const end = s->ops + s->nops;

    for (; op < end; op++) {
        switch (op->op) {
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) \
    case VM_##NAME: \
        LANES(can_true); \
        break;
#include "ops.def"
        case SWEEP_FILL:
            memset(lanes(s, planes, op->out), s->truths[op->a + values[op->b]] ? UINT8_MAX : 0,
                   n * KERNEL_BYTES);
            break;
        case SWEEP_SPREAD:
            sweep_spread(s, op, (uint8_t *)lanes(s, planes, op->out));
            break;
        case SWEEP_INVERT:
            LANES(a.f);
            break;
        case SWEEP_JOIN:
            LANES(a.t | b.t);
            break;
        case SWEEP_REMOVE:
            LANES(a.t & b.f);
            break;
        case SWEEP_LEVELS:
            run_levels(s, planes, n);
            break;
        }
    }
}
