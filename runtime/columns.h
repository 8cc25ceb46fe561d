/* columns.h: how many columns a character takes on a terminal.
 *
 * Refuses nothing: what is no character counts as one column. Invariant: 0, 1 or 2.
 */
#ifndef CAV_COLUMNS_H
#define CAV_COLUMNS_H

#include <stdint.h>

/* Of one code point. Controls are one: whoever prints them writes something in their place. */
unsigned columns_of(uint32_t code);

#endif
