/* os_release.c: which product, in which version, the os-release file names.
 *
 * /etc/os-release, else /usr/lib/os-release. Lines are KEY=VALUE with the quoting of a shell:
 * single and double quotes, backslash; a later assignment replaces an earlier one. Nothing is
 * expanded or run; a line that is none of this is passed over. Which product it is, and which key
 * holds its version, the loaded program says. Of the version counts what is numbers and dots:
 * "15-SP7" tells 15, "testing" nothing. Refused: more than 512 assignments.
 */
#include "gather.h"
#include <string.h>

enum { MAX_ENTRIES = 512 };

typedef struct entry {
    const char *key, *value;
    const char *text; /* the line */
    uint32_t line;
} entry;

typedef struct release_file {
    const char *path;
    entry *entries;
    uint32_t count;
} release_file;

/* -- the file ---------------------------------------------------------------------------------- */

static size_t key_size(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && ((text[n] >= 'A' && text[n] <= 'Z') || (text[n] >= 'a' && text[n] <= 'z') ||
                        (text[n] >= '0' && text[n] <= '9') || text[n] == '_'))
        n++;
    return n;
}

static bool escapable(char c)
{
    return c == '"' || c == '\\' || c == '$' || c == '`';
}

/* Takes the quotes off `from` into `to` (as much room). False: a quote is not closed. */
static bool unquote(const char *from, size_t size, char *to, size_t *out)
{
    char quote = '\0';
    size_t n = 0;

    for (size_t k = 0; k < size; k++) {
        char c = from[k];
        bool more = k + 1 < size;

        if (quote == '\0' && (c == ' ' || c == '\t') && more && from[k + 1] == '#')
            break;
        if (quote == '\0' && (c == '"' || c == '\''))
            quote = c;
        else if (quote != '\0' && c == quote)
            quote = '\0';
        else if (c == '\\' && quote != '\'' && more && (quote == '\0' || escapable(from[k + 1])))
            to[n++] = from[++k];
        else
            to[n++] = c;
    }
    while (n > 0 && quote == '\0' && from[size - 1] != '"' && from[size - 1] != '\'' &&
           (to[n - 1] == ' ' || to[n - 1] == '\t'))
        n--;
    *out = n;
    return quote == '\0';
}

static entry *entry_for(release_file *file, const char *key)
{
    for (uint32_t k = 0; k < file->count; k++)
        if (strcmp(file->entries[k].key, key) == 0)
            return &file->entries[k];
    return file->count < MAX_ENTRIES ? &file->entries[file->count++] : NULL;
}

/* False: too many of them. */
static bool add_line(host_gather *g, release_file *file, const host_line *line)
{
    const char *p = line->text, *end = line->text + line->size;
    char value[CAV_TEXT_MAX];
    size_t size, n;
    const char *key;
    entry *e;

    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    n = key_size(p, (size_t)(end - p));
    if (n == 0 || n > 255 || p + n == end || p[n] != '=' || line->size > sizeof value)
        return true;
    if (!unquote(p + n + 1, (size_t)(end - p) - n - 1, value, &size))
        return true;
    key = host_keep(g, p, n, n);
    e = key == NULL ? NULL : entry_for(file, key);
    if (e == NULL)
        return key == NULL;
    *e = (entry){.key = key,
                 .value = host_keep(g, value, size, CAV_TEXT_MAX),
                 .line = line->number,
                 .text = host_keep(g, line->text, line->size, HOST_EVIDENCE_MAX)};
    return true;
}

static cav_reason read_file(host_gather *g, release_file *out)
{
    const host_file *file = host_file_get(g, "/etc/os-release");
    host_line line = {0};
    size_t at = 0;

    if (file->reason == CAV_REASON_NO_FILE)
        file = host_file_get(g, "/usr/lib/os-release");
    *out = (release_file){.path = file->path};
    if (file->reason != CAV_REASON_FOUND) {
        if (file->reason == CAV_REASON_NO_FILE)
            out->path = "/etc/os-release";
        return file->reason;
    }
    out->entries = host_alloc(g, MAX_ENTRIES * sizeof *out->entries);
    while (!g->no_memory && host_line_next(file->bytes, file->size, &at, &line))
        if (!add_line(g, out, &line))
            return CAV_REASON_TOO_LARGE;
    return CAV_REASON_FOUND;
}

static const entry *get(const release_file *file, const char *key)
{
    for (uint32_t k = 0; k < file->count; k++)
        if (strcmp(file->entries[k].key, key) == 0)
            return &file->entries[k];
    return NULL;
}

/* -- the product ------------------------------------------------------------------------------- */

/* An ID should be lower case; some write it otherwise, so it is tried both ways. */
static text_answer matches_lower(host_gather *g, host_pattern *pattern, const char *value)
{
    char lower[256];
    size_t n = strlen(value);

    if (n >= sizeof lower)
        return TEXT_NO;
    for (size_t k = 0; k < n; k++)
        lower[k] = value[k] >= 'A' && value[k] <= 'Z' ? (char)(value[k] - 'A' + 'a') : value[k];
    return host_match(g, pattern, lower, n, NULL, 0);
}

