/* program.c: loads a program: open, verify, then what evaluation wants ready: where each fact's
 * classes lie, the runs with what their leaves read, facts by name, compiled patterns.
 *
 * There is no other way to a program handle, so nothing unverified is ever evaluated; what is part of
 * the program that reads it was verified when that was built. Refuses
 * patterns that do not compile, and more of them than PATTERNS_MAX or PATTERN_BYTES_MAX. Invariant:
 * a loaded program never changes.
 */
#include "program.h"

#include "env.h"

#include <stddef.h>
#include <string.h>

enum { PATTERNS_MAX = 8192, PATTERN_BYTES_MAX = 64 << 20 };

/* -- facts by name ----------------------------------------------------------------------------- */

static const char *fact_name(const img *i, uint32_t fact)
{
    return img_text(i, IMG_GET(i, FACTS, fact, name));
}

/* Moves order[at] down its heap of n. Heapsort: no recursion, no memory, n log n for any input. */
static void sift(const img *i, uint32_t *order, uint32_t at, uint32_t n)
{
    while (at < n / 2) {
        uint32_t child = 2 * at + 1, moved = order[at];

        if (child + 1 < n && strcmp(fact_name(i, order[child]), fact_name(i, order[child + 1])) < 0)
            child++;
        if (strcmp(fact_name(i, moved), fact_name(i, order[child])) >= 0)
            return;
        order[at] = order[child];
        order[child] = moved;
        at = child;
    }
}

static void sort_facts(const img *i, uint32_t *order)
{
    const uint32_t n = img_count(i, IMG_FACTS);

    for (uint32_t f = 0; f < n; f++)
        order[f] = f;
    for (uint32_t at = n / 2; at-- > 0;)
        sift(i, order, at, n);
    for (uint32_t end = n - 1; end > 0; end--) {
        const uint32_t greatest = order[0];

        order[0] = order[end];
        order[end] = greatest;
        sift(i, order, 0, end);
    }
}

