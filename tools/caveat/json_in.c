/* json_in.c: a configuration written as JSON, into config.h's facts.
 *
 * It refuses, with status 65 and the key's path: anything jansson refuses (duplicate keys, lone
 * surrogates, NUL, depth, trailing data, numbers out of range), undeclared names, values of
 * another type, a fact told twice in two spellings. The first error ends the file.
 */
#include "json_in.h"

#include "json_out.h"

#include <jansson.h>
#include <string.h>

typedef struct reader {
    config *c;
    const char *file;   /* for messages */
    int shift;          /* added to every layer of the file */
    bool *seen;         /* by fact */
    evidence *evidence; /* by fact */
} reader;

static int fail(const reader *r, const char *path, const char *text)
{
    return tool_fail(r->c->app, TOOL_FACTS, "%s: %s: %s", r->file, path, text);
}

/* -- values --------------------------------------------------------------------------------------
 */

static const char *type_wanted(cav_type type)
{
    switch (type) {
    case CAV_FLAG:
        return "true or false";
    case CAV_NUMBER:
        return "an integer, or a range such as \"2..8\"";
    case CAV_RELEASE:
        return "a product and version in quotes, such as \"rhel 8.4\"";
    default:
        return "a string";
    }
}

/* One scalar as the runtime reads it; NULL: not of this type. */
static const char *scalar(app *a, cav_type type, const json_t *value)
{
    if (type == CAV_FLAG)
        return json_is_true(value) ? "on" : json_is_false(value) ? "off" : NULL;
    if (type == CAV_NUMBER && json_is_integer(value))
        return pool_printf(&a->pool, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (!json_is_string(value) || (type == CAV_NUMBER && !strstr(json_string_value(value), "..")))
        return NULL;
    return pool_string(&a->pool, json_string_value(value));
}

static const char *found_text(app *a, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_NULL:
        return "null";
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_STRING:
        return pool_printf(&a->pool, "\"%s\"", json_string_value(value));
    default:
        return pool_printf(&a->pool, "the number %.15g", json_number_value(value));
    }
}

/* Fills values and count; `why` says what is wrong. */
static bool read_values(app *a, cav_type type, const json_t *value, telling *t, const char **why)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    if (json_is_null(value))
        return true;
    if (!count) {
        *why = "an empty list allows no value";
        return false;
    }
    const char **values = pool_alloc(&a->pool, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        values[i] = scalar(a, type, one);
        if (!values[i]) {
            *why = pool_printf(&a->pool, "expected %s, found %s", type_wanted(type),
                               found_text(a, one));
            return false;
        }
    }
    t->values = values;
    t->count = (uint32_t)(count > UINT32_MAX ? UINT32_MAX : count);
    return true;
}

int config_read_list(config *c, uint32_t fact, const char *text, telling *t)
{
    json_error_t error;
    const char *why = NULL;
    json_t *list = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!list)
        return tool_fail(c->app, TOOL_USAGE, "--set %s: not a JSON list: %s",
                         c->vocab->facts[fact].fact.name, error.text);
    bool good = read_values(c->app, c->vocab->facts[fact].fact.type, list, t, &why);
    json_decref(list);
    return good ? TOOL_OK
                : tool_fail(c->app, TOOL_FACTS, "--set %s: %s", c->vocab->facts[fact].fact.name,
                            why);
}

/* -- names ---------------------------------------------------------------------------------------
 */

/* The layer of the configuration that the file's layer stands for; CAV_NONE: there is none. */
static uint32_t shifted(const reader *r, uint32_t layer)
{
    int64_t there = (int64_t)layer + r->shift;
    return there < 0 || (size_t)there >= r->c->vocab->nlayers ? CAV_NONE : (uint32_t)there;
}

/* The fact that a file's "L1.os" stands for. False: an error was told. *fact is CAV_NONE where
 * the fact has no place at the layer the file was shifted to. */
