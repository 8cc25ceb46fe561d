/* documents.c: the buffers that are open, kept in step with the client.
 *
 * Refuses changes that are not of the protocol's form, as a whole, and changes of what is not open;
 * places beyond the text are its end. Invariant: a document's text is UTF-8 and ends in a NUL that
 * does not count.
 */
#include "lsp.h"

#include <stdlib.h>
#include <string.h>

static void *need(void *block)
{
    if (!block) {
        fputs("caveat: out of memory\n", stderr);
        exit(TOOL_INTERNAL);
    }
    return block;
}

static lsp_document *find_uri(const lsp_server *s, const char *uri)
{
    for (size_t i = 0; i < s->ndocuments; i++)
        if (strcmp(s->documents[i]->uri, uri) == 0)
            return s->documents[i];
    return NULL;
}

lsp_document *lsp_document_of(const lsp_server *s, const char *key)
{
    for (size_t i = 0; i < s->ndocuments; i++)
        if (strcmp(s->documents[i]->key, key) == 0)
            return s->documents[i];
    return NULL;
}

static void free_document(lsp_document *d)
{
    free(d->uri);
    free(d->key);
    free(d->text);
    free(d);
}

void lsp_documents_free(lsp_server *s)
{
    for (size_t i = 0; i < s->ndocuments; i++)
        free_document(s->documents[i]);
    free(s->documents);
    s->documents = NULL;
    s->ndocuments = 0;
}

static void set_text(lsp_server *s, lsp_document *d, const char *text, size_t size)
{
    char *copy = need(malloc(size + 1));
    memcpy(copy, text, size);
    copy[size] = '\0';
    free(d->text);
    d->text = copy;
    d->size = size;
    d->change = ++s->changes;
}

static lsp_document *add_document(lsp_server *s, const char *uri)
{
    const char *path = lsp_uri_path(&s->scratch, uri);
    lsp_document *d = lsp_document_of(s, path ? path : uri);
    if (!d) {
        if (s->ndocuments == s->documents_room) {
            s->documents_room = s->documents_room ? 2 * s->documents_room : 8;
            s->documents = need(realloc(s->documents, s->documents_room * sizeof(lsp_document *)));
        }
        d = s->documents[s->ndocuments++] = need(calloc(1, sizeof *d));
    }
    free(d->uri);
    free(d->key);
    d->uri = need(strdup(uri));
    d->key = need(strdup(path ? path : uri));
    d->is_file = path != NULL;
    return d;
}

json_t *lsp_did_open(lsp_server *s, const json_t *params)
{
    const json_t *item = json_object_get(params, "textDocument"),
                 *text = json_object_get(item, "text");
    const char *uri = lsp_get_string(item, "uri");
    if (!uri || !json_is_string(text))
        return lsp_fail(s, LSP_INVALID_PARAMS, "didOpen wants textDocument with uri and text");
    lsp_document *d = add_document(s, uri);
    d->version = json_integer_value(json_object_get(item, "version"));
    set_text(s, d, json_string_value(text), json_string_length(text));
    lsp_changed(s, NULL);
    return NULL;
}

lsp_document *lsp_param_document(lsp_server *s, const json_t *params)
{
    const char *uri = lsp_get_string(json_object_get(params, "textDocument"), "uri");
    lsp_document *d = uri ? find_uri(s, uri) : NULL;
    if (!uri)
        lsp_fail(s, LSP_INVALID_PARAMS, "textDocument.uri is missing, or not a text");
    else if (!d)
        lsp_fail(s, LSP_INVALID_PARAMS, "%s is not open", uri);
    return d;
}

/* -- changes -- */

static bool place_of(const json_t *range, const char *end, json_int_t at[2])
{
    const json_t *p = json_object_get(range, end), *line = json_object_get(p, "line"),
                 *character = json_object_get(p, "character");
    at[0] = json_integer_value(line);
    at[1] = json_integer_value(character);
    return json_is_integer(line) && json_is_integer(character) && at[0] >= 0 && at[1] >= 0;
}

static bool is_change(const json_t *change)
{
    const json_t *range = json_object_get(change, "range");
    json_int_t at[2];
    return json_is_string(json_object_get(change, "text")) &&
           (!range || json_is_null(range) ||
            (place_of(range, "start", at) && place_of(range, "end", at)));
}

static void splice(lsp_server *s, lsp_document *d, uint32_t start, uint32_t end, const json_t *text)
{
    size_t more = json_string_length(text), rest = d->size - end;
    char *made = need(malloc(start + more + rest + 1));
    memcpy(made, d->text, start);
    memcpy(made + start, json_string_value(text), more);
    memcpy(made + start + more, d->text + end, rest);
    made[start + more + rest] = '\0';
    free(d->text);
    d->text = made;
    d->size = start + more + rest;
    d->change = ++s->changes;
}

static void apply(lsp_server *s, lsp_document *d, const json_t *change)
{
    const json_t *range = json_object_get(change, "range"), *text = json_object_get(change, "text");
    cavc_text old = {d->text, d->size};
    json_int_t from[2], to[2];
    if (!json_is_object(range)) {
        set_text(s, d, json_string_value(text), json_string_length(text));
        return;
    }
    place_of(range, "start", from);
    place_of(range, "end", to);
    uint32_t start = lsp_offset(old, s->utf8, from[0], from[1]);
    uint32_t end = lsp_offset(old, s->utf8, to[0], to[1]);
    splice(s, d, start, end < start ? start : end, text);
}

json_t *lsp_did_change(lsp_server *s, const json_t *params)
{
    lsp_document *d = lsp_param_document(s, params);
    const json_t *changes = json_object_get(params, "contentChanges"), *change,
                 *version = json_object_get(json_object_get(params, "textDocument"), "version");
    size_t i;
    if (!d)
        return NULL;
    if (!json_is_array(changes))
        return lsp_fail(s, LSP_INVALID_PARAMS, "didChange wants contentChanges, a list");
    json_array_foreach(changes, i, change)
    {
        if (!is_change(change))
            return lsp_fail(s, LSP_INVALID_PARAMS, "contentChanges[%zu] is no change", i);
    }
    json_array_foreach(changes, i, change)
    {
        apply(s, d, change);
    }
    if (json_is_integer(version))
        d->version = json_integer_value(version);
    lsp_changed(s, d->key);
    return NULL;
}

json_t *lsp_did_save(lsp_server *s, const json_t *params)
{
    if (lsp_param_document(s, params))
        lsp_changed(s, NULL);
    return NULL;
}

json_t *lsp_did_close(lsp_server *s, const json_t *params)
{
    lsp_document *d = lsp_param_document(s, params);
    size_t i = 0;
    if (!d)
        return NULL;
    while (s->documents[i] != d)
        i++;
    s->documents[i] = s->documents[--s->ndocuments];
    free_document(d);
    lsp_changed(s, NULL);
    return NULL;
}
