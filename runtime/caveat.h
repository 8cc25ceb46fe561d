/* caveat.h: the runtime: load a compiled pack, tell it facts, get a verdict and its reasons.
 *
 * Reading order: environment, program, facts, verdict, explanation. Facts from a machine are
 * gathered by host/host.h, which builds on this header; rule text is compiled by
 * compiler/caveatc.h.
 *
 * Promises: no globals, no printing, no exit, no signals, no locale, no threads, no recursion on
 * input. Memory comes from the allocator in cav_env alone; cav_evaluate allocates nothing. A loaded
 * program is constant: any number of threads may share it, each with facts and results of its own.
 * Every function that can fail returns a cav_status and, where there is something to say, one
 * message through cav_env.report. An error, a limit or a failure never makes a verdict better.
 *
 * Strings returned are UTF-8, NUL-terminated and borrowed: they live as long as the image (names,
 * titles) or the object they were asked of. `new`/`load` returns something you free. Functions
 * that take a NULL object to free do nothing.
 */
#ifndef CAVEAT_H
#define CAVEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CAV_API __attribute__((visibility("default")))
#define CAV_NONE UINT32_MAX      /* no such index */
#define CAV_FORMAT_VERSION 1     /* of the image */
#define CAV_VERSION_PARTS 4      /* at most, of a version */
#define CAV_VERSION_MAX 999999999u /* of one part */
#define CAV_TEXT_MAX 4096        /* bytes of a text that patterns are matched against; longer: unknown */

/* -- environment ------------------------------------------------------------------------------ */

typedef enum cav_status {
    CAV_OK = 0,
    CAV_NO_MEMORY,    /* the allocator returned NULL */
    CAV_BAD_IMAGE,    /* not an image, damaged, or refused by the verifier */
    CAV_BAD_VERSION,  /* an image of another format version */
    CAV_NO_REGEX,     /* it holds patterns and this build has none, or its pattern does not compile */
    CAV_BAD_NAME,     /* no such layer, fact or feature */
    CAV_BAD_VALUE,    /* not a value of this fact */
    CAV_BAD_DEPTH,    /* no such depth, or a fact below it */
    CAV_BAD_ARGUMENT, /* a call that makes no sense, such as objects of two programs */
    CAV_FAILED        /* the host's access failed in a way no fact can express */
} cav_status;

/* What the library needs of its host. Copied into every object made with it. NULL for `env` means
 * the C library's allocator and no messages. */
typedef struct cav_env {
    /* realloc and free in one: block NULL allocates, new_size 0 frees (and returns NULL). old_size
     * is what was asked for before. Must return memory aligned for any object. NULL: the C
     * library's. */
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    /* One message, without newline, valid during the call only. NULL: messages are dropped. */
    void (*report)(void *context, cav_status status, const char *text);
    void *context;
} cav_env;

CAV_API const char *cav_release(void); /* of this library, "0.1.0" */
CAV_API const char *cav_status_name(cav_status status);

/* -- vocabulary of verdicts ------------------------------------------------------------------- */

typedef enum cav_level {
#define LEVEL(ID, name, meaning, sarif, junit) CAV_##ID,
#include "levels.def"
    CAV_LEVEL_COUNT,
    CAV_LEVEL_NOTE = CAV_LEVEL_COUNT /* effects only: a note, no level */
} cav_level;

CAV_API const char *cav_level_name(cav_level level);    /* "preview"; "note" */
CAV_API const char *cav_level_meaning(cav_level level);
CAV_API int cav_level_find(const char *name);            /* -1: no such level */

/* The nearest of `names` to a misspelt word, within a third of its length in edits (a swap of two
 * neighbours counts one); NULL: none near. */
CAV_API const char *cav_nearest(const char *word, const char *const *names, size_t count);

/* Two planes: can it be true, can it be false. */
typedef enum cav_truth { CAV_TRUE = 1, CAV_FALSE = 2, CAV_UNKNOWN = 3 } cav_truth;

typedef enum cav_type { /* of a fact */
    CAV_FLAG, CAV_ONE_OF, CAV_NUMBER, CAV_TEXT, CAV_RELEASE,
    CAV_DEPTH, CAV_WANTED /* the two kinds of question */
} cav_type;

