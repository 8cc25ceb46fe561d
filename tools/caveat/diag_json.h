/* diag_json.h: a diagnostic as one JSON object, always on one line; docs/diagnostics.md shows it.
 *
 * Every key is always there; what does not apply is null. Invariant: the order of the keys.
 */
#ifndef DIAG_JSON_H
#define DIAG_JSON_H

#include "json_out.h"

const char *diag_json_severity(cavc_severity severity); /* "error", "warning" or "note" */

/* In a document of the caller; key NULL: in a list. */
void diag_json(json_writer *w, const char *key, const cavc_diagnostic *d);
/* A line of its own, as --format json writes diagnostics to standard error. */
void diag_json_line(buf *out, const cavc_diagnostic *d);

#endif
