/* main.c: the run of the command: parse, do one verb, write its result, return the status.
 *
 * Invariant: this is the only place that writes a result, and it writes it once and whole.
 */
#include "lang.h"
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A closed descriptor among the first three would be taken by the next file opened. */
static bool hold_descriptors(void)
{
    bool closed = false;
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            closed |= fd == STDOUT_FILENO;
            if (open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) != fd)
                abort();
        }
    return closed;
}

static bool wants_colour(const options *o, int fd)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (o->color_always || o->color_never)
        return o->color_always;
    if (no && *no)
        return false;
    return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

static int run(app *a, int argc, char **argv)
{
    int status = options_parse(a, argc, argv);
    if (status)
        return status;
    const options *o = &a->options;
    lang_choose(a);
    const char *target = o->value[OPTION_OUTPUT];
    bool binary = o->verb->run == verb_compile; /* -o is the image there */
    a->colour = wants_colour(o, target && !binary ? -1 : STDOUT_FILENO);
    a->colour_err = wants_colour(o, STDERR_FILENO);
    if (o->given & OPT_HELP) {
        help_verb(a, o->verb);
        target = NULL;
    } else {
        status = o->verb->run(a);
    }
    if ((status == TOOL_RULES || status >= TOOL_USAGE) && !a->out_stands)
        return status;
    if (!a->out.size && (!target || binary || o->verb->run == verb_fleet)) /* fleet wrote its own */
        return status; /* else an empty result is one too: an older one must not stand there */
    int written = tool_write(a, binary ? NULL : target, a->out.text, a->out.size);
    return written ? written : status;
}

int main(int argc, char **argv)
{
    app a = {.argv = argv, .out = {.pool = &a.pool}};
    a.stdout_closed = hold_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of the write, as a full disk is */
    int status = run(&a, argc, argv);
    pool_free(&a.pool);
    return status;
}
