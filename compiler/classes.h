/* classes.h: a fact's domain cut into the classes its conditions can tell apart.
 *
 * Two values are in one class when every set given holds both or neither. Classes are numbered in
 * the order of their first value. Invariant: pieces ascend from the domain's start, and every set
 * given is a union of classes.
 */
#ifndef CLASSES_H
#define CLASSES_H

#include "expr.h"

typedef struct class_piece { type_key low; uint32_t class; } class_piece;
typedef struct class_cut { class_piece *pieces; uint32_t npieces, nclasses; } class_cut;

/* Cuts `fact` by n sets. Flags, names and questions get one piece per value; numbers and releases
 * as few as possible. */
class_cut classes_cut(arena *a, const expr_fact *fact, const type_set *const *sets, uint32_t n);
/* The set as bits over the classes, (nclasses + 31) / 32 words. */
void classes_bits(const class_cut *cut, const type_set *set, uint32_t *words);

#endif
