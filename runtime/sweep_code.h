/* sweep_code.h: a sweep's own code, private to runtime/sweep*.c and the kernels.
 *
 * Operations stand in segments: segment 0 depends on digits inside of blocks only and runs once;
 * segment k + 1 depends on outer digit k and slower ones, and runs when one of them changes. Planes
 * are never shared by two results, for they stay from block to block. Invariant: an operation reads
 * planes of its own segment, written before it, or of earlier segments.
 */
#ifndef CAV_SWEEP_CODE_H
#define CAV_SWEEP_CODE_H

#include "program.h"
#include "sweep.h"

enum { SWEEP_ALIGN = 64, SWEEP_LANES = 4096, SWEEP_TESTS_MAX = 64 };
enum { SWEEP_ZERO, SWEEP_LANE, SWEEP_PLANES }; /* planes: nothing; the lanes that are */

/* Rows of ops.def keep their numbers. */
typedef enum sweep_op_code {
    SWEEP_FILL = VM_OPS, /* out = truths[a + value of outer digit b] everywhere */
    SWEEP_SPREAD,        /* out: lane by lane, truths[a + value of digit b] */
    SWEEP_INVERT,        /* out = ~a */
    SWEEP_JOIN,          /* out = a | b */
    SWEEP_REMOVE,        /* out = a & ~b */
    SWEEP_LEVELS         /* the three bits of the level, from the planes of levels */
} sweep_op_code;

typedef struct sweep_op {
    uint32_t op, out, a, b;
} sweep_op;

/* A digit, in the order of the sweep. */
typedef struct sweep_digit {
    uint32_t fact, count;
    uint32_t given;          /* place among the caller's */
    uint64_t stride;         /* configurations between two of its values */
} sweep_digit;

struct cav_sweep {
    cav_env env;
    const cav_program *program;
    cav_wide_kernel kernel;
    void (*run)(const cav_sweep *sweep, uint8_t *planes, const uint32_t *values, uint32_t first);
    sweep_digit *digits;
    uint32_t *places;        /* of a caller's digit */
    uint32_t ndigits, outer; /* digits outside of blocks come first */
    uint32_t lanes;
    uint64_t blocks;
    size_t plane_bytes;      /* distance of planes */
    uint32_t nplanes;
    sweep_op *ops;
    uint32_t *segments;      /* outer + 2: where each starts, and the end */
    uint8_t *truths;
    uint32_t *planes;        /* of the wanted values */
    uint32_t nvalues;
    uint32_t possible, applies, level; /* planes; level: three */
    uint32_t levels[CAV_LEVEL_COUNT];  /* planes: which configurations reach a level */
    uint32_t nops;
    size_t room_ops, ntruths, room_truths;
};

/* In the workspace, before its planes. */
typedef struct sweep_state {
    uint64_t block;
    bool ready;              /* computed and not yet given out */
} sweep_state;

/* In sweep_build.c. */
cav_status sweep_build(cav_sweep *sweep, const cav_sweep_options *options);

/* In sweep.c: a plane's lanes from the values of a digit inside of blocks. */
void sweep_spread(const cav_sweep *sweep, const sweep_op *op, uint8_t *plane);

/* The kernels, beside those of the wide engine: operations first.. to the end. */
void sweep_run_plain(const cav_sweep *s, uint8_t *planes, const uint32_t *values, uint32_t first);
void sweep_run_v128(const cav_sweep *s, uint8_t *planes, const uint32_t *values, uint32_t first);
void sweep_run_avx2(const cav_sweep *s, uint8_t *planes, const uint32_t *values, uint32_t first);
void sweep_run_avx512(const cav_sweep *s, uint8_t *planes, const uint32_t *values, uint32_t first);

/* In wide.c. */
cav_wide_kernel wide_kernel(cav_wide_kernel wanted); /* AUTO resolved */

/* In wide_build.c: all results of the program as rows. */
void wide_results(const cav_program *program, uint8_t *op, uint32_t *a, uint32_t *b);

#endif
