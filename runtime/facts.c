/* facts.c: the facts told about one machine, and the question asked of it.
 *
 * A change is made in two steps: new values for the fact and all that derives from it are built
 * first, then put in place, so a failure leaves everything as it was. Refuses facts deeper than a
 * stated depth. Invariant: see facts.h.
 */
#include "facts.h"

#include "env.h"

#include <string.h>

static const img *image(const cav_facts *facts)
{
    return &facts->program->image;
}

static const char *fact_name(const cav_facts *facts, uint32_t fact)
{
    return img_text(image(facts), IMG_GET(image(facts), FACTS, fact, name));
}

/* -- the arrays that evaluation reads ---------------------------------------------------------- */

static uint32_t *words_of(cav_facts *facts, uint32_t fact)
{
    return facts->words + facts->program->more->word_at[fact];
}

/* All classes possible, all tests open. */
static void write_unknown(cav_facts *facts, uint32_t fact)
{
    const uint32_t classes = IMG_GET(image(facts), FACTS, fact, classes);
    uint32_t *words = words_of(facts, fact);

    for (uint32_t k = 0; k < program_words(image(facts), fact); k++) {
        const uint32_t left = classes - 32 * k;

        words[k] = left >= 32 ? UINT32_MAX : ((uint32_t)1 << left) - 1;
    }
    if (IMG_GET(image(facts), FACTS, fact, ntests))
        memset(facts->bits + IMG_GET(image(facts), FACTS, fact, tests), 3,
               IMG_GET(image(facts), FACTS, fact, ntests));
}

static void write_value(cav_facts *facts, uint32_t fact, const fact_value *v)
{
    const uint32_t ntests = IMG_GET(image(facts), FACTS, fact, ntests);

    if (!v) {
        write_unknown(facts, fact);
        return;
    }
    memcpy(words_of(facts, fact), v->words, 4 * (size_t)program_words(image(facts), fact));
    if (ntests)
        memcpy(facts->bits + IMG_GET(image(facts), FACTS, fact, tests), v->bits, ntests);
}

/* One value of a question: the class of piece `index`. */
static void write_question(cav_facts *facts, uint32_t fact, uint32_t index)
{
    uint32_t *words = words_of(facts, fact);
    const uint32_t piece = IMG_GET(image(facts), FACTS, fact, pieces) + index;
    const uint32_t class = IMG_GET(image(facts), PIECES, piece, class);

    memset(words, 0, 4 * (size_t)program_words(image(facts), fact));
    words[class / 32] = (uint32_t)1 << class % 32;
}

/* -- depth ------------------------------------------------------------------------------------- */

static uint32_t deepest_layer(const cav_facts *facts)
{
    const uint32_t layers = img_count(image(facts), IMG_LAYERS);

    return layers ? layers - 1 : 0;
}

static uint32_t default_depth(const cav_facts *facts)
{
    const uint32_t deepest = deepest_layer(facts), least = deepest < 2 ? deepest : 2;

    for (uint32_t layer = deepest; layer > least; layer--) {
        if (facts->in_layer[layer])
            return layer;
    }
    return least;
}

static void renew_depth(cav_facts *facts)
{
    facts->depth = facts->stated == CAV_NONE ? default_depth(facts) : facts->stated;
    write_question(facts, 0, facts->depth);
}

cav_status cav_facts_depth(cav_facts *facts, uint32_t depth)
{
    const uint32_t deepest = deepest_layer(facts);

    if (depth > deepest)
        return env_fail(&facts->env, CAV_BAD_DEPTH, "no depth %lu; the deepest layer is %lu",
                        (unsigned long)depth, (unsigned long)deepest);
    for (uint32_t layer = deepest; layer > depth; layer--) {
        if (facts->in_layer[layer])
            return env_fail(&facts->env, CAV_BAD_DEPTH,
                            "depth %lu, but a fact of layer %s is given", (unsigned long)depth,
                            img_text(image(facts), IMG_GET(image(facts), LAYERS, layer, name)));
    }
    facts->stated = depth;
    renew_depth(facts);
    return CAV_OK;
}

uint32_t cav_facts_get_depth(const cav_facts *facts)
{
    return facts->depth;
}

/* -- wanted features --------------------------------------------------------------------------- */

