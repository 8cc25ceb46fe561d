/* format.h: what format.c (files) and format_cond.c (conditions, values) share: a growing text. */
#ifndef FORMAT_H
#define FORMAT_H

#include "arena.h"
#include "ast.h"

typedef struct format_text { arena *arena; char *at; size_t size, room; } format_text; /* NUL-terminated once not empty */

void format_put(format_text *t, const char *text);
void format_pad(format_text *t, size_t count);            /* blanks */
void format_put_string(format_text *t, const char *text); /* in quotes */
void format_put_pattern(format_text *t, const ast_pattern *pattern);
void format_put_value(format_text *t, const ast_value *value);
void format_put_values(format_text *t, const ast_value *list); /* comma-separated */
void format_put_cond(format_text *t, const ast_cond *cond);
/* The same; a chain that passes column `limit` is written one operand a line, at `column`. */
void format_put_cond_lines(format_text *t, const ast_cond *cond, size_t column, size_t limit);
size_t format_column(const format_text *t);               /* width of the last line */

#endif
