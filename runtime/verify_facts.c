/* verify_facts.c: facts, their domains, sets of classes and text tests.
 *
 * Proves: questions stand first, in order; each fact's pieces follow those of the fact before and
 * begin at the domain's minimum and ascend; classes are below the fact's count, and every one is used;
 * sets have no bit above their width; tests belong to one fact each and read earlier ones of it.
 * Refuses facts of more than CLASSES_MAX classes and names of more than NAME_MAX_BYTES, so that a
 * step and a look-up cost a bounded time.
 */
#include "image_rows.h"

#include "env.h"
#include "values.h"

#include <string.h>

enum { CLASSES_MAX = 65536, NAMED_MAX = 64, NAME_MAX_BYTES = 256 };

#define REFUSE(ID, record, field, why) \
    return img_refuse(c, IMG_##ID, (record), IMG_##ID##_##field, (why))

/* -- one piece --------------------------------------------------------------------------------- */

static cav_status check_named(const img_check *c, uint32_t p)
{
    const img *i = c->image;

    if (IMG_GET(i, PIECES, p, name) == CAV_NONE)
        REFUSE(PIECES, p, name, "a value needs a name");
    if (IMG_GET(i, PIECES, p, product) != CAV_NONE)
        REFUSE(PIECES, p, product, "a named value has no product");
    if (IMG_GET(i, PIECES, p, w0) | IMG_GET(i, PIECES, p, w1) | IMG_GET(i, PIECES, p, w2) |
        IMG_GET(i, PIECES, p, w3))
        REFUSE(PIECES, p, w0, "a named value has no bound");
    return CAV_OK;
}

static cav_status check_number(const img_check *c, uint32_t p)
{
    const img *i = c->image;

    if (IMG_GET(i, PIECES, p, name) != CAV_NONE)
        REFUSE(PIECES, p, name, "a number has no name");
    if (IMG_GET(i, PIECES, p, product) != CAV_NONE)
        REFUSE(PIECES, p, product, "a number has no product");
    if (IMG_GET(i, PIECES, p, w2) | IMG_GET(i, PIECES, p, w3))
        REFUSE(PIECES, p, w2, "a number has two words");
    return CAV_OK;
}

static cav_status check_release(const img_check *c, uint32_t p)
{
    const img *i = c->image;

    if (IMG_GET(i, PIECES, p, name) != CAV_NONE)
        REFUSE(PIECES, p, name, "a release has no name");
    if (IMG_GET(i, PIECES, p, product) == CAV_NONE)
        REFUSE(PIECES, p, product, "a release needs a product");
    for (uint32_t k = 0; k < CAV_VERSION_PARTS; k++) {
        if (img_field(i, IMG_PIECES, p, IMG_PIECES_w0 + k) > CAV_VERSION_MAX)
            return img_refuse(c, IMG_PIECES, p, IMG_PIECES_w0 + k, "over its limit");
    }
    return CAV_OK;
}

/* -- one domain -------------------------------------------------------------------------------- */

static cav_status check_piece(const img_check *c, cav_type type, uint32_t piece)
{
    if (type == CAV_NUMBER)
        return check_number(c, piece);
    return type == CAV_RELEASE ? check_release(c, piece) : check_named(c, piece);
}

/* Bounds ascend from the minimum. Named values have their index for a key: nothing to check. */
static cav_status check_bounds(const img_check *c, cav_type type, uint32_t first, uint32_t n)
{
    uint32_t before[KEY_WORDS], key[KEY_WORDS];

    for (uint32_t k = 0; k < n; k++) {
        cav_status status = check_piece(c, type, first + k);

        if (status != CAV_OK)
            return status;
        value_piece_key(c->image, type, first + k, k, key);
        if (k == 0 && (key[0] | key[1] | key[2] | key[3] | key[4]))
            REFUSE(PIECES, first, w0, "the domain does not begin at its minimum");
        if (k > 0 && value_compare(before, key) >= 0)
            REFUSE(PIECES, first + k, w0, "bounds do not ascend");
        memcpy(before, key, sizeof before);
    }
    return CAV_OK;
}

/* `seen` has room for CLASSES_MAX bits. */
static cav_status check_classes(const img_check *c, uint32_t fact, uint32_t *seen)
{
    const img *i = c->image;
    const uint32_t classes = IMG_GET(i, FACTS, fact, classes);
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);
    uint32_t used = 0;

    memset(seen, 0, 4 * (size_t)((classes + 31) / 32));
    for (uint32_t p = first; p < first + n; p++) {
        const uint32_t class = IMG_GET(i, PIECES, p, class);

        if (class >= classes)
            REFUSE(PIECES, p, class, "no such class of its fact");
        used += !(seen[class / 32] >> class % 32 & 1);
        seen[class / 32] |= (uint32_t)1 << class % 32;
    }
    if (used != classes)
        REFUSE(FACTS, fact, classes, "a class without values");
    return CAV_OK;
}

