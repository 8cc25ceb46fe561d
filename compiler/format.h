/* format.h: what the files of the formatter share: a growing text (format_cond.c), lines with their
 * comments (format_lines.c), what comments break over lines (format_break.c), declarations
 * (format_vocabulary.c). */
#ifndef FORMAT_H
#define FORMAT_H

#include "arena.h"
#include "ast.h"

/* NUL-terminated once not empty. */
typedef struct format_text {
    arena *arena;
    char *at;
    size_t size, room;
    const char *source; /* strings as they are spelled in this file; NULL: one spelling for all */
} format_text;

void format_put(format_text *t, const char *text);
void format_pad(format_text *t, size_t count);            /* blanks */
/* In quotes; `span` is where it is spelled. */
void format_put_string(format_text *t, const char *text, ast_span span);
void format_put_pattern(format_text *t, const ast_pattern *pattern);
void format_put_value(format_text *t, const ast_value *value);
void format_put_values(format_text *t, const ast_value *list); /* comma-separated */
void format_put_subject(format_text *t, const ast_cond *cond); /* "L0.os is not ", "L0.os in {" */
void format_put_cond(format_text *t, const ast_cond *cond);
/* The same; a chain that passes column `limit` is written one operand a line, at `column`. */
void format_put_cond_lines(format_text *t, const ast_cond *cond, size_t column, size_t limit);
bool format_in_parens(const ast_cond *parent, const ast_cond *cond);
size_t format_column(const format_text *t); /* width of the last line */

/* -- lines -- */

enum { FORMAT_WIDTH = 100, FORMAT_STEP = 4 };

typedef struct format_printer {
    const ast_file *file;
    format_text out;
    const ast_comment *comment;  /* the first not yet written */
    const ast_comment *trailing; /* goes behind the line being written; NULL: none */
    uint32_t end;                /* of the line written last: comments left of it have no empty line */
    size_t indent;
    bool fresh;                                  /* nothing stands in this body yet */
    bool whole;                                  /* the line is not broken for its length */
    bool tight;                                  /* no empty line before the next line */
    bool bare;                                   /* what the file says: no comment, no empty line */
    size_t name_width, title_width, parts_width; /* of a run of one-line declarations */
} format_printer;

size_t format_width(const format_printer *p); /* columns the line may have */
void format_say(format_printer *p, const char *text);
void format_say_string(format_printer *p, const ast_string *string);
format_text format_piece(const format_printer *p); /* an empty text of the same file */
/* Begins the line of [start, end): the comments before its end, each on a line, but the last one
 * waits for the end of the line where it stands behind something. */
void format_begin(format_printer *p, uint32_t start, uint32_t end);
/* The same for a line that goes on with the one before: no empty line between them. */
void format_begin_next(format_printer *p, uint32_t start, uint32_t end);
/* Ends the line of what ended at `end`, with the comment that belongs behind it. */
void format_finish(format_printer *p, uint32_t end);
void format_open(format_printer *p, uint32_t end);  /* ` {`, whose place ends at `end` */
void format_close(format_printer *p, uint32_t end); /* `}`; the line is not ended */
void format_comment_line(format_printer *p, const ast_comment *c);
bool format_has_comment(const format_printer *p, ast_span span);
bool format_blank_before(const format_printer *p, uint32_t at);
/* Behind the `{` that follows `at`, comments apart; `end` where there is none. */
uint32_t format_brace_after(const format_printer *p, uint32_t at, uint32_t end);
/* Between two pieces of a line, the next one [start, end): writes the comments that stand there and
 * goes on at `column` of a new line; false: there are none, and nothing was written. */
bool format_gap(format_printer *p, uint32_t start, uint32_t end, size_t column);
void format_trim(format_printer *p); /* no blanks at the end */
void format_pad_to(format_printer *p, size_t from, size_t width);

/* -- lists and conditions with comments in them -- */

/* One of a list that may be broken. */
void format_item(format_printer *p, size_t column, bool first, const char *text, ast_span span);
void format_names(format_printer *p, const ast_name *list);
/* Where the first line of what ends at `end` stops: behind the first piece of a list or condition
 * that has comments between its pieces, or at `end`. NULL: none of that kind. */
uint32_t format_names_stop(const format_printer *p, const ast_name *list, uint32_t end);
uint32_t format_cond_stop(const format_printer *p, const ast_cond *cond, uint32_t end);
/* Are there comments between? `first` and `last` are the ends of the first and the last piece. */
bool format_is_broken(const format_printer *p, uint32_t first, uint32_t last);
/* A condition; a chain that is too long or holds comments one operand a line, at `column`. */
void format_cond_part(format_printer *p, const ast_cond *cond, size_t column);

/* -- vocabulary -- */

/* Does a run of one-line declarations that share columns begin here? */
bool format_begins_run(const format_printer *p, const ast_item *before, const ast_item *i);
void format_measure_run(format_printer *p, const ast_item *first);
void format_name_title(format_printer *p, const char *keyword, const ast_name *name,
                       const ast_string *title, bool more);
void format_product(format_printer *p, const ast_product *product);
void format_feature(format_printer *p, const ast_feature *feature);
void format_fact(format_printer *p, const ast_fact *fact, ast_span span);

#endif
