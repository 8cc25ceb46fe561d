/* verdict.h: what a verdict means for the command: its words and its exit status. */
#ifndef VERDICT_H
#define VERDICT_H

#include "session.h"

/* "preview", "unknown", "not-applicable" or "contradiction". */
const char *verdict_word(const cav_verdict *v);
bool verdict_has_range(const cav_verdict *v); /* best and worst mean something */
const char *verdict_yes_no(cav_truth t);      /* "yes", "no", "unknown" */
/* The exit status of one pack, and of all: 65, then 1, 2, 0. */
int verdict_status(const cav_verdict *v, int require);
int verdict_all(const session *s, int require);
/* Judges the session's facts and writes all verdicts, as the options have it; the exit status. */
int verdict_report(session *s);

#endif
