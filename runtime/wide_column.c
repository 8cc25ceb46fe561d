/* wide_column.c: codes beyond the classes: dictionaries of partly known values and of texts.
 *
 * A dictionary holds rows: two bits (can be true, can be false) for each leaf of its fact. Rows
 * with equal bits are one, and a value whose row is that of a class or of "unknown" gets that code.
 * Refuses more rows than its codes can name. Invariant: a page once made stays where it is, and
 * what no code was handed out for reads as unknown; so codes are never trusted.
 */
#include "wide_code.h"

#include "env.h"
#include "facts.h"

#include <string.h>

/* -- rows ------------------------------------------------------------------------------------- */

static unsigned leaf_bits(const img *i, const uint32_t *words, uint32_t set)
{
    const uint32_t first = IMG_GET(i, SETS, set, words);
    uint32_t inside = 0, outside = 0;

    for (uint32_t k = 0; k < IMG_GET(i, SETS, set, nwords); k++) {
        const uint32_t bits = IMG_GET(i, SETWORDS, first + k, bits);

        inside |= words[k] & bits;
        outside |= words[k] & ~bits;
    }
    return (inside ? 1u : 0) | (outside ? 2u : 0);
}

void wide_row(const cav_wide *wide, const wide_fact *f, const cav_facts *facts, uint8_t *row)
{
    const cav_program *program = wide->program;

    memset(row, 0, f->groups);
    for (uint32_t l = 0; l < f->nleaves; l++) {
        const uint32_t what = wide->leaf_what[f->leaves + l];
        const unsigned bits =
            f->classes
                ? leaf_bits(&program->image, facts->words + program->more->word_at[f->fact], what)
                : facts->bits[what];

        row[l / 4] |= (uint8_t)(bits << 2 * (l % 4));
    }
}

static uint8_t *cell(const cav_wide_column *column, uint32_t row, uint32_t group)
{
    uint8_t *page = column->pages[row / WIDE_PAGE];

    return page ? page + (size_t)group * WIDE_PAGE + row % WIDE_PAGE : NULL;
}

/* -- new and free ----------------------------------------------------------------------------- */

static cav_status make_page(cav_wide_column *column, uint32_t index)
{
    const wide_fact *f = column->fact;
    const uint8_t *unknown = column->wide->unknown + f->unknown;
    uint8_t *page;

    if (column->pages[index])
        return CAV_OK;
    page = env_alloc(&column->env, (uint64_t)f->groups * WIDE_PAGE);
    if (!page)
        return env_fail(&column->env, CAV_NO_MEMORY, "no memory for a column");
    for (uint32_t g = 0; g < f->groups; g++)
        memset(page + (size_t)g * WIDE_PAGE, unknown[g], WIDE_PAGE);
    column->pages[index] = page;
    return CAV_OK;
}

static cav_status allocate(cav_wide_column *column)
{
    column->npages = column->width == 1 ? 1 : 256;
    column->ntable = 64;
    column->pages = env_alloc(&column->env, column->npages * sizeof *column->pages);
    column->table = env_alloc(&column->env, column->ntable * sizeof *column->table);
    column->row = env_alloc(&column->env, 2 * (uint64_t)column->fact->groups);
    if (!column->pages || !column->table || !column->row)
        return env_fail(&column->env, CAV_NO_MEMORY, "no memory for a column");
    column->count = column->fact->classes ? 0 : 1; /* of a text, row 0 is the unknown one */
    return make_page(column, 0);
}

cav_status cav_wide_column_new(const cav_env *env, const cav_wide *wide, uint32_t fact,
                               unsigned width, cav_wide_column **column)
{
    const cav_env own = env_copy(env);
    const uint32_t nfacts = img_count(&wide->program->image, IMG_FACTS);
    const uint32_t codes = width == 1 ? 256 : 65536;
    const wide_fact *f;
    cav_wide_column *c;
    cav_status status;

    *column = NULL;
    if (fact >= nfacts || wide->use[fact] == CAV_NONE)
        return env_fail(&own, CAV_BAD_ARGUMENT, "fact %lu is not read", (unsigned long)fact);
    f = &wide->facts[wide->use[fact]];
    if ((width != 1 && width != 2) || f->base > codes)
        return env_fail(&own, CAV_BAD_ARGUMENT, "codes of %u bytes do not fit the fact", width);
    c = env_alloc(&own, sizeof *c);
    if (!c)
        return env_fail(&own, CAV_NO_MEMORY, "no memory for a column");
    *c = (cav_wide_column){.env = own, .wide = wide, .fact = f, .width = width};
    c->limit = f->classes ? codes - f->base : codes;
    status = allocate(c);
    if (status == CAV_OK)
        *column = c;
    else
        cav_wide_column_free(c);
    return status;
}

