/* space.h: every configuration that one or two programs can tell apart, as digits to count through.
 *
 * Reading order: what is asked, the space, results that are the same, its size, sweeping it,
 * configurations, names.
 *
 * A space is made for results (the verdict, a rule's effects, a condition …) of one program, or of
 * two whose facts are matched by name. Each fact that these results read is a digit; its domain is
 * cut where either program cuts it, and pieces that no wanted result can tell apart are one class.
 * Each class has a value that stands for it and a name in the words of the rules. Digit 0 is the
 * depth, always: a fact below it does not exist, so it is not counted through there. A question
 * "is the feature wanted" is a digit like a fact.
 *
 * Everything here is about fully known configurations. What cannot be matched or decided is told in
 * `notes`, never left out in silence: values that one program alone knows, facts declared
 * differently, texts of which no example was found. Memory is the app's pool.
 */
#ifndef SPACE_H
#define SPACE_H

#include "../caveat/json_out.h"
#include "../caveat/load.h"
#include "../../runtime/sweep.h"

enum { SPACE_SIDES = 2 };
#define SPACE_ABSENT UINT64_MAX /* in space_class.in: this side cannot be told such a value */

/* -- what is asked ---------------------------------------------------------------------------- */

typedef struct space_list { /* results of one program: cav_wide_value, cav_cond.value */
    uint32_t *at;
    size_t count, room;
} space_list;

void space_want(app *a, space_list *list, uint32_t value); /* CAV_NONE adds nothing */
/* All that the pack's verdict (feature CAV_NONE) or a feature's depends on: effects, `applies`,
 * `impossible`. */
void space_want_verdict(app *a, space_list *list, const cav_program *program, uint32_t feature);

/* A program's results as rows, for many spaces of it, one made after the other. `other` is the
 * program on the other side, NULL where there is none. Spaces made with rows tell notes only of facts
 * that a wanted result reads, and of those that bar a proof. */
typedef struct space_rows space_rows;
space_rows *space_rows_new(app *a, const cav_program *program, const cav_program *other);

typedef struct space_side {
    const cav_program *program;
    space_rows *rows; /* for many spaces of one program; NULL: made for this one */
    cavc_unit *unit;  /* NULL: an image. Its tests' texts serve as examples */
    space_list wanted;
    const char *name; /* in notes: "OLD"; one side alone: NULL */
} space_side;

/* -- the space -------------------------------------------------------------------------------- */

typedef struct space_class {
    const char *name;  /* as the rules name it: "rhel 8.2 to 8.x", "anything else" */
    const char *value; /* stands for it, as cav_facts_set takes it; NULL: a text, none found */
    uint64_t in[SPACE_SIDES]; /* class, or answers of a text; SPACE_ABSENT */
} space_class;

typedef struct space_piece { /* a part of the domain that no side cuts; see space_name */
    uint32_t class;
    uint64_t in[SPACE_SIDES]; /* class of each side as the image numbers it; SPACE_ABSENT */
    const char *name;         /* of a flag, one-of or question; of a release its product */
    uint32_t parts;           /* of a version of that product */
    uint32_t low[CAV_VERSION_PARTS], next[CAV_VERSION_PARTS]; /* versions from low to before next */
    bool open;                                                /* release: there is no next */
    int64_t first, last;                                      /* number, both included */
} space_piece;

typedef struct space_digit {
    const char *name; /* "L1.os", "use migration", "depth" */
    const char *base; /* "os", "migration" */
    cav_type type;
    bool fixed;
    uint32_t layer;             /* CAV_NONE: a question */
    uint32_t fact[SPACE_SIDES]; /* CAV_NONE: that side has no such fact */
    bool read[SPACE_SIDES];     /* a wanted result of that side depends on it */
    space_class *classes;
    uint32_t found; /* the first: each side that has the fact knows them, and a value is known */
    uint32_t
        count;    /* then texts without example. Sweep `count` for a proof, `found` for examples */
    uint32_t all; /* then classes that one side alone knows; never swept */
    uint64_t *values[SPACE_SIDES]; /* in[] of all classes, for cav_sweep_digit.values */
    uint64_t tests[SPACE_SIDES];   /* of a text: those that a wanted result depends on */
    space_piece *pieces;           /* none of a text */
    uint32_t npieces;
    uint32_t rest; /* the class called "anything else"; CAV_NONE */
} space_digit;

