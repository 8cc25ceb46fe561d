/* lint_effects.c: checks of what rules and tests say beside what they decide.
 *
 * Notes restrict nothing and are left alone where a check is about evidence. Invariant: what a rule
 * reads is taken through defines and features, as evaluation does.
 */
#include "lint.h"

#include <ctype.h>
#include <string.h>

/* -- message-without-fact, unknowable-placeholder -- */

typedef struct shown {
    lint *l;
    const lint_rule *r;
    bool any;             /* a fact that the rule reads */
    const ast_fact *deep; /* one the rule cannot know */
    uint32_t layer;
    uint32_t layers; /* bits */
} shown;

static void show(void *context, const ast_fact *fact, uint32_t layer)
{
    shown *s = context;

    s->layers |= 1u << layer;
    if (s->r->reads[expr_fact_index(s->l->t, fact, layer)])
        s->any = true;
    else if (s->r->layers && s->r->layers < 1u << layer) {
        s->deep = fact;
        s->layer = layer;
    }
}

static shown shown_by(lint *l, const lint_rule *r)
{
    shown s = {.l = l, .r = r};

    lint_placeholders(l, r->rule->effect->message, show, &s);
    return s;
}

void lint_message_facts(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++) {
        const lint_rule *lr = &l->rules[i];
        const ast_rule *r = lr->rule;
        if (r->level != CAV_LEVEL_NOTE && lr->nreads && !shown_by(l, lr).any &&
            !lint_settled(l->t, lr->part, lr->nparts, lr->reads))
            lint_report(l, LINT_MESSAGE_WITHOUT_FACT, r, r->effect->message->span, NULL,
                        r->name->text);
    }
}

static const char *layer_name(const lint *l, uint32_t layer)
{
    return l->unit->layers.at[layer]->name->text;
}

static uint32_t deepest(uint32_t layers)
{
    uint32_t k = 0;

    while (layers >>= 1)
        k++;
    return k;
}

static void placeholders_of(lint *l, const lint_rule *lr)
{
    const ast_rule *r = lr->rule;
    shown s = shown_by(l, lr);

    if (s.deep)
        lint_report(
            l, LINT_UNKNOWABLE_PLACEHOLDER, r, r->effect->message->span, NULL, r->name->text,
            layer_name(l, deepest(lr->layers)),
            arena_printf(&l->unit->arena, "%s.%s", layer_name(l, s.layer), s.deep->name->text));
}

void lint_knowable(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++)
        placeholders_of(l, &l->rules[i]);
}

/* -- other-layer -- */

/* Layers named in a text as words; names that could be plain words do not count. */
static uint32_t mentioned(const lint *l, const char *text)
{
    uint32_t layers = 0;

    for (uint32_t k = 0; k < l->unit->layers.count; k++) {
        const char *name = layer_name(l, k), *at = text;
        size_t n = strlen(name);
        if (!strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
            continue;
        while ((at = strstr(at, name))) {
            bool before = at > text && isalnum((unsigned char)at[-1]);
            at += n;
            if (!before && !isalnum((unsigned char)*at))
                layers |= 1u << k;
        }
    }
    return layers;
}

static const char *layer_list(lint *l, uint32_t layers)
{
    const char *list = "";

    for (uint32_t k = 0; k < l->unit->layers.count; k++)
        if (layers >> k & 1)
            list =
                arena_printf(&l->unit->arena, "%s%s%s", list, *list ? ", " : "", layer_name(l, k));
    return list;
}

static void layers_of_rule(lint *l, const lint_rule *lr)
{
    const ast_rule *r = lr->rule;
    uint32_t says = mentioned(l, r->effect->message->text), cites = 0;
    const char *what = NULL;

    for (const ast_name *c = r->cites; c; c = c->next) {
        const ast_statement *s = map_get(&l->unit->names[UNIT_STATEMENT], c->text);
        cites |= s ? mentioned(l, s->gist->text) : 0;
    }
    if (says && !(says & lr->layers))
        what = arena_printf(&l->unit->arena, "its message speaks of %s", layer_list(l, says));
    else if (cites && !(cites & lr->layers))
        what = arena_printf(&l->unit->arena, "what it cites speaks of %s", layer_list(l, cites));
    if (what)
        lint_report(l, LINT_OTHER_LAYER, r, r->name->span, NULL, r->name->text,
                    layer_list(l, lr->layers), what);
}

void lint_other_layer(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++)
        if (l->rules[i].rule->level != CAV_LEVEL_NOTE && l->rules[i].layers)
            layers_of_rule(l, &l->rules[i]);
}

