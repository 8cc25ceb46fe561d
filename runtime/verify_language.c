/* verify_language.c: the sections that hold translations, one for each language.
 *
 * Proves: the tables fill the section with the language's own texts; each names only texts, effects
 * and facts that there are; texts and messages ascend, parts follow each other, so that work is
 * linear; a tag is one, and the languages ascend by tag. Refuses the first that is otherwise.
 */
#include "image_rows.h"

#include "env.h"

#include <string.h>

enum { HEAD = 4 * IMG_LANGUAGE_HEAD, TAG_MAX = 35 };

typedef struct check {
    const img_check *c;
    uint32_t base; /* the section's offset */
    img_language l;
    uint32_t nown;
} check;

static cav_status refuse(const check *k, const uint8_t *at, const char *why)
{
    return env_fail(k->c->env, CAV_BAD_IMAGE, "image: byte %llu: LANGUAGE: %s",
                    (unsigned long long)(at - k->c->image->bytes), why);
}

static uint32_t word(const uint8_t *p, uint32_t index)
{
    return img_get32(p + 4 * (size_t)index);
}

/* -- the tables -- */

static cav_status check_words(const check *k)
{
    for (uint32_t w = 0; w < k->l.nwords; w++) {
        const uint32_t own = word(k->l.words, w);

        if (own != CAV_NONE && own >= k->nown)
            return refuse(k, k->l.words + 4 * (size_t)w, "no such text of its own");
    }
    return CAV_OK;
}

static cav_status check_translations(const check *k)
{
    uint64_t least = 0;

    for (uint32_t t = 0; t < k->l.ntexts; t++) {
        const uint8_t *p = k->l.texts + 4 * IMG_TRANSLATION * (size_t)t;

        if (word(p, 0) < least || word(p, 0) >= img_text_count(k->c->image))
            return refuse(k, p, "no such text, or not ascending");
        if (word(p, 1) >= k->nown)
            return refuse(k, p + 4, "no such text of its own");
        least = (uint64_t)word(p, 0) + 1;
    }
    return CAV_OK;
}

static cav_status check_messages(const check *k)
{
    uint64_t least = 0, next = 0;

    for (uint32_t m = 0; m < k->l.nmessages; m++) {
        const uint8_t *p = k->l.messages + 4 * IMG_MESSAGE * (size_t)m;

        if (word(p, 0) < least || word(p, 0) >= img_count(k->c->image, IMG_EFFECTS))
            return refuse(k, p, "no such effect, or not ascending");
        if (word(p, 1) != next || word(p, 2) > k->l.nparts - next)
            return refuse(k, p + 4, "parts do not follow those of the message before");
        least = (uint64_t)word(p, 0) + 1;
        next += word(p, 2);
    }
    return next == k->l.nparts ? CAV_OK : refuse(k, k->l.parts, "parts of no message");
}

static cav_status check_parts(const check *k)
{
    for (uint32_t n = 0; n < k->l.nparts; n++) {
        const uint8_t *p = k->l.parts + 4 * IMG_PIECE * (size_t)n;

        if (word(p, 0) >= k->nown)
            return refuse(k, p, "no such text of its own");
        if (word(p, 1) != CAV_NONE && word(p, 1) >= img_count(k->c->image, IMG_FACTS))
            return refuse(k, p + 4, "no such record");
    }
    return CAV_OK;
}

/* -- the tag -- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "es", "es_ES", "zh-Hant", "ca@valencia". */
bool img_language_tag(const char *tag)
{
    size_t n = 0;

    while (is_letter(tag[n]))
        n++;
    if (n < 2 || n > 8)
        return false;
    for (; tag[n]; n++) {
        const bool mark = tag[n] == '_' || tag[n] == '-' || tag[n] == '@';

        if (mark ? !is_letter(tag[n + 1]) && !(tag[n + 1] >= '0' && tag[n + 1] <= '9')
                 : !is_letter(tag[n]) && !(tag[n] >= '0' && tag[n] <= '9'))
            return false;
    }
    return n <= TAG_MAX;
}

/* -- the section -- */

static cav_status measure(check *k, uint32_t language)
{
    const img *i = k->c->image;
    const uint64_t size = i->languages[language].size;
    const uint8_t *p = i->bytes + k->base;
    uint64_t used = HEAD, at;
    const char *why;

    if (size < HEAD)
        return refuse(k, p, "no room for its head");
    used += 4 * ((uint64_t)word(p, 0) + IMG_TRANSLATION * (uint64_t)word(p, 1) +
                 IMG_MESSAGE * (uint64_t)word(p, 2) + IMG_PIECE * (uint64_t)word(p, 3));
    if (used > size)
        return refuse(k, p, "more records than fit");
    why = img_texts_misfit(p + used, size - used, &at);
    if (why)
        return refuse(k, p + used + at, why);
    k->l = img_language_at(i, language);
    k->nown = word(k->l.own, 0);
    if (!k->nown || !img_language_tag(img_texts_get(k->l.own, 0)))
        return refuse(k, k->l.own, "its first text is no language's tag");
    return CAV_OK;
}

static cav_status check_language(const img_check *c, uint32_t language, const char *before)
{
    static cav_status (*const passes[])(const check *k) = {check_words, check_translations,
                                                           check_messages, check_parts};
    check k = {.c = c, .base = c->image->languages[language].offset};
    cav_status status = measure(&k, language);

    if (status == CAV_OK && before && strcmp(before, img_texts_get(k.l.own, 0)) >= 0)
        status = refuse(&k, k.l.own, "languages are not in ascending order");
    for (size_t n = 0; n < sizeof passes / sizeof *passes && status == CAV_OK; n++)
        status = passes[n](&k);
    return status;
}

cav_status img_verify_languages(const img_check *c)
{
    const char *before = NULL;

    for (uint32_t n = 0; n < c->image->nlanguages; n++) {
        const cav_status status = check_language(c, n, before);

        if (status != CAV_OK)
            return status;
        before = img_texts_get(img_language_at(c->image, n).own, 0);
    }
    return CAV_OK;
}
