/* format.c: the canonical form of the document, as one edit of the lines that differ.
 *
 * Refuses text with syntax errors, with the first of them. Invariant: lines that are in form
 * already are not touched, so the cursor and marks on them stay.
 */
#include "lsp.h"

#include <string.h>

typedef struct form {
    lsp_server *server;
    cavc_text text;
    bool done;
} form;

static void on_error(void *context, const cavc_diagnostic *d)
{
    form *f = context;
    if (d->severity == CAVC_ERROR && !f->server->error)
        lsp_fail(f->server, LSP_REQUEST_FAILED, "first solve line %u: %s", (unsigned)d->line,
                 d->message);
}

static void on_form(void *context, cavc_text text)
{
    form *f = context;
    f->text = (cavc_text){pool_copy(&f->server->scratch, text.bytes, text.size), text.size};
    f->done = true;
}

/* Bytes of whole lines that both begin with. */
static size_t same_head(cavc_text a, cavc_text b)
{
    size_t n = 0, line = 0;
    while (n < a.size && n < b.size && a.bytes[n] == b.bytes[n])
        if (a.bytes[n++] == '\n')
            line = n;
    return n == a.size && n == b.size ? n : line;
}

/* Bytes of whole lines that both end with, apart from the first `head`. */
static size_t same_tail(cavc_text a, cavc_text b, size_t head)
{
    size_t most = (a.size < b.size ? a.size : b.size) - head, n = 0, line = 0;
    while (n < most && a.bytes[a.size - 1 - n] == b.bytes[b.size - 1 - n]) {
        n++;
        bool starts_a = n == a.size || a.bytes[a.size - 1 - n] == '\n';
        bool starts_b = n == b.size || b.bytes[b.size - 1 - n] == '\n';
        if (starts_a && starts_b)
            line = n;
    }
    return line;
}

json_t *lsp_formatting(lsp_server *s, const json_t *params)
{
    const lsp_document *d = lsp_param_document(s, params);
    if (!d)
        return NULL;
    cavc_text old = {d->text, d->size};
    form f = {.server = s};
    cavc_host host = {.diagnostic = on_error, .context = &f};
    cav_status status = cavc_format(&host, d->key, old, on_form, &f);
    if (!f.done && !s->error)
        return lsp_fail(s, LSP_INTERNAL, "not formatted: %s", cav_status_name(status));
    json_t *edits = json_array();
    if (s->error || (f.text.size == old.size && memcmp(f.text.bytes, old.bytes, old.size) == 0))
        return edits;
    size_t head = same_head(old, f.text), tail = same_tail(old, f.text, head);
    lsp_measure m = {.text = old, .utf8 = s->utf8};
    json_t *range = lsp_range(&m, (uint32_t)head, (uint32_t)(old.size - tail));
    json_array_append_new(
        edits, json_pack("{s:o, s:o}", "range", range, "newText",
                         lsp_string_sized(f.text.bytes + head, f.text.size - head - tail)));
    return edits;
}