cav_status cav_facts_want(cav_facts *facts, uint32_t feature, bool wanted)
{
    if (feature >= img_count(image(facts), IMG_FEATURES))
        return env_fail(&facts->env, CAV_BAD_NAME, "no feature %lu", (unsigned long)feature);
    write_question(facts, feature + 1, wanted);
    facts->slots[feature + 1].told = wanted;
    return CAV_OK;
}

bool cav_facts_get_want(const cav_facts *facts, uint32_t feature)
{
    return feature < img_count(image(facts), IMG_FEATURES) && facts->slots[feature + 1].told;
}

/* -- new, clear, free -------------------------------------------------------------------------- */

uint64_t facts_lay_out(const cav_program *program, cav_facts *facts)
{
    const img *i = &program->image;
    uint8_t *block = (uint8_t *)facts;
    uint64_t used = 0;
    cav_facts f = {.program = program};

    env_carve(block, &used, 1, sizeof f);
    f.slots = env_carve(block, &used, img_count(i, IMG_FACTS), sizeof *f.slots);
    f.words = env_carve(block, &used, program->more->words, sizeof *f.words);
    f.in_layer = env_carve(block, &used, img_count(i, IMG_LAYERS), sizeof *f.in_layer);
    f.bits = env_carve(block, &used, img_count(i, IMG_TESTS), 1);
    f.bytes = (size_t)used;
    if (facts)
        *facts = f;
    return used;
}

cav_status cav_facts_new(const cav_env *env, const cav_program *program, cav_facts **facts)
{
    const cav_env own = env_copy(env);

    *facts = env_alloc(&own, facts_lay_out(program, NULL));
    if (!*facts)
        return env_fail(&own, CAV_NO_MEMORY, "no memory for facts");
    facts_lay_out(program, *facts);
    (*facts)->env = own;
    cav_facts_clear(*facts);
    return CAV_OK;
}

void cav_facts_clear(cav_facts *facts)
{
    const uint32_t features = img_count(image(facts), IMG_FEATURES);

    for (uint32_t f = 0; f < img_count(image(facts), IMG_FACTS); f++) {
        fact_value_free(&facts->env, facts->slots[f].now);
        facts->slots[f] = (fact_slot){NULL, NULL, false, false, false};
        if (f > features)
            write_unknown(facts, f);
        else
            write_question(facts, f, 0);
    }
    if (img_count(image(facts), IMG_LAYERS))
        memset(facts->in_layer, 0, img_count(image(facts), IMG_LAYERS) * sizeof *facts->in_layer);
    facts->stated = CAV_NONE;
    renew_depth(facts);
}

void cav_facts_free(cav_facts *facts)
{
    if (!facts)
        return;
    for (uint32_t f = 0; f < img_count(image(facts), IMG_FACTS); f++)
        fact_value_free(&facts->env, facts->slots[f].now);
    env_free(&facts->env, facts, facts->bytes);
}

/* -- set --------------------------------------------------------------------------------------- */

static void commit(cav_facts *facts, uint32_t fact)
{
    fact_slot *slot = &facts->slots[fact];
    const uint32_t layer = IMG_GET(image(facts), FACTS, fact, layer);

    if (!slot->pending)
        return;
    facts->in_layer[layer] -= slot->now != NULL;
    facts->in_layer[layer] += slot->next != NULL;
    fact_value_free(&facts->env, slot->now);
    *slot = (fact_slot){slot->next, NULL, false, slot->next_told, false};
    write_value(facts, fact, slot->now);
}

static void cancel(cav_facts *facts, uint32_t fact)
{
    fact_slot *slot = &facts->slots[fact];

    if (slot->pending)
        fact_value_free(&facts->env, slot->next);
    slot->next = NULL;
    slot->pending = slot->next_told = false;
}

/* Gives the fact a value (NULL: none), and with it all that derives from it; all or nothing. */
static cav_status change(cav_facts *facts, uint32_t fact, fact_value *value)
{
    const struct program_more *more = facts->program->more;
    void (*const end[])(cav_facts *, uint32_t) = {commit, cancel};
    cav_status status = CAV_OK;

    facts->slots[fact].next = value;
    facts->slots[fact].next_told = value != NULL;
    facts->slots[fact].pending = true;
    if (more->subject[fact] || !value)
        status = derive_pending(facts);
    end[status != CAV_OK](facts, fact);
    for (uint32_t d = 0; d < more->nderives; d++)
        end[status != CAV_OK](facts, more->derives[d].fact);
    renew_depth(facts);
    return status;
}

