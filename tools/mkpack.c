/* mkpack.c: compiles packs and prints them as C: image, name and source texts (packs.h), catalogues
 * of translations among them.
 *
 * Run by the build: `mkpack rules/a.cav … --po rules/po/es.po … > packs.c`. It prints nothing unless every pack
 * compiles (diagnostics on stderr, status 3). Invariant: the same files give the same C text
 * wherever they lie.
 */
#include "../compiler/caveatc.h"
#include "../runtime/host/host.h"
#include "caveat/packs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct source {
    char *path;
    char *text;
    size_t size;
    char *tag; /* of a catalogue; NULL: rule text */
} source;
typedef struct pack {
    char *folder, *name;
    source *sources;
    size_t nsources;
    cavc_unit *unit;
    char *const *catalogues; /* paths */
    size_t ncatalogues;
    uint8_t *image;
    size_t size;
    cav_program *program;
} pack;

enum {
    STATUS_RULES = 3,
    STATUS_USAGE = 64,
    STATUS_INPUT = 66,
    STATUS_INTERNAL = 70,
    STATUS_OUTPUT = 74
};

static void *need(void *memory)
{
    if (!memory) {
        fputs("mkpack: out of memory\n", stderr);
        exit(STATUS_INTERNAL);
    }
    return memory;
}

/* The whole file with a NUL behind it; NULL with errno set. */
static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = need(malloc(CAVC_SOURCE_MAX + 1));
    *size = fread(text, 1, CAVC_SOURCE_MAX, f);
    int error = ferror(f) ? errno : fgetc(f) != EOF ? EFBIG : 0;
    fclose(f);
    if (error) {
        free(text);
        errno = error;
        return NULL;
    }
    text[*size] = '\0';
    return need(realloc(text, *size + 1));
}

static source *add_source(pack *p, const char *path, char *text, size_t size)
{
    p->sources = need(realloc(p->sources, (p->nsources + 1) * sizeof *p->sources));
    p->sources[p->nsources] = (source){.path = need(strdup(path)), .text = text, .size = size};
    return &p->sources[p->nsources++];
}

static const char *on_use(void *context, const char *path, cavc_text *text)
{
    pack *p = context;
    size_t size = 0, n = strlen(p->folder) + strlen(path) + 2;
    char *full = need(malloc(n));
    snprintf(full, n, "%s/%s", p->folder, path);
    char *bytes = read_file(full, &size);
    free(full);
    if (!bytes)
        return strerror(errno);
    add_source(p, path, bytes, size);
    *text = (cavc_text){bytes, size};
    return NULL;
}

/* "es" of "rules/po/es.po". */
static char *tag_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = strlen(name);
    return need(n > 3 && strcmp(name + n - 3, ".po") == 0 ? strndup(name, n - 3) : strdup(name));
}

static bool on_catalogue(void *context, uint32_t k, cavc_catalogue *out)
{
    pack *p = context;
    size_t size = 0;
    if (k >= p->ncatalogues)
        return false;
    char *tag = tag_of(p->catalogues[k]), path[64];
    char *bytes = read_file(p->catalogues[k], &size);
    snprintf(path, sizeof path, "po/%s.po", tag);
    source *s = add_source(p, path, bytes, size);
    s->tag = tag;
    *out = (cavc_catalogue){.tag = tag, .text = {bytes, size}, .why = bytes ? NULL : strerror(errno)};
    return true;
}

static void on_diagnostic(void *context, const cavc_diagnostic *d)
{
    const pack *p = context;
    fprintf(stderr, "%s/%s:%u:%u: %s[%s]: %s\n", p->folder, d->file, (unsigned)d->line,
            (unsigned)d->column,
            d->severity == CAVC_ERROR     ? "error"
            : d->severity == CAVC_WARNING ? "warning"
                                          : "note",
            d->id, d->message);
    if (d->source && d->caret)
        fprintf(stderr, "    %s\n    %s\n", d->source, d->caret);
    if (d->hint)
        fprintf(stderr, "    hint: %s\n", d->hint);
}

