/* same.c: would gathering for another program find nothing that gathering for this one does not?
 *
 * Compares sources record by record, by the rows of image.def, so that a new field cannot be
 * forgotten. It reads no machine. Refuses nothing; in doubt the answer is no, and both are gathered.
 * Invariant: the recursion is as deep as records lie in records, which the rows limit.
 */
#include "../image_rows.h"
#include "../program.h"

#include "host.h"

#include <string.h>

typedef struct pair {
    const img *a, *b;
} pair;

static bool same_text(const pair *p, uint32_t a, uint32_t b)
{
    if (a == CAV_NONE || b == CAV_NONE)
        return a == b;
    return strcmp(img_text(p->a, a), img_text(p->b, b)) == 0;
}

static bool same_run(const pair *p, img_section section, uint32_t a, uint32_t b, uint32_t count);

/* Field f of two records. */
static bool same_field(const pair *p, const img_field_row *row, img_section section, uint32_t a,
                       uint32_t b, uint32_t f)
{
    const uint32_t x = img_field(p->a, section, a, f), y = img_field(p->b, section, b, f);

    switch ((img_kind)row[f].kind) {
    case IMG_KIND_INT:
        if (section == IMG_SOURCES && f == IMG_SOURCES_end) /* counted from the image's first source */
            return x == 0 || y == 0 ? x == y : x - a == y - b;
        return x == y;
    case IMG_KIND_TEXT:
    case IMG_KIND_TEXT0:
        return same_text(p, x, y);
    case IMG_KIND_RANGE:
        return img_field(p->a, section, a, f + 1) == img_field(p->b, section, b, f + 1) &&
               same_run(p, (img_section)row[f].arg, x, y, img_field(p->a, section, a, f + 1));
    case IMG_KIND_COUNT:
        return true; /* compared with its RANGE */
    default:
        return false; /* no source refers to another record */
    }
}

static bool same_run(const pair *p, img_section section, uint32_t a, uint32_t b, uint32_t count)
{
    const img_field_row *row = img_fields_of(section);

    for (uint32_t k = 0; k < count; k++)
        for (uint32_t f = 0; f < p->a->at[section].fields; f++)
            if (!same_field(p, row, section, a + k, b + k, f))
                return false;
    return true;
}

static bool same_layers(const pair *p)
{
    const uint32_t n = img_count(p->a, IMG_LAYERS);

    if (n != img_count(p->b, IMG_LAYERS))
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!same_text(p, IMG_GET(p->a, LAYERS, k, name), IMG_GET(p->b, LAYERS, k, name)))
            return false;
    return true;
}

static bool same_products(const pair *p)
{
    const uint32_t n = img_count(p->a, IMG_PRODUCTS);

    return n == img_count(p->b, IMG_PRODUCTS) && same_run(p, IMG_PRODUCTS, 0, 0, n);
}

static bool same_fact(const pair *p, uint32_t a, uint32_t b)
{
    const uint32_t type = IMG_GET(p->a, FACTS, a, type);
    const uint32_t n = IMG_GET(p->a, FACTS, a, nblocks);

    return type == IMG_GET(p->b, FACTS, b, type) &&
           IMG_GET(p->a, FACTS, a, layer) == IMG_GET(p->b, FACTS, b, layer) &&
           n == IMG_GET(p->b, FACTS, b, nblocks) &&
           same_run(p, IMG_BLOCKS, IMG_GET(p->a, FACTS, a, blocks), IMG_GET(p->b, FACTS, b, blocks),
                    n);
}

bool cav_gather_covers(const cav_program *program, const cav_program *other)
{
    const pair p = {&program->image, &other->image};

    if (!same_layers(&p) || !same_products(&p))
        return false;
    for (uint32_t b = 0; b < img_count(p.b, IMG_FACTS); b++) {
        const uint32_t a = cav_fact_find(program, img_text(p.b, IMG_GET(p.b, FACTS, b, name)));

        if (IMG_GET(p.b, FACTS, b, nblocks) && (a == CAV_NONE || !same_fact(&p, a, b)))
            return false;
    }
    return true;
}
