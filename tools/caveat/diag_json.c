/* diag_json.c: see diag_json.h. */
#include "diag_json.h"

const char *diag_json_severity(cavc_severity severity)
{
    return severity == CAVC_ERROR ? "error" : severity == CAVC_WARNING ? "warning" : "note";
}

static void place(json_writer *w, const char *key, const cavc_diagnostic *d, uint32_t value)
{
    if (d->line)
        jw_int(w, key, value);
    else
        jw_string(w, key, NULL);
}

void diag_json(json_writer *w, const char *key, const cavc_diagnostic *d)
{
    jw_open(w, key, '{', true);
    jw_string(w, "id", d->id);
    jw_string(w, "name", d->name);
    jw_string(w, "severity", diag_json_severity(d->severity));
    jw_string(w, "file", d->file);
    place(w, "line", d, d->line);
    place(w, "column", d, d->column);
    place(w, "end_line", d, d->end_line);
    place(w, "end_column", d, d->end_column);
    place(w, "start", d, d->start);
    place(w, "end", d, d->end);
    jw_string(w, "message", d->message);
    jw_string(w, "hint", d->hint);
    jw_string(w, "source", d->source);
    jw_close(w, '}');
}

void diag_json_line(buf *out, const cavc_diagnostic *d)
{
    json_writer w = {.out = out, .first = true};
    diag_json(&w, NULL, d);
    put_char(out, '\n');
}
