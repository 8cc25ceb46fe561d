/* caveatc.h: the compiler: rule text to image, with diagnostics.
 *
 * Promises: as caveat.h's (no globals, no printing, no exit, allocator from the host). It opens no
 * file: text comes from memory, and `use` asks the host. All memory is released when a call
 * returns, except what it says you own.
 */
#ifndef CAVEATC_H
#define CAVEATC_H

#include "../runtime/caveat.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CAVC_SOURCE_MAX (16u << 20) /* bytes of one source */

typedef enum cavc_severity { CAVC_ERROR, CAVC_WARNING, CAVC_NOTE } cavc_severity;

typedef struct cavc_diagnostic {
    const char *id;             /* "E012", "W003": stable, never reused */
    const char *name;           /* "unknown-fact" */
    cavc_severity severity;
    const char *file;           /* as the host named it */
    uint32_t line, column;      /* from 1; columns count characters (code points), tabs as one; line 0: no place */
    uint32_t end_line, end_column; /* just behind the last character meant */
    uint32_t start, end;        /* byte span in the file */
    const char *message;        /* what was found, what was expected */
    const char *hint;           /* the likely fix; NULL: none */
    const char *source;         /* the line itself, without its end, cut to an excerpt where it is very long; NULL: no place */
    uint32_t mark, mark_end;    /* the bytes of `source` that are meant; equal: a place between two */
    const char *caret;          /* spaces (tabs kept) and carets to print under `source`; NULL: no place */
} cavc_diagnostic;

typedef struct cavc_text { const char *bytes; size_t size; } cavc_text;

/* A catalogue of translations: the gettext file po/TAG.po in the root file's folder. */
typedef struct cavc_catalogue {
    const char *tag;            /* of the language: "es", "pt_BR" */
    cavc_text text;
    const char *why;            /* NULL, or why it cannot be read */
} cavc_catalogue;

typedef struct cavc_host {
    cav_env env;                /* report is not used */
    /* Called in source order once the passes that found them are done; strings valid during the call. */
    void (*diagnostic)(void *context, const cavc_diagnostic *diagnostic);
    /* Text of a file named by `use`, path normalized, relative to the root file's folder ("a/b.cav").
     * Bytes must stay until the call into the compiler returns. Returns NULL, or why it cannot be
     * read ("no such file"). NULL function: `use` is an error. */
    const char *(*use)(void *context, const char *path, cavc_text *text);
    /* The k-th catalogue there is, from 0, in any order; false: no more. Bytes and tag must stay until
     * the call into the compiler returns. NULL function: there are none. */
    bool (*catalogue)(void *context, uint32_t k, cavc_catalogue *out);
    void *context;
} cavc_host;

typedef struct cavc_options {
    bool strip;                 /* leave out the source map, places, explanation-only results and translations:
                                   what is left depends on what the sources say, not on their layout and comments */
    bool unbound;               /* compile although statements are unbound (cavc_unit_unbound): for an auditor's table */
} cavc_options;

typedef struct cavc_unit cavc_unit; /* sources that were parsed and checked */

/* Parses `text`, named `name` (shown in diagnostics; in the image only its last component stands),
 * and what it uses; resolves and checks. *unit is always set unless memory ran out, and may be
 * asked for its tests and dumps even when there were errors. Returns CAV_OK, CAV_BAD_VALUE when
 * there were errors, CAV_NO_MEMORY. */
CAV_API cav_status cavc_parse(const cavc_host *host, const char *name, cavc_text text, cavc_unit **unit);
CAV_API void cavc_unit_free(cavc_unit *unit);
CAV_API uint32_t cavc_unit_errors(const cavc_unit *unit);
CAV_API uint32_t cavc_unit_warnings(const cavc_unit *unit);
/* How many of the errors are statements that no rule accounts for (E205), or rule and `no rule` both (E206). */
CAV_API uint32_t cavc_unit_unbound(const cavc_unit *unit);
CAV_API bool cavc_unit_has_pack(const cavc_unit *unit);

/* The image of a unit without errors; *image is yours, release it with cavc_image_free. The same
 * sources and release give the same bytes everywhere. CAV_BAD_VALUE: the unit has errors or no pack. */
CAV_API cav_status cavc_compile(cavc_unit *unit, const cavc_options *options, uint8_t **image, size_t *size);
CAV_API void cavc_image_free(const cavc_unit *unit, uint8_t *image, size_t size);

