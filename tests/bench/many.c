/* many.c: the rules that many.py made, compiled here, beside the same rules as C.
 *
 *     many TEXT IMAGE     ns of compiling TEXT, of loading IMAGE with its verification, and of a
 *                         verdict: scalar engine, C; medians of ROUNDS that take turns
 *
 * It fails where a verdict differs from that of the C, which is linked with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../compiler/caveatc.h"

enum { HOSTS = 64, FACTS = 300, ROUNDS = 15, ROOM = 1 << 26 };

int made_judge(const uint8_t *facts);
extern const unsigned made_lists, made_flags, made_values;

typedef struct bench {
    cav_program *program;
    cav_result *result;
    cav_facts *facts[HOSTS];
    uint8_t codes[HOSTS][FACTS], expected[HOSTS];
} bench;

static void die(const char *why)
{
    fprintf(stderr, "many: %s\n", why);
    exit(1);
}

static void check(cav_status status)
{
    if (status != CAV_OK)
        die(cav_status_name(status));
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may be at work */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static size_t read_all(const char *path, uint8_t **at)
{
    FILE *f = fopen(path, "rb");
    size_t size;

    *at = malloc(ROOM);
    if (!f || !*at)
        die("cannot read a file");
    size = fread(*at, 1, ROOM, f);
    fclose(f);
    return size;
}

static uint32_t draw(uint32_t below)
{
    static uint64_t seed = 88172645463325252u;

    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % below;
}

/* Machines by chance, 5 % of facts unknown. */
static void draw_hosts(bench *b)
{
    if (made_lists + made_flags > FACTS)
        die("too many facts");
    for (unsigned h = 0; h < HOSTS; h++) {
        check(cav_facts_new(NULL, b->program, &b->facts[h]));
        for (unsigned f = 0; f < made_lists + made_flags; f++) {
            const unsigned flag = f >= made_lists, code = 1 + draw(flag ? 2 : made_values);
            char name[32], value[16];
            const char *text = value;

            snprintf(name, sizeof name, "L0.%c%u", flag ? 'g' : 'f', flag ? f - made_lists : f);
            snprintf(value, sizeof value, "v%u", code);
            if (flag)
                text = code == 2 ? "on" : "off";
            if (draw(20) == 0)
                continue;
            b->codes[h][f] = (uint8_t)code;
            check(cav_facts_set(b->facts[h], cav_fact_find(b->program, name), &text, 1));
        }
    }
}

static void judge_scalar(bench *b)
{
    for (unsigned h = 0; h < HOSTS; h++) {
        cav_verdict v;

        check(cav_evaluate(b->program, b->facts[h], false, b->result));
        cav_result_verdict(b->result, CAV_NONE, &v);
        if ((uint8_t)(v.best | v.worst << 3) != b->expected[h])
            die("the verdict of the C differs");
    }
}

static void judge_c(bench *b)
{
    for (unsigned h = 0; h < HOSTS; h++)
        b->expected[h] = (uint8_t)made_judge(b->codes[h]);
}

static void complain(void *context, const cavc_diagnostic *d)
{
    (void)context;
    if (d->severity != CAVC_WARNING)
        fprintf(stderr, "many: %u:%u: %s\n", d->line, d->column, d->message);
}

static double compile_once(const uint8_t *text, size_t size)
{
    const cavc_host host = {.diagnostic = complain};
    const cavc_options options = {.strip = false};
    const double start = now();
    cavc_unit *unit;
    uint8_t *image;
    size_t image_size;

    if (cavc_parse(&host, "made.cav", (cavc_text){(const char *)text, size}, &unit) ||
        cavc_compile(unit, &options, &image, &image_size))
        die("the text does not compile");
    cavc_image_free(unit, image, image_size);
    cavc_unit_free(unit);
    return now() - start;
}

static double load_once(const uint8_t *image, size_t size)
{
    const double start = now();
    cav_program *program;
    double spent;

    check(cav_program_load(NULL, image, size, &program));
    spent = now() - start;
    cav_program_free(program);
    return spent;
}

static double timed(bench *b, void (*judge)(bench *))
{
    const double start = now();
    double spent;
    unsigned n = 0;

    do {
        judge(b);
        n++;
        spent = now() - start;
    } while (spent < 5e6);
    return spent / n / HOSTS;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"compile", "load", "scalar", "c"};
    static double times[4][ROUNDS];
    static bench b;
    uint8_t *text, *image;
    size_t text_size, image_size;

    if (argc != 3)
        die("usage: many TEXT IMAGE");
    text_size = read_all(argv[1], &text);
    image_size = read_all(argv[2], &image);
    check(cav_program_load(NULL, image, image_size, &b.program));
    check(cav_result_new(NULL, b.program, &b.result));
    draw_hosts(&b);
    for (unsigned r = 0; r < ROUNDS; r++) {
        times[3][r] = timed(&b, judge_c);
        times[2][r] = timed(&b, judge_scalar);
        times[1][r] = load_once(image, image_size);
        times[0][r] = r < 5 ? compile_once(text, text_size) : times[0][r - 5];
    }
    for (unsigned k = 0; k < 4; k++) {
        qsort(times[k], ROUNDS, sizeof(double), ascending);
        printf("%s %.1f\n", names[k], times[k][ROUNDS / 2]);
    }
    return 0;
}
