/* help.c: the verbs help and version, and the help text of each verb, from the tables. */
#include "verbs.h"

#include "packs.h"
#include "render.h"

#include <string.h>

enum {
#define OPTION(ID, letter, name, argument, help) +1
    OPTIONS_SHOWN = 0
#include "options.def"
};
_Static_assert((int)OPTIONS_SHOWN == (int)OPTION_COUNT && OPTIONS_SHOWN <= 63,
               "options fit one word of bits");

const verb verbs_table[] = {
#define VERB(name, summary, operands, options, formats, help)                                      \
    {#name, verb_##name, summary, operands, options, formats, help},
#include "verbs.def"
};
const size_t verbs_count = sizeof verbs_table / sizeof *verbs_table;

static void help_row(app *a, const char *left, const char *right, unsigned column)
{
    para p = para_begin(&a->out, a->colour, 2, column);
    para_text(&p, left);
    para_column(&p, column);
    para_text(&p, right);
    para_end(&p);
}

/* The examples of a verb: what each does beside it, or below where the column is 0. */
static void help_examples(app *a, const char *name, unsigned column)
{
    static const struct {
        const char *verb, *command, *text;
    } examples[] = {
#define EXAMPLE(verb, command, text) {verb, command, text},
#include "examples.def"
    };
    bool any = false;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        if (strcmp(examples[i].verb, name) != 0)
            continue;
        put_text(&a->out, !any && *name ? "\nexamples:\n" : "");
        any = true;
        if (column) {
            help_row(a, examples[i].command, examples[i].text, column);
            continue;
        }
        put_printf(&a->out, "  %s\n", examples[i].command);
        para p = para_begin(&a->out, a->colour, 6, 6);
        para_text(&p, examples[i].text);
        para_end(&p);
    }
}

void help_all(app *a)
{
    put_text(&a->out,
             "caveat judges a machine by documented restrictions: what a vendor's text says is\n"
             "supported, by which statement of it, by which facts, and what is still unknown.\n\n"
             "usage: caveat VERB [OPTION]... [FILE]...\n");
    for (size_t i = 0; i < verbs_count; i++)
        help_row(a, verbs_table[i].name, verbs_table[i].summary, 11);
    put_char(&a->out, '\n');
    help_examples(a, "", 40);
    put_text(&a->out, "built-in packs:");
    for (size_t i = 0; i < packs_count; i++)
        put_printf(&a->out, " %s", packs_table[i].name);
    put_text(&a->out, "; `caveat VERB --help` says more\n");
}

/* "text, json or tap" */
static const char *help_formats(app *a, const char *formats)
{
    buf b = {.pool = &a->pool};
    for (size_t n; *formats; formats += n + (formats[n] == ' ')) {
        n = strcspn(formats, " ");
        put_bytes(&b, formats, n);
        if (formats[n])
            put_text(&b, strchr(formats + n + 1, ' ') ? ", " : " or ");
    }
    return put_end(&b);
}

static void help_options(app *a, const verb *v)
{
    put_text(&a->out, "\noptions:\n");
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const option_row *row = &options_table[i];
        if (!(v->options & 1ull << i))
            continue;
        const char *letter = row->letter ? pool_printf(&a->pool, "-%c, ", row->letter) : "    ";
        char *left = row->argument && row->argument[0] == '['
                         ? pool_printf(&a->pool, "--%s[=%s", row->name, row->argument + 1)
                         : pool_printf(&a->pool, "--%s%s%s", row->name, row->argument ? " " : "",
                                       row->argument ? row->argument : "");
        para p = para_begin(&a->out, a->colour, 2, 27);
        put_text(&a->out, letter);
        p.column += 4;
        para_text(&p, left);
        para_column(&p, 27);
        para_text(&p, row->help);
        if (i == OPTION_FORMAT)
            para_printf(&p, " %s", help_formats(a, v->formats));
        para_end(&p);
    }
}

void help_verb(app *a, const verb *v)
{
    para p = para_begin(&a->out, a->colour, 0, 0);
    para_printf(&p, "caveat %s: %s", v->name, v->summary);
    para_end(&p);
    put_printf(&a->out, "\nusage: caveat %s [OPTION]...%s%s\n", v->name, *v->operands ? " " : "",
               v->operands);
    for (const char *at = v->help; *at;) {
        const char *end = strchr(at, '\n');
        size_t n = end ? (size_t)(end - at) : strlen(at);
        put_char(&a->out, '\n');
        p = para_begin(&a->out, a->colour, 0, 0);
        para_text(&p, pool_copy(&a->pool, at, n));
        para_end(&p);
        at += n + (end ? 1 : 0);
    }
    help_options(a, v);
    help_examples(a, v->name, 0);
}

int verb_help(app *a)
{
    if (!a->options.operands.count) {
        help_all(a);
        return TOOL_OK;
    }
    const char *name = a->options.operands.at[0], *names[32];
    for (size_t i = 0; i < verbs_count && i < 32; i++) {
        names[i] = verbs_table[i].name;
        if (strcmp(name, names[i]) == 0) {
            help_verb(a, &verbs_table[i]);
            return TOOL_OK;
        }
    }
    return tool_fail(a, TOOL_USAGE, "unknown verb '%s'%s", name,
                     tool_hint(a, name, names, verbs_count));
}

int verb_version(app *a)
{
    if (a->options.operands.count)
        return tool_fail(a, TOOL_USAGE, "version takes no operands");
    put_printf(&a->out, "caveat %s\nimage format %d\n", cav_release(), CAV_FORMAT_VERSION);
    for (size_t i = 0; i < packs_count; i++)
        put_printf(&a->out, "pack %s\n", packs_table[i].name);
    return TOOL_OK;
}
