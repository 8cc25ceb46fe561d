/* recover.c: the tokens between scanner and parser: braces counted, nesting capped, errors passed
 * over.
 *
 * After a syntax error everything is passed over up to the next clause of the same body, the brace
 * that ends it, or the next declaration; the parser sees one SYNC instead. A declaration that
 * begins inside braces shows that a `}` is missing: it is reported and supplied. It never gives
 * tokens back out of order. Invariant: levels describes the braces the parser has taken, so every
 * SYNC comes where the innermost list of the parser's stack takes one.
 */
#include "parse.h"

#include "caveat.tab.h"

enum { DEPTH_MAX = 256, AHEAD = 6 };

typedef struct token {
    int kind;
    ast_range at;
    bool first;    /* on its line */
    bool injected; /* not in the text */
    bool lapsed;   /* the scanner reported it */
} token;

typedef struct level {
    body body;
    ast_range open;
} level;

struct recover {
    ast_builder *b;
    void *scanner;
    token ahead[AHEAD]; /* read and not yet delivered */
    unsigned nahead;
    uint32_t scanned;          /* end of the last token of the scanner */
    token last, before, third; /* delivered, the newest first */
    level levels[DEPTH_MAX + 2];
    unsigned depth;
    level popped;     /* by the last `}`, should it be taken back */
    int item, clause; /* keyword of the declaration, `require` or `conflict` being read */
    unsigned parens, nots[DEPTH_MAX + 2], all_nots;
    bool not_reported, in_condition;
    bool wanted; /* recovery was asked for; SYNC goes next */
    bool item_broken;       /* something was passed over in this declaration */
    unsigned supplied;      /* closing braces that were missing and whose twins may still come */
    uint32_t stuck;         /* place of the last error + 1 */
    unsigned repeats;       /* errors there, one after the other */
};

/* -- reading ahead -- */

struct recover *recover_new(ast_builder *b, void *scanner)
{
    struct recover *r = ARENA_NEW(b->arena, struct recover);

    r->b = b;
    r->scanner = scanner;
    r->levels[0].body = BODY_FILE;
    return r;
}

static token scan(struct recover *r)
{
    uint32_t lapses = r->b->lapses;
    token t = {0};

    t.kind = scan_next(r->scanner, &t.at);
    t.lapsed = r->b->lapses != lapses && r->b->lapse_end == t.at.end;
    t.first = !r->scanned;
    for (uint32_t i = r->scanned; i < t.at.start; i++)
        if (r->b->text[i] == '\n')
            t.first = true;
    r->scanned = t.at.end;
    return t;
}

static token *peek(struct recover *r, unsigned k)
{
    while (r->nahead <= k)
        r->ahead[r->nahead++] = scan(r);
    return &r->ahead[k];
}

static token take(struct recover *r)
{
    token t = *peek(r, 0);

    r->nahead--;
    for (unsigned i = 0; i < r->nahead; i++)
        r->ahead[i] = r->ahead[i + 1];
    return t;
}

static void put_back(struct recover *r, token t)
{
    for (unsigned i = r->nahead; i; i--)
        r->ahead[i] = r->ahead[i - 1];
    r->ahead[0] = t;
    r->nahead++;
}

static token invented(const struct recover *r, int kind)
{
    return (token){.kind = kind, .at = {r->last.at.end, r->last.at.end}, .injected = true};
}

/* -- what tokens begin -- */

static bool is_word(int kind)
{
    return kind == NAME || kind == PATH || kind == FIELD || (kind >= PACK && kind <= MISSING);
}

static bool is_item_word(int kind)
{
    return kind >= PACK && kind <= TEST;
}

/* A declaration by its first three tokens; no body holds such a sequence. */
static bool begins_item(struct recover *r, unsigned k)
{
    int a = peek(r, k)->kind, b, c;

    if (!is_item_word(a))
        return false;
    b = peek(r, k + 1)->kind;
    if (a == USE)
        return b == STRING;
    c = peek(r, k + 2)->kind;
    switch (a) {
    case IMPOSSIBLE:
        return b == STRING && c == WHEN;
    case TEST:
        return b == STRING && c == LBRACE;
    case PACK:
    case RULE:
        return is_word(b) && c == LBRACE;
    case FACT:
        return is_word(b) && c == AT;
    case DEFINE:
        return is_word(b) && c == COLON;
    default:
        return is_word(b) && c == STRING;
    }
}

