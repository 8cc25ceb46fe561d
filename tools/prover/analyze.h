/* analyze.h: what of a pack can never matter: rules, conditions, alternatives, requirements.
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

#endif
