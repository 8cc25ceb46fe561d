/* lsp.h: what the parts of the language server share.
 *
 * One thread: read a message, answer it; when no more input waits, compile what changed and publish
 * what was found. Offsets are bytes everywhere inside; only place.c knows lines and UTF-16.
 * Files are known by a key: the absolute path, or the URI of a buffer that is no file.
 * Invariant: a unit holds copies of all texts it was made of, so its offsets stay true.
 */
#ifndef LSP_H
#define LSP_H

#include <jansson.h>
#include <sys/types.h>

#include "../caveat/tool.h"

/* -- transport.c -- */

#define LSP_HEADER_MAX 4096      /* bytes of one header line */
#define LSP_BODY_MAX (64u << 20) /* bytes of one message */

typedef struct lsp_input {
    int fd;
    char *bytes;
    size_t at, size, room; /* [at, size) is not consumed yet */
    bool ended;
} lsp_input;

typedef enum lsp_got { LSP_GOT_MESSAGE, LSP_GOT_DAMAGE, LSP_GOT_END } lsp_got;
/* The next message's body, valid until the next call; it may be written to. DAMAGE: *body says why.
 */
lsp_got lsp_next(lsp_input *in, char **body, size_t *size);
bool lsp_waiting(lsp_input *in); /* is there more to read now? */
bool lsp_write(int fd, const char *body, size_t size);

/* -- uri.c -- */

char *lsp_uri_path(pool *p, const char *uri); /* NULL: no file of this machine */
char *lsp_path_uri(pool *p, const char *path);
/* "/a/./b//c/../d" -> "/a/b/d"; NULL: not absolute, or above the root. */
char *lsp_path_normal(pool *p, const char *path);

/* -- place.c -- */

typedef struct lsp_measure {
    cavc_text text;
    bool utf8;            /* the client counts bytes, else UTF-16 units */
    uint32_t line, start; /* the last line found; going on from it is cheap */
} lsp_measure;
json_t *lsp_position(lsp_measure *m, uint32_t offset);
json_t *lsp_range(lsp_measure *m, uint32_t start, uint32_t end);
/* Beyond the end of a line or the text: that end. */
uint32_t lsp_offset(cavc_text text, bool utf8, json_int_t line, json_int_t character);

/* -- documents.c -- */

typedef struct lsp_document {
    char *uri, *key;
    bool is_file;
    char *text;
    size_t size;
    json_int_t version;
    uint64_t change; /* another number for every text it had */
} lsp_document;

/* -- units -- */

typedef struct lsp_file {
    const char *key;
    cavc_text text;
    bool missing; /* asked for, and not to be read */
} lsp_file;

typedef struct lsp_unit {
    app memory;       /* its pool holds all of it but the unit itself */
    cavc_unit *unit;  /* NULL: memory ran out */
    const char *root; /* key */
    lsp_file *files;
    size_t nfiles, room;
    cavc_diagnostic *found;
    size_t nfound, found_room;
    uint32_t nsymbols;
    bool stale, linted;
    bool loose; /* neither a pack nor a vocabulary, and no one uses it: names cannot be known */
} lsp_unit;

typedef struct lsp_text { /* instead of what a file or buffer holds */
    const char *key;
    cavc_text text;
} lsp_text;

typedef struct lsp_imports lsp_imports; /* project.c */

typedef struct lsp_server {
    app *app;
    lsp_input in;
    int out;
    bool output_failed;
    bool initialized, shut_down, ended;
    bool utf8;
    lsp_document **documents;
    size_t ndocuments, documents_room;
    uint64_t changes;
    lsp_unit **units;
    size_t nunits, units_room;
    bool dirty; /* something changed since the last refresh */
    lsp_imports *imports;
    size_t nimports;
    json_t *published; /* key -> what was last published for it */
    pool scratch;      /* of the message in hand */
    int error;         /* of the answer, with its message; 0: none */
    const char *error_text;
} lsp_server;

enum {
    LSP_PARSE_ERROR = -32700,
    LSP_INVALID_REQUEST = -32600,
    LSP_NO_METHOD = -32601,
    LSP_INVALID_PARAMS = -32602,
    LSP_INTERNAL = -32603,
    LSP_NOT_INITIALIZED = -32002,
    LSP_REQUEST_FAILED = -32803
};

typedef json_t *(*lsp_handler)(lsp_server *s, const json_t *params);

/* -- server.c -- */

