/* diff.c: the verb diff: which configurations two editions of a pack judge differently.
 *
 * It refuses to compare fewer or more than two files. Invariant: status 0 means that both packs
 * give the same verdicts, proved; what was not swept makes it 2.
 */
#include "../prover/diff.h"
#include "verbs.h"

int verb_diff(app *a)
{
    const option_list *files = &a->options.operands;
    pack old = {0}, new = {0};
    diff d = {0};
    if (files->count != 2)
        return tool_fail(a, TOOL_USAGE, "diff takes two packs, the old one and the new one");
    int status = load_file(a, files->at[0], LOAD_PROGRAM, NULL, &old);
    if (!status)
        status = load_file(a, files->at[1], LOAD_PROGRAM, NULL, &new);
    if (!status)
        status = diff_run(a, &old, &new, &d);
    if (!status) {
        diff_write(&d);
        status = diff_status(&d);
    }
    diff_close(&d);
    load_pack_free(&new);
    load_pack_free(&old);
    return status;
}
