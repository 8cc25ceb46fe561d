/* resolve.h: what the parts of resolving share. Private to compiler/. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "unit.h"

/* The fact written as `name` ("L0.kvm.nested"); reports what is wrong with it and answers NULL. */
ast_fact *resolve_fact(cavc_unit *unit, const ast_name *name, uint32_t *layer);
/* The same for a base name at a layer ("kvm.nested" in `given L0: …`). */
ast_fact *resolve_fact_at(cavc_unit *unit, const ast_name *base, const ast_layer *layer);
ast_layer *resolve_layer(cavc_unit *unit, const ast_name *name);
ast_feature *resolve_feature(cavc_unit *unit, const ast_name *name);
ast_rule *resolve_rule(cavc_unit *unit, const ast_name *name);
int resolve_level(cavc_unit *unit, const ast_name *name, bool note); /* -1: reported */
bool resolve_pattern(cavc_unit *unit, const ast_pattern *pattern, uint32_t *groups);
/* "did you mean `x`?" for the nearest name of a namespace; NULL: none near. */
/* For a product nobody declared: the nearest, or those there are. */
const char *resolve_product_hint(cavc_unit *unit, const char *word);
const char *resolve_hint(cavc_unit *unit, unit_name space, const char *word);

void resolve_cond(cavc_unit *unit, ast_cond *cond);
void resolve_sources(cavc_unit *unit, ast_fact *fact);
void resolve_source_cycles(cavc_unit *unit);
void resolve_test(cavc_unit *unit, ast_test *test);

/* A message cut at its placeholders: `part` gets each text and the fact that follows it (NULL after
 * the last). Undeclared facts are reported. */
void resolve_message(cavc_unit *unit, const ast_string *message,
                     void (*part)(void *context, const char *text, ast_fact *fact, uint32_t layer),
                     void *context);

/* The next brace that opens a placeholder ({{ does not); NULL: none. */
const char *resolve_brace(const char *text);

/* A value as a fact file writes it: "rhel 8.4", "on", "2..8", "$1". In the arena. */
const char *resolve_value_text(cavc_unit *unit, const ast_value *value);

#endif
