/* image.c: opens an image: its head, its section table, its checksum.
 *
 * Refuses every byte sequence but the one canonical encoding of its sections: offsets follow each
 * other, gaps are zero, nothing is left over. What stands inside the sections is verify.c's.
 * Invariant: after img_open every section lies inside the bytes and holds `count` whole records.
 */
#include "image_rows.h"

#include "env.h"

#include <string.h>

const img_row img_rows[IMG_SECTIONS] = {
#define SECTION(ID, number, class) {#ID, number, IMG_CLASS_##class, IMG_##ID##_FIELDS},
#include "image.def"
};

#define CRC_TABLES_FROM 2048 /* bytes from which making the tables pays */

/* The register after `n` more bytes of nothing, for every low byte: eight bytes are then one step. */
typedef struct crc_tables {
    uint32_t after[8][256];
} crc_tables;

static void make_tables(crc_tables *t)
{
    for (uint32_t k = 0; k < 256; k++) {
        uint32_t crc = k;

        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320 & (0 - (crc & 1)));
        t->after[0][k] = crc;
    }
    for (int n = 1; n < 8; n++) {
        for (uint32_t k = 0; k < 256; k++)
            t->after[n][k] = t->after[n - 1][k] >> 8 ^ t->after[0][t->after[n - 1][k] & 255];
    }
}

static uint32_t crc_eights(uint32_t crc, const uint8_t *bytes, size_t eights)
{
    crc_tables t; /* made where they are used: no table of 8 KiB to carry, none to share */

    make_tables(&t);
    for (; eights; eights--, bytes += 8) {
        const uint32_t low = crc ^ img_get32(bytes), high = img_get32(bytes + 4);

        crc = t.after[7][low & 255] ^ t.after[6][low >> 8 & 255] ^ t.after[5][low >> 16 & 255] ^
              t.after[4][low >> 24] ^ t.after[3][high & 255] ^ t.after[2][high >> 8 & 255] ^
              t.after[1][high >> 16 & 255] ^ t.after[0][high >> 24];
    }
    return crc;
}

uint32_t img_crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
    static const uint32_t nibble[16] = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
        0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
        0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    };
    const size_t eights = size < CRC_TABLES_FROM ? 0 : size / 8;

    crc = ~crc;
    if (eights)
        crc = crc_eights(crc, bytes, eights);
    for (size_t k = 8 * eights; k < size; k++) {
        crc ^= bytes[k];
        crc = crc >> 4 ^ nibble[crc & 15];
        crc = crc >> 4 ^ nibble[crc & 15];
    }
    return ~crc;
}

bool cav_image_is(const void *bytes, size_t size)
{
    return size >= IMG_MAGIC_SIZE && memcmp(bytes, IMG_MAGIC, IMG_MAGIC_SIZE) == 0;
}

/* -- texts: u32 count, count + 1 offsets, bytes ------------------------------------------------ */

static const uint8_t *texts(const img *i)
{
    return i->bytes + i->at[IMG_TEXTS].offset;
}

uint32_t img_text_count(const img *i)
{
    return img_get32(texts(i));
}

static uint32_t text_offset(const uint8_t *at, uint32_t index)
{
    return img_get32(at + 4 + 4 * (size_t)index);
}

const char *img_texts_get(const uint8_t *at, uint32_t index)
{
    return (const char *)at + 4 + 4 * ((size_t)img_get32(at) + 1) + text_offset(at, index);
}

uint32_t img_texts_size(const uint8_t *at, uint32_t index)
{
    return text_offset(at, index + 1) - text_offset(at, index) - 1;
}

const char *img_text(const img *i, uint32_t index)
{
    return index == CAV_NONE ? NULL : img_texts_get(texts(i), index);
}

uint32_t img_text_size(const img *i, uint32_t index)
{
    return img_texts_size(texts(i), index);
}

/* -- the head ---------------------------------------------------------------------------------- */

static cav_status bad(const cav_env *env, size_t byte, const char *why)
{
    return env_fail(env, CAV_BAD_IMAGE, "image: byte %zu: %s", byte, why);
}

static uint32_t checksum(const uint8_t *p, size_t size)
{
    const uint32_t head = img_crc32(0, p, IMG_AT_CRC);

    return img_crc32(head, p + IMG_AT_SECTIONS, size - IMG_AT_SECTIONS);
}

static cav_status check_head(const cav_env *env, const uint8_t *p, size_t size, bool sound)
{
    if (!cav_image_is(p, size))
        return bad(env, 0, "not a caveat image");
    if (size < IMG_AT_SIZE)
        return bad(env, size, "ends before its format version");
    if (img_get32(p + IMG_AT_VERSION) != CAV_FORMAT_VERSION)
        return env_fail(env, CAV_BAD_VERSION,
                        "image: format version %lu, this library reads version %d",
                        (unsigned long)img_get32(p + IMG_AT_VERSION), CAV_FORMAT_VERSION);
    if (size < IMG_AT_TABLE)
        return bad(env, size, "ends inside its head");
    if (size > IMG_MAX)
        return bad(env, IMG_AT_SIZE, "larger than 256 MiB");
    if (img_get32(p + IMG_AT_SIZE) != size || size % 8)
        return bad(env, IMG_AT_SIZE, "its size is not the size it states");
    if (!sound && img_get32(p + IMG_AT_CRC) != checksum(p, size))
        return bad(env, IMG_AT_CRC, "wrong checksum: it is damaged");
    if (img_get32(p + IMG_AT_SECTIONS) > (size - IMG_AT_TABLE) / IMG_ENTRY)
        return bad(env, IMG_AT_SECTIONS, "more sections than fit");
    return CAV_OK;
}

