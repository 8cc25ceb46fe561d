/* context.c: where in a rule file the cursor is, by the tokens before it.
 *
 * Works on text that does not parse: braces are counted, and a word of a declaration at the very
 * start of a line begins one, whatever is still open. It refuses nothing.
 * Invariant: tokens end at or before the word that is being written.
 */
#include "context.h"

#include <string.h>

enum { DEPTH = 64 };

/* -- tokens -- */

static bool on_token(void *context, const cavc_token *t)
{
    lsp_context *c = context;
    bool word =
        t->kind == CAVC_TOKEN_WORD || t->kind == CAVC_TOKEN_PATH || t->kind == CAVC_TOKEN_RESERVED;
    if (t->start >= c->offset)
        return false;
    if (t->kind == CAVC_TOKEN_COMMENT) {
        c->in_comment = c->offset <= t->end;
        return true;
    }
    bool open = t->end == t->start + 1 || c->text.bytes[t->end - 1] != c->text.bytes[t->start];
    if (c->offset < t->end || (c->offset == t->end && open)) {
        c->in_string = t->kind == CAVC_TOKEN_STRING;
        c->in_pattern = t->kind == CAVC_TOKEN_PATTERN;
        c->string = t->start;
    }
    if (c->offset < t->end || (word && c->offset == t->end)) {
        c->prefix = c->in_string || c->in_pattern ? c->offset : t->start;
        return false;
    }
    cavc_token *slot = pool_push(c->pool, &c->tokens, &c->count, &c->room, sizeof *slot);
    *slot = *t;
    return true;
}

const char *lsp_token_text(const lsp_context *c, size_t index)
{
    if (index >= c->count)
        return "";
    const cavc_token *t = &c->tokens[index];
    return pool_copy(c->pool, c->text.bytes + t->start, t->end - t->start);
}

const char *lsp_back(const lsp_context *c, size_t k)
{
    return k && k <= c->count ? lsp_token_text(c, c->count - k) : "";
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

bool lsp_is_back(const lsp_context *c, size_t k, const char *const *words)
{
    return is_one_of(lsp_back(c, k), words);
}

bool lsp_first_on_line(const lsp_context *c)
{
    uint32_t from = c->count ? c->tokens[c->count - 1].end : 0;
    return !c->count || memchr(c->text.bytes + from, '\n', c->prefix - from) != NULL;
}

const char *lsp_last_of(const lsp_context *c, const char *const *words, size_t *distance)
{
    size_t from = c->body == LSP_BODY_FILE ? c->item_at : c->open;
    for (size_t i = c->count; i > from;) {
        const char *text = lsp_token_text(c, --i);
        if (is_one_of(text, words)) {
            *distance = c->count - i;
            return text;
        }
    }
    return NULL;
}

/* -- braces -- */

static const char *const item_words[] = {"pack",    "use",  "layer",  "product",
                                         "feature", "fact", "define", "impossible",
                                         "section", "rule", "test",   NULL};

static lsp_body body_of_item(const char *item)
{
    static const struct {
        const char *word;
        lsp_body body;
    } bodies[] = {{"pack", LSP_BODY_PACK},
                  {"section", LSP_BODY_SECTION},
                  {"rule", LSP_BODY_RULE},
                  {"test", LSP_BODY_TEST},
                  {"fact", LSP_BODY_FACT}};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (strcmp(item, bodies[i].word) == 0)
            return bodies[i].body;
    return LSP_BODY_OTHER;
}

/* What the `{` at token i holds, seen from the body it stands in. */
static lsp_body body_of(const lsp_context *c, size_t i, lsp_body around)
{
    static const char *const before_sets[] = {"in", "of", "=>", "is", NULL};
    const char *last = i ? lsp_token_text(c, i - 1) : "";
    if (is_one_of(last, before_sets))
        return LSP_BODY_SET;
    switch (around) {
    case LSP_BODY_FILE:
        return body_of_item(c->item);
    case LSP_BODY_FACT:
        return LSP_BODY_SOURCES;
    case LSP_BODY_SOURCES:
        return i > 1 && strcmp(lsp_token_text(c, i - 2), "matches") == 0 ? LSP_BODY_SOURCES
                                                                         : LSP_BODY_CASES;
    default:
        return LSP_BODY_OTHER;
    }
}

static bool at_line_start(const lsp_context *c, size_t i)
{
    uint32_t start = c->tokens[i].start;
    return !start || c->text.bytes[start - 1] == '\n';
}

static void find_body(lsp_context *c)
{
    lsp_body bodies[DEPTH] = {LSP_BODY_FILE};
    size_t opens[DEPTH] = {0}, depth = 0;
    for (size_t i = 0; i < c->count; i++) {
        char first = c->text.bytes[c->tokens[i].start];
        cavc_token_kind kind = c->tokens[i].kind;
        if (kind == CAVC_TOKEN_WORD && is_one_of(lsp_token_text(c, i), item_words) &&
            (at_line_start(c, i) ||
             (!depth && (!i || c->text.bytes[c->tokens[i - 1].start] == '}')))) {
            c->item = lsp_token_text(c, i);
            c->item_at = i;
            depth = 0;
        }
        if (kind == CAVC_TOKEN_MARK && (first == '{' || first == '[') && depth + 1 < DEPTH) {
            lsp_body inner = body_of(c, i, bodies[depth]);
            bodies[++depth] = inner;
            opens[depth] = i;
        } else if (kind == CAVC_TOKEN_MARK && (first == '}' || first == ']') && depth) {
            bool set = bodies[depth--] == LSP_BODY_SET;
            if (!depth && !set)
                c->item = "";
        }
    }
    c->body = bodies[depth];
    c->open = opens[depth];
}

lsp_context lsp_context_at(pool *p, cavc_text text, uint32_t offset)
{
    lsp_context c = {.pool = p, .text = text, .offset = offset, .prefix = offset, .item = ""};
    cavc_tokens(NULL, text, on_token, &c);
    find_body(&c);
    return c;
}
