/* where.c: --where KEY=VALUE, judged before anything is read.
 *
 * It refuses keys and values that nothing can have (64), with the nearest that something can.
 */
#include "fleet.h"

#include <string.h>

static const char *const keys[] = {"status", "best", "worst", "pack", "rule", "missing"};
enum { KEYS = sizeof keys / sizeof *keys, STATUSES = CAV_LEVEL_COUNT + 3 };

/* Room for what any key may be. */
static size_t most_names(const fleet *f)
{
    size_t n = STATUSES + f->packs.count + f->vocab.count;
    for (size_t k = 0; k < f->packs.count; k++)
        n += f->packs.at[k].info.rules;
    return n;
}

/* What such a key may be. */
static size_t names_of(const fleet *f, fleet_what what, const char **names)
{
    size_t n = 0;
    for (int i = 0; what <= WHERE_WORST && i < CAV_LEVEL_COUNT; i++)
        names[n++] = cav_level_name((cav_level)i);
    if (what == WHERE_STATUS) {
        names[n++] = "unknown";
        names[n++] = "not-applicable";
        names[n++] = "contradiction";
    }
    for (size_t k = 0; k < f->packs.count; k++) {
        if (what == WHERE_PACK)
            names[n++] = f->packs.at[k].info.name;
        for (uint32_t r = 0; what == WHERE_RULE && r < f->packs.at[k].info.rules; r++)
            names[n++] = f->at[k].rule_names[r];
    }
    for (size_t i = 0; what == WHERE_MISSING && i < f->vocab.count; i++)
        names[n++] = f->vocab.facts[i].fact.name;
    return n;
}

int fleet_add_where(fleet *f, const char *text)
{
    app *a = f->app;
    const char *equals = strchr(text, '=');
    if (!equals || !equals[1])
        return tool_fail(a, TOOL_USAGE, "--where takes KEY=VALUE, such as status=unknown, not '%s'",
                         text);
    const char *key = pool_copy(&a->pool, text, (size_t)(equals - text)), *value = equals + 1;
    unsigned what = 0;
    while (what < KEYS && strcmp(keys[what], key) != 0)
        what++;
    if (what == KEYS)
        return tool_fail(a, TOOL_USAGE,
                         "--where %s: the keys are status, best, worst, pack, rule and missing%s",
                         text, tool_hint(a, key, keys, KEYS));
    const char **names = pool_alloc(&a->pool, most_names(f), sizeof *names);
    size_t count = names_of(f, (fleet_what)what, names);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], value) == 0) {
            fleet_where *w = pool_push(&a->pool, &f->where, &f->nwhere, &f->rwhere, sizeof *w);
            *w = (fleet_where){(fleet_what)what, value, vocab_find(&f->vocab, value)};
            return TOOL_OK;
        }
    return tool_fail(a, TOOL_USAGE, "--where %s: no %s is called '%s'%s", text,
                     what <= WHERE_WORST     ? "status or level"
                     : what == WHERE_MISSING ? "fact"
                                             : key,
                     value, tool_hint(a, value, names, count));
}