typedef enum cav_rule_kind { CAV_REQUIRE, CAV_THEN, CAV_CONFLICT } cav_rule_kind;
typedef enum cav_test { CAV_TEST_PATTERN, CAV_TEST_LITERAL, CAV_TEST_AND, CAV_TEST_OR, CAV_TEST_NOT } cav_test;
typedef enum cav_source {
    CAV_SOURCE_FILE, CAV_SOURCE_EXISTS, CAV_SOURCE_OS_RELEASE, CAV_SOURCE_UNAME,
    CAV_SOURCE_CPUID, CAV_SOURCE_AUXV, CAV_SOURCE_FACT, CAV_SOURCE_GUARD,
    CAV_SOURCE_FILES
} cav_source;
enum { CAV_PATTERN_I = 1, CAV_PATTERN_M = 2, CAV_PATTERN_S = 4, CAV_PATTERN_X = 8 };
typedef enum cav_cond_owner { CAV_OWNER_RULE, CAV_OWNER_FEATURE, CAV_OWNER_APPLIES, CAV_OWNER_IMPOSSIBLE } cav_cond_owner;
typedef enum cav_cond_role { CAV_ROLE_WHEN, CAV_ROLE_REQUIRE, CAV_ROLE_CONFLICT } cav_cond_role;
typedef enum cav_cond_kind { CAV_COND_ATOM, CAV_COND_AND, CAV_COND_OR, CAV_COND_NOT, CAV_COND_EXISTS, CAV_COND_IN_USE, CAV_COND_DEFINE } cav_cond_kind;

/* -- program ---------------------------------------------------------------------------------- */

typedef struct cav_program cav_program;

/* Verifies `image` (size bytes, 4-aligned) and makes a program of it. Nothing is copied: the image
 * must stay, unchanged, until the program is freed. On failure *program is NULL and one message
 * says what is wrong and at which byte. */
CAV_API cav_status cav_program_load(const cav_env *env, const void *image, size_t size, cav_program **program);
CAV_API void cav_program_free(cav_program *program);

/* True when these bytes begin like an image (to tell it from rule text). */
CAV_API bool cav_image_is(const void *bytes, size_t size);

typedef struct cav_pack {
    const char *name, *title, *issuer, *source;
    const char *edition, *captured; /* NULL: not given */
    const char *release;            /* of the compiler that made it */
    bool has_applies;
    uint32_t layers, products, features, facts, rules, effects, headings, statements, files, impossible, conds;
    uint32_t results;               /* steps of one evaluation */
    uint32_t explain_results;       /* further steps when a trace is wanted */
    size_t facts_bytes;             /* memory of one cav_facts, texts set by the caller not counted */
    size_t result_bytes;            /* memory of one cav_result */
    size_t program_bytes;           /* memory beside the image */
} cav_pack;
CAV_API void cav_program_pack(const cav_program *program, cav_pack *pack);

/* Records by index; an index out of range gives a record of zeros and returns false. */
typedef struct cav_layer { const char *name, *title; } cav_layer;
CAV_API bool cav_program_layer(const cav_program *program, uint32_t index, cav_layer *layer);

typedef struct cav_product { const char *name, *title; uint32_t parts; bool catch_all; } cav_product;
CAV_API bool cav_program_product(const cav_program *program, uint32_t index, cav_product *product);

typedef struct cav_feature { const char *name, *title; } cav_feature;
CAV_API bool cav_program_feature(const cav_program *program, uint32_t index, cav_feature *feature);

/* Facts are numbered with the questions first (depth, then one "use FEATURE" per feature), which
 * have layer CAV_NONE. */
typedef struct cav_fact {
    const char *name;  /* "L0.kvm.nested" */
    const char *base;  /* "kvm.nested" */
    const char *title;
    uint32_t layer;    /* CAV_NONE: a question */
    cav_type type;
    bool fixed;
    bool probed;       /* it has sources */
    bool subject;      /* other facts of its layer may be derived from it */
    uint32_t classes;  /* 0: text */
    uint32_t values;   /* of a flag or one-of: number of names */
} cav_fact;
CAV_API bool cav_program_fact(const cav_program *program, uint32_t index, cav_fact *fact);
CAV_API const char *cav_fact_value(const cav_program *program, uint32_t fact, uint32_t value); /* name; NULL: none */
/* Values that stand for all: of each class of the fact at least one, as a fact file writes it; as
 * snprintf. 0: no k-th, also of texts and questions. The same value may come twice. */
