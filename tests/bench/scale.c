/* scale.c: the wide engine over packs and fleets of any size: cost per host and rule.
 *
 *     scale HOSTS IMAGE…
 *
 * Machines are random classes, 5 % unknown. The scalar engine takes the same steps whatever the
 * facts are, so it judges one machine again and again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../runtime/wide.h"

static void report(void *context, cav_status status, const char *text)
{
    (void)context;
    (void)status;
    fprintf(stderr, "scale: %s\n", text);
}

enum { ROUNDS = 5, BATCH = 64 };

static const cav_env env = {NULL, report, NULL};

static void check(cav_status status)
{
    if (status == CAV_OK)
        return;
    fprintf(stderr, "scale: %s\n", cav_status_name(status));
    exit(1);
}

static void *allocate(size_t size)
{
    void *block = calloc(1, size);

    if (!block)
        check(CAV_NO_MEMORY);
    return block;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may be at work */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static cav_program *load(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *image = allocate(1 << 26);
    cav_program *program;

    if (!f)
        check(CAV_FAILED);
    check(cav_program_load(&env, image, fread(image, 1, 1 << 26, f), &program));
    fclose(f);
    return program;
}

/* Random classes in 16-bit columns. */
static cav_wide_input *draw(const cav_program *program, const cav_wide *wide, size_t hosts)
{
    static uint64_t seed = 88172645463325252u;
    cav_pack pack;
    cav_wide_input *inputs;

    cav_program_pack(program, &pack);
    inputs = allocate(pack.facts * sizeof *inputs);
    for (uint32_t f = 0; f < pack.facts; f++) {
        cav_fact fact;
        cav_wide_column *column;
        uint16_t *codes;

        cav_program_fact(program, f, &fact);
        if (!cav_wide_reads(wide, f) || !fact.classes)
            continue;
        check(cav_wide_column_new(&env, wide, f, 2, &column));
        codes = allocate(hosts * sizeof *codes);
        for (size_t h = 0; h < hosts; h++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            if (seed % 20)
                codes[h] = (uint16_t)(1 + (seed >> 32) % fact.classes);
        }
        inputs[f] = (cav_wide_input){codes, 0, column};
    }
    return inputs;
}

/* ns of one evaluation: the median of ROUNDS, each of as many as fill a while. */
static double scalar(const cav_program *program)
{
    cav_facts *facts;
    cav_result *result;
    double times[ROUNDS];

    check(cav_facts_new(&env, program, &facts));
    check(cav_result_new(&env, program, &result));
    for (unsigned r = 0; r < ROUNDS; r++) {
        const double start = now();
        double spent;
        unsigned n = 0;

        do { /* the clock is read rarely: it costs as much as a small pack */
            for (unsigned k = 0; k < BATCH; k++)
                check(cav_evaluate(program, facts, false, result));
            n += BATCH;
            spent = now() - start;
        } while (spent < 2e7);
        times[r] = spent / n;
    }
    qsort(times, ROUNDS, sizeof *times, ascending);
    return times[ROUNDS / 2];
}

static void run(const char *path, size_t hosts)
{
    cav_program *program = load(path);
    const cav_wide_options options = {.wants = CAV_WIDE_VERDICT};
    cav_wide_output out = {.verdicts = allocate(hosts)};
    cav_wide_input *inputs;
    cav_wide *wide;
    cav_wide_info info;
    cav_pack pack;
    void *workspace;
    double start = now(), made, times[ROUNDS], each, one;

    check(cav_wide_new(&env, program, &options, &wide));
    made = now() - start;
    cav_wide_get(wide, &info);
    cav_program_pack(program, &pack);
    inputs = draw(program, wide, hosts);
    workspace = allocate(info.workspace);
    for (unsigned r = 0; r < ROUNDS; r++) {
        unsigned n = 0;

        start = now();
        do {
            check(cav_wide_evaluate(wide, inputs, hosts, workspace, &out));
            n++;
            times[r] = (now() - start) / n;
        } while (times[r] * n < 2e6);
    }
    qsort(times, ROUNDS, sizeof *times, ascending);
    each = times[ROUNDS / 2] / (double)hosts;
    one = scalar(program);
    printf("%6u rules, %u results: made in %.2f ms, %u steps, %zu bytes of workspace; "
           "%.2f ns a host, %.4f a host and rule; scalar %.1f ns a host, %.3f a rule\n",
           pack.rules, pack.results, made / 1e6, info.steps, info.workspace, each,
           each / pack.rules, one, one / pack.rules);
}

int main(int argc, char **argv)
{
    for (int k = 2; k < argc; k++)
        run(argv[k], (size_t)atoll(argv[1]));
    return 0;
}
