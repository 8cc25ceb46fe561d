/* mkexamples.c: the examples of docs/diagnostics/ as C (compiler/examples.h).
 *
 * Run by the build: `mkexamples docs/diagnostics/FILE.md... > examples.c`. A heading `## ID NAME`
 * begins a diagnostic, the lines `Bad:` and `Good:` its two examples, each one or more fenced
 * blocks whose mark begins with `caveat`; `caveat-file NAME` is another file of the example. It
 * refuses a block without a place and an id shown twice, and then prints nothing more. Invariant:
 * the same pages give the same C text wherever they lie.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_BAD = 65, STATUS_INPUT = 66, STATUS_INTERNAL = 70, STATUS_OUTPUT = 74 };
enum { NEITHER = -1, BAD, GOOD };

typedef struct text {
    char *bytes;
    size_t size;
} text;
typedef struct entry {
    char id[8];
    text part[2];
} entry;
typedef struct table {
    entry *at;
    size_t count;
} table;
typedef struct reader {
    const char *path;
    unsigned line;
    table *all;
    bool in_entry, fenced, kept; /* kept: the block is an example */
    int part;
} reader;

static void *need(void *memory)
{
    if (!memory) {
        fputs("mkexamples: out of memory\n", stderr);
        exit(STATUS_INTERNAL);
    }
    return memory;
}

static void refuse(const reader *r, const char *why)
{
    fprintf(stderr, "%s:%u: %s\n", r->path, r->line, why);
    exit(STATUS_BAD);
}

static void append(text *t, const char *bytes)
{
    size_t n = strlen(bytes);
    t->bytes = need(realloc(t->bytes, t->size + n + 1));
    memcpy(t->bytes + t->size, bytes, n + 1);
    t->size += n;
}

static void begin_entry(reader *r, const char *id)
{
    entry *e;
    r->part = NEITHER;
    r->in_entry = strchr("EWN", id[0]) && strspn(id + 1, "0123456789") == 3 && id[4] == ' ';
    if (!r->in_entry)
        return;
    for (size_t i = 0; i < r->all->count; i++)
        if (strncmp(r->all->at[i].id, id, 4) == 0)
            refuse(r, "this id has its examples already");
    r->all->at = need(realloc(r->all->at, (r->all->count + 1) * sizeof *r->all->at));
    e = &r->all->at[r->all->count++];
    memset(e, 0, sizeof *e);
    memcpy(e->id, id, 4);
}

static text *current(const reader *r)
{
    return &r->all->at[r->all->count - 1].part[r->part];
}

static void begin_block(reader *r, char *mark)
{
    char *name = strchr(mark, ' ');
    r->fenced = true;
    r->kept = strncmp(mark, "caveat", 6) == 0 && strncmp(mark, "caveat-frame", 12) != 0;
    if (!r->kept)
        return;
    if (!r->in_entry || r->part == NEITHER)
        refuse(r, "an example stands after `Bad:` or `Good:` of a diagnostic");
    if (current(r)->size)
        append(current(r), "\n");
    if (name && strncmp(mark, "caveat-file ", 12) == 0) {
        append(current(r), "# ");
        append(current(r), name + 1);
        append(current(r), ":\n");
    }
}

static void take_line(reader *r, char *line)
{
    if (r->fenced && strcmp(line, "```") == 0) {
        r->fenced = r->kept = false;
    } else if (r->fenced) {
        if (r->kept) {
            append(current(r), line);
            append(current(r), "\n");
        }
    } else if (strncmp(line, "```", 3) == 0) {
        begin_block(r, line + 3);
    } else if (strncmp(line, "## ", 3) == 0) {
        begin_entry(r, line + 3);
    } else if (strcmp(line, "Bad:") == 0) {
        r->part = BAD;
    } else if (strcmp(line, "Good:") == 0) {
        r->part = GOOD;
    }
}

static int read_page(const char *path, table *all)
{
    reader r = {.path = path, .all = all, .part = NEITHER};
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    FILE *f = fopen(path, "r");
    if (!f) {
        fprintf(stderr, "mkexamples: cannot read %s: %s\n", path, strerror(errno));
        return STATUS_INPUT;
    }
    while ((n = getline(&line, &room, f)) >= 0) {
        if (n && line[n - 1] == '\n')
            line[n - 1] = '\0';
        r.line++;
        take_line(&r, line);
    }
    if (r.fenced)
        refuse(&r, "the block is not closed");
    free(line);
    fclose(f);
    return 0;
}

static void print_string(const text *t)
{
    if (!t->bytes) {
        fputs("NULL", stdout);
        return;
    }
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)t->bytes; *c; c++)
        printf(*c == '\n'                                      ? "\\n\"\n     \""
               : *c < 0x20 || *c > 0x7e || strchr("\"\\?", *c) ? "\\%03o"
                                                               : "%c",
               *c);
    putchar('"');
}

static void print_table(const table *all)
{
    printf("/* Made by mkexamples: the examples of docs/diagnostics/. */\n"
           "#include \"compiler/examples.h\"\n\nconst diag_example diag_examples[] = {\n");
    for (size_t i = 0; i < all->count; i++) {
        printf("    {\"%s\",\n     ", all->at[i].id);
        print_string(&all->at[i].part[BAD]);
        printf(",\n     ");
        print_string(&all->at[i].part[GOOD]);
        printf("},\n");
    }
    printf("    {\"\", NULL, NULL},\n};\nconst size_t diag_examples_count = %zu;\n", all->count);
}

int main(int argc, char **argv)
{
    table all = {NULL, 0};
    int status = 0;
    for (int i = 1; i < argc && !status; i++)
        status = read_page(argv[i], &all);
    if (status)
        return status;
    print_table(&all);
    for (size_t i = 0; i < all.count; i++) {
        free(all.at[i].part[BAD].bytes);
        free(all.at[i].part[GOOD].bytes);
    }
    free(all.at);
    return fflush(stdout) || ferror(stdout) ? STATUS_OUTPUT : 0;
}
