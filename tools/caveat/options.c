/* options.c: the command line, parsed by the tables of options.def and verbs.def.
 *
 * It refuses what a verb does not take, naming the nearest thing it does; abbreviations are not
 * guessed. A value may follow in the same word (-fjson, --format=json) or the next, one that may be
 * left out only in the same; `--` ends the options.
 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

const option_row options_table[OPTION_COUNT] = {
#define OPTION(ID, letter, name, argument, help) {letter, name, argument, help},
#include "options.def"
};

typedef struct words {
    int argc, at;
    char **argv;
} words;

static const verb *find_verb(const char *name)
{
    for (size_t i = 0; i < verbs_count; i++)
        if (strcmp(verbs_table[i].name, name) == 0)
            return &verbs_table[i];
    return NULL;
}

static int unknown_verb(app *a, const char *name)
{
    const char *names[32];
    size_t n = 0;
    while (n < verbs_count && n < 32) {
        names[n] = verbs_table[n].name;
        n++;
    }
    const char *hint = tool_hint(a, name, names, n);
    return tool_fail(a, TOOL_USAGE, "unknown verb '%s'%s", name,
                     *hint ? hint : "; see `caveat help`");
}

static int unknown_option(app *a, const char *name)
{
    const char *names[OPTION_COUNT];
    size_t n = 0;
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (a->options.verb->options & 1ull << i)
            names[n++] = options_table[i].name;
    const char *verb_name = a->options.verb->name, *near = cav_nearest(name, names, n);
    if (near)
        return tool_fail(a, TOOL_USAGE, "%s has no option --%s; did you mean --%s?", verb_name,
                         name, near);
    return tool_fail(a, TOOL_USAGE, "%s has no option --%s; see `caveat %s --help`", verb_name,
                     name, verb_name);
}

/* -- what values must look like ---------------------------------------------------------------- */

