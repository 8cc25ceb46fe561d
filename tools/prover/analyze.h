/* analyze.h: what of a pack can never matter: rules, conditions, alternatives, requirements.
 *
 * Reading order: findings, the report, making it; then what the files of the analysis share.
 *
 * docs/analysis.md defines each kind. Every question is put to seek.h over the facts that it
 * depends on, so facts that a question does not read never multiply. Invariant: a finding was
 * proved, and what could not be decided counts in `open`, never left out in silence.
 */
#ifndef ANALYZE_H
#define ANALYZE_H

#include "seek.h"

typedef struct analyze_finding {
    const char *id; /* "W201" */
    cavc_place place;
    const char *message, *hint;
    bool counted;            /* configurations is known: no more than 2^63 */
    uint64_t configurations; /* of what the question reads, all settled */
    const char *example[2];  /* fact files; NULL: there is none */
    bool open;               /* not decided: no finding, a note */
    bool rest;               /* and stands for all questions of its kind from there on */
} analyze_finding;

typedef struct analyze {
    app *app;
    const pack *pack;
    analyze_finding *found;
    size_t count, room, open;
    uint32_t rules, conditions, alternatives, pairs; /* looked at */
    uint64_t cases;                                  /* judgements that took */
    /* while it is made */
    uint64_t left; /* work that the kind of question in hand may still take */
    space_rows *rows;
    bool *never; /* of a rule: it never fires, or that is not decided */
} analyze;

/* `p` was loaded from rule text. TOOL_OK, or a status with its message. */
int analyze_run(app *a, const pack *p, analyze *out);

/* -- shared by analyze*.c --------------------------------------------------------------------- */

/* Which configurations a question is about. */
typedef enum analyze_among {
    ANALYZE_ALL,
    ANALYZE_POSSIBLE, /* those that no `impossible` rules out */
    ANALYZE_APPLYING  /* of these, those that the pack applies to */
} analyze_among;

typedef struct analyze_ask { /* questions over one space; its memory goes with it */
    analyze *of;
    pool kept;
    space_side side[SPACE_SIDES];
    space space;
    seek seek;
    bool counted;
    uint64_t size;
} analyze_ask;

/* Begins; `mutant` NULL: about the pack alone. Ends with ask_end in any case. */
void ask_begin(analyze *of, const cav_program *mutant, analyze_ask *q);
void ask_reads(analyze_ask *q, unsigned side, uint32_t value); /* CAV_NONE adds nothing */
int ask_open(analyze_ask *q, analyze_among among);
/* A new question: goals of `among`, to which more are added. */
void ask_goals(analyze_ask *q, analyze_among among);
int ask_run(analyze_ask *q, seek_answer *answer);
const char *ask_example(analyze_ask *q); /* outlives it */
void ask_end(analyze_ask *q);

/* "all 96 configurations of what it reads were checked" */
const char *analyze_checked(analyze *of, bool counted, uint64_t size);
analyze_finding *analyze_add(analyze *of, const char *id, cavc_place place);
/* A note that `what` could not be decided. */
void analyze_add_open(analyze *of, const char *id, cavc_place place, const char *what);

/* Work is counted in results judged, so that the same rules always get as far. Each kind of question
 * has its own; one question takes a small part of what is left, so the easy ones behind a few hard
 * ones are still decided. */
void analyze_fund(analyze *of);
bool analyze_spent(const analyze *of);
void analyze_spend(analyze *of, uint64_t looks); /* at the whole program */
/* One note for the `n` questions of a kind that were not put any more, from the one at `place` on. */
void analyze_add_rest(analyze *of, const char *id, cavc_place place, uint32_t n, const char *what);

/* analyze_conds.c: W203 and W204. */
int analyze_conditions(analyze *of);

#endif
