/* capture.c: remembers what is read through it, and writes it as a captured tree, see capture.h.
 *
 * It refuses to remember a path it cannot spell (a parent step, a control character), and stops at
 * limits, because a program from a stranger says what is read. Invariant: nodes are sorted by path
 * and each path stands once; the first answer about a path stays its answer.
 */
#include "capture_parts.h"
#include "private.h"
#include <stdlib.h>
#include <string.h>

void host_capture_fail(cav_capture *c, cav_status status)
{
    if (c->status == CAV_OK)
        c->status = status;
}

/* -- nodes ---------------------------------------------------------------------------------------
 */

/* The shortest spelling of an absolute path; false: not one to remember. */
static bool spell(const char *path, char to[HOST_PATH_MAX])
{
    size_t used = 0;

    if (*path != '/')
        return false;
    while (*path != '\0') {
        size_t n;

        path += strspn(path, "/");
        n = strcspn(path, "/");
        if (n == 0 || (n == 1 && path[0] == '.')) {
            path += n;
            continue;
        }
        if ((n == 2 && memcmp(path, "..", 2) == 0) || n > HOST_NAME_MAX ||
            used + n + 2 > HOST_PATH_MAX)
            return false;
        to[used++] = '/';
        for (; n > 0; n--, path++) {
            if ((unsigned char)*path < ' ' || *path == 0x7f)
                return false;
            to[used++] = *path;
        }
    }
    to[used] = '\0';
    return used > 0;
}

