/* extract.h: the template for translators, of all packs in hand (which have their rule text). */
#ifndef EXTRACT_H
#define EXTRACT_H

#include "../caveat/load.h"

/* To app->out. */
int extract_write(app *a, const packs *all);

#endif
