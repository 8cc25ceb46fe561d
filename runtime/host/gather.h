/* gather.h: what the files that gather facts share; private to runtime/host/.
 *
 * One host_gather lives for one cav_gather. What it finds lies in its pool and dies with it; a
 * failed allocation sets `no_memory` and is looked at once, at the end.
 */
#ifndef CAV_HOST_GATHER_H
#define CAV_HOST_GATHER_H

#include "../ends.h"
#include "../program.h"
#include "host.h"
#include "lines.h"
#include "root.h"

enum { HOST_EVIDENCE_MAX = 1024, HOST_CACHE_FILES = 64, HOST_CAPTURES = 10, HOST_PROBES = 8,
       HOST_ROOM = 16 << 10, HOST_NAMES_MAX = 64 << 10, HOST_LINE_MAX = 3 * CAV_TEXT_MAX + 1 };
#define HOST_CACHE_BYTES (8u << 20)
#define HOST_BUDGET (1u << 30) /* pattern work of one gathering: bytes looked at, and 64 a try */

/* What one source, block or fact gave: values, or the reason why not. */
typedef struct host_finding {
    cav_reason reason;
    const char **values;
    uint32_t count;
    const char *source;
    uint32_t line;
    const char *text;
} host_finding;

typedef struct host_file {
    const char *path;
    cav_reason reason;
    char *bytes;
    size_t size;
    bool utf8;
    bool plain; /* it holds no NUL */
} host_file;

/* A probe that was asked: of a machine it answers the same each time, and cpuid is slow to ask. */
typedef struct host_probe {
    cav_source kind;
    const char *field;
    cav_reason reason;
    const char *answer; /* where reason is FOUND */
} host_probe;

typedef struct host_chunk {
    struct host_chunk *next;
    size_t size, used;
} host_chunk;

typedef struct host_gather {
    cav_env env;
    const cav_program *program;
    const img *image;
    const cav_access *access;
    cav_facts *scratch; /* to try values in */
    host_chunk *pool;
    host_file files[HOST_CACHE_FILES];
    uint32_t nfiles;
    size_t cached;
    host_probe probes[HOST_PROBES];
    uint32_t nprobes;
    char *room;  /* to read into: HOST_ROOM bytes, CAV_FILE_MAX once a file needed them */
    size_t nroom;
    char *names; /* HOST_NAMES_MAX bytes to list a folder into; NULL: not needed so far */
    char *line;  /* HOST_LINE_MAX bytes for a line that is no UTF-8; the same */
    uint64_t budget;
    bool no_memory;
    bool detecting;         /* looking for the layer: see host_run_block */
    uint32_t here;          /* CAV_NONE: it cannot be told */
    host_finding undecided; /* why it cannot */
    host_finding *findings; /* of each fact, once it is done */
    uint8_t *state;
    uint32_t nfacts;
} host_gather;

/* pool.c: memory of one gathering, and the files it read */
void *host_alloc(host_gather *g, size_t size); /* NULL: no_memory is set */
const char *host_keep(host_gather *g, const char *text, size_t size,
                      size_t most); /* a clean copy */
const host_file *host_file_get(host_gather *g,
                               const char *path); /* valid until the next call; never NULL */
void host_pool_free(host_gather *g);

/* source.c: sources and the blocks that hold them */
host_finding host_run_block(host_gather *g, uint32_t block, uint32_t fact);
/* Tries finding->values on the fact: FOUND, or CAV_REASON_BAD_VALUE and no values. */
void host_try_values(host_gather *g, uint32_t fact, host_finding *finding);
bool host_failing(cav_reason reason); /* something is there that could not be read or judged */
void host_worse(host_finding *worst, const host_finding *finding); /* keeps the more telling one */
uint32_t host_subject(const host_gather *g, uint32_t source,
                      uint32_t fact); /* of a `fact` source; CAV_NONE: none */

/* cases.c: a pattern, compiled for the first text that its ends do not rule out */
typedef struct host_pattern {
    ends ends;
    uint32_t flags;
    bool compiled;
    text_pattern *code; /* NULL once compiled: it cannot be, which every text meets as a limit */
} host_pattern;
host_pattern host_pattern_open(const host_gather *g, uint32_t text, uint32_t flags);
void host_pattern_close(host_pattern *p);
text_answer host_match(host_gather *g, host_pattern *p, const char *text, size_t size,
                       text_capture *captures, uint32_t n);

/* the cases of one source, and what matched last */
typedef struct host_cases {
    uint32_t first, count;
    host_pattern *patterns;
    uint32_t hit; /* case that matched */
    text_capture captures[HOST_CAPTURES];
} host_cases;
bool host_cases_open(host_gather *g, uint32_t source, host_cases *c); /* close it in any case */
void host_cases_close(host_cases *c);
text_answer host_cases_match(host_gather *g, host_cases *c, const char *text, size_t size);
/* What the matching case says. */
void host_take_case(host_gather *g, uint32_t fact, const host_cases *c, const char *text,
                    host_finding *finding);
/* Values first..first+count of the image into the finding, tried on the fact. */
void host_take_values(host_gather *g, uint32_t fact, uint32_t first, uint32_t count,
                      const char *text, const text_capture *captures, host_finding *finding);
/* A line as patterns take it: UTF-8. It stays until the next one is asked for. */
const char *host_line_text(host_gather *g, const host_file *file, host_line *line);
const char *host_subject_text(const host_gather *g, uint32_t source);

/* files.c */
host_finding host_try_files(host_gather *g, uint32_t source, uint32_t fact);
/* The next of the patterns that a `files` subject joins by ':', copied to `pattern`; false: none
 * left, or it is too long. */
bool host_next_glob(const char **subject, char pattern[HOST_PATH_MAX]);

/* os_release.c */
host_finding host_os_release(host_gather *g, uint32_t fact);

#endif