/* Index of `path`, or of the first node after it. */
static uint32_t place_of(const cav_capture *c, const char *path)
{
    uint32_t low = 0, high = c->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(c->nodes[middle]->path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool grow(cav_capture *c)
{
    uint32_t room = c->room == 0 ? 64 : c->room * 2;
    node **nodes = env_resize(&c->env, c->nodes, c->room * sizeof(node *), room * sizeof(node *));

    if (nodes == NULL)
        return false;
    c->nodes = nodes;
    c->room = room;
    return true;
}

/* The node of a spelt path; NULL: no memory, or a limit. */
node *host_capture_node(cav_capture *c, const char *path)
{
    uint32_t at = place_of(c, path);
    size_t size = strlen(path) + 1;
    node *n;

    if (at < c->count && strcmp(c->nodes[at]->path, path) == 0)
        return c->nodes[at];
    if (c->count == PATHS_MAX) {
        host_capture_fail(c, env_fail(&c->env, CAV_FAILED, "the rules read more than %d paths", PATHS_MAX));
        return NULL;
    }
    n = c->count == c->room && !grow(c) ? NULL : env_alloc(&c->env, sizeof *n + size);
    if (n == NULL) {
        host_capture_fail(c, CAV_NO_MEMORY);
        return NULL;
    }
    n->path_size = size;
    memcpy(n->path, path, size);
    memmove(c->nodes + at + 1, c->nodes + at, (c->count - at) * sizeof(node *));
    c->nodes[at] = n;
    c->count++;
    return n;
}

void host_capture_forget(cav_capture *c, node *n)
{
    env_free(&c->env, n->bytes, n->size);
    c->bytes -= n->size;
    n->bytes = NULL;
    n->size = 0;
}

static bool keep_bytes(cav_capture *c, node *n, const char *bytes, size_t size)
{
    host_capture_forget(c, n);
    if (size == 0)
        return true;
    if (size > BYTES_MAX - c->bytes) {
        host_capture_fail(c, env_fail(&c->env, CAV_FAILED,
                         "the files that the rules read are larger than %u MiB", BYTES_MAX >> 20));
        return false;
    }
    n->bytes = env_resize(&c->env, NULL, 0, size);
    if (n->bytes == NULL) {
        host_capture_fail(c, CAV_NO_MEMORY);
        return false;
    }
    memcpy(n->bytes, bytes, size);
    n->size = size;
    c->bytes += size;
    return true;
}

/* -- the access ----------------------------------------------------------------------------------
 */

static void read_once(cav_capture *c, node *n)
{
    size_t size = 0;

    n->read = true;
    n->hidden = host_private_path(n->path);
    n->read_reason = CAV_REASON_UNREADABLE;
    if (n->hidden)
        return;
    n->read_reason = c->of->read(c->of->context, n->path, c->buffer, CAV_FILE_MAX, &size);
    if (n->read_reason != CAV_REASON_FOUND)
        return;
    if (size > CAV_FILE_MAX) {
        n->read_reason = CAV_REASON_TOO_LARGE;
        return;
    }
    host_private_blank(c->buffer, size);
    if (!keep_bytes(c, n, c->buffer, size))
        n->read_reason = CAV_REASON_UNREADABLE;
}

static cav_reason capture_read(void *context, const char *path, char *buffer, size_t room,
                               size_t *size)
{
    cav_capture *c = context;
    char spelt[HOST_PATH_MAX];
    node *n;

    *size = 0;
    if (!spell(path, spelt))
        return c->of->read(c->of->context, path, buffer, room, size);
    n = host_capture_node(c, spelt);
    if (n == NULL)
        return CAV_REASON_UNREADABLE;
    if (!n->read)
        read_once(c, n);
    if (n->read_reason != CAV_REASON_FOUND)
        return n->read_reason;
    if (n->size > room)
        return CAV_REASON_TOO_LARGE;
    if (n->size > 0)
        memcpy(buffer, n->bytes, n->size);
    *size = n->size;
    return CAV_REASON_FOUND;
}

/* What exists is a folder if it does not read as a file; no byte of it is kept. */
static void look_once(cav_capture *c, node *n)
{
    char none[1];
    size_t size;

    n->looked = true;
    n->look_reason = c->of->exists(c->of->context, n->path, &n->present);
    n->present = n->present && n->look_reason == CAV_REASON_FOUND;
    if (n->present)
        n->folder = c->of->read(c->of->context, n->path, none, 0, &size) == CAV_REASON_NOT_REGULAR;
}

static cav_reason capture_exists(void *context, const char *path, bool *present)
{
    cav_capture *c = context;
    char spelt[HOST_PATH_MAX];
    node *n;

    *present = false;
    if (!spell(path, spelt))
        return c->of->exists(c->of->context, path, present);
    n = host_capture_node(c, spelt);
    if (n == NULL)
        return CAV_REASON_UNREADABLE;
    if (!n->looked)
        look_once(c, n);
    *present = n->present;
    return n->look_reason;
}

/* The folder stands, and each name in it as a file, so that the tree lists the same. */
static bool keep_names(cav_capture *c, const char *pattern, const char *names, size_t size)
{
    char path[HOST_PATH_MAX];
    size_t head = (size_t)(strrchr(pattern, '/') - pattern) + 1;
    node *n;

    memcpy(path, pattern, head);
    path[head - 1] = '\0';
    n = host_capture_node(c, path);
    if (n == NULL)
        return false;
    n->looked = n->present = n->folder = true;
    path[head - 1] = '/';
    for (; size > 0; size -= strlen(names) + 1, names += strlen(names) + 1) {
        char spelt[HOST_PATH_MAX];

        if (head + strlen(names) >= sizeof path)
            return false;
        strcpy(path + head, names);
        n = spell(path, spelt) && !host_private_path(spelt) ? host_capture_node(c, spelt) : NULL;
        if (n == NULL)
            return false;
        n->looked = n->present = true;
    }
    return true;
}

/* A folder with names that cannot be kept is as good as one that cannot be read. */
static cav_reason capture_list(void *context, const char *pattern, char *names, size_t room,
                               size_t *size)
{
    cav_capture *c = context;
    char spelt[HOST_PATH_MAX];
    cav_reason reason;
    node *n;

    *size = 0;
    if (c->of->list == NULL || !spell(pattern, spelt) || strcmp(spelt, pattern) != 0)
        return CAV_REASON_NO_PROBE;
    reason = c->of->list(c->of->context, pattern, names, room, size);
    n = host_capture_node(c, pattern);
    if (n == NULL)
        return CAV_REASON_UNREADABLE;
    if (reason == CAV_REASON_FOUND && (*size > room || !keep_names(c, pattern, names, *size)))
        reason = CAV_REASON_UNREADABLE;
    n->listed = true;
    n->list_reason = reason;
    return reason;
}

static answer *known_answer(cav_capture *c, const char *file, const char *name)
{
    for (uint32_t k = 0; k < c->nanswers; k++)
        if (strcmp(c->answers[k].file, file) == 0 && strcmp(c->answers[k].name, name) == 0)
            return &c->answers[k];
    return NULL;
}

/* An answer that is not one line cannot be written as one. */
static bool one_line(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

static cav_reason keep_answer(cav_capture *c, const char *file, const char *name, cav_reason reason,
                              char text[CAV_PROBE_MAX])
{
    answer *a;

    text[CAV_PROBE_MAX - 1] = '\0';
    if (reason == CAV_REASON_FOUND && !one_line(text))
        reason = CAV_REASON_NO_PROBE;
    if (c->nanswers == PROBES_MAX || strlen(name) >= sizeof a->name) {
        host_capture_fail(c, env_fail(&c->env, CAV_FAILED, "the rules ask more than %d probes", PROBES_MAX));
        return CAV_REASON_NO_PROBE;
    }
    a = &c->answers[c->nanswers++];
    a->file = file;
    a->reason = reason;
    strcpy(a->name, name);
    strcpy(a->text, reason == CAV_REASON_FOUND ? text : "");
    return reason;
}

static cav_reason repeat(const answer *a, char text[CAV_PROBE_MAX])
{
    strcpy(text, a->text);
    return a->reason;
}

static cav_reason capture_uname(void *context, const char *field, char text[CAV_PROBE_MAX])
{
    static const char *const files[][2] = {{"machine", "/_probe/uname-m"},
                                           {"release", "/_probe/uname-r"},
                                           {"sysname", "/_probe/uname-s"},
                                           {"version", "/_probe/uname-v"}};
    cav_capture *c = context;

    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        if (strcmp(field, files[k][0]) == 0) {
            const answer *known = known_answer(c, files[k][1], "");

            return known != NULL ? repeat(known, text)
                                 : keep_answer(c, files[k][1], "",
                                               c->of->uname(c->of->context, field, text), text);
        }
    return CAV_REASON_NO_PROBE;
}

static void hex_name(uint32_t leaf, char name[11])
{
    strcpy(name, "0x");
    for (int k = 0; k < 8; k++)
        name[2 + k] = "0123456789abcdef"[leaf >> (28 - 4 * k) & 15];
    name[10] = '\0';
}

static cav_reason capture_cpuid(void *context, uint32_t leaf, char text[CAV_PROBE_MAX])
{
    static const char file[] = "/_probe/cpuid-hypervisor";
    cav_capture *c = context;
    char name[11];
    const answer *known;

    hex_name(leaf, name);
    known = known_answer(c, file, name);
    return known != NULL
               ? repeat(known, text)
               : keep_answer(c, file, name, c->of->cpuid(c->of->context, leaf, text), text);
}

/* "base-platform" is written AT_BASE_PLATFORM. */
static cav_reason capture_auxv(void *context, const char *field, char text[CAV_PROBE_MAX])
{
    static const char file[] = "/_probe/auxv.txt";
    cav_capture *c = context;
    char name[CAV_PROBE_MAX] = "AT_";
    size_t n = 3;
    const answer *known;

    for (; *field != '\0' && n < sizeof name - 1; field++, n++)
        name[n] = *field == '-'                    ? '_'
                  : *field >= 'a' && *field <= 'z' ? (char)(*field - 'a' + 'A')
                                                   : *field;
    field -= n - 3;
    known = known_answer(c, file, name);
    return known != NULL
               ? repeat(known, text)
               : keep_answer(c, file, name, c->of->auxv(c->of->context, field, text), text);
}

/* -- all that a program names
 * ---------------------------------------------------------------------- */

static void ignore(void *context, const cav_observation *observation)
{
    (void)context;
    (void)observation;
}

/* Gathering as each layer in turn reads what no source names as such, os-release above all. */
cav_status cav_capture_program(cav_capture *c, const cav_program *program)
{
    const cav_access access = cav_capture_access(c);
    uint32_t layers = img_count(&program->image, IMG_LAYERS), here;
    bool assumed;

    for (uint32_t layer = 0; layer < layers && c->status == CAV_OK; layer++)
        host_capture_fail(c, cav_gather(&c->env, program, &access, layer, ignore, NULL, &here, &assumed));
    for (uint32_t source = 0;
         source < img_count(&program->image, IMG_SOURCES) && c->status == CAV_OK; source++)
        host_capture_source(&c->env, &access, &program->image, source);
    return c->status;
}

/* -- making one ----------------------------------------------------------------------------------
 */

cav_access cav_capture_access(cav_capture *c)
{
    return (cav_access){.context = c,
                        .read = capture_read,
                        .exists = capture_exists,
                        .list = capture_list,
                        .uname = capture_uname,
                        .cpuid = capture_cpuid,
                        .auxv = capture_auxv};
}

void cav_capture_free(cav_capture *c)
{
    cav_env env;

    if (c == NULL)
        return;
    env = c->env;
    for (uint32_t k = 0; k < c->count; k++) {
        env_free(&env, c->nodes[k]->bytes, c->nodes[k]->size);
        env_free(&env, c->nodes[k], sizeof(node) + c->nodes[k]->path_size);
    }
    env_free(&env, c->nodes, c->room * sizeof(node *));
    env_free(&env, c->answers, PROBES_MAX * sizeof(answer));
    env_free(&env, c->buffer, CAV_FILE_MAX);
    env_free(&env, c, sizeof *c);
}

cav_status cav_capture_new(const cav_env *env, const cav_access *of, cav_capture **capture)
{
    const cav_env own = env_copy(env);
    cav_capture *c = env_alloc(&own, sizeof *c);

    *capture = NULL;
    if (c == NULL)
        return CAV_NO_MEMORY;
    c->env = own;
    c->of = of;
    c->answers = env_alloc(&own, PROBES_MAX * sizeof(answer));
    c->buffer = env_alloc(&own, CAV_FILE_MAX);
    if (c->answers == NULL || c->buffer == NULL) {
        cav_capture_free(c);
        return CAV_NO_MEMORY;
    }
    *capture = c;
    return CAV_OK;
}
