/* code.h: expressions to numbered instructions: sets, tests, runs.
 *
 * Roots are named first (what verdicts need, then what only explanations show), then code_finish
 * numbers everything; code_value answers afterwards. Numbering is canonical: it depends on what the
 * expressions mean, not on the order they were written in.
 */
#ifndef CODE_H
#define CODE_H

#include "classes.h"
#include "write.h"

typedef struct code code;

code *code_new(expr_table *t);
void code_root(code *c, expr *e);
void code_explain(code *c, expr *e);
void code_finish(code *c);
uint32_t code_value(const code *c, const expr *e);           /* a VAL or XVAL of the image */
const class_cut *code_classes(const code *c, uint32_t fact);
uint32_t code_first_test(const code *c, uint32_t fact);      /* in TESTS */
uint32_t code_tests(const code *c, uint32_t fact);           /* how many */
uint32_t code_results(const code *c);
uint32_t code_explain_results(const code *c);
uint32_t code_operand(const code *c);                        /* bytes: 2 or 4 */
void code_write(const code *c, write_image *w);              /* SETS, SETWORDS, TESTS, CODE, XCODE */

#endif
