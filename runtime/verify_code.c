/* verify_code.c: the instructions of CODE and XCODE.
 *
 * Proves, in one pass: runs of known instructions, at least one each, fill the section; every
 * operand is below the first index its kind in ops.def calls illegal, so an instruction reads only
 * facts, sets, tests and results computed before its run; a set is as wide as its fact, a test is
 * one of its fact's. It names no instruction. Refuses code whose results are not those META states.
 */
#include "image_rows.h"

#include "ops.h"

typedef struct code {
    img_section section;
    uint64_t size, at; /* bytes, and the next to read */
    unsigned width;    /* of an operand */
    uint64_t results;  /* computed before the run in hand */
} code;

static uint32_t get(const img_check *c, const code *k, uint64_t at)
{
    const uint8_t *p = c->image->bytes + c->image->at[k->section].offset + at;

    return k->width == 2 ? img_get16(p) : img_get32(p);
}

static uint64_t first_illegal(const img_check *c, unsigned kind, uint64_t run_start)
{
    const uint64_t nfacts = img_count(c->image, IMG_FACTS);
    const uint64_t nsets = img_count(c->image, IMG_SETS);
    const uint64_t ntests = img_count(c->image, IMG_TESTS);

    switch ((vm_kind)kind) {
#define KIND(name, letter, first_illegal) \
    case VM_KIND_##name: \
        return first_illegal;
#include "ops.def"
    case VM_KINDS:
        break;
    }
    return 0;
}

/* What two operands owe each other. NULL: paid. */
static const char *mismatch(const img *i, const vm_row *row, uint32_t a, uint32_t b)
{
    if (row->kind[0] != VM_KIND_fact)
        return NULL;
    if (row->kind[1] == VM_KIND_set &&
        IMG_GET(i, SETS, b, width) != IMG_GET(i, FACTS, a, classes))
        return "a set that is not as wide as its fact";
    if (row->kind[1] == VM_KIND_test &&
        (b < IMG_GET(i, FACTS, a, tests) ||
         b - IMG_GET(i, FACTS, a, tests) >= IMG_GET(i, FACTS, a, ntests)))
        return "a test of another fact";
    return NULL;
}

/* `count` instructions of one row, all of whose bytes are there. */
static cav_status check_run(const img_check *c, code *k, const vm_row *row, uint32_t count)
{
    const uint64_t limit_a = first_illegal(c, row->kind[0], k->results);
    const uint64_t limit_b = first_illegal(c, row->kind[1], k->results);

    for (uint32_t n = 0; n < count; n++, k->at += 2 * k->width) {
        const uint32_t a = get(c, k, k->at), b = get(c, k, k->at + k->width);
        const char *why;

        if (a >= limit_a)
            return img_refuse_raw(c, k->section, k->at, "first operand out of range");
        if (b >= limit_b)
            return img_refuse_raw(c, k->section, k->at + k->width, "second operand out of range");
        why = mismatch(c->image, row, a, b);
        if (why)
            return img_refuse_raw(c, k->section, k->at, why);
    }
    k->results += count;
    return CAV_OK;
}

static cav_status check_runs(const img_check *c, code *k)
{
    const unsigned w = k->width;

    while (k->at < k->size) {
        uint32_t op, count;
        cav_status status;

        if (k->size - k->at < 2 * w)
            return img_refuse_raw(c, k->section, k->at, "ends inside the head of a run");
        op = get(c, k, k->at);
        count = get(c, k, k->at + w);
        if (op >= VM_OPS)
            return img_refuse_raw(c, k->section, k->at, "unknown instruction");
        k->at += 2 * w;
        if (count == 0 || count > (k->size - k->at) / (2 * w))
            return img_refuse_raw(c, k->section, k->at - w, "a run of no or too many instructions");
        status = check_run(c, k, &vm_rows[op], count);
        if (status != CAV_OK)
            return status;
    }
    return CAV_OK;
}

cav_status img_verify_code(const img_check *c)
{
    const img *i = c->image;
    const uint32_t width = IMG_GET(i, META, 0, operand);
    code k = {IMG_CODE, i->at[IMG_CODE].size, 0, width, 0};
    cav_status status;

    if (width != 2 && width != 4)
        return img_refuse(c, IMG_META, 0, IMG_META_operand, "operands have 2 or 4 bytes");
    status = check_runs(c, &k);
    if (status != CAV_OK)
        return status;
    if (k.results != c->limit)
        return img_refuse(c, IMG_META, 0, IMG_META_results, "not the results of the code");
    k = (code){IMG_XCODE, i->at[IMG_XCODE].size, 0, width, k.results};
    status = check_runs(c, &k);
    if (status == CAV_OK && k.results != c->xlimit)
        return img_refuse(c, IMG_META, 0, IMG_META_xresults, "not the results of the code");
    return status;
}
