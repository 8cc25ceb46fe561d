/* testing.c: a unit's tests: what they give as facts, what they expect against a result.
 *
 * It runs nothing itself: the host evaluates. Refuses nothing that resolve_test passed. Invariant:
 * what a call makes lives in the unit's scratch arena until the next one, so that a test may run
 * any number of times.
 */
#include <setjmp.h>
#include <string.h>

#include "resolve.h"

uint32_t cavc_tests(const cavc_unit *unit)
{
    return (uint32_t)unit->tests.count;
}

bool cavc_test_get(const cavc_unit *unit, uint32_t test, cavc_test *out)
{
    const ast_test *t;
    src_place place;

    *out = (cavc_test){0};
    if (test >= unit->tests.count)
        return false;
    t = unit->tests.at[test];
    place = src_locate(&unit->sources, t->name->span.file, t->name->span.start);
    *out = (cavc_test){.name = t->name->text, .file = unit->sources.files.at[t->name->span.file].name, .line = place.line, .column = place.column};
    for (const ast_expect *e = t->expects; e; e = e->next)
        out->expects++;
    return true;
}

/* The scratch arena stands in the arena's place while a call runs. */
static void swap_scratch(cavc_unit *unit)
{
    arena kept = unit->arena;

    unit->arena = unit->scratch;
    unit->scratch = kept;
}

static void begin_scratch(cavc_unit *unit, jmp_buf *out_of_memory)
{
    arena_free(&unit->scratch);
    arena_init(&unit->scratch, &unit->host.env, out_of_memory);
    swap_scratch(unit);
}

/* -- given -- */

static cav_status give_fact(cavc_unit *unit, const ast_given *given, const ast_told *told, const cav_program *program, cav_facts *facts)
{
    const char *name = arena_printf(&unit->arena, "%s.%s", given->name->text, told->fact->text);
    uint32_t fact = cav_fact_find(program, name), n = 0;
    const char **values;

    for (const ast_value *v = told->values; v; v = v->next)
        n++;
    values = arena_alloc(&unit->arena, (n + 1) * sizeof *values);
    n = 0;
    for (const ast_value *v = told->values; v; v = v->next)
        values[n++] = resolve_value_text(unit, v);
    return cav_facts_set(facts, fact, values, n);
}

static cav_status give(cavc_unit *unit, const ast_given *g, const cav_program *program, cav_facts *facts)
{
    cav_status status = CAV_OK;
    uint32_t depth = 0;

    if (g->kind == AST_GIVEN_USE)
        return cav_facts_want(facts, cav_feature_find(program, g->name->text), true);
    if (g->kind == AST_GIVEN_DEPTH) {
        for (const char *p = g->name->text; *p; p++)
            depth = depth * 10 + (uint32_t)(*p - '0');
        return cav_facts_depth(facts, depth);
    }
    for (const ast_told *t = g->told; t && status == CAV_OK; t = t->next)
        status = give_fact(unit, g, t, program, facts);
    return status;
}

static cav_status give_all(cavc_unit *unit, const ast_test *test, const cav_program *program,
                           cav_facts *facts)
{
    cav_status status = CAV_OK;

    cav_facts_clear(facts);
    for (const ast_given *g = test->givens; g && status == CAV_OK; g = g->next)
        status = give(unit, g, program, facts);
    return status;
}

cav_status cavc_test_give(cavc_unit *unit, uint32_t test, const cav_program *program,
                          cav_facts *facts)
{
    jmp_buf out_of_memory;
    cav_status status;

    if (test >= unit->tests.count)
        return CAV_BAD_ARGUMENT;
    begin_scratch(unit, &out_of_memory);
    if (setjmp(out_of_memory)) {
        swap_scratch(unit);
        return CAV_NO_MEMORY;
    }
    status = give_all(unit, unit->tests.at[test], program, facts);
    swap_scratch(unit);
    return status;
}

/* -- expect -- */

static const char *append(cavc_unit *unit, const char *list, const char *word)
{
    return arena_printf(&unit->arena, "%s%s%s", list, *list ? ", " : "", word);
}

