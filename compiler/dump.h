/* dump.h: what each pass made, as lines of text, for people who work on the compiler. */
#ifndef DUMP_H
#define DUMP_H

#include "unit.h"

typedef void dump_line(void *context, const char *text);

void dump_classes(cavc_unit *unit, dump_line *line, void *context); /* every fact's pieces and classes */
void dump_code(cavc_unit *unit, dump_line *line, void *context);    /* the listing of the loaded program */
void dump_image(cavc_unit *unit, dump_line *line, void *context);   /* the section table */

#endif
