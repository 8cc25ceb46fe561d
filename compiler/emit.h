/* emit.h: a resolved, checked unit to an image. Private to compiler/. */
#ifndef EMIT_H
#define EMIT_H

#include "code.h"
#include "unit.h"

typedef struct emit {
    cavc_unit *unit;
    arena *arena;
    expr_table *exprs;
    code *code;
    write_image *w;
    bool strip;
} emit;

/* The image's bytes, in the unit's arena. */
uint8_t *emit_image(cavc_unit *unit, bool strip, size_t *size);

/* Everything before the writing: expressions, classes, numbers (for dumps too). */
void emit_prepare(emit *e, cavc_unit *unit, bool strip);

void emit_vocabulary(emit *e); /* emit_vocabulary.c: layers, products, features, facts, sources */
void emit_rules(emit *e);      /* emit_rules.c: statements, rules, impossible, files, source map */

/* emit_language.c: which catalogues give something, and which texts they tell apart; then their sections. */
void emit_languages_prepare(emit *e);
void emit_languages(emit *e);

/* A rule as expressions; a conflict has two effects, its second feature's after its first's. */
typedef struct emit_rule {
    uint32_t scope, neffects;
    const ast_feature *features[2];
    expr *fires[2], *bears[2];
} emit_rule;
emit_rule emit_rule_exprs(expr_table *t, const ast_rule *rule);
expr *emit_guarded(expr_table *t,
                   ast_cond *cond); /* the condition, false where a layer it names is not there */

/* Ascending facts that conditions read, as READS records. */
typedef struct emit_reads {
    uint32_t first, count;
} emit_reads;
emit_reads emit_read_facts(emit *e, ast_cond *const *conds, uint32_t n);

#endif
