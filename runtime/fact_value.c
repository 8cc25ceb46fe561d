/* fact_value.c: makes the value of one fact from texts: its classes, or its tests' answers.
 *
 * Refuses what the fact cannot be, more than FACT_VALUES_MAX values, and texts that are not UTF-8.
 * After LIMITS_MAX match limits it asks no further pattern, so many slow ones cost no more than a
 * few. Invariant: a value's classes are never none; a test that meets a limit can be both.
 */
#include "facts.h"

#include "env.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *trim(const char *text, size_t *size)
{
    while (is_blank(*text))
        text++;
    *size = strlen(text);
    while (*size && is_blank(text[*size - 1]))
        --*size;
    return text;
}

static cav_status refuse(const cav_facts *facts, uint32_t fact, bool quiet, const char *why)
{
    const img *i = &facts->program->image;

    if (quiet)
        return CAV_BAD_VALUE;
    return env_fail(&facts->env, CAV_BAD_VALUE, "%s: %s",
                    img_text(i, IMG_GET(i, FACTS, fact, name)), why);
}

/* -- texts: tests judged ----------------------------------------------------------------------- */

enum { CAN_TRUE = 1, CAN_FALSE = 2, CAN_BOTH = 3 };

/* What judging a fact's texts met with. */
typedef struct trouble {
    unsigned limits;
    cav_status status;
} trouble;

enum { LIMITS_MAX = 8 };

static uint8_t judge_pattern(const cav_facts *facts, uint32_t test, const char *text, size_t size,
                             trouble *met)
{
    text_answer answer = TEXT_LIMIT;
    cav_status status = CAV_OK;

    if (met->limits < LIMITS_MAX)
        status = text_try(&facts->env, facts->program->more->patterns[test], text, size, NULL, 0,
                          &answer);
    if (status != CAV_OK)
        met->status = status;
    if (answer == TEXT_LIMIT) {
        met->limits++;
        return CAN_BOTH;
    }
    return answer == TEXT_YES ? CAN_TRUE : CAN_FALSE;
}

/* One test of one text; `done` holds the answers of the fact's earlier tests, `first` its first. */
static uint8_t judge(const cav_facts *facts, uint32_t first, uint32_t test, const uint8_t *done,
                     const char *text, size_t size, trouble *met)
{
    const img *i = &facts->program->image;
    const uint32_t a = IMG_GET(i, TESTS, test, a), b = IMG_GET(i, TESTS, test, b);
    uint8_t x, y;

    switch ((cav_test)IMG_GET(i, TESTS, test, kind)) {
    case CAV_TEST_PATTERN:
        return judge_pattern(facts, test, text, size, met);
    case CAV_TEST_LITERAL:
        return strcmp(img_text(i, a), text) == 0 ? CAN_TRUE : CAN_FALSE;
    case CAV_TEST_AND:
        x = done[a - first], y = done[b - first];
        return (uint8_t)((x & y & CAN_TRUE) | ((x | y) & CAN_FALSE));
    case CAV_TEST_OR:
        x = done[a - first], y = done[b - first];
        return (uint8_t)(((x | y) & CAN_TRUE) | (x & y & CAN_FALSE));
    case CAV_TEST_NOT:
        x = done[a - first];
        return (uint8_t)((x & CAN_TRUE) << 1 | (x & CAN_FALSE) >> 1);
    }
    return CAN_BOTH;
}

/* Answers of one text, joined to v->bits. `one` has room for the fact's tests. */
static void judge_text(const cav_facts *facts, uint32_t fact, const char *text, fact_value *v,
                       uint8_t *one, trouble *met)
{
    const uint32_t first = IMG_GET(&facts->program->image, FACTS, fact, tests);
    const uint32_t n = IMG_GET(&facts->program->image, FACTS, fact, ntests);
    const size_t size = strlen(text);

    for (uint32_t k = 0; k < n; k++) {
        one[k] = judge(facts, first, first + k, one, text, size, met);
        v->bits[k] |= one[k];
    }
}

static bool told_before(const fact_value *v, const char *text)
{
    for (uint32_t k = 0; k < v->count; k++) {
        if (strcmp(v->texts[k], text) == 0)
            return true;
    }
    return false;
}

/* One text makes the fact unknown when it is too long to be judged. */
static void too_long(const cav_facts *facts, uint32_t fact, fact_value *v)
{
    v->count = 0;
    v->knowledge = CAV_FACT_UNKNOWN;
    memset(v->bits, CAN_BOTH, IMG_GET(&facts->program->image, FACTS, fact, ntests));
    strcpy(v->reason, "text longer than 4096 bytes");
}

