/* sweep_build.c: from a loaded program to a sweep's segments of operations.
 *
 * Digits on which most depends go inside of blocks, where they cost nothing, and of the others
 * those on which least depends are the fastest. A result belongs to the segment of the fastest
 * outer digit it depends on; levels are gathered segment by segment, so that a block adds only what
 * its own digits change. Refuses facts that are read and have no digit, and classes that are not
 * there.
 */
#include "sweep_code.h"
#include "wide_code.h"

#include "env.h"

#include <string.h>

enum { LANES_ALONE = 1 << 20 };      /* of one digit that is larger than a block should be */
#define WORK_MAX (UINT64_C(1) << 33) /* results times digits: looks while building */

/* A plane that is gathered: empty, another's, or its own since some segment. */
typedef struct gather {
    uint32_t plane, segment;
} gather;

typedef struct build {
    cav_sweep *sweep;
    const img *image;
    const cav_sweep_options *options;
    uint32_t results;
    uint8_t *op; /* of a result, as what follows */
    uint32_t *a, *b;
    uint32_t *segment;
    uint32_t *plane;   /* CAV_NONE: not computed */
    uint32_t *inverse; /* plane; CAV_NONE: none yet */
    uint8_t *needed, *mark;
    uint32_t *place_of; /* of a fact: its digit's place; CAV_NONE */
    uint32_t *weight;   /* of a caller's digit: results that depend on it */
    uint32_t most;      /* lanes */
    gather levels[CAV_LEVEL_COUNT];
    gather possible;
    bool failed; /* no memory */
} build;

static bool is_leaf(const build *b, uint32_t result)
{
    return vm_rows[b->op[result]].kind[0] == VM_KIND_fact;
}

static bool reads(const build *b, uint32_t result, unsigned which)
{
    return vm_rows[b->op[result]].kind[which] == VM_KIND_val;
}

/* -- what is wanted -----------------------------------------------------------------------------
 */

/* The value by which effect e counts for the verdict that is wanted; CAV_NONE: it does not. */
static uint32_t counts(const build *b, uint32_t e)
{
    const uint32_t level = IMG_GET(b->image, EFFECTS, e, level);

    if (!b->options->verdict || level == CAV_LEVEL_NOTE || level == CAV_SUPPORTED)
        return CAV_NONE;
    if (b->options->feature == CAV_NONE)
        return IMG_GET(b->image, EFFECTS, e, bears);
    return IMG_GET(b->image, EFFECTS, e, feature) == b->options->feature
               ? IMG_GET(b->image, EFFECTS, e, fires)
               : CAV_NONE;
}

static void need(build *b, uint32_t value)
{
    if (value != CAV_NONE)
        b->needed[value / 2] = 1;
}

static void find_needed(build *b)
{
    for (uint32_t e = 0; e < img_count(b->image, IMG_EFFECTS); e++)
        need(b, counts(b, e));
    for (uint32_t k = 0; k < img_count(b->image, IMG_IMPOSSIBLE); k++)
        need(b, IMG_GET(b->image, IMPOSSIBLE, k, holds));
    need(b, IMG_GET(b->image, META, 0, applies));
    for (uint32_t k = 0; k < b->options->nvalues; k++)
        need(b, b->options->values[k]);
    for (uint32_t r = b->results; r-- > 0;) {
        if (!b->needed[r] || is_leaf(b, r))
            continue;
        b->needed[b->a[r]] |= reads(b, r, 0);
        b->needed[b->b[r]] |= reads(b, r, 1);
    }
}

/* -- the order of digits
 * --------------------------------------------------------------------------- */

/* Results that depend on the fact. */
static uint32_t weigh(build *b, uint32_t fact)
{
    uint32_t weight = 0;

    for (uint32_t r = 0; r < b->results; r++) {
        b->mark[r] = 0;
        if (!b->needed[r])
            continue;
        if (is_leaf(b, r))
            b->mark[r] = b->a[r] == fact;
        else
            b->mark[r] =
                (reads(b, r, 0) && b->mark[b->a[r]]) || (reads(b, r, 1) && b->mark[b->b[r]]);
        weight += b->mark[r];
    }
    return weight;
}

