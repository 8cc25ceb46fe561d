/* audit.c: the verb audit: the source's statements in the source's order, each with the rules bound
 * to it, their rulings and tests, or the reason for having none.
 *
 * Unbound statements are errors of the rules everywhere else; here they are rows of the table. Other
 * errors leave nothing to show.
 * A test belongs to a rule where it passed and names the rule after `by`, or the rule fired in it;
 * to `applies` where the pack did not apply. Invariant: each statement is one row, and status 0
 * means that no row lacks anything.
 */
#include "audit.h"
#include "lang.h"
#include "verbs.h"

#include <string.h>

typedef struct audit {
    app *app;
    const pack *pack;
    audit_table *table;
    audit_rule *rules; /* of the pack, then `applies` */
} audit;

static const char *level_words(app *a, const cav_program *program, const cav_rule *rule)
{
    cav_effect e;
    cav_feature f;
    buf b = {.pool = &a->pool};
    put_end(&b);
    for (uint32_t i = 0; i < rule->neffects; i++) {
        if (!cav_program_effect(program, rule->effects + i, &e))
            continue;
        const char *level = e.level == CAV_LEVEL_NOTE ? "note" : cav_level_name(e.level);
        put_text(&b, i ? ", " : "");
        if (cav_program_feature(program, e.feature, &f))
            put_printf(&b, "%s is ", f.name);
        put_text(&b, level);
    }
    return put_end(&b);
}

static void list_rules(audit *x)
{
    const pack *p = x->pack;
    cav_rule rule;
    x->rules = pool_alloc(&x->app->pool, p->info.rules + 1, sizeof *x->rules);
    for (uint32_t i = 0; cav_program_rule(p->program, i, &rule); i++)
        x->rules[i] = (audit_rule){.name = rule.name,
                                   .level = level_words(x->app, p->program, &rule),
                                   .why = lang_text(p, rule.why),
                                   .file = rule.file,
                                   .line = rule.line};
    x->rules[p->info.rules] =
        (audit_rule){.name = "applies", .level = say(x->app, "not-applicable unless it holds"), .file = p->path};
}

static void add_test(app *a, audit_rule *rule, const char *name)
{
    const char **slot = pool_push(&a->pool, &rule->tests, &rule->ntests, &rule->room, sizeof *slot);
    *slot = name;
}

static void after_test(void *context, tests_run *run, const tests_row *row)
{
    audit *x = context;
    cav_verdict v;
    if (row->nfailures)
        return;
    for (uint32_t i = 0; i < x->pack->info.rules; i++)
        if (cav_result_rule(run->result, i) == CAV_FIRED) /* `expect no note by` it shows nothing of it */
            add_test(x->app, &x->rules[i], row->test.name);
    cav_result_verdict(run->result, CAV_NONE, &v);
    if (v.kind == CAV_NOT_APPLICABLE)
        add_test(x->app, &x->rules[x->pack->info.rules], row->test.name);
}

static void bind(audit *x, audit_row *row, audit_rule *rule)
{
    for (size_t i = 0; i < row->nrules; i++)
        if (row->rules[i] == rule)
            return;
    audit_rule **slot =
        pool_push(&x->app->pool, &row->rules, &row->nrules, &row->room, sizeof *slot);
    *slot = rule;
    row->findings += !rule->ntests;
}

static void list_statements(audit *x)
{
    const cav_program *program = x->pack->program;
    audit_table *t = x->table;
    cav_statement statement;
    for (uint32_t i = 0; cav_program_statement(program, i, &statement); i++) {
        audit_row *row = pool_push(&x->app->pool, &t->rows, &t->count, &t->room, sizeof *row);
        statement.heading_title = lang_text(x->pack, statement.heading_title);
        statement.gist = lang_text(x->pack, statement.gist);
        statement.no_rule = lang_text(x->pack, statement.no_rule);
        *row = (audit_row){.pack = x->pack, .statement = statement};
        for (uint32_t k = 0; k < cav_applies_cites(program); k++)
            if (cav_applies_cite(program, k) == i)
                bind(x, row, &x->rules[x->pack->info.rules]);
        cav_rule rule;
        for (uint32_t r = 0; cav_program_rule(program, r, &rule); r++)
            for (uint32_t k = 0; k < rule.ncites; k++)
                if (cav_rule_cite(program, r, k) == i)
                    bind(x, row, &x->rules[r]);
        row->findings += !row->nrules == !statement.no_rule;
        t->findings += row->findings;
    }
}

static int audit_pack(app *a, const pack *p, audit_table *table)
{
    audit x = {.app = a, .pack = p, .table = table};
    tests_run run = {.app = a, .pack = p, .after = after_test, .context = &x};
    list_rules(&x);
    int status = tests_start(&run);
    tests_close(&run);
    for (size_t i = 0; i < run.count && !status; i++)
        if (run.rows[i].nfailures) {
            tool_fail(a, TOOL_OK, "%s:%u: the test \"%s\" fails and counts for nothing",
                      run.rows[i].test.file, (unsigned)run.rows[i].test.line,
                      run.rows[i].test.name);
            table->findings++;
        }
    if (!status)
        list_statements(&x);
    return status;
}

int verb_audit(app *a)
{
    packs all = {0};
    audit_table table = {0};
    int status = load_named(a, LOAD_UNBOUND, &all);
    for (size_t k = 0; k < all.count && !status; k++)
        status = audit_pack(a, &all.at[k], &table);
    if (!status)
        audit_write(a, &table);
    load_free(&all);
    return status ? status : table.findings ? TOOL_BELOW : TOOL_OK;
}
