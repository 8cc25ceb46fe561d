/* check.c: the verb check: facts in, verdicts out.
 *
 * Invariant: the status is the same in every format; a contradiction's report is still printed.
 */
#include "verbs.h"

#include "guests.h"
#include "verdict.h"

int verb_check(app *a)
{
    session s;
    int status = session_open(a, &a->options.operands, &s);
    if (!status && a->options.given & OPT_GUESTS) {
        status = guests_check(&s);
        session_close(&s);
        return status;
    }
    if (!status)
        status = verdict_report(&s);
    session_close(&s);
    return status;
}