/* Eight times the binary logarithm, about. */
static uint32_t logarithm(uint32_t n)
{
    uint32_t whole = 0;

    while (n >> whole > 1)
        whole++;
    return 8 * whole + (uint32_t)((8 * (uint64_t)(n - (1u << whole))) >> whole);
}

/* Whether digit x should be slower than digit y: more depends on it for its size. */
static bool heavier(const build *b, const sweep_digit *x, const sweep_digit *y)
{
    return (uint64_t)b->weight[x->given] * logarithm(y->count) >
           (uint64_t)b->weight[y->given] * logarithm(x->count);
}

static void sort_digits(build *b)
{
    sweep_digit *digits = b->sweep->digits;

    for (uint32_t d = 0; d < b->sweep->ndigits; d++)
        b->weight[d] = digits[d].fact == CAV_NONE ? 0 : weigh(b, digits[d].fact);
    for (uint32_t d = 1; d < b->sweep->ndigits; d++) {
        const sweep_digit moved = digits[d];
        uint32_t at = d;

        for (; at > 0 && heavier(b, &moved, &digits[at - 1]); at--)
            digits[at] = digits[at - 1];
        digits[at] = moved;
    }
}

/* Moves the heaviest digits that fit a block together behind the others. */
static void move_lanes(build *b)
{
    cav_sweep *s = b->sweep;
    uint32_t lanes = 1, end = s->ndigits;

    for (uint32_t d = 0; d < end;) {
        const sweep_digit moved = s->digits[d];

        if (moved.count > b->most / lanes) {
            d++;
            continue;
        }
        lanes *= moved.count;
        end--;
        memmove(s->digits + d, s->digits + d + 1, (s->ndigits - 1 - d) * sizeof moved);
        s->digits[s->ndigits - 1] = moved;
    }
}

static void split_digits(build *b)
{
    cav_sweep *s = b->sweep;
    uint64_t stride = 1;

    s->lanes = 1;
    s->blocks = 1;
    s->outer = s->ndigits;
    while (s->outer > 0 && s->digits[s->outer - 1].count <= b->most / s->lanes)
        s->lanes *= s->digits[--s->outer].count;
    if (s->lanes == 1 && s->outer > 0 && s->digits[s->outer - 1].count <= LANES_ALONE)
        s->lanes *= s->digits[--s->outer].count;
    for (uint32_t d = s->ndigits; d-- > 0;) {
        s->digits[d].stride = stride;
        stride *= s->digits[d].count;
        s->blocks *= d < s->outer ? s->digits[d].count : 1;
        s->places[s->digits[d].given] = d;
        if (s->digits[d].fact != CAV_NONE)
            b->place_of[s->digits[d].fact] = d;
    }
    s->plane_bytes = (s->lanes + (size_t)511) / 512 * SWEEP_ALIGN;
}

static void order_digits(build *b)
{
    cav_sweep *s = b->sweep;

    memset(b->place_of, UINT8_MAX, img_count(b->image, IMG_FACTS) * sizeof *b->place_of);
    for (uint32_t d = 0; d < s->ndigits; d++)
        s->digits[d] = (sweep_digit){b->options->digits[d].fact, b->options->digits[d].count, d, 0};
    if (!b->options->keep_order) {
        sort_digits(b);
        move_lanes(b);
    }
    split_digits(b);
}

/* -- segments
 * ---------------------------------------------------------------------------------------- */

static cav_status refuse_fact(const build *b, cav_status status, uint32_t fact, const char *why)
{
    return env_fail(&b->sweep->env, status, "%s: %s",
                    img_text(b->image, IMG_GET(b->image, FACTS, fact, name)), why);
}