typedef struct space_note {
    enum {
        SPACE_ONE_ALONE,  /* a value, fact, feature or layer that one side alone knows */
        SPACE_UNLIKE,     /* a fact that the sides declare differently: nothing can be compared */
        SPACE_NO_EXAMPLE, /* combinations of a text's tests for which no text was found */
        SPACE_UNTRIED /* too many tests: not all combinations are classes; no proof is possible */
    } kind;
    bool read;        /* a wanted result depends on it */
    uint32_t digit;   /* CAV_NONE: none */
    const char *text; /* a sentence without its end */
} space_note;

typedef struct space_code space_code; /* what is needed of a program, private to space*.c */

typedef struct space {
    app *app;
    uint32_t sides;
    const space_side *side; /* must outlive the space */
    space_code *code[SPACE_SIDES];
    space_digit *digits; /* depth, wanted features, facts in the order of their declaration */
    size_t count, room;
    space_note *notes;
    size_t nnotes, rnotes;
    bool comparable; /* false: some SPACE_UNLIKE fact is read by both */
} space;

/* One side or two. TOOL_OK, or a status with its message. */
int space_new(app *a, const space_side *side, uint32_t sides, space *out);
/* The digit of this name ("L1.os", "depth", "use migration"); CAV_NONE: nothing reads it. */
uint32_t space_find(const space *s, const char *name);
/* Is there such a fact at this class of the depth? */
bool space_alive(const space *s, uint32_t digit, uint32_t depth_class);
/* Marks (s->count bools, not cleared) the digits that a result of one side depends on. */
void space_reads(const space *s, uint32_t side, uint32_t value, bool *digits);
/* Are there texts' classes without example? */
bool space_has_unfound(const space *s);
/* False: a text has too many tests, or a fact no value that both sides know. */
bool space_can_sweep(const space *s);

/* Parts of the space that share no fact: groups[g] are s->count bools, the digits that belong
 * together for some reason (an effect's); depth and questions do not join. Fills part[digit] with
 * 0, 1, …, CAV_NONE for digits in no group and for questions; returns how many parts. */
uint32_t space_parts(const space *s, bool *const *groups, size_t ngroups, uint32_t *part);

/* -- results that are the same ------------------------------------------------------------------- */

/* What two programs compute, compared node by node (space_same.c): results with one number give one
 * answer in every configuration that both sides know, however much there is to sweep. Results with
 * two numbers may do so too. CAV_NONE has CAV_NONE. */
typedef struct space_same space_same;
space_same *space_same_new(space *s); /* of a space of two sides, for all their results */
uint32_t space_same_number(const space_same *same, uint32_t side, uint32_t value);

/* -- its size --------------------------------------------------------------------------------- */

/* A choice: for each digit a class, or SPACE_OPEN. Digits below the chosen depth mean nothing. */
#define SPACE_OPEN CAV_NONE
uint32_t *space_choice(const space *s); /* all open, in the pool */

/* Configurations of the open digits of `choice` (its depth too), `found` classes or all `count`.
 * False: more than 2^63. */
bool space_size(const space *s, const uint32_t *choice, bool found, uint64_t *size);

/* -- sweeping it ------------------------------------------------------------------------------ */

/* The digits of one side for cav_sweep_new, s->count of them, digit k at place k. `choice` names a
 * depth: sweep depth by depth. Chosen digits and facts below the depth have one value. */
void space_sweep(const space *s, uint32_t side, const uint32_t *choice, bool found,
                 cav_sweep_digit *digits);
/* The choice that configuration `number` of such a sweep is; `choice` as it was given there. */
void space_at(const space *s, const cav_sweep *sweep, const uint32_t *choice, uint64_t number,
              uint32_t *out);

/* -- configurations --------------------------------------------------------------------------- */

/* Sets the facts of one side: cleared, the depth if it is chosen, chosen digits; open ones stay
 * unknown (not wanted). False: refused, or a class without example. */
bool space_put(const space *s, uint32_t side, const uint32_t *choice, cav_facts *facts);
/* The configuration as a fact file that `caveat check -` reads: an object on one line. */
void space_write(const space *s, json_writer *w, const char *key, const uint32_t *choice);

/* Which classes (d->all bools) the fact may be in by what `facts` of that side say; false: nothing
 * is known of it, and all are marked. `scratch` is another cav_facts of that side. */
bool space_may_be(const space *s, uint32_t side, uint32_t digit, const cav_facts *facts,
                  cav_facts *scratch, bool *in);

/* -- names ------------------------------------------------------------------------------------ */

/* What a set of classes is called (`in`: digit->all bools): "rhel 7.8 to 7.x or 8.2 to 8.x",
 * "anything else", "any". */
const char *space_name(app *a, const space_digit *digit, const bool *in);

#endif
