/* diff.h: two editions of a pack compared over every configuration they can tell apart.
 *
 * Reading order: what a status is, a side, groups of differences, the report, making it.
 *
 * Only fully known configurations are compared, those that one side at least calls possible. The
 * status of the pack counts, and of each feature where both packs apply; a feature that one side
 * lacks counts as supported there, as a feature without rules does. Invariant: every example was
 * judged by both packs, one fact file at a time, and its verdicts are those of its group.
 */
#ifndef DIFF_H
#define DIFF_H

#include "space.h"

enum { DIFF_OLD, DIFF_NEW };

/* A status of a fully known configuration: a cav_level, or one of these. */
enum { DIFF_NOT_APPLICABLE = CAV_LEVEL_COUNT, DIFF_CONTRADICTION, DIFF_STATES };
const char *diff_state_name(unsigned state);

/* Something that gives a subject its status: an effect, or an `impossible`. */
typedef struct diff_cause {
    uint32_t value;   /* the result that says so */
    uint32_t subject; /* feature of diff.features; CAV_NONE: the pack */
    uint32_t index;   /* effect, or impossible where state is DIFF_CONTRADICTION */
    unsigned state;   /* that it gives */
    uint32_t head;    /* cause that stands for it: the first of the same rule, subject and state */
} diff_cause;

typedef struct diff_side {
    const pack *pack;
    diff_cause *causes;
    size_t ncauses, rcauses;
    uint32_t *feature; /* of diff.features: its own number; CAV_NONE */
    uint32_t *twin;    /* of a rule: the other side's of that name; CAV_NONE */
    cav_facts *facts;
    cav_result *result;
} diff_side;

typedef struct diff_group { /* configurations with the same statuses by the same causes */
    uint32_t subject;
    unsigned state[2];
    bool *by[2];      /* of each side's causes: those at the deciding level */
    uint64_t count;   /* configurations; 0: one was found, not counted */
    uint32_t **seeds; /* some of them */
    size_t nseeds, rseeds;
    uint32_t *example; /* the fewest facts that still show it; NULL: no text is known */
    bool **seen; /* of each digit, found bools: classes that occur in it; NULL: not gathered */
    uint64_t hash;
} diff_group;

typedef enum diff_found { DIFF_SAME, DIFF_DIFFERS, DIFF_NOT_SWEPT } diff_found;

typedef struct diff_part { /* what was compared by itself: a rule's effect, applies, impossible */
    const char *name;      /* "rule l1-os", "applies", "impossible" */
    bool note;             /* an effect that is a note */
    diff_found found;
    uint64_t count; /* configurations of what it reads; 0: more than 2^63 */
    uint64_t differing;
    const space *space;
    uint32_t *example; /* of its own facts, where it differs */
    bool fires[2];     /* there */
} diff_part;

typedef struct diff_text { /* the wording of a rule or the pack, which leaves verdicts alone;
                              where a fact is read, how a product is recognized */
    const char *what;      /* "messages", "citations" … */
    const char **of;
    size_t count, room;
} diff_text;

typedef struct diff {
    app *app;
    diff_side side[2];
    space_side asked[2];
    const char **features; /* of both, by name */
    size_t nfeatures, rfeatures;
    space space;
    space_same *same;             /* results that need no sweep; diff_same.c */
    bool alike;                   /* all that a verdict depends on is the same on both sides */
    bool alike_impossible;        /* what they declare impossible is */
    uint64_t compared, differing; /* configurations */
    bool **occurs;                /* of each digit, of a class: in a possible configuration; NULL */
    uint64_t unfound;             /* that differ in texts of which no example is known */
    bool whole;                   /* all of them were swept together */
    uint32_t swept_parts; /* or in so many parts that share no fact; then counts are of a part */
    bool proved;          /* nothing is left that could differ beside what is reported */
    bool sized;           /* compared is known: no more than 2^63 */
    diff_group *groups;
    uint32_t *places;                 /* of groups by their hash, plus 1; diff_sweep.c */
    size_t ngroups, rgroups, dropped; /* dropped: configurations of groups beyond the limit */
    diff_part *parts; /* rule by rule, where the whole was too large; notes always */
    size_t nparts, rparts;
    diff_text *texts;
    size_t ntexts, rtexts;
} diff;

#define DIFF_SIZE_MAX (UINT64_C(1) << 33) /* configurations that are swept together */

/* All of it: a status, or TOOL_OK with the report in *d. diff_close in any case. */
int diff_run(app *a, const pack *old, const pack *new, diff *d);
void diff_close(diff *d);
/* The command's status for a report. */
int diff_status(const diff *d);

/* diff_same.c: what needs no sweep, for the two programs say the same by their structure. */
void diff_compare_programs(diff *d); /* after d->space: sets same, alike, alike_impossible */
/* Are the values of the two sides the same, one by one? */
bool diff_same_values(const diff *d, const space_list *old, const space_list *new);
bool diff_same_applies(const diff *d);
/* Of each cause of the side: the other one has none that says the same. */
bool *diff_changed_causes(diff *d, unsigned side);

/* Of each of `n` names the place of the same one among `m` others; CAV_NONE. */
uint32_t *diff_twins(app *a, const char *const *names, size_t n, const char *const *others,
                     size_t m);

/* diff_sweep.c: all configurations of d->space, and their groups. */
int diff_sweep(diff *d);
/* Those of a choice that names the depth, `found` classes (grouped) or all (counted); adds up. */
int diff_sweep_held(diff *d, const uint32_t *choice, bool found, uint64_t *compared,
                    uint64_t *differing);
/* diff_parts.c: part by part; *done false: it cannot be taken apart, nothing was kept. */
int diff_parts(diff *d, bool *done);
/* diff_rules.c: effect by effect, each over what it reads; notes alone, or everything. */
int diff_rules(diff *d, bool notes);
/* diff_text.c: what was reworded. */
void diff_texts(diff *d);

/* diff_judge.c: one configuration by both packs. */
/* Both packs on one configuration; false: it cannot be told to them. */
bool diff_evaluate(diff *d, const uint32_t *choice);
/* After it: the statuses of a subject; false: not decided by what was chosen. */
bool diff_state(const diff *d, uint32_t subject, unsigned state[2]);
/* Both of these. */
bool diff_judge(diff *d, const uint32_t *choice, uint32_t subject, unsigned state[2]);
/* After it: is cause k, or one that it stands for, at work in the last judgement? */
bool diff_works(const diff *d, unsigned side, size_t k);
/* After it, the depth and questions chosen: how many rules are at work, or their weight. */
uint64_t diff_loudness(const diff *d, bool weigh);
/* Drops facts from a seed of the group while it shows the same; NULL: not confirmed. */
uint32_t *diff_smallest(diff *d, const diff_group *group, const uint32_t *seed);
unsigned diff_told(const diff *d, const uint32_t *choice); /* how many facts and questions */

/* diff_out.c: as text, Markdown or JSON, into app->out. */
void diff_write(diff *d);

#endif
