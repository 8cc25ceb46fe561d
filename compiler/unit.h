/* unit.h: one unit of work: the sources, their trees, what resolve found. Private to compiler/. */
#ifndef UNIT_H
#define UNIT_H

#include "arena.h"
#include "ast.h"
#include "caveatc.h"
#include "diag.h"
#include "map.h"
#include "source.h"

typedef ARENA_VECTOR(ast_file *) unit_files;

typedef enum unit_name { /* namespaces */
    UNIT_LAYER, UNIT_PRODUCT, UNIT_FEATURE, UNIT_FACT, UNIT_DEFINE, UNIT_SECTION, UNIT_STATEMENT, UNIT_RULE, UNIT_TEST,
    UNIT_QUALIFIED, /* "L0.kvm.nested" -> ast_fact */
    UNIT_NAMES
} unit_name;

typedef struct translate_finding { int kind; const char *name; uint32_t start; const char *message; } translate_finding;

struct cavc_unit {
    arena arena;
    struct arena scratch;                  /* strings of the last test outcome */
    struct mutants *mutants;               /* once asked for; mutate.c */
    struct symbols *symbols;               /* the same; symbols.c */
    cavc_host host;
    src_map sources;
    diag_list *diags;
    uint32_t errors, warnings;
    uint32_t unbound;                      /* of the errors: statements without account, or with two */
    ARENA_VECTOR(struct po_catalogue *) catalogues; /* of translations, by tag; translate.c */
    struct texts *texts;                   /* what can be translated, once asked for; texts.c */
    ARENA_VECTOR(translate_finding) translated; /* what was said of the catalogues */
    bool *translatables;                   /* of each: it is asked for by its own context */
    unit_files files;                      /* in the order reached; used files before their users' later items */
    /* resolved: declarations in source order (a used file's stand where its `use` stands) */
    ast_pack *pack; ast_span pack_span;
    bool two_packs;                        /* who was to bind a statement is not known then */
    ARENA_VECTOR(ast_layer *) layers;
    ARENA_VECTOR(ast_product *) products;
    ARENA_VECTOR(ast_feature *) features;
    ARENA_VECTOR(ast_fact *) facts;
    ARENA_VECTOR(ast_define *) defines;
    ARENA_VECTOR(ast_impossible *) impossible;
    ARENA_VECTOR(ast_section *) sections;
    ARENA_VECTOR(ast_rule *) rules;
    ARENA_VECTOR(ast_test *) tests;
    ARENA_VECTOR(ast_statement *) statements;
    map names[UNIT_NAMES];                 /* name -> node, per namespace */
};

/* grammar/ through parse.c: text -> tree; reports syntax errors; never fails otherwise. */
ast_file *parse_file(arena *a, diag_list *diags, const src_map *sources, uint32_t file);
/* Follows `use`, parses all files, fills unit->files in order. */
void parse_unit(cavc_unit *unit, const char *name, cavc_text text);
/* Names and types: fills the resolved fields and the unit's lists. */
void resolve_unit(cavc_unit *unit);
/* Reads the catalogues that the host has beside the root file. */
void translate_load(cavc_unit *unit);
/* Everything beyond names: the table of named checks in check.c. */
void check_unit(cavc_unit *unit);

/* format.c: canonical text of a condition ("L1.os in {rhel 8.2 or later within 8}") and of a file. */
const char *format_cond(arena *a, const ast_cond *cond);
const char *format_file(arena *a, const ast_file *file);
/* What a file says, and nothing of how: without comments and empty lines, strings spelled one way.
 * Formatting a file does not change it. */
const char *format_bare(arena *a, const ast_file *file);
/* dump.c: the tree for `--dump tree`. */
void dump_tree(cavc_unit *unit, void (*line)(void *, const char *), void *context);

#endif
