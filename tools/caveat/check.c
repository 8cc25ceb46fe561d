/* check.c: the verb check: facts in, verdicts out.
 *
 * Invariant: the status is the same in every format; a contradiction's report is still printed.
 */
#include "verbs.h"

#include "guests.h"
#include "json_out.h"
#include "show.h"
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
        status = session_judge(&s, a->options.verbose > 1);
    if (!status) {
        if (a->options.json)
            jw_verdicts(&s, &a->out);
        else
            show_verdicts(&s, &a->out);
        status = verdict_all(&s, a->options.require);
        a->out_stands = true;
    }
    session_close(&s);
    return status;
}
