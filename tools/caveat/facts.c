/* facts.c: the verb facts: what is known, from where, and what is not, and why. It judges nothing.
 */
#include "verbs.h"

#include "json_out.h"
#include "show.h"

int verb_facts(app *a)
{
    session s;
    int status = session_open(a, &a->options.operands, &s);
    if (!status) {
        if (a->options.json)
            jw_config(&s, &a->out);
        else
            show_facts(&s, &a->out);
        a->out_stands = true;
        status = s.config.nconflicts ? TOOL_FACTS : TOOL_OK;
    }
    session_close(&s);
    return status;
}
