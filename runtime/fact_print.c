/* fact_print.c: what is known of a fact, for people and for fact files.
 *
 * Refuses nothing; an index out of range reads as unknown. Invariant: what cav_facts_value gives
 * can be set again and gives the same value.
 */
#include "facts.h"

static const fact_value *value_of(const cav_facts *facts, uint32_t fact)
{
    return fact < img_count(&facts->program->image, IMG_FACTS) ? facts->slots[fact].now : NULL;
}

static bool is_question(const cav_facts *facts, uint32_t fact)
{
    return fact <= img_count(&facts->program->image, IMG_FEATURES);
}

/* A question has exactly one value. */
static const char *question_value(const cav_facts *facts, uint32_t fact)
{
    const img *i = &facts->program->image;
    const uint32_t index = fact ? facts->slots[fact].told : facts->depth;

    return img_text(i, IMG_GET(i, PIECES, IMG_GET(i, FACTS, fact, pieces) + index, name));
}

cav_knowledge cav_facts_knowledge(const cav_facts *facts, uint32_t fact)
{
    const fact_value *v = value_of(facts, fact);

    if (is_question(facts, fact))
        return CAV_FACT_KNOWN;
    return v ? v->knowledge : CAV_FACT_UNKNOWN;
}

bool cav_facts_derived(const cav_facts *facts, uint32_t fact)
{
    return value_of(facts, fact) && !facts->slots[fact].told;
}

const char *cav_facts_value(const cav_facts *facts, uint32_t fact, uint32_t k)
{
    const fact_value *v = value_of(facts, fact);

    if (is_question(facts, fact))
        return k == 0 ? question_value(facts, fact) : NULL;
    return v && k < v->count ? v->texts[k] : NULL;
}

const char *cav_facts_reason(const cav_facts *facts, uint32_t fact)
{
    const fact_value *v = value_of(facts, fact);

    return v && *v->reason ? v->reason : NULL;
}

static const char *word(const cav_facts *facts, uint32_t language, img_word which)
{
    return img_word_text(&facts->program->image, language, which);
}

static void print_one(buf *b, const cav_facts *facts, uint32_t language, uint32_t fact,
                      const fact_value *v, uint32_t k)
{
    const bool text = IMG_GET(&facts->program->image, FACTS, fact, type) == CAV_TEXT;
    const img_word lack = text ? IMG_WORDS : value_lack_word(v->ranges[k].lack);

    buf_text(b, v->texts[k]);
    if (lack == IMG_WORDS)
        return;
    buf_text(b, " (");
    buf_text(b, word(facts, language, lack));
    buf_text(b, ")");
}

size_t cav_facts_print(const cav_facts *facts, uint32_t fact, char *buffer, size_t size)
{
    return cav_facts_print_in(facts, CAV_NONE, fact, buffer, size);
}

size_t cav_facts_print_in(const cav_facts *facts, uint32_t language, uint32_t fact, char *buffer,
                          size_t size)
{
    const fact_value *v = value_of(facts, fact);
    buf b = buf_start(buffer, size);

    if (is_question(facts, fact)) {
        buf_text(&b, question_value(facts, fact));
        return buf_end(&b);
    }
    if (!v || v->count == 0)
        buf_text(&b, word(facts, language, IMG_WORD_UNKNOWN));
    for (uint32_t k = 0; v && k < v->count; k++) {
        const bool last = k && k + 1 == v->count;

        buf_text(&b, k == 0 ? "" : last ? " " : ", ");
        buf_text(&b, last ? word(facts, language, IMG_WORD_OR) : "");
        buf_text(&b, last ? " " : "");
        print_one(&b, facts, language, fact, v, k);
    }
    return buf_end(&b);
}
