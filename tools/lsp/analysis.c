/* analysis.c: units: compiled when something changed, kept until then, and their findings
 * published.
 *
 * A buffer that is open stands for its file on disk. Findings go to the file they are in, whichever
 * unit found them, each once; a file that no unit holds any more is cleared. Of a loose file (no
 * pack, no vocabulary, used by no one) only what concerns its own text is told.
 * Invariant: after lsp_refresh every open document is held by a unit that is not stale, and what
 * lint said of a unit was said beside the packs that share files with it now.
 */
#include "lsp.h"

#include <stdlib.h>
#include <string.h>

/* -- texts -- */

typedef struct source {
    lsp_server *server;
    lsp_unit *unit;
    const lsp_text *instead;
    size_t ninstead;
} source;

static const char *folder_of(pool *p, const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? pool_copy(p, key, (size_t)(slash - key)) : NULL;
}

static lsp_file *add_file(lsp_unit *u, const char *key)
{
    lsp_file *f = pool_push(&u->memory.pool, &u->files, &u->nfiles, &u->room, sizeof *f);
    *f = (lsp_file){.key = pool_string(&u->memory.pool, key)};
    return f;
}

static cavc_text copied(lsp_unit *u, const char *bytes, size_t size)
{
    return (cavc_text){pool_copy(&u->memory.pool, bytes, size), size};
}

/* NULL, or why it cannot be read. */
static const char *read_text(const source *from, const char *folder, const char *path, lsp_file *f)
{
    const lsp_document *d = lsp_document_of(from->server, f->key);
    tool_bytes bytes;
    for (size_t i = 0; i < from->ninstead; i++)
        if (strcmp(from->instead[i].key, f->key) == 0) {
            f->text = copied(from->unit, from->instead[i].text.bytes, from->instead[i].text.size);
            return NULL;
        }
    if (d) {
        f->text = copied(from->unit, d->text, d->size);
        return NULL;
    }
    const char *why = folder ? tool_read_used(&from->unit->memory, folder, path, &bytes)
                             : "a buffer without a file uses none";
    f->missing = why != NULL;
    if (!why)
        f->text = (cavc_text){bytes.bytes, bytes.size};
    return why;
}

static const char *on_use(void *context, const char *path, cavc_text *text)
{
    source *from = context;
    lsp_unit *u = from->unit;
    const char *folder = folder_of(&u->memory.pool, u->root);
    if (!folder)
        return "a buffer without a file uses none";
    lsp_file *f = add_file(u, pool_printf(&u->memory.pool, "%s/%s", folder, path));
    const char *why = read_text(from, *folder ? folder : "/", path, f);
    *text = f->text;
    return why;
}

/* "first declared at /a/long/way/b.cav:1:2": beside the root, the way there says nothing. */
static const char *shortened(lsp_unit *u, const char *hint)
{
    const char *slash = strrchr(u->root, '/'), *at;
    size_t n = slash ? (size_t)(slash - u->root) + 1 : 0;
    char *folder = pool_copy(&u->memory.pool, u->root, n);
    at = hint && *folder == '/' ? strstr(hint, folder) : NULL;
    if (!at)
        return pool_string(&u->memory.pool, hint);
    return pool_printf(&u->memory.pool, "%.*s%s", (int)(at - hint), hint, at + n);
}

static void on_diagnostic(void *context, const cavc_diagnostic *d)
{
    lsp_unit *u = ((source *)context)->unit;
    pool *p = &u->memory.pool;
    cavc_diagnostic *kept = pool_push(p, &u->found, &u->nfound, &u->found_room, sizeof *kept);
    *kept = *d;
    kept->file = d->file ? pool_string(p, d->file) : u->root;
    kept->message = pool_string(p, d->message);
    kept->hint = shortened(u, d->hint);
    kept->source = kept->caret = NULL;
}

/* -- units -- */

static bool is_loose(const lsp_unit *u)
{
    cavc_symbol at;
    if (!u->unit || cavc_unit_has_pack(u->unit))
        return false;
    for (uint32_t i = 0; lsp_symbol(u, i, &at); i++)
        if ((at.kind == CAVC_SYMBOL_LAYER && at.declares) || at.kind == CAVC_SYMBOL_FILE)
            return false;
    return true;
}

