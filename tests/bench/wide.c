/* wide.c: the wide engine against hand-written C and the scalar engine, on the same machines.
 *
 *     wide IMAGE [HOSTS] [ROUNDS]     times: alternately, medians, ns per host and ratios
 *     wide IMAGE HOSTS KERNEL         one evaluation, for callgrind (hand: the C function; columns;
 *                                     scalar, trace: 256 hosts at most)
 *     wide IMAGE HOSTS FILE           writes the hosts and their verdicts for other programs
 *
 * IMAGE is the pack rhel8-nested, compiled. Machines are drawn at random: 5 % of facts unknown,
 * some releases without their minor, some hypervisors one of two. It fails where verdicts differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../runtime/wide.h"
#include "columns.h"
#include "hand.h"

enum { FACTS = 16, VALUES_MAX = 16, SCALAR_HOSTS = 256, ROUNDS_MAX = 101 };

/* A value: as a fact file writes it, how often it is drawn, and what the C function is told. */
typedef struct value {
    const char *text, *other;
    unsigned weight;
    hand_system is;
} value;

typedef struct fact {
    const char *name;
    unsigned known; /* percent */
    value values[VALUES_MAX];
} fact;

#define NAMED(text, is)                                                                            \
    {                                                                                              \
        text, NULL, 1,                                                                             \
        {                                                                                          \
            is, 0, 0                                                                               \
        }                                                                                          \
    }

static const value systems[] = {
    {"rhel 8.4", NULL, 9, {HAND_RHEL, 4, 8}},
    {"rhel 8.10", NULL, 9, {HAND_RHEL, 10, 8}},
    {"rhel 8.1", NULL, 3, {HAND_RHEL, 1, 8}},
    {"rhel 8", NULL, 1, {HAND_RHEL, HAND_NO_MINOR, 8}},
    {"rhel 7.9", NULL, 6, {HAND_RHEL, 9, 7}},
    {"rhel 7.6", NULL, 2, {HAND_RHEL, 6, 7}},
    {"rhel 7", NULL, 1, {HAND_RHEL, HAND_NO_MINOR, 7}},
    {"rhel 9.4", NULL, 6, {HAND_RHEL, 4, 9}},
    {"centos 8.3", NULL, 3, {HAND_CENTOS, 3, 8}},
    {"windows-server 2019", NULL, 5, {HAND_WINDOWS_SERVER, 0, 2019}},
    {"windows-server 2022", NULL, 3, {HAND_WINDOWS_SERVER, 0, 2022}},
    {"other", NULL, 4, {HAND_OTHER_SYSTEM, 0, 0}},
};

static const fact facts[FACTS] = {
    {"depth",
     100,
     {{"1", NULL, 2, {1, 0, 0}}, {"2", NULL, 9, {2, 0, 0}}, {"3", NULL, 1, {3, 0, 0}}}},
    {"use nesting", 100, {NAMED("off", 0), NAMED("on", 1)}},
    {"use migration", 100, {NAMED("off", 0), NAMED("on", 1)}},
    {"use huge-pages", 100, {NAMED("off", 0), NAMED("on", 1)}},
    {"use xive", 100, {NAMED("off", 0), NAMED("on", 1)}},
    {"L0.platform",
     95,
     {{"intel", NULL, 12, {HAND_INTEL, 0, 0}},
      {"amd", NULL, 9, {HAND_AMD, 0, 0}},
      {"power9", NULL, 4, {HAND_POWER9, 0, 0}},
      {"ibm-z", NULL, 3, {HAND_IBM_Z, 0, 0}},
      {"power8", NULL, 1, {HAND_POWER8, 0, 0}},
      {"power10", NULL, 1, {HAND_POWER10, 0, 0}},
      {"arm64", NULL, 1, {HAND_ARM64, 0, 0}},
      {"x86-other", NULL, 1, {HAND_X86_OTHER, 0, 0}},
      {"other", NULL, 1, {HAND_OTHER, 0, 0}}}},
    {"L0.hypervisor",
     95,
     {{"kvm", NULL, 20, {HAND_KVM, 0, 0}},
      {"kvm", "other", 1, {HAND_KVM_OR_OTHER, 0, 0}},
      {"vmware", NULL, 4, {HAND_NOT_KVM, 0, 0}}}},
    {"L0.kvm.nested", 95, {NAMED("off", HAND_OFF), NAMED("on", HAND_ON)}},
    {"L0.kvm.hpage", 95, {NAMED("off", HAND_OFF), NAMED("on", HAND_ON)}},
    {"L1.cpu.mode",
     95,
     {{"native", NULL, 9, {HAND_NATIVE, 0, 0}}, NAMED("power8", HAND_MODE_POWER8)}},
    {"L1.offering", 95, {{"none", NULL, 9, {HAND_NONE, 0, 0}}, NAMED("rhv", HAND_PRODUCT)}},
    {"L2.cpu.mode",
     95,
     {{"native", NULL, 9, {HAND_NATIVE, 0, 0}}, NAMED("power8", HAND_MODE_POWER8)}},
    {"L2.kernel.variant",
     95,
     {{"standard", NULL, 9, {HAND_STANDARD, 0, 0}}, NAMED("alt", HAND_ALT)}},
    {"L0.os", 95, {{0}}},
    {"L1.os", 95, {{0}}},
    {"L2.os", 95, {{0}}},
};

