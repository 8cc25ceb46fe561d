/* list.c: a program, and one evaluation of it, as lines of text.
 *
 * Refuses nothing. Its only memory is an index from results to source conditions; without it the
 * listing lacks the source lines. Invariant: the order is the image's: equal images list equally.
 */
#include "disassemble.h"
#include "env.h"
#include "result.h"

#include <string.h>

enum { NAME_AT = 6, KIND_AT = 32, COMMENT_AT = 24 };

typedef struct listing {
    const cav_program *program;
    const img *i;
    out o;
    uint32_t *conds; /* of a result: the first condition with its value, or CAV_NONE; may be NULL */
    size_t conds_size;
} listing;

#define TEXT(ID, record, field) img_text(l->i, IMG_GET(l->i, ID, (record), field))

/* -- source lines ------------------------------------------------------------------------------ */

static void index_conds(listing *l)
{
    const uint64_t results =
        (uint64_t)IMG_GET(l->i, META, 0, results) + IMG_GET(l->i, META, 0, xresults);

    if (img_count(l->i, IMG_CONDS) == 0)
        return;
    l->conds_size = (size_t)(results * sizeof *l->conds);
    l->conds = env_alloc(&l->program->env, l->conds_size);
    if (!l->conds)
        return;
    memset(l->conds, 0xFF, l->conds_size);
    for (uint32_t k = img_count(l->i, IMG_CONDS); k-- > 0;)
        l->conds[IMG_GET(l->i, CONDS, k, value) / 2] = k;
}

static void put_place(listing *l, uint32_t file, uint32_t line)
{
    out_text(&l->o, "  [");
    out_text(&l->o, TEXT(FILES, file, name));
    if (line) /* 0: stripped */
        out_uint(&l->o, ":", line);
    out_text(&l->o, "]");
}

static void put_cond(listing *l, uint32_t result, bool text)
{
    const uint32_t cond = l->conds ? l->conds[result] : CAV_NONE;

    if (cond == CAV_NONE)
        return;
    if (text)
        out_text(&l->o, TEXT(CONDS, cond, text));
    put_place(l, IMG_GET(l->i, CONDS, cond, file), IMG_GET(l->i, CONDS, cond, line));
}

/* -- instructions ------------------------------------------------------------------------------ */

static void put_step(listing *l, const program_run *run, uint32_t k)
{
    out_begin(&l->o, COMMENT_AT);
    out_uint(&l->o, "  v", run->first + k);
    out_column(&l->o, 8);
    dis_instruction(&l->o, l->i, run, k);
}

static void list_code(listing *l, uint32_t first, uint32_t end)
{
    for (uint32_t r = first; r < end; r++) {
        const program_run *run = &l->program->more->runs[r];

        for (uint32_t k = 0; k < run->count && !l->o.stopped; k++) {
            const bool leaf = dis_fact(l->i, run, k) != CAV_NONE;

            put_step(l, run, k);
            out_column(&l->o, COMMENT_AT);
            dis_comment(&l->o, l->i, run, k);
            put_cond(l, run->first + k, !leaf);
            out_end(&l->o);
        }
    }
}

/* -- facts ------------------------------------------------------------------------------------- */

static const char *type_name(uint32_t type)
{
    static const char *const names[] = {"flag", "one of", "number", "text", "release",
                                        "depth", "wanted"};

    return names[type];
}

static void list_classes(listing *l, uint32_t fact)
{
    const uint32_t classes = IMG_GET(l->i, FACTS, fact, classes);

    for (uint32_t c = 0; c < classes && classes <= DIS_PIECES_MAX && !l->o.stopped; c++) {
        out_begin(&l->o, 12);
        out_uint(&l->o, "      ", c);
        out_column(&l->o, 10);
        dis_class(&l->o, l->i, fact, c);
        out_end(&l->o);
    }
}

static void list_tests(listing *l, uint32_t fact)
{
    const uint32_t first = IMG_GET(l->i, FACTS, fact, tests);
    const uint32_t n = IMG_GET(l->i, FACTS, fact, ntests);

    for (uint32_t t = first; t < first + n && !l->o.stopped; t++) {
        out_begin(&l->o, 12);
        out_uint(&l->o, "      t", t);
        out_column(&l->o, 12);
        dis_test(&l->o, l->i, t);
        out_end(&l->o);
    }
}