static int find_fact(const reader *r, const char *name, uint32_t *fact)
{
    const vocab *v = r->c->vocab;
    const char *dot = strchr(name, '.');
    *fact = vocab_find(v, name);
    if (*fact == CAV_NONE)
        return fail(r, name, vocab_unknown(r->c->app, v, name));
    if (!r->shift || !dot)
        return TOOL_OK;
    uint32_t layer = shifted(r, v->facts[*fact].fact.layer);
    *fact = layer == CAV_NONE
                ? CAV_NONE
                : vocab_find(v, pool_printf(&r->c->app->pool, "%s%s", v->layers[layer], dot));
    return TOOL_OK;
}

static int read_fact(reader *r, const char *name, const json_t *value)
{
    uint32_t fact;
    const char *why = NULL;
    int status = find_fact(r, name, &fact);
    if (status)
        return status;
    if (fact == CAV_NONE) {
        if (!json_is_null(value))
            tool_fail(r->c->app, TOOL_OK, "%s: %s has no place where this file is put; left out",
                      r->file, name);
        return TOOL_OK;
    }
    if (r->seen[fact])
        return fail(r, name, "told twice in this file");
    r->seen[fact] = true;
    telling t = {
        .fact = fact, .origin = ORIGIN_FILE, .from = r->file, .evidence = r->evidence[fact]};
    if (!read_values(r->c->app, r->c->vocab->facts[fact].fact.type, value, &t, &why))
        return fail(r, name, why);
    return config_tell(r->c, &t);
}

/* An object under a layer: its keys continue the name. Depth is bounded by the facts' names. */
static int read_facts(reader *r, const char *prefix, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char *name = pool_printf(&r->c->app->pool, "%s.%s", prefix, key);
        bool nested = json_is_object(value);
        if (nested && !vocab_is_prefix(r->c->vocab, name))
            return fail(r, name,
                        vocab_find(r->c->vocab, name) == CAV_NONE
                            ? vocab_unknown(r->c->app, r->c->vocab, name)
                            : "expected a value, found an object");
        int status = nested ? read_facts(r, name, value) : read_fact(r, name, value);
        if (status)
            return status;
    }
    return TOOL_OK;
}

/* -- the other keys
 * -------------------------------------------------------------------------------- */

static int read_here(reader *r, const json_t *value, const char *at)
{
    const vocab *v = r->c->vocab;
    if (!value && at)
        return tool_fail(
            r->c->app, TOOL_FACTS,
            "%s does not say which layer it was gathered at (\"here\"); give it without %s=",
            r->file, at);
    if (!value)
        return TOOL_OK;
    if (!json_is_string(value))
        return fail(r, "here", "expected the name of a layer");
    uint32_t layer = vocab_layer(v, json_string_value(value));
    if (layer == CAV_NONE)
        return fail(r, "here", vocab_unknown_layer(r->c->app, v, json_string_value(value)));
    if (at)
        r->shift = (int)vocab_layer(v, at) - (int)layer;
    config_here(r->c, v->layers[shifted(r, layer)]);
    return TOOL_OK;
}

static int read_depth(reader *r, const json_t *value)
{
    json_int_t depth = json_integer_value(value);
    if (json_is_null(value))
        return TOOL_OK;
    if (!json_is_integer(value) || depth < 0 || depth > 1000)
        return fail(r, "depth", "expected the number of the deepest layer");
    return config_depth(r->c, (int)depth + r->shift, r->file);
}

static int read_uses(reader *r, json_t *uses)
{
    const char *key;
    json_t *value;
    if (!json_is_object(uses))
        return fail(r, "uses", "expected an object of features, such as {\"migration\": true}");
    json_object_foreach(uses, key, value)
    {
        char *path = pool_printf(&r->c->app->pool, "uses.%s", key);
        uint32_t feature = vocab_feature(r->c->vocab, key);
        if (feature == CAV_NONE)
            return fail(r, path, vocab_unknown_feature(r->c->app, r->c->vocab, key));
        if (!json_is_boolean(value))
            return fail(r, path, "expected true or false");
        r->c->wanted[feature] |= json_is_true(value);
    }
    return TOOL_OK;
}

