/* program.h: the loaded program, private to runtime/.
 *
 * Invariant: `image` passed img_open and img_verify, so its fields are read unchecked.
 */
#ifndef CAV_PROGRAM_H
#define CAV_PROGRAM_H

#include "image.h"
#include "ops.h"
#include "text.h"

/* An instruction IN, as evaluation reads it: the fact's first word of classes, and the set's. */
typedef struct program_leaf { uint32_t word, mask; } program_leaf;

/* The further words of one over a fact of more than 32 classes; it is number `at` of its run. */
typedef struct program_far { uint32_t at; program_leaf leaf; } program_far;

/* A run of instructions. */
typedef struct program_run {
    uint32_t first, count;  /* results */
    uint32_t op, nfar;
    const uint8_t *operands;
    const program_leaf *leaves; /* of IN; NULL: another instruction */
    const program_far *far;
} program_run;

/* A level that counts towards the status of the pack or of a feature while a result allows it. */
typedef struct program_level {
    uint32_t can_true, can_false; /* bytes of the results' planes, inversion worked in */
    uint32_t bit;                 /* 1 << level */
    uint32_t feature;             /* CAV_NONE: of the pack */
} program_level;

/* One source that derives `fact` from `subject`; those of one fact stand together. */
typedef struct program_derive {
    uint32_t fact, subject, source;
    uint32_t patterns;      /* of its first case, in more->patterns */
} program_derive;

/* What load computes; constant afterwards. All arrays lie behind it in one block of `bytes`. */
struct program_more {
    size_t bytes;
    size_t pattern_bytes;   /* of compiled patterns */
    uint32_t words;         /* class words of all facts */
    uint32_t nruns, code_runs; /* runs of CODE, then those of XCODE */
    uint32_t nderives;      /* in an order in which subjects come before what derives from them */
    uint32_t npatterns;     /* tests', then derivations' cases' */
    uint32_t nleaves, nfars;
    uint32_t nlevels, pack_levels; /* the pack's stand first */
    uint32_t *word_at;      /* of a fact: its first class word */
    uint32_t *by_name;      /* facts, by name */
    program_run *runs;
    program_leaf *leaves;   /* of all runs, in their order */
    program_far *fars;
    program_level *levels;
    program_derive *derives;
    uint8_t *subject;       /* of a fact: something derives from it */
    text_pattern **patterns; /* NULL for tests that are no patterns */
};

struct cav_program {
    cav_env env;
    img image;
    struct program_more *more;
};

/* In program.c: cav_program_load, which takes no image for sound. One that is part of the program
 * that reads it was summed and verified when that was built, and is as sound as its code. */
cav_status program_load(const cav_env *env, const void *image, size_t size, bool sound,
                        cav_program **program);
/* In program.c, for derive.c: index of the fact of this name; CAV_NONE. */
uint32_t program_find(const img *i, const uint32_t *by_name, const char *name);
/* In derive.c: how many there are and how many cases they have; then finds and orders them. */
cav_status derive_count(const cav_env *env, const img *i, uint32_t *derives, uint32_t *cases);
cav_status derive_load(const cav_env *env, const img *i, struct program_more *more);

static inline uint32_t program_operand(const img *i, const program_run *run, uint32_t k,
                                       unsigned which)
{
    const uint32_t width = IMG_GET(i, META, 0, operand);
    const uint8_t *p = run->operands + (size_t)width * (2 * (size_t)k + which);

    return width == 2 ? img_get16(p) : img_get32(p);
}

static inline uint32_t program_words(const img *i, uint32_t fact)
{
    return (IMG_GET(i, FACTS, fact, classes) + 31) / 32;
}

/* The run that computes a result. */
const program_run *program_run_of(const cav_program *program, uint32_t result);

#endif
