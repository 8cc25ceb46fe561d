/* sheet_text.c: a matrix as text within 79 columns.
 *
 * Fields wrap at words; a table that is too wide is turned over where that helps, else told in
 * several, each with some of the columns. It refuses nothing. Invariant: no line is wider, unless a
 * single word is.
 */
#include "sheet.h"

#include "../caveat/cells.h"

#include <string.h>

enum { LABEL_MAX = 26, HEAD_MIN = 11, GAP = 2 };

/* Bytes of `text`, from its start, that make a line of at most `width`; words are kept whole. */
static size_t cut_line(const char *text, size_t width)
{
    size_t n = strlen(text), end = width;
    if (n <= width)
        return n;
    while (end > 0 && text[end] != ' ')
        end--;
    return end ? end : width;
}

static const char *rest_of(const char *text, size_t width)
{
    text += cut_line(text, width);
    while (*text == ' ')
        text++;
    return text;
}

/* A field on one line, padded; what was not written stays in *text. */
static void put_field(sheet *s, const char **text, size_t width, style how, bool last)
{
    app *a = s->app;
    size_t n = cut_line(*text, width);
    const char *shown = pool_copy(&a->pool, *text, n);
    while (n && shown[n - 1] == ' ')
        n--;
    render_styled(&a->out, a->colour, how, pool_copy(&a->pool, shown, n));
    if (!last)
        put_spaces(&a->out, width > n ? width - n + GAP : GAP);
    *text = rest_of(*text, width);
}

static void trim_line(app *a)
{
    while (a->out.size && a->out.text[a->out.size - 1] == ' ')
        a->out.size--;
    put_char(&a->out, '\n');
}

/* One row of fields over as many lines as its longest needs. */
static void put_row(sheet *s, const char **field, const size_t *width, const style *how, size_t n)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t k = 0; k < n; k++) {
            put_field(s, &field[k], width[k], how[k], k + 1 == n);
            more |= *field[k] != '\0';
        }
        trim_line(s->app);
    }
}

static size_t longest_word(const char *text)
{
    size_t best = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        best = n > best ? n : best;
        text += n + (text[n] == ' ');
    }
    return best;
}

static const char *cell_text(sheet *s, uint32_t row, uint32_t column, bool turned)
{
    return sheet_marked(s, turned ? matrix_at(s->m, column, row) : matrix_at(s->m, row, column));
}

static size_t column_width(sheet *s, const matrix_axis *down, const matrix_axis *across,
                           uint32_t column, bool turned)
{
    size_t width = longest_word(across->names[column]);
    width = width > HEAD_MIN ? width : HEAD_MIN;
    for (uint32_t r = 0; r < down->count; r++) {
        size_t n = longest_word(cell_text(s, r, column, turned));
        width = n > width ? n : width;
    }
    return width;
}

static size_t label_width(sheet *s, const matrix_axis *down, const matrix_axis *across)
{
    size_t width = strlen(across->fact) + 1;
    width = strlen(down->fact) > width ? strlen(down->fact) : width;
    for (uint32_t r = 0; r < down->count; r++) {
        const char *name = cell_visible(&s->app->pool, down->names[r]);
        size_t n = strlen(name) < LABEL_MAX ? strlen(name) : LABEL_MAX;
        n = longest_word(name) > n ? longest_word(name) : n;
        width = n > width ? n : width;
    }
    return width;
}

/* The columns from `first` on that fit; at least one. */
static uint32_t fitting(const size_t *width, uint32_t first, uint32_t count, size_t label)
{
    size_t used = label;
    uint32_t k = first;
    while (k < count && (k == first || used + GAP + width[k] <= RENDER_WIDTH))
        used += GAP + width[k++];
    return k;
}

/* Room that is left goes to the columns whose words wrap, a column of text at a time. */
static void widen(sheet *s, const matrix_axis *down, const matrix_axis *across, uint32_t first,
                  size_t *width, size_t n, bool turned)
{
    size_t used = 0;
    for (size_t k = 0; k < n; k++)
        used += width[k] + (k ? GAP : 0);
    for (bool grown = true; grown && used < RENDER_WIDTH;) {
        grown = false;
        for (uint32_t k = 1; k < n && used < RENDER_WIDTH; k++) {
            uint32_t c = first + k - 1;
            bool wraps = strlen(cell_visible(&s->app->pool, across->names[c])) > width[k];
            for (uint32_t r = 0; !wraps && r < down->count; r++)
                wraps = strlen(cell_text(s, r, c, turned)) > width[k];
            width[k] += wraps;
            used += wraps;
            grown |= wraps;
        }
    }
}

