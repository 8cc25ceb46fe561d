/* ast_build.h: what grammar/ knows of the tree: one constructor per production.
 *
 * The scanner makes tokens only, the grammar gives spans and parts, and the constructors here read
 * the token's text. Lists grow at their end; while one grows its handle is its *last* node, whose
 * `next` is the first, until the constructor of its owner closes it. What could not be read is NULL
 * and leaves the list as it is.
 * Invariant: nothing here fails; what a constructor cannot accept it reports.
 */
#ifndef AST_BUILD_H
#define AST_BUILD_H

#include "ast.h"

typedef struct ast_range {
    uint32_t start, end;
} ast_range; /* bytes of the file */

typedef struct ast_builder ast_builder;

/* -- the scanner -- */

typedef enum ast_lapse { /* what the scanner met; it goes on behind it */
                         AST_LAPSE_CHARACTER,
                         AST_LAPSE_QUOTES,
                         AST_LAPSE_SPACE,
                         AST_LAPSE_DASH,
                         AST_LAPSE_WORD,
                         AST_LAPSE_NUMBER,
                         AST_LAPSE_STRING,
                         AST_LAPSE_PATTERN,
                         AST_LAPSE_COMMENT, /* of another language */
                         AST_LAPSE_OPERATOR
} ast_lapse;
/* What to write instead, for operators; else NULL. */
void ast_lapse_at(ast_builder *b, ast_lapse lapse, ast_range at, const char *instead);
void ast_comment_at(ast_builder *b, ast_range at);
void *ast_memory(ast_builder *b, size_t size);
_Noreturn void ast_no_memory(ast_builder *b);
void *ast_memory_again(ast_builder *b, void *old, size_t size); /* of ast_memory */

/* Made by grammar/caveat.l over text[0..size) and two NULs; the text is written to. */
void *scan_open(ast_builder *b, char *text, size_t size);
int scan_next(void *scanner, ast_range *at);

/* -- the parser -- */

int parse_next(ast_builder *b, ast_range *at); /* the next token, through recovery (recover.c) */
/* Found and expected by the names of the tokens in caveat.y. */
void parse_unexpected(ast_builder *b, ast_range at, const char *found, const char *const *expected,
                      int count);
void parse_exhausted(ast_builder *b, ast_range at);

/* -- words -- */

ast_name *ast_word(ast_builder *b, ast_range at);
/* `RHEL_VERSION` where a name must stand: an error. */
ast_name *ast_field_word(ast_builder *b, ast_range at);
ast_name *ast_name_add(ast_name *last, ast_name *name);
ast_string *ast_text(ast_builder *b, ast_range at); /* decodes */
ast_pattern *ast_regex(ast_builder *b, ast_range at);

/* -- values -- */

ast_value *ast_value_simple(ast_builder *b, ast_range at, ast_value_kind kind);
ast_value *ast_value_word(ast_builder *b, ast_range at, ast_name *word);
ast_value *ast_value_version(ast_builder *b, ast_range at, ast_name *word, ast_version_kind kind,
                             ast_name *version, ast_name *within);
ast_value *ast_value_string(ast_builder *b, ast_range at);
ast_value *ast_value_range(ast_builder *b, ast_range at);
ast_value *ast_value_range_misplaced(ast_builder *b, ast_range at);
ast_value *ast_value_unversioned(ast_builder *b, ast_range at, ast_name *word, const char *what,
                                 ast_range where);
ast_value *ast_value_before_twice(ast_builder *b, ast_range at, ast_name *word, ast_name *version,
                                  ast_name *before);
ast_value *ast_value_add(ast_value *last, ast_value *value);
ast_value *ast_value_set(ast_value *last); /* closes the list */

/* -- conditions -- */

ast_cond *ast_cond_is(ast_builder *b, ast_range at, ast_name *subject, ast_value *value,
                      bool negated);
ast_cond *ast_cond_in(ast_builder *b, ast_range at, ast_name *subject, ast_value *values,
                      bool negated);
ast_cond *ast_cond_is_in(ast_builder *b, ast_range at, ast_name *subject, ast_value *values,
                         bool negated); /* `is in`, `is {`: errors */
ast_cond *ast_cond_compare(ast_builder *b, ast_range at, ast_name *subject, ast_compare compare,
                           ast_value *value);
ast_cond *ast_cond_matches(ast_builder *b, ast_range at, ast_name *subject, ast_pattern *pattern);
ast_cond *ast_cond_named(ast_builder *b, ast_range at, ast_cond_kind kind, ast_name *subject);
ast_cond *ast_cond_not(ast_builder *b, ast_range at, ast_cond *operand);
ast_cond *ast_cond_join(ast_builder *b, ast_range op, ast_cond_kind kind, ast_cond *left,
                        ast_cond *right);
ast_cond *ast_cond_close(ast_cond *chain);
ast_cond *ast_cond_parens(ast_range at, ast_cond *cond);
ast_cond *ast_cond_dropped(ast_builder *b, ast_range at); /* of what was nested too deeply */

/* -- vocabulary -- */

typedef struct ast_type_decl {
    ast_type type;
    ast_value *values;
    ast_range at;
} ast_type_decl;

ast_type_decl ast_type_of(ast_range at, ast_type type, ast_value *values);
ast_item *ast_layer_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title);
ast_item *ast_product_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_name *parts, bool recognized, ast_matcher *matchers,
                           ast_name *version_field);
