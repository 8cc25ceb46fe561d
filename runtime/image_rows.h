/* image_rows.h: the sections of image.def as a table, private to image.c, verify*.c and host/same.c.
 *
 * Refuses nothing. Invariant: img_rows[IMG_X] is the row of section X.
 */
#ifndef CAV_IMAGE_ROWS_H
#define CAV_IMAGE_ROWS_H

#include "image.h"

typedef enum img_class {
    IMG_CLASS_ONE, IMG_CLASS_MANY, IMG_CLASS_RAW, IMG_CLASS_SKIP, IMG_CLASS_SKIPRAW
} img_class;

typedef struct img_row {
    const char *name;
    uint32_t number;
    uint8_t class, fields;
} img_row;

extern const img_row img_rows[IMG_SECTIONS];

typedef enum img_kind {
    IMG_KIND_INT, IMG_KIND_TEXT, IMG_KIND_TEXT0, IMG_KIND_REF, IMG_KIND_REF0,
    IMG_KIND_VAL, IMG_KIND_VAL0, IMG_KIND_XVAL, IMG_KIND_RANGE, IMG_KIND_COUNT
} img_kind;

typedef struct img_field_row {
    const char *name;
    uint8_t section, kind;
    uint32_t arg; /* INT: first illegal, 0 none; REF, RANGE, COUNT: a section */
} img_field_row;

/* The first field row of a section; the others follow (verify.c). */
const img_field_row *img_fields_of(img_section section);

/* What verify.c and its parts share: where to complain, and what was computed on the way. */
typedef struct img_check {
    const cav_env *env;
    const img *image;
    uint64_t limit;  /* results a VAL may name */
    uint64_t xlimit; /* results an XVAL may name */
} img_check;

/* Reports "image: byte N: SECTION[record].field: …" and returns CAV_BAD_IMAGE. */
cav_status img_refuse(const img_check *c, img_section section, uint32_t record, uint32_t field,
                      const char *why);
cav_status img_refuse_raw(const img_check *c, img_section section, uint64_t offset,
                          const char *why);

/* In verify_facts.c, verify_code.c, verify_rules.c; each says what it proves. */
cav_status img_verify_facts(const img_check *c);
cav_status img_verify_code(const img_check *c);
cav_status img_verify_rules(const img_check *c);
cav_status img_verify_languages(const img_check *c);
/* NULL: `size` bytes at p are texts as TEXTS lays them out; else why not, and where. */
const char *img_texts_misfit(const uint8_t *p, uint64_t size, uint64_t *at);
cav_status img_verify_sources(const img_check *c);

#endif