static bool begins_clause(struct recover *r, body here)
{
    int a = peek(r, 0)->kind, b = peek(r, 1)->kind;

    switch (here) {
    case BODY_PACK:
        return (a >= TITLE && a <= CAPTURED && b == STRING) || (a == APPLIES && b == WHEN);
    case BODY_SECTION:
        return a == STATEMENT && is_word(b);
    case BODY_RULE:
        return a == WHEN || a == REQUIRE || a == THEN || ((a == WHY || a == FIX) && b == STRING) ||
               ((a == CITE || a == CONFLICT) && is_word(b));
    case BODY_TEST:
        return (a == GIVEN || a == EXPECT) && is_word(b);
    case BODY_FACT:
        return (a == HERE || a == GUEST) && (b == LBRACE || b == COMMA || b == ANY || b == NUMBER);
    case BODY_SOURCES:
        return ((a == FILE_SOURCE || a == FILES || a == EXISTS) && b == STRING) ||
               a == OS_RELEASE || ((a == UNAME || a == AUXV || a == FACT) && is_word(b)) ||
               (a == CPUID && (b == HEX || b == NUMBER)) || (a == ONLY && b == WHEN);
    case BODY_CASES:
        return a == PATTERN || ((a == PRESENT || a == ABSENT) && b == ARROW);
    default:
        return false;
    }
}

/* The words that begin a clause of the body, whatever follows. */
static bool is_clause_word(body here, int kind)
{
    switch (here) {
    case BODY_PACK:
        return kind >= TITLE && kind <= APPLIES;
    case BODY_SECTION:
        return kind == STATEMENT;
    case BODY_RULE:
        return kind == CITE || kind == WHY || kind == CONFLICT || kind == FIX;
    case BODY_TEST:
        return kind == GIVEN || kind == EXPECT;
    case BODY_FACT:
        return kind == HERE || kind == GUEST;
    case BODY_SOURCES:
        return kind == FILE_SOURCE || kind == FILES || kind == EXISTS || kind == UNAME ||
               kind == AUXV || kind == FACT || kind == CPUID || kind == ONLY;
    default:
        return false;
    }
}

/* -- braces -- */

static body body_of_item(int item)
{
    return item == PACK      ? BODY_PACK
           : item == SECTION ? BODY_SECTION
           : item == RULE    ? BODY_RULE
           : item == TEST    ? BODY_TEST
           : item == FACT    ? BODY_FACT
                             : BODY_OTHER;
}

/* What the `{` after `last` holds. */
static body body_of(const struct recover *r)
{
    int last = r->last.kind;

    if (last == IN || last == OF || last == ARROW || last == IS ||
        (last == NOT && r->before.kind == IS))
        return BODY_SET;
    switch (r->levels[r->depth].body) {
    case BODY_FILE:
        return body_of_item(r->item);
    case BODY_FACT:
        return BODY_SOURCES;
    case BODY_SOURCES:
        return last == PATTERN && r->before.kind == MATCHES ? BODY_SOURCES : BODY_CASES;
    default:
        return BODY_OTHER;
    }
}

static void open_brace(struct recover *r, ast_range at)
{
    level next = {body_of(r), at};

    r->levels[++r->depth] = next;
}

static void close_brace(struct recover *r)
{
    r->popped = r->levels[r->depth--];
}

static void too_deep(struct recover *r, ast_range at)
{
    diag_report(r->b->diags, DIAG_TOO_DEEP, span_of(r->b, at), "name parts of it with `define`",
                (unsigned)DEPTH_MAX);
}

/* Passes over a group whose opening bracket was taken, to behind its end; false: it has none. */
static bool skip_group(struct recover *r, int open, int close)
{
    for (size_t nested = 1; nested;) {
        token t = *peek(r, 0);
        if (t.kind == END || (t.first && begins_item(r, 0)))
            return false;
        take(r);
        lapse_settle(r->b, t.at.end, false);
        nested += t.kind == open;
        nested -= t.kind == close;
    }
    return true;
}

/* A `}` is missing: says so once and lets the open levels end here. */
static token missing_brace(struct recover *r, token t)
{
    const level *open = &r->levels[r->depth];
    src_place place = src_locate(r->b->sources, r->b->file, open->open.start);
    ast_range at = t.kind == END ? (ast_range){r->last.at.end, r->last.at.end} : t.at;

    r->supplied += t.kind != END;
    if (!r->last.injected && !r->b->quiet)
        diag_report(r->b->diags, DIAG_NO_CLOSE, span_of(r->b, at),
                    t.kind != END && src_locate(r->b->sources, r->b->file, t.at.start).column > 1
                        ? "declarations do not stand inside one another"
                        : NULL,
                    place.line, place.column);
    put_back(r, t);
    close_brace(r);
    return invented(r, RBRACE);
}

/* -- recovery -- */

bool recover_is_known(const ast_builder *b)
{
    return b->recover->last.injected || b->recover->last.lapsed;
}

ast_range recover_token(const ast_builder *b, int back)
{
    return !back ? b->recover->last.at : back == 1 ? b->recover->before.at : b->recover->third.at;
}