lsp_unit *lsp_unit_new(lsp_server *s, const char *root, const lsp_text *instead, size_t n)
{
    lsp_unit *u = calloc(1, sizeof *u);
    if (!u)
        exit(tool_fail(s->app, TOOL_INTERNAL, "out of memory"));
    u->root = pool_string(&u->memory.pool, root);
    source *from = pool_alloc(&u->memory.pool, 1, sizeof *from); /* the unit keeps the host */
    *from = (source){s, u, instead, n};
    cavc_host host = {.diagnostic = on_diagnostic, .use = on_use, .context = from};
    const char *folder = *root == '/' ? folder_of(&u->memory.pool, root) : NULL;
    lsp_file *first = add_file(u, root);
    read_text(from, folder && !*folder ? "/" : folder, folder ? strrchr(root, '/') + 1 : root,
              first);
    cav_status status = cavc_parse(&host, u->root, first->text, &u->unit);
    if (status == CAV_NO_MEMORY || cavc_symbols(u->unit, &u->nsymbols) == CAV_NO_MEMORY)
        exit(tool_fail(s->app, TOOL_INTERNAL, "out of memory"));
    u->loose = is_loose(u);
    return u;
}

void lsp_unit_free(lsp_unit *u)
{
    if (!u)
        return;
    cavc_unit_free(u->unit);
    pool_free(&u->memory.pool);
    free(u);
}

uint32_t lsp_unit_errors(const lsp_unit *u)
{
    return cavc_unit_errors(u->unit);
}

const lsp_file *lsp_unit_file(const lsp_unit *u, const char *key)
{
    for (size_t i = 0; i < u->nfiles; i++)
        if (strcmp(u->files[i].key, key) == 0)
            return &u->files[i];
    return NULL;
}

bool lsp_unit_holds(const lsp_unit *u, const char *key)
{
    const lsp_file *f = lsp_unit_file(u, key);
    return f && !f->missing;
}

lsp_unit *lsp_unit_of(lsp_server *s, const lsp_document *document)
{
    lsp_unit *found = NULL;
    for (size_t i = 0; i < s->nunits; i++) {
        if (strcmp(s->units[i]->root, document->key) == 0)
            return s->units[i];
        if (!found && lsp_unit_holds(s->units[i], document->key))
            found = s->units[i];
    }
    return found;
}

static void drop_unit(lsp_server *s, size_t i)
{
    lsp_unit_free(s->units[i]);
    s->nunits--;
    memmove(s->units + i, s->units + i + 1, (s->nunits - i) * sizeof *s->units);
}

void lsp_units_free(lsp_server *s)
{
    while (s->nunits)
        drop_unit(s, s->nunits - 1);
    free(s->units);
    s->units = NULL;
}

void lsp_changed(lsp_server *s, const char *key)
{
    for (size_t i = 0; i < s->nunits; i++)
        if (!key || lsp_unit_file(s->units[i], key))
            s->units[i]->stale = true;
    s->dirty = true;
}

static void need_unit(lsp_server *s, const char *root)
{
    for (size_t i = 0; i < s->nunits; i++)
        if (strcmp(s->units[i]->root, root) == 0)
            return;
    if (s->nunits == s->units_room) {
        s->units_room = s->units_room ? 2 * s->units_room : 8;
        lsp_unit **grown = realloc(s->units, s->units_room * sizeof *grown);
        if (!grown)
            exit(tool_fail(s->app, TOOL_INTERNAL, "out of memory"));
        s->units = grown;
    }
    s->units[s->nunits++] = lsp_unit_new(s, root, NULL, 0);
}

void lsp_widen(lsp_server *s, const char *key)
{
    pool p = {0};
    lsp_document shown = {.key = pool_string(&p, key), .is_file = *key == '/'};
    lsp_keys roots = lsp_roots(s, &shown);
    for (size_t i = 0; i < roots.count; i++)
        need_unit(s, roots.at[i]);
    pool_free(&p);
}

