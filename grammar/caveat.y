/* caveat.y: the shape of rule files.
 *
 * Each action is one constructor of ast_build.h; no action judges meaning. Syntax errors go to
 * parse_unexpected; recovery is recover.c's: it ends what it passes over with one SYNC.
 * It refuses what is not of the shape, never deep nesting: tokens come already capped, so the
 * parser's stack below is never filled. Invariant: %expect 0.
 *
 * Reserved words, which cannot be names or values: and else in is not or require then when.
 * Every other word of the language may be a name wherever a name may stand, except that the second
 * name after `expect` cannot be by, between, missing, given or expect.
 */
%define api.pure full
%define api.prefix {caveat_}
%define api.value.type union
%define api.location.type {ast_range}
%define parse.error custom
%locations
%expect 0
%param {ast_builder *b}

%code requires {
#include "compiler/ast_build.h"
}

%code {
#include <stddef.h>

/* Sentences are at most this deep with tokens capped at 256 levels; so there is no need to grow,
 * and the parser asks nobody for memory. */
#define YYINITDEPTH 4096
#define YYMAXDEPTH YYINITDEPTH
#define YYMALLOC(size) ((void)(size), (void *)0)
#define YYFREE(old) ((void)(old))

#define YYLLOC_DEFAULT(Current, Rhs, N)                                             \
    ((Current).start = (N) ? YYRHSLOC(Rhs, 1).start : YYRHSLOC(Rhs, 0).end,         \
     (Current).end = YYRHSLOC(Rhs, N).end)

#define FROM_TO(first, last) ((ast_range){(first).start, (last).end})

static int caveat_lex(CAVEAT_STYPE *value, ast_range *at, ast_builder *b)
{
    (void)value;
    return parse_next(b, at);
}

static void caveat_error(const ast_range *at, ast_builder *b, const char *message)
{
    (void)message;
    parse_exhausted(b, *at);
}
}

%token END 0 "the end of the file"
%token NAME "a name" PATH "a dotted name" FIELD "a name with `_`"
%token NUMBER "a number" RANGE "a range" HEX "a hexadecimal number" CAPTURE "$1"
%token STRING "a string" PATTERN "a /pattern/"
%token LBRACE "{" RBRACE "}" LPAREN "(" RPAREN ")" COMMA "," COLON ":" ARROW "=>"
%token LT "<" LE "<=" GT ">" GE ">=" OR_LATER "or later"
%token AND "and" OR "or" NOT "not" IN "in" IS "is"
%token WHEN "when" THEN "then" ELSE "else" REQUIRE "require"
/* words that may be names, PACK to MISSING (recover.c relies on the order) */
%token PACK "pack" USE "use" LAYER "layer" PRODUCT "product" FEATURE "feature" FACT "fact"
%token DEFINE "define" IMPOSSIBLE "impossible" SECTION "section" RULE "rule" TEST "test"
%token TITLE "title" ISSUER "issuer" SOURCE "source" EDITION "edition" CAPTURED "captured"
%token APPLIES "applies" VERSION "version" FROM "from" OS_RELEASE "os-release" AT "at"
%token FLAG "flag" ONE "one" OF "of" NUMBER_TYPE "number" TEXT "text" RELEASE "release"
%token FIXED "fixed" HERE "here" GUEST "guest" ANY "any"
%token FILE_SOURCE "file" FILES "files" UNAME "uname" CPUID "cpuid" AUXV "auxv"
%token ONLY "only" PRESENT "present" ABSENT "absent"
%token STATEMENT "statement" LINE "line" NO "no" CITE "cite" WHY "why" CONFLICT "conflict"
%token FIX "fix" EXISTS "exists" MATCHES "matches" BEFORE "before" WITHIN "within"
%token DEPTH "depth" GIVEN "given" EXPECT "expect" BETWEEN "between" BY "by" MISSING "missing"
/* made by recover.c and the scanner */
%token SYNC "the next clause" DEEP "a condition nested too deeply" BAD "an unknown character"

