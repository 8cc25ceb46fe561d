/* host.h: facts gathered from a machine, by the sources that the loaded program declares.
 *
 * Public, beside caveat.h. All access goes through one table of functions (cav_access), so the
 * same gathering runs on the live machine, on a captured tree and on faults made by tests. Nothing
 * here runs a command or writes. No fact is named in this folder: adding one needs no C.
 */
#ifndef CAV_HOST_H
#define CAV_HOST_H

#include "../caveat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why nothing was found, or CAV_REASON_FOUND. */
typedef enum cav_reason {
#define REASON(ID, text) CAV_REASON_##ID,
#include "reasons.def"
    CAV_REASON_COUNT
} cav_reason;
CAV_API const char *cav_reason_text(cav_reason reason); /* "no such file" */

#define CAV_FILE_MAX (1u << 20)  /* bytes read of one file; longer: CAV_REASON_TOO_LARGE */
#define CAV_PROBE_MAX 256        /* bytes of a uname, cpuid or auxv answer, with its NUL */

/* The one table. Every function gets `context` first and answers CAV_REASON_FOUND or a reason. Paths are
 * absolute as the rule file writes them. */
typedef struct cav_access {
    void *context;
    cav_reason (*read)(void *context, const char *path, char *buffer, size_t room, size_t *size); /* whole file; more than room bytes: CAV_REASON_TOO_LARGE */
    cav_reason (*exists)(void *context, const char *path, bool *present); /* of any kind; CAV_REASON_FOUND when it could be told */
    cav_reason (*list)(void *context, const char *pattern, char *names, size_t room, size_t *size); /* names that fit a pattern such as <folder>/x*.conf, each NUL-ended, in any order; one star, in the last part. NULL: not available */
    cav_reason (*uname)(void *context, const char *field, char answer[CAV_PROBE_MAX]);  /* release, machine, sysname, version */
    cav_reason (*cpuid)(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX]);      /* identification string of a hypervisor leaf, e.g. 0x40000000 */
    cav_reason (*auxv)(void *context, const char *field, char answer[CAV_PROBE_MAX]);   /* platform, base-platform */
    void (*close)(void *context); /* may be NULL */
} cav_access;

/* The machine this runs on: regular files that any user may read, below the allowed prefixes.
 * `prefixes`: NULL-ended list allowed beside the built-in ones, or NULL. */
CAV_API cav_status cav_access_live(const cav_env *env, const char *const *prefixes, cav_access *access);

/* A captured tree. Nothing outside `root` is opened; the live machine is not asked for anything:
 * uname, cpuid and auxv answer from root/_probe/{uname-m,uname-r,cpuid-hypervisor,auxv.txt}.
 * CAV_FAILED with a message when root is not a directory that can be read. */
CAV_API cav_status cav_access_tree(const cav_env *env, const char *root, const char *const *prefixes, cav_access *access);
CAV_API void cav_access_close(cav_access *access);

/* What was found, or why not, for one fact. Strings are valid during the call. */
typedef struct cav_observation {
    uint32_t fact;
    cav_reason reason;            /* CAV_REASON_FOUND: values[0..count) are what it may be */
    const char *const *values; uint32_t count;
    const char *source;           /* where: "/etc/os-release", "uname release", "cpuid 0x40000000"; for a reason: the source it is about, NULL if none */
    uint32_t line;                /* 0: not a line of a file */
    const char *text;             /* the line, or the answer; NULL: none */
} cav_observation;

/* Gathers every fact that layer `here` can observe (CAV_NONE: find out which layer this is).
 * Calls `found` once for every fact of the program that has sources, in order, questions left out.
 * *here_out: the layer taken; *assumed: it was not told by the caller. Returns CAV_OK,
 * CAV_NO_MEMORY, CAV_BAD_NAME (no such layer). */
CAV_API cav_status cav_gather(const cav_env *env, const cav_program *program, const cav_access *access, uint32_t here,
                              void (*found)(void *context, const cav_observation *observation), void *context,
                              uint32_t *here_out, bool *assumed);

/* True: gathering for `other` too would find nothing new, for each of its facts with sources stands
 * in `program` with the same ones, and layers and products are the same. */
CAV_API bool cav_gather_covers(const cav_program *program, const cav_program *other);

/* What speaks about the machine's layer, for a caller who was told it. Calls `found` for each piece
 * of evidence: something that only a guest `least` layers deep or deeper can see was found, or
 * (reason CAV_REASON_NOT_GUEST, `least` 0) this is no guest, which outweighs the others. What could
 * not be read says nothing. */
CAV_API cav_status cav_gather_layer(const cav_env *env, const cav_program *program, const cav_access *access,
                                    void (*found)(void *context, uint32_t least, const cav_observation *observation),
                                    void *context);

#ifdef __cplusplus
}
#endif
#endif
