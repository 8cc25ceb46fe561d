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
    packs all = {0};
    int status = load_named(a, LOAD_PROGRAM, &all);
    for (size_t k = 0; k < all.count && !status; k++) {
        if (k)
            put_char(&a->out, '\n');
        cav_program_list(all.at[k].program, write_line, a);
    }
    load_free(&all);
    return status;
}