static cav_status find_segments(build *b)
{
    for (uint32_t r = 0; r < b->results; r++) {
        uint32_t segment = 0;

        if (!b->needed[r])
            continue;
        if (is_leaf(b, r)) {
            const uint32_t place = b->place_of[b->a[r]];

            if (place == CAV_NONE)
                return refuse_fact(b, CAV_BAD_ARGUMENT, b->a[r], "it is read and has no digit");
            segment = place < b->sweep->outer ? place + 1 : 0;
        }
        if (reads(b, r, 0))
            segment = b->segment[b->a[r]];
        if (reads(b, r, 1) && b->segment[b->b[r]] > segment)
            segment = b->segment[b->b[r]];
        b->segment[r] = segment;
    }
    return CAV_OK;
}

/* -- truths of leaves
 * -------------------------------------------------------------------------------- */

static uint64_t digit_value(const build *b, uint32_t place, uint32_t k)
{
    const cav_sweep_digit *given = &b->options->digits[b->sweep->digits[place].given];

    return given->values ? given->values[k] : k;
}

/* Answers of all tests of a text, from those of its patterns and literals. */
static uint64_t all_answers(const img *i, uint32_t fact, uint64_t answers)
{
    const uint32_t first = IMG_GET(i, FACTS, fact, tests), n = IMG_GET(i, FACTS, fact, ntests);

    for (uint32_t t = 0; t < n; t++) {
        const uint32_t a = IMG_GET(i, TESTS, first + t, a) - first;
        const uint32_t c = IMG_GET(i, TESTS, first + t, b) - first;
        uint64_t bit = answers >> t & 1;

        switch ((cav_test)IMG_GET(i, TESTS, first + t, kind)) {
        case CAV_TEST_PATTERN:
        case CAV_TEST_LITERAL:
            break;
        case CAV_TEST_AND:
            bit = answers >> a & answers >> c & 1;
            break;
        case CAV_TEST_OR:
            bit = (answers >> a | answers >> c) & 1;
            break;
        case CAV_TEST_NOT:
            bit = ~answers >> a & 1;
            break;
        }
        answers = (answers & ~(UINT64_C(1) << t)) | bit << t;
    }
    return answers;
}

/* Whether the leaf is true for value k of its fact's digit. */
static bool truth(const build *b, uint32_t leaf, uint64_t value)
{
    const img *i = b->image;
    const uint32_t fact = b->a[leaf], what = b->b[leaf];

    if (IMG_GET(i, FACTS, fact, classes) == 0)
        return all_answers(i, fact, value) >> (what - IMG_GET(i, FACTS, fact, tests)) & 1;
    return IMG_GET(i, SETWORDS, IMG_GET(i, SETS, what, words) + (uint32_t)value / 32, bits) >>
               value % 32 &
           1;
}

static cav_status check_fact(const build *b, uint32_t place)
{
    const uint32_t fact = b->sweep->digits[place].fact;
    const uint32_t classes = IMG_GET(b->image, FACTS, fact, classes);

    if (classes == 0 && IMG_GET(b->image, FACTS, fact, ntests) > SWEEP_TESTS_MAX)
        return refuse_fact(b, CAV_BAD_ARGUMENT, fact, "a text with more than 64 tests");
    for (uint32_t k = 0; classes && k < b->sweep->digits[place].count; k++) {
        if (digit_value(b, place, k) >= classes)
            return refuse_fact(b, CAV_BAD_VALUE, fact, "it has no such class");
    }
    return CAV_OK;
}

/* Where the leaf's truths begin. */
static uint32_t add_truths(build *b, uint32_t leaf)
{
    cav_sweep *s = b->sweep;
    const uint32_t place = b->place_of[b->a[leaf]], count = s->digits[place].count;
    const size_t at = s->ntruths;
    uint8_t *truths = wide_grow(&s->env, s->truths, &s->room_truths, at + count, 1);

    b->failed |= !truths || at + count > UINT32_MAX;
    if (b->failed)
        return 0;
    s->truths = truths;
    for (uint32_t k = 0; k < count; k++)
        s->truths[at + k] = truth(b, leaf, digit_value(b, place, k));
    s->ntruths += count;
    return (uint32_t)at;
}

/* -- operations
 * -------------------------------------------------------------------------------------- */

