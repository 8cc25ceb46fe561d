/* sink.h: a result that is written piece by piece, and still whole or not there at all.
 *
 * To standard output it goes as it comes. To a file it goes beside it first, and the file is
 * replaced at the end; a failure or a signal leaves nothing.
 */
#ifndef FLEET_SINK_H
#define FLEET_SINK_H

#include "../caveat/tool.h"

typedef struct sink {
    app *app;
    int fd;
    const char *path; /* NULL: standard output */
    char *beside;     /* NULL: written through */
    const char *target;
} sink;

/* `path` as -o gives it; NULL or "-": standard output. A status with a message, as all of these. */
int sink_open(app *a, const char *path, sink *out);
int sink_write(sink *s, const char *bytes, size_t size);
/* Replaces the file when `good`, else removes what was written beside it. */
int sink_close(sink *s, bool good);

#endif
