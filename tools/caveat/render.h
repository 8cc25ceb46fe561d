/* render.h: text for a terminal or a pipe: escaping, width, wrapping, colour.
 *
 * Every byte of untrusted text passes here: control and bidirectional characters and invalid
 * UTF-8 come out as visible escapes. Paragraphs wrap at words and never exceed RENDER_WIDTH.
 */
#ifndef RENDER_H
#define RENDER_H

#include "pool.h"

#include <stdint.h>

enum { RENDER_WIDTH = 79 };

typedef enum style {
    STYLE_NONE,
    STYLE_GOOD,
    STYLE_FAIR,
    STYLE_BAD,
    STYLE_UNKNOWN,
    STYLE_STRONG,
    STYLE_FAINT
} style;

/* One code point of *text (advanced past it); an invalid byte gives its value with *valid false. */
uint32_t render_decode(const char **text, bool *valid);
/* True for what a terminal must not be sent as it is. */
bool render_is_hostile(uint32_t c);
/* One character of *text (advanced past it) as it is shown; returns its columns. */
unsigned render_char(const char **text, char shown[16]);
size_t render_width(const char *text); /* columns of `text` as render_escape writes it */

void render_escape(buf *b, const char *text);
void render_lines(buf *b, const char *text); /* the same, but line ends stay */
void render_styled(buf *b, bool colour, style s, const char *text); /* `text` is escaped too */

/* A paragraph: begun at the current line's start, words added, ended with a newline. Runs of
 * white space in what is added count as one blank. */
typedef struct para {
    buf *out;
    bool colour;
    unsigned indent; /* of the lines after the first */
    unsigned column;
    buf word;
    unsigned word_width;
    bool fresh; /* nothing stands on this line yet */
    bool blank; /* one is due before the word */
    style style;
} para;

para para_begin(buf *out, bool colour, unsigned first_indent, unsigned indent);
void para_text(para *p, const char *text);
void para_styled(para *p, style s, const char *text);
void para_printf(para *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Words follow at column `column`, or after two blanks where that is passed. */
void para_column(para *p, unsigned column);
void para_end(para *p);

#endif
