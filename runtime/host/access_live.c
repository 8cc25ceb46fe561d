/* access_live.c: the machine this runs on, as any of its users may see it.
 *
 * Also when run as root: what is not open to all others is "not readable". cpuid is executed only
 * when it is asked for (in a virtual machine it costs a trap), and only behind the bit by which a
 * hypervisor says that its leaves are there.
 */
#include "root.h"
#include "lines.h"
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

static cav_reason live_read(void *context, const char *path, char *buffer, size_t room,
                            size_t *size)
{
    host_root *root = context;

    *size = 0;
    return host_allowed(root, path) ? host_root_read(root, path, buffer, room, size)
                                    : CAV_REASON_NOT_ALLOWED;
}

static cav_reason live_exists(void *context, const char *path, bool *present)
{
    host_root *root = context;

    *present = false;
    return host_allowed(root, path) ? host_root_exists(root, path, present)
                                    : CAV_REASON_NOT_ALLOWED;
}

static cav_reason live_list(void *context, const char *pattern, char *names, size_t room,
                            size_t *size)
{
    return host_root_list(context, pattern, names, room, size);
}

static cav_reason live_uname(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    struct utsname name;
    const char *text = NULL;

    (void)context;
    if (uname(&name) != 0)
        return CAV_REASON_NO_PROBE;
    if (strcmp(field, "release") == 0)
        text = name.release;
    else if (strcmp(field, "machine") == 0)
        text = name.machine;
    else if (strcmp(field, "sysname") == 0)
        text = name.sysname;
    else if (strcmp(field, "version") == 0)
        text = name.version;
    return text == NULL ? CAV_REASON_NO_PROBE : host_answer(text, strlen(text), answer);
}

#if defined(__x86_64__) || defined(__i386__)
static cav_reason live_cpuid(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX])
{
    unsigned a, b, c, d;
    char text[12];
    size_t size = sizeof text;

    (void)context;
    if (leaf < 0x40000000u || leaf > 0x4000ffffu)
        return CAV_REASON_NO_PROBE;
#ifdef __i386__
    if (__get_cpuid_max(0, NULL) < 1)
        return CAV_REASON_NO_PROBE;
#endif
    __cpuid(1, a, b, c, d);
    if (!(c & 1u << 31))
        return CAV_REASON_NO_PROBE;
    __cpuid(leaf, a, b, c, d);
    memcpy(text, &b, 4);
    memcpy(text + 4, &c, 4);
    memcpy(text + 8, &d, 4);
    while (size > 0 && text[size - 1] == '\0')
        size--;
    return host_answer(text, size, answer);
}
#else
static cav_reason live_cpuid(void *context, uint32_t leaf, char answer[CAV_PROBE_MAX])
{
    (void)context;
    (void)leaf;
    (void)answer;
    return CAV_REASON_NO_PROBE;
}
#endif

/* The entry's value is the address of a text. */
static cav_reason live_auxv(void *context, const char *field, char answer[CAV_PROBE_MAX])
{
    unsigned long value = 0;
    const char *text;

    (void)context;
    if (strcmp(field, "platform") == 0)
        value = getauxval(AT_PLATFORM);
    else if (strcmp(field, "base-platform") == 0)
        value = getauxval(AT_BASE_PLATFORM);
    if (value == 0)
        return CAV_REASON_NO_PROBE;
    text = (const char *)value; /* NOLINT: the kernel passes it so */
    return host_answer(text, strlen(text), answer);
}

cav_status host_live(const cav_env *env, const char *folder, const char *const *prefixes,
                     cav_access *access)
{
    host_root *root;
    cav_status status = host_root_new(env, folder, prefixes, true, false, &root);

    *access = (cav_access){0};
    if (status != CAV_OK)
        return status;
    *access = (cav_access){.context = root,
                           .read = live_read,
                           .exists = live_exists,
                           .list = live_list,
                           .uname = live_uname,
                           .cpuid = live_cpuid,
                           .auxv = live_auxv,
                           .close = host_root_free};
    return CAV_OK;
}

cav_status cav_access_live(const cav_env *env, const char *const *prefixes, cav_access *access)
{
    return host_live(env, "/", prefixes, access);
}

void cav_access_close(cav_access *access)
{
    if (access == NULL)
        return;
    if (access->close != NULL)
        access->close(access->context);
    *access = (cav_access){0};
}
