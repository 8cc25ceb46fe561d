/* capture_write.c: what was remembered, as the files and folders of a captured tree.
 *
 * It opens no file: its caller is handed each entry. Invariant: entries come in the order of their
 * paths, folders before what they hold, and the same capture is written the same way each time.
 */
#include "capture_parts.h"
#include "recorded.h"
#include <string.h>

static bool is_file(const node *n)
{
    return n->probe || (n->read && n->read_reason == CAV_REASON_FOUND);
}

static bool stands(const node *n)
{
    return n->folder || is_file(n) || (n->looked && n->present);
}

static bool add_line(cav_capture *c, const char *file, const char *name, const char *text)
{
    node *n = host_capture_node(c, file);
    size_t head = *name == '\0' ? 0 : strlen(name) + 2, tail = strlen(text), size;
    char *bytes;

    if (n == NULL)
        return false;
    n->probe = true;
    size = n->size + head + tail + 1;
    bytes = env_resize(&c->env, n->bytes, n->size, size);
    if (bytes == NULL) {
        host_capture_fail(c, CAV_NO_MEMORY);
        return false;
    }
    if (head > 0) {
        memcpy(bytes + n->size, name, head - 2);
        memcpy(bytes + n->size + head - 2, ": ", 2);
    }
    memcpy(bytes + n->size + head, text, tail);
    bytes[size - 1] = '\n';
    c->bytes += size - n->size;
    n->bytes = bytes;
    n->size = size;
    return true;
}

/* Probe files are made anew at each writing. The first leaf stands without a name, as captures by
 * other means have it. */
static void write_answers(cav_capture *c)
{
    for (uint32_t k = 0; k < c->count; k++)
        if (c->nodes[k]->probe)
            host_capture_forget(c, c->nodes[k]);
    for (uint32_t k = 0; k < c->nanswers && c->status == CAV_OK; k++) {
        const answer *a = &c->answers[k];
        bool bare = strcmp(a->name, "0x40000000") == 0;

        if (a->reason == CAV_REASON_FOUND)
            add_line(c, a->file, bare ? "" : a->name, a->text);
    }
}

static void write_reason(cav_capture *c, const char *verb, const char *path, cav_reason reason)
{
    char name[REASON_LINE_MAX];

    if (!host_failing(reason))
        return;
    strcpy(name, verb);
    strcat(name, path);
    add_line(c, HOST_RECORDED, name, cav_reason_text(reason));
}

static void write_reasons(cav_capture *c)
{
    for (uint32_t k = 0; k < c->count && c->status == CAV_OK; k++) {
        const node *n = c->nodes[k];
        uint32_t before = c->count;

        if (n->read)
            write_reason(c, "read ", n->path, n->read_reason);
        if (n->looked)
            write_reason(c, "exists ", n->path, n->look_reason);
        if (n->listed)
            write_reason(c, "list ", n->path, n->list_reason);
        k += c->count - before; /* "/_probe/..." came to stand before this one */
    }
}

static void add_folders(cav_capture *c)
{
    char path[HOST_PATH_MAX];

    for (uint32_t k = 0; k < c->count && c->status == CAV_OK; k++) {
        uint32_t before = c->count;

        if (!stands(c->nodes[k]))
            continue;
        strcpy(path, c->nodes[k]->path);
        for (char *slash = strrchr(path, '/'); slash != path && c->status == CAV_OK;
             slash = strrchr(path, '/')) {
            node *folder;

            *slash = '\0';
            folder = host_capture_node(c, path);
            if (folder != NULL)
                folder->folder = true;
        }
        k += c->count - before;
    }
}

cav_status cav_capture_write(cav_capture *c,
                             bool (*entry)(void *context, const cav_captured *entry), void *context)
{
    write_answers(c);
    write_reasons(c);
    add_folders(c);
    for (uint32_t k = 0; k < c->count && c->status == CAV_OK; k++) {
        const node *n = c->nodes[k];
        bool folder = n->folder && !n->probe;
        cav_captured one = {.path = n->path + 1, .folder = folder, .probe = n->probe};

        if (!stands(n))
            continue;
        if (!folder) {
            one.bytes = n->bytes == NULL ? "" : n->bytes;
            one.size = n->size;
        }
        if (!entry(context, &one))
            return CAV_FAILED;
    }
    return c->status;
}

cav_capture_count cav_capture_counts(const cav_capture *c)
{
    cav_capture_count count = {0};

    for (uint32_t k = 0; k < c->count; k++) {
        const node *n = c->nodes[k];

        if (n->probe)
            continue;
        if (is_file(n))
            count.files++;
        else if (n->looked && n->present)
            count.present++;
        if ((n->read && !n->hidden && host_failing(n->read_reason)) ||
            (n->looked && host_failing(n->look_reason)) ||
            (n->listed && host_failing(n->list_reason)))
            count.failed++;
    }
    for (uint32_t k = 0; k < c->nanswers; k++)
        count.probes += c->answers[k].reason == CAV_REASON_FOUND;
    return count;
}

const char *cav_capture_left_out(const cav_capture *c, uint32_t k)
{
    for (uint32_t at = 0; at < c->count; at++)
        if (c->nodes[at]->hidden && k-- == 0)
            return c->nodes[at]->path;
    return NULL;
}
