/* hover.c: what a name stands for, as Markdown.
 *
 * A rule with its statements, a fact with its sources, a level's meaning, a diagnostic's
 * explanation in a comment. What the files say is shown as text, never as markup. Invariant: a
 * place without a name answers null.
 */
#include "lsp.h"

#include <ctype.h>
#include <string.h>

/* Would Markdown take the character for a mark? An underscore within a word is none. */
static bool is_mark(const char *text, char before)
{
    if (*text == '_')
        return !isalnum((unsigned char)before) || !isalnum((unsigned char)text[1]);
    return strchr("\\`*<[", *text) != NULL;
}

/* Text of a file within Markdown: its marks are letters there. */
static void put_plain(buf *b, const char *text)
{
    for (char before = ' '; *text; before = *text++) {
        if (is_mark(text, before))
            put_char(b, '\\');
        put_char(b, *text == '\n' ? ' ' : *text);
    }
}

static void put_line(buf *b, const char *label, const char *text)
{
    if (!text)
        return;
    put_printf(b, "\n\n%s: ", label);
    put_plain(b, text);
}

static void put_code(buf *b, const char *label, const char *code)
{
    if (!code)
        return;
    if (strchr(code, '`'))
        put_line(b, label, code);
    else
        put_printf(b, "\n\n%s: `%s`", label, code);
}

static void put_head(buf *b, const cavc_symbol *at, const char *title)
{
    put_printf(b, "**%s** `%s`", lsp_kind_name(at->kind), at->name);
    if (title) {
        put_text(b, ": ");
        put_plain(b, title);
    }
}

/* -- kinds -- */

static void put_statement(const lsp_unit *u, uint32_t index, buf *b)
{
    const char *line = lsp_detail(u, index, "line"), *gist = lsp_detail(u, index, "gist");
    if (line)
        put_printf(b, " (line %s)", line);
    put_text(b, ": ");
    put_plain(b, gist ? gist : "");
}

/* The statements a rule cites, by what stands inside the rule. */
static void put_cites(const lsp_unit *u, uint32_t rule, buf *b)
{
    cavc_symbol at;
    const char *lead = "\n\n";
    for (uint32_t i = 0; lsp_symbol(u, i, &at); i++) {
        if (at.owner != rule || at.kind != CAVC_SYMBOL_STATEMENT || at.declares)
            continue;
        put_printf(b, "%s- `%s`", lead, at.name);
        if (at.target != CAV_NONE)
            put_statement(u, at.target, b);
        lead = "\n";
    }
}

static void put_rule(const lsp_unit *u, uint32_t index, const cavc_symbol *at, buf *b)
{
    const char *level = lsp_detail(u, index, "level"), *feature = lsp_detail(u, index, "feature");
    put_head(b, at, NULL);
    if (level)
        put_printf(b, ": %s%s**%s**", feature ? feature : "", feature ? " is " : "", level);
    const char *message = lsp_detail(u, index, "message");
    if (message) {
        put_text(b, "\n\n");
        put_plain(b, message);
    }
    put_cites(u, index, b);
    put_line(b, "Why", lsp_detail(u, index, "why"));
    put_code(b, "When", lsp_detail(u, index, "when"));
    put_code(b, "Requires", lsp_detail(u, index, "require"));
    put_code(b, "Conflict", lsp_detail(u, index, "conflict"));
    put_line(b, "Fix", lsp_detail(u, index, "fix"));
}

static void put_sources(const lsp_unit *u, uint32_t fact, buf *b)
{
    cavc_detail d;
    bool any = false;
    for (uint32_t k = 0; cavc_symbol_detail(u->unit, fact, k, &d); k++) {
        if (strcmp(d.what, "source") != 0)
            continue;
        put_text(b, any ? "\n- " : "\n\nSources:\n- ");
        put_plain(b, d.text);
        any = true;
    }
    if (!any)
        put_text(b, "\n\nNo source: it is only ever told.");
}

static void put_fact(const lsp_unit *u, uint32_t index, const cavc_symbol *at, buf *b)
{
    put_head(b, at, lsp_detail(u, index, "title"));
    put_line(b, "Type", lsp_detail(u, index, "type"));
    put_line(b, "Layers", lsp_detail(u, index, "layers"));
    if (lsp_detail(u, index, "fixed"))
        put_text(b, "\n\nFixed: an administrator cannot change it.");
    put_sources(u, index, b);
}

static void put_cited_by(const lsp_unit *u, uint32_t statement, buf *b)
{
    cavc_symbol at, owner;
    const char *lead = "\n\nCited by ";
    for (uint32_t i = 0; lsp_symbol(u, i, &at); i++) {
        if (at.target != statement || at.declares || !lsp_symbol(u, at.owner, &owner))
            continue;
        put_printf(b, "%s`%s`", lead, owner.name);
        lead = ", ";
    }
}

