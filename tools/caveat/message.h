/* message.h: the compiler's diagnostics, on stderr or into a result; the command's own messages are in tool.h. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "tool.h"

/* FILE:LINE:COLUMN: error[E012]: message, the line, a caret, the hint. */
void message_diagnostic(app *a, const cavc_diagnostic *d);
/* The same as text into a buffer; brief: its first line alone. */
void message_put(app *a, buf *b, const cavc_diagnostic *d, bool colour, bool brief);

#endif
