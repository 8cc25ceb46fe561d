/* ends.h: the fixed text at the two ends of a pattern, which rules most texts out.
 *
 * A pattern matches a whole text, so one that begins with plain letters needs a text that begins
 * with them. Telling that costs no compiled pattern: most patterns of a program never need to be
 * compiled for the machine at hand, and one of fixed text around at most one `.*` or `.+` never at
 * all. It never says more than the engine would, only sooner.
 */
#ifndef CAV_ENDS_H
#define CAV_ENDS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ends_answer { ENDS_NO, ENDS_YES, ENDS_ASK } ends_answer; /* ASK: only the engine knows */

typedef struct ends {
    const char *pattern; /* the caller's, as long as this lives */
    size_t size;
    size_t head; /* bytes at the start that are fixed text, escapes in, and `\s*` between such */
    size_t tail; /* bytes at the end that are fixed text */
    size_t inner, ninner; /* the longest other fixed text, which stands anywhere: offset, bytes */
    enum { ENDS_OPEN, ENDS_ONLY, ENDS_ANY, ENDS_SOME } between; /* something, nothing, `.*`, `.+` */
    bool caseless;
} ends;

ends ends_of(const char *pattern, unsigned flags); /* flags: CAV_PATTERN_* */
bool ends_decide(const ends *e); /* ends_match never says ASK, and the pattern is valid */
ends_answer ends_match(const ends *e, const char *text, size_t size);

#endif
