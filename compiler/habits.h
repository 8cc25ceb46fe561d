/* habits.h: words of other languages, and of plain English, where this language has its own.
 *
 * A table from a word and the place it stands in to what should be written. It judges nothing: who
 * asks has found that the word cannot stand there. Invariant: every hint is a finished sentence.
 */
#ifndef HABITS_H
#define HABITS_H

typedef enum habit_place {
    HABIT_COMPARE = 1 << 0,   /* behind a fact, where a comparison has to follow */
    HABIT_VALUE = 1 << 1,     /* behind `is`, followed by what is no part of a condition */
    HABIT_JOIN = 1 << 2,      /* behind a whole condition */
    HABIT_LEAD = 1 << 3,      /* first word of a condition, followed by one */
    HABIT_VERSION = 1 << 4,   /* behind a product, or a product and a version */
    HABIT_RULE = 1 << 5,      /* where a clause of a rule begins */
    HABIT_TEST = 1 << 6,      /* … of a test */
    HABIT_PACK = 1 << 7,      /* … of a pack's header */
    HABIT_ITEM = 1 << 8,      /* where a declaration begins */
    HABIT_TYPE = 1 << 9,      /* a fact's type */
    HABIT_OBSERVER = 1 << 10, /* who can see a fact */
    HABIT_SOURCE = 1 << 11,   /* where a fact is read */
    HABIT_CASE = 1 << 12,     /* a pattern and its value */
    HABIT_LEVEL = 1 << 13,
    HABIT_FLAG = 1 << 14,      /* on or off */
    HABIT_ANY_VALUE = 1 << 15, /* a value no fact has */
    HABIT_GIVEN = 1 << 16      /* what a test gives, behind a value or fact */
} habit_place;

/* NULL: nothing is known of this word there. */
const char *habit_hint(unsigned places, const char *word);

#endif
