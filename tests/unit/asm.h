/* asm.h: images from text, for tests: records by image.def, instructions by ops.def.
 *
 *   LAYERS name="L0" title="the host"     one record; fields left out: text "", none, or 0
 *   FEATURES name="x" wanted=1 in_use=v3  v3, !v3: a result, or its opposite; also numbers, none
 *   code / xcode / records                what the lines after it are
 *   IN f1 s0                              one instruction; a run ends where the instruction changes
 *                                         or an operand names a result of the run itself
 *   # comment
 *
 * It refuses lines it cannot read, with their number. Invariant: what it makes depends on the text
 * only, and nothing is corrected on the way, so wrong images can be written too.
 */
#ifndef ASM_H
#define ASM_H

#include <stdint.h>

#include "../../compiler/arena.h"

/* In the arena. NULL: *line is the line (from 1) that cannot be read. */
uint8_t *asm_image(arena *a, const char *text, size_t *size, unsigned *line);

/* Makes the checksum right again. */
void asm_repair(uint8_t *image, size_t size);

#endif
