/* field.h: what a verdict can still become around the facts that are known: which results are open,
 * on which facts they depend, and every combination of those facts, judged.
 *
 * Results that share no open fact fall into parts; each part is swept alone. The verdict is the
 * worst of all parts, so what is exact for the parts is exact for the whole, however large their
 * product. Invariant: the depth and what is wanted are held as the facts have them; a known fact
 * keeps the classes that what is known of it allows, unless the field is asked beyond.
 */
#ifndef FIELD_H
#define FIELD_H

#include "space.h"

/* States of a configuration; a set of them is a byte, 0 where nothing is possible. */
enum { FIELD_OUTSIDE = CAV_LEVEL_COUNT, FIELD_STATES };
#define FIELD_MAX (UINT64_C(1) << 26) /* configurations of one part, a byte each */

typedef enum field_kind { FIELD_EFFECT, FIELD_APPLIES, FIELD_IMPOSSIBLE } field_kind;

typedef struct field_result {
    field_kind kind;
    uint32_t index; /* effect, or `impossible` */
    uint32_t value; /* as cav_wide_value */
    unsigned level; /* of an effect */
    cav_truth now;  /* by what is known */
    bool *reads;    /* of each digit */
    uint32_t part;
} field_result;

typedef struct field_ask {
    const pack *pack;
    const cav_facts *facts;
    const cav_result *result; /* of these facts */
    uint32_t feature;         /* CAV_NONE: the pack */
    int above;                /* effects of this level or a better one do not count; -1: all do */
    bool beyond; /* facts that are not fixed may become anything; results that are decided count */
} field_ask;

typedef struct field {
    app *app;
    field_ask ask;
    cav_facts *scratch;
    space_side side;
    space space;
    field_result *results;
    size_t count, room;
    uint32_t *choice; /* depth and questions held; else open */
    bool **may;       /* of each digit and class: what is known allows it */
    bool **reach;     /* the same, or all classes of what may be changed */
    uint32_t *part;   /* of each digit; CAV_NONE: held, or nothing open reads it */
    uint32_t parts;   /* the last one has no digits: results that are the same everywhere */
    unsigned certain; /* a level that no configuration is better than */
    bool outside;     /* it is certain that the pack does not apply */
    bool dead;        /* something impossible certainly holds */
    bool untried;     /* a text has too many tests: nothing can be proved */
} field;

int field_new(app *a, const field_ask *ask, field *out);
void field_free(field *f);

uint32_t field_classes(const field *f, uint32_t digit, const bool *in); /* how many are in */
bool field_known(const field *f, uint32_t digit); /* fully or partly, by what is told */

/* The configurations of a part with these classes (in[digit][class]) of its digits; false: more
 * than 2^63. */
bool field_size(const field *f, uint32_t part, bool *const *in, uint64_t *size);
/* Judges them: states[n] is the set of one state, or 0. The first digit is the slowest. `states`
 * has room for all. Effects at `certain` or better are told as that level. */
int field_sweep(const field *f, uint32_t part, bool *const *in, uint8_t *states);
/* Joins what `count` values, `stride` apart, make of it; the sets of what is left stay at the
 * front. Returns how many are left. */
uint64_t field_fold(uint8_t *states, uint64_t size, uint64_t stride, uint32_t count);

/* The statuses that two parts together can have, each with one of its own. */
uint8_t field_join(uint8_t x, uint8_t y);
unsigned field_best(uint8_t states);  /* levels; CAV_LEVEL_COUNT: none */
unsigned field_worst(uint8_t states); /* the same */
bool field_single(uint8_t states);

/* What these classes are called, within what is known of the fact. */
const char *field_name(const field *f, uint32_t digit, const bool *in);
/* What restricts what is said; the k-th, NULL past the last. */
const char *field_remark(const field *f, size_t k);

#endif
