/* space_image.h: what the space asks of the runtime's insides beyond its headers, in one place.
 *
 * The runtime's private headers have names of their own that the command uses otherwise (buf), so
 * they are not seen together. Refuses nothing.
 */
#ifndef SPACE_IMAGE_H
#define SPACE_IMAGE_H

#include "../../runtime/image.h"

enum { SPACE_KEY = 5 }; /* words of a key: a name's index; a number; a product and four parts */

void space_key_number(int64_t number, uint32_t key[SPACE_KEY]);
/* The lower bound of piece k of a fact; release and named facts. */
void space_piece_key(const img *i, uint32_t fact, uint32_t k, uint32_t key[SPACE_KEY]);
/* The class of the fact that holds the key. */
uint32_t space_class_at(const img *i, uint32_t fact, const uint32_t key[SPACE_KEY]);

/* May the fact be in this class? */
bool space_in_class(const cav_program *program, const cav_facts *facts, uint32_t fact,
                    uint32_t class);

/* Is the result true in what was evaluated last? Asked of every rule, over and over. */
bool space_is_true(const cav_result *result, uint32_t value);

/* What the text a fact is set to answers to its k-th test: can be true, can be false. */
cav_truth space_answer(const img *i, const cav_facts *facts, uint32_t fact, uint32_t k);

#endif
