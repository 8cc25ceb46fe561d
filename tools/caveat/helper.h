/* helper.h: running a helper program of caveat's own and taking what it prints. */
#ifndef HELPER_H
#define HELPER_H

#include "tool.h"

/* Where NAME stands, beside this program or in its libexec folder; NULL: it is not installed. */
const char *helper_find(app *a, const char *name);

/* Runs NAME, found beside this program or in its libexec folder, with one argument or none (NULL).
 * Its stdout is taken up to `cap` bytes, its stderr passes through. TOOL_INPUT with a message when
 * it is not installed, cannot run, fails or prints too much. */
int helper_run(app *a, const char *name, const char *argument, size_t cap, tool_bytes *out);

#endif
