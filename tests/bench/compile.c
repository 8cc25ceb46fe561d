/* compile.c: what compiling a pack costs beside scanning it.
 *
 *     compile RULES…         for each number of rules: scanner, compiler, their ratio
 *     compile --once RULES   compiles once (to count instructions)
 *
 * The pack is made here: rules of three kinds, ten of them to a statement, with other names and
 * values; 100,000 of them just fit into one source. Scanner and compiler take turns on the same
 * text; medians of RUNS. The scanner is the grammar's own, with nothing behind it.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../compiler/parse.h"

enum { RUNS = 7 };

void *scan_open(ast_builder *b, char *text, size_t size);
int scan_next(void *scanner, ast_range *at);

typedef struct text {
    char *at;
    size_t size, room;
} text;

static void say(text *t, const char *line)
{
    size_t n = strlen(line);

    while (t->size + n + 1 > t->room) {
        t->room = t->room ? 2 * t->room : 4096;
        t->at = realloc(t->at, t->room);
        if (!t->at)
            exit(1);
    }
    memcpy(t->at + t->size, line, n + 1);
    t->size += n;
}

static const char vocabulary[] =
    "layer L0 \"the host\"\nlayer L1 \"a guest\"\nlayer L2 \"a guest of the guest\"\n"
    "product rhel \"Red Hat Enterprise Linux\" version major.minor\n"
    "product other \"Any other system\"\n"
    "feature moving \"Moving\"\n"
    "fact platform at L0: one of {intel, amd, power, arm} \"Processor\" fixed\n"
    "fact nested at L0, L1: flag \"Nesting\"\n"
    "fact os at L0, L1, L2: release \"Operating system\"\n"
    "fact vcpus at L1, L2: number \"Virtual processors\"\n"
    "fact kernel at L0, L1: text \"Kernel\"\n"
    "pack made { title \"A made pack\" issuer \"nobody\" source \"none\" }\n"
    "section s \"Statements\" {\n";

static void say_rule(text *t, unsigned k)
{
    static const char *const platforms[] = {"intel", "amd", "power", "arm"};
    const char *platform = platforms[k / 3 % 4];
    char line[600];

    snprintf(line, sizeof line, "rule r%u {\n    cite s.%u\n", k, k / 10);
    say(t, line);
    if (k % 3 == 0)
        snprintf(line, sizeof line,
                 "    when L0.platform is %s and L1.vcpus > %u\n"
                 "    then preview \"{L1.vcpus} are too many.\"\n}\n\n",
                 platform, k % 500);
    else if (k % 3 == 1)
        snprintf(line, sizeof line,
                 "    when L0.nested is on and not (L0.platform is %s)\n"
                 "    require L1.os is rhel 8.%u or later within 8\n"
                 "    else unsupported \"L1 runs {L1.os}.\"\n    fix \"Update.\"\n}\n\n",
                 platform, k % 40);
    else
        snprintf(line, sizeof line,
                 "    why \"Closed.\"\n"
                 "    require L0.platform in {intel, %s} or L2.vcpus <= %u\n"
                 "    else moving is broken \"Not on {L0.platform}.\"\n}\n\n",
                 platform, k % 500);
    say(t, line);
}

static text make(unsigned rules)
{
    text t = {0};
    char line[100];

    say(&t, vocabulary);
    for (unsigned k = 0; k <= rules / 10; k++) {
        snprintf(line, sizeof line, "    statement s.%u line %u \"What the source says.\"\n", k,
                 k + 1);
        say(&t, line);
    }
    say(&t, "}\n\n");
    for (unsigned k = 1; k <= rules; k++)
        say_rule(&t, k);
    return t;
}

static double now(void) /* of this process: others may be at work */
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* -- what is measured -- */

/* The scanner alone: comments and words that are none go to a builder without a tree. */
static size_t count_tokens(ast_builder *b, char *copy, size_t size)
{
    void *scanner = scan_open(b, copy, size);
    size_t tokens = 0;
    ast_range at;

    while (scan_next(scanner, &at))
        tokens++;
    return tokens;
}

static size_t scan(const text *t)
{
    jmp_buf out_of_memory;
    const cav_env env = {0};
    arena memory;
    ast_file tree = {0};
    ast_builder b = {.arena = &memory, .tree = &tree, .size = t->size, .text = malloc(t->size + 2)};

    if (!b.text || setjmp(out_of_memory))
        exit(1);
    memcpy(b.text, t->at, t->size);
    b.text[t->size] = b.text[t->size + 1] = '\0';
    arena_init(&memory, &env, &out_of_memory);
    size_t tokens = count_tokens(&b, b.text, t->size);
    arena_free(&memory);
    free(b.text);
    return tokens;
}

static void complain(void *context, const cavc_diagnostic *d)
{
    (void)context;
    fprintf(stderr, "compile: %u:%u: %s\n", d->line, d->column, d->message);
    exit(1);
}

static size_t compile(const text *t)
{
    const cavc_host host = {.diagnostic = complain};
    const cavc_options options = {.strip = false};
    cavc_unit *unit;
    uint8_t *image;
    size_t size;

    if (cavc_parse(&host, "made.cav", (cavc_text){t->at, t->size}, &unit) ||
        cavc_compile(unit, &options, &image, &size))
        exit(1);
    cavc_image_free(unit, image, size);
    cavc_unit_free(unit);
    return size;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void measure(unsigned rules)
{
    text t = make(rules);
    double scanned[RUNS], compiled[RUNS], ratio[RUNS];
    size_t tokens = 0, size = 0;

    for (int r = 0; r < RUNS; r++) {
        double start = now();
        tokens = scan(&t);
        scanned[r] = now() - start;
        start = now();
        size = compile(&t);
        compiled[r] = now() - start;
        ratio[r] = compiled[r] / scanned[r];
    }
    qsort(scanned, RUNS, sizeof *scanned, ascending);
    qsort(compiled, RUNS, sizeof *compiled, ascending);
    qsort(ratio, RUNS, sizeof *ratio, ascending);
    printf("%8u %10zu %9zu %10zu %10.2f %10.2f %6.1f\n", rules, t.size, tokens, size,
           scanned[RUNS / 2], compiled[RUNS / 2], ratio[RUNS / 2]);
    fflush(stdout);
    free(t.at);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--once")) {
        text t = make((unsigned)atoi(argv[2]));
        compile(&t);
        free(t.at);
        return 0;
    }
    printf("%8s %10s %9s %10s %10s %10s %6s\n", "rules", "bytes", "tokens", "image", "scan ms",
           "compile ms", "ratio");
    for (int k = 1; k < argc; k++)
        measure((unsigned)atoi(argv[k]));
    return 0;
}
