/* lsp.c: the verb lsp: the language server of editors, see tools/lsp.
 *
 * Standard output belongs to the protocol: nothing else is ever written there. It refuses to start
 * where there is none.
 */
#include "verbs.h"

#include "../lsp/lsp.h"

#include <unistd.h>

int verb_lsp(app *a)
{
    if (a->stdout_closed)
        return tool_fail(a, TOOL_OUTPUT, "standard output is closed; the answers go there");
    if (a->options.operands.count)
        return tool_fail(a, TOOL_USAGE, "lsp takes no operands; the editor tells it what to read");
    return lsp_run(a, STDIN_FILENO, STDOUT_FILENO);
}
