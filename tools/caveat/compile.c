/* compile.c: the verb compile: rule text to an image, or to a dump of what a pass made.
 *
 * Nothing is written unless the rules have no error.
 */
#include "verbs.h"

#include "load.h"
#include "render.h"

#include <string.h>
#include <unistd.h>

static void write_line(void *context, const char *text)
{
    app *a = context;
    render_escape(&a->out, text);
    put_char(&a->out, '\n');
}

static int dump(app *a, pack *p)
{
    cav_status status = cavc_dump(p->unit, a->options.value[OPTION_DUMP], write_line, a);
    return status ? tool_failed(a, status, "--dump") : TOOL_OK;
}

/* `--dump tree` shows a vocabulary too, which has no pack to compile. */
static int dump_tree(app *a, const char *path, pack *p)
{
    tool_bytes text;
    int status = tool_read(a, path, CAVC_SOURCE_MAX, &text);
    if (!status)
        status = load_parse(a, path, text, p);
    return status ? status : dump(a, p);
}

static int compile(app *a, const char *path, const char *target, pack *p)
{
    cavc_options how = {.strip = (a->options.given & OPT_STRIP) != 0};
    int status = load_file(a, path, LOAD_SOURCE, &how, p);
    if (!status && a->options.given & OPT_DUMP)
        status = dump(a, p);
    if (!status && target && strcmp(target, "-") == 0 && isatty(STDOUT_FILENO))
        return tool_fail(a, TOOL_USAGE, "an image is not for a terminal; name a file with -o");
    return status || !target ? status : tool_write(a, target, p->image, p->size);
}

int verb_compile(app *a)
{
    const options *o = &a->options;
    const char *target = o->value[OPTION_OUTPUT];
    const option_list *files = o->rules.count ? &o->rules : &o->operands;
    bool wants_dump = (o->given & OPT_DUMP) != 0;
    pack p = {0};
    if (o->rules.count + o->operands.count != 1)
        return tool_fail(a, TOOL_USAGE, "compile takes one rule file");
    if (!target && !wants_dump)
        return tool_fail(a, TOOL_USAGE,
                         "compile writes nothing by itself: -o IMAGE, or --dump WHAT; "
                         "`caveat lint FILE` only looks for mistakes");
    if (wants_dump && target && strcmp(target, "-") == 0)
        return tool_fail(a, TOOL_USAGE, "--dump and -o -: both would go to standard output");
    bool tree = wants_dump && !target && strcmp(o->value[OPTION_DUMP], "tree") == 0;
    int status = tree ? dump_tree(a, files->at[0], &p) : compile(a, files->at[0], target, &p);
    load_pack_free(&p);
    return status;
}
