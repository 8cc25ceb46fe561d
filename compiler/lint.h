/* lint.h: what the checks of lint share. Private to compiler/.
 *
 * A check looks at the resolved tree and at the expressions made of it, and reports at places. It
 * changes nothing. Invariant: it accuses only where it is certain.
 */
#ifndef LINT_H
#define LINT_H

#include "expr.h"
#include "resolve.h"

typedef enum lint_check {
#define CHECK(KIND, level, context, needs, run, summary) LINT_##KIND,
#include "lint.def"
    LINT_CHECKS,
    LINT_NONE = LINT_CHECKS
} lint_check;

typedef struct lint_strike {
    lint_check check;
    const void *subject;
} lint_strike;

typedef struct lint_rule {
    const ast_rule *rule;
    expr *part[4];     /* all true: it fires (of a conflict: and its features are in use) */
    uint32_t nparts;
    expr *fires;       /* their conjunction */
    const uint8_t *reads; /* per fact of the table, through defines and features */
    uint32_t nreads;
    uint32_t layers;   /* bits: of the facts it reads and of `LAYER exists` */
} lint_rule;

typedef struct lint {
    cavc_unit *unit;
    expr_table *t;
    const cavc_lint_level *levels;
    cavc_unit *const *packs;
    uint32_t npacks;
    lint_rule *rules; /* as unit->rules */
    ARENA_VECTOR(lint_strike) strikes;
    bool done[LINT_CHECKS + 1];
} lint;

/* Reports unless what the check needs accused the same subject (a node of the tree). The kind's text
 * is a printf format for the arguments. */
void lint_report(lint *l, lint_check check, const void *subject, ast_span span, const char *hint,
                 ...);
bool lint_struck(const lint *l, lint_check check, const void *subject);

/* Every condition of the unit as a whole: of rules, defines, features, `applies`, `impossible`. */
void lint_roots(lint *l, void (*root)(lint *l, ast_cond *cond, void *context), void *context);
/* A file without pack, sections, rules and tests. */
bool lint_is_vocabulary(const cavc_unit *unit, uint32_t file);
/* Facts named in a message in braces. */
void lint_placeholders(lint *l, const ast_string *message,
                       void (*fact)(void *context, const ast_fact *fact, uint32_t layer),
                       void *context);
const char *lint_level_name(int level); /* "note" too */

/* Can all of these hold at once, as far as a short search sees? false: certainly not. */
bool lint_possible(expr_table *t, expr *const *all, uint32_t n);
/* Where all of these hold, has each of these facts (a byte per fact of the table) one value only? */
bool lint_settled(expr_table *t, expr *const *all, uint32_t n, const uint8_t *facts);

#define CHECK(KIND, level, context, needs, run, summary) void lint_##run(lint *l);
#include "lint.def"

#endif
