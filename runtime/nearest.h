/* nearest.h: the nearest of several names to a misspelt word.
 *
 * Distance is optimal string alignment (a swap of neighbours counts one, capitals count as small
 * letters), accepted up to a third
 * of the word's length and at least one. Refuses words of one byte or over NEAR_MAX. Invariant:
 * of equally near names the first offered stays.
 */
#ifndef CAV_NEAREST_H
#define CAV_NEAREST_H

#include <stddef.h>

#define NEAR_MAX 64

typedef struct near {
    const char *word;
    size_t size, distance; /* accepted below this */
    const char *name;      /* NULL: none near */
} near;

near near_start(const char *word, size_t size);
void near_offer(near *n, const char *name);

#endif
