/* matrix.h: the statuses of a pack or a feature over the values of two facts.
 *
 * A cell is every fully known configuration with this row's and this column's class, the question
 * and what is given held. Invariant: where `exact`, a cell holds a status if and only if some
 * possible configuration has it.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include "../caveat/config.h"
#include "space.h"

enum { MATRIX_NOT_APPLICABLE = CAV_LEVEL_COUNT, MATRIX_STATES };
const char *matrix_state_name(unsigned state);

typedef struct matrix_cell {
    uint64_t count[MATRIX_STATES]; /* possible configurations of each status */
    unsigned states;               /* bit s: status s occurs; 0: nothing here is possible */
    bool *matters;                 /* of each digit: it decides which; NULL where one status is */
} matrix_cell;

typedef struct matrix_axis { /* rows or columns, after those that are alike were joined */
    const char *fact;
    uint32_t digit;      /* CAV_NONE: no verdict depends on it */
    uint32_t *of;        /* class of the digit -> line; CAV_NONE: excluded by what is given */
    const char **names;  /* of the lines */
    const char **values; /* one value of each, as a fact file writes it; NULL */
    uint32_t count;
} matrix_axis;

typedef struct matrix {
    app *app;
    const pack *pack;
    space_side side;
    space space;
    uint32_t feature; /* CAV_NONE: the pack */
    uint32_t depth;
    matrix_axis rows, columns;
    matrix_cell *cells;      /* row by row */
    uint64_t configurations; /* swept; possible or not */
    bool exact;
} matrix;

/* Facts are named as LAYER.FACT; `c` holds what is given and asked. */
int matrix_make(app *a, const config *c, uint32_t k, const char *rows, const char *columns,
                const char *feature, matrix *m);
const matrix_cell *matrix_at(const matrix *m, uint32_t row, uint32_t column);
unsigned matrix_best(const matrix_cell *cell); /* levels; meaningless if none occurs */
unsigned matrix_worst(const matrix_cell *cell);
/* The names of the facts that decide, by ", "; "": none. */
const char *matrix_facts(const matrix *m, const matrix_cell *cell);

/* matrix_out.c: all of them, in the format asked for. */
void matrix_write(app *a, const config *c, const matrix *all, size_t count);

#endif
