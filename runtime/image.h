/* image.h: the compiled form of a pack, read in place. Format: image.def; this file is its head.
 *
 *   0  magic, 8 bytes            16 CRC-32 (IEEE, reflected) of bytes [0,16) and [20,size)
 *   8  format version            20 number of sections, n
 *   12 size of the whole image   24 n entries: number (bit 31: may be skipped), offset, size, count
 *
 * All words are little-endian, 32 bits. Sections follow in ascending number, each 8-aligned, the
 * gaps and the end filled with zeros; count is the number of records (RAW: 0). No struct is laid
 * over the bytes: they are read by img_get32, so any machine reads the same.
 * Invariant: an `img` that img_open and img_verify passed can be read without further checks.
 */
#ifndef CAV_IMAGE_H
#define CAV_IMAGE_H

#include "caveat.h"

#define IMG_MAGIC "\x89" "CAVEAT\n"
#define IMG_MAGIC_SIZE 8
#define IMG_SKIP 0x80000000u
#define IMG_MAX (256u << 20) /* bytes */
#define IMG_LANGUAGE 64      /* number of the first language's section */
#define IMG_LANGUAGES 32

enum { IMG_AT_VERSION = 8, IMG_AT_SIZE = 12, IMG_AT_CRC = 16, IMG_AT_SECTIONS = 20, IMG_AT_TABLE = 24, IMG_ENTRY = 16 };

typedef enum img_section {
#define SECTION(ID, number, class) IMG_##ID,
#include "image.def"
    IMG_SECTIONS
} img_section;

/* IMG_RULES_name: the field's place in its record; IMG_RULES_FIELDS: how many there are. */
#define SECTION(ID, number, class) enum {
#define FIELD(ID, name, kind, arg) IMG_##ID##_##name,
#define END(ID) IMG_##ID##_FIELDS };
#include "image.def"
/* RAW sections have no fields: their FIELDS is 0. */

typedef struct img {
    const uint8_t *bytes;
    size_t size;
    struct { uint32_t offset, size, count, fields; } at[IMG_SECTIONS];
    uint32_t nlanguages;
    struct { uint32_t offset, size; } languages[IMG_LANGUAGES];
} img;

static inline uint32_t img_get16(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t img_get32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint32_t img_field(const img *i, img_section section, uint32_t record, uint32_t field)
{
    return img_get32(i->bytes + i->at[section].offset + 4 * ((size_t)record * i->at[section].fields + field));
}
#define IMG_GET(i, ID, record, name) img_field((i), IMG_##ID, (record), IMG_##ID##_##name)

static inline uint32_t img_count(const img *i, img_section section)
{
    return i->at[section].count;
}

/* Text `index`; NULL for CAV_NONE. */
const char *img_text(const img *i, uint32_t index);
uint32_t img_text_size(const img *i, uint32_t index); /* bytes, without the NUL */
uint32_t img_text_count(const img *i);

/* Header, section table and, unless `sound`, checksum (image.c). Messages go to env->report. */
cav_status img_open(const cav_env *env, const void *bytes, size_t size, bool sound, img *out);
/* Every promise of image.def (verify.c): fields by their kind, code by ops.def. */
cav_status img_verify(const cav_env *env, const img *i);

/* One language's section, cut into its tables (image.def); of an image that img_verify passed. */
typedef struct img_language {
    const uint8_t *words, *texts, *messages, *parts, *own;
    uint32_t nwords, ntexts, nmessages, nparts;
} img_language;

enum { IMG_LANGUAGE_HEAD = 4, IMG_TRANSLATION = 2, IMG_MESSAGE = 3, IMG_PIECE = 2 }; /* in words */

typedef enum img_word { /* the runtime's own */
#define WORD(ID, text, meaning) IMG_WORD_##ID,
#include "words.def"
    IMG_WORDS
} img_word;

img_language img_language_at(const img *i, uint32_t language);
bool img_language_tag(const char *tag); /* is it one: "es", "es_ES", "ca@valencia" */
/* The parts of an effect's message in that language; false: there is no translation of it. */
bool img_language_message(const img *i, uint32_t language, uint32_t effect, const uint8_t **parts,
                          uint32_t *count);
/* Text `index` of those that lie at `texts` as TEXTS does, and its size without the NUL. */
const char *img_texts_get(const uint8_t *texts, uint32_t index);
uint32_t img_texts_size(const uint8_t *texts, uint32_t index);
/* The word in that language, or as words.def has it. */
const char *img_word_text(const img *i, uint32_t language, img_word word);

uint32_t img_crc32(uint32_t crc, const uint8_t *bytes, size_t size); /* start with 0 */

#endif
