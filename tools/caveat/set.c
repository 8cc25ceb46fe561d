/* set.c: facts and questions of the command line: --set (of matrix: --given), --use, --depth.
 *
 * Malformed syntax was refused by options.c (64); undeclared names and bad values are refused
 * here (65).
 */
#include "config.h"

#include "json_in.h"

#include <string.h>

/* One value as it is written on a command line: no quotes needed. */
static int plain_value(config *c, uint32_t fact, const char *text, telling *t)
{
    const char **value = pool_alloc(&c->app->pool, 1, sizeof *value);
    bool flag = c->vocab->facts[fact].fact.type == CAV_FLAG;
    *value = flag && strcmp(text, "true") == 0    ? "on"
             : flag && strcmp(text, "false") == 0 ? "off"
                                                  : text;
    t->values = value;
    t->count = 1;
    return TOOL_OK;
}

static int set_one(config *c, const char *option, bool *seen)
{
    const char *word = c->app->options.given & OPT_GIVEN ? "--given" : "--set";
    const char *equals = strchr(option, '=');
    char *name = pool_copy(&c->app->pool, option, (size_t)(equals - option));
    const char *text = equals + 1;
    uint32_t fact = vocab_find(c->vocab, name);
    if (fact == CAV_NONE)
        return tool_fail(c->app, TOOL_FACTS, "%s %s: %s", word, option,
                         vocab_unknown(c->app, c->vocab, name));
    if (seen[fact])
        return tool_fail(
            c->app, TOOL_USAGE,
            "%s %s given twice; several possible values are a list: %s %s='[...]'", word, name, word,
            name);
    seen[fact] = true;
    telling t = {.fact = fact, .origin = ORIGIN_SET, .from = word};
    int status = TOOL_OK;
    if (text[0] == '[')
        status = config_read_list(c, fact, text, &t);
    else if (strcmp(text, "null") != 0)
        status = plain_value(c, fact, text, &t);
    return status ? status : config_tell(c, &t);
}

static int use_one(config *c, const char *name)
{
    uint32_t feature = vocab_feature(c->vocab, name);
    if (feature == CAV_NONE)
        return tool_fail(c->app, TOOL_FACTS, "--use: %s",
                         vocab_unknown_feature(c->app, c->vocab, name));
    c->wanted[feature] = true;
    return TOOL_OK;
}

int config_options(config *c)
{
    const options *o = &c->app->options;
    bool *seen = pool_alloc(&c->app->pool, c->vocab->count + 1, sizeof *seen);
    int status = TOOL_OK;
    for (size_t i = 0; i < o->set.count && !status; i++)
        status = set_one(c, o->set.at[i], seen);
    for (size_t i = 0; i < o->use.count && !status; i++)
        status = use_one(c, o->use.at[i]);
    if (!status && o->depth >= 0)
        status = config_depth(c, o->depth, "--depth");
    return status;
}