/* How many values the domain must have, where its type fixes that; CAV_NONE: it does not. */
static uint32_t fixed_values(const img *i, cav_type type)
{
    if (type == CAV_FLAG || type == CAV_WANTED)
        return 2;
    if (type == CAV_DEPTH)
        return img_count(i, IMG_LAYERS) ? img_count(i, IMG_LAYERS) : 1;
    return type == CAV_TEXT ? 0 : CAV_NONE;
}

static cav_status check_domain(const img_check *c, uint32_t fact, uint32_t *seen)
{
    const img *i = c->image;
    const cav_type type = (cav_type)IMG_GET(i, FACTS, fact, type);
    const uint32_t classes = IMG_GET(i, FACTS, fact, classes);
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);
    cav_status status;

    if (fixed_values(i, type) != CAV_NONE && fixed_values(i, type) != n)
        REFUSE(FACTS, fact, npieces, "the wrong number of values for its type");
    if (type == CAV_ONE_OF && n > NAMED_MAX)
        REFUSE(FACTS, fact, npieces, "more than 64 values");
    if (type == CAV_TEXT ? classes != 0 : classes == 0 || classes > CLASSES_MAX)
        REFUSE(FACTS, fact, classes, "not a number of classes for its type");
    status = check_bounds(c, type, first, n);
    if (status == CAV_OK && type == CAV_FLAG &&
        (strcmp(img_text(i, IMG_GET(i, PIECES, first, name)), "off") ||
         strcmp(img_text(i, IMG_GET(i, PIECES, first + 1, name)), "on")))
        REFUSE(PIECES, first, name, "a flag is off or on");
    return status == CAV_OK ? check_classes(c, fact, seen) : status;
}

/* -- questions and facts ----------------------------------------------------------------------- */

static cav_status check_question(const img_check *c, uint32_t fact)
{
    const img *i = c->image;
    const uint32_t features = img_count(i, IMG_FEATURES);
    const uint32_t type = IMG_GET(i, FACTS, fact, type);
    const bool question = fact <= features;

    if (img_text_size(i, IMG_GET(i, FACTS, fact, name)) > NAME_MAX_BYTES)
        REFUSE(FACTS, fact, name, "longer than 256 bytes");
    if (question && type != (fact ? CAV_WANTED : CAV_DEPTH))
        REFUSE(FACTS, fact, type, "the questions come first: depth, then one per feature");
    if (!question && type >= CAV_DEPTH)
        REFUSE(FACTS, fact, type, "a question among the facts");
    if (question != (IMG_GET(i, FACTS, fact, layer) == CAV_NONE))
        REFUSE(FACTS, fact, layer, "facts have a layer, questions have none");
    if (question && (IMG_GET(i, FACTS, fact, nblocks) || IMG_GET(i, FACTS, fact, fixed)))
        REFUSE(FACTS, fact, fixed, "a question is neither read nor fixed");
    if (fact > 0 && question && IMG_GET(i, FEATURES, fact - 1, wanted) != fact)
        REFUSE(FEATURES, fact - 1, wanted, "not the feature's own question");
    return CAV_OK;
}

