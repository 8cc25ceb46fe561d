/* unified.h: the difference of two texts as `diff -u` writes it. */
#ifndef UNIFIED_H
#define UNIFIED_H

#include "tool.h"

/* Appends to `out`; nothing where the texts are equal. Its memory is of a->pool. */
void unified_put(app *a, buf *out, const char *name, tool_bytes old, tool_bytes new);

#endif
