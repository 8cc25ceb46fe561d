/* recorded.c: the reasons that a captured tree brings with it, see recorded.h.
 *
 * It refuses reasons that no access gives: a tree can make a fact unknown with it, nothing else.
 */
#include "recorded.h"
#include "../env.h"
#include "lines.h"
#include <string.h>

static cav_reason reason_of(const char *text, size_t size)
{
    static const cav_reason reasons[] = {CAV_REASON_UNREADABLE, CAV_REASON_NOT_REGULAR,
                                         CAV_REASON_TOO_LARGE, CAV_REASON_NOT_ALLOWED};

    for (size_t k = 0; k < sizeof reasons / sizeof *reasons; k++) {
        const char *known = cav_reason_text(reasons[k]);

        if (strlen(known) == size && memcmp(known, text, size) == 0)
            return reasons[k];
    }
    return CAV_REASON_FOUND;
}

/* "VERB PATH: reason" */
static cav_reason line_reason(const host_line *line, const char *verb, const char *path)
{
    size_t nverb = strlen(verb), npath = strlen(path), head = nverb + 1 + npath + 2;

    if (line->size <= head || memcmp(line->text, verb, nverb) != 0 || line->text[nverb] != ' ' ||
        memcmp(line->text + nverb + 1, path, npath) != 0 ||
        memcmp(line->text + head - 2, ": ", 2) != 0)
        return CAV_REASON_FOUND;
    return reason_of(line->text + head, line->size - head);
}

cav_reason host_recorded(host_root *root, const char *verb, const char *path)
{
    size_t size = 0, at = 0;
    host_line line = {0};
    cav_reason reason;
    bool present;
    char *buffer;

    reason = host_root_exists(root, HOST_RECORDED, &present);
    if (reason != CAV_REASON_FOUND || !present)
        return reason;
    buffer = env_resize(&root->env, NULL, 0, CAV_FILE_MAX);
    if (buffer == NULL)
        return CAV_REASON_UNREADABLE;
    reason = host_root_read(root, HOST_RECORDED, buffer, CAV_FILE_MAX, &size);
    while (reason == CAV_REASON_FOUND && host_line_next(buffer, size, &at, &line))
        reason = line_reason(&line, verb, path);
    env_free(&root->env, buffer, CAV_FILE_MAX);
    return reason;
}
