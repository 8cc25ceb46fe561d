/* ops.h: ops.def as a C enum and a table, private to runtime/ and to code that makes images.
 *
 * It refuses nothing. Invariant: VM_X is the number of row X in the image format, and vm_rows[VM_X]
 * tells all that the verifier, the disassembler and the walk over operands need to know.
 */
#ifndef CAV_OPS_H
#define CAV_OPS_H

#include <stdint.h>

typedef enum vm_kind {
#define KIND(name, letter, first_illegal) VM_KIND_##name,
#include "ops.def"
    VM_KINDS
} vm_kind;

typedef enum vm_op {
#define LEAF(NAME, kind_a, kind_b, doc) VM_##NAME,
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) VM_##NAME,
#include "ops.def"
    VM_OPS
} vm_op;

typedef struct vm_row {
    const char *name, *doc;
    uint8_t kind[2]; /* vm_kind of operands a and b */
} vm_row;

extern const vm_row vm_rows[VM_OPS];
extern const char vm_letters[VM_KINDS]; /* how an operand of this kind prints; 0: not at all */

/* One result: can it be true, can it be false. Never both 0. */
typedef struct vm_truth { uint8_t t, f; } vm_truth;

#endif
