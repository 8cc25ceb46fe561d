/* context.h: where in a rule file the cursor is, by the tokens before it. For completion. */
#ifndef LSP_CONTEXT_H
#define LSP_CONTEXT_H

#include "lsp.h"

typedef enum lsp_body {
    LSP_BODY_FILE,
    LSP_BODY_PACK,
    LSP_BODY_SECTION,
    LSP_BODY_RULE,
    LSP_BODY_TEST,
    LSP_BODY_FACT,
    LSP_BODY_SOURCES,
    LSP_BODY_CASES,
    LSP_BODY_SET,
    LSP_BODY_OTHER
} lsp_body;

typedef struct lsp_context {
    pool *pool;
    cavc_text text;
    uint32_t offset;    /* of the cursor */
    uint32_t prefix;    /* where the word that is being written begins */
    cavc_token *tokens; /* before that word, without comments */
    size_t count, room;
    const char *item; /* word of the declaration around; "" */
    size_t item_at;   /* its token */
    lsp_body body;
    size_t open; /* the token of the innermost `{`, where body is not the file's */
    bool in_comment, in_string, in_pattern;
    uint32_t string; /* start of the string the cursor is in */
} lsp_context;

lsp_context lsp_context_at(pool *p, cavc_text text, uint32_t offset);
/* The text of the k-th token before the word being written, from 1; "" where there is none. */
const char *lsp_back(const lsp_context *c, size_t k);
const char *lsp_token_text(const lsp_context *c, size_t index);
bool lsp_is_back(const lsp_context *c, size_t k,
                 const char *const *words); /* is it one of these? NULL ends them */
bool lsp_first_on_line(const lsp_context *c);
/* The last token, from the innermost `{` or the declaration's word on, that is one of `words`: its
 * text, and its distance for lsp_back; NULL: none. */
const char *lsp_last_of(const lsp_context *c, const char *const *words, size_t *distance);

#endif
