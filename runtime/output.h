/* output.h: lines of at most OUT_COLUMNS columns, handed to a callback.
 *
 * Long text is broken at blanks and goes on indented. Control characters are written as \xNN.
 * Invariant: no line is longer, and none is handed over after the callback said stop.
 */
#ifndef CAV_OUTPUT_H
#define CAV_OUTPUT_H

#include "caveat.h"

enum { OUT_COLUMNS = 100 };

typedef struct out {
    bool (*line)(void *context, const char *text);
    void *context;
    bool stopped;
    unsigned indent, columns;   /* of lines that go on; of this line so far */
    size_t used;
    char text[4 * OUT_COLUMNS + 8];
} out;

out out_start(bool (*line)(void *context, const char *text), void *context);
void out_begin(out *o, unsigned indent);    /* a line; where it is broken, it goes on at `indent` */
void out_text(out *o, const char *text);
void out_quoted(out *o, char quote, const char *text);
void out_uint(out *o, const char *before, uint64_t number);
void out_int(out *o, int64_t number);
void out_column(out *o, unsigned column);   /* blanks up to there, at least one */
void out_end(out *o);
void out_line(out *o, const char *text);    /* begin, text, end */

#endif
