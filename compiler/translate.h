/* translate.h: the unit's catalogues and what they have for its texts. Private to compiler/. */
#ifndef TRANSLATE_H
#define TRANSLATE_H

#include "po.h"
#include "texts.h"

/* The entry for a text, by its own context first; NULL: none. */
const po_entry *translate_entry(cavc_unit *unit, const po_catalogue *c, const text_use *use);
/* The translation that is used: there, not fuzzy, with the same placeholders. NULL: the original.
 */
const po_entry *translate_use(cavc_unit *unit, const po_catalogue *c, const text_use *use);
/* The same for one of the runtime's own words. */
const po_entry *translate_word(cavc_unit *unit, const po_catalogue *c, const char *word);
/* NULL: both texts name the same facts in braces; else what differs. */
const char *translate_differs(cavc_unit *unit, const char *original, const char *translation);

#endif