/* The canonical form of one file, whatever it uses: given to `formatted`, which is called once if the
 * result is CAV_OK, its text valid during the call: LF line ends, no BOM, every comment kept; form of a
 * form is the same. CAV_BAD_VALUE: errors of its text or syntax, given to the host's `diagnostic`. */
CAV_API cav_status cavc_format(const cavc_host *host, const char *name, cavc_text text,
                               void (*formatted)(void *context, cavc_text text), void *context);

/* What each pass made, as text lines: "tree", "classes", "code", "image". CAV_BAD_NAME: no such dump. */
CAV_API cav_status cavc_dump(cavc_unit *unit, const char *what, void (*line)(void *context, const char *text), void *context);

/* Tests of the unit, in source order. */
typedef struct cavc_test { const char *name, *file; uint32_t line, column; uint32_t expects; } cavc_test;
CAV_API uint32_t cavc_tests(const cavc_unit *unit);
CAV_API bool cavc_test_get(const cavc_unit *unit, uint32_t test, cavc_test *out);

/* Clears `facts` and sets what the test gives; both are of `program`, compiled from this unit. */
CAV_API cav_status cavc_test_give(cavc_unit *unit, uint32_t test, const cav_program *program, cav_facts *facts);

typedef struct cavc_outcome {
    bool passed;
    const char *expected, *got; /* valid until the next call on this unit */
    uint32_t line, column;      /* of the expectation */
} cavc_outcome;
/* Compares expectation k of the test with a result of `program`. */
CAV_API cav_status cavc_test_check(cavc_unit *unit, uint32_t test, uint32_t k, const cav_program *program, const cav_result *result, cavc_outcome *outcome);

/* Does an expectation of the test name the rule after `by`? */
CAV_API bool cavc_test_names(const cavc_unit *unit, uint32_t test, const char *rule);

/* Mutants: the unit's rules with one thing changed: a condition dropped, negated or shifted, `and` and
 * `or` exchanged, a level one better or worse, a rule that never fires. Everything keeps its place and
 * number, so facts and tests of the unit fit a mutant's program. */
typedef struct cavc_mutant {
    const char *owner;          /* "rule", "define", "feature", "applies" or "impossible" */
    const char *name;           /* of the rule, define or feature; else the pack's or the reason */
    const char *file;
    uint32_t line, column;
    const char *before, *after; /* what was written, and what stands there instead */
    const uint32_t *reads;      /* facts that its owner's conditions read, as the image numbers them */
    uint32_t nreads;
    uint32_t at_file, at_start, at_end; /* bytes of the condition, or of the value of a list that is left out */
    bool drops;                 /* such a value is left out, and nothing else changed */
} cavc_mutant;
/* Makes the list, once; *count of them. CAV_BAD_VALUE: the unit has errors or no pack. */
CAV_API cav_status cavc_mutants(cavc_unit *unit, uint32_t *count);
CAV_API bool cavc_mutant_get(const cavc_unit *unit, uint32_t index, cavc_mutant *mutant);
/* As cavc_compile with `strip`; the unit itself stays as it was. CAV_OK and *image NULL: this is no
 * other program than the unit's own. */
CAV_API cav_status cavc_mutant_compile(cavc_unit *unit, uint32_t index, uint8_t **image, size_t *size);

/* Holds the catalogues against the unit's texts: what is missing, stale, fuzzy or differs (W3xx) goes
 * to the host's `diagnostic`. `packs`: all units of this run that have no errors, this one among them;
 * what one before it said at the same place is not said again, and an entry that another uses is not
 * stale (NULL, 0: this one alone). *count (may be NULL): findings. CAV_BAD_VALUE: the unit has errors. */
CAV_API cav_status cavc_translations(cavc_unit *unit, cavc_unit *const *packs, uint32_t npacks, uint32_t *count);

/* What of the unit can be translated, in the order of the sources; the same text may come several
 * times. Makes the list, once; *count of them. CAV_BAD_VALUE: the unit has errors. */
typedef struct cavc_translatable {
    const char *text;           /* as the image holds it; a message with its {LAYER.fact} */
    const char *what;           /* "rule l1-os: fix" */
    const char *context;        /* msgctxt to ask for it by; NULL: by the text alone */
    const char *file;           /* relative to the root's folder; NULL: one of the runtime's own words */
    uint32_t line;
    bool message;               /* it may hold {LAYER.fact} */
} cavc_translatable;
CAV_API cav_status cavc_translatables(cavc_unit *unit, uint32_t *count);
CAV_API bool cavc_translatable_get(const cavc_unit *unit, uint32_t index, cavc_translatable *out);

