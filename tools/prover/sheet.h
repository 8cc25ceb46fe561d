/* sheet.h: one matrix being written: words and marks that its formats share, private to
 * matrix_out.c and sheet_text.c.
 */
#ifndef SHEET_H
#define SHEET_H

#include "matrix.h"

#include "../caveat/render.h"
#include "../caveat/show.h"

typedef struct marks { /* distinct sets of facts that decide, in order of their first cell */
    const char **at;
    size_t count, room;
} marks;

typedef struct sheet {
    app *app;
    const config *config;
    const matrix *m;
    marks marks;
} sheet;

const char *sheet_title(const sheet *s);
const char *sheet_question(const sheet *s); /* "depth 2, L0.platform = intel" */
/* The cell with its mark: "preview..broken [1]". */
const char *sheet_marked(sheet *s, const matrix_cell *cell);
style sheet_cell_style(const matrix_cell *cell);
const char *sheet_footnote(const sheet *s, size_t k); /* of mark k + 1 */
/* What restricts what the table says; the k-th, NULL past the last. */
const char *sheet_remark(const sheet *s, size_t k);

/* sheet_text.c: for people, within 79 columns. */
void sheet_text(sheet *s);

#endif
