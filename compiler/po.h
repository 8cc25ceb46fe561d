/* po.h: reads one catalogue of translations, a gettext .po file, from memory.
 *
 * Entries keep where they stand. Refuses, with a diagnostic at the place: what is no such file,
 * strings that do not end, unknown escapes, one msgid twice, plural forms, other character sets
 * than UTF-8. Obsolete entries (#~) and previous texts (#|) are passed over. Private to compiler/.
 */
#ifndef PO_H
#define PO_H

#include "map.h"
#include "unit.h"

typedef struct po_entry {
    const char *context; /* msgctxt; NULL: none */
    const char *id, *str;
    bool fuzzy;
    ast_span context_span, id_span, str_span;
    ARENA_VECTOR(const char *) files; /* that its #: lines name */
} po_entry;

typedef struct po_catalogue {
    const char *tag;  /* "es" */
    const char *path; /* "po/es.po" */
    uint32_t file;
    const po_entry *header; /* NULL: there is none */
    ARENA_VECTOR(po_entry *) entries;
    map plain, apart; /* by id; by "context\4id" */
    ARENA_VECTOR(const ast_comment *) comments;
    bool used; /* it translates something of the unit */
} po_catalogue;

/* Fills the entries of a catalogue whose file is among the unit's sources. */
void po_read(cavc_unit *unit, po_catalogue *out);
/* The entry of (context, id); NULL: none. */
const po_entry *po_find(const po_catalogue *c, arena *a, const char *context, const char *id);
/* The value of a field of the header ("Language"), in the arena; NULL: not given. */
const char *po_header(const po_catalogue *c, arena *a, const char *field);

#endif
