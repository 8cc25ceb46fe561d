/* wide.h: one program, many machines: 1024 hosts a step, two bit planes per result.
 *
 * Reading order: engine, columns, evaluation, reading the answers. Read caveat.h first: the same
 * promises hold. A cav_wide is made once from a loaded program for the answers that are wanted; it
 * is constant, and any number of threads may evaluate with it, each with a workspace of its own.
 * Evaluation allocates nothing, keeps nothing, and its verdicts are those of cav_evaluate, bit for
 * bit.
 *
 * Facts come in as columns, one per fact: an array of small codes, one per host.
 *     0          anything: the fact is unknown
 *     1..n       the fact is in class (code - 1) of its n classes
 *     above      what cav_wide_column_code handed out: a set of classes, the answers of a text
 * Code 0 of a question (depth, wanted) means "anything" too, which no cav_facts ever asks: give
 * questions a code. A code that nobody handed out is taken as 0: unknown is sound.
 *
 *     cav_wide_new(env, program, &(cav_wide_options){.wants = CAV_WIDE_VERDICT}, &wide);
 *     cav_wide_column_new(env, wide, fact, 1, &column);            for each fact that is read
 *     cav_facts_set(facts, …); cav_wide_column_code(column, facts, &code);  for each distinct value
 *     workspace = malloc(cav_wide_workspace(wide));
 *     cav_wide_evaluate(wide, inputs, hosts, workspace, &(cav_wide_output){.verdicts = bytes});
 */
#ifndef CAV_WIDE_H
#define CAV_WIDE_H

#include "caveat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* -- engine ----------------------------------------------------------------------------------- */

/* The same source, compiled for wider and wider words. */
typedef enum cav_wide_kernel {
    CAV_WIDE_AUTO,   /* the best this processor runs */
    CAV_WIDE_PLAIN,  /* 64-bit words: every machine */
    CAV_WIDE_V128,   /* the compiler's 128-bit vectors: SSE2, NEON */
    CAV_WIDE_AVX2,
    CAV_WIDE_AVX512, /* F and BW */
    CAV_WIDE_KERNELS
} cav_wide_kernel;

CAV_API const char *cav_wide_kernel_name(cav_wide_kernel kernel); /* "avx2" */
/* Whether this build has it and this processor runs it. Asks the processor, which costs
 * microseconds in a virtual machine: so nothing asks before a cav_wide is made. */
CAV_API bool cav_wide_kernel_runs(cav_wide_kernel kernel);

enum cav_wide_wants {
    CAV_WIDE_VERDICT = 1,  /* the pack's verdict per host */
    CAV_WIDE_FEATURES = 2, /* each feature's */
    CAV_WIDE_EFFECTS = 4   /* which effects fired, which are undetermined, per host */
};

typedef struct cav_wide_options {
    cav_wide_kernel kernel;
    unsigned wants;          /* cav_wide_wants; what is not wanted is not computed */
    const uint32_t *values;  /* results wanted as bit planes: cav_cond.value or cav_wide_value */
    uint32_t nvalues;
} cav_wide_options;

typedef struct cav_wide cav_wide;

/* Orders the program's instructions, gives results slots by their lifetime and turns sets of
 * classes into boolean functions of the codes' bits. CAV_BAD_ARGUMENT: no such kernel here, no such
 * value, or a fact that is read has more than 65535 classes. The program must outlive it. */
CAV_API cav_status cav_wide_new(const cav_env *env, const cav_program *program,
                                const cav_wide_options *options, cav_wide **wide);
CAV_API void cav_wide_free(cav_wide *wide);

typedef struct cav_wide_info {
    cav_wide_kernel kernel;
    uint32_t steps;          /* operations per block of 1024 hosts */
    uint32_t planes;         /* bit planes of 128 bytes that one block uses */
    uint32_t facts;          /* facts that are read */
    size_t workspace;        /* bytes */
    size_t bytes;            /* memory of the engine */
} cav_wide_info;
CAV_API void cav_wide_get(const cav_wide *wide, cav_wide_info *info);
CAV_API size_t cav_wide_workspace(const cav_wide *wide); /* bytes, any alignment */
/* False: the fact's column is not looked at. */
CAV_API bool cav_wide_reads(const cav_wide *wide, uint32_t fact);