static cav_status check_settable(const cav_facts *facts, uint32_t fact, bool value)
{
    uint32_t layer;

    if (fact >= img_count(image(facts), IMG_FACTS))
        return env_fail(&facts->env, CAV_BAD_NAME, "no fact %lu", (unsigned long)fact);
    layer = IMG_GET(image(facts), FACTS, fact, layer);
    if (layer == CAV_NONE)
        return env_fail(&facts->env, CAV_BAD_ARGUMENT, "%s is part of the question, not a fact",
                        fact_name(facts, fact));
    if (value && facts->stated != CAV_NONE && layer > facts->stated)
        return env_fail(&facts->env, CAV_BAD_DEPTH, "%s is below the stated depth %lu",
                        fact_name(facts, fact), (unsigned long)facts->stated);
    return CAV_OK;
}

cav_status cav_facts_set(cav_facts *facts, uint32_t fact, const char *const *values, uint32_t count)
{
    fact_value *value = NULL;
    cav_status status = check_settable(facts, fact, count > 0);

    if (status == CAV_OK && count > 0)
        status = fact_value_new(facts, fact, values, count, false, &value);
    return status == CAV_OK ? change(facts, fact, value) : status;
}

/* -- set, typed -------------------------------------------------------------------------------- */

static cav_status check_type(const cav_facts *facts, uint32_t fact, cav_type a, cav_type b)
{
    const cav_status status = check_settable(facts, fact, true);
    cav_type type;

    if (status != CAV_OK)
        return status;
    type = (cav_type)IMG_GET(image(facts), FACTS, fact, type);
    return type == a || type == b
               ? CAV_OK
               : env_fail(&facts->env, CAV_BAD_VALUE, "%s: a value of another type",
                          fact_name(facts, fact));
}

cav_status cav_facts_set_values(cav_facts *facts, uint32_t fact, uint64_t mask)
{
    const char *names[64];
    uint32_t n, count = 0;
    const cav_status status = check_type(facts, fact, CAV_FLAG, CAV_ONE_OF);

    if (status != CAV_OK)
        return status;
    n = IMG_GET(image(facts), FACTS, fact, npieces);
    if (mask == 0 || (n < 64 && mask >> n))
        return env_fail(&facts->env, CAV_BAD_VALUE, "%s: a set of values it cannot have",
                        fact_name(facts, fact));
    for (uint32_t k = 0; k < n; k++) {
        if (mask >> k & 1)
            names[count++] = cav_fact_value(facts->program, fact, k);
    }
    return cav_facts_set(facts, fact, names, count);
}

cav_status cav_facts_set_range(cav_facts *facts, uint32_t fact, int64_t low, int64_t high)
{
    char text[48];
    buf b = buf_start(text, sizeof text);
    const char *const value = text;
    const cav_status status = check_type(facts, fact, CAV_NUMBER, CAV_NUMBER);

    if (status != CAV_OK)
        return status;
    if (low != INT64_MIN || low == high)
        buf_int(&b, low);
    if (low != high)
        buf_text(&b, "..");
    if (low != high && (high != INT64_MAX || low == INT64_MIN))
        buf_int(&b, high);
    return cav_facts_set(facts, fact, &value, 1);
}

cav_status cav_facts_set_release(cav_facts *facts, uint32_t fact, uint32_t product,
                                 const uint32_t *parts, uint32_t count)
{
    char text[256];
    buf b = buf_start(text, sizeof text);
    const char *const value = text;
    const cav_status status = check_type(facts, fact, CAV_RELEASE, CAV_RELEASE);

    if (status != CAV_OK)
        return status;
    if (product >= img_count(image(facts), IMG_PRODUCTS) || count > CAV_VERSION_PARTS)
        return env_fail(&facts->env, CAV_BAD_VALUE, "%s: no such product or too many version parts",
                        fact_name(facts, fact));
    buf_text(&b, img_text(image(facts), IMG_GET(image(facts), PRODUCTS, product, name)));
    for (uint32_t k = 0; k < count; k++) {
        buf_text(&b, k ? "." : " ");
        buf_uint(&b, parts[k]);
    }
    if (buf_end(&b) >= sizeof text)
        return env_fail(&facts->env, CAV_BAD_VALUE, "%s: the product's name is too long",
                        fact_name(facts, fact));
    return cav_facts_set(facts, fact, &value, 1);
}
