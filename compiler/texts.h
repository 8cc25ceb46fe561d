/* texts.h: the texts of a unit that can be translated, each with what it is. Private to compiler/.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include "unit.h"

#define TEXTS_WORDS "caveat" /* the context of the runtime's own words */

typedef struct text_use {
    const ast_string *string;
    const char *what;     /* "rule l1-os: fix": its own context, too */
    const ast_rule *rule; /* of a message; NULL: no message */
} text_use;

typedef struct text_word {
    const char *text, *meaning;
} text_word;

struct texts {
    ARENA_VECTOR(text_use) uses; /* in the order of the sources */
    const text_word *words;
    uint32_t nwords;
};

/* Made once, in the unit's arena. */
const struct texts *texts_of(cavc_unit *unit);

#endif
