/* server.c: the conversation: what may be asked when, who answers, and how it ends.
 *
 * Refuses requests before `initialize` and after `shutdown`, methods it does not know and messages
 * that are no JSON-RPC, each with the protocol's error; then it goes on. A client that ends the
 * conversation without `shutdown` gets status 1, one that no longer reads 74.
 * Invariant: every request is answered once, no notification ever is.
 */
#include "lsp.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- sending -- */

static void send_json(lsp_server *s, json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT);
    json_decref(message);
    if (!text)
        return;
    if (!s->output_failed && !lsp_write(s->out, text, strlen(text)))
        s->output_failed = true;
    free(text);
}

void lsp_notify(lsp_server *s, const char *method, json_t *params)
{
    send_json(s,
              json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", method, "params", params));
}

static json_t *copied_id(const json_t *id)
{
    return id ? json_deep_copy(id) : json_null();
}

static void send_error(lsp_server *s, const json_t *id, int code, const char *text)
{
    send_json(s, json_pack("{s:s, s:o, s:{s:i, s:o}}", "jsonrpc", "2.0", "id", copied_id(id),
                           "error", "code", code, "message", lsp_string(text)));
}

json_t *lsp_fail(lsp_server *s, int code, const char *format, ...)
{
    va_list args;
    char text[512];
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    s->error = code;
    s->error_text = pool_string(&s->scratch, text);
    return NULL;
}

/* -- the life of a conversation -- */

static bool offers(const json_t *params, const char *encoding)
{
    const json_t *general = json_object_get(json_object_get(params, "capabilities"), "general"),
                 *list = json_object_get(general, "positionEncodings"), *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        if (json_is_string(one) && strcmp(json_string_value(one), encoding) == 0)
            return true;
    }
    return false;
}

static json_t *capabilities(const lsp_server *s)
{
    return json_pack("{s:s, s:{s:b, s:i, s:b}, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:{s:[s, "
                     "s]}, s:{s:b}, s:{s:[s]}}",
                     "positionEncoding", s->utf8 ? "utf-8" : "utf-16", "textDocumentSync",
                     "openClose", 1, "change", 2, "save", 1, "hoverProvider", 1,
                     "definitionProvider", 1, "referencesProvider", 1, "documentHighlightProvider",
                     1, "documentSymbolProvider", 1, "workspaceSymbolProvider", 1,
                     "foldingRangeProvider", 1, "documentFormattingProvider", 1,
                     "completionProvider", "triggerCharacters", ".", "{", "renameProvider",
                     "prepareProvider", 1, "codeActionProvider", "codeActionKinds", "quickfix");
}

static json_t *on_initialize(lsp_server *s, const json_t *params)
{
    if (s->initialized)
        return lsp_fail(s, LSP_INVALID_REQUEST, "initialize comes once");
    s->initialized = true;
    s->utf8 = offers(params, "utf-8");
    return json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities(s), "serverInfo", "name",
                     "caveat", "version", cav_release());
}

static json_t *on_shutdown(lsp_server *s, const json_t *params)
{
    (void)params;
    s->shut_down = true;
    return json_null();
}

static json_t *on_exit_request(lsp_server *s, const json_t *params)
{
    (void)params;
    s->ended = true;
    return NULL;
}

static json_t *on_nothing(lsp_server *s, const json_t *params)
{
    (void)s, (void)params;
    return NULL;
}

static json_t *on_files_changed(lsp_server *s, const json_t *params)
{
    (void)params;
    lsp_changed(s, NULL);
    return NULL;
}

/* -- methods -- */

enum { REQUEST = 1, ANY_TIME = 2, LOOKS = 4 /* at units, so they must be as the text is */ };

typedef struct method {
    const char *name;
    lsp_handler handle;
    unsigned kind;
} method;

static const method methods[] = {
    {"initialize", on_initialize, REQUEST | ANY_TIME},
    {"initialized", on_nothing, 0},
    {"shutdown", on_shutdown, REQUEST},
    {"exit", on_exit_request, ANY_TIME},
    {"$/cancelRequest", on_nothing, 0}, /* it has been answered by then */
    {"$/setTrace", on_nothing, 0},
    {"workspace/didChangeConfiguration", on_nothing, 0},
    {"workspace/didChangeWatchedFiles", on_files_changed, 0},
    {"textDocument/didOpen", lsp_did_open, 0},
    {"textDocument/didChange", lsp_did_change, 0},
    {"textDocument/didSave", lsp_did_save, 0},
    {"textDocument/didClose", lsp_did_close, 0},
    {"textDocument/hover", lsp_hover, REQUEST | LOOKS},
    {"textDocument/definition", lsp_definition, REQUEST | LOOKS},
    {"textDocument/references", lsp_references, REQUEST | LOOKS},
    {"textDocument/documentHighlight", lsp_highlight, REQUEST | LOOKS},
    {"textDocument/documentSymbol", lsp_document_symbols, REQUEST | LOOKS},
    {"workspace/symbol", lsp_workspace_symbols, REQUEST | LOOKS},
    {"textDocument/foldingRange", lsp_folding, REQUEST | LOOKS},
    {"textDocument/completion", lsp_completion, REQUEST | LOOKS},
    {"textDocument/prepareRename", lsp_prepare_rename, REQUEST | LOOKS},
    {"textDocument/rename", lsp_rename, REQUEST | LOOKS},
    {"textDocument/formatting", lsp_formatting, REQUEST},
    {"textDocument/codeAction", lsp_code_action, REQUEST | LOOKS},
};

