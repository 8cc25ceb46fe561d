/* ast.c: constructors of items, clauses and what they are made of.
 *
 * Each makes one node in the unit's arena from finished parts. Nothing is judged here.
 * Invariant: a list's handle is its last node while it grows and its first once its owner has it.
 */
#include "parse.h"

/* ADD links `node` behind `last` in a circle; CLOSE cuts the circle and gives its first node. */
#define ADD(last, node)                                                                            \
    do {                                                                                           \
        if (last) {                                                                                \
            (node)->next = (last)->next;                                                           \
            (last)->next = (node);                                                                 \
        } else {                                                                                   \
            (node)->next = (node);                                                                 \
        }                                                                                          \
    } while (0)

#define CLOSE(type, last) close_##type(last)
#define LIST(type)                                                                                 \
    type *type##_add(type *last, type *node)                                                       \
    {                                                                                              \
        if (!node)                                                                                 \
            return last;                                                                           \
        ADD(last, node);                                                                           \
        return node;                                                                               \
    }                                                                                              \
    static type *close_##type(type *last)                                                          \
    {                                                                                              \
        type *first = last ? last->next : NULL;                                                    \
        if (last)                                                                                  \
            last->next = NULL;                                                                     \
        return first;                                                                              \
    }

LIST(ast_name)
LIST(ast_value)
LIST(ast_matcher)
LIST(ast_block)
LIST(ast_observer)
LIST(ast_source)
LIST(ast_string)
LIST(ast_case)
LIST(ast_statement)
LIST(ast_clause)
LIST(ast_told)
LIST(ast_item)

ast_span span_of(const ast_builder *b, ast_range at)
{
    return (ast_span){b->file, at.start, at.end};
}

ast_value *ast_value_set(ast_value *last)
{
    return CLOSE(ast_value, last);
}

static ast_item *item_new(ast_builder *b, ast_range at, ast_item_kind kind)
{
    ast_item *item = ARENA_NEW(b->arena, ast_item);

    item->kind = kind;
    item->span = span_of(b, at);
    return item;
}

ast_item *ast_file_item(ast_builder *b, ast_item *last, ast_item *item)
{
    b->last_item = ast_item_add(last, item);
    return b->last_item;
}

void ast_file_items(ast_builder *b, ast_item *last)
{
    b->tree->items = CLOSE(ast_item, last);
}

/* -- vocabulary -- */

ast_item *ast_use_item(ast_builder *b, ast_range at, ast_string *path)
{
    ast_item *item = item_new(b, at, AST_USE);

    item->as.use = path;
    return item;
}

ast_item *ast_layer_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title)
{
    ast_item *item = item_new(b, at, AST_LAYER);

    item->as.layer = ARENA_NEW(b->arena, ast_layer);
    item->as.layer->name = name;
    item->as.layer->title = title;
    return item;
}

ast_matcher *ast_matcher_new(ast_builder *b, ast_name *field, ast_pattern *pattern)
{
    ast_matcher *matcher = ARENA_NEW(b->arena, ast_matcher);

    matcher->field = field;
    matcher->pattern = pattern;
    return matcher;
}

ast_item *ast_product_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_name *parts, bool recognized, ast_matcher *matchers,
                           ast_name *version_field)
{
    ast_item *item = item_new(b, at, AST_PRODUCT);
    ast_product *product = ARENA_NEW(b->arena, ast_product);

    product->name = name;
    product->title = title;
    product->parts = parts;
    product->recognized = recognized;
    product->matchers = CLOSE(ast_matcher, matchers);
    product->version_field = version_field;
    item->as.product = product;
    return item;
}

ast_item *ast_feature_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_cond *in_use)
{
    ast_item *item = item_new(b, at, AST_FEATURE);

    item->as.feature = ARENA_NEW(b->arena, ast_feature);
    item->as.feature->name = name;
    item->as.feature->title = title;
    item->as.feature->in_use = in_use;
    return item;
}