static int read_one_evidence(reader *r, const char *path, json_t *object, evidence *out)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return fail(r, path, "expected an object with source, line and text");
    json_object_foreach(object, key, value)
    {
        bool line = strcmp(key, "line") == 0;
        bool good = json_is_null(value) || (line ? json_is_integer(value) : json_is_string(value));
        if (!line && strcmp(key, "source") != 0 && strcmp(key, "text") != 0)
            return fail(r, path,
                        pool_printf(&r->c->app->pool,
                                    "unknown key '%s'; evidence has source, line and text", key));
        if (!good || (line && json_is_integer(value) &&
                      (json_integer_value(value) < 0 || json_integer_value(value) > UINT32_MAX)))
            return fail(r, path, line ? "line: expected a line number" : "expected strings");
        if (line)
            out->line = (uint32_t)json_integer_value(value);
        else if (strcmp(key, "text") == 0)
            out->text = pool_string(&r->c->app->pool, json_string_value(value));
        else
            out->source = pool_string(&r->c->app->pool, json_string_value(value));
    }
    return out->source ? TOOL_OK : fail(r, path, "evidence names its source");
}

static int read_evidence(reader *r, json_t *all)
{
    const char *key;
    json_t *value;
    if (!all)
        return TOOL_OK;
    if (!json_is_object(all))
        return fail(r, "evidence", "expected an object of facts");
    json_object_foreach(all, key, value)
    {
        uint32_t fact;
        evidence e = {0};
        int status = find_fact(r, key, &fact);
        if (!status)
            status =
                read_one_evidence(r, pool_printf(&r->c->app->pool, "evidence.%s", key), value, &e);
        if (status)
            return status;
        if (fact != CAV_NONE)
            r->evidence[fact] = e;
    }
    return TOOL_OK;
}

static int read_reasons(reader *r, json_t *all)
{
    const char *key;
    json_t *value;
    if (!all)
        return TOOL_OK;
    if (!json_is_object(all))
        return fail(r, "reasons", "expected an object of facts");
    json_object_foreach(all, key, value)
    {
        uint32_t fact;
        int status = find_fact(r, key, &fact);
        if (status)
            return status;
        if (!json_is_string(value))
            return fail(r, pool_printf(&r->c->app->pool, "reasons.%s", key), "expected a string");
        if (fact != CAV_NONE)
            config_reason(r->c, fact, pool_string(&r->c->app->pool, json_string_value(value)));
    }
    return TOOL_OK;
}

static int read_conflicts(reader *r, json_t *all)
{
    size_t i;
    json_t *value;
    if (all && !json_is_array(all))
        return fail(r, "contradictions", "expected a list of strings");
    json_array_foreach(all, i, value)
    {
        if (!json_is_string(value))
            return fail(r, "contradictions", "expected a list of strings");
        config_conflict(r->c, pool_string(&r->c->app->pool, json_string_value(value)));
    }
    return TOOL_OK;
}

/* -- the file
 * ---------------------------------------------------------------------------------------- */

static const char *const own_keys[] = {"here",    "depth",    "uses",
                                       "reasons", "evidence", "contradictions"};
enum { OWN_KEYS = sizeof own_keys / sizeof *own_keys };

static bool is_own_key(const char *key)
{
    for (size_t i = 0; i < OWN_KEYS; i++)
        if (strcmp(key, own_keys[i]) == 0)
            return true;
    return false;
}

static int unknown_key(const reader *r, const char *key)
{
    const vocab *v = r->c->vocab;
    const char **names = pool_alloc(&r->c->app->pool, v->nlayers + OWN_KEYS, sizeof *names);
    memcpy(names, v->layers, v->nlayers * sizeof *names);
    memcpy(names + v->nlayers, own_keys, sizeof own_keys);
    const char *hint = tool_hint(r->c->app, key, names, v->nlayers + OWN_KEYS);
    return fail(
        r, key,
        pool_printf(&r->c->app->pool, "neither a layer nor a key of a configuration%s", hint));
}

