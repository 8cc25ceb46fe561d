/* scan_jansson.h: the scanner that is always there. */
#ifndef FLEET_SCAN_JANSSON_H
#define FLEET_SCAN_JANSSON_H

#include "scan.h"

extern const scanner scan_jansson;

#endif
