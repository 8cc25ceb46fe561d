/* status.c: the names of statuses, levels and instructions. Constant tables, nothing else. */
#include "caveat.h"
#include "ops.h"

#include <string.h>

#define CAV_RELEASE "0.1.0"

const vm_row vm_rows[VM_OPS] = {
#define LEAF(NAME, kind_a, kind_b, doc) {#NAME, doc, {VM_KIND_##kind_a, VM_KIND_##kind_b}},
#define LOGIC(NAME, kind_a, kind_b, can_true, can_false, doc) \
    {#NAME, doc, {VM_KIND_##kind_a, VM_KIND_##kind_b}},
#include "ops.def"
};

const char vm_letters[VM_KINDS] = {
#define KIND(name, letter, first_illegal) letter,
#include "ops.def"
};

const char *cav_release(void)
{
    return CAV_RELEASE;
}

const char *cav_status_name(cav_status status)
{
    static const char *const names[] = {
        "ok", "no memory", "bad image", "bad version", "no regular expressions",
        "bad name", "bad value", "bad depth", "bad argument", "failed",
    };

    return (unsigned)status < sizeof names / sizeof *names ? names[status] : "unknown status";
}

const char *cav_level_name(cav_level level)
{
    static const char *const names[] = {
#define LEVEL(ID, name, meaning, sarif, junit) name,
#include "levels.def"
        "note",
    };

    return (unsigned)level <= CAV_LEVEL_NOTE ? names[level] : "unknown level";
}

const char *cav_level_meaning(cav_level level)
{
    static const char *const meanings[] = {
#define LEVEL(ID, name, meaning, sarif, junit) meaning,
#include "levels.def"
        "a remark; it restricts nothing",
    };

    return (unsigned)level <= CAV_LEVEL_NOTE ? meanings[level] : "unknown level";
}

int cav_level_find(const char *name)
{
    for (int level = 0; level < CAV_LEVEL_COUNT; level++) {
        if (strcmp(cav_level_name((cav_level)level), name) == 0)
            return level;
    }
    return -1;
}