/* The index of names: every declaration and every place that names one, in all files of the unit,
 * in source order, file by file in the order they are reached. A unit with errors has one of what
 * could be read. A dotted fact is two symbols, its layer and the fact behind it. */
typedef enum cavc_symbol_kind {
    CAVC_SYMBOL_PACK, CAVC_SYMBOL_FILE, CAVC_SYMBOL_LAYER, CAVC_SYMBOL_PRODUCT, CAVC_SYMBOL_FEATURE,
    CAVC_SYMBOL_FACT, CAVC_SYMBOL_VALUE, CAVC_SYMBOL_DEFINE, CAVC_SYMBOL_SECTION,
    CAVC_SYMBOL_STATEMENT, CAVC_SYMBOL_RULE, CAVC_SYMBOL_TEST, CAVC_SYMBOL_LEVEL
} cavc_symbol_kind;
typedef struct cavc_symbol {
    cavc_symbol_kind kind;
    bool declares;
    const char *name;           /* a fact's without its layer; FILE: as diagnostics name it */
    const char *file;           /* it stands in, as diagnostics name it */
    uint32_t start, end;        /* bytes of the name there; of strings with their quotes */
    uint32_t whole_start, whole_end; /* of the whole declaration; a reference's are its name's */
    uint32_t target;            /* the declaration, its own index if it is one; CAV_NONE: none (files, levels, on, off, unknown names) */
    uint32_t owner;             /* the declaration around it (a cite's rule, a value's fact); CAV_NONE */
    uint32_t layer;             /* of a fact named at a layer: that layer's declaration; CAV_NONE */
} cavc_symbol;
/* Makes the index, once; *count symbols are in it. CAV_NO_MEMORY. */
CAV_API cav_status cavc_symbols(cavc_unit *unit, uint32_t *count);
CAV_API bool cavc_symbol_get(const cavc_unit *unit, uint32_t index, cavc_symbol *symbol);

/* What a declaration says of itself, piece by piece: `what` is the word of the language ("title",
 * "why", "cite", "line", "in use when") or one of "type", "values", "layers", "level", "feature",
 * "message", "gist", "source" (of a fact: who observes, and where it reads, in words) and
 * "condition" (of a define). Texts belong to the unit. False: no more. */
typedef struct cavc_detail { const char *what, *text; } cavc_detail;
CAV_API bool cavc_symbol_detail(cavc_unit *unit, uint32_t symbol, uint32_t k, cavc_detail *detail);

/* The tokens of a text, comments among them, in order; what is no token is left out. RESERVED words
 * cannot be names; every other word of the language is a WORD, as names are. `token` may end it
 * with false. CAV_NO_MEMORY; CAV_BAD_VALUE: longer than CAVC_SOURCE_MAX. */
typedef enum cavc_token_kind {
    CAVC_TOKEN_WORD, CAVC_TOKEN_PATH, CAVC_TOKEN_RESERVED, CAVC_TOKEN_NUMBER, CAVC_TOKEN_STRING,
    CAVC_TOKEN_PATTERN, CAVC_TOKEN_MARK, CAVC_TOKEN_COMMENT
} cavc_token_kind;
typedef struct cavc_token { cavc_token_kind kind; uint32_t start, end; } cavc_token;
CAV_API cav_status cavc_tokens(const cav_env *env, cavc_text text, bool (*token)(void *context, const cavc_token *token), void *context);

/* Stages: who finds a diagnostic of this kind. A silence (`# allow W103: reason`, also by name) is
 * called unneeded (W001) only by the run of the stage that could have needed it. */
typedef enum cavc_stage {
    CAVC_COMPILE,      /* E…, W0xx: cavc_parse */
    CAVC_LINT,         /* W1xx: cavc_lint */
    CAVC_ANALYZE,      /* W2xx: the prover */
    CAVC_TRANSLATIONS, /* W3xx: the texts in other languages */
    CAVC_STAGES
} cavc_stage;

/* The registry of diagnostics, for manuals and `caveat explain E012`. An example is the text of one
 * rule file or a part of one; NULL: none. Both come from docs/diagnostics/, where tests run them. */
