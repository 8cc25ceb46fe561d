/* atom.c: a condition on one fact, read from its canonical spelling and said as a sentence.
 *
 * The spelling comes from the image, which may be a stranger's: what does not read as the language
 * writes it is refused, and the caller shows it as it stands. Invariant: nothing is said that the
 * spelling does not say.
 */
#include "parts.h"

#include <string.h>

static bool take(const char **at, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*at, word, n) != 0)
        return false;
    *at += n;
    return true;
}

static char *take_name(doc *d, const char **at, const char *letters)
{
    size_t n = strspn(*at, letters);
    char *name = n ? pool_copy(&d->app->pool, *at, n) : NULL;
    *at += n;
    return name;
}

#define DIGITS "0123456789"
#define NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "-"

/* -- releases ---------------------------------------------------------------------------------- */

static bool find_product(const doc_pack *p, const char *name, cav_product *product)
{
    for (uint32_t i = 0; cav_program_product(p->program, i, product); i++)
        if (strcmp(product->name, name) == 0)
            return true;
    return false;
}

static uint32_t count_parts(const char *version)
{
    uint32_t parts = 1;
    for (; *version; version++)
        parts += *version == '.';
    return parts;
}

/* What follows a product's name: its slots, and which word takes them. */
static bool take_version(doc_pack *p, const cav_product *product, const char **at, doc_word *word,
                         doc_line *slots)
{
    doc *d = p->d;
    bool before = take(at, " before "), later;
    *word = product->parts ? WORD_ANY_VERSION : WORD_PRODUCT;
    if (!before && (!**at || **at == ',' || **at == '}'))
        return true;
    if (!before && !take(at, " "))
        return false;
    const char *version = take_name(d, at, DIGITS "."), *within = NULL;
    if (!version)
        return false;
    later = !before && take(at, " or later");
    if (take(at, " within ") && !(within = take_name(d, at, DIGITS ".")))
        return false;
    if (within && !later && !before)
        return false;
    slots[1] = doc_line_of(d, DOC_TEXT, version);
    slots[2] = doc_line_of(d, DOC_TEXT, within);
    *word = before                                  ? within ? WORD_BEFORE_WITHIN : WORD_BEFORE
            : later                                 ? within ? WORD_OR_LATER_WITHIN : WORD_OR_LATER
            : count_parts(version) < product->parts ? WORD_ANY_OF_VERSION
                                                    : WORD_VERSION;
    return true;
}

static bool take_release(doc_pack *p, const char **at, doc_line *out)
{
    doc_line slots[3] = {{0}};
    cav_product product;
    doc_word word;
    const char *name = take_name(p->d, at, NAME);
    if (!name || !find_product(p, name, &product) || !take_version(p, &product, at, &word, slots))
        return false;
    const char *title = doc_say(p, product.title);
    doc_span *s = doc_put(p->d, &slots[0], DOC_TEXT, *title ? title : name);
    doc_hint(p->d, s, name);
    doc_fill(p->d, out, word, slots, 3);
    return true;
}

/* -- values ------------------------------------------------------------------------------------ */

/* A string in quotes, with its escapes: shown as it is written. */
static char *take_string(doc *d, const char **at)
{
    const char *end = *at + 1;
    while (*end && *end != '"')
        end += *end == '\\' && end[1] ? 2 : 1;
    if (!*end)
        return NULL;
    char *text = pool_copy(&d->app->pool, *at, (size_t)(end + 1 - *at));
    *at = end + 1;
    return text;
}

static bool take_value(doc_pack *p, cav_type type, const char **at, doc_line *out)
{
    if (type == CAV_RELEASE)
        return take_release(p, at, out);
    const char *text = **at == '"' ? take_string(p->d, at) : take_name(p->d, at, NAME);
    if (text)
        doc_put(p->d, out, DOC_CODE, text);
    return text != NULL;
}

static bool take_values(doc_pack *p, cav_type type, const char **at, doc_line *out)
{
    doc_line *parts = NULL;
    size_t count = 0, room = 0;
    do {
        doc_line *part = pool_push(&p->d->app->pool, &parts, &count, &room, sizeof *part);
        *part = (doc_line){0};
        if (!take_value(p, type, at, part))
            return false;
    } while (take(at, ", "));
    doc_join(p->d, out, parts, count);
    return take(at, "}");
}

/* -- the sentence ------------------------------------------------------------------------------ */

/* Inside a sentence a title begins small, unless its first word is an abbreviation. */
static const char *small(doc *d, const char *title)
{
    char *text = pool_string(&d->app->pool, title);
    if (text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
        text[0] = (char)(text[0] - 'A' + 'a');
    return text;
}

/* "the processor platform", "“KVM uses shadow VMCS”", linked. */
static doc_line subject(doc_pack *p, const cav_fact *fact)
{
    doc *d = p->d;
    doc_line slot = {0}, out = {0};
    bool flag = fact->type == CAV_FLAG;
    const char *title = doc_say(p, fact->title);
    bool quoted = flag || strcmp(d->language, "en") != 0;
    const char *text = !*title ? fact->base : quoted ? title : small(d, title);
    doc_span *s = doc_put(d, &slot, DOC_TEXT, text);
    s->to = doc_id(p, "fact.", fact->base);
    doc_hint(p->d, s, fact->name);
    doc_fill(d, &out, flag ? WORD_FLAG : WORD_FACT, &slot, 1);
    return out;
}

static bool take_reading(doc_pack *p, cav_type type, const char **at, doc_word *word, doc_line *out)
{
    static const struct {
        const char *spelling;
        doc_word word;
    } compares[] = {{" < ", WORD_LESS},      {" <= ", WORD_AT_MOST},    {" > ", WORD_MORE},
                    {" >= ", WORD_AT_LEAST}, {" is not ", WORD_IS_NOT}, {" is ", WORD_IS}};
    if (take(at, " matches /")) {
        *word = WORD_MATCHES;
        doc_put(p->d, out, DOC_CODE, *at - 1);
        *at += strlen(*at);
        return true;
    }
    bool in = take(at, " in {");
    if (in || take(at, " not in {")) {
        *word = in ? WORD_IS_IN : WORD_IS_NOT_IN;
        return take_values(p, type, at, out);
    }
    for (size_t i = 0; i < sizeof compares / sizeof *compares; i++)
        if (take(at, compares[i].spelling)) {
            *word = compares[i].word;
            return take_value(p, type, at, out);
        }
    return false;
}

bool doc_write_atom(doc_pack *p, doc_line *line, const char *text)
{
    doc_line slots[3] = {{0}};
    const char *at = text, *name = take_name(p->d, &at, NAME ".");
    uint32_t index = name ? cav_fact_find(p->program, name) : CAV_NONE;
    cav_fact fact;
    cav_layer layer;
    doc_word word;
    if (!cav_program_fact(p->program, index, &fact) ||
        !cav_program_layer(p->program, fact.layer, &layer) ||
        !take_reading(p, fact.type, &at, &word, &slots[2]) || *at)
        return false;
    doc_link(p->d, &slots[0], DOC_TEXT, layer.name, doc_id(p, "layer.", layer.name));
    doc_hint(p->d, slots[0].first, doc_say(p, layer.title));
    slots[1] = subject(p, &fact);
    doc_fill(p->d, line, word, slots, 3);
    return true;
}
