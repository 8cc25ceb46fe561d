/* fleet.h: what all threads of one run share: the rules, the engines, what is asked for.
 *
 * Constant once made. Reading order: keys (what a line may say), columns (what the engines read),
 * questions (what the output holds).
 */
#ifndef FLEET_H
#define FLEET_H

#include "scan.h"
#include "source.h"
#include "word.h"

#include "../../runtime/wide.h"
#include "../caveat/vocab.h"

enum { FLEET_BATCH = 1024 }; /* hosts judged at once */

/* -- keys ------------------------------------------------------------------------------------- */

/* What a line can tell: the vocabulary's facts by their index, then these. */
typedef struct fleet_keys {
    uint32_t depth, here, uses; /* uses: the first feature's */
    uint32_t count;
    const char **names; /* "L1.os", "depth", "here", "uses.migration" */
} fleet_keys;

/* One step of a path: a key inside an object. */
typedef struct fleet_step {
    uint32_t node; /* the object it stands in; 0: the root */
    uint32_t size;
    const char *key;
    word2 word;    /* of the key */
    uint32_t leaf; /* the key that is told here; CAV_NONE: none. FLEET_ID: the host's name */
    uint32_t into; /* the object that may begin here; CAV_NONE: none */
} fleet_step;

#define FLEET_ID (CAV_NONE - 1)
enum { FLEET_ID_STEP = 0 }; /* the step of "id" in the root */

typedef struct fleet_steps {
    fleet_step *at;
    size_t count, room;
    uint32_t *table; /* index + 1 by hash; a power of two */
    uint32_t mask;
} fleet_steps;

/* -- columns ---------------------------------------------------------------------------------- */

/* One fact of one pack that its engine reads. */
typedef struct fleet_column {
    uint32_t pack, fact; /* of the pack */
    uint32_t key;        /* CAV_NONE: depth; features have theirs */
    unsigned width;      /* of a code, in bytes */
    uint32_t plain;      /* the code of a host that says nothing */
    bool wanted;         /* a feature: `plain` is off */
} fleet_column;

typedef struct fleet_pack {
    cav_wide *wide;
    uint32_t base;         /* depth when no deeper fact is told */
    uint32_t depth_column; /* CAV_NONE: depth is not read */
    uint32_t *depth_code;  /* by layer of the vocabulary */
    uint32_t groups;       /* bytes of effects per host */
    const char **words;    /* by verdict byte: the part of a line that tells it */
    uint8_t *statuses;     /* by verdict byte: of the command */
    const char **rule_names;
} fleet_pack;

/* -- questions -------------------------------------------------------------------------------- */

typedef enum fleet_format { FLEET_NDJSON, FLEET_CSV, FLEET_SUMMARY } fleet_format;

typedef enum fleet_what {
    WHERE_STATUS,
    WHERE_BEST,
    WHERE_WORST,
    WHERE_PACK,
    WHERE_RULE,
    WHERE_MISSING
} fleet_what;

typedef struct fleet_where {
    fleet_what what;
    const char *value;
    uint32_t fact; /* of MISSING: vocab index */
} fleet_where;

typedef struct fleet {
    app *app;
    packs packs;
    vocab vocab;
    fleet_keys keys;
    fleet_steps steps;
    fleet_column *columns;
    size_t ncolumns, rcolumns;
    fleet_pack *at; /* one a pack */
    uint32_t base;  /* the least of the packs' */
    fleet_format format;
    bool features, missing; /* wanted in the output; the summary always has missing facts */
    fleet_where *where;
    size_t nwhere, rwhere;
    scanner scanner;
    void *module;              /* it came from; NULL */
    const arrow_module *arrow; /* NULL: not asked for yet */
} fleet;

/* Loads the packs of the command line and makes their engines. Close it in any case. */
int fleet_open(app *a, fleet *out);
void fleet_close(fleet *f);

/* The step of `key` inside object `node`; NULL: there is none. */
const fleet_step *fleet_find(const fleet *f, uint32_t node, const char *key, size_t size);

/* A row of --where; a status with a message. */
int fleet_add_where(fleet *f, const char *text);

/* All lines of the inputs; a status. */
int fleet_run(fleet *f, source_format input, unsigned jobs);
/* What `check` would print for the first host of this id. */
int fleet_explain(fleet *f, source_format input, const char *id);

/* CSV headers, for the source. */
int csv_header(void *fleet, app *quiet, source_file *file, const char *line, size_t size);
bool csv_is_header(void *fleet, const char *line, size_t size);

/* Arrow, for the source: the module that reads it, then what its columns mean. */
int arrow_find(void *fleet, app *quiet, source_file *file);
int arrow_columns(void *fleet, app *quiet, source_file *file);

/* What the source asks of them. */
source_reader fleet_reader(fleet *f);

#endif