ast_item *ast_define_item(ast_builder *b, ast_range at, ast_name *name, ast_cond *cond)
{
    ast_item *item = item_new(b, at, AST_DEFINE);

    item->as.define = ARENA_NEW(b->arena, ast_define);
    item->as.define->name = name;
    item->as.define->cond = cond;
    return item;
}

ast_item *ast_impossible_item(ast_builder *b, ast_range at, ast_string *reason, ast_cond *cond)
{
    ast_item *item = item_new(b, at, AST_IMPOSSIBLE);

    item->as.impossible = ARENA_NEW(b->arena, ast_impossible);
    item->as.impossible->reason = reason;
    item->as.impossible->cond = cond;
    return item;
}

/* -- facts and where they are read -- */

ast_type_decl ast_type_of(ast_range at, ast_type type, ast_value *values)
{
    return (ast_type_decl){type, CLOSE(ast_value, values), at};
}

ast_item *ast_fact_item(ast_builder *b, ast_range at, ast_name *name, ast_name *layers,
                        ast_type_decl type, ast_string *title, bool fixed, ast_block *blocks)
{
    ast_item *item = item_new(b, at, AST_FACT);
    ast_fact *fact = ARENA_NEW(b->arena, ast_fact);

    fact->name = name;
    fact->layers = CLOSE(ast_name, layers);
    fact->type = type.type;
    fact->values = type.values;
    fact->type_span = span_of(b, type.at);
    fact->title = title;
    fact->fixed = fixed;
    fact->blocks = CLOSE(ast_block, blocks);
    item->as.fact = fact;
    return item;
}

ast_block *ast_block_new(ast_builder *b, ast_range at, ast_observer *observers, ast_source *sources)
{
    ast_block *block = ARENA_NEW(b->arena, ast_block);

    block->observers = CLOSE(ast_observer, observers);
    block->sources = CLOSE(ast_source, sources);
    block->span = span_of(b, at);
    return block;
}

ast_observer *ast_observer_new(ast_builder *b, ast_range at, bool here, bool any, ast_name *count)
{
    ast_observer *observer = ARENA_NEW(b->arena, ast_observer);

    observer->here = here;
    observer->any = any;
    observer->count = count;
    observer->span = span_of(b, at);
    return observer;
}

static ast_source *source_new(ast_builder *b, ast_range at, ast_source_kind kind, ast_case *cases)
{
    ast_source *source = ARENA_NEW(b->arena, ast_source);

    source->kind = kind;
    source->span = span_of(b, at);
    source->cases = CLOSE(ast_case, cases);
    return source;
}

ast_source *ast_source_path(ast_builder *b, ast_range at, ast_source_kind kind, ast_string *path,
                            ast_case *cases)
{
    ast_source *source = source_new(b, at, kind, cases);

    source->path = path;
    return source;
}

ast_source *ast_source_paths(ast_builder *b, ast_range at, ast_string *paths, ast_case *cases)
{
    return ast_source_path(b, at, AST_FILES, CLOSE(ast_string, paths), cases);
}

ast_source *ast_source_field(ast_builder *b, ast_range at, ast_source_kind kind, ast_name *field,
                             ast_case *cases)
{
    ast_source *source = source_new(b, at, kind, cases);

    source->field = field;
    return source;
}

ast_source *ast_source_guard(ast_builder *b, ast_range at, ast_string *path, ast_pattern *pattern,
                             ast_source *children)
{
    ast_source *source = source_new(b, at, AST_GUARD, NULL);

    source->path = path;
    source->pattern = pattern;
    source->children = CLOSE(ast_source, children);
    return source;
}

ast_case *ast_case_of(ast_builder *b, ast_range at, ast_pattern *pattern)
{
    ast_case *one = ARENA_NEW(b->arena, ast_case);

    one->pattern = pattern;
    one->kind = AST_CASE_PATTERN;
    one->span = span_of(b, at);
    return one;
}

