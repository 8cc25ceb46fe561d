/* parse.h: what the parts of the parser share: the builder behind ast_build.h. Private to ast*.c,
 * literal.c, syntax.c, recover.c and parse.c. */
#ifndef PARSE_H
#define PARSE_H

#include "arena.h"
#include "ast_build.h"
#include "diag.h"
#include "source.h"

struct recover;

typedef struct ast_held_lapse {
    ast_lapse lapse;
    ast_range at;
    const char *instead;
} ast_held_lapse;

struct ast_builder {
    arena *arena;
    diag_list *diags;
    const src_map *sources;
    uint32_t file;
    char *text;
    size_t size; /* what the scanner reads; bytes that are no text are 0x01 */
    ast_file *tree;
    ast_item *last_item; /* of those read so far; an error at the end of the file ends the parser */
    ast_comment *last_comment;
    const ast_cond *mixed;      /* the chain whose `and`/`or` mixture was reported */
    uint32_t lapses, lapse_end; /* of the scanner: how many, where the last one ended */
    unsigned brackets;          /* `[` that were reported and have no `]` yet */
    ARENA_VECTOR(ast_held_lapse) held; /* lapses of tokens not yet delivered, from `told` on */
    size_t told;
    bool merge;                 /* the marks of an unfinished merge were reported */
    bool stray_else;            /* one before the clause it belongs to, in this declaration */
    bool quiet;                 /* the next syntax error follows from what was reported */
    struct recover *recover;
};

typedef enum body { /* what the innermost open brace holds */
                    BODY_FILE,
                    BODY_PACK,
                    BODY_SECTION,
                    BODY_RULE,
                    BODY_TEST,
                    BODY_FACT,
                    BODY_SOURCES,
                    BODY_CASES,
                    BODY_SET,
                    BODY_OTHER
} body;

ast_span span_of(const ast_builder *b, ast_range at);
/* Bytes of the file as they are, for messages: on one line, cut at about `limit` columns. */
const char *quote(const ast_builder *b, ast_range at, size_t limit);

/* -- lapse.c -- */

/* A word as it was meant: look-alike letters and dashes replaced, what is invisible left out. */
char *lapse_plain(ast_builder *b, ast_range at);
/* The lapses up to byte `end`: their token goes to the parser, or is passed over (tell false). */
void lapse_settle(ast_builder *b, uint32_t end, bool tell);

/* -- recover.c: "the last token" is the one the parser has just been given -- */

struct recover *recover_new(ast_builder *b, void *scanner);
/* After a syntax error: pass over what follows it. */
void recover_begin(ast_builder *b);
/* The last token was not in the text, or was reported already. */
bool recover_is_known(const ast_builder *b);
/* The tokens delivered: 0 the last one, 1 and 2 those before it. An empty range: none. */
ast_range recover_token(const ast_builder *b, int back);
/* The last token is the first on its line; the next one is. */
bool recover_is_first(const ast_builder *b);
bool recover_is_last(const ast_builder *b);
body recover_body(const ast_builder *b);
/* The header of a `define` is being read. */
bool recover_in_define(const ast_builder *b);
/* A declaration's name comes next. */
bool recover_wants_name(const ast_builder *b);
/* The last token begins or ends something. */
bool recover_is_border(const ast_builder *b);
bool recover_in_condition(const ast_builder *b);
/* Of `require` and `conflict` the last one was `require`. */
bool recover_in_require(const ast_builder *b);
/* The tokens before may be a fact still to be compared. */
bool recover_after_subject(const ast_builder *b);
/* "before" or "within" where that was the token before; else NULL. */
const char *recover_version_word(const ast_builder *b);

#endif
