/* findings.h: what the verbs lint and analyze share: checks and their levels, findings as a result.
 *
 * Reading order: checks, collecting, the result. Invariant: findings are in source order, those of
 * a file together, and their severity is their level's.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "json_out.h"

enum { FINDINGS_CHECKS_MAX = 64 };

/* The index-th check of the verb; false: there are no more. */
typedef bool findings_checks(uint32_t index, cavc_lint_check *check);
void findings_list(app *a, findings_checks *checks);
/* What the command line says of them, one after the other: FINDINGS_CHECKS_MAX levels. */
int findings_levels(app *a, const char *of, findings_checks *checks, cavc_lint_level *levels);

typedef struct finding {
    cavc_diagnostic d;
    size_t file, order; /* file: the place of its first finding */
} finding;

typedef struct findings findings;
struct findings {
    const cavc_lint_level *levels;
    cavc_lint_level (*level_of)(const findings *all, const cavc_diagnostic *d);
    finding *at;
    size_t count, room;
};

/* app.sink, with the findings as its context. */
void findings_take(app *a, const cavc_diagnostic *d);

void findings_sort(findings *all);
size_t findings_count(const findings *all, bool notes); /* notes, or all others */
/* Into app.out; the last line counts them. */
void findings_text(app *a, const findings *all);
/* Members "findings" and "diagnostics" of an object. */
void findings_json(json_writer *w, const findings *all);

#endif
