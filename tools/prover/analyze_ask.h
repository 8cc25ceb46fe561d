/* analyze_ask.h: what the files of the analysis share: a question, what it may cost, what was found.
 *
 * Reading order: questions, findings, work; then one function for each kind of question.
 */
#ifndef ANALYZE_ASK_H
#define ANALYZE_ASK_H

#include "analyze.h"

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

const cav_program *analyze_program(const analyze *of);
/* The rule and where it stands. */
cavc_place analyze_place(const analyze *of, uint32_t rule, cav_rule *r);
/* The results by which an effect fires, and by which it bears on the pack's verdict. */
uint32_t analyze_fires(const analyze *of, uint32_t effect);
uint32_t analyze_bears(const analyze *of, uint32_t effect);
uint32_t analyze_impossible(const cav_program *p, uint32_t k); /* the result that it holds */

/* -- the kinds, each in its file -------------------------------------------------------------- */

int analyze_rules_fire(analyze *of);   /* W201, analyze_rules.c */
int analyze_rules_decide(analyze *of); /* W202, after W201 */
int analyze_conditions(analyze *of);   /* W203 and W204, analyze_conds.c */
int analyze_requirements(analyze *of); /* W205, analyze_pairs.c */

#endif
