/* ast.h: the tree of a rule file: what the grammar makes and every later pass reads.
 *
 * Nodes live in the unit's arena and are never freed one by one. Every node has the byte span it
 * was written in; lists are singly linked in source order. The tree holds what was written, not
 * what it means: names are unresolved strings, numbers are their digits. Fields under "resolved"
 * are filled in by resolve.c and are NULL/0 before.
 * It refuses nothing; invariant: a child's span lies inside its parent's.
 */
#ifndef AST_H
#define AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

typedef struct ast_span { uint32_t file, start, end; } ast_span; /* bytes [start, end) of file */

/* A word or dotted path as written; also numbers and versions (digits and dots). */
typedef struct ast_name { const char *text; ast_span span; struct ast_name *next; } ast_name;

/* A decoded string; text is NUL-terminated and holds no NUL. */
typedef struct ast_string { const char *text; ast_span span; struct ast_string *next; } ast_string;

typedef struct ast_pattern { const char *text; unsigned flags; /* CAV_PATTERN_* */ ast_span span; } ast_pattern;

typedef struct ast_comment { const char *text; /* with '#', without line end */ ast_span span; bool own_line; struct ast_comment *next; } ast_comment;

/* A value: the right-hand side of conditions, given and sources. */
typedef enum ast_value_kind {
    AST_VALUE_WORD,    /* amd, on, rhel; `rhel 8.2` with version; also `2..8` when range */
    AST_VALUE_NUMBER,  /* -5, 225 */
    AST_VALUE_RANGE,   /* 2..8, 2.., ..8: given only */
    AST_VALUE_STRING   /* "..." */
} ast_value_kind;
typedef enum ast_version_kind { AST_VERSION_NONE, AST_VERSION_IS, AST_VERSION_LATER, AST_VERSION_BEFORE } ast_version_kind;
typedef struct ast_value {
    ast_value_kind kind;
    ast_span span;
    const char *text;              /* word, digits with sign, string; range: low bound or NULL */
    const char *high;              /* range: high bound or NULL */
    ast_version_kind version_kind; /* of a word */
    ast_name *version;             /* 8.2; NULL for NONE */
    ast_name *within;              /* 8; NULL: not given */
    struct ast_value *next;
} ast_value;

typedef enum ast_compare { AST_LT, AST_LE, AST_GT, AST_GE } ast_compare;

typedef enum ast_cond_kind {
    AST_IS,       /* fact is value          (negated: is not) */
    AST_IN,       /* fact in {values}       (negated: not in) */
    AST_COMPARE,  /* fact <= number */
    AST_MATCHES,  /* fact matches /pattern/ */
    AST_EXISTS,   /* layer exists */
    AST_IN_USE,   /* feature in use */
    AST_DEFINED,  /* name of a define */
    AST_NOT, AST_AND, AST_OR  /* operands: children */
} ast_cond_kind;

struct ast_fact; struct ast_define; struct ast_feature; struct ast_layer; struct ast_rule;

typedef struct ast_cond {
    ast_cond_kind kind;
    ast_span span;
    bool negated;               /* IS, IN */
    bool parens;                /* written in parentheses */
    ast_compare compare;
    ast_name *subject;          /* fact path, layer, feature or define */
    ast_value *values;          /* IS, COMPARE: one; IN: list, may be empty */
    ast_pattern *pattern;
    struct ast_cond *children;  /* AND, OR: two or more, flat; NOT: one */
    struct ast_cond *next;
    /* resolved */
    struct ast_fact *fact;      /* with layer below */
    uint32_t layer;             /* index; of fact or EXISTS */
    struct ast_define *define;
    struct ast_feature *feature;
    void *more;                 /* of later passes */
} ast_cond;

/* -- vocabulary -- */

typedef struct ast_layer { ast_name *name; ast_string *title; uint32_t index; } ast_layer;

typedef struct ast_matcher { ast_name *field; ast_pattern *pattern; struct ast_matcher *next; } ast_matcher;
typedef struct ast_product {
    ast_name *name; ast_string *title;
    ast_name *parts;             /* "major", "major.minor", "major.minor.patch" …: the dotted words after `version`; NULL: none */
    bool recognized;             /* has `from os-release` */
    ast_matcher *matchers;
    ast_name *version_field;     /* `version from FIELD` inside the os-release clause; NULL: VERSION_ID */
    uint32_t index, nparts;      /* resolved */
} ast_product;

typedef struct ast_feature { ast_name *name; ast_string *title; ast_cond *in_use; /* NULL */ uint32_t index; unsigned mark; void *more; } ast_feature;
typedef struct ast_define { ast_name *name; ast_cond *cond; unsigned mark; void *more; } ast_define;

typedef enum ast_source_kind { AST_FILE, AST_PRESENT, AST_OS_RELEASE, AST_UNAME, AST_CPUID, AST_AUXV, AST_FACT_SOURCE, AST_GUARD, AST_FILES } ast_source_kind; /* order of cav_source */
typedef struct ast_case {
    ast_pattern *pattern;        /* NULL: the present/absent case below */
    enum { AST_CASE_PATTERN, AST_CASE_PRESENT, AST_CASE_ABSENT } kind;
    ast_value *values;           /* one, or a set */
    bool not_guest;              /* `=> not guest` */
    ast_span span; struct ast_case *next;
} ast_case;
typedef struct ast_source {
    ast_source_kind kind;
    ast_span span;
    ast_string *path;            /* FILE, PRESENT, GUARD; FILES: one or more */
    ast_name *field;             /* UNAME, CPUID (digits or 0x…), AUXV, FACT_SOURCE */
    ast_pattern *pattern;        /* GUARD */
    ast_case *cases;
    struct ast_source *children; /* GUARD */
    struct ast_source *next;
} ast_source;
typedef struct ast_observer { bool here, any; ast_name *count; /* guest N; NULL: 1 */ ast_span span; struct ast_observer *next; } ast_observer;
typedef struct ast_block { ast_observer *observers; ast_source *sources; ast_span span; struct ast_block *next; } ast_block;