bool recover_is_first(const ast_builder *b)
{
    return b->recover->last.first;
}

bool recover_is_last(const ast_builder *b)
{
    const token *next = peek(b->recover, 0);

    return next->first || next->kind == END || next->kind == RBRACE;
}

body recover_body(const ast_builder *b)
{
    return b->recover ? b->recover->levels[b->recover->depth].body : BODY_FILE;
}

bool recover_in_define(const ast_builder *b)
{
    const struct recover *r = b->recover;

    return !r->depth && r->item == DEFINE && !r->in_condition;
}

bool recover_wants_name(const ast_builder *b)
{
    int last = b->recover->last.kind;

    return !b->recover->depth && (last == PACK || (last >= LAYER && last <= DEFINE) ||
                                  last == SECTION || last == RULE);
}

bool recover_in_condition(const ast_builder *b)
{
    return b->recover->in_condition;
}

bool recover_in_require(const ast_builder *b)
{
    return b->recover->clause == REQUIRE;
}

const char *recover_version_word(const ast_builder *b)
{
    int kind = b->recover->before.kind;

    return kind == BEFORE ? "before" : kind == WITHIN ? "within" : NULL;
}

bool recover_after_subject(const ast_builder *b)
{
    int word = b->recover->before.kind, lead = b->recover->third.kind;

    return b->recover->in_condition && (word == PATH || is_word(word)) &&
           (lead == WHEN || lead == REQUIRE || lead == AND || lead == OR || lead == NOT ||
            lead == LPAREN || lead == COLON) &&
           b->recover->levels[b->recover->depth].body != BODY_TEST;
}

bool recover_is_border(const ast_builder *b)
{
    struct recover *r = b->recover;
    body here = r->levels[r->depth].body == BODY_SET ? r->levels[r->depth - 1].body
                                                     : r->levels[r->depth].body;
    bool border;

    if (r->last.kind == RBRACE || r->last.kind == END)
        return true;
    if (r->last.kind == BAD && r->nahead && r->ahead[0].at.start == r->last.at.start)
        return true; /* see is_cut_short */
    put_back(r, r->last);
    border = begins_clause(r, here) || begins_item(r, 0) ||
             (r->last.first && is_clause_word(here, r->last.kind));
    take(r);
    return border;
}

void recover_begin(ast_builder *b)
{
    struct recover *r = b->recover;
    bool again = r->stuck == r->last.at.start + 1, lost;

    r->repeats = again ? r->repeats + 1 : 0;
    /* nothing begins here after all; every open level may need a `}` made at one place */
    lost = again && r->last.kind != END && (r->last.kind != RBRACE || r->repeats > DEPTH_MAX);
    if (r->last.kind == RBRACE && !lost)
        r->levels[++r->depth] = r->popped;
    else if (r->last.kind == LBRACE && r->depth)
        r->depth--;
    r->parens = r->all_nots = 0;
    r->nots[0] = 0;
    if (lost)
        r->last.kind = BAD;
    r->stuck = r->last.at.start + 1;
    put_back(r, r->last);
    r->wanted = true;
}

/* Does the token ahead end what is passed over? */
static bool stops(struct recover *r)
{
    const token *t = peek(r, 0);
    body here = r->levels[r->depth].body;

    if (t->kind == END)
        return true;
    if (!r->depth)
        return begins_item(r, 0) || (t->first && is_item_word(t->kind));
    if (t->kind == RBRACE || (t->first && begins_item(r, 0)))
        return true;
    if (here == BODY_SET)
        return begins_clause(r, r->levels[r->depth - 1].body) || t->kind == ELSE || t->kind == THEN;
    return begins_clause(r, here) || (t->first && is_clause_word(here, t->kind));
}

static token synchronize(struct recover *r)
{
    r->wanted = false;
    r->item_broken = true;
    while (!stops(r)) {
        token t = take(r);
        lapse_settle(r->b, t.at.end, false);
        if (t.kind == LBRACE)
            skip_group(r, LBRACE, RBRACE);
        r->last.at.end = t.at.end;
    }
    if (r->levels[r->depth].body == BODY_SET && peek(r, 0)->kind != RBRACE &&
        peek(r, 0)->kind != END)
        put_back(r, invented(r, RBRACE)); /* said when it was found open */
    return invented(r, SYNC);
}

/* -- nesting of conditions -- */

static void end_nots(struct recover *r)
{
    r->all_nots -= r->nots[r->parens];
    r->nots[r->parens] = 0;
}