static void list_facts(listing *l)
{
    out_line(&l->o, "facts and their classes");
    for (uint32_t f = 0; f < img_count(l->i, IMG_FACTS) && !l->o.stopped; f++) {
        const uint32_t classes = IMG_GET(l->i, FACTS, f, classes);

        out_begin(&l->o, KIND_AT);
        out_uint(&l->o, "  f", f);
        out_column(&l->o, NAME_AT);
        out_text(&l->o, TEXT(FACTS, f, name));
        out_column(&l->o, KIND_AT);
        out_text(&l->o, type_name(IMG_GET(l->i, FACTS, f, type)));
        if (classes)
            out_uint(&l->o, ", classes: ", classes);
        else
            out_uint(&l->o, ", tests: ", IMG_GET(l->i, FACTS, f, ntests));
        if (IMG_GET(l->i, FACTS, f, fixed))
            out_text(&l->o, ", fixed");
        out_end(&l->o);
        list_classes(l, f);
        list_tests(l, f);
    }
}

/* -- rules ------------------------------------------------------------------------------------- */

static void put_effect(listing *l, uint32_t e)
{
    const uint32_t feature = IMG_GET(l->i, EFFECTS, e, feature);

    out_begin(&l->o, KIND_AT);
    out_text(&l->o, "      ");
    if (feature != CAV_NONE) {
        out_text(&l->o, TEXT(FEATURES, feature, name));
        out_text(&l->o, " is ");
    }
    out_text(&l->o, cav_level_name((cav_level)IMG_GET(l->i, EFFECTS, e, level)));
    out_column(&l->o, KIND_AT);
    out_text(&l->o, "fires ");
    dis_value(&l->o, IMG_GET(l->i, EFFECTS, e, fires));
    out_text(&l->o, ", bears ");
    dis_value(&l->o, IMG_GET(l->i, EFFECTS, e, bears));
    out_end(&l->o);
}

static void put_rule(listing *l, uint32_t r)
{
    static const char *const kinds[] = {"require", "then", "conflict"};
    const uint32_t scope = IMG_GET(l->i, RULES, r, scope), cites = IMG_GET(l->i, RULES, r, cites);

    out_begin(&l->o, KIND_AT);
    out_text(&l->o, "  ");
    out_text(&l->o, TEXT(RULES, r, name));
    out_column(&l->o, KIND_AT);
    out_text(&l->o, kinds[IMG_GET(l->i, RULES, r, kind)]);
    out_text(&l->o, scope == CAV_NONE ? "" : ", scope ");
    out_text(&l->o, scope == CAV_NONE ? "" : TEXT(LAYERS, scope, name));
    for (uint32_t k = 0; k < IMG_GET(l->i, RULES, r, ncites) && !l->o.stopped; k++) {
        out_text(&l->o, k ? ", " : ", cites ");
        out_text(&l->o, TEXT(STATEMENTS, IMG_GET(l->i, CITES, cites + k, statement), name));
    }
    put_place(l, IMG_GET(l->i, RULES, r, file), IMG_GET(l->i, RULES, r, line));
    out_end(&l->o);
}

static void list_rules(listing *l)
{
    out_line(&l->o, "rules");
    for (uint32_t r = 0; r < img_count(l->i, IMG_RULES) && !l->o.stopped; r++) {
        const uint32_t first = IMG_GET(l->i, RULES, r, effects);

        put_rule(l, r);
        for (uint32_t e = first; e < first + IMG_GET(l->i, RULES, r, neffects); e++)
            put_effect(l, e);
    }
}

/* -- the pack ---------------------------------------------------------------------------------- */

static void put_named_value(listing *l, const char *what, const char *name, uint32_t value)
{
    out_begin(&l->o, KIND_AT);
    out_text(&l->o, what);
    out_text(&l->o, name);
    out_column(&l->o, KIND_AT);
    dis_value(&l->o, value);
    out_end(&l->o);
}

static void put_field(listing *l, const char *key, const char *value)
{
    if (!value)
        return;
    out_begin(&l->o, 12);
    out_text(&l->o, key);
    out_column(&l->o, 12);
    out_text(&l->o, value);
    out_end(&l->o);
}

static void list_head(listing *l)
{
    put_field(l, "pack", TEXT(META, 0, pack));
    put_field(l, "title", TEXT(META, 0, title));
    put_field(l, "issuer", TEXT(META, 0, issuer));
    put_field(l, "source", TEXT(META, 0, source));
    put_field(l, "edition", TEXT(META, 0, edition));
    put_field(l, "captured", TEXT(META, 0, captured));
    put_field(l, "compiler", TEXT(META, 0, release));
    for (uint32_t f = 0; f < img_count(l->i, IMG_FILES) && !l->o.stopped; f++)
        put_field(l, "file", TEXT(FILES, f, name));
    if (!img_count(l->i, IMG_CONDS))
        put_field(l, "stripped", "no conditions and places of the source are in it");
}

