/* wide_code.h: the wide engine's own code, private to runtime/wide*.c.
 *
 * A plane is 128 bytes, one bit per host of a block of 1024. Planes lie in the workspace: first
 * those that gather answers (some start at 0), then scratch of one fact, then the slots of results
 * (can be true, and behind it can be false). Operands are plane numbers.
 *
 * Where a host's bit lies depends on the kernel's vector of S bytes: host S*(8*v + i) + p of a
 * block is bit i of byte p of vector v. That is what makes codes bits, and bits bytes, without a shuffle.
 * Invariant: in every slot each host's result can be true, can be false or both.
 */
#ifndef CAV_WIDE_CODE_H
#define CAV_WIDE_CODE_H

#include "program.h"
#include "wide.h"

enum { WIDE_PLANE = 128, WIDE_BLOCK = 8 * WIDE_PLANE, WIDE_PAGE = 256 };
#define WIDE_LOOKS_MAX (UINT64_C(1) << 27)

enum { WIDE_BITS_MAX = 16, WIDE_CLASSES_MAX = 65535, WIDE_CODES = 48 };

/* Rows of ops.def keep their numbers; leaves are these instead. Planes: out, a, b, c. */
typedef enum wide_op_code {
    WIDE_SLICE = VM_OPS, /* bits of fact c's codes -> out, out+1, … */
    WIDE_MUX,            /* out = a ? b : c, single planes, as the next five */
    WIDE_AND,            /* a & b */
    WIDE_ANDN,           /* ~a & b */
    WIDE_OR,             /* a | b */
    WIDE_ORN,            /* ~a | b */
    WIDE_NOT,            /* ~a */
    WIDE_LEAF,           /* result out: a holds, or b says that the fact is unknown */
    WIDE_ALWAYS,         /* result out: true whatever the fact is */
    WIDE_NEVER,          /* false */
    WIDE_TEXTS,          /* all results of text fact c */
    WIDE_PATCH,          /* results of fact c for hosts with codes of its dictionary */
    WIDE_BEAR,           /* out |= a & ~b (certainly), c |= a (possibly) */
    WIDE_FIRE,           /* out = a & ~b (fired), c = a & b (undetermined) */
    WIDE_VALUE           /* planes a, b are value c */
} wide_op_code;

typedef struct wide_op {
    uint32_t op, out, a, b, c;
} wide_op;

/* A fact that is read. Its leaves are leaf_what[leaves..] and leaf_out[leaves..]. */
typedef struct wide_fact {
    uint32_t fact;
    uint32_t classes;    /* 0: text */
    uint32_t bits;       /* of a code without dictionary; 0: text */
    uint32_t base;       /* first code of the dictionary */
    uint32_t leaves, nleaves;
    uint32_t groups;     /* of four leaves: bytes of a dictionary row */
    uint32_t unknown;    /* row of code 0, in wide->unknown */
    uint32_t ops, nops;  /* while building: from slices to results */
} wide_fact;

typedef struct wide_job wide_job;

struct cav_wide {
    cav_env env;
    const cav_program *program;
    cav_wide_kernel kernel;
    void (*run)(const wide_job *job); /* one block */
    unsigned wants;
    uint32_t nvalues;
    wide_op *ops;
    wide_fact *facts;
    uint32_t *leaf_what;     /* set or test */
    uint32_t *leaf_out;      /* plane of the result */
    uint8_t *unknown;        /* rows of code 0 */
    uint32_t *use;           /* of a program's fact: its wide_fact; CAV_NONE: not read */
    uint32_t nops, nfacts, nleaves, nunknown;
    uint32_t nplanes, nzero; /* planes; those that start at 0 */
    uint32_t effects;        /* of the program */
    uint32_t features;       /* of the program */
    uint32_t fire_at;        /* planes of fired, then of undetermined effects */
    uint32_t codes_at;       /* all bits of one fact's codes */
    uint32_t scope_at;       /* contradiction, not applicable, applies unknown */
    size_t room_ops, room_facts, room_leaves, room_outs, room_unknown; /* allocated, in items */
};

struct wide_column_entry;

