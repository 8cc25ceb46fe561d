/* worker.h: one thread's share: a block of lines to codes, to verdicts, to text.
 *
 * line.c reads lines (gather.c the NDJSON of most), judge.c judges batches of them, answer.c writes
 * what they came to.
 */
#ifndef FLEET_WORKER_H
#define FLEET_WORKER_H

#include "codes.h"
#include "csv.h"
#include "groups.h"

typedef struct host {
    const char *line, *id; /* in the block; id NULL: its line's number */
    uint32_t line_size, id_size;
    bool id_is_cell;   /* without quotes */
    bool contradicted; /* by what the line asserts */
    uint64_t number;
} host;

typedef struct counts { /* of one pack */
    uint64_t verdicts[256];
    uint64_t *rules, *missing; /* by rule, by fact of the pack */
} counts;

typedef struct totals {
    uint64_t lines, hosts, bad, left_out; /* left_out: verdicts, by --where */
    bool statuses[TOOL_FACTS + 1];        /* seen, of all hosts */
    counts *packs;
} totals;

typedef struct tail { /* of a line: what a verdict and one set of effects say */
    uint64_t mask;
    uint32_t size;
    uint8_t verdict;
    char *text; /* NULL: none yet */
} tail;

typedef struct member_guess { /* by the member that stood at this place in the line before */
    uint64_t word, mask;      /* its first bytes, up to its value */
    uint32_t size;            /* how many; 0: more than a word */
    bool nested;              /* its object holds others */
} member_guess;

enum { LINE_DEPTH_MAX = 8, TAILS = 1 << 12, OUT_ENOUGH = 256 << 10 };

struct team;

typedef struct worker {
    fleet *fleet;
    struct team *team;
    app app; /* its pool is scratch */
    pool keep, batch;
    codes codes;
    source_block block;
    void *scan;
    scan_item *items[LINE_DEPTH_MAX];
    group_table *groups;
    member_guess guesses[GROUP_PLACES];
    const codes_value **values;
    const fleet_step **steps; /* those of the line before, by position */
    uint32_t *seen;           /* by step: the line it was seen in */
    uint32_t seen_line;
    csv_cell *cells;
    arrow_value *row; /* of Arrow: the values of the line in hand */
    uint32_t nrow;
    char *scratch;
    host *hosts;
    uint32_t nhosts;
    /* one a pack */
    uint8_t **verdicts, **features, **fired;
    cav_wide_input **inputs;
    cav_result **results;
    tail **tails;
    uint32_t *missing; /* the last list asked for */
    void *workspace;
    buf out, messages;
    totals totals;
    int status; /* a failure that ends the run */
} worker;

/* worker.c */
int worker_open(fleet *f, struct team *t, worker *w);
void worker_close(worker *w);

/* gather.c: the codes of the host of an NDJSON line, and its name; false: the slow way. */
bool gather_line(worker *w, host *h);
/* Takes a host's name; false: its bytes cannot be written as they are. */
bool gather_id(worker *w, host *h, const char *bytes, size_t size, bool cell);

/* line.c: all lines of w->block; a failure sets w->status. */
void line_block(worker *w);
/* Without what is left of its line end; 0: the line is blank. */
size_t line_trim(const char *line, size_t size);
/* The JSON of a host's line, for those that want to read it again; in w->app.pool. NULL: a row whose
 * cells are not those of the header. */
const char *line_json(worker *w, const host *h, size_t *size);
const char *line_place(const worker *w, pool *p, uint64_t number);

/* judge.c: judges the batch, writes its answers, and begins a new one. */
void judge_batch(worker *w);
/* Missing facts of pack k for host h, into w->missing; how many. */
uint32_t judge_missing(worker *w, uint32_t k, uint32_t h);

/* answer.c: counts, and writes, host h. */
void answer_host(worker *w, uint32_t h);

/* run.c: writes what is there, when it is this block's turn; false: the run has ended. */
bool run_flush(worker *w);

#endif