CAV_API size_t cav_fact_sample(const cav_program *program, uint32_t fact, uint32_t k, char *buffer, size_t size);
CAV_API uint32_t cav_fact_find(const cav_program *program, const char *name);       /* CAV_NONE: none */
CAV_API uint32_t cav_layer_find(const cav_program *program, const char *name);
CAV_API uint32_t cav_feature_find(const cav_program *program, const char *name);
CAV_API uint32_t cav_rule_find(const cav_program *program, const char *name);

/* Where a fact is read: its sources in the order they are tried. */
typedef struct cav_origin {
    cav_source kind;
    uint32_t block;                 /* sources of one block have the same observers */
    uint32_t observers;             /* bit 0: the machine itself; bit k: one k layers above; bit 31: any above */
    uint32_t depth;                 /* guards around it */
    const char *subject;            /* path (of several: joined by ':'), field, leaf or fact; NULL: os-release */
    const char *pattern;            /* of a guard */
    uint32_t flags;                 /* CAV_PATTERN_*, of that pattern */
    uint32_t ncases;
} cav_origin;
CAV_API bool cav_fact_origin(const cav_program *program, uint32_t fact, uint32_t k, cav_origin *origin);
typedef enum cav_case_kind { CAV_CASE_PATTERN, CAV_CASE_PRESENT, CAV_CASE_ABSENT } cav_case_kind;
typedef struct cav_case {
    cav_case_kind kind;
    const char *pattern;            /* NULL: present or absent */
    uint32_t flags, nvalues;        /* no value: who reads this is not a guest */
} cav_case;
CAV_API bool cav_origin_case(const cav_program *program, uint32_t fact, uint32_t k, uint32_t c, cav_case *out);
CAV_API const char *cav_case_value(const cav_program *program, uint32_t fact, uint32_t k, uint32_t c, uint32_t v); /* as written: "kvm", "rhel $1"; NULL: none */

typedef struct cav_rule {
    const char *name;
    const char *why, *fix;          /* NULL: none */
    cav_rule_kind kind;
    uint32_t scope;                 /* deepest layer named; CAV_NONE: none */
    uint32_t ncites, neffects, effects /* first effect */, nreads;
    const char *file;
    uint32_t line, column;          /* 0 in a stripped image */
} cav_rule;
CAV_API bool cav_program_rule(const cav_program *program, uint32_t index, cav_rule *rule);
CAV_API uint32_t cav_rule_cite(const cav_program *program, uint32_t rule, uint32_t k);  /* statement */
CAV_API uint32_t cav_rule_read(const cav_program *program, uint32_t rule, uint32_t k);  /* fact */

typedef struct cav_effect { uint32_t rule; cav_level level; uint32_t feature; } cav_effect;
CAV_API bool cav_program_effect(const cav_program *program, uint32_t index, cav_effect *effect);

/* An effect's message as it is written in a language, piece by piece: text, then the value of `fact`
 * (CAV_NONE: nothing follows). False: no k-th piece. */
typedef struct cav_part { const char *text; uint32_t fact; } cav_part;
CAV_API bool cav_effect_part(const cav_program *program, uint32_t language, uint32_t effect, uint32_t k, cav_part *part);

typedef struct cav_statement {
    const char *name, *heading, *heading_title, *gist;
    const char *no_rule;            /* NULL: it has rules */
    uint32_t line;                  /* 0: not given */
} cav_statement;
CAV_API bool cav_program_statement(const cav_program *program, uint32_t index, cav_statement *statement);
CAV_API uint32_t cav_applies_cites(const cav_program *program);                 /* how many */
CAV_API uint32_t cav_applies_cite(const cav_program *program, uint32_t k);      /* statement */

/* A source. The SHA-256 is of its bytes; in a stripped image of what it says: its canonical form
 * without comments and empty lines, in which characters of strings are escaped where they must be. */
typedef struct cav_file { const char *name; uint8_t sha256[32]; } cav_file;
CAV_API bool cav_program_file(const cav_program *program, uint32_t index, cav_file *file);

/* line and column are 0 in a stripped image. */
typedef struct cav_impossible { const char *reason, *file; uint32_t line, column, nreads; } cav_impossible;
CAV_API bool cav_program_impossible(const cav_program *program, uint32_t index, cav_impossible *impossible);
CAV_API uint32_t cav_impossible_read(const cav_program *program, uint32_t impossible, uint32_t k);

