/* eval.h: one evaluation of straight-line code, private to runtime/.
 *
 * Invariant: after vm_run every result it computed is can-be-true, can-be-false or both.
 */
#ifndef CAV_EVAL_H
#define CAV_EVAL_H

#include "facts.h"

/* Computes the results of CODE, or with `explain` those of XCODE on top of them, into all[0..]. */
void vm_run(const cav_program *program, const cav_facts *facts, bool explain, vm_truth *all);

#endif
