/* project.c: which files belong together: who uses whom among the open and the neighbouring files.
 *
 * A file that others use is seen as part of them: a file of tests knows its rules. Looked at are
 * the open buffers and the *.cav files of the document's own folder, at most NEIGHBOURS of them,
 * each read only when it changed. It refuses nothing; what cannot be read uses nothing. Invariant:
 * a root is not used by another root of the same document, circles apart.
 */
#include "lsp.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NEIGHBOURS = 256, IMPORTS = 1024 };

/* What one file uses, as keys; and by what it is known to be still the same. */
struct lsp_imports {
    pool pool;
    const char *key;
    uint64_t change; /* of an open buffer; 0: on disk */
    struct timespec modified;
    off_t size;
    ino_t inode;
    lsp_keys uses;
};

void lsp_keys_add(pool *p, lsp_keys *keys, const char *key)
{
    for (size_t i = 0; i < keys->count; i++)
        if (strcmp(keys->at[i], key) == 0)
            return;
    const char **slot = pool_push(p, &keys->at, &keys->count, &keys->room, sizeof *slot);
    *slot = key;
}

/* -- what a text uses -- */

typedef struct use_reader {
    lsp_imports *to;
    cavc_text text;
    const char *folder;
    bool after_use;
} use_reader;

static bool is_word(cavc_text text, const cavc_token *t, const char *word)
{
    size_t n = strlen(word);
    return t->end - t->start == n && memcmp(text.bytes + t->start, word, n) == 0;
}

static bool on_token(void *context, const cavc_token *t)
{
    use_reader *r = context;
    if (r->after_use && t->kind == CAVC_TOKEN_STRING && t->end - t->start > 2) {
        const char *from = r->text.bytes + t->start + 1;
        const char *path =
            pool_printf(&r->to->pool, "%s/%.*s", r->folder, (int)(t->end - t->start - 2), from);
        const char *key = lsp_path_normal(&r->to->pool, path);
        if (key && *from != '/')
            lsp_keys_add(&r->to->pool, &r->to->uses, key);
    }
    r->after_use = t->kind == CAVC_TOKEN_WORD && is_word(r->text, t, "use");
    return true;
}

static const char *folder_of(pool *p, const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? pool_copy(p, key, (size_t)(slash - key)) : "";
}

static void read_uses(lsp_imports *to, cavc_text text)
{
    use_reader r = {to, text, folder_of(&to->pool, to->key), false};
    cavc_tokens(NULL, text, on_token, &r);
}

/* -- remembered -- */

static void forget(lsp_imports *i)
{
    pool_free(&i->pool);
    *i = (lsp_imports){0};
}

void lsp_imports_free(lsp_server *s)
{
    for (size_t i = 0; i < s->nimports; i++)
        forget(&s->imports[i]);
    free(s->imports);
    s->imports = NULL;
    s->nimports = 0;
}

static lsp_imports *slot_of(lsp_server *s, const char *key)
{
    for (size_t i = 0; i < s->nimports; i++)
        if (strcmp(s->imports[i].key, key) == 0)
            return &s->imports[i];
    if (s->nimports == IMPORTS)
        lsp_imports_free(s);
    lsp_imports *grown = realloc(s->imports, (s->nimports + 1) * sizeof *grown);
    if (!grown)
        exit(tool_fail(s->app, TOOL_INTERNAL, "out of memory"));
    s->imports = grown;
    grown += s->nimports++;
    *grown = (lsp_imports){0};
    grown->key = pool_string(&grown->pool, key);
    return grown;
}

static void renew(lsp_imports *i, const char *key)
{
    pool fresh = {0};
    const char *kept = pool_string(&fresh, key);
    forget(i);
    i->pool = fresh;
    i->key = kept;
}

static void read_disk(lsp_imports *i, const struct stat *st)
{
    app reader = {0};
    tool_bytes bytes;
    const char *name = strrchr(i->key, '/') + 1;
    i->modified = st->st_mtim;
    i->size = st->st_size;
    i->inode = st->st_ino;
    if (!tool_read_used(&reader, folder_of(&reader.pool, i->key), name, &bytes))
        read_uses(i, (cavc_text){bytes.bytes, bytes.size});
    pool_free(&reader.pool);
}