static bool has_name(const ast_name *list, const char *word)
{
    while (list && strcmp(list->text, word))
        list = list->next;
    return list != NULL;
}

static uint32_t count_names(const ast_name *list)
{
    uint32_t n = 0;

    for (const ast_name *a = list; a; a = a->next) {
        const ast_name *b = list;
        while (b != a && strcmp(a->text, b->text))
            b = b->next;
        n += b == a;
    }
    return n;
}

/* Does an effect count towards what is expected: fired, at this level, bearing on it? */
static bool decides(const cav_program *program, const cav_result *result, uint32_t k, uint32_t feature, cav_level level)
{
    cav_effect effect;

    cav_program_effect(program, k, &effect);
    if (effect.level != level || cav_result_effect(result, k) != CAV_FIRED)
        return false;
    return feature == CAV_NONE ? cav_result_bears(result, k) == CAV_TRUE || level == CAV_LEVEL_NOTE : effect.feature == feature;
}

static const char *rule_of(const cav_program *program, uint32_t k)
{
    cav_effect effect;
    cav_rule rule;

    cav_program_effect(program, k, &effect);
    cav_program_rule(program, effect.rule, &rule);
    return rule.name;
}

/* The names of rules that fired at the level, in source order; *exact: they are the list's. */
static const char *fired_rules(cavc_unit *unit, const cav_program *program, const cav_result *result, uint32_t feature, cav_level level,
                               const ast_name *list, bool *exact, bool *covered)
{
    const char *names = "", *last = NULL;
    uint32_t n = 0, found = 0;
    cav_pack pack;

    cav_program_pack(program, &pack);
    for (uint32_t k = 0; k < pack.effects; k++) {
        const char *name = rule_of(program, k);
        if (name == last || !decides(program, result, k, feature, level))
            continue;
        last = name;
        names = append(unit, names, name);
        n++;
        found += has_name(list, name);
    }
    *covered = found == count_names(list);
    *exact = *covered && found == n;
    return names;
}

/* None of the list's rules gives its note; without a list, no rule does. */
static bool no_note(const cav_program *program, const cav_result *result, const ast_name *list)
{
    cav_pack pack;

    cav_program_pack(program, &pack);
    for (uint32_t k = 0; k < pack.effects; k++) {
        if (decides(program, result, k, CAV_NONE, CAV_LEVEL_NOTE) &&
            (!list || has_name(list, rule_of(program, k))))
            return false;
    }
    return true;
}

static const char *missing_facts(cavc_unit *unit, const cav_program *program, const cav_result *result, uint32_t feature, const ast_name *list, bool *exact)
{
    uint32_t n = cav_result_missing(result, feature, NULL, 0), found = 0;
    uint32_t *facts = arena_alloc(&unit->arena, (n + 1) * sizeof *facts);
    const char *names = "";

    cav_result_missing(result, feature, facts, n);
    for (uint32_t i = 0; i < n; i++) {
        cav_fact fact;
        cav_program_fact(program, facts[i], &fact);
        names = append(unit, names, fact.name);
        found += has_name(list, fact.name);
    }
    *exact = found == n && found == count_names(list);
    return names;
}

static const char *describe(cavc_unit *unit, const cav_program *program, const cav_result *result, uint32_t feature, const cav_verdict *v)
{
    bool unused;
    const char *names;

    switch (v->kind) {
    case CAV_NOT_APPLICABLE:
        return "not-applicable";
    case CAV_CONTRADICTION:
        return "contradiction";
    case CAV_UNDECIDED:
        names = missing_facts(unit, program, result, feature, NULL, &unused);
        return arena_printf(&unit->arena, "unknown between %s and %s missing %s", cav_level_name(v->best), cav_level_name(v->worst), names);
    case CAV_DECIDED:
        break;
    }
    names = v->best == CAV_SUPPORTED ? "" : fired_rules(unit, program, result, feature, v->best, NULL, &unused, &unused);
    return arena_printf(&unit->arena, "%s%s%s", cav_level_name(v->best), *names ? " by " : "", names);
}

