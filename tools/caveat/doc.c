/* doc.c: the verb doc: the rules as a page for readers, or the template for translators; tools/doc/
 * makes and writes both.
 */
#include "verbs.h"

#include "../doc/doc.h"
#include "../doc/extract.h"
#include "lang.h"

#include <string.h>

static void write_page(app *a, const packs *all)
{
    const doc *page = doc_page(a, all);
    for (size_t i = 0; i < doc_formats_count; i++)
        if (strcmp(doc_formats[i].name, a->options.format) == 0)
            doc_formats[i].write(page, &a->out);
}

int verb_doc(app *a)
{
    const options *o = &a->options;
    bool extract = o->given & OPT_EXTRACT;
    packs all = {0};
    if (extract && o->given & (OPT_FORMAT | OPT_LANG))
        return tool_fail(a, TOOL_USAGE, "--extract has one format, and no language");
    int status = load_named(a, extract ? LOAD_SOURCE : LOAD_PROGRAM, &all);
    if (!status && extract)
        status = extract_write(a, &all);
    else if (!status)
        write_page(a, &all);
    load_free(&all);
    return status;
}