void cav_wide_column_free(cav_wide_column *column)
{
    if (!column)
        return;
    for (uint32_t k = 0; column->pages && k < column->npages; k++)
        env_free(&column->env, column->pages[k], (size_t)column->fact->groups * WIDE_PAGE);
    env_free(&column->env, column->pages, column->npages * sizeof *column->pages);
    env_free(&column->env, column->table, column->ntable * sizeof *column->table);
    env_free(&column->env, column->row, 2 * (size_t)column->fact->groups);
    env_free(&column->env, column, sizeof *column);
}

uint32_t cav_wide_column_count(const cav_wide_column *column)
{
    return column->fact->classes ? column->count : column->count - 1;
}

/* -- codes ------------------------------------------------------------------------------------ */

static uint32_t hash_row(const uint8_t *row, uint32_t groups)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (uint32_t g = 0; g < groups; g++)
        h = (h ^ row[g]) * 0x100000001b3u;
    return (uint32_t)(h ^ h >> 32);
}

static bool equal(const cav_wide_column *column, uint32_t index, const uint8_t *row)
{
    for (uint32_t g = 0; g < column->fact->groups; g++) {
        if (*cell(column, index, g) != row[g])
            return false;
    }
    return true;
}

/* Where in the table this row stands, or would. */
static uint32_t *find(const cav_wide_column *column, const uint8_t *row)
{
    const uint32_t mask = column->ntable - 1;
    uint32_t at = hash_row(row, column->fact->groups) & mask;

    while (column->table[at] && !equal(column, column->table[at] - 1, row))
        at = (at + 1) & mask;
    return &column->table[at];
}

static cav_status widen_table(cav_wide_column *column)
{
    const uint32_t before = column->ntable, groups = column->fact->groups;
    uint8_t *row = column->row + groups;
    uint32_t *table, *old = column->table;

    if (2 * (column->count + 1) <= before)
        return CAV_OK;
    table = env_alloc(&column->env, 2 * (uint64_t)before * sizeof *table);
    if (!table)
        return env_fail(&column->env, CAV_NO_MEMORY, "no memory for a column");
    column->table = table;
    column->ntable = 2 * before;
    for (uint32_t k = 0; k < before; k++) {
        for (uint32_t g = 0; old[k] && g < groups; g++)
            row[g] = *cell(column, old[k] - 1, g);
        if (old[k])
            *find(column, row) = old[k];
    }
    env_free(&column->env, old, before * sizeof *table);
    return CAV_OK;
}

static cav_status add_row(cav_wide_column *column)
{
    const uint32_t index = column->count;
    cav_status status;

    if (index >= column->limit)
        return env_fail(&column->env, CAV_FAILED, "a column's %u-byte codes are used up",
                        column->width);
    status = widen_table(column);
    if (status == CAV_OK)
        status = make_page(column, index / WIDE_PAGE);
    if (status != CAV_OK)
        return status;
    for (uint32_t g = 0; g < column->fact->groups; g++)
        *cell(column, index, g) = column->row[g];
    *find(column, column->row) = index + 1;
    column->count++;
    return CAV_OK;
}

/* The code of column->row. */
static cav_status intern(cav_wide_column *column, uint32_t *code)
{
    const uint32_t *at = find(column, column->row);

    if (!*at) {
        const cav_status status = add_row(column);

        if (status != CAV_OK)
            return status;
        at = find(column, column->row);
    }
    *code = *at - 1 + (column->fact->classes ? column->fact->base : 0);
    return CAV_OK;
}

/* The class, if it is one; CAV_NONE. */
static uint32_t only_class(const uint32_t *words, uint32_t classes)
{
    uint32_t found = CAV_NONE;

    for (uint32_t k = 0; k < (classes + 31) / 32; k++) {
        if (!words[k])
            continue;
        if (found != CAV_NONE || (words[k] & (words[k] - 1)))
            return CAV_NONE;
        for (found = 32 * k; !(words[k] >> found % 32 & 1);)
            found++;
    }
    return found;
}

