/* config.h: what is told and gathered about a configuration, before any pack judges it.
 *
 * Values are kept as a fact file writes them, in the runtime's canonical spelling. Told facts
 * refine gathered ones and each other; what cannot both be true is refused with both places named.
 * --set replaces.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "vocab.h"

typedef enum origin { ORIGIN_NONE, ORIGIN_GATHERED, ORIGIN_FILE, ORIGIN_SET } origin;

typedef struct evidence {
    const char *source; /* NULL: no evidence */
    uint32_t line;      /* 0: not a line of a file */
    const char *text;   /* NULL: none */
} evidence;

typedef struct told {
    origin origin;    /* NONE: nothing is told */
    const char *from; /* "this machine", a file's name, "--set" */
    const char **values;
    uint32_t count;
    evidence evidence;
    evidence derived;   /* gathered as derived from another fact: the runtime derives it again */
    const char *reason; /* why it is unknown; NULL: not told */
} told;

typedef struct config {
    app *app;
    const vocab *vocab;
    told *facts;      /* by vocab index */
    const char *here; /* the layer observed; NULL: none, or several */
    bool here_several;
    int depth; /* -1: not stated */
    const char *depth_from;
    bool *wanted;        /* by vocab feature */
    cav_facts **scratch; /* one a pack: spells values */
    const char **conflicts; /* what speaks against something asserted: then nothing is decided */
    size_t nconflicts, rconflicts;
} config;

/* Values as they came; one call a fact. `what` is how an error names the fact. */
typedef struct telling {
    uint32_t fact;
    const char *const *values;
    uint32_t count;
    origin origin;
    const char *from;
    evidence evidence;
} telling;

enum { CONFIG_VALUES_MAX = 1024 }; /* alternatives of one fact */

int config_new(app *a, const vocab *v, config *out);
void config_free(config *c);
int config_tell(config *c, const telling *t);
/* A reason why a fact is unknown; a later one replaces an earlier, unless it says less. */
void config_reason(config *c, uint32_t fact, const char *reason);
int config_depth(config *c, int depth, const char *from);
void config_here(config *c, const char *layer);
/* Something that speaks against what was asserted; the same is kept once. */
void config_conflict(config *c, const char *text);
/* --set, --use, --depth. */
int config_options(config *c);
/* Sets a pack's facts to all this. */
int config_apply(const config *c, uint32_t pack, cav_facts *facts);

/* The values that both sides allow, of a fact of that type; returns how many were written to `out`,
 * which has room for na * nb. */
uint32_t config_meet(const config *c, cav_type type, const char *const *a, uint32_t na,
                     const char *const *b, uint32_t nb, const char **out);

#endif