ast_matcher *ast_matcher_new(ast_builder *b, ast_name *field, ast_pattern *pattern);
ast_matcher *ast_matcher_add(ast_matcher *last, ast_matcher *matcher);
ast_item *ast_feature_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_cond *in_use);
ast_item *ast_fact_item(ast_builder *b, ast_range at, ast_name *name, ast_name *layers,
                        ast_type_decl type, ast_string *title, bool fixed, ast_block *blocks);
ast_block *ast_block_new(ast_builder *b, ast_range at, ast_observer *observers,
                         ast_source *sources);
ast_block *ast_block_add(ast_block *last, ast_block *block);
ast_observer *ast_observer_new(ast_builder *b, ast_range at, bool here, bool any, ast_name *count);
ast_observer *ast_observer_add(ast_observer *last, ast_observer *observer);
ast_source *ast_source_path(ast_builder *b, ast_range at, ast_source_kind kind, ast_string *path,
                            ast_case *cases);
ast_source *ast_source_paths(ast_builder *b, ast_range at, ast_string *paths,
                             ast_case *cases);
ast_string *ast_string_add(ast_string *last, ast_string *string);
ast_source *ast_source_field(ast_builder *b, ast_range at, ast_source_kind kind, ast_name *field,
                             ast_case *cases);
ast_source *ast_source_guard(ast_builder *b, ast_range at, ast_string *path, ast_pattern *pattern,
                             ast_source *children);
ast_source *ast_source_add(ast_source *last, ast_source *source);
ast_case *ast_case_of(ast_builder *b, ast_range at, ast_pattern *pattern);
ast_case *ast_case_presence(ast_builder *b, ast_range at, bool present);
ast_case *ast_case_result(ast_case *head, ast_range at, ast_value *values, bool not_guest);
ast_case *ast_case_add(ast_case *last, ast_case *one);
ast_item *ast_define_item(ast_builder *b, ast_range at, ast_name *name, ast_cond *cond);
ast_item *ast_impossible_item(ast_builder *b, ast_range at, ast_string *reason, ast_cond *cond);
ast_item *ast_use_item(ast_builder *b, ast_range at, ast_string *path);

/* -- pack, statements, rules -- */

ast_pack *ast_pack_new(ast_builder *b);
ast_pack *ast_pack_field(ast_builder *b, ast_range at, ast_pack *pack, ast_pack_key key,
                         ast_string *value);
ast_pack *ast_pack_applies(ast_builder *b, ast_range at, ast_pack *pack, ast_cond *cond,
                           ast_name *cites);
ast_item *ast_pack_item(ast_builder *b, ast_range at, ast_name *name, ast_pack *pack);
ast_item *ast_section_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_statement *statements);
ast_statement *ast_statement_new(ast_builder *b, ast_range at, ast_name *name, ast_name *line,
                                 ast_string *gist, ast_string *no_rule);
ast_statement *ast_statement_add(ast_statement *last, ast_statement *statement);
ast_item *ast_rule_item(ast_builder *b, ast_range at, ast_name *name, ast_clause *clauses);
ast_clause *ast_clause_names(ast_builder *b, ast_range at, ast_clause_kind kind, ast_name *names,
                             ast_effect *effect);
ast_clause *ast_clause_text(ast_builder *b, ast_range at, ast_clause_kind kind, ast_string *text);
ast_clause *ast_clause_cond(ast_builder *b, ast_range at, ast_clause_kind kind, ast_cond *cond,
                            ast_effect *effect);
ast_clause *ast_clause_add(ast_clause *last, ast_clause *clause);
ast_effect *ast_effect_new(ast_builder *b, ast_range at, ast_name *feature, ast_name *level,
                           ast_string *message);

/* -- tests -- */

ast_test *ast_test_new(ast_builder *b);
ast_test *ast_test_given(ast_test *test, ast_given *given);
ast_test *ast_test_expect(ast_test *test, ast_expect *expect);
ast_item *ast_test_item(ast_builder *b, ast_range at, ast_string *name, ast_test *test);
ast_given *ast_given_new(ast_builder *b, ast_range at, ast_given_kind kind, ast_name *name,
                         ast_told *told);
ast_told *ast_told_new(ast_builder *b, ast_range at, ast_name *fact, ast_value *values, bool set);
/* `os is …`: an error. */
ast_told *ast_told_is(ast_builder *b, ast_range at, ast_name *fact, ast_value *value,
                      ast_range is);
ast_told *ast_told_add(ast_told *last, ast_told *told);
ast_expect *ast_expect_new(ast_builder *b, ast_range at, ast_name *first, ast_name *second);
ast_expect *ast_expect_between(ast_expect *e, ast_range at, ast_name *best, ast_name *worst);
ast_expect *ast_expect_by(ast_expect *e, ast_range at, ast_name *by);
ast_expect *ast_expect_missing(ast_expect *e, ast_range at, ast_name *missing);

/* -- files -- */

ast_item *ast_item_add(ast_item *last, ast_item *item);
/* The same for the file's own list, which stays known if the parser ends early. */
ast_item *ast_file_item(ast_builder *b, ast_item *last, ast_item *item);
void ast_file_items(ast_builder *b, ast_item *last);

#endif