/* "rules/a.cav": folder "rules", root "a.cav", name "a". Returns a status. */
static int make_pack(const char *path, pack *p)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    size_t size = 0;
    p->folder = need(slash ? strndup(path, (size_t)(slash - path)) : strdup("."));
    p->name = need(strndup(base, dot ? (size_t)(dot - base) : strlen(base)));
    char *bytes = read_file(path, &size);
    if (!bytes) {
        fprintf(stderr, "mkpack: cannot read %s: %s\n", path, strerror(errno));
        return STATUS_INPUT;
    }
    add_source(p, base, bytes, size);
    cavc_host host = {.diagnostic = on_diagnostic, .use = on_use, .catalogue = on_catalogue, .context = p};
    cav_status status = cavc_parse(&host, base, (cavc_text){bytes, size}, &p->unit);
    if (!status)
        status = cavc_compile(p->unit, NULL, &p->image, &p->size);
    if (!status)
        status = cav_program_load(NULL, p->image, p->size, &p->program);
    if (!status)
        return 0;
    fprintf(stderr, "mkpack: %s: %s\n", path, cav_status_name(status));
    return status == CAV_BAD_VALUE ? STATUS_RULES : STATUS_INTERNAL;
}

/* -- the C text -------------------------------------------------------------------------------- */

static void print_bytes(const void *bytes, size_t size)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < size; i++)
        printf("%s%u,", i % 24 == 0 ? "\n    " : "", b[i]);
    printf("\n};\n");
}

static void print_string(const char *text)
{
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        printf(*c < 0x20 || *c > 0x7e || *c == '"' || *c == '\\' || *c == '?' ? "\\%03o" : "%c",
               *c);
    putchar('"');
}

static void print_pack(const pack *p, size_t k)
{
    printf("static const _Alignas(8) unsigned char image_%zu[] = {", k);
    print_bytes(p->image, p->size);
    for (size_t i = 0; i < p->nsources; i++) {
        printf("static const char source_%zu_%zu[] = {", k, i);
        const unsigned char *b = (const unsigned char *)p->sources[i].text;
        for (size_t j = 0; j <= p->sources[i].size; j++)
            printf(b[j] < 0x80 ? "%s%d," : "%s(char)%d,", j % 24 == 0 ? "\n    " : "", b[j]);
        printf("\n};\n");
    }
    printf("static const packs_source sources_%zu[] = {\n", k);
    for (size_t i = 0; i < p->nsources; i++) {
        printf("    {");
        print_string(p->sources[i].path);
        printf(", source_%zu_%zu, %zu, ", k, i, p->sources[i].size);
        if (p->sources[i].tag)
            print_string(p->sources[i].tag);
        else
            printf("NULL");
        printf("},\n");
    }
    printf("};\n");
}

/* The first earlier pack that covers pack k; k: none. */
static size_t covering(const pack *all, size_t k)
{
    for (size_t j = 0; j < k; j++)
        if (cav_gather_covers(all[j].program, all[k].program))
            return j;
    return k;
}

static void print_all(const pack *all, size_t count)
{
    printf("/* Made by mkpack: the packs built into the command. */\n#include "
           "\"tools/caveat/packs.h\"\n\n");
    for (size_t k = 0; k < count; k++)
        print_pack(&all[k], k);
    printf("const packs_builtin packs_table[] = {\n");
    for (size_t k = 0; k < count; k++) {
        printf("    {");
        print_string(all[k].name);
        printf(", image_%zu, %zu, sources_%zu, %zu, ", k, all[k].size, k, all[k].nsources);
        if (covering(all, k) < k)
            printf("&packs_table[%zu]},\n", covering(all, k));
        else
            printf("NULL},\n");
    }
    printf("};\nconst size_t packs_count = %zu;\n", count);
}

static void free_pack(pack *p)
{
    cav_program_free(p->program);
    if (p->image)
        cavc_image_free(p->unit, p->image, p->size);
    cavc_unit_free(p->unit);
    for (size_t i = 0; i < p->nsources; i++) {
        free(p->sources[i].path);
        free(p->sources[i].text);
        free(p->sources[i].tag);
    }
    free(p->sources);
    free(p->folder);
    free(p->name);
}

int main(int argc, char **argv)
{
    int status = 0;
    size_t given = argc > 1 ? (size_t)argc - 1 : 0, count = 0;
    while (count < given && strcmp(argv[count + 1], "--po") != 0)
        count++;
    if (!count) {
        fputs("usage: mkpack FILE.cav... [--po FILE.po...]\n", stderr);
        return STATUS_USAGE;
    }
    pack *all = need(calloc(count, sizeof *all));
    for (size_t k = 0; k < count && !status; k++) {
        all[k].catalogues = argv + count + 2;
        all[k].ncatalogues = given > count ? given - count - 1 : 0;
        status = make_pack(argv[k + 1], &all[k]);
    }
    if (!status) {
        print_all(all, count);
        if (fflush(stdout) || ferror(stdout)) {
            perror("mkpack: cannot write");
            status = STATUS_OUTPUT;
        }
    }
    for (size_t k = 0; k < count; k++)
        free_pack(&all[k]);
    free(all);
    return status;
}
