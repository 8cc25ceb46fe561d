/* lint_texts.c: checks of what stands between quotes, and of patterns.
 *
 * Texts are compared byte for byte, never by how they look. Invariant: a word in one alphabet, and
 * a text that is in another language throughout, are left alone.
 */
#include "lint.h"

#include <ctype.h>
#include <string.h>

/* -- duplicated-text -- */

enum { LONG_WHY = 40 };

typedef struct owned {
    const ast_string *text;
    const char *owner;
    size_t index;
} owned;

/* Who has this text already; NULL: nobody, and now this one has. */
static owned *owner_of(lint *l, map *m, const ast_string *text, const char *owner, size_t index)
{
    owned *o = map_get(m, text->text);

    if (o)
        return o;
    o = ARENA_NEW(&l->unit->arena, owned);
    *o = (owned){text, owner, index};
    map_put(m, text->text, o);
    return NULL;
}

static void duplicate(lint *l, const ast_string *text, const char *what, const char *owner,
                      const owned *first)
{
    lint_report(l, LINT_DUPLICATED_TEXT, text, text->span, NULL, what, owner, first->owner);
}

static bool share_a_fact(const lint *l, size_t a, size_t b)
{
    for (uint32_t i = 0; i < l->t->nfacts; i++)
        if (l->rules[a].reads[i] && l->rules[b].reads[i])
            return true;
    return false;
}

static void rule_texts(lint *l, size_t i, map maps[3])
{
    const ast_rule *r = l->rules[i].rule;
    const char *name = r->name->text;
    owned *o = owner_of(l, &maps[0], r->effect->message, name, i);

    if (o)
        duplicate(l, r->effect->message, "message", name, o);
    if (r->why && strlen(r->why->text) >= LONG_WHY &&
        (o = owner_of(l, &maps[1], r->why, name, i)) != NULL)
        duplicate(l, r->why, "`why`", name, o);
    if (r->fix && (o = owner_of(l, &maps[2], r->fix, name, i)) != NULL &&
        !share_a_fact(l, i, o->index))
        duplicate(l, r->fix, "`fix`", name, o);
}

void lint_duplicated_texts(lint *l)
{
    cavc_unit *u = l->unit;
    map maps[4];

    for (int k = 0; k < 4; k++)
        map_init(&maps[k], &u->arena);
    for (size_t i = 0; i < u->statements.count; i++) {
        const ast_statement *s = u->statements.at[i];
        owned *o = owner_of(l, &maps[3], s->gist, s->name->text, i);
        if (o)
            duplicate(l, s->gist, "text", s->name->text, o);
    }
    for (size_t i = 0; i < u->rules.count; i++)
        rule_texts(l, i, maps);
}

/* -- every text, with what it is -- */

typedef void text_visit(lint *l, const ast_string *text, const char *what, bool compared);

static void visit(lint *l, text_visit *f, const ast_string *text, const char *what, bool compared)
{
    if (text)
        f(l, text, what, compared);
}

static void visit_values(lint *l, text_visit *f, const ast_value *values)
{
    for (const ast_value *v = values; v; v = v->next)
        if (v->kind == AST_VALUE_STRING) {
            ast_string *s = ARENA_NEW(&l->unit->arena, ast_string);
            *s = (ast_string){v->text, v->span, NULL};
            f(l, s, "value", true);
        }
}

static void visit_pattern(lint *l, text_visit *f, const ast_pattern *p)
{
    ast_string *s = ARENA_NEW(&l->unit->arena, ast_string);

    if (!p)
        return;
    *s = (ast_string){p->text, p->span, NULL};
    f(l, s, "pattern", true);
}

typedef struct visitor {
    text_visit *f;
} visitor;

static void visit_cond(lint *l, ast_cond *cond, void *context)
{
    text_visit *f = ((visitor *)context)->f;

    visit_values(l, f, cond->values);
    visit_pattern(l, f, cond->pattern);
    for (ast_cond *c = cond->children; c; c = c->next)
        visit_cond(l, c, context);
}

static void visit_sources(lint *l, text_visit *f, const ast_source *s)
{
    for (; s; s = s->next) {
        for (const ast_string *p = s->path; p; p = p->next)
            f(l, p, "path", true);
        visit_pattern(l, f, s->pattern);
        for (const ast_case *c = s->cases; c; c = c->next) {
            visit_pattern(l, f, c->pattern);
            visit_values(l, f, c->values);
        }
        visit_sources(l, f, s->children);
    }
}

static void visit_vocabulary(lint *l, text_visit *f)
{
    cavc_unit *u = l->unit;

    for (size_t i = 0; i < u->layers.count; i++)
        visit(l, f, u->layers.at[i]->title, "title", false);
    for (size_t i = 0; i < u->products.count; i++) {
        visit(l, f, u->products.at[i]->title, "title", false);
        for (const ast_matcher *m = u->products.at[i]->matchers; m; m = m->next)
            visit_pattern(l, f, m->pattern);
    }
    for (size_t i = 0; i < u->features.count; i++)
        visit(l, f, u->features.at[i]->title, "title", false);
    for (size_t i = 0; i < u->facts.count; i++) {
        visit(l, f, u->facts.at[i]->title, "title", false);
        for (const ast_block *b = u->facts.at[i]->blocks; b; b = b->next)
            visit_sources(l, f, b->sources);
    }
}

