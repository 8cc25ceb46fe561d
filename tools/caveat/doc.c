/* doc.c: the verb doc: the rules as a page for readers; tools/doc/ makes and writes it;
 * with --extract the template for translators. */
#include "verbs.h"

#include "../doc/doc.h"
#include "../doc/extract.h"

#include <string.h>

int verb_doc(app *a)
{
    const options *o = &a->options;
    option_list files = o->rules.count ? o->rules : o->operands;
    packs all = {0};
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    const bool extract = (o->given & OPT_EXTRACT) != 0;
    int status = load_packs(a, &files, extract ? LOAD_SOURCE : LOAD_PROGRAM, &all);
    if (!status && extract) {
        status = extract_write(a, &all);
    } else if (!status) {
        const doc *page = doc_page(a, &all);
        for (size_t i = 0; i < doc_formats_count; i++)
            if (strcmp(doc_formats[i].name, o->format) == 0)
                doc_formats[i].write(page, &a->out);
    }
    load_free(&all);
    return status;
}