static int read_key(reader *r, const char *key, json_t *value)
{
    if (strcmp(key, "depth") == 0)
        return read_depth(r, value);
    if (strcmp(key, "uses") == 0)
        return read_uses(r, value);
    if (is_own_key(key))
        return TOOL_OK;
    if (vocab_layer(r->c->vocab, key) == CAV_NONE)
        return unknown_key(r, key);
    if (!json_is_object(value))
        return fail(r, key, "expected an object of facts");
    return read_facts(r, key, value);
}

static int read_root(reader *r, json_t *root, const char *at)
{
    const char *key;
    json_t *value;
    int status = read_here(r, json_object_get(root, "here"), at);
    if (!status)
        status = read_evidence(r, json_object_get(root, "evidence"));
    if (!status)
        status = read_reasons(r, json_object_get(root, "reasons"));
    if (!status)
        status = read_conflicts(r, json_object_get(root, "contradictions"));
    if (status)
        return status;
    json_object_foreach(root, key, value)
    {
        status = read_key(r, key, value);
        if (status)
            return status;
    }
    return TOOL_OK;
}

/* Other verbs take rule files as operands; here one would only be bad JSON at its first word. */
static bool is_rule_file(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".cav") == 0;
}

int config_read_file(config *c, const char *path, const char *at)
{
    tool_bytes bytes;
    json_error_t error;
    reader r = {.c = c, .file = tool_name(c->app, path)};
    int status = tool_read(c->app, path, TOOL_FACTS_MAX, &bytes);
    if (status)
        return status;
    size_t mark = bytes.size >= 3 && memcmp(bytes.bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    json_t *root =
        json_loadb(bytes.bytes + mark, bytes.size - mark, JSON_REJECT_DUPLICATES, &error);
    if (!root && is_rule_file(path))
        return tool_fail(c->app, TOOL_USAGE, "%s: a file of facts is JSON; rules are named by -r %s",
                         r.file, r.file);
    if (!root)
        return tool_fail(c->app, TOOL_FACTS, "%s:%d:%d: %s", r.file, error.line, error.column,
                         error.text);
    r.seen = pool_alloc(&c->app->pool, c->vocab->count + 1, sizeof *r.seen);
    r.evidence = pool_alloc(&c->app->pool, c->vocab->count + 1, sizeof *r.evidence);
    if (json_is_object(root))
        status = read_root(&r, root, at);
    else
        status = tool_fail(c->app, TOOL_FACTS, "%s: a configuration is a JSON object", r.file);
    json_decref(root);
    return status;
}

/* -- one of a stream --------------------------------------------------------------------------- */

/* The name of a host as it will be written again, in one spelling. */
static int take_id(reader *r, json_t *root, const char **id)
{
    json_t *value = json_object_get(root, "id");
    buf text = {.pool = &r->c->app->pool};
    json_writer w = {.out = &text, .first = true};
    *id = NULL;
    if (!value)
        return TOOL_OK;
    if (json_is_integer(value))
        jw_int(&w, NULL, json_integer_value(value));
    else if (json_is_string(value))
        jw_string(&w, NULL, json_string_value(value));
    else
        return fail(r, "id", "expected a string or an integer");
    *id = put_end(&text);
    json_object_del(root, "id");
    return TOOL_OK;
}

int config_read_record(config *c, const char *place, const char *bytes, size_t size,
                       const char **id)
{
    json_error_t error;
    reader r = {.c = c, .file = place};
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    *id = NULL;
    if (!root)
        return tool_fail(c->app, TOOL_FACTS, "%s:%d: %s", place, error.column, error.text);
    r.seen = pool_alloc(&c->app->pool, c->vocab->count + 1, sizeof *r.seen);
    r.evidence = pool_alloc(&c->app->pool, c->vocab->count + 1, sizeof *r.evidence);
    int status = TOOL_OK;
    if (!json_is_object(root))
        status = tool_fail(c->app, TOOL_FACTS, "%s: a configuration is a JSON object", place);
    if (!status)
        status = take_id(&r, root, id);
    if (!status)
        status = read_root(&r, root, NULL);
    json_decref(root);
    return status;
}
