/* define.c: where a name is declared, and everywhere it stands.
 *
 * A place without a name has no answer (null or an empty list), which is no error. All that use the
 * declaration's file are asked, so a vocabulary's name is found in every pack of its folder.
 * Invariant: a place is listed once, however many units hold its file.
 */
#include "lsp.h"

#include <string.h>

static json_t *file_location(lsp_server *s, const lsp_place *p)
{
    const char *key = p->at.name;
    if (!lsp_unit_holds(p->unit, key))
        return json_null();
    lsp_measure m = lsp_measure_of(s, p->unit, key);
    return json_pack("{s:o, s:o}", "uri", lsp_string(lsp_uri_of(s, key)), "range",
                     lsp_range(&m, 0, 0));
}

json_t *lsp_definition(lsp_server *s, const json_t *params)
{
    lsp_place p;
    cavc_symbol target;
    if (!lsp_param_place(s, params, &p))
        return NULL;
    if (p.symbol == CAV_NONE)
        return json_null();
    if (p.at.kind == CAVC_SYMBOL_FILE)
        return file_location(s, &p);
    return lsp_target(p.unit, &p.at, &target) ? lsp_location(s, p.unit, &target) : json_null();
}

/* -- everywhere -- */

/* The same declaration in another unit: the same place. */
static bool is_same(const cavc_symbol *a, const cavc_symbol *b)
{
    return a->kind == b->kind && a->start == b->start && strcmp(a->file, b->file) == 0;
}

bool lsp_uses_of(lsp_server *s, const lsp_place *p, lsp_uses *uses, bool declaration)
{
    cavc_symbol wanted, at, target;
    *uses = (lsp_uses){0};
    if (p->symbol == CAV_NONE || !lsp_target(p->unit, &p->at, &wanted))
        return false;
    lsp_widen(s, wanted.file);
    for (size_t k = 0; k < s->nunits; k++)
        for (uint32_t i = 0; lsp_symbol(s->units[k], i, &at); i++) {
            if ((at.declares && !declaration) || !lsp_target(s->units[k], &at, &target) ||
                !is_same(&target, &wanted))
                continue;
            bool known = false;
            for (size_t j = 0; j < uses->count && k && !known; j++)
                known = uses->at[j].symbol.start == at.start &&
                        strcmp(uses->at[j].symbol.file, at.file) == 0;
            lsp_use *slot =
                known ? NULL
                      : pool_push(&s->scratch, &uses->at, &uses->count, &uses->room, sizeof *slot);
            if (slot)
                *slot = (lsp_use){s->units[k], at};
        }
    return true;
}

json_t *lsp_references(lsp_server *s, const json_t *params)
{
    lsp_place p;
    lsp_uses uses;
    const json_t *context = json_object_get(params, "context");
    if (!lsp_param_place(s, params, &p))
        return NULL;
    json_t *list = json_array();
    lsp_uses_of(s, &p, &uses, json_is_true(json_object_get(context, "includeDeclaration")));
    for (size_t i = 0; i < uses.count; i++)
        json_array_append_new(list, lsp_location(s, uses.at[i].unit, &uses.at[i].symbol));
    return list;
}

json_t *lsp_highlight(lsp_server *s, const json_t *params)
{
    lsp_place p;
    lsp_uses uses;
    if (!lsp_param_place(s, params, &p))
        return NULL;
    json_t *list = json_array();
    lsp_uses_of(s, &p, &uses, true);
    for (size_t i = 0; i < uses.count; i++)
        if (strcmp(uses.at[i].symbol.file, p.document->key) == 0)
            json_array_append_new(
                list, json_pack("{s:o, s:i}", "range",
                                lsp_symbol_range(s, uses.at[i].unit, &uses.at[i].symbol), "kind",
                                uses.at[i].symbol.declares ? 3 : 2));
    return list;
}