static bool has_key(const lsp_keys *keys, const char *key)
{
    for (size_t i = 0; i < keys->count; i++)
        if (strcmp(keys->at[i], key) == 0)
            return true;
    return false;
}

static void build_units(lsp_server *s, const lsp_keys *roots)
{
    for (size_t i = s->nunits; i--;)
        if (s->units[i]->stale || !has_key(roots, s->units[i]->root))
            drop_unit(s, i);
    for (size_t i = 0; i < roots->count; i++)
        need_unit(s, roots->at[i]);
    /* whom its users cannot reach after all */
    for (size_t i = 0; i < s->ndocuments; i++)
        if (!lsp_unit_of(s, s->documents[i]))
            need_unit(s, s->documents[i]->key);
}

/* -- lint -- */

static bool share_a_file(const lsp_unit *a, const lsp_unit *b)
{
    for (size_t i = 0; i < a->nfiles; i++)
        if (!a->files[i].missing && lsp_unit_holds(b, a->files[i].key))
            return true;
    return false;
}

/* What lint says of a vocabulary depends on all that use it. True: one more is stale for that. */
static bool spread(lsp_server *s, const lsp_keys *roots)
{
    bool more = false;
    for (size_t i = 0; i < s->nunits; i++) {
        const lsp_unit *u = s->units[i];
        bool wanted = has_key(roots, u->root);
        bool changed = u->linted ? u->stale || !wanted : wanted;
        for (size_t k = 0; changed && k < s->nunits; k++)
            if (s->units[k]->linted && !s->units[k]->stale && share_a_file(u, s->units[k]))
                more = s->units[k]->stale = true;
    }
    return more;
}

static int by_root(const void *a, const void *b)
{
    const lsp_unit *const *x = a, *const *y = b;
    return strcmp((*x)->root, (*y)->root);
}

/* The first of those that share a vocabulary reports on it: their order is that of their names,
 * whichever was built last. Beside one with errors nobody can tell what is unused. */
static void lint_unit(lsp_server *s, lsp_unit *u)
{
    lsp_unit **beside = pool_alloc(&s->scratch, s->nunits, sizeof *beside);
    cavc_unit **packs = pool_alloc(&s->scratch, s->nunits, sizeof *packs);
    uint32_t n = 0;
    bool broken = false;
    u->linted = true;
    if (u->loose || lsp_unit_errors(u))
        return;
    for (size_t i = 0; i < s->nunits; i++)
        if (s->units[i] == u || share_a_file(u, s->units[i])) {
            broken |= lsp_unit_errors(s->units[i]) > 0;
            beside[n++] = s->units[i];
        }
    qsort(beside, n, sizeof *beside, by_root);
    for (uint32_t i = 0; i < n; i++)
        packs[i] = beside[i]->unit;
    if (cavc_lint(u->unit, NULL, broken ? &u->unit : packs, broken ? 1 : n, NULL) == CAV_NO_MEMORY)
        exit(tool_fail(s->app, TOOL_INTERNAL, "out of memory"));
}

static void build(lsp_server *s)
{
    lsp_keys roots = {0};
    for (size_t i = 0; i < s->ndocuments; i++) {
        lsp_keys some = lsp_roots(s, s->documents[i]);
        for (size_t k = 0; k < some.count; k++)
            lsp_keys_add(&s->scratch, &roots, some.at[k]);
    }
    spread(s, &roots);
    build_units(s, &roots);
    if (spread(s, &roots)) /* of units that are new */
        build_units(s, &roots);
    for (size_t i = 0; i < s->nunits; i++)
        if (!s->units[i]->linted)
            lint_unit(s, s->units[i]);
}

/* -- publishing -- */

/* Of a loose file names and meaning cannot be judged. */
static bool is_told(const lsp_unit *u, const cavc_diagnostic *d)
{
    return !u->loose || strncmp(d->id, "E0", 2) == 0 || strncmp(d->id, "W00", 3) == 0;
}

