/* inspect.c: the verb inspect: a listing of images, or of what rule text compiles to. */
#include "verbs.h"

#include "load.h"
#include "render.h"

static bool write_line(void *context, const char *text)
{
    app *a = context;
    render_escape(&a->out, text);
    put_char(&a->out, '\n');
    return true;
}

int verb_inspect(app *a)
{
    const options *o = &a->options;
    packs all = {0};
    option_list files = o->rules.count ? o->rules : o->operands;
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    int status = load_packs(a, &files, LOAD_PROGRAM, &all);
    for (size_t k = 0; k < all.count && !status; k++) {
        if (k)
            put_char(&a->out, '\n');
        cav_program_list(all.at[k].program, write_line, a);
    }
    load_free(&all);
    return status;
}
