/* resolve_cond.c: conditions, patterns and messages: their names and types.
 *
 * Refuses unknown names (told apart by what the writer may have meant), values outside a fact's
 * domain, patterns that do not compile. Invariant: a condition whose `fact` is set passed the
 * type checks of types.c or was reported.
 */
#include "resolve.h"

#include <string.h>

#include "../runtime/text.h"
#include "habits.h"
#include "types.h"

/* -- patterns -- */

/* Where byte `offset` of the decoded pattern stands in the source: `\/` is one byte there. */
static uint32_t pattern_place(const cavc_unit *unit, const ast_pattern *pattern, size_t offset)
{
    const src_file *file = &unit->sources.files.at[pattern->span.file];
    uint32_t at = pattern->span.start + 1;

    while (offset-- && at < pattern->span.end)
        at += file->bytes[at] == '\\' && at + 1 < file->size && file->bytes[at + 1] == '/' ? 2 : 1;
    return at < pattern->span.end ? at : pattern->span.end - 1;
}

bool resolve_pattern(cavc_unit *unit, const ast_pattern *pattern, uint32_t *groups)
{
    cav_env env = unit->arena.env;
    text_pattern *compiled = NULL;
    char error[128];
    size_t offset = 0;
    cav_status status;

    env.report = NULL;
    status = text_compile(&env, pattern->text, pattern->flags, &compiled, error, &offset);
    if (status == CAV_NO_MEMORY)
        longjmp(*unit->arena.out_of_memory, 1);
    if (status != CAV_OK) {
        ast_span at = pattern->span;
        at.start = pattern_place(unit, pattern, offset);
        at.end = at.start + 1;
        diag_report(unit->diags, DIAG_BAD_PATTERN, at, NULL, error);
        return false;
    }
    *groups = text_groups(compiled);
    text_free(compiled);
    return true;
}

/* -- messages -- */

static char *unescape_braces(cavc_unit *unit, const char *from, size_t size)
{
    char *out = arena_copy(&unit->arena, from, size), *to = out;

    for (size_t i = 0; i < size; i++) {
        *to++ = from[i];
        if ((from[i] == '{' || from[i] == '}') && i + 1 < size && from[i + 1] == from[i])
            i++;
    }
    *to = '\0';
    return out;
}

/* The placeholder's own span: the same bytes stand in the string's source, or else the string. */
static ast_span placeholder_span(const cavc_unit *unit, const ast_string *message, const char *name)
{
    const src_file *file = &unit->sources.files.at[message->span.file];
    size_t size = strlen(name), room = message->span.end - message->span.start;
    ast_span span = message->span;
    const char *found = size ? memmem(file->bytes + span.start, room, name, size) : NULL;

    if (found) {
        span.start = (uint32_t)(found - file->bytes);
        span.end = span.start + (uint32_t)size;
    }
    return span;
}

static ast_fact *resolve_placeholder(cavc_unit *unit, const ast_string *message, ast_name *name,
                                     uint32_t *layer)
{
    const char *word = name->text + strspn(name->text, " \t");
    const char *first = arena_copy(&unit->arena, word, strcspn(word, " \t"));

    if (*first && !strcmp(first, name->text))
        return resolve_fact(unit, name, layer);
    diag_report(unit->diags, DIAG_PLACEHOLDER, *name->text ? name->span : message->span,
                *first ? arena_printf(&unit->arena, "a placeholder is the name of one fact: {%s}", first)
                       : "name a fact: {LAYER.fact}; a brace itself is written {{",
                *first ? "a placeholder with blanks" : "an empty placeholder");
    return NULL;
}

const char *resolve_brace(const char *p)
{
    for (; *p; p++) {
        if (*p == '{' && p[1] == '{')
            p++;
        else if (*p == '{')
            return p;
    }
    return NULL;
}

void resolve_message(cavc_unit *unit, const ast_string *message,
                     void (*part)(void *context, const char *text, ast_fact *fact, uint32_t layer),
                     void *context)
{
    const char *from = message->text, *open, *close;

    while ((open = resolve_brace(from))) {
        ast_name name = {0};
        uint32_t layer = 0;
        ast_fact *fact;

        close = strchr(open, '}');
        if (!close) {
            diag_report(unit->diags, DIAG_PLACEHOLDER, placeholder_span(unit, message, open),
                        "close it: {LAYER.fact}; a brace itself is written {{",
                        "a '{' that nothing closes");
            return;
        }
        name.text = arena_copy(&unit->arena, open + 1, (size_t)(close - open) - 1);
        name.span = placeholder_span(unit, message, name.text);
        fact = resolve_placeholder(unit, message, &name, &layer);
        if (fact)
            part(context, unescape_braces(unit, from, (size_t)(open - from)), fact, layer);
        from = close + 1;
    }
    part(context, unescape_braces(unit, from, strlen(from)), NULL, 0);
}

