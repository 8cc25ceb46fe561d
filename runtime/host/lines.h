/* lines.h: file contents as lines, and untrusted bytes as UTF-8; private to runtime/host/. */
#ifndef CAV_HOST_LINES_H
#define CAV_HOST_LINES_H

#include "host.h"

typedef struct host_line {
    const char *text; /* not NUL-terminated; holds no NUL and no LF */
    size_t size;      /* trailing blanks dropped */
    uint32_t number;  /* from 1; start a host_line with 0 */
    bool plain;       /* said at the start: there is no NUL to end it */
} host_line;

/* The line at *at, or false at the end. A line ends at LF, CRLF, NUL or the end. */
bool host_line_next(const char *bytes, size_t size, size_t *at, host_line *line);

/* Copies text as UTF-8, U+FFFD for each byte that is none, NUL-terminated, cut between characters
 * to fit. Returns the bytes it wanted, without NUL. */
size_t host_clean(const char *text, size_t size, char *to, size_t room);

/* The answer of a probe: trailing blanks dropped, cleaned; nothing left is CAV_REASON_NO_PROBE. */
cav_reason host_answer(const char *text, size_t size, char answer[CAV_PROBE_MAX]);

#endif