%type <ast_name *> name path paths second number version field parts_opt version_field line_opt
%type <ast_name *> cites_opt name_list leaf
%type <ast_string *> string strings
%type <ast_pattern *> pattern
%type <ast_value *> simple cond_value cond_values cond_set case_value case_values case_result
%type <ast_value *> given_value given_values given_set words
%type <ast_cond *> cond chain unary
%type <ast_compare> compare
%type <bool> fixed_opt
%type <ast_type_decl> type
%type <ast_item *> item items
%type <ast_matcher *> matcher matchers
%type <ast_observer *> observer observers
%type <ast_block *> block blocks blocks_opt
%type <ast_source *> source sources
%type <ast_case *> one_case case_head cases cases_opt
%type <ast_pack_key> key
%type <ast_pack *> pack_body
%type <ast_statement *> statement statements
%type <ast_clause *> clause clauses
%type <ast_effect *> effect
%type <ast_test *> test_body
%type <ast_given *> given
%type <ast_told *> told tolds
%type <ast_expect *> expect expect_head expect_between expect_by

%%

file: items                         { ast_file_items(b, $1); }
;
items: %empty                       { $$ = NULL; }
| items item                        { $$ = ast_file_item(b, $1, $2); }
| items error SYNC                  { $$ = $1; yyerrok; }
;
item:
  PACK name LBRACE pack_body RBRACE { $$ = ast_pack_item(b, @$, $2, $4); }
| USE string                        { $$ = ast_use_item(b, @$, $2); }
| LAYER name string                 { $$ = ast_layer_item(b, @$, $2, $3); }
| PRODUCT name string parts_opt     { $$ = ast_product_item(b, @$, $2, $3, $4, false, NULL, NULL); }
| PRODUCT name string parts_opt FROM OS_RELEASE matchers version_field
                                    { $$ = ast_product_item(b, @$, $2, $3, $4, true, $7, $8); }
| FEATURE name string               { $$ = ast_feature_item(b, @$, $2, $3, NULL); }
| FEATURE name string IN USE WHEN cond
                                    { $$ = ast_feature_item(b, @$, $2, $3, $7); }
| FACT path AT name_list COLON type string fixed_opt blocks_opt
                                    { $$ = ast_fact_item(b, @$, $2, $4, $6, $7, $8, $9); }
| DEFINE name COLON cond            { $$ = ast_define_item(b, @$, $2, $4); }
| IMPOSSIBLE string WHEN cond       { $$ = ast_impossible_item(b, @$, $2, $4); }
| SECTION name string LBRACE statements RBRACE
                                    { $$ = ast_section_item(b, @$, $2, $3, $5); }
| RULE name LBRACE clauses RBRACE   { $$ = ast_rule_item(b, @$, $2, $4); }
| TEST string LBRACE test_body RBRACE
                                    { $$ = ast_test_item(b, @$, $2, $4); }
;

/* -- pack -- */

pack_body: %empty                   { $$ = ast_pack_new(b); }
| pack_body key string              { $$ = ast_pack_field(b, FROM_TO(@2, @3), $1, $2, $3); }
| pack_body APPLIES WHEN cond cites_opt
                                    { $$ = ast_pack_applies(b, FROM_TO(@2, @5), $1, $4, $5); }
| pack_body error SYNC              { $$ = $1; yyerrok; }
;
key: TITLE                          { $$ = AST_TITLE; }
| ISSUER                            { $$ = AST_ISSUER; }
| SOURCE                            { $$ = AST_SOURCE; }
| EDITION                           { $$ = AST_EDITION; }
| CAPTURED                          { $$ = AST_CAPTURED; }
;
cites_opt: %empty                   { $$ = NULL; }
| CITE paths                        { $$ = $2; }
;

/* -- vocabulary -- */

