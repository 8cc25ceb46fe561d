/* disassemble.h: instructions, classes and values in words, private to runtime/.
 *
 * No instruction is named: rows and kinds of ops.def say how each prints. Refuses to spell out
 * domains of over DIS_PIECES_MAX pieces, so that a listing takes time linear in the image.
 * Invariant: what follows the operands is a comment; the operands alone are the instruction.
 */
#ifndef CAV_DISASSEMBLE_H
#define CAV_DISASSEMBLE_H

#include "output.h"
#include "program.h"

enum { DIS_PIECES_MAX = 256 };

/* "IN f7 s3" */
void dis_instruction(out *o, const img *i, const program_run *run, uint32_t k);
/* What its operands stand for: "L0.platform in {amd, ibm-z}"; nothing for pure logic. */
void dis_comment(out *o, const img *i, const program_run *run, uint32_t k);
/* The fact that it reads; CAV_NONE. */
uint32_t dis_fact(const img *i, const program_run *run, uint32_t k);

void dis_class(out *o, const img *i, uint32_t fact, uint32_t class); /* "rhel 8.2 to before 9" */
void dis_test(out *o, const img *i, uint32_t test);                  /* "t1 and t2" */
void dis_value(out *o, uint32_t value);                              /* "v12", "not v12" */

#endif
