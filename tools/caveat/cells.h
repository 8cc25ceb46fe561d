/* cells.h: untrusted text as a part of tables in other formats.
 *
 * What a terminal must not see is escaped first (render.h), then what the format would read as its own.
 */
#ifndef CELLS_H
#define CELLS_H

#include "pool.h"

/* `text` as render_escape writes it. */
const char *cell_visible(pool *p, const char *text);

void cell_markdown(buf *b, const char *text);
void cell_html(buf *b, const char *text); /* between tags; not for an attribute */
void cell_csv(buf *b, const char *text);  /* quoted; no formula to a spreadsheet */

#endif