/* Speaks the protocol over the two descriptors until it ends. Returns the exit status. */
int lsp_run(app *a, int in, int out);
/* The answer is this error; returns NULL for the handler to return. */
json_t *lsp_fail(lsp_server *s, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void lsp_notify(lsp_server *s, const char *method, json_t *params);

/* -- reply.c: texts to and from JSON -- */

json_t *lsp_string(const char *text); /* bytes that are no UTF-8 become U+FFFD */
json_t *lsp_string_sized(const char *text, size_t size);
const char *lsp_get_string(const json_t *object,
                           const char *key); /* NULL: none, or with a NUL in it */

/* -- documents.c -- */

lsp_document *lsp_document_of(const lsp_server *s, const char *key);
void lsp_documents_free(lsp_server *s);
json_t *lsp_did_open(lsp_server *s, const json_t *params);
json_t *lsp_did_change(lsp_server *s, const json_t *params);
json_t *lsp_did_save(lsp_server *s, const json_t *params);
json_t *lsp_did_close(lsp_server *s, const json_t *params);

/* -- project.c: which files belong together -- */

typedef struct lsp_keys {
    const char **at;
    size_t count, room;
} lsp_keys;
void lsp_keys_add(pool *p, lsp_keys *keys, const char *key); /* once each */
/* The files to compile so that `document` is seen as it is used: those that use it, or itself. */
lsp_keys lsp_roots(lsp_server *s, const lsp_document *document);
void lsp_imports_free(lsp_server *s);

/* -- analysis.c -- */

/* Everything open is compiled as it stands, and what was found is published. */
void lsp_refresh(lsp_server *s);
void lsp_changed(lsp_server *s, const char *key); /* NULL: perhaps any file */
void lsp_units_free(lsp_server *s);
/* Units for all that use the file, until the next refresh. */
void lsp_widen(lsp_server *s, const char *key);
/* The unit that shows the document: its own before those of its users. */
lsp_unit *lsp_unit_of(lsp_server *s, const lsp_document *document);
bool lsp_unit_holds(const lsp_unit *u, const char *key);
const lsp_file *lsp_unit_file(const lsp_unit *u, const char *key);
/* The root compiled as if `instead` stood there; not published. */
lsp_unit *lsp_unit_new(lsp_server *s, const char *root, const lsp_text *instead, size_t n);
void lsp_unit_free(lsp_unit *u);
uint32_t lsp_unit_errors(const lsp_unit *u);

/* -- index.c: symbols by place -- */

typedef struct lsp_place {
    lsp_document *document;
    uint32_t offset;
    lsp_unit *unit;
    uint32_t symbol; /* CAV_NONE: none there */
    cavc_symbol at;
} lsp_place;
/* The document named by params; NULL: reported. */
lsp_document *lsp_param_document(lsp_server *s, const json_t *params);
/* The document, place and symbol that params speak of; false: reported. */
bool lsp_param_place(lsp_server *s, const json_t *params, lsp_place *place);
bool lsp_symbol(const lsp_unit *u, uint32_t index, cavc_symbol *out);
/* The declaration a symbol stands for; false: it has none. */
bool lsp_target(const lsp_unit *u, const cavc_symbol *symbol, cavc_symbol *out);
const char *lsp_detail(const lsp_unit *u, uint32_t symbol, const char *what); /* NULL: none */
lsp_measure lsp_measure_of(const lsp_server *s, const lsp_unit *u, const char *key);
json_t *lsp_symbol_range(const lsp_server *s, const lsp_unit *u, const cavc_symbol *symbol);
json_t *lsp_location(lsp_server *s, const lsp_unit *u, const cavc_symbol *symbol);
const char *lsp_uri_of(lsp_server *s, const char *key);
const char *lsp_kind_name(cavc_symbol_kind kind); /* "rule", "fact" … */

/* -- define.c: everywhere a name stands, in all units -- */

typedef struct lsp_use {
    const lsp_unit *unit;
    cavc_symbol symbol;
} lsp_use;
typedef struct lsp_uses {
    lsp_use *at;
    size_t count, room;
} lsp_uses;
/* Of the declaration that the place's symbol stands for; false: it has none. */
bool lsp_uses_of(lsp_server *s, const lsp_place *place, lsp_uses *uses, bool declaration);

/* -- hover.c, define.c, outline.c, complete.c, rename.c, action.c -- */

json_t *lsp_hover(lsp_server *s, const json_t *params);
json_t *lsp_definition(lsp_server *s, const json_t *params);
json_t *lsp_references(lsp_server *s, const json_t *params);
json_t *lsp_highlight(lsp_server *s, const json_t *params);
json_t *lsp_document_symbols(lsp_server *s, const json_t *params);
json_t *lsp_workspace_symbols(lsp_server *s, const json_t *params);
json_t *lsp_folding(lsp_server *s, const json_t *params);
json_t *lsp_completion(lsp_server *s, const json_t *params);
json_t *lsp_prepare_rename(lsp_server *s, const json_t *params);
json_t *lsp_rename(lsp_server *s, const json_t *params);
json_t *lsp_code_action(lsp_server *s, const json_t *params);
json_t *lsp_formatting(lsp_server *s, const json_t *params);

/* What hover shows of a declaration, into `out` as Markdown. */
void lsp_describe(const lsp_unit *u, const cavc_symbol *symbol, buf *out);

#endif
