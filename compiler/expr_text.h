/* expr_text.h: tests on a text fact: patterns, literals and their combinations.
 *
 * A fact's tests are numbered in order of first use, each after those it is made of.
 */
#ifndef EXPR_TEXT_H
#define EXPR_TEXT_H

#include "expr.h"

uint32_t expr_text_of(expr_table *t, uint32_t fact, const ast_cond *cond); /* `negated` left aside */
uint32_t expr_text_not(expr_table *t, uint32_t fact, uint32_t test);
uint32_t expr_text_join(expr_table *t, uint32_t fact, cav_test op, uint32_t a, uint32_t b);
/* Is the test true (false) of every text there is? */
bool expr_text_constant(expr_table *t, uint32_t fact, uint32_t test, bool *value);

#endif