static void visit_pack(lint *l, text_visit *f)
{
    cavc_unit *u = l->unit;

    for (int k = 0; u->pack && k < AST_PACK_KEYS; k++)
        visit(l, f, u->pack->keys[k], "text", false);
    for (size_t i = 0; i < u->sections.count; i++)
        visit(l, f, u->sections.at[i]->title, "title", false);
    for (size_t i = 0; i < u->statements.count; i++) {
        visit(l, f, u->statements.at[i]->gist, "statement", false);
        visit(l, f, u->statements.at[i]->no_rule, "reason", false);
    }
    for (size_t i = 0; i < u->impossible.count; i++)
        visit(l, f, u->impossible.at[i]->reason, "reason", false);
    for (size_t i = 0; i < u->rules.count; i++) {
        visit(l, f, u->rules.at[i]->effect->message, "message", false);
        visit(l, f, u->rules.at[i]->why, "`why`", false);
        visit(l, f, u->rules.at[i]->fix, "`fix`", false);
    }
    for (size_t i = 0; i < u->tests.count; i++) {
        visit(l, f, u->tests.at[i]->name, "name", false);
        for (const ast_given *g = u->tests.at[i]->givens; g; g = g->next)
            for (const ast_told *t = g->told; t; t = t->next)
                visit_values(l, f, t->values);
    }
}

static void visit_all(lint *l, text_visit *f)
{
    visitor v = {f};

    visit_vocabulary(l, f);
    visit_pack(l, f);
    lint_roots(l, visit_cond, &v);
}

/* -- empty-text -- */

static void is_empty(lint *l, const ast_string *text, const char *what, bool compared)
{
    const char *p = text->text;

    if (compared)
        return;
    while (*p && !isalnum((unsigned char)*p) && (unsigned char)*p < 0x80)
        p++;
    if (!*p)
        lint_report(l, LINT_EMPTY_TEXT, text, text->span, NULL, what);
}

void lint_empty_texts(lint *l)
{
    visit_all(l, is_empty);
}

/* -- thin-reason -- */

static bool is_filler(const char *text)
{
    static const char *const fillers[] = {"no rule",    "not needed",     "no reason", "see above",
                                          "see below",  "not applicable", "to do",     "not yet",
                                          "to be done", "does not matter"};
    size_t n = strlen(text);

    while (n && ispunct((unsigned char)text[n - 1]))
        n--;
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (strlen(fillers[i]) == n && !strncasecmp(fillers[i], text, n))
            return true;
    return false;
}

/* Of an alphabet whose words stand apart. */
static bool is_one_word(const char *text)
{
    while (*text && *text != ' ' && *text != '\t' && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

void lint_thin_reasons(lint *l)
{
    for (size_t i = 0; i < l->unit->statements.count; i++) {
        const ast_statement *s = l->unit->statements.at[i];
        const char *text = s->no_rule ? s->no_rule->text : NULL;
        if (!text)
            continue;
        text += strspn(text, " \t");
        if (is_one_word(text) || !strcmp(text, s->gist->text) || is_filler(text))
            lint_report(l, LINT_THIN_REASON, s->no_rule, s->no_rule->span,
                        "say what kind of statement it is, or which one covers it", text,
                        s->name->text);
    }
}

/* -- look-alike -- */

typedef struct twin {
    uint32_t code;
    char ascii;
    bool letter;
} twin;

static const twin twins[] = {
    /* Cyrillic */
    {0x0430, 'a', true},
    {0x0435, 'e', true},
    {0x043E, 'o', true},
    {0x0440, 'p', true},
    {0x0441, 'c', true},
    {0x0443, 'y', true},
    {0x0445, 'x', true},
    {0x0455, 's', true},
    {0x0456, 'i', true},
    {0x0458, 'j', true},
    {0x04BB, 'h', true},
    {0x0501, 'd', true},
    {0x051B, 'q', true},
    {0x051D, 'w', true},
    {0x043A, 'k', true},
    {0x0410, 'A', true},
    {0x0412, 'B', true},
    {0x0415, 'E', true},
    {0x041A, 'K', true},
    {0x041C, 'M', true},
    {0x041D, 'H', true},
    {0x041E, 'O', true},
    {0x0420, 'P', true},
    {0x0421, 'C', true},
    {0x0422, 'T', true},
    {0x0423, 'Y', true},
    {0x0425, 'X', true},
    {0x0405, 'S', true},
    {0x0406, 'I', true},
    {0x0408, 'J', true},
    /* Greek */
    {0x03BF, 'o', true},
    {0x03BD, 'v', true},
    {0x0391, 'A', true},
    {0x0392, 'B', true},
    {0x0395, 'E', true},
    {0x0396, 'Z', true},
    {0x0397, 'H', true},
    {0x0399, 'I', true},
    {0x039A, 'K', true},
    {0x039C, 'M', true},
    {0x039D, 'N', true},
    {0x039F, 'O', true},
    {0x03A1, 'P', true},
    {0x03A4, 'T', true},
    {0x03A5, 'Y', true},
    {0x03A7, 'X', true},
    {0x03F2, 'c', true},
    {0x0131, 'i', true},
    /* in what is compared only */
    {0x00A0, ' ', false},
    {0x2007, ' ', false},
    {0x202F, ' ', false},
    {0x3000, ' ', false},
    {0x2010, '-', false},
    {0x2011, '-', false},
    {0x2012, '-', false},
    {0x2013, '-', false},
    {0x2014, '-', false},
    {0x2212, '-', false},
    {0x2018, '\'', false},
    {0x2019, '\'', false},
    {0x201C, '"', false},
    {0x201D, '"', false},
};

static const twin *twin_of(uint32_t code, bool letter)
{
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i].code == code && twins[i].letter == letter)
            return &twins[i];
    return NULL;
}

