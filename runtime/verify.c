/* verify.c: every promise of image.def, one pass: texts, then each field by its kind, then what is
 * not local to one field (verify_facts.c, verify_code.c, verify_rules.c, verify_language.c).
 *
 * It is the security boundary: whatever it passes can be read, evaluated and printed without any
 * further check. Refuses by the first promise broken, with the place. All sums are in 64 bits.
 */
#include "image_rows.h"

#include "env.h"
#include "text.h"

#include <string.h>

#define ARG_INT(arg) (arg)
#define ARG_TEXT(arg) 0
#define ARG_TEXT0(arg) 0
#define ARG_VAL(arg) 0
#define ARG_VAL0(arg) 0
#define ARG_XVAL(arg) 0
#define ARG_REF(arg) IMG_##arg
#define ARG_REF0(arg) IMG_##arg
#define ARG_RANGE(arg) IMG_##arg
#define ARG_COUNT(arg) IMG_##arg

static const img_field_row fields[] = {
#define FIELD(ID, name, kind, arg) {#name, IMG_##ID, IMG_KIND_##kind, ARG_##kind(arg)},
#include "image.def"
};

enum { NFIELDS = sizeof fields / sizeof *fields };

/* Where a section's fields begin: each section takes the next number, and gives it back. */
enum {
#define SECTION(ID, number, class) FIRST_##ID, BEFORE_##ID = FIRST_##ID - 1,
#define FIELD(ID, name, kind, arg) ROW_##ID##_##name,
#include "image.def"
};

static const uint8_t first_row[IMG_SECTIONS] = {
#define SECTION(ID, number, class) FIRST_##ID,
#include "image.def"
};

_Static_assert(NFIELDS < 256, "a row's number fits a byte");

const img_field_row *img_fields_of(img_section section)
{
    return &fields[first_row[section]];
}

cav_status img_refuse(const img_check *c, img_section section, uint32_t record, uint32_t field,
                      const char *why)
{
    const uint64_t byte = c->image->at[section].offset +
                          4 * ((uint64_t)record * c->image->at[section].fields + field);

    return env_fail(c->env, CAV_BAD_IMAGE, "image: byte %llu: %s[%lu].%s: %s",
                    (unsigned long long)byte, img_rows[section].name, (unsigned long)record,
                    img_fields_of(section)[field].name, why);
}

cav_status img_refuse_raw(const img_check *c, img_section section, uint64_t offset, const char *why)
{
    return env_fail(c->env, CAV_BAD_IMAGE, "image: byte %llu: %s: %s",
                    (unsigned long long)(c->image->at[section].offset + offset),
                    img_rows[section].name, why);
}

/* -- texts ------------------------------------------------------------------------------------- */

/* Byte of the first text that is not valid UTF-8, of all of them, which are one after the other. */
static uint64_t not_utf8(const uint8_t *p, uint64_t first, uint32_t n)
{
    uint64_t from = 0;

    for (uint32_t k = 0; k < n; k++) {
        const uint64_t to = img_get32(p + 8 + 4 * (uint64_t)k);

        if (!text_utf8((const char *)p + first + from, (size_t)(to - from - 1)))
            break;
        from = to;
    }
    return first + from;
}

/* Each text is followed by its one NUL and is valid UTF-8; together they fill the bytes. No character
 * holds a NUL, so all of them are valid when their bytes in one are. */
const char *img_texts_misfit(const uint8_t *p, uint64_t size, uint64_t *at)
{
    uint64_t first, room, from = 0;
    uint32_t n;

    *at = 0;
    if (size < 8)
        return "no room for its head";
    n = img_get32(p);
    if (n > (size - 8) / 4)
        return "more texts than fit";
    first = 8 + 4 * (uint64_t)n;
    room = size - first;
    *at = 4;
    if (img_get32(p + 4) != 0)
        return "the first text does not start at 0";
    for (uint32_t k = 0; k < n; k++) {
        const uint64_t to = img_get32(p + 8 + 4 * (uint64_t)k);
        const char *text = (const char *)p + first + from;

        *at = 8 + 4 * (uint64_t)k;
        if (to <= from || to > room)
            return "a text's end is out of order";
        if (memchr(text, 0, (size_t)(to - from)) != text + (to - from - 1))
            return "a text does not end with its only NUL";
        from = to;
    }
    if (!text_utf8((const char *)p + first, (size_t)from)) {
        *at = not_utf8(p, first, n);
        return "a text is not valid UTF-8";
    }
    *at = 0;
    return from == room ? NULL : "bytes after the last text";
}

static cav_status check_texts(const img_check *c)
{
    uint64_t at;
    const char *why = img_texts_misfit(c->image->bytes + c->image->at[IMG_TEXTS].offset,
                                       c->image->at[IMG_TEXTS].size, &at);

    return why ? img_refuse_raw(c, IMG_TEXTS, at, why) : CAV_OK;
}

/* -- fields by kind ---------------------------------------------------------------------------- */

