/* options.h: the command line, parsed: which verb, which options, which operands.
 *
 * The tables are options.def and verbs.def. Parsing judges syntax alone; what names and values
 * mean is judged where the rules are known.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pool.h"

typedef enum option_id {
#define OPTION(ID, letter, name, argument, help) OPTION_##ID,
#include "options.def"
    OPTION_COUNT
} option_id;

enum { /* one word of 64 bits */
#define OPTION(ID, letter, name, argument, help) OPT_##ID = 1ull << OPTION_##ID,
#include "options.def"
};

typedef struct option_list {
    const char **at;
    size_t count, room;
} option_list;

typedef struct options {
    const struct verb *verb;
    uint64_t given;                  /* OPT_ bits */
    const char *value[OPTION_COUNT]; /* the last one given */
    option_list rules, set, use, path, with, where, operands;
    option_list levels; /* of checks: "allow", "note", "warn" or "error", and the check, by turns */
    unsigned verbose;
    bool json, color_always, color_never;
    const char *format; /* "text", or another of the verb's */
    int require; /* cav_level */
    int depth;   /* -1: not given */
} options;

struct app;

typedef struct verb {
    const char *name;
    int (*run)(struct app *a);
    const char *summary;  /* one line */
    const char *operands; /* for the usage line */
    uint64_t options;     /* OPT_ bits it takes */
    const char *formats;  /* of --format, by blanks; the first is what it writes without */
    const char *help;     /* paragraphs */
} verb;

extern const verb verbs_table[];
extern const size_t verbs_count;

/* Finds the verb and fills app->options. Returns a tool_status, with a message unless 0. */
int options_parse(struct app *a, int argc, char **argv);

typedef struct option_row {
    char letter;
    const char *name, *argument, *help;
} option_row;
extern const option_row options_table[OPTION_COUNT];

/* What the command can do, in one screen; and one verb's help. Into app->out. */
void help_all(struct app *a);
void help_verb(struct app *a, const verb *v);

#endif