/* `(` and `not` at the cap; true: the token is replaced or dropped. */
static bool is_too_deep(struct recover *r, token *t)
{
    if (r->parens + r->all_nots < DEPTH_MAX)
        return false;
    if (t->kind == NOT) {
        if (!r->not_reported)
            too_deep(r, t->at);
        r->not_reported = true;
        *t = take(r);
        return true;
    }
    if (!r->not_reported)
        too_deep(r, t->at);
    if (!skip_group(r, LPAREN, RPAREN))
        r->b->quiet = true; /* the parentheses around it are open too */
    t->kind = DEEP;
    t->at.end = r->nahead ? peek(r, 0)->at.start : r->scanned;
    return false;
}

static void count_nesting(struct recover *r, token *t)
{
    while (t->kind == NOT && is_too_deep(r, t))
        ;
    if (t->kind == LPAREN)
        is_too_deep(r, t);
    if (t->kind == NOT) {
        r->nots[r->parens]++;
        r->all_nots++;
    } else if (t->kind == LPAREN) {
        r->nots[++r->parens] = 0;
    } else {
        if (t->kind == RPAREN && r->parens) {
            end_nots(r);
            r->parens--;
        }
        end_nots(r);
        r->not_reported = false;
    }
}

/* -- delivering -- */

static void count_braces(struct recover *r, token *t)
{
    if (t->kind == RBRACE) {
        close_brace(r);
    } else if (t->kind == LBRACE && r->depth == DEPTH_MAX) {
        too_deep(r, t->at);
        if (!skip_group(r, LBRACE, RBRACE))
            r->b->quiet = true;
        put_back(r, invented(r, RBRACE));
        open_brace(r, t->at);
    } else if (t->kind == LBRACE) {
        open_brace(r, t->at);
    }
}

/* After these something must follow; a clause or declaration on the next line does not. */
static bool wants_more(const struct recover *r)
{
    switch (r->last.kind) {
    case AND:
    case OR:
    case NOT:
    case IN:
    case IS:
    case LT:
    case LE:
    case GT:
    case GE:
    case LPAREN:
    case REQUIRE:
    case THEN:
    case ELSE:
        return true;
    case WHEN:
        return r->before.kind != ONLY; /* `only when` and `file` */
    case COMMA: /* facts and observers may be called like what begins a clause */
        return r->levels[r->depth].body != BODY_TEST && r->levels[r->depth].body != BODY_FACT;
    default:
        return !r->depth &&
               (r->last.kind == COLON || (r->last.kind >= LAYER && r->last.kind <= RULE));
    }
}

/* The word that begins a clause could be read as the name that is missing before it: forestall it.
 */
static bool is_cut_short(struct recover *r)
{
    return peek(r, 0)->first && !r->last.injected && wants_more(r) &&
           (r->depth ? begins_clause(r, r->levels[r->depth].body) : begins_item(r, 0));
}

static token next(struct recover *r)
{
    token t;
    bool item;

    if (r->wanted)
        return synchronize(r);
    if (is_cut_short(r))
        return (token){.kind = BAD, .at = peek(r, 0)->at, .first = true};
    item = begins_item(r, 0);
    t = take(r);
    lapse_settle(r->b, t.kind == END ? UINT32_MAX : t.at.end, true);
    if (t.kind == RBRACE && !r->depth && !r->item_broken && !r->supplied)
        diag_report(r->b->diags, DIAG_STRAY_CLOSE, span_of(r->b, t.at), NULL);
    while (t.kind == RBRACE && !r->depth) { /* several in a row are one mistake */
        r->supplied -= r->supplied > 0;
        item = begins_item(r, 0);
        t = take(r);
        lapse_settle(r->b, t.kind == END ? UINT32_MAX : t.at.end, true);
    }
    if (!r->depth && (item || (t.first && is_item_word(t.kind)))) {
        r->item = t.kind;
        r->item_broken = r->b->stray_else = false;
        r->in_condition = false;
    }
    if (r->depth && (t.kind == END || (item && t.first)))
        return missing_brace(r, t);
    count_braces(r, &t);
    count_nesting(r, &t);
    return t;
}

static void follow_clause(struct recover *r, int kind)
{
    switch (kind) {
    case REQUIRE:
        r->clause = kind;
        r->in_condition = true;
        break;
    case CONFLICT:
        r->clause = kind;
        r->in_condition = false;
        break;
    case WHEN:
        r->in_condition = true;
        break;
    case COLON:
        r->in_condition = r->in_condition || (r->item == DEFINE && !r->depth);
        break;
    case ELSE:
    case THEN:
    case CITE:
    case WHY:
    case FIX:
    case SYNC:
        r->in_condition = false;
        break;
    default:
        break;
    }
}

int parse_next(ast_builder *b, ast_range *at)
{
    struct recover *r = b->recover;
    token t;

    if (!r->wanted)
        follow_clause(r, r->last.kind);
    t = next(r);
    r->third = r->before;
    r->before = r->last;
    r->last = t;
    if (t.kind == SYNC)
        follow_clause(r, SYNC);
    *at = t.at;
    return t.kind;
}
