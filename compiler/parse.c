/* parse.c: from text to trees: one file, or a root file and all it uses.
 *
 * It refuses `use` paths that leave the root's folder, files the host cannot give and circles, each
 * at the string that names the file. Files are followed by a stack of our own, never by recursion.
 * Invariant: every ast_file is in unit->files once and is the `used` of one item at most.
 */
#include "parse.h"

#include <string.h>

#include "caveat.tab.h"
#include "unit.h"

/* -- memory for the scanner: each piece knows its size -- */

typedef union piece {
    size_t size;
    max_align_t align;
} piece;

_Noreturn void ast_no_memory(ast_builder *b)
{
    longjmp(*b->arena->out_of_memory, 1);
}

void *ast_memory(ast_builder *b, size_t size)
{
    piece *p;

    if (size > SIZE_MAX / 2)
        ast_no_memory(b);
    p = arena_alloc(b->arena, sizeof *p + size);
    p->size = size;
    return p + 1;
}

void *ast_memory_again(ast_builder *b, void *old, size_t size)
{
    void *again = ast_memory(b, size);

    if (old) {
        size_t was = ((piece *)old)[-1].size;
        memcpy(again, old, was < size ? was : size);
    }
    return again;
}

/* -- one file -- */

ast_file *parse_file(arena *a, diag_list *diags, const src_map *sources, uint32_t file)
{
    ast_builder *b = ARENA_NEW(a, ast_builder);

    b->arena = a;
    b->diags = diags;
    b->sources = sources;
    b->file = file;
    b->tree = ARENA_NEW(a, ast_file);
    b->tree->file = file;
    if (!src_check(sources, file, diags))
        return b->tree;
    b->text = src_clean(sources, file);
    b->size = sources->files.at[file].size;
    b->tree->text = sources->files.at[file].bytes;
    b->tree->size = b->size;
    b->recover = recover_new(b, scan_open(b, b->text, b->size));
    if (caveat_parse(b))
        ast_file_items(b, b->last_item);
    return b->tree;
}

/* -- what it uses -- */

typedef struct step {
    ast_file *tree;
    ast_item *item;
} step;
typedef struct walk {
    cavc_unit *unit;
    ARENA_VECTOR(step) stack;
} walk;

static void enter(walk *w, uint32_t file)
{
    ast_file *tree = parse_file(&w->unit->arena, w->unit->diags, &w->unit->sources, file);
    step s = {tree, tree->items};

    *ARENA_PUSH(&w->unit->arena, &w->unit->files) = tree;
    *ARENA_PUSH(&w->unit->arena, &w->stack) = s;
}

/* "a.cav -> b.cav -> a.cav" when the file is on the way to here; else NULL. */
static const char *circle(const walk *w, uint32_t file)
{
    const src_map *sources = &w->unit->sources;
    arena *a = &w->unit->arena;
    size_t from = 0;
    const char *text;

    while (from < w->stack.count && w->stack.at[from].tree->file != file)
        from++;
    if (from == w->stack.count)
        return NULL;
    text = sources->files.at[file].path;
    for (size_t i = from + 1; i < w->stack.count; i++)
        text = arena_printf(a, "%s -> %s", text, sources->files.at[w->stack.at[i].tree->file].path);
    return arena_printf(a, "%s -> %s", text, sources->files.at[file].path);
}

static const char *resolve_path(walk *w, uint32_t user, const ast_string *use)
{
    static const char below[] = "name it relative to this file, in its folder or below";
    const char *text = use->text, *wrong = NULL, *path = NULL;
    size_t size = strlen(text);

    if (!size)
        wrong = "is empty";
    else if (*text == '/')
        wrong = "is absolute";
    else if (text[size - 1] == '/')
        wrong = "names a folder";
    else if (!(path = src_resolve(&w->unit->arena, w->unit->sources.files.at[user].path, text)))
        wrong = "leaves the folder of the first file";
    if (wrong)
        diag_report(w->unit->diags, DIAG_USE_PATH, use->span, below, text, wrong);
    return path;
}

/* As the host named the root, with the used file's path in place of its last component. */
static const char *shown_name(walk *w, const char *path)
{
    const char *root = w->unit->sources.files.at[0].name, *slash = strrchr(root, '/');
    int folder = slash && slash - root < 4096 ? (int)(slash - root) + 1 : 0;

    return arena_printf(&w->unit->arena, "%.*s%s", folder, root, path);
}

static void follow(walk *w, ast_item *item, uint32_t user)
{
    const cavc_host *host = &w->unit->host;
    const char *path = resolve_path(w, user, item->as.use), *why;
    uint32_t file = path ? src_find(&w->unit->sources, path) : CAV_NONE;
    cavc_text text = {0};

    if (!path)
        return;
    if (file != CAV_NONE) {
        const char *loop = circle(w, file);
        if (loop)
            diag_report(w->unit->diags, DIAG_USE_CYCLE, item->as.use->span, NULL, loop);
        return;
    }
    why = host->use ? host->use(host->context, path, &text) : "nothing can be used from here";
    if (why) {
        diag_report(w->unit->diags, DIAG_USE_READ, item->as.use->span,
                    !strcmp(why, "no such file")
                        ? "it is looked for beside the file that names it: put it there, or correct the name"
                        : NULL,
                    path, why);
        return;
    }
    file = src_add(&w->unit->sources, shown_name(w, path), path, text, user);
    enter(w, file);
    item->used = w->unit->files.at[w->unit->files.count - 1];
}

void parse_unit(cavc_unit *unit, const char *name, cavc_text text)
{
    const char *slash = strrchr(name, '/');
    walk w = {.unit = unit};

    enter(&w, src_add(&unit->sources, name, slash ? slash + 1 : name, text, CAV_NONE));
    while (w.stack.count) {
        step *top = &w.stack.at[w.stack.count - 1];
        ast_item *item = top->item;
        if (!item) {
            w.stack.count--;
            continue;
        }
        top->item = item->next;
        if (item->kind == AST_USE)
            follow(&w, item, top->tree->file);
    }
}
