/* write.c: builds an image (see write.h).
 *
 * Sections grow in the arena and are laid out in ascending number by write_finish. It judges
 * nothing. Invariant: the same calls give the same bytes.
 */
#include "write.h"

#include <string.h>

#include "map.h"

typedef struct section_info {
    uint32_t number, fields;
    bool raw, skip;
} section_info;

enum { CLASS_ONE, CLASS_MANY, CLASS_RAW, CLASS_SKIP, CLASS_SKIPRAW };

static const section_info sections[IMG_SECTIONS] = {
#define SECTION(ID, number, class)                                                                 \
    {number, IMG_##ID##_FIELDS, CLASS_##class == CLASS_RAW || CLASS_##class == CLASS_SKIPRAW,      \
     CLASS_##class == CLASS_SKIP || CLASS_##class == CLASS_SKIPRAW},
#include "../runtime/image.def"
};

typedef struct text_slot {
    uint32_t index, hash;
} text_slot; /* index + 1; 0: free */

typedef struct apart {
    const char *text;
    uint32_t index;     /* CAV_NONE: not yet written */
    struct apart *next; /* of those that read the same */
} apart;

typedef struct language_bytes {
    uint8_t *bytes;
    size_t size;
} language_bytes;

struct write_image {
    arena *arena;
    struct {
        uint8_t *bytes;
        size_t size, room;
        uint32_t count;
    } at[IMG_SECTIONS];
    ARENA_VECTOR(const char *) texts;
    map aparts; /* by what they read */
    ARENA_VECTOR(language_bytes) languages;
    text_slot *slots;
    uint32_t room;
};

static void put32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
    p[2] = (uint8_t)(v >> 16);
    p[3] = (uint8_t)(v >> 24);
}

write_image *write_new(arena *a)
{
    write_image *w = ARENA_NEW(a, write_image);

    w->arena = a;
    map_init(&w->aparts, a);
    return w;
}

static uint32_t hash_text(const char *text)
{
    uint32_t h = 2166136261u;

    for (; *text; text++)
        h = (h ^ (uint8_t)*text) * 16777619u;
    return h;
}

static void grow_slots(write_image *w)
{
    uint32_t room = w->room ? 2 * w->room : 256;
    text_slot *slots = arena_alloc(w->arena, room * sizeof *slots);

    for (uint32_t i = 0; i < w->room; i++) {
        if (w->slots[i].index) {
            uint32_t at = w->slots[i].hash & (room - 1);
            while (slots[at].index)
                at = (at + 1) & (room - 1);
            slots[at] = w->slots[i];
        }
    }
    w->slots = slots;
    w->room = room;
}

static apart *find_apart(const write_image *w, const char *text)
{
    apart *own = map_get(&w->aparts, text);

    while (own && own->text != text)
        own = own->next;
    return own;
}

void write_text_apart(write_image *w, const char *text)
{
    apart *own = ARENA_NEW(w->arena, apart), *first;

    if (find_apart(w, text))
        return;
    *own = (apart){text, CAV_NONE, NULL};
    first = map_put(&w->aparts, text, own);
    if (first) {
        own->next = first->next;
        first->next = own;
    }
}

static uint32_t add_text(write_image *w, const char *text)
{
    *ARENA_PUSH(w->arena, &w->texts) = arena_copy(w->arena, text, strlen(text));
    return (uint32_t)w->texts.count - 1;
}

uint32_t write_text(write_image *w, const char *text)
{
    uint32_t hash, at;
    apart *own;

    if (!text)
        return CAV_NONE;
    own = find_apart(w, text);
    if (own) {
        if (own->index == CAV_NONE)
            own->index = add_text(w, text);
        return own->index;
    }
    if (2 * (w->texts.count + 1) > w->room)
        grow_slots(w);
    hash = hash_text(text);
    for (at = hash & (w->room - 1); w->slots[at].index; at = (at + 1) & (w->room - 1))
        if (w->slots[at].hash == hash && !strcmp(w->texts.at[w->slots[at].index - 1], text))
            return w->slots[at].index - 1;
    w->slots[at] = (text_slot){add_text(w, text) + 1, hash};
    return w->slots[at].index - 1;
}

static uint8_t *reserve(write_image *w, img_section section, size_t size)
{
    size_t old = w->at[section].size, need = old + size;

    if (need > w->at[section].room) {
        size_t room = w->at[section].room ? w->at[section].room : 256;
        while (room < need)
            room *= 2;
        w->at[section].bytes = arena_grow(w->arena, w->at[section].bytes, old, room);
        w->at[section].room = room;
    }
    w->at[section].size = need;
    return w->at[section].bytes + old;
}

