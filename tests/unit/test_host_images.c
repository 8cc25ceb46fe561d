/* test_host_images.c: gathering by images that no compiler would write.
 *
 * The loader passes what is well formed; that facts follow one another in a circle, or in a chain
 * of thousands, is for the gatherer to bear. The last test changes every word of an image to its
 * extremes, repairs the checksum and gathers by whatever is accepted: it must come to an end, and
 * tell every fact with sources once.
 */
#include "planted.h"

#include "../../runtime/host/root.h"
#include "support.h"

static const char *const more[] = {"/etc", NULL};

typedef struct seen {
    uint32_t calls, found, last;
    cav_reason reason; /* of the last */
    bool ascending;
} seen;

static void note(void *context, const cav_observation *o)
{
    seen *s = context;

    s->ascending = s->ascending && (s->calls == 0 || o->fact > s->last);
    s->calls++;
    s->found += o->reason == CAV_REASON_FOUND;
    s->last = o->fact;
    s->reason = o->reason;
}

/* Gathers for every layer, and with the layer unknown; counts them together. */
static seen gather_all(const cav_program *program, const planted *tree)
{
    seen s = {.ascending = true};
    cav_access access;
    cav_pack pack;

    cav_program_pack(program, &pack);
    assert_int_equal(cav_access_tree(NULL, tree->folder, more, &access), CAV_OK);
    for (uint32_t k = 0; k <= pack.layers; k++) {
        uint32_t here = k == 0 ? CAV_NONE : k - 1, out;
        bool assumed;
        seen one = {.ascending = true};

        assert_int_equal(cav_gather(NULL, program, &access, here, note, &one, &out, &assumed),
                         CAV_OK);
        assert_true(one.ascending);
        assert_true(out < pack.layers || pack.layers == 0);
        s.calls += one.calls;
        s.found += one.found;
        s.reason = one.reason;
    }
    cav_access_close(&access);
    return s;
}

/* -- circles and chains ----------------------------------------------------------------------- */

static const char head[] =
    "META pack=\"p\" title=\"t\" issuer=\"i\" source=\"s\" release=\"0\" operand=2\n"
    "LAYERS name=\"L0\" title=\"host\"\n"
    "PIECES class=0 name=\"L0\"\n"
    "FACTS name=\"depth\" base=\"depth\" type=5 classes=1 npieces=1\n";

/* Facts L0.f0 … L0.fn-1, each from the next behind a guard; the last from the first, or a file. */
static char *chain(unsigned n, bool circle)
{
    size_t room = 400 * (size_t)n + sizeof head;
    char *text = malloc(room);
    size_t used;

    assert_non_null(text);
    used = (size_t)sprintf(text, "%s", head);
    for (unsigned k = 0; k < n; k++)
        used += (size_t)snprintf(
            text + used, room - used,
            "FACTS name=\"L0.f%u\" base=\"f%u\" layer=0 type=3 blocks=%u nblocks=1\n"
            "BLOCKS observers=1 sources=%u nsources=2\n"
            "SOURCES kind=7 subject=\"/proc/g\" pattern=\".*\" end=%u\n",
            k, k, k, 2 * k, 2 * k + 2);
    for (unsigned k = 0; k < n; k++) {
        /* the guards stand at even places, what they cover behind them */
        char line[128], *at;
        int size =
            circle || k + 1 < n
                ? snprintf(line, sizeof line, "SOURCES kind=6 subject=\"L0.f%u\"\n", (k + 1) % n)
                : snprintf(line, sizeof line, "SOURCES kind=3 subject=\"release\"\n");
        char mark[64];

        snprintf(mark, sizeof mark, "pattern=\".*\" end=%u\n", 2 * k + 2);
        at = strstr(text, mark) + strlen(mark);
        memmove(at + size, at, strlen(at) + 1);
        memcpy(at, line, (size_t)size);
    }
    return text;
}

static seen gather_chain(const planted *tree, unsigned n, bool circle)
{
    char *text = chain(n, circle);
    size_t size;
    uint8_t *image = sample_image(text, &size);
    cav_program *program = load(NULL, image, size);
    seen s = gather_all(program, tree);

    cav_program_free(program);
    free(image);
    free(text);
    return s;
}

static void bears_circles_and_chains(void **state)
{
    planted tree;
    seen s;

    (void)state;
    planted_new(&tree);
    planted_file(&tree, "/proc/g", "g\n");
    planted_file(&tree, "/_probe/uname-r", "5.14\n");
    s = gather_chain(&tree, 3, true);
    assert_int_equal(s.calls, 6);
    assert_int_equal(s.found, 0);
    assert_int_equal(s.reason, CAV_REASON_NOT_TOLD);
    s = gather_chain(&tree, 1, true);
    assert_int_equal(s.found, 0);
    s = gather_chain(&tree, 1500, false);
    assert_int_equal(s.calls, 3000);
    assert_int_equal(s.found, 3000);
    planted_free(&tree);
}

/* -- damage ------------------------------------------------------------------------------------ */

static void put_word(uint8_t *at, uint32_t word)
{
    for (unsigned k = 0; k < 4; k++)
        at[k] = (uint8_t)(word >> 8 * k);
}

static void gathers_by_changed_images(void **state)
{
    static const uint32_t words[] = {0, 1, 2, 3, 5, 7, 0x80000000u, 0xffffffffu};
    planted tree;
    size_t size;
    uint8_t *image = sample_image(sample_text, &size), *copy = malloc(size);
    unsigned accepted = 0;

    (void)state;
    assert_non_null(copy);
    planted_new(&tree);
    planted_file(&tree, "/etc/x", "12\n34\n");
    planted_file(&tree, "/etc/y", "");
    planted_file(&tree, "/proc/x", "x\n");
    planted_file(&tree, "/proc/y", "A\n");
    planted_file(&tree, "/etc/os-release", "ID=rhel\nVERSION_ID=8.4\n");
    for (size_t at = 0; at + 4 <= size; at += 4) {
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            cav_program *program;

            memcpy(copy, image, size);
            put_word(copy + at, words[k]);
            asm_repair(copy, size);
            if (cav_program_load(NULL, copy, size, &program) != CAV_OK)
                continue;
            accepted++;
            gather_all(program, &tree);
            cav_program_free(program);
        }
    }
    print_message("%u changed images accepted and gathered by\n", accepted);
    assert_true(accepted > 100);
    planted_free(&tree);
    free(copy);
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bears_circles_and_chains),
        cmocka_unit_test(gathers_by_changed_images),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
