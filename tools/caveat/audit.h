/* audit.h: the auditor's table: each statement with what binds it, and its formats. */
#ifndef AUDIT_H
#define AUDIT_H

#include "tests.h"

typedef struct audit_rule {
    const char *name, *level, *why; /* why NULL: none; name "applies": the pack's own clause */
    const char **tests;             /* names */
    size_t ntests, room;
    const char *file;
    uint32_t line;
} audit_rule;

typedef struct audit_row {
    const pack *pack;
    cav_statement statement;
    audit_rule **rules;
    size_t nrules, room;
    size_t findings; /* unbound, bound although it says `no rule`, or rules without a test */
} audit_row;

typedef struct audit_table {
    audit_row *rows;
    size_t count, room, findings;
} audit_table;

/* audit_out.c: in the format wanted, to app->out. */
void audit_write(app *a, const audit_table *t);

#endif
