/* buffer.h: text into a caller's buffer, as snprintf counts: what does not fit is counted only.
 *
 * Refuses nothing. Invariant: the buffer is NUL-terminated after every call where it has room for
 * the NUL, and buf_end leaves no half character at a cut.
 */
#ifndef CAV_BUFFER_H
#define CAV_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct buf {
    char *at;
    size_t room; /* of the buffer, the NUL included */
    size_t used; /* wanted so far, without the NUL */
} buf;

buf buf_start(char *buffer, size_t size);
void buf_bytes(buf *b, const char *bytes, size_t size);
void buf_text(buf *b, const char *text);
void buf_uint(buf *b, uint64_t number);
void buf_int(buf *b, int64_t number);
/* Between quotes, cut at 60 bytes: for values in messages. */
void buf_quoted(buf *b, const char *text, size_t size);
size_t buf_end(buf *b); /* the length wanted */

#endif