static cav_status fill_texts(const cav_facts *facts, uint32_t fact, const char *const *values,
                             uint32_t count, bool quiet, fact_value *v, char *room, uint8_t *one)
{
    trouble met = {0, CAV_OK};
    bool longer = false;

    for (uint32_t k = 0; k < count; k++) {
        const size_t size = strlen(values[k]);

        if (!text_utf8(values[k], size))
            return refuse(facts, fact, quiet, "the text is not valid UTF-8");
        longer |= size > CAV_TEXT_MAX;
        if (longer || told_before(v, values[k]))
            continue;
        v->texts[v->count++] = memcpy(room, values[k], size + 1);
        judge_text(facts, fact, room, v, one, &met);
        room += size + 1;
    }
    v->knowledge = v->count > 1 || met.limits ? CAV_FACT_PARTLY : CAV_FACT_KNOWN;
    v->complete = true;
    if (met.limits)
        strcpy(v->reason, "match limit reached");
    if (longer)
        too_long(facts, fact, v);
    return met.status == CAV_OK
               ? CAV_OK
               : env_fail(&facts->env, met.status, "no memory to match a pattern");
}

/* -- all other types: classes ------------------------------------------------------------------ */

static bool same_range(const value_range *a, const value_range *b)
{
    return value_compare(a->low, b->low) == 0 && value_compare(a->high, b->high) == 0;
}

static bool range_before(const fact_value *v, const value_range *range)
{
    for (uint32_t k = 0; k < v->count; k++) {
        if (same_range(&v->ranges[k], range))
            return true;
    }
    return false;
}

static cav_status fill_classes(const cav_facts *facts, uint32_t fact, const char *const *values,
                               uint32_t count, bool quiet, fact_value *v, char *room)
{
    char text[512];
    buf why = buf_start(text, sizeof text);

    v->complete = true;
    for (uint32_t k = 0; k < count; k++) {
        size_t size;
        const char *value = trim(values[k], &size);
        value_range range;

        if (!value_parse(&facts->program->image, fact, value, size, &range, &why)) {
            buf_end(&why);
            return refuse(facts, fact, quiet, text);
        }
        if (range_before(v, &range))
            continue;
        value_classes(&facts->program->image, fact, &range, v->words);
        v->complete &= range.lack == LACK_NOTHING;
        v->lack = range.lack;
        v->ranges[v->count] = range;
        v->texts[v->count++] = memcpy(room, value, size);
        room[size] = '\0';
        room += size + 1;
    }
    v->knowledge = v->count > 1 || !v->complete ? CAV_FACT_PARTLY : CAV_FACT_KNOWN;
    return CAV_OK;
}

/* -- both -------------------------------------------------------------------------------------- */

/* Where the parts of a value's block lie. */
typedef struct layout {
    uint64_t ranges, texts, words, bits, one, room, size;
} layout;

static layout lay_out(const img *i, uint32_t fact, const char *const *values, uint32_t count)
{
    const uint64_t ntests = IMG_GET(i, FACTS, fact, ntests);
    layout l = {.texts = sizeof(fact_value)};

    l.words = l.texts + count * sizeof(char *);
    l.ranges = l.words + 4 * (uint64_t)program_words(i, fact);
    l.bits = l.ranges + count * sizeof(value_range);
    l.one = l.bits + ntests;
    l.room = l.size = l.one + ntests;
    for (uint32_t k = 0; k < count; k++)
        l.size += (uint64_t)strlen(values[k]) + 1;
    return l;
}

static void add_reason(fact_value *v)
{
    buf b = buf_start(v->reason, sizeof v->reason);

    if (v->count > 1) {
        buf_text(&b, "one of ");
        buf_uint(&b, v->count);
        buf_text(&b, " values");
    } else if (value_lack_reason(v->lack)) {
        buf_text(&b, value_lack_reason(v->lack));
    }
}

cav_status fact_value_new(const cav_facts *facts, uint32_t fact, const char *const *values,
                          uint32_t count, bool quiet, fact_value **out)
{
    const img *i = &facts->program->image;
    const layout l = lay_out(i, fact, values, count > FACT_VALUES_MAX ? 0 : count);
    uint8_t *block;
    fact_value *v;
    cav_status status;

    *out = NULL;
    if (count > FACT_VALUES_MAX)
        return refuse(facts, fact, quiet, "more than 1024 values");
    block = env_alloc(&facts->env, l.size);
    if (!block)
        return env_fail(&facts->env, CAV_NO_MEMORY, "no memory for a fact");
    v = (fact_value *)(void *)block;
    v->bytes = (size_t)l.size;
    v->texts = (const char **)(void *)(block + l.texts);
    v->words = (uint32_t *)(void *)(block + l.words);
    v->ranges = (value_range *)(void *)(block + l.ranges);
    v->bits = block + l.bits;
    if (IMG_GET(i, FACTS, fact, type) == CAV_TEXT)
        status = fill_texts(facts, fact, values, count, quiet, v, (char *)block + l.room,
                            block + l.one);
    else
        status = fill_classes(facts, fact, values, count, quiet, v, (char *)block + l.room);
    if (status == CAV_OK && !*v->reason)
        add_reason(v);
    if (status == CAV_OK)
        *out = v;
    else
        fact_value_free(&facts->env, v);
    return status;
}

void fact_value_free(const cav_env *env, fact_value *value)
{
    if (value)
        env_free(env, value, value->bytes);
}
