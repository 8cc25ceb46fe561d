/* test_out.h: what tests came to, of all packs, in the formats of the verb test. */
#ifndef TEST_OUT_H
#define TEST_OUT_H

#include "tests.h"

typedef struct test_report {
    tests_row *rows;
    size_t count, rows_room, failed;
    coverage **coverage;
    size_t ncoverage, room;
    size_t seen, all; /* of what conditions could be */
    mutants_report mutants;
} test_report;

/* Adds a run's rows. */
void test_take(app *a, test_report *r, const tests_run *run);
/* The report in the format wanted, to app->out. */
void test_write(app *a, const test_report *r);

#endif
