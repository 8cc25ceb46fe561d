/* index.c: symbols by place, and what the requests' params speak of.
 *
 * Refuses params without a document that is open and a position of two numbers. A cursor behind the
 * last letter of a name is still on it. Invariant: a place's symbol belongs to its unit.
 */
#include "lsp.h"

#include <string.h>

bool lsp_symbol(const lsp_unit *u, uint32_t index, cavc_symbol *out)
{
    return cavc_symbol_get(u->unit, index, out);
}

bool lsp_target(const lsp_unit *u, const cavc_symbol *symbol, cavc_symbol *out)
{
    return symbol->target != CAV_NONE && lsp_symbol(u, symbol->target, out);
}

static uint32_t symbol_at(const lsp_unit *u, const char *key, uint32_t offset, cavc_symbol *out)
{
    uint32_t found = CAV_NONE;
    cavc_symbol at;
    for (uint32_t i = 0; lsp_symbol(u, i, &at); i++)
        if (at.start <= offset && offset <= at.end && strcmp(at.file, key) == 0) {
            found = i;
            *out = at;
            if (offset < at.end)
                break;
        }
    return found;
}

bool lsp_param_place(lsp_server *s, const json_t *params, lsp_place *place)
{
    const json_t *at = json_object_get(params, "position"), *line = json_object_get(at, "line"),
                 *character = json_object_get(at, "character");
    *place = (lsp_place){.document = lsp_param_document(s, params), .symbol = CAV_NONE};
    if (!place->document)
        return false;
    if (!json_is_integer(line) || !json_is_integer(character) || json_integer_value(line) < 0 ||
        json_integer_value(character) < 0) {
        lsp_fail(s, LSP_INVALID_PARAMS, "position wants line and character, numbers from 0");
        return false;
    }
    place->unit = lsp_unit_of(s, place->document);
    cavc_text text = {place->document->text, place->document->size};
    place->offset =
        lsp_offset(text, s->utf8, json_integer_value(line), json_integer_value(character));
    place->symbol = symbol_at(place->unit, place->document->key, place->offset, &place->at);
    return true;
}

const char *lsp_detail(const lsp_unit *u, uint32_t symbol, const char *what)
{
    cavc_detail d;
    for (uint32_t k = 0; cavc_symbol_detail(u->unit, symbol, k, &d); k++)
        if (strcmp(d.what, what) == 0)
            return d.text;
    return NULL;
}

lsp_measure lsp_measure_of(const lsp_server *s, const lsp_unit *u, const char *key)
{
    const lsp_file *f = lsp_unit_file(u, key);
    return (lsp_measure){.text = f && f->text.bytes ? f->text : (cavc_text){"", 0},
                         .utf8 = s->utf8};
}

json_t *lsp_symbol_range(const lsp_server *s, const lsp_unit *u, const cavc_symbol *symbol)
{
    lsp_measure m = lsp_measure_of(s, u, symbol->file);
    return lsp_range(&m, symbol->start, symbol->end);
}

const char *lsp_uri_of(lsp_server *s, const char *key)
{
    const lsp_document *d = lsp_document_of(s, key);
    if (d)
        return d->uri;
    return *key == '/' ? lsp_path_uri(&s->scratch, key) : key;
}

json_t *lsp_location(lsp_server *s, const lsp_unit *u, const cavc_symbol *symbol)
{
    return json_pack("{s:o, s:o}", "uri", lsp_string(lsp_uri_of(s, symbol->file)), "range",
                     lsp_symbol_range(s, u, symbol));
}

const char *lsp_kind_name(cavc_symbol_kind kind)
{
    static const char *const names[] = {
        [CAVC_SYMBOL_PACK] = "pack",       [CAVC_SYMBOL_FILE] = "file",
        [CAVC_SYMBOL_LAYER] = "layer",     [CAVC_SYMBOL_PRODUCT] = "product",
        [CAVC_SYMBOL_FEATURE] = "feature", [CAVC_SYMBOL_FACT] = "fact",
        [CAVC_SYMBOL_VALUE] = "value",     [CAVC_SYMBOL_DEFINE] = "define",
        [CAVC_SYMBOL_SECTION] = "section", [CAVC_SYMBOL_STATEMENT] = "statement",
        [CAVC_SYMBOL_RULE] = "rule",       [CAVC_SYMBOL_TEST] = "test",
        [CAVC_SYMBOL_LEVEL] = "level"};
    return names[kind];
}
