/* result.h: the outcome of one evaluation, private to runtime/.
 *
 * Invariant: `values` are those of the last evaluation (at first: all unknown), and the intervals
 * follow from them.
 */
#ifndef CAV_RESULT_H
#define CAV_RESULT_H

#include "eval.h"

/* The levels that certainly bear, and those that may: bit l stands for level l. */
typedef struct result_interval { uint8_t best, worst; } result_interval;

struct cav_result {
    cav_env env;
    const cav_program *program;
    size_t bytes;
    bool traced;
    uint32_t depth;
    cav_verdict_kind kind;      /* CONTRADICTION, NOT_APPLICABLE, or DECIDED for "as levels say" */
    cav_truth applies;
    vm_truth *values;           /* of CODE, then of XCODE */
    result_interval *intervals; /* of the features, then of the pack */
    uint8_t *marks;             /* scratch of one walk: results of CODE, then facts */
};

static inline cav_truth result_truth(const cav_result *result, uint32_t value)
{
    const vm_truth v = result->values[value / 2];

    return (cav_truth)(value & 1 ? v.f | v.t << 1 : v.t | v.f << 1);
}

uint64_t result_lay_out(const cav_program *program, cav_result *result);

#endif