parts_opt: %empty                   { $$ = NULL; }
| VERSION NAME                      { $$ = ast_word(b, @2); }
| VERSION PATH                      { $$ = ast_word(b, @2); }
;
matchers: %empty                    { $$ = NULL; }
| matchers matcher                  { $$ = ast_matcher_add($1, $2); }
;
matcher: field pattern              { $$ = ast_matcher_new(b, $1, $2); }
;
version_field: %empty               { $$ = NULL; }
| VERSION FROM field                { $$ = $3; }
;
field: NAME                         { $$ = ast_word(b, @1); }
| FIELD                             { $$ = ast_word(b, @1); }
;
type: FLAG                          { $$ = ast_type_of(@$, AST_FLAG, NULL); }
| NUMBER_TYPE                       { $$ = ast_type_of(@$, AST_NUMBER, NULL); }
| TEXT                              { $$ = ast_type_of(@$, AST_TEXT, NULL); }
| RELEASE                           { $$ = ast_type_of(@$, AST_RELEASE, NULL); }
| ONE OF LBRACE RBRACE              { $$ = ast_type_of(@$, AST_ONE_OF, NULL); }
| ONE OF LBRACE words RBRACE        { $$ = ast_type_of(@$, AST_ONE_OF, $4); }
| ONE OF LBRACE words error SYNC RBRACE
                                    { $$ = ast_type_of(@$, AST_ONE_OF, $4); yyerrok; }
| ONE OF LBRACE error SYNC RBRACE   { $$ = ast_type_of(@$, AST_ONE_OF, NULL); yyerrok; }
;
words: name                         { $$ = ast_value_add(NULL, ast_value_word(b, @1, $1)); }
| words COMMA name                  { $$ = ast_value_add($1, ast_value_word(b, @3, $3)); }
;
fixed_opt: %empty                   { $$ = false; }
| FIXED                             { $$ = true; }
;
blocks_opt: %empty                  { $$ = NULL; }
| LBRACE blocks RBRACE              { $$ = $2; }
;
blocks: %empty                      { $$ = NULL; }
| blocks block                      { $$ = ast_block_add($1, $2); }
| blocks error SYNC                 { $$ = $1; yyerrok; }
;
block: observers LBRACE sources RBRACE
                                    { $$ = ast_block_new(b, @$, $1, $3); }
;
observers: observer                 { $$ = ast_observer_add(NULL, $1); }
| observers COMMA observer          { $$ = ast_observer_add($1, $3); }
;
observer: HERE                      { $$ = ast_observer_new(b, @$, true, false, NULL); }
| GUEST                             { $$ = ast_observer_new(b, @$, false, false, NULL); }
| GUEST number                      { $$ = ast_observer_new(b, @$, false, false, $2); }
| GUEST ANY                         { $$ = ast_observer_new(b, @$, false, true, NULL); }
;
sources: %empty                     { $$ = NULL; }
| sources source                    { $$ = ast_source_add($1, $2); }
| sources error SYNC                { $$ = $1; yyerrok; }
;
source:
  FILE_SOURCE string LBRACE cases RBRACE
                                    { $$ = ast_source_path(b, @$, AST_FILE, $2, $4); }
| FILES strings LBRACE cases RBRACE { $$ = ast_source_paths(b, @$, $2, $4); }
| EXISTS string LBRACE cases RBRACE { $$ = ast_source_path(b, @$, AST_PRESENT, $2, $4); }
| OS_RELEASE                        { $$ = ast_source_field(b, @$, AST_OS_RELEASE, NULL, NULL); }
| UNAME name cases_opt              { $$ = ast_source_field(b, @$, AST_UNAME, $2, $3); }
| CPUID leaf cases_opt              { $$ = ast_source_field(b, @$, AST_CPUID, $2, $3); }
| AUXV name cases_opt               { $$ = ast_source_field(b, @$, AST_AUXV, $2, $3); }
| FACT path LBRACE cases RBRACE     { $$ = ast_source_field(b, @$, AST_FACT_SOURCE, $2, $4); }
| ONLY WHEN FILE_SOURCE string MATCHES pattern LBRACE sources RBRACE
                                    { $$ = ast_source_guard(b, @$, $4, $6, $8); }
