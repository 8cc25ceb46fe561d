/* packs.h: the packs built into the command: image and sources, written by tools/mkpack.c.
 *
 * Everything here is constant and NUL-terminated where it is text. Sources stand so that verbs
 * that read rule text (test) work on the built-in packs without files; the root comes first.
 */
#ifndef PACKS_H
#define PACKS_H

#include <stddef.h>

typedef struct packs_source {
    const char *path; /* as `use` names it: relative to the root's folder */
    const char *text; /* size bytes, then a NUL */
    size_t size;
    const char *catalogue; /* the language of translations, "es"; NULL: rule text */
} packs_source;

typedef struct packs_builtin {
    const char *name;           /* of the pack's root file, without ".cav" */
    const unsigned char *image; /* 8-aligned */
    size_t size;
    const packs_source *sources;
    size_t nsources;
    const struct packs_builtin *covered_by; /* an earlier pack whose sources find all that its own
                                             * would; NULL: none */
} packs_builtin;

extern const packs_builtin packs_table[];
extern const size_t packs_count;

#endif