typedef struct cavc_diagnostic_kind {
    const char *id, *name;
    cavc_severity severity;
    const char *text;           /* printf format of the message, for manuals */
    const char *explanation;    /* why it is said */
    cavc_stage stage;
    const char *bad, *good;     /* an example that gives it, and one that does not */
} cavc_diagnostic_kind;
CAV_API bool cavc_diagnostic_kind_get(uint32_t index, cavc_diagnostic_kind *kind);
/* The kind with this id or name ("W107", "unused-fact"); false: none. */
CAV_API bool cavc_diagnostic_kind_find(const char *word, cavc_diagnostic_kind *kind);

/* Findings: what other passes and programs report at places of the unit. They obey `# allow`, are
 * put in source order and reach the host's `diagnostic` as the compiler's own do. The way:
 *
 *     cavc_place_of(unit, "rule", "l1-os", &place);
 *     cavc_finding(unit, "W201", place, CAVC_WARNING, "no configuration lets rule 'l1-os' fire", NULL);
 *     … more of them, in any order …
 *     cavc_findings_end(unit, CAVC_ANALYZE, &count);
 */
typedef struct cavc_place {
    uint32_t file;              /* index, in the order the files were reached; CAV_NONE: no place */
    uint32_t start, end;        /* byte span [start, end) */
} cavc_place;

/* A file of the unit: the root is 0. false: no such index. */
typedef struct cavc_file {
    const char *name;           /* as diagnostics show it */
    const char *path;           /* relative to the root's folder: as the image and the results name it */
    cavc_text text;
} cavc_file;
CAV_API bool cavc_unit_file(const cavc_unit *unit, uint32_t index, cavc_file *file);

/* Where the name of a declaration stands. `what` is "pack", "layer", "product", "feature", "fact" (its
 * base name), "define", "section", "statement", "rule" or "test". false, and no place: there is none. */
CAV_API bool cavc_place_of(const cavc_unit *unit, const char *what, const char *name, cavc_place *place);
/* From `path` (as the image names it), line and column to the end of the word there. false, and no
 * place: not in the unit. */
CAV_API bool cavc_place_at(const cavc_unit *unit, const char *path, uint32_t line, uint32_t column, cavc_place *place);

/* Reports a finding of a registered kind whose stage is not CAVC_COMPILE. Message and hint (NULL:
 * none) are copied. CAV_BAD_NAME: no such kind, or one of the compiler's; CAV_BAD_ARGUMENT: a place
 * outside the unit; CAV_NO_MEMORY. */
CAV_API cav_status cavc_finding(cavc_unit *unit, const char *id, cavc_place place, cavc_severity severity, const char *message, const char *hint);
/* This run does not look for `id` (in this file; CAV_NONE: anywhere), so nothing says that its
 * silences there are unneeded. Holds until the next cavc_findings_end. */
CAV_API cav_status cavc_findings_skip(cavc_unit *unit, const char *id, uint32_t file);
/* Delivers what was found since the last call, and the silences of this stage that were not needed
 * (W001); *count (may be NULL): how many were delivered, notes aside. */
CAV_API cav_status cavc_findings_end(cavc_unit *unit, cavc_stage stage, uint32_t *count);

/* Lint: named checks for what compiles and is probably not meant. They say only what is certain. */
typedef enum cavc_lint_level { CAVC_LINT_ALLOW, CAVC_LINT_NOTE, CAVC_LINT_WARN, CAVC_LINT_ERROR } cavc_lint_level;
typedef struct cavc_lint_check {
    const char *id, *name;      /* as in the registry */
    const char *summary;        /* what it looks for */
    cavc_lint_level level;      /* unless told otherwise */
} cavc_lint_check;
CAV_API bool cavc_lint_check_get(uint32_t index, cavc_lint_check *check);

/* Runs the checks over a unit without errors (CAV_BAD_VALUE: it has some) and delivers what they find.
 * `levels`: one for each check, in the order of cavc_lint_check_get; NULL: their own. `packs`: all
 * units of this run, this one among them: what a vocabulary declares is called unused only where
 * two or more of them share that file and none uses it; the first of them reports it. *count (may be
 * NULL): findings, notes aside. A silence of a check that is at CAVC_LINT_ALLOW is not judged. */
CAV_API cav_status cavc_lint(cavc_unit *unit, const cavc_lint_level *levels, cavc_unit *const *packs, uint32_t npacks, uint32_t *count);

#ifdef __cplusplus
}
#endif
#endif
