/* parse.h: what the parts of the parser share: the builder behind ast_build.h. Private to ast*.c,
 * literal.c, syntax.c, recover.c and parse.c. */
#ifndef PARSE_H
#define PARSE_H

#include "arena.h"
#include "ast_build.h"
#include "diag.h"
#include "source.h"

struct recover;

struct ast_builder {
    arena *arena;
    diag_list *diags;
    const src_map *sources;
    uint32_t file;
    char *text;
    size_t size; /* what the scanner reads; bytes that are no text are 0x01 */
    ast_file *tree;
    ast_comment *last_comment;
    const ast_cond *mixed;      /* the chain whose `and`/`or` mixture was reported */
    uint32_t lapses, lapse_end; /* of the scanner: how many, where the last one ended */
    bool quiet;                 /* the next syntax error follows from what was reported */
    struct recover *recover;
};

ast_span span_of(const ast_builder *b, ast_range at);
/* Bytes of the file as they are, for messages: on one line, cut at about `limit` columns. */
const char *quote(const ast_builder *b, ast_range at, size_t limit);

/* -- recover.c: "the last token" is the one the parser has just been given -- */

struct recover *recover_new(ast_builder *b, void *scanner);
/* After a syntax error: pass over what follows it. */
void recover_begin(ast_builder *b);
/* The last token was not in the text, or was reported already. */
bool recover_is_known(const ast_builder *b);
/* The place behind the token before the last one. */
ast_range recover_behind_last(const ast_builder *b);
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