/* `next` is the word after `value` in its record: the COUNT of a RANGE. NULL: the promise holds. */
static const char *broken(const img_check *c, const img_field_row *row, uint32_t value, uint32_t next)
{
    const uint32_t count = row->kind >= IMG_KIND_REF ? img_count(c->image, (img_section)row->arg) : 0;

    if (value == CAV_NONE &&
        (row->kind == IMG_KIND_TEXT0 || row->kind == IMG_KIND_REF0 || row->kind == IMG_KIND_VAL0))
        return NULL;
    switch ((img_kind)row->kind) {
    case IMG_KIND_INT:
        return row->arg == 0 || value < row->arg ? NULL : "over its limit";
    case IMG_KIND_TEXT:
    case IMG_KIND_TEXT0:
        return value < img_text_count(c->image) ? NULL : "no such text";
    case IMG_KIND_REF:
    case IMG_KIND_REF0:
        return value < count ? NULL : "no such record";
    case IMG_KIND_VAL:
    case IMG_KIND_VAL0:
        return value < 2 * c->limit ? NULL : "no such result";
    case IMG_KIND_XVAL:
        return value < 2 * c->xlimit ? NULL : "no such result";
    case IMG_KIND_RANGE:
        return value <= count && next <= count - value ? NULL : "records outside their section";
    case IMG_KIND_COUNT:
        return NULL; /* checked with its RANGE, which stands before it */
    }
    return "a field of no kind";
}

/* The first value that a field alone may not have; 2^32 where its kind says more than that. */
static uint64_t first_illegal(const img_check *c, const img_field_row *row)
{
    switch ((img_kind)row->kind) {
    case IMG_KIND_INT:
        return row->arg ? row->arg : (uint64_t)1 << 32;
    case IMG_KIND_TEXT:
    case IMG_KIND_TEXT0:
        return img_text_count(c->image);
    case IMG_KIND_REF:
    case IMG_KIND_REF0:
        return img_count(c->image, (img_section)row->arg);
    case IMG_KIND_VAL:
    case IMG_KIND_VAL0:
        return 2 * c->limit;
    case IMG_KIND_XVAL:
        return 2 * c->xlimit;
    case IMG_KIND_RANGE:
    case IMG_KIND_COUNT:
        break;
    }
    return (uint64_t)1 << 32;
}

/* Field f of all records of a section: true, or find out which one is broken. */
static bool sound(const img_check *c, img_section section, const img_field_row *row, uint32_t f)
{
    const img *i = c->image;
    const uint32_t step = 4 * i->at[section].fields, n = i->at[section].count;
    const uint8_t *p = i->bytes + i->at[section].offset + 4 * f;
    const bool optional =
        row->kind == IMG_KIND_TEXT0 || row->kind == IMG_KIND_REF0 || row->kind == IMG_KIND_VAL0;
    const uint64_t limit = first_illegal(c, row);
    uint32_t bad = 0;

    if (row->kind == IMG_KIND_RANGE) {
        const uint32_t count = img_count(i, (img_section)row->arg);

        for (uint32_t k = 0; k < n; k++, p += step) {
            const uint32_t value = img_get32(p);

            bad |= (uint32_t)(value > count) | (uint32_t)(img_get32(p + 4) > count - value);
        }
    } else if (limit <= UINT32_MAX) {
        for (uint32_t k = 0; k < n; k++, p += step) {
            const uint32_t value = img_get32(p);

            bad |= (uint32_t)(value >= limit) & (uint32_t)!(optional & (value == CAV_NONE));
        }
    }
    return !bad;
}

static bool all_sound(const img_check *c, img_section section)
{
    const img_field_row *row = img_fields_of(section);

    for (uint32_t f = 0; f < c->image->at[section].fields; f++)
        if (!sound(c, section, &row[f], f))
            return false;
    return true;
}

/* Record by record, for the place of what is broken. */
static cav_status find_broken(const img_check *c, img_section section)
{
    const img *i = c->image;
    const img_field_row *row = img_fields_of(section);
    const uint32_t n = i->at[section].fields;

    for (uint32_t record = 0; record < i->at[section].count; record++) {
        for (uint32_t f = 0; f < n; f++) {
            const uint32_t value = img_field(i, section, record, f);
            const uint32_t next = f + 1 < n ? img_field(i, section, record, f + 1) : 0;
            const char *why = broken(c, &row[f], value, next);

            if (why)
                return img_refuse(c, section, record, f, why);
        }
    }
    return env_fail(c->env, CAV_BAD_IMAGE, "image: %s: broken", img_rows[section].name);
}

static cav_status check_fields(const img_check *c)
{
    cav_status status = CAV_OK;

    for (int s = 0; s < IMG_SECTIONS && status == CAV_OK; s++) {
        if (c->image->at[s].fields && !all_sound(c, (img_section)s))
            status = find_broken(c, (img_section)s);
    }
    return status;
}

cav_status img_verify(const cav_env *env, const img *i)
{
    static cav_status (*const passes[])(const img_check *c) = {
        check_texts,      check_fields,     img_verify_facts,
        img_verify_code,  img_verify_rules, img_verify_sources,
        img_verify_languages,
    };
    const cav_env own = env_copy(env);
    const uint64_t results = IMG_GET(i, META, 0, results);
    const img_check c = {&own, i, results, results + IMG_GET(i, META, 0, xresults)};
    cav_status status = CAV_OK;

    for (size_t k = 0; k < sizeof passes / sizeof *passes && status == CAV_OK; k++)
        status = passes[k](&c);
    return status;
}
