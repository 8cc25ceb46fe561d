/* doc.c: the verb doc: what is made of rules for readers; so far the template for translators. */
#include "verbs.h"

#include "../doc/extract.h"

int verb_doc(app *a)
{
    const options *o = &a->options;
    option_list files = o->rules.count ? o->rules : o->operands;
    packs all = {0};
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    if (!(o->given & OPT_EXTRACT))
        return tool_fail(a, TOOL_USAGE, "doc takes --extract");
    int status = load_packs(a, &files, LOAD_SOURCE, &all);
    if (!status)
        status = extract_write(a, &all);
    load_free(&all);
    return status;
}