;
strings: string                     { $$ = ast_string_add(NULL, $1); }
| strings COMMA string              { $$ = ast_string_add($1, $3); }
;
leaf: HEX                           { $$ = ast_word(b, @1); }
| NUMBER                            { $$ = ast_word(b, @1); }
;
cases_opt: %empty                   { $$ = NULL; }
| LBRACE cases RBRACE               { $$ = $2; }
;
cases: %empty                       { $$ = NULL; }
| cases one_case                     { $$ = ast_case_add($1, $2); }
| cases error SYNC                  { $$ = $1; yyerrok; }
;
one_case: case_head ARROW case_result   { $$ = ast_case_result($1, @$, $3, false); }
| case_head ARROW NOT GUEST         { $$ = ast_case_result($1, @$, NULL, true); }
| case_head ARROW lost_set          { $$ = NULL; }
;
case_head: pattern                  { $$ = ast_case_of(b, @$, $1); }
| PRESENT                           { $$ = ast_case_presence(b, @$, true); }
| ABSENT                            { $$ = ast_case_presence(b, @$, false); }
;
case_result: case_value             { $$ = ast_value_set(ast_value_add(NULL, $1)); }
| LBRACE RBRACE                     { $$ = NULL; }
| LBRACE case_values RBRACE         { $$ = ast_value_set($2); }
| LBRACE case_values error SYNC RBRACE
                                    { $$ = ast_value_set($2); yyerrok; }
;
case_values: case_value             { $$ = ast_value_add(NULL, $1); }
| case_values COMMA case_value      { $$ = ast_value_add($1, $3); }
;
case_value: simple
| CAPTURE                           { $$ = ast_value_simple(b, @1, AST_VALUE_WORD); }
| name CAPTURE
    { $$ = ast_value_version(b, @$, $1, AST_VERSION_IS, ast_word(b, @2), NULL); }
;

/* -- statements and rules -- */

statements: %empty                  { $$ = NULL; }
| statements statement              { $$ = ast_statement_add($1, $2); }
| statements error SYNC             { $$ = $1; yyerrok; }
;
statement:
  STATEMENT path line_opt string    { $$ = ast_statement_new(b, @$, $2, $3, $4, NULL); }
| STATEMENT path line_opt string NO RULE string
                                    { $$ = ast_statement_new(b, @$, $2, $3, $4, $7); }
;
line_opt: %empty                    { $$ = NULL; }
| LINE number                       { $$ = $2; }
;
clauses: %empty                     { $$ = NULL; }
| clauses clause                    { $$ = ast_clause_add($1, $2); }
| clauses error SYNC                { $$ = $1; yyerrok; }
;
clause:
  CITE paths                        { $$ = ast_clause_names(b, @$, AST_CITE, $2, NULL); }
| WHY string                        { $$ = ast_clause_text(b, @$, AST_WHY, $2); }
| WHEN cond                         { $$ = ast_clause_cond(b, @$, AST_WHEN, $2, NULL); }
| REQUIRE cond ELSE effect          { $$ = ast_clause_cond(b, @$, AST_REQUIRE, $2, $4); }
| THEN effect                       { $$ = ast_clause_cond(b, @$, AST_THEN, NULL, $2); }
| CONFLICT name COMMA name ELSE effect
    { $$ = ast_clause_names(b, @$, AST_CONFLICT, ast_name_add(ast_name_add(NULL, $2), $4), $6); }
| FIX string                        { $$ = ast_clause_text(b, @$, AST_FIX, $2); }
;
effect: name string                 { $$ = ast_effect_new(b, @$, NULL, $1, $2); }
| name IS name string               { $$ = ast_effect_new(b, @$, $1, $3, $4); }
;

/* -- tests -- */

test_body: %empty                   { $$ = ast_test_new(b); }
| test_body given                   { $$ = ast_test_given($1, $2); }
| test_body expect                  { $$ = ast_test_expect($1, $2); }
| test_body error SYNC              { $$ = $1; yyerrok; }
;
given: GIVEN name COLON tolds       { $$ = ast_given_new(b, @$, AST_GIVEN_FACTS, $2, $4); }
| GIVEN DEPTH number                { $$ = ast_given_new(b, @$, AST_GIVEN_DEPTH, $3, NULL); }
| GIVEN USE name                    { $$ = ast_given_new(b, @$, AST_GIVEN_USE, $3, NULL); }
;
tolds: told                         { $$ = ast_told_add(NULL, $1); }
| tolds COMMA told                  { $$ = ast_told_add($1, $3); }
;
told: path given_value
    { $$ = ast_told_new(b, @$, $1, ast_value_set(ast_value_add(NULL, $2)), false); }