ast_case *ast_case_presence(ast_builder *b, ast_range at, bool present)
{
    ast_case *one = ast_case_of(b, at, NULL);

    one->kind = present ? AST_CASE_PRESENT : AST_CASE_ABSENT;
    return one;
}

ast_case *ast_case_result(ast_case *head, ast_range at, ast_value *values, bool not_guest)
{
    head->values = values;
    head->not_guest = not_guest;
    head->span.end = at.end;
    return head;
}

/* -- pack and statements -- */

ast_pack *ast_pack_new(ast_builder *b)
{
    return ARENA_NEW(b->arena, ast_pack);
}

ast_pack *ast_pack_field(ast_builder *b, ast_range at, ast_pack *pack, ast_pack_key key,
                         ast_string *value)
{
    ast_field *field = ARENA_NEW(b->arena, ast_field);

    field->key = (int)key;
    field->value = value;
    field->span = span_of(b, at);
    ADD(pack->fields, field);
    pack->fields = field;
    return pack;
}

ast_pack *ast_pack_applies(ast_builder *b, ast_range at, ast_pack *pack, ast_cond *cond,
                           ast_name *cites)
{
    ast_applies *applies = ARENA_NEW(b->arena, ast_applies);

    applies->cond = cond;
    applies->cites = CLOSE(ast_name, cites);
    applies->span = span_of(b, at);
    ADD(pack->applies, applies);
    pack->applies = applies;
    return pack;
}

ast_item *ast_pack_item(ast_builder *b, ast_range at, ast_name *name, ast_pack *pack)
{
    ast_item *item = item_new(b, at, AST_PACK);
    ast_field *field = pack->fields;
    ast_applies *applies = pack->applies;

    pack->name = name;
    if (field) {
        pack->fields = field->next;
        field->next = NULL;
    }
    if (applies) {
        pack->applies = applies->next;
        applies->next = NULL;
    }
    item->as.pack = pack;
    return item;
}

ast_statement *ast_statement_new(ast_builder *b, ast_range at, ast_name *name, ast_name *line,
                                 ast_string *gist, ast_string *no_rule)
{
    ast_statement *statement = ARENA_NEW(b->arena, ast_statement);

    statement->name = name;
    statement->line = line;
    statement->gist = gist;
    statement->no_rule = no_rule;
    statement->span = span_of(b, at);
    return statement;
}

ast_item *ast_section_item(ast_builder *b, ast_range at, ast_name *name, ast_string *title,
                           ast_statement *statements)
{
    ast_item *item = item_new(b, at, AST_SECTION);

    item->as.section = ARENA_NEW(b->arena, ast_section);
    item->as.section->name = name;
    item->as.section->title = title;
    item->as.section->statements = CLOSE(ast_statement, statements);
    return item;
}

/* -- rules -- */

static ast_clause *clause_new(ast_builder *b, ast_range at, ast_clause_kind kind)
{
    ast_clause *clause = ARENA_NEW(b->arena, ast_clause);

    clause->kind = kind;
    clause->span = span_of(b, at);
    return clause;
}

ast_clause *ast_clause_names(ast_builder *b, ast_range at, ast_clause_kind kind, ast_name *names,
                             ast_effect *effect)
{
    ast_clause *clause = clause_new(b, at, kind);

    clause->names = CLOSE(ast_name, names);
    clause->effect = effect;
    return clause;
}

ast_clause *ast_clause_text(ast_builder *b, ast_range at, ast_clause_kind kind, ast_string *text)
{
    ast_clause *clause = clause_new(b, at, kind);

    clause->text = text;
    return clause;
}

ast_clause *ast_clause_cond(ast_builder *b, ast_range at, ast_clause_kind kind, ast_cond *cond,
                            ast_effect *effect)
{
    ast_clause *clause = clause_new(b, at, kind);

    clause->cond = cond;
    clause->effect = effect;
    return clause;
}

