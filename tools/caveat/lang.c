/* lang.c: see lang.h.
 *
 * It refuses a --lang that nobody has, and takes a locale as a wish. Invariant: with the original
 * language every function gives back what it was given.
 */
#include "lang.h"

#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct phrase {
    const char *english, *translation;
} phrase;

static const phrase spanish[] = {
#define PHRASE(english, spanish) {english, spanish},
#include "phrases.def"
};

static bool is_for_people(const options *o)
{
    static const char *const formats[] = {"text", "markdown", "html", "asciidoc", "man"};
    for (size_t i = 0; !o->json && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(o->format, formats[i]) == 0)
            return true;
    return false;
}

/* LC_ALL before LC_MESSAGES before LANG; an empty one counts as none. */
static const char *locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return NULL;
}

/* "en", "en_GB.UTF-8", "C", "POSIX": texts as they are written. */
static bool is_original(const char *name)
{
    size_t n = strcspn(name, "_-.@");
    return (n == 2 && strncmp(name, "en", 2) == 0) || (n == 1 && *name == 'C') ||
           (n == 5 && strncmp(name, "POSIX", 5) == 0);
}

void lang_choose(app *a)
{
    const options *o = &a->options;
    const char *name = o->value[OPTION_LANG];
    a->lang = NULL;
    if (!(o->verb->options & OPT_LANG) || !is_for_people(o))
        return;
    if (!name && o->verb->run != verb_doc) /* a page is for others, whatever the locale here */
        name = locale();
    if (name && !is_original(name))
        a->lang = name;
}

static bool has_phrases(const char *name)
{
    return strncmp(name, "es", 2) == 0 && strchr("_-.@", name[2]);
}

/* "en, es" */
static const char *known_languages(app *a, const packs *all)
{
    const char **tags = NULL, *tag;
    size_t count = 0, room = 0;
    buf b = {.pool = &a->pool};
    put_text(&b, "en, es");
    for (size_t k = 0; k < all->count; k++)
        for (uint32_t i = 0; (tag = cav_program_language(all->at[k].program, i)); i++) {
            bool there = strcmp(tag, "es") == 0 || strcmp(tag, "en") == 0;
            for (size_t n = 0; n < count && !there; n++)
                there = strcmp(tags[n], tag) == 0;
            if (there)
                continue;
            const char **slot = pool_push(&a->pool, &tags, &count, &room, sizeof *slot);
            *slot = tag;
            put_printf(&b, ", %s", tag);
        }
    return put_end(&b);
}

int lang_judge(app *a, const packs *all)
{
    const char *name = a->options.value[OPTION_LANG];
    if (!name || is_original(name) || has_phrases(name))
        return TOOL_OK;
    for (size_t k = 0; k < all->count; k++)
        if (cav_language_find(all->at[k].program, name) != CAV_NONE)
            return TOOL_OK;
    return tool_fail(a, TOOL_USAGE, "no language '%s'; there are %s", name,
                     known_languages(a, all));
}

const char *lang_tag(const app *a)
{
    return a->lang && has_phrases(a->lang) ? "es" : "en";
}

const char *lang_text(const pack *p, const char *text)
{
    return cav_translate(p->program, p->language, text);
}

const char *say(const app *a, const char *english)
{
    if (!a->lang || !has_phrases(a->lang))
        return english;
    for (size_t i = 0; i < sizeof spanish / sizeof *spanish; i++)
        if (strcmp(spanish[i].english, english) == 0)
            return spanish[i].translation;
    return english;
}

const char *say_word(app *a, const char *word)
{
    const char *own = say(a, word);
    return own == word ? word : pool_printf(&a->pool, "%s (%s)", word, own);
}

const char *say_reason(app *a, const char *reason)
{
    unsigned count;
    if (sscanf(reason, "one of %u values", &count) == 1)
        return pool_printf(&a->pool, say(a, "one of %u values"), count);
    return say(a, reason);
}
