/* examples.h: what docs/diagnostics/ shows of each diagnostic; the table is made by tools/mkexamples.
 *
 * Invariant: an id stands there once, and has at least one of the two texts.
 */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include <stddef.h>

typedef struct diag_example {
    const char *id, *bad, *good; /* NULL: not shown */
} diag_example;

extern const diag_example diag_examples[];
extern const size_t diag_examples_count;

#endif