static bool told_before(lsp_server *s, size_t unit, const cavc_diagnostic *d)
{
    for (size_t i = 0; i <= unit; i++)
        for (size_t k = 0; k < s->units[i]->nfound; k++) {
            const cavc_diagnostic *old = &s->units[i]->found[k];
            if (old == d)
                return false;
            if (old->start == d->start && old->end == d->end && strcmp(old->id, d->id) == 0 &&
                strcmp(old->file, d->file) == 0 && strcmp(old->message, d->message) == 0 &&
                is_told(s->units[i], old))
                return true;
        }
    return false;
}

static json_t *diagnostic(lsp_server *s, lsp_measure *m, const cavc_diagnostic *d)
{
    const char *text =
        d->hint ? pool_printf(&s->scratch, "%s\n%s", d->message, d->hint) : d->message;
    json_t *range = lsp_range(m, d->line ? d->start : 0, d->line ? d->end : 0);
    json_t *made =
        json_pack("{s:o, s:i, s:s, s:s, s:o}", "range", range, "severity", (int)d->severity + 1,
                  "code", d->id, "source", "caveat", "message", lsp_string(text));
    if (strcmp(d->id, "W001") == 0) /* a comment that does nothing */
        json_object_set_new(made, "tags", json_pack("[i]", 1));
    return made;
}

static json_t *found_in(lsp_server *s, const char *key)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->nunits; i++) {
        const lsp_unit *u = s->units[i];
        lsp_measure m = lsp_measure_of(s, u, key);
        for (size_t k = 0; k < u->nfound; k++)
            if (strcmp(u->found[k].file, key) == 0 && is_told(u, &u->found[k]) &&
                !told_before(s, i, &u->found[k]))
                json_array_append_new(list, diagnostic(s, &m, &u->found[k]));
    }
    return list;
}

static void publish(lsp_server *s, const char *key, json_t *list)
{
    const lsp_document *d = lsp_document_of(s, key);
    json_t *params =
        json_pack("{s:o, s:O}", "uri", lsp_string(lsp_uri_of(s, key)), "diagnostics", list);
    if (d)
        json_object_set_new(params, "version", json_integer(d->version));
    lsp_notify(s, "textDocument/publishDiagnostics", params);
}

/* An open document's version is part of what was said of it. */
static json_t *remembered(lsp_server *s, const char *key, json_t *list)
{
    const lsp_document *d = lsp_document_of(s, key);
    return json_pack("{s:I, s:O}", "change", d ? (json_int_t)d->change : (json_int_t)0, "list",
                     list);
}

static void tell(lsp_server *s, const char *key, bool held)
{
    json_t *list = found_in(s, key), *now = remembered(s, key, list);
    json_t *before = json_object_get(s->published, key);
    bool silent = !before && !json_array_size(list) && !lsp_document_of(s, key);
    if (!silent && !json_equal(before, now))
        publish(s, key, list);
    if (held && !silent)
        json_object_set_new(s->published, key, now);
    else {
        json_object_del(s->published, key);
        json_decref(now);
    }
    json_decref(list);
}

static void publish_all(lsp_server *s)
{
    lsp_keys keys = {0};
    const char *key;
    json_t *value;
    json_object_foreach(s->published, key, value)
    {
        lsp_keys_add(&s->scratch, &keys, pool_string(&s->scratch, key));
    }
    size_t before = keys.count;
    for (size_t i = 0; i < s->nunits; i++)
        for (size_t k = 0; k < s->units[i]->nfiles; k++)
            if (!s->units[i]->files[k].missing)
                lsp_keys_add(&s->scratch, &keys, s->units[i]->files[k].key);
    for (size_t i = 0; i < keys.count; i++) {
        bool held = i >= before;
        for (size_t k = 0; k < s->nunits && !held; k++)
            held = lsp_unit_holds(s->units[k], keys.at[i]);
        tell(s, keys.at[i], held);
    }
}

void lsp_refresh(lsp_server *s)
{
    if (!s->dirty)
        return;
    s->dirty = false;
    build(s);
    publish_all(s);
}
