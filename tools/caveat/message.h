/* message.h: the compiler's diagnostics on stderr; the command's own messages are in tool.h. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "tool.h"

/* FILE:LINE:COLUMN: error[E012]: message, the line, a caret, the hint. */
void message_diagnostic(app *a, const cavc_diagnostic *d);

#endif
