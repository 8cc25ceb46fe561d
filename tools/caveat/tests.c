/* tests.c: see tests.h.
 *
 * It refuses to call a test passed whose facts were refused. Invariant: every test is evaluated on
 * its own facts alone.
 */
#include "tests.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool is_wanted(const app *a, const char *name)
{
    const char *pattern = a->options.value[OPTION_NAME];
    if (!pattern)
        return true;
    if (strpbrk(pattern, "*?["))
        return fnmatch(pattern, name, 0) == 0;
    return strstr(name, pattern) != NULL;
}

static void add_failure(tests_run *run, tests_row *row, tests_failure f)
{
    pool *p = &run->app->pool;
    tests_failure *slot = pool_push(p, &row->failures, &row->nfailures, &row->room, sizeof *slot);
    *slot = f;
}

/* -- facts, for people and for another run ----------------------------------------------------- */

static const char *fact_text(app *a, const cav_facts *facts, uint32_t fact)
{
    size_t size = cav_facts_print(facts, fact, NULL, 0);
    char *text = pool_alloc(&a->pool, size + 1, 1);
    cav_facts_print(facts, fact, text, size + 1);
    return text;
}

const char *tests_given(app *a, const cav_program *program, const cav_facts *facts)
{
    buf b = {.pool = &a->pool};
    cav_fact fact;
    put_printf(&b, "depth = %u\n", (unsigned)cav_facts_get_depth(facts));
    for (uint32_t i = 1; cav_program_fact(program, i, &fact); i++)
        if (fact.type == CAV_WANTED) {
            if (cav_facts_get_want(facts, i - 1))
                put_printf(&b, "%s\n", fact.name);
        } else if (cav_facts_knowledge(facts, i) != CAV_FACT_UNKNOWN) {
            put_printf(&b, "%s = %s\n", fact.name, fact_text(a, facts, i));
        }
    return put_end(&b);
}

static void write_value(json_writer *w, const char *key, cav_type type, const char *value)
{
    if (type == CAV_FLAG)
        jw_bool(w, key, strcmp(value, "on") == 0);
    else if (type == CAV_NUMBER && !strstr(value, ".."))
        jw_int(w, key, strtoll(value, NULL, 10));
    else
        jw_string(w, key, value);
}

static void write_fact(json_writer *w, app *a, const cav_facts *facts, uint32_t i,
                       const cav_fact *fact)
{
    const char *value = cav_facts_value(facts, i, 0);
    char *first = pool_string(&a->pool, value);
    if (!cav_facts_value(facts, i, 1)) {
        write_value(w, fact->base, fact->type, first);
        return;
    }
    jw_open(w, fact->base, '[', true);
    for (uint32_t k = 0; (value = cav_facts_value(facts, i, k)) != NULL; k++)
        write_value(w, NULL, fact->type, value);
    jw_close(w, ']');
}

static void write_layers(json_writer *w, app *a, const cav_program *program, const cav_facts *facts)
{
    uint32_t open = CAV_NONE;
    cav_fact fact;
    cav_layer layer;
    for (uint32_t i = 0; cav_program_fact(program, i, &fact); i++) {
        if (fact.layer == CAV_NONE || cav_facts_derived(facts, i) || !cav_facts_value(facts, i, 0))
            continue;
        if (open != fact.layer) {
            if (open != CAV_NONE)
                jw_close(w, '}');
            cav_program_layer(program, fact.layer, &layer);
            jw_open(w, layer.name, '{', true);
            open = fact.layer;
        }
        write_fact(w, a, facts, i, &fact);
    }
    if (open != CAV_NONE)
        jw_close(w, '}');
}

const char *tests_configuration(app *a, const cav_program *program, const cav_facts *facts)
{
    buf b = {.pool = &a->pool};
    json_writer w = {.out = &b, .first = true};
    cav_feature feature;
    bool open = false;
    jw_open(&w, NULL, '{', true);
    jw_int(&w, "depth", cav_facts_get_depth(facts));
    for (uint32_t i = 0; cav_program_feature(program, i, &feature); i++) {
        if (!cav_facts_get_want(facts, i))
            continue;
        if (!open)
            jw_open(&w, "uses", '{', true);
        open = true;
        jw_bool(&w, feature.name, true);
    }
    if (open)
        jw_close(&w, '}');
    write_layers(&w, a, program, facts);
    jw_close(&w, '}');
    return put_end(&b);
}

/* -- the rules in question -----------------------------------------------------------------------
 */

static const char *truth(const cav_result *result, const cav_cond *cond)
{
    bool computed;
    cav_truth t = cav_result_value(result, cond->value, &computed);
    return !computed ? "-" : t == CAV_TRUE ? "true" : t == CAV_FALSE ? "false" : "unknown";
}

