/* values.h: values as fact files write them, and the classes they may be in.
 *
 * A domain is ordered by a key of five words; a value, complete or not, is an interval of keys.
 * Refuses what its fact cannot be, naming what was expected. Invariant: an interval that
 * value_parse gave is not empty and meets at least one piece of the verified domain.
 */
#ifndef CAV_VALUES_H
#define CAV_VALUES_H

#include "buffer.h"
#include "image.h"

enum { KEY_WORDS = 5 }; /* named: index; number: high and low word; release: product, four parts */

typedef enum value_lack { /* what an incomplete value lacks */
    LACK_NOTHING, LACK_VERSION, LACK_MINOR, LACK_PATCH, LACK_BUILD, LACK_POINT /* a range */
} value_lack;

typedef struct value_range {
    uint32_t low[KEY_WORDS], high[KEY_WORDS]; /* both included */
    value_lack lack;
} value_range;

int value_compare(const uint32_t a[KEY_WORDS], const uint32_t b[KEY_WORDS]);

/* The lower bound of piece `record`, which is number `index` of a fact of this type. */
void value_piece_key(const img *i, cav_type type, uint32_t record, uint32_t index,
                     uint32_t key[KEY_WORDS]);

/* One value of a fact that is no text; the text is size bytes, already trimmed. On failure writes
 * the reason, without the fact's name. */
bool value_parse(const img *i, uint32_t fact, const char *text, size_t size, value_range *range,
                 buf *why);
bool value_release(const img *i, uint32_t product, const uint32_t *parts, uint32_t count,
                   value_range *range);

/* Adds the classes of the pieces that the interval meets. */
void value_classes(const img *i, uint32_t fact, const value_range *range, uint32_t *words);

img_word value_lack_word(value_lack lack);        /* MINOR; IMG_WORDS: nothing to add */
const char *value_lack_reason(value_lack lack); /* "minor version unknown" */

#endif
