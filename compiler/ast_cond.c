/* ast_cond.c: constructors of conditions and values.
 *
 * Refuses, with a report, forms whose meaning can be guessed but that the language does not have,
 * and `and` mixed with `or`; it still builds a node, so that what follows is read as usual.
 * Invariant: AND and OR nodes are flat and, once closed, have two children or more.
 */
#include "parse.h"

#include <string.h>

enum { SHOWN = 60 };

static const char *source_text(const ast_builder *b, ast_span span)
{
    return quote(b, (ast_range){span.start, span.end}, SHOWN);
}

static void form(ast_builder *b, ast_span span, const char *hint, const char *what)
{
    diag_report(b->diags, DIAG_FORM, span, hint, what);
}

/* -- values -- */

static ast_value *value_new(ast_builder *b, ast_range at, ast_value_kind kind, const char *text)
{
    ast_value *value = ARENA_NEW(b->arena, ast_value);

    value->kind = kind;
    value->span = span_of(b, at);
    value->text = text;
    return value;
}

ast_value *ast_value_simple(ast_builder *b, ast_range at, ast_value_kind kind)
{
    return value_new(b, at, kind, ast_word(b, at)->text);
}

ast_value *ast_value_word(ast_builder *b, ast_range at, ast_name *word)
{
    return value_new(b, at, AST_VALUE_WORD, word->text);
}

ast_value *ast_value_string(ast_builder *b, ast_range at)
{
    return value_new(b, at, AST_VALUE_STRING, ast_text(b, at)->text);
}

ast_value *ast_value_version(ast_builder *b, ast_range at, ast_name *word, ast_version_kind kind,
                             ast_name *version, ast_name *within)
{
    ast_value *value = ast_value_word(b, at, word);

    value->version_kind = kind;
    value->version = version;
    value->within = within;
    return value;
}

ast_value *ast_value_range(ast_builder *b, ast_range at)
{
    const char *text = ast_word(b, at)->text, *dots = strstr(text, "..");
    ast_value *value = value_new(b, at, AST_VALUE_RANGE, NULL);

    if (dots > text)
        value->text = arena_copy(b->arena, text, (size_t)(dots - text));
    if (dots[2])
        value->high = dots + 2;
    return value;
}

ast_value *ast_value_range_misplaced(ast_builder *b, ast_range at)
{
    form(b, span_of(b, at), "write `FACT >= 2 and FACT <= 8`",
         "a range of numbers can be given in a test, a condition compares");
    return ast_value_range(b, at);
}

ast_value *ast_value_unversioned(ast_builder *b, ast_range at, ast_name *word, const char *what,
                                 ast_range where)
{
    diag_report(b->diags, DIAG_NO_VERSION, span_of(b, where),
                arena_printf(b->arena,
                             "write `%s VERSION %s` where it is a product, or `%s` alone",
                             word->text, what, word->text),
                what);
    return ast_value_word(b, at, word);
}

ast_value *ast_value_before_twice(ast_builder *b, ast_range at, ast_name *word, ast_name *version,
                                  ast_name *before)
{
    form(b, version->span,
         arena_printf(b->arena, "write `%s before %s`; a second condition can say where to begin",
                      word->text, before->text),
         "`before` stands directly behind the product");
    return ast_value_version(b, at, word, AST_VERSION_BEFORE, before, NULL);
}

/* -- conditions over one fact -- */

static ast_cond *cond_new(ast_builder *b, ast_range at, ast_cond_kind kind, ast_name *subject)
{
    ast_cond *cond = ARENA_NEW(b->arena, ast_cond);

    cond->kind = kind;
    cond->span = span_of(b, at);
    cond->subject = subject;
    return cond;
}

ast_cond *ast_cond_is(ast_builder *b, ast_range at, ast_name *subject, ast_value *value,
                      bool negated)
{
    ast_cond *cond = cond_new(b, at, AST_IS, subject);

    cond->values = value;
    cond->negated = negated;
    return cond;
}

ast_cond *ast_cond_in(ast_builder *b, ast_range at, ast_name *subject, ast_value *values,
                      bool negated)
{
    ast_cond *cond = cond_new(b, at, AST_IN, subject);

    cond->values = values;
    cond->negated = negated;
    return cond;
}