/* Tests [first, first + n) belong to one fact: each combination reads earlier tests of it. */
static cav_status check_tests(const img_check *c, uint32_t first, uint32_t n)
{
    const img *i = c->image;

    for (uint32_t t = first; t < first + n; t++) {
        const uint32_t kind = IMG_GET(i, TESTS, t, kind);
        const uint32_t a = IMG_GET(i, TESTS, t, a), b = IMG_GET(i, TESTS, t, b);
        const bool binary = kind == CAV_TEST_AND || kind == CAV_TEST_OR;

        if (kind == CAV_TEST_PATTERN || kind == CAV_TEST_LITERAL) {
            if (a >= img_text_count(i))
                REFUSE(TESTS, t, a, "no such text");
            if (b >= (kind == CAV_TEST_PATTERN ? 16 : 1))
                REFUSE(TESTS, t, b, "over its limit");
            continue;
        }
        if (a < first || a >= t)
            REFUSE(TESTS, t, a, "not an earlier test of its fact");
        if (binary ? b < first || b >= t : b != 0)
            REFUSE(TESTS, t, b, binary ? "not an earlier test of its fact" : "must be 0");
    }
    return CAV_OK;
}

static cav_status check_facts(const img_check *c, uint32_t *seen)
{
    const img *i = c->image;
    uint32_t pieces = 0, tests = 0;

    for (uint32_t f = 0; f < img_count(i, IMG_FACTS); f++) {
        const uint32_t n = IMG_GET(i, FACTS, f, npieces), nt = IMG_GET(i, FACTS, f, ntests);
        cav_status status = check_question(c, f);

        if (status != CAV_OK)
            return status;
        if (n && IMG_GET(i, FACTS, f, pieces) != pieces)
            REFUSE(FACTS, f, pieces, "pieces do not follow those of the fact before");
        if (nt && IMG_GET(i, FACTS, f, tests) != tests)
            REFUSE(FACTS, f, tests, "tests do not follow those of the fact before");
        if (nt && IMG_GET(i, FACTS, f, type) != CAV_TEXT)
            REFUSE(FACTS, f, ntests, "tests of a fact that is no text");
        status = check_domain(c, f, seen);
        if (status == CAV_OK)
            status = check_tests(c, tests, nt);
        if (status != CAV_OK)
            return status;
        pieces += n;
        tests += nt;
    }
    if (pieces != img_count(i, IMG_PIECES))
        return img_refuse_raw(c, IMG_PIECES, 0, "pieces of no fact");
    if (tests != img_count(i, IMG_TESTS))
        return img_refuse_raw(c, IMG_TESTS, 0, "tests of no fact");
    return CAV_OK;
}

static cav_status check_sets(const img_check *c)
{
    const img *i = c->image;

    for (uint32_t s = 0; s < img_count(i, IMG_SETS); s++) {
        const uint32_t width = IMG_GET(i, SETS, s, width), n = IMG_GET(i, SETS, s, nwords);
        uint32_t last;

        if (width == 0 || width > CLASSES_MAX)
            REFUSE(SETS, s, width, "not a number of classes");
        if (n != (width + 31) / 32)
            REFUSE(SETS, s, nwords, "not the words of its width");
        last = IMG_GET(i, SETWORDS, IMG_GET(i, SETS, s, words) + n - 1, bits);
        if (width % 32 && last >> width % 32)
            REFUSE(SETS, s, words, "bits above its width");
    }
    return CAV_OK;
}

cav_status img_verify_facts(const img_check *c)
{
    const size_t size = CLASSES_MAX / 8;
    uint32_t *seen;
    cav_status status;

    if (img_count(c->image, IMG_FACTS) < 1 + (uint64_t)img_count(c->image, IMG_FEATURES))
        return img_refuse_raw(c, IMG_FACTS, 0, "a question is missing");
    seen = env_alloc(c->env, size);
    if (!seen)
        return env_fail(c->env, CAV_NO_MEMORY, "no memory to verify an image");
    status = check_facts(c, seen);
    env_free(c->env, seen, size);
    return status == CAV_OK ? check_sets(c) : status;
}