/* What a program computes, by name: for cav_wide_options.values. CAV_NONE: no such thing. */
typedef enum cav_wide_what {
    CAV_WIDE_FIRES,      /* effect `index` */
    CAV_WIDE_BEARS,      /* effect `index`, on the configuration */
    CAV_WIDE_IN_USE,     /* feature `index` */
    CAV_WIDE_APPLIES,    /* CAV_NONE: always */
    CAV_WIDE_IMPOSSIBLE  /* `index` */
} cav_wide_what;
CAV_API uint32_t cav_wide_value(const cav_program *program, cav_wide_what what, uint32_t index);

/* -- columns ---------------------------------------------------------------------------------- */

/* The dictionary of one fact's column: codes above the classes. Values that no condition can tell
 * apart share a code, so a column of a million texts with three patterns has at most 64 codes. */
typedef struct cav_wide_column cav_wide_column;

/* `width` is the size of a code in bytes, 1 or 2. CAV_BAD_ARGUMENT: the fact has more classes than
 * such codes can name. `wide` must outlive the column. */
CAV_API cav_status cav_wide_column_new(const cav_env *env, const cav_wide *wide, uint32_t fact,
                                       unsigned width, cav_wide_column **column);
CAV_API void cav_wide_column_free(cav_wide_column *column);

/* The code of what `facts` (of the same program) says of the column's fact; also of depth, of a
 * wanted feature, of a fact derived from another. A pattern is matched when the fact is set, so
 * keep the code with the text and set each distinct text once. Rows never move: one thread may add
 * while others evaluate codes they were given before. CAV_FAILED: no code of this width is left;
 * 0 is a sound substitute, a wider column an exact one. */
CAV_API cav_status cav_wide_column_code(cav_wide_column *column, const cav_facts *facts,
                                        uint32_t *code);
/* The other way, for what the scalar engine alone can tell of one host, such as its missing facts:
 * puts what `code` says of the column's fact where cav_evaluate reads it. Every condition then has
 * the truth it had; the value itself is not known from its code, so `facts` has none to print and
 * keeps its depth. Do this for every column, then evaluate; clear `facts` before any other use.
 * CAV_BAD_ARGUMENT: facts of another program. */
CAV_API cav_status cav_wide_column_read(const cav_wide_column *column, uint32_t code,
                                        cav_facts *facts);
/* Codes handed out above the classes. */
CAV_API uint32_t cav_wide_column_count(const cav_wide_column *column);

/* -- evaluation ------------------------------------------------------------------------------- */

typedef struct cav_wide_input {
    const void *codes;             /* one per host, column->width bytes each (uint16_t: aligned);
                                      NULL: every host has `code` */
    uint32_t code;
    const cav_wide_column *column; /* NULL: 8-bit codes of classes only; a text is then unknown */
} cav_wide_input;

/* Where answers go; NULL: not written. Those that were not wanted when the engine was made must be
 * NULL. `stride` is the distance between the rows of two features or groups of effects, in bytes;
 * `plane_stride` between the planes of two values, in words. */
typedef struct cav_wide_output {
    uint8_t *verdicts;     /* a byte per host */
    uint8_t *features;     /* feature k: a byte per host from features + k * stride */
    uint8_t *fired;        /* effects 8g..8g+7: a byte per host from fired + g * stride */
    uint8_t *undetermined; /* likewise */
    size_t stride;
    uint64_t *can_true;    /* value k: bit h % 64 of word h / 64 from can_true + k * plane_stride */
    uint64_t *can_false;
    size_t plane_stride;
} cav_wide_output;

/* Judges hosts 0..hosts-1. inputs[f] belongs to fact f; there are as many as the program has facts.
 * Bits of planes past the last host are 0. CAV_BAD_ARGUMENT: an answer that was not wanted, or a
 * column of another engine or fact. */
CAV_API cav_status cav_wide_evaluate(const cav_wide *wide, const cav_wide_input *inputs,
                                     size_t hosts, void *workspace,
                                     const cav_wide_output *output);

/* -- reading the answers ---------------------------------------------------------------------- */

/* A verdict byte. best and worst are CAV_SUPPORTED where the kind is not applicable or a
 * contradiction. */
static inline cav_level cav_wide_best(uint8_t verdict)
{
    return (cav_level)(verdict & 7);
}

static inline cav_level cav_wide_worst(uint8_t verdict)
{
    return (cav_level)(verdict >> 3 & 7);
}

static inline cav_verdict_kind cav_wide_kind(uint8_t verdict)
{
    return (cav_verdict_kind)(verdict >> 6);
}

/* One effect in `fired` or `undetermined`. */
static inline bool cav_wide_effect(const uint8_t *rows, size_t stride, size_t host, uint32_t effect)
{
    return rows[effect / 8 * stride + host] >> effect % 8 & 1;
}

#ifdef __cplusplus
}
#endif
#endif