typedef struct bench {
    cav_program *program;
    cav_wide *wide[CAV_WIDE_KERNELS];
    cav_wide_column *columns[CAV_WIDE_KERNELS][FACTS];
    cav_wide_input *inputs[CAV_WIDE_KERNELS];
    uint32_t id[FACTS];
    cav_pack pack;
    uint32_t codes[FACTS][VALUES_MAX];
    uint8_t *column[FACTS];
    hand_host *hosts;
    columns_hosts columns_of_hosts;
    size_t nhosts;
    uint8_t *verdicts, *expected, *fired, *undetermined;
    void *workspace;
    uint64_t seed;
} bench;

static void die(const char *why)
{
    fprintf(stderr, "wide: %s\n", why);
    exit(1);
}

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

static uint32_t draw(bench *b, uint32_t below)
{
    b->seed ^= b->seed << 13;
    b->seed ^= b->seed >> 7;
    b->seed ^= b->seed << 17;
    return (uint32_t)(b->seed >> 32) % below;
}

static void report(void *context, cav_status status, const char *text)
{
    (void)context;
    (void)status;
    fprintf(stderr, "wide: %s\n", text);
}

static void load(bench *b, const char *path)
{
    static const cav_env env = {NULL, report, NULL};
    FILE *f = fopen(path, "rb");
    uint8_t *image = allocate(1 << 22);
    size_t size;

    if (!f)
        die("cannot open the image");
    size = fread(image, 1, 1 << 22, f);
    fclose(f);
    check(cav_program_load(&env, image, size, &b->program));
    cav_program_pack(b->program, &b->pack);
}

/* -- machines --------------------------------------------------------------------------------- */

static const value *values_of(unsigned f, unsigned *count)
{
    const value *v = facts[f].values[0].text ? facts[f].values : systems;

    *count = 0;
    while (*count < (v == systems ? sizeof systems / sizeof *systems : VALUES_MAX) &&
           v[*count].text)
        ++*count;
    return v;
}

static void set(bench *b, cav_facts *to, unsigned f, const value *v)
{
    const char *const texts[] = {v->text, v->other};

    if (f == 0)
        check(cav_facts_depth(to, (uint32_t)atoi(v->text)));
    else if (f <= 4)
        check(cav_facts_want(to, b->id[f] - 1, v->is.product));
    else
        check(cav_facts_set(to, b->id[f], texts, v->other ? 2 : 1));
}

/* Code k + 1 of codes[f] belongs to value k; all kernels' columns hand out the same codes. */
static void intern(bench *b, cav_wide_kernel kernel)
{
    cav_facts *one;

    check(cav_facts_new(NULL, b->program, &one));
    for (unsigned f = 0; f < FACTS; f++) {
        unsigned count;
        const value *v = values_of(f, &count);

        check(cav_wide_column_new(NULL, b->wide[kernel], b->id[f], 1, &b->columns[kernel][f]));
        for (unsigned k = 0; k < count; k++) {
            cav_facts_clear(one);
            set(b, one, f, &v[k]);
            check(cav_wide_column_code(b->columns[kernel][f], one, &b->codes[f][k]));
        }
    }
    cav_facts_free(one);
}

static void tell_hand(hand_host *h, unsigned f, const hand_system *is)
{
    uint8_t *const small[] = {&h->platform, &h->hypervisor, &h->nested, &h->hpage,
                              &h->mode1,    &h->offering,   &h->mode2,  &h->variant};

    if (f == 0)
        h->depth = is->product;
    else if (f <= 4)
        h->uses |= (uint8_t)(is->product << (f - 1));
    else if (f <= 12)
        *small[f - 5] = is->product;
    else
        h->system[f - 13] = *is;
}

