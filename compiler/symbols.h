/* symbols.h: the index of names, while it is made and once it is. Private to compiler/. */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include "unit.h"

typedef struct symbol {
    cavc_symbol shown; /* target, owner and layer are filled in last */
    ast_span span;
    const void *node;  /* what it declares or means; NULL: unknown */
    const void *owner; /* the node around it */
    const void *layer; /* of a fact */
    uint32_t order;
    cavc_detail *details; /* once asked for; up to one without `what` */
} symbol;

/* symbol_details.c: what the declaration `s` says of itself, in the unit's arena. */
cavc_detail *symbol_details(cavc_unit *unit, const symbol *s);

#endif