/* Valid until the next call. */
static const lsp_keys *uses_of(lsp_server *s, const char *key)
{
    lsp_imports *i = slot_of(s, key);
    const lsp_document *d = lsp_document_of(s, key);
    struct stat st;
    if (d && i->change != d->change) {
        renew(i, key);
        i->change = d->change;
        if (d->is_file)
            read_uses(i, (cavc_text){d->text, d->size});
    } else if (!d && (*key != '/' || stat(key, &st) < 0 || !S_ISREG(st.st_mode))) {
        renew(i, key);
    } else if (!d && (i->change || st.st_mtim.tv_sec != i->modified.tv_sec ||
                      st.st_mtim.tv_nsec != i->modified.tv_nsec || st.st_size != i->size ||
                      st.st_ino != i->inode)) {
        renew(i, key);
        read_disk(i, &st);
    }
    return &i->uses;
}

/* -- the graph -- */

/* Does `from` use `to`, directly or through others? */
static bool reaches(lsp_server *s, const char *from, const char *to)
{
    pool p = {0};
    lsp_keys seen = {0};
    bool found = false;
    lsp_keys_add(&p, &seen, from);
    for (size_t i = 0; i < seen.count && i < NEIGHBOURS && !found; i++) {
        const lsp_keys *uses = uses_of(s, seen.at[i]);
        for (size_t k = 0; k < uses->count && !found; k++) {
            found = strcmp(uses->at[k], to) == 0;
            lsp_keys_add(&p, &seen, pool_string(&p, uses->at[k]));
        }
    }
    pool_free(&p);
    return found;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_neighbours(pool *p, lsp_keys *keys, const char *key)
{
    const char *folder = folder_of(p, key);
    DIR *dir = opendir(*folder ? folder : "/");
    lsp_keys found = {0};
    if (!dir)
        return;
    for (struct dirent *e; found.count < NEIGHBOURS && (e = readdir(dir));) {
        size_t n = strlen(e->d_name);
        if (n > 4 && e->d_name[0] != '.' && strcmp(e->d_name + n - 4, ".cav") == 0)
            lsp_keys_add(p, &found, pool_printf(p, "%s/%s", folder, e->d_name));
    }
    closedir(dir);
    if (found.count)
        qsort(found.at, found.count, sizeof *found.at, by_name);
    for (size_t i = 0; i < found.count; i++)
        lsp_keys_add(p, keys, found.at[i]);
}

/* Of those that use the document, the ones that none of the others uses. */
static lsp_keys outermost(lsp_server *s, const lsp_keys *users)
{
    lsp_keys roots = {0};
    for (size_t i = 0; i < users->count; i++) {
        bool inner = false;
        for (size_t k = 0; k < users->count && !inner; k++)
            inner = k != i && reaches(s, users->at[k], users->at[i]) &&
                    !reaches(s, users->at[i], users->at[k]);
        if (!inner)
            lsp_keys_add(&s->scratch, &roots, users->at[i]);
    }
    return roots;
}

lsp_keys lsp_roots(lsp_server *s, const lsp_document *document)
{
    lsp_keys all = {0}, users = {0};
    if (document->is_file) {
        add_neighbours(&s->scratch, &all, document->key);
        for (size_t i = 0; i < s->ndocuments; i++)
            if (s->documents[i]->is_file)
                lsp_keys_add(&s->scratch, &all, pool_string(&s->scratch, s->documents[i]->key));
    }
    for (size_t i = 0; i < all.count; i++)
        if (strcmp(all.at[i], document->key) != 0 && reaches(s, all.at[i], document->key))
            lsp_keys_add(&s->scratch, &users, all.at[i]);
    users = outermost(s, &users);
    if (!users.count)
        lsp_keys_add(&s->scratch, &users, pool_string(&s->scratch, document->key));
    return users;
}