static void draw_hosts(bench *b, cav_facts **scalar)
{
    for (size_t h = 0; h < b->nhosts; h++) {
        for (unsigned f = 0; f < FACTS; f++) {
            unsigned count, total = 0, at, k = 0;
            const value *v = values_of(f, &count);

            if (draw(b, 100) >= facts[f].known)
                continue;
            for (unsigned n = 0; n < count; n++)
                total += v[n].weight;
            for (at = draw(b, total); at >= v[k].weight; k++)
                at -= v[k].weight;
            b->column[f][h] = (uint8_t)b->codes[f][k];
            tell_hand(&b->hosts[h], f, &v[k].is);
            if (h < SCALAR_HOSTS &&
                (f <= 4 || b->hosts[h].depth >= (unsigned)(facts[f].name[1] - '0')))
                set(b, scalar[h], f, &v[k]);
        }
    }
}

/* The hosts again, a byte column for each member: what columns.c reads. */
static void turn(bench *b)
{
    columns_hosts *to = &b->columns_of_hosts;
    uint8_t *column[COLUMNS];

    for (unsigned k = 0; k < COLUMNS; k++)
        to->column[k] = column[k] = allocate(b->nhosts);
    for (size_t h = 0; h < b->nhosts; h++) {
        const hand_host *host = &b->hosts[h];
        const uint8_t members[] = {host->depth,  host->uses,  host->platform, host->hypervisor,
                                   host->nested, host->hpage, host->mode1,    host->offering,
                                   host->mode2,  host->variant};

        for (unsigned k = 0; k < COLUMNS_L0_OS; k++)
            column[k][h] = members[k];
        for (unsigned layer = 0; layer < 3; layer++) {
            const hand_system *s = &host->system[layer];

            column[COLUMNS_L0_OS + 3 * layer][h] = s->product;
            column[COLUMNS_L0_OS + 3 * layer + 1][h] = (uint8_t)(s->major % 2000);
            column[COLUMNS_L0_OS + 3 * layer + 2][h] = s->minor;
        }
    }
}

/* -- hosts for others: a JSON object a line, a missing fact is a missing key ------------------ */

static const char *const json_names[FACTS] = {
    "depth",    "w_nesting", "w_migration", "w_huge", "w_xive",  "platform", "hypervisor", "nested",
    "hpage",    "mode1",     "offering",    "mode2",  "variant", "l0",       "l1",         "l2"};

static void write_system(FILE *out, const char *layer, const value *v)
{
    const int product = (int)strcspn(v->text, " ");

    fprintf(out, ",\"%s_product\":\"%.*s\"", layer, product, v->text);
    if (v->is.major)
        fprintf(out, ",\"%s_major\":%u", layer, v->is.major);
    if (v->is.product == HAND_RHEL && v->is.minor != HAND_NO_MINOR)
        fprintf(out, ",\"%s_minor\":%u", layer, v->is.minor);
}

/* One of two values is not known, to who cannot say so. */
static void write_host(const bench *b, FILE *out, size_t h)
{
    fprintf(out, "{\"h\":%zu", h);
    for (unsigned f = 0; f < FACTS; f++) {
        unsigned count, k = 0;
        const value *v = values_of(f, &count);
        const unsigned layer = f > 4 ? (unsigned)(facts[f].name[1] - '0') : 0;

        while (k < count && b->codes[f][k] != b->column[f][h])
            k++;
        if (k == count || layer > b->hosts[h].depth || v[k].other)
            continue;
        if (f == 0)
            fprintf(out, ",\"depth\":%s", v[k].text);
        else if (f >= 13)
            write_system(out, json_names[f], &v[k]);
        else if (strcmp(v[k].text, "on") == 0 || strcmp(v[k].text, "off") == 0)
            fprintf(out, ",\"%s\":%s", json_names[f], v[k].text[1] == 'n' ? "true" : "false");
        else
            fprintf(out, ",\"%s\":\"%s\"", json_names[f], v[k].text);
    }
    fputs("}\n", out);
}

