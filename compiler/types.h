/* types.h: values, versions and conditions against the facts they speak of. Private to compiler/.
 *
 * A value of any type is a key: five words compared in order. A condition on one fact that is not
 * text is a set of keys, kept as ascending disjoint half-open intervals. So flags, names, numbers
 * and releases share one algebra.
 *   flag, one of, depth, wanted: {value's number}     number: {0, high word with the sign bit
 *   flipped, low word}     release: {product, part 1, part 2, part 3, part 4}
 */
#ifndef TYPES_H
#define TYPES_H

#include "unit.h"

#define KEY_WORDS 5
typedef struct type_key {
    uint32_t w[KEY_WORDS];
} type_key;
typedef struct type_interval {
    type_key low, high;
} type_interval; /* [low, high) */
typedef struct type_set {
    type_interval *at;
    uint32_t count;
} type_set;

extern const type_key TYPE_KEY_END; /* above every key */

int type_key_compare(const type_key *a, const type_key *b);
type_set type_set_not(arena *a, type_set s);
type_set type_set_and(arena *a, type_set s, type_set t);
type_set type_set_or(arena *a, type_set s, type_set t);

/* What a condition on a fact that is not text holds for (IS, IN, COMPARE; `negated` included).
 * The condition must have passed resolve. */
type_set type_set_of(cavc_unit *unit, const ast_cond *cond);
/* One value of a fact, as a set. */
type_set type_set_value(cavc_unit *unit, const ast_fact *fact, const ast_value *value);
/* The whole domain's end for a fact: keys at or above do not exist. */
type_key type_domain_end(const cavc_unit *unit, const ast_fact *fact);

/* Digits and dots -> parts. Reports E114 and answers false. */
bool type_version(cavc_unit *unit, const ast_name *name, uint32_t part[CAV_VERSION_PARTS],
                  uint32_t *count);
/* Decimal with sign -> number. Reports E113 and answers false. */
bool type_number(cavc_unit *unit, const char *digits, ast_span span, int64_t *out);

/* Reports what is wrong with a value for this fact (`told`: in a `given` or a source: no
 * `or later`, ranges of numbers allowed); true: fine. `name` is the fact as written. */
bool type_check_value(cavc_unit *unit, const ast_fact *fact, const char *name,
                      const ast_value *value, bool told);
/* The same for a condition whose fact is resolved. */
bool type_check_cond(cavc_unit *unit, const ast_cond *cond);

const char *type_name(ast_type type); /* "a flag", "a release" */

#endif
