/* source.c: one source after another of a block, until one yields.
 *
 * A source that has nothing to say (no file, no match, no probe, a value the fact does not have)
 * lets the next one speak. A source that failed (unreadable, too large, not a regular file, a
 * limit, a path not allowed) ends the search: a less exact source behind it could tell something
 * else than the one that was not heard, and a failure must never give a better answer. `absent =>
 * V` waits until the end of its block. Invariant: a finding with reason FOUND holds values that the
 * fact has.
 */
#include "gather.h"
#include <string.h>

bool host_failing(cav_reason reason)
{
    return reason == CAV_REASON_LIMIT || reason == CAV_REASON_UNREADABLE ||
           reason == CAV_REASON_TOO_LARGE || reason == CAV_REASON_NOT_REGULAR ||
           reason == CAV_REASON_NOT_ALLOWED;
}

void host_worse(host_finding *worst, const host_finding *finding)
{
    static const uint8_t telling[CAV_REASON_COUNT] = {
        [CAV_REASON_NO_FILE] = 2,   [CAV_REASON_NO_PROBE] = 3,    [CAV_REASON_NO_MATCH] = 4,
        [CAV_REASON_BAD_VALUE] = 5, [CAV_REASON_NOT_GUEST] = 6,   [CAV_REASON_NOT_REGULAR] = 7,
        [CAV_REASON_TOO_LARGE] = 8, [CAV_REASON_NOT_ALLOWED] = 9, [CAV_REASON_UNREADABLE] = 10,
        [CAV_REASON_LIMIT] = 11,    [CAV_REASON_NOT_TOLD] = 1,
    };

    if (telling[finding->reason] > telling[worst->reason])
        *worst = *finding;
}

static host_finding nothing(cav_reason reason, const char *source)
{
    return (host_finding){.reason = reason, .source = source};
}

/* -- files ------------------------------------------------------------------------------------- */

/* The first line that a case matches, or that cannot be judged, decides. */
static host_finding search(host_gather *g, const host_file *file, host_cases *c, uint32_t fact)
{
    host_finding finding = nothing(CAV_REASON_NO_MATCH, file->path);
    host_line line = {.plain = file->plain};
    size_t at = 0;

    while (host_line_next(file->bytes, file->size, &at, &line)) {
        const char *text = host_line_text(g, file, &line);
        text_answer answer = host_cases_match(g, c, text, line.size);

        if (answer == TEXT_NO)
            continue;
        finding.line = line.number;
        finding.text = host_keep(g, text, line.size, HOST_EVIDENCE_MAX);
        if (answer == TEXT_LIMIT)
            finding.reason = CAV_REASON_LIMIT;
        else
            host_take_case(g, fact, c, text, &finding);
        break;
    }
    return finding;
}

static host_finding try_file(host_gather *g, uint32_t source, uint32_t fact)
{
    const host_file *file = host_file_get(g, host_subject_text(g, source));
    host_finding finding = nothing(file->reason, file->path);
    host_cases c;

    if (file->reason != CAV_REASON_FOUND)
        return finding;
    if (host_cases_open(g, source, &c))
        finding = search(g, file, &c, fact);
    host_cases_close(&c);
    return finding;
}

/* `only when file PATH matches /re/`: FOUND when a line does. */
static host_finding try_guard(host_gather *g, uint32_t source)
{
    const host_file *file = host_file_get(g, host_subject_text(g, source));
    host_finding finding = nothing(file->reason, file->path);
    text_answer answer = TEXT_NO;
    host_pattern pattern;
    host_line line = {.plain = file->plain};
    size_t at = 0;

    if (file->reason != CAV_REASON_FOUND)
        return finding;
    pattern = host_pattern_open(g, IMG_GET(g->image, SOURCES, source, pattern),
                                IMG_GET(g->image, SOURCES, source, flags));
    while (answer == TEXT_NO && host_line_next(file->bytes, file->size, &at, &line)) {
        const char *text = host_line_text(g, file, &line);

        answer = host_match(g, &pattern, text, line.size, NULL, 0);
    }
    host_pattern_close(&pattern);
    finding.reason = answer == TEXT_YES  ? CAV_REASON_FOUND
                     : answer == TEXT_NO ? CAV_REASON_NO_MATCH
                                         : CAV_REASON_LIMIT;
    return finding;
}

static host_finding try_exists(host_gather *g, uint32_t source, uint32_t fact)
{
    const char *path = host_subject_text(g, source);
    bool present = false;
    host_finding finding = nothing(g->access->exists(g->access->context, path, &present), path);
    uint32_t count = IMG_GET(g->image, SOURCES, source, npresent);

    if (finding.reason != CAV_REASON_FOUND)
        return finding;
    if (!present)
        finding.reason = CAV_REASON_NO_FILE;
    else if (count == 0)
        finding.reason = CAV_REASON_NO_MATCH; /* it says something of its absence only */
    else
        host_take_values(g, fact, IMG_GET(g->image, SOURCES, source, present), count, "", NULL,
                    &finding);
    return finding;
}