ast_effect *ast_effect_new(ast_builder *b, ast_range at, ast_name *feature, ast_name *level,
                           ast_string *message)
{
    ast_effect *effect = ARENA_NEW(b->arena, ast_effect);

    effect->feature = feature;
    effect->level = level;
    effect->message = message;
    effect->span = span_of(b, at);
    return effect;
}

ast_item *ast_rule_item(ast_builder *b, ast_range at, ast_name *name, ast_clause *clauses)
{
    ast_item *item = item_new(b, at, AST_RULE);

    item->as.rule = ARENA_NEW(b->arena, ast_rule);
    item->as.rule->name = name;
    item->as.rule->clauses = CLOSE(ast_clause, clauses);
    return item;
}

/* -- tests -- */

ast_test *ast_test_new(ast_builder *b)
{
    return ARENA_NEW(b->arena, ast_test);
}

ast_test *ast_test_given(ast_test *test, ast_given *given)
{
    ADD(test->givens, given);
    test->givens = given;
    return test;
}

ast_test *ast_test_expect(ast_test *test, ast_expect *expect)
{
    ADD(test->expects, expect);
    test->expects = expect;
    return test;
}

ast_item *ast_test_item(ast_builder *b, ast_range at, ast_string *name, ast_test *test)
{
    ast_item *item = item_new(b, at, AST_TEST);
    ast_given *given = test->givens;
    ast_expect *expect = test->expects;

    test->name = name;
    if (given) {
        test->givens = given->next;
        given->next = NULL;
    }
    if (expect) {
        test->expects = expect->next;
        expect->next = NULL;
    }
    item->as.test = test;
    return item;
}

ast_given *ast_given_new(ast_builder *b, ast_range at, ast_given_kind kind, ast_name *name,
                         ast_told *told)
{
    ast_given *given = ARENA_NEW(b->arena, ast_given);

    given->kind = kind;
    given->span = span_of(b, at);
    given->name = name;
    given->told = CLOSE(ast_told, told);
    return given;
}

ast_told *ast_told_new(ast_builder *b, ast_range at, ast_name *fact, ast_value *values, bool set)
{
    ast_told *told = ARENA_NEW(b->arena, ast_told);

    told->fact = fact;
    told->values = values;
    told->set = set;
    told->span = span_of(b, at);
    return told;
}

ast_told *ast_told_is(ast_builder *b, ast_range at, ast_name *fact, ast_value *value, ast_range is)
{
    diag_report(b->diags, DIAG_FORM, span_of(b, is),
                arena_printf(b->arena, "write `%s %s`", fact->text,
                             quote(b, (ast_range){value->span.start, value->span.end}, 60)),
                "`given` names the fact and its value, without `is`");
    return ast_told_new(b, at, fact, ast_value_set(ast_value_add(NULL, value)), false);
}

ast_expect *ast_expect_new(ast_builder *b, ast_range at, ast_name *first, ast_name *second)
{
    ast_expect *e = ARENA_NEW(b->arena, ast_expect);

    e->span = span_of(b, at);
    e->first = first;
    e->second = second;
    return e;
}

ast_expect *ast_expect_between(ast_expect *e, ast_range at, ast_name *best, ast_name *worst)
{
    e->best = best;
    e->worst = worst;
    e->span.end = at.end;
    return e;
}

ast_expect *ast_expect_by(ast_expect *e, ast_range at, ast_name *by)
{
    e->by = CLOSE(ast_name, by);
    e->has_by = true;
    e->span.end = at.end;
    return e;
}

ast_expect *ast_expect_missing(ast_expect *e, ast_range at, ast_name *missing)
{
    e->missing = CLOSE(ast_name, missing);
    e->has_missing = true;
    e->span.end = at.end;
    return e;
}
