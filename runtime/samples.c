/* samples.c: values that stand for the classes of a fact: two of each piece of its domain, the
 * piece's first, and where its start is no version that anyone would write, one beside the next
 * border.
 *
 * It refuses nothing; what has no such values (texts, questions) has none. Invariant: every class
 * of the fact holds a value that is listed.
 */
#include "program.h"
#include "values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The last version below `next` that has as many parts as are usual; else 1 or 1.0. */
static void version_below(const uint32_t next[KEY_WORDS], uint32_t product, uint32_t parts,
                          uint32_t part[CAV_VERSION_PARTS])
{
    memset(part, 0, CAV_VERSION_PARTS * sizeof *part);
    part[0] = 1;
    if (next[0] != product || (!next[1] && !next[2]))
        return;
    part[0] = next[1];
    if (parts > 1 && next[2]) {
        part[1] = next[2] - 1;
    } else {
        part[0] = next[1] - 1;
        part[1] = parts > 1 ? 9 : 0;
    }
}

static size_t print_release(const img *i, uint32_t product, const uint32_t part[CAV_VERSION_PARTS],
                            char *buffer, size_t size)
{
    uint32_t parts = IMG_GET(i, PRODUCTS, product, parts), n = parts;
    char text[64] = "";
    size_t used = 0;

    for (uint32_t k = parts; parts && k < CAV_VERSION_PARTS; k++)
        n = part[k] ? k + 1 : n;
    for (uint32_t k = 0; k < n; k++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%c%" PRIu32, k ? '.' : ' ', part[k]);
    return (size_t)snprintf(buffer, size, "%s%s", img_text(i, IMG_GET(i, PRODUCTS, product, name)),
                            text);
}

static size_t sample_release(const img *i, uint32_t fact, uint32_t piece, bool first, char *buffer,
                             size_t size)
{
    const uint32_t record = IMG_GET(i, FACTS, fact, pieces) + piece;
    uint32_t low[KEY_WORDS], next[KEY_WORDS] = {UINT32_MAX}, part[CAV_VERSION_PARTS];
    uint32_t product;

    value_piece_key(i, CAV_RELEASE, record, piece, low);
    if (piece + 1 < IMG_GET(i, FACTS, fact, npieces))
        value_piece_key(i, CAV_RELEASE, record + 1, piece + 1, next);
    product = low[0];
    memcpy(part, low + 1, sizeof part);
    if (!first && !part[0] && !part[1] && !part[2] && !part[3]) {
        if (next[0] < img_count(i, IMG_PRODUCTS) && (next[1] || next[2]))
            product = next[0];
        version_below(next, product, IMG_GET(i, PRODUCTS, product, parts), part);
    }
    return print_release(i, product, part, buffer, size);
}

static size_t sample_number(const img *i, uint32_t record, char *buffer, size_t size)
{
    uint64_t n = (uint64_t)IMG_GET(i, PIECES, record, w1) << 32 | IMG_GET(i, PIECES, record, w0);

    return (size_t)snprintf(buffer, size, "%" PRId64, (int64_t)n);
}

size_t cav_fact_sample(const cav_program *program, uint32_t fact, uint32_t k, char *buffer,
                       size_t size)
{
    const img *i = &program->image;
    uint32_t record;

    if (fact >= img_count(i, IMG_FACTS) || k / 2 >= IMG_GET(i, FACTS, fact, npieces))
        return 0;
    record = IMG_GET(i, FACTS, fact, pieces) + k / 2;
    switch ((cav_type)IMG_GET(i, FACTS, fact, type)) {
    case CAV_RELEASE:
        return sample_release(i, fact, k / 2, k % 2, buffer, size);
    case CAV_NUMBER:
        return sample_number(i, record, buffer, size);
    case CAV_FLAG:
    case CAV_ONE_OF:
        return (size_t)snprintf(buffer, size, "%s", img_text(i, IMG_GET(i, PIECES, record, name)));
    default:
        return 0;
    }
}