/* -- probes ------------------------------------------------------------------------------------ */

static bool leaf_number(const char *text, uint32_t *leaf)
{
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    uint64_t value = 0;

    for (text += hex ? 2 : 0; *text != '\0'; text++) {
        char c = *text;
        unsigned digit = c >= '0' && c <= '9'          ? (unsigned)(c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : hex && c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                       : 99;

        if (digit == 99 || value > UINT32_MAX)
            return false;
        value = value * (hex ? 16 : 10) + digit;
    }
    *leaf = (uint32_t)value;
    return value <= UINT32_MAX;
}

static cav_reason ask(host_gather *g, cav_source kind, const char *field,
                      char answer[CAV_PROBE_MAX])
{
    uint32_t leaf;

    if (kind == CAV_SOURCE_UNAME)
        return g->access->uname(g->access->context, field, answer);
    if (kind == CAV_SOURCE_AUXV)
        return g->access->auxv(g->access->context, field, answer);
    return leaf_number(field, &leaf) ? g->access->cpuid(g->access->context, leaf, answer)
                                     : CAV_REASON_NO_PROBE;
}

/* "uname release" */
static const char *probe_name(host_gather *g, cav_source kind, const char *field)
{
    const char *kinds = kind == CAV_SOURCE_UNAME  ? "uname "
                        : kind == CAV_SOURCE_AUXV ? "auxv "
                                                  : "cpuid ";
    size_t head = strlen(kinds), tail = strlen(field) + 1;
    char *name = host_alloc(g, head + tail);

    if (name == NULL)
        return NULL;
    memcpy(name, kinds, head);
    memcpy(name + head, field, tail);
    return name;
}

/* A text through the cases; without cases it is the value. */
static void judge_text(host_gather *g, uint32_t source, uint32_t fact, const char *text,
                       host_finding *finding)
{
    host_cases c;

    finding->reason = CAV_REASON_NO_MATCH;
    if (IMG_GET(g->image, SOURCES, source, ncases) == 0) {
        finding->values = host_alloc(g, sizeof *finding->values);
        if (finding->values == NULL)
            return;
        finding->values[0] = text;
        finding->count = 1;
        host_try_values(g, fact, finding);
        return;
    }
    if (host_cases_open(g, source, &c)) {
        text_answer answer = host_cases_match(g, &c, text, strlen(text));

        if (answer == TEXT_LIMIT)
            finding->reason = CAV_REASON_LIMIT;
        else if (answer == TEXT_YES)
            host_take_case(g, fact, &c, text, finding);
    }
    host_cases_close(&c);
}

/* Asks each of the first few probes once. */
static host_probe probe(host_gather *g, cav_source kind, const char *field)
{
    char answer[CAV_PROBE_MAX + 1] = {0}; /* ends, whatever the access function wrote */
    host_probe p = {.kind = kind, .field = field};

    for (uint32_t k = 0; k < g->nprobes; k++)
        if (g->probes[k].kind == kind && strcmp(g->probes[k].field, field) == 0)
            return g->probes[k];
    p.reason = ask(g, kind, field, answer);
    if (p.reason == CAV_REASON_FOUND)
        p.answer = host_keep(g, answer, strlen(answer), CAV_PROBE_MAX * 3);
    if (g->nprobes < HOST_PROBES)
        g->probes[g->nprobes++] = p;
    return p;
}

static host_finding try_probe(host_gather *g, uint32_t source, uint32_t fact)
{
    cav_source kind = (cav_source)IMG_GET(g->image, SOURCES, source, kind);
    const char *field = host_subject_text(g, source);
    const host_probe p = probe(g, kind, field);
    host_finding finding = nothing(p.reason, probe_name(g, kind, field));

    if (p.reason != CAV_REASON_FOUND)
        return finding;
    finding.text = p.answer;
    if (finding.text != NULL)
        judge_text(g, source, fact, finding.text, &finding);
    return finding;
}

/* -- other facts ------------------------------------------------------------------------------- */

/* The image names the subject as a rule file does: without a layer it is the fact's own. */
uint32_t host_subject(const host_gather *g, uint32_t source, uint32_t fact)
{
    const char *name = host_subject_text(g, source);
    uint32_t layer = IMG_GET(g->image, FACTS, fact, layer), whole = cav_fact_find(g->program, name);

    if (whole != CAV_NONE && IMG_GET(g->image, FACTS, whole, layer) != CAV_NONE)
        return whole;
    for (uint32_t f = 0; f < g->nfacts; f++)
        if (IMG_GET(g->image, FACTS, f, layer) == layer &&
            strcmp(img_text(g->image, IMG_GET(g->image, FACTS, f, base)), name) == 0)
            return f;
    return CAV_NONE;
}

static bool holds(const host_finding *finding, const char *value)
{
    for (uint32_t k = 0; k < finding->count; k++)
        if (strcmp(finding->values[k], value) == 0)
            return true;
    return false;
}

static bool add_values(host_gather *g, host_finding *to, const host_finding *from)
{
    const char **values = host_alloc(g, (to->count + from->count) * sizeof *values);

    if (values == NULL)
        return false;
    if (to->count > 0)
        memcpy(values, to->values, to->count * sizeof *values);
    to->values = values;
    for (uint32_t k = 0; k < from->count; k++)
        if (!holds(to, from->values[k]))
            values[to->count++] = from->values[k];
    return true;
}

/* Each value the subject may have gives what this fact may be; one that gives nothing leaves it
 * open. */
static host_finding try_fact(host_gather *g, uint32_t source, uint32_t fact)
{
    uint32_t subject = host_subject(g, source, fact);
    host_finding finding = nothing(CAV_REASON_NOT_TOLD, host_subject_text(g, source));
    const host_finding *from;

    if (subject == CAV_NONE || g->detecting)
        return finding;
    finding.source = img_text(g->image, IMG_GET(g->image, FACTS, subject, name));
    from = &g->findings[subject];
    if (from->reason != CAV_REASON_FOUND)
        return nothing(from->reason, from->source == NULL ? finding.source : from->source);
    finding.text = from->values[0];
    for (uint32_t k = 0; k < from->count && !g->no_memory; k++) {
        host_finding one = nothing(CAV_REASON_NO_MATCH, finding.source);

        judge_text(g, source, fact, from->values[k], &one);
        finding.reason = one.reason;
        if (one.reason != CAV_REASON_FOUND || !add_values(g, &finding, &one)) {
            finding.count = 0;
            return finding;
        }
    }
    host_try_values(g, fact, &finding);
    return finding;
}

/* -- blocks ------------------------------------------------------------------------------------ */

static host_finding try_source(host_gather *g, uint32_t source, uint32_t fact)
{
    switch ((cav_source)IMG_GET(g->image, SOURCES, source, kind)) {
    case CAV_SOURCE_FILE:
        return try_file(g, source, fact);
    case CAV_SOURCE_EXISTS:
        return try_exists(g, source, fact);
    case CAV_SOURCE_OS_RELEASE:
        return host_os_release(g, fact);
    case CAV_SOURCE_FACT:
        return try_fact(g, source, fact);
    case CAV_SOURCE_FILES:
        return host_try_files(g, source, fact);
    case CAV_SOURCE_GUARD:
        return try_guard(g, source);
    case CAV_SOURCE_UNAME:
    case CAV_SOURCE_CPUID:
    case CAV_SOURCE_AUXV:
        break;
    }
    return try_probe(g, source, fact);
}

/* The first `absent => V` whose file is missing is kept for the end. */
static void note_absent(host_gather *g, uint32_t source, uint32_t fact, const host_finding *missing,
                        host_finding *absent)
{
    uint32_t count = IMG_GET(g->image, SOURCES, source, nabsent);
    host_finding finding = nothing(CAV_REASON_NO_FILE, missing->source);

    if (missing->reason != CAV_REASON_NO_FILE || count == 0 || absent->reason == CAV_REASON_FOUND ||
        g->detecting)
        return;
    host_take_values(g, fact, IMG_GET(g->image, SOURCES, source, absent), count, "", NULL, &finding);
    if (finding.reason == CAV_REASON_FOUND)
        *absent = finding;
}

/* While the layer is looked for, absence shows nothing, and facts are not there to derive from. */
host_finding host_run_block(host_gather *g, uint32_t block, uint32_t fact)
{
    uint32_t source = IMG_GET(g->image, BLOCKS, block, sources);
    uint32_t end = source + IMG_GET(g->image, BLOCKS, block, nsources);
    host_finding worst = nothing(CAV_REASON_NOT_OBSERVABLE, NULL), absent = worst, unmet = worst;

    while (source < end && !g->no_memory) {
        bool guard = IMG_GET(g->image, SOURCES, source, kind) == CAV_SOURCE_GUARD;
        host_finding finding = try_source(g, source, fact);

        if (finding.reason == CAV_REASON_NOT_GUEST ||
            (finding.reason == CAV_REASON_FOUND && !guard) || host_failing(finding.reason))
            return finding;
        if (guard && finding.reason == CAV_REASON_FOUND) {
            source++;
            continue;
        }
        note_absent(g, source, fact, &finding, &absent);
        /* A guard that does not hold is no reason where an unguarded source has one. */
        host_worse(guard && finding.reason == CAV_REASON_NO_MATCH ? &unmet : &worst, &finding);
        source = guard ? IMG_GET(g->image, SOURCES, source, end) : source + 1;
    }
    if (absent.reason == CAV_REASON_FOUND)
        return absent;
    return worst.reason == CAV_REASON_NOT_OBSERVABLE ? unmet : worst;
}
