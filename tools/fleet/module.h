/* module.h: the scanner in use: simdjson's module where it was built, else jansson's. */
#ifndef FLEET_MODULE_H
#define FLEET_MODULE_H

#include "fleet.h"

void module_open(fleet *f);
void module_close(fleet *f);

#endif