static const method *find_method(const char *name, bool request)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0 && !(methods[i].kind & REQUEST) == !request)
            return &methods[i];
    return NULL;
}

/* May this be said now? */
static bool is_time(lsp_server *s, const method *m)
{
    if (s->shut_down && m->handle != on_exit_request)
        lsp_fail(s, LSP_INVALID_REQUEST, "after shutdown only exit is heard");
    else if (!s->initialized && !(m->kind & ANY_TIME))
        lsp_fail(s, LSP_NOT_INITIALIZED, "initialize comes first");
    return !s->error;
}

static json_t *handle(lsp_server *s, const char *name, bool request, const json_t *params)
{
    const method *m = find_method(name, request);
    if (!m)
        return lsp_fail(s, LSP_NO_METHOD, "%s is not known here", name);
    if (!is_time(s, m))
        return NULL;
    if (m->kind & LOOKS)
        lsp_refresh(s);
    return m->handle(s, params);
}

static void answer(lsp_server *s, const json_t *id, json_t *result)
{
    if (s->error)
        send_error(s, id, s->error, s->error_text);
    else
        send_json(s, json_pack("{s:s, s:o, s:O}", "jsonrpc", "2.0", "id", copied_id(id), "result",
                               result ? result : json_null()));
    json_decref(result);
}

/* A notification that made no sense is told to who reads the client's log. */
static void log_failure(lsp_server *s, const char *name)
{
    bool quiet =
        strncmp(name, "$/", 2) == 0 || s->error == LSP_NO_METHOD || s->shut_down || !s->initialized;
    if (s->error && !quiet)
        lsp_notify(s, "window/logMessage",
                   json_pack("{s:i, s:o}", "type", 1, "message", lsp_string(s->error_text)));
}

static void dispatch(lsp_server *s, const json_t *message)
{
    const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
    const char *name = lsp_get_string(message, "method");
    bool known_id = !id || json_is_string(id) || json_is_integer(id) || json_is_null(id);
    if (json_is_object(message) && !json_object_get(message, "method") &&
        (json_object_get(message, "result") || json_object_get(message, "error")))
        return; /* an answer; nothing was asked */
    if (!name || !known_id) {
        send_error(s, known_id ? id : NULL, LSP_INVALID_REQUEST,
                   "a message is an object with a method, and an id that is a number or a text");
        return;
    }
    json_t *result = handle(s, name, id != NULL, params);
    if (id)
        answer(s, id, result);
    else
        log_failure(s, name);
}

/* -- messages -- */

static unsigned hex4(const char *p)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)p[i]))
            return 0;
        value = value << 4 | (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
    }
    return value;
}

/* Half a surrogate pair is no character; editors send them all the same. U+FFFD takes its place,
 * which is one UTF-16 unit too, so positions stay true. */
static void mend_surrogates(char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++) {
        if (text[i] != '\\')
            continue;
        if (text[i + 1] != 'u' || i + 6 > size) {
            i++;
            continue;
        }
        unsigned c = hex4(text + i + 2), next = 0;
        if (i + 12 <= size && text[i + 6] == '\\' && text[i + 7] == 'u')
            next = hex4(text + i + 8);
        if (c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000)
            i += 6;
        else if (c >= 0xD800 && c < 0xE000)
            memcpy(text + i + 2, "FFFD", 4);
        i += 5;
    }
}

static void take(lsp_server *s, char *body, size_t size)
{
    json_error_t error;
    mend_surrogates(body, size);
    json_t *message = json_loadb(body, size, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (!message)
        send_error(s, NULL, LSP_PARSE_ERROR,
                   pool_printf(&s->scratch, "byte %d: %s", error.position, error.text));
    else
        dispatch(s, message);
    json_decref(message);
    pool_free(&s->scratch);
    s->error = 0;
}

static bool step(lsp_server *s)
{
    char *body;
    size_t size;
    if (s->dirty && !lsp_waiting(&s->in)) {
        lsp_refresh(s);
        pool_free(&s->scratch);
    }
    lsp_got got = lsp_next(&s->in, &body, &size);
    if (got == LSP_GOT_DAMAGE)
        send_error(s, NULL, LSP_PARSE_ERROR, body);
    else if (got == LSP_GOT_MESSAGE)
        take(s, body, size);
    return got != LSP_GOT_END && !s->ended && !s->output_failed;
}

static void release(lsp_server *s)
{
    lsp_units_free(s);
    lsp_imports_free(s);
    lsp_documents_free(s);
    json_decref(s->published);
    pool_free(&s->scratch);
    free(s->in.bytes);
}

int lsp_run(app *a, int in, int out)
{
    lsp_server s = {.app = a, .in = {.fd = in}, .out = out, .published = json_object()};
    while (step(&s))
        ;
    release(&s);
    if (s.output_failed)
        return tool_fail(a, TOOL_OUTPUT, "the client no longer reads");
    return s.shut_down ? TOOL_OK : TOOL_BELOW;
}
