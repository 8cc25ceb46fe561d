/* alone.c: what module.c does, for a program that is linked without shared libraries.
 *
 * Such a program starts faster and can load no modules: caveat-fleet, the same program linked the
 * other way, takes its place for a fleet where it stands beside it. Where it does not, lines are
 * scanned more slowly, with the same answers, and Arrow is not read. Invariant: nothing was read yet
 * when the place is handed over.
 */
#include "module.h"

#include "scan_jansson.h"

#include "../caveat/helper.h"

#include <fcntl.h>
#include <unistd.h>

void module_hand_over(app *a)
{
    const char *path = helper_find(a, "caveat-fleet");
    if (!path)
        return;
    if (a->stdout_closed)
        close(STDOUT_FILENO); /* as it was found, for the other to see */
    execv(path, a->argv);
    if (a->stdout_closed && open("/dev/null", O_WRONLY) != STDOUT_FILENO)
        _exit(TOOL_INTERNAL);
}

void module_open(fleet *f)
{
    f->scanner = scan_jansson;
}

void module_close(fleet *f)
{
    (void)f;
}

const arrow_module *module_arrow(fleet *f, const char **why)
{
    (void)why;
    return f->arrow;
}