| path IN given_set                 { $$ = ast_told_new(b, @$, $1, $3, true); }
| path IN lost_set                  { $$ = NULL; }
| path IS given_value               { $$ = ast_told_is(b, @$, $1, $3, @2); }
;
given_set: LBRACE RBRACE            { $$ = NULL; }
| LBRACE given_values RBRACE        { $$ = ast_value_set($2); }
| LBRACE given_values error SYNC RBRACE
                                    { $$ = ast_value_set($2); yyerrok; }
;
given_values: given_value           { $$ = ast_value_add(NULL, $1); }
| given_values COMMA given_value    { $$ = ast_value_add($1, $3); }
;
given_value: simple
| RANGE                             { $$ = ast_value_range(b, @1); }
;
expect: expect_by
| expect_by MISSING paths           { $$ = ast_expect_missing($1, @$, $3); }
;
expect_by: expect_between
| expect_between BY name_list       { $$ = ast_expect_by($1, @$, $3); }
;
expect_between: expect_head
| expect_head BETWEEN name AND name { $$ = ast_expect_between($1, @$, $3, $5); }
;
expect_head: EXPECT name            { $$ = ast_expect_new(b, @$, $2, NULL); }
| EXPECT name second                { $$ = ast_expect_new(b, @$, $2, $3); }
;
second: NAME                        { $$ = ast_word(b, @1); }
| word                              { $$ = ast_word(b, @1); }
;

/* -- conditions -- */

cond: chain                         { $$ = ast_cond_close($1); }
;
chain: unary
| chain AND unary                   { $$ = ast_cond_join(b, @2, AST_AND, $1, $3); }
| chain OR unary                    { $$ = ast_cond_join(b, @2, AST_OR, $1, $3); }
;
unary: NOT unary                    { $$ = ast_cond_not(b, @$, $2); }
| LPAREN cond RPAREN                { $$ = ast_cond_parens(@$, $2); }
| DEEP                              { $$ = ast_cond_dropped(b, @$); }
| path IS cond_value                { $$ = ast_cond_is(b, @$, $1, $3, false); }
| path IS NOT cond_value            { $$ = ast_cond_is(b, @$, $1, $4, true); }
| path IN cond_set                  { $$ = ast_cond_in(b, @$, $1, $3, false); }
| path NOT IN cond_set              { $$ = ast_cond_in(b, @$, $1, $4, true); }
| path IS cond_set                  { $$ = ast_cond_is_in(b, @$, $1, $3, false); }
| path IS NOT cond_set              { $$ = ast_cond_is_in(b, @$, $1, $4, true); }
| path IS IN cond_set               { $$ = ast_cond_is_in(b, @$, $1, $4, false); }
| path IS NOT IN cond_set           { $$ = ast_cond_is_in(b, @$, $1, $5, true); }
| path IN lost_set                  { $$ = ast_cond_dropped(b, @$); }
| path NOT IN lost_set              { $$ = ast_cond_dropped(b, @$); }
| path IS lost_set                  { $$ = ast_cond_dropped(b, @$); }
| path IS NOT lost_set              { $$ = ast_cond_dropped(b, @$); }
| path IS IN lost_set               { $$ = ast_cond_dropped(b, @$); }
| path IS NOT IN lost_set           { $$ = ast_cond_dropped(b, @$); }
| path compare cond_value           { $$ = ast_cond_compare(b, @$, $1, $2, $3); }
| path MATCHES pattern              { $$ = ast_cond_matches(b, @$, $1, $3); }
| path EXISTS                       { $$ = ast_cond_named(b, @$, AST_EXISTS, $1); }
| path IN USE                       { $$ = ast_cond_named(b, @$, AST_IN_USE, $1); }
| path                              { $$ = ast_cond_named(b, @$, AST_DEFINED, $1); }
;
compare: LT                         { $$ = AST_LT; }
| LE                                { $$ = AST_LE; }
| GT                                { $$ = AST_GT; }
| GE                                { $$ = AST_GE; }
;
cond_set: LBRACE RBRACE             { $$ = NULL; }
| LBRACE cond_values RBRACE         { $$ = ast_value_set($2); }
| LBRACE cond_values error SYNC RBRACE
                                    { $$ = ast_value_set($2); yyerrok; }
