/* tool.h: what every verb of the command shares: statuses, the run in hand, files, messages.
 *
 * Only tools/ prints or exits, and of tools/ only main returns the status. A verb builds its whole
 * result in app.out; it is written once, at the end, so that an error leaves nothing on stdout.
 */
#ifndef TOOL_H
#define TOOL_H

#include "../../compiler/caveatc.h"
#include "../../runtime/caveat.h"
#include "options.h"
#include "pool.h"

typedef enum tool_status {
    TOOL_OK = 0,      /* at or above the wanted level; all tests passed; done */
    TOOL_BELOW = 1,   /* certainly below it; a test failed; a difference */
    TOOL_UNKNOWN = 2, /* not known to reach it */
    TOOL_RULES = 3,   /* rules invalid */
    TOOL_USAGE = 64,
    TOOL_FACTS = 65, /* facts invalid, or in contradiction */
    TOOL_INPUT = 66, /* a file named on the command line is missing or unreadable */
    TOOL_INTERNAL = 70,
    TOOL_OUTPUT = 74 /* the result could not be written */
} tool_status;

#define TOOL_FACTS_MAX (16u << 20)  /* bytes of one fact file */
#define TOOL_IMAGE_MAX (256u << 20) /* bytes of one image */

typedef struct app {
    char **argv;
    pool pool;
    options options;
    buf out;            /* the result */
    bool stdout_closed; /* it was, when the program started */
    bool stdin_used;
    bool colour, colour_err;
    bool out_stands; /* the result is written although the status is an error's */
    const char *lang; /* the locale whose language texts are shown in; NULL: as they are written */
    buf *messages;   /* takes what would go to stderr; NULL: it goes there */
    /* Takes what is said about rules, the compiler's errors aside, instead of standard error; NULL:
     * all goes there. */
    void (*sink)(struct app *a, const cavc_diagnostic *diagnostic);
    void *sink_context;
    char last[1024]; /* the library's last message, see tool_env */
} app;

/* The environment given to the libraries: the C library's memory, messages kept in app->last. */
cav_env tool_env(app *a);

/* "caveat: …" on stderr, with hostile characters escaped; a line of JSON where that is the format.
 * Returns `status`. */
int tool_fail(app *a, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A failed library call: its message and the status that suits it. */
int tool_failed(app *a, cav_status status, const char *what);

typedef struct tool_bytes {
    char *bytes;
    size_t size;
} tool_bytes; /* a NUL follows the last */

/* All there is to read: 0, an errno, or -1 for more than `cap` bytes. */
int tool_read_fd(app *a, int fd, size_t cap, tool_bytes *out);

/* A file named on the command line, "-" being stdin; at most `cap` bytes. TOOL_INPUT with a
 * message when it cannot be read. */
int tool_read(app *a, const char *path, size_t cap, tool_bytes *out);
/* A file beside a rule file, for `use`: regular, inside `folder`. NULL, or why not. */
const char *tool_read_used(app *a, const char *folder, const char *path, tool_bytes *out);
/* The tags of the catalogues po/TAG.po in a rule file's folder, sorted; how many. */
size_t tool_catalogues(app *a, const char *folder, const char ***tags);
/* How messages name a file: "-" is "standard input" or --stdin-name. */
const char *tool_name(const app *a, const char *path);
/* The folder of a path, "." where it names none. */
const char *tool_folder(app *a, const char *path);

/* NULL, `-`, or another name of what standard output is: that is never replaced. */
bool tool_is_stdout(const app *a, const char *path);
/* Writes to stdout, or to `path` (beside it first, then renamed). Nothing half-written remains. */
int tool_write(app *a, const char *path, const void *bytes, size_t size);

/* "; did you mean 'NAME'?" for the nearest of `names`, or "". */
const char *tool_hint(app *a, const char *word, const char *const *names, size_t count);

#endif
