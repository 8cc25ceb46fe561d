/* tests.h: the tests of one pack, run: what the verbs test and audit share.
 *
 * Strings live in the app's pool. Invariant: a row says failed exactly when it has a failure.
 */
#ifndef TESTS_H
#define TESTS_H

#include "json_out.h"
#include "load.h"

typedef struct tests_failure {
    uint32_t line, column;
    const char *expected, *got; /* expected NULL: the facts given were refused, `got` says why */
} tests_failure;

typedef struct tests_row {
    cavc_test test;
    uint32_t index; /* in the unit */
    const pack *pack;
    tests_failure *failures;
    size_t nfailures, room;
    const char *given; /* of a failing test: its facts, one a line */
    const char *trace; /* and the rules in question with their conditions, one a line */
} tests_row;

/* One run over a pack. */
typedef struct tests_run {
    app *app;
    const pack *pack;
    cav_facts *facts;
    cav_result *result;
    tests_row *rows;
    size_t count, room, failed;
    /* After each test that could be evaluated (with trace). NULL: nothing. */
    void (*after)(void *context, struct tests_run *run, const tests_row *row);
    void *context;
} tests_run;

/* Runs the tests that --name wants. `run` has app, pack and after set. Close it in any case. */
int tests_start(tests_run *run);
void tests_close(tests_run *run);

/* Does any test of the unit notice that `program` stands in the pack's place? */
int tests_notice(tests_run *run, const cav_program *program, bool *noticed);

/* A configuration in JSON as check reads it, on one line; and in lines for people. */
const char *tests_configuration(app *a, const cav_program *program, const cav_facts *facts);
const char *tests_given(app *a, const cav_program *program, const cav_facts *facts);

/* coverage.c */
typedef struct coverage coverage;
coverage *coverage_new(app *a, const pack *p);
void coverage_after(void *context, tests_run *run, const tests_row *row);
/* What was seen, of all that could be seen, added to the two counts. */
void coverage_count(const coverage *c, size_t *seen, size_t *all);
void coverage_write(const coverage *c, buf *out);
void coverage_json(const coverage *c, json_writer *w);

/* mutants.c: every mutant of the pack against its tests, text or JSON. */
typedef struct mutants_report {
    size_t total, noticed, equivalent, unnoticed;
    size_t same; /* of the equivalent: no other program */
    struct mutants_row *rows;
    size_t nrows, room;
} mutants_report;
int mutants_run(tests_run *run, mutants_report *out);
void mutants_write(app *a, const mutants_report *r, buf *out);
void mutants_json(const mutants_report *r, json_writer *w);

/* witness.c: a configuration that tells two programs of one vocabulary apart. */
typedef struct witness {
    bool found;
    bool complete;        /* everything was tried */
    const char *facts;    /* JSON */
    const char *was, *is; /* the verdicts */
    uint64_t tried;
} witness;
int witness_find(tests_run *run, const cav_program *mutant, const cavc_mutant *what, witness *out);

#endif
