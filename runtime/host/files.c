/* files.c: the source `files`: settings scattered over the files of drop-in folders.
 *
 * As programs read such folders: the files of all folders in the order of their names, whichever
 * folder each is in; of two with one name only that of the later folder; a backslash at a line's end
 * joins the next line; the last line that a case matches decides. A folder that is missing holds
 * nothing; one that cannot be read, or a file in it, makes the whole unknown, for the line that was
 * not seen could be the last. Links to no regular file (to /dev/null, say) hold nothing.
 */
#include "gather.h"
#include <string.h>

enum { FOLDERS_MAX = 8, NAMES_MAX = 512 };

typedef struct named {
    const char *name; /* in its folder's names */
    uint32_t folder;
} named;

typedef struct folders {
    char *patterns[FOLDERS_MAX];
    uint32_t count;
    named files[NAMES_MAX];
    uint32_t nfiles;
    bool there; /* one of the folders is */
} folders;

bool host_next_glob(const char **subject, char pattern[HOST_PATH_MAX])
{
    size_t size = strcspn(*subject, ":");

    if (size == 0 || size >= HOST_PATH_MAX)
        return false;
    memcpy(pattern, *subject, size);
    pattern[size] = '\0';
    *subject += size + ((*subject)[size] == ':');
    return true;
}

/* Sorted by name; the same name of an earlier folder gives way. */
static bool add(folders *f, const char *name, uint32_t folder)
{
    uint32_t at = f->nfiles;

    while (at > 0 && strcmp(f->files[at - 1].name, name) > 0)
        at--;
    if (at > 0 && strcmp(f->files[at - 1].name, name) == 0) {
        f->files[at - 1].folder = folder;
        return true;
    }
    if (f->nfiles == NAMES_MAX)
        return false;
    memmove(f->files + at + 1, f->files + at, (f->nfiles - at) * sizeof *f->files);
    f->files[at] = (named){name, folder};
    f->nfiles++;
    return true;
}

static cav_reason list(host_gather *g, folders *f, uint32_t folder)
{
    cav_reason reason = CAV_REASON_NO_PROBE;
    size_t size = 0;
    char *names;

    if (g->names == NULL)
        g->names = host_alloc(g, HOST_NAMES_MAX);
    if (g->names == NULL)
        return CAV_REASON_UNREADABLE;
    if (g->access->list != NULL)
        reason = g->access->list(g->access->context, f->patterns[folder], g->names, HOST_NAMES_MAX,
                                 &size);
    if (reason != CAV_REASON_FOUND)
        return reason;
    f->there = true;
    if (size > HOST_NAMES_MAX)
        return CAV_REASON_TOO_LARGE;
    names = host_alloc(g, size);
    if (names == NULL)
        return CAV_REASON_UNREADABLE;
    memcpy(names, g->names, size);
    for (const char *end; size > 0; size -= (size_t)(end - names) + 1, names += end - names + 1) {
        end = memchr(names, '\0', size);
        if (end == NULL || !add(f, names, folder))
            return CAV_REASON_TOO_LARGE;
    }
    return CAV_REASON_FOUND;
}

/* FOUND: the files are known. */
static cav_reason list_all(host_gather *g, folders *f, const char *subject)
{
    char pattern[HOST_PATH_MAX];
    cav_reason none = CAV_REASON_NO_FILE;

    while (host_next_glob(&subject, pattern)) {
        size_t size = strlen(pattern) + 1;
        cav_reason reason;

        if (f->count == FOLDERS_MAX)
            return CAV_REASON_TOO_LARGE;
        f->patterns[f->count] = host_alloc(g, size);
        if (f->patterns[f->count] == NULL)
            return CAV_REASON_UNREADABLE;
        memcpy(f->patterns[f->count], pattern, size);
        reason = list(g, f, f->count++);
        if (host_failing(reason))
            return reason;
        if (reason == CAV_REASON_NO_PROBE)
            none = reason;
    }
    if (*subject != '\0')
        return CAV_REASON_NOT_ALLOWED;
    return f->there ? CAV_REASON_FOUND : none;
}

