/* json_out.h: JSON written in a fixed order, always valid UTF-8, the same bytes for the same input.
 *
 * Control, bidirectional and invisible characters are written as escapes, invalid UTF-8 as U+FFFD.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include "session.h"

typedef struct json_writer {
    buf *out;
    unsigned depth, flat; /* flat: objects and lists open on one line */
    bool first;           /* nothing stands yet in the innermost */
} json_writer;

void jw_open(json_writer *w, const char *key, char bracket, bool flat); /* key NULL: in a list */
void jw_close(json_writer *w, char bracket);
void jw_string(json_writer *w, const char *key, const char *value); /* value NULL: null */
void jw_int(json_writer *w, const char *key, int64_t value);
void jw_bool(json_writer *w, const char *key, bool value);
void jw_written(json_writer *w, const char *key, const char *json); /* a value that is JSON already */

/* A fact's value as a configuration writes it; null where it is unknown. */
void jw_fact(json_writer *w, const char *key, const session *s, uint32_t k, uint32_t fact);
void jw_evidence(json_writer *w, const char *key, const evidence *e);

/* The verdicts of all packs, and the configuration. */
void jw_verdicts(session *s, buf *out);
void jw_packs(json_writer *w, const session *s); /* its "packs" alone */
void jw_config(session *s, buf *out);

#endif
