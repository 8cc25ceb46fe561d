/* mutate.h: changed conditions, for mutate.c. Private to compiler/. */
#ifndef MUTATE_H
#define MUTATE_H

#include "unit.h"

/* Is told one node that can stand in place of `node`; it shares what it does not change. */
typedef struct mutate_sink {
    void (*take)(void *context, ast_cond *node, const ast_cond *instead);
    void *context;
} mutate_sink;

/* Every change of one node's own: atoms, `and`, `or` and `not`; its children are not entered. */
void mutate_node(cavc_unit *unit, ast_cond *node, const mutate_sink *sink);
/* A condition that is false, over the first fact that `when` or `require` reads and that is no
 * text, else over any of the first layer; NULL: there is none. */
ast_cond *mutate_false(cavc_unit *unit, const ast_cond *when, const ast_cond *require);

#endif
