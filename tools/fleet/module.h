/* module.h: the scanner in use: simdjson's module where it was built, else jansson's; and the
 * reader of Arrow, where it was built. */
#ifndef FLEET_MODULE_H
#define FLEET_MODULE_H

#include "fleet.h"

/* A program that can load no modules (alone.c) gives its place to one that can, if there is one. */
void module_hand_over(app *a);

void module_open(fleet *f);
void module_close(fleet *f);

/* Loaded when first asked for; NULL: it was not built, or `why` says what is wrong with it. */
const arrow_module *module_arrow(fleet *f, const char **why);

#endif
