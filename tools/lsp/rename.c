/* rename.c: another name for what the cursor is on, in every file of every pack that knows it.
 *
 * The result is compiled before it is offered: a name that collides, or that the language reads
 * otherwise, is refused with the compiler's own message. Refused too: what is not a name, tests
 * (their names are texts), levels, files, and files whose syntax errors may hide the name.
 * Invariant: edits do not overlap, and each file's ascend.
 */
#include "lsp.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool can_rename(lsp_server *s, const lsp_place *p)
{
    if (p->at.kind == CAVC_SYMBOL_TEST)
        lsp_fail(s, LSP_REQUEST_FAILED, "a test is called by a text; edit it in place");
    else if (p->at.kind == CAVC_SYMBOL_LEVEL || p->at.kind == CAVC_SYMBOL_FILE)
        lsp_fail(s, LSP_REQUEST_FAILED, "a %s cannot be renamed here", lsp_kind_name(p->at.kind));
    else if (p->at.target == CAV_NONE)
        lsp_fail(s, LSP_REQUEST_FAILED, "'%s' is declared nowhere", p->at.name);
    return !s->error;
}

json_t *lsp_prepare_rename(lsp_server *s, const json_t *params)
{
    lsp_place p;
    if (!lsp_param_place(s, params, &p))
        return NULL;
    if (p.symbol == CAV_NONE)
        return json_null();
    if (!can_rename(s, &p))
        return NULL;
    return json_pack("{s:o, s:o}", "range", lsp_symbol_range(s, p.unit, &p.at), "placeholder",
                     lsp_string(p.at.name));
}

/* -- the new name -- */

typedef struct shape {
    size_t size;
    bool name, path, reserved;
} shape;

static bool on_token(void *context, const cavc_token *t)
{
    shape *one = context;
    bool whole = !t->start && t->end == one->size;
    one->name = whole && t->kind == CAVC_TOKEN_WORD;
    one->path = whole && t->kind == CAVC_TOKEN_PATH;
    one->reserved = whole && t->kind == CAVC_TOKEN_RESERVED;
    return false;
}

static bool is_name(lsp_server *s, const char *text, cavc_symbol_kind kind)
{
    shape one = {.size = strlen(text)};
    bool dotted = kind == CAVC_SYMBOL_FACT || kind == CAVC_SYMBOL_STATEMENT;
    bool letters = isalpha((unsigned char)*text);
    for (const char *p = text; *p; p++)
        letters &=
            (isalnum((unsigned char)*p) || *p == '-' || *p == '.') && (unsigned char)*p < 128;
    cavc_tokens(NULL, (cavc_text){text, one.size}, on_token, &one);
    if (one.reserved)
        lsp_fail(s, LSP_REQUEST_FAILED, "`%s` is a word of the language and cannot be a name",
                 text);
    else if (!letters || (!one.name && !one.path))
        lsp_fail(s, LSP_REQUEST_FAILED,
                 "`%.60s` is not a name: letters, digits and `-`, beginning with a letter", text);
    else if (one.path && !dotted)
        lsp_fail(s, LSP_REQUEST_FAILED, "the name of a %s has no dots", lsp_kind_name(kind));
    return !s->error;
}

/* -- the edits -- */

typedef struct edited {
    const char *key;
    const lsp_unit *unit;
    buf text;
    size_t from; /* bytes of the old text in it already */
    json_t *edits;
    lsp_measure measure;
} edited;

typedef struct edition {
    edited *at;
    size_t count, room;
} edition;

static edited *edited_of(lsp_server *s, edition *all, const lsp_use *use)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->at[i].key, use->symbol.file) == 0)
            return &all->at[i];
    edited *e = pool_push(&s->scratch, &all->at, &all->count, &all->room, sizeof *e);
    *e = (edited){.key = use->symbol.file, .unit = use->unit, .text = {.pool = &s->scratch}};
    e->edits = json_array();
    e->measure = lsp_measure_of(s, use->unit, e->key);
    return e;
}

static int by_place(const void *a, const void *b)
{
    const cavc_symbol *x = &((const lsp_use *)a)->symbol, *y = &((const lsp_use *)b)->symbol;
    int file = strcmp(x->file, y->file);
    return file ? file : x->start < y->start ? -1 : x->start > y->start;
}

