/* fleet.c: the verb fleet: its options; the work is in tools/fleet/. */
#include "../fleet/fleet.h"
#include "../fleet/module.h"

#include "lang.h"
#include "verbs.h"

#include <stdlib.h>
#include <string.h>

static source_format input_format(const options *o)
{
    const char *value = o->value[OPTION_INPUT];
    if (!value)
        return SOURCE_GUESS;
    return strcmp(value, "csv") == 0     ? SOURCE_CSV
           : strcmp(value, "arrow") == 0 ? SOURCE_ARROW
                                         : SOURCE_NDJSON;
}

static int judge_formats(app *a)
{
    options *o = &a->options;
    bool one = o->given & OPT_EXPLAIN;
    bool text = strcmp(o->format, "text") == 0 || strcmp(o->format, "json") == 0;
    if (one && !text && o->given & OPT_FORMAT)
        return tool_fail(a, TOOL_USAGE, "--explain writes text or json, not %s", o->format);
    if (!one && text)
        return tool_fail(a, TOOL_USAGE,
                         "%s is for one host, with --explain; all are ndjson, csv or summary",
                         o->format);
    if (one && o->given & (OPT_WHERE | OPT_MISSING | OPT_FEATURES))
        return tool_fail(a, TOOL_USAGE,
                         "--explain shows one host whole; it takes no --where, "
                         "--missing or --features");
    if (one && !text)
        o->format = "text";
    lang_choose(a); /* by the format that was found */
    return TOOL_OK;
}

int verb_fleet(app *a)
{
    const options *o = &a->options;
    fleet f = {.app = a};
    int status = judge_formats(a);
    if (status)
        return status;
    module_hand_over(a);
    status = fleet_open(a, &f);
    for (size_t i = 0; i < o->where.count && !status; i++)
        status = fleet_add_where(&f, o->where.at[i]);
    const char *jobs = o->value[OPTION_JOBS];
    if (!status && o->given & OPT_EXPLAIN)
        status = fleet_explain(&f, input_format(o), o->value[OPTION_EXPLAIN]);
    else if (!status)
        status = fleet_run(&f, input_format(o), jobs ? (unsigned)atoi(jobs) : 0);
    fleet_close(&f);
    return status;
}