static const char *path_of(host_gather *g, const folders *f, const named *file)
{
    const char *pattern = f->patterns[file->folder], *slash = strrchr(pattern, '/');
    size_t head = slash == NULL ? 0 : (size_t)(slash - pattern) + 1;
    size_t tail = strlen(file->name) + 1;
    char *path = host_alloc(g, head + tail);

    if (path == NULL)
        return NULL;
    memcpy(path, pattern, head);
    memcpy(path + head, file->name, tail);
    return path;
}

/* -- lines ------------------------------------------------------------------------------------- */

typedef struct reader {
    const host_file *file;
    size_t at;
    host_line piece; /* as it stands in the file */
    host_line whole; /* with what backslashes join to it, numbered as the first */
    char text[CAV_TEXT_MAX];
} reader;

/* What is longer than a pattern takes is not kept, its size is. */
static bool next_whole(reader *r)
{
    bool more = true, any = false;

    r->whole = (host_line){.text = r->text};
    while (more && host_line_next(r->file->bytes, r->file->size, &r->at, &r->piece)) {
        size_t room = sizeof r->text - (r->whole.size < sizeof r->text ? r->whole.size : sizeof r->text);

        if (!any)
            r->whole.number = r->piece.number;
        any = true;
        more = r->piece.size > 0 && r->piece.text[r->piece.size - 1] == '\\';
        r->piece.size -= more;
        if (r->piece.size > 0 && r->piece.size <= room)
            memcpy(r->text + r->whole.size, r->piece.text, r->piece.size);
        r->whole.size += r->piece.size;
    }
    return any;
}

/* Each line that a case matches, or that cannot be judged, replaces what an earlier one said. */
static void search(host_gather *g, const host_file *file, host_cases *c, uint32_t fact,
                   host_finding *last)
{
    reader r; /* its text is written before it is read */

    r.file = file;
    r.at = 0;
    r.piece = (host_line){.plain = file->plain};
    while (!g->no_memory && next_whole(&r)) {
        bool fits = r.whole.size <= sizeof r.text;
        const char *text = fits ? host_line_text(g, file, &r.whole) : "";
        text_answer answer =
            fits ? host_cases_match(g, c, text, r.whole.size) : TEXT_LIMIT;

        if (answer == TEXT_NO)
            continue;
        *last = (host_finding){
            .reason = CAV_REASON_LIMIT, .source = file->path, .line = r.whole.number};
        last->text = host_keep(g, text, fits ? r.whole.size : 0, HOST_EVIDENCE_MAX);
        if (answer == TEXT_YES)
            host_take_case(g, fact, c, text, last);
    }
}

/* In the files' order. A file that has gone, or a link that leads nowhere, holds nothing. */
static void search_all(host_gather *g, const folders *f, host_cases *c, uint32_t fact,
                       host_finding *last)
{
    for (uint32_t k = 0; k < f->nfiles && !g->no_memory; k++) {
        const char *path = path_of(g, f, &f->files[k]);
        const host_file *file = path == NULL ? NULL : host_file_get(g, path);

        if (file == NULL || file->reason == CAV_REASON_NO_FILE ||
            file->reason == CAV_REASON_NOT_REGULAR)
            continue;
        if (file->reason != CAV_REASON_FOUND) {
            *last = (host_finding){.reason = file->reason, .source = path};
            return;
        }
        search(g, file, c, fact, last);
    }
}

host_finding host_try_files(host_gather *g, uint32_t source, uint32_t fact)
{
    const char *subject = host_subject_text(g, source);
    host_finding last = {.reason = CAV_REASON_NO_FILE, .source = subject};
    folders *f = host_alloc(g, sizeof *f);
    host_cases c;

    if (f == NULL)
        return last;
    f->count = f->nfiles = 0;
    f->there = false;
    last.reason = list_all(g, f, subject);
    if (last.reason != CAV_REASON_FOUND)
        return last;
    last.reason = CAV_REASON_NO_MATCH;
    if (host_cases_open(g, source, &c))
        search_all(g, f, &c, fact, &last);
    host_cases_close(&c);
    return last;
}
