/* cases.c: the `/pattern/ => value` of a source: which one a line matches, and what it says.
 *
 * Patterns are tried in their order; one that cannot be judged hides those after it. Invariant: a
 * finding with reason FOUND holds values that the fact has.
 */
#include "gather.h"
#include <string.h>

const char *host_subject_text(const host_gather *g, uint32_t source)
{
    return img_text(g->image, IMG_GET(g->image, SOURCES, source, subject));
}

/* -- patterns ---------------------------------------------------------------------------------- */

host_pattern host_pattern_open(const host_gather *g, uint32_t text, uint32_t flags)
{
    return (host_pattern){.ends = ends_of(img_text(g->image, text), flags), .flags = flags};
}

void host_pattern_close(host_pattern *p)
{
    text_free(p->code);
    p->code = NULL;
}

static void compile(host_gather *g, host_pattern *p)
{
    char error[128];
    size_t offset;

    p->compiled = true;
    if (text_compile(&g->env, p->ends.pattern, p->flags, &p->code, error, &offset) ==
        CAV_NO_MEMORY)
        g->no_memory = true;
}

text_answer host_match(host_gather *g, host_pattern *p, const char *text, size_t size,
                       text_capture *captures, uint32_t n)
{
    if (size > CAV_TEXT_MAX || g->budget < size + 64)
        return TEXT_LIMIT;
    g->budget -= size + 64;
    switch (ends_match(&p->ends, text, size)) {
    case ENDS_NO:
        return TEXT_NO;
    case ENDS_YES:
        if (n > 0)
            captures[0] = (text_capture){0, size};
        return TEXT_YES;
    case ENDS_ASK:
        break;
    }
    if (!p->compiled)
        compile(g, p);
    return p->code == NULL ? TEXT_LIMIT : text_match(p->code, text, size, captures, n);
}

bool host_cases_open(host_gather *g, uint32_t source, host_cases *c)
{
    *c = (host_cases){.first = IMG_GET(g->image, SOURCES, source, cases),
                 .count = IMG_GET(g->image, SOURCES, source, ncases)};
    c->patterns = host_alloc(g, c->count * sizeof *c->patterns);
    if (c->patterns == NULL)
        return false;
    for (uint32_t k = 0; k < c->count; k++)
        c->patterns[k] = host_pattern_open(g, IMG_GET(g->image, CASES, c->first + k, pattern),
                                           IMG_GET(g->image, CASES, c->first + k, flags));
    return true;
}

void host_cases_close(host_cases *c)
{
    for (uint32_t k = 0; k < c->count && c->patterns != NULL; k++)
        host_pattern_close(&c->patterns[k]);
}

/* Patterns in their order; one that cannot be judged hides those after it. */
text_answer host_cases_match(host_gather *g, host_cases *c, const char *text, size_t size)
{
    for (uint32_t k = 0; k < c->count; k++) {
        text_answer answer;

        for (uint32_t n = 0; n < HOST_CAPTURES; n++)
            c->captures[n] = (text_capture){1, 0};
        answer = host_match(g, &c->patterns[k], text, size, c->captures, HOST_CAPTURES);
        if (answer != TEXT_NO) {
            c->hit = c->first + k;
            return answer;
        }
    }
    return TEXT_NO;
}

/* -- values ------------------------------------------------------------------------------------ */

/* A value of the image, `$1` to `$9` replaced by what the groups took, trailing blanks dropped. */
static const char *expanded(host_gather *g, const char *value, const char *text,
                            const text_capture *captures)
{
    uint32_t n = captures == NULL ? 0 : HOST_CAPTURES;
    size_t size = text_expand(value, text, captures, n, NULL, 0);
    char *to = host_alloc(g, size + 1);

    if (to == NULL)
        return NULL;
    text_expand(value, text, captures, n, to, size + 1);
    while (size > 0 && (to[size - 1] == ' ' || to[size - 1] == '\t'))
        to[--size] = '\0';
    return to;
}

void host_try_values(host_gather *g, uint32_t fact, host_finding *finding)
{
    cav_status status = CAV_BAD_VALUE;

    if (g->no_memory)
        return;
    if (finding->count > 0) {
        status = cav_facts_set(g->scratch, fact, finding->values, finding->count);
        cav_facts_set(g->scratch, fact, NULL, 0);
    }
    if (status == CAV_NO_MEMORY)
        g->no_memory = true;
    if (status == CAV_OK) {
        finding->reason = CAV_REASON_FOUND;
    } else {
        finding->reason = CAV_REASON_BAD_VALUE;
        finding->count = 0;
    }
}

/* Values first..first+count of the image into the finding, tried on the fact. */
void host_take_values(host_gather *g, uint32_t fact, uint32_t first, uint32_t count,
                        const char *text, const text_capture *captures, host_finding *finding)
{
    finding->values = host_alloc(g, count * sizeof *finding->values);
    for (uint32_t k = 0; k < count && !g->no_memory; k++)
        finding->values[k] = expanded(
            g, img_text(g->image, IMG_GET(g->image, VALUES, first + k, text)), text, captures);
    finding->count = g->no_memory ? 0 : count;
    host_try_values(g, fact, finding);
}

/* What the matching case says. */
void host_take_case(host_gather *g, uint32_t fact, const host_cases *c, const char *text,
                      host_finding *finding)
{
    uint32_t count = IMG_GET(g->image, CASES, c->hit, nvalues);

    if (count == 0)
        finding->reason = CAV_REASON_NOT_GUEST;
    else
        host_take_values(g, fact, IMG_GET(g->image, CASES, c->hit, values), count, text, c->captures,
                    finding);
}

/* -- lines ------------------------------------------------------------------------------------- */

const char *host_line_text(host_gather *g, const host_file *file, host_line *line)
{
    if (file->utf8 || line->size > CAV_TEXT_MAX)
        return line->text;
    if (g->line == NULL)
        g->line = host_alloc(g, HOST_LINE_MAX);
    line->size = g->line == NULL ? 0 : host_clean(line->text, line->size, g->line, HOST_LINE_MAX);
    return g->line == NULL ? "" : g->line;
}