ast_cond *ast_cond_is_in(ast_builder *b, ast_range at, ast_name *subject, ast_value *values,
                         bool negated)
{
    form(b, span_of(b, at),
         arena_printf(b->arena, "write `%s %s {…}`", subject->text, negated ? "not in" : "in"),
         "a list of values goes with `in` or `not in`, without `is`");
    return ast_cond_in(b, at, subject, values, negated);
}

ast_cond *ast_cond_compare(ast_builder *b, ast_range at, ast_name *subject, ast_compare compare,
                           ast_value *value)
{
    ast_cond *cond = cond_new(b, at, AST_COMPARE, subject);
    const char *hint = NULL;

    cond->compare = compare;
    cond->values = value;
    if (value->version)
        hint = compare < AST_GT ? arena_printf(b->arena, "write `%s is %s before %s`",
                                               subject->text, value->text, value->version->text)
                                : arena_printf(b->arena, "write `%s is %s %s or later`",
                                               subject->text, value->text, value->version->text);
    if (value->kind == AST_VALUE_WORD && !value->version)
        hint = "names are compared with `is` and `in {A, B}`, versions with `or later` and `before`";
    if (value->kind != AST_VALUE_NUMBER && value->kind != AST_VALUE_RANGE)
        form(b, value->span, hint,
             arena_printf(b->arena, "`<`, `<=`, `>` and `>=` compare with a number, not with `%s`",
                          source_text(b, value->span)));
    return cond;
}

ast_cond *ast_cond_matches(ast_builder *b, ast_range at, ast_name *subject, ast_pattern *pattern)
{
    ast_cond *cond = cond_new(b, at, AST_MATCHES, subject);

    cond->pattern = pattern;
    return cond;
}

ast_cond *ast_cond_named(ast_builder *b, ast_range at, ast_cond_kind kind, ast_name *subject)
{
    return cond_new(b, at, kind, subject);
}

/* -- conditions of conditions -- */

ast_cond *ast_cond_not(ast_builder *b, ast_range at, ast_cond *operand)
{
    ast_cond *cond = cond_new(b, at, AST_NOT, NULL);

    cond->children = operand;
    return cond;
}

static bool is_chain(const ast_cond *cond)
{
    return (cond->kind == AST_AND || cond->kind == AST_OR) && !cond->parens;
}

/* `left` is an open chain (children: its last) or one operand. */
static void report_mixed(ast_builder *b, ast_range op, ast_cond_kind kind, const ast_cond *left,
                         const ast_cond *right)
{
    const char *word = kind == AST_OR ? "or" : "and";
    const ast_cond *last = left->children;
    ast_span head = left->span;
    const char *tail = source_text(b, last->span), *third = source_text(b, right->span);

    head.end = last->span.start; /* "X and " */
    diag_report(b->diags, DIAG_MIXED, span_of(b, op),
                arena_printf(b->arena, "write `(%s) %s %s` or `%s (%s %s %s)`",
                             source_text(b, left->span), word, third, source_text(b, head), tail,
                             word, third));
}

ast_cond *ast_cond_join(ast_builder *b, ast_range op, ast_cond_kind kind, ast_cond *left,
                        ast_cond *right)
{
    ast_cond *chain = left;

    if (is_chain(left) && left->kind != kind && b->mixed != left) {
        report_mixed(b, op, kind, left, right);
        b->mixed = left;
    }
    if (!is_chain(left)) {
        chain = cond_new(b, (ast_range){left->span.start, left->span.end}, kind, NULL);
        left->next = left;
        chain->children = left;
    }
    right->next = chain->children->next;
    chain->children->next = right;
    chain->children = right;
    chain->span.end = right->span.end;
    return chain;
}

ast_cond *ast_cond_close(ast_cond *chain)
{
    ast_cond *last = chain->children;

    if (is_chain(chain) && last) {
        chain->children = last->next;
        last->next = NULL;
    }
    return chain;
}

ast_cond *ast_cond_parens(ast_range at, ast_cond *cond)
{
    cond->parens = true;
    cond->span.start = at.start;
    cond->span.end = at.end;
    return cond;
}

ast_cond *ast_cond_dropped(ast_builder *b, ast_range at)
{
    ast_cond *cond = cond_new(b, at, AST_AND, NULL);

    cond->parens = true; /* closed, and no chain to add to */
    return cond;
}