/* A condition as the source writes it, preorder; present unless the source map was stripped. */
typedef struct cav_cond {
    cav_cond_owner owner;
    uint32_t index;                 /* rule, feature or impossible */
    cav_cond_role role;
    cav_cond_kind kind;
    uint32_t depth;                 /* 0: a root of its owner */
    const char *text, *file;
    uint32_t start, end, line, column;
    uint32_t value;                 /* for cav_result_value */
} cav_cond;
CAV_API bool cav_program_cond(const cav_program *program, uint32_t index, cav_cond *cond);

/* Languages that the texts are there in, beside the one they were written in; ascending by tag. A
 * language is an argument where texts are asked for, by its index; any other number, such as CAV_NONE,
 * and every text without a translation, gives the original. Names, values and levels are the same in
 * all. */
CAV_API uint32_t cav_program_languages(const cav_program *program);
CAV_API const char *cav_program_language(const cav_program *program, uint32_t index); /* "es"; NULL: no such */
/* The one that a locale's name asks for: "es_ES.UTF-8" is es_ES, or else es. CAV_NONE: not there. */
CAV_API uint32_t cav_language_find(const cav_program *program, const char *locale);
/* A text that a record of this program holds (title, gist, why, fix, reason …) in that language;
 * any other string, and NULL, comes back as it is. */
CAV_API const char *cav_translate(const cav_program *program, uint32_t language, const char *text);

/* Calls `line` with each line of a listing of the program: facts, classes, instructions, rules,
 * memory and steps. A false return stops it. */
CAV_API void cav_program_list(const cav_program *program, bool (*line)(void *context, const char *text), void *context);

/* -- facts ------------------------------------------------------------------------------------ */

typedef struct cav_facts cav_facts;

CAV_API cav_status cav_facts_new(const cav_env *env, const cav_program *program, cav_facts **facts);
CAV_API void cav_facts_free(cav_facts *facts);
CAV_API void cav_facts_clear(cav_facts *facts); /* all unknown, depth 2 (or the deepest layer), nothing wanted */

/* The question. `depth` is a layer's index; without this call it is the deepest layer a fact was
 * set for, but at least 2 (or the deepest layer). CAV_BAD_DEPTH: no such layer, or a fact is set
 * for a deeper one. */
CAV_API cav_status cav_facts_depth(cav_facts *facts, uint32_t depth);
CAV_API uint32_t cav_facts_get_depth(const cav_facts *facts);
CAV_API cav_status cav_facts_want(cav_facts *facts, uint32_t feature, bool wanted);
CAV_API bool cav_facts_get_want(const cav_facts *facts, uint32_t feature);

/* What a fact may be: one of `count` values written as in a fact file: "amd", "on", "8", "2..8",
 * "rhel 8.4", "rhel 8", "rhel", any text. One complete value: known. Several, or an incomplete one:
 * partly known. count 0 makes it unknown again. Setting a fact again replaces its value. A text
 * fact's tests are judged here (the texts are copied), and facts declared as derived from it are
 * set unless they were set themselves. On failure the fact is unchanged and the message names
 * what was expected, with the nearest valid name. */
CAV_API cav_status cav_facts_set(cav_facts *facts, uint32_t fact, const char *const *values, uint32_t count);

/* The same, typed, for hosts that hold no strings. */
CAV_API cav_status cav_facts_set_values(cav_facts *facts, uint32_t fact, uint64_t mask);            /* flag (bit 0 off, bit 1 on), one-of (bit k: value k) */
CAV_API cav_status cav_facts_set_range(cav_facts *facts, uint32_t fact, int64_t low, int64_t high); /* number, both included */
CAV_API cav_status cav_facts_set_release(cav_facts *facts, uint32_t fact, uint32_t product, const uint32_t *parts, uint32_t count);

typedef enum cav_knowledge { CAV_FACT_UNKNOWN, CAV_FACT_PARTLY, CAV_FACT_KNOWN } cav_knowledge;
CAV_API cav_knowledge cav_facts_knowledge(const cav_facts *facts, uint32_t fact);
CAV_API bool cav_facts_derived(const cav_facts *facts, uint32_t fact); /* set by derivation from another fact */

