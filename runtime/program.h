/* program.h: the loaded program, private to runtime/.
 *
 * Invariant: `image` passed img_open and img_verify, so its fields are read unchecked.
 */
#ifndef CAV_PROGRAM_H
#define CAV_PROGRAM_H

#include "image.h"
#include "text.h"

struct cav_program {
    cav_env env;
    img image;
    struct program_more *more; /* what load computes: compiled patterns, run index; see program.c */
};

#endif