static void emit(build *b, uint32_t op, uint32_t out, uint32_t x, uint32_t y)
{
    cav_sweep *s = b->sweep;
    sweep_op *ops = wide_grow(&s->env, s->ops, &s->room_ops, (size_t)s->nops + 1, sizeof *ops);

    b->failed |= !ops;
    if (!ops)
        return;
    s->ops = ops;
    s->ops[s->nops++] = (sweep_op){op, out, x, y};
}

static void emit_result(build *b, uint32_t r)
{
    cav_sweep *s = b->sweep;

    b->plane[r] = s->nplanes++;
    if (is_leaf(b, r)) {
        const uint32_t place = b->place_of[b->a[r]];

        emit(b, place < s->outer ? SWEEP_FILL : SWEEP_SPREAD, b->plane[r], add_truths(b, r), place);
        return;
    }
    emit(b, b->op[r], b->plane[r], b->plane[b->a[r]], b->plane[reads(b, r, 1) ? b->b[r] : b->a[r]]);
}

/* The plane of a value whose result is computed. */
static uint32_t plane_of(build *b, uint32_t value)
{
    const uint32_t r = value / 2;

    if (!(value & 1))
        return b->plane[r];
    if (b->inverse[r] == CAV_NONE) {
        b->inverse[r] = b->sweep->nplanes++;
        emit(b, SWEEP_INVERT, b->inverse[r], b->plane[r], b->plane[r]);
    }
    return b->inverse[r];
}

/* Joins a plane to, or removes it from, what is gathered; planes of earlier segments stay. */
static void add_to(build *b, gather *g, uint32_t op, uint32_t plane, uint32_t segment)
{
    uint32_t out = g->plane;

    if (op == SWEEP_JOIN && g->plane == SWEEP_ZERO) {
        g->plane = plane;
        return;
    }
    if (g->segment != segment)
        out = b->sweep->nplanes++;
    emit(b, op, out, g->plane, plane);
    *g = (gather){out, segment};
}

static bool belongs(const build *b, uint32_t value, uint32_t segment)
{
    return value != CAV_NONE && b->segment[value / 2] == segment;
}

/* The last segment that the verdict depends on. */
static uint32_t last_segment(const build *b)
{
    uint32_t last = 0, value = IMG_GET(b->image, META, 0, applies);

    if (value != CAV_NONE)
        last = b->segment[value / 2];
    for (uint32_t e = 0; e < img_count(b->image, IMG_EFFECTS); e++) {
        value = counts(b, e);
        if (value != CAV_NONE && b->segment[value / 2] > last)
            last = b->segment[value / 2];
    }
    for (uint32_t k = 0; k < img_count(b->image, IMG_IMPOSSIBLE); k++) {
        value = IMG_GET(b->image, IMPOSSIBLE, k, holds);
        last = b->segment[value / 2] > last ? b->segment[value / 2] : last;
    }
    return last;
}

static void emit_answers(build *b, uint32_t segment)
{
    cav_sweep *s = b->sweep;
    const uint32_t applies = IMG_GET(b->image, META, 0, applies);

    for (uint32_t e = 0; e < img_count(b->image, IMG_EFFECTS); e++) {
        const uint32_t value = counts(b, e);

        if (belongs(b, value, segment))
            add_to(b, &b->levels[IMG_GET(b->image, EFFECTS, e, level)], SWEEP_JOIN,
                   plane_of(b, value), segment);
    }
    for (uint32_t k = 0; k < img_count(b->image, IMG_IMPOSSIBLE); k++) {
        const uint32_t value = IMG_GET(b->image, IMPOSSIBLE, k, holds);

        if (belongs(b, value, segment))
            add_to(b, &b->possible, SWEEP_REMOVE, plane_of(b, value), segment);
    }
    if (belongs(b, applies, segment))
        s->applies = plane_of(b, applies);
    for (uint32_t k = 0; k < b->options->nvalues; k++) {
        if (belongs(b, b->options->values[k], segment))
            s->planes[k] = plane_of(b, b->options->values[k]);
    }
}