static int one_of(app *a, option_id id, const char *const *names, size_t count)
{
    const char *value = a->options.value[id];
    for (size_t i = 0; i < count; i++)
        if (strcmp(value, names[i]) == 0)
            return (int)i;
    buf all = {.pool = &a->pool};
    for (size_t i = 0; i < count; i++)
        put_printf(&all, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", names[i]);
    tool_fail(a, TOOL_USAGE, "--%s takes %s, not '%s'%s", options_table[id].name, put_end(&all),
              value, tool_hint(a, value, names, count));
    return -1;
}

enum { FORMATS_MAX = 8 };

/* The names in `list`, a copy of which they stay in; how many. */
static size_t formats_of(app *a, const char *list, const char *names[FORMATS_MAX])
{
    char *rest = pool_copy(&a->pool, list, strlen(list)), *next;
    size_t n = 0;
    for (char *at = strtok_r(rest, " ", &next); at && n < FORMATS_MAX;
         at = strtok_r(NULL, " ", &next))
        names[n++] = at;
    return n;
}

static int judge_format(app *a)
{
    const char *names[FORMATS_MAX];
    size_t n = formats_of(a, a->options.verb->formats, names);
    int k = one_of(a, OPTION_FORMAT, names, n);
    if (k < 0)
        return TOOL_USAGE;
    a->options.format = names[k];
    a->options.json = strcmp(names[k], "json") == 0;
    return TOOL_OK;
}

static int judge_color(app *a)
{
    static const char *const names[] = {"auto", "always", "never"};
    int k = one_of(a, OPTION_COLOR, names, 3);
    a->options.color_always = k == 1;
    a->options.color_never = k == 2;
    return k < 0 ? TOOL_USAGE : TOOL_OK;
}

static int judge_dump(app *a)
{
    static const char *const names[] = {"tree", "classes", "code", "image"};
    return one_of(a, OPTION_DUMP, names, 4) < 0 ? TOOL_USAGE : TOOL_OK;
}

static int judge_require(app *a)
{
    const char *names[CAV_LEVEL_COUNT];
    for (int i = 0; i < CAV_LEVEL_COUNT; i++)
        names[i] = cav_level_name((cav_level)i);
    a->options.require = one_of(a, OPTION_REQUIRE, names, CAV_LEVEL_COUNT);
    return a->options.require < 0 ? TOOL_USAGE : TOOL_OK;
}

static int judge_percent(app *a)
{
    const char *value = a->options.value[OPTION_MIN_COVERAGE];
    size_t digits = strspn(value, "0123456789");
    if (!digits || digits > 3 || (value[digits] && strcmp(value + digits, "%") != 0) ||
        atoi(value) > 100)
        return tool_fail(a, TOOL_USAGE, "--min-coverage takes a percentage, not '%s'", value);
    return TOOL_OK;
}

static int judge_depth(app *a)
{
    const char *value = a->options.value[OPTION_DEPTH];
    size_t digits = strspn(value, "0123456789");
    if (!digits || value[digits] || digits > 4)
        return tool_fail(a, TOOL_USAGE, "--depth takes a small number, not '%s'", value);
    a->options.depth = atoi(value);
    return TOOL_OK;
}

static int judge_input(app *a)
{
    static const char *const names[] = {"ndjson", "csv", "arrow"};
    return one_of(a, OPTION_INPUT, names, 3) < 0 ? TOOL_USAGE : TOOL_OK;
}

static int judge_jobs(app *a)
{
    const char *value = a->options.value[OPTION_JOBS];
    size_t digits = strspn(value, "0123456789");
    if (!digits || value[digits] || digits > 3 || atoi(value) < 1 || atoi(value) > 256)
        return tool_fail(a, TOOL_USAGE, "--jobs takes a number from 1 to 256, not '%s'", value);
    return TOOL_OK;
}

/* LAYER.FACT=VALUE; a pattern of characters only, the names are judged later. */
static int judge_set(app *a, option_id id)
{
    const char *value = a->options.value[id], *name = options_table[id].name;
    const char *equals = strchr(value, '=');
    const char *dot = strchr(value, '.');
    if (!equals || equals == value)
        return tool_fail(a, TOOL_USAGE, "--%s takes LAYER.FACT=VALUE, not '%s'", name,
                         value);
    if (!dot || dot > equals)
        return tool_fail(a, TOOL_USAGE, "--%s %s: a fact is written LAYER.FACT, such as L1.os",
                         name, value);
    if (!equals[1])
        return tool_fail(a, TOOL_USAGE, "--%s %s: no value; null makes a fact unknown", name,
                         value);
    return TOOL_OK;
}

static int judge_path(app *a, const char *value)
{
    if (value[0] != '/')
        return tool_fail(a, TOOL_USAGE, "--path takes an absolute path, not '%s'", value);
    return TOOL_OK;
}

static int judge_value(app *a, option_id id)
{
    switch (id) {
    case OPTION_FORMAT:
        return judge_format(a);
    case OPTION_COLOR:
        return judge_color(a);
    case OPTION_INPUT:
        return judge_input(a);
    case OPTION_JOBS:
        return judge_jobs(a);
    case OPTION_DUMP:
        return judge_dump(a);
    case OPTION_REQUIRE:
        return judge_require(a);
    case OPTION_DEPTH:
        return judge_depth(a);
    case OPTION_MIN_COVERAGE:
        return judge_percent(a);
    case OPTION_SET:
    case OPTION_GIVEN:
        return judge_set(a, id);
    case OPTION_PATH:
        return judge_path(a, a->options.value[id]);
    default:
        return TOOL_OK;
    }
}

/* -- the walk -----------------------------------------------------------------------------------
 */

static void push(app *a, option_list *list, const char *value)
{
    const char **slot = pool_push(&a->pool, &list->at, &list->count, &list->room, sizeof *slot);
    *slot = value;
}

static int take(app *a, option_id id, const char *value)
{
    options *o = &a->options;
    o->given |= 1ull << id;
    o->value[id] = value;
    if (id == OPTION_RULES)
        push(a, &o->rules, value);
    else if (id == OPTION_SET || id == OPTION_GIVEN) /* a verb has one of them */
        push(a, &o->set, value);
    else if (id == OPTION_USE)
        push(a, &o->use, value);
    else if (id == OPTION_PATH)
        push(a, &o->path, value);
    else if (id == OPTION_WHERE)
        push(a, &o->where, value);
    else if (id == OPTION_WITH)
        push(a, &o->with, value);
    else if (id == OPTION_ALLOW || id == OPTION_NOTE || id == OPTION_WARN || id == OPTION_ERROR) {
        push(a, &o->levels, options_table[id].name);
        push(a, &o->levels, value);
    } else if (id == OPTION_VERBOSE)
        o->verbose++;
    else if (id == OPTION_JSON)
        o->json = true;
    return value ? judge_value(a, id) : TOOL_OK;
}

static int take_argument(app *a, option_id id, const char *attached, words *w)
{
    const option_row *row = &options_table[id];
    if (!row->argument) {
        if (attached)
            return tool_fail(a, TOOL_USAGE, "--%s takes no value", row->name);
        return take(a, id, NULL);
    }
    if (!attached && row->argument[0] == '[') /* a value only in the same word */
        return take(a, id, NULL);
    if (!attached && w->at >= w->argc)
        return tool_fail(a, TOOL_USAGE, "--%s takes a value: %s", row->name, row->argument);
    const char *value = attached ? attached : w->argv[w->at++];
    if (!*value)
        return tool_fail(a, TOOL_USAGE, "--%s takes a value: %s", row->name, row->argument);
    return take(a, id, value);
}

static int parse_long(app *a, char *word, words *w)
{
    char *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (a->options.verb->options & 1ull << i && strlen(options_table[i].name) == n &&
            strncmp(options_table[i].name, word, n) == 0)
            return take_argument(a, (option_id)i, equals ? equals + 1 : NULL, w);
    return unknown_option(a, pool_copy(&a->pool, word, n));
}

static int option_of_letter(const app *a, char letter)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (a->options.verb->options & 1ull << i && options_table[i].letter == letter)
            return (int)i;
    return -1;
}