static text_answer matcher_matches(host_gather *g, uint32_t matcher, const release_file *file)
{
    const char *field = img_text(g->image, IMG_GET(g->image, MATCHERS, matcher, field));
    const entry *e = get(file, field);
    host_pattern pattern;
    text_answer answer;

    if (e == NULL)
        return TEXT_NO;
    pattern = host_pattern_open(g, IMG_GET(g->image, MATCHERS, matcher, pattern),
                                IMG_GET(g->image, MATCHERS, matcher, flags));
    answer = host_match(g, &pattern, e->value, strlen(e->value), NULL, 0);
    if (answer == TEXT_NO && strcmp(field, "ID") == 0)
        answer = matches_lower(g, &pattern, e->value);
    host_pattern_close(&pattern);
    return answer;
}

static text_answer product_matches(host_gather *g, uint32_t product, const release_file *file)
{
    uint32_t first = IMG_GET(g->image, PRODUCTS, product, matchers);
    uint32_t count = IMG_GET(g->image, PRODUCTS, product, nmatchers);

    if (!IMG_GET(g->image, PRODUCTS, product, recognized))
        return TEXT_NO;
    for (uint32_t k = 0; k < count; k++) {
        text_answer answer = matcher_matches(g, first + k, file);

        if (answer != TEXT_YES)
            return answer;
    }
    return TEXT_YES;
}

/* -- the version
 * ----------------------------------------------------------------------------------- */

/* Length of the numbers and dots that `text` begins with, at most `parts` parts. */
static size_t version_size(const char *text, uint32_t parts)
{
    size_t size = 0, at = 0;

    for (uint32_t k = 0; k < parts; k++) {
        size_t digits = strspn(text + at, "0123456789");

        if (digits == 0 || digits > 9)
            break;
        size = at += digits;
        if (text[at++] != '.')
            break;
    }
    return size;
}

/* "PRODUCT VERSION", with as many parts as the fact takes; at the least "PRODUCT". */
static void take_version(host_gather *g, uint32_t fact, const char *product, const char *version,
                         host_finding *finding)
{
    size_t head = strlen(product);
    char *value;

    finding->values = host_alloc(g, sizeof *finding->values);
    value = host_alloc(g, head + strlen(version) + 2);
    if (g->no_memory)
        return;
    for (uint32_t parts = CAV_VERSION_PARTS;; parts--) {
        size_t size = version_size(version, parts);

        memcpy(value, product, head + 1);
        if (size > 0) {
            value[head] = ' ';
            memcpy(value + head + 1, version, size);
            value[head + 1 + size] = '\0';
        }
        finding->values[0] = value;
        finding->count = 1;
        host_try_values(g, fact, finding);
        if (parts == 0 || finding->reason == CAV_REASON_FOUND || g->no_memory)
            return;
    }
}

static void set_evidence(host_finding *finding, const entry *e)
{
    if (e != NULL) {
        finding->line = e->line;
        finding->text = e->text;
    }
}

static void take_product(host_gather *g, uint32_t fact, uint32_t product, const release_file *file,
                         host_finding *finding)
{
    const char *key = img_text(g->image, IMG_GET(g->image, PRODUCTS, product, version));
    const entry *version = get(file, key == NULL ? "VERSION_ID" : key);

    if (version != NULL && IMG_GET(g->image, PRODUCTS, product, parts) > 0 &&
        version_size(version->value, 1) > 0)
        set_evidence(finding, version);
    take_version(
        g, fact, img_text(g->image, IMG_GET(g->image, PRODUCTS, product, name)),
        version == NULL || IMG_GET(g->image, PRODUCTS, product, parts) == 0 ? "" : version->value,
        finding);
}

host_finding host_os_release(host_gather *g, uint32_t fact)
{
    host_finding finding = {.reason = CAV_REASON_NO_MATCH};
    release_file file;
    cav_reason reason = read_file(g, &file);
    const entry *id;

    finding.source = file.path;
    if (reason != CAV_REASON_FOUND) {
        finding.reason = reason;
        return finding;
    }
    id = get(&file, "ID") != NULL ? get(&file, "ID") : get(&file, "NAME");
    set_evidence(&finding, id);
    if (id == NULL || g->no_memory)
        return finding; /* it names no system, not even an unknown one */
    for (uint32_t product = 0; product < img_count(g->image, IMG_PRODUCTS); product++) {
        text_answer answer = product_matches(g, product, &file);

        if (answer == TEXT_LIMIT)
            finding.reason = CAV_REASON_LIMIT;
        else if (answer == TEXT_YES)
            take_product(g, fact, product, &file, &finding);
        if (answer != TEXT_NO)
            break;
    }
    return finding;
}