uint32_t write_record(write_image *w, img_section section, const uint32_t *fields)
{
    uint32_t n = sections[section].fields;
    uint8_t *p = reserve(w, section, 4 * (size_t)n);

    for (uint32_t i = 0; i < n; i++)
        put32(p + 4 * i, fields[i]);
    return w->at[section].count++;
}

uint32_t write_count(const write_image *w, img_section section)
{
    return w->at[section].count;
}

void write_set(write_image *w, img_section section, uint32_t record, uint32_t field, uint32_t value)
{
    put32(w->at[section].bytes + 4 * ((size_t)record * sections[section].fields + field), value);
}

void write_raw(write_image *w, img_section section, const uint8_t *bytes, size_t size)
{
    if (size)
        memcpy(reserve(w, section, size), bytes, size);
}

/* TEXTS: count, count + 1 offsets from the first byte after them, the bytes. */
static void lay_texts(write_image *w)
{
    size_t n = w->texts.count, at = 0;
    uint8_t *p = reserve(w, IMG_TEXTS, 4 * (n + 2));

    put32(p, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        put32(p + 4 * (i + 1), (uint32_t)at);
        at += strlen(w->texts.at[i]) + 1;
    }
    put32(p + 4 * (n + 1), (uint32_t)at);
    for (size_t i = 0; i < n; i++)
        write_raw(w, IMG_TEXTS, (const uint8_t *)w->texts.at[i], strlen(w->texts.at[i]) + 1);
}

void write_language(write_image *w, const uint32_t *words, size_t count, const char *const *texts,
                    size_t ntexts)
{
    language_bytes *l = ARENA_PUSH(w->arena, &w->languages);
    uint8_t *p;

    l->size = 4 * count;
    for (size_t i = 0; i < ntexts; i++)
        l->size += strlen(texts[i]) + 1;
    l->bytes = p = arena_alloc(w->arena, l->size);
    for (size_t i = 0; i < count; i++, p += 4)
        put32(p, words[i]);
    for (size_t i = 0; i < ntexts; i++) {
        memcpy(p, texts[i], strlen(texts[i]) + 1);
        p += strlen(texts[i]) + 1;
    }
}

static size_t align8(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

static bool is_written(const write_image *w, int s)
{
    return !sections[s].skip || w->at[s].size;
}

/* Where the next section goes, and its row of the table. */
typedef struct layout {
    uint8_t *image, *entry;
    size_t at;
} layout;

static void lay(layout *l, uint32_t number, uint32_t count, const uint8_t *bytes, size_t size)
{
    put32(l->entry, number);
    put32(l->entry + 4, (uint32_t)l->at);
    put32(l->entry + 8, (uint32_t)size);
    put32(l->entry + 12, count);
    if (size)
        memcpy(l->image + l->at, bytes, size);
    l->entry += IMG_ENTRY;
    l->at += align8(size);
}

static void lay_all(write_image *w, layout *l)
{
    for (int s = 0; s < IMG_SECTIONS; s++)
        if (is_written(w, s))
            lay(l, sections[s].number | (sections[s].skip ? IMG_SKIP : 0), w->at[s].count,
                w->at[s].bytes, w->at[s].size);
    for (size_t k = 0; k < w->languages.count; k++)
        lay(l, (IMG_LANGUAGE + (uint32_t)k) | IMG_SKIP, 0, w->languages.at[k].bytes,
            w->languages.at[k].size);
}

/* Bytes of all sections; *n of them. */
static size_t measure(const write_image *w, uint32_t *n)
{
    size_t total = 0;

    *n = (uint32_t)w->languages.count;
    for (int s = 0; s < IMG_SECTIONS; s++)
        if (is_written(w, s)) {
            total += align8(w->at[s].size);
            ++*n;
        }
    for (size_t k = 0; k < w->languages.count; k++)
        total += align8(w->languages.at[k].size);
    return total;
}

uint8_t *write_finish(write_image *w, size_t *size)
{
    layout l;
    uint32_t n;
    size_t total;

    lay_texts(w);
    total = measure(w, &n);
    l.at = align8(IMG_AT_TABLE + n * (size_t)IMG_ENTRY);
    total += l.at;
    l.image = arena_alloc(w->arena, total);
    l.entry = l.image + IMG_AT_TABLE;
    memcpy(l.image, IMG_MAGIC, IMG_MAGIC_SIZE);
    put32(l.image + IMG_AT_VERSION, CAV_FORMAT_VERSION);
    put32(l.image + IMG_AT_SIZE, (uint32_t)total);
    put32(l.image + IMG_AT_SECTIONS, n);
    lay_all(w, &l);
    put32(l.image + IMG_AT_CRC,
          img_crc32(img_crc32(0, l.image, IMG_AT_CRC), l.image + IMG_AT_SECTIONS,
                    total - IMG_AT_SECTIONS));
    *size = total;
    return l.image;
}
