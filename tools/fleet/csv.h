/* csv.h: lines of comma-separated cells under a header of names.
 *
 * A cell is quoted with '"' where it holds a comma or a quote, which is then doubled; it holds no
 * line end.
 */
#ifndef FLEET_CSV_H
#define FLEET_CSV_H

#include "fleet.h"

enum { CSV_CELLS_MAX = 1 << 14 };

typedef struct csv_cell {
    const char *bytes; /* in the line, or in the scratch memory where quotes were doubled */
    size_t size;
} csv_cell;

/* Cuts a line without its end; `scratch` has room for its size. How many cells; -1: a quote that
 * nothing ends, or text behind one; -2: too many. */
int csv_cut(const char *line, size_t size, char *scratch, csv_cell *cells);

/* An empty one does not; nor, but for an id, `null`. */
bool csv_tells(uint32_t key, const csv_cell *cell);

/* A cell as the JSON value that a configuration has in its place, in the pool. */
const char *csv_value(const fleet *f, pool *p, uint32_t key, const char *cell, size_t size);
/* All cells as one configuration. */
const char *csv_record(const fleet *f, pool *p, const source_file *file, const csv_cell *cells,
                       size_t count);

#endif
