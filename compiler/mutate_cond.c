/* mutate_cond.c: what can be changed about one node of a condition (see mutate.h).
 *
 * It makes nodes that resolve would pass and that are not empty, but for a dropped member.
 * Invariant: the tree is not touched; a changed node is new, and so is every list that leads to it.
 */
#include "mutate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

static ast_cond *copy_node(cavc_unit *unit, const ast_cond *node)
{
    ast_cond *copy = ARENA_NEW(&unit->arena, ast_cond);

    *copy = *node;
    return copy;
}

static void take(const mutate_sink *sink, ast_cond *node, const ast_cond *instead)
{
    sink->take(sink->context, node, instead);
}

/* -- values -- */

/* The list with one of its values exchanged, or left out where `other` is NULL. */
static ast_value *exchange(cavc_unit *unit, const ast_value *list, const ast_value *value,
                           const ast_value *other)
{
    ast_value *first = NULL, **end = &first;

    for (const ast_value *v = list; v; v = v->next) {
        if (v == value && !other)
            continue;
        *end = ARENA_NEW(&unit->arena, ast_value);
        **end = v == value ? *other : *v;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static void with_value(cavc_unit *unit, ast_cond *node, const ast_value *value,
                       const ast_value *other, const mutate_sink *sink)
{
    ast_cond *copy = copy_node(unit, node);

    copy->values = exchange(unit, node->values, value, other);
    if (copy->kind == AST_IN || type_check_cond(unit, copy))
        take(sink, node, copy);
}

/* A version one up or down in its last part, or in its minor; NULL: there is none. */
static ast_name *shift_version(cavc_unit *unit, const ast_name *name, int by)
{
    uint32_t part[CAV_VERSION_PARTS] = {0}, count = 0, k;
    ast_name *shifted = ARENA_NEW(&unit->arena, ast_name);
    const char *text = "";

    type_version(unit, name, part, &count);
    k = count > 1 ? 1 : 0;
    if ((by < 0 && !part[k]) || (by > 0 && part[k] == CAV_VERSION_MAX))
        return NULL;
    part[k] += (uint32_t)by;
    for (uint32_t i = 0; i < count; i++)
        text = arena_printf(&unit->arena, "%s%s%" PRIu32, text, i ? "." : "", part[i]);
    *shifted = *name;
    shifted->text = text;
    return shifted;
}

/* "8.3 or later within 7" would hold nothing, which is no change that a writer could make. */
static bool holds_something(cavc_unit *unit, const ast_cond *node, const ast_value *value)
{
    return type_set_value(unit, node->fact, value).count > 0;
}

static void shift_release(cavc_unit *unit, ast_cond *node, const ast_value *value,
                          const mutate_sink *sink)
{
    ast_value other = *value;

    for (int by = -1; value->version && by <= 1; by += 2) {
        other.version = shift_version(unit, value->version, by);
        if (other.version && holds_something(unit, node, &other))
            with_value(unit, node, value, &other, sink);
    }
    other = *value;
    other.within = NULL;
    if (value->within)
        with_value(unit, node, value, &other, sink);
    other = *value;
    other.version_kind = AST_VERSION_IS;
    other.within = NULL;
    if (value->version_kind == AST_VERSION_LATER)
        with_value(unit, node, value, &other, sink);
}

static void shift_number(cavc_unit *unit, ast_cond *node, const ast_value *value,
                         const mutate_sink *sink)
{
    int64_t n = 0;
    ast_value other = *value;

    type_number(unit, value->text, value->span, &n);
    for (int by = -1; by <= 1; by += 2) {
        ast_cond *copy = copy_node(unit, node);
        if (n == (by < 0 ? INT64_MIN : INT64_MAX))
            continue;
        other.text = arena_printf(&unit->arena, "%" PRId64, n + by);
        copy->values = exchange(unit, node->values, value, &other);
        if (type_set_of(unit, copy).count)
            take(sink, node, copy);
    }
}

/* The next value of the fact in place of this one. */
static void shift_name(cavc_unit *unit, ast_cond *node, const ast_value *value,
                       const mutate_sink *sink)
{
    const ast_value *v = node->fact->values;
    ast_value other = *value;

    while (v && strcmp(v->text, value->text))
        v = v->next;
    if (!v)
        return;
    other.text = v->next ? v->next->text : node->fact->values->text;
    if (strcmp(other.text, value->text))
        with_value(unit, node, value, &other, sink);
}

static void change_values(cavc_unit *unit, ast_cond *node, const mutate_sink *sink)
{
    for (const ast_value *v = node->values; v; v = v->next) {
        if (node->values->next)
            with_value(unit, node, v, NULL, sink);
        if (node->fact->type == AST_RELEASE)
            shift_release(unit, node, v, sink);
        else if (node->fact->type == AST_NUMBER)
            shift_number(unit, node, v, sink);
        else if (node->fact->type == AST_ONE_OF && node->kind == AST_IS)
            shift_name(unit, node, v, sink);
    }
}

/* -- nodes -- */

static void negate(cavc_unit *unit, ast_cond *node, const mutate_sink *sink)
{
    ast_cond *copy = copy_node(unit, node);

    if (node->kind == AST_IS || node->kind == AST_IN) {
        copy->negated = !node->negated;
    } else {
        copy->kind = AST_NOT;
        copy->fact = NULL;
        copy->define = NULL;
        copy->feature = NULL;
        copy->children = copy_node(unit, node);
        copy->children->next = NULL;
        copy->children->parens = node->kind == AST_AND || node->kind == AST_OR;
    }
    take(sink, node, copy);
}

/* The chain without one of its parts. */
static void drop_child(cavc_unit *unit, ast_cond *node, const ast_cond *child,
                       const mutate_sink *sink)
{
    ast_cond *first = NULL, **end = &first, *copy = copy_node(unit, node);

    for (const ast_cond *c = node->children; c; c = c->next) {
        if (c == child)
            continue;
        *end = copy_node(unit, c);
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    copy->children = first;
    take(sink, node, first->next ? copy : first);
}

static void change_chain(cavc_unit *unit, ast_cond *node, const mutate_sink *sink)
{
    ast_cond *copy = copy_node(unit, node);

    copy->kind = node->kind == AST_AND ? AST_OR : AST_AND;
    take(sink, node, copy);
    for (const ast_cond *c = node->children; c; c = c->next)
        drop_child(unit, node, c, sink);
}

static void change_layer(cavc_unit *unit, ast_cond *node, const mutate_sink *sink)
{
    for (int by = -1; by <= 1; by += 2) {
        ast_cond *copy = copy_node(unit, node);
        ast_name *subject = ARENA_NEW(&unit->arena, ast_name);
        if ((by < 0 && !node->layer) || (by > 0 && node->layer + 1 >= unit->layers.count))
            continue;
        copy->layer = node->layer + (uint32_t)by;
        *subject = *node->subject;
        subject->text = unit->layers.at[copy->layer]->name->text;
        copy->subject = subject;
        take(sink, node, copy);
    }
}

void mutate_node(cavc_unit *unit, ast_cond *node, const mutate_sink *sink)
{
    switch (node->kind) {
    case AST_NOT:
        take(sink, node, copy_node(unit, node->children));
        return;
    case AST_AND:
    case AST_OR:
        change_chain(unit, node, sink);
        return;
    case AST_EXISTS:
        change_layer(unit, node, sink);
        break;
    case AST_IS:
    case AST_IN:
    case AST_COMPARE:
        change_values(unit, node, sink);
        break;
    case AST_MATCHES:
    case AST_IN_USE:
    case AST_DEFINED:
        break;
    }
    negate(unit, node, sink);
}

/* -- false -- */

static const ast_cond *first_reading(const ast_cond *cond)
{
    const ast_cond *found = cond && cond->fact && cond->fact->type != AST_TEXT ? cond : NULL;

    for (const ast_cond *c = cond ? cond->children : NULL; c && !found; c = c->next)
        found = first_reading(c);
    return found;
}

ast_cond *mutate_false(cavc_unit *unit, const ast_cond *when, const ast_cond *require)
{
    const ast_cond *reading = first_reading(when);
    ast_cond *no = ARENA_NEW(&unit->arena, ast_cond);

    if (!reading)
        reading = first_reading(require);
    no->kind = AST_IN;
    no->fact = reading ? reading->fact : NULL;
    no->layer = reading ? reading->layer : 0;
    for (size_t i = 0; !no->fact && i < unit->facts.count; i++)
        if (unit->facts.at[i]->type != AST_TEXT && unit->facts.at[i]->layer_mask & 1)
            no->fact = unit->facts.at[i];
    return no->fact ? no : NULL;
}
