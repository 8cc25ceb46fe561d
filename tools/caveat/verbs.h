/* verbs.h: one function a verb, each in a file of its name (help and version share one).
 *
 * A verb reads app->options, writes its result to app->out and returns a tool_status; main prints
 * and writes.
 */
#ifndef VERBS_H
#define VERBS_H

#include "tool.h"

#define VERB(name, summary, operands, options, formats, help) int verb_##name(app *a);
#include "verbs.def"

#endif