struct cav_wide_column {
    cav_env env;
    const cav_wide *wide;
    const wide_fact *fact;
    unsigned width;
    uint32_t count, limit;   /* rows: used, possible */
    uint8_t **pages;         /* page k: rows 256*k.., group by group; NULL: none yet */
    uint32_t npages;
    uint32_t *table;         /* rows by hash, +1; 0: free */
    uint32_t ntable;
    uint8_t *row;            /* scratch: two rows */
};

/* One block of one evaluation. */
struct wide_job {
    const cav_wide *wide;
    const cav_wide_input *inputs;
    const cav_wide_output *out;
    size_t first;            /* host */
    uint32_t count;          /* of hosts, at most WIDE_BLOCK */
    uint8_t *planes;         /* aligned to WIDE_PLANE */
    uint8_t *low, *high;     /* bytes of a fact's codes that had to be copied */
    uint8_t *bytes;          /* WIDE_BLOCK bytes on their way in or out */
};

enum { WIDE_SCRATCH = 3 * WIDE_BLOCK }; /* low, high, bytes */

/* Planes that gather levels of the pack or a feature: certainly, possibly, per level from 1. */
enum { WIDE_LEVELS = 2 * (CAV_LEVEL_COUNT - 1) };

/* In wide_build.c. */
cav_status wide_build(cav_wide *wide, const cav_wide_options *options);

/* In wide_sets.c: growing arrays and boolean functions of code bits. */
void *wide_grow(const cav_env *env, void *items, size_t *room, size_t need, size_t size);

typedef struct wide_node {
    uint32_t bit, high, low; /* its own value is that of `high` where the bit is set */
    uint32_t plane;
} wide_node;

typedef struct wide_nodes {
    cav_env env;
    wide_node *items;
    uint32_t *table;         /* by hash, +1 */
    size_t count, room, ntable;
    uint32_t bits, classes;
    uint64_t looks;          /* words of sets looked at so far */
    bool failed;             /* no memory, or too many looks */
    bool endless;            /* the latter */
} wide_nodes;

/* Nodes 0, 1 and 2 are false, true and "does not matter". */
enum { WIDE_FALSE, WIDE_TRUE, WIDE_ANY, WIDE_NODES };
void wide_nodes_start(wide_nodes *nodes, const cav_env *env, uint32_t classes, uint32_t bits);
void wide_nodes_end(wide_nodes *nodes);
/* The function "code c is in the set" (`words`: bit k of word k/32 is class k), codes of no class
 * not mattering. */
uint32_t wide_nodes_set(wide_nodes *nodes, const img *i, uint32_t set);
uint32_t wide_nodes_unknown(wide_nodes *nodes); /* "code c is no class" */

/* In wide_column.c. */
/* Sets t (bit 0) and f (bit 1) of each leaf of `facts`' value; a row of f->groups bytes. */
void wide_row(const cav_wide *wide, const wide_fact *f, const cav_facts *facts, uint8_t *row);
/* Brings a fact's codes into reach as bytes; *low, *high: WIDE_BLOCK of them (high NULL: 0). */
void wide_codes(const wide_job *job, const wide_fact *f, const uint8_t **low, const uint8_t **high);
/* One group of four leaves' bits per host. */
void wide_gather(const wide_job *job, const wide_fact *f, uint32_t group, uint8_t *bytes);
/* Can leaf l be true (1), can it be false (2), for a code above the classes. */
unsigned wide_leaf_bits(const wide_job *job, const wide_fact *f, uint32_t code, uint32_t l);
/* Rewrites the results of hosts whose code is above the classes; `vector` is the kernel's. */
void wide_patch(const wide_job *job, const wide_fact *f, uint32_t vector);

/* In wide.c: planes op->a and op->b, in the order of hosts, to the output. */
void wide_write_value(const wide_job *job, const wide_op *op, uint32_t vector);

/* The kernels: wide_plain.c and its sisters. */
void wide_run_plain(const wide_job *job);
void wide_run_v128(const wide_job *job);
void wide_run_avx2(const wide_job *job);
void wide_run_avx512(const wide_job *job);

#endif
