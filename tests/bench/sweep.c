/* sweep.c: configurations a second of a sweep over everything a pack can tell apart.
 *
 *     sweep IMAGE [ROUNDS]
 *
 * Prints for each kernel the rate with a consumer that counts the levels of all configurations, and
 * without; and the levels, which must be the same for every kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../runtime/sweep.h"

enum { FACTS_MAX = 4096, ROUNDS_MAX = 101 };

static void die(const char *why)
{
    fprintf(stderr, "sweep: %s\n", why);
    exit(1);
}

static void report(void *context, cav_status status, const char *text)
{
    (void)context;
    (void)status;
    fprintf(stderr, "sweep: %s\n", text);
}

static const cav_env env = {NULL, report, NULL};

static void check(cav_status status)
{
    if (status != CAV_OK)
        die(cav_status_name(status));
}

static void *allocate(size_t size)
{
    void *block = calloc(1, size);

    if (!block)
        die("no memory");
    return block;
}

static cav_program *load(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *image = allocate(1 << 24);
    cav_program *program;
    size_t size;

    if (!f)
        die("cannot open the image");
    size = fread(image, 1, 1 << 24, f);
    fclose(f);
    check(cav_program_load(&env, image, size, &program));
    return program;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may be at work */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Every class of every fact that the verdict reads. */
static uint32_t all_digits(const cav_program *program, cav_sweep_digit *digits)
{
    const cav_wide_options options = {.wants = CAV_WIDE_VERDICT};
    cav_wide *wide;
    cav_fact fact;
    uint32_t n = 0;

    check(cav_wide_new(&env, program, &options, &wide));
    for (uint32_t f = 0; f < FACTS_MAX && cav_program_fact(program, f, &fact); f++) {
        if (cav_wide_reads(wide, f))
            digits[n++] = (cav_sweep_digit){f, fact.classes ? fact.classes : 2, NULL};
    }
    cav_wide_free(wide);
    return n;
}

typedef uint64_t counts[8];

static void count(const cav_sweep_block *b, counts levels)
{
    for (uint32_t w = 0; w < b->words; w++) {
        const uint64_t in = b->possible[w] & b->applies[w];
        const uint64_t x = b->level[0][w], y = b->level[1][w], z = b->level[2][w];

        levels[0] += (uint64_t)__builtin_popcountll(in & ~(x | y | z));
        levels[1] += (uint64_t)__builtin_popcountll(x & ~y);
        levels[2] += (uint64_t)__builtin_popcountll(y & ~x);
        levels[3] += (uint64_t)__builtin_popcountll(x & y);
        levels[4] += (uint64_t)__builtin_popcountll(z);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* The median rate of some rounds; `levels` NULL: nobody looks. */
static double rate(const cav_sweep *sweep, void *workspace, unsigned rounds, uint64_t *levels)
{
    cav_sweep_info info;
    double rates[ROUNDS_MAX];

    cav_sweep_get(sweep, &info);
    for (unsigned r = 0; r < rounds; r++) {
        cav_sweep_block block;
        const double start = now();

        if (levels)
            memset(levels, 0, sizeof(counts));
        for (cav_sweep_start(sweep, workspace, 0); cav_sweep_next(sweep, workspace, &block);) {
            if (levels)
                count(&block, levels);
        }
        rates[r] = (double)info.configurations / (now() - start);
    }
    qsort(rates, rounds, sizeof *rates, ascending);
    return rates[rounds / 2];
}

static void run_kernel(const cav_program *program, cav_sweep_options *options, unsigned rounds,
                       uint64_t *expected)
{
    cav_sweep *sweep;
    cav_sweep_info info;
    void *workspace;
    counts levels;
    double bare, counted;

    check(cav_sweep_new(&env, program, options, &sweep));
    cav_sweep_get(sweep, &info);
    workspace = allocate(info.workspace);
    bare = rate(sweep, workspace, rounds, NULL);
    counted = rate(sweep, workspace, rounds, levels);
    if (!*expected)
        printf("%llu configurations, %u lanes, %u steps, %u hot, %zu bytes of workspace\n",
               (unsigned long long)info.configurations, info.lanes, info.steps, info.hot,
               info.workspace);
    printf("%-8s %8.2f e9/s    counting levels %8.2f e9/s\n", cav_wide_kernel_name(info.kernel),
           bare / 1e9, counted / 1e9);
    for (unsigned k = 0; k < 5; k++) {
        if (*expected && expected[k + 1] != levels[k])
            die("kernels disagree");
        expected[k + 1] = levels[k];
    }
    *expected = 1;
    free(workspace);
    cav_sweep_free(sweep);
}

int main(int argc, char **argv)
{
    static cav_sweep_digit digits[FACTS_MAX];
    const unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 20;
    cav_sweep_options options = {.digits = digits, .verdict = true, .feature = CAV_NONE};
    uint64_t expected[6] = {0};
    cav_program *program;

    if (argc < 2)
        die("usage: sweep IMAGE [ROUNDS] [LANES]");
    if (rounds < 1 || rounds > ROUNDS_MAX)
        die("too many rounds, or none");
    options.lanes = argc > 3 ? (uint32_t)atoi(argv[3]) : 0;
    program = load(argv[1]);
    options.ndigits = all_digits(program, digits);
    for (cav_wide_kernel k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
        options.kernel = k;
        if (cav_wide_kernel_runs(k))
            run_kernel(program, &options, rounds, expected);
    }
    for (unsigned k = 0; k < 5; k++)
        printf("%-12s %llu\n", cav_level_name((cav_level)k), (unsigned long long)expected[k + 1]);
    return 0;
}
