/* format.h: what the files of the formatter share: a growing text (format_cond.c), lines with their
 * comments (format_lines.c), declarations (format_vocabulary.c). */
#ifndef FORMAT_H
#define FORMAT_H

#include "arena.h"
#include "ast.h"

/* NUL-terminated once not empty. */
typedef struct format_text {
    arena *arena;
    char *at;
    size_t size, room;
} format_text;

void format_put(format_text *t, const char *text);
void format_pad(format_text *t, size_t count);            /* blanks */
void format_put_string(format_text *t, const char *text); /* in quotes */
void format_put_pattern(format_text *t, const ast_pattern *pattern);
void format_put_value(format_text *t, const ast_value *value);
void format_put_values(format_text *t, const ast_value *list); /* comma-separated */
void format_put_cond(format_text *t, const ast_cond *cond);
/* The same; a chain that passes column `limit` is written one operand a line, at `column`. */
void format_put_cond_lines(format_text *t, const ast_cond *cond, size_t column, size_t limit);
size_t format_column(const format_text *t); /* width of the last line */

/* -- lines -- */

enum { FORMAT_WIDTH = 100, FORMAT_STEP = 4 };

typedef struct format_printer {
    const ast_file *file;
    format_text out;
    const ast_comment *comment;             /* the first not yet written */
    ARENA_VECTOR(const ast_comment *) held; /* of the line being written */
    size_t indent;
    bool fresh;                                  /* nothing stands in this body yet */
    size_t name_width, title_width, parts_width; /* of a run of one-line declarations */
} format_printer;

void format_say(format_printer *p, const char *text);
/* Begins the line of [start, end): comments on their own lines first; others wait for its end. */
void format_begin(format_printer *p, uint32_t start, uint32_t end);
/* Ends the line of what ended at `end`, with the comments that belong behind it. */
void format_finish(format_printer *p, uint32_t end);
void format_open(format_printer *p, uint32_t end);  /* ` {`, whose place ends at `end` */
void format_close(format_printer *p, uint32_t end); /* `}`; the line is not ended */
void format_comment_line(format_printer *p, const ast_comment *c);
bool format_has_comment(const format_printer *p, ast_span span);
bool format_blank_before(const format_printer *p, uint32_t at);
/* Behind the `{` that follows `at`, comments apart; `end` where there is none. */
uint32_t format_brace_after(const format_printer *p, uint32_t at, uint32_t end);
/* One of a list that may be broken. */
void format_item(format_printer *p, size_t column, bool first, const char *text);
void format_names(format_printer *p, const ast_name *list);
void format_pad_to(format_printer *p, size_t from, size_t width);

/* -- vocabulary -- */

void format_measure_run(format_printer *p, const ast_item *first);
void format_name_title(format_printer *p, const char *keyword, const ast_name *name,
                       const ast_string *title, bool more);
void format_product(format_printer *p, const ast_product *product);
void format_feature(format_printer *p, const ast_feature *feature);
void format_fact(format_printer *p, const ast_fact *fact, ast_span span);

#endif
