/* language.c: the languages of a program: which there are, and what a text is in one of them.
 *
 * Refuses nothing: a language or a translation that is not there gives the original. Invariant: a
 * program does not change; the language is an argument, so threads may differ in it.
 */
#include "program.h"

#include <string.h>

img_language img_language_at(const img *i, uint32_t language)
{
    const uint8_t *p = i->bytes + i->languages[language].offset;
    img_language l = {.nwords = img_get32(p),
                      .ntexts = img_get32(p + 4),
                      .nmessages = img_get32(p + 8),
                      .nparts = img_get32(p + 12)};

    l.words = p + 4 * IMG_LANGUAGE_HEAD;
    l.texts = l.words + 4 * (size_t)l.nwords;
    l.messages = l.texts + 4 * IMG_TRANSLATION * (size_t)l.ntexts;
    l.parts = l.messages + 4 * IMG_MESSAGE * (size_t)l.nmessages;
    l.own = l.parts + 4 * IMG_PIECE * (size_t)l.nparts;
    return l;
}

const char *img_word_text(const img *i, uint32_t language, img_word word)
{
    static const char *const originals[] = {
#define WORD(ID, text, meaning) text,
#include "words.def"
    };
    img_language l;
    uint32_t own = CAV_NONE;

    if (language < i->nlanguages) {
        l = img_language_at(i, language);
        own = (uint32_t)word < l.nwords ? img_get32(l.words + 4 * (size_t)word) : CAV_NONE;
    }
    return own == CAV_NONE ? originals[word] : img_texts_get(l.own, own);
}

uint32_t cav_program_languages(const cav_program *program)
{
    return program->image.nlanguages;
}

const char *cav_program_language(const cav_program *program, uint32_t index)
{
    return index < program->image.nlanguages
               ? img_texts_get(img_language_at(&program->image, index).own, 0)
               : NULL;
}

/* -- by name -- */

static char plain(char c)
{
    return c == '-' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_tag(const char *tag, const char *name, size_t size)
{
    for (size_t k = 0; k < size; k++) {
        if (!tag[k] || plain(tag[k]) != plain(name[k]))
            return false;
    }
    return !tag[size];
}

static uint32_t find(const cav_program *program, const char *name, size_t size)
{
    for (uint32_t k = 0; k < program->image.nlanguages; k++) {
        if (same_tag(cav_program_language(program, k), name, size))
            return k;
    }
    return CAV_NONE;
}

uint32_t cav_language_find(const cav_program *program, const char *name)
{
    char wanted[64] = "";
    size_t size = 0;
    uint32_t found;

    for (const char *p = name; *p && size < sizeof wanted; p++) {
        if (*p == '.') /* the character set: "es_ES.UTF-8@euro" is es_ES@euro */
            p += strcspn(p, "@");
        if (!*p)
            break;
        wanted[size++] = *p;
    }
    found = find(program, wanted, size);
    while (found == CAV_NONE && size) {
        while (size && !strchr("@_-", wanted[size - 1]))
            size--;
        size -= size != 0;
        found = find(program, wanted, size);
    }
    return found;
}

/* -- texts -- */

/* The number of the text that begins at `text`, which is the image's own; CAV_NONE: none does. */
static uint32_t number_of(const img *i, const char *text)
{
    const uintptr_t first = (uintptr_t)img_text(i, 0), at = (uintptr_t)text;
    uint32_t low = 0, high = img_text_count(i);

    if (!high || at < first || at >= (uintptr_t)i->bytes + i->size)
        return CAV_NONE;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if ((uintptr_t)img_text(i, middle) <= at)
            low = middle;
        else
            high = middle;
    }
    return img_text(i, low) == text ? low : CAV_NONE;
}

/* The record of `key` in a table that ascends by its first word; NULL: none. */
static const uint8_t *record_of(const uint8_t *table, uint32_t count, uint32_t words, uint32_t key)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint8_t *p = table + 4 * (size_t)words * middle;

        if (img_get32(p) == key)
            return p;
        if (img_get32(p) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *cav_translate(const cav_program *program, uint32_t language, const char *text)
{
    const img *i = &program->image;
    const uint8_t *p;
    img_language l;

    if (!text || language >= i->nlanguages)
        return text;
    l = img_language_at(i, language);
    p = record_of(l.texts, l.ntexts, IMG_TRANSLATION, number_of(i, text));
    return p ? img_texts_get(l.own, img_get32(p + 4)) : text;
}

bool img_language_message(const img *i, uint32_t language, uint32_t effect, const uint8_t **parts,
                          uint32_t *count)
{
    const uint8_t *p;
    img_language l;

    if (language >= i->nlanguages)
        return false;
    l = img_language_at(i, language);
    p = record_of(l.messages, l.nmessages, IMG_MESSAGE, effect);
    if (!p)
        return false;
    *parts = l.parts + 4 * IMG_PIECE * (size_t)img_get32(p + 4);
    *count = img_get32(p + 8);
    return true;
}