static void emit_levels(build *b)
{
    cav_sweep *s = b->sweep;

    for (uint32_t level = 0; level < CAV_LEVEL_COUNT; level++)
        s->levels[level] = b->levels[level].plane;
    s->level = s->nplanes;
    s->nplanes += 3;
    if (b->options->verdict)
        emit(b, SWEEP_LEVELS, s->level, 0, 0);
}

static void emit_all(build *b)
{
    cav_sweep *s = b->sweep;
    const uint32_t last = last_segment(b);

    s->nplanes = SWEEP_PLANES;
    s->applies = SWEEP_LANE;
    b->possible = (gather){SWEEP_LANE, CAV_NONE};
    for (uint32_t level = 0; level < CAV_LEVEL_COUNT; level++)
        b->levels[level] = (gather){SWEEP_ZERO, CAV_NONE};
    for (uint32_t segment = 0; segment <= s->outer && !b->failed; segment++) {
        s->segments[segment] = s->nops;
        for (uint32_t r = 0; r < b->results && !b->failed; r++) {
            if (b->needed[r] && b->segment[r] == segment)
                emit_result(b, r);
        }
        emit_answers(b, segment);
        s->possible = b->possible.plane;
        if (segment == last)
            emit_levels(b);
    }
    s->segments[s->outer + 1] = s->nops;
}

/* -- all together
 * ------------------------------------------------------------------------------------ */

static uint64_t lay_out(build *b, uint8_t *block)
{
    const uint64_t n = b->results;
    uint64_t used = 0;

    b->a = env_carve(block, &used, n, sizeof *b->a);
    b->b = env_carve(block, &used, n, sizeof *b->b);
    b->segment = env_carve(block, &used, n, sizeof *b->segment);
    b->plane = env_carve(block, &used, n, sizeof *b->plane);
    b->inverse = env_carve(block, &used, n, sizeof *b->inverse);
    b->place_of = env_carve(block, &used, img_count(b->image, IMG_FACTS), sizeof *b->place_of);
    b->weight = env_carve(block, &used, b->sweep->ndigits, sizeof *b->weight);
    b->op = env_carve(block, &used, n, sizeof *b->op);
    b->needed = env_carve(block, &used, n, sizeof *b->needed);
    b->mark = env_carve(block, &used, n, sizeof *b->mark);
    return used;
}

static cav_status run(build *b)
{
    const cav_sweep *s = b->sweep;
    cav_status status;

    wide_results(s->program, b->op, b->a, b->b);
    memset(b->plane, UINT8_MAX, b->results * sizeof *b->plane);
    memset(b->inverse, UINT8_MAX, b->results * sizeof *b->inverse);
    find_needed(b);
    order_digits(b);
    for (uint32_t d = 0; d < s->ndigits; d++) {
        status = s->digits[d].fact == CAV_NONE ? CAV_OK : check_fact(b, d);
        if (status != CAV_OK)
            return status;
    }
    status = find_segments(b);
    if (status != CAV_OK)
        return status;
    emit_all(b);
    if (b->failed || s->nplanes > SIZE_MAX / 2 / s->plane_bytes - 2)
        return env_fail(&s->env, CAV_NO_MEMORY, "no memory for a sweep");
    return CAV_OK;
}

cav_status sweep_build(cav_sweep *sweep, const cav_sweep_options *options)
{
    const img *i = &sweep->program->image;
    build b = {.sweep = sweep, .image = i, .options = options, .most = SWEEP_LANES};
    cav_status status;
    uint64_t size;
    uint8_t *block;

    b.results = IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);
    if (b.results * ((uint64_t)sweep->ndigits + 1) > WORK_MAX)
        return env_fail(&sweep->env, CAV_BAD_ARGUMENT, "too many digits and results to sweep");
    if (options->lanes)
        b.most = options->lanes < LANES_ALONE ? options->lanes : LANES_ALONE;
    size = lay_out(&b, NULL) + 8;
    block = env_alloc(&sweep->env, size);
    if (!block)
        return env_fail(&sweep->env, CAV_NO_MEMORY, "no memory for a sweep");
    lay_out(&b, block);
    status = run(&b);
    env_free(&sweep->env, block, (size_t)size);
    return status;
}
