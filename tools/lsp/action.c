/* action.c: quick fixes: the name or word that the compiler takes for the one that was meant.
 *
 * A fix is compiled before it is offered; where the finding would stay, there is none.
 * Invariant: a fix replaces exactly the bytes that its finding is about.
 */
#include "lsp.h"

#include <string.h>

/* What stands between the hint's back quotes, when it says nothing else; NULL: no such hint. */
static const char *replacement(lsp_server *s, const char *hint)
{
    static const char *const leads[] = {"did you mean `", "write `"};
    for (size_t i = 0; hint && i < sizeof leads / sizeof *leads; i++) {
        size_t n = strlen(leads[i]);
        const char *end = strncmp(hint, leads[i], n) == 0 ? strchr(hint + n, '`') : NULL;
        if (end && (strcmp(end, "`") == 0 || strcmp(end, "`?") == 0))
            return pool_copy(&s->scratch, hint + n, (size_t)(end - hint) - n);
    }
    return NULL;
}

static bool helps(lsp_server *s, const lsp_unit *u, const cavc_diagnostic *d, const char *instead)
{
    const lsp_file *f = lsp_unit_file(u, d->file);
    buf text = {.pool = &s->scratch};
    put_bytes(&text, f->text.bytes, d->start);
    put_text(&text, instead);
    put_bytes(&text, f->text.bytes + d->end, f->text.size - d->end);
    lsp_text changed = {d->file, {text.text, text.size}};
    lsp_unit *tried = lsp_unit_new(s, u->root, &changed, 1);
    bool gone = true;
    for (size_t i = 0; i < tried->nfound; i++)
        gone &= tried->found[i].start != d->start || strcmp(tried->found[i].file, d->file) != 0 ||
                tried->found[i].severity != d->severity;
    lsp_unit_free(tried);
    return gone;
}

static json_t *fix(lsp_server *s, lsp_measure *m, const cavc_diagnostic *d, const char *instead)
{
    json_t *range = lsp_range(m, d->start, d->end);
    json_t *change = json_pack("[{s:O, s:o}]", "range", range, "newText", lsp_string(instead));
    json_t *about = json_pack(
        "[{s:o, s:s, s:s, s:i, s:o}]", "range", range, "code", d->id, "source", "caveat",
        "severity", (int)d->severity + 1, "message",
        lsp_string(d->hint ? pool_printf(&s->scratch, "%s\n%s", d->message, d->hint) : d->message));
    json_t *changes = json_object();
    json_object_set_new(changes, lsp_uri_of(s, d->file), change);
    return json_pack("{s:o, s:s, s:b, s:o, s:{s:o}}", "title",
                     lsp_string(pool_printf(&s->scratch, "Replace by `%s`", instead)), "kind",
                     "quickfix", "isPreferred", 1, "diagnostics", about, "edit", "changes",
                     changes);
}

static void offer(lsp_server *s, const lsp_unit *u, const cavc_diagnostic *d, json_t *list)
{
    enum { MOST = 8 };
    const char *instead = replacement(s, d->hint), *dot = instead ? strchr(instead, '.') : NULL;
    lsp_measure m = lsp_measure_of(s, u, d->file);
    if (!instead || !d->line || d->end <= d->start || d->end > m.text.size ||
        json_array_size(list) >= MOST)
        return;
    if (helps(s, u, d, instead))
        json_array_append_new(list, fix(s, &m, d, instead));
    else if (dot && helps(s, u, d, dot + 1)) /* `given L0:` has named the layer already */
        json_array_append_new(list, fix(s, &m, d, dot + 1));
}

static bool offset_of(lsp_server *s, const lsp_document *d, const json_t *range, const char *end,
                      uint32_t *offset)
{
    const json_t *at = json_object_get(range, end), *line = json_object_get(at, "line"),
                 *character = json_object_get(at, "character");
    if (!json_is_integer(line) || !json_is_integer(character))
        return false;
    *offset = lsp_offset((cavc_text){d->text, d->size}, s->utf8, json_integer_value(line),
                         json_integer_value(character));
    return true;
}

json_t *lsp_code_action(lsp_server *s, const json_t *params)
{
    const lsp_document *d = lsp_param_document(s, params);
    const json_t *range = json_object_get(params, "range");
    uint32_t start, end;
    if (!d)
        return NULL;
    if (!offset_of(s, d, range, "start", &start) || !offset_of(s, d, range, "end", &end))
        return lsp_fail(s, LSP_INVALID_PARAMS, "range wants start and end, of line and character");
    const lsp_unit *u = lsp_unit_of(s, d);
    json_t *list = json_array();
    for (size_t i = 0; i < u->nfound; i++) {
        const cavc_diagnostic *one = &u->found[i];
        if (one->start <= end && start <= one->end && strcmp(one->file, d->key) == 0)
            offer(s, u, one, list);
    }
    return list;
}