static void text_table(sheet *s, const matrix_axis *down, const matrix_axis *across, uint32_t first,
                       uint32_t end, const size_t *widths, size_t label, bool turned)
{
    size_t n = (size_t)(end - first) + 1;
    const char **field = pool_alloc(&s->app->pool, n, sizeof *field);
    size_t *width = pool_alloc(&s->app->pool, n, sizeof *width);
    style *how = pool_alloc(&s->app->pool, n, sizeof *how);
    width[0] = label;
    memcpy(width + 1, widths + first, (n - 1) * sizeof *width);
    widen(s, down, across, first, width, n, turned);
    put_char(&s->app->out, '\n');
    render_styled(&s->app->out, s->app->colour, STYLE_FAINT,
                  pool_printf(&s->app->pool, "%*s%s:", (int)(label + GAP), "", across->fact));
    put_char(&s->app->out, '\n');
    field[0] = pool_printf(&s->app->pool, "%s:", down->fact);
    how[0] = STYLE_FAINT;
    for (size_t k = 1; k < n; k++) {
        field[k] = cell_visible(&s->app->pool, across->names[first + k - 1]);
        how[k] = STYLE_STRONG;
    }
    put_row(s, field, width, how, n);
    for (uint32_t r = 0; r < down->count; r++) {
        field[0] = cell_visible(&s->app->pool, down->names[r]);
        how[0] = STYLE_STRONG;
        for (uint32_t k = 1; k < n; k++) {
            uint32_t c = first + k - 1;
            field[k] = cell_text(s, r, c, turned);
            how[k] = sheet_cell_style(turned ? matrix_at(s->m, c, r) : matrix_at(s->m, r, c));
        }
        put_row(s, field, width, how, n);
    }
}

typedef struct layout {
    const matrix_axis *down, *across;
    size_t *widths, label;
    uint32_t tables;
    bool turned;
} layout;

static layout lay_out(sheet *s, bool turned)
{
    layout l = {.turned = turned};
    l.down = turned ? &s->m->columns : &s->m->rows;
    l.across = turned ? &s->m->rows : &s->m->columns;
    l.label = label_width(s, l.down, l.across);
    l.widths = pool_alloc(&s->app->pool, (size_t)l.across->count + 1, sizeof *l.widths);
    for (uint32_t k = 0; k < l.across->count; k++)
        l.widths[k] = column_width(s, l.down, l.across, k, turned);
    for (uint32_t k = 0; k < l.across->count; k = fitting(l.widths, k, l.across->count, l.label))
        l.tables++;
    return l;
}

static void line(app *a, unsigned indent, const char *text)
{
    para p = para_begin(&a->out, a->colour, indent, indent + 4);
    para_text(&p, text);
    para_end(&p);
}

void sheet_text(sheet *s)
{
    app *a = s->app;
    const char *said;
    para p = para_begin(&a->out, a->colour, 0, 2);
    para_styled(&p, STYLE_STRONG, sheet_title(s));
    para_end(&p);
    line(a, 0, sheet_question(s));
    layout l = lay_out(s, false), turned = lay_out(s, true);
    l = l.tables > 1 && turned.tables < l.tables ? turned : l;
    for (uint32_t k = 0; k < l.across->count;) {
        uint32_t end = fitting(l.widths, k, l.across->count, l.label);
        text_table(s, l.down, l.across, k, end, l.widths, l.label, l.turned);
        k = end;
    }
    if (s->marks.count)
        put_char(&a->out, '\n');
    for (size_t k = 0; k < s->marks.count; k++)
        line(a, 0, pool_printf(&a->pool, "[%zu] %s", k + 1, sheet_footnote(s, k)));
    for (size_t k = 0; (said = sheet_remark(s, k)) != NULL; k++)
        line(a, 0, said);
}