static void put_statement_whole(const lsp_unit *u, uint32_t index, const cavc_symbol *at, buf *b)
{
    cavc_symbol section;
    put_head(b, at, lsp_detail(u, index, "gist"));
    if (lsp_symbol(u, at->owner, &section)) {
        const char *title = lsp_detail(u, at->owner, "title");
        put_line(b, "Section", title ? title : section.name);
    }
    put_line(b, "Line", lsp_detail(u, index, "line"));
    put_line(b, "No rule", lsp_detail(u, index, "no rule"));
    put_cited_by(u, index, b);
}

static void put_value(const lsp_unit *u, const cavc_symbol *at, buf *b)
{
    cavc_symbol fact;
    put_head(b, at, NULL);
    if (lsp_symbol(u, at->owner, &fact)) {
        put_printf(b, " of the fact `%s`", fact.name);
        put_line(b, "Fact", lsp_detail(u, at->owner, "title"));
    }
}

void lsp_describe(const lsp_unit *u, const cavc_symbol *at, buf *b)
{
    uint32_t index = at->target;
    switch (at->kind) {
    case CAVC_SYMBOL_RULE:
        put_rule(u, index, at, b);
        break;
    case CAVC_SYMBOL_FACT:
        put_fact(u, index, at, b);
        break;
    case CAVC_SYMBOL_STATEMENT:
        put_statement_whole(u, index, at, b);
        break;
    case CAVC_SYMBOL_VALUE:
        put_value(u, at, b);
        break;
    case CAVC_SYMBOL_TEST:
        put_text(b, "**test** ");
        put_plain(b, at->name);
        break;
    default:
        put_head(b, at, lsp_detail(u, index, "title"));
        put_line(b, "Issuer", lsp_detail(u, index, "issuer"));
        put_line(b, "Source", lsp_detail(u, index, "source"));
        put_line(b, "Edition", lsp_detail(u, index, "edition"));
        put_code(b, "Applies when", lsp_detail(u, index, "applies when"));
        put_line(b, "A version is", lsp_detail(u, index, "version"));
        put_code(b, "Recognized by", lsp_detail(u, index, "from"));
        put_code(b, "In use when", lsp_detail(u, index, "in use when"));
        put_code(b, "True when", lsp_detail(u, index, "condition"));
    }
}

/* -- what has no declaration -- */

static void put_level(const char *name, buf *b)
{
    int level = cav_level_find(name);
    put_printf(b, "**level** `%s`: %s", name,
               level >= 0 ? cav_level_meaning((cav_level)level)
                          : "told, and without effect on the status");
}

/* The id of a diagnostic around the offset, in a comment. */
static bool id_at(const lsp_document *d, uint32_t offset, uint32_t *start, char id[5])
{
    size_t from = offset, to = offset, line = offset;
    while (from && isalnum((unsigned char)d->text[from - 1]))
        from--;
    while (to < d->size && isalnum((unsigned char)d->text[to]))
        to++;
    while (line && d->text[line - 1] != '\n')
        line--;
    if (to - from != 4 || !memchr(d->text + line, '#', from - line))
        return false;
    memcpy(id, d->text + from, 4);
    id[4] = '\0';
    *start = (uint32_t)from;
    return true;
}

static bool put_kind(const char *id, buf *b)
{
    cavc_diagnostic_kind kind;
    for (uint32_t i = 0; cavc_diagnostic_kind_get(i, &kind); i++)
        if (strcmp(kind.id, id) == 0) {
            put_printf(b, "**%s** %s\n\n", kind.id, kind.name);
            put_plain(b, kind.explanation);
            return true;
        }
    return false;
}

static json_t *markdown(const buf *b, json_t *range)
{
    return json_pack("{s:{s:s, s:o}, s:o}", "contents", "kind", "markdown", "value",
                     lsp_string_sized(b->text, b->size), "range", range);
}

static json_t *hover_comment(lsp_server *s, const lsp_place *p)
{
    buf b = {.pool = &s->scratch};
    char id[5];
    uint32_t start;
    if (!id_at(p->document, p->offset, &start, id) || !put_kind(id, &b))
        return json_null();
    lsp_measure m = {.text = {p->document->text, p->document->size}, .utf8 = s->utf8};
    return markdown(&b, lsp_range(&m, start, start + 4));
}

json_t *lsp_hover(lsp_server *s, const json_t *params)
{
    lsp_place p;
    cavc_symbol target;
    buf b = {.pool = &s->scratch};
    if (!lsp_param_place(s, params, &p))
        return NULL;
    if (p.symbol == CAV_NONE)
        return hover_comment(s, &p);
    if (p.at.kind == CAVC_SYMBOL_LEVEL)
        put_level(p.at.name, &b);
    else if (p.at.kind == CAVC_SYMBOL_FILE)
        put_printf(&b, "**file** `%s`", p.at.name);
    else if (lsp_target(p.unit, &p.at, &target))
        lsp_describe(p.unit, &target, &b);
    else
        return json_null();
    return markdown(&b, lsp_symbol_range(s, p.unit, &p.at));
}