static void list_conclusions(listing *l)
{
    if (IMG_GET(l->i, META, 0, applies) != CAV_NONE)
        put_named_value(l, "applies", "", IMG_GET(l->i, META, 0, applies));
    for (uint32_t f = 0; f < img_count(l->i, IMG_FEATURES) && !l->o.stopped; f++)
        put_named_value(l, "in use: ", TEXT(FEATURES, f, name), IMG_GET(l->i, FEATURES, f, in_use));
    for (uint32_t k = 0; k < img_count(l->i, IMG_IMPOSSIBLE) && !l->o.stopped; k++)
        put_named_value(l, "impossible: ", TEXT(IMPOSSIBLE, k, reason),
                        IMG_GET(l->i, IMPOSSIBLE, k, holds));
}

static void list_cost(listing *l)
{
    cav_pack pack;

    cav_program_pack(l->program, &pack);
    out_begin(&l->o, 12);
    out_uint(&l->o, "steps       ", pack.results);
    out_uint(&l->o, " to judge, ", pack.explain_results);
    out_text(&l->o, " more to explain");
    out_end(&l->o);
    out_begin(&l->o, 12);
    out_uint(&l->o, "memory      image ", l->i->size);
    out_uint(&l->o, ", program ", pack.program_bytes);
    out_uint(&l->o, ", facts ", pack.facts_bytes);
    out_uint(&l->o, ", result ", pack.result_bytes);
    out_text(&l->o, " bytes");
    out_end(&l->o);
}

static void list_languages(listing *l)
{
    for (uint32_t k = 0; k < l->i->nlanguages; k++) {
        const img_language own = img_language_at(l->i, k);

        out_begin(&l->o, 12);
        out_text(&l->o, "language    ");
        out_text(&l->o, img_texts_get(own.own, 0));
        out_uint(&l->o, ": ", own.ntexts);
        out_uint(&l->o, " texts, ", own.nmessages);
        out_text(&l->o, " messages");
        out_end(&l->o);
    }
}

static listing start(const cav_program *program, bool (*line)(void *context, const char *text),
                     void *context)
{
    listing l = {.program = program, .i = &program->image, .o = out_start(line, context)};

    index_conds(&l);
    return l;
}

static void finish(listing *l)
{
    env_free(&l->program->env, l->conds, l->conds_size);
}

void cav_program_list(const cav_program *program, bool (*line)(void *context, const char *text),
                      void *context)
{
    const struct program_more *more = program->more;
    listing l = start(program, line, context);

    list_head(&l);
    list_cost(&l);
    list_languages(&l);
    list_facts(&l);
    out_line(&l.o, "code");
    list_code(&l, 0, more->code_runs);
    if (more->nruns > more->code_runs)
        out_line(&l.o, "code for explanations");
    list_code(&l, more->code_runs, more->nruns);
    list_conclusions(&l);
    list_rules(&l);
    finish(&l);
}

/* -- the trace --------------------------------------------------------------------------------- */

static void put_fact(listing *l, const cav_facts *facts, uint32_t fact)
{
    char text[256];

    if (fact == CAV_NONE)
        return;
    cav_facts_print(facts, fact, text, sizeof text);
    out_text(&l->o, " (");
    out_text(&l->o, text);
    out_text(&l->o, ")");
}

void cav_result_trace(const cav_result *result, const cav_facts *facts,
                      bool (*line)(void *context, const char *text), void *context)
{
    static const char *const words[] = {"", "T", "F", "U"};
    const struct program_more *more = result->program->more;
    const uint32_t end = result->traced ? more->nruns : more->code_runs;
    listing l;

    if (facts->program != result->program)
        return;
    l = start(result->program, line, context);
    for (uint32_t r = 0; r < end; r++) {
        const program_run *run = &more->runs[r];

        for (uint32_t k = 0; k < run->count && !l.o.stopped; k++) {
            const uint32_t fact = dis_fact(l.i, run, k);

            put_step(&l, run, k);
            out_column(&l.o, COMMENT_AT);
            out_text(&l.o, words[result_truth(result, 2 * (run->first + k))]);
            out_text(&l.o, "  ");
            dis_comment(&l.o, l.i, run, k);
            put_fact(&l, facts, fact);
            put_cond(&l, run->first + k, fact == CAV_NONE);
            out_end(&l.o);
        }
    }
    finish(&l);
}