static bool holds(cavc_unit *unit, const ast_expect *e, const cav_program *program, const cav_result *result, uint32_t feature, const cav_verdict *v)
{
    bool exact = true, covered = true;

    switch (e->kind) {
    case AST_EXPECT_NOT_APPLICABLE:
        return v->kind == CAV_NOT_APPLICABLE;
    case AST_EXPECT_CONTRADICTION:
        return v->kind == CAV_CONTRADICTION;
    case AST_EXPECT_NOTE:
        fired_rules(unit, program, result, CAV_NONE, CAV_LEVEL_NOTE, e->by, &exact, &covered);
        return covered;
    case AST_EXPECT_NO_NOTE:
        return no_note(program, result, e->by);
    case AST_EXPECT_UNKNOWN:
        if (e->has_missing)
            missing_facts(unit, program, result, feature, e->missing, &exact);
        return v->kind == CAV_UNDECIDED && (int)v->best == e->best_level && (int)v->worst == e->worst_level && exact;
    case AST_EXPECT_LEVEL:
        break;
    }
    if (e->has_by)
        fired_rules(unit, program, result, feature, (cav_level)e->level, e->by, &exact, &covered);
    return v->kind == CAV_DECIDED && (int)v->best == e->level && exact;
}

/* The expectation as it is written, blanks folded. */
static const char *written(cavc_unit *unit, const ast_expect *e)
{
    const src_file *f = &unit->sources.files.at[e->span.file];
    char *out = arena_copy(&unit->arena, f->bytes + e->span.start, e->span.end - e->span.start), *to = out;

    for (const char *p = out; *p; p++)
        if (!strchr(" \t\r\n", *p))
            *to++ = *p;
        else if (to > out && to[-1] != ' ')
            *to++ = ' ';
    while (to > out && to[-1] == ' ')
        to--;
    *to = '\0';
    return strncmp(out, "expect ", 7) ? out : out + 7;
}

static const char *describe_notes(cavc_unit *unit, const cav_program *program, const cav_result *result)
{
    bool unused;
    const char *names = fired_rules(unit, program, result, CAV_NONE, CAV_LEVEL_NOTE, NULL, &unused, &unused);

    return *names ? arena_printf(&unit->arena, "notes by %s", names) : "no note";
}

static void judge(cavc_unit *unit, const ast_expect *e, const cav_program *program, const cav_result *result, cavc_outcome *outcome)
{
    uint32_t feature = e->feature ? e->feature->index : CAV_NONE;
    src_place place = src_locate(&unit->sources, e->span.file, e->span.start);
    cav_verdict v;

    cav_result_verdict(result, feature, &v);
    *outcome = (cavc_outcome){.passed = holds(unit, e, program, result, feature, &v), .expected = written(unit, e), .line = place.line, .column = place.column};
    outcome->got = e->kind == AST_EXPECT_NOTE || e->kind == AST_EXPECT_NO_NOTE
                       ? describe_notes(unit, program, result)
                       : describe(unit, program, result, feature, &v);
    if (e->feature)
        outcome->got = arena_printf(&unit->arena, "%s %s", e->feature->name->text, outcome->got);
}

static const ast_expect *find_expect(const cavc_unit *unit, uint32_t test, uint32_t k)
{
    const ast_expect *e = test < unit->tests.count ? unit->tests.at[test]->expects : NULL;

    for (; e && k; k--)
        e = e->next;
    return e;
}

cav_status cavc_test_check(cavc_unit *unit, uint32_t test, uint32_t k, const cav_program *program,
                           const cav_result *result, cavc_outcome *outcome)
{
    jmp_buf out_of_memory;

    if (!find_expect(unit, test, k))
        return CAV_BAD_ARGUMENT;
    begin_scratch(unit, &out_of_memory);
    if (setjmp(out_of_memory)) {
        swap_scratch(unit);
        return CAV_NO_MEMORY;
    }
    judge(unit, find_expect(unit, test, k), program, result, outcome);
    swap_scratch(unit);
    return CAV_OK;
}

bool cavc_test_names(const cavc_unit *unit, uint32_t test, const char *rule)
{
    const ast_expect *e = find_expect(unit, test, 0);

    while (e && !has_name(e->by, rule))
        e = e->next;
    return e != NULL;
}