cav_status cav_wide_column_code(cav_wide_column *column, const cav_facts *facts, uint32_t *code)
{
    const cav_wide *wide = column->wide;
    const wide_fact *f = column->fact;
    uint32_t class = CAV_NONE;

    *code = 0;
    if (facts->program != wide->program)
        return env_fail(&column->env, CAV_BAD_ARGUMENT, "facts of another program");
    if (f->classes)
        class = only_class(facts->words + wide->program->more->word_at[f->fact], f->classes);
    if (class != CAV_NONE) {
        *code = class + 1;
        return CAV_OK;
    }
    wide_row(wide, f, facts, column->row);
    if (memcmp(column->row, wide->unknown + f->unknown, f->groups) == 0)
        return CAV_OK;
    return intern(column, code);
}

/* -- from a code back to facts ---------------------------------------------------------------- */

static void read_unknown(const img *i, uint32_t classes, uint32_t fact, cav_facts *facts,
                         uint32_t *words)
{
    const uint32_t ntests = IMG_GET(i, FACTS, fact, ntests);

    for (uint32_t k = 0; k < (classes + 31) / 32; k++)
        words[k] = classes - 32 * k >= 32 ? UINT32_MAX : ((uint32_t)1 << (classes - 32 * k)) - 1;
    if (ntests)
        memset(facts->bits + IMG_GET(i, FACTS, fact, tests), 3, ntests);
}

/* Leaves out the classes that a leaf's bits exclude. What is left holds the value's classes and
 * gives every leaf the same bits. */
static void narrow(const img *i, uint32_t set, unsigned bits, uint32_t count, uint32_t *words)
{
    const uint32_t first = IMG_GET(i, SETS, set, words), n = IMG_GET(i, SETS, set, nwords);

    for (uint32_t k = 0; k < count; k++) {
        const uint32_t in = k < n ? IMG_GET(i, SETWORDS, first + k, bits) : 0;

        words[k] &= (bits & 1 ? UINT32_MAX : ~in) & (bits & 2 ? UINT32_MAX : in);
    }
}

static void read_row(const cav_wide_column *column, uint32_t row, cav_facts *facts, uint32_t *words)
{
    const wide_fact *f = column->fact;
    const img *i = &column->wide->program->image;

    if (row / WIDE_PAGE >= column->npages || !column->pages[row / WIDE_PAGE])
        return;
    for (uint32_t l = 0; l < f->nleaves; l++) {
        const unsigned bits = (unsigned)*cell(column, row, l / 4) >> 2 * (l % 4) & 3;
        const uint32_t what = column->wide->leaf_what[f->leaves + l];

        if (f->classes)
            narrow(i, what, bits, (f->classes + 31) / 32, words);
        else
            facts->bits[what] = (uint8_t)bits;
    }
}

cav_status cav_wide_column_read(const cav_wide_column *column, uint32_t code, cav_facts *facts)
{
    const cav_program *program = column->wide->program;
    const wide_fact *f = column->fact;
    uint32_t *words = facts->words + program->more->word_at[f->fact];

    if (facts->program != program)
        return env_fail(&column->env, CAV_BAD_ARGUMENT, "facts of another program");
    read_unknown(&program->image, f->classes, f->fact, facts, words);
    if (code && code <= f->classes) {
        memset(words, 0, 4 * (size_t)((f->classes + 31) / 32));
        words[(code - 1) / 32] = (uint32_t)1 << (code - 1) % 32;
    } else if (code >= f->base) {
        read_row(column, f->classes ? code - f->base : code, facts, words);
    }
    return CAV_OK;
}

/* -- what a block reads ----------------------------------------------------------------------- */

static unsigned width_of(const cav_wide_input *in)
{
    return in->column ? in->column->width : 1;
}

/* The code that every host has. */
static uint32_t only_code(const cav_wide_input *in)
{
    return in->code > UINT16_MAX ? 0 : in->code;
}

enum { SPLIT = 64 };

/* So many codes: of a number that it knows a compiler makes vectors. */
static void split_some(const uint16_t *restrict codes, uint8_t *restrict low,
                       uint8_t *restrict high)
{
    for (uint32_t h = 0; h < SPLIT; h++) {
        low[h] = (uint8_t)codes[h];
        high[h] = (uint8_t)(codes[h] >> 8);
    }
}

static void split(const uint16_t *codes, uint32_t count, uint8_t *low, uint8_t *high)
{
    uint32_t h = 0;

    for (; h + SPLIT <= count; h += SPLIT)
        split_some(codes + h, low + h, high + h);
    for (; h < count; h++) {
        low[h] = (uint8_t)codes[h];
        high[h] = (uint8_t)(codes[h] >> 8);
    }
}

