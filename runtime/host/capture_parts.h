/* capture_parts.h: what the files that make a capture share; private to runtime/host/. */
#ifndef CAV_HOST_CAPTURE_PARTS_H
#define CAV_HOST_CAPTURE_PARTS_H

#include "../env.h"
#include "capture.h"
#include "gather.h"

enum { PATHS_MAX = 4096, PROBES_MAX = 64, REASON_LINE_MAX = HOST_PATH_MAX + 64 };
#define BYTES_MAX (64u << 20)

typedef struct node {
    size_t path_size;
    bool read, looked, listed; /* asked for by read, by exists, by list (a pattern's node) */
    cav_reason read_reason, look_reason, list_reason;
    bool present, folder; /* exists said so; it is to be a folder */
    bool probe, hidden;
    char *bytes;
    size_t size;
    char path[];
} node;

/* What a probe answered, and where that goes: a line of `file`, after "name: " where one is. */
typedef struct answer {
    const char *file;
    char name[CAV_PROBE_MAX];
    char text[CAV_PROBE_MAX];
    cav_reason reason;
} answer;

struct cav_capture {
    cav_env env;
    const cav_access *of;
    node **nodes;
    uint32_t count, room;
    answer *answers; /* PROBES_MAX */
    uint32_t nanswers;
    size_t bytes;
    char *buffer;      /* CAV_FILE_MAX */
    cav_status status; /* the first failure */
};

/* capture.c */
void host_capture_fail(cav_capture *c, cav_status status); /* the first one stays */
node *host_capture_node(cav_capture *c, const char *path); /* NULL: no memory, or a limit */
void host_capture_forget(cav_capture *c, node *n);         /* its bytes */

/* capture_source.c: asks for everything that one source names */
void host_capture_source(const cav_env *env, const cav_access *access, const img *image,
                         uint32_t source);

#endif
