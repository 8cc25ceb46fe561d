/* reply.c: texts to JSON and back.
 *
 * Everything sent is UTF-8: bytes of a file that are none become U+FFFD. It refuses texts with a
 * NUL where a name, a URI or a path is asked for. Invariant: what it makes belongs to the caller.
 */
#include "lsp.h"

#include <string.h>

#include "../caveat/render.h"

/* Only a text that jansson refused comes here. */
static json_t *repaired(const char *text, size_t size)
{
    pool p = {0};
    buf b = {.pool = &p};
    const char *at = pool_copy(&p, text, size), *end = at + size;
    put_end(&b);
    while (at < end) {
        const char *from = at;
        bool valid = *at != '\0';
        if (valid)
            render_decode(&at, &valid);
        else
            at++;
        if (valid)
            put_bytes(&b, from, (size_t)(at - from));
        else
            put_text(&b, "\xEF\xBF\xBD");
    }
    json_t *made = json_stringn(b.text, b.size);
    pool_free(&p);
    return made ? made : json_string("");
}

json_t *lsp_string_sized(const char *text, size_t size)
{
    json_t *made = json_stringn(text, size);
    return made ? made : repaired(text, size);
}

json_t *lsp_string(const char *text)
{
    return lsp_string_sized(text, strlen(text));
}

const char *lsp_get_string(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    return text && strlen(text) == json_string_length(value) ? text : NULL;
}