static void trace_rule(tests_run *run, buf *b, uint32_t index, const char *name)
{
    static const char *const words[] = {"held", "fired", "undetermined", "out of scope"};
    static const char *const roles[] = {"when ", "require ", ""};
    cav_cond cond;
    put_printf(b, "rule %s: %s\n", name, words[cav_result_rule(run->result, index)]);
    for (uint32_t i = 0; cav_program_cond(run->pack->program, i, &cond); i++) {
        if (cond.owner != CAV_OWNER_RULE || cond.index != index)
            continue;
        put_spaces(b, 2 + 2 * (size_t)cond.depth);
        put_printf(b, "%-7s %s%s\n", truth(run->result, &cond), cond.depth ? "" : roles[cond.role],
                   cond.text);
    }
}

/* Those the test names, those that fired and those that stayed open. */
static const char *trace(tests_run *run, const tests_row *row)
{
    buf b = {.pool = &run->app->pool};
    cav_rule rule;
    put_end(&b);
    for (uint32_t i = 0; cav_program_rule(run->pack->program, i, &rule); i++) {
        cav_outcome outcome = cav_result_rule(run->result, i);
        if (outcome == CAV_FIRED || outcome == CAV_UNDETERMINED ||
            cavc_test_names(run->pack->unit, row->index, rule.name))
            trace_rule(run, &b, i, rule.name);
    }
    return put_end(&b);
}

/* -- running -------------------------------------------------------------------------------------
 */

static int judge(tests_run *run, tests_row *row)
{
    cavc_unit *unit = run->pack->unit;
    pool *p = &run->app->pool;
    cavc_outcome o;
    for (uint32_t k = 0; k < row->test.expects; k++) {
        cav_status status =
            cavc_test_check(unit, row->index, k, run->pack->program, run->result, &o);
        if (status)
            return tool_failed(run->app, status, row->test.name);
        if (!o.passed)
            add_failure(run, row,
                        (tests_failure){o.line, o.column, pool_string(p, o.expected),
                                        pool_string(p, o.got)});
    }
    return TOOL_OK;
}

static int run_test(tests_run *run, tests_row *row)
{
    app *a = run->app;
    int status = TOOL_OK;
    a->last[0] = '\0';
    cav_status given = cavc_test_give(run->pack->unit, row->index, run->pack->program, run->facts);
    if (given == CAV_NO_MEMORY)
        return tool_failed(a, given, row->test.name);
    if (given) {
        const char *why = a->last[0] ? a->last : cav_status_name(given);
        add_failure(
            run, row,
            (tests_failure){row->test.line, row->test.column, NULL, pool_string(&a->pool, why)});
    } else {
        cav_status evaluated = cav_evaluate(run->pack->program, run->facts, true, run->result);
        status = evaluated ? tool_failed(a, evaluated, row->test.name) : judge(run, row);
        if (!status && row->nfailures) {
            row->given = tests_given(a, run->pack->program, run->facts);
            row->trace = trace(run, row);
        }
        if (!status && run->after)
            run->after(run->context, run, row);
    }
    run->failed += row->nfailures > 0;
    return status;
}

int tests_start(tests_run *run)
{
    app *a = run->app;
    cav_env env = tool_env(a);
    cavc_test test;
    cav_status made = cav_facts_new(&env, run->pack->program, &run->facts);
    if (!made)
        made = cav_result_new(&env, run->pack->program, &run->result);
    int status = made ? tool_failed(a, made, run->pack->path) : TOOL_OK;
    for (uint32_t i = 0; !status && cavc_test_get(run->pack->unit, i, &test); i++) {
        if (!is_wanted(a, test.name))
            continue;
        tests_row *row = pool_push(&a->pool, &run->rows, &run->count, &run->room, sizeof *row);
        *row = (tests_row){.test = test, .index = i, .pack = run->pack};
        status = run_test(run, row);
    }
    return status;
}

void tests_close(tests_run *run)
{
    cav_facts_free(run->facts);
    cav_result_free(run->result);
    run->facts = NULL;
    run->result = NULL;
}

static int notice(tests_run *run, const cav_program *program, cav_facts *facts, cav_result *result,
                  bool *noticed)
{
    cavc_unit *unit = run->pack->unit;
    cavc_outcome o;
    for (size_t i = 0; i < run->count && !*noticed; i++) {
        const tests_row *row = &run->rows[i];
        cav_status status = cavc_test_give(unit, row->index, program, facts);
        if (!status)
            status = cav_evaluate(program, facts, false, result);
        for (uint32_t k = 0; k < row->test.expects && !*noticed && !status; k++) {
            status = cavc_test_check(unit, row->index, k, program, result, &o);
            *noticed = !status && !o.passed;
        }
        if (status)
            return tool_failed(run->app, status, row->test.name);
    }
    return TOOL_OK;
}

int tests_notice(tests_run *run, const cav_program *program, bool *noticed)
{
    cav_env env = tool_env(run->app);
    cav_facts *facts = NULL;
    cav_result *result = NULL;
    cav_status made = cav_facts_new(&env, program, &facts);
    if (!made)
        made = cav_result_new(&env, program, &result);
    *noticed = false;
    int status = made ? tool_failed(run->app, made, run->pack->path)
                      : notice(run, program, facts, result, noticed);
    cav_facts_free(facts);
    cav_result_free(result);
    return status;
}
