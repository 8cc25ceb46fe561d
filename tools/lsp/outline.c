/* outline.c: what a file holds: symbols, symbols of all open units, and what can be folded.
 *
 * Sections hold their statements, facts their values. It refuses nothing. Invariant: a child's
 * range lies inside its parent's, a name's inside its symbol's.
 */
#include "lsp.h"

#include <string.h>
#include <strings.h>

/* The protocol's kinds. */
static int kind_of(cavc_symbol_kind kind)
{
    static const int kinds[] = {[CAVC_SYMBOL_PACK] = 4 /* package */,
                                [CAVC_SYMBOL_FILE] = 1,
                                [CAVC_SYMBOL_LAYER] = 3 /* namespace */,
                                [CAVC_SYMBOL_PRODUCT] = 5 /* class */,
                                [CAVC_SYMBOL_FEATURE] = 24 /* event */,
                                [CAVC_SYMBOL_FACT] = 8 /* field */,
                                [CAVC_SYMBOL_VALUE] = 22 /* member */,
                                [CAVC_SYMBOL_DEFINE] = 12 /* function */,
                                [CAVC_SYMBOL_SECTION] = 2 /* module */,
                                [CAVC_SYMBOL_STATEMENT] = 15 /* string */,
                                [CAVC_SYMBOL_RULE] = 12,
                                [CAVC_SYMBOL_TEST] = 6 /* method */,
                                [CAVC_SYMBOL_LEVEL] = 22};
    return kinds[kind];
}

static const char *said_of(const lsp_unit *u, uint32_t index)
{
    static const char *const whats[] = {"title", "gist", "level", "condition"};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof whats / sizeof *whats && !text; i++)
        text = lsp_detail(u, index, whats[i]);
    return text ? text : "";
}

static json_t *entry(lsp_measure *m, const lsp_unit *u, uint32_t index, const cavc_symbol *at)
{
    json_t *whole = lsp_range(m, at->whole_start, at->whole_end);
    return json_pack("{s:o, s:o, s:i, s:o, s:o}", "name", lsp_string(*at->name ? at->name : "\"\""),
                     "detail", lsp_string(said_of(u, index)), "kind", kind_of(at->kind), "range",
                     whole, "selectionRange", lsp_range(m, at->start, at->end));
}

json_t *lsp_document_symbols(lsp_server *s, const json_t *params)
{
    lsp_document *d = lsp_param_document(s, params);
    if (!d)
        return NULL;
    const lsp_unit *u = lsp_unit_of(s, d);
    lsp_measure m = lsp_measure_of(s, u, d->key);
    json_t *list = json_array(), *parent = NULL;
    uint32_t parent_index = CAV_NONE;
    cavc_symbol at;
    for (uint32_t i = 0; lsp_symbol(u, i, &at); i++) {
        if (!at.declares || at.kind == CAVC_SYMBOL_VALUE || strcmp(at.file, d->key) != 0)
            continue;
        json_t *one = entry(&m, u, i, &at);
        if (at.kind == CAVC_SYMBOL_STATEMENT && at.owner == parent_index && parent) {
            json_array_append_new(json_object_get(parent, "children"), one);
            continue;
        }
        if (at.kind == CAVC_SYMBOL_SECTION) {
            json_object_set_new(one, "children", json_array());
            parent = one;
            parent_index = i;
        }
        json_array_append_new(list, one);
    }
    return list;
}

/* -- everywhere -- */

static bool fits(const char *name, const char *query)
{
    return strcasestr(name, query) != NULL;
}

static bool seen_before(const lsp_server *s, size_t unit, const cavc_symbol *at)
{
    for (size_t k = 0; k < unit; k++)
        if (lsp_unit_holds(s->units[k], at->file))
            return true;
    return false;
}

json_t *lsp_workspace_symbols(lsp_server *s, const json_t *params)
{
    enum { MOST = 500 };
    const char *query = lsp_get_string(params, "query");
    if (!query)
        return lsp_fail(s, LSP_INVALID_PARAMS, "query is missing, or not a text");
    json_t *list = json_array();
    cavc_symbol at;
    for (size_t k = 0; k < s->nunits; k++)
        for (uint32_t i = 0; lsp_symbol(s->units[k], i, &at) && json_array_size(list) < MOST; i++) {
            if (!at.declares || at.kind == CAVC_SYMBOL_VALUE || !fits(at.name, query) ||
                seen_before(s, k, &at))
                continue;
            json_array_append_new(list, json_pack("{s:o, s:i, s:o}", "name", lsp_string(at.name),
                                                  "kind", kind_of(at.kind), "location",
                                                  lsp_location(s, s->units[k], &at)));
        }
    return list;
}

/* -- folding: braces over several lines -- */

typedef struct folder {
    lsp_measure measure;
    cavc_text text;
    json_t *list;
    uint32_t open[256];
    size_t depth;
} folder;

static json_int_t line_of(folder *f, uint32_t offset)
{
    json_t *position = lsp_position(&f->measure, offset);
    json_int_t line = json_integer_value(json_object_get(position, "line"));
    json_decref(position);
    return line;
}

static bool on_token(void *context, const cavc_token *t)
{
    folder *f = context;
    char c = f->text.bytes[t->start];
    if (t->kind != CAVC_TOKEN_MARK || t->end - t->start != 1)
        return true;
    if (c == '{' && f->depth < sizeof f->open / sizeof *f->open) {
        f->open[f->depth++] = (uint32_t)line_of(f, t->start);
    } else if (c == '}' && f->depth) {
        json_int_t first = f->open[--f->depth], last = line_of(f, t->start) - 1;
        if (last > first)
            json_array_append_new(f->list,
                                  json_pack("{s:I, s:I}", "startLine", first, "endLine", last));
    }
    return true;
}

json_t *lsp_folding(lsp_server *s, const json_t *params)
{
    lsp_document *d = lsp_param_document(s, params);
    if (!d)
        return NULL;
    folder f = {.text = {d->text, d->size}, .list = json_array()};
    f.measure = (lsp_measure){.text = f.text, .utf8 = s->utf8};
    cavc_tokens(NULL, f.text, on_token, &f);
    return f.list;
}
