/* translate.c: loads the catalogues that the host has, and finds in them what is used.
 *
 * Refuses, at the place, what po.c refuses, and files that cannot be read. Invariant: catalogues
 * stand by their tags, each once, and a translation that is used names the facts its original
 * names.
 */
#include "translate.h"

#include <stdlib.h>
#include <string.h>

#include "../runtime/image.h"
#include "resolve.h"

/* -- loading -- */

static int by_tag(const void *a, const void *b)
{
    return strcmp(((const cavc_catalogue *)a)->tag, ((const cavc_catalogue *)b)->tag);
}

/* As the host named the root, with `path` in place of its last component. */
static const char *shown_name(cavc_unit *unit, const char *path)
{
    const char *root = unit->sources.files.at[0].name, *slash = strrchr(root, '/');
    const int folder = slash && slash - root < 4096 ? (int)(slash - root) + 1 : 0;

    return arena_printf(&unit->arena, "%.*s%s", folder, root, path);
}

static uint32_t add(cavc_unit *unit, const char *path, cavc_text text)
{
    const uint32_t file = src_add(&unit->sources, shown_name(unit, path), path, text, CAV_NONE);

    unit->sources.files.at[file].catalogue = true;
    unit->sources.files.at[file].unused = true;
    return file;
}

static void refuse(cavc_unit *unit, const char *path, const char *why)
{
    const ast_span span = {add(unit, path, (cavc_text){"", 0}), 0, 0};

    diag_report(unit->diags, DIAG_PO_FILE, span, NULL, path, why);
}

static void load(cavc_unit *unit, const cavc_catalogue *from)
{
    arena *a = &unit->arena;
    po_catalogue *c;
    const char *path = arena_printf(a, "po/%s.po", from->tag);

    if (from->why || !img_language_tag(from->tag)) {
        refuse(unit, path, from->why ? from->why : "its name is no language's tag");
        return;
    }
    c = ARENA_NEW(a, po_catalogue);
    c->tag = arena_copy(a, from->tag, strlen(from->tag));
    c->path = path;
    c->file = add(unit, path, from->text);
    po_read(unit, c);
    *ARENA_PUSH(a, &unit->catalogues) = c;
}

void translate_load(cavc_unit *unit)
{
    const cavc_host *host = &unit->host;
    ARENA_VECTOR(cavc_catalogue) all = {0};
    cavc_catalogue next = {0};

    while (host->catalogue && host->catalogue(host->context, (uint32_t)all.count, &next)) {
        if (all.count == IMG_LANGUAGES) {
            refuse(unit, arena_printf(&unit->arena, "po/%s.po", next.tag), "too many languages");
            break;
        }
        *ARENA_PUSH(&unit->arena, &all) = next;
        next = (cavc_catalogue){0};
    }
    if (all.count)
        qsort(all.at, all.count, sizeof *all.at, by_tag);
    for (size_t k = 0; k < all.count; k++)
        if (!k || strcmp(all.at[k].tag, all.at[k - 1].tag))
            load(unit, &all.at[k]);
}

/* -- placeholders -- */

typedef ARENA_VECTOR(const char *) name_list;

/* The names in braces; false: one is not closed. */
static bool list_names(arena *a, const char *text, name_list *out)
{
    const char *open, *close;

    for (; (open = resolve_brace(text)); text = close + 1) {
        close = strchr(open, '}');
        if (!close)
            return false;
        *ARENA_PUSH(a, out) = arena_copy(a, open + 1, (size_t)(close - open) - 1);
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(name_list *list)
{
    if (list->count)
        qsort(list->at, list->count, sizeof *list->at, compare);
}

const char *translate_differs(cavc_unit *unit, const char *original, const char *translation)
{
    arena *a = &unit->arena;
    name_list want = {0}, have = {0};
    size_t i = 0, j = 0;

    list_names(a, original, &want);
    if (!list_names(a, translation, &have))
        return "a '{' that nothing closes";
    sort(&want);
    sort(&have);
    while (i < want.count || j < have.count) {
        const int order = i == want.count   ? 1
                          : j == have.count ? -1
                                            : strcmp(want.at[i], have.at[j]);
        if (order < 0)
            return arena_printf(a, "{%s} of the original is not in the translation", want.at[i]);
        if (order > 0)
            return arena_printf(a, "{%s} is not in the original", have.at[j]);
        i++;
        j++;
    }
    return NULL;
}

/* -- finding -- */

const po_entry *translate_entry(cavc_unit *unit, const po_catalogue *c, const text_use *use)
{
    const po_entry *e =
        c->apart.count ? po_find(c, &unit->arena, use->what, use->string->text) : NULL;

    return e ? e : po_find(c, &unit->arena, NULL, use->string->text);
}

static bool is_ready(const po_entry *e)
{
    return e && !e->fuzzy && *e->str;
}

const po_entry *translate_use(cavc_unit *unit, const po_catalogue *c, const text_use *use)
{
    const po_entry *e = translate_entry(unit, c, use);

    if (!is_ready(e) || (use->rule && translate_differs(unit, e->id, e->str)))
        return NULL;
    return e;
}

const po_entry *translate_word(cavc_unit *unit, const po_catalogue *c, const char *word)
{
    const po_entry *e = po_find(c, &unit->arena, TEXTS_WORDS, word);

    return is_ready(e) ? e : NULL;
}

/* -- for template writers -- */

static bool has_own_context(cavc_unit *unit, const text_use *use)
{
    for (size_t k = 0; k < unit->catalogues.count; k++)
        if (po_find(unit->catalogues.at[k], &unit->arena, use->what, use->string->text))
            return true;
    return false;
}

static cav_status guarded_list(cavc_unit *unit)
{
    jmp_buf out_of_memory;
    const struct texts *t;

    unit->arena.out_of_memory = &out_of_memory;
    if (setjmp(out_of_memory))
        return CAV_NO_MEMORY;
    t = texts_of(unit);
    unit->translatables =
        arena_alloc(&unit->arena, (t->uses.count + 1) * sizeof *unit->translatables);
    for (size_t k = 0; k < t->uses.count; k++)
        unit->translatables[k] = has_own_context(unit, &t->uses.at[k]);
    return CAV_OK;
}

cav_status cavc_translatables(cavc_unit *unit, uint32_t *count)
{
    cav_status status = CAV_OK;

    *count = 0;
    if (unit->errors)
        return CAV_BAD_VALUE;
    if (!unit->translatables)
        status = guarded_list(unit);
    if (status == CAV_OK)
        *count = (uint32_t)unit->texts->uses.count + unit->texts->nwords;
    return status;
}

bool cavc_translatable_get(const cavc_unit *unit, uint32_t index, cavc_translatable *out)
{
    const struct texts *t = unit->texts;
    const text_use *use;
    ast_span span;

    *out = (cavc_translatable){0};
    if (!unit->translatables || index >= t->uses.count + t->nwords)
        return false;
    if (index >= t->uses.count) {
        const text_word *word = &t->words[index - t->uses.count];
        *out =
            (cavc_translatable){.text = word->text, .what = word->meaning, .context = TEXTS_WORDS};
        return true;
    }
    use = &t->uses.at[index];
    span = use->string->span;
    *out = (cavc_translatable){.text = use->string->text,
                               .what = use->what,
                               .context = unit->translatables[index] ? use->what : NULL,
                               .file = unit->sources.files.at[span.file].path,
                               .line = src_locate(&unit->sources, span.file, span.start).line,
                               .message = use->rule != NULL};
    return true;
}
