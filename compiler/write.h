/* write.h: builds an image: records and texts in, canonical bytes out.
 *
 * It knows image.def and nothing of the language. Texts are interned in order of first use; the
 * bytes depend only on the calls made. Refuses nothing: img_verify is the judge, and emit.c
 * loads what it wrote before handing it out.
 */
#ifndef WRITE_H
#define WRITE_H

#include "../runtime/image.h"
#include "arena.h"

typedef struct write_image write_image;

write_image *write_new(arena *a);
uint32_t write_text(write_image *w, const char *text);    /* CAV_NONE for NULL */
/* This very string, wherever it is written, is a text of its own though others may read the same. */
void write_text_apart(write_image *w, const char *text);
uint32_t write_record(write_image *w, img_section section, const uint32_t *fields); /* its index; words in host order */
uint32_t write_count(const write_image *w, img_section section);
void write_set(write_image *w, img_section section, uint32_t record, uint32_t field, uint32_t value);
void write_raw(write_image *w, img_section section, const uint8_t *bytes, size_t size); /* appends */
/* The next language's section: words, then the texts' bytes. */
void write_language(write_image *w, const uint32_t *words, size_t count, const char *const *texts, size_t ntexts);
/* In the arena. Sections that are SKIP and empty are left out. */
uint8_t *write_finish(write_image *w, size_t *size);

/* write_record with the fields spelled by name: WRITE(w, LAYERS, .name = …, .title = …). */
#define SECTION(ID, number, class) typedef struct write_##ID {
#define FIELD(ID, name, kind, arg) uint32_t name;
#define END(ID) } write_##ID;
#include "../runtime/image.def"
#define WRITE(w, ID, ...) write_record((w), IMG_##ID, (const uint32_t *)&(const write_##ID){__VA_ARGS__})

#endif