;
cond_values: cond_value             { $$ = ast_value_add(NULL, $1); }
| cond_values COMMA cond_value      { $$ = ast_value_add($1, $3); }
;
cond_value: simple
| name version OR_LATER
    { $$ = ast_value_version(b, @$, $1, AST_VERSION_LATER, $2, NULL); }
| name version OR_LATER WITHIN version
    { $$ = ast_value_version(b, @$, $1, AST_VERSION_LATER, $2, $5); }
| name BEFORE version
    { $$ = ast_value_version(b, @$, $1, AST_VERSION_BEFORE, $3, NULL); }
| name version BEFORE version       { $$ = ast_value_before_twice(b, @$, $1, $2, $4); }
| name OR_LATER                     { $$ = ast_value_unversioned(b, @$, $1, "or later", @2); }
| RANGE                             { $$ = ast_value_range_misplaced(b, @1); }
;

/* -- values and words -- */

/* A list without one value that could be read. */
lost_set: LBRACE error SYNC RBRACE  { yyerrok; }
;

simple: name                        { $$ = ast_value_word(b, @1, $1); }
| name version                      { $$ = ast_value_version(b, @$, $1, AST_VERSION_IS, $2, NULL); }
| NUMBER                            { $$ = ast_value_simple(b, @1, AST_VALUE_NUMBER); }
| STRING                            { $$ = ast_value_string(b, @1); }
;
version: number
;
number: NUMBER                      { $$ = ast_word(b, @1); }
;
string: STRING                      { $$ = ast_text(b, @1); }
;
pattern: PATTERN                    { $$ = ast_regex(b, @1); }
;
paths: path                         { $$ = ast_name_add(NULL, $1); }
| paths COMMA path                  { $$ = ast_name_add($1, $3); }
;
name_list: name                     { $$ = ast_name_add(NULL, $1); }
| name_list COMMA name              { $$ = ast_name_add($1, $3); }
;
path: name
| PATH                              { $$ = ast_word(b, @1); }
;
name: NAME                          { $$ = ast_word(b, @1); }
| FIELD                             { $$ = ast_field_word(b, @1); }
| word                              { $$ = ast_word(b, @1); }
| GIVEN                             { $$ = ast_word(b, @1); }
| EXPECT                            { $$ = ast_word(b, @1); }
| BETWEEN                           { $$ = ast_word(b, @1); }
| BY                                { $$ = ast_word(b, @1); }
| MISSING                           { $$ = ast_word(b, @1); }
;
word: PACK | USE | LAYER | PRODUCT | FEATURE | FACT | DEFINE | IMPOSSIBLE | SECTION | RULE | TEST
| TITLE | ISSUER | SOURCE | EDITION | CAPTURED | APPLIES | VERSION | FROM | OS_RELEASE | AT
| FLAG | ONE | OF | NUMBER_TYPE | TEXT | RELEASE | FIXED | HERE | GUEST | ANY | FILE_SOURCE | FILES
| UNAME | CPUID | AUXV | ONLY | PRESENT | ABSENT | STATEMENT | LINE | NO | CITE | WHY | CONFLICT
| FIX | EXISTS | MATCHES | BEFORE | WITHIN | DEPTH
;

%%

static int yyreport_syntax_error(const yypcontext_t *context, ast_builder *b)
{
    const char *expected[YYNTOKENS];
    yysymbol_kind_t kinds[YYNTOKENS];
    int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);

    for (int i = 0; i < n; i++)
        expected[i] = yysymbol_name(kinds[i]);
    parse_unexpected(b, *yypcontext_location(context), yysymbol_name(yypcontext_token(context)),
                     expected, n);
    return 0;
}
