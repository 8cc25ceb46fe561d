/* fmt.c: the verb fmt: rule files in their one canonical form: printed, written, compared.
 *
 * It refuses images, files with syntax errors and options that exclude each other. Invariant: all
 * files are read and formatted before anything is printed or written.
 */
#include "verbs.h"

#include "load.h"
#include "message.h"
#include "packs.h"
#include "render.h"
#include "unified.h"

#include <string.h>

typedef struct source {
    const char *path, *name; /* path NULL: built in */
    tool_bytes text, form;
    bool formatted; /* the form is the text */
} source;

typedef struct sources {
    app *app;
    source *at;
    size_t count, room;
} sources;

static source *add(sources *s, const char *path, const char *name, tool_bytes text)
{
    source *new = pool_push(&s->app->pool, &s->at, &s->count, &s->room, sizeof *new);
    *new = (source){.path = path, .name = name, .text = text};
    return new;
}

static int read_file(sources *s, const char *path)
{
    app *a = s->app;
    tool_bytes text;
    int status = tool_read(a, path, CAVC_SOURCE_MAX, &text);
    if (status)
        return status;
    if (cav_image_is(text.bytes, text.size))
        return tool_fail(a, TOOL_USAGE, "%s is an image; fmt needs the rule text",
                         tool_name(a, path));
    add(s, path, tool_name(a, path), text);
    return TOOL_OK;
}

/* A file that several packs use stands once. */
static void add_builtin(sources *s, const packs_source *b)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->at[i].name, b->path) == 0)
            return;
    add(s, NULL, b->path, (tool_bytes){pool_copy(&s->app->pool, b->text, b->size), b->size});
}

static int gather(sources *s)
{
    const options *o = &s->app->options;
    const option_list *files = o->rules.count ? &o->rules : &o->operands;
    int status = TOOL_OK;
    for (size_t i = 0; i < files->count && !status; i++)
        status = read_file(s, files->at[i]);
    for (size_t i = 0; !files->count && i < packs_count; i++)
        for (size_t k = 0; k < packs_table[i].nsources; k++)
            if (!packs_table[i].sources[k].catalogue)
                add_builtin(s, &packs_table[i].sources[k]);
    return status;
}

/* -- formatting -- */

typedef struct call {
    app *app;
    source *source;
} call;

static void on_diagnostic(void *context, const cavc_diagnostic *d)
{
    message_diagnostic(((call *)context)->app, d);
}

static void on_form(void *context, cavc_text text)
{
    call *c = context;
    source *s = c->source;
    s->form = (tool_bytes){pool_copy(&c->app->pool, text.bytes, text.size), text.size};
    s->formatted = text.size == s->text.size && memcmp(text.bytes, s->text.bytes, text.size) == 0;
}

static int format(app *a, source *s)
{
    call c = {a, s};
    cavc_host host = {.env = tool_env(a), .diagnostic = on_diagnostic, .context = &c};
    cav_status status =
        cavc_format(&host, s->name, (cavc_text){s->text.bytes, s->text.size}, on_form, &c);
    if (status == CAV_BAD_VALUE)
        return TOOL_RULES;
    return status ? tool_failed(a, status, s->name) : TOOL_OK;
}

/* Every file's errors are shown; the first status that is not 0 counts. */
static int format_all(sources *s)
{
    int status = TOOL_OK;
    for (size_t i = 0; i < s->count; i++) {
        int one = format(s->app, &s->at[i]);
        status = status ? status : one;
    }
    return status;
}

/* -- results -- */

static int write_all(const sources *s)
{
    int status = TOOL_OK;
    for (size_t i = 0; i < s->count && !status; i++)
        if (!s->at[i].formatted)
            status = tool_write(s->app, s->at[i].path, s->at[i].form.bytes, s->at[i].form.size);
    return status;
}

static int report(const sources *s)
{
    app *a = s->app;
    int status = TOOL_OK;
    for (size_t i = 0; i < s->count; i++) {
        const source *f = &s->at[i];
        if (f->formatted)
            continue;
        status = TOOL_BELOW;
        buf name = {.pool = &a->pool};
        render_escape(&name, f->name);
        if (a->options.given & OPT_DIFF)
            unified_put(a, &a->out, put_end(&name), f->text, f->form);
        else
            put_printf(&a->out, "%s\n", put_end(&name));
    }
    return status;
}

static void print(const sources *s)
{
    app *a = s->app;
    for (size_t i = 0; i < s->count; i++) {
        if (s->count > 1) {
            put_text(&a->out, i ? "\n==> " : "==> ");
            render_escape(&a->out, s->at[i].name);
            put_text(&a->out, " <==\n");
        }
        put_bytes(&a->out, s->at[i].form.bytes, s->at[i].form.size);
    }
}

/* -- the verb -- */

static int judge_options(app *a)
{
    const options *o = &a->options;
    uint64_t mode = o->given & (OPT_WRITE | OPT_CHECK | OPT_DIFF);
    const option_list *files = o->rules.count ? &o->rules : &o->operands;
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    if (mode & (mode - 1))
        return tool_fail(a, TOOL_USAGE, "of -w, --check and --diff one at a time");
    if (!(mode & OPT_WRITE))
        return TOOL_OK;
    if (o->given & OPT_OUTPUT)
        return tool_fail(a, TOOL_USAGE, "-w writes each file in place; -o is for what is printed");
    if (!files->count)
        return tool_fail(a, TOOL_USAGE, "-w needs files; the built-in packs cannot be written");
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->at[i], "-") == 0)
            return tool_fail(a, TOOL_USAGE, "standard input cannot be written in place");
    return TOOL_OK;
}

int verb_fmt(app *a)
{
    sources all = {.app = a};
    int status = judge_options(a);
    if (!status)
        status = gather(&all);
    if (!status)
        status = format_all(&all);
    if (status)
        return status;
    if (a->options.given & OPT_WRITE)
        return write_all(&all);
    if (a->options.given & (OPT_CHECK | OPT_DIFF))
        return report(&all);
    print(&all);
    return TOOL_OK;
}