/* -- values as text -- */

const char *resolve_value_text(cavc_unit *unit, const ast_value *value)
{
    if (value->kind == AST_VALUE_RANGE)
        return arena_printf(&unit->arena, "%s..%s", value->text ? value->text : "",
                            value->high ? value->high : "");
    if (value->version)
        return arena_printf(&unit->arena, "%s %s", value->text, value->version->text);
    return value->text;
}

/* -- conditions -- */

/* `F is A or B`, `rhel 8.2 or newer`: what was meant by a bare word behind a comparison. */
static const char *after_comparison(cavc_unit *unit, const ast_name *name, const ast_cond *before)
{
    const ast_value *first = before->values;
    bool value = false;

    if (!before->fact || !first || (before->kind != AST_IS && before->kind != AST_IN))
        return NULL;
    for (const ast_value *v = before->fact->values; v; v = v->next)
        value |= !strcmp(v->text, name->text);
    if (before->fact->type == AST_RELEASE && habit_hint(HABIT_VERSION, name->text))
        return habit_hint(HABIT_VERSION, name->text);
    if (before->fact->type == AST_RELEASE)
        value = map_get(&unit->names[UNIT_PRODUCT], name->text) != NULL;
    if (!value)
        return NULL;
    return arena_printf(&unit->arena, "write `%s %s {%s, %s}`", before->subject->text,
                        before->negated ? "not in" : "in", resolve_value_text(unit, first),
                        name->text);
}

static void unknown_condition(cavc_unit *unit, const ast_name *name, const ast_cond *before)
{
    const char *hint = resolve_hint(unit, UNIT_DEFINE, name->text);

    if (map_get(&unit->names[UNIT_LAYER], name->text))
        hint = arena_printf(&unit->arena, "a layer is asked for by `%s exists`", name->text);
    else if (map_get(&unit->names[UNIT_FEATURE], name->text))
        hint = arena_printf(&unit->arena, "a feature is asked for by `%s in use`", name->text);
    else if (map_get(&unit->names[UNIT_QUALIFIED], name->text))
        hint = arena_printf(&unit->arena, "compare the fact with something: `%s is …`", name->text);
    else if (before && after_comparison(unit, name, before))
        hint = after_comparison(unit, name, before);
    else if (!hint && strchr(name->text, '.'))
        hint = resolve_hint(unit, UNIT_QUALIFIED, name->text);
    diag_report(unit->diags, DIAG_UNKNOWN_NAME, name->span, hint, name->text);
}

static void resolve_reading(cavc_unit *unit, ast_cond *cond)
{
    uint32_t groups;

    cond->fact = resolve_fact(unit, cond->subject, &cond->layer);
    if (cond->fact && !type_check_cond(unit, cond))
        cond->fact = NULL;
    if (cond->pattern && !resolve_pattern(unit, cond->pattern, &groups))
        cond->fact = NULL;
}

static void resolve_after(cavc_unit *unit, ast_cond *cond, const ast_cond *before)
{
    ast_layer *layer;

    switch (cond->kind) {
    case AST_IS:
    case AST_IN:
    case AST_COMPARE:
    case AST_MATCHES:
        resolve_reading(unit, cond);
        break;
    case AST_EXISTS:
        layer = resolve_layer(unit, cond->subject);
        cond->layer = layer ? layer->index : 0;
        break;
    case AST_IN_USE:
        cond->feature = resolve_feature(unit, cond->subject);
        break;
    case AST_DEFINED:
        cond->define = map_get(&unit->names[UNIT_DEFINE], cond->subject->text);
        if (!cond->define)
            unknown_condition(unit, cond->subject, before);
        break;
    case AST_NOT:
    case AST_AND:
    case AST_OR: /* nesting is capped by the grammar */
        for (ast_cond *c = cond->children, *last = NULL; c; last = c, c = c->next)
            resolve_after(unit, c, last);
        break;
    }
}

void resolve_cond(cavc_unit *unit, ast_cond *cond)
{
    resolve_after(unit, cond, NULL);
}
