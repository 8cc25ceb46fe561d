/* catalogue.h: a small rule file with catalogues of translations, parsed and compiled, for tests of
 * both.
 *
 * Refuses nothing. Invariant: a unit that is done has given back all its memory.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "support.h"

#include "../../compiler/caveatc.h"

extern const char catalogue_rules[];
extern const char catalogue_good[]; /* a catalogue that translates all of it */

typedef struct given {
    const char *tag, *bytes;
    size_t size;
} given;

typedef struct unit {
    meter m;
    cav_env env;
    given given[3];
    char said[4000], messages[8000]; /* diagnostics, and their texts */
    cavc_unit *unit;
} unit;

/* Parses rules with u->given; the unit may be NULL for want of memory. */
cav_status catalogue_parse(unit *u, const char *text);
/* With one catalogue of the language `tag`. Yours: catalogue_done. */
unit *catalogue_unit(const char *tag, const char *text, size_t size);
void catalogue_done(unit *u);

typedef struct built {
    unit *u;
    uint8_t *image;
    size_t size;
    cav_program *program;
} built;

/* The same without a diagnostic, compiled and loaded. */
built catalogue_build(const char *tag, const char *text);
void catalogue_demolish(built *b);

#endif