static void edit(lsp_server *s, lsp_uses *uses, const char *name, edition *all)
{
    if (uses->count)
        qsort(uses->at, uses->count, sizeof *uses->at, by_place);
    for (size_t i = 0; i < uses->count; i++) {
        const cavc_symbol *at = &uses->at[i].symbol;
        edited *e = edited_of(s, all, &uses->at[i]);
        put_bytes(&e->text, e->measure.text.bytes + e->from, at->start - e->from);
        put_text(&e->text, name);
        e->from = at->end;
        json_array_append_new(e->edits, json_pack("{s:o, s:s}", "range",
                                                  lsp_range(&e->measure, at->start, at->end),
                                                  "newText", name));
    }
    for (size_t i = 0; i < all->count; i++) {
        edited *e = &all->at[i];
        put_bytes(&e->text, e->measure.text.bytes + e->from, e->measure.text.size - e->from);
    }
}

/* -- is the result as good as what was there? -- */

/* A syntax error hides what stands in its clause. */
static bool is_whole(lsp_server *s, const lsp_unit *u)
{
    for (size_t i = 0; i < u->nfound; i++) {
        const cavc_diagnostic *d = &u->found[i];
        if (d->severity == CAVC_ERROR && strncmp(d->id, "E0", 2) == 0) {
            const char *slash = strrchr(d->file, '/');
            lsp_fail(s, LSP_REQUEST_FAILED, "first solve %s:%u: %s", slash ? slash + 1 : d->file,
                     (unsigned)d->line, d->message);
            return false;
        }
    }
    return true;
}

static bool was_there(const lsp_unit *u, const cavc_diagnostic *d)
{
    for (size_t i = 0; i < u->nfound; i++)
        if (u->found[i].line == d->line && strcmp(u->found[i].id, d->id) == 0 &&
            strcmp(u->found[i].file, d->file) == 0)
            return true;
    return false;
}

/* Of the errors that were not there, the one to show: a name taken before what follows from it. */
static const char *new_error(const lsp_unit *old, const lsp_unit *tried)
{
    const char *why = NULL;
    for (size_t i = 0; i < tried->nfound; i++) {
        const cavc_diagnostic *d = &tried->found[i];
        bool taken = strcmp(d->id, "E101") == 0 || strcmp(d->id, "E117") == 0;
        if (d->severity == CAVC_ERROR && (taken || !why) && !was_there(old, d))
            why = d->message;
        if (taken && why == d->message)
            break;
    }
    if (!why && lsp_unit_errors(tried) > lsp_unit_errors(old))
        why = "the result has more errors than before";
    return why;
}

static bool compiles(lsp_server *s, const lsp_unit *u, const edition *all)
{
    lsp_text *texts = pool_alloc(&s->scratch, all->count + 1, sizeof *texts);
    for (size_t i = 0; i < all->count; i++)
        texts[i] = (lsp_text){all->at[i].key, {all->at[i].text.text, all->at[i].text.size}};
    lsp_unit *tried = lsp_unit_new(s, u->root, texts, all->count);
    const char *why = new_error(u, tried);
    if (why)
        lsp_fail(s, LSP_REQUEST_FAILED, "%s", why);
    lsp_unit_free(tried);
    return !s->error;
}

static bool judge(lsp_server *s, const edition *all)
{
    for (size_t k = 0; k < s->nunits; k++) {
        bool touched = false;
        for (size_t i = 0; i < all->count; i++)
            touched |= lsp_unit_holds(s->units[k], all->at[i].key);
        if (touched && (!is_whole(s, s->units[k]) || !compiles(s, s->units[k], all)))
            return false;
    }
    return true;
}

static json_t *workspace_edit(lsp_server *s, const edition *all)
{
    json_t *changes = json_object();
    for (size_t i = 0; i < all->count; i++)
        json_object_set(changes, lsp_uri_of(s, all->at[i].key), all->at[i].edits);
    return json_pack("{s:o}", "changes", changes);
}

json_t *lsp_rename(lsp_server *s, const json_t *params)
{
    const char *name = lsp_get_string(params, "newName");
    lsp_place p;
    lsp_uses uses;
    edition all = {0};
    if (!lsp_param_place(s, params, &p))
        return NULL;
    if (!name)
        return lsp_fail(s, LSP_INVALID_PARAMS, "newName is missing, or not a text");
    if (p.symbol == CAV_NONE)
        return lsp_fail(s, LSP_REQUEST_FAILED, "there is no name here");
    if (!can_rename(s, &p) || !is_name(s, name, p.at.kind))
        return NULL;
    lsp_uses_of(s, &p, &uses, true);
    edit(s, &uses, name, &all);
    json_t *result = judge(s, &all) ? workspace_edit(s, &all) : NULL;
    for (size_t i = 0; i < all.count; i++)
        json_decref(all.at[i].edits);
    return result;
}