/* -- idle-fix, idle-text -- */

void lint_idle_fix(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++) {
        const ast_rule *r = l->unit->rules.at[i];
        if (r->level == CAV_LEVEL_NOTE && r->fix)
            lint_report(l, LINT_IDLE_FIX, r, r->fix->span, NULL, r->name->text);
    }
}

/* Letters and digits alone, in small letters. */
static bool same_words(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a && !isalnum((unsigned char)*a) && (unsigned char)*a < 0x80)
            a++;
        while (*b && !isalnum((unsigned char)*b) && (unsigned char)*b < 0x80)
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

void lint_idle_why(lint *l)
{
    for (size_t i = 0; i < l->unit->rules.count; i++) {
        const ast_rule *r = l->unit->rules.at[i];
        const char *message = r->effect->message->text;
        if (r->why && same_words(r->why->text, message))
            lint_report(l, LINT_IDLE_WHY, r, r->why->span, NULL, "why", r->name->text, "message");
        else if (r->fix && same_words(r->fix->text, message))
            lint_report(l, LINT_IDLE_WHY, r, r->fix->span, NULL, "fix", r->name->text, "message");
        else if (r->fix && r->why && same_words(r->fix->text, r->why->text))
            lint_report(l, LINT_IDLE_WHY, r, r->fix->span, NULL, "fix", r->name->text, "`why`");
    }
}

/* -- repeated-name -- */

static void repeated_in(lint *l, const ast_name *list)
{
    for (const ast_name *n = list; n; n = n->next)
        for (const ast_name *o = list; o != n; o = o->next)
            if (!strcmp(o->text, n->text)) {
                lint_report(l, LINT_REPEATED_NAME, n, n->span, NULL, n->text);
                break;
            }
}

void lint_repeated_names(lint *l)
{
    cavc_unit *u = l->unit;

    if (u->pack && u->pack->applies)
        repeated_in(l, u->pack->applies->cites);
    for (size_t i = 0; i < u->rules.count; i++)
        repeated_in(l, u->rules.at[i]->cites);
    for (size_t i = 0; i < u->tests.count; i++)
        for (const ast_expect *e = u->tests.at[i]->expects; e; e = e->next) {
            repeated_in(l, e->by);
            repeated_in(l, e->missing);
        }
}

/* -- test-name -- */

/* The level the name ends in, or the one after "is", "is a", "stays", …; -1: none. */
static int level_of_name(const char *name)
{
    static const char *const verbs[] = {"is ", "are ", "stays ", "remains ", "is a ", "is an "};

    for (int k = 0; k < CAV_LEVEL_COUNT; k++) {
        const char *level = cav_level_name((cav_level)k), *at = name;
        while ((at = strstr(at, level))) {
            const char *after = at + strlen(level);
            bool whole = (at == name || at[-1] == ' ') && !isalnum((unsigned char)*after);
            for (size_t v = 0; whole && v < sizeof verbs / sizeof *verbs; v++) {
                size_t n = strlen(verbs[v]);
                bool verb = (size_t)(at - name) >= n && !strncmp(at - n, verbs[v], n) &&
                            ((size_t)(at - name) == n || at[-(ptrdiff_t)n - 1] == ' ');
                if (verb && (!*after || *after == ',' || *after == ';'))
                    return k;
            }
            at = after;
        }
    }
    return -1;
}

static bool expects_level(const ast_test *test, int level)
{
    for (const ast_expect *e = test->expects; e; e = e->next)
        if ((e->kind == AST_EXPECT_LEVEL && e->level == level) ||
            (e->kind == AST_EXPECT_UNKNOWN && (e->best_level == level || e->worst_level == level)))
            return true;
    return false;
}

void lint_test_names(lint *l)
{
    for (size_t i = 0; i < l->unit->tests.count; i++) {
        const ast_test *t = l->unit->tests.at[i];
        int level = level_of_name(t->name->text);
        if (level < 0 || expects_level(t, level) || !t->expects)
            continue;
        if (t->expects->kind == AST_EXPECT_LEVEL)
            lint_report(l, LINT_TEST_NAME, t, t->name->span, NULL, t->name->text,
                        lint_level_name(level), lint_level_name(t->expects->level));
    }
}