/* Full-width forms of ASCII. */
static twin full_width(uint32_t code)
{
    return (twin){code, (char)(code - 0xFF01 + '!'), true};
}

static bool is_full_width_letter(uint32_t code)
{
    return (code >= 0xFF21 && code <= 0xFF3A) || (code >= 0xFF41 && code <= 0xFF5A);
}

static bool is_ascii_letter(uint32_t code)
{
    return code < 0x80 && isalpha((int)code);
}

static bool is_word_code(uint32_t code)
{
    return is_ascii_letter(code) || (code >= 0xC0 && code < 0x2000) || is_full_width_letter(code);
}

/* Does the text hold letters that no Latin one looks like? Then it is in that alphabet. */
static bool has_other_script(const char *text)
{
    size_t n = strlen(text);
    uint32_t code;

    for (size_t at = 0; at < n;) {
        at += src_decode(text + at, n - at, &code);
        if (code >= 0x370 && code != UINT32_MAX && !twin_of(code, true) &&
            !is_full_width_letter(code) && (code < 0x2000 || code >= 0x2E80))
            return true;
    }
    return false;
}

typedef struct word {
    size_t start, end;
    bool latin, odd;
    twin first; /* look-alike in it */
} word;

static word next_word(const char *text, size_t n, size_t at)
{
    word w = {at, at, false, false, {0, 0, true}};
    uint32_t code;

    while (at < n) {
        size_t size = src_decode(text + at, n - at, &code);
        const twin *t = twin_of(code, true);
        bool twinned = t || is_full_width_letter(code);
        if (!is_word_code(code)) {
            if (w.end > w.start)
                break;
            at += size;
            w.start = w.end = at;
            continue;
        }
        w.latin |= is_ascii_letter(code);
        w.odd |= code >= 0x370 && !twinned;
        if (twinned && !w.first.code)
            w.first = t ? *t : full_width(code);
        at += size;
        w.end = at;
    }
    return w;
}

/* The piece of the source that holds this text, or the whole. */
static ast_span span_of(const lint *l, const ast_string *text, const char *piece, size_t size)
{
    const src_file *f = &l->unit->sources.files.at[text->span.file];
    const char *at =
        memmem(f->bytes + text->span.start, text->span.end - text->span.start, piece, size);
    uint32_t start = at ? (uint32_t)(at - f->bytes) : 0;

    return at ? (ast_span){text->span.file, start, start + (uint32_t)size} : text->span;
}

static void report_twin(lint *l, const ast_string *text, const twin *t, size_t start, size_t end)
{
    const char *piece = arena_copy(&l->unit->arena, text->text + start, end - start);

    lint_report(l, LINT_LOOK_ALIKE, text->text + start, span_of(l, text, piece, end - start), NULL,
                (unsigned)t->code, piece, (char[]){t->ascii, '\0'});
}

static void compared_twins(lint *l, const ast_string *text)
{
    size_t n = strlen(text->text);
    uint32_t code;

    for (size_t at = 0, size; at < n; at += size) {
        const twin *t;
        size = src_decode(text->text + at, n - at, &code);
        t = twin_of(code, false);
        if (t)
            report_twin(l, text, t, at, at + size);
    }
}

static void look_alike(lint *l, const ast_string *text, const char *what, bool compared)
{
    size_t n = strlen(text->text);
    bool foreign = has_other_script(text->text), latin = false;

    (void)what;
    for (const char *p = text->text; *p; p++)
        latin |= is_ascii_letter((unsigned char)*p);
    for (word w = next_word(text->text, n, 0); w.end > w.start; w = next_word(text->text, n, w.end))
        if (w.first.code && !w.odd && (w.latin || (latin && !foreign)))
            report_twin(l, text, &w.first, w.start, w.end);
    if (compared && !foreign)
        compared_twins(l, text);
}

void lint_look_alikes(lint *l)
{
    visit_all(l, look_alike);
}
