/* run.h: the threads of one run and the order in which they write. */
#ifndef FLEET_RUN_H
#define FLEET_RUN_H

#include "sink.h"
#include "worker.h"

typedef struct team {
    fleet *fleet;
    source source;
    sink sink;
    worker *at;
    unsigned count;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    const char *head; /* to be written before the first text; NULL: none */
    uint64_t turn;    /* the block whose text is written now */
    int status;       /* the first failure: nothing is written after it */
    bool progress;    /* standard error is a terminal */
    uint64_t lines;   /* of blocks that are written */
    double started, shown;
} team;

/* summary.c: the table, of all threads' counts together. */
void summary_write(fleet *f, const totals *all, buf *out);
void totals_new(const fleet *f, pool *p, totals *out);
void totals_add(const fleet *f, totals *to, const totals *from);

#endif
