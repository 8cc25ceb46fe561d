/* capture.h: what a program's sources read on a machine, kept so that it can be judged elsewhere.
 *
 * Public, beside host.h. A capture is an access that answers as another does and remembers: the
 * contents of files, the existence of others, the answers of probes, and why something could not be
 * read. Written out, it is a tree that cav_access_tree reads; gathering from that gives what
 * gathering through the capture gave. It never holds what identifies the machine (private.def).
 */
#ifndef CAV_CAPTURE_H
#define CAV_CAPTURE_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cav_capture cav_capture;

/* One file or folder of the capture. Folders come before what they hold. */
typedef struct cav_captured {
    const char *path; /* from the capture's root: "etc/os-release" */
    bool folder;
    const char *bytes;
    size_t size;
    bool probe; /* not a file of the machine */
} cav_captured;

typedef struct cav_capture_count {
    uint32_t files;   /* whose contents are there */
    uint32_t present; /* of which only the existence is */
    uint32_t probes;  /* answers of uname, cpuid, auxv */
    uint32_t failed;  /* that were there and could not be read */
} cav_capture_count;

/* `of` must outlive the capture; it is not closed with it. */
CAV_API cav_status cav_capture_new(const cav_env *env, const cav_access *of, cav_capture **capture);
CAV_API void cav_capture_free(cav_capture *capture);

/* The remembering access; valid as long as the capture. */
CAV_API cav_access cav_capture_access(cav_capture *capture);

/* Reads everything that the program's sources name, whichever layer this is. CAV_FAILED with a
 * message when it is too much (4096 paths, 64 MiB). */
CAV_API cav_status cav_capture_program(cav_capture *capture, const cav_program *program);

/* Calls `entry` for each file and folder, always in the same order; false ends it: CAV_FAILED. */
CAV_API cav_status cav_capture_write(cav_capture *capture,
                                     bool (*entry)(void *context, const cav_captured *entry),
                                     void *context);
CAV_API cav_capture_count cav_capture_counts(const cav_capture *capture);
/* The k-th path that was asked for and left out because it identifies the machine; NULL: no more.
 */
CAV_API const char *cav_capture_left_out(const cav_capture *capture, uint32_t k);

#ifdef __cplusplus
}
#endif
#endif