static int parse_short(app *a, const char *letters, words *w)
{
    while (*letters) {
        int id = option_of_letter(a, *letters);
        if (id < 0)
            return tool_fail(a, TOOL_USAGE, "%s has no option -%c; see `caveat %s --help`",
                             a->options.verb->name, *letters, a->options.verb->name);
        letters++;
        bool attached = options_table[id].argument && *letters;
        int status = take_argument(a, (option_id)id, attached ? letters : NULL, w);
        if (status || attached)
            return status;
    }
    return TOOL_OK;
}

static int parse_words(app *a, words *w)
{
    bool ended = false;
    int status = TOOL_OK;
    while (!status && w->at < w->argc) {
        char *word = w->argv[w->at++];
        if (ended || word[0] != '-' || !word[1])
            push(a, &a->options.operands, word);
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (word[1] == '-')
            status = parse_long(a, word + 2, w);
        else
            status = parse_short(a, word + 1, w);
    }
    return status;
}

/* Options that cannot stand together. */
static int judge_together(app *a)
{
    options *o = &a->options;
    if (o->given & OPT_LIVE && o->given & OPT_ROOT)
        return tool_fail(a, TOOL_USAGE, "--live and --root: facts come from one of them");
    if (o->given & OPT_GUESTS && o->given & OPT_ROOT)
        return tool_fail(a, TOOL_USAGE, "--guests asks this machine, --root a captured tree");
    if (o->given & OPT_QUIET && o->verbose)
        return tool_fail(a, TOOL_USAGE, "--quiet and --verbose exclude each other");
    if (o->given & OPT_FORMAT && o->given & OPT_JSON &&
        strcmp(o->value[OPTION_FORMAT], "json") != 0)
        return tool_fail(a, TOOL_USAGE, "--json and --format %s exclude each other",
                         o->value[OPTION_FORMAT]);
    return TOOL_OK;
}

int options_parse(app *a, int argc, char **argv)
{
    options *o = &a->options;
    o->depth = -1;
    o->require = CAV_SUPPORTED;
    const char *name = argc > 1 ? argv[1] : "help";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    o->verb = find_verb(name);
    if (!o->verb && name[0] == '-')
        return tool_fail(a, TOOL_USAGE, "a verb comes first, not '%s'; see `caveat help`", name);
    if (!o->verb)
        return unknown_verb(a, name);
    const char *formats[FORMATS_MAX];
    o->format = formats_of(a, o->verb->formats, formats) ? formats[0] : "text";
    words w = {.argc = argc, .at = argc > 1 ? 2 : 1, .argv = argv};
    int status = parse_words(a, &w);
    if (o->json)
        o->format = "json";
    if (!status && !(o->given & OPT_HELP))
        status = judge_together(a);
    return status;
}