static void write_hosts(const bench *b, const char *path)
{
    char verdicts[4096];
    FILE *out = fopen(path, "w"), *answers;

    snprintf(verdicts, sizeof verdicts, "%s.verdicts", path);
    answers = fopen(verdicts, "w");
    if (!out || !answers)
        die("cannot write the hosts");
    for (size_t h = 0; h < b->nhosts; h++) {
        const uint8_t v = b->verdicts[h];

        write_host(b, out, h);
        if (v >> 6 == CAV_NOT_APPLICABLE)
            fputs("--\n", answers);
        else
            fprintf(answers, "%d%d\n", v & 7, v >> 3 & 7);
    }
    if (fclose(out) || fclose(answers))
        die("cannot write the hosts");
}

/* -- the contestants -------------------------------------------------------------------------- */

__attribute__((noinline)) static void run_hand(bench *b)
{
    for (size_t h = 0; h < b->nhosts; h++)
        b->verdicts[h] = hand_judge(&b->hosts[h]);
}

__attribute__((noinline)) static void run_columns(bench *b)
{
    columns_judge(&b->columns_of_hosts, b->nhosts, b->verdicts);
}

__attribute__((noinline)) static void run_wide(bench *b, cav_wide_kernel kernel, bool masks)
{
    cav_wide_output out = {.verdicts = b->verdicts};

    if (masks) {
        out.fired = b->fired;
        out.undetermined = b->undetermined;
        out.stride = b->nhosts;
    }
    check(cav_wide_evaluate(b->wide[kernel], b->inputs[kernel], b->nhosts, b->workspace, &out));
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

static double median(double *times, unsigned n)
{
    qsort(times, n, sizeof *times, ascending);
    return times[n / 2];
}

static void compare(const bench *b, const char *who)
{
    for (size_t h = 0; h < b->nhosts; h++) {
        if (b->verdicts[h] == b->expected[h])
            continue;
        fprintf(stderr, "wide: %s: host %zu: %02x, by hand %02x\n", who, h, b->verdicts[h],
                b->expected[h]);
        exit(1);
    }
}

static void run_scalar(bench *b, cav_facts **scalar, cav_result *result, size_t n, bool trace)
{
    for (size_t h = 0; h < n; h++) {
        cav_verdict v;

        check(cav_evaluate(b->program, scalar[h], trace, result));
        cav_result_verdict(result, CAV_NONE, &v);
        if (v.kind == CAV_NOT_APPLICABLE)
            v.best = v.worst = CAV_SUPPORTED;
        b->verdicts[h] = (uint8_t)(v.best | v.worst << 3 | v.kind << 6);
    }
}

/* The contestants in the order of their times: the kernels stand from 4 on, in pairs. */
enum { HAND, COLUMNS_C, SCALAR, TRACE, KERNELS, TIMES = KERNELS + 2 * CAV_WIDE_KERNELS };

static void time_kernels(bench *b, double (*times)[ROUNDS_MAX], unsigned r)
{
    for (cav_wide_kernel k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
        for (unsigned masks = 0; b->wide[k] && masks < 2; masks++) {
            const double start = now();

            run_wide(b, k, masks);
            times[KERNELS + 2 * k + masks][r] = (now() - start) / (double)b->nhosts;
            compare(b, cav_wide_kernel_name(k));
        }
    }
}

static void time_round(bench *b, cav_facts **scalar, cav_result *result,
                       double (*times)[ROUNDS_MAX], unsigned r)
{
    const size_t nscalar = b->nhosts < SCALAR_HOSTS ? b->nhosts : SCALAR_HOSTS;
    double start = now();

    run_hand(b);
    times[HAND][r] = (now() - start) / (double)b->nhosts;
    memcpy(b->expected, b->verdicts, b->nhosts);
    start = now();
    run_columns(b);
    times[COLUMNS_C][r] = (now() - start) / (double)b->nhosts;
    compare(b, "columns");
    run_scalar(b, scalar, result, nscalar, true); /* just told facts are in the cache */
    for (unsigned trace = 0; trace < 2; trace++) {
        start = now();
        run_scalar(b, scalar, result, nscalar, trace);
        times[SCALAR + trace][r] = (now() - start) / (double)nscalar;
        compare(b, trace ? "scalar with trace" : "scalar");
    }
    time_kernels(b, times, r);
}

static void time_all(bench *b, cav_facts **scalar, cav_result *result, unsigned rounds)
{
    static const char *const names[] = {"hand-written C, -O2", "the same over columns", "scalar",
                                        "scalar with trace"};
    static double times[TIMES][ROUNDS_MAX];
    double hand;

    for (unsigned r = 0; r < rounds; r++)
        time_round(b, scalar, result, times, r);
    hand = median(times[HAND], rounds);
    for (unsigned k = 0; k < KERNELS; k++)
        printf("%-28s %8.2f ns  %6.3f\n", names[k], median(times[k], rounds),
               median(times[k], rounds) / hand);
    for (unsigned k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
        for (unsigned masks = 0; b->wide[k] && masks < 2; masks++) {
            const double t = median(times[KERNELS + 2 * k + masks], rounds);

            printf("wide %-7s %-15s %8.2f ns  %6.3f\n", cav_wide_kernel_name((cav_wide_kernel)k),
                   masks ? "verdict, masks" : "verdict", t, t / hand);
        }
    }
}

/* One evaluation by `who`; false: there is no such contestant, it is a file then. */
static bool run_once(bench *b, cav_facts **scalar, cav_result *result, const char *who)
{
    for (cav_wide_kernel k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
        if (b->wide[k] && strcmp(who, cav_wide_kernel_name(k)) == 0)
            return run_wide(b, k, true), true;
    }
    if (strcmp(who, "hand") == 0)
        run_hand(b);
    else if (strcmp(who, "columns") == 0)
        run_columns(b);
    else if (strcmp(who, "scalar") == 0 || strcmp(who, "trace") == 0)
        run_scalar(b, scalar, result, b->nhosts < SCALAR_HOSTS ? b->nhosts : SCALAR_HOSTS,
                   who[0] == 't');
    else
        return strcmp(who, "nothing") == 0;
    return true;
}

static void make_kernels(bench *b)
{
    cav_wide_options options = {.wants = CAV_WIDE_VERDICT | CAV_WIDE_EFFECTS};
    cav_wide_info info;

    for (cav_wide_kernel k = CAV_WIDE_PLAIN; k < CAV_WIDE_KERNELS; k++) {
        options.kernel = k;
        if (!cav_wide_kernel_runs(k))
            continue;
        check(cav_wide_new(NULL, b->program, &options, &b->wide[k]));
        intern(b, k);
        b->inputs[k] = allocate(b->pack.facts * sizeof *b->inputs[k]);
        for (unsigned f = 0; f < FACTS; f++)
            b->inputs[k][b->id[f]] = (cav_wide_input){b->column[f], 0, b->columns[k][f]};
        cav_wide_get(b->wide[k], &info);
        if (k == CAV_WIDE_PLAIN)
            printf("%u steps, %u planes, %zu bytes of workspace, %u columns\n", info.steps,
                   info.planes, info.workspace, info.facts);
    }
    b->workspace = allocate(cav_wide_workspace(b->wide[CAV_WIDE_PLAIN]));
}

int main(int argc, char **argv)
{
    static bench b;
    static cav_facts *scalar[SCALAR_HOSTS];
    cav_result *result;
    const unsigned rounds = argc > 3 ? (unsigned)atoi(argv[3]) : 21;

    if (argc < 2)
        die("usage: wide IMAGE [HOSTS [ROUNDS|KERNEL]]");
    b.seed = 88172645463325252u;
    b.nhosts = argc > 2 ? (size_t)atoll(argv[2]) : 1000000;
    load(&b, argv[1]);
    for (unsigned f = 0; f < FACTS; f++) {
        b.id[f] = cav_fact_find(b.program, facts[f].name);
        b.column[f] = allocate(b.nhosts);
    }
    b.hosts = allocate(b.nhosts * sizeof *b.hosts);
    b.verdicts = allocate(b.nhosts);
    b.expected = allocate(b.nhosts);
    b.fired = allocate(b.nhosts * (b.pack.effects / 8 + 1));
    b.undetermined = allocate(b.nhosts * (b.pack.effects / 8 + 1));
    make_kernels(&b);
    for (unsigned h = 0; h < SCALAR_HOSTS; h++)
        check(cav_facts_new(NULL, b.program, &scalar[h]));
    draw_hosts(&b, scalar);
    turn(&b);
    check(cav_result_new(NULL, b.program, &result));
    if (argc > 3 && rounds == 0) {
        if (run_once(&b, scalar, result, argv[3]))
            return 0;
        run_hand(&b);
        write_hosts(&b, argv[3]);
        return 0;
    }
    time_all(&b, scalar, result, rounds > ROUNDS_MAX || rounds == 0 ? 21 : rounds);
    cav_result_free(result);
    return 0;
}
