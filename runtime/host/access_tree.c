/* access_tree.c: a captured tree as a machine of its own.
 *
 * The live machine is asked for nothing: what no file tells comes from files in root/_probe, one
 * value each, or one "name: value" a line (auxv.txt, further leaves of cpuid-hypervisor). A probe
 * that was not captured (nor stands in a sosreport) is "not available here", whatever this machine would have answered. Why a
 * file could not be read where it was captured stands there too (recorded.h).
 */
#include "recorded.h"
#include "lines.h"
#include <string.h>

static cav_reason tree_read(void *context, const char *path, char *buffer, size_t room,
                            size_t *size)
{
    host_root *root = context;

    cav_reason reason;

    *size = 0;
    if (!host_allowed(root, path))
        return CAV_REASON_NOT_ALLOWED;
    reason = host_recorded(root, "read", path);
    return reason == CAV_REASON_FOUND ? host_root_read(root, path, buffer, room, size) : reason;
}

static cav_reason tree_exists(void *context, const char *path, bool *present)
{
    host_root *root = context;

    cav_reason reason;

    *present = false;
    if (!host_allowed(root, path))
        return CAV_REASON_NOT_ALLOWED;
    reason = host_recorded(root, "exists", path);
    return reason == CAV_REASON_FOUND ? host_root_exists(root, path, present) : reason;
}

static cav_reason tree_list(void *context, const char *pattern, char *names, size_t room,
                            size_t *size)
{
    host_root *root = context;
    cav_reason reason = host_recorded(root, "list", pattern);

    *size = 0;
    return reason == CAV_REASON_FOUND ? host_root_list(root, pattern, names, room, size) : reason;
}

/* The whole of a probe file; room for a NUL behind it is the caller's. */
static cav_reason probe_file(void *context, const char *path, char *buffer, size_t room,
                             size_t *size)
{
    cav_reason reason = host_root_read(context, path, buffer, room, size);

    return reason == CAV_REASON_NO_FILE ? CAV_REASON_NO_PROBE : reason;
}

/* A file that holds one value: its first line. */
static cav_reason probe_value(void *context, const char *path, char answer[CAV_PROBE_MAX])
{
    char buffer[CAV_PROBE_MAX];
    size_t size, at = 0;
    host_line line = {0};
    cav_reason reason = probe_file(context, path, buffer, sizeof buffer, &size);

    if (reason != CAV_REASON_FOUND)
        return reason;
    if (!host_line_next(buffer, size, &at, &line))
        return CAV_REASON_NO_PROBE;
    return host_answer(line.text, line.size, answer);
}

static cav_reason tree_uname(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    static const char *const files[][2] = {{"machine", "/_probe/uname-m"},
                                           {"release", "/_probe/uname-r"},
                                           {"sysname", "/_probe/uname-s"},
                                           {"version", "/_probe/uname-v"}};
    cav_reason reason = CAV_REASON_NO_PROBE;

    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        if (strcmp(field, files[k][0]) == 0)
            reason = probe_value(context, files[k][1], answer);
    return reason == CAV_REASON_NO_PROBE ? host_sos_uname(context, field, answer) : reason;
}

/* "0x40000100: text" is that leaf's; a line that names none is the first leaf's. */
static const char *leaf_text(const host_line *line, uint32_t leaf, size_t *size)
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 2;
    uint32_t named = 0;

    *size = line->size;
    if (line->size < 2 || memcmp(line->text, "0x", 2) != 0)
        return leaf == 0x40000000u ? line->text : NULL;
    for (; at < line->size && at < 10; at++) {
        const char *digit = memchr(digits, line->text[at], 16);

        if (digit == NULL)
            break;
        named = named << 4 | (uint32_t)(digit - digits);
    }
    if (at != 10 || line->size < 12 || memcmp(line->text + at, ": ", 2) != 0)
        return leaf == 0x40000000u ? line->text : NULL;
    *size -= 12;
    return named == leaf ? line->text + 12 : NULL;
}

static cav_reason tree_cpuid(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX])
{
    char buffer[16 << 10];
    size_t size, at = 0;
    host_line line = {0};
    cav_reason reason =
        probe_file(context, "/_probe/cpuid-hypervisor", buffer, sizeof buffer, &size);

    if (reason != CAV_REASON_FOUND)
        return reason;
    while (host_line_next(buffer, size, &at, &line)) {
        size_t n;
        const char *text = leaf_text(&line, leaf, &n);

        if (text != NULL)
            return host_answer(text, n, answer);
    }
    return CAV_REASON_NO_PROBE;
}

/* "base-platform" is written AT_BASE_PLATFORM in the file. */
static bool names(const char *line, size_t size, const char *field)
{
    if (size < 3 || memcmp(line, "AT_", 3) != 0)
        return false;
    for (line += 3, size -= 3; size > 0 && *field != '\0'; line++, size--, field++) {
        char c = *field == '-' ? '_' : *field;

        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c != *line)
            return false;
    }
    return size == 0 && *field == '\0';
}

static cav_reason tree_auxv(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    char buffer[16 << 10];
    size_t size, at = 0;
    host_line line = {0};
    cav_reason reason = probe_file(context, "/_probe/auxv.txt", buffer, sizeof buffer, &size);

    if (reason != CAV_REASON_FOUND)
        return reason;
    while (host_line_next(buffer, size, &at, &line)) {
        const char *colon = memchr(line.text, ':', line.size);
        const char *value;

        if (colon == NULL || !names(line.text, (size_t)(colon - line.text), field))
            continue;
        value = colon + 1;
        while (value < line.text + line.size && (*value == ' ' || *value == '\t'))
            value++;
        return host_answer(value, (size_t)(line.text + line.size - value), answer);
    }
    return CAV_REASON_NO_PROBE;
}

cav_status host_tree(const cav_env *env, const char *folder, const char *const *prefixes,
                     bool openat2, cav_access *access)
{
    host_root *root;
    cav_status status = host_root_new(env, folder, prefixes, false, openat2, &root);

    *access = (cav_access){0};
    if (status != CAV_OK)
        return status;
    *access = (cav_access){.context = root,
                           .read = tree_read,
                           .exists = tree_exists,
                           .list = tree_list,
                           .uname = tree_uname,
                           .cpuid = tree_cpuid,
                           .auxv = tree_auxv,
                           .close = host_root_free};
    return CAV_OK;
}

cav_status cav_access_tree(const cav_env *env, const char *root, const char *const *prefixes,
                           cav_access *access)
{
    return host_tree(env, root, prefixes, true, access);
}
