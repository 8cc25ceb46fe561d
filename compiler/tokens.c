/* tokens.c: the tokens of a text, for programs that must know where they are in one.
 *
 * The scanner of the rule language does the work; what it reports is not heard. It refuses texts
 * over CAVC_SOURCE_MAX. Invariant: tokens handed out ascend and do not overlap.
 */
#include "parse.h"

#include <string.h>

#include "../runtime/env.h"
#include "caveat.tab.h"

typedef struct reader {
    arena arena;
    jmp_buf out_of_memory;
    src_map sources;
    ast_builder b;
    ast_file tree;
    const ast_comment *told; /* the last comment handed out */
    bool (*token)(void *, const cavc_token *);
    void *context;
} reader;

static cavc_token_kind kind_of(int token)
{
    switch (token) {
    case AND:
    case OR:
    case NOT:
    case IN:
    case IS:
    case WHEN:
    case THEN:
    case ELSE:
    case REQUIRE:
        return CAVC_TOKEN_RESERVED;
    case OR_LATER:
        return CAVC_TOKEN_RESERVED;
    case PATH:
        return CAVC_TOKEN_PATH;
    case NUMBER:
    case RANGE:
    case HEX:
    case CAPTURE:
        return CAVC_TOKEN_NUMBER;
    case STRING:
        return CAVC_TOKEN_STRING;
    case PATTERN:
        return CAVC_TOKEN_PATTERN;
    case LBRACE:
    case RBRACE:
    case LPAREN:
    case RPAREN:
    case COMMA:
    case COLON:
    case ARROW:
    case LT:
    case LE:
    case GT:
    case GE:
        return CAVC_TOKEN_MARK;
    default:
        return CAVC_TOKEN_WORD;
    }
}

/* Comments that begin before `until`. */
static bool tell_comments(reader *r, uint32_t until)
{
    const ast_comment *c = r->told ? r->told->next : r->tree.comments;

    for (; c && c->span.start < until; c = c->next) {
        cavc_token t = {CAVC_TOKEN_COMMENT, c->span.start, c->span.end};
        r->told = c;
        if (!r->token(r->context, &t))
            return false;
    }
    return true;
}

static void scan(reader *r, void *scanner)
{
    ast_range at;

    for (int token; (token = scan_next(scanner, &at)) != END;) {
        cavc_token t = {kind_of(token), at.start, at.end};
        if (!tell_comments(r, at.start))
            return;
        if (token != BAD && !r->token(r->context, &t))
            return;
    }
    tell_comments(r, UINT32_MAX);
}

static cav_status read_text(reader *r, cavc_text text)
{
    r->arena.out_of_memory = &r->out_of_memory;
    if (setjmp(r->out_of_memory))
        return CAV_NO_MEMORY;
    r->sources.arena = &r->arena;
    r->b.arena = &r->arena;
    r->b.sources = &r->sources;
    r->b.diags = diag_list_new(&r->arena, &r->sources);
    r->b.tree = &r->tree;
    r->b.file = src_add(&r->sources, "", "", text, CAV_NONE);
    r->b.text = src_clean(&r->sources, r->b.file);
    r->b.size = text.size;
    scan(r, scan_open(&r->b, r->b.text, r->b.size));
    return CAV_OK;
}

cav_status cavc_tokens(const cav_env *env, cavc_text text,
                       bool (*token)(void *context, const cavc_token *token), void *context)
{
    reader r = {.token = token, .context = context};
    cav_status status;

    if (text.size > CAVC_SOURCE_MAX)
        return CAV_BAD_VALUE;
    arena_init(&r.arena, env, NULL);
    status = read_text(&r, text);
    arena_free(&r.arena);
    return status;
}