/* Asks for the next block's codes while this one's are worked on: a pack has more columns than a
 * processor follows by itself. An address behind a column's end does nothing. */
static void fetch_next(const void *codes, size_t bytes)
{
#if defined(__GNUC__)
    for (size_t at = 0; at < bytes; at += 64)
        __builtin_prefetch((const void *)((uintptr_t)codes + bytes + at));
#else
    (void)codes;
    (void)bytes;
#endif
}

void wide_codes(const wide_job *job, const wide_fact *f, const uint8_t **low, const uint8_t **high)
{
    const cav_wide_input *in = &job->inputs[f->fact];
    const uint8_t *codes = in->codes;

    *low = job->low;
    *high = NULL;
    if (codes && job->count == WIDE_BLOCK)
        fetch_next(codes + job->first * width_of(in), (size_t)WIDE_BLOCK * width_of(in));
    if (!codes) {
        memset(job->low, (int)(only_code(in) & 255), WIDE_BLOCK);
        memset(job->high, (int)(only_code(in) >> 8), WIDE_BLOCK);
        *high = job->high;
    } else if (width_of(in) == 2) {
        split((const uint16_t *)in->codes + job->first, job->count, job->low, job->high);
        *high = job->high;
    } else if (job->count == WIDE_BLOCK) {
        *low = codes + job->first;
    } else {
        memcpy(job->low, codes + job->first, job->count);
    }
    if (codes && job->count < WIDE_BLOCK && *low == job->low) {
        memset(job->low + job->count, 0, WIDE_BLOCK - job->count);
        memset(job->high + job->count, 0, WIDE_BLOCK - job->count);
    }
}

static uint32_t code_at(const cav_wide_input *in, size_t host)
{
    if (!in->codes)
        return only_code(in);
    return width_of(in) == 2 ? ((const uint16_t *)in->codes)[host]
                             : ((const uint8_t *)in->codes)[host];
}

/* Where row `row` of a group stands; the unknown row's group where there is no such row. */
static const uint8_t *row_group(const wide_job *job, const wide_fact *f, uint32_t row,
                                uint32_t group)
{
    const cav_wide_column *column = job->inputs[f->fact].column;
    const uint8_t *at = NULL;

    if (column && row / WIDE_PAGE < column->npages)
        at = cell(column, row, group);
    return at ? at : job->wide->unknown + f->unknown + group;
}

void wide_gather(const wide_job *job, const wide_fact *f, uint32_t group, uint8_t *bytes)
{
    const cav_wide_input *in = &job->inputs[f->fact];
    const uint8_t *codes = in->codes;

    if (codes && in->column && width_of(in) == 1) {
        const uint8_t *page = in->column->pages[0] + (size_t)group * WIDE_PAGE;

        codes += job->first;
        for (uint32_t h = 0; h < job->count; h++)
            bytes[h] = page[codes[h]];
    } else {
        for (uint32_t h = 0; h < job->count; h++)
            bytes[h] = *row_group(job, f, code_at(in, job->first + h), group);
    }
    if (job->count < WIDE_BLOCK)
        memset(bytes + job->count, UINT8_MAX, WIDE_BLOCK - job->count);
}

/* -- codes above the classes ------------------------------------------------------------------ */

unsigned wide_leaf_bits(const wide_job *job, const wide_fact *f, uint32_t code, uint32_t l)
{
    const unsigned group = *row_group(job, f, code - f->base, l / 4);

    return group >> 2 * (l % 4) & 3;
}

static void put(uint8_t *byte, unsigned bit, unsigned value)
{
    *byte = (uint8_t)((unsigned)(*byte & ~(1u << bit)) | value << bit);
}

void wide_patch(const wide_job *job, const wide_fact *f, uint32_t vector)
{
    const cav_wide_input *in = &job->inputs[f->fact];
    const uint32_t *out = job->wide->leaf_out + f->leaves;

    for (uint32_t h = 0; h < job->count; h++) {
        const uint32_t code = code_at(in, job->first + h), bit = h / vector % 8;
        const uint32_t byte = h / (8 * vector) * vector + h % vector;

        if (code < f->base)
            continue;
        for (uint32_t l = 0; l < f->nleaves; l++) {
            const unsigned row = wide_leaf_bits(job, f, code, l);
            uint8_t *plane = job->planes + (size_t)out[l] * WIDE_PLANE + byte;

            put(plane, bit, row & 1);
            put(plane + WIDE_PLANE, bit, row >> 1);
        }
    }
}
