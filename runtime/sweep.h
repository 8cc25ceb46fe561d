/* sweep.h: every combination of the facts that a program can tell apart, judged.
 *
 * Reading order: what to sweep, making a sweep, running it, reading a block. Read caveat.h and
 * wide.h first; the same promises hold. A sweep counts through all values of its digits, a digit
 * being a fact with the classes (or the answers of a text) to try. All configurations are fully
 * known, so every result is true or false and takes one bit. The fastest digits lie side by side in
 * bit planes (a block); a step of a slower digit computes again only what depends on it.
 *
 *     cav_sweep_new(env, program, &options, &sweep);
 *     cav_sweep_get(sweep, &info); workspace = malloc(info.workspace);
 *     for (cav_sweep_start(sweep, workspace, 0); cav_sweep_next(sweep, workspace, &block);)
 *         … block.possible, block.level, cav_sweep_plane(sweep, workspace, k) …
 *
 * A sweep is constant once made: threads share it, each starting at a block of its own.
 */
#ifndef CAV_SWEEP_H
#define CAV_SWEEP_H

#include "wide.h"

#ifdef __cplusplus
extern "C" {
#endif

/* -- what to sweep ---------------------------------------------------------------------------- */

/* `count` values of one fact or question. A value is a class of the fact; of a text it is the
 * answers of the fact's tests, bit t for its t-th pattern or literal (what tests combine follows
 * from these; a text with more than 64 tests cannot be swept). */
typedef struct cav_sweep_digit {
    uint32_t fact;          /* CAV_NONE: it multiplies configurations and changes nothing */
    uint32_t count;         /* at least 1 */
    const uint64_t *values; /* NULL: 0, 1, … count - 1; not needed once the sweep is made */
} cav_sweep_digit;

typedef struct cav_sweep_options {
    cav_wide_kernel kernel;
    const cav_sweep_digit *digits; /* every fact that what is wanted reads must be among them */
    uint32_t ndigits;
    uint32_t lanes;         /* configurations of a block, at most; 0: as many as suit the cache */
    bool keep_order;        /* the first digit is the slowest; else the sweep chooses */
    bool verdict;           /* levels are wanted: the pack's, or one feature's */
    uint32_t feature;       /* CAV_NONE: the pack */
    const uint32_t *values; /* results wanted as planes: cav_cond.value or cav_wide_value */
    uint32_t nvalues;
} cav_sweep_options;

/* -- making a sweep --------------------------------------------------------------------------- */

typedef struct cav_sweep cav_sweep;

/* CAV_BAD_ARGUMENT: a fact without digit or with two, no such value or kernel, or more than 2^63
 * configurations. CAV_BAD_VALUE: a class that the fact has not. The program must outlive it. */
CAV_API cav_status cav_sweep_new(const cav_env *env, const cav_program *program,
                                 const cav_sweep_options *options, cav_sweep **sweep);
CAV_API void cav_sweep_free(cav_sweep *sweep);

typedef struct cav_sweep_info {
    cav_wide_kernel kernel;
    uint64_t configurations, blocks;
    uint32_t lanes;     /* configurations of a block */
    uint32_t steps;     /* operations, all */
    uint32_t hot;       /* operations that a step of the fastest digit outside of blocks repeats */
    size_t workspace;   /* bytes, any alignment */
} cav_sweep_info;
CAV_API void cav_sweep_get(const cav_sweep *sweep, cav_sweep_info *info);

/* Which of the caller's digits is k-th, the slowest first: to sweep another program alike. */
CAV_API uint32_t cav_sweep_digit_at(const cav_sweep *sweep, uint32_t k);
/* Which of its values digit `digit` (as the caller counts) has in a configuration. */
CAV_API uint32_t cav_sweep_value(const cav_sweep *sweep, uint64_t configuration, uint32_t digit);

/* -- running it ------------------------------------------------------------------------------- */

typedef struct cav_sweep_block {
    uint64_t first;           /* configuration of bit 0 */
    uint32_t lanes, words;    /* configurations; 64-bit words of a plane */
    /* Planes: bit n % 64 of word n / 64 is configuration first + n. Valid until the next call. */
    const uint64_t *possible; /* it exists, and nothing declares it impossible; ask this first */
    const uint64_t *applies;  /* the pack does */
    const uint64_t *level[3]; /* bits 0, 1, 2 of the level; 0 where not possible or not applying */
} cav_sweep_block;

/* Makes block `block` (below info.blocks) the one that cav_sweep_next gives next. */
CAV_API void cav_sweep_start(const cav_sweep *sweep, void *workspace, uint64_t block);
/* False: there is no further block. */
CAV_API bool cav_sweep_next(const cav_sweep *sweep, void *workspace, cav_sweep_block *block);
/* The plane of options.values[k]; means nothing where not possible. The same address for every
 * block. */
CAV_API const uint64_t *cav_sweep_plane(const cav_sweep *sweep, const void *workspace, uint32_t k);

#ifdef __cplusplus
}
#endif
#endif