typedef enum ast_type { AST_FLAG, AST_ONE_OF, AST_NUMBER, AST_TEXT, AST_RELEASE } ast_type; /* order of cav_type */
typedef struct ast_fact {
    ast_name *name; ast_name *layers; ast_type type; ast_value *values; /* one of */
    ast_span type_span;
    ast_string *title; bool fixed; ast_block *blocks;
    uint64_t layer_mask;         /* resolved */
    void *more;                  /* of later passes */
} ast_fact;

/* -- pack -- */

typedef enum ast_pack_key { AST_TITLE, AST_ISSUER, AST_SOURCE, AST_EDITION, AST_CAPTURED, AST_PACK_KEYS } ast_pack_key;
typedef struct ast_field { int key; ast_string *value; ast_span span; struct ast_field *next; } ast_field;
typedef struct ast_applies { ast_cond *cond; ast_name *cites; ast_span span; struct ast_applies *next; } ast_applies;
typedef struct ast_pack {
    ast_name *name; ast_field *fields; ast_applies *applies; /* as written, maybe several: an error */
    ast_string *keys[AST_PACK_KEYS]; /* resolved; NULL: not given */
} ast_pack;

typedef struct ast_statement {
    ast_name *name; ast_name *line; /* NULL */ ast_string *gist; ast_string *no_rule; /* NULL */
    ast_span span; struct ast_statement *next;
    uint32_t index, line_number, cited; /* resolved */
} ast_statement;
typedef struct ast_section { ast_name *name; ast_string *title; ast_statement *statements; uint32_t index; } ast_section;

typedef struct ast_effect { ast_name *feature; /* NULL */ ast_name *level; /* "note" too */ ast_string *message; ast_span span; } ast_effect;

typedef enum ast_clause_kind { AST_CITE, AST_WHY, AST_WHEN, AST_REQUIRE, AST_THEN, AST_CONFLICT, AST_FIX } ast_clause_kind;
typedef struct ast_clause {
    ast_clause_kind kind; ast_span span;
    ast_name *names;             /* CITE: statements; CONFLICT: the two features */
    ast_string *text;            /* WHY, FIX */
    ast_cond *cond;              /* WHEN, REQUIRE */
    ast_effect *effect;          /* REQUIRE, THEN, CONFLICT; NULL where `else` is missing */
    struct ast_clause *next;
} ast_clause;
typedef struct ast_rule {
    ast_name *name; ast_clause *clauses; /* as written */
    /* resolved */
    ast_name *cites; ast_string *why, *fix; ast_cond *when, *require; ast_effect *effect;
    ast_clause *conflict;
    int level;                   /* cav_level, or CAV_LEVEL_NOTE */
    struct ast_feature *feature, *features[2];
    uint32_t index;
} ast_rule;

typedef struct ast_impossible { ast_string *reason; ast_cond *cond; uint32_t index; } ast_impossible;

/* -- tests -- */

typedef enum ast_given_kind { AST_GIVEN_FACTS, AST_GIVEN_DEPTH, AST_GIVEN_USE } ast_given_kind;
typedef struct ast_told { ast_name *fact; ast_value *values; bool set; /* `in {…}` */ ast_span span; struct ast_told *next;
    struct ast_fact *resolved; uint32_t layer; } ast_told;
typedef struct ast_given { ast_given_kind kind; ast_span span; ast_name *name; /* layer, depth digits or feature */ ast_told *told; struct ast_given *next; } ast_given;

typedef struct ast_expect {
    ast_span span;
    ast_name *first, *second;    /* `expect first [second]`: [FEATURE] LEVEL, [FEATURE] unknown, [no] note, not-applicable, contradiction */
    ast_name *best, *worst;      /* between … and …; NULL */
    ast_name *by, *missing;      /* lists */
    bool has_by, has_missing;
    struct ast_expect *next;
    /* resolved */
    enum { AST_EXPECT_LEVEL, AST_EXPECT_UNKNOWN, AST_EXPECT_NOTE, AST_EXPECT_NO_NOTE, AST_EXPECT_NOT_APPLICABLE, AST_EXPECT_CONTRADICTION } kind;
    struct ast_feature *feature; int level, best_level, worst_level;
} ast_expect;
/* Clauses of a test in the order written. */
typedef struct ast_test { ast_string *name; ast_given *givens; ast_expect *expects; } ast_test;

/* -- items -- */

typedef enum ast_item_kind {
    AST_PACK, AST_USE, AST_LAYER, AST_PRODUCT, AST_FEATURE, AST_FACT, AST_DEFINE, AST_IMPOSSIBLE,
    AST_SECTION, AST_RULE, AST_TEST
} ast_item_kind;
typedef struct ast_item {
    ast_item_kind kind;
    ast_span span;               /* the whole item */
    union {
        ast_pack *pack; ast_string *use; ast_layer *layer; ast_product *product; ast_feature *feature; ast_fact *fact;
        ast_define *define; ast_impossible *impossible; ast_section *section; ast_rule *rule; ast_test *test;
    } as;
    struct ast_file *used;       /* USE: the file it brought; NULL: unreadable, or already brought elsewhere */
    struct ast_item *next;
} ast_item;

/* One source file. Items that could not be parsed are left out (and were reported). */
typedef struct ast_file {
    uint32_t file; ast_item *items; ast_comment *comments;
    const char *text; size_t size; /* what was parsed: the formatter keeps empty lines */
} ast_file;

#endif