/* The values it may have, one by one, as a fact file writes them; NULL past the last, or where the
 * fact is unknown. Valid until the fact is set again. */
CAV_API const char *cav_facts_value(const cav_facts *facts, uint32_t fact, uint32_t k);

/* For people: "rhel 8 (minor unknown)", "kvm or other", "unknown". Writes at most size bytes
 * with the NUL, returns the length it wanted (as snprintf). */
CAV_API size_t cav_facts_print(const cav_facts *facts, uint32_t fact, char *buffer, size_t size);

/* The same in a language of the program. */
CAV_API size_t cav_facts_print_in(const cav_facts *facts, uint32_t language, uint32_t fact, char *buffer, size_t size);

/* Why it is not fully known, as far as the value tells: "minor version unknown", "one of 2 values",
 * "match limit reached"; NULL when known, or unknown altogether. */
CAV_API const char *cav_facts_reason(const cav_facts *facts, uint32_t fact);

/* -- verdict ---------------------------------------------------------------------------------- */

typedef struct cav_result cav_result;

CAV_API cav_status cav_result_new(const cav_env *env, const cav_program *program, cav_result **result);
CAV_API void cav_result_free(cav_result *result);

/* Judges the facts. Allocates nothing, calls nothing, takes as many steps as the program has
 * instructions. With `trace`, the results that only explanations show are computed too. */
CAV_API cav_status cav_evaluate(const cav_program *program, const cav_facts *facts, bool trace, cav_result *result);

typedef enum cav_verdict_kind { CAV_DECIDED, CAV_UNDECIDED, CAV_NOT_APPLICABLE, CAV_CONTRADICTION } cav_verdict_kind;
typedef struct cav_verdict {
    cav_verdict_kind kind;  /* DECIDED: best == worst; UNDECIDED: status unknown */
    cav_level best, worst;  /* meaningless for the last two kinds */
    cav_truth applies;      /* of the pack */
    cav_truth in_use;       /* of the feature; CAV_UNKNOWN for the pack */
} cav_verdict;

/* The pack's verdict (feature CAV_NONE) or a feature's. Where the pack does not apply or the facts
 * contradict each other, its features say the same. */
CAV_API void cav_result_verdict(const cav_result *result, uint32_t feature, cav_verdict *verdict);

/* Facts that could make the pack's (or the feature's) status worse than its best, ascending.
 * Returns how many; writes at most `size` of them. */
CAV_API uint32_t cav_result_missing(const cav_result *result, uint32_t feature, uint32_t *facts, uint32_t size);

typedef enum cav_outcome { CAV_HELD, CAV_FIRED, CAV_UNDETERMINED, CAV_OUT_OF_SCOPE } cav_outcome;
CAV_API cav_outcome cav_result_effect(const cav_result *result, uint32_t effect);
CAV_API cav_truth cav_result_bears(const cav_result *result, uint32_t effect); /* on the configuration */
/* Of a rule: fired if one of its effects is, else undetermined if one is. */
CAV_API cav_outcome cav_result_rule(const cav_result *result, uint32_t rule);
CAV_API uint32_t cav_result_effect_missing(const cav_result *result, uint32_t effect, uint32_t *facts, uint32_t size);
CAV_API cav_truth cav_result_impossible(const cav_result *result, uint32_t impossible);

/* The effect's message with the facts' values in it; as snprintf. `facts` must be those judged. */
CAV_API size_t cav_result_message(const cav_result *result, const cav_facts *facts, uint32_t effect, char *buffer, size_t size);

/* The same in a language of the program. */
CAV_API size_t cav_result_message_in(const cav_result *result, const cav_facts *facts, uint32_t language, uint32_t effect, char *buffer, size_t size);

/* -- explanation ------------------------------------------------------------------------------ */

/* Truth of a condition (cav_cond.value). Needs an evaluation with `trace` where the condition was
 * merged into a larger one; CAV_UNKNOWN otherwise, and *computed (may be NULL) says which. */
CAV_API cav_truth cav_result_value(const cav_result *result, uint32_t value, bool *computed);

/* Lists every step with its operands and truth. */
CAV_API void cav_result_trace(const cav_result *result, const cav_facts *facts, bool (*line)(void *context, const char *text), void *context);

#ifdef __cplusplus
}
#endif
#endif