/* -- the section table ------------------------------------------------------------------------- */

typedef struct entry {
    uint32_t number, offset, size, count;
} entry;

static entry get_entry(const uint8_t *p)
{
    return (entry){img_get32(p), img_get32(p + 4), img_get32(p + 8), img_get32(p + 12)};
}

static img_section find_section(uint32_t number)
{
    int s = 0;

    while (s < IMG_SECTIONS && img_rows[s].number != number)
        s++;
    return (img_section)s;
}

static bool zeros(const uint8_t *p, size_t from, size_t to)
{
    while (from < to) {
        if (p[from++])
            return false;
    }
    return true;
}

static uint64_t align8(uint64_t offset)
{
    return (offset + 7) & ~(uint64_t)7;
}

/* The entry against its row in image.def; NULL: fits. */
static const char *misfit(const img_row *row, const entry *e)
{
    const bool skip = row->class == IMG_CLASS_SKIP || row->class == IMG_CLASS_SKIPRAW;

    if (skip != ((e->number & IMG_SKIP) != 0))
        return "a known section with the wrong may-be-skipped bit";
    if (skip && e->size == 0)
        return "an empty section that should have been left out";
    if ((uint64_t)e->count * row->fields * 4 != (row->fields ? e->size : e->count))
        return "its size is not that of its records";
    if (row->class == IMG_CLASS_ONE && e->count != 1)
        return "it must hold one record";
    return NULL;
}

static bool is_language(uint32_t number)
{
    return number >= IMG_LANGUAGE && number < IMG_LANGUAGE + IMG_LANGUAGES;
}

static cav_status take_language(const cav_env *env, img *out, size_t at, const entry *e)
{
    if (!(e->number & IMG_SKIP))
        return bad(env, at, "a known section with the wrong may-be-skipped bit");
    if (e->count)
        return bad(env, at, "its size is not that of its records");
    out->languages[out->nlanguages].offset = e->offset;
    out->languages[out->nlanguages++].size = e->size;
    return CAV_OK;
}

static cav_status take_entry(const cav_env *env, img *out, size_t at, const entry *e)
{
    const img_section s = find_section(e->number & ~IMG_SKIP);
    const char *why;

    if (is_language(e->number & ~IMG_SKIP))
        return take_language(env, out, at, e);
    if (s == IMG_SECTIONS)
        return e->number & IMG_SKIP ? CAV_OK
                                    : bad(env, at, "an unknown section that must be known");
    why = misfit(&img_rows[s], e);
    if (why)
        return bad(env, at, why);
    out->at[s].offset = e->offset;
    out->at[s].size = e->size;
    out->at[s].count = e->count;
    return CAV_OK;
}

/* Entries in order, each section where the one before ended, rounded up to 8, gaps zero. */
static cav_status take_table(const cav_env *env, img *out)
{
    const uint8_t *p = out->bytes;
    const uint32_t n = img_get32(p + IMG_AT_SECTIONS);
    uint64_t end = IMG_AT_TABLE + (uint64_t)n * IMG_ENTRY;
    uint32_t last = 0;

    for (uint32_t k = 0; k < n; k++) {
        const size_t at = IMG_AT_TABLE + (size_t)k * IMG_ENTRY;
        const entry e = get_entry(p + at);
        const uint32_t number = e.number & ~IMG_SKIP;
        cav_status status;

        if (number <= last)
            return bad(env, at, "sections are not in ascending order");
        if (e.offset != align8(end) || e.offset > out->size || e.size > out->size - e.offset)
            return bad(env, at + 4, "a section is not where it must be");
        if (!zeros(p, (size_t)end, e.offset))
            return bad(env, (size_t)end, "a gap is not zero");
        status = take_entry(env, out, at, &e);
        if (status != CAV_OK)
            return status;
        end = (uint64_t)e.offset + e.size;
        last = number;
    }
    if (align8(end) != out->size || !zeros(p, (size_t)end, out->size))
        return bad(env, (size_t)end, "bytes after the last section");
    return CAV_OK;
}

cav_status img_open(const cav_env *env, const void *bytes, size_t size, bool sound, img *out)
{
    const cav_env own = env_copy(env);
    cav_status status = check_head(&own, bytes, size, sound);

    if (status != CAV_OK)
        return status;
    memset(out, 0, sizeof *out);
    out->bytes = bytes;
    out->size = size;
    for (int s = 0; s < IMG_SECTIONS; s++)
        out->at[s].fields = img_rows[s].fields;
    status = take_table(&own, out);
    for (int s = 0; s < IMG_SECTIONS && status == CAV_OK; s++) {
        const bool optional = img_rows[s].class >= IMG_CLASS_SKIP;

        if (out->at[s].offset == 0 && !optional)
            status = env_fail(&own, CAV_BAD_IMAGE, "image: byte %d: no section %s", IMG_AT_SECTIONS,
                              img_rows[s].name);
    }
    return status;
}