uint32_t program_find(const img *i, const uint32_t *by_name, const char *name)
{
    uint32_t low = 0, high = img_count(i, IMG_FACTS);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = strcmp(name, fact_name(i, by_name[middle]));

        if (order == 0)
            return by_name[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return CAV_NONE;
}

static cav_status check_names(const cav_env *env, const img *i, const uint32_t *order)
{
    for (uint32_t k = 1; k < img_count(i, IMG_FACTS); k++) {
        if (strcmp(fact_name(i, order[k - 1]), fact_name(i, order[k])) == 0)
            return env_fail(env, CAV_BAD_IMAGE, "image: two facts are called %.60s",
                            fact_name(i, order[k]));
    }
    return CAV_OK;
}

/* -- runs -------------------------------------------------------------------------------------- */

/* Walks the runs of a section, storing them unless `runs` is NULL. Returns how many. */
static uint32_t index_runs(const img *i, img_section section, uint32_t result, program_run *runs)
{
    const uint32_t width = IMG_GET(i, META, 0, operand);
    const uint8_t *p = i->bytes + i->at[section].offset, *end = p + i->at[section].size;
    uint32_t n = 0;

    while (p < end) {
        const uint32_t op = width == 2 ? img_get16(p) : img_get32(p);
        const uint32_t count = width == 2 ? img_get16(p + 2) : img_get32(p + 4);

        p += 2 * width;
        if (runs)
            runs[n] = (program_run){.first = result, .count = count, .op = op, .operands = p};
        result += count;
        p += (size_t)count * 2 * width;
        n++;
    }
    return n;
}

/* -- what evaluation reads --------------------------------------------------------------------- */

/* Lays out the leaves of one run; without arrays it counts the further words alone. */
static uint32_t plan_run(const img *i, const program_run *run, const uint32_t *word_at,
                         program_leaf *leaves, program_far *fars)
{
    uint32_t nfars = 0;

    for (uint32_t k = 0; k < run->count; k++) {
        const uint32_t fact = program_operand(i, run, k, 0), set = program_operand(i, run, k, 1);
        const uint32_t from = IMG_GET(i, SETS, set, words), n = IMG_GET(i, SETS, set, nwords);

        if (leaves)
            leaves[k] = (program_leaf){word_at[fact], IMG_GET(i, SETWORDS, from, bits)};
        for (uint32_t w = 1; w < n; w++, nfars++)
            if (fars)
                fars[nfars] = (program_far){
                    k, {word_at[fact] + w, IMG_GET(i, SETWORDS, from + w, bits)}};
    }
    return nfars;
}

static void plan_runs(const img *i, struct program_more *more)
{
    program_leaf *leaf = more->leaves;
    program_far *far = more->fars;

    for (uint32_t r = 0; r < more->nruns; r++) {
        program_run *run = &more->runs[r];

        if (run->op != VM_IN)
            continue;
        run->leaves = leaf;
        run->far = far;
        run->nfar = plan_run(i, run, more->word_at, leaf, far);
        leaf += run->count;
        far += run->nfar;
    }
}

/* How many leaves and further words the runs of a section have. */
static void count_leaves(const img *i, img_section section, struct program_more *more)
{
    const uint32_t width = IMG_GET(i, META, 0, operand);
    const uint8_t *p = i->bytes + i->at[section].offset, *end = p + i->at[section].size;

    while (p < end) {
        const program_run run = {.op = width == 2 ? img_get16(p) : img_get32(p),
                                 .count = width == 2 ? img_get16(p + 2) : img_get32(p + 4),
                                 .operands = p + 2 * width};

        if (run.op == VM_IN) {
            more->nleaves += run.count;
            more->nfars += plan_run(i, &run, NULL, NULL, NULL);
        }
        p = run.operands + (size_t)run.count * 2 * width;
    }
}

static program_level level_of(uint32_t value, uint32_t level, uint32_t feature)
{
    const uint32_t t = value / 2 * (uint32_t)sizeof(vm_truth) + (uint32_t)offsetof(vm_truth, t);
    const uint32_t f = value / 2 * (uint32_t)sizeof(vm_truth) + (uint32_t)offsetof(vm_truth, f);

    return (program_level){value & 1 ? f : t, value & 1 ? t : f, 1u << level, feature};
}

/* Stores what effects with a level do to the pack's status, then to the features'; counts it where
 * `levels` is NULL. */
static void plan_levels(const img *i, struct program_more *more, program_level *levels)
{
    uint32_t n = 0;

    for (uint32_t of_features = 0; of_features < 2; of_features++) {
        for (uint32_t e = 0; e < img_count(i, IMG_EFFECTS); e++) {
            const uint32_t level = IMG_GET(i, EFFECTS, e, level);
            const uint32_t feature = of_features ? IMG_GET(i, EFFECTS, e, feature) : CAV_NONE;

            if (level == CAV_LEVEL_NOTE || (of_features && feature == CAV_NONE))
                continue;
            if (levels)
                levels[n] = level_of(of_features ? IMG_GET(i, EFFECTS, e, fires)
                                                 : IMG_GET(i, EFFECTS, e, bears),
                                     level, feature);
            n++;
        }
        if (!of_features)
            more->pack_levels = n;
    }
    more->nlevels = n;
}

const program_run *program_run_of(const cav_program *program, uint32_t result)
{
    const struct program_more *more = program->more;
    uint32_t low = 0, high = more->nruns;

    while (low + 1 < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (more->runs[middle].first <= result)
            low = middle;
        else
            high = middle;
    }
    return &more->runs[low];
}

/* -- patterns ---------------------------------------------------------------------------------- */

/* How far back the same pattern is looked for: facts of several layers have their cases one after
 * the other. */
enum { ALIKE = 16 };

/* The one of `pattern` that is compiled already; NULL: none near. */
static text_pattern *alike(const struct program_more *more, uint32_t at, const char *pattern,
                           uint32_t flags)
{
    for (uint32_t k = at; k > 0 && at - k < ALIKE; k--) {
        text_pattern *p = more->patterns[k - 1];

        if (p && text_is(p, pattern, flags))
            return p;
    }
    return NULL;
}

/* Backwards, for a pattern belongs to the first place it stands at. */
static void free_patterns(struct program_more *more)
{
    for (uint32_t k = more->npatterns; k-- > 0;) {
        bool shared = false;

        for (uint32_t j = k; j > 0 && k - j < ALIKE && !shared; j--)
            shared = more->patterns[j - 1] == more->patterns[k];
        if (!shared)
            text_free(more->patterns[k]);
    }
}

static cav_status compile(const cav_env *env, const img *i, struct program_more *more, uint32_t at,
                          uint32_t text, uint32_t flags)
{
    const char *pattern = img_text(i, text);
    char error[128];
    size_t offset;
    cav_status status;

    more->patterns[at] = alike(more, at, pattern, flags);
    if (more->patterns[at])
        return CAV_OK;
    status = text_compile(env, pattern, flags, &more->patterns[at], error, &offset);
    if (status == CAV_NO_MEMORY)
        return env_fail(env, status, "no memory for a pattern");
    if (status != CAV_OK)
        return env_fail(env, status, "pattern /%.200s/: %s", pattern, error);
    more->pattern_bytes += text_bytes(more->patterns[at]);
    if (more->pattern_bytes > PATTERN_BYTES_MAX)
        return env_fail(env, CAV_BAD_IMAGE, "image: its patterns take over 64 MiB");
    return CAV_OK;
}

static cav_status compile_all(const cav_env *env, const img *i, struct program_more *more)
{
    cav_status status = CAV_OK;

    for (uint32_t t = 0; t < img_count(i, IMG_TESTS) && status == CAV_OK; t++) {
        if (IMG_GET(i, TESTS, t, kind) == CAV_TEST_PATTERN)
            status = compile(env, i, more, t, IMG_GET(i, TESTS, t, a), IMG_GET(i, TESTS, t, b));
    }
    for (uint32_t d = 0; d < more->nderives; d++) {
        const uint32_t source = more->derives[d].source;
        const uint32_t first = IMG_GET(i, SOURCES, source, cases);

        for (uint32_t k = 0; k < IMG_GET(i, SOURCES, source, ncases) && status == CAV_OK; k++)
            status = compile(env, i, more, more->derives[d].patterns + k,
                             IMG_GET(i, CASES, first + k, pattern),
                             IMG_GET(i, CASES, first + k, flags));
    }
    return status;
}

/* -- load and free ----------------------------------------------------------------------------- */

/* The size of the block; with `more`, the block itself, it is given its sizes and its arrays. */
static uint64_t lay_out(const img *i, const struct program_more *sizes, struct program_more *more)
{
    uint8_t *block = (uint8_t *)more;
    struct program_more m = *sizes;
    uint64_t used = 0;
    const uint32_t nfacts = img_count(i, IMG_FACTS);

    env_carve(block, &used, 1, sizeof m);
    m.word_at = env_carve(block, &used, nfacts, sizeof *m.word_at);
    m.by_name = env_carve(block, &used, nfacts, sizeof *m.by_name);
    m.runs = env_carve(block, &used, m.nruns, sizeof *m.runs);
    m.leaves = env_carve(block, &used, m.nleaves, sizeof *m.leaves);
    m.fars = env_carve(block, &used, m.nfars, sizeof *m.fars);
    m.levels = env_carve(block, &used, m.nlevels, sizeof *m.levels);
    m.derives = env_carve(block, &used, m.nderives, sizeof *m.derives);
    m.patterns = env_carve(block, &used, m.npatterns, sizeof(text_pattern *));
    m.subject = env_carve(block, &used, nfacts, 1);
    m.bytes = (size_t)used;
    if (more)
        *more = m;
    return used;
}

static void place_words(const img *i, struct program_more *more)
{
    for (uint32_t f = 0; f < img_count(i, IMG_FACTS); f++) {
        more->word_at[f] = more->words;
        more->words += program_words(i, f);
    }
}

static cav_status fill(const cav_env *env, const img *i, struct program_more *more)
{
    cav_status status;

    place_words(i, more);
    index_runs(i, IMG_CODE, 0, more->runs);
    index_runs(i, IMG_XCODE, IMG_GET(i, META, 0, results), more->runs + more->code_runs);
    plan_runs(i, more);
    plan_levels(i, more, more->levels);
    sort_facts(i, more->by_name);
    status = check_names(env, i, more->by_name);
    if (status == CAV_OK)
        status = derive_load(env, i, more);
    return status == CAV_OK ? compile_all(env, i, more) : status;
}

/* The counts that decide the block's size. */
static cav_status measure(const cav_env *env, const img *i, struct program_more *more)
{
    uint32_t cases;
    const cav_status status = derive_count(env, i, &more->nderives, &cases);

    if (status != CAV_OK)
        return status;
    if ((uint64_t)img_count(i, IMG_TESTS) + cases > PATTERNS_MAX)
        return env_fail(env, CAV_BAD_IMAGE, "image: more than %d patterns", PATTERNS_MAX);
    more->npatterns = img_count(i, IMG_TESTS) + cases;
    more->code_runs = index_runs(i, IMG_CODE, 0, NULL);
    more->nruns = more->code_runs + index_runs(i, IMG_XCODE, 0, NULL);
    count_leaves(i, IMG_CODE, more);
    count_leaves(i, IMG_XCODE, more);
    plan_levels(i, more, NULL);
    return CAV_OK;
}

static cav_status load_more(const cav_env *env, const img *i, struct program_more **out)
{
    struct program_more sizes = {0}, *more;
    cav_status status = measure(env, i, &sizes);
    uint64_t size;

    if (status != CAV_OK)
        return status;
    size = lay_out(i, &sizes, NULL);
    more = env_alloc(env, size);
    if (!more)
        return env_fail(env, CAV_NO_MEMORY, "no memory to load an image");
    lay_out(i, &sizes, more);
    *out = more;
    return fill(env, i, more);
}

cav_status program_load(const cav_env *env, const void *image, size_t size, bool sound,
                        cav_program **program)
{
    const cav_env own = env_copy(env);
    cav_program *p;
    img opened;
    cav_status status;

    *program = NULL;
    status = img_open(&own, image, size, sound, &opened);
    if (status == CAV_OK && !sound)
        status = img_verify(&own, &opened);
    if (status != CAV_OK)
        return status;
    p = env_alloc(&own, sizeof *p);
    if (!p)
        return env_fail(&own, CAV_NO_MEMORY, "no memory to load an image");
    p->env = own;
    p->image = opened;
    status = load_more(&own, &p->image, &p->more);
    if (status == CAV_OK)
        *program = p;
    else
        cav_program_free(p);
    return status;
}

cav_status cav_program_load(const cav_env *env, const void *image, size_t size,
                            cav_program **program)
{
    return program_load(env, image, size, false, program);
}

void cav_program_free(cav_program *program)
{
    if (!program)
        return;
    if (program->more) {
        free_patterns(program->more);
        env_free(&program->env, program->more, program->more->bytes);
    }
    env_free(&program->env, program, sizeof *program);
}
