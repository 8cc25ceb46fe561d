/* lang.h: the language that people are answered in: --lang, or the locale's.
 *
 * Machine formats have none: what programs read is the same everywhere. Rule texts come from the
 * packs' catalogues, the command's own phrases from phrases.def.
 */
#ifndef LANG_H
#define LANG_H

#include "load.h"

/* Sets app->lang, before packs are loaded. */
void lang_choose(app *a);
/* --lang names a language that neither the packs nor the command have: TOOL_USAGE. */
int lang_judge(app *a, const packs *all);

/* Of the language that the command's own phrases are in, for a page's head. */
const char *lang_tag(const app *a);
/* A text of the pack, in the language. */
const char *lang_text(const pack *p, const char *text);
/* A phrase of the command, in the language; the arguments of a format keep their order. */
const char *say(const app *a, const char *english) __attribute__((format_arg(2)));
/* A keyword of the language or the formats, with its translation beside it: "broken (no funciona)".
 */
const char *say_word(app *a, const char *word);
/* Why a fact is not known, in the language. */
const char *say_reason(app *a, const char *reason);

#endif
